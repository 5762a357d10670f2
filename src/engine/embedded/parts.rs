//! The parts of a block that words may be brought down to: its paragraphs, or their sentences.

use std::sync::Arc;

use tantivy::columnar::Column;

use super::bits::Bits;
use super::blocks::Block;
use super::collect::record;
use crate::query::Scope;

/// The parts of one block.
pub(super) enum Parts {
    /// How many paragraphs there are.
    Paragraphs(usize),
    /// Sentences, numbered through the block.
    Sentences {
        /// By paragraph, its first sentence; then one past the last of the block.
        first: Vec<usize>,
        /// By sentence, the position of its first token.
        starts: Vec<u32>,
    },
}

impl Parts {
    /// Reads where the sentences of a block begin.
    pub(super) fn sentences(block: &Block, column: &Arc<Column<i64>>) -> Self {
        let (mut first, mut starts) = (Vec::with_capacity(block.len() + 1), Vec::new());
        for paragraph in 0..block.len() {
            first.push(starts.len());
            starts.push(0);
            let further = column.values_for_doc(record(block, paragraph));
            starts.extend(further.map(|position| u32::try_from(position).unwrap_or(0)));
        }
        first.push(starts.len());
        Self::Sentences { first, starts }
    }

    pub(super) fn scope(&self) -> Scope {
        match self {
            Self::Paragraphs(_) => Scope::Paragraph,
            Self::Sentences { .. } => Scope::Sentence,
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Paragraphs(len) => *len,
            Self::Sentences { starts, .. } => starts.len(),
        }
    }

    /// The sentence of a position.
    pub(super) fn sentence(&self, paragraph: usize, position: u32) -> usize {
        match self {
            Self::Paragraphs(_) => paragraph,
            Self::Sentences { first, starts } => {
                let (from, to) = (first[paragraph], first[paragraph + 1]);
                from + starts[from..to].partition_point(|&start| start <= position).saturating_sub(1)
            }
        }
    }

    /// All parts of some paragraphs.
    pub(super) fn spread(&self, paragraphs: &Bits) -> Bits {
        match self {
            Self::Paragraphs(_) => paragraphs.clone(),
            Self::Sentences { first, .. } => {
                let mut bits = Bits::none(self.len());
                for paragraph in paragraphs.iter() {
                    (first[paragraph]..first[paragraph + 1]).for_each(|part| bits.insert(part));
                }
                bits
            }
        }
    }

    /// The paragraphs with one of some parts.
    pub(super) fn gather(&self, parts: &Bits, paragraphs: usize) -> Bits {
        match self {
            Self::Paragraphs(_) => parts.clone(),
            Self::Sentences { first, .. } => {
                let mut bits = Bits::none(paragraphs);
                for part in parts.iter() {
                    bits.insert(first.partition_point(|&from| from <= part) - 1);
                }
                bits
            }
        }
    }
}
