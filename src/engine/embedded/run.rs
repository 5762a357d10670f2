//! A run of words, looked up in one record after another. Unlike a scorer it never searches for the next record
//! that has it, which for rare runs of common words would cost more than all else.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TantivyError, Term};

use super::condition::Opening;
use super::leaf::FieldStatistics;
use super::schema::form_field;
use crate::analyzer::{Form, Sequence, Unit};

/// Words next to each other in one field of a segment.
pub(super) struct Run {
    words: Vec<Word>,
    lengths: FieldNormReader,
    weight: Bm25Weight,
}

struct Word {
    postings: SegmentPostings,
    /// Where it stands in the record last read.
    positions: Vec<u32>,
}

impl Run {
    /// Opens the words of a row, all in the stemmed form, in the field `name`; `None` where one of them is missing.
    pub(super) fn open(
        row: &Sequence,
        name: &str,
        at: &Opening<'_>,
        statistics: &FieldStatistics<'_>,
    ) -> Result<Option<Self>, TantivyError> {
        let field = form_field(at.segment.schema(), name, Form::Stem);
        let word = |unit: &Unit| match unit {
            Unit::Is(_, word) => Some(Term::from_field_text(field, word)),
            _ => None,
        };
        let Some(terms) = row.units().iter().map(word).collect::<Option<Vec<_>>>() else { return Ok(None) };
        let index = at.segment.inverted_index(field)?;
        let mut words = Vec::new();
        for term in &terms {
            match index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)? {
                Some(postings) => words.push(Word { postings, positions: Vec::new() }),
                None => return Ok(None),
            }
        }
        let lengths = at.segment.get_fieldnorms_reader(field)?;
        Ok(Some(Self { words, lengths, weight: Bm25Weight::for_terms(statistics, &terms)? }))
    }

    /// What a record scores, if it has the run. Records are asked for in increasing order.
    pub(super) fn score_of(&mut self, record: DocId) -> Option<f32> {
        for Word { postings, positions } in &mut self.words {
            if postings.doc() < record {
                postings.seek(record);
            }
            if postings.doc() != record {
                return None;
            }
            postings.positions(positions);
        }
        let (first, others) = self.words.split_first()?;
        let follows = |&position: &u32| {
            let mut next = (position + 1..).zip(others);
            next.all(|(position, word)| word.positions.binary_search(&position).is_ok())
        };
        let count = first.positions.iter().filter(|position| follows(position)).count();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        (count > 0).then(|| self.weight.score(self.lengths.fieldnorm_id(record), count))
    }
}
