//! Cuts a decoded text into its lines, each with its number, its place and its words with blanks folded.
//!
//! Its place: the first step of reading plain text; `wrap` may join the lines, everything after it reads them.
//!
//! # Invariants
//! Lines come in source order and do not overlap; `bytes` starts and ends on a visible character; `text` is that
//! slice with every run of blanks made one space. Blank lines yield nothing. No line is longer than [`CHARS_MAX`].
//!
//! # Limits
//! Numbers count the breaks that editors count (LF, CRLF, CR); form feeds and the Unicode line ends divide lines
//! without counting.

use std::ops::Range;

/// How many characters a line has at most. What is longer has lost its line ends, or never had any: nobody could read it
/// as one paragraph, and what follows would take time by the square of its length.
pub(super) const CHARS_MAX: usize = 20_000;

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
        let before = lines.len();
        for part in parts(piece) {
            if let Some(line) = visible(part, start, number, opens_block) {
                lines.push(line);
                opens_block = false;
            }
            start += part.len();
        }
        if lines.len() == before && !(piece == "\n" && begins_after_cr) {
            opens_block = true;
        }
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

/// A text in parts no longer than a line may be. They end where a sentence does, else at a blank, else anywhere.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (part, after) = rest.split_at(part_end(rest));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// Where the first part of a text ends.
fn part_end(text: &str) -> usize {
    if text.len() <= CHARS_MAX {
        return text.len();
    }
    let Some((end, _)) = text.char_indices().nth(CHARS_MAX) else { return text.len() };
    let ends_sentence = |part: &str| part.trim_end_matches(['"', '\'', '”', '’', ')']).ends_with(['.', '!', '?']);
    let blanks = || text[..end].rmatch_indices(char::is_whitespace).map(|(at, blank)| (at, at + blank.len()));
    let sentence = blanks().find(|&(at, _)| ends_sentence(&text[..at])).map(|(_, after)| after);
    let east_asian = || text[..end].rmatch_indices(['。', '！', '？']).map(|(at, stop)| at + stop.len()).next();
    let blank = || blanks().map(|(_, after)| after).next();
    sentence.or_else(east_asian).or_else(blank).unwrap_or(end)
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
    fn long_lines_are_cut() {
        let sentence = "He said: “The port is open.” ";
        let [bare, marked, east] =
            [("가", 1), (sentence, sentence.chars().count()), ("港口开放。", 5)].map(|(unit, chars)| {
                let source = unit.repeat(CHARS_MAX * 5 / 2 / chars);
                let lines = split(&source);
                assert!(lines.iter().all(|line| line.text.chars().count() <= CHARS_MAX && line.number == 1));
                assert_eq!(
                    fold(&source),
                    fold(
                        &lines
                            .iter()
                            .map(|line| &source[line.bytes.clone()])
                            .collect::<Vec<_>>()
                            .join(if unit.ends_with(' ') { " " } else { "" })
                    )
                );
                lines
            });
        assert_eq!([bare.len(), marked.len(), east.len()], [3, 3, 3]);
        assert!(marked.iter().all(|line| line.text.starts_with("He said") && line.text.ends_with('”')));
        assert!(east.iter().all(|line| line.text.ends_with('。')));
    }

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
