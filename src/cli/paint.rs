//! Colours, widths and the small shapes of terminal output. One accent, one mark, the rest dim.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::span::Span;

/// A headline.
pub(super) const TITLE: Style = Style::new().bold();
/// Who speaks.
pub(super) const SPEAKER: Style = AnsiColor::Cyan.on_default().bold();
/// What matched.
pub(super) const MARK: Style = AnsiColor::Yellow.on_default().bold();
/// What is read second.
pub(super) const DIM: Style = Style::new().dimmed();
/// What went wrong.
pub(super) const ALARM: Style = AnsiColor::Red.on_default().bold();

/// A text in a style.
pub(super) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// How wide a line may be: the terminal's width within readable bounds, or that of a page in a pipe.
pub(super) fn line_width() -> usize {
    const WIDTH_MAX: usize = 100;
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(WIDTH_MAX).clamp(60, WIDTH_MAX)
}

/// A line with one part at its start and one at its end.
pub(super) fn spread(left: &str, right: &str, width: usize) -> String {
    let room = width.saturating_sub(plain_width(left) + plain_width(right));
    format!("{left}{}{right}", " ".repeat(room.max(2)))
}

/// The width of a text on a terminal, without its colours.
pub(super) fn plain_width(text: &str) -> usize {
    anstream::adapter::strip_str(text).to_string().width()
}

/// A text cut into lines no wider than `width`, as character ranges. Breaks fall between words, or
/// between characters where the script has no blanks.
pub(super) fn wrap(text: &str, width: usize) -> Vec<Span> {
    let mut lines = Vec::new();
    let (mut start, mut at, mut used) = (0, 0, 0);
    for piece in pieces(text) {
        let (chars, wide) = (piece.chars().count(), piece.width());
        let blank = piece.trim().is_empty();
        if used + wide > width && used > 0 && !blank {
            lines.push(Span { start, end: at });
            (start, used) = (at, 0);
        }
        at += chars;
        // A blank where a line begins takes no room.
        if !(blank && used == 0) {
            used += wide;
        } else {
            start = at;
        }
    }
    if start < at {
        lines.push(Span { start, end: at });
    }
    lines
}

/// Words and blanks in a row; marks that close something stay with the word before them, and what a no-break space
/// joins stays together.
fn pieces(text: &str) -> Vec<&str> {
    let mut bounds: Vec<usize> = Vec::new();
    for (at, piece) in text.split_word_bound_indices() {
        let before = text[..at].chars().next_back();
        let closes_word = before.is_some_and(|last| !last.is_whitespace()) && piece.starts_with(closes);
        let joined = before.is_some() && (before == Some(NO_BREAK) || piece.starts_with(NO_BREAK));
        if !(closes_word || joined) {
            bounds.push(at);
        }
    }
    bounds.iter().zip(bounds.iter().skip(1).chain([&text.len()])).map(|(&from, &to)| &text[from..to]).collect()
}

/// The space at which no line is broken.
pub(super) const NO_BREAK: char = '\u{a0}';

/// Whether a line never begins with this mark.
fn closes(c: char) -> bool {
    ",.;:!?)]}%’”»、。，．；：！？）］｝」』》〉…".contains(c)
}

/// The part of a text in a span, with marks painted, without the blanks at its end.
pub(super) fn marked(text: &str, line: Span, marks: &[Span]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let take = |from: usize, to: usize| chars[from.min(chars.len())..to.min(chars.len())].iter().collect::<String>();
    let line = Span { end: line.start + take(line.start, line.end).trim_end().chars().count(), ..line };
    let mut painted = String::new();
    let mut at = line.start;
    for mark in marks.iter().filter(|mark| mark.start < line.end && line.start < mark.end) {
        let (from, to) = (mark.start.max(line.start), mark.end.min(line.end));
        painted.push_str(&take(at, from));
        painted.push_str(&paint(MARK, take(from, to)));
        at = to;
    }
    painted.push_str(&take(at, line.end));
    painted
}

/// A bar for a count among counts of which `most` is the greatest.
pub(super) fn bar(count: u64, most: u64, width: u64) -> String {
    let blocks = (count * width).div_ceil(most.max(1));
    "▇".repeat(usize::try_from(blocks).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    //! Properties: lines keep every word and the width; marks are cut at line ends; the least count has a bar.
    use super::*;
    use crate::span::slice;

    #[test]
    fn wrapping_keeps_every_word() {
        for text in
            ["one belt one road and more", "한중 양국은 협력을 강화하기로 했다", "共建一带一路推动合作共赢", "", "   x"]
        {
            let lines = wrap(text, 10);
            let joined: String = lines.iter().map(|&line| slice(text, line)).collect();
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(squeeze(&joined), squeeze(text));
            assert!(lines.iter().all(|&line| slice(text, line).trim_end().width() <= 10), "{text}");
        }
    }

    #[test]
    fn no_line_is_broken_at_a_no_break_space() {
        let text = "rail 1 · harbour\u{a0}22";
        let lines: Vec<&str> = wrap(text, 17).into_iter().map(|line| slice(text, line).trim_end()).collect();
        assert_eq!(lines, ["rail 1 ·", "harbour\u{a0}22"]);
    }

    #[test]
    fn marks_are_cut_at_line_ends() {
        let line = marked("abcdef", Span { start: 1, end: 4 }, &[Span { start: 2, end: 6 }]);
        assert_eq!(anstream::adapter::strip_str(&line).to_string(), "bcd");
        assert!(line.contains(&paint(MARK, "cd")));
        // A mark that goes on in the next line takes no blank along.
        let line = marked("ab cd", Span { start: 0, end: 3 }, &[Span { start: 0, end: 5 }]);
        assert_eq!(line, paint(MARK, "ab"));
    }

    #[test]
    fn bars_are_seen() {
        assert_eq!((bar(1, 1000, 8).as_str(), bar(0, 1000, 8).as_str()), ("▇", ""));
    }
}
