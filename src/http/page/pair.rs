//! The page of one pair of countries: when, by whom and where it is written about, and the newest passages.

use askama::Template;

use super::card::{Card, card};
use super::facet::{Bar, FacetView, bars, facets};
use super::reading::{ComplaintView, chips, complaint_view};
use super::{Asked, Frame, Link, Names, href_of, of_search, pair_href, rendered, search_href, strings};
use crate::annotate::CountryPair;
use crate::engine::{Grouping, Sort};
use crate::export::words::found;
use crate::http::params::Params;
use crate::http::{Kind, Problem};
use crate::query::Facet;
use crate::search::{Request, Response, answer};

/// How many articles are shown.
const ARTICLES: usize = 5;

/// What is counted of it beside the years, in order.
const FACETS: [Facet; 4] = [Facet::Speaker, Facet::Publisher, Facet::Kind, Facet::Lang];

#[derive(Template)]
#[template(path = "pair.html")]
struct PairPage {
    frame: Frame,
    label: String,
    asked: Option<String>,
    chips: Vec<Link>,
    complaints: Vec<ComplaintView>,
    found: String,
    is_empty: bool,
    search: String,
    newest: String,
    timeline: String,
    people: String,
    /// The page without what narrows it.
    whole: Option<String>,
    years: Vec<Bar>,
    facets: Vec<FacetView>,
    cards: Vec<Card>,
}

/// The page of a pair, written with names or codes in either order.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let pair = CountryPair::parse(asked.part).ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            format!("`{}` is no pair of two countries: write two codes, as in `CN-KR`", asked.part),
        )
    })?;
    let params = on_pair(asked.params, pair);
    let request = Request {
        sort: Sort::Newest,
        limit: ARTICLES,
        passages_max: 1,
        offset: 0,
        facets: [&FACETS[..], &[Facet::Year]].concat(),
        rows_max: 12,
        ..params.request(Grouping::Articles, asked.now)?
    };
    let response = answer(asked.reader, &request, asked.began)?;
    rendered(&view(&params, &asked.names()?, pair, &response))
}

/// What is asked, of this pair alone.
fn on_pair(params: &Params, pair: CountryPair) -> Params {
    of_search(params).without_all("pair").with("pair", &pair.to_string())
}

fn view(params: &Params, names: &Names, pair: CountryPair, response: &Response) -> PairPage {
    let narrowed = params.without_all("pair");
    let of = |path| href_of(path, params);
    PairPage {
        frame: Frame::of(strings::titled(&pair.label(), params.one("q")), params).within("/pairs"),
        label: pair.label(),
        asked: params.one("q").map(super::inert),
        chips: chips(&narrowed, names, |params| pair_href(&pair.to_string(), params)),
        complaints: response.warnings.iter().map(|complaint| complaint_view(&response.query, complaint)).collect(),
        found: found(response.total, response.total_articles),
        is_empty: response.total_articles == 0,
        search: search_href(params),
        newest: search_href(&params.with("sort", "newest")),
        timeline: of("/timeline"),
        people: of("/people"),
        whole: (!narrowed.is_empty()).then(|| pair_href(&pair.to_string(), &Params::default())),
        years: bars(params, response.facets.rows(Facet::Year)),
        facets: facets(params, response, &FACETS),
        cards: response.hits.groups().map(|group| card(params, group)).collect(),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the pair of the address takes the place of any other.
    use super::*;

    #[test]
    fn of_this_pair_alone() {
        let (params, _) = Params::read("q=rail&pair=CN-JP&sort=newest&speaker=Lind");
        let pair = CountryPair::from_codes("KR-CN").unwrap();
        assert_eq!(on_pair(&params, pair).to_string(), "q=rail&pair=CN-KR&speaker=Lind");
    }
}
