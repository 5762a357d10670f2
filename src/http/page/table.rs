//! A list of values with how much is found of each, as the pages of people and of pairs show it.

use super::pieces::inert;
use super::{Link, href_of, joined, of_search, search_href};
use crate::engine::NameCount;
use crate::export::words::{counted, number, percent};
use crate::http::params::Params;
use crate::query::Facet;
use crate::search::{Listing, ListingRow};

/// How many rows such a list has, and how many where more are asked for.
pub(super) const ROWS: usize = 100;
pub(super) const ROWS_MAX: usize = 1_000;

/// A list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) rows: Vec<TableRow>,
    /// The list with more rows.
    pub(super) more: Option<Link>,
    /// What is told of rows that no list holds.
    pub(super) rest: Option<String>,
}

/// A value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TableRow {
    pub(super) label: String,
    /// Its page.
    pub(super) href: Option<String>,
    /// Other names of it with how often each is printed.
    pub(super) also: Vec<(String, String)>,
    pub(super) articles: String,
    /// The search that finds these articles.
    pub(super) found: Option<String>,
    pub(super) passages: String,
    /// Of all passages found.
    pub(super) share: String,
    /// The passages beside those of the commonest, of a hundred.
    pub(super) width: u64,
}

/// How many rows are asked for.
pub(super) fn rows_max(params: &Params) -> usize {
    params.one("rows").and_then(|rows| rows.parse().ok()).unwrap_or(ROWS)
}

/// The list of a facet on the page of a path; `page_of` gives the page of a value.
pub(super) fn table(path: &str, params: &Params, listing: &Listing, page_of: impl Fn(&str) -> String) -> Table {
    let most = listing.rows.iter().map(|row| row.passages).max().unwrap_or(0);
    let other = listing.other.map_or(0, |other| other.values);
    let is_longest = rows_max(params) >= ROWS_MAX;
    Table {
        rows: listing.rows.iter().map(|row| table_row(params, listing, row, most, &page_of)).collect(),
        more: (other > 0 && !is_longest).then(|| Link {
            label: format!("{} more", number(other)),
            href: href_of(path, &params.with("rows", &ROWS_MAX.to_string())),
        }),
        rest: (other > 0 && is_longest).then(|| counted(other, "more", "more")),
    }
}

fn table_row(
    params: &Params,
    listing: &Listing,
    row: &ListingRow,
    most: u64,
    page_of: impl Fn(&str) -> String,
) -> TableRow {
    let search = |value: &str| match listing.facet {
        // A key means one person, where a name is looked for by its words.
        Facet::Speaker => joined(&of_search(params), "speaker", &format!("={value}")),
        facet => joined(&of_search(params), facet.name(), value),
    };
    let also = row.names.iter().filter(|name| name.name != row.label);
    TableRow {
        label: inert(&row.label),
        href: row.value.as_deref().map(page_of),
        also: also.map(|NameCount { name, count }| (inert(name), number(*count))).collect(),
        articles: number(row.articles),
        found: row.value.as_deref().map(|value| search_href(&search(value))),
        passages: number(row.passages),
        share: percent(row.passages as f64 / listing.total.max(1) as f64),
        width: super::facet::scaled(row.passages, most, 100),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a person is looked for by key; what is left out of a list is told, with the way to it.
    use super::*;
    use crate::search::FacetOther;

    fn listing(facet: Facet, other: Option<FacetOther>) -> Listing {
        let names = ["Ada Lind", "A. Lind"].map(|name| NameCount { name: name.into(), count: 2 });
        let row = ListingRow {
            value: Some("ada lind".into()),
            label: "Ada Lind".into(),
            passages: 3,
            articles: 2,
            names: names.into(),
        };
        let rows = vec![row];
        Listing {
            query: String::new(),
            understood: None,
            facet,
            total: 12,
            total_articles: 4,
            rows,
            other,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn rows() {
        let (params, _) = Params::read("q=rail&prefix=a");
        let made = table("/people", &params, &listing(Facet::Speaker, None), |key| format!("/person/{key}"));
        let row = &made.rows[0];
        assert_eq!(row.found.as_deref(), Some("/search?q=rail&speaker=%3Dada+lind"));
        assert_eq!((row.href.as_deref(), row.share.as_str(), row.width), (Some("/person/ada lind"), "25.0 %", 100));
        assert_eq!((&row.also, &made.more, &made.rest), (&vec![("A. Lind".to_owned(), "2".to_owned())], &None, &None));
    }

    #[test]
    fn what_is_left_out() {
        let other = Some(FacetOther { values: 1_200, count: 1_300 });
        let of = |asked: &str| table("/pairs", &Params::read(asked).0, &listing(Facet::Pair, other), str::to_owned);
        let more = of("q=rail").more.unwrap();
        assert_eq!((more.label.as_str(), more.href.as_str()), ("1,200 more", "/pairs?q=rail&rows=1000"));
        assert_eq!((of("rows=1000").more, of("rows=1000").rest.as_deref()), (None, Some("1,200 more")));
    }
}
