//! BibTeX: `@article{key, title = {{Headline}}, …}`, in UTF-8.
//!
//! BibTeX has no newspaper article. `@article` with the publisher as `journal` is what Zotero writes for one, and the only
//! type of which the usual styles print in what a text appeared; `@misc` is what is left where no publisher is known, since
//! `@article` would want a journal. Zotero and JabRef read `year`, `month` and `day`; styles that know no `day` pass over it.
//!
//! The headline and the author stand in braces of their own: styles keep its capitals, and nobody parts the name. What
//! styles would print of remarks does not belong in a list of references, so these stand in `annote`; `note` has the file.

use std::io::{self, Write};

use super::entry::{Entry, sentence};

pub(super) fn write(entries: impl Iterator<Item = Entry>, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    for (at, entry) in entries.enumerate() {
        let gap = if at > 0 { "\n" } else { "" };
        let kind = if entry.publisher.is_some() { "article" } else { "misc" };
        writeln!(out, "{gap}@{kind}{{{},", entry.key)?;
        for (name, value) in fields(&entry) {
            writeln!(out, "  {name} = {value},")?;
        }
        writeln!(out, "}}")?;
    }
    Ok(())
}

fn fields(entry: &Entry) -> Vec<(&'static str, String)> {
    let remarks: Vec<String> = entry.remarks().iter().map(|remark| sentence(remark)).collect();
    let remarks = (!remarks.is_empty()).then(|| remarks.join(" "));
    let text = |value: &Option<String>| value.as_ref().map(|value| format!("{{{}}}", escaped(value)));
    let protected = |value: &Option<String>| value.as_ref().map(|value| format!("{{{{{}}}}}", escaped(value)));
    let fields = [
        ("title", protected(&entry.title)),
        ("author", protected(&entry.author)),
        ("journal", text(&entry.publisher)),
        ("year", entry.date.map(|date| format!("{{{:04}}}", date.year()))),
        ("month", entry.date.and_then(|date| month(date.month()?)).map(str::to_owned)),
        ("day", entry.date.and_then(|date| date.day()).map(|day| format!("{{{day}}}"))),
        ("language", text(&entry.lang)),
        ("url", entry.url.as_ref().map(|url| format!("{{{}}}", address(url)))),
        ("note", text(&entry.saved_file())),
        ("annote", text(&remarks)),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The name that BibTeX styles have for a month.
fn month(number: i8) -> Option<&'static str> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.get(usize::from(number.unsigned_abs()).checked_sub(1)?).copied()
}

/// A text with the characters that TeX takes for commands spelt out. Braces are commands, too: BibTeX counts even those
/// behind a backslash, so that one alone would end the entry.
fn escaped(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => spelt.extend(['\\', c]),
            '{' => spelt.push_str("{\\textbraceleft}"),
            '}' => spelt.push_str("{\\textbraceright}"),
            '~' => spelt.push_str("{\\textasciitilde}"),
            '^' => spelt.push_str("{\\textasciicircum}"),
            '\\' => spelt.push_str("{\\textbackslash}"),
            other => spelt.push(other),
        }
    }
    spelt
}

/// An address is read letter by letter; only what would end the field is written in its other form.
fn address(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C").replace(' ', "%20")
}
