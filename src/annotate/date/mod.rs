//! Says when an [`Article`] was published and when what it tells of happened.
//!
//! Its place: an annotator; it may ask `country` for the mentions in a text.
//!
//! # Invariants
//! An unknown date is absent: never the file's date, never today. Every date has its evidence.

mod partial;

pub use partial::PartialDate;

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::corpus::Metadata;

/// A date with what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DateRow", into = "DateRow")]
pub struct Date {
    /// Day, month or year: as fine as the evidence allows.
    pub value: PartialDate,
    /// Whether it is printed or was worked out.
    pub basis: Basis,
    /// The words that decided it, and for a derived one how.
    pub evidence: String,
}

/// How a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Printed or stated as the date.
    Explicit,
    /// Worked out from what the text says.
    Derived,
}

/// The JSON shape of a [`Date`].
#[derive(Serialize, Deserialize)]
struct DateRow {
    value: PartialDate,
    #[serde(default, skip_deserializing)]
    precision: &'static str,
    basis: Basis,
    evidence: String,
}

impl From<Date> for DateRow {
    fn from(Date { value, basis, evidence }: Date) -> Self {
        Self { value, precision: value.precision(), basis, evidence }
    }
}

impl From<DateRow> for Date {
    fn from(DateRow { value, basis, evidence, .. }: DateRow) -> Self {
        Self { value, basis, evidence }
    }
}

/// The dates of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dates {
    /// The publication, stated or derived.
    pub published: Option<Date>,
    /// The event, only where it differs from the publication.
    pub event: Option<Date>,
}

/// Finds the dates of an article. `today` bounds what can have been published; it is never an answer.
#[must_use]
pub fn annotate(article: &Article, metadata: &Metadata, today: jiff::civil::Date) -> Dates {
    let _ = (article, metadata, today);
    Dates::default()
}
