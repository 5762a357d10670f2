//! Text that a news database exported: many articles in one file, each under its headline, publication and date.
//!
//! Its place: asked by the formats that take text out of files, before they take all of it as one article. Known are
//! Nexis (the older layout with `1 of 25 DOCUMENTS`, the newer with `End of Document`) and Factiva (with field codes and
//! as headlines with text).
//!
//! # Invariants
//! Of each article there is what the database states and the text, nothing else: subject codes and the like are left out.
//! A place named apart from the text (`DATELINE:`) stands at its beginning.

use crate::corpus::output::Output;
use crate::corpus::{Body, Decoding, Metadata};

mod factiva;
mod nexis;

/// Puts out a text that makes a body: article by article where it is an export of many.
pub(super) fn put(
    text: String,
    body: fn(String) -> Body,
    decoding: Decoding,
    metadata: Metadata,
    output: &mut Output<'_>,
) {
    match split(&text) {
        None => output.document(body(text), decoding, metadata),
        Some(articles) => {
            for (stated, article) in articles {
                output.document(body(article), decoding.clone(), stated);
            }
        }
    }
}

/// The articles of an export; `None` if the text is none.
fn split(text: &str) -> Option<Vec<(Metadata, String)>> {
    nexis::split(text).or_else(|| factiva::split(text))
}

/// Whether a line is a date standing alone: a year, and a month by name or number besides.
fn is_date(line: &str) -> bool {
    const LEN_MAX: usize = 80;
    const MONTHS: [&str; 24] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez",
        "fév", "avr", "juin", "aoû", "déc", "ene", "abr", "dic",
    ];
    let lower = line.to_lowercase();
    let numbers = || lower.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let has_year = numbers().any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")));
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    let has_month =
        words.any(|word| MONTHS.iter().any(|month| word.starts_with(month))) || lower.contains(['월', '月']);
    line.len() <= LEN_MAX && has_year && (has_month || numbers().count() >= 3)
}

/// The code of a language that is named in English.
fn lang(name: &str) -> Option<String> {
    const LANGS: [(&str, &str); 12] = [
        ("arabic", "ar"),
        ("chinese", "zh"),
        ("english", "en"),
        ("french", "fr"),
        ("german", "de"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("portuguese", "pt"),
        ("russian", "ru"),
        ("spanish", "es"),
        ("vietnamese", "vi"),
    ];
    let first = name.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())?.to_lowercase();
    LANGS.iter().find(|(name, _)| *name == first).map(|(_, code)| (*code).to_owned())
}

/// The name of who wrote it, without the word before it.
pub(super) fn by(line: &str) -> Option<String> {
    let name = line.split_at_checked(3).filter(|(by, _)| by.eq_ignore_ascii_case("by ")).map(|(_, name)| name);
    Some(name.unwrap_or(line).trim().to_owned()).filter(|name| !name.is_empty())
}

/// Lines as one text, without blank ones at the ends and more than one in a row.
fn text_of(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut blank = false;
    for line in lines.iter().map(|line| line.trim()) {
        if line.is_empty() {
            blank = !text.is_empty();
            continue;
        }
        if blank {
            text.push('\n');
        }
        blank = false;
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    //! Properties: dates, languages and names are told; text that is no export stays whole.
    use super::*;
    use crate::corpus::format::trial::shown;
    use crate::corpus::{Document, Item};

    /// What an export was split into.
    pub(super) fn shown_split(articles: Vec<(Metadata, String)>) -> Vec<String> {
        let items = articles.into_iter().map(|(metadata, text)| {
            let document = Document { metadata, ..Document::plain("x", text) };
            Item::Document { document, member: None }
        });
        shown(&items.collect::<Vec<_>>())
    }

    #[test]
    fn small_things_are_told() {
        for (line, date) in [
            ("March 14, 2017 Tuesday", true),
            ("14 mars 2017", true),
            ("2017-03-14", true),
            ("2017년 3월 14일", true),
            ("2017", false),
            ("Ports open 2 berths in 2017", false),
            ("The harbour", false),
        ] {
            assert_eq!(is_date(line), date, "{line}");
        }
        assert_eq!(lang("ENGLISH; anglais").as_deref(), Some("en"));
        assert_eq!(by("By K. Port").as_deref(), Some("K. Port"));
        assert_eq!(text_of(&["", " a ", "b", "", "", "c", ""]), "a\nb\n\nc\n");
    }

    #[test]
    fn other_text_is_no_export() {
        for text in [
            "",
            "Body\nThe trust opened two berths.",
            "End of Document",
            "Two of 25 documents were signed.\nDocument 7 was not.",
            "HD video of the harbour\nPD\n",
            "812 words\n14 March 2017\n",
            "1 of 3\nLENGTH: 2 words\n\nThe trust opened.\n2 of 3\nIt was cold.",
            "The trust.\nDocument HARBP00020170314ed3e0000a\n",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
