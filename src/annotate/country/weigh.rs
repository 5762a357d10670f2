//! Weighs what the blocks of an article say: which countries and pairs it is about, and which pair is the main one.
//!
//! Its place: the last step of `country`; it sees namings and ties, never words. Every weight is chosen by hand and
//! has its reason beside it; evaluation sets measure them and train nothing.

use std::collections::BTreeMap;

use super::form::MentionKind;
use super::relation::{self, Tie};
use super::role::{Block, Naming, Role};
use super::{Country, CountryPair, CountryTag, PairTag};

/// How much of a mention counts, by the manner of naming.
fn kind_weight(kind: MentionKind) -> f32 {
    match kind {
        MentionKind::Name | MentionKind::Demonym | MentionKind::Combining | MentionKind::Pair | MentionKind::Sign => {
            1.0
        }
        // A capital or a seat stands for the government, but may be no more than where a meeting was.
        MentionKind::Capital | MentionKind::Seat | MentionKind::Toward => 0.8,
        // A leader is named in the stories of others too.
        MentionKind::Leader => 0.7,
        // Cities and dependent territories are mostly scenes; institutions act, but often only as a source of figures.
        MentionKind::City | MentionKind::Institution | MentionKind::Territory => 0.5,
        MentionKind::Agency => 0.1,
        // Its role already says that this is money.
        MentionKind::Currency => 1.0,
    }
}

/// How much of a mention counts, by the part it plays.
fn role_weight(role: Role) -> f32 {
    match role {
        Role::Actor => 1.0,
        // Where a story was filed is where it happened more often than not.
        Role::Dateline => 0.6,
        // Where people met is seldom whom the story is about.
        Role::Scene => 0.7,
        // "British Salt Plc" is British, though the story need not be about Britain.
        Role::Company => 0.5,
        // A company's results in ringgit are Malaysian, but rates and sums in yen are everybody's.
        Role::Money => 0.3,
        // A passing word says little, a source nothing about the matter.
        Role::Passing => 0.15,
        Role::Source => 0.1,
    }
}

/// A bloc is often only the market or the rule-maker behind a national story.
const BLOC: f32 = 0.6;
/// What a headline names, the story is about.
const TITLE: f32 = 2.6;
/// The first paragraph tells who did what …
const LEAD: f32 = 1.3;
/// … and the second who else.
const SECOND: f32 = 0.6;
/// Each further mention adds less than the one before (logarithm of their sum).
const COUNT: f32 = 1.2;
/// In a sentence of five countries or more each is one of a list.
const LISTED: f32 = 0.5;
/// How many countries make a sentence a list.
const LIST: usize = 5;

/// The score at which a country is as likely to be what the story is about as not …
const EVEN: f32 = 1.3;
/// … and how fast that becomes certain.
const SLOPE: f32 = 0.6;
/// From which likelihood on an article is about a country.
const ABOUT: f32 = 0.5;

/// What was seen of one country.
#[derive(Debug, Default)]
struct Seen<'a> {
    title: f32,
    lead: f32,
    second: f32,
    sum: f32,
    /// Whether it was named itself, not only through a company, an institution, a city or its money.
    direct: bool,
    words: Vec<&'a str>,
}

impl Seen<'_> {
    fn score(&self) -> f32 {
        TITLE * self.title + LEAD * self.lead + SECOND * self.second + COUNT * self.sum.ln_1p()
    }

    fn likelihood(&self) -> f32 {
        1.0 / (1.0 + ((EVEN - self.score()) / SLOPE).exp())
    }
}

/// What was seen of one pair.
#[derive(Debug, Default)]
struct Tied<'a> {
    title: f32,
    lead: f32,
    sum: f32,
    words: Vec<&'a str>,
}

impl Tied<'_> {
    fn score(&self) -> f32 {
        TIE_TITLE * self.title + TIE_LEAD * self.lead + TIE_COUNT * self.sum.ln_1p()
    }
}

