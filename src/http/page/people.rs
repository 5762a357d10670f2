//! The page of people: who speaks in what a search finds, or in everything.

use askama::Template;

use super::pieces::inert;
use super::reading::{ComplaintView, chips, complaint_view};
use super::table::{Table, rows_max, table};
use super::{Asked, Frame, Link, Names, href_of, kept, of_search, person_href, rendered, search_href, strings};
use crate::engine::Grouping;
use crate::export::words::{counted, found};
use crate::http::Problem;
use crate::http::params::{Group, Params};
use crate::query::Facet;
use crate::search::{Listed, Listing, list};

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    frame: Frame,
    chips: Vec<Link>,
    complaints: Vec<ComplaintView>,
    /// What was asked.
    asked: Option<String>,
    /// `12 passages in 3 articles`, and the search that finds them.
    found: Link,
    /// `5 people`.
    count: String,
    prefix: String,
    kept: Vec<(&'static str, String)>,
    table: Table,
    files: Vec<Link>,
}

/// The page of people.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let request = asked.params.request(Grouping::Articles, asked.now)?;
    let prefix = asked.params.one("prefix").map(str::to_owned);
    let listed = Listed { facet: Facet::Speaker, prefix, limit: rows_max(asked.params) };
    rendered(&view(asked.params, &asked.names()?, &list(asked.reader, &request, &listed)?))
}

fn view(params: &Params, names: &Names, listing: &Listing) -> PeoplePage {
    let params = &params.only(&[Group::Query, Group::Filter, Group::List]).without_all("by").without_all("with");
    let file = |label: &str, path| Link { label: label.to_owned(), href: href_of(path, &params.without_all("rows")) };
    let people = listing.rows.len() as u64 + listing.other.map_or(0, |other| other.values);
    PeoplePage {
        frame: Frame::of(strings::titled("Who speaks", params.one("q")), params).on("/people"),
        chips: chips(params, names, |params| href_of("/people", params)),
        complaints: listing.warnings.iter().map(|complaint| complaint_view(&listing.query, complaint)).collect(),
        asked: params.one("q").map(inert),
        found: Link { label: found(listing.total, listing.total_articles), href: search_href(&of_search(params)) },
        count: counted(people, "person or organisation", "people and organisations"),
        prefix: params.one("prefix").unwrap_or_default().to_owned(),
        kept: kept_of_list(params),
        table: table("/people", params, listing, |key| person_href(key, params)),
        files: vec![file("CSV", "/people.csv"), file("JSON", "/people.json")],
    }
}

/// What the form keeps, the query included, which it has no box for.
fn kept_of_list(params: &Params) -> Vec<(&'static str, String)> {
    let query = params.one("q").map(|query| ("q", query.to_owned()));
    query.into_iter().chain(kept(&params.without_all("prefix").without_all("rows"))).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: looking in the list keeps what was asked.
    use super::*;

    #[test]
    fn the_form_keeps_what_was_asked() {
        let (params, _) = Params::read("q=rail&pair=CN-KR&prefix=kim&rows=50");
        assert_eq!(kept_of_list(&params), [("q", "rail".to_owned()), ("pair", "CN-KR".to_owned())]);
    }
}
