//! Marks what matched: every occurrence of each clause sought, as spans over plain text.

use std::ops::Range;

use crate::analyzer::{SpanQuery, Token, marked, tokens, tokens_within};
use crate::annotate::{AnnotatedParagraph, People};
use crate::query::Node;
use crate::query::bind::{Bound, BoundQuery, Quantity, SpeechCondition, SpeechNode, SpeechText, bind};
use crate::span::{CharIndex, Span};

/// What a query marks.
#[derive(Debug, Clone)]
pub struct Marker {
    /// What is sought in title and paragraphs.
    texts: Vec<SpanQuery>,
    /// What is sought in paragraphs only.
    paragraphs: Vec<SpanQuery>,
    /// What is sought in the words of speeches, by condition.
    said: Vec<Said>,
}

/// What one condition on a speech seeks in its words.
#[derive(Debug, Clone)]
struct Said {
    condition: SpeechNode,
    queries: Vec<SpanQuery>,
}

impl Marker {
    /// What of a tree stands under an even number of NOTs.
    #[must_use]
    pub fn new(tree: Option<&Node>, people: &People) -> Self {
        let mut marker = Self { texts: Vec::new(), paragraphs: Vec::new(), said: Vec::new() };
        let BoundQuery { rest, speech, .. } = bind(tree, people);
        marker.collect(&rest);
        if let Some(clauses) = &speech {
            marker.collect(&clauses.holds);
        }
        marker
    }

    fn collect(&mut self, bound: &Bound) {
        match bound {
            Bound::And(nodes) | Bound::Or(nodes) => nodes.iter().for_each(|node| self.collect(node)),
            Bound::Not(node) | Bound::Within(_, node) => self.collect(node),
            Bound::Text(clause) if clause.sought && clause.in_title => self.texts.push(clause.query.clone()),
            Bound::Text(clause) if clause.sought => self.paragraphs.push(clause.query.clone()),
            Bound::Speech(SpeechCondition { speech, of: Quantity::One, sought: true }) => {
                let mut queries = Vec::new();
                said(speech, true, &mut queries);
                if !queries.is_empty() {
                    self.said.push(Said { condition: speech.clone(), queries });
                }
            }
            _ => {}
        }
    }

    /// What of a title matched: in order, not overlapping.
    #[must_use]
    pub fn title(&self, text: &str) -> Vec<Span> {
        let mut found = Vec::new();
        if !self.texts.is_empty() {
            add(&self.texts, &tokens(text), &mut found);
        }
        spans(text, found)
    }

    /// What of a paragraph matched: in order, not overlapping.
    #[must_use]
    pub fn paragraph(&self, paragraph: &AnnotatedParagraph, people: &People) -> Vec<Span> {
        let text = paragraph.text.as_str();
        let mut found = Vec::new();
        if !self.texts.is_empty() || !self.paragraphs.is_empty() {
            let row = tokens(text);
            add(&self.texts, &row, &mut found);
            add(&self.paragraphs, &row, &mut found);
        }
        for Said { condition, queries } in &self.said {
            for speech in paragraph.speakers.iter().filter(|speech| condition.is_true_of(speech, text, people)) {
                add(queries, &tokens_within(text, &speech.content), &mut found);
            }
        }
        spans(text, found)
    }
}

/// What is sought in the words of a speech.
fn said(node: &SpeechNode, sought: bool, into: &mut Vec<SpanQuery>) {
    match node {
        SpeechNode::And(nodes) | SpeechNode::Or(nodes) => nodes.iter().for_each(|node| said(node, sought, into)),
        SpeechNode::Not(node) => said(node, !sought, into),
        SpeechNode::Text(SpeechText::Said, query) if sought => into.push(query.clone()),
        _ => {}
    }
}

/// Adds the bytes that matches in a row of tokens mark.
fn add(queries: &[SpanQuery], row: &[Token], into: &mut Vec<Range<usize>>) {
    for query in queries {
        into.extend(query.stretches_in(row).iter().flat_map(|stretch| &stretch.marks).map(|&mark| marked(row, mark)));
    }
}

fn spans(text: &str, mut found: Vec<Range<usize>>) -> Vec<Span> {
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let index = CharIndex::new(text);
    joined(found).into_iter().map(|range| index.span(range)).collect()
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
            let marks =
                Marker::new(parse(query, jiff::civil::date(2017, 8, 24)).tree.as_ref(), &People::default()).title(text);
            let words: Vec<&str> = marks.iter().map(|&span| slice(text, span)).collect();
            assert_eq!(words.join("|"), want, "{query}");
        }
    }
}
