//! Goes through a segment article by article: which are found, which passages each shows, what they
//! score. The three cases are those of MEANING.md.

use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use super::condition::{Condition, OneSpeech, Opening, Speech, Truth};
use super::leaf::{Reading, Statistics, TextLeaf};
use crate::analyzer::{Form, Sequence, SpanQuery, Unit};
use crate::query::bind::{Bound, BoundQuery, SpeechClauses, TextClause};

/// How much the words of a title count beside those of a paragraph. Titles say what an article is
/// about; measured collections gain from counting them half again to double.
const TITLE_WEIGHT: f32 = 1.5;

/// How much more the words of the first paragraph count where nothing was read as a headline: what stands
/// first says what follows, and is often the headline in a form that was not told from text.
const LEAD_WEIGHT: f32 = 0.5;

/// How much the best paragraph for each word counts for every passage of its article: passages of an
/// article that has all the words somewhere go before those of one that has a few often. The best one and
/// not the sum, so that length wins nothing.
const ARTICLE_WEIGHT: f32 = 1.5;

/// How much two words that were typed next to each other count when they stand so. More than a little
/// lets one pair outweigh the words that are not among it.
const TOGETHER_WEIGHT: f32 = 0.2;

/// A query opened in one segment.
pub(super) struct SegmentQuery<'a> {
    blocks: &'a Blocks,
    segment: &'a SegmentReader,
    /// Everything but the speech clauses joined at the top.
    rest: Condition,
    /// The speech clauses joined at the top.
    speech: Option<Clauses>,
    /// Bare words typed next to each other, as pairs. They only score.
    together: Vec<TextLeaf>,
    has_words: bool,
    purpose: Purpose,
}

/// The speech clauses joined at the top of a query, in a segment.
struct Clauses {
    holds: Condition,
    each: Speech,
    /// Which speeches of the last block read satisfy them.
    satisfied: Bits,
}

/// What a query is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To score and rank passages, and to count.
    Rank,
    /// To count only.
    Count,
    /// To count speakers or kinds where a further clause on the speech would find more articles than the
    /// query itself (see [`SpeechClauses::can_find_more`]); the rows promise them too. So every article is
    /// visited of which the rest is true; those not found show no passages.
    CountSpeeches,
}

/// An article that was found, with what it shows.
pub(super) struct FoundArticle {
    /// Its records.
    pub(super) block: Block,
    /// The paragraphs of which the query is true.
    pub(super) truth: Bits,
    /// The paragraphs of which the query without the speech clauses at its top is true.
    pub(super) rest: Bits,
    /// The paragraphs it shows.
    pub(super) passages: Bits,
}

impl<'a> SegmentQuery<'a> {
    /// Opens a query in a segment.
    pub(super) fn open(
        query: &BoundQuery,
        searcher: &Searcher,
        segment: &'a SegmentReader,
        blocks: &'a Blocks,
        statistics: &Statistics<'_>,
        purpose: Purpose,
    ) -> Result<Self, TantivyError> {
        let at = Opening { searcher, segment, statistics, in_sentence: false };
        let rest = Condition::open(&query.rest, &at)?;
        let clauses = |clauses: &SpeechClauses| -> Result<Clauses, TantivyError> {
            let (holds, each) = (Condition::open(&clauses.holds, &at)?, Speech::open(&clauses.each, &at)?);
            Ok(Clauses { holds, each, satisfied: Bits::default() })
        };
        let speech = query.speech.as_ref().map(clauses).transpose()?;
        let pairs = if purpose == Purpose::Rank { pairs_of_words(&query.rest) } else { Vec::new() };
        let open = |pair: &TextClause| TextLeaf::open(pair, &at);
        let together = pairs.iter().map(open).collect::<Result<_, _>>()?;
        let mut has_words = false;
        rest.for_sought(&mut |_| has_words = true);
        Ok(Self { blocks, segment, rest, speech, together, has_words, purpose })
    }

    /// Visits every article found, in the order of the segment.
    pub(super) fn for_each(&mut self, visit: &mut dyn FnMut(&mut Self, &FoundArticle)) {
        let mut target = 0;
        loop {
            let at = self.next(target);
            if at >= self.blocks.len() {
                return;
            }
            if let Some(found) = self.read(at) {
                visit(self, &found);
            }
            target = at + 1;
        }
    }

    /// The first block from `target` on that may be found: the parts leapfrog until all agree.
    fn next(&mut self, mut target: usize) -> usize {
        loop {
            let rest = self.rest.next(target, self.blocks);
            let speech = match &mut self.speech {
                Some(clauses) if self.purpose != Purpose::CountSpeeches => clauses.holds.next(target, self.blocks),
                _ => target,
            };
            let furthest = rest.max(speech);
            if furthest == target || furthest >= self.blocks.len() {
                return furthest;
            }
            target = furthest;
        }
    }

    fn read(&mut self, at: usize) -> Option<FoundArticle> {
        let block = self.blocks.get(at);
        if self.segment.is_deleted(block.head) {
            return None;
        }
        let mut truth = self.rest.read(&block);
        let rest = truth.wide.clone();
        if let Some(speech) = &mut self.speech {
            truth.intersect(&speech.holds.read(&block));
            speech.satisfied = speech.each.read(&block);
        }
        if truth.wide.is_empty() && (self.purpose != Purpose::CountSpeeches || rest.is_empty()) {
            return None;
        }
        let passages = if truth.wide.is_empty() { Bits::none(block.len()) } else { self.passages(&block, &truth) };
        Some(FoundArticle { block, truth: truth.wide, rest, passages })
    }

