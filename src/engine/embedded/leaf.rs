//! Words in a segment: where they stand in an article, and what they score.

use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, EmptyScorer, EnableScoring, PhrasePrefixQuery, PhraseQuery, Query, Scorer,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use super::schema::form_field;
use crate::analyzer::{Sequence, Unit, is_stop_word};
use crate::engine::fields;

/// How much a stop word's score counts, next to one for other words: enough to tell two passages
/// apart that are equal otherwise, too little to lift one that lacks a word of meaning.
const STOP_WORD_WEIGHT: f32 = 0.1;

/// Statistics of one text field over the records that have it. tantivy's own count every record, heads
/// and speeches too, which would make words look rarer and paragraphs longer than they are.
pub(super) struct FieldStatistics<'a> {
    searcher: &'a Searcher,
    records: u64,
}

impl<'a> FieldStatistics<'a> {
    /// `records` is how many records of the index have the field.
    pub(super) fn new(searcher: &'a Searcher, records: u64) -> Self {
        Self { searcher, records: records.max(1) }
    }
}

impl Bm25StatisticsProvider for FieldStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.records)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        // A damaged or racing count must not exceed the number of records: the formula asserts it.
        Ok(self.searcher.doc_freq(term)?.min(self.records))
    }
}

/// What scoring needs to know of the whole index.
pub(super) struct Statistics<'a> {
    pub(super) titles: FieldStatistics<'a>,
    pub(super) texts: FieldStatistics<'a>,
}

/// A sequence of words in one segment, read block by block in order.
pub(super) struct WordsLeaf {
    title: Box<dyn Scorer>,
    text: Box<dyn Scorer>,
    /// Whether a stop word alone, so that it does not choose passages.
    pub(super) is_stop_word: bool,
    weight: f32,
    /// What was read of the last block.
    pub(super) reading: Reading,
}

/// Where the words stand in one article, with scores.
#[derive(Default)]
pub(super) struct Reading {
    /// The score of the title, where it has the words.
    pub(super) title: Option<f32>,
    /// The paragraphs that have the words.
    pub(super) paragraphs: Bits,
    /// Paragraph and score.
    pub(super) scores: Vec<(usize, f32)>,
}

impl Reading {
    /// Whether the words stand in the article at all.
    pub(super) fn is_found(&self) -> bool {
        self.title.is_some() || !self.paragraphs.is_empty()
    }
}

impl WordsLeaf {
    /// Opens the words in a segment; `None` (no word at all) stands nowhere.
    pub(super) fn open(
        sequence: Option<&Sequence>,
        segment: &SegmentReader,
        statistics: &Statistics<'_>,
    ) -> Result<Self, TantivyError> {
        let scorer = |name: &str, statistics: &FieldStatistics<'_>| -> Result<Box<dyn Scorer>, TantivyError> {
            let Some(sequence) = sequence else { return Ok(Box::new(EmptyScorer)) };
            let field = form_field(segment.schema(), name, sequence.form());
            let query = query(sequence, field, segment)?;
            let scoring = EnableScoring::enabled_from_statistics_provider(statistics, statistics.searcher);
            query.weight(scoring)?.scorer(segment, 1.0)
        };
        let single = sequence.map(Sequence::units);
        let is_stop_word = matches!(single, Some([Unit::Is(word)]) if is_stop_word(word));
        let is_pattern = matches!(single, Some([.., Unit::Begins(_)]));
        Ok(Self {
            title: scorer(fields::TITLE, &statistics.titles)?,
            text: scorer(fields::TEXT, &statistics.texts)?,
            is_stop_word,
            weight: match (is_stop_word, is_pattern) {
                (true, _) => STOP_WORD_WEIGHT,
                // A pattern restricts: its score would depend on how it expands.
                (_, true) => 0.0,
                _ => 1.0,
            },
            reading: Reading::default(),
        })
    }

    /// The first block from `target` on in which the words may stand.
    pub(super) fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        let from = blocks.head(target);
        let title = seek(&mut *self.title, from);
        let text = seek(&mut *self.text, from);
        blocks.of(title.min(text))
    }

    /// Reads where the words stand in a block.
    pub(super) fn read(&mut self, block: &Block) {
        let reading = &mut self.reading;
        reading.paragraphs = Bits::none(block.len());
        reading.scores.clear();
        reading.title = (seek(&mut *self.title, block.head) == block.head).then(|| self.title.score() * self.weight);
        let mut at = seek(&mut *self.text, block.paragraphs.start);
        while at < block.paragraphs.end {
            let paragraph = (at - block.paragraphs.start) as usize;
            reading.paragraphs.insert(paragraph);
            reading.scores.push((paragraph, self.text.score() * self.weight));
            at = self.text.advance();
        }
    }
}

/// Moves to the first record from `target` on; a scorer never moves back.
pub(super) fn seek<S: DocSet + ?Sized>(scorer: &mut S, target: DocId) -> DocId {
    if scorer.doc() < target && scorer.doc() != TERMINATED { scorer.seek(target) } else { scorer.doc() }
}

/// A sequence as a tantivy query on one field.
fn query(sequence: &Sequence, field: Field, segment: &SegmentReader) -> Result<Box<dyn Query>, TantivyError> {
    let term = |form: &str| Term::from_field_text(field, form);
    Ok(match sequence.units() {
        [Unit::Is(word)] => Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)),
        [Unit::Begins(start)] => Box::new(TermSetQuery::new(beginning(start, field, segment)?)),
        units => {
            let terms = units.iter().map(|unit| match unit {
                Unit::Is(form) | Unit::Begins(form) => term(form),
            });
            let terms: Vec<(usize, Term)> = terms.enumerate().collect();
            if let [.., Unit::Begins(start)] = units {
                let mut phrase = PhrasePrefixQuery::new_with_offset(terms);
                // Room is set aside for as many as are allowed, so no more than there are.
                phrase.set_max_expansions(u32::try_from(beginning(start, field, segment)?.len()).unwrap_or(u32::MAX));
                Box::new(phrase)
            } else {
                Box::new(PhraseQuery::new_with_offset(terms))
            }
        }
    })
}

/// The terms of a segment that begin so.
fn beginning(start: &str, field: Field, segment: &SegmentReader) -> Result<Vec<Term>, TantivyError> {
    let index = segment.inverted_index(field)?;
    let mut stream = index.terms().range().ge(start.as_bytes()).into_stream()?;
    let mut terms = Vec::new();
    while stream.advance() && stream.key().starts_with(start.as_bytes()) {
        terms.push(Term::from_field_bytes(field, stream.key()));
    }
    Ok(terms)
}

/// The records that hold all of some keys in a field, unscored.
pub(super) fn keys(
    schema: &Schema,
    name: &str,
    keys: impl IntoIterator<Item = impl AsRef<str>>,
    searcher: &Searcher,
    segment: &SegmentReader,
) -> Result<Box<dyn Scorer>, TantivyError> {
    let field = super::schema::field(schema, name);
    let terms: Vec<Box<dyn Query>> = keys
        .into_iter()
        .map(|key| {
            let term = Term::from_field_text(field, key.as_ref());
            Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
        })
        .collect();
    if terms.is_empty() {
        return Ok(Box::new(EmptyScorer));
    }
    BooleanQuery::intersection(terms).weight(EnableScoring::disabled_from_searcher(searcher))?.scorer(segment, 1.0)
}
