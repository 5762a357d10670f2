//! Says which pairs of countries a block of text brings together, how strongly, in which words.
//!
//! Its place: after `role`, before `weigh`.
//!
//! # Invariants
//! A strength lies between 0 and 1. Only countries named in one sentence are brought together.

use std::ops::Range;

use super::form::MentionKind;
use super::role::{Block, Naming, Role};
use super::script::is_joint;
use super::words::{Class, Words};
use super::{Country, CountryPair};

/// Two countries brought together once.
#[derive(Debug)]
pub struct Tie<'a> {
    /// The two.
    pub pair: CountryPair,
    /// From 0 to 1.
    pub strength: f32,
    /// The words: one stretch where they are joined, else the names of both.
    pub words: Vec<&'a str>,
}

/// In one word or joined by a mark, "between A and B", "the A ambassador to B": the sentence is about the two.
const JOINED: f32 = 1.0;
/// Both in a sentence of few countries that also has a word such as "trade" or "visited".
const DEALING: f32 = 0.8;
/// Both in a sentence of few countries.
const TOGETHER: f32 = 0.5;
/// In a sentence of three the chance that just these two are meant is smaller, …
const OF_THREE: f32 = 0.7;
/// … in a sentence of four smaller still; a sentence of more is a list, which brings nobody together.
const OF_FOUR: f32 = 0.35;
/// Of three or more, two that a comma or an "and" puts side by side face the others rather than each other.
const SIDE_BY_SIDE: f32 = 0.55;
/// Where a side is only there as a company's name, an institution or a city, the state need not be meant.
const INDIRECT: f32 = 0.8;

/// From this strength on a paragraph concerns a pair of countries that the article is about.
const CONCERNED: f32 = 0.3;
/// A country that the article is not about is mostly named in passing: with it, the paragraph concerns a pair only
/// if a sentence joins the two or tells of dealings between just them.
const CONCERNED_BY_THE_WAY: f32 = DEALING;

/// Every tie of a block.
pub fn ties<'a>(block: &Block<'a>, words: &Words) -> Vec<Tie<'a>> {
    let mut ties = Vec::new();
    for sentence in &block.sentences {
        sentence_ties(block, sentence, words, &mut ties);
    }
    ties
}

/// The ties by which a block concerns a pair; `is_about` tells which countries its article is about.
pub fn concerning<'t, 'a>(
    ties: &'t [Tie<'a>],
    is_about: impl Fn(Country) -> bool,
) -> impl Iterator<Item = &'t Tie<'a>> {
    let least = move |pair: CountryPair| {
        if is_about(pair.first()) && is_about(pair.second()) { CONCERNED } else { CONCERNED_BY_THE_WAY }
    };
    ties.iter().filter(move |tie| tie.strength >= least(tie.pair))
}

