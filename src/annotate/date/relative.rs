//! Years by their distance ("next year", 올해, 去年) and by tense: what was done in 2019 was done before the
//! writing, what will be done in 2021 after it.
//!
//! # Limits
//! Tense is read in English only, from the words around a year; a sentence with words of both tenses says nothing.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::PartialDate;
use super::clue::{Clue, Weight};
use super::page::{Line, Page, Role, sentences};
use super::table;
use super::written::{Form, Written, scan};

static YEARS: LazyLock<(AhoCorasick, Vec<i16>)> = LazyLock::new(|| {
    let rows: Vec<_> = table::rows(include_str!("../data/relative_years.txt")).collect();
    let words = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(rows.iter().map(|row| row[0]));
    let shifts = rows.iter().map(|row| row[1].parse().expect("relative_years.txt: the distance is a number")).collect();
    (words.expect("relative_years.txt: forms make an automaton"), shifts)
});

/// The distance named nearest to a stretch of a sentence.
pub(super) fn nearest_shift(sentence: &str, start: usize, end: usize) -> Option<i16> {
    let (words, shifts) = &*YEARS;
    let far = |at: &aho_corasick::Match| if at.end() <= start { start - at.end() } else { at.start().saturating_sub(end) };
    words.find_iter(sentence).min_by_key(far).map(|hit| shifts[hit.pattern().as_usize()])
}

fn names_shift(text: &str, shift: i16) -> bool {
    let (words, shifts) = &*YEARS;
    words.find_iter(text).any(|hit| shifts[hit.pattern().as_usize()] == shift)
}

/// Whether a sentence names a year other than these.
pub(super) fn names_other_year(sentence: &str, known: &[PartialDate]) -> bool {
    scan(sentence).iter().filter_map(|date| year_of(date.form)).any(|year| known.iter().all(|date| date.year() != year))
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

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns of tense compile")
}

static PAST: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:was|were|had|did|[a-z]{2,}ed|rose|fell|grew|won|took|made|came|went|began|saw|met|held|leapt|overtook|became|led|lost|left|sold|built|sent|struck|slid|sank|shrank|stood|ran|broke|brought|gave|hit)\b|했다|였다|됐다|했으며|따르면|了|以来|同比|した。|だった",
    )
});
static AHEAD: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:will|shall|would|by|until|till|expect\w*|forecast\w*|project(?:ed|s|ion\w*)|plan(?:s|ned|ning)?|hop(?:e|es|ed|ing)|aim\w*|target\w*|goals?|due|scheduled|set to|to be|likely|may|could|should|next|from|predict\w*|estimat\w*|vow\w*|pledg\w*|propos\w*|roadmap|bid|through|if)\b|예정|계획|까지|목표|전망|부터|将|到|目标|预计|予定|目標|見通し|から",
    )
});
static WILL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(?:will|shall|expects|(?:is|are) (?:expected|scheduled|due|set|likely) to|hopes to|plans to|aims to)\b"));
static SAME_PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)\b(?:same|corresponding|comparable) (?:period|month|quarter|months|time|half) (?:in|of|a year earlier in) ((?:19|20)\d\d)\b")
});
static YEARS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)\b(?:has|have)\b[^.;]{0,80}?\b(?:for )?(\w+) years (?:after|since)\b[^.;]{0,80}?\b(?:in )((?:19|20)\d\d)\b")
});
static WHOLE_YEAR: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)\b(?:annual (?:total|figure|surplus|deficit|growth)|full[- ]year|whole (?:of the )?year|previous year|year before)\b"));
static LEADS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)\b(?:in|during|for|of|throughout)\s+$"));

/// How a sentence's words place a year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Past,
    Ahead,
    Open,
}

/// The year or month in its sentence, by the words around it.
fn tense(sentence: &str, date: &Written, at: usize) -> Tense {
    let (start, end) = (date.range.start - at, date.range.end - at);
    let edge = |at: usize| (0..=at.min(sentence.len())).rev().find(|&at| sentence.is_char_boundary(at)).unwrap_or(0);
    let near = &sentence[edge(start.saturating_sub(60))..edge(end + 30)];
    let rest = || [&sentence[..start], &sentence[end..]];
    if AHEAD.is_match(near) || WILL.is_match(sentence) {
        let will = WILL.is_match(sentence) && rest().iter().all(|part| !PAST.is_match(part));
        return if will { Tense::Ahead } else { Tense::Open };
    }
    // "said" is the tense of the report, and a year without a past verb may be any.
    if PAST.is_match(&sentence[..start]) || PAST.is_match(&sentence[end..]) { Tense::Past } else { Tense::Open }
}