/// A headline that brings two countries together names the pair.
const TIE_TITLE: f32 = 2.0;
/// So does the first paragraph, less surely.
const TIE_LEAD: f32 = 1.0;
/// Each further sentence adds less than the one before (logarithm of their sum).
const TIE_COUNT: f32 = 1.0;
/// How likely both countries together must be for their pair to count, after what their tie makes of it.
const PAIR: f32 = 0.52;
/// A country named through its companies, institutions, cities or money only is less likely a side.
const THROUGH: f32 = 0.4;
/// What two countries that no sentence brings together keep of that likelihood …
const NO_TIE: f32 = 0.5;
/// … and what a pair tied this strongly makes of it.
const FULL_TIE: f32 = 1.3;
/// A headline that joins the two, or a lead and a sentence more.
const FULL_STRENGTH: f32 = 1.5;
/// A pair whose tie is this small beside the strongest one is a by-product of it.
const BESIDE: f32 = 0.3;
/// Of three pairs among three countries the weakest is a by-product when it has less than this share of the others.
const HUB: f32 = 0.85;
/// An article about this many countries is a list, and has no pair but those its headline joins.
const MANY: usize = 5;

/// What an article is about.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The countries, by code.
    pub countries: Vec<CountryTag>,
    /// The pairs, by code.
    pub pairs: Vec<PairTag>,
    /// The pair a reader would file it under.
    pub main_pair: Option<CountryPair>,
}

/// Where a block stands in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The headline.
    Title,
    /// The first paragraph.
    Lead,
    /// The second.
    Second,
    /// Any later one.
    Body,
}

/// Weighs the blocks of an article with their ties.
pub fn weigh<'a>(blocks: &[(Zone, Block<'a>, Vec<Tie<'a>>)]) -> Verdict {
    let seen = see(blocks);
    let likely: BTreeMap<Country, f32> = seen.iter().map(|(&country, seen)| (country, seen.likelihood())).collect();
    let sides = likely.iter().map(|(&country, &p)| (country, if seen[&country].direct { p } else { THROUGH * p }));
    let pairs = pairs(&sides.collect(), &tie(blocks));
    // Of equal scores the pair that comes first by code.
    let main_pair = pairs.iter().rev().max_by(|a, b| a.score.total_cmp(&b.score)).map(|kept| kept.pair);
    let is_side = |country| pairs.iter().any(|kept| kept.pair.first() == country || kept.pair.second() == country);
    let countries = seen
        .iter()
        .filter(|(country, _)| !country.is_bloc() && (likely[country] >= ABOUT || is_side(**country)))
        .map(|(&country, seen)| CountryTag { country, evidence: distinct(&seen.words) })
        .collect();
    let pairs = pairs.iter().map(|kept| PairTag { pair: kept.pair, evidence: evidence(kept, &seen) }).collect();
    Verdict { countries, pairs, main_pair }
}

/// The words that tied the two; where no sentence did, the first words for each.
fn evidence(kept: &Kept, seen: &BTreeMap<Country, Seen>) -> Vec<String> {
    if kept.words.is_empty() {
        let sides = [kept.pair.first(), kept.pair.second()];
        distinct(&sides.iter().filter_map(|side| seen[side].words.first().copied()).collect::<Vec<_>>())
    } else {
        distinct(&kept.words)
    }
}

/// How many different words are kept as evidence: enough to judge by, short enough to show.
const EVIDENCE: usize = 8;

fn distinct(words: &[&str]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        if kept.len() < EVIDENCE && !kept.iter().any(|known| known == word) {
            kept.push((*word).to_owned());
        }
    }
    kept
}

