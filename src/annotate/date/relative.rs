//! Years by their distance ("next year", 올해, 去年) and by tense: what was done in 2019 was done before the
//! writing, what will be done in 2021 after it.
//!
//! # Limits
//! Tense is read in English only, from the words around a year; a sentence with words of both tenses says nothing.

use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::PartialDate;
use super::clue::{Clue, Weight};
use super::page::{self, Line, Page, Role, edge_before, words_before, words_behind};
use super::table::{self, pattern};
use super::written::{Form, Names, scan};
use crate::tables::{Added, Table, TableError, Touches};

pub(super) static YEARS: Table = Table {
    name: "relative_years",
    columns: "words, distance from the year of writing (-1 is last year)",
    built_in: &[include_str!("../data/relative_years.txt")],
    touches: Touches::FirstCell,
};

/// Words that name a year by its distance.
#[derive(Debug)]
pub(super) struct RelativeYears {
    words: AhoCorasick,
    /// The distance that each of the words names.
    shifts: Vec<i16>,
}

impl RelativeYears {
    /// Reads the table.
    pub(super) fn new(added: &Added) -> Result<Self, TableError> {
        let (mut words, mut shifts) = (Vec::new(), Vec::new());
        for row in YEARS.rows(added) {
            words.push(row.filled(0)?);
            shifts.push(table::number(&row, 1, -9..=9)?);
        }
        let words = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(words)
            .expect("a table of words makes an automaton");
        Ok(Self { words, shifts })
    }

    /// The distance named nearest to a stretch of a sentence.
    pub(super) fn nearest(&self, sentence: &str, start: usize, end: usize) -> Option<i16> {
        let far = |at: &aho_corasick::Match| {
            if at.end() <= start { start - at.end() } else { at.start().saturating_sub(end) }
        };
        self.words.find_iter(sentence).min_by_key(far).map(|hit| self.shifts[hit.pattern().as_usize()])
    }

    /// Whether a text names a year at this distance.
    fn name(&self, text: &str, shift: i16) -> bool {
        self.words.find_iter(text).any(|hit| self.shifts[hit.pattern().as_usize()] == shift)
    }
}

/// Whether a sentence names a year other than these.
pub(super) fn names_other_year(sentence: &str, known: &[PartialDate], names: &Names) -> bool {
    scan(sentence, names)
        .iter()
        .filter_map(|date| year_of(date.form))
        .any(|year| known.iter().all(|date| date.year() != year))
}

fn year_of(form: Form) -> Option<i16> {
    match form {
        Form::Day(day) => Some(day.year()),
        Form::Month(year, _) | Form::Year(year) => Some(year),
        _ => None,
    }
}

/// The period that a form with a year means.
fn period(form: Form) -> Option<PartialDate> {
    match form {
        Form::Day(day) => PartialDate::from_day(day),
        Form::Month(year, month) => PartialDate::from_month(year, month),
        Form::Year(year) => PartialDate::from_year(year),
        // A business year is spoken of as past when it ends, in March at the earliest.
        Form::Fiscal(year) => PartialDate::from_month(year + 1, 3),
        _ => None,
    }
}

static PAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:was|were|had|did|[a-z]{2,}ed|rose|fell|grew|won|took|made|came|went|began|saw|met|held|leapt|overtook|became|led|lost|left|sold|built|sent|struck|slid|sank|shrank|stood|ran|broke|brought|gave|hit)\b|했다|였다|됐다|했으며|따르면|了|以来|同比|した。|だった",
    )
});
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:will|shall|would|expect\w*|forecast\w*|project(?:ed|s|ion\w*)|plan(?:s|ned|ning)?|hop(?:e|es|ed|ing)|aim\w*|target\w*|goals?|due|scheduled|set to|to be|likely|may|could|should|next|predict\w*|estimat\w*|vow\w*|pledg\w*|propos\w*|roadmap|bid|if)\b|예정|계획|까지|목표|전망|부터|将|到|目标|预计|予定|目標|見通し|から",
    )
});
/// Prepositions that put the year right behind them ahead; elsewhere they measure ("fell by 3 per cent").
static UP_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:by|until|till|from|through)\s+(?:the\s+(?:year|end\s+of)\s+|early\s+|late\s+|mid-?\s*)?$")
});
static WILL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:will|shall|expects|(?:is|are) (?:expected|scheduled|due|set|likely) to|hopes to|plans to|aims to)\b")
});
static SAME_PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:same|corresponding|comparable) (?:period|month|quarter|months|time|half) (?:in|of) ((?:19|20)\d\d)(?:[^\d/–-]|$)",
    )
});
static YEARS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:has|have)\b[^.;]{0,80}?\b(?:for )?(\w+) years (?:after|since)\b[^.;]{0,80}?\b(?:in )((?:19|20)\d\d)\b",
    )
});
static WHOLE_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:annual (?:total|figure|surplus|deficit|growth)|full[- ]year|whole (?:of the )?year|previous year|year before)\b",
    )
});
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:in|during|for|of|by|on|since|until|before|throughout|early|late|mid|end)[\s-]+(?:the\s+(?:year|end\s+of)\s+)?$|[\p{Han}\p{Hangul}\p{Hiragana}，、。,]\s*$|^\W*$",
    )
});

