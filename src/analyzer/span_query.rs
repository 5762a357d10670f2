//! What typed words, phrases and nearness match in a text: stretches of token positions.
//!
//! The same functions run over the tokens of a text (to mark what matched) and over the postings of an
//! index (to find it), so that both always agree.

use smallvec::{SmallVec, smallvec};

use super::{Sequence, Token, Unit, WordPattern};

/// What to match within one text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SpanQuery {
    /// Tokens one after another.
    Row(Sequence),
    /// The tokens of a row, moved by at most so many positions in all.
    Sloppy(Sequence, u32),
    /// Any of these; of none, nothing.
    Any(Vec<SpanQuery>),
    /// Two things near each other.
    Near {
        /// The one typed first.
        left: Box<SpanQuery>,
        /// The one typed second.
        right: Box<SpanQuery>,
        /// From the last token of the earlier to the first of the later, at most so many positions.
        distance: u32,
        /// Whether the one typed first comes first.
        in_order: bool,
    },
}

/// A match: its first and last position, and what of it is marked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The position of its first token.
    pub first: u32,
    /// The position of its last token.
    pub last: u32,
    /// Its marks, in no order.
    pub marks: Marks,
}

/// The marks of a match; most have one.
pub type Marks = SmallVec<[Mark; 1]>;

/// Tokens that are marked together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The position of the first.
    pub first: u32,
    /// The position of the last.
    pub last: u32,
    /// Whether of the last token only its first character matched: a run that goes on.
    pub open: bool,
}

impl SpanQuery {
    /// The units it is made of, in the order in which [`SpanQuery::stretches`] asks for their positions.
    #[must_use]
    pub fn units(&self) -> Vec<&Unit> {
        match self {
            Self::Row(row) | Self::Sloppy(row, _) => row.units().iter().collect(),
            Self::Any(nodes) => nodes.iter().flat_map(Self::units).collect(),
            Self::Near { left, right, .. } => left.units().into_iter().chain(right.units()).collect(),
        }
    }

    /// Puts any of some words in place of patterns, where it is known which these are.
    pub fn expand(&mut self, words: &dyn Fn(&WordPattern) -> Option<Vec<String>>) {
        match self {
            Self::Row(row) => {
                if let Some(words) = row.pattern().and_then(words) {
                    *self = Self::Any(words.into_iter().map(|word| Self::Row(Sequence::word(word))).collect());
                }
            }
            Self::Sloppy(..) => {}
            Self::Any(nodes) => nodes.iter_mut().for_each(|node| node.expand(words)),
            Self::Near { left, right, .. } => [left, right].into_iter().for_each(|side| side.expand(words)),
        }
    }

    /// Folds the query: from a value for each unit, by all of a row and both sides of nearness, or any.
    pub fn fold<T>(
        &self,
        units: &mut impl Iterator<Item = T>,
        all: &impl Fn(T, T) -> T,
        any: &impl Fn(T, T) -> T,
    ) -> Option<T> {
        match self {
            Self::Row(row) | Self::Sloppy(row, _) => {
                let values: SmallVec<[T; 4]> = units.take(row.units().len()).collect();
                values.into_iter().reduce(all)
            }
            Self::Any(nodes) => {
                let values: SmallVec<[Option<T>; 4]> = nodes.iter().map(|node| node.fold(units, all, any)).collect();
                values.into_iter().flatten().reduce(any)
            }
            Self::Near { left, right, .. } => {
                let (left, right) = (left.fold(units, all, any), right.fold(units, all, any));
                // A side that matches nothing leaves nothing.
                left.zip(right).map(|(left, right)| all(left, right))
            }
        }
    }

    /// The matches in one text, by first and last position, from the positions of each unit in turn, sorted.
    pub fn stretches<'p>(&self, positions: &mut impl Iterator<Item = &'p [u32]>) -> Vec<Stretch> {
        match self {
            Self::Row(row) => in_a_row(row, &take(row, positions)),
            Self::Sloppy(row, slop) => sloppy(row, &take(row, positions), *slop),
            Self::Any(nodes) => merged(nodes.iter().flat_map(|node| node.stretches(positions)).collect()),
            Self::Near { left, right, distance, in_order } => {
                let (left, right) = (left.stretches(positions), right.stretches(positions));
                near(&left, &right, *distance, *in_order)
            }
        }
    }

    /// The matches in a row of tokens.
    #[must_use]
    pub fn stretches_in(&self, row: &[Token]) -> Vec<Stretch> {
        let positions: Vec<Vec<u32>> = self.units().into_iter().map(|unit| positions_of(unit, row)).collect();
        self.stretches(&mut positions.iter().map(Vec::as_slice))
    }
}

fn positions_of(unit: &Unit, row: &[Token]) -> Vec<u32> {
    row.iter().filter(|token| unit.matches(token)).map(|token| token.position).collect()
}

