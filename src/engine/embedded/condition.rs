//! A bound query in one segment: which articles may hold it, and of which paragraphs it is true.

use std::sync::Arc;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use super::collect::record;
use super::leaf::{Statistics, TextLeaf};
use super::matches::Matches;
use super::parts::Parts;
use super::records::{Records, for_path};
use super::spans::Spans;
use super::stories::Member;
use crate::analyzer::SpanQuery;
use crate::annotate::{Basis, Kind};
use crate::engine::fields;
use crate::engine::keys as key;
use crate::engine::story::days;
use crate::query::bind::{ArticleTest, Bound, ParagraphTest, Quantity, SpeechCondition, SpeechNode};
use crate::query::{Scope, Subject};

/// What opening a condition needs to know of the segment.
#[derive(Clone, Copy)]
pub(super) struct Opening<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) segment: &'a SegmentReader,
    /// What words score by, if they do.
    pub(super) statistics: Option<&'a Statistics<'a>>,
    /// Whether the part stands within `/s`, so that words must tell their places.
    pub(super) in_sentence: bool,
    /// The articles of the segment that tell a story with others.
    pub(super) of_stories: &'a [Member],
}

/// A part of the query, read block by block in order.
pub(super) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Within(Within),
    Text {
        leaf: TextLeaf,
        sought: bool,
    },
    AtLeast(Box<AtLeast>),
    /// Heads with a key, or with words in the title.
    Article(Matches),
    /// Heads whose days overlap.
    Date {
        first: Column<i64>,
        last: Column<i64>,
        from: i64,
        to: i64,
    },
    /// Heads without a day.
    Undated(Column<i64>),
    /// Heads with this row of the month facet.
    Month {
        column: Option<StrColumn>,
        ordinal: Option<u64>,
    },
    /// Paragraphs with a key.
    Paragraph(Matches),
    Speech(OneSpeech),
}

/// A part whose words read one paragraph or one sentence.
pub(super) struct Within {
    scope: Scope,
    inner: Box<Condition>,
    /// Where sentences begin.
    sentences: Arc<Column<i64>>,
}

/// Something counted over title and paragraphs.
pub(super) struct AtLeast {
    count: usize,
    title: Spans,
    text: Spans,
}

/// The paragraphs of a block of which a condition is true.
#[derive(Debug, Clone)]
pub(super) struct Truth {
    /// With every word read in the whole article.
    pub(super) wide: Bits,
    /// With the words sought read in that paragraph alone; denied ones still read the article.
    pub(super) narrow: Bits,
}

impl Truth {
    fn same(bits: Bits) -> Self {
        Self { narrow: bits.clone(), wide: bits }
    }

    pub(super) fn intersection(mut self, other: Self) -> Self {
        self.wide.intersect(&other.wide);
        self.narrow.intersect(&other.narrow);
        self
    }

    fn union(mut self, other: Self) -> Self {
        self.wide.unite(&other.wide);
        self.narrow.unite(&other.narrow);
        self
    }
}

impl Condition {
    /// Opens a part of a query in a segment.
    pub(super) fn open(bound: &Bound, at: &Opening<'_>) -> Result<Self, TantivyError> {
        let all = |nodes: &[Bound]| nodes.iter().map(|node| Self::open(node, at)).collect::<Result<Vec<_>, _>>();
        Ok(match bound {
            Bound::And(nodes) => Self::And(all(nodes)?),
            Bound::Or(nodes) => Self::Or(all(nodes)?),
            Bound::Not(node) => Self::Not(Box::new(Self::open(node, at)?)),
            Bound::Within(scope, inner) => Self::Within(Within {
                scope: *scope,
                inner: Box::new(Self::open(
                    inner,
                    &Opening { in_sentence: at.in_sentence || *scope == Scope::Sentence, ..*at },
                )?),
                sentences: Arc::new(at.segment.fast_fields().i64(fields::SENTENCE)?),
            }),
            Bound::Text(clause) => Self::Text { leaf: TextLeaf::open(clause, at)?, sought: clause.sought },
            Bound::Title(query) => Self::Article(Matches::open(query, fields::TITLE, at, None)?),
            Bound::AtLeast(count, query) => Self::AtLeast(Box::new(AtLeast::open(*count, query, at.segment)?)),
            Bound::Article(test) => Self::article(test, at)?,
            Bound::Paragraph(ParagraphTest::Country(country)) => {
                Self::Paragraph(Matches::key(fields::COUNTRY, country.code(), at)?)
            }
            Bound::Paragraph(ParagraphTest::Pair(pair)) => {
                Self::Paragraph(Matches::key(fields::PAIR, &pair.to_string(), at)?)
            }
            Bound::Speech(condition) => Self::Speech(OneSpeech::open(condition, at)?),
        })
    }

