//! Finds the headline among the lines before the story, or that there is none.
//!
//! Its place: after every line was looked at by itself, before the neighbours are judged.
//!
//! Three kinds of evidence, the strongest first: the head of a saved page holds the headline with the site's name, and
//! again by itself; the headline is printed twice; of the lines that read like headlines it is the first that is not
//! much shorter than the best. Menus lose by length and by capitals, standfirsts by their full stop.
//!
//! # Limits
//! A text that opens with a full sentence has no headline, unless a dateline, a date or a byline follows, or its words
//! are capitalised.

use super::Reason;
use super::dateline;
use super::furniture::Mark;
use super::look::Close;
use super::page::Page;

/// The line that is the headline.
pub(super) fn find(page: &Page<'_>) -> Option<usize> {
    let head: Vec<usize> = (0..page.body.start).filter(|&at| is_open_to_title(page, at)).collect();
    contained(page, &head)
        .or_else(|| repeated(page, &head))
        .or_else(|| closed(page, is_told_by_words))
        .or_else(|| likeliest(page, &head))
        .or_else(|| closed(page, |page, at| at < page.body.start && is_before_stamp(page, at)))
}

/// A headline without its bullet.
pub(super) fn strip_bullet(text: &str) -> &str {
    text.trim_start_matches(['•', '·', '■', '◆', '▶', '○', '●', '□', '▷', '★', '☆', '*', '‣', '◇', ' '])
}

/// What is compared when two lines are asked to be the same headline: letters and digits.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `long` is the headline with a little around it: the site's name, a bullet, "original title".
pub(super) fn frames(long: &str, title: &str) -> bool {
    long.len() > title.len() && long.len() * 2 <= title.len() * 5 && long.contains(title)
}

/// How many columns a line must have to be the headline because another frames it.
const FRAMED_MIN: usize = 16;
/// How many columns a line must have to be the headline because it is repeated; entries of menus are too.
const REPEATED_MIN: usize = 24;

fn is_open_to_title(page: &Page<'_>, at: usize) -> bool {
    let doubtful = |mark: Mark| !mark.firm && matches!(mark.reason, Reason::Menu | Reason::Section | Reason::Byline);
    page.marks[at].is_none_or(doubtful) && !page.looks[at].prose && page.looks[at].close != Close::Sentence
}

/// The longest line that one of the first lines frames.
fn contained(page: &Page<'_>, head: &[usize]) -> Option<usize> {
    let short = |&at: &usize| page.looks[at].width <= 300;
    let first: Vec<_> = (0..page.lines.len().min(3)).filter(short).map(|at| (at, key(page.text(at)))).collect();
    let long_enough = head.iter().copied().filter(|&at| page.looks[at].width >= FRAMED_MIN);
    long_enough
        .filter(|&at| {
            let own = key(page.text(at));
            first.iter().any(|(other, frame)| *other < at && frames(frame, &own))
        })
        .max_by_key(|&at| (page.looks[at].width, std::cmp::Reverse(at)))
}

fn repeated(page: &Page<'_>, head: &[usize]) -> Option<usize> {
    let worded = |&at: &usize| {
        let look = page.looks[at];
        look.width >= REPEATED_MIN && (look.words >= 3 || look.wide) && page.marks[at].is_none()
    };
    let mut seen = std::collections::HashMap::new();
    head.iter().copied().filter(worded).find_map(|at| match seen.entry(key(page.text(at))) {
        std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
        std::collections::hash_map::Entry::Vacant(free) => {
            free.insert(at);
            None
        }
    })
}

/// The first line whose score comes near the best.
fn likeliest(page: &Page<'_>, head: &[usize]) -> Option<usize> {
    let best = head.iter().map(|&at| score(page, at)).max().filter(|&best| best > 0)?;
    head.iter().copied().find(|&at| score(page, at) * 100 >= best * 55)
}

/// How much a line reads like a headline; columns up to eighty, in tenths.
fn score(page: &Page<'_>, at: usize) -> usize {
    let (text, look) = (strip_bullet(page.text(at)), page.looks[at]);
    let too_short = look.width < 12 || look.words < 2 && !look.wide;
    if too_short || text.starts_with(['-', '–', '—']) || look.close != Close::Open && dateline::find(text).is_some()
    {
        return 0;
    }
    let name_like = look.words <= 7 && is_name_like(text);
    let mut score = look.width.min(80) * 10;
    for (holds, percent) in [
        (page.marks[at].is_some(), 30),
        (look.close == Close::Colon, 50),
        (is_glued(text), 50),
        (name_like, 65),
        (is_figures(text), 50),
        (at > 0 && page.marks[at - 1].is_some(), 130),
        (at == 0 && !name_like || is_before_stamp(page, at), 130),
        (at == 0 && page.lines.get(1).is_some_and(|next| next.opens_block), 130),
    ] {
        if holds {
            score = score * percent / 100;
        }
    }
    score
}

