//! What looser readings of a query would find, where the query itself finds nothing. They are offered,
//! never applied.

use serde::Serialize;

use crate::engine::{EngineError, Reader};
use crate::query::{Find, Manner, Node, Test, TextField, Words};
use crate::search::count;

/// How many looser readings are offered.
const OFFERED_MAX: usize = 5;

/// A looser reading of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Looser {
    /// What is given up, for people: "without pair:CN-KR".
    pub label: String,
    /// The reading as a query.
    pub query: String,
    /// The passages it finds.
    pub total: u64,
    /// The articles it finds.
    pub total_articles: u64,
}

/// The looser readings of a tree that find something, each giving up one thing.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn looser(
    reader: &dyn Reader,
    typed: &Node,
    expand: &dyn Fn(Node) -> Node,
) -> Result<Vec<Looser>, EngineError> {
    let mut offered = Vec::new();
    for (label, node) in readings(typed) {
        if offered.len() == OFFERED_MAX {
            break;
        }
        let query = node.to_string();
        let (total, total_articles) = count(reader, expand(node))?;
        if total_articles > 0 {
            offered.push(Looser { label, query, total, total_articles });
        }
    }
    Ok(offered)
}

/// Each reading that gives up one part joined by AND at the top, or the closeness of one.
fn readings(tree: &Node) -> Vec<(String, Node)> {
    let parts = tree.conjuncts();
    let replaced = |at: usize, by: Option<Node>| {
        let mut nodes = parts.to_vec();
        nodes.splice(at..=at, by);
        Node::all(nodes)
    };
    let relaxed = parts.iter().enumerate().filter_map(|(at, part)| {
        let (label, node) = relaxed(part)?;
        Some((label, replaced(at, Some(node))?))
    });
    let dropped = parts
        .iter()
        .enumerate()
        .filter_map(|(at, part)| Some((format!("without {}", grouped(part)), replaced(at, None)?)));
    relaxed.chain(dropped).collect()
}

fn grouped(part: &Node) -> String {
    if matches!(part, Node::And(_) | Node::Or(_)) { format!("({part})") } else { part.to_string() }
}

/// A part that asks for the same words less closely.
fn relaxed(part: &Node) -> Option<(String, Node)> {
    match part {
        Node::Within(_, inner) => Some((format!("{inner} anywhere in an article"), (**inner).clone())),
        Node::Clause(clause) => match &clause.test {
            Test::Text(field, Find::Words(Words { text, manner: Manner::Exact | Manner::Cased })) => {
                let words: Vec<Node> = text.split_whitespace().map(|word| bare(*field, word)).collect();
                let label = if words.len() > 1 {
                    format!("the words of {part} in any order")
                } else {
                    format!("forms of {part}")
                };
                Some((label, Node::all(words)?))
            }
            Test::Text(field, Find::Near(near)) => {
                let sides = [&near.left, &near.right].map(|side| Test::Text(*field, side.clone()).into());
                Some((format!("{part} at any distance"), Node::And(sides.to_vec())))
            }
            _ => None,
        },
        _ => None,
    }
}

fn bare(field: TextField, word: &str) -> Node {
    Test::Text(field, Find::Words(Words { text: word.to_owned(), manner: Manner::Bare })).into()
}

#[cfg(test)]
mod tests {
    //! Properties: each reading gives up one thing; closeness first, then whole parts.
    use super::*;
    use crate::query::parse;

    #[test]
    fn one_thing_is_given_up() {
        for (query, want) in [
            ("rail", ""),
            ("rail pair:CN-KR", "pair:CN-KR | rail"),
            ("\"one belt\" -tariffs", "one belt -tariffs | -tariffs | \"one belt\""),
        ] {
            let read: Vec<String> = readings(&parse(query, jiff::civil::date(2017, 8, 24)).tree.unwrap())
                .iter()
                .map(|r| r.1.to_string())
                .collect();
            assert_eq!(read.join(" | "), want.replace("one belt -tariffs", "(one belt) -tariffs"), "{query}");
        }
    }
}
