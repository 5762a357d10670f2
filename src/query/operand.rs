//! What may stand near something else, or be counted: words, phrases, patterns, nearness, and ORs of these.

use std::fmt;

use crate::query::{Clause, Find, Node, Test, TextField};

/// What may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Several joined by AND.
    And,
    /// Something denied.
    Not,
    /// Something brought down to a paragraph or sentence.
    Scope,
    /// Words of another text than those beside them.
    OtherField,
    /// What is no words: a date, a pair.
    NoWords,
    /// A count.
    Count,
}

impl Refusal {
    /// The refusal of what stands within `atleast`.
    pub(super) fn of_count(&self) -> String {
        let what = match self {
            Self::And => "AND",
            Self::Not => "NOT",
            Self::Scope => "`/p` and `/s`",
            Self::OtherField => "a field",
            Self::NoWords => "what is no words",
            Self::Count => "`atleast`",
        };
        format!("`atleast` counts words, phrases, patterns, nearness and ORs of these; {what} cannot stand within")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::And => "nearness joins words, phrases, patterns and ORs of these, and AND cannot stand within",
            Self::Not => "nearness cannot deny: write `-(a w/5 b)`, or `a -b`",
            Self::Scope => "`/p` and `/s` cannot stand within nearness",
            Self::OtherField => "a field holds all of a nearness: write `title:(a w/5 b)`",
            Self::NoWords => "only words can be near each other",
            Self::Count => "`atleast` cannot stand within nearness",
        })
    }
}

/// A node of one text as something to find there.
pub(super) fn as_find(node: &Node, field: TextField) -> Result<Find, Refusal> {
    match node {
        Node::Clause(Clause { test: Test::Text(of, find), .. }) if *of == field => Ok(find.clone()),
        Node::Clause(Clause { test: Test::Text(..), .. }) => Err(Refusal::OtherField),
        Node::Clause(Clause { test: Test::AtLeast(..), .. }) => Err(Refusal::Count),
        Node::Clause(_) => Err(Refusal::NoWords),
        Node::Or(nodes) => nodes.iter().map(|node| as_find(node, field)).collect::<Result<_, _>>().map(Find::Any),
        Node::Boost(node, _) => as_find(node, field),
        Node::And(_) => Err(Refusal::And),
        Node::Not(_) => Err(Refusal::Not),
        Node::Within(..) => Err(Refusal::Scope),
    }
}

/// Whether part of a node has a weight of its own.
pub(super) fn holds_weight(node: &Node) -> bool {
    match node {
        Node::Boost(..) => true,
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(holds_weight),
        Node::Not(node) | Node::Within(_, node) => holds_weight(node),
        Node::Clause(_) => false,
    }
}
