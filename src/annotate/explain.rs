//! The reasoning behind an article's annotations: what else was considered, and why it lost.
//!
//! Its place: beside [`super::annotate`], from the same readings; made when somebody asks, stored nowhere.

use serde::Serialize;

use super::country::{self, WeighedCountry, WeighedPair, WeighedParagraph};
use super::speaker::{self, ResolvedMention};
use super::{Tables, date};
use crate::article::Article;

/// What was considered of an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Every mark that dates the page, or seems to.
    pub dates: Vec<date::Mark>,
    /// Every country named, the likeliest first.
    pub countries: Vec<WeighedCountry>,
    /// Every pair weighed, the likeliest first.
    pub pairs: Vec<WeighedPair>,
    /// A row a paragraph: the words behind its countries and pairs.
    pub paragraphs: Vec<WeighedParagraph>,
    /// The speakers who were chosen among several.
    pub speakers: Vec<ResolvedMention>,
}

/// Reads an article as [`super::annotate`] does, and keeps what that leaves out.
#[must_use]
pub fn explain(article: &Article, today: jiff::civil::Date, tables: &Tables) -> Explanation {
    let places = country::explain(article, &tables.country);
    let dates = date::explain(article, today, &tables.date, &tables.country);
    Explanation {
        dates: dates.marks,
        countries: places.countries,
        pairs: places.pairs,
        paragraphs: places.paragraphs,
        speakers: speaker::explain(article, &tables.speaker),
    }
}
