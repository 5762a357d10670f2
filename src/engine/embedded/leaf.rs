//! Words in a segment: where they stand in an article, and what they score.

use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, EmptyScorer, EnableScoring, PhraseQuery, Query, Scorer, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use super::collect::record;
use super::condition::Opening;
use super::parts::Parts;
use super::schema::form_field;
use super::spans::{SpanScorer, Spans};
use crate::analyzer::{Form, SpanQuery, Unit, is_stop_word};
use crate::engine::fields;
use crate::query::Scope;
use crate::query::bind::TextClause;

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

/// Something that stands in the texts of articles, in one segment, read block by block in order.
pub(super) struct TextLeaf {
    title: Box<dyn Scorer>,
    text: Box<dyn Scorer>,
    /// Where in the paragraphs it stands, if that is asked.
    spans: Option<Spans>,
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

impl TextLeaf {
    /// Opens a clause in a segment.
    pub(super) fn open(clause: &TextClause, at: &Opening<'_>) -> Result<Self, TantivyError> {
        let title: Box<dyn Scorer> = if clause.in_title && !at.in_sentence {
            scorer(&clause.query, fields::TITLE, at.segment, at.searcher, Some(&at.statistics.titles))?
        } else {
            Box::new(EmptyScorer)
        };
        let is_stop_word = matches!(&clause.query, SpanQuery::Row(row) if matches!(row.units(), [Unit::Is(_, word)] if is_stop_word(word)));
        Ok(Self {
            title,
            text: scorer(&clause.query, fields::TEXT, at.segment, at.searcher, Some(&at.statistics.texts))?,
            spans: at.in_sentence.then(|| Spans::open(&clause.query, fields::TEXT, at.segment)).transpose()?,
            is_stop_word,
            weight: clause.weight * if is_stop_word { STOP_WORD_WEIGHT } else { 1.0 },
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

/// The records of a segment in which something stands. Words and phrases in the exact and stemmed forms score
/// where statistics are given; everything else scores nothing.
pub(super) fn scorer(
    query: &SpanQuery,
    name: &str,
    segment: &SegmentReader,
    searcher: &Searcher,
    statistics: Option<&FieldStatistics<'_>>,
) -> Result<Box<dyn Scorer>, TantivyError> {
    let Some((form, words)) = plain_words(query) else {
        return Ok(Box::new(SpanScorer::new(Spans::open(query, name, segment)?)));
    };
    let field = form_field(segment.schema(), name, form);
    let terms: Vec<Term> = words.into_iter().map(|word| Term::from_field_text(field, word)).collect();
    let query: Box<dyn Query> = match &terms[..] {
        [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new_with_offset(terms.into_iter().enumerate().collect())),
    };
    let scoring = match statistics {
        Some(statistics) => EnableScoring::enabled_from_statistics_provider(statistics, searcher),
        None => EnableScoring::disabled_from_searcher(searcher),
    };
    query.weight(scoring)?.scorer(segment, 1.0)
}

/// The words of a row that tantivy can match and score by itself: all in one form that is scored.
fn plain_words(query: &SpanQuery) -> Option<(Form, Vec<&str>)> {
    let SpanQuery::Row(row) = query else { return None };
    let form = row.units().first()?.form();
    let word = |unit| match unit {
        &Unit::Is(own, ref word) if own == form && form != Form::Cased => Some(word.as_str()),
        _ => None,
    };
    Some((form, row.units().iter().map(word).collect::<Option<_>>()?))
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
