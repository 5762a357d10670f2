//! A stretch of text, counted in Unicode characters, and the way from byte offsets to it.
//!
//! Its place: below every stage. Stages work in byte offsets while they read a text and
//! hand out [`Span`]s, since the programs that read our JSON count characters.
//!
//! # Invariants
//! `start <= end`; both count characters (`char`s) from the start of the text that is meant.
//!
//! # Example
//! ```
//! use onrecord::span::{CharIndex, Span};
//! let text = "한중 forum";
//! assert_eq!(CharIndex::new(text).span(7..12), Span { start: 3, end: 8 });
//! ```

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open stretch of text in characters; written `[start, end]` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    /// The first character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Span {
    /// How many characters the span covers.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether every character of `other` lies in this span.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<(usize, usize)> for Span {
    fn from((start, end): (usize, usize)) -> Self {
        Span { start, end: end.max(start) }
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

/// Turns byte offsets of one text into character offsets, in logarithmic time.
#[derive(Debug)]
pub struct CharIndex {
    /// Byte offset of every 64th character; empty for ASCII, where both counts agree.
    marks: Vec<usize>,
    text: String,
}

/// How many characters lie between two marks: few enough to count, enough to keep the table small.
const STRIDE: usize = 64;

impl CharIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { marks: Vec::new(), text: String::new() };
        }
        let marks = text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect();
        Self { marks, text: text.to_owned() }
    }

    /// The number of characters before `byte`, which should lie on a character's edge
    /// (an offset within a character counts that character as not yet passed).
    #[must_use]
    pub fn chars(&self, byte: usize) -> usize {
        if self.marks.is_empty() {
            return byte;
        }
        let mark = self.marks.partition_point(|&at| at <= byte).saturating_sub(1);
        let rest = self.text[self.marks[mark]..].char_indices();
        mark * STRIDE + rest.take_while(|(at, c)| self.marks[mark] + at + c.len_utf8() <= byte).count()
    }

    /// The span in characters of a range in bytes.
    #[must_use]
    pub fn span(&self, bytes: Range<usize>) -> Span {
        Span { start: self.chars(bytes.start), end: self.chars(bytes.end) }
    }
}

/// The range in bytes of a span of `text`; what lies beyond the end is left out.
#[must_use]
pub fn bytes(text: &str, span: Span) -> Range<usize> {
    let mut edges = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    let start = edges.nth(span.start).unwrap_or(text.len());
    let end = if span.is_empty() { start } else { edges.nth(span.len() - 1).unwrap_or(text.len()) };
    start..end
}

/// The part of `text` that `span` covers; what lies beyond the end is left out.
#[must_use]
pub fn slice(text: &str, span: Span) -> &str {
    &text[bytes(text, span)]
}

#[cfg(test)]
mod tests {
    //! Properties: character counts equal those of `chars().count()` at every edge, for ASCII and
    //! beyond; `slice` inverts `span`.
    use super::*;

    #[test]
    fn counts_equal_chars_at_every_edge() {
        for text in ["", "plain", "한중 포럼 “one belt” 一带一路", &"é한a".repeat(100)] {
            let index = CharIndex::new(text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(index.chars(byte), count, "{text} at {byte}");
            }
            assert_eq!(index.chars(text.len()), text.chars().count());
        }
    }

    #[test]
    fn slice_inverts_span() {
        let text = "한중 forum in 北京";
        let span = CharIndex::new(text).span(7..12);
        assert_eq!(slice(text, span), "forum");
        assert_eq!(slice(text, Span { start: 3, end: 99 }), "forum in 北京");
        assert_eq!(slice(text, Span { start: 3, end: 3 }), "");
        assert_eq!(slice(text, Span::from((5, 3))), "");
    }
}
