//! Marks what matched: every occurrence of each clause sought, as spans over plain text.

use std::ops::Range;

use crate::analyzer::{Form, Sequence, tokens};
use crate::annotate::People;
use crate::query::Node;
use crate::query::bind::{Bound, bind};
use crate::span::{CharIndex, Span};

/// What a query marks.
#[derive(Debug, Clone)]
pub struct Marker {
    sequences: Vec<Sequence>,
}

impl Marker {
    /// The words of a tree under an even number of NOTs.
    #[must_use]
    pub fn new(tree: Option<&Node>) -> Self {
        let mut sequences = Vec::new();
        collect(&bind(tree, &People::default()).rest, &mut sequences);
        Self { sequences }
    }

    /// What of a text matched: in order, not overlapping.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Span> {
        if self.sequences.is_empty() {
            return Vec::new();
        }
        let row = tokens(text);
        let mut found: Vec<Range<usize>> =
            self.sequences.iter().flat_map(|sequence| sequence.occurrences(&row)).collect();
        found.sort_unstable_by_key(|range| (range.start, range.end));
        let index = CharIndex::new(text);
        joined(found).into_iter().map(|range| index.span(range)).collect()
    }
}

fn collect(bound: &Bound, into: &mut Vec<Sequence>) {
    match bound {
        Bound::And(nodes) | Bound::Or(nodes) => nodes.iter().for_each(|node| collect(node, into)),
        Bound::Not(node) => collect(node, into),
        Bound::Words { words, sought: true } => {
            into.extend(Sequence::of(&words.text, if words.quoted { Form::Exact } else { Form::Stem }));
        }
        _ => {}
    }
}

/// Joins ranges that overlap; those that only touch stay apart.
fn joined(sorted: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    //! Properties: phrases are marked whole, words each, denied words never; marks do not overlap.
    use super::*;
    use crate::query::parse;
    use crate::span::slice;

    #[test]
    fn marks() {
        let text = "One Belt, One Road: Chinese roads and 一带一路 belts";
        for (query, want) in [
            ("\"one belt one road\"", "One Belt, One Road"),
            ("road", "Road|roads"),
            ("\"road\"", "Road"),
            ("belt -road", "Belt|belts"),
            ("\"one belt\" belt", "One Belt|belts"),
            ("一带一路", "一带一路"),
            ("\"one belt\" \"belt one\"", "One Belt, One"),
            ("pair:CN-KR", ""),
        ] {
            let marks = Marker::new(parse(query).tree.as_ref()).marks(text);
            let words: Vec<&str> = marks.iter().map(|&span| slice(text, span)).collect();
            assert_eq!(words.join("|"), want, "{query}");
        }
    }
}
