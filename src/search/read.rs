//! From a request to the tree that an engine is asked: the query read, options joined, concepts looked up.

use crate::engine::State;
use crate::query::{Complaint, Concepts, Level, Node, Parsed, Scope, Test, parse};
use crate::search::{Matching, Request, SearchError, Syntax, Understood, loose};

/// What was made of a request.
pub(super) struct Read {
    /// What was typed, with the options.
    pub(super) typed: Node,
    /// The same with other names of what was named.
    pub(super) tree: Node,
    /// What of the query was ignored or read differently.
    pub(super) complaints: Vec<Complaint>,
    /// Other readings of the query, as queries.
    pub(super) other_readings: Vec<String>,
}

/// Reads a request.
///
/// # Errors
/// When nothing is asked.
pub(super) fn read(request: &Request, state: &State) -> Result<Read, SearchError> {
    let Parsed { tree, complaints, other_readings } = match request.syntax {
        Syntax::Language => parse(&request.query, request.today),
        Syntax::Words => loose::parse_words(&request.query),
    };
    let tree = match request.matching {
        Matching::All => tree,
        Matching::Any => tree.map(|tree| loose::match_any(tree, &request.query)),
    };
    let tree = match request.scope {
        Some(scope) => tree.map(|tree| brought_down(tree, scope)),
        None => tree,
    };
    match joined(tree, &request.filters) {
        Some(typed) => {
            let tree = expanded(typed.clone(), request, state);
            Ok(Read { typed, tree, complaints, other_readings })
        }
        None if complaints.is_empty() => Err(SearchError::Empty),
        None => {
            let complaints: Vec<String> = complaints.into_iter().map(|c| c.message).collect();
            Err(SearchError::Nothing { query: request.query.clone(), complaints: complaints.join("; ") })
        }
    }
}

/// The tree with other names of what it names, unless exactly the typed words are asked for.
pub(super) fn expanded(typed: Node, request: &Request, state: &State) -> Node {
    if request.exact || request.syntax == Syntax::Words {
        typed
    } else {
        Concepts::with_rows(&state.concepts).expand(typed, &request.names_left_out)
    }
}

/// The tree with its words brought down to one paragraph or sentence. Filters at the top stay there.
fn brought_down(tree: Node, scope: Scope) -> Node {
    let nodes = match tree {
        Node::And(nodes) => nodes,
        node => vec![node],
    };
    let (words, filters): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(has_words);
    let words = Node::all(words).map(|words| Node::Within(scope, Box::new(words)));
    Node::all(words.into_iter().chain(filters).collect()).expect("a tree has parts")
}

fn has_words(node: &Node) -> bool {
    node.clauses().iter().any(|clause| matches!(clause.test, Test::Text(..)) && clause.test.level() == Level::Article)
}

/// The typed tree and the options, joined by AND at the top.
fn joined(tree: Option<Node>, filters: &[Node]) -> Option<Node> {
    match tree {
        Some(tree) => Some(tree.with(filters.to_vec())),
        None => Node::all(filters.to_vec()),
    }
}

/// What was made of a request that may ask for everything.
pub(super) struct ReadOrEverything {
    /// The tree; `None` asks for everything.
    pub(super) tree: Option<Node>,
    /// What of the query was ignored or read differently.
    pub(super) complaints: Vec<Complaint>,
    /// Other readings of the query, as queries.
    pub(super) other_readings: Vec<String>,
}

impl ReadOrEverything {
    /// How it was read; `None` where everything is asked for.
    pub(super) fn understood(&self) -> Option<Understood> {
        self.tree.as_ref().map(|tree| Understood::of(tree, self.other_readings.clone()))
    }
}

/// Reads a request; an empty one asks for everything.
///
/// # Errors
/// When something is asked of which nothing can be searched for.
pub(super) fn or_everything(request: &Request, state: &State) -> Result<ReadOrEverything, SearchError> {
    match read(request, state) {
        Ok(Read { tree, complaints, other_readings, .. }) => {
            Ok(ReadOrEverything { tree: Some(tree), complaints, other_readings })
        }
        Err(SearchError::Empty) => {
            Ok(ReadOrEverything { tree: None, complaints: Vec::new(), other_readings: Vec::new() })
        }
        Err(error) => Err(error),
    }
}
