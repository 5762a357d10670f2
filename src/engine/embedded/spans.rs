//! Matches with positions in a segment: patterns, nearness, and whatever must lie within a sentence or be
//! counted.
//!
//! tantivy has no span queries. The postings of the units are walked side by side, and the positions of a
//! record go through the same functions that mark a text ([`SpanQuery::stretches`]).

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::Scorer;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::form_field;
use crate::analyzer::{SpanQuery, Stretch, Unit};

/// A query on one text field of a segment, read record by record in order.
pub(super) struct Spans {
    query: SpanQuery,
    /// By unit, in the order of [`SpanQuery::units`].
    cursors: Vec<Cursor>,
    /// The positions of each unit in the record last read.
    positions: Vec<Vec<u32>>,
}

impl Spans {
    /// Opens a query on the field `name`.
    pub(super) fn open(query: &SpanQuery, name: &str, segment: &SegmentReader) -> Result<Self, TantivyError> {
        let open = |unit: &Unit| Cursor::open(unit, form_field(segment.schema(), name, unit.form()), segment);
        let cursors = query.units().into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { positions: vec![Vec::new(); cursors.len()], query: query.clone(), cursors })
    }

    /// The first record from `target` on that holds units enough to match.
    fn candidate(&mut self, mut target: DocId) -> DocId {
        loop {
            let mut records = self.cursors.iter_mut().map(|cursor| cursor.seek(target));
            let at = self.query.fold(&mut records, &DocId::max, &DocId::min).unwrap_or(TERMINATED);
            if at == target || at == TERMINATED {
                return at;
            }
            target = at;
        }
    }

    /// The matches in a record. Records are asked for in increasing order.
    pub(super) fn stretches(&mut self, record: DocId) -> Vec<Stretch> {
        for (cursor, positions) in self.cursors.iter_mut().zip(&mut self.positions) {
            cursor.positions(record, positions);
        }
        self.query.stretches(&mut self.positions.iter().map(Vec::as_slice))
    }

    /// The first record from `target` on that matches.
    fn seek(&mut self, mut target: DocId) -> DocId {
        loop {
            let record = self.candidate(target);
            if record == TERMINATED || !self.stretches(record).is_empty() {
                return record;
            }
            target = record + 1;
        }
    }

    /// The first record from `target` on that may match.
    pub(super) fn next(&mut self, target: DocId) -> DocId {
        if target == TERMINATED { TERMINATED } else { self.candidate(target) }
    }
}

/// Where one unit stands, in order.
enum Cursor {
    /// A term's own postings.
    Term(Box<SegmentPostings>),
    /// Those of all terms that a pattern stands for: record and position, sorted.
    Terms { occurrences: Vec<(DocId, u32)>, at: usize },
}

impl Cursor {
    fn open(unit: &Unit, field: Field, segment: &SegmentReader) -> Result<Self, TantivyError> {
        let index = segment.inverted_index(field)?;
        if let Unit::Is(_, form) = unit {
            let term = Term::from_field_text(field, form);
            if let Some(postings) = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? {
                return Ok(Self::Term(Box::new(postings)));
            }
        }
        let mut occurrences = Vec::new();
        let mut positions = Vec::new();
        for_terms(unit, field, segment, &mut |_, info| {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = index.read_postings_from_terminfo(info, option)?;
            while postings.doc() != TERMINATED {
                postings.positions(&mut positions);
                occurrences.extend(positions.iter().map(|&position| (postings.doc(), position)));
                postings.advance();
            }
            Ok(())
        })?;
        occurrences.sort_unstable();
        Ok(Self::Terms { occurrences, at: 0 })
    }

    /// Moves to the first record from `target` on, unless it is there already.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Term(postings) if postings.doc() < target => postings.seek(target),
            Self::Term(postings) => postings.doc(),
            Self::Terms { occurrences, at } => {
                *at += occurrences[*at..].partition_point(|&(record, _)| record < target);
                occurrences.get(*at).map_or(TERMINATED, |&(record, _)| record)
            }
        }
    }

    /// The positions in a record; none where it does not stand.
    fn positions(&mut self, record: DocId, into: &mut Vec<u32>) {
        into.clear();
        if self.seek(record) != record {
            return;
        }
        match self {
            Self::Term(postings) => postings.positions(into),
            Self::Terms { occurrences, at } => {
                into.extend(occurrences[*at..].iter().take_while(|at| at.0 == record).map(|&(_, position)| position));
            }
        }
    }
}

/// What is done with a term: its form, and where its postings lie.
type VisitTerm<'a> = &'a mut dyn FnMut(&[u8], &TermInfo) -> Result<(), TantivyError>;

/// Visits the terms of a segment that a pattern stands for.
pub(super) fn for_terms(
    unit: &Unit,
    field: Field,
    segment: &SegmentReader,
    visit: VisitTerm<'_>,
) -> Result<(), TantivyError> {
    let start = match unit {
        Unit::Is(..) => return Ok(()),
        Unit::Begins(_, start) => start.as_str(),
        Unit::Like(pattern) => pattern.common_prefix(),
    };
    let index = segment.inverted_index(field)?;
    let mut stream = index.terms().range().ge(start.as_bytes()).into_stream()?;
    while stream.advance() && stream.key().starts_with(start.as_bytes()) {
        let stands = match unit {
            Unit::Like(pattern) => std::str::from_utf8(stream.key()).is_ok_and(|form| pattern.matches(form)),
            _ => true,
        };
        if stands {
            visit(stream.key(), stream.value())?;
        }
    }
    Ok(())
}

/// The records that match. They all score nothing: what only restricts must not depend on how it expands.
pub(super) struct SpanScorer {
    spans: Spans,
    record: DocId,
}

impl SpanScorer {
    pub(super) fn new(mut spans: Spans) -> Self {
        let record = spans.seek(0);
        Self { spans, record }
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.record != TERMINATED {
            self.record = self.spans.seek(self.record + 1);
        }
        self.record
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.record < target {
            self.record = if target == TERMINATED { TERMINATED } else { self.spans.seek(target) };
        }
        self.record
    }

    fn doc(&self) -> DocId {
        self.record
    }

    fn size_hint(&self) -> u32 {
        0
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}
