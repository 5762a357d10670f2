//! Keys: the stable values by which articles and speeches are filtered and counted.

use crate::annotate::{AnnotatedArticle, PartialDate};
use crate::engine::analyzer::folded;

/// The key of a publisher: its words folded, without a leading article.
#[must_use]
pub fn publisher(name: &str) -> String {
    let folded = folded(name);
    match folded.strip_prefix("the ") {
        Some(rest) => rest.to_owned(),
        None => folded,
    }
}

/// The date by which an article is filtered, counted and sorted: its publication, else its event.
#[must_use]
pub fn effective_date(article: &AnnotatedArticle) -> Option<PartialDate> {
    article.date.as_ref().or(article.event_date.as_ref()).map(|date| date.value)
}

/// The row of the month facet: the month, or the year where the month is not known.
#[must_use]
pub fn month(date: PartialDate) -> String {
    let month = date.month().and_then(|month| PartialDate::from_month(date.year(), month));
    month.or(PartialDate::from_year(date.year())).map_or_else(String::new, |key| key.to_string())
}

#[cfg(test)]
mod tests {
    //! Properties: spellings of one publisher share a key; a date falls into one row of months.
    use super::*;

    #[test]
    fn publishers_share_keys() {
        for name in ["Global Times", "The Global Times", "GLOBAL  TIMES"] {
            assert_eq!(publisher(name), "global times");
        }
        assert_eq!(publisher("The"), "the");
    }

    #[test]
    fn months() {
        for (date, want) in [("2017", "2017"), ("2017-08", "2017-08"), ("2017-08-24", "2017-08")] {
            assert_eq!(month(date.parse().unwrap()), want);
        }
    }
}
