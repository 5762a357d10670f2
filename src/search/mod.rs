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
mod request;
mod response;
mod snippet;

pub use highlight::Marker;
pub use request::{Request, RequestError};
pub use response::{Answer, FacetOther, Facets, HitArticle, HitParagraph, ReadClause, Response, Snippet, Understood};

pub use snippet::GAP;

use std::time::Instant;

use crate::annotate::People;
use crate::engine::{EngineError, Hit, Reader, Search};
use crate::query::{Facet, Node, Parsed, parse};

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
    let Parsed { tree, complaints } = parse(&request.query);
    let tree = joined(tree, &request.filters);
    if tree.is_none() {
        return Err(if complaints.is_empty() {
            SearchError::Empty
        } else {
            let complaints: Vec<String> = complaints.into_iter().map(|c| c.message).collect();
            SearchError::Nothing { query: request.query.clone(), complaints: complaints.join("; ") }
        });
    }
    let found = reader.search(&Search {
        tree: tree.clone(),
        sort: request.sort,
        offset: request.offset,
        limit: request.limit,
        facets: Facet::ALL.to_vec(),
        rows_max: request.rows_max,
    })?;
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
