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
        MentionKind::City
        | MentionKind::Institution
        | MentionKind::Territory
        | MentionKind::Listing
        | MentionKind::Registered => 0.5,
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
pub const ABOUT: f32 = 0.5;

/// What was seen of one country.
#[derive(Debug, Default)]
pub struct Seen<'a> {
    title: f32,
    lead: f32,
    second: f32,
    sum: f32,
    /// Whether it was named itself, not only through an institution, a city or its money.
    pub direct: bool,
    /// How many countries were named before it.
    turn: usize,
    /// Every naming.
    pub namings: Vec<Named<'a>>,
}

/// One naming of a country, as far as it matters afterwards.
#[derive(Debug)]
pub struct Named<'a> {
    /// The words.
    pub words: &'a str,
    /// Where they stand.
    pub zone: Zone,
    /// What part they play.
    pub role: Role,
    /// Whether they stand in a list.
    pub listed: bool,
}

impl Seen<'_> {
    fn score(&self) -> f32 {
        TITLE * self.title + LEAD * self.lead + SECOND * self.second + COUNT * self.sum.ln_1p()
    }

    /// How likely the article is about the country, from 0 to 1.
    pub fn likelihood(&self) -> f32 {
        1.0 / (1.0 + ((EVEN - self.score()) / SLOPE).exp())
    }
}

/// What was seen of one pair.
#[derive(Debug, Default)]
pub struct Tied<'a> {
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
pub const PAIR: f32 = 0.57;
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
/// An article about this many countries is a list, and has no pair but those its headline joins …
const MANY: usize = 5;
/// … and the one that is tied most of all, if by more than a sentence or two.
const STANDS_OUT: f32 = 0.9;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// Everything that was weighed, winners and losers.
#[derive(Debug)]
pub struct Weighing<'a> {
    /// What was seen of each country.
    pub seen: BTreeMap<Country, Seen<'a>>,
    /// What ties each pair.
    pub ties: BTreeMap<CountryPair, Tied<'a>>,
    /// The pairs weighed, by code. Both sides of each were seen.
    pub pairs: Vec<Candidate>,
}

/// A pair that was weighed.
#[derive(Debug)]
pub struct Candidate {
    /// The pair.
    pub pair: CountryPair,
    /// How likely the article is about it; [`PAIR`] is enough.
    pub chance: f32,
    /// By which the main pair is the first of those kept …
    pub rank: f32,
    /// … and of equal ones that whose second side is named first: its place among all countries in order of naming.
    pub turn: usize,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The article is about it.
    Kept,
    /// Its chance is too small.
    Unlikely,
    /// The article is a list of countries.
    Listed,
    /// Another pair is tied far more strongly.
    Beside,
    /// Both sides deal with this third country rather than with each other.
    ByProduct(Country),
}

/// Weighs the blocks of an article with their ties.
pub fn weigh<'a>(blocks: &[(Zone, Block<'a>, Vec<Tie<'a>>)]) -> Weighing<'a> {
    let (seen, ties) = (see(blocks), tie(blocks));
    let mut pairs = candidates(&seen, &ties);
    let ranks: BTreeMap<CountryPair, f32> = kept(&pairs).map(|kept| (kept.pair, kept.rank)).collect();
    for candidate in pairs.iter_mut().filter(|candidate| candidate.fate == Fate::Kept) {
        if let Some(third) = between(candidate.pair, candidate.rank, &ranks) {
            candidate.fate = Fate::ByProduct(third);
        }
    }
    Weighing { seen, ties, pairs }
}

fn kept(pairs: &[Candidate]) -> impl Iterator<Item = &Candidate> {
    pairs.iter().filter(|candidate| candidate.fate == Fate::Kept)
}

