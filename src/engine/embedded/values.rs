//! The values that a facet counts, article by article.
//!
//! Its place: between the columns of a segment and [`super::facets`]. A column unpacks a value at a time, which is what a
//! program wants that asks one question. Where questions go on, the whole column is unpacked once and kept with what is
//! open: as soon as reading it bit by bit has cost as much as that.
//!
//! # Limits
//! What is kept takes eight bytes for each value of a paragraph or speech: some 50 MB a facet for a million paragraphs.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader, TantivyError};

use super::blocks::{Block, Blocks};
use super::collect::record;
use super::condition::paragraph_of;
use crate::engine::fields;
use crate::query::Facet;

/// A column is unpacked when so many times the articles of its segment have been read from it.
const READ_MAX: u64 = 2;

/// What stands for no value.
pub(super) const ABSENT: u32 = u32::MAX;

/// Which records have the values of a facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// The article, one at most.
    Article,
    /// Its paragraphs, any number each.
    Paragraph,
    /// Its speeches, one each at most.
    Speech,
}

/// A value of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ValueAt {
    /// The paragraph that has it, or in which the speech stands.
    pub(super) paragraph: u32,
    /// Its ordinal in the column, or [`ABSENT`] for an article or a speech without any.
    pub(super) ordinal: u32,
}

/// The columns of a segment that were unpacked.
#[derive(Default)]
pub(super) struct Kept([KeptColumn; Facet::ALL.len()]);

#[derive(Default)]
struct KeptColumn {
    unpacked: OnceLock<Unpacked>,
    /// How many articles have been read from the column so far.
    read: AtomicU64,
}

impl Kept {
    fn column(&self, facet: Facet) -> &KeptColumn {
        let at = Facet::ALL.iter().position(|own| *own == facet).unwrap_or_default();
        &self.0[at]
    }
}

/// The values of every article of a segment.
struct Unpacked {
    /// By block, its first value; then one past the last of all.
    firsts: Vec<u32>,
    values: Vec<ValueAt>,
}

impl Unpacked {
    fn of(&self, block: usize) -> &[ValueAt] {
        let (from, to) = (self.firsts[block] as usize, self.firsts[block + 1] as usize);
        &self.values[from..to]
    }
}

/// The values of one facet in a segment.
pub(super) struct Values<'a> {
    packed: Packed,
    blocks: &'a Blocks,
    kept: &'a KeptColumn,
    /// Those of the article last read, where they are not kept.
    last: Vec<ValueAt>,
}

/// The columns as they are stored.
struct Packed {
    holder: Holder,
    column: Option<StrColumn>,
    paragraph_of: Column<i64>,
}

impl<'a> Values<'a> {
    pub(super) fn open(
        facet: Facet,
        segment: &SegmentReader,
        blocks: &'a Blocks,
        kept: &'a Kept,
    ) -> Result<Self, TantivyError> {
        let (name, holder) = match facet {
            Facet::Year | Facet::Month => (fields::MONTH, Holder::Article),
            Facet::Publisher => (fields::PUBLISHER, Holder::Article),
            Facet::Lang => (fields::LANG, Holder::Article),
            Facet::Pair => (fields::PAIR, Holder::Paragraph),
            Facet::Country => (fields::COUNTRY, Holder::Paragraph),
            Facet::Speaker => (fields::SPEAKER, Holder::Speech),
            Facet::Kind => (fields::KIND, Holder::Speech),
        };
        let column = segment.fast_fields().str(name)?;
        let paragraph_of = segment.fast_fields().i64(fields::PARAGRAPH)?;
        let packed = Packed { holder, column, paragraph_of };
        Ok(Self { packed, blocks, kept: kept.column(facet), last: Vec::new() })
    }

    pub(super) fn column(&self) -> Option<&StrColumn> {
        self.packed.column.as_ref()
    }

    pub(super) fn holder(&self) -> Holder {
        self.packed.holder
    }

    /// The values of an article, by paragraph; of speeches one each, in order.
    #[inline]
    pub(super) fn of(&mut self, block: usize) -> &[ValueAt] {
        match self.kept.unpacked.get() {
            Some(all) => all.of(block),
            None => self.read(block),
        }
    }

    fn read(&mut self, block: usize) -> &[ValueAt] {
        let read = self.kept.read.fetch_add(1, Ordering::Relaxed) + 1;
        if read >= READ_MAX * self.blocks.len() as u64
            && let Some(unpacked) = self.packed.unpack(self.blocks)
        {
            return self.kept.unpacked.get_or_init(|| unpacked).of(block);
        }
        self.last.clear();
        self.packed.read(&self.blocks.get(block), &mut self.last);
        &self.last
    }
}

impl Packed {
    /// All values; none where there are more than can be counted.
    fn unpack(&self, blocks: &Blocks) -> Option<Unpacked> {
        let mut all = Unpacked { firsts: Vec::with_capacity(blocks.len() + 1), values: Vec::new() };
        for block in 0..blocks.len() {
            all.firsts.push(u32::try_from(all.values.len()).ok()?);
            self.read(&blocks.get(block), &mut all.values);
        }
        all.firsts.push(u32::try_from(all.values.len()).ok()?);
        all.values.shrink_to_fit();
        Some(all)
    }

    /// Adds the values of an article.
    fn read(&self, block: &Block, into: &mut Vec<ValueAt>) {
        let first = |record: DocId| {
            let ordinal = self.column.as_ref().and_then(|column| column.ords().first(record));
            ordinal.and_then(|ordinal| u32::try_from(ordinal).ok()).unwrap_or(ABSENT)
        };
        match self.holder {
            Holder::Article => into.push(ValueAt { paragraph: 0, ordinal: first(block.head) }),
            Holder::Paragraph => {
                let Some(column) = &self.column else { return };
                for (paragraph, at) in (0..).zip(0..block.len()) {
                    let ordinals = column.ords().values_for_doc(record(block, at));
                    into.extend(ordinals.map(|ordinal| ValueAt { paragraph, ordinal: ordinal as u32 }));
                }
            }
            Holder::Speech => {
                for (speech, record) in block.speeches().enumerate() {
                    let paragraph = paragraph_of(&self.paragraph_of, block, speech) as u32;
                    into.push(ValueAt { paragraph, ordinal: first(record) });
                }
            }
        }
    }
}
