//! Cuts a text with spans over it into pieces, each of which is shown in one way.
//!
//! Its place: where spans become markup. A template puts elements around pieces and escapes their words; nothing puts
//! HTML together from texts.
//!
//! # Invariants
//! The pieces of a text, in order, are the text, but for the characters that would turn the direction of what stands
//! beside it (see [`inert`]).

use std::collections::BTreeSet;

use crate::span::{Span, slice};

/// A stretch of text that is shown in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// The number of the match it belongs to, from 1.
    pub(super) mark: Option<usize>,
    /// Whether the match begins here, and whether it ends here.
    pub(super) begins: bool,
    pub(super) ends: bool,
    /// Whether somebody says it.
    pub(super) say: bool,
    /// Whether it tells that somebody speaks.
    pub(super) cue: bool,
}

impl Piece {
    /// The class of its element; empty for plain text.
    pub(super) fn class(&self) -> &'static str {
        match (self.say, self.cue) {
            (true, true) => "say cue",
            (true, false) => "say",
            (false, true) => "cue",
            (false, false) => "",
        }
    }
}

/// The spans over a text, each kind in order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spans<'a> {
    pub(super) marks: &'a [Span],
    pub(super) says: &'a [Span],
    pub(super) cues: &'a [Span],
}

/// The pieces of a text; its first match has the number after `numbered`.
pub(super) fn pieces(text: &str, spans: Spans<'_>, numbered: usize) -> Vec<Piece> {
    let length = text.chars().count();
    let all = [spans.marks, spans.says, spans.cues].concat();
    let mut cuts: BTreeSet<usize> =
        all.iter().flat_map(|span| [span.start, span.end]).filter(|&at| at < length).collect();
    cuts.extend([0, length]);
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let piece = |bounds: &[usize]| {
        let own = Span { start: bounds[0], end: bounds[1] };
        let within = |spans: &[Span]| spans.iter().position(|span| span.contains(own));
        let mark = within(spans.marks);
        Piece {
            text: inert(slice(text, own)),
            mark: mark.map(|at| numbered + at + 1),
            begins: mark.is_some_and(|at| spans.marks[at].start == own.start),
            ends: mark.is_some_and(|at| spans.marks[at].end.min(length) == own.end),
            say: within(spans.says).is_some(),
            cue: within(spans.cues).is_some(),
        }
    };
    cuts.windows(2).map(piece).collect()
}

/// The pieces of a text in which only matches are shown.
pub(super) fn marked(text: &str, marks: &[Span]) -> Vec<Piece> {
    pieces(text, Spans { marks, ..Spans::default() }, 0)
}

/// The text without the characters that embed, override or isolate directions: nothing is read by them, and in a line made
/// of several texts they would turn the others. Marks of direction, which act on their neighbours alone, stay.
pub(super) fn inert(text: &str) -> String {
    text.chars().filter(|char| !matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: the pieces are the text; a match that is cut by another span keeps one number and begins once.
    use super::*;

    fn shown(text: &str, spans: Spans<'_>) -> String {
        let piece = |piece: Piece| match (piece.mark, piece.class()) {
            (Some(mark), class) => format!(
                "[{}{mark}{}{class}:{}]",
                if piece.begins { "<" } else { "" },
                if piece.ends { ">" } else { "" },
                piece.text
            ),
            (None, "") => piece.text,
            (None, class) => format!("[{class}:{}]", piece.text),
        };
        pieces(text, spans, 0).into_iter().map(piece).collect()
    }

    #[test]
    fn cut_at_every_bound() {
        let span = |start, end| Span { start, end };
        for (marks, says, cues, want) in [
            (vec![], vec![], vec![], "한중 rail said"),
            (vec![span(3, 7)], vec![], vec![], "한중 [<1>:rail] said"),
            (vec![span(0, 2), span(8, 12)], vec![], vec![span(8, 12)], "[<1>:한중] rail [<2>cue:said]"),
            (vec![span(1, 5)], vec![span(3, 12)], vec![], "한[<1:중 ][1>say:ra][say:il said]"),
            (vec![span(8, 99)], vec![], vec![], "한중 rail [<1>:said]"),
        ] {
            assert_eq!(shown("한중 rail said", Spans { marks: &marks, says: &says, cues: &cues }), want);
        }
        assert_eq!(pieces("", Spans::default(), 0), Vec::new());
    }

    #[test]
    fn no_text_turns_another() {
        assert_eq!(inert("a\u{202e}b\u{2069}c\u{200f}d"), "abc\u{200f}d");
    }
}
