//! Named initiatives, treaties and crises (`initiatives.txt`): a text that names one is not older than it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date as Day;

use super::PartialDate;
use super::clue::{Clue, Weight};
use super::page::{Page, Role};
use super::table;
use super::token::is_wide;

struct Initiative {
    name: &'static str,
    /// The first day it can be spoken of.
    first: Day,
    /// What its anniversaries are counted from.
    founded: Option<PartialDate>,
}

static INITIATIVES: LazyLock<(AhoCorasick, Vec<Initiative>)> = LazyLock::new(|| {
    let rows: Vec<_> = table::rows(include_str!("../data/initiatives.txt")).collect();
    let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(rows.iter().map(|row| row[0]));
    let read = |row: &Vec<&'static str>| Initiative {
        name: row[3],
        first: table::first_day(row[1]),
        founded: (row[2] != "-").then(|| table::date(row[2])),
    };
    (words.expect("initiatives.txt: forms make an automaton"), rows.iter().map(read).collect())
});

/// The initiatives named in a text, with the places of their names.
fn named(text: &str) -> impl Iterator<Item = (usize, usize, &'static Initiative)> {
    let (words, initiatives) = &*INITIATIVES;
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
    words
        .find_iter(text)
        .filter(move |hit| {
            is_wide(text[hit.start()..].chars().next().unwrap_or(' '))
                || !letter(text[..hit.start()].chars().next_back()) && !letter(text[hit.end()..].chars().next())
        })
        .map(|hit| (hit.start(), hit.end(), &initiatives[hit.pattern().as_usize()]))
}

/// The initiative named nearest to a place in a sentence, with the day its anniversaries are counted from.
pub(super) fn founded(sentence: &str, near: usize) -> Option<(&'static str, PartialDate)> {
    let with_day =
        named(sentence).filter_map(|(start, _, initiative)| Some((start, initiative.name, initiative.founded?)));
    with_day.min_by_key(|&(start, ..)| start.abs_diff(near)).map(|(_, name, day)| (name, day))
}

/// The latest bound that the page's initiatives set.
pub(super) fn clue(page: &Page<'_>) -> Option<Clue> {
    let lines = page.lines.iter().filter(|line| matches!(line.role, Role::Title | Role::Prose));
    let all = lines.flat_map(|line| named(line.text).map(move |(start, end, it)| (&line.text[start..end], it)));
    let (words, latest) = all.max_by_key(|(_, it)| it.first)?;
    let how = format!("{} not before {}", latest.name, latest.first);
    Some(Clue::not_before(latest.first, Weight::Firm, words, how))
}
