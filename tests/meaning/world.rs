//! Random articles over a world small enough that everything meets everything; `trees` asks about it.

use fastrand::Rng;
use onrecord::annotate::{
    AnnotatedArticle, AnnotatedParagraph, Basis, Country, CountryPair, Date, Kind, People, PersonRow, PlaceEvidence,
    Speech,
};
use onrecord::corpus::{Decoding, Document};
use onrecord::span::Span;

use crate::evaluator::Filed;

pub const WORDS: &[&str] = &[
    "road",
    "roads",
    "Road's",
    "belt",
    "one",
    "the",
    "of",
    "U.S.",
    "co-op",
    "COVID-19",
    "일대일로",
    "일대일로는",
    "한중",
    "一带一路",
    "一帶一路",
    "中",
    "SK하이닉스",
    "하이닉스",
    "café",
    "trade",
    "trading",
    "tirade",
    "rode",
    "Belt",
    "US",
    "us",
    "WHO",
    "who",
    "Mr.",
    "Co.",
    "2,104",
];
pub const SHORT_RUNS: &[&str] = &["일대", "로", "路", "带一", "하이닉", "스"];
const NAMES: &[&str] = &["Kim Young-joo", "Kim Young-ju", "Kim Young-woo", "Lee Min", "Xinhua", "Xinhua News Agency"];
pub const PUBLISHERS: &[&str] = &["Global Times", "The Global Times", "Times", "무역신문"];
pub const LANGS: &[&str] = &["en", "ko", "zh"];
const DATES: &[&str] = &["2016", "2017", "2017-08", "2017-12", "2017-08-24", "2017-12-16", "2018-01-01"];
const COUNTRIES: &[&str] = &["CN", "KR", "JP", "US"];
pub const ROLES: &[&str] = &["Chairman", "Vice Chairman", "trade minister", "회장"];
pub const ORGS: &[&str] = &["Inland Trade Council", "Belt and Road Bureau", "Council of Roads", "무역협회"];
const FOLDERS: &[&str] = &["world", "world/News", "world/News/2017", "world/archive/2017", "World/news"];
/// What ends a sentence, and what only looks so.
const ENDS: &[&str] = &[".", ".", "!", "?", "。", "…", ";"];

pub fn pick<'a>(rng: &mut Rng, among: &[&'a str]) -> &'a str {
    among[rng.usize(..among.len())]
}

pub fn some<T>(rng: &mut Rng, one_in: usize, make: impl FnOnce(&mut Rng) -> T) -> Option<T> {
    (rng.usize(..one_in) == 0).then(|| make(rng))
}

pub fn words(rng: &mut Rng, most: usize) -> String {
    let words: Vec<&str> = (0..rng.usize(1..=most)).map(|_| pick(rng, WORDS)).collect();
    words.join(" ")
}

pub fn country(rng: &mut Rng) -> Country {
    Country::from_code(pick(rng, COUNTRIES)).unwrap()
}

fn countries(rng: &mut Rng) -> Vec<Country> {
    let mut row: Vec<Country> = (0..rng.usize(..3)).map(|_| country(rng)).collect();
    row.sort_unstable();
    row.dedup();
    row
}

fn pairs(rng: &mut Rng) -> Vec<CountryPair> {
    let mut row: Vec<CountryPair> =
        (0..rng.usize(..2)).filter_map(|_| CountryPair::new(country(rng), country(rng))).collect();
    row.sort_unstable();
    row.dedup();
    row
}

pub fn kind(rng: &mut Rng) -> Kind {
    Kind::ALL[rng.usize(..4)]
}

/// Sentences of a paragraph: words with what ends a sentence behind some.
fn sentences(rng: &mut Rng, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..rng.usize(1..=most) {
        // A Chinese sentence begins without a blank.
        let runs_on = text.is_empty() || text.ends_with('。') && rng.bool();
        if !runs_on {
            text.push(' ');
        }
        text.push_str(pick(rng, WORDS));
        if rng.usize(..5) == 0 {
            text.push_str(pick(rng, ENDS));
        }
    }
    text
}

/// Where a speech may begin or end, in characters: at the edge of a word, or within a run.
fn edges(text: &str) -> Vec<usize> {
    let chars: Vec<char> = text.chars().collect();
    let of_run = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let is_edge = |&at: &usize| {
        let (Some(before), Some(after)) = (at.checked_sub(1).map(|at| chars[at]), chars.get(at)) else { return true };
        before.is_whitespace() != after.is_whitespace() || of_run(before) && of_run(*after)
    };
    (0..=chars.len()).filter(is_edge).collect()
}

