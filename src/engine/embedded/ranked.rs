//! Keeps the best hits: what they are ordered by, and the totals.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use smallvec::SmallVec;
use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader, TantivyError};

use super::bits::Bits;
use super::blocks::Block;
use super::collect::{FoundArticle, SegmentQuery};
use super::condition::paragraph_of;
use super::stories::Folded;
use super::survey::{Glance, Survey};
use crate::engine::order::Rank;
use crate::engine::story::days;
use crate::engine::{Grouping, Search, Sort, fields, recency};

/// What articles of a segment are ordered by beside the score.
pub(super) struct SortKeys {
    date: Column<i64>,
    order: Column<i64>,
    paragraph_of: Column<i64>,
}

impl SortKeys {
    /// Opens them in a segment.
    pub(super) fn open(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let columns = segment.fast_fields();
        Ok(Self {
            date: columns.i64(fields::DATE_FIRST)?,
            order: columns.i64(fields::ORDER)?,
            paragraph_of: columns.i64(fields::PARAGRAPH)?,
        })
    }
}

impl SortKeys {
    /// The number that stands for the id of an article.
    pub(super) fn order_of(&self, head: DocId) -> Option<i64> {
        self.order.first(head)
    }

    /// The first day of an article's date, in days since 1970.
    pub(super) fn date_of(&self, head: DocId) -> Option<i64> {
        self.date.first(head)
    }
}

/// A hit with its rank.
pub(super) struct RankedHit {
    pub(super) rank: Rank,
    pub(super) segment: u32,
    pub(super) block: Block,
    /// Best first; the first one has the rank.
    pub(super) passages: SmallVec<[RankedPassage; 1]>,
    /// What is left of the score for the article's age.
    pub(super) recency: f32,
    /// How many passages the article has in all.
    pub(super) of_article: u64,
}

/// A passage of a hit.
pub(super) struct RankedPassage {
    pub(super) score: f32,
    pub(super) paragraph: usize,
    /// The speeches in it that answer, counted in the paragraph.
    pub(super) speeches: Vec<usize>,
}

impl PartialEq for RankedHit {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for RankedHit {}

impl PartialOrd for RankedHit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RankedHit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.compare(&other.rank)
    }
}

/// The best hits so far, the worst of them on top, and the totals.
pub(super) struct Ranked<'f> {
    /// Which articles are counted only, because another of their story stands for them.
    folded: &'f Folded,
    sort: Sort,
    grouping: Grouping,
    passages_max: usize,
    /// As of which day newer articles are preferred, in days since 1970.
    recent_as_of: Option<i64>,
    hits_max: usize,
    heap: BinaryHeap<RankedHit>,
    /// Passages found.
    pub(super) passages: u64,
    /// Articles found.
    pub(super) articles: u64,
    /// Hits of the whole list.
    pub(super) listed: u64,
}

impl<'f> Ranked<'f> {
    /// Keeps as many hits as a search shows and leaves out before them.
    pub(super) fn new(search: &Search, folded: &'f Folded) -> Self {
        let hits_max = if search.limit == 0 { 0 } else { search.offset.saturating_add(search.limit) };
        Self {
            folded,
            sort: search.sort,
            grouping: search.grouping,
            passages_max: search.passages_max.max(1),
            recent_as_of: search.prefer_recent.map(days),
            hits_max,
            heap: BinaryHeap::new(),
            passages: 0,
            articles: 0,
            listed: 0,
        }
    }

    /// Ranks all articles found in a segment, of which those that cannot be among the best are counted only.
    pub(super) fn look_over(
        &mut self,
        mut survey: Survey,
        segment: u32,
        keys: &SortKeys,
        query: &mut SegmentQuery<'_>,
    ) {
        let blocks = query.blocks();
        while query.goes_on()
            && let Some(Glance { block, passages, bound }) = survey.next(blocks)
        {
            match passages {
                Some(passages) if bound < self.bar() => {
                    if query.is_live(block) {
                        self.count(u64::from(passages), !self.folded.hides(segment, block));
                    }
                }
                _ => {
                    if let Some(found) = query.read(block) {
                        self.rank(segment, keys, query, &found);
                    }
                }
            }
        }
    }

