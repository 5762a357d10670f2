//! Which articles of the segments tell one story, and how copies fold in a list.
//!
//! Its place: opened with the reader from the record that the last commit wrote; asked before hits are ranked.

use std::collections::HashMap;

use rustc_hash::FxHashMap;
use tantivy::{DocId, SegmentReader};

use super::blocks::Blocks;
use super::ranked::SortKeys;
use crate::engine::Story;

/// An article that tells a story others tell, too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    /// The number of its block.
    pub(super) block: usize,
    pub(super) head: DocId,
    story: u32,
    /// Its place in the story; the earliest has the first.
    place: u32,
}

impl Member {
    /// Whether another article of the whole index told the story before.
    pub(super) fn is_copy(&self) -> bool {
        self.place > 0
    }
}

/// The articles of an index that tell a story with others, by segment, in order.
#[derive(Debug, Default)]
pub(super) struct Stories(Vec<Vec<Member>>);

impl Stories {
    /// Finds the articles of stories in the segments.
    pub(super) fn open<'a>(
        stories: &[Story],
        segments: impl Iterator<Item = (&'a SegmentReader, &'a Blocks, &'a SortKeys)>,
    ) -> Self {
        let mut places: FxHashMap<i64, (u32, u32)> = FxHashMap::default();
        for (story, articles) in (0..).zip(stories) {
            for (place, &article) in (0..).zip(articles) {
                // The column holds numbers with a sign; see `order`.
                places.insert((article ^ (1 << 63)).cast_signed(), (story, place));
            }
        }
        if places.is_empty() {
            return Self::default();
        }
        let of_segment = |(segment, blocks, keys): (&SegmentReader, &Blocks, &SortKeys)| {
            let member = |block: usize| {
                let head = blocks.head(block);
                let &(story, place) = places.get(&keys.order_of(head)?)?;
                (!segment.is_deleted(head)).then_some(Member { block, head, story, place })
            };
            (0..blocks.len()).filter_map(member).collect()
        };
        Self(segments.map(of_segment).collect())
    }

    /// Those of a segment, in order.
    pub(super) fn of(&self, segment: u32) -> &[Member] {
        self.0.get(segment as usize).map_or(&[], Vec::as_slice)
    }

    /// The heads of the other articles that tell the story of one, with their segments; the earliest first.
    pub(super) fn beside(&self, segment: u32, head: DocId) -> Vec<(u32, DocId)> {
        let Some(one) = self.of(segment).iter().find(|member| member.head == head) else { return Vec::new() };
        let all = (0..).zip(&self.0).flat_map(|(at, members)| members.iter().map(move |member| (at, member)));
        let mut others: Vec<_> =
            all.filter(|(_, other)| other.story == one.story && other.place != one.place).collect();
        others.sort_unstable_by_key(|(_, other)| other.place);
        others.into_iter().map(|(at, other)| (at, other.head)).collect()
    }

    /// Whether every article tells a story of its own.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

/// How the articles that a query finds fold: of each story the earliest of those found stands for the others.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// By segment, the blocks for which another stands, in order.
    hidden: Vec<Vec<usize>>,
    /// The articles that one stands for.
    copies: HashMap<(u32, DocId), Vec<(u32, DocId)>>,
}

impl Folded {
    /// Folds the members of stories that a query finds, each with its segment.
    pub(super) fn of(mut found: Vec<(u32, Member)>, segments: usize) -> Self {
        found.sort_unstable_by_key(|(_, member)| (member.story, member.place));
        let mut folded = Self { hidden: vec![Vec::new(); segments], copies: HashMap::new() };
        for story in found.chunk_by(|(_, a), (_, b)| a.story == b.story) {
            let [(segment, first), others @ ..] = story else { continue };
            for (segment, other) in others {
                folded.hidden[*segment as usize].push(other.block);
            }
            if !others.is_empty() {
                let copies = others.iter().map(|(segment, other)| (*segment, other.head)).collect();
                folded.copies.insert((*segment, first.head), copies);
            }
        }
        folded.hidden.iter_mut().for_each(|blocks| blocks.sort_unstable());
        folded
    }

    /// Whether another article stands for one.
    #[inline]
    pub(super) fn hides(&self, segment: u32, block: usize) -> bool {
        self.hidden.get(segment as usize).is_some_and(|blocks| blocks.binary_search(&block).is_ok())
    }

    /// For how many articles others stand.
    pub(super) fn hidden(&self) -> u64 {
        self.hidden.iter().map(|blocks| blocks.len() as u64).sum()
    }

    /// The heads of the articles that one stands for, the earliest first.
    pub(super) fn copies_of(&self, segment: u32, head: DocId) -> &[(u32, DocId)] {
        self.copies.get(&(segment, head)).map_or(&[], Vec::as_slice)
    }
}