/// The clues of tense: the latest past and the nearest future year, and turns of phrase that fix a year.
pub(super) fn clues(page: &Page<'_>) -> Vec<Clue> {
    let mut out = Vec::new();
    let (mut past, mut ahead): (Option<Clue>, Option<Clue>) = (None, None);
    let lines = page.lines.iter().filter(|line| line.role == Role::Prose);
    for line in lines.filter(|line| line.dates.iter().any(|date| period(date.form).is_some())) {
        for (at, sentence) in sentences(line.text) {
            let inside = line.dates.iter().filter(|d| d.range.start >= at && d.range.end <= at + sentence.len());
            for (date, when) in inside.filter_map(|date| Some((date, period(date.form)?))) {
                let words = &line.text[date.range.clone()];
                match tense(sentence, date, at) {
                    Tense::Past => later(&mut past, Clue::not_before(when.first_day(), Weight::Fair, words, format!("{when} is past"))),
                    Tense::Ahead => {
                        earlier(&mut ahead, Clue::not_after(when.last_day(), Weight::Loose, words, format!("{when} is to come")));
                    }
                    Tense::Open => {}
                }
            }
            out.extend(turns(sentence));
        }
        out.extend(next_year(line));
    }
    out.extend(annual_figures(page, past.as_ref()));
    out.extend(past);
    out.extend(ahead);
    out
}

fn later(best: &mut Option<Clue>, clue: Clue) {
    if best.as_ref().is_none_or(|best| clue.allows[0].0 > best.allows[0].0) {
        *best = Some(clue);
    }
}

fn earlier(best: &mut Option<Clue>, clue: Clue) {
    if best.as_ref().is_none_or(|best| clue.allows[0].1 < best.allows[0].1) {
        *best = Some(clue);
    }
}

/// Turns of phrase within a sentence that tell the year.
fn turns(sentence: &str) -> Vec<Clue> {
    let mut out = Vec::new();
    if let Some(found) = SAME_PERIOD.captures(sentence)
        && let Ok(year) = found[1].parse::<i16>()
    {
        out.extend(Clue::years(&[year + 1], Weight::Loose, &found[0], format!("compared with a year earlier → {}", year + 1)));
    }
    if let Some(found) = YEARS_AFTER.captures(sentence)
        && let (Some(count), Ok(year)) = (super::anniversary::number(&found[1]), found[2].parse::<i16>())
    {
        out.extend(Clue::years(&[year + count], Weight::Loose, &found[0], format!("{count} years after {year} → {}", year + count)));
    }
    out
}

/// A paragraph that speaks of next year and names one year as coming means the same year.
fn next_year(line: &Line<'_>) -> Option<Clue> {
    if !names_shift(line.text, 1) {
        return None;
    }
    let years: Vec<i16> = line.dates.iter().filter_map(|date| if let Form::Year(year) = date.form { Some(year) } else { None }).collect();
    let coming = |year: &i16| {
        line.dates.iter().filter(|date| date.form == Form::Year(*year)).any(|date| {
            let sentence = sentences(line.text).find(|(at, s)| date.range.start >= *at && date.range.end <= at + s.len());
            sentence.is_some_and(|(at, sentence)| {
                tense(sentence, date, at) == Tense::Ahead || AHEAD.is_match(&sentence[..date.range.start - at])
            })
        })
    };
    let last = years.iter().copied().max()?;
    let only = years.iter().all(|&year| year == last || !coming(&year));
    (only && coming(&last))
        .then(|| Clue::years(&[last - 1], Weight::Loose, "next year", format!("next year is {last} → {}", last - 1)))
        .flatten()
}

/// The figures of a whole year, December's among them, appear in the year after.
fn annual_figures(page: &Page<'_>, past: Option<&Clue>) -> Option<Clue> {
    let year = past?.allows[0].0.year();
    let of_year = |line: &Line<'_>| {
        line.dates.iter().any(|date| date.form == Form::Year(year) && LEADS.is_match(&line.text[..date.range.start]))
    };
    let head = page.lines.iter().filter(|line| line.role == Role::Title).chain(page.lead().take(1));
    let told = head.into_iter().any(of_year);
    let compared = page.prose().any(|(_, line)| {
        WHOLE_YEAR.is_match(line.text) || line.dates.iter().any(|date| date.form == Form::Year(year - 1))
    });
    let december = page.prose().any(|(_, line)| line.text.contains('%') && line.dates.iter().any(|d| d.form == Form::MonthOnly(12)));
    (told && compared && december)
        .then(|| Clue::years(&[year + 1], Weight::Loose, &format!("in {year}"), format!("figures of all {year} → {}", year + 1)))
        .flatten()
}