fn take<'p>(row: &Sequence, positions: &mut impl Iterator<Item = &'p [u32]>) -> SmallVec<[&'p [u32]; 4]> {
    positions.take(row.units().len()).collect()
}

/// Where the units stand one after another.
fn in_a_row(row: &Sequence, positions: &[&[u32]]) -> Vec<Stretch> {
    let Some((first, rest)) = positions.split_first() else { return Vec::new() };
    let open = matches!(row.units().last(), Some(Unit::Begins(..)));
    let length = rest.len() as u32;
    let follow = |at: u32| (1..).zip(rest).all(|(step, positions)| positions.binary_search(&(at + step)).is_ok());
    let stretch = |first: u32| {
        let last = first + length;
        Stretch { first, last, marks: smallvec![Mark { first, last, open }] }
    };
    first.iter().copied().filter(|&at| follow(at)).map(stretch).collect()
}

/// Equal stretches become one with the marks of all.
fn merged(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match merged.last_mut() {
            Some(last) if (last.first, last.last) == (stretch.first, stretch.last) => last.marks.extend(stretch.marks),
            _ => merged.push(stretch),
        }
    }
    merged
}

/// Only stretches that hold no other; equal ones become one.
fn shortest(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut kept: Vec<Stretch> = Vec::new();
    // From the last first position on: one holds another if it ends no earlier than one that begins no earlier.
    for stretch in merged(stretches).into_iter().rev() {
        while kept.last().is_some_and(|next| next.first == stretch.first && stretch.last <= next.last) {
            kept.pop();
        }
        if kept.last().is_none_or(|next| stretch.last < next.last) {
            kept.push(stretch);
        }
    }
    kept.reverse();
    kept
}

/// The shortest stretches from one of `left` to one of `right`, or the other way round.
fn near(left: &[Stretch], right: &[Stretch], distance: u32, in_order: bool) -> Vec<Stretch> {
    let mut found = Vec::new();
    follow(left, right, distance, &mut found);
    if !in_order {
        follow(right, left, distance, &mut found);
    }
    shortest(found)
}

/// The stretches from an earlier to a later one; both are sorted by first position.
fn follow(earlier: &[Stretch], later: &[Stretch], distance: u32, into: &mut Vec<Stretch>) {
    for before in earlier {
        let from = later.partition_point(|after| after.first <= before.last);
        let within = later[from..].iter().take_while(|after| after.first - before.last <= distance);
        into.extend(within.map(|after| Stretch {
            first: before.first,
            last: after.last,
            marks: before.marks.iter().chain(&after.marks).copied().collect(),
        }));
    }
}

/// The shortest stretches in which every unit has a position of its own and the positions, each less the
/// unit's place in the row, differ by at most `slop`.
fn sloppy(row: &Sequence, units: &[&[u32]], slop: u32) -> Vec<Stretch> {
    let place = |(unit, &position): (usize, &u32)| i64::from(position) - unit as i64;
    let mut lowest: Vec<i64> =
        units.iter().enumerate().flat_map(|(unit, list)| list.iter().map(move |p| place((unit, p)))).collect();
    lowest.sort_unstable();
    lowest.dedup();
    let mut found = Vec::new();
    for low in lowest {
        let high = low + i64::from(slop);
        let allowed: Vec<Vec<u32>> = units
            .iter()
            .enumerate()
            .map(|(unit, list)| list.iter().copied().filter(|p| (low..=high).contains(&place((unit, p)))).collect())
            .collect();
        if allowed.iter().all(|list| !list.is_empty()) {
            found.extend(spread(&allowed));
        }
    }
    let mut found = shortest(found);
    for stretch in &mut found {
        let inside = |p: &u32| (stretch.first..=stretch.last).contains(p);
        let words = row.units().iter().zip(units).flat_map(|(unit, list)| {
            let open = matches!(unit, Unit::Begins(..));
            list.iter().copied().filter(inside).map(move |at| Mark { first: at, last: at, open })
        });
        stretch.marks = words.collect();
    }
    found
}

/// For each first position the shortest stretch in which every unit finds a position of its own.
fn spread(allowed: &[Vec<u32>]) -> Vec<Stretch> {
    let mut positions: Vec<u32> = allowed.iter().flatten().copied().collect();
    positions.sort_unstable();
    positions.dedup();
    let mut found = Vec::new();
    let mut to = 0;
    for (from, &first) in positions.iter().enumerate() {
        to = to.max(from);
        while to < positions.len() && !is_served(allowed, first, positions[to]) {
            to += 1;
        }
        let Some(&last) = positions.get(to) else { break };
        found.push(Stretch { first, last, marks: Marks::new() });
    }
    found
}

