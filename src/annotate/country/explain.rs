//! Tells of an article everything that was weighed, losers too, with the score, the words and the reason in plain words.
//!
//! Its place: beside `annotate`, from the same blocks and the same scales, so that the two cannot disagree. It is made
//! when somebody asks and stored nowhere.

use std::collections::BTreeMap;

use serde::Serialize;

use super::relation;
use super::role::Role;
use super::weigh::{self, ABOUT, Candidate, Fate, PAIR, Seen, Weighing, Zone, distinct};
use super::{Country, CountryPair, CountryTag, PairTag, Read, Tables, about, bodies, read};
use crate::article::Article;

/// What was weighed of an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighed {
    /// Every country named, the likeliest first.
    pub countries: Vec<WeighedCountry>,
    /// Every pair that a sentence ties, or whose sides the article is about; the likeliest first.
    pub pairs: Vec<WeighedPair>,
    /// A row a paragraph of the article, in order.
    pub paragraphs: Vec<WeighedParagraph>,
}

/// A country that was weighed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeighedCountry {
    /// The country, or the bloc, which only stands in pairs.
    pub country: Country,
    /// How likely the article is about it, from 0 to 1.
    pub score: f32,
    /// From which score on it is.
    pub threshold: f32,
    /// The different words that named it.
    pub evidence: Vec<String>,
    /// Whether the article is about it.
    pub won: bool,
    /// Why, in plain words.
    pub reason: String,
}

/// A pair that was weighed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeighedPair {
    /// The pair.
    pub pair: CountryPair,
    /// How likely the article is about it.
    pub score: f32,
    /// From which score on it is, unless a rule says otherwise.
    pub threshold: f32,
    /// The words that named the two together, or each of them.
    pub evidence: Vec<String>,
    /// Whether the article is about it.
    pub won: bool,
    /// Whether it is the one to file the article under.
    pub is_main: bool,
    /// Why, in plain words.
    pub reason: String,
}

/// A paragraph with the words behind what it is marked with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WeighedParagraph {
    /// The countries it mentions, by code.
    pub countries: Vec<CountryTag>,
    /// The pairs it concerns, by code.
    pub pairs: Vec<PairTag>,
}

/// Weighs an article as [`super::annotate`] does, and keeps what that leaves out.
#[must_use]
pub fn explain(article: &Article, tables: &Tables) -> Weighed {
    let blocks = read(article, tables);
    let weighing = weigh::weigh(&blocks);
    let verdict = weighing.verdict();
    let is_about = about(&verdict.countries, &verdict.pairs);
    let mut countries: Vec<_> = weighing.seen.keys().map(|&country| weighed_country(country, &weighing)).collect();
    countries.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut pairs: Vec<_> = weighing.pairs.iter().map(|pair| weighed_pair(pair, &weighing)).collect();
    pairs.sort_by(|a, b| (b.is_main, b.won).cmp(&(a.is_main, a.won)).then(b.score.total_cmp(&a.score)));
    Weighed { countries, pairs, paragraphs: bodies(&blocks).map(|body| paragraph(body, &is_about)).collect() }
}

fn weighed_country(country: Country, weighing: &Weighing) -> WeighedCountry {
    let seen = &weighing.seen[&country];
    let score = seen.likelihood();
    let won = weighing.is_about(country);
    let mut reason = manner(seen);
    if country.is_bloc() {
        reason.push_str("; a bloc stands in pairs only");
    } else if won && score < ABOUT {
        reason.push_str("; a side of a pair");
    }
    let evidence = distinct(seen.namings.iter().map(|naming| naming.words));
    WeighedCountry { country, score, threshold: ABOUT, evidence, won, reason }
}

/// How often, where and in which part a country is named.
fn manner(seen: &Seen) -> String {
    let times = match seen.namings.len() {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    };
    let first = seen.namings.iter().map(|naming| naming.zone).min().unwrap_or(Zone::Body);
    let part = part(seen).map(|part| format!(", only {part}")).unwrap_or_default();
    let place = match first {
        Zone::Title => "in the headline",
        Zone::Lead => "from the first paragraph on",
        Zone::Second => "from the second paragraph on",
        Zone::Body => "in the body",
    };
    format!("named {times}, {place}{part}")
}

/// What all namings have in common that makes them count for less.
fn part(seen: &Seen) -> Option<&'static str> {
    let role = seen.namings.first()?.role;
    if seen.namings.iter().all(|naming| naming.listed) {
        return Some("in a list");
    }
    match role {
        _ if seen.namings.iter().any(|naming| naming.role != role) => None,
        Role::Actor => (!seen.direct).then_some("through institutions, companies or cities"),
        Role::Scene => Some("as the place where something happened"),
        Role::Dateline => Some("in the dateline"),
        Role::Source => Some("as a source"),
        Role::Money => Some("as money"),
        Role::Company => Some("in the name of a company"),
        Role::Passing => Some("by the way"),
    }
}

