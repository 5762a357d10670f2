//! The query language: text to tree, tree to text, and what each part of the tree reads.
//!
//! Its place: between the front ends and the engines. [`parse`] reads what a person typed, leniently:
//! it returns its best [`Node`] and a list of complaints with positions; [`parse_strict`] refuses what has any.
//! [`Node`] prints itself again.
//! [`Concepts`] finds the other names of what was typed. [`bind`] settles what each clause reads (article, paragraph or one speech), so that an engine only
//! lowers what it is told.
//!
//! `lex` finds words and operators, `parse` joins what `term` reads, `word` reads the shape of a word, `value` what stands after a
//! field, `date_phrase` dates as people type them.
//!
//! # Invariants
//! Printing a tree and parsing it on any day gives the same tree. The meaning of a tree is that of the
//! evaluator in the tests; no engine decides any of it.
//!
//! # Example
//! ```
//! use onrecord::query::parse;
//! let today = jiff::civil::date(2017, 8, 24);
//! let parsed = parse(r#""one belt" rail -tariffs pair:KR-CN date:"last month""#, today);
//! assert!(parsed.complaints.is_empty());
//! assert_eq!(parsed.tree.unwrap().to_string(), r#""one belt" rail -tariffs pair:CN-KR date:2017-07"#);
//! ```

pub mod bind;
mod concepts;
mod date_phrase;
mod date_range;
mod family;
mod lex;
mod limits;
mod operand;
mod parse;
mod print;
mod term;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod word;

pub use concepts::{CONCEPTS, Concepts};
pub use date_range::DateRange;
pub use family::{Facet, without_family};
pub use parse::{Complaint, Parsed, parse, parse_strict};
pub use tree::{
    Clause, Concept, Field, Find, Level, Manner, Near, Node, Order, PathPattern, Pattern, Scope, Subject, Test,
    TextField, Weight, Who, Words,
};
pub use value::{clause_of, filter_of};