impl Weighing<'_> {
    /// The one of the pairs kept that a reader would file the article under.
    pub fn main_pair(&self) -> Option<CountryPair> {
        let first = |a: &&Candidate, b: &&Candidate| b.rank.total_cmp(&a.rank).then(a.turn.cmp(&b.turn));
        kept(&self.pairs).min_by(first).map(|kept| kept.pair)
    }

    /// Whether the article is about the country: for itself, or as a side of a pair.
    pub fn is_about(&self, country: Country) -> bool {
        let is_side = || kept(&self.pairs).any(|kept| kept.pair.first() == country || kept.pair.second() == country);
        !country.is_bloc() && (self.seen[&country].likelihood() >= ABOUT || is_side())
    }

    /// What the article is about.
    pub fn verdict(&self) -> Verdict {
        let about = self.seen.iter().filter(|(country, _)| self.is_about(**country));
        Verdict {
            countries: about
                .map(|(&country, seen)| CountryTag {
                    country,
                    evidence: distinct(seen.namings.iter().map(|n| n.words)),
                })
                .collect(),
            pairs: kept(&self.pairs)
                .map(|kept| PairTag { pair: kept.pair, evidence: self.evidence(kept.pair) })
                .collect(),
            main_pair: self.main_pair(),
        }
    }

    /// The words that tied the two; where no sentence did, the first words for each.
    pub fn evidence(&self, pair: CountryPair) -> Vec<String> {
        match self.ties.get(&pair) {
            Some(tied) => distinct(tied.words.iter().copied()),
            None => {
                let sides = [pair.first(), pair.second()];
                distinct(sides.iter().filter_map(|side| self.seen.get(side)?.namings.first()).map(|n| n.words))
            }
        }
    }
}

/// How many different words are kept as evidence: enough to judge by, short enough to show.
const EVIDENCE: usize = 8;

/// The different ones among the words, in order.
pub fn distinct<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        if kept.len() < EVIDENCE && !kept.iter().any(|known| known == word) {
            kept.push(word.to_owned());
        }
    }
    kept
}

fn see<'a>(blocks: &[(Zone, Block<'a>, Vec<Tie<'a>>)]) -> BTreeMap<Country, Seen<'a>> {
    let mut all: BTreeMap<Country, Seen> = BTreeMap::new();
    for (zone, block, _) in blocks {
        for sentence in &block.sentences {
            let namings = &block.namings[sentence.clone()];
            let listed = is_list(namings);
            for naming in namings {
                let share = if listed { LISTED } else { 1.0 };
                let weight = share * kind_weight(naming.mention.kind) * role_weight(naming.role);
                for &country in &naming.mention.countries {
                    let weight = if country.is_bloc() { BLOC * weight } else { weight };
                    let turn = all.len();
                    let seen = all.entry(country).or_insert_with(|| Seen { turn, ..Seen::default() });
                    let words = &block.text[naming.mention.range.clone()];
                    seen.namings.push(Named { words, zone: *zone, role: naming.role, listed });
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

/// The pairs that have a tie, or two sides that the article is about, before they are set against each other.
fn candidates(seen: &BTreeMap<Country, Seen>, ties: &BTreeMap<CountryPair, Tied>) -> Vec<Candidate> {
    let sides: Vec<(Country, f32)> = seen
        .iter()
        .map(|(&country, seen)| (country, seen.likelihood() * if seen.direct { 1.0 } else { THROUGH }))
        .collect();
    let many = sides.iter().filter(|(_, p)| *p >= ABOUT).count() >= MANY;
    let most = ties.values().map(Tied::score).fold(0.0, f32::max);
    let mut pairs = Vec::new();
    for (at, &(a, p)) in sides.iter().enumerate() {
        for &(b, q) in &sides[at + 1..] {
            let Some(pair) = CountryPair::new(a, b) else { continue };
            let tied = ties.get(&pair);
            if tied.is_none() && p.min(q) < ABOUT {
                continue;
            }
            let strength = tied.map_or(0.0, Tied::score);
            let stands_out = strength >= STANDS_OUT && strength >= most || tied.is_some_and(|tied| tied.title > 0.0);
            let chance = p * q * tie_factor(strength);
            let fate = match () {
                () if chance < PAIR => Fate::Unlikely,
                () if many && !stands_out => Fate::Listed,
                () if strength < BESIDE * most => Fate::Beside,
                () => Fate::Kept,
            };
            let turn = seen[&a].turn.max(seen[&b].turn);
            pairs.push(Candidate { pair, chance, rank: p * q + strength, turn, fate });
        }
    }
    pairs
}

fn tie_factor(strength: f32) -> f32 {
    NO_TIE + (FULL_TIE - NO_TIE) * (strength / FULL_STRENGTH).min(1.0)
}

/// The third country that deals with both sides so much more than they with each other that their pair comes of it.
fn between(pair: CountryPair, rank: f32, ranks: &BTreeMap<CountryPair, f32>) -> Option<Country> {
    let with = |side, third| CountryPair::new(side, third).and_then(|pair| ranks.get(&pair)).copied().unwrap_or(0.0);
    let mut thirds = ranks.keys().flat_map(|known| [known.first(), known.second()]);
    thirds.find(|&third| rank < HUB * with(pair.first(), third).min(with(pair.second(), third)))
}
