//! Says which countries and pairs of countries an [`Article`] is about, and which its paragraphs mention.
//!
//! Its place: the first of the annotators; `date` and `speaker` may ask it for the mentions in a text.

mod code;

pub use code::{Country, CountryPair};

use serde::{Deserialize, Serialize};

use crate::article::Article;

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
    Places { paragraphs: vec![ParagraphPlaces::default(); article.paragraphs.len()], ..Places::default() }
}
