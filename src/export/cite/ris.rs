//! RIS: a line a part, `TI  - Headline`, from `TY` to `ER`, each ended by carriage return and line feed.
//!
//! The type is `NEWS`, which Zotero reads as a newspaper article. Dates are `YYYY/MM/DD/other`, slashes kept where a part
//! is unknown, in `PY` as in `DA`: Zotero prefers `DA`, JabRef `PY`, and both then know month and day. The publisher is
//! `T2`, which both take for the newspaper. Text is UTF-8, which the specification did not know and all programs read.

use std::io::{self, Write};

use super::entry::Entry;
use crate::annotate::PartialDate;

pub(super) fn write(entries: impl Iterator<Item = Entry>, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    for entry in entries {
        for (tag, value) in lines(&entry) {
            write!(out, "{tag}  - {value}\r\n")?;
        }
    }
    Ok(())
}

fn lines(entry: &Entry) -> Vec<(&'static str, String)> {
    let date = entry.date.map(slashed);
    let parts = [
        ("ID", Some(entry.key.clone())),
        ("TI", entry.title.clone()),
        ("AU", entry.author.as_deref().map(name)),
        ("T2", entry.publisher.as_deref().map(without_asterisks)),
        ("PY", date.clone()),
        ("DA", date),
        ("LA", entry.lang.clone()),
        ("UR", entry.url.clone()),
    ];
    let known = parts.into_iter().filter_map(|(tag, value)| Some((tag, value?)));
    let notes = entry.remarks().into_iter().chain(entry.saved_file()).map(|note| ("N1", note));
    [("TY", "NEWS".to_owned())].into_iter().chain(known).chain(notes).chain([("ER", String::new())]).collect()
}

/// `2017/12/16/`, `2017/12//`, `2017///`.
fn slashed(date: PartialDate) -> String {
    let part = |part: Option<i8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
    format!("{:04}/{}/{}/", date.year(), part(date.month()), part(date.day()))
}

/// A name as one: a comma would part it into family and given name.
fn name(author: &str) -> String {
    let author = without_asterisks(author);
    author.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / ")
}

/// Names may not hold an asterisk.
fn without_asterisks(text: &str) -> String {
    text.replace('*', "")
}
