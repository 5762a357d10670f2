//! Says who published a page, where the page tells: a general method a source of evidence, none for a single paper.
//!
//! Its place: last, when it is known what each line is. What the container states goes before all of this.
//!
//! # Limits
//! A page that shows none of these has no publisher; outside knowledge is not used.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::look::width;
use super::page::Page;
use super::phrase::Phrases;
use super::{Reason, dateline, title};
use crate::tables::{Added, Row, Table, TableError, Touches};

const SOURCES: &[fn(&Page<'_>) -> Option<String>] = &[
    from_copyright,
    from_dateline,
    from_site_head,
    from_site_name,
    from_headlines,
    from_own_name,
    from_page_title,
    from_credits,
    from_own_release,
];

/// The publisher of the page, by the first source that tells.
pub(super) fn find(page: &Page<'_>) -> Option<String> {
    SOURCES.iter().find_map(|source| source(page))
}

/// How wide a publisher's name may be.
const NAME_MAX: usize = 60;

static SIGN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:©|ⓒ|\(c\)|copyrights?\b|저작권자|版权所有|版權所有)+").expect("the sign pattern is well formed")
});

/// "© 2021 The Pier Post. All rights reserved."
fn from_copyright(page: &Page<'_>) -> Option<String> {
    let furniture = |&at: &usize| page.marks[at].is_some_and(|mark| mark.reason != Reason::Caption);
    (0..page.lines.len()).rev().filter(furniture).find_map(|at| owner(page.text(at), &page.tables.phrases))
}

fn owner(text: &str, phrases: &Phrases) -> Option<String> {
    let first = SIGN.find(text)?;
    let last = SIGN.find_iter(text).last().unwrap_or(first);
    name_in(&text[last.end()..], phrases)
        .or_else(|| name_in(text[..first.start()].rsplit(['.', '。', ':', '：']).next()?, phrases))
}

/// The first part that reads like a name; a label with a colon ends the search.
fn name_in(text: &str, phrases: &Phrases) -> Option<String> {
    static YEARS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b\d{4}(?:\s?[-–~]\s?\d{4})?\b").expect("the year pattern is well formed"));
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|\s)[^\s:：]+\s?[:：]").expect("the label pattern is well formed"));
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:https?://)?[a-z0-9-]+(?:\.[a-z]{2,})+\b|&\s*$").expect("the address pattern is well formed")
    });
    static RIGHTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)all rights? reserved|无断|無断|무단|未经|未經|\p{Han}?ICP[备備证證]")
            .expect("the rights pattern is well formed")
    });
    let text = RIGHTS.find(text).map_or(text, |rights| &text[..rights.start()]);
    let text = YEARS.replace_all(text, " ");
    let text = ADDRESS.replace_all(&text, ", ");
    let text = text.trim_start_matches([' ', ':', '：', ',', ')']);
    if text.starts_with('.') {
        return None;
    }
    let text = LABEL.find(text).map_or(text, |label| &text[..label.start()]);
    text.split(|c: char| ".,，。|｜<>()（）;".contains(c))
        .flat_map(|part| part.split(" – "))
        .map(|part| {
            part.trim().trim_start_matches("by ").trim_start_matches("By ").trim_end_matches([' ', '&', '-', '–'])
        })
        .find(|part| is_name(part, phrases))
        .map(str::to_owned)
}

fn is_name(text: &str, phrases: &Phrases) -> bool {
    let look = super::look::Look::of(text);
    text.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && look.width <= NAME_MAX
        && look.words <= 8
        && phrases.find(text, &look).is_none()
}

/// "HARBOURTON, May 3 (Yonhap) --"
fn from_dateline(page: &Page<'_>) -> Option<String> {
    let lead = page.body.clone().find(|&at| page.is_sentence(at))?;
    let agency = dateline::find(page.text(lead))??;
    let short = !agency.contains(|c: char| c.is_ascii_digit()) && width(agency) <= 20;
    let known = page.tables.agencies.full_name(agency);
    known.map(str::to_owned).or_else(|| short.then(|| agency.to_owned()))
}

pub(super) static SITE_WORDS: Table = Table {
    name: "site_words",
    columns: "words that follow a publisher's name in the head of its site, language",
    built_in: &[include_str!("data/site_words.txt")],
    touches: Touches::FirstCell,
};
pub(super) static PAPER_WORDS: Table = Table {
    name: "paper_words",
    columns: "word that the names of newspapers end with",
    built_in: &[include_str!("data/paper_words.txt")],
    touches: Touches::FirstCell,
};

/// Words that stand in or beside the names of publishers.
#[derive(Debug)]
pub(super) struct NameWords {
    site: Vec<Box<str>>,
    paper: HashSet<Box<str>>,
}

impl NameWords {
    /// Reads both tables.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let word = |row: Row<'_>| row.filled(0).map(Box::from);
        Ok(Self {
            site: SITE_WORDS.rows(added).map(word).collect::<Result<_, _>>()?,
            paper: PAPER_WORDS.rows(added).map(word).collect::<Result<_, _>>()?,
        })
    }
}

