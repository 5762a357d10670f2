//! Answers a [`Request`] over an index with a [`Response`].
//!
//! Its place: between the front ends, which translate to and from these two values and do nothing
//! else, and the engine, which finds passages. Highlights and snippets are made here, from the text
//! that the engine returns, so that every engine shows the same.
//!
//! # Invariants
//! Highlights are spans over plain text, within it, in order, not overlapping. Filters given as
//! options and clauses joined by AND at the top of the query are the same.

mod feedback;
mod highlight;
mod listing;
mod loose;
mod looser;
mod person;
mod quotes;
mod read;
mod recurring;
mod request;
mod response;
mod similar;
mod snippet;
mod spelling;
mod telling;
mod terms;
mod timeline;
mod whole;
mod why;

pub use feedback::SharedWord;
pub use highlight::Marker;
pub use listing::{Listed, Listing, ListingRow, list};
pub use looser::Looser;
pub use person::{Office, Person, labels, person};
pub use quotes::{Quote, Quotes, quotes};
pub use recurring::{RecurringLine, recurring};
pub use request::{Matching, Request, RequestError, Syntax};
pub use response::{
    Answer, CopyArticle, FacetOther, Facets, HitArticle, HitParagraph, Hits, ReadClause, Response, Snippet, Understood,
};

pub use similar::{Similar, SimilarArticle, TellingWord, similar};
pub use snippet::GAP;
pub use terms::{NameTerm, Terms, terms};
pub use timeline::{By, Period, Timeline, timeline, timelines};
pub use whole::{SameStory, article, article_id, same_story};
pub use why::{Part, Why, why};

use std::time::Instant;

use crate::annotate::People;
use crate::engine::{EngineError, FacetAsk, Found, Hit, Passage, Reader, Search};
use crate::query::{Complaint, Node};
use read::Read;

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
    /// It is not said whose words are wanted.
    #[error("nobody is named: say who speaks with `--speaker NAME`, or in the query with `speaker:` or `org:`")]
    Nobody,
    /// There is no such person.
    #[error(
        "nobody called `{name}` speaks in what is indexed: look for a part of the name with `onrecord speakers --prefix`"
    )]
    NoPerson {
        /// The name or key that was given.
        name: String,
    },
    /// There is no such article.
    #[error("no article `{article}`: give an id or a path as `onrecord search` prints them")]
    NoArticle {
        /// What was given.
        article: String,
    },
    /// There are several.
    #[error("`{article}` means several articles: {ids}")]
    SeveralArticles {
        /// What was given.
        article: String,
        /// Some of them, by id.
        ids: String,
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
    let people = &reader.state().people;
    let Read { typed, tree, complaints, other_readings } = read::read(request, reader.state())?;
    let expand = |node| read::expanded(node, request, reader.state());
    let Asked { tree, also } = asked(reader, request, tree)?;
    let found = search(reader, request, &tree, &also)?;
    let marker = Marker::new(Some(&tree), people);
    let shown = request.offset + found.hits.len();
    let ranked = found.hits.into_iter().enumerate();
    let hits = ranked.flat_map(|(at, hit)| shown_hit(request.offset + at + 1, hit, &marker, people));
    let hits = Hits::new(hits.collect(), request.grouping);
    Ok(Response {
        query: request.query.clone(),
        understood: Understood::of(&tree, other_readings),
        total: found.passages,
        total_articles: found.articles,
        total_stories: found.stories,
        listed: found.listed,
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        next: ((shown as u64) < found.listed && shown > request.offset).then_some(shown),
        hits,
        facets: Facets::of(found.facets),
        also_ranked_by: also,
        suggestion: if found.articles < SURE_ARTICLES {
            spelling::suggestion(reader, &request.query, &typed)?
        } else {
            None
        },
        looser: if found.articles == 0 { looser::looser(reader, &typed, &expand)? } else { Vec::new() },
        warnings: complaints,
    })
}

/// How a request is read, with what of it was ignored or read differently: nothing is searched.
///
/// # Errors
/// When nothing is asked.
pub fn understand(reader: &dyn Reader, request: &Request) -> Result<(Understood, Vec<Complaint>), SearchError> {
    let Read { tree, complaints, other_readings, .. } = read::read(request, reader.state())?;
    Ok((Understood::of(&tree, other_readings), complaints))
}

/// What a request marks in a text, whether or not the text is among what it finds; an empty request marks nothing.
///
/// # Errors
/// When something is asked of which nothing can be searched for.
pub fn marker(reader: &dyn Reader, request: &Request) -> Result<Marker, SearchError> {
    let state = reader.state();
    Ok(Marker::new(read::or_everything(request, state)?.tree.as_ref(), &state.people))
}

/// With so many articles found, nobody is asked whether they meant another word.
const SURE_ARTICLES: u64 = 3;

/// How many passages and articles a tree finds.
fn count(reader: &dyn Reader, tree: Node) -> Result<(u64, u64), EngineError> {
    let found = reader.search(&Search { tree: Some(tree), ..Search::counting() })?;
    Ok((found.passages, found.articles))
}

/// Finds the hits of a request without cutting snippets or marking words: for lists that show none.
///
/// # Errors
/// When nothing is asked, or the index cannot be read.
pub fn find(reader: &dyn Reader, request: &Request) -> Result<Found, SearchError> {
    let Asked { tree, also } = asked(reader, request, read::read(request, reader.state())?.tree)?;
    search(reader, request, &tree, &also)
}

/// What an engine is asked.
struct Asked {
    tree: Node,
    /// The words that the best answers share.
    also: Vec<SharedWord>,
}

/// Adds the words that the best answers share, where that is asked: they find where any word may, and else only rank.
fn asked(reader: &dyn Reader, request: &Request, tree: Node) -> Result<Asked, EngineError> {
    if !request.expand {
        return Ok(Asked { tree, also: Vec::new() });
    }
    let also = feedback::shared_words(reader, request, &tree)?;
    let tree = match request.matching {
        Matching::All => tree,
        Matching::Any => loose::widened(tree, also.iter().filter_map(SharedWord::sought).collect()),
    };
    Ok(Asked { tree, also })
}

fn search(reader: &dyn Reader, request: &Request, tree: &Node, also: &[SharedWord]) -> Result<Found, SearchError> {
    let ranks_only = request.matching == Matching::All;
    Ok(reader.search(&Search {
        tree: Some(tree.clone()),
        also_ranked: also.iter().filter(|_| ranks_only).map(SharedWord::ranked).collect(),
        sort: request.sort,
        prefer_recent: request.prefer_recent,
        grouping: request.grouping,
        passages_max: request.passages_max,
        offset: request.offset,
        limit: request.limit,
        facets: request.facets.iter().copied().map(FacetAsk::from).collect(),
        rows_max: request.rows_max,
        explain: request.explain,
        copies: request.copies,
    })?)
}

fn shown_hit(rank: usize, hit: Hit, marker: &Marker, people: &People) -> impl Iterator<Item = Answer> {
    let Hit { article, passages, of_article, copies, copies_total, .. } = hit;
    let article = HitArticle::of(article, marker);
    let copies: Vec<CopyArticle> = copies.into_iter().map(CopyArticle::of).collect();
    passages.into_iter().map(move |Passage { score, paragraph, speeches, explanation }| {
        let marks = marker.paragraph(&paragraph, people);
        let snippet = snippet::cut(&paragraph.text, &marks, snippet::CHARS_MAX);
        let (article, paragraph, copies) = (article.clone(), HitParagraph::of(paragraph), copies.clone());
        Answer { rank, score, article, copies, copies_total, paragraph, speeches, snippet, of_article, explanation }
    })
}
