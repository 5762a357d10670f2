//! Exports of Nexis.

use std::sync::LazyLock;

use regex::Regex;

use super::{by, is_date, lang, text_of};
use crate::corpus::Metadata;

/// What stands above an article of the older layout.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:\d{1,5} (?:of|von|de) \d{1,5} do[ck]ument[se]?|do[ck]ument \d{1,5} (?:of|von|de) \d{1,5})$")
        .expect("a pattern of the program")
});

/// Labels above the text.
const ABOVE: [&str; 12] = [
    "author",
    "byline",
    "dateline",
    "headline",
    "highlight",
    "journal-code",
    "length",
    "lead",
    "section",
    "series",
    "source",
    "title",
];

/// Labels below it.
const BELOW: [&str; 28] = [
    "acc-no",
    "category",
    "city",
    "company",
    "correction",
    "correction-date",
    "country",
    "distribution",
    "document-type",
    "geographic",
    "graphic",
    "industry",
    "language",
    "load-date",
    "medium",
    "notes",
    "organization",
    "person",
    "pub-type",
    "publication-type",
    "state",
    "subject",
    "tagline",
    "ticker",
    "type",
    "url",
    "classification",
    "update",
];

/// The articles, in whichever layout.
pub(super) fn split(text: &str) -> Option<Vec<(Metadata, String)>> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches(['\u{feff}', '\u{c}', '\r'])).collect();
    older(&lines).or_else(|| newer(&lines))
}

fn older(lines: &[&str]) -> Option<Vec<(Metadata, String)>> {
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| NUMBER.is_match(lines[at].trim())).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let articles = starts.iter().zip(ends).map(|(&start, end)| {
        let parts = Parts::of(&lines[start + 1..end]);
        parts.article(publication_first(&parts.top))
    });
    at_least_one(articles.collect())
}

fn newer(lines: &[&str]) -> Option<Vec<(Metadata, String)>> {
    let is_end = |line: &&str| line.trim() == "End of Document";
    if !lines.iter().any(is_end) {
        return None;
    }
    let parts = lines.split(|line| is_end(line)).map(Parts::of).filter(|parts| parts.has_body);
    at_least_one(parts.map(|parts| parts.article(headline_first(&parts.top))).collect())
}

fn at_least_one(articles: Vec<(Metadata, String)>) -> Option<Vec<(Metadata, String)>> {
    articles.iter().any(|(_, text)| !text.is_empty()).then_some(articles)
}

/// An article taken apart.
#[derive(Default)]
struct Parts<'t> {
    /// The lines above the first label, blank ones among them.
    top: Vec<&'t str>,
    labels: Vec<(String, String)>,
    text: Vec<&'t str>,
    /// Whether a line says where the text begins.
    has_body: bool,
}

/// Where in an article a line stands.
enum At {
    Top,
    /// In what a label says.
    Label,
    /// Behind what a label says.
    Between,
    Text,
    Below,
}

