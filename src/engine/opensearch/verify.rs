//! Clauses that the cluster's language has no words for: the articles that may satisfy one are fetched and read here.
//!
//! These are rare: counts of what is said twice or more, phrases of three words and more with slop inside a sentence or near
//! something else, expressions that look around. The cluster is asked for every article that has the words they need; what
//! satisfies them is told by the same functions that mark a text, and put into the query as a list.
//!
//! # Limits
//! Reading takes as long as fetching the candidates does: some thousand articles a second.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::ask::{Asked, Wanted};
use super::clauses::{TEXT, TITLE, path_of, some_paragraph, some_speech, speech};
use super::lowered::{is_article, is_asked};
use super::mapping::{self, KEY, ORDINAL};
use super::people::PeopleBySource;
use super::reader::stored_article;
use super::spans::{Text, all, any, candidates};
use crate::analyzer::{SpanQuery, sentences_of, tokens};
use crate::annotate::{AnnotatedParagraph, People};
use crate::engine::fields::{self, Record};
use crate::engine::plan::{Alternative, Branch, Clauses, Formula, Leaf, Places, Reads};
use crate::engine::{EngineError, StoredArticle};
use crate::query::bind::{Quantity, SpeechNode};

/// Reads what cannot be asked for, each clause once.
pub(super) struct Verifier<'a, 'q> {
    asked: &'a Asked<'a>,
    people: &'a PeopleBySource,
    known: Vec<(Leaf<'q>, Leaf<'q>)>,
}

impl<'a, 'q> Verifier<'a, 'q> {
    pub(super) fn new(asked: &'a Asked<'a>, people: &'a PeopleBySource) -> Self {
        Self { asked, people, known: Vec::new() }
    }

