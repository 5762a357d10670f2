//! Cuts a decoded text into its lines, each with its number, its place and its words with blanks folded.
//!
//! Its place: the first step of reading plain text; `wrap` may join the lines, everything after it reads them.
//!
//! # Invariants
//! Lines come in source order and do not overlap; `bytes` starts and ends on a visible character; `text` is that
//! slice with every run of blanks made one space. Blank lines yield nothing.
//!
//! # Limits
//! Numbers count the breaks that editors count (LF, CRLF, CR); form feeds and the Unicode line ends divide lines
//! without counting.

use std::ops::Range;

/// A line that is not blank; after `wrap`, possibly several joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The source line it starts on, from 1.
    pub number: usize,
    /// Its place in the source, outer blanks left out.
    pub bytes: Range<usize>,
    /// Its words with ordinary spaces.
    pub text: String,
    /// How many columns it is set in.
    pub indent: usize,
    /// Whether a blank line, or the start of the text, stands before it.
    pub opens_block: bool,
}

/// The lines of `source` that are not blank.
pub(super) fn split(source: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut number, mut start, mut opens_block) = (1, 0, true);
    for piece in source.split_inclusive(is_line_end) {
        let begins_after_cr = source[..start].ends_with('\r');
        if let Some(line) = visible(piece, start, number, opens_block) {
            lines.push(line);
            opens_block = false;
        } else if !(piece == "\n" && begins_after_cr) {
            opens_block = true;
        }
        start += piece.len();
        let counts = piece.ends_with('\n') || piece.ends_with('\r') && !source[start..].starts_with('\n');
        number += usize::from(counts);
    }
    lines
}

fn visible(piece: &str, start: usize, number: usize, opens_block: bool) -> Option<Line> {
    let rest = piece.trim_start_matches(is_blank);
    let trimmed = rest.trim_end_matches(is_blank);
    if trimmed.is_empty() {
        return None;
    }
    let lead = piece.len() - rest.len();
    let bytes = start + lead..start + lead + trimmed.len();
    Some(Line { number, bytes, text: fold(trimmed), indent: piece[..lead].chars().count(), opens_block })
}

/// `text` with every run of blanks made one space.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if !c.is_whitespace() {
            if blank {
                folded.push(' ');
            }
            folded.push(c);
        }
        blank = c.is_whitespace();
    }
    folded
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether nothing of `c` is seen at the edge of a line: white space, byte order marks, zero-width characters.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    //! Properties: every kind of line end divides; numbers agree with an editor's; blanks fold; a byte order mark is
    //! no text; blank lines are remembered as openings.
    use super::*;

    #[test]
    fn lines_are_numbered_as_editors_number_them() {
        for (source, expected) in [
            ("a\nb", &[(1, "a"), (2, "b")][..]),
            ("a\r\nb\r\n\r\nc", &[(1, "a"), (2, "b"), (4, "c")]),
            ("a\rb", &[(1, "a"), (2, "b")]),
            ("a\u{c}b\u{2028}c\nd", &[(1, "a"), (1, "b"), (1, "c"), (2, "d")]),
            ("\u{feff}a \u{a0} b\u{3000}c \n\u{feff}\n", &[(1, "a b c")]),
            (" \n\t\n", &[]),
        ] {
            let lines = split(source);
            let found: Vec<_> = lines.iter().map(|line| (line.number, line.text.as_str())).collect();
            assert_eq!(found, expected, "{source:?}");
        }
    }

    #[test]
    fn blank_lines_open_blocks() {
        for (source, expected) in
            [("a\nb\n\nc", &[true, false, true][..]), ("a\r\nb\r\n\r\nc", &[true, false, true]), ("\n a", &[true])]
        {
            let opens: Vec<_> = split(source).iter().map(|line| line.opens_block).collect();
            assert_eq!(opens, expected, "{source:?}");
        }
    }
}