/// What is said: nothing, one stretch of the text, or two with or without a gap.
fn content(rng: &mut Rng, text: &str) -> Vec<Span> {
    let edges = edges(text);
    let mut cuts: Vec<usize> = (0..[0, 2, 2, 4, 4][rng.usize(..5)]).map(|_| edges[rng.usize(..edges.len())]).collect();
    cuts.sort_unstable();
    let spans = cuts.chunks_exact(2).map(|cut| Span { start: cut[0], end: cut[1] });
    spans.filter(|span| !span.is_empty()).collect()
}

fn speech(rng: &mut Rng, text: &str) -> Speech {
    let name = (rng.usize(..5) > 0).then(|| pick(rng, NAMES).to_owned());
    Speech {
        description: name.is_none().then(|| "an official".to_owned()),
        mention: "he".to_owned(),
        name,
        role: some(rng, 2, |rng| pick(rng, ROLES).to_owned()),
        affiliation: some(rng, 2, |rng| pick(rng, ORGS).to_owned()),
        kind: kind(rng),
        content: content(rng, text),
        cue: None,
        relay: None,
    }
}

fn paragraph(rng: &mut Rng, ordinal: u32) -> AnnotatedParagraph {
    let most = if rng.usize(..3) == 0 { 14 } else { 7 };
    let text = sentences(rng, most);
    let speakers = (0..rng.usize(..3)).map(|_| speech(rng, &text)).collect();
    AnnotatedParagraph { ordinal, start: None, end: None, countries: countries(rng), pairs: pairs(rng), speakers, text }
}

fn date(rng: &mut Rng) -> Date {
    let basis = if rng.bool() { Basis::Explicit } else { Basis::Derived };
    Date { value: pick(rng, DATES).parse().unwrap(), basis, evidence: "a stamp".to_owned() }
}

/// The paths of an article, in order.
fn paths(rng: &mut Rng, serial: usize) -> Vec<String> {
    let mut paths: Vec<String> =
        (0..rng.usize(1..=3)).map(|_| format!("{}/{serial}.txt", pick(rng, FOLDERS))).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// A random article. `serial` keeps its id apart from all others.
pub fn article(rng: &mut Rng, serial: usize) -> Filed {
    let paths = paths(rng, serial);
    let path = paths[0].clone();
    let document = Document::plain(path, serial.to_string());
    let paragraphs = (0..rng.u32(1..=4)).map(|ordinal| paragraph(rng, ordinal)).collect();
    let pairs = pairs(rng);
    let article = AnnotatedArticle {
        id: document.id(),
        path: document.path,
        ordinal: 0,
        url: None,
        title: (rng.usize(..8) > 0).then(|| words(rng, 4)),
        publisher: (rng.usize(..4) > 0).then(|| pick(rng, PUBLISHERS).to_owned()),
        author: None,
        decoding: Decoding::default(),
        lang: (rng.usize(..4) > 0).then(|| pick(rng, LANGS).to_owned()),
        date: (rng.usize(..4) > 0).then(|| date(rng)),
        event_date: some(rng, 4, date),
        countries: countries(rng),
        main_pair: pairs.first().copied(),
        pairs,
        evidence: PlaceEvidence::default(),
        paragraphs,
        dropped: Vec::new(),
    };
    Filed { article, paths, story: some(rng, 3, |rng| rng.u64(0..4)) }
}

/// A long article, so that sets of paragraphs pass the size of one machine word.
pub fn long_article(rng: &mut Rng, serial: usize) -> Filed {
    let mut long = article(rng, serial);
    long.article.paragraphs = (0..rng.u32(60..140)).map(|ordinal| paragraph(rng, ordinal)).collect();
    long
}

/// What a user says of people in some worlds: two names are one person, two that read alike are not.
pub fn people(rng: &mut Rng) -> People {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let merged = PersonRow { name: "Lee Min".into(), also: owned(&["Kim Young-woo"]), not: Vec::new() };
    let parted = PersonRow { name: "Kim Young-ju".into(), also: Vec::new(), not: owned(&["Kim Young-joo"]) };
    let rows: Vec<PersonRow> = [merged, parted].into_iter().filter(|_| rng.usize(..3) == 0).collect();
    People::new(&rows).unwrap()
}
