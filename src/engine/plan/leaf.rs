//! The leaves of a bound query, each at the level it reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::formula::{Formula, TooMany};
use crate::analyzer::SpanQuery;
use crate::query::Scope;
use crate::query::bind::{ArticleTest, Bound, ParagraphTest, SpeechCondition, TextClause};

/// A formula over clauses.
pub(in crate::engine) type Clauses<'q> = Formula<Leaf<'q>>;

/// A clause, by what it reads.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::engine) enum Leaf<'q> {
    /// Of the article: something stands in its title or a paragraph.
    Anywhere(&'q TextClause),
    /// Of the article: something stands in its title.
    Title(&'q SpanQuery),
    /// Of the article: something stands so often in its title and paragraphs.
    AtLeast(u32, &'q SpanQuery),
    /// Of the article: one of its own fields.
    Article(&'q ArticleTest),
    /// Of the article: some paragraph satisfies this.
    Some(Box<Clauses<'q>>),
    /// Of the article: it is one of these, by the key that the engine has for it.
    Among(Arc<Vec<String>>),
    /// Of the paragraph: something stands in it.
    Words(&'q SpanQuery),
    /// Of the paragraph: a country or pair.
    Paragraph(ParagraphTest),
    /// Of the paragraph: its speeches satisfy a condition.
    Speech(&'q SpeechCondition),
    /// Of the paragraph: the one with this place.
    At(u32),
    /// Of the paragraph: one of its sentences satisfies this.
    Sentence(Box<Clauses<'q>>),
    /// Of the paragraph: it is one of these.
    Listed(Arc<Places>),
    /// Of a sentence: something stands in it.
    InSentence(&'q SpanQuery),
}

/// Paragraphs: by place, the keys of their articles.
pub(in crate::engine) type Places = BTreeMap<u32, Vec<String>>;

/// What a clause reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Reads {
    Article,
    Paragraph,
    Sentence,
}

impl Leaf<'_> {
    pub(in crate::engine) fn reads(&self) -> Reads {
        match self {
            Self::Anywhere(_)
            | Self::Title(_)
            | Self::AtLeast(..)
            | Self::Article(_)
            | Self::Some(_)
            | Self::Among(_) => Reads::Article,
            Self::Words(_)
            | Self::Paragraph(_)
            | Self::Speech(_)
            | Self::At(_)
            | Self::Sentence(_)
            | Self::Listed(_) => Reads::Paragraph,
            Self::InSentence(_) => Reads::Sentence,
        }
    }
}

/// How words sought are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Reading {
    /// In the whole article.
    Wide,
    /// In the paragraph alone.
    Narrow,
}

/// A bound query as a formula over what each clause reads; sentences are taken apart into at most `max` alternatives.
pub(in crate::engine) fn formula(bound: &Bound, reading: Reading, max: usize) -> Result<Clauses<'_>, TooMany> {
    Reader { reading, scope: None, max }.formula(bound)
}

#[derive(Clone, Copy)]
struct Reader {
    reading: Reading,
    /// What words are brought down to.
    scope: Option<Scope>,
    max: usize,
}

impl Reader {
    fn each(self, nodes: &[Bound]) -> Result<Vec<Clauses<'_>>, TooMany> {
        nodes.iter().map(|node| self.formula(node)).collect()
    }

    fn formula(self, bound: &Bound) -> Result<Clauses<'_>, TooMany> {
        Ok(match bound {
            Bound::And(nodes) => Formula::all(self.each(nodes)?),
            Bound::Or(nodes) => Formula::any(self.each(nodes)?),
            Bound::Not(node) => self.formula(node)?.negated(),
            // A sentence within a sentence is that sentence.
            Bound::Within(Scope::Sentence, inner) if self.scope == Some(Scope::Sentence) => self.formula(inner)?,
            Bound::Within(Scope::Paragraph, inner) => {
                Reader { scope: Some(Scope::Paragraph), ..self }.formula(inner)?
            }
            Bound::Within(Scope::Sentence, inner) => {
                self.in_sentence(Reader { scope: Some(Scope::Sentence), ..self }.formula(inner)?)?
            }
            Bound::Text(clause) => Formula::Leaf(match (self.scope, self.reading) {
                (Some(Scope::Sentence), _) => Leaf::InSentence(&clause.query),
                (Some(Scope::Paragraph), _) => Leaf::Words(&clause.query),
                (None, Reading::Narrow) if clause.sought => Leaf::Words(&clause.query),
                (None, _) => Leaf::Anywhere(clause),
            }),
            Bound::Title(query) => Formula::Leaf(Leaf::Title(query)),
            Bound::AtLeast(count, query) => Formula::Leaf(Leaf::AtLeast(*count, query)),
            Bound::Article(test) => Formula::Leaf(Leaf::Article(test)),
            Bound::Paragraph(test) => Formula::Leaf(Leaf::Paragraph(*test)),
            Bound::Speech(condition) => Formula::Leaf(Leaf::Speech(condition)),
        })
    }

    /// Of a paragraph: there is a sentence of which something is true. Clauses that read more are the same for all its
    /// sentences, and are taken out.
    fn in_sentence<'q>(self, inner: Clauses<'q>) -> Result<Clauses<'q>, TooMany> {
        let alternatives = inner.alternatives(&|leaf| leaf.reads() != Reads::Sentence, self.max)?;
        Ok(Formula::any(alternatives.into_iter().map(|one| {
            // There is always a sentence.
            let words = match one.inner.is_true() {
                true => Formula::TRUE,
                false => Formula::Leaf(Leaf::Sentence(Box::new(one.inner))),
            };
            Formula::all([one.outer, words])
        })))
    }
}
