//! Random articles and random queries over a world small enough that everything meets everything.

use fastrand::Rng;
use onrecord::annotate::{
    AnnotatedArticle, AnnotatedParagraph, Basis, Country, CountryPair, Date, Kind, People, PersonKey, PersonRow,
    PlaceEvidence, Speech,
};
use onrecord::corpus::{Body, Document, Metadata};
use onrecord::query::{Node, Test, Who, Words};
use onrecord::span::Span;

const WORDS: &[&str] = &[
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
];
const SHORT_RUNS: &[&str] = &["일대", "로", "路", "带一", "하이닉", "스"];
const NAMES: &[&str] = &["Kim Young-joo", "Kim Young-ju", "Kim Young-woo", "Lee Min", "Xinhua", "Xinhua News Agency"];
const PUBLISHERS: &[&str] = &["Global Times", "The Global Times", "Times", "무역신문"];
const LANGS: &[&str] = &["en", "ko", "zh"];
const DATES: &[&str] = &["2016", "2017", "2017-08", "2017-12", "2017-08-24", "2017-12-16", "2018-01-01"];
const COUNTRIES: &[&str] = &["CN", "KR", "JP", "US"];
const RANGES: &[&str] = &["2017", "2016..2017", "2018..", "..2016"];
const DAY_RANGES: &[&str] = &["2017-08", "2017-12-01..", "..2017-08-24", "2016-05..2017-07", "2019"];

fn pick<'a>(rng: &mut Rng, among: &[&'a str]) -> &'a str {
    among[rng.usize(..among.len())]
}

fn some<T>(rng: &mut Rng, one_in: usize, make: impl FnOnce(&mut Rng) -> T) -> Option<T> {
    (rng.usize(..one_in) == 0).then(|| make(rng))
}

fn words(rng: &mut Rng, most: usize) -> String {
    let words: Vec<&str> = (0..rng.usize(1..=most)).map(|_| pick(rng, WORDS)).collect();
    words.join(" ")
}

fn country(rng: &mut Rng) -> Country {
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

fn kind(rng: &mut Rng) -> Kind {
    Kind::ALL[rng.usize(..4)]
}

fn speech(rng: &mut Rng, text: &str) -> Speech {
    let name = (rng.usize(..5) > 0).then(|| pick(rng, NAMES).to_owned());
    Speech {
        description: name.is_none().then(|| "an official".to_owned()),
        mention: "he".to_owned(),
        name,
        role: some(rng, 3, |_| "Chairman".to_owned()),
        affiliation: some(rng, 3, |_| "Inland Trade Council".to_owned()),
        kind: kind(rng),
        content: vec![Span { start: 0, end: text.chars().count() / 2 }],
        cue: None,
        relay: None,
    }
}

fn paragraph(rng: &mut Rng, ordinal: u32) -> AnnotatedParagraph {
    let text = words(rng, 6);
    let speakers = (0..rng.usize(..3)).map(|_| speech(rng, &text)).collect();
    AnnotatedParagraph { ordinal, start: None, end: None, countries: countries(rng), pairs: pairs(rng), speakers, text }
}

fn date(rng: &mut Rng) -> Date {
    Date { value: pick(rng, DATES).parse().unwrap(), basis: Basis::Explicit, evidence: "a stamp".to_owned() }
}

/// A random article. `serial` keeps its id apart from all others.
pub fn article(rng: &mut Rng, serial: usize) -> AnnotatedArticle {
    let path = format!("world/{serial}.txt");
    let document = Document { path, ordinal: 0, body: Body::Plain(serial.to_string()), metadata: Metadata::default() };
    let paragraphs = (0..rng.u32(1..=4)).map(|ordinal| paragraph(rng, ordinal)).collect();
    let pairs = pairs(rng);
    AnnotatedArticle {
        id: document.id(),
        path: document.path,
        ordinal: 0,
        url: None,
        title: (rng.usize(..8) > 0).then(|| words(rng, 4)),
        publisher: (rng.usize(..4) > 0).then(|| pick(rng, PUBLISHERS).to_owned()),
        lang: (rng.usize(..4) > 0).then(|| pick(rng, LANGS).to_owned()),
        date: (rng.usize(..4) > 0).then(|| date(rng)),
        event_date: some(rng, 4, date),
        countries: countries(rng),
        main_pair: pairs.first().copied(),
        pairs,
        evidence: PlaceEvidence::default(),
        paragraphs,
        dropped: Vec::new(),
    }
}

/// A long article, so that sets of paragraphs pass the size of one machine word.
pub fn long_article(rng: &mut Rng, serial: usize) -> AnnotatedArticle {
    let mut long = article(rng, serial);
    long.paragraphs = (0..rng.u32(60..140)).map(|ordinal| paragraph(rng, ordinal)).collect();
    long
}

fn test(rng: &mut Rng) -> Test {
    match rng.usize(..20) {
        0..7 => {
            let text = if rng.usize(..4) == 0 { pick(rng, SHORT_RUNS) } else { pick(rng, WORDS) };
            Test::Words(Words { text: text.to_owned(), quoted: rng.usize(..4) == 0 })
        }
        7..10 => Test::Words(Words { text: words(rng, 3), quoted: true }),
        10 => Test::Publisher(pick(rng, PUBLISHERS).to_owned()),
        11 => Test::Lang(pick(rng, LANGS).to_owned()),
        12 => Test::Year(pick(rng, RANGES).parse().unwrap()),
        13 => Test::Date(pick(rng, DAY_RANGES).parse().unwrap()),
        14 => Test::Country(country(rng)),
        15 => CountryPair::new(country(rng), country(rng)).map_or(Test::Undated, Test::Pair),
        16 | 17 => {
            let name =
                pick(rng, &["Kim", "Kim Young-joo", "Kim Young-ju", "Kim Young-woo", "Min Lee", "Xinhua", "Agency"]);
            Test::Speaker(match rng.usize(..4) {
                0 => Who::Key(PersonKey::of(name)),
                _ => Who::Named(name.to_owned()),
            })
        }
        18 => Test::Kind(kind(rng)),
        _ => some(rng, 3, |_| Test::Undated)
            .unwrap_or_else(|| Test::Month(pick(rng, &["2017", "2017-08", "2017-12"]).parse().unwrap())),
    }
}

/// A random tree as the parser makes them: no group of one, no NOT of a NOT.
pub fn tree(rng: &mut Rng, depth: usize) -> Node {
    let node = match if depth == 0 { 0 } else { rng.usize(..6) } {
        0..=2 => test(rng).into(),
        3 | 4 => Node::And((0..rng.usize(2..=4)).map(|_| tree(rng, depth - 1)).collect()),
        _ => Node::Or((0..rng.usize(2..=3)).map(|_| tree(rng, depth - 1)).collect()),
    };
    match node {
        Node::Not(_) => node,
        node if rng.usize(..5) == 0 => node.negated(),
        node => node,
    }
}

/// What a user says of people in some worlds: two names are one person, two that read alike are not.
pub fn people(rng: &mut Rng) -> People {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let merged = PersonRow { name: "Lee Min".into(), also: owned(&["Kim Young-woo"]), not: Vec::new() };
    let parted = PersonRow { name: "Kim Young-ju".into(), also: Vec::new(), not: owned(&["Kim Young-joo"]) };
    let rows: Vec<PersonRow> = [merged, parted].into_iter().filter(|_| rng.usize(..3) == 0).collect();
    People::new(&rows).unwrap()
}
