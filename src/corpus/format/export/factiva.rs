//! Exports of Factiva.

use std::sync::LazyLock;

use regex::Regex;

use super::{by, is_date, lang, text_of};
use crate::corpus::Metadata;

/// The last line of an article: its number.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:AN\s+)?(?:Document|Dokument|文档|문서|文書|Документ) ([A-Z]{2,8}[0-9A-Za-z]{14,26})$")
        .expect("a pattern of the program")
});

/// How long it is, which stands between the headline and the date.
static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\d[\d,. ]* (?:words|mots|Wörter|palabras|字|слов)$").expect("a pattern of the program")
});

/// The codes of fields.
const CODES: [&str; 28] = [
    "AN", "ART", "BY", "CLM", "CO", "CR", "CT", "CY", "ED", "ET", "HD", "IN", "IPC", "IPD", "LA", "LP", "NS", "PD",
    "PG", "PUB", "RE", "RF", "SC", "SE", "SN", "TD", "VOL", "WC",
];

/// The articles, in whichever layout.
pub(super) fn split(text: &str) -> Option<Vec<(Metadata, String)>> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches(['\u{feff}', '\u{c}', '\r'])).collect();
    let mut articles = Vec::new();
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
        let Some(number) = NUMBER.captures(line.trim()) else { continue };
        let article = &lines[start..at];
        let id = Some(number[1].to_owned());
        let (stated, text) = by_codes(article).or_else(|| by_place(article)).unwrap_or_default();
        articles.push((Metadata { id, ..stated }, text));
        start = at + 1;
    }
    articles.iter().any(|(_, text)| !text.is_empty()).then_some(articles)
}

/// Whether a line is of the page and not of the article.
fn is_of_page(line: &str) -> bool {
    line.contains("Factiva, Inc. All rights reserved") || line.contains("Dow Jones & Company, Inc. All rights reserved")
}

/// The code that a line begins with, parted from what follows by more than a blank: `IN` begins sentences, too.
fn coded(line: &str) -> Option<(&'static str, &str)> {
    let is_parted = |rest: &&str| rest.is_empty() || rest.starts_with('\t') || rest.starts_with("  ");
    let (code, rest) = CODES.iter().find_map(|code| Some((*code, line.strip_prefix(code).filter(is_parted)?)))?;
    Some((code, rest.trim()))
}

/// An article of which each field begins with its code.
fn by_codes<'t>(lines: &[&'t str]) -> Option<(Metadata, String)> {
    let mut fields: Vec<(&str, Vec<&'t str>)> = Vec::new();
    for &line in lines.iter().filter(|line| !is_of_page(line)) {
        match (coded(line.trim_end()), fields.last_mut()) {
            (Some((code, rest)), _) => fields.push((code, vec![rest])),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    let line = |code: &'static str| {
        let words: Vec<&str> = lines_of(&fields, code).flat_map(str::split_whitespace).collect();
        Some(words.join(" ")).filter(|line| !line.is_empty())
    };
    let title = line("HD")?;
    let stated = Metadata {
        title: Some(title),
        author: line("BY").and_then(|line| by(&line)),
        date: line("PD"),
        publisher: line("SN").or_else(|| line("PUB")),
        lang: line("LA").and_then(|name| lang(&name)),
        ..Metadata::default()
    };
    let text: Vec<&str> = lines_of(&fields, "LP").chain([""]).chain(lines_of(&fields, "TD")).collect();
    Some((stated, text_of(&text)))
}

/// The lines of the fields of a code.
fn lines_of<'t>(fields: &[(&str, Vec<&'t str>)], code: &'static str) -> impl Iterator<Item = &'t str> {
    fields.iter().filter(move |(other, _)| *other == code).flat_map(|(_, lines)| lines.iter().copied())
}

/// An article of which each field is known by its place: headline, who wrote it, length, date, publication, its code,
/// language, copyright, text.
fn by_place(lines: &[&str]) -> Option<(Metadata, String)> {
    const ABOVE_TEXT_MAX: usize = 12;
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !is_of_page(line)).collect();
    let length = lines.iter().position(|line| LENGTH.is_match(line))?;
    let (title, author) = headline(&lines[..length]);
    let below = &lines[length + 1..];
    let near = || below.iter().copied().enumerate().filter(|(_, line)| !line.is_empty()).take(ABOVE_TEXT_MAX);
    let (at, date) = near().find(|(_, line)| is_date(line))?;
    let is_time = |line: &str| line.contains(':') && line.starts_with(|c: char| c.is_ascii_digit());
    let publisher = near().find(|(other, line)| *other > at && !is_time(line));
    let language = near().filter(|(other, _)| *other > at).find_map(|(other, line)| Some((other, lang_alone(line)?)));
    let copyright = near().find(|(_, line)| is_copyright(line)).map(|(at, _)| at);
    let above = copyright.or(language.as_ref().map(|(at, _)| *at)).or(publisher.map(|(at, _)| at)).unwrap_or(at);
    let stated = Metadata {
        title,
        author,
        date: Some(date.to_owned()),
        publisher: publisher.map(|(_, line)| line.to_owned()),
        lang: language.map(|(_, code)| code),
        ..Metadata::default()
    };
    Some((stated, text_of(&below[above + 1..])))
}