    fn article(test: &ArticleTest, at: &Opening<'_>) -> Result<Self, TantivyError> {
        let columns = at.segment.fast_fields();
        Ok(match test {
            ArticleTest::Publisher(name) => Self::Article(Matches::key(fields::PUBLISHER, &key::publisher(name), at)?),
            ArticleTest::About(Subject::Country(country)) => {
                Self::Article(Matches::key(fields::ABOUT, country.code(), at)?)
            }
            ArticleTest::About(Subject::Pair(pair)) => {
                Self::Article(Matches::key(fields::ABOUT, &pair.to_string(), at)?)
            }
            ArticleTest::Path(pattern) => {
                Self::Article(Matches::unscored(Records::new(for_path(pattern, at.segment)?)))
            }
            ArticleTest::Copy => {
                let copies = at.of_stories.iter().filter(|member| member.is_copy());
                Self::Article(Matches::unscored(Records::new(copies.map(|member| member.head).collect())))
            }
            ArticleTest::Derived => Self::Article(Matches::key(fields::BASIS, fields::basis(Basis::Derived), at)?),
            ArticleTest::Lang(code) => Self::Article(Matches::key(fields::LANG, code, at)?),
            ArticleTest::Date(range) => Self::Date {
                first: columns.i64(fields::DATE_FIRST)?,
                last: columns.i64(fields::DATE_LAST)?,
                from: range.first_day().map_or(i64::MIN, days),
                to: range.last_day().map_or(i64::MAX, days),
            },
            ArticleTest::Undated => Self::Undated(columns.i64(fields::DATE_FIRST)?),
            ArticleTest::Month(month) => {
                let column = columns.str(fields::MONTH)?;
                let ordinal = match &column {
                    Some(column) => column.dictionary().term_ord(month.to_string().as_bytes())?,
                    None => None,
                };
                Self::Month { column, ordinal }
            }
        })
    }

