//! The query language: text to tree, tree to text, and what each part of the tree reads.
//!
//! Its place: between the front ends and the engines. [`parse`] reads what a person typed, leniently:
//! it returns its best [`Node`] and a list of complaints with positions. [`Node`] prints itself again.
//! [`bind`] settles what each clause reads (article, paragraph or one speech), so that an engine only
//! lowers what it is told.
//!
//! # Invariants
//! Printing a tree and parsing it gives the same tree. The meaning of a tree is that of the
//! evaluator in the tests; no engine decides any of it.
//!
//! # Example
//! ```
//! use onrecord::query::parse;
//! let parsed = parse(r#""one belt" rail -tariffs pair:KR-CN"#);
//! assert!(parsed.complaints.is_empty());
//! assert_eq!(parsed.tree.unwrap().to_string(), r#""one belt" rail -tariffs pair:CN-KR"#);
//! ```

pub mod bind;
mod date_range;
mod family;
mod parse;
mod print;
mod tree;

pub use date_range::DateRange;
pub use family::{Facet, without_family};
pub use parse::{Complaint, Parsed, clause_of, parse};
pub use tree::{
    Clause, Concept, Field, Find, Level, Manner, Near, Node, Order, PathPattern, Pattern, Scope, Subject, Test,
    TextField, Weight, Who, Words,
};