    /// Some branches with every clause one that can be asked for.
    pub(super) fn branches(&mut self, branches: Vec<Branch<'q>>) -> Result<Vec<Branch<'q>>, EngineError> {
        let mut settled = Vec::with_capacity(branches.len());
        for Alternative { outer, inner } in branches {
            settled.push(Alternative { outer: self.clauses(outer)?, inner: self.clauses(inner)? });
        }
        Ok(settled)
    }

    fn clauses(&mut self, clauses: Clauses<'q>) -> Result<Clauses<'q>, EngineError> {
        Ok(match clauses {
            Formula::All(parts) => Formula::All(self.each(parts)?),
            Formula::Any(parts) => Formula::Any(self.each(parts)?),
            Formula::Not(part) => Formula::Not(Box::new(self.clauses(*part)?)),
            Formula::Leaf(Leaf::Some(inner)) => Formula::Leaf(Leaf::Some(Box::new(self.clauses(*inner)?))),
            Formula::Leaf(leaf) => Formula::Leaf(self.leaf(leaf)?),
        })
    }

    fn each(&mut self, parts: Vec<Clauses<'q>>) -> Result<Vec<Clauses<'q>>, EngineError> {
        parts.into_iter().map(|part| self.clauses(part)).collect()
    }

    fn leaf(&mut self, leaf: Leaf<'q>) -> Result<Leaf<'q>, EngineError> {
        let of_article = leaf.reads() == Reads::Article;
        if is_asked(&Formula::Leaf(leaf.clone()), of_article) {
            return Ok(leaf);
        }
        if let Some((_, list)) = self.known.iter().find(|(known, _)| *known == leaf) {
            return Ok(list.clone());
        }
        let list = if of_article { self.articles(&leaf)? } else { self.paragraphs(&leaf)? };
        self.known.push((leaf, list.clone()));
        Ok(list)
    }

    /// The articles that satisfy a clause.
    fn articles(&self, leaf: &Leaf<'q>) -> Result<Leaf<'q>, EngineError> {
        let mut keys = Vec::new();
        self.read(may_satisfy(leaf), &mut |key, stored, _| {
            if satisfies(leaf, &stored) {
                keys.push(key.to_owned());
            }
        })?;
        Ok(Leaf::Among(Arc::new(keys)))
    }

    /// The paragraphs that satisfy a clause.
    fn paragraphs(&self, leaf: &Leaf<'q>) -> Result<Leaf<'q>, EngineError> {
        let mut places: Places = BTreeMap::new();
        self.read(some_paragraph(paragraph_may_satisfy(leaf)), &mut |key, stored, people| {
            for paragraph in &stored.article.paragraphs {
                if paragraph_satisfies(leaf, paragraph, people) {
                    places.entry(paragraph.ordinal).or_default().push(key.to_owned());
                }
            }
        })?;
        Ok(Leaf::Listed(Arc::new(places)))
    }

    /// Asks, within speeches, for those that satisfy something.
    pub(super) fn speeches(&self, node: &SpeechNode) -> Result<Value, EngineError> {
        if let Ok(query) = speech(node) {
            return Ok(query);
        }
        let mut places: BTreeMap<(u32, u32), Vec<String>> = BTreeMap::new();
        let may_satisfy = some_paragraph(some_speech(speech_may_satisfy(node)));
        self.read(may_satisfy, &mut |key, stored, people| {
            for paragraph in &stored.article.paragraphs {
                for (at, speech) in (0..).zip(&paragraph.speakers) {
                    if node.is_true_of(speech, &paragraph.text, people) {
                        places.entry((paragraph.ordinal, at)).or_default().push(key.to_owned());
                    }
                }
            }
        })?;
        let of = |name| mapping::of(Record::Speech, name);
        let at = |((paragraph, speech), keys): (&(u32, u32), &Vec<String>)| {
            all(vec![
                json!({ "term": { of(fields::PARAGRAPH): paragraph } }),
                json!({ "term": { of(ORDINAL): speech } }),
                json!({ "terms": { of(KEY): keys } }),
            ])
        };
        Ok(any(places.iter().map(at).collect()))
    }

    fn read(&self, candidates: Value, each: &mut dyn FnMut(&str, StoredArticle, &People)) -> Result<(), EngineError> {
        let query = all(vec![is_article(), candidates]);
        self.asked.scan(&query, Wanted::Source(&["record", "paragraphs.record"]), &mut |hit| {
            let key = hit["_id"].as_str().unwrap_or_default();
            each(key, stored_article(hit)?, self.people.of(key));
            Ok(())
        })
    }
}

fn everything() -> Value {
    all(Vec::new())
}

/// Asks for all records with the words that something needs; for all where that cannot be asked.
fn with_words(query: &SpanQuery, text: Text<'_>) -> Value {
    candidates(query, text).unwrap_or_else(|_| everything())
}

fn may_satisfy(leaf: &Leaf<'_>) -> Value {
    let anywhere = |query| any(vec![with_words(query, TITLE), some_paragraph(with_words(query, TEXT))]);
    match leaf {
        Leaf::Anywhere(clause) => anywhere(&clause.query),
        Leaf::AtLeast(_, query) => anywhere(query),
        Leaf::Title(query) => with_words(query, TITLE),
        _ => everything(),
    }
}

fn satisfies(leaf: &Leaf<'_>, stored: &StoredArticle) -> bool {
    let article = &stored.article;
    let in_title = |query| article.title.as_deref().map_or(0, |title| times(query, title));
    let in_text = |query| article.paragraphs.iter().map(|paragraph| times(query, &paragraph.text)).sum::<usize>();
    match leaf {
        Leaf::Anywhere(clause) => clause.in_title && in_title(&clause.query) > 0 || in_text(&clause.query) > 0,
        Leaf::AtLeast(count, query) => in_title(query) + in_text(query) >= *count as usize,
        Leaf::Title(query) => in_title(query) > 0,
        _ => false,
    }
}

/// How often something stands in a text.
fn times(query: &SpanQuery, text: &str) -> usize {
    query.stretches_in(&tokens(text)).len()
}

/// Asks, within paragraphs, for more than satisfy a clause, but not fewer.
fn paragraph_may_satisfy(leaf: &Leaf<'_>) -> Value {
    match leaf {
        Leaf::Words(query) => with_words(query, TEXT),
        Leaf::Sentence(inner) => sentence_may_satisfy(inner),
        Leaf::Speech(condition) => match condition.of {
            Quantity::One => some_speech(speech_may_satisfy(&condition.speech)),
            Quantity::Every => everything(),
        },
        _ => everything(),
    }
}

fn sentence_may_satisfy(clauses: &Clauses<'_>) -> Value {
    match clauses {
        Formula::All(parts) => all(parts.iter().map(sentence_may_satisfy).collect()),
        Formula::Any(parts) => any(parts.iter().map(sentence_may_satisfy).collect()),
        Formula::Leaf(Leaf::InSentence(query)) => with_words(query, TEXT),
        Formula::Not(_) | Formula::Leaf(_) => everything(),
    }
}

fn speech_may_satisfy(node: &SpeechNode) -> Value {
    match node {
        SpeechNode::And(nodes) => all(nodes.iter().map(speech_may_satisfy).collect()),
        SpeechNode::Or(nodes) => any(nodes.iter().map(speech_may_satisfy).collect()),
        SpeechNode::Text(text, query) => with_words(query, Text(&path_of(*text))),
        node => speech(node).unwrap_or_else(|_| everything()),
    }
}

fn paragraph_satisfies(leaf: &Leaf<'_>, paragraph: &AnnotatedParagraph, people: &People) -> bool {
    let text = &paragraph.text;
    match leaf {
        Leaf::Words(query) => times(query, text) > 0,
        Leaf::Sentence(inner) => some_sentence_satisfies(inner, text),
        Leaf::Speech(condition) => {
            let mut speeches = paragraph.speakers.iter();
            let is_true_of = |speech| condition.speech.is_true_of(speech, text, people);
            match condition.of {
                Quantity::One => speeches.any(is_true_of),
                Quantity::Every => speeches.all(is_true_of),
            }
        }
        _ => false,
    }
}

fn some_sentence_satisfies(clauses: &Clauses<'_>, text: &str) -> bool {
    let row = tokens(text);
    let starts = sentences_of(text, &row);
    let sentence = |position: u32| starts.partition_point(|&start| start <= position);
    (1..=starts.len()).any(|at| {
        clauses.holds(&|leaf| match leaf {
            Leaf::InSentence(query) => {
                let mut stretches = query.stretches_in(&row).into_iter();
                stretches.any(|stretch| sentence(stretch.first) == at && sentence(stretch.last) == at)
            }
            _ => false,
        })
    })
}
