//! Goes through a segment article by article: which are found, and which passages each shows. The three
//! cases are those of MEANING.md.

use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use super::condition::{Condition, OneSpeech, Opening, Speech, Truth};
use super::leaf::{Statistics, TextLeaf};
use super::scoring::Scoring;
use super::stories::Member;
use super::survey::Survey;
use super::words::Words;
use crate::engine::{Interrupt, WordScore, scores};
use crate::query::bind::{BoundQuery, SpeechClauses};

/// A query opened in one segment.
pub(super) struct SegmentQuery<'a> {
    blocks: &'a Blocks,
    segment: &'a SegmentReader,
    /// The words joined at the top.
    words: Words,
    /// What else is joined at the top, speech clauses apart.
    others: Vec<Condition>,
    /// The speech clauses joined at the top.
    speech: Option<Clauses>,
    scoring: Option<Scoring>,
    /// Whether any words are sought.
    has_words: bool,
    purpose: Purpose,
    /// Ends the walk before its end.
    interrupt: Interrupt,
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
    /// The number of its block.
    pub(super) number: usize,
    /// Its records.
    pub(super) block: Block,
    /// The paragraphs of which the query is true.
    truth: Bits,
    /// The paragraphs of which the query without the speech clauses at its top is true, if it has any.
    rest: Option<Bits>,
    /// The paragraphs it shows.
    pub(super) passages: Bits,
}

impl FoundArticle {
    /// Whether the query is true of a paragraph.
    #[inline]
    pub(super) fn is_true_of(&self, paragraph: usize) -> bool {
        self.truth.contains(paragraph)
    }