/// Whether every unit can have a position of its own between two: a matching by augmenting paths.
fn is_served(allowed: &[Vec<u32>], first: u32, last: u32) -> bool {
    fn serve(
        unit: usize,
        within: &dyn Fn(usize) -> Vec<u32>,
        owner: &mut Vec<(u32, usize)>,
        tried: &mut Vec<u32>,
    ) -> bool {
        for position in within(unit) {
            if tried.contains(&position) {
                continue;
            }
            tried.push(position);
            match owner.iter().position(|(taken, _)| *taken == position) {
                None => {
                    owner.push((position, unit));
                    return true;
                }
                Some(at) if serve(owner[at].1, within, owner, tried) => {
                    owner[at].1 = unit;
                    return true;
                }
                Some(_) => {}
            }
        }
        false
    }
    let within = |unit: usize| -> Vec<u32> {
        allowed[unit].iter().copied().filter(|position| (first..=last).contains(position)).collect()
    };
    let mut owner = Vec::with_capacity(allowed.len());
    (0..allowed.len()).all(|unit| serve(unit, &within, &mut owner, &mut Vec::new()))
}

#[cfg(test)]
mod tests {
    //! Properties: rows, slop, nearness in either order and chains, a row a case; only shortest stretches
    //! stay; repeated words need places of their own; words in place of a pattern match what it matches.
    use super::*;
    use crate::analyzer::{Form, tokens};

    fn row(text: &str) -> SpanQuery {
        SpanQuery::Row(Sequence::of(text, Form::Exact).unwrap())
    }

    fn near(left: SpanQuery, right: SpanQuery, distance: u32, in_order: bool) -> SpanQuery {
        SpanQuery::Near { left: Box::new(left), right: Box::new(right), distance, in_order }
    }

    fn slop(text: &str, slop: u32) -> SpanQuery {
        SpanQuery::Sloppy(Sequence::of(text, Form::Exact).unwrap(), slop)
    }

    #[test]
    fn words_in_place_of_patterns() {
        let like = SpanQuery::Row(Sequence::like(WordPattern::prefix("ab")));
        let mut query = near(SpanQuery::Any(vec![like, row("c d")]), row("e"), 3, false);
        let text = tokens("abc x e ab c d e e abd");
        let found = query.stretches_in(&text);
        query.expand(&|pattern| {
            let words = ["ab", "abc", "abd", "c"].into_iter().filter(|word| pattern.matches(word));
            Some(words.map(str::to_owned).collect())
        });
        assert!(query.units().iter().all(|unit| matches!(unit, Unit::Is(..))), "{query:?}");
        assert_eq!(query.stretches_in(&text), found);
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn stretches() {
        for (query, text, want) in [
            (row("a b"), "a b x a b a", "0-1 3-4"),
            (near(row("a"), row("b"), 2, false), "a x b b a", "0-2 3-4"),
            (near(row("a"), row("b"), 1, true), "b a b", "1-2"),
            (near(row("a"), row("a"), 3, true), "a x a", "0-2"),
            (near(row("a"), row("a"), 3, true), "a", ""),
            (near(row("a b"), row("c"), 2, false), "a b x c", "0-3"),
            (near(near(row("a"), row("b"), 3, false), row("c"), 2, true), "a a b c", "1-3"),
            (near(SpanQuery::Any(vec![row("a"), row("a b")]), row("c"), 2, true), "a b c", "0-2"),
            (SpanQuery::Any(vec![row("a"), row("b")]), "b a", "0-0 1-1"),
            (SpanQuery::Any(vec![]), "b a", ""),
            (slop("a b", 0), "a b x b a", "0-1"),
            (slop("a b", 1), "a x b", "0-2"),
            (slop("a b", 1), "b a", ""),
            (slop("a b", 2), "b a", "0-1"),
            (slop("a a", 2), "a", ""),
            (slop("a a", 2), "a x a", "0-2"),
            (slop("a b c", 2), "a x b y c", "0-4"),
            (slop("a b c", 1), "a x b y c", ""),
        ] {
            let found: Vec<String> =
                query.stretches_in(&tokens(text)).iter().map(|s| format!("{}-{}", s.first, s.last)).collect();
            assert_eq!(found.join(" "), want, "{query:?} in {text}");
        }
    }

    #[test]
    fn marks_are_the_operands_words() {
        let text = "a x b y a b";
        let marks = |query: &SpanQuery| {
            let mut marks: Vec<_> = query
                .stretches_in(&tokens(text))
                .iter()
                .flat_map(|s| s.marks.to_vec())
                .map(|m| (m.first, m.last))
                .collect();
            marks.sort_unstable();
            marks
        };
        assert_eq!(marks(&near(row("a"), row("b"), 2, true)), [(0, 0), (2, 2), (4, 4), (5, 5)]);
        assert_eq!(marks(&row("a b")), [(4, 5)]);
        assert_eq!(marks(&slop("a b", 0)), [(4, 4), (5, 5)]);
    }
}
