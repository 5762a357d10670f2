//! Named initiatives, treaties and crises (`initiatives.txt`): a text that names one is not older than it.

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date as Day;

use super::PartialDate;
use super::clue::{Clue, Weight};
use super::page::{Page, Role};
use super::table;
use super::token::is_wide;
use crate::tables::{Added, Row, Table, TableError, Touches};

pub(super) static INITIATIVES: Table = Table {
    name: "initiatives",
    columns: "words, first date they can be used, date that anniversaries are counted from or -, name",
    built_in: &[include_str!("../data/initiatives.txt")],
    touches: Touches::FirstCell,
};

#[derive(Debug)]
struct Initiative {
    name: Box<str>,
    /// The first day it can be spoken of.
    first: Day,
    /// What its anniversaries are counted from.
    founded: Option<PartialDate>,
}

impl Initiative {
    fn new(row: &Row<'_>) -> Result<Self, TableError> {
        let founded = if row.cell(2) == "-" { None } else { Some(table::date(row, 2)?) };
        Ok(Self { name: row.filled(3)?.into(), first: table::date(row, 1)?.first_day(), founded })
    }
}

/// The named initiatives.
#[derive(Debug)]
pub(super) struct Initiatives {
    words: AhoCorasick,
    /// What each of the words names.
    all: Vec<Initiative>,
}

impl Initiatives {
    /// Reads the table.
    pub(super) fn new(added: &Added) -> Result<Self, TableError> {
        let (mut words, mut all) = (Vec::new(), Vec::new());
        for row in INITIATIVES.rows(added) {
            words.push(row.filled(0)?);
            all.push(Initiative::new(&row)?);
        }
        let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words);
        Ok(Self { words: words.expect("a table of words makes an automaton"), all })
    }

    /// Those named in a text, with the places of their names.
    fn named(&self, text: &str) -> impl Iterator<Item = (usize, usize, &Initiative)> {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
        self.words
            .find_iter(text)
            .filter(move |hit| {
                is_wide(text[hit.start()..].chars().next().unwrap_or(' '))
                    || !letter(text[..hit.start()].chars().next_back()) && !letter(text[hit.end()..].chars().next())
            })
            .map(|hit| (hit.start(), hit.end(), &self.all[hit.pattern().as_usize()]))
    }

    /// The one named right beside a stretch of a sentence, with the day its anniversaries are counted from. One further
    /// off is a topic of the text, and the anniversary somebody else's.
    pub(super) fn founded(&self, sentence: &str, start: usize, end: usize) -> Option<(&str, PartialDate)> {
        let beside = self.named(sentence).filter_map(|(from, to, initiative)| {
            let between = if to <= start { sentence.get(to..start) } else { sentence.get(end..from) }?;
            let near = between.len() <= BESIDE && !between.contains([',', ';', ':', '，', '；', '：', '、']);
            near.then_some((between.len(), &*initiative.name, initiative.founded?))
        });
        beside.min_by_key(|&(far, ..)| far).map(|(_, name, day)| (name, day))
    }
}

/// How many bytes may part an anniversary from what it is of.
const BESIDE: usize = 60;

/// The latest bound that the page's initiatives set.
pub(super) fn clue(page: &Page<'_>) -> Option<Clue> {
    let named = |text| page.tables.initiatives.named(text);
    let lines = page.lines.iter().filter(|line| matches!(line.role, Role::Title | Role::Prose));
    let all = lines.flat_map(|line| named(line.text).map(move |(start, end, it)| (&line.text[start..end], it)));
    let (words, latest) = all.max_by_key(|(_, it)| it.first)?;
    let how = format!("{} not before {}", latest.name, latest.first);
    Some(Clue::not_before(latest.first, Weight::Firm, words, how))
}
