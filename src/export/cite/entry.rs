//! What every format tells of a source, ready to be written: on one line, with what must be remarked about it.

use super::{Cited, CitedPassage, CitedSpeech};
use crate::annotate::{Basis, Date, PartialDate};
use crate::export::words::{day, manner};

/// The parts of a citation. No text holds line breaks or control characters, none is empty.
pub(super) struct Entry {
    pub key: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub lang: Option<String>,
    pub url: Option<String>,
    pub path: Option<String>,
    pub address: Option<String>,
    pub date: Option<PartialDate>,
    /// What a date that was worked out rests on.
    pub derived: Option<String>,
    /// When what is told happened, where that differs from the publication.
    pub event: Option<PartialDate>,
    /// The number of the paragraph.
    pub paragraph: Option<u32>,
    /// Each speech of the passage, as a text.
    pub speeches: Vec<String>,
}

impl Entry {
    pub fn of(cited: &Cited, key: String) -> Self {
        let Cited { title, publisher, author, lang, url, path, date, event_date, passage, address, .. } = cited;
        let clean = |text: &Option<String>| text.as_deref().and_then(on_one_line);
        let worked_out = date.as_ref().filter(|date| date.basis == Basis::Derived);
        Self {
            key,
            title: clean(title),
            publisher: clean(publisher),
            author: clean(author),
            lang: clean(lang),
            url: clean(url),
            path: unbroken(path),
            address: clean(address),
            date: date.as_ref().map(|date| date.value),
            derived: worked_out.map(|Date { evidence, .. }| on_one_line(evidence).unwrap_or_else(|| "the text".into())),
            event: event_date.as_ref().map(|date| date.value),
            paragraph: passage.as_ref().map(|passage| passage.number),
            speeches: passage.as_ref().map(speeches).unwrap_or_default(),
        }
    }

    /// Where the text is saved.
    pub fn saved_file(&self) -> Option<String> {
        self.path.as_ref().map(|path| format!("Saved file: {path}"))
    }

    /// What must be remarked about the source, besides where it is saved.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = match (self.paragraph, &self.speeches[..]) {
            (Some(number), []) => vec![format!("¶ {number}")],
            (Some(number), speeches) => speeches.iter().map(|speech| format!("¶ {number}: {speech}")).collect(),
            (None, _) => Vec::new(),
        };
        remarks.extend(self.derived.iter().map(|evidence| format!("Date worked out from {evidence}")));
        remarks.extend(self.event.map(|date| format!("Tells of {}", day(date))));
        remarks.extend(self.address.iter().map(|address| format!("Permanent address: {address}")));
        remarks
    }
}

fn speeches(passage: &CitedPassage) -> Vec<String> {
    passage.speeches.iter().filter_map(|speech| on_one_line(&speech_text(speech))).collect()
}

/// `Han Seo-yun, chair, Inland Trade Council (quoted): "A train …"`.
fn speech_text(speech: &CitedSpeech) -> String {
    let CitedSpeech { who, kind, relay, words } = speech;
    let manner = manner(*kind, relay.as_deref());
    let words = if words.is_empty() { String::new() } else { format!(": {words}") };
    format!("{who} ({manner}){words}")
}

/// The text without line breaks and control characters, blanks folded; none where nothing is left.
pub(super) fn on_one_line(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The same with its blanks as they are: two of them may stand in the name of a file.
fn unbroken(path: &str) -> Option<String> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    (!path.is_empty()).then(|| path.replace(breaks, " "))
}

/// A text as a sentence: with a full stop unless it ends in one or the like. Before a closing quotation mark a comma
/// gives way to it, as editors have it.
pub(super) fn sentence(text: &str) -> String {
    let body = text.trim_end_matches(['"', '”', '’', '\'', '»']);
    let closing = &text[body.len()..];
    if body.ends_with(['.', '?', '!', '…', '。', '？', '！']) {
        return text.to_owned();
    }
    format!("{}.{closing}", body.trim_end_matches([',', '，']))
}