    /// Whether the query without the speech clauses at its top is true of a paragraph.
    #[inline]
    pub(super) fn rest_is_true_of(&self, paragraph: usize) -> bool {
        self.rest.as_ref().unwrap_or(&self.truth).contains(paragraph)
    }
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
        of_stories: &[Member],
    ) -> Result<Self, TantivyError> {
        let statistics = (purpose == Purpose::Rank).then_some(statistics);
        let at = Opening { searcher, segment, statistics, in_sentence: false, of_stories };
        let (words, others) = scores::conjuncts(&query.rest);
        let scoring = statistics.map(|all| Scoring::open(&words, &others, &query.also_ranked, all, &at)).transpose()?;
        let words = Words::open(&words, &at)?;
        let others = others.into_iter().map(|node| Condition::open(node, &at)).collect::<Result<Vec<_>, _>>()?;
        let clauses = |clauses: &SpeechClauses| -> Result<Clauses, TantivyError> {
            let (holds, each) = (Condition::open(&clauses.holds, &at)?, Speech::open(&clauses.each, &at)?);
            Ok(Clauses { holds, each, satisfied: Bits::default() })
        };
        let speech = query.speech.as_ref().map(clauses).transpose()?;
        let interrupt = Interrupt::default();
        let mut opened = Self { blocks, segment, words, others, speech, scoring, has_words: false, purpose, interrupt };
        let mut has_words = false;
        opened.for_sought(&mut |_| has_words = true);
        opened.has_words = has_words;
        Ok(opened)
    }

    /// The same, ended before its end when somebody asks for it.
    pub(super) fn interrupted_by(self, interrupt: &Interrupt) -> Self {
        Self { interrupt: interrupt.clone(), ..self }
    }

    /// Whether to go on.
    #[inline]
    pub(super) fn goes_on(&self) -> bool {
        !self.interrupt.is_raised()
    }

    /// Visits every article found, in the order of the segment.
    pub(super) fn for_each(&mut self, mut visit: impl FnMut(&mut Self, &FoundArticle)) {
        let mut target = 0;
        while self.goes_on() {
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

    /// Visits those of some articles that are found; their blocks come in order. Nothing may have been read before.
    pub(super) fn for_each_among<'m, M>(
        &mut self,
        some: &'m [M],
        block_of: impl Fn(&M) -> usize,
        mut visit: impl FnMut(&'m M),
    ) {
        let mut at = 0;
        for one in some {
            if !self.goes_on() {
                return;
            }
            let block = block_of(one);
            if at <= block {
                at = self.next(block);
            }
            if at == block {
                if self.read(block).is_some() {
                    visit(one);
                }
                at = block + 1;
            }
        }
    }

    /// A first look at every article found, if there are words alone, each a single term. Nothing may have been
    /// read before.
    pub(super) fn survey(&self) -> Option<Survey> {
        let words = self.words.leaves();
        if words.is_empty() || !self.others.is_empty() || self.speech.is_some() {
            return None;
        }
        let pairs = match &self.scoring {
            Some(scoring) => scoring.pairs()?,
            None => Vec::new(),
        };
        Survey::of(words, pairs)
    }

    /// The blocks of the segment.
    pub(super) fn blocks(&self) -> &'a Blocks {
        self.blocks
    }

    /// Whether an article is still in the index.
    #[inline]
    pub(super) fn is_live(&self, at: usize) -> bool {
        !self.segment.is_deleted(self.blocks.head(at))
    }

    /// The first block from `target` on that may be found: the parts leapfrog until all agree.
    #[inline]
    fn next(&mut self, mut target: usize) -> usize {
        loop {
            let words = self.words.next(target, self.blocks);
            let others = self.others.iter_mut().fold(words, |at, node| node.next(at, self.blocks));
            let furthest = match &mut self.speech {
                Some(clauses) if self.purpose != Purpose::CountSpeeches => clauses.holds.next(others, self.blocks),
                _ => others,
            };
            if furthest == words || furthest >= self.blocks.len() {
                return furthest;
            }
            target = furthest;
        }
    }

    /// Reads an article, if it is found. Articles are read in order.
    pub(super) fn read(&mut self, at: usize) -> Option<FoundArticle> {
        let block = self.blocks.get(at);
        if self.segment.is_deleted(block.head) {
            return None;
        }
        let narrow = self.words.read(&block)?;
        let words = Truth { wide: Bits::all(block.len()), narrow };
        let mut truth = self.others.iter_mut().fold(words, |truth, node| truth.intersection(node.read(&block)));
        let rest = self.speech.as_ref().map(|_| truth.wide.clone());
        if let Some(speech) = &mut self.speech {
            truth = truth.intersection(speech.holds.read(&block));
            speech.satisfied = speech.each.read(&block);
        }
        let Truth { wide, narrow } = truth;
        let passages = if !wide.is_empty() {
            self.passages(&block, &wide, narrow)
        } else if self.purpose == Purpose::CountSpeeches && rest.as_ref().is_some_and(|rest| !rest.is_empty()) {
            Bits::none(block.len())
        } else {
            return None;
        };
        Some(FoundArticle { number: at, block, truth: wide, rest, passages })
    }

    /// The paragraphs that an article shows.
    fn passages(&self, block: &Block, wide: &Bits, narrow: Bits) -> Bits {
        if !self.has_words {
            return wide.clone();
        }
        if !narrow.is_empty() {
            return narrow;
        }
        let mut holding = self.holding_words(block);
        holding.intersect(wide);
        if !holding.is_empty() {
            return holding;
        }
        let mut speaking = self.speaking(block);
        speaking.intersect(wide);
        if !speaking.is_empty() {
            return speaking;
        }
        if wide.contains(0) {
            let mut first = Bits::none(block.len());
            first.insert(0);
            return first;
        }
        wide.clone()
    }

    /// The paragraphs with a word sought that is no stop word, or with any if all are.
    fn holding_words(&self, block: &Block) -> Bits {
        let mut all_stop = true;
        self.for_sought(&mut |leaf| all_stop &= leaf.is_stop_word);
        let mut holding = Bits::none(block.len());
        self.for_sought(&mut |leaf| {
            if all_stop || !leaf.is_stop_word {
                holding.unite(&leaf.reading.paragraphs);
            }
        });
        holding
    }

    /// Visits the words that are sought, those joined at the top first.
    fn for_sought<'c>(&'c self, visit: &mut dyn FnMut(&'c TextLeaf)) {
        self.words.leaves().iter().for_each(&mut *visit);
        self.others.iter().for_each(|node| node.for_sought(visit));
    }

    /// The paragraphs with a speech that satisfies a speech clause.
    fn speaking(&self, block: &Block) -> Bits {
        let mut speaking = Bits::none(block.len());
        self.for_answers(&mut |one| speaking.unite(&one.paragraphs(block, &one.satisfied)));
        speaking
    }

    /// The speeches of a block that satisfy the speech clauses, counted in the block.
    pub(super) fn satisfied(&self, block: &Block) -> Bits {
        let mut satisfied = Bits::none(block.speeches().len());
        self.for_answers(&mut |one| satisfied.unite(&one.satisfied));
        satisfied
    }

    /// Whether a speech of the block last read satisfies the speech clauses joined at the top.
    #[inline]
    pub(super) fn is_satisfied(&self, speech: usize) -> bool {
        self.speech.as_ref().is_none_or(|clauses| clauses.satisfied.contains(speech))
    }

    fn for_answers<'c>(&'c self, visit: &mut dyn FnMut(&'c OneSpeech)) {
        self.others.iter().for_each(|node| node.for_speeches(visit));
        if let Some(clauses) = &self.speech {
            clauses.holds.for_speeches(visit);
        }
    }

    /// Scores the passages of the article last read, unless none can score `bar` or more, or nothing is ranked.
    #[inline]
    pub(super) fn score(&mut self, found: &FoundArticle, bar: f32) -> bool {
        self.scoring.as_mut().is_some_and(|scoring| scoring.score(self.words.leaves(), &self.others, found, bar))
    }

    /// What each of the words adds to the score of a paragraph of the article last read.
    pub(super) fn explain(&mut self, found: &FoundArticle, paragraph: usize) -> Vec<WordScore> {
        let Self { words, others, scoring: Some(scoring), .. } = self else { return Vec::new() };
        scoring.score(words.leaves(), others, found, f32::NEG_INFINITY);
        scoring.explain(words.leaves(), others, found.block.has_title, paragraph)
    }

    /// The passages of the article last scored, in order.
    pub(super) fn scores(&self) -> &[(usize, f32)] {
        self.scoring.as_ref().map_or(&[], Scoring::passages)
    }
}

/// The record of a passage.
pub(super) fn record(block: &Block, paragraph: usize) -> DocId {
    block.paragraphs().start + paragraph as DocId
}
