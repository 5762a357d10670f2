//! How a bound query is taken apart for an engine that can only ask, not walk: formulas whose leaves read one level, and the
//! cases of MEANING.md as disjoint branches.
//!
//! Its place: beside the seam. The cluster lowers what is planned here; the embedded engine walks the bound query itself, and
//! refuses what cannot be planned, so that a query is answered or refused alike wherever the index is.

mod cases;
mod formula;
mod leaf;

pub use cases::ALTERNATIVES_MAX;
pub(in crate::engine) use cases::{Branch, Plan, answers, found, plan, plan_of_rest, words_sought};
pub(in crate::engine) use formula::{Alternative, Formula};
pub(in crate::engine) use leaf::{Clauses, Leaf, Places, Reads};

use crate::query::bind::BoundQuery;

/// Whether a query mixes what articles, paragraphs and speeches must be in more ways than can be asked for.
pub(in crate::engine) fn is_too_mixed(query: &BoundQuery) -> bool {
    plan(query).is_err() || plan_of_rest(query).is_err()
}
