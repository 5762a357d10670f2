//! Where each article's records lie in a segment.

use std::ops::Range;

use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::{field, form_field};
use crate::analyzer::Form;
use crate::engine::fields::{self, Record};

/// The blocks of a segment, numbered in order; deleted ones included until they are merged away.
pub(super) struct Blocks {
    blocks: Vec<Block>,
    /// The block of each record; a file's record counts to the block before it.
    block_of: Vec<u32>,
    /// One past the last record of the segment.
    end: DocId,
}

/// One article's records.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// Its head.
    pub(super) head: DocId,
    /// One past its last paragraph, and its first speech.
    middle: DocId,
    /// One past its last speech.
    end: DocId,
    /// Whether it has a title with a word in it.
    pub(super) has_title: bool,
}

impl Block {
    /// Its paragraphs, in order.
    #[inline]
    pub(super) fn paragraphs(&self) -> Range<DocId> {
        self.head + 1..self.middle
    }

    /// Its speeches, by paragraph and in order.
    #[inline]
    pub(super) fn speeches(&self) -> Range<DocId> {
        self.middle..self.end
    }

    /// How many paragraphs it has.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.paragraphs().len()
    }
}

impl Blocks {
    /// Reads the layout of a segment.
    pub(super) fn open(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let level = field(segment.schema(), fields::LEVEL);
        let term = Term::from_field_text(level, Record::Article.name());
        let postings = segment.inverted_index(level)?.read_postings(&term, IndexRecordOption::Basic)?;
        let mut heads = Vec::with_capacity(postings.as_ref().map_or(0, |p| p.doc_freq() as usize));
        if let Some(mut postings) = postings {
            while postings.doc() != TERMINATED {
                heads.push(postings.doc());
                postings.advance();
            }
        }
        let columns = segment.fast_fields();
        let (paragraphs, speeches) = (columns.i64(fields::PARAGRAPHS)?, columns.i64(fields::SPEECHES)?);
        let titles = segment.get_fieldnorms_reader(form_field(segment.schema(), fields::TITLE, Form::Stem))?;
        let end = segment.max_doc();
        // Damaged counts must not lead past the records there are.
        let past = |from: DocId, column: &Column<i64>, head: DocId| -> DocId {
            let count = column.first(head).and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
            from.saturating_add(count).min(end)
        };
        let block = |&head: &DocId| {
            let middle = past((head + 1).min(end), &paragraphs, head);
            // Nobody speaks where there is no paragraph.
            let end = if middle > head + 1 { past(middle, &speeches, head) } else { middle };
            Block { head, middle, end, has_title: titles.fieldnorm_id(head) > 0 }
        };
        let blocks: Vec<Block> = heads.iter().map(block).collect();
        let mut block_of = vec![0; end as usize];
        let next = heads.iter().skip(1).chain([&end]);
        for ((number, &head), &next) in (0..).zip(&heads).zip(next) {
            if let Some(records) = block_of.get_mut(head as usize..next as usize) {
                records.fill(number);
            }
        }
        Ok(Self { blocks, block_of, end })
    }

    /// How many blocks there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The records of a block, which must be one of them.
    #[inline]
    pub(super) fn get(&self, block: usize) -> Block {
        self.blocks[block]
    }

    /// The first record of a block, or the end of the segment for the one past the last.
    #[inline]
    pub(super) fn head(&self, block: usize) -> DocId {
        self.blocks.get(block).map_or(self.end, |block| block.head)
    }

    /// The block of a record, one past the last for [`TERMINATED`].
    #[inline]
    pub(super) fn of(&self, record: DocId) -> usize {
        self.block_of.get(record as usize).map_or(self.len(), |&block| block as usize)
    }
}