    /// No block from `target` up to the one returned holds the condition; that one need not either.
    ///
    /// No part moves past its own first block from `target` on, so that whatever branch holds, every
    /// part can still be read at the block where the search goes on.
    pub(super) fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        if target >= blocks.len() {
            return blocks.len();
        }
        match self {
            Self::And(nodes) => nodes.iter_mut().map(|node| node.next(target, blocks)).max().unwrap_or(target),
            Self::Or(nodes) => nodes.iter_mut().map(|node| node.next(target, blocks)).min().unwrap_or(blocks.len()),
            Self::Within(within) => within.inner.next(target, blocks),
            Self::Text { leaf, .. } => leaf.next(target, blocks),
            Self::AtLeast(counted) => counted.next(target, blocks),
            Self::Article(matches) | Self::Paragraph(matches) => blocks.of(matches.seek(blocks.head(target))),
            Self::Speech(one) => one.next(target, blocks),
            Self::Not(_) | Self::Date { .. } | Self::Undated(_) | Self::Month { .. } => target,
        }
    }

    /// Of which paragraphs of a block the condition is true. Every part is read, so that marks and
    /// scores are known whichever branch held.
    pub(super) fn read(&mut self, block: &Block) -> Truth {
        let len = block.len();
        let uniform = |truth: bool| Truth::same(Bits::uniform(len, truth));
        match self {
            Self::And(nodes) => {
                let read = nodes.iter_mut().map(|node| node.read(block));
                read.reduce(Truth::intersection).unwrap_or_else(|| uniform(true))
            }
            Self::Or(nodes) => {
                let read = nodes.iter_mut().map(|node| node.read(block));
                read.reduce(Truth::union).unwrap_or_else(|| uniform(false))
            }
            Self::Not(node) => {
                let Truth { wide, narrow } = node.read(block);
                Truth { wide: wide.complement(), narrow: narrow.complement() }
            }
            Self::Within(within) => Truth::same(within.read(block)),
            Self::AtLeast(counted) => uniform(counted.read(block)),
            Self::Text { leaf, sought } => {
                leaf.read(block);
                let wide = Bits::uniform(len, leaf.reading.is_found());
                let narrow = if *sought { leaf.reading.paragraphs.clone() } else { wide.clone() };
                Truth { wide, narrow }
            }
            Self::Article(matches) => uniform(matches.seek(block.head) == block.head),
            Self::Date { first, last, from, to } => uniform(match (first.first(block.head), last.first(block.head)) {
                (Some(first), Some(last)) => first <= *to && *from <= last,
                _ => false,
            }),
            Self::Undated(first) => uniform(first.first(block.head).is_none()),
            Self::Month { column, ordinal } => uniform(match (column, ordinal) {
                (Some(column), Some(ordinal)) => column.ords().first(block.head) == Some(*ordinal),
                _ => false,
            }),
            Self::Paragraph(matches) => Truth::same(members(matches, block.paragraphs())),
            Self::Speech(one) => Truth::same(one.read(block)),
        }
    }

    /// Of which parts of a block the condition is true, with words read in that part alone.
    fn read_within(&mut self, block: &Block, parts: &Parts) -> Bits {
        match self {
            Self::And(nodes) => nodes.iter_mut().fold(Bits::all(parts.len()), |mut bits, node| {
                bits.intersect(&node.read_within(block, parts));
                bits
            }),
            Self::Or(nodes) => nodes.iter_mut().fold(Bits::none(parts.len()), |mut bits, node| {
                bits.unite(&node.read_within(block, parts));
                bits
            }),
            Self::Not(node) => node.read_within(block, parts).complement(),
            Self::Text { leaf, .. } => {
                leaf.read(block);
                leaf.parts(block, parts)
            }
            // A sentence within a sentence is that sentence.
            Self::Within(within) if within.scope == parts.scope() => within.inner.read_within(block, parts),
            other => parts.spread(&other.read(block).wide),
        }
    }

    /// Visits the words that are sought, in the order of the tree.
    pub(super) fn for_sought<'c>(&'c self, visit: &mut dyn FnMut(&'c TextLeaf)) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.for_sought(visit)),
            Self::Not(node) => node.for_sought(visit),
            Self::Within(within) => within.inner.for_sought(visit),
            Self::Text { leaf, sought: true } => visit(leaf),
            _ => {}
        }
    }

    /// Visits the conditions on one speech whose speeches are answers.
    pub(super) fn for_speeches<'c>(&'c self, visit: &mut dyn FnMut(&'c OneSpeech)) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.for_speeches(visit)),
            Self::Not(node) => node.for_speeches(visit),
            Self::Within(within) => within.inner.for_speeches(visit),
            Self::Speech(one) if one.answers => visit(one),
            _ => {}
        }
    }
}

/// Which records of a range match, counted from the start of the range.
fn members(matches: &mut Matches, range: std::ops::Range<DocId>) -> Bits {
    let mut bits = Bits::none(range.len());
    matches.for_each_in(range.clone(), |record, _| bits.insert((record - range.start) as usize));
    bits
}

impl Within {
    /// The paragraphs of a block of which it is true.
    fn read(&mut self, block: &Block) -> Bits {
        let parts = match self.scope {
            Scope::Paragraph => Parts::Paragraphs(block.len()),
            Scope::Sentence => Parts::sentences(block, &self.sentences),
        };
        let bits = self.inner.read_within(block, &parts);
        parts.gather(&bits, block.len())
    }
}

impl AtLeast {
    fn open(count: u32, query: &SpanQuery, segment: &SegmentReader) -> Result<Self, TantivyError> {
        let (title, text) = (Spans::open(query, fields::TITLE, segment)?, Spans::open(query, fields::TEXT, segment)?);
        Ok(Self { count: count as usize, title, text })
    }

    fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        let from = blocks.head(target);
        blocks.of(self.title.next(from).min(self.text.next(from)))
    }

    /// Whether it stands in a block so often.
    fn read(&mut self, block: &Block) -> bool {
        let mut found = self.title.stretches(block.head).len();
        for paragraph in 0..block.len() {
            if found >= self.count {
                break;
            }
            found += self.text.stretches(record(block, paragraph)).len();
        }
        found >= self.count
    }
}

/// One condition on one and the same speech.
pub(super) struct OneSpeech {
    speech: Speech,
    of: Quantity,
    /// Whether the speeches that satisfy it are answers: it is sought, and one suffices.
    pub(super) answers: bool,
    paragraph_of: Arc<Column<i64>>,
    /// The speeches of the last block read that satisfy it.
    pub(super) satisfied: Bits,
}