/// The headline among the lines above the length, and who wrote the article. A section may stand above, and is shorter.
fn headline(lines: &[&str]) -> (Option<String>, Option<String>) {
    // What is left of the article before, or of the page, ends with a blank line.
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let start = lines[..end].iter().rposition(|line| line.is_empty()).map_or(0, |blank| blank + 1);
    let mut lines = lines[start..end].to_vec();
    let author = lines.pop_if(|line| line.starts_with("By ") || line.starts_with("BY "));
    let longest = lines.iter().rev().max_by_key(|line| line.len()).map(|line| (*line).to_owned());
    (longest, author.and_then(by))
}

fn lang_alone(line: &str) -> Option<String> {
    lang(line).filter(|_| line.split_whitespace().count() <= 2 && !line.contains(|c: char| c.is_ascii_digit()))
}

fn is_copyright(line: &str) -> bool {
    ["(c)", "(C)", "©", "Copyright"].iter().any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    //! Properties: articles of both layouts are parted, each with what is stated and its text alone; cutting the export
    //! off anywhere does not panic.
    use super::super::tests::shown_split;
    use super::*;

    fn split_of(text: &str) -> Vec<String> {
        shown_split(split(text).unwrap())
    }

    const CODED: &str = "HD\nTwo berths\nopen\nBY\nBy K Port\nWC\n812 words\nPD\n14 March 2017\nSN\nThe Harbour Post\nSC\nHARBP\n\
        LA\nEnglish\nCY\n(c) 2017 The Harbour Post\nLP\nThe trust opened two berths.\n\nTD\nIN 2016 there was one.\nIt was cold.\n\
        NS\nPorts\nRE\nskorea : South Korea\nPUB\nHarbour Ltd\nAN\nDocument HARBP00020170314ed3e0000a\n\n\
        Page 2 of 3 © 2017 Factiva, Inc. All rights reserved.\n\
        HD\t항만 개장\nPD\t2017년 3월 15일\nSN\t항만일보\nLA\tKorean\nTD\t항만공사가 선석을 열었다.\nAN\tDocument HANGM00020170315ed3f0000b\n\
        Search Summary\nText\tberth";

    #[test]
    fn coded_layout() {
        assert_eq!(
            split_of(CODED),
            [
                "0 id=HARBP00020170314ed3e0000a title=Two berths open publisher=The Harbour Post author=K Port \
                 date=14 March 2017 lang=en [The trust opened two berths.\n\nIN 2016 there was one.\nIt was cold.\n]",
                "0 id=HANGM00020170315ed3f0000b title=항만 개장 publisher=항만일보 date=2017년 3월 15일 lang=ko \
                 [항만공사가 선석을 열었다.\n]",
            ]
        );
    }

    const PLACED: &str = "Business\nTwo berths open at the harbour\nBy K Port\n812 words\n14 March 2017\n09:00 AM\nThe Harbour Post\n\
        HARBP\nA1\nEnglish\n(c) 2017 The Harbour Post\n \nThe trust opened two berths.\n\nIt was cold.\n \n\
        Document HARBP00020170314ed3e0000a\n\nПорт открыт\n90 слов\n15 März 2017\nПорт-пресс\nRussian\nДелегация прибыла.\n\
        Document PORTP00020170315ed3f0000b\n";

    #[test]
    fn layout_by_place() {
        assert_eq!(
            split_of(PLACED),
            [
                "0 id=HARBP00020170314ed3e0000a title=Two berths open at the harbour publisher=The Harbour Post author=K Port \
                 date=14 March 2017 lang=en [The trust opened two berths.\n\nIt was cold.\n]",
                "0 id=PORTP00020170315ed3f0000b title=Порт открыт publisher=Порт-пресс date=15 März 2017 lang=ru \
                 [Делегация прибыла.\n]",
            ]
        );
    }

    #[test]
    fn nothing_makes_it_panic() {
        for export in [CODED, PLACED] {
            for (end, _) in export.char_indices() {
                let _ = split(&export[..end]);
            }
        }
    }
}
