//! Says of an [`Article`] when it is, between which countries, and who speaks in it, each with the
//! words that earned it.
//!
//! Its place: after `article`, before `index`. It never looks at another article: what it says
//! depends on the document and the tables alone.

pub mod country;
pub mod date;
mod explain;
mod lexicon;
pub mod person;
pub mod speaker;

use serde::{Deserialize, Serialize};

use crate::article::{Article, Dropped};
use crate::corpus::{ArticleId, Decoding, Document};
use crate::tables::{Added, Table, TableError};
pub use country::{Country, CountryName, CountryPair, CountryTag, PairTag, country_names};
pub use date::{Basis, Date, PartialDate};
pub use explain::{Explanation, explain};
pub use person::{People, PeopleError, PersonKey, PersonRow, SoughtName, SoughtPerson};
pub use speaker::{Kind, Speech};

/// The version of everything that decides what is stored with an article (reading, annotators and
/// their tables). It moves with every change that can alter an annotation; indexes record it.
pub const VERSION: u32 = 3;

/// An article with its annotations. Its JSON form is the contract of `onrecord annotate`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnnotatedArticle {
    /// The path as it is shown to people.
    pub path: String,
    /// The record's place in its file, from 0.
    pub ordinal: u32,
    /// The hash of its content.
    pub id: ArticleId,
    /// Its address, where the container or the page states one.
    pub url: Option<String>,
    /// The headline as printed.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it, where that is stated.
    #[serde(default)]
    pub author: Option<String>,
    /// ISO 639-1 code of its language.
    pub lang: Option<String>,
    /// How its bytes became text.
    #[serde(default)]
    pub decoding: Decoding,
    /// When it was published, stated or derived.
    pub date: Option<Date>,
    /// When what it tells of happened, only where that differs from `date`.
    pub event_date: Option<Date>,
    /// The countries it is about, by code.
    pub countries: Vec<Country>,
    /// The pairs it is about, by code.
    pub pairs: Vec<CountryPair>,
    /// The pair a reader would file it under; always one of `pairs`.
    pub main_pair: Option<CountryPair>,
    /// The words that earned each country and each pair.
    pub evidence: PlaceEvidence,
    /// The text.
    pub paragraphs: Vec<AnnotatedParagraph>,
    /// What was left out, with the reason.
    pub dropped: Vec<Dropped>,
}

/// The words that earned an article's countries and pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceEvidence {
    /// A row a country, in the order of `countries`.
    pub countries: Vec<CountryTag>,
    /// A row a pair, in the order of `pairs`.
    pub pairs: Vec<PairTag>,
}

/// A paragraph with its annotations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnnotatedParagraph {
    /// Its place in the article, from 0.
    pub ordinal: u32,
    /// Its first character in the decoded source, where that is plain text.
    pub start: Option<usize>,
    /// One past its last character there.
    pub end: Option<usize>,
    /// Its words, with ordinary spaces.
    pub text: String,
    /// The countries it mentions, by code.
    pub countries: Vec<Country>,
    /// The pairs it concerns, by code.
    pub pairs: Vec<CountryPair>,
    /// Who speaks in it.
    pub speakers: Vec<Speech>,
}

/// The tables of the three annotators, with a user's rows in them.
#[derive(Debug)]
pub struct Tables {
    /// Countries, their forms and what decides among them.
    pub country: country::Tables,
    /// Months, stamps, relations, offices, initiatives.
    pub date: date::Tables,
    /// Words of saying, titles, names.
    pub speaker: speaker::Tables,
}

impl Tables {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        Ok(Self {
            country: country::Tables::new(added)?,
            date: date::Tables::new(added)?,
            speaker: speaker::Tables::new(added)?,
        })
    }

    /// Those a user can add rows to.
    pub fn all() -> impl Iterator<Item = &'static Table> {
        [country::TABLES, date::TABLES, speaker::TABLES].into_iter().flatten().copied()
    }
}

/// Annotates an article. `today` bounds what can have been published; it is never an answer.
#[must_use]
pub fn annotate(document: &Document, article: Article, today: jiff::civil::Date, tables: &Tables) -> AnnotatedArticle {
    let places = country::annotate(&article, &tables.country);
    let dates = date::annotate(&article, today, &tables.date, &tables.country);
    let speeches = speaker::annotate(&article, &tables.speaker);
    let paragraphs = article
        .paragraphs
        .into_iter()
        .zip(places.paragraphs)
        .zip(speeches)
        .zip(0..)
        .map(|(((paragraph, places), speakers), ordinal)| AnnotatedParagraph {
            ordinal,
            start: paragraph.place.map(|span| span.start),
            end: paragraph.place.map(|span| span.end),
            text: paragraph.text,
            countries: places.countries,
            pairs: places.pairs,
            speakers,
        })
        .collect();
    AnnotatedArticle {
        path: document.path.clone(),
        ordinal: document.ordinal,
        id: document.id(),
        url: article.url,
        title: article.title,
        publisher: article.publisher,
        author: article.author,
        lang: article.lang,
        decoding: document.decoding.clone(),
        date: dates.published,
        event_date: dates.event,
        countries: places.countries.iter().map(|tag| tag.country).collect(),
        pairs: places.pairs.iter().map(|tag| tag.pair).collect(),
        main_pair: places.main_pair,
        evidence: PlaceEvidence { countries: places.countries, pairs: places.pairs },
        paragraphs,
        dropped: article.dropped,
    }
}
