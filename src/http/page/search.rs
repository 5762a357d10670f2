//! The page of a search: how it was read, when and by whom what was found, and the passages; where nothing is asked, where
//! to begin.

use askama::Template;

use super::card::{Card, card};
use super::facet::{Bar, FacetView, bars, facet_view};
use super::reading::{Reading, reading};
use super::{Asked, Choice, Frame, Link, Names, href_of, of_search, rendered, search_href};
use crate::engine::{FacetRow, Grouping};
use crate::export::words::{counted, found};
use crate::http::Problem;
use crate::http::params::{Group, OFFSET_MAX, Params};
use crate::query::Facet;
use crate::search::{By, Listed, Request, Response, SearchError, answer, list, timeline};

/// How many rows a list of the first page has.
const FIRST_ROWS: usize = 8;

/// The facets beside the passages, in order. Years stand above; months where one year is chosen.
const FACETS: [Facet; 7] =
    [Facet::Month, Facet::Pair, Facet::Speaker, Facet::Kind, Facet::Publisher, Facet::Country, Facet::Lang];

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    reading: Reading,
    counts: Counts,
    years: Vec<Bar>,
    /// The same over time.
    timeline: String,
    facets: Vec<FacetView>,
    cards: Vec<Card>,
    orders: Vec<Vec<Choice>>,
    /// The same in other forms.
    forms: Vec<Link>,
    atom: String,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "first.html")]
struct FirstPage {
    frame: Frame,
    articles: String,
    is_empty: bool,
    years: Vec<Bar>,
    lists: Vec<FacetView>,
}

#[derive(Debug, PartialEq, Eq)]
struct Counts {
    passages: String,
    /// `in 38 articles, 29 stories`.
    of: String,
    took: String,
    /// The places of those shown: `1–10`.
    shown: String,
    nothing: bool,
}

/// The page of a search.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let request = asked.params.request(Grouping::Articles, asked.now)?;
    if asked.params.is_empty() {
        return rendered(&first(asked, &request)?);
    }
    let response = answer(asked.reader, &request, asked.began)?;
    rendered(&view(asked.params, &asked.names()?, &request, &response))
}

fn first(asked: &Asked<'_>, request: &Request) -> Result<FirstPage, SearchError> {
    let years = timeline(asked.reader, request, Some(By::Year))?;
    let rows = years.rows.iter().map(|row| FacetRow {
        value: row.period.clone(),
        label: row.label.clone(),
        count: row.passages,
        articles: row.articles,
    });
    let bars = bars(asked.params, &rows.collect::<Vec<_>>());
    let lists = [Facet::Pair, Facet::Speaker, Facet::Publisher].into_iter().map(|facet| {
        let listed = list(asked.reader, request, &Listed { facet, prefix: None, limit: FIRST_ROWS })?;
        let rows = listed.rows.into_iter().map(|row| FacetRow {
            value: row.value,
            label: row.label,
            count: row.passages,
            articles: row.articles,
        });
        Ok(facet_view(asked.params, facet, &rows.collect::<Vec<_>>(), 0))
    });
    let lists = lists.collect::<Result<Vec<_>, SearchError>>()?;
    let frame = Frame { has_box: true, ..Frame::of("onrecord", asked.params) }.on("/");
    Ok(FirstPage {
        frame,
        articles: found(years.total, years.total_articles),
        is_empty: years.total_articles == 0,
        years: bars,
        lists: lists.into_iter().filter(|list| !list.rows.is_empty()).collect(),
    })
}

fn view(params: &Params, names: &Names, request: &Request, response: &Response) -> SearchPage {
    let title = params.one("q").map_or_else(|| response.understood.text.clone(), str::to_owned);
    let frame =
        Frame { json: Some(beside(params, "json")), ..Frame::of(format!("{title} · onrecord"), params) }.on("/");
    let others = |facet| response.facets.other(facet).map_or(0, |other| other.values);
    let facets = FACETS.into_iter().map(|facet| {
        let rows = response.facets.rows(facet);
        match facet {
            Facet::Month => facet_view(params, facet, &months_of(params, rows), 0),
            _ => facet_view(params, facet, rows, others(facet)),
        }
    });
    let previous = (request.offset > 0).then(|| request.offset.saturating_sub(request.limit));
    let next = response.next.filter(|next| *next <= OFFSET_MAX);
    let turned = |offset: usize| search_href(&params.with("offset", &offset.to_string()));
    SearchPage {
        frame,
        reading: reading(params, names, response),
        counts: counts(request, response),
        years: bars(params, response.facets.rows(Facet::Year)),
        timeline: href_of("/timeline", &of_search(params)),
        facets: facets.filter(|facet| !facet.rows.is_empty()).collect(),
        cards: response.hits.groups().map(|group| card(params, group)).collect(),
        orders: orders(params),
        forms: forms(params),
        atom: beside(params, "atom"),
        previous: previous.map(turned),
        next: next.map(turned),
    }
}

/// The address of the same search in another form.
fn beside(params: &Params, form: &str) -> String {
    format!("/search.{form}?{params}")
}

/// The forms in which all that is found can be kept.
fn forms(params: &Params) -> Vec<Link> {
    let all = params.only(&[Group::Query, Group::Filter, Group::Order]);
    let form = |(label, form): (&str, &str)| Link { label: label.to_owned(), href: beside(&all, form) };
    [("CSV", "csv"), ("Atom", "atom"), ("RIS", "ris"), ("BibTeX", "bib")].map(form).to_vec()
}

fn counts(request: &Request, response: &Response) -> Counts {
    let stories = response.total_stories < response.total_articles;
    let stories = stories.then(|| format!(", {}", counted(response.total_stories, "story", "stories")));
    let articles = counted(response.total_articles, "article", "articles");
    let last = response.hits.last().map_or(0, |hit| hit.rank);
    Counts {
        passages: counted(response.total, "passage", "passages"),
        of: format!("in {articles}{}", stories.unwrap_or_default()),
        took: format!("{} ms", response.took_ms),
        shown: if last > 0 { format!("{}–{last}", request.offset + 1) } else { String::new() },
        nothing: response.hits.is_empty(),
    }
}

/// The months of the one year that is chosen.
fn months_of(params: &Params, rows: &[FacetRow]) -> Vec<FacetRow> {
    let mut years = params.all("year");
    match (years.next(), years.next()) {
        (Some(year), None) => {
            let of_year = |row: &&FacetRow| row.value.as_deref().is_some_and(|value| value.starts_with(year));
            rows.iter().filter(of_year).cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// In which ways the same may be listed.
fn orders(params: &Params) -> Vec<Vec<Choice>> {
    let choice = |name: &str, value: &str, usual: &str, label| Choice {
        label,
        href: search_href(&params.with(name, value)),
        chosen: params.one(name).unwrap_or(usual) == value,
    };
    vec![
        vec![
            choice("sort", "relevance", "relevance", "best first"),
            choice("sort", "newest", "relevance", "newest"),
            choice("sort", "oldest", "relevance", "oldest"),
        ],
        vec![choice("group", "article", "article", "by article"), choice("group", "none", "article", "each passage")],
        vec![
            choice("limit", "10", "10", "10 a page"),
            choice("limit", "20", "10", "20"),
            choice("limit", "50", "10", "50"),
        ],
    ]
}
