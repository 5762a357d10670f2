//! Counts the values of facets over found articles, segment by segment.

use std::collections::HashMap;

use smallvec::SmallVec;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, TantivyError};

use super::collect::{FoundArticle, SegmentQuery, record};
use super::condition::paragraph_of;
use crate::annotate::Kind;
use crate::engine::fields;
use crate::query::Facet;

/// What is counted of one value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Passages shown that have it.
    pub(super) passages: u64,
    /// Articles that choosing it would find.
    pub(super) articles: u64,
}

/// Counts by value; `None` is the row of the undated.
pub(super) type Counts = HashMap<Option<String>, Count>;

/// Counts one facet in one segment.
pub(super) struct SegmentFacet {
    facet: Facet,
    column: Option<StrColumn>,
    /// For the facet of kinds, the kind that each ordinal of the column stands for.
    kinds: Vec<Option<Kind>>,
    paragraph_of: Column<i64>,
    /// By the value's ordinal in the column, or by the kind; one more for those without a value.
    counts: Vec<Count>,
    /// Values of the article at hand, and of one passage of it.
    seen: Vec<u64>,
}

impl SegmentFacet {
    pub(super) fn open(facet: Facet, segment: &SegmentReader) -> Result<Self, TantivyError> {
        let name = match facet {
            Facet::Year | Facet::Month => fields::MONTH,
            Facet::Pair => fields::PAIR,
            Facet::Speaker => fields::SPEAKER,
            Facet::Country => fields::COUNTRY,
            Facet::Publisher => fields::PUBLISHER,
            Facet::Lang => fields::LANG,
            Facet::Kind => fields::KIND,
        };
        let column = segment.fast_fields().str(name)?;
        let (values, kinds) = match (&column, facet) {
            (Some(column), Facet::Kind) => (Kind::ALL.len(), kinds_of(column)?),
            (Some(column), _) => (column.num_terms(), Vec::new()),
            (None, _) => (0, Vec::new()),
        };
        Ok(Self {
            facet,
            column,
            kinds,
            paragraph_of: segment.fast_fields().i64(fields::PARAGRAPH)?,
            counts: vec![Count::default(); values + 1],
            seen: Vec::new(),
        })
    }

    /// Counts an article that was found.
    pub(super) fn add(&mut self, query: &SegmentQuery<'_>, found: &FoundArticle) {
        match self.facet {
            Facet::Year | Facet::Month => self.add_head(found, true),
            Facet::Publisher | Facet::Lang => self.add_head(found, false),
            Facet::Pair | Facet::Country => self.add_paragraphs(found),
            Facet::Speaker | Facet::Kind => self.add_speeches(query, found),
        }
    }

    /// A value of the article: choosing it finds the article as it is.
    fn add_head(&mut self, found: &FoundArticle, absent_too: bool) {
        let ordinal = self.column.as_ref().and_then(|column| column.ords().first(found.block.head));
        let at = match ordinal {
            Some(ordinal) => ordinal as usize,
            None if absent_too => self.counts.len() - 1,
            None => return,
        };
        let count = &mut self.counts[at];
        count.articles += 1;
        count.passages += found.passages.len() as u64;
    }

    /// Values of paragraphs: choosing one finds the article if the query is true of a paragraph with it.
    fn add_paragraphs(&mut self, found: &FoundArticle) {
        let Some(column) = &self.column else { return };
        self.seen.clear();
        for paragraph in found.true_paragraphs() {
            for ordinal in column.ords().values_for_doc(record(&found.block, paragraph)) {
                self.seen.push(ordinal);
                if found.passages.contains(paragraph) {
                    self.counts[ordinal as usize].passages += 1;
                }
            }
        }
        self.count_articles();
    }

    /// Values of speeches that satisfy the speech clauses at the top of the query: choosing one joins
    /// these, so it finds the article if the rest is true of the speech's paragraph.
    fn add_speeches(&mut self, query: &SegmentQuery<'_>, found: &FoundArticle) {
        let Some(column) = &self.column else { return };
        let block = &found.block;
        self.seen.clear();
        let mut in_passage: Vec<u64> = Vec::new();
        let mut passage = None;
        for speech in 0..block.speeches().len() {
            let paragraph = paragraph_of(&self.paragraph_of, block, speech);
            if !query.is_satisfied(speech) || !found.rest_is_true_of(paragraph) {
                continue;
            }
            if passage != Some(paragraph) {
                passage = Some(paragraph);
                in_passage.clear();
            }
            let Some(value) = column.ords().first(block.speeches().start + speech as DocId) else { continue };
            for ordinal in speech_values(&self.kinds, value) {
                self.seen.push(ordinal);
                // A passage counts once, however often somebody speaks in it.
                if found.passages.contains(paragraph) && !in_passage.contains(&ordinal) {
                    in_passage.push(ordinal);
                    self.counts[ordinal as usize].passages += 1;
                }
            }
        }
        self.count_articles();
    }

    fn count_articles(&mut self) {
        self.seen.sort_unstable();
        self.seen.dedup();
        for &ordinal in &self.seen {
            self.counts[ordinal as usize].articles += 1;
        }
    }

    /// Adds what was counted to the counts of the whole index.
    pub(super) fn merge(self, into: &mut Counts) -> Result<(), TantivyError> {
        let mut value = String::new();
        let last = self.counts.len() - 1;
        for (ordinal, count) in self.counts.iter().enumerate().filter(|(_, count)| count.articles > 0) {
            let key = match &self.column {
                Some(_) if ordinal < last && self.facet == Facet::Kind => Some(Kind::ALL[ordinal].to_string()),
                Some(column) if ordinal < last => {
                    column.ord_to_str(ordinal as u64, &mut value)?;
                    // A month begins with its year.
                    let year = value.get(..4).filter(|_| self.facet == Facet::Year);
                    Some(year.unwrap_or(&value).to_owned())
                }
                _ => None,
            };
            let sum = into.entry(key).or_default();
            sum.passages += count.passages;
            sum.articles += count.articles;
        }
        Ok(())
    }
}

/// The values that choosing finds a speech by: its speaker, or each kind that a search for would find it.
fn speech_values(kinds: &[Option<Kind>], ordinal: u64) -> SmallVec<[u64; 3]> {
    match kinds.get(ordinal as usize) {
        Some(Some(kind)) => {
            (0..).zip(Kind::ALL).filter(|(_, sought)| kind.answers(*sought)).map(|(at, _)| at).collect()
        }
        Some(None) => SmallVec::new(),
        None => SmallVec::from_iter([ordinal]),
    }
}

/// The kinds that the ordinals of a column stand for.
fn kinds_of(column: &StrColumn) -> Result<Vec<Option<Kind>>, TantivyError> {
    let mut name = String::new();
    (0..column.num_terms() as u64)
        .map(|ordinal| {
            column.ord_to_str(ordinal, &mut name)?;
            Ok(name.parse().ok())
        })
        .collect()
}