/// The pairs a block concerns, by code.
pub fn concerned(ties: &[Tie], is_about: impl Fn(Country) -> bool) -> Vec<CountryPair> {
    let mut pairs: Vec<_> = concerning(ties, is_about).map(|tie| tie.pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn sentence_ties<'a>(block: &Block<'a>, sentence: &Range<usize>, words: &Words, ties: &mut Vec<Tie<'a>>) {
    let namings: Vec<&Naming> = block.namings[sentence.clone()].iter().filter(|naming| takes_part(naming)).collect();
    let mut sides: Vec<Side> = Vec::new();
    for naming in &namings {
        for &country in &naming.mention.countries {
            match sides.iter_mut().find(|side| side.country == country) {
                Some(side) => side.direct |= is_direct(naming),
                None => sides.push(Side { country, direct: is_direct(naming), range: naming.mention.range.clone() }),
            }
        }
    }
    if sides.len() < 2 {
        return;
    }
    joined(block, &namings, ties);
    let share = match sides.len() {
        2 => 1.0,
        3 => OF_THREE,
        4 => OF_FOUR,
        _ => return,
    };
    // A row of all the sides faces nobody else.
    let mut rows = rows(block, &namings);
    if rows.len() + 1 >= sides.len() {
        rows.clear();
    }
    let from = sides.iter().map(|side| side.range.start).min().unwrap_or(0);
    let base = if has_relation_word(block.text, from, words) { DEALING } else { TOGETHER };
    for (at, a) in sides.iter().enumerate() {
        for b in &sides[at + 1..] {
            let Some(pair) = CountryPair::new(a.country, b.country) else { continue };
            let manner = if a.direct && b.direct { 1.0 } else { INDIRECT };
            let place = if rows.contains(&pair) { SIDE_BY_SIDE } else { 1.0 };
            let strength = base * share * manner * place;
            ties.push(Tie { pair, strength, words: vec![&block.text[a.range.clone()], &block.text[b.range.clone()]] });
        }
    }
}

/// The pairs that stand in a row: "Chile, Peru and Norway".
fn rows(block: &Block, namings: &[&Naming]) -> Vec<CountryPair> {
    let in_row = |two: &&[&Naming]| {
        let between = &block.text[two[0].mention.range.end.min(two[1].mention.range.start)..two[1].mention.range.start];
        ROW.contains(&between.trim())
    };
    let pair =
        |two: &[&Naming]| CountryPair::new(*two[0].mention.countries.last()?, *two[1].mention.countries.first()?);
    namings.windows(2).filter(in_row).filter_map(pair).collect()
}

/// What stands between the members of a row.
const ROW: [&str; 19] =
    [",", "and", ", and", "or", "&", "、", "，", "和", "与", "與", "及", "과", "와", "と", "や", "и", "und", "et", "e"];

struct Side {
    country: Country,
    direct: bool,
    range: Range<usize>,
}

fn takes_part(naming: &Naming) -> bool {
    matches!(naming.role, Role::Actor | Role::Company | Role::Scene)
}

/// Whether the country itself is named, as one that acts.
pub fn is_direct(naming: &Naming) -> bool {
    naming.role == Role::Actor
        && !matches!(
            naming.mention.kind,
            MentionKind::City | MentionKind::Territory | MentionKind::Institution | MentionKind::Registered
        )
}

/// Pair forms, and neighbours that a mark or a phrase joins.
fn joined<'a>(block: &Block<'a>, namings: &[&Naming], ties: &mut Vec<Tie<'a>>) {
    for naming in namings {
        let countries = &naming.mention.countries;
        for (at, &a) in countries.iter().enumerate() {
            for pair in countries[at + 1..].iter().filter_map(|&b| CountryPair::new(a, b)) {
                ties.push(Tie { pair, strength: JOINED, words: vec![&block.text[naming.mention.range.clone()]] });
            }
        }
    }
    for (at, naming) in namings.iter().enumerate() {
        let mut last = *naming;
        for next in &namings[at + 1..] {
            let (a, b) = (&last.mention.range, &next.mention.range);
            if !joins(&block.text[..a.start], &block.text[a.end.min(b.start)..b.start]) {
                break;
            }
            // Of a chain (`한·중·일`) each is joined with each, but other joints are between two.
            let (Some(&first), Some(&second)) = (naming.mention.countries.last(), next.mention.countries.first())
            else {
                break;
            };
            let words = &block.text[naming.mention.range.start..b.end];
            ties.extend(CountryPair::new(first, second).map(|pair| Tie { pair, strength: JOINED, words: vec![words] }));
            if !is_marked(&block.text[a.end.min(b.start)..b.start]) {
                break;
            }
            last = next;
        }
    }
}

/// Whether the words between two names, with those before the first, make the two one matter.
fn joins(before: &str, between: &str) -> bool {
    let mark = between.trim();
    is_marked(between)
        || ends_with_between(before) && matches!(mark, "and" | "&")
        || TO_THE_OTHER.iter().any(|phrase| mark.trim_end_matches(" the").ends_with(phrase))
}

/// Whether nothing or a single joint stands between two names.
fn is_marked(between: &str) -> bool {
    let mark = between.trim();
    between.is_empty() || mark.chars().count() == 1 && mark.chars().all(is_joint)
}

/// Between two names, what makes the second the other side of the first's act.
const TO_THE_OTHER: [&str; 15] = [
    "ambassador to",
    "envoy to",
    "embassy in",
    "ambassador in",
    "consul in",
    "visit to",
    "trip to",
    "relations with",
    "ties with",
    "talks with",
    "trade with",
    "war with",
    "deal with",
    "pact with",
    "agreement with",
];

fn ends_with_between(before: &str) -> bool {
    let before = before.trim_end().trim_end_matches(" the");
    ["between", "Between", "BETWEEN", "both"].iter().any(|word| before.ends_with(word))
}

/// Whether a word of [`Class::Relation`] stands in the sentence around byte `from`.
fn has_relation_word(text: &str, from: usize, words: &Words) -> bool {
    let start = text[..from]
        .rfind(['.', '。', '!', '?'])
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let stop = |(at, c): &(usize, char)| match c {
        '。' | '!' | '?' => true,
        '.' => text[from + at + 1..].starts_with(' '),
        _ => false,
    };
    let end = text[from..].char_indices().find(stop).map_or(text.len(), |(at, _)| from + at);
    let sentence = &text[start..end];
    if sentence.is_ascii() {
        return sentence.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| {
            words.has(Class::Relation, word)
                || word.bytes().any(|b| b.is_ascii_uppercase())
                    && words.has(Class::Relation, &word.to_ascii_lowercase())
        });
    }
    sentence.split(' ').any(|word| {
        let lower = word.to_lowercase();
        words.has(Class::Relation, lower.trim_matches(|c: char| !c.is_alphanumeric()))
            || lower
                .char_indices()
                .filter(|(_, c)| !c.is_ascii())
                .any(|(at, _)| words.begin(Class::Relation, &lower[at..]))
    })
}
