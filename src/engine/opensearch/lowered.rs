//! A planned query in the cluster's own language.

use serde_json::{Value, json};

use super::clauses::{articles, paragraphs};
use super::spans::{NotAsked, all};
use crate::engine::fields::{LEVEL, Record};
use crate::engine::plan::{self, Alternative, Branch, Clauses, Plan};

/// Some articles, and some of their paragraphs, each as a filter where it stands.
#[derive(Debug, Clone)]
pub(super) struct Filters {
    /// Of the article.
    pub(super) article: Value,
    /// Of the paragraph, asked within paragraphs.
    pub(super) paragraph: Value,
}

/// What a query finds.
#[derive(Debug, Clone)]
pub(super) struct Lowered {
    /// The articles found.
    pub(super) found: Value,
    /// The articles found with the paragraphs of which the query is true.
    pub(super) true_of: Vec<Filters>,
    /// The articles found with the passages they show.
    pub(super) shown: Vec<Filters>,
}

/// Articles, of whatever else an index holds.
pub(super) fn is_article() -> Value {
    json!({ "term": { LEVEL: Record::Article.name() } })
}

/// Lowers what was planned; every clause must be one that can be asked for.
pub(super) fn lowered(plan: &Plan<'_>) -> Result<Lowered, NotAsked> {
    Ok(Lowered { found: found(&plan.true_of)?, true_of: branches(&plan.true_of)?, shown: branches(&plan.shown)? })
}

/// Articles with a paragraph of one of some branches.
pub(super) fn found(branches: &[Branch<'_>]) -> Result<Value, NotAsked> {
    Ok(all(vec![is_article(), articles(&plan::found(branches))?]))
}

pub(super) fn branches(branches: &[Branch<'_>]) -> Result<Vec<Filters>, NotAsked> {
    let lower = |Alternative { outer, inner }: &Branch<'_>| -> Result<Filters, NotAsked> {
        Ok(Filters { article: articles(outer)?, paragraph: paragraphs(inner)? })
    };
    branches.iter().map(lower).collect()
}

/// Whether a clause can be asked for as it is.
pub(super) fn is_asked(clauses: &Clauses<'_>, of_article: bool) -> bool {
    if of_article { articles(clauses).is_ok() } else { paragraphs(clauses).is_ok() }
}
