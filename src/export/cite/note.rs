//! A line a source, for people: “Headline.” Publisher, 16 December 2017. Address or file.
//!
//! Of a passage, who says what stands before it, and the paragraph behind the date. The order and punctuation are those of
//! the Chicago Manual of Style, with the day before the month; as there, a date that was worked out stands in brackets.

use std::io::{self, Write};

use super::entry::{Entry, sentence};
use crate::export::words::day;

pub(super) fn write(entries: impl Iterator<Item = Entry>, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    entries.into_iter().try_for_each(|entry| writeln!(out, "{}", note(&entry)))
}

fn note(entry: &Entry) -> String {
    let mut sentences: Vec<String> = entry.speeches.iter().map(|speech| sentence(speech)).collect();
    let inside = if sentences.is_empty() { "" } else { "In " };
    sentences.extend(entry.author.as_deref().map(sentence));
    sentences.push(format!("{inside}{}", headline(entry.title.as_deref())));
    sentences.push(sentence(&source(entry)));
    sentences.extend(entry.url.as_ref().or(entry.path.as_ref()).map(|place| format!("{place}.")));
    sentences.extend(entry.address.as_ref().map(|address| format!("{address}.")));
    sentences.extend(entry.derived.is_some().then(|| "The date in brackets is worked out from the text.".to_owned()));
    sentences.join(" ")
}

/// The headline as a quotation; quotation marks in it become single ones.
fn headline(title: Option<&str>) -> String {
    let Some(title) = title else { return "[No headline].".to_owned() };
    let mut within = String::new();
    for c in title.chars() {
        let opens = within.chars().next_back().is_none_or(|last| last.is_whitespace() || "([{—–-".contains(last));
        within.push(match c {
            '“' | '„' => '‘',
            '”' => '’',
            '"' if opens => '‘',
            '"' => '’',
            other => other,
        });
    }
    format!("“{}”", sentence(&within))
}

/// `Publisher, 16 December 2017, ¶ 4`.
fn source(entry: &Entry) -> String {
    let date = match entry.date {
        Some(date) if entry.derived.is_some() => format!("[{}]", day(date)),
        Some(date) => day(date),
        None => "n.d.".to_owned(),
    };
    let paragraph = entry.paragraph.map(|number| format!("¶ {number}"));
    entry.publisher.iter().cloned().chain([date]).chain(paragraph).collect::<Vec<_>>().join(", ")
}
