//! Answers a [`Request`] over an index with a [`Response`].
//!
//! Its place: between the front ends, which translate to and from these two values and do nothing
//! else, and the engine, which finds passages. Highlights and snippets are made here, from the text
//! that the engine returns, so that every engine shows the same.
//!
//! # Invariants
//! Highlights are spans over plain text, within it, in order, not overlapping. Filters given as
//! options and clauses joined by AND at the top of the query are the same.

mod highlight;
mod loose;
mod request;
mod response;
mod snippet;

pub use highlight::Marker;
pub use request::{Matching, Request, RequestError, Syntax};
pub use response::{Answer, FacetOther, Facets, HitArticle, HitParagraph, ReadClause, Response, Snippet, Understood};

pub use snippet::GAP;

use std::time::Instant;

use crate::annotate::People;
use crate::engine::{EngineError, Found, Hit, Reader, Search};
use crate::query::{Complaint, Node, Parsed, parse};

/// What went wrong in answering.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Nothing is asked.
    #[error("the query is empty: type words, or choose with an option such as `--year 2017` or `--speaker NAME`")]
    Empty,
    /// Nothing is left of what was asked.
    #[error("nothing in `{query}` can be searched for: {complaints}")]
    Nothing {
        /// The query.
        query: String,
        /// What was the matter with its parts.
        complaints: String,
    },
    /// The index could not answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Answers a request. `clock` is read for the time taken only.
///
/// # Errors
/// When nothing is asked, or the index cannot be read.
pub fn answer(reader: &dyn Reader, request: &Request, began: Instant) -> Result<Response, SearchError> {
    let (tree, complaints) = read(request)?;
    let found = search(reader, request, tree.clone())?;
    let tree = Some(tree);
    let people = &reader.state().people;
    let marker = Marker::new(tree.as_ref(), people);
    let shown = request.offset + found.hits.len();
    let hits =
        (request.offset + 1..).zip(found.hits).map(|(rank, hit)| shown_hit(rank, hit, &marker, people)).collect();
    Ok(Response {
        query: request.query.clone(),
        understood: Understood::of(tree.as_ref()),
        total: found.passages,
        total_articles: found.articles,
        total_stories: found.articles,
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        next: ((shown as u64) < found.passages && shown > request.offset).then_some(shown),
        hits,
        facets: Facets::of(found.facets),
        suggestion: None,
        warnings: complaints,
    })
}

/// Finds the hits of a request without cutting snippets or marking words: for lists that show none.
///
/// # Errors
/// When nothing is asked, or the index cannot be read.
pub fn find(reader: &dyn Reader, request: &Request) -> Result<Found, SearchError> {
    search(reader, request, read(request)?.0)
}

/// The tree of a request, and what of its query was ignored or read differently.
fn read(request: &Request) -> Result<(Node, Vec<Complaint>), SearchError> {
    let Parsed { tree, complaints } = match request.syntax {
        Syntax::Language => parse(&request.query),
        Syntax::Words => loose::parse_words(&request.query),
    };
    let tree = match request.matching {
        Matching::All => tree,
        Matching::Any => tree.map(|tree| loose::match_any(tree, &request.query)),
    };
    if let Some(tree) = joined(tree, &request.filters) {
        return Ok((tree, complaints));
    }
    Err(if complaints.is_empty() {
        SearchError::Empty
    } else {
        let complaints: Vec<String> = complaints.into_iter().map(|c| c.message).collect();
        SearchError::Nothing { query: request.query.clone(), complaints: complaints.join("; ") }
    })
}

fn search(reader: &dyn Reader, request: &Request, tree: Node) -> Result<Found, SearchError> {
    Ok(reader.search(&Search {
        tree: Some(tree),
        sort: request.sort,
        prefer_recent: request.prefer_recent,
        grouping: request.grouping,
        offset: request.offset,
        limit: request.limit,
        facets: request.facets.clone(),
        rows_max: request.rows_max,
    })?)
}

/// The typed tree and the options, joined by AND at the top.
fn joined(tree: Option<Node>, filters: &[Node]) -> Option<Node> {
    match tree {
        Some(tree) => Some(tree.with(filters.to_vec())),
        None => Node::all(filters.to_vec()),
    }
}

fn shown_hit(rank: usize, hit: Hit, marker: &Marker, people: &People) -> Answer {
    let Hit { score, article, paragraph, speeches } = hit;
    let marks = marker.paragraph(&paragraph, people);
    let snippet = snippet::cut(&paragraph.text, &marks, snippet::CHARS_MAX);
    Answer {
        rank,
        score,
        article: HitArticle::of(article, marker),
        paragraph: HitParagraph::of(paragraph),
        speeches,
        snippet,
    }
}
