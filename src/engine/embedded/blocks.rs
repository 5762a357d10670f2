//! Where each article's records lie in a segment.

use std::ops::Range;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::{field, form_field};
use crate::analyzer::Form;
use crate::engine::fields::{self, Record};

/// The blocks of a segment, numbered in order; deleted ones included until they are merged away.
pub(super) struct Blocks {
    /// The first record of each block, and one past the last record of the segment.
    heads: Vec<DocId>,
    /// How many paragraphs each block has.
    paragraphs: Vec<u32>,
    /// How many speeches each block has.
    speeches: Vec<u32>,
    /// How many words each head has in its title.
    titles: FieldNormReader,
    /// The block of each record; a file's record counts to the block before it.
    block_of: Vec<u32>,
}

/// One article's records.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Its head.
    pub(super) head: DocId,
    /// Its paragraphs, in order.
    pub(super) paragraphs: Range<DocId>,
    /// Its speeches, by paragraph and in order.
    pub(super) speeches: Range<DocId>,
    /// Whether it has a title with a word in it.
    pub(super) has_title: bool,
}

impl Block {
    /// How many paragraphs it has.
    pub(super) fn len(&self) -> usize {
        self.paragraphs.len()
    }
}

impl Blocks {
    /// Reads the layout of a segment.
    pub(super) fn open(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let level = field(segment.schema(), fields::LEVEL);
        let term = Term::from_field_text(level, Record::Article.name());
        let postings = segment.inverted_index(level)?.read_postings(&term, IndexRecordOption::Basic)?;
        let mut heads = Vec::with_capacity(postings.as_ref().map_or(0, |p| p.doc_freq() as usize) + 1);
        if let Some(mut postings) = postings {
            while postings.doc() != TERMINATED {
                heads.push(postings.doc());
                postings.advance();
            }
        }
        let columns = segment.fast_fields();
        let counts = |column: Column<i64>| -> Vec<u32> {
            heads.iter().map(|&head| column.first(head).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)).collect()
        };
        let (paragraphs, speeches) = (counts(columns.i64(fields::PARAGRAPHS)?), counts(columns.i64(fields::SPEECHES)?));
        let mut block_of = vec![0; segment.max_doc() as usize];
        for (block, &head) in (0..).zip(&heads) {
            let end = heads.get(block as usize + 1).copied().unwrap_or(segment.max_doc());
            block_of[head as usize..end as usize].fill(block);
        }
        heads.push(segment.max_doc());
        let titles = segment.get_fieldnorms_reader(form_field(segment.schema(), fields::TITLE, Form::Stem))?;
        Ok(Self { heads, paragraphs, speeches, titles, block_of })
    }

    /// How many blocks there are.
    pub(super) fn len(&self) -> usize {
        self.paragraphs.len()
    }

    /// The records of a block.
    pub(super) fn get(&self, block: usize) -> Block {
        let head = self.heads[block];
        let middle = head + 1 + self.paragraphs[block];
        Block {
            head,
            paragraphs: head + 1..middle,
            speeches: middle..middle + self.speeches[block],
            has_title: self.titles.fieldnorm_id(head) > 0,
        }
    }

    /// The first record of a block, or the end of the segment for the one past the last.
    pub(super) fn head(&self, block: usize) -> DocId {
        self.heads[block]
    }

    /// The block of a record, one past the last for [`TERMINATED`].
    pub(super) fn of(&self, record: DocId) -> usize {
        self.block_of.get(record as usize).map_or(self.len(), |&block| block as usize)
    }
}
