//! The words joined by AND at the top of a query, in a segment. Most queries are little else, so they are kept
//! apart from the tree of conditions and walked straight through.

use tantivy::TantivyError;

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use super::condition::Opening;
use super::leaf::TextLeaf;
use crate::query::bind::TextClause;

/// Words sought that must all stand in an article, read block by block in order; of none, every article has them.
pub(super) struct Words {
    /// In the order of the query.
    leaves: Vec<TextLeaf>,
    /// Their numbers, the rarest first.
    rarest: Vec<usize>,
}

impl Words {
    /// Opens them in a segment.
    pub(super) fn open(clauses: &[&TextClause], at: &Opening<'_>) -> Result<Self, TantivyError> {
        let leaves =
            clauses.iter().map(|clause| TextLeaf::open(clause, at)).collect::<Result<Vec<TextLeaf>, TantivyError>>()?;
        let mut rarest: Vec<usize> = (0..leaves.len()).collect();
        rarest.sort_by_key(|&number| leaves[number].size_hint());
        Ok(Self { leaves, rarest })
    }

    /// In the order of the query.
    #[inline]
    pub(super) fn leaves(&self) -> &[TextLeaf] {
        &self.leaves
    }

    /// The first block from `target` on in which all may stand: they leapfrog.
    #[inline]
    pub(super) fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        let Self { leaves, rarest } = self;
        let Some((&lead, rest)) = rarest.split_first() else { return target };
        let mut at = leaves[lead].next(target, blocks);
        loop {
            let mut others = rest.iter().map(|&number| leaves[number].next(at, blocks));
            match others.find(|&next| next > at) {
                Some(further) => at = leaves[lead].next(further, blocks),
                None => return at,
            }
        }
    }

    /// The paragraphs of a block with all of them; `None` where one of them is missing in the article.
    #[inline]
    pub(super) fn read(&mut self, block: &Block) -> Option<Bits> {
        let mut all = None;
        for leaf in &mut self.leaves {
            leaf.read(block);
            if !leaf.reading.is_found() {
                return None;
            }
            match &mut all {
                None => all = Some(leaf.reading.paragraphs.clone()),
                Some(all) => all.intersect(&leaf.reading.paragraphs),
            }
        }
        Some(all.unwrap_or_else(|| Bits::all(block.len())))
    }
}