/// Whether a sentence tells of something done.
pub(super) fn is_told_as_past(sentence: &str) -> bool {
    PAST.is_match(sentence) || page::has_korean_past(sentence)
}

/// How a sentence's words place a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tense {
    Past,
    Ahead,
    Open,
}

/// How far a word for what is to come reaches, in bytes.
const NEAR: usize = 60;

/// A sentence with dates, read once for all of them.
struct Clause<'a> {
    text: &'a str,
    /// Whether it says what will be, and of one time only.
    will: bool,
    will_of_one: bool,
}

impl<'a> Clause<'a> {
    fn new(text: &'a str, times: usize) -> Self {
        let will = WILL.is_match(text);
        Self { text, will, will_of_one: will && times == 1 }
    }

    /// How a time in the sentence lies to the writing, and whether words for what is to come stand before it.
    fn tense(&self, start: usize, end: usize) -> (Tense, bool) {
        let (before, behind) = (words_before(self.text, start), words_behind(self.text, end));
        let near = &before[edge_before(before, before.len().saturating_sub(NEAR))..];
        let ahead_before = AHEAD.is_match(near) || UP_TO.is_match(before);
        let ahead = ahead_before || AHEAD.is_match(&behind[..edge_before(behind, NEAR / 2)]) || self.will;
        let past = PAST.is_match(before) || PAST.is_match(behind);
        let tense = match (LEADS.is_match(before), ahead, past) {
            (true, true, false) if self.will_of_one => Tense::Ahead,
            (true, false, true) => Tense::Past,
            _ => Tense::Open,
        };
        (tense, tense == Tense::Ahead || tense == Tense::Open && ahead_before)
    }
}

/// A year, month or day named in a sentence.
struct Named<'a> {
    /// Which line of the page it stands in.
    line: usize,
    words: &'a str,
    when: PartialDate,
    tense: Tense,
    /// Whether words for what is to come stand before it.
    coming: bool,
}

fn named<'a>(page: &'a Page<'_>) -> Vec<Named<'a>> {
    let mut out = Vec::new();
    for (index, line) in page.prose() {
        let mut dates = line.dates.iter().filter_map(|date| Some((date, period(date.form)?))).peekable();
        if dates.peek().is_none() {
            continue;
        }
        for (at, sentence) in page.sentences(line.text) {
            let end = at + sentence.len();
            let mut inside = Vec::new();
            while let Some(date) = dates.next_if(|(date, _)| date.range.start < end) {
                inside.push(date);
            }
            if inside.is_empty() {
                continue;
            }
            let clause = Clause::new(sentence, inside.len());
            // A date over the end of a sentence was cut by mistake and is left out.
            for (date, when) in inside.into_iter().filter(|(date, _)| date.range.start >= at && date.range.end <= end) {
                let (tense, coming) = clause.tense(date.range.start - at, date.range.end - at);
                out.push(Named { line: index, words: &line.text[date.range.clone()], when, tense, coming });
            }
        }
    }
    out
}

