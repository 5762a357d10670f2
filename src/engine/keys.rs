//! Keys: the stable values by which articles and speeches are filtered and counted.

use std::collections::BTreeSet;

use crate::analyzer::folded;
use crate::annotate::{AnnotatedArticle, AnnotatedParagraph, Country, CountryPair, Date, PartialDate};

/// How many bytes of a key are stored. Engines cut longer ones wherever that is, or refuse them: Lucene takes 32,766.
const KEY_BYTES_MAX: usize = 32_000;

/// A key as it is stored and looked for: cut at a character's edge where it is far too long.
#[must_use]
pub fn fitting(key: &str) -> &str {
    &key[..key.floor_char_boundary(KEY_BYTES_MAX)]
}

/// The key of a publisher: its words folded, without a leading article.
#[must_use]
pub fn publisher(name: &str) -> String {
    let folded = folded(name);
    match folded.strip_prefix("the ") {
        Some(rest) => rest.to_owned(),
        None => folded,
    }
}

/// The pairs by which a paragraph is found: those it concerns and those its article is about.
#[must_use]
pub fn pairs(article: &AnnotatedArticle, paragraph: &AnnotatedParagraph) -> Vec<CountryPair> {
    each_once(paragraph.pairs.iter().chain(&article.pairs).copied())
}

/// The countries by which a paragraph is found: those it mentions, those its article is about, and the
/// sides of its pairs, since a bloc such as the EU is named in pairs only.
#[must_use]
pub fn countries(article: &AnnotatedArticle, paragraph: &AnnotatedParagraph) -> Vec<Country> {
    let sides = pairs(article, paragraph).into_iter().flat_map(|pair| [pair.first(), pair.second()]);
    each_once(paragraph.countries.iter().chain(&article.countries).copied().chain(sides))
}

/// The countries and pairs that an article is about, as `about:` finds them: a bloc by the pairs it is a side of.
#[must_use]
pub fn about(article: &AnnotatedArticle) -> Vec<String> {
    let sides = article.pairs.iter().flat_map(|pair| [pair.first(), pair.second()]);
    let countries = article.countries.iter().copied().chain(sides).map(|country| country.code().to_owned());
    each_once(countries.chain(article.pairs.iter().map(ToString::to_string)))
}

fn each_once<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.collect::<BTreeSet<T>>().into_iter().collect()
}

/// The date by which an article is filtered, counted and sorted: its publication, else its event.
#[must_use]
pub fn effective_date(article: &AnnotatedArticle) -> Option<PartialDate> {
    dating(article).map(|date| date.value)
}

/// The same, with how it is known.
#[must_use]
pub fn dating(article: &AnnotatedArticle) -> Option<&Date> {
    article.date.as_ref().or(article.event_date.as_ref())
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
