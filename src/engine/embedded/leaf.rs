//! Words in a segment: where they stand in an article, and what they score.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use smol_str::SmolStr;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError, Term};

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use super::collect::record;
use super::condition::Opening;
use super::matches::Matches;
use super::parts::Parts;
use super::spans::Spans;
use crate::engine::{fields, scores};
use crate::query::Scope;
use crate::query::bind::TextClause;

/// How many tokens the records of an index have in each field, summed once. tantivy's own sums are exact until records are
/// merged of which some were deleted, and estimates afterwards, so that two indexes of the same records would score
/// differently. Here lengths count as scores have them: rounded, each to a byte.
#[derive(Default)]
pub(super) struct FieldLengths(Mutex<HashMap<Field, u64>>);

impl FieldLengths {
    fn of(&self, field: Field, searcher: &Searcher) -> tantivy::Result<u64> {
        let mut lengths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&length) = lengths.get(&field) {
            return Ok(length);
        }
        let mut length = 0;
        for segment in searcher.segment_readers() {
            let norms = segment.get_fieldnorms_reader(field)?;
            length += (0..segment.max_doc()).map(|doc| u64::from(norms.fieldnorm(doc))).sum::<u64>();
        }
        lengths.insert(field, length);
        Ok(length)
    }
}

/// Statistics of one text field over the records that have it. tantivy's own count every record, heads
/// and speeches too, which would make words look rarer and paragraphs longer than they are.
pub(super) struct FieldStatistics<'a> {
    searcher: &'a Searcher,
    records: u64,
    lengths: &'a FieldLengths,
    /// What was asked before: the same is asked for every segment.
    frequencies: RefCell<HashMap<Term, u64>>,
}

impl<'a> FieldStatistics<'a> {
    /// `records` is how many records of the index have the field.
    pub(super) fn new(searcher: &'a Searcher, records: u64, lengths: &'a FieldLengths) -> Self {
        Self { searcher, records: records.max(1), lengths, frequencies: RefCell::default() }
    }
}

impl Bm25StatisticsProvider for FieldStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.lengths.of(field, self.searcher)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.records)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(&count) = self.frequencies.borrow().get(term) {
            return Ok(count);
        }
        // A damaged or racing count must not exceed the number of records: the formula asserts it.
        let count = self.searcher.doc_freq(term)?.min(self.records);
        self.frequencies.borrow_mut().insert(term.clone(), count);
        Ok(count)
    }
}

/// What scoring needs to know of the whole index.
pub(super) struct Statistics<'a> {
    pub(super) titles: FieldStatistics<'a>,
    pub(super) texts: FieldStatistics<'a>,
}

/// Something that stands in the texts of articles, in one segment, read block by block in order.
pub(super) struct TextLeaf {
    /// What it is, as it is typed.
    pub(super) typed: SmolStr,
    title: Matches,
    text: Matches,
    /// Where in the paragraphs it stands, if that is asked.
    spans: Option<Spans>,
    /// Whether a stop word alone, so that it does not choose passages.
    pub(super) is_stop_word: bool,
    /// How much its scores count.
    pub(super) weight: f32,
    /// What was read of the last block.
    pub(super) reading: Reading,
}

/// Where the words stand in one article, with scores, the weight of the clause apart.
#[derive(Default)]
pub(super) struct Reading {
    /// The score of the title, where it has the words.
    pub(super) title: Option<f32>,
    /// The paragraphs that have the words.
    pub(super) paragraphs: Bits,
    /// Paragraph and score, in order.
    pub(super) scores: Vec<(usize, f32)>,
    /// The best of the scores.
    pub(super) best: f32,
}

impl Reading {
    /// Forgets all scores.
    pub(super) fn clear(&mut self) {
        self.title = None;
        self.scores.clear();
        self.best = 0.0;
    }

    /// Adds the score of a paragraph.
    #[inline]
    pub(super) fn add(&mut self, paragraph: usize, score: f32) {
        self.scores.push((paragraph, score));
        self.best = if score > self.best { score } else { self.best };
    }

    /// Whether the words stand in the article at all.
    #[inline]
    pub(super) fn is_found(&self) -> bool {
        self.title.is_some() || !self.paragraphs.is_empty()
    }
}

impl TextLeaf {
    /// Opens a clause in a segment.
    pub(super) fn open(clause: &TextClause, at: &Opening<'_>) -> Result<Self, TantivyError> {
        let title = if clause.in_title && !at.in_sentence {
            Matches::open(&clause.query, fields::TITLE, at, at.statistics.map(|all| &all.titles))?
        } else {
            Matches::None
        };
        let is_stop_word = scores::is_stop_word(clause);
        Ok(Self {
            typed: clause.text.clone(),
            title,
            text: Matches::open(&clause.query, fields::TEXT, at, at.statistics.map(|all| &all.texts))?,
            spans: at.in_sentence.then(|| Spans::open(&clause.query, fields::TEXT, at.segment)).transpose()?,
            is_stop_word,
            weight: scores::weight(clause),
            reading: Reading::default(),
        })
    }

    /// The parts of a block in which it stands as a whole. The block must have been read.
    pub(super) fn parts(&mut self, block: &Block, parts: &Parts) -> Bits {
        let Some(spans) = self.spans.as_mut().filter(|_| parts.scope() == Scope::Sentence) else {
            return parts.spread(&self.reading.paragraphs);
        };
        let mut bits = Bits::none(parts.len());
        for paragraph in self.reading.paragraphs.iter() {
            for stretch in spans.stretches(record(block, paragraph)) {
                let sentence = parts.sentence(paragraph, stretch.first);
                if sentence == parts.sentence(paragraph, stretch.last) {
                    bits.insert(sentence);
                }
            }
        }
        bits
    }

    /// The first block from `target` on in which the words may stand.
    #[inline]
    pub(super) fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        let from = blocks.head(target);
        blocks.of(self.title.seek(from).min(self.text.seek(from)))
    }

    /// The records with it, by title and by text.
    pub(super) fn matches(&self) -> (&Matches, &Matches) {
        (&self.title, &self.text)
    }

    /// In about how many records it stands.
    pub(super) fn size_hint(&self) -> u32 {
        self.title.size_hint().saturating_add(self.text.size_hint())
    }

    /// Reads where the words stand in a block.
    #[inline]
    pub(super) fn read(&mut self, block: &Block) {
        let Self { title, text, reading, .. } = self;
        reading.clear();
        reading.title = (title.seek(block.head) == block.head).then(|| title.score());
        reading.paragraphs = Bits::none(block.len());
        let records = block.paragraphs();
        text.for_each_in(records.clone(), |record, score| {
            let paragraph = (record - records.start) as usize;
            reading.paragraphs.insert(paragraph);
            reading.add(paragraph, score);
        });
    }
}