impl<'t> Parts<'t> {
    fn of(lines: &[&'t str]) -> Self {
        let mut parts = Self::default();
        let mut at = At::Top;
        for &line in lines {
            at = parts.take(line, at);
        }
        parts
    }

    /// Takes a line, and tells where the next stands.
    fn take(&mut self, line: &'t str, at: At) -> At {
        let trimmed = line.trim();
        let is_body = matches!(trimmed, "Body" | "BODY:" | "BODY" | "Body:");
        if is_body && !matches!(at, At::Text | At::Below) {
            self.has_body = true;
            return At::Text;
        }
        if let Some(is_above) = self.label(trimmed, &at) {
            return if is_above { At::Label } else { At::Below };
        }
        match at {
            At::Top if is_copyright(trimmed) => At::Between,
            At::Top => {
                self.top.push(line);
                At::Top
            }
            At::Text if is_copyright(trimmed) && line.starts_with("      ") => At::Below,
            At::Text if trimmed == "Classification" && self.has_body => At::Below,
            At::Text => {
                self.text.push(line);
                At::Text
            }
            At::Label | At::Below if trimmed.is_empty() => match at {
                At::Label if self.labels.last().is_some_and(|(_, value)| !value.is_empty()) => At::Between,
                at => at,
            },
            At::Label | At::Below => {
                self.continues(trimmed);
                at
            }
            At::Between if trimmed.is_empty() || is_copyright(trimmed) => At::Between,
            // Where the length was told, the text follows, whether or not something says so.
            At::Between if self.value("length").is_some() => {
                self.text.push(line);
                At::Text
            }
            At::Between => {
                self.top.push("");
                self.top.push(line);
                At::Between
            }
        }
    }

    /// Takes a label with what it says, and tells whether it is one that stands above the text; `None` if the line is
    /// none. In the text only those are labels that stand below it.
    fn label(&mut self, line: &str, at: &At) -> Option<bool> {
        const LABELS_MAX: usize = 200;
        let (name, value) = line.split_once(':')?;
        let name = name.to_ascii_lowercase();
        let is_above = ABOVE.contains(&name.as_str()) && !matches!(at, At::Text | At::Below);
        let is_below = BELOW.contains(&name.as_str()) && !matches!(at, At::Top) && self.is_typed(line, at);
        (is_above || is_below).then(|| {
            if self.labels.len() < LABELS_MAX {
                self.labels.push((name, value.trim().to_owned()));
            }
            is_above
        })
    }

    /// Whether a label is typed as the export types them: the text may have lines like `City: no comment`.
    fn is_typed(&self, line: &str, at: &At) -> bool {
        let name = line.split(':').next().unwrap_or_default();
        let is_upper = !name.chars().any(char::is_lowercase);
        !matches!(at, At::Text) || is_upper || name.contains('-') || matches!(name, "Language" | "Graphic" | "Notes")
    }

    fn continues(&mut self, line: &str) {
        if let Some((_, value)) = self.labels.last_mut() {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(line);
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let found = self.labels.iter().find(|(other, value)| other == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// The article; what is read from the lines at its top yields to labels.
    fn article(&self, top: Metadata) -> (Metadata, String) {
        let owned = |name| self.value(name).map(str::to_owned);
        let stated = Metadata {
            title: owned("headline").or_else(|| owned("title")),
            author: self.value("byline").or_else(|| self.value("author")).and_then(by),
            lang: self.value("language").and_then(lang),
            url: owned("url").filter(|url| url.starts_with("http")),
            ..Metadata::default()
        };
        let mut text = text_of(&self.text);
        if let Some(place) = self.value("dateline").filter(|place| !text.is_empty() && !text.starts_with(place)) {
            text = format!("{place} — {text}");
        }
        (stated.or(&top), text)
    }
}

fn is_copyright(line: &str) -> bool {
    line.starts_with("Copyright ") || line.starts_with('©') || line.eq_ignore_ascii_case("all rights reserved")
}

/// The older layout's top: the publication, the date (with the edition below it), the headline if no label tells it.
fn publication_first(top: &[&str]) -> Metadata {
    let said = |line: &&str| !line.trim().is_empty() && !is_copyright(line.trim());
    let Some(date) = top.iter().position(|line| is_date(line.trim())) else {
        let publisher = top.iter().find(|line| said(line)).map(|line| line.trim().to_owned());
        return Metadata { publisher, ..Metadata::default() };
    };
    let publisher = top[..date].iter().find(|line| said(line)).map(|line| line.trim().to_owned());
    let below = &top[date..];
    let is_blank = |line: &&str| line.trim().is_empty();
    // The edition stands with the date, the headline apart from it, unless the format has no blank lines.
    let headline = match below.iter().position(is_blank) {
        Some(apart) => below[apart..].split(is_blank).rfind(|lines| lines.iter().any(said)).map(joined),
        None => below[1..].last().filter(|line| said(line) && !line.contains("Edition")).map(|line| joined(&[line])),
    };
    Metadata { publisher, date: Some(top[date].trim().to_owned()), title: headline, ..Metadata::default() }
}

/// The newer layout's top: the headline, the publication, the date. A list of the articles may stand above.
fn headline_first(top: &[&str]) -> Metadata {
    let Some(date) = top.iter().rposition(|line| is_date(line.trim())) else { return Metadata::default() };
    let above = &top[..date];
    let Some(publication) = above.iter().rposition(|line| !line.trim().is_empty()) else {
        return Metadata { date: Some(top[date].trim().to_owned()), ..Metadata::default() };
    };
    let above = &above[..publication];
    let end = above.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
    let is_border = |line: &&str| line.trim().is_empty() || is_page_number(line.trim());
    let start = above[..end].iter().rposition(is_border).map_or(0, |border| border + 1);
    let start = listed(&above[..end]).unwrap_or(start);
    Metadata {
        title: Some(joined(&above[start..end])).filter(|title| !title.is_empty()),
        publisher: Some(top[publication].trim().to_owned()),
        date: Some(top[date].trim().to_owned()),
        ..Metadata::default()
    }
}

/// Where the headline begins that stands in the list of the articles above it, too: `2. Two berths open`. Formats
/// without blank lines part it from that list by nothing else.
fn listed(above: &[&str]) -> Option<usize> {
    const LINES_MAX: usize = 6;
    let listed: Vec<&str> = above.iter().filter_map(|line| without_number(line.trim())).collect();
    let mut starts = (above.len().saturating_sub(LINES_MAX)..above.len()).rev();
    starts.find(|&start| listed.contains(&joined(&above[start..]).as_str()))
}

/// What follows the number of an entry in a list.
fn without_number(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix(". ").filter(|_| rest.len() < line.len()).map(str::trim)
}

/// `Page 3 of 20`.
fn is_page_number(line: &str) -> bool {
    line.starts_with("Page ") && line.ends_with(|c: char| c.is_ascii_digit())
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ")
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

    const OLDER: &str = "\u{feff}\n                               1 of 2 DOCUMENTS\n\n\n                              Harbour Post\n\n\
        \x20                           March 14, 2017 Tuesday\n                              Late Edition - Final\n\n\
        Two Berths Open;\nA Long Winter Ends\n\nBYLINE: By K. PORT and\n L. QUAY\n\nSECTION: Section A; Pg. 1\n\nLENGTH: 812 words\n\n\
        DATELINE: BUSAN, South Korea\n\nBODY:\n\n\nThe trust opened two berths.\n\nCity: no comment, said Mr. Kim.\n\n\
        URL: http://port.example/1\n\nSUBJECT: PORTS (90%); TRADE\n(80%)\n\nLOAD-DATE: March 14, 2017\n\nLANGUAGE: ENGLISH\n\n\
        \x20                  Copyright 2017 Harbour Post\n                              All Rights Reserved\n\n\n\
        \x20                              2 of 2 DOCUMENTS\n\n\n                   Copyright 2017 Quay News\n                           Quay News\n\n\
        \x20                            15. März 2017\n\nHEADLINE: 항만 개장\n\nLENGTH: 90 words\n\n\n항만공사가 선석을 열었다.\n\n\
        \x20                  Copyright 2017 Quay News\n";

    #[test]
    fn older_layout() {
        assert_eq!(
            split_of(OLDER),
            [
                "0 url=http://port.example/1 title=Two Berths Open; A Long Winter Ends publisher=Harbour Post \
                 author=K. PORT and L. QUAY date=March 14, 2017 Tuesday lang=en \
                 [BUSAN, South Korea — The trust opened two berths.\n\nCity: no comment, said Mr. Kim.\n]",
                "0 title=항만 개장 publisher=Quay News date=15. März 2017 [항만공사가 선석을 열었다.\n]",
            ]
        );
    }

    const NEWER: &str = "Page 1 of 3\nDocuments (2)\n1. Two berths open\n\nTwo berths\nopen\nHarbour Post\nMarch 14, 2017 Tuesday\n\
        Late Edition\n\nCopyright 2017 Harbour Post All Rights Reserved\n\nSection: A; Pg. 1\nLength: 812 words\nByline: By K. Port\n\
        Dateline: BUSAN\n\nBody\n\nBUSAN - The trust opened two berths.\nIt was cold.\n\nClassification\n\nLanguage: ENGLISH\n\
        Publication-Type: Newspaper\n\nLoad-Date: March 15, 2017\n\nEnd of Document\n\nPage 2 of 3\n代表团来访\n港报\n2017年3月15日\n\
        Copyright 2017\nLength: 90 words\nBody\n代表团来访。\nLoad-Date: March 16, 2017\nEnd of Document\n";

    #[test]
    fn newer_layout() {
        assert_eq!(
            split_of(NEWER),
            [
                "0 title=Two berths open publisher=Harbour Post author=K. Port date=March 14, 2017 Tuesday lang=en \
                 [BUSAN - The trust opened two berths.\nIt was cold.\n]",
                "0 title=代表团来访 publisher=港报 date=2017年3月15日 [代表团来访。\n]",
            ]
        );
    }

    #[test]
    fn layouts_without_blank_lines() {
        for (export, want) in [(OLDER, "Two Berths Open; A Long Winter Ends"), (NEWER, "Two berths open")] {
            let dense: String = export.split_inclusive('\n').filter(|line| !line.trim().is_empty()).collect();
            let dense = dense.replace(";\n", "; ").replace("Two berths\nopen", "Two berths open");
            assert_eq!(split(&dense).unwrap()[0].0.title.as_deref(), Some(want));
        }
    }

    #[test]
    fn nothing_makes_it_panic() {
        for export in [OLDER, NEWER] {
            for (end, _) in export.char_indices() {
                let _ = split(&export[..end]);
            }
        }
    }
}