/// "PPHA News and Reports" over the headline.
fn from_site_head(page: &Page<'_>) -> Option<String> {
    let head = (0..page.title?).take(3);
    head.flat_map(|at| page.text(at).rsplit(['>', '|', '｜', '＞', '»'])).find_map(|part| {
        let part = part.trim();
        let rest = page.tables.names.site.iter().filter_map(|words| part.strip_suffix(&**words));
        let name = rest.min_by_key(|rest| rest.len())?.trim_end();
        let whole = part[name.len()..].starts_with(' ') || !name.is_ascii();
        (whole && width(name) >= 3 && is_name(name, &page.tables.phrases)).then(|| name.to_owned())
    })
}

/// How many lines may stand before the headline for the first to be the site's name and not a menu's entry.
const SITE_HEAD_MAX: usize = 4;

/// The first line of the page, up to its menu, where the page comes back to that name.
fn from_site_name(page: &Page<'_>) -> Option<String> {
    let title = page.title.filter(|&at| (1..=SITE_HEAD_MAX).contains(&at))?;
    let name = page.text(0).split(['|', '｜', '>', '＞', '»', '/', '〔', '【', '[', '(', '–', '-']).next()?.trim();
    let long = name.split(' ').count() >= 3 || !name.is_ascii() && width(name) >= 8;
    let comes_back = || (title + 1..page.lines.len()).any(|at| page.text(at).contains(name));
    (long && is_name(name, &page.tables.phrases) && comes_back()).then(|| name.to_owned())
}

/// An association's list of news: the headline and both its neighbours open with the same short name in capitals.
fn from_headlines(page: &Page<'_>) -> Option<String> {
    let neighbours =
        (0..page.lines.len()).filter(|&at| page.marks[at].is_some_and(|mark| mark.reason == Reason::AdjacentTitle));
    let own = acronym(page.text(page.title?))?;
    let same = neighbours.filter(|&at| acronym(page.text(at)) == Some(own)).count();
    (same >= 2).then(|| own.to_owned())
}

fn acronym(headline: &str) -> Option<&str> {
    let first = title::strip_bullet(headline).split(|c: char| !c.is_alphanumeric()).next()?;
    (first.len() >= 3 && first.chars().all(|c| c.is_ascii_uppercase())).then_some(first)
}

/// A paper to which people in its own story speak, twice at least, and whose initials sign the pictures.
fn from_own_name(page: &Page<'_>) -> Option<String> {
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\btold (?:the |The )?((?:\p{Lu}\p{L}+ ){0,3}\p{Lu}\p{L}+)").expect("the pattern is well formed")
    });
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for at in page.body.clone() {
        for found in TOLD.captures_iter(page.text(at)) {
            *told.entry(found.get(1).map_or("", |name| name.as_str())).or_default() += 1;
        }
    }
    let credits: HashSet<&str> = (0..page.lines.len())
        .filter(|&at| page.marks[at].is_some_and(|mark| mark.reason == Reason::Caption))
        .filter_map(|at| page.text(at).rsplit(['/', '|', ' ']).next())
        .collect();
    let signs =
        |name: &str| credits.contains(name.split(' ').filter_map(|w| w.chars().next()).collect::<String>().as_str());
    let paper = |name: &str| name.rsplit(' ').next().is_some_and(|last| page.tables.names.paper.contains(last));
    told.into_iter()
        .filter(|&(name, count)| count >= 2 && paper(name) && signs(name))
        .max_by_key(|&(_, n)| n)
        .map(|(name, _)| name.to_owned())
}

/// "Harbour opens two berths - The Pier Post", where the headline stands alone below.
fn from_page_title(page: &Page<'_>) -> Option<String> {
    let headline = page.text(page.title?);
    let rest = (0..page.lines.len().min(3)).find_map(|at| {
        let text = page.text(at);
        text.strip_prefix(headline).or_else(|| text.strip_suffix(headline)).filter(|rest| !rest.is_empty())
    })?;
    let mut parts =
        rest.split(['-', '–', '—', '|', '｜', '_', ':', '：']).map(str::trim).filter(|part| !part.is_empty());
    let name = parts.next()?;
    let opens = rest.starts_with([' ', '-', '|', '_']) || rest.ends_with([' ', ':', '|']);
    (parts.next().is_none() && opens && width(name) <= 30 && is_name(name, &page.tables.phrases))
        .then(|| name.to_owned())
}

