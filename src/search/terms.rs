//! Completion: words of the index, people and publishers that begin as somebody types.
//!
//! # Limits
//! Running text in Han, Kana and Hangul is held as pairs of characters, which are no words to show: a beginning in these
//! scripts is completed from names.

use serde::Serialize;

use crate::analyzer::{WordPattern, folded};
use crate::engine::{EngineError, Named, NamedKey, Names, Reader, WordCount};
use crate::search::listing::has_words_that_begin;

/// What begins so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// As typed.
    pub prefix: String,
    /// Words of paragraphs, the commonest first.
    pub words: Vec<WordCount>,
    /// People and organisations that speak, those that speak most first.
    pub speakers: Vec<NameTerm>,
    /// Publishers, those of most articles first.
    pub publishers: Vec<NameTerm>,
}

impl Terms {
    /// Whether nothing begins so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.speakers.is_empty() && self.publishers.is_empty()
    }
}

/// A name of which a word begins so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameTerm {
    /// The stable key, by which facet rows filter.
    pub value: String,
    /// The name for people.
    pub label: String,
    /// How many speeches, or articles of a publisher, are under any spelling of the name.
    pub count: u64,
}

/// The words, people and publishers that begin so, whatever the case and accents; at most `limit` of each.
///
/// # Errors
/// When the index cannot be read.
pub fn terms(reader: &dyn Reader, prefix: &str, limit: usize) -> Result<Terms, EngineError> {
    let start = folded(prefix);
    let words = match start.is_empty() || start.contains(' ') {
        true => Vec::new(),
        false => reader.words(&WordPattern::prefix(&start), limit)?,
    };
    let named = |of| Ok::<_, EngineError>(beginning(&*reader.names(of)?, &start, limit));
    Ok(Terms {
        prefix: prefix.to_owned(),
        words,
        speakers: named(Named::Speakers)?,
        publishers: named(Named::Publishers)?,
    })
}

/// The names that begin so, those that stand most often first.
fn beginning(all: &Names, start: &str, limit: usize) -> Vec<NameTerm> {
    let begins = |named: &&NamedKey| {
        let mut names = named.names.iter().map(|name| &name.name).chain([&named.label]);
        names.any(|name| has_words_that_begin(name, start))
    };
    let term = |NamedKey { key, label, names }: &NamedKey| NameTerm {
        value: key.clone(),
        label: label.clone(),
        count: names.iter().map(|name| name.count).sum(),
    };
    let mut terms: Vec<NameTerm> = all.iter().filter(begins).map(term).collect();
    terms.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    terms.truncate(limit);
    terms
}
