//! Records that are gathered before a query walks the segment, such as the articles under some paths.

use tantivy::query::Scorer;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use super::schema::field;
use super::writer::is_file_key;
use crate::engine::fields;
use crate::query::PathPattern;

/// Some records, sorted; they score nothing.
pub(super) struct Records {
    records: Vec<DocId>,
    at: usize,
}

impl Records {
    /// The records, in any order and any number of times.
    pub(super) fn new(mut records: Vec<DocId>) -> Self {
        records.sort_unstable();
        records.dedup();
        Self { records, at: 0 }
    }
}

impl DocSet for Records {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.records.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|&record| record < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.records.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.records.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for Records {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// The heads of a segment with a path that matches.
pub(super) fn for_path(pattern: &PathPattern, segment: &SegmentReader) -> Result<Vec<DocId>, TantivyError> {
    let index = segment.inverted_index(field(segment.schema(), fields::PATH))?;
    let mut heads = Vec::new();
    let mut stream = index.terms().stream()?;
    while stream.advance() {
        // Keys of files' own records are no paths: see `file_key`.
        if !std::str::from_utf8(stream.key()).is_ok_and(|path| !is_file_key(path) && pattern.matches(path)) {
            continue;
        }
        let mut postings = index.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            heads.push(postings.doc());
            postings.advance();
        }
    }
    Ok(heads)
}
