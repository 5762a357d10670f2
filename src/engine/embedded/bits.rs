//! A small set of numbers below a bound: paragraphs or speeches of one article.

use smallvec::{SmallVec, smallvec};

/// A set over `0..len`. Articles of up to 64 paragraphs need no allocation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bits {
    words: SmallVec<[u64; 1]>,
    len: usize,
}

impl Bits {
    /// The empty set.
    pub(super) fn none(len: usize) -> Self {
        Self { words: smallvec![0; len.div_ceil(64)], len }
    }

    /// The full set.
    pub(super) fn all(len: usize) -> Self {
        let mut bits = Self { words: smallvec![u64::MAX; len.div_ceil(64)], len };
        bits.trim();
        bits
    }

    /// The full set if `full`, else the empty one.
    pub(super) fn uniform(len: usize, full: bool) -> Self {
        if full { Self::all(len) } else { Self::none(len) }
    }

    /// Clears what lies beyond the bound in the last word.
    fn trim(&mut self) {
        if let (Some(last), rest @ 1..) = (self.words.last_mut(), self.len % 64) {
            *last &= (1 << rest) - 1;
        }
    }

    pub(super) fn insert(&mut self, at: usize) {
        debug_assert!(at < self.len);
        self.words[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn contains(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    pub(super) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    pub(super) fn unite(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    pub(super) fn complement(mut self) -> Self {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
        self
    }

    /// The members in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    //! Properties: set algebra within the bound, for lengths around the word size.
    use super::*;

    #[test]
    fn algebra_within_the_bound() {
        for len in [0, 1, 63, 64, 65, 130] {
            let all = Bits::all(len);
            assert_eq!(all.len(), len);
            assert_eq!(all.clone().complement(), Bits::none(len));
            let mut some = Bits::none(len);
            (0..len).step_by(3).for_each(|at| some.insert(at));
            assert!(some.iter().eq((0..len).step_by(3)));
            let mut both = some.clone().complement();
            both.intersect(&some);
            assert!(both.is_empty());
            both = some.clone().complement();
            both.unite(&some);
            assert_eq!(both, all);
        }
    }
}