fn see<'a>(blocks: &[(Zone, Block<'a>, Vec<Tie<'a>>)]) -> BTreeMap<Country, Seen<'a>> {
    let mut all: BTreeMap<Country, Seen> = BTreeMap::new();
    for (zone, block, _) in blocks {
        for sentence in &block.sentences {
            let namings = &block.namings[sentence.clone()];
            let listed = if is_list(namings) { LISTED } else { 1.0 };
            for naming in namings {
                let weight = listed * kind_weight(naming.mention.kind) * role_weight(naming.role);
                for &country in &naming.mention.countries {
                    let weight = if country.is_bloc() { BLOC * weight } else { weight };
                    let seen = all.entry(country).or_default();
                    seen.words.push(&block.text[naming.mention.range.clone()]);
                    seen.direct |= relation::is_direct(naming);
                    seen.sum += if *zone == Zone::Title { 0.0 } else { weight };
                    let best = match zone {
                        Zone::Title => &mut seen.title,
                        Zone::Lead => &mut seen.lead,
                        Zone::Second => &mut seen.second,
                        Zone::Body => continue,
                    };
                    *best = best.max(weight);
                }
            }
        }
    }
    all
}

fn is_list(namings: &[Naming]) -> bool {
    let mut countries: Vec<Country> = namings.iter().flat_map(|n| n.mention.countries.iter().copied()).collect();
    countries.sort_unstable();
    countries.dedup();
    countries.len() >= LIST
}

fn tie<'a>(blocks: &[(Zone, Block<'a>, Vec<Tie<'a>>)]) -> BTreeMap<CountryPair, Tied<'a>> {
    let mut all: BTreeMap<CountryPair, Tied> = BTreeMap::new();
    for (zone, _, ties) in blocks {
        for tie in ties {
            let tied = all.entry(tie.pair).or_default();
            tied.words.extend(&tie.words);
            match zone {
                Zone::Title => tied.title = tied.title.max(tie.strength),
                Zone::Lead => tied.lead = tied.lead.max(tie.strength),
                Zone::Second | Zone::Body => {}
            }
            tied.sum += tie.strength;
        }
    }
    all
}

/// A pair that the article is about.
struct Kept<'a> {
    pair: CountryPair,
    score: f32,
    words: Vec<&'a str>,
}

/// The pairs the article is about, by code; `sides` tells how likely each country is a side of any.
fn pairs<'a>(sides: &BTreeMap<Country, f32>, ties: &BTreeMap<CountryPair, Tied<'a>>) -> Vec<Kept<'a>> {
    let likely: Vec<(Country, f32)> =
        sides.iter().map(|(&country, &p)| (country, p)).filter(|(_, p)| *p * FULL_TIE >= PAIR).collect();
    let many = likely.iter().filter(|(_, p)| *p >= ABOUT).count() >= MANY;
    let least = BESIDE * ties.values().map(Tied::score).fold(0.0, f32::max);
    let mut kept = Vec::new();
    for (at, &(a, p)) in likely.iter().enumerate() {
        for &(b, q) in &likely[at + 1..] {
            let Some(pair) = CountryPair::new(a, b) else { continue };
            let tied = ties.get(&pair);
            let strength = tied.map_or(0.0, Tied::score);
            let listed = many && !tied.is_some_and(|tied| tied.title > 0.0);
            if !listed && strength >= least && p * q * tie_factor(strength) >= PAIR {
                kept.push(Kept {
                    pair,
                    score: p * q + strength,
                    words: tied.map_or_else(Vec::new, |t| t.words.clone()),
                });
            }
        }
    }
    let scores: BTreeMap<CountryPair, f32> = kept.iter().map(|kept| (kept.pair, kept.score)).collect();
    kept.retain(|kept| !is_by_product(kept.pair, kept.score, &scores));
    kept
}

fn tie_factor(strength: f32) -> f32 {
    NO_TIE + (FULL_TIE - NO_TIE) * (strength / FULL_STRENGTH).min(1.0)
}

/// Whether a third country deals with both sides so much more than they with each other that their pair comes of it.
fn is_by_product(pair: CountryPair, score: f32, scores: &BTreeMap<CountryPair, f32>) -> bool {
    let with = |side, third| CountryPair::new(side, third).and_then(|pair| scores.get(&pair)).copied().unwrap_or(0.0);
    let thirds = scores.keys().flat_map(|known| [known.first(), known.second()]);
    thirds.into_iter().any(|third| score < HUB * with(pair.first(), third).min(with(pair.second(), third)))
}
