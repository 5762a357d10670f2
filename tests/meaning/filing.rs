//! Random articles on their way into an index.

use std::collections::BTreeSet;

use onrecord::annotate::People;
use onrecord::corpus::{Limits, Rules};
use onrecord::corrections::Applied;
use onrecord::engine::{Entry, Root, Signature, State, Story, Versions, Writer, story};

use crate::evaluator::{Filed, Judge};

/// Writes an article.
pub fn put(writer: &mut impl Writer, Filed { article, paths, .. }: &Filed, people: &People) {
    let (applied, signature) = (&Applied::default(), &Signature::default());
    writer.put_article(Entry { article, stated_id: None, paths, applied, people, signature }).unwrap();
}

/// The stories that several of some articles tell, as an engine takes them.
pub fn stories(articles: &[Filed], people: &People) -> Vec<Story> {
    let judge = Judge::new(articles, people);
    let told = articles.iter().map(|filed| judge.told_with(filed)).filter(|story| story.len() > 1);
    let numbers = |story: Vec<&Filed>| story.iter().map(|filed| story::number(&filed.article.id)).collect();
    told.map(numbers).collect::<BTreeSet<Story>>().into_iter().collect()
}

pub fn state(people: &People) -> State {
    State {
        versions: Versions::current(),
        roots: vec![Root { label: "world".into(), folder: "world".into() }],
        rules: Rules::default(),
        limits: Limits::default(),
        corrections: None,
        people: people.clone(),
        concepts: Vec::new(),
        written_at: "2026-01-01T00:00:00Z".into(),
    }
}