/// "Photo: Ada Fenwright/Pier Ledger": a paper's own photographers sign all its pictures. One that buys a picture names
/// an agency, or papers that differ.
fn from_credits(page: &Page<'_>) -> Option<String> {
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:photo(?:graph)?s?|picture|image)(?:\s+by)?\s?[:：]\s*(?-i)(?:[^/.:]{3,40}[/|]\s?)?(?<paper>\p{Lu}[\p{L} ]{3,40})\s*[)\]]?$")
            .expect("the credit pattern is well formed")
    });
    let captions = (0..page.lines.len())
        .filter(|&at| page.marks[at].is_some_and(|mark| mark.reason == Reason::Caption))
        .filter(|&at| page.text(at).contains([':', '：']));
    let papers: Vec<_> = captions
        .map(|at| {
            CREDIT.captures(page.text(at)).map(|found| found.name("paper").map_or("", |name| name.as_str()).trim())
        })
        .collect();
    let first = papers.first().copied().flatten()?;
    let own = papers.iter().all(|paper| *paper == Some(first));
    let words = first.split(' ').count();
    let paper = first.rsplit(' ').next().is_some_and(|last| page.tables.names.paper.contains(last));
    (own && paper && (2..=5).contains(&words) && page.tables.agencies.full_name(first).is_none())
        .then(|| first.to_owned())
}

/// A page of press releases whose headline and first sentence open with the same name: 항만협회, 부두에서 … 개최.
fn from_own_release(page: &Page<'_>) -> Option<String> {
    let title = page.title?;
    let is_release = (0..title).any(|at| {
        let mut parts = page.text(at).split(['>', '|', '｜', '＞', '»', '/']).map(str::trim);
        // Releases head their pages with spaced letters: 보 도 자 료.
        let is_site_word = |part: &str| page.tables.names.site.iter().any(|words| part.eq_ignore_ascii_case(words));
        parts.any(|part| is_site_word(part) || !part.is_ascii() && is_site_word(&part.replace(' ', "")))
    });
    let headline = title::strip_bullet(page.text(title));
    let name = headline.split_once([',', '，', '、']).map(|(name, _)| name.trim())?;
    let lead = page.body.clone().find(|&at| page.is_sentence(at)).map(|at| page.text(at))?;
    let behind = lead.strip_prefix(name)?;
    let closes = behind.starts_with(['(', '（', '은', '는', '이', '가', 'は', 'が', ' ']);
    (is_release && closes && width(name) >= 4 && is_name(name, &page.tables.phrases)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    //! Properties: each source of evidence names the publisher; rights phrases and software firms are no names.
    use super::super::tests::article;
    use super::*;

    #[test]
    fn pages_name_their_publishers() {
        const LEAD: &str = "The harbour trust opened two berths on Monday after a winter of dredging, its master said.\n\
            Pilots cheered from the pier while the first of the ships made fast with a line from the north.\n";
        for (page, expected) in [
            (format!("Two berths open\nPilots at the pier. Photo: Ada Fenwright/Pier Ledger\n{LEAD}"), Some("Pier Ledger")),
            (format!("Two berths open\nPilots at the pier. Photo: Ada Fenwright/Kyodo News\n{LEAD}"), None),
            (
                format!("Two berths open\nPilots at the pier. Photo: Pier Ledger\n{LEAD}The old pier. Photo: River Times\n"),
                None,
            ),
            (
                "홈 > 알림 > 보도자료\n나루항만협회, 두 선석 개장식 개최\n나루항만협회(회장 서하늘)는 11월 7일 나루항에서 두 선석의 개장식을 열었다고 밝혔다.\n서 회장은 개회사에서 두 선석이 항구의 새 얼굴이 될 것이라고 말하며 도선사들에게 고마움을 전했다.\n".to_owned(),
                Some("나루항만협회"),
            ),
            (
                "홈 > 경제\n나루항만협회, 두 선석 개장식 개최\n나루항만협회(회장 서하늘)는 11월 7일 나루항에서 두 선석의 개장식을 열었다고 밝혔다.\n서 회장은 개회사에서 두 선석이 항구의 새 얼굴이 될 것이라고 말하며 도선사들에게 고마움을 전했다.\n".to_owned(),
                None,
            ),
        ] {
            assert_eq!(article(&page).publisher.as_deref(), expected, "{page}");
        }
    }

    #[test]
    fn owners_are_read() {
        let phrases = Phrases::new(&Added::default()).unwrap();
        for (text, expected) in [
            ("© The Pier Post(www.pier.example). All rights reserved.", Some("The Pier Post")),
            ("Copyright (C) 2008-2021 PPHA. All Rights Reserved.", Some("PPHA")),
            ("ⓒ 강변일보, 무단전재 및 재배포 금지", Some("강변일보")),
            ("<저작권자(c) 나루통신, 무단 전재-재배포 금지>", Some("나루통신")),
            ("临港商会 版权所有 © 2019-2021", Some("临港商会")),
            ("版权所有 临港商会 沪ICP备00000000号", Some("临港商会")),
            ("主办单位：临港商会 Copyright © 2015-2021 技术支持：青石网络", Some("临港商会")),
            ("© PPHA 2021 – Imprint – Data protection", Some("PPHA")),
            ("Copyright © 강변협회 All Rights Reserved", Some("강변협회")),
            ("ⓒ 나루신문 & naru.example, 무단 전재 및 재배포 금지", Some("나루신문")),
            ("All rights reserved 2021 ©", None),
            ("This story may not be reproduced.", None),
        ] {
            assert_eq!(owner(text, &phrases).as_deref(), expected, "{text}");
        }
    }
}