impl OneSpeech {
    /// Opens a condition in a segment.
    pub(super) fn open(condition: &SpeechCondition, at: &Opening<'_>) -> Result<Self, TantivyError> {
        Ok(Self {
            speech: Speech::open(&condition.speech, at)?,
            of: condition.of,
            answers: condition.sought && condition.of == Quantity::One,
            paragraph_of: Arc::new(at.segment.fast_fields().i64(fields::PARAGRAPH)?),
            satisfied: Bits::default(),
        })
    }

    pub(super) fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        match self.of {
            Quantity::One => self.speech.next(target, blocks),
            Quantity::Every => target,
        }
    }

    /// The paragraphs of a block of which the condition is true.
    pub(super) fn read(&mut self, block: &Block) -> Bits {
        self.satisfied = self.speech.read(block);
        match self.of {
            Quantity::One => self.paragraphs(block, &self.satisfied),
            Quantity::Every => self.paragraphs(block, &self.satisfied.clone().complement()).complement(),
        }
    }

    /// The paragraphs in which some speeches stand.
    pub(super) fn paragraphs(&self, block: &Block, speeches: &Bits) -> Bits {
        let mut bits = Bits::none(block.len());
        for speech in speeches.iter() {
            bits.insert(paragraph_of(&self.paragraph_of, block, speech));
        }
        bits
    }
}

/// The paragraph in which a speech of a block stands.
pub(super) fn paragraph_of(column: &Column<i64>, block: &Block, speech: usize) -> usize {
    let paragraph = column.first(block.speeches().start + speech as DocId).unwrap_or(0);
    // A damaged number is taken for the nearest paragraph rather than trusted.
    usize::try_from(paragraph).unwrap_or(0).min(block.len().saturating_sub(1))
}

/// A tree over the clauses on one speech, in a segment.
pub(super) enum Speech {
    And(Vec<Speech>),
    Or(Vec<Speech>),
    Not(Box<Speech>),
    Keys(Matches),
}

impl Speech {
    /// Opens a tree in a segment.
    pub(super) fn open(node: &SpeechNode, at: &Opening<'_>) -> Result<Self, TantivyError> {
        let all = |nodes: &[SpeechNode]| nodes.iter().map(|node| Self::open(node, at)).collect::<Result<Vec<_>, _>>();
        Ok(match node {
            SpeechNode::And(nodes) => Self::And(all(nodes)?),
            SpeechNode::Or(nodes) => Self::Or(all(nodes)?),
            SpeechNode::Not(node) => Self::Not(Box::new(Self::open(node, at)?)),
            SpeechNode::Named(None) => Self::Or(Vec::new()),
            SpeechNode::Named(Some(name)) => {
                let reading = |word: &String| Matches::key(fields::SPEAKER_WORD, word, at).map(Self::Keys);
                let any = |readings: &Vec<String>| readings.iter().map(reading).collect::<Result<_, _>>().map(Self::Or);
                Self::And(name.words().iter().map(any).collect::<Result<_, _>>()?)
            }
            SpeechNode::Text(text, query) => {
                let (_, name) = fields::text_of(text.field());
                Self::Keys(Matches::open(query, name, at, None)?)
            }
            SpeechNode::Key(key) => Self::Keys(Matches::key(fields::SPEAKER, key.as_str(), at)?),
            SpeechNode::Kind(sought) => {
                let answering = Kind::ALL.into_iter().filter(|kind| kind.answers(*sought));
                let each = answering.map(|kind| Matches::key(fields::KIND, kind.as_str(), at).map(Self::Keys));
                Self::Or(each.collect::<Result<_, _>>()?)
            }
        })
    }

    fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        match self {
            Self::And(nodes) => nodes.iter_mut().map(|node| node.next(target, blocks)).max().unwrap_or(target),
            Self::Or(nodes) => nodes.iter_mut().map(|node| node.next(target, blocks)).min().unwrap_or(blocks.len()),
            Self::Not(_) => target,
            Self::Keys(matches) => blocks.of(matches.seek(blocks.head(target))),
        }
    }

    /// Which speeches of a block satisfy it.
    pub(super) fn read(&mut self, block: &Block) -> Bits {
        let len = block.speeches().len();
        match self {
            Self::And(nodes) => nodes.iter_mut().fold(Bits::all(len), |mut bits, node| {
                bits.intersect(&node.read(block));
                bits
            }),
            Self::Or(nodes) => nodes.iter_mut().fold(Bits::none(len), |mut bits, node| {
                bits.unite(&node.read(block));
                bits
            }),
            Self::Not(node) => node.read(block).complement(),
            Self::Keys(matches) => members(matches, block.speeches()),
        }
    }
}
