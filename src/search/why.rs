//! Why a file is found by a query, or is not: each part of the query asked of that file alone.

use serde::Serialize;

use crate::engine::{EngineError, FileRecord, Grouping, Reader, Search};
use crate::query::{Node, PathPattern, Test};
use crate::search::{Request, SearchError, count, read};

/// How far down the list a file's place is looked for.
const RANKS_MAX: usize = 10_000;

/// Why a file is found or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Why {
    /// The index does not know the file.
    Unknown,
    /// Nothing was taken from it.
    Skipped {
        /// The reasons.
        reasons: Vec<String>,
    },
    /// It is found.
    Found {
        /// The place of its best article, from 1; `None` if it is far down.
        rank: Option<usize>,
        /// How many of its passages are shown.
        passages: u64,
    },
    /// It is not found.
    NotFound {
        /// The parts joined by AND, with whether each is true somewhere in the file by itself.
        parts: Vec<Part>,
    },
}

/// A part of a query, asked of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The part as a query.
    pub text: String,
    /// Whether it is true of a paragraph of the file.
    pub holds: bool,
}

impl Why {
    /// Whether every part is true by itself, so that only all together fail: of one paragraph or one speech.
    #[must_use]
    pub fn fails_together(&self) -> bool {
        matches!(self, Self::NotFound { parts } if parts.iter().all(|part| part.holds))
    }
}

/// Says why the file at a path, as the index shows it, is found by a request or not.
///
/// # Errors
/// When nothing is asked, or the index cannot be read.
pub fn why(reader: &dyn Reader, request: &Request, path: &str) -> Result<Why, SearchError> {
    let read = read::read(request, reader.state())?;
    let Some(file) = reader.files()?.into_iter().find(|file| is_in(path, file)) else { return Ok(Why::Unknown) };
    if file.articles.is_empty() {
        return Ok(Why::Skipped { reasons: file.skipped.into_iter().map(|skipped| skipped.reason).collect() });
    }
    // An archive stands for all of its members.
    let is_archive = file.path == path && file.articles.iter().any(|held| held.member.is_some());
    let pattern = if is_archive { format!("{path}/*") } else { path.to_owned() };
    let here = || Node::from(Test::Path(PathPattern(pattern.clone())));
    let passages = count(reader, read.tree.clone().with(vec![here()]))?.0;
    if passages > 0 {
        return Ok(Why::Found { rank: rank(reader, request, read.tree, path)?, passages });
    }
    let part = |typed: &Node| {
        let tree = read::expanded(typed.clone(), request, reader.state());
        Ok(Part { text: typed.to_string(), holds: count(reader, Node::And(vec![tree, here()]))?.1 > 0 })
    };
    Ok(Why::NotFound { parts: read.typed.conjuncts().iter().map(part).collect::<Result<_, EngineError>>()? })
}

/// Whether a path is that of a file or of a member of an archive.
fn is_in(path: &str, file: &FileRecord) -> bool {
    path.strip_prefix(file.path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The place of a file's best article in the list.
fn rank(reader: &dyn Reader, request: &Request, tree: Node, path: &str) -> Result<Option<usize>, EngineError> {
    let found = reader.search(&Search {
        copies: request.copies,
        tree: Some(tree),
        sort: request.sort,
        prefer_recent: request.prefer_recent,
        grouping: Grouping::Articles,
        passages_max: 1,
        limit: RANKS_MAX,
        ..Search::counting()
    })?;
    Ok(found.hits.iter().position(|hit| hit.article.paths.iter().any(|own| own == path)).map(|at| at + 1))
}