    /// The paragraphs that an article shows.
    fn passages(&self, block: &Block, truth: &Truth) -> Bits {
        if !self.has_words {
            return truth.wide.clone();
        }
        if !truth.narrow.is_empty() {
            return truth.narrow.clone();
        }
        let mut holding = self.holding_words(block);
        holding.intersect(&truth.wide);
        if !holding.is_empty() {
            return holding;
        }
        let mut speaking = self.speaking(block);
        speaking.intersect(&truth.wide);
        if !speaking.is_empty() {
            return speaking;
        }
        if truth.wide.contains(0) {
            let mut first = Bits::none(block.len());
            first.insert(0);
            return first;
        }
        truth.wide.clone()
    }

    /// The paragraphs with a word sought that is no stop word, or with any if all are.
    fn holding_words(&self, block: &Block) -> Bits {
        let mut all_stop = true;
        self.rest.for_sought(&mut |leaf| all_stop &= leaf.is_stop_word);
        let mut holding = Bits::none(block.len());
        self.rest.for_sought(&mut |leaf| {
            if all_stop || !leaf.is_stop_word {
                holding.unite(&leaf.reading.paragraphs);
            }
        });
        holding
    }

    /// The paragraphs with a speech that satisfies a speech clause.
    fn speaking(&self, block: &Block) -> Bits {
        let mut speaking = Bits::none(block.len());
        self.for_answers(&mut |one| speaking.unite(&one.paragraphs(block, &one.satisfied)));
        speaking
    }

    /// The speeches of a block that satisfy the speech clauses, counted in the block.
    pub(super) fn satisfied(&self, block: &Block) -> Bits {
        let mut satisfied = Bits::none(block.speeches.len());
        self.for_answers(&mut |one| satisfied.unite(&one.satisfied));
        satisfied
    }

    /// Whether a speech of the block last read satisfies the speech clauses joined at the top.
    pub(super) fn is_satisfied(&self, speech: usize) -> bool {
        self.speech.as_ref().is_none_or(|clauses| clauses.satisfied.contains(speech))
    }

    fn for_answers<'c>(&'c self, visit: &mut dyn FnMut(&'c OneSpeech)) {
        self.rest.for_speeches(visit);
        if let Some(clauses) = &self.speech {
            clauses.holds.for_speeches(visit);
        }
    }

    /// What the passages of the article last read score: paragraph and score.
    pub(super) fn scores(&mut self, found: &FoundArticle, scores: &mut Vec<(usize, f32)>) {
        scores.clear();
        scores.extend(found.passages.iter().map(|paragraph| (paragraph, 0.0)));
        let mut shared = 0.0;
        let mut add = |leaf: &TextLeaf, weight: f32| {
            let reading = &leaf.reading;
            let best = reading.scores.iter().map(|&(_, score)| score).fold(0.0, f32::max);
            shared += weight * (ARTICLE_WEIGHT * best + heading(reading, found.block.has_title));
            add_own(scores, &reading.scores, weight);
        };
        self.rest.for_sought(&mut |leaf| add(leaf, 1.0));
        for leaf in &mut self.together {
            leaf.read(&found.block);
            add(leaf, TOGETHER_WEIGHT);
        }
        for (_, score) in scores.iter_mut() {
            *score += shared;
        }
    }
}

/// What the words score for standing in the title, or in the first paragraph where there is none.
fn heading(reading: &Reading, has_title: bool) -> f32 {
    match (has_title, reading.scores.first()) {
        (true, _) => TITLE_WEIGHT * reading.title.unwrap_or(0.0),
        (false, Some(&(0, lead))) => LEAD_WEIGHT * lead,
        (false, _) => 0.0,
    }
}

/// Adds to each passage its own score. Both rows are in the order of paragraphs.
fn add_own(scores: &mut [(usize, f32)], own: &[(usize, f32)], weight: f32) {
    let mut own = own.iter().peekable();
    for (paragraph, score) in scores {
        while own.next_if(|(at, _)| at < paragraph).is_some() {}
        if let Some((_, found)) = own.next_if(|(at, _)| at == paragraph) {
            *score += weight * found;
        }
    }
}

/// Neighbouring bare words, joined by AND or by OR, as sequences of two.
fn pairs_of_words(bound: &Bound) -> Vec<TextClause> {
    let (Bound::And(nodes) | Bound::Or(nodes)) = bound else { return Vec::new() };
    let pairs = nodes.windows(2).filter_map(|pair| {
        let ((first, left), (_, right)) = (bare_words(&pair[0])?, bare_words(&pair[1])?);
        Some(TextClause { query: SpanQuery::Row(left.then(right)), ..first.clone() })
    });
    pairs.chain(nodes.iter().flat_map(pairs_of_words)).collect()
}

fn bare_words(bound: &Bound) -> Option<(&TextClause, &Sequence)> {
    match bound {
        Bound::Text(clause @ TextClause { query: SpanQuery::Row(row), sought: true, .. })
            if row.units().iter().all(|unit| matches!(unit, Unit::Is(Form::Stem, _))) =>
        {
            Some((clause, row))
        }
        _ => None,
    }
}

/// The record of a passage.
pub(super) fn record(block: &Block, paragraph: usize) -> DocId {
    block.paragraphs.start + paragraph as DocId
}
