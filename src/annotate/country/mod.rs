//! Says which countries and pairs of countries an [`Article`] is about, and which its paragraphs mention.
//!
//! Its place: the first of the annotators; `date` and `speaker` may ask it for the mentions in a text.
//!
//! The way: `mention` finds the forms of the tables (`form`) in each block of text, telling names from other words
//! (`sense`, `sign`); `role` says what part each plays; `relation` which pairs a sentence brings together; `weigh`
//! what it all comes to. `typed` reads what a user types.
//!
//! # Invariants
//! Furniture (`Article::dropped`) is never read. A bloc (`EU`, `ASEAN`) stands in pairs, never among the countries.
//! `main_pair` is one of `pairs`; both sides of a pair that are countries are among the countries.
//!
//! # Example
//! ```
//! let found = onrecord::annotate::country::mentions("The Sino-Korean forum");
//! assert_eq!(found.len(), 2);
//! ```
//!
//! # Limits
//! An article that tells of a country without naming it, its people, its places or its leaders is not found.

mod code;
mod form;
mod mention;
mod relation;
mod role;
mod script;
mod sense;
mod sign;
mod typed;
mod weigh;
mod words;

pub use code::{Country, CountryPair};
pub use form::MentionKind;
pub use mention::{Mention, mentions};

use serde::{Deserialize, Serialize};

use crate::article::Article;
use relation::Tie;
use role::Block;
use sense::Choices;
use weigh::{Verdict, Zone};

/// A country that an article is about, with the words that earned it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryTag {
    /// The country.
    pub country: Country,
    /// The different words in the text that named it, in order of appearance.
    pub evidence: Vec<String>,
}

/// A pair that an article is about, with the words that earned it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairTag {
    /// The pair.
    pub pair: CountryPair,
    /// The words in the text that named the two together, or each of them.
    pub evidence: Vec<String>,
}

/// What an article says of countries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The countries the article is about, by code.
    pub countries: Vec<CountryTag>,
    /// The pairs it is about, by code.
    pub pairs: Vec<PairTag>,
    /// The one of `pairs` that a reader would file it under.
    pub main_pair: Option<CountryPair>,
    /// A row a paragraph of the article, in order.
    pub paragraphs: Vec<ParagraphPlaces>,
}

/// What a paragraph says of countries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParagraphPlaces {
    /// The countries it mentions, by code.
    pub countries: Vec<Country>,
    /// The pairs it concerns, by code.
    pub pairs: Vec<CountryPair>,
}

/// Finds the countries and pairs of an article.
#[must_use]
pub fn annotate(article: &Article) -> Places {
    let title = article.title.as_deref();
    let paragraphs = || article.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let choices = Choices::read(title.into_iter().chain(paragraphs()));
    let read = |(zone, text)| {
        let block = Block::read(text, &choices);
        let ties = relation::ties(&block);
        (zone, block, ties)
    };
    let zones = [Zone::Lead, Zone::Second].into_iter().chain(std::iter::repeat(Zone::Body));
    let blocks: Vec<_> =
        title.map(|text| (Zone::Title, text)).into_iter().chain(zones.zip(paragraphs())).map(read).collect();
    let Verdict { countries, pairs, main_pair } = weigh::weigh(&blocks);
    let paragraphs =
        blocks.iter().filter(|(zone, ..)| *zone != Zone::Title).map(|(_, block, ties)| paragraph(block, ties));
    Places { countries, pairs, main_pair, paragraphs: paragraphs.collect() }
}

fn paragraph(block: &Block, ties: &[Tie]) -> ParagraphPlaces {
    let countries = block.countries().into_iter().filter(|country| !country.is_bloc()).collect();
    ParagraphPlaces { countries, pairs: relation::concerned(ties) }
}