fn weighed_pair(candidate: &Candidate, weighing: &Weighing) -> WeighedPair {
    let &Candidate { pair, chance, fate, .. } = candidate;
    let is_main = weighing.main_pair() == Some(pair);
    let reason = match fate {
        Fate::Kept if is_main => "the strongest pair".to_owned(),
        Fate::Kept => "both sides and their tie are strong enough".to_owned(),
        Fate::Listed => {
            "one of a list: the article is about many countries and does not single these two out".to_owned()
        }
        Fate::Beside => "tied far more weakly than the strongest pair".to_owned(),
        Fate::ByProduct(third) => format!("comes of what both have to do with {}", third.name()),
        Fate::Unlikely => weakness(pair, weighing),
    };
    let won = fate == Fate::Kept;
    WeighedPair { pair, score: chance, threshold: PAIR, evidence: weighing.evidence(pair), won, is_main, reason }
}

/// What keeps a pair from being likely.
fn weakness(pair: CountryPair, weighing: &Weighing) -> String {
    let sides = [pair.first(), pair.second()];
    let weak = sides.iter().find(|side| weighing.seen[side].likelihood() < ABOUT);
    let indirect = sides.iter().find(|side| !weighing.seen[side].direct);
    match (weak, indirect, weighing.ties.contains_key(&pair)) {
        (Some(side), ..) => format!("{} is no subject of the article: {}", side.name(), manner(&weighing.seen[side])),
        (None, Some(side), _) => {
            format!("{} is there only through institutions, companies, cities or money", side.name())
        }
        (None, None, false) => "no sentence brings the two together".to_owned(),
        (None, None, true) => "too little ties the two".to_owned(),
    }
}

fn paragraph((_, block, ties): &Read, is_about: impl Fn(Country) -> bool) -> WeighedParagraph {
    let mut countries: BTreeMap<Country, Vec<&str>> = BTreeMap::new();
    for mention in block.named() {
        for &country in mention.countries.iter().filter(|country| !country.is_bloc()) {
            countries.entry(country).or_default().push(&block.text[mention.range.clone()]);
        }
    }
    let mut pairs: BTreeMap<CountryPair, Vec<&str>> = BTreeMap::new();
    for tie in relation::concerning(ties, is_about) {
        pairs.entry(tie.pair).or_default().extend(&tie.words);
    }
    WeighedParagraph {
        countries: countries
            .into_iter()
            .map(|(country, words)| CountryTag { country, evidence: distinct(words) })
            .collect(),
        pairs: pairs.into_iter().map(|(pair, words)| PairTag { pair, evidence: distinct(words) }).collect(),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the winners are those of `annotate`, article and paragraphs; losers have their reason.
    use super::*;
    use crate::annotate::country::annotate;
    use crate::article::Paragraph;

    fn article(title: &str, paragraphs: &[&str]) -> Article {
        let paragraph = |text: &&str| Paragraph { line: 1, place: None, text: (*text).to_owned() };
        Article {
            title: Some(title.to_owned()),
            paragraphs: paragraphs.iter().map(paragraph).collect(),
            ..Article::default()
        }
    }

    #[test]
    fn winners_are_those_of_annotate_and_losers_have_a_reason() {
        let article = article(
            "Norway and Chile sign salmon pact",
            &[
                "Norway and Chile signed a pact on salmon, Kyodo wrote.",
                "Chilean growers will be paid in dollars.",
                "Their boats are sold in Norway, Chile, Peru, Iceland, Canada and the EU.",
                "A buyer in Peru, born in Poland, was glad. So was one at Petrobras.",
            ],
        );
        let tables = Tables::built_in();
        let (places, weighed) = (annotate(&article, tables), explain(&article, tables));
        let won: Vec<_> = weighed.pairs.iter().filter(|pair| pair.won).map(|pair| pair.pair).collect();
        assert_eq!(won, places.pairs.iter().map(|tag| tag.pair).collect::<Vec<_>>());
        assert_eq!(weighed.pairs.iter().find(|pair| pair.is_main).map(|pair| pair.pair), places.main_pair);
        let mut about: Vec<_> = weighed.countries.iter().filter(|c| c.won).map(|c| c.country).collect();
        about.sort_unstable();
        assert_eq!(about, places.countries.iter().map(|tag| tag.country).collect::<Vec<_>>());
        for (weighed, paragraph) in weighed.paragraphs.iter().zip(&places.paragraphs) {
            assert_eq!(weighed.countries.iter().map(|tag| tag.country).collect::<Vec<_>>(), paragraph.countries);
            assert_eq!(weighed.pairs.iter().map(|tag| tag.pair).collect::<Vec<_>>(), paragraph.pairs);
            assert!(weighed.countries.iter().all(|tag| !tag.evidence.is_empty()));
        }
        let reason = |code: &str| {
            let country = weighed.countries.iter().find(|c| c.country.code() == code);
            country.map_or("", |c| c.reason.as_str())
        };
        for (code, want) in [
            ("NO", "named 3 times, in the headline"),
            ("JP", "named once, from the first paragraph on, only as a source"),
            ("IS", "named once, in the body, only in a list"),
            ("PE", "named twice, in the body"),
            ("PL", "named once, in the body, only by the way"),
            ("BR", "named once, in the body, only through institutions, companies or cities"),
            ("EU", "named once, in the body, only in a list; a bloc stands in pairs only"),
        ] {
            assert_eq!(reason(code), want);
        }
    }
}