/// The clues of tense: the latest past and the nearest future year, and turns of phrase that fix a year.
pub(super) fn clues(page: &Page<'_>) -> Vec<Clue> {
    let mut named = named(page);
    // A time told as past here and as coming there says nothing.
    let told = |tense| named.iter().filter(|it| it.tense == tense).map(|it| it.when).collect::<HashSet<_>>();
    let unclear: HashSet<PartialDate> = &told(Tense::Past) & &told(Tense::Ahead);
    named.retain(|it| !unclear.contains(&it.when));
    let latest = named.iter().filter(|it| it.tense == Tense::Past).max_by_key(|it| it.when.first_day());
    let nearest = named.iter().filter(|it| it.tense == Tense::Ahead).min_by_key(|it| it.when.last_day());
    let past =
        latest.map(|it| Clue::not_before(it.when.first_day(), Weight::Fair, it.words, format!("{} is past", it.when)));
    let ahead = nearest
        .map(|it| Clue::not_after(it.when.last_day(), Weight::Loose, it.words, format!("{} is to come", it.when)));
    let mut loose: Vec<(i16, Clue)> = page.prose().filter_map(|(_, line)| years_after(line.text)).collect();
    loose.extend(page.lead().filter_map(|line| same_period(line.text)));
    loose.extend(next_year(page, &named));
    loose.extend(latest.and_then(|it| annual_figures(page, it.when.year())));
    // Who writes in a year does not name it by its number for what was done in it.
    loose.retain(|(year, _)| latest.is_none_or(|it| it.when.year() <= *year));
    loose.retain(|(year, _)| named.iter().all(|it| it.tense != Tense::Past || it.when.year() != *year));
    loose.into_iter().map(|(_, clue)| clue).chain(past).chain(ahead).collect()
}

/// A clue that fixes a year by a turn of phrase.
fn loose(year: i16, words: &str, how: String) -> Option<(i16, Clue)> {
    Some((year, Clue::years(&[year], Weight::Loose, words, format!("{how} → {year}"))?))
}

/// "from 64 million in the same period of 2003" in the lead: news of the year after.
fn same_period(text: &str) -> Option<(i16, Clue)> {
    let found = SAME_PERIOD.captures(text)?;
    loose(found[1].parse::<i16>().ok()? + 1, &found[0], "compared with a year earlier".into())
}

/// "has lived there for seven years after fleeing in 2012".
fn years_after(text: &str) -> Option<(i16, Clue)> {
    if !text.contains(" years ") {
        return None;
    }
    let found = YEARS_AFTER.captures(text)?;
    let (count, year) = (super::number::number(&found[1])?, found[2].parse::<i16>().ok()?);
    loose(year + count, &found[0], format!("{count} years after {year}"))
}

/// A paragraph that speaks of next year and of the one coming year that the page names means the same year.
fn next_year(page: &Page<'_>, named: &[Named<'_>]) -> Option<(i16, Clue)> {
    let year = named.iter().find(|it| it.coming)?.when.year();
    let only = named.iter().all(|it| !it.coming || it.when.year() == year);
    let mut lines: Vec<usize> = named.iter().filter(|it| it.coming).map(|it| it.line).collect();
    lines.dedup();
    if !only || !lines.into_iter().any(|line| page.tables.years.name(page.lines[line].text, 1)) {
        return None;
    }
    loose(year - 1, "next year", format!("next year is {year}"))
}

/// The figures of a whole year, December's among them, appear in the year after.
fn annual_figures(page: &Page<'_>, year: i16) -> Option<(i16, Clue)> {
    let of_year = |line: &Line<'_>| {
        line.dates
            .iter()
            .any(|date| date.form == Form::Year(year) && LEADS.is_match(words_before(line.text, date.range.start)))
    };
    let title = page.lines.iter().filter(|line| line.role == Role::Title);
    let told = title.chain(page.lead().take(1)).any(of_year);
    let compared = page.prose().any(|(_, line)| {
        WHOLE_YEAR.is_match(line.text) || line.dates.iter().any(|date| date.form == Form::Year(year - 1))
    });
    let december = page
        .prose()
        .any(|(_, line)| line.text.contains('%') && line.dates.iter().any(|d| d.form == Form::MonthOnly(12)));
    if !(told && compared && december) {
        return None;
    }
    loose(year + 1, &format!("in {year}"), format!("figures of all {year}"))
}
