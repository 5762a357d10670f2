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

#[cfg(test)]
mod tests {
    //! Properties: a query of as many words as may be typed can be planned; one that mixes everything cannot.
    use super::*;
    use crate::annotate::People;
    use crate::query::bind::bind;
    use crate::query::parse;

    fn is_refused(query: &str) -> bool {
        let read = parse(query, jiff::civil::date(2021, 5, 21));
        is_too_mixed(&bind(read.tree.as_ref(), &People::default()))
    }

    #[test]
    fn many_words_can_be_planned() {
        let words: Vec<String> = (0..256).map(|at| format!("w{at}")).collect();
        assert!(!is_refused(&words.join(" ")));
        assert!(!is_refused(&words.join(" OR ")));
        assert!(!is_refused(&format!("({}) pair:CN-KR -speaker:Kim year:2017", words.join(" OR "))));
    }

    #[test]
    fn what_mixes_everything_cannot() {
        let mixed: Vec<String> = (0..8).map(|at| format!("(w{at} OR pair:CN-KR) (v{at} OR country:JP)")).collect();
        assert!(is_refused(&mixed.join(" ")));
    }
}