/// "ReadingWriting": a menu whose entries lost their blanks.
fn is_glued(text: &str) -> bool {
    let joint = |word: &str| {
        let mut lower = 0;
        word.chars().any(|c| {
            let joint = lower >= 3 && c.is_uppercase();
            lower = if c.is_lowercase() { lower + 1 } else { 0 };
            joint
        })
    };
    text.split(' ').any(joint)
}

/// Whether a quarter of the words are figures, as in the rows of a table.
fn is_figures(text: &str) -> bool {
    let figures = text.split(' ').filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    figures * 4 >= text.split(' ').count()
}

/// Whether every word but the small ones is capitalised, as in the names of sites and sections.
fn is_name_like(text: &str) -> bool {
    const SMALL: [&str; 9] = ["of", "for", "and", "the", "in", "at", "to", "on", "a"];
    let starts_low = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let mixed = text.contains(char::is_uppercase) && text.contains(char::is_lowercase);
    mixed && !text.split(' ').any(|word| starts_low(word) && !SMALL.contains(&word))
}

fn is_before_stamp(page: &Page<'_>, at: usize) -> bool {
    let stamp = |mark: Mark| mark.firm || mark.reason == Reason::DateLine;
    page.marks.get(at + 1).is_some_and(|mark| mark.is_some_and(stamp))
}

/// A headline that closes with a full stop, which only `told` can tell from a first sentence.
fn closed(page: &Page<'_>, told: fn(&Page<'_>, usize) -> bool) -> Option<usize> {
    let at = (0..page.lines.len()).find(|&at| page.marks[at].is_none())?;
    let look = page.looks[at];
    let fits = look.close == Close::Sentence && look.width <= 140 && dateline::find(page.text(at)).is_none();
    let goes_on = || (at + 1..page.lines.len()).any(|later| page.is_prose(later));
    (fits && told(page, at) && goes_on()).then_some(at)
}

/// A dateline follows, or the words are capitalised.
fn is_told_by_words(page: &Page<'_>, at: usize) -> bool {
    let before_dateline = page.lines.get(at + 1).is_some_and(|next| dateline::find(&next.text).is_some());
    before_dateline || page.looks[at].words >= 3 && is_title_case(page.text(at))
}

/// Whether the long words of a text are capitalised.
fn is_title_case(text: &str) -> bool {
    let long = || text.split(' ').filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    let high = long().filter(|word| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)).count();
    high >= 2 && high * 5 >= long().count() * 4
}

#[cfg(test)]
mod tests {
    //! Properties: the headline is found behind site heads, menus and bullets, in capitals, with a section mark; a text
    //! that opens with a sentence or a dateline has none.
    use super::super::{Tables, line, page::Page};
    use super::*;

    const LEAD: &str = "The harbour trust opened two berths on Monday after a winter of dredging, its master said.\n\
        Pilots cheered from the pier while the first of the ships made fast with a line from the north.\n";

    #[test]
    fn headlines_are_found() {
        for (head, expected) in [
            ("Harbour trust opens two berths\n", Some("Harbour trust opens two berths")),
            (
                "PPHA News and Reports\n• PPHA Opens Two Berths\n\nPPHA Opens Two Berths\n",
                Some("• PPHA Opens Two Berths"),
            ),
            (
                "SOURCE / PORTS\nHarbour trust opens two berths\nPublished: Mar 04, 2021\n",
                Some("Harbour trust opens two berths"),
            ),
            (
                "News\nPorts\nRivers of the North\nHarbour trust opens two berths\n",
                Some("Harbour trust opens two berths"),
            ),
            (
                "Harbour trust opens two berths - The Pier Post\nNews\nPorts\nHarbour trust opens two berths\n",
                Some("Harbour trust opens two berths"),
            ),
            ("HARBOUR TRUST OPENS TWO BERTHS\nBy Ada Fenwright\n", Some("HARBOUR TRUST OPENS TWO BERTHS")),
            ("(LEAD) Harbour trust opens two berths\n", Some("(LEAD) Harbour trust opens two berths")),
            (
                "Harbour trust opens two berths in the north\nPilots of the north cheer from the pier as the ice goes\n4 March 2021\n",
                Some("Harbour trust opens two berths in the north"),
            ),
            ("Harbour Trust Opens Two Berths.\n", Some("Harbour Trust Opens Two Berths.")),
            (
                "Harbour trust opens two berths after ice.\nMarch 4, 2021\n",
                Some("Harbour trust opens two berths after ice."),
            ),
            ("港务局两个泊位启用\n发布时间：2021-03-04\n", Some("港务局两个泊位启用")),
            ("", None),
            ("HARBOURTON, March 4 (PNS) -- The ice has gone from the lower river.\n", None),
            ("The ice has gone from the lower river.\n", None),
        ] {
            let source = format!("{head}{LEAD}");
            let page = Page::new(line::split(&source), Tables::built_in());
            assert_eq!(find(&page).map(|at| page.text(at)), expected, "{head}");
        }
    }
}
