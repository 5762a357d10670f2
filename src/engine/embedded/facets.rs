//! Counts the values of facets over found articles, segment by segment.

use smallvec::{SmallVec, smallvec};
use tantivy::columnar::StrColumn;
use tantivy::{SegmentReader, TantivyError};

use super::blocks::Blocks;
use super::collect::{FoundArticle, SegmentQuery};
use super::columns::texts;
use super::values::{ABSENT, Holder, Kept, ValueAt, Values};
use crate::annotate::Kind;
use crate::engine::facets::{Count, Counts, row_of};
use crate::query::Facet;

/// Counts one facet in one segment.
pub(super) struct SegmentFacet<'a> {
    facet: Facet,
    values: Values<'a>,
    /// For the facet of kinds, by ordinal of the column, the kinds that it counts for.
    kinds: Vec<SmallVec<[u32; 3]>>,
    tally: Tally,
}

/// Counts by value: by the ordinal in the column, or by the kind; one more for those without a value.
struct Tally {
    counts: Vec<Count>,
    /// By value, the last article that was counted, and the last passage.
    seen: Vec<(u32, u64)>,
    /// The article at hand, numbered from 1 as they come.
    article: u32,
}

impl Tally {
    fn of(values: usize) -> Self {
        Self { counts: vec![Count::default(); values + 1], seen: vec![(0, 0); values + 1], article: 0 }
    }

    /// Counts the article at hand once.
    #[inline]
    fn article(&mut self, value: u32) {
        let seen = &mut self.seen[value as usize].0;
        if *seen != self.article {
            *seen = self.article;
            self.counts[value as usize].articles += 1;
        }
    }

    /// Counts a passage of the article at hand once.
    #[inline]
    fn passage(&mut self, value: u32, paragraph: u32) {
        let passage = u64::from(self.article) << 32 | u64::from(paragraph);
        let seen = &mut self.seen[value as usize].1;
        if *seen != passage {
            *seen = passage;
            self.counts[value as usize].passages += 1;
        }
    }
}

impl<'a> SegmentFacet<'a> {
    pub(super) fn open(
        facet: Facet,
        segment: &SegmentReader,
        blocks: &'a Blocks,
        kept: &'a Kept,
    ) -> Result<Self, TantivyError> {
        let values = Values::open(facet, segment, blocks, kept)?;
        let (count, kinds) = match (values.column(), facet) {
            (Some(column), Facet::Kind) => (Kind::ALL.len(), kinds_of(column)?),
            (Some(column), _) => (column.num_terms(), Vec::new()),
            (None, _) => (0, Vec::new()),
        };
        Ok(Self { facet, values, kinds, tally: Tally::of(count) })
    }

    /// Counts an article that was found.
    pub(super) fn add(&mut self, query: &SegmentQuery<'_>, found: &FoundArticle) {
        let Self { facet, values, kinds, tally } = self;
        tally.article += 1;
        let holder = values.holder();
        let values = values.of(found.number);
        match holder {
            Holder::Article => {
                let absent_too = matches!(facet, Facet::Year | Facet::Month);
                values.iter().for_each(|value| add_of_article(value.ordinal, absent_too, found, tally));
            }
            Holder::Paragraph => add_of_paragraphs(values, found, tally),
            Holder::Speech => add_of_speeches(values, kinds, (query, found), tally),
        }
    }

    /// Adds what was counted to the counts of the whole index.
    pub(super) fn merge(self, into: &mut Counts) -> Result<(), TantivyError> {
        let Self { facet, values, tally: Tally { mut counts, .. }, .. } = self;
        let absent = counts.pop().unwrap_or_default();
        let counted = (0..).zip(counts).filter(|(_, count)| count.articles > 0);
        let (ordinals, counts): (Vec<u64>, Vec<Count>) = counted.unzip();
        let keys = match values.column() {
            _ if facet == Facet::Kind => ordinals.iter().map(|&at| Kind::ALL[at as usize].to_string()).collect(),
            Some(column) => texts(column, &ordinals)?,
            None => Vec::new(),
        };
        for (key, count) in keys.into_iter().zip(counts) {
            into.entry(Some(row_of(facet, key))).or_default().add(count);
        }
        if absent.articles > 0 {
            into.entry(None).or_default().add(absent);
        }
        Ok(())
    }
}

/// A value of the article: choosing it finds the article as it is.
fn add_of_article(ordinal: u32, absent_too: bool, found: &FoundArticle, tally: &mut Tally) {
    let at = match ordinal {
        ABSENT if absent_too => tally.counts.len() - 1,
        ABSENT => return,
        ordinal => ordinal as usize,
    };
    tally.counts[at].add(Count { articles: 1, passages: found.passages.len() as u64 });
}

/// Values of paragraphs: choosing one finds the article if the query is true of a paragraph with it.
fn add_of_paragraphs(values: &[ValueAt], found: &FoundArticle, tally: &mut Tally) {
    for &ValueAt { paragraph, ordinal } in values {
        if !found.is_true_of(paragraph as usize) {
            continue;
        }
        tally.article(ordinal);
        if found.passages.contains(paragraph as usize) {
            tally.passage(ordinal, paragraph);
        }
    }
}

/// Values of speeches that satisfy the speech clauses at the top of the query: choosing one joins these, so it finds the
/// article if the rest is true of the speech's paragraph. A passage counts once, however often somebody speaks in it.
fn add_of_speeches(
    values: &[ValueAt],
    kinds: &[SmallVec<[u32; 3]>],
    (query, found): (&SegmentQuery<'_>, &FoundArticle),
    tally: &mut Tally,
) {
    for (speech, &ValueAt { paragraph, ordinal }) in values.iter().enumerate() {
        if ordinal == ABSENT || !query.is_satisfied(speech) || !found.rest_is_true_of(paragraph as usize) {
            continue;
        }
        let itself = [ordinal];
        for &value in kinds.get(ordinal as usize).map_or(&itself[..], SmallVec::as_slice) {
            tally.article(value);
            if found.passages.contains(paragraph as usize) {
                tally.passage(value, paragraph);
            }
        }
    }
}

/// By ordinal of a column, each kind that a search for would find the speech.
fn kinds_of(column: &StrColumn) -> Result<Vec<SmallVec<[u32; 3]>>, TantivyError> {
    let ordinals: Vec<u64> = (0..column.num_terms() as u64).collect();
    let answering = |name: &String| match name.parse::<Kind>() {
        Ok(kind) => (0..).zip(Kind::ALL).filter(|(_, sought)| kind.answers(*sought)).map(|(at, _)| at).collect(),
        Err(_) => smallvec![],
    };
    Ok(texts(column, &ordinals)?.iter().map(answering).collect())
}
