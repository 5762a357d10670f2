//! Random articles on their way into an index.

use std::collections::BTreeSet;

use onrecord::annotate::People;
use onrecord::corrections::Applied;
use onrecord::engine::{Entry, Signature, Story, Writer, story};

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