    /// Counts an article and offers its passages.
    pub(super) fn rank(&mut self, segment: u32, keys: &SortKeys, query: &mut SegmentQuery<'_>, found: &FoundArticle) {
        let is_listed = !self.folded.hides(segment, found.number);
        self.count(found.passages.len() as u64, is_listed);
        if is_listed && query.score(found, self.bar()) {
            self.add(segment, keys, &found.block, query);
        }
    }

    /// Adds an article to the totals.
    #[inline]
    fn count(&mut self, passages: u64, is_listed: bool) {
        self.articles += 1;
        self.passages += passages;
        if is_listed {
            self.listed += if self.grouping == Grouping::Passages { passages } else { 1 };
        }
    }

    /// No hit that scores less is among the best so far. Preferring the new lowers scores only.
    #[inline]
    fn bar(&self) -> f32 {
        match self.heap.peek() {
            _ if self.hits_max == 0 => f32::INFINITY,
            Some(worst) if self.sort == Sort::Relevance && self.heap.len() == self.hits_max => worst.rank.score,
            _ => f32::NEG_INFINITY,
        }
    }

    /// Offers the passages of an article.
    fn add(&mut self, segment: u32, keys: &SortKeys, block: &Block, query: &SegmentQuery<'_>) {
        let scores = query.scores();
        let (date, order) = (keys.date.first(block.head), keys.order.first(block.head).unwrap_or(0));
        let factor = self.recent_as_of.map_or(1.0, |as_of| recency::factor(date.map(|date| as_of - date)));
        let sort = self.sort;
        let rank = |&(paragraph, score): &(usize, f32)| Rank { sort, score: score * factor, date, order, paragraph };
        let (grouping, passages_max) = (self.grouping, self.passages_max);
        let mut offer = |ranks: &[Rank]| {
            let Some(&rank) = ranks.first().filter(|rank| self.takes(rank)) else { return };
            let satisfied = query.satisfied(block);
            let passage = |rank: &Rank| RankedPassage {
                score: rank.score,
                paragraph: rank.paragraph,
                speeches: speeches_of(rank.paragraph, block, &satisfied, &keys.paragraph_of),
            };
            let passages = ranks.iter().map(passage).collect();
            self.put(RankedHit {
                rank,
                segment,
                block: *block,
                passages,
                recency: factor,
                of_article: scores.len() as u64,
            });
        };
        match grouping {
            Grouping::Passages => scores.iter().map(rank).for_each(|rank| offer(&[rank])),
            Grouping::Articles => {
                let mut ranks: SmallVec<[Rank; 8]> = scores.iter().map(rank).collect();
                ranks.sort_unstable_by(Rank::compare);
                ranks.truncate(passages_max);
                offer(&ranks);
            }
        }
    }

    /// Whether a hit of this rank would be among the best so far.
    fn takes(&self, rank: &Rank) -> bool {
        self.heap.len() < self.hits_max
            || self.heap.peek().is_some_and(|worst| rank.compare(&worst.rank) == Ordering::Less)
    }

    fn put(&mut self, hit: RankedHit) {
        self.heap.push(hit);
        if self.heap.len() > self.hits_max {
            self.heap.pop();
        }
    }

    /// The hits, best first.
    pub(super) fn into_sorted(self) -> Vec<RankedHit> {
        self.heap.into_sorted_vec()
    }
}

/// Which speeches of a paragraph are among those of its block, counted in the paragraph.
fn speeches_of(paragraph: usize, block: &Block, among: &Bits, column: &Column<i64>) -> Vec<usize> {
    let here = (0..block.speeches().len()).filter(|&speech| paragraph_of(column, block, speech) == paragraph);
    here.enumerate().filter(|&(_, speech)| among.contains(speech)).map(|(at, _)| at).collect()
}
