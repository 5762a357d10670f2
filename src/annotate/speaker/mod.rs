//! Says who speaks in each paragraph of an [`Article`], in which manner, with which words.
//!
//! Its place: an annotator; it may ask `country` for the mentions in a text.

mod speech;

pub use speech::{Kind, Speech};

use crate::article::Article;

/// Finds the speeches of an article, a row a paragraph.
#[must_use]
pub fn annotate(article: &Article) -> Vec<Vec<Speech>> {
    vec![Vec::new(); article.paragraphs.len()]
}
