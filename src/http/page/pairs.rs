//! The page of pairs: a matrix of the countries that are paired most, and the list of all pairs.

use std::collections::HashMap;

use askama::Template;

use super::pieces::inert;
use super::reading::{ComplaintView, chips, complaint_view};
use super::table::{Table, rows_max, table};
use super::{Asked, Frame, Link, Names, href_of, joined, of_search, pair_href, rendered, search_href, strings};
use crate::annotate::{Country, CountryPair};
use crate::engine::Grouping;
use crate::export::words::{counted, found, number};
use crate::http::Problem;
use crate::http::params::{Group, Params};
use crate::query::Facet;
use crate::search::{FacetOther, Listed, Listing, list};

/// How many countries the matrix has.
const COUNTRIES: usize = 12;

/// How many shades tell numbers apart.
const SHADES: u64 = 5;

#[derive(Template)]
#[template(path = "pairs.html")]
struct PairsPage {
    frame: Frame,
    chips: Vec<Link>,
    complaints: Vec<ComplaintView>,
    asked: Option<String>,
    /// `12 passages in 3 articles`, and the search that finds them.
    found: Link,
    /// `5 pairs`.
    count: String,
    matrix: Vec<MatrixRow>,
    table: Table,
    json: String,
    csv: String,
}

/// A country of the matrix, which has a row and a column each.
#[derive(Debug, PartialEq, Eq)]
struct MatrixRow {
    name: &'static str,
    code: &'static str,
    /// The cells by column.
    cells: Vec<MatrixCell>,
}

#[derive(Debug, PartialEq, Eq)]
enum MatrixCell {
    /// A country beside itself.
    Same,
    Nothing,
    Found {
        /// `China–South Korea: 12 articles`.
        title: String,
        count: String,
        /// From 1, the faintest.
        shade: u64,
        href: String,
    },
}

/// The page of pairs.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let request = asked.params.request(Grouping::Articles, asked.now)?;
    let listed = Listed { facet: Facet::Pair, prefix: None, limit: usize::MAX };
    rendered(&view(asked.params, &asked.names()?, list(asked.reader, &request, &listed)?))
}

fn view(params: &Params, names: &Names, mut listing: Listing) -> PairsPage {
    let rows = rows_max(params);
    let params = &params.only(&[Group::Query, Group::Filter]);
    let matrix = matrix(params, &counts(&listing));
    let pairs = listing.rows.len() as u64;
    let rest = listing.rows.split_off(rows.min(listing.rows.len()));
    let count = rest.iter().map(|row| row.passages).sum();
    listing.other = (!rest.is_empty()).then_some(FacetOther { values: rest.len() as u64, count });
    let json = href_of("/pairs.json", &params.with("limit", "200"));
    let csv = href_of("/pairs.csv", params);
    PairsPage {
        frame: Frame::of(strings::titled("Between which countries", params.one("q")), params).on("/pairs"),
        chips: chips(params, names, |params| href_of("/pairs", params)),
        complaints: listing.warnings.iter().map(|complaint| complaint_view(&listing.query, complaint)).collect(),
        asked: params.one("q").map(inert),
        found: Link { label: found(listing.total, listing.total_articles), href: search_href(params) },
        count: counted(pairs, "pair", "pairs"),
        matrix,
        table: table("/pairs", &params.with("rows", &rows.to_string()), &listing, |pair| pair_href(pair, params)),
        json,
        csv,
    }
}

/// The articles of each pair.
fn counts(listing: &Listing) -> HashMap<CountryPair, u64> {
    let pair = |value: &Option<String>| value.as_deref().and_then(CountryPair::from_codes);
    listing.rows.iter().filter_map(|row| Some((pair(&row.value)?, row.articles))).collect()
}

/// The countries with the most, the commonest first.
fn commonest(counts: &HashMap<CountryPair, u64>) -> Vec<Country> {
    let mut sums: HashMap<Country, u64> = HashMap::new();
    for (pair, count) in counts {
        for country in [pair.first(), pair.second()] {
            *sums.entry(country).or_default() += count;
        }
    }
    let mut countries: Vec<(Country, u64)> = sums.into_iter().collect();
    countries.sort_by_key(|(country, count)| (std::cmp::Reverse(*count), country.code()));
    countries.into_iter().map(|(country, _)| country).take(COUNTRIES).collect()
}

fn matrix(params: &Params, counts: &HashMap<CountryPair, u64>) -> Vec<MatrixRow> {
    let countries = commonest(counts);
    let most = counts.values().copied().max().unwrap_or(0);
    let cell = |a: Country, b: Country| {
        let Some(pair) = CountryPair::new(a, b) else { return MatrixCell::Same };
        let Some(&count) = counts.get(&pair).filter(|count| **count > 0) else { return MatrixCell::Nothing };
        MatrixCell::Found {
            title: format!("{}: {}", pair.label(), counted(count, "article", "articles")),
            count: number(count),
            shade: shade(count, most),
            href: search_href(&joined(&of_search(params), "pair", &pair.to_string())),
        }
    };
    let row = |&country: &Country| MatrixRow {
        name: country.name(),
        code: country.code(),
        cells: countries.iter().map(|&other| cell(country, other)).collect(),
    };
    countries.iter().map(row).collect()
}

/// How dark a number stands beside the greatest: by its root, since few pairs have most of all.
fn shade(count: u64, most: u64) -> u64 {
    let part = (count as f64 / most.max(1) as f64).sqrt();
    ((part * SHADES as f64).ceil() as u64).clamp(1, SHADES)
}

#[cfg(test)]
mod tests {
    //! Properties: countries stand by how much is found of them; a cell says what it leads to; numbers are shaded in order.
    use super::*;

    fn pair(codes: &str) -> CountryPair {
        CountryPair::from_codes(codes).unwrap()
    }

    #[test]
    fn cells() {
        let counts = HashMap::from([(pair("CN-KR"), 9), (pair("JP-KR"), 4), (pair("CN-US"), 1)]);
        let made = matrix(&Params::read("q=rail&pair=JP-KR&rows=5").0, &counts);
        assert_eq!(made.iter().map(|row| row.code).collect::<Vec<_>>(), ["KR", "CN", "JP", "US"]);
        let told = |row: usize, column: usize| match &made[row].cells[column] {
            MatrixCell::Found { count, shade, href, .. } => format!("{count} {shade} {href}"),
            other => format!("{other:?}"),
        };
        assert_eq!(told(0, 1), "9 5 /search?q=pair%3A%22CN-KR%22+%28rail%29&pair=JP-KR");
        assert_eq!(told(2, 0), "4 4 /search?q=rail&pair=JP-KR");
        assert_eq!((told(0, 0).as_str(), told(2, 3).as_str()), ("Same", "Nothing"));
    }

    #[test]
    fn shades_are_in_order() {
        let shades: Vec<u64> = (1..=100).map(|count| shade(count, 100)).collect();
        assert!(shades.is_sorted() && shades[0] == 1 && shades[99] == SHADES);
    }

    #[test]
    fn the_matrix_is_small() {
        let all: Vec<Country> = Country::all().collect();
        let counts = all.windows(2).map(|two| (CountryPair::new(two[0], two[1]).unwrap(), 1)).collect();
        assert_eq!(matrix(&Params::default(), &counts).len(), COUNTRIES);
    }
}
