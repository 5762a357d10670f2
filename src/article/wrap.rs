//! Joins the lines of a hard-wrapped text (old wires, e-mails) into paragraphs; leaves other texts alone.
//!
//! Its place: between `line` and everything that reads lines.
//!
//! A wrapped block gives itself away: no line could have taken the first word of the next one without growing
//! wider than the widest. Lists and menus of the same shape fail that at once, because their lines end where the
//! thought ends. The text is joined only where such blocks hold most of its lines.
//!
//! # Invariants
//! A joined line covers its parts from the first character to the last; its text is theirs joined by single spaces. It
//! is no longer than a line may be.
//!
//! # Limits
//! Chinese and Japanese are joined with a space as well, so that text and place agree. A wrapped text without blank
//! lines or indents between paragraphs becomes one paragraph.

use std::ops::Range;

use super::line::{CHARS_MAX, Line};
use super::look::width;

/// The narrowest and the widest measure that programs wrap to.
const MEASURES: std::ops::RangeInclusive<usize> = 40..=100;

/// How many columns a line may stay short of the test: rulers count hyphens and wide letters differently.
const SLACK: usize = 2;

/// `lines`, with wrapped blocks joined where hard wrapping is evident.
pub(super) fn join(lines: Vec<Line>) -> Vec<Line> {
    let blocks = blocks(&lines);
    let wrapped = |lines_min: usize| -> usize {
        let is_one = |block: &&Range<usize>| block.len() >= lines_min && is_wrapped(&lines[(*block).clone()]);
        blocks.iter().filter(is_one).map(Range::len).sum()
    };
    // Two lines may look so by chance; three do not, and bear witness for the others.
    if wrapped(3) == 0 || wrapped(2) * 2 < lines.len() {
        return lines;
    }
    let mut joined = Vec::with_capacity(blocks.len());
    for block in blocks {
        if is_wrapped(&lines[block.clone()]) {
            merge(&lines[block], &mut joined);
        } else {
            joined.extend(lines[block].iter().cloned());
        }
    }
    joined
}

/// Runs of lines between blank lines; an indented line opens a run too.
fn blocks(lines: &[Line]) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let indented = i > 0 && line.indent > lines[i - 1].indent + 1;
        match blocks.last_mut() {
            Some(block) if !line.opens_block && !indented => block.end = i + 1,
            _ => blocks.push(i..i + 1),
        }
    }
    blocks
}

/// Whether every line but the last was full: the next line's first word would have made it wider than the widest.
fn is_wrapped(block: &[Line]) -> bool {
    let measure = block.iter().map(|line| width(&line.text)).max().unwrap_or(0);
    let full = |pair: &[Line]| {
        let first_word = pair[1].text.split(' ').next().map_or(0, first_unit);
        width(&pair[0].text) + 1 + first_word + SLACK > measure
    };
    block.len() >= 2
        && MEASURES.contains(&measure)
        && block.windows(2).all(full)
        && block[..block.len() - 1].iter().any(|line| !line.text.ends_with(['.', '。', '!', '?', '”', '"']))
}

/// The width of what has to move to the next line as one: a word, or a single character of Han and Kana.
fn first_unit(word: &str) -> usize {
    match word.chars().next() {
        Some(c) if super::look::is_han_or_kana(c) => 2,
        _ => width(word),
    }
}

fn merge(block: &[Line], joined: &mut Vec<Line>) {
    let Some((first, others)) = block.split_first() else { return };
    joined.push(first.clone());
    for line in others {
        match joined.last_mut().filter(|merged| merged.text.len() + 1 + line.text.len() <= CHARS_MAX) {
            Some(merged) => {
                merged.text.push(' ');
                merged.text.push_str(&line.text);
                merged.bytes.end = line.bytes.end;
            }
            None => joined.push(line.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: wrapped paragraphs are joined with a place over the whole; lists, menus and a paragraph a line stay
    //! as they are.
    use super::super::line::split;
    use super::*;

    const WIRE: &str = "HARBOUR TALKS RESUME\n\nThe two ports resumed their talks on pilots and dues on Tuesday\n\
        after a pause of four months, the harbour master Ada Fenwright\nsaid.\n\n\
        She told reporters that the berths would be shared out anew in\nspring, and that dredging was to begin \
        as soon as the ice is gone\nfrom the upper river.\n";

    #[test]
    fn wrapped_paragraphs_are_joined() {
        let lines = join(split(WIRE));
        assert_eq!(lines.len(), 3, "{lines:#?}");
        assert!(lines[1].text.starts_with("The two ports") && lines[1].text.ends_with("Ada Fenwright said."));
        assert_eq!(&WIRE[lines[1].bytes.clone()].replace('\n', " "), &lines[1].text);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        let list = "Members of the mission\nHarbour office and its pilots from the north\nCustoms\nDredging company\n";
        let paragraphs = "A long paragraph that stands on a line of its own, as saved pages have it, and goes on far \
            beyond any measure that a program would wrap to.\nAnother one.\nAnd a third that is short.\n";
        for source in [list, paragraphs] {
            assert_eq!(join(split(source)), split(source), "{source}");
        }
    }
}
