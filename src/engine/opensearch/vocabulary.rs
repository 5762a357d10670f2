//! The words of texts, by their shape.
//!
//! What a pattern of a query stands for is asked for before the query itself, as it must be known whether these are too many.
//! Where they are few, they are put in place of the pattern: a cluster makes an automaton of each pattern, wherever it stands
//! in a request and once for each shard, and that takes longer than everything else about a query.
//!
//! # Limits
//! A word that a sync brings in between is not found by its pattern.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::ask::Asked;
use super::count::documents;
use super::lowered::is_article;
use super::mapping;
use super::spans::{self, Text};
use crate::analyzer::{Sequence, SpanQuery, WordPattern};
use crate::engine::fields;
use crate::engine::{EXPANSIONS_MAX, EngineError, WordCount};
use crate::query::TextField;
use crate::query::bind::BoundQuery;

/// How many words an answer holds where all of a shape are asked for.
const WORDS_MAX: usize = EXPANSIONS_MAX + 1;

/// How many such lists are asked for at once: a cluster allows 65,535 rows in all.
const LISTS_MAX: usize = 65_535 / WORDS_MAX;

/// How many words are put in place of a pattern, at most. A cluster reads so many in a tenth of the time that it makes the
/// automaton of a misspelt word in.
const LISTED_MAX: usize = 64;

/// The words of a text with a shape, the commonest first, at most so many; none where their shape cannot be asked for.
///
/// # Errors
/// When the cluster cannot tell.
pub(super) fn words(
    shape: &WordPattern,
    text: Text<'_>,
    limit: usize,
    asked: &Asked<'_>,
) -> Result<Vec<WordCount>, EngineError> {
    let Some(shaped) = Shaped::of(shape, text) else { return Ok(Vec::new()) };
    let limit = limit.min(WORDS_MAX);
    let mut held = limit;
    loop {
        let list = lists(&[&shaped], held, asked)?.swap_remove(0);
        // Each shard tells its own commonest ones, and what is rarer there may be missing.
        if list.is_exact || held >= WORDS_MAX {
            return Ok(list.words.into_iter().take(limit).collect());
        }
        held = held.saturating_mul(8).min(WORDS_MAX);
    }
}

/// Words of one text that are of one shape, as a cluster is asked for them.
struct Shaped {
    /// The path of the text's fields.
    text: String,
    expression: String,
    /// Asks for the records with such a word.
    with_one: Value,
}

/// Some of them, the commonest first.
struct List {
    words: Vec<WordCount>,
    /// Whether they are the commonest, and their counts whole.
    is_exact: bool,
}

impl Shaped {
    /// `None` where the shape cannot be asked for.
    fn of(shape: &WordPattern, text: Text<'_>) -> Option<Self> {
        let expression = spans::expression(shape).ok()?;
        let with_one = spans::query(&SpanQuery::Row(Sequence::like(shape.clone())), text).ok()?;
        Some(Self { text: text.0.to_owned(), expression, with_one })
    }

    /// The counting of so many of them.
    fn counted(&self, most: usize) -> Value {
        let text = Text(&self.text);
        let words = json!({ "terms": {
            "field": text.words(),
            "include": self.expression,
            "size": most,
            "order": [{ "_count": "desc" }, { "_key": "asc" }],
        } });
        let with = json!({ "with": { "filter": self.with_one, "aggs": { "words": words } } });
        let mut counted = match text.nested_in() {
            Some(path) => json!({ "nested": { "path": path } }),
            None => json!({ "filter": is_article() }),
        };
        counted["aggs"] = with;
        counted
    }

    fn list(&self, counted: &Value) -> List {
        let words = &counted["with"]["words"];
        let count = |bucket: &Value| {
            let word = bucket["key"].as_str()?.to_owned();
            Some(WordCount { word, paragraphs: documents(bucket) })
        };
        List {
            words: words["buckets"].as_array().into_iter().flatten().filter_map(count).collect(),
            is_exact: words["doc_count_error_upper_bound"].as_i64() == Some(0),
        }
    }
}

/// A list of at most so many words of each.
fn lists(of: &[&Shaped], most: usize, asked: &Asked<'_>) -> Result<Vec<List>, EngineError> {
    let counted = of.iter().enumerate().map(|(at, shaped)| (at.to_string(), shaped.counted(most)));
    let counted: Map<String, Value> = counted.collect();
    let body = json!({ "size": 0, "track_total_hits": false, "query": is_article(), "aggs": counted });
    let answer = asked.search(&body, false)?;
    let list = |(at, shaped): (usize, &&Shaped)| shaped.list(&answer["aggregations"][at.to_string()]);
    Ok(of.iter().enumerate().map(list).collect())
}

/// The words that patterns of a query stand for, where these are few.
#[derive(Default)]
pub(super) struct Expansions {
    few: Vec<(TextField, WordPattern, Vec<String>)>,
}

impl Expansions {
    /// Asks for the words of all patterns of a query.
    ///
    /// # Errors
    /// When one of them stands for more words than it may, or the cluster cannot tell.
    pub(super) fn of(query: &BoundQuery, asked: &Asked<'_>) -> Result<Self, EngineError> {
        let patterns = query.patterns();
        let shaped: Vec<Vec<Shaped>> = patterns.iter().map(|&(field, pattern)| shaped(field, pattern)).collect();
        let all: Vec<&Shaped> = shaped.iter().flatten().collect();
        let mut found = Vec::with_capacity(all.len());
        for some in all.chunks(LISTS_MAX) {
            found.extend(lists(some, WORDS_MAX, asked)?);
        }
        let (mut found, mut few) = (found.into_iter(), Vec::new());
        for ((field, pattern), shaped) in patterns.into_iter().zip(&shaped) {
            let lists: Vec<List> = found.by_ref().take(shaped.len()).collect();
            // Only words of the text that is named are counted.
            if lists.first().is_some_and(|list| list.words.len() > EXPANSIONS_MAX) {
                return Err(EngineError::TooBroad { pattern: pattern.source().to_owned() });
            }
            let counted = lists.iter().flat_map(|list| &list.words);
            let words: BTreeSet<String> = counted.map(|count| count.word.clone()).collect();
            if !lists.is_empty() && words.len() <= LISTED_MAX {
                few.push((field, pattern.clone(), words.into_iter().collect()));
            }
        }
        Ok(Self { few })
    }

    /// A query with words in place of patterns.
    pub(super) fn put_into(&self, mut query: BoundQuery) -> BoundQuery {
        query.expand(&|field, pattern| {
            let (_, _, words) = self.few.iter().find(|(of, known, _)| *of == field && known == pattern)?;
            Some(words.clone())
        });
        query
    }
}

/// What a pattern stands for in each text that its field asks, that by which it is judged first.
fn shaped(field: TextField, pattern: &WordPattern) -> Vec<Shaped> {
    let mut fields = vec![field];
    if matches!(field, TextField::Anywhere | TextField::Text) {
        fields.push(TextField::Title);
    }
    let of_text = |field| {
        let (record, name) = fields::text_of(field);
        Shaped::of(pattern, Text(&mapping::of(record, name)))
    };
    fields.into_iter().filter_map(of_text).collect()
}
