//! A small set of numbers below a bound: paragraphs or speeches of one article.

/// A set over `0..len`. Articles of up to 64 paragraphs need no allocation.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Bits {
    /// The members below 64.
    first: u64,
    /// The rest, 64 a word; empty for most articles.
    rest: Box<[u64]>,
    len: usize,
}

impl Clone for Bits {
    #[inline]
    fn clone(&self) -> Self {
        let rest = if self.rest.is_empty() { Box::default() } else { self.rest.clone() };
        Self { first: self.first, rest, len: self.len }
    }
}

impl Bits {
    /// The empty set.
    #[inline]
    pub(super) fn none(len: usize) -> Self {
        let rest = if len <= 64 { Box::default() } else { vec![0; (len - 1) / 64].into_boxed_slice() };
        Self { first: 0, rest, len }
    }

    /// The full set.
    #[inline]
    pub(super) fn all(len: usize) -> Self {
        Self::none(len).complement()
    }

    /// The full set if `full`, else the empty one.
    #[inline]
    pub(super) fn uniform(len: usize, full: bool) -> Self {
        if full { Self::all(len) } else { Self::none(len) }
    }

    /// Of the word that begins with member `from`, the bits below the bound.
    #[inline]
    fn below_bound(&self, from: usize) -> u64 {
        match self.len.saturating_sub(from) {
            0 => 0,
            used => u64::MAX >> (64 - used.min(64)),
        }
    }

    #[inline]
    pub(super) fn insert(&mut self, at: usize) {
        debug_assert!(at < self.len);
        let word = if at < 64 { &mut self.first } else { &mut self.rest[at / 64 - 1] };
        *word |= 1 << (at % 64);
    }

    #[inline]
    pub(super) fn contains(&self, at: usize) -> bool {
        let word = if at < 64 { Some(self.first) } else { self.rest.get(at / 64 - 1).copied() };
        word.is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.first == 0 && self.rest.iter().all(|&word| word == 0)
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.words().map(|word| word.count_ones() as usize).sum()
    }

    #[inline]
    pub(super) fn intersect(&mut self, other: &Self) {
        self.first &= other.first;
        for (word, other) in self.rest.iter_mut().zip(&other.rest) {
            *word &= other;
        }
    }

    #[inline]
    pub(super) fn unite(&mut self, other: &Self) {
        self.first |= other.first;
        for (word, other) in self.rest.iter_mut().zip(&other.rest) {
            *word |= other;
        }
    }

    #[inline]
    pub(super) fn complement(mut self) -> Self {
        self.first = !self.first & self.below_bound(0);
        for at in 0..self.rest.len() {
            self.rest[at] = !self.rest[at] & self.below_bound(64 * (at + 1));
        }
        self
    }

    fn words(&self) -> impl Iterator<Item = u64> + '_ {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    /// The members in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words().enumerate().flat_map(|(at, word)| {
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
