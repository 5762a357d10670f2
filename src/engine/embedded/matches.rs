//! The records of a segment that match something, in order, with what each scores.
//!
//! A term's own postings are by far the most frequent, and are walked without a virtual call a record.

use std::ops::Range;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{Bm25Weight, EnableScoring, PhraseQuery, Query, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, TantivyError, Term};

use super::condition::Opening;
use super::leaf::FieldStatistics;
use super::schema::{field, form_field};
use super::spans::{SpanScorer, Spans};
use crate::analyzer::SpanQuery;
use crate::engine::keys::fitting;
use crate::engine::scores;

/// Records that match, read in order.
pub(super) enum Matches {
    /// There are none.
    None,
    /// Those with a term.
    Term(Box<TermMatches>),
    /// Any others.
    Other(Box<dyn Scorer>),
}

/// The records with a term.
#[derive(Clone)]
pub(super) struct TermMatches {
    postings: BlockSegmentPostings,
    /// Where it stands in the block of postings that is unpacked.
    at: usize,
    record: DocId,
    /// How a record scores, if it does: by its length in words.
    scoring: Option<(FieldNormReader, Bm25Weight)>,
}

impl Matches {
    /// The records in which something stands in the field `name`. Words and phrases in the exact and stemmed
    /// forms score where statistics are given; everything else scores nothing.
    pub(super) fn open(
        query: &SpanQuery,
        name: &str,
        at: &Opening<'_>,
        statistics: Option<&FieldStatistics<'_>>,
    ) -> Result<Self, TantivyError> {
        let Some((form, words)) = scores::plain_words(query) else {
            return Ok(Self::unscored(SpanScorer::new(Spans::open(query, name, at.segment)?)));
        };
        let field = form_field(at.segment.schema(), name, form);
        let terms: Vec<Term> = words.into_iter().map(|word| Term::from_field_text(field, word)).collect();
        if let [term] = &terms[..] {
            return Self::term(term, at, statistics);
        }
        let scoring = match statistics {
            Some(statistics) => EnableScoring::enabled_from_statistics_provider(statistics, at.searcher),
            None => EnableScoring::disabled_from_searcher(at.searcher),
        };
        let query = PhraseQuery::new_with_offset(terms.into_iter().enumerate().collect());
        Ok(Self::Other(query.weight(scoring)?.scorer(at.segment, 1.0)?))
    }

    fn term(term: &Term, at: &Opening<'_>, statistics: Option<&FieldStatistics<'_>>) -> Result<Self, TantivyError> {
        let option = if statistics.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let Some(postings) = at.segment.inverted_index(term.field())?.read_block_postings(term, option)? else {
            return Ok(Self::None);
        };
        let scoring = match statistics {
            Some(statistics) => {
                let weight = Bm25Weight::for_terms(statistics, std::slice::from_ref(term))?;
                Some((at.segment.get_fieldnorms_reader(term.field())?, weight))
            }
            None => None,
        };
        Ok(Self::Term(Box::new(TermMatches::new(postings, scoring))))
    }

    /// The records with a key in a field. They score nothing.
    pub(super) fn key(name: &str, key: &str, at: &Opening<'_>) -> Result<Self, TantivyError> {
        Self::term(&Term::from_field_text(field(at.segment.schema(), name), fitting(key)), at, None)
    }

    /// Others, which score nothing.
    pub(super) fn unscored(scorer: impl Scorer) -> Self {
        Self::Other(Box::new(scorer))
    }

    /// Moves to the first record from `target` on, unless it is there or past it already.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::None => TERMINATED,
            Self::Term(term) => term.seek(target),
            Self::Other(scorer) if scorer.doc() < target => scorer.seek(target),
            Self::Other(scorer) => scorer.doc(),
        }
    }

    /// The term, if it is one or stands nowhere.
    pub(super) fn to_term(&self) -> Option<Option<TermMatches>> {
        match self {
            Self::None => Some(None),
            Self::Term(term) => Some(Some(TermMatches::clone(term))),
            Self::Other(_) => None,
        }
    }

    /// Visits the records of a range that match, with what they score, and moves past it.
    #[inline]
    pub(super) fn for_each_in(&mut self, range: Range<DocId>, mut visit: impl FnMut(DocId, f32)) {
        match self {
            Self::None => {}
            Self::Term(term) => term.for_each_in(range, visit),
            Self::Other(scorer) => {
                let mut record = scorer.doc();
                if record < range.start {
                    record = scorer.seek(range.start);
                }
                while record < range.end {
                    visit(record, scorer.score());
                    record = scorer.advance();
                }
            }
        }
    }

    /// What the record at which it stands scores.
    #[inline]
    pub(super) fn score(&mut self) -> f32 {
        match self {
            Self::None => 0.0,
            Self::Term(term) => term.score(),
            Self::Other(scorer) => scorer.score(),
        }
    }

    /// About how many records there are.
    pub(super) fn size_hint(&self) -> u32 {
        match self {
            Self::None => 0,
            Self::Term(term) => term.frequency(),
            Self::Other(scorer) => scorer.size_hint(),
        }
    }
}

impl TermMatches {
    fn new(postings: BlockSegmentPostings, scoring: Option<(FieldNormReader, Bm25Weight)>) -> Self {
        Self { at: 0, record: postings.doc(0), postings, scoring }
    }

    /// Moves to the first record from `target` on, unless it is there or past it already.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.record < target {
            let next = self.at + 1;
            // The next one is often it.
            self.at = match self.postings.docs().get(next) {
                Some(&record) if record >= target => next,
                _ => self.postings.seek(target),
            };
            self.record = self.postings.doc(self.at);
        }
        self.record
    }

    /// Visits the records of a range that match, with what they score, and moves past it.
    #[inline]
    pub(super) fn for_each_in(&mut self, range: Range<DocId>, mut visit: impl FnMut(DocId, f32)) {
        let mut record = self.seek(range.start);
        while record < range.end {
            visit(record, self.score());
            self.at += 1;
            record = match self.postings.docs().get(self.at) {
                Some(&record) => record,
                None => self.next_block(),
            };
            self.record = record;
        }
    }

    /// The first record of the next block of postings, which is empty past the last one.
    #[cold]
    fn next_block(&mut self) -> DocId {
        self.postings.advance();
        self.at = 0;
        self.postings.docs().first().copied().unwrap_or(TERMINATED)
    }

    /// What the record at which it stands scores.
    #[inline]
    pub(super) fn score(&self) -> f32 {
        let Some((lengths, weight)) = &self.scoring else { return 0.0 };
        weight.score(lengths.fieldnorm_id(self.record), self.postings.freq(self.at))
    }

    /// In how many records it stands.
    pub(super) fn frequency(&self) -> u32 {
        self.postings.doc_freq()
    }
}
