//! The order of hits, alike for every engine.

use std::cmp::Ordering;

use crate::engine::Sort;

/// What a hit is ordered by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rank {
    pub(super) sort: Sort,
    pub(super) score: f32,
    /// The first day of the article's date, in days since 1970.
    pub(super) date: Option<i64>,
    /// The number of the article.
    pub(super) order: i64,
    /// The place of the paragraph in its article.
    pub(super) paragraph: usize,
}

impl Rank {
    /// Less is better.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let score = || other.score.total_cmp(&self.score);
        let undated = || self.date.is_none().cmp(&other.date.is_none());
        let newest = || undated().then_with(|| other.date.cmp(&self.date));
        let oldest = || undated().then_with(|| self.date.cmp(&other.date));
        let first = match self.sort {
            Sort::Relevance => score().then_with(newest),
            Sort::Newest => newest().then_with(score),
            Sort::Oldest => oldest().then_with(score),
        };
        first.then_with(|| (self.order, self.paragraph).cmp(&(other.order, other.paragraph)))
    }
}

#[cfg(test)]
mod tests {
    //! Properties: by score or date, each before the other; the undated last both ways; then by article and paragraph.
    use super::*;

    #[test]
    fn ranks() {
        let rank = |sort, score, date, order, paragraph| Rank { sort, score, date, order, paragraph };
        for (sort, better, worse) in [
            (Sort::Relevance, (2.0, None, 9, 9), (1.0, Some(9), 0, 0)),
            (Sort::Relevance, (1.0, Some(9), 9, 9), (1.0, Some(8), 0, 0)),
            (Sort::Newest, (0.0, Some(9), 9, 9), (5.0, Some(8), 0, 0)),
            (Sort::Oldest, (0.0, Some(8), 9, 9), (5.0, Some(9), 0, 0)),
            (Sort::Newest, (0.0, Some(8), 9, 9), (5.0, None, 0, 0)),
            (Sort::Oldest, (0.0, Some(8), 9, 9), (5.0, None, 0, 0)),
            (Sort::Newest, (5.0, Some(8), 9, 9), (0.0, Some(8), 0, 0)),
            (Sort::Relevance, (1.0, None, 1, 9), (1.0, None, 2, 0)),
            (Sort::Relevance, (1.0, None, 1, 1), (1.0, None, 1, 2)),
        ] {
            let [better, worse] = [better, worse].map(|(score, date, order, at)| rank(sort, score, date, order, at));
            assert_eq!(better.compare(&worse), Ordering::Less, "{better:?} {worse:?}");
            assert_eq!(worse.compare(&better), Ordering::Greater, "{better:?} {worse:?}");
        }
    }
}
