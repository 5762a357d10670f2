//! Finds printed publication dates: labelled stamps, list headers, bylines, bare date lines, datelines.
//!
//! # Limits
//! A stamp in an order that cannot be told (02/11/2023) is read by the page's time zone, another
//! date of the page in the same manner, or the language; where none decides, only its year or
//! month holds.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date as Day;
use regex::Regex;

use super::PartialDate;
use super::clue::quote;
use super::page::{Line, Page, Role};
use super::table::pattern;
use super::token::{is_wide, narrow};
use super::written::{Form, Written};
use super::{local, short};
use crate::tables::{Added, Table, TableError, Touches};

/// How a stamp stands on the page, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// "Published: …" before or in the head of the body.
    Published,
    /// With a counter of readers.
    Listed,
    /// A date standing alone or in a byline, in the head.
    Alone,
    /// In the dateline of the first paragraph, with its year.
    Dateline,
    /// "Published: …" below the body.
    PublishedBelow,
    /// "Updated: …".
    Updated,
    /// A date standing alone right below the body: a signature.
    Signed,
    /// A month standing alone in the head: that of a periodical.
    Issue,
}

/// A printed date of publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) value: PartialDate,
    pub(super) standing: Standing,
    /// How far from the first line of the body it stands.
    distance: usize,
    /// The words, as printed.
    pub(super) words: String,
    /// Why it is no date of publication.
    pub(super) refused: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Published,
    Updated,
    Counter,
}

pub(super) static LABELS: Table = Table {
    name: "date_labels",
    columns: "words beside a date, what the date then is (published, updated, counter)",
    built_in: &[include_str!("../data/date_labels.txt")],
    touches: Touches::FirstCell,
};

/// Words that label a date.
#[derive(Debug)]
pub(super) struct Labels(Vec<(Box<str>, Label)>);

impl Labels {
    /// Reads the table.
    pub(super) fn new(added: &Added) -> Result<Self, TableError> {
        let mut labels = Vec::new();
        for row in LABELS.rows(added) {
            let label = match row.cell(1) {
                "published" => Label::Published,
                "updated" => Label::Updated,
                "counter" => Label::Counter,
                other => return Err(row.refuse(format!("`{other}` is not published, updated or counter"))),
            };
            labels.push((row.filled(0)?.to_lowercase().into_boxed_str(), label));
        }
        // The longest label that fits is meant: "last updated" before "updated".
        labels.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        Ok(Self(labels))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Label)> {
        self.0.iter().map(|(form, label)| (&**form, *label))
    }
}

/// The stamps of a page, the best first; those that cannot be the publication are refused. `last` is the last day it can be.
pub(super) fn stamps(page: &Page<'_>, lang: Option<&str>, last: Day) -> Vec<Stamp> {
    let manner = Manner { order: DayOrder::of(page, lang), lang, head_end: page.head_end() };
    let mut found = Vec::new();
    for (at, line) in page.lines.iter().enumerate() {
        let other = [Role::Aside, Role::Capture, Role::Archive, Role::Title, Role::Caption, Role::Occasion];
        let address = line.text.starts_with("http") && !line.text.contains(' ');
        if other.contains(&line.role) || address || is_occasions(page, at) {
            continue;
        }
        line_stamps(page, at, line, manner, &mut found);
    }
    let updated = found.iter().filter(|s| s.standing == Standing::Updated && s.value.first_day() <= last);
    let updated = updated.map(|s| s.value.last_day()).max();
    for stamp in &mut found {
        let after_update = updated.is_some_and(|updated| stamp.value.first_day() > updated);
        stamp.refused = if stamp.value.first_day() > last {
            Some("later than the day of this run")
        } else if stamp.standing == Standing::Alone && after_update {
            Some("later than the page's own update: the day of the visit")
        } else {
            None
        };
    }
    found.sort_by_key(|stamp| (stamp.refused.is_some(), stamp.standing, stamp.distance));
    found
}

/// "Date: 12 April 2021" above "Venue: Harbour Hall": when something is to be held.
fn is_occasions(page: &Page<'_>, at: usize) -> bool {
    const LABELS: [&str; 6] = ["date", "날짜", "日期", "时间", "時間", "日時"];
    let Some([line, next, ..]) = page.lines.get(at..) else { return false };
    let text = line.text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    LABELS.iter().any(|label| text.starts_with(label)) && next.role == Role::Occasion
}

/// How many letters beside a date still leave it standing alone: a place, a name, a desk.
const BESIDE: usize = 60;
/// The same for a month: "Issue", 호, 号.
const ISSUE_BESIDE: usize = 6;
/// The same for a signature below the text: 于北京, a place.
const SIGNED_BESIDE: usize = 14;
/// How far into a paragraph a dateline reaches, in characters.
const DATELINE: usize = 60;

fn line_stamps(page: &Page<'_>, at: usize, line: &Line<'_>, manner: Manner<'_>, found: &mut Vec<Stamp>) {
    let whole: Vec<&Written> =
        line.dates.iter().filter(|w| matches!(w.form, Form::Day(_) | Form::Either { .. })).collect();
    let distance = at.abs_diff(page.body.0);
    let in_head = at <= manner.head_end;
    let mut push = |value, standing, words: &str| {
        found.push(Stamp { value, standing, distance, words: quote(words), refused: None })
    };
    if whole.is_empty() {
        if let Some((label, day, words)) = short::stamp(line.text, &page.tables.labels) {
            let standing = match label {
                Label::Updated => Standing::Updated,
                _ if in_head => Standing::Published,
                _ => Standing::PublishedBelow,
            };
            push(day, standing, words);
        } else if let [Written { form: Form::Month(year, month), .. }] = line.dates[..]
            && at < page.body.0
            && letters_beside(line.text, &line.dates.iter().collect::<Vec<_>>()) <= ISSUE_BESIDE
            && let Some(value) = PartialDate::from_month(year, month)
        {
            push(value, Standing::Issue, line.text);
        }
        return;
    }
    let mut alone = None;
    for (i, date) in whole.iter().enumerate() {
        let Some(value) = manner.read(date, &line.text[date.range.end..]) else { continue };
        let from = if i == 0 { 0 } else { whole[i - 1].range.end };
        let to = whole.get(i + 1).map_or(line.text.len(), |next| next.range.start);
        let around = Around { text: line.text, from, date: date.range.clone(), to, last: i + 1 == whole.len() };
        let strict = line.role != Role::Stamp && line.text.len() > 2 * BESIDE;
        match around.label(&page.tables.labels).filter(|label| !strict || label.1) {
            Some((Label::Published, _)) if in_head => push(value, Standing::Published, around.words()),
            Some((Label::Published, _)) => push(value, Standing::PublishedBelow, around.words()),
            Some((Label::Updated, _)) => push(value, Standing::Updated, around.words()),
            Some((Label::Counter, _)) if in_head => push(value, Standing::Listed, around.words()),
            _ => alone = alone.or(Some((value, matches!(line.role, Role::Stamp | Role::Margin) || around.is_parted()))),
        }
    }
    let Some((value, parted)) = alone else { return };
    if whole.len() > 2 {
        return;
    }
    let beside = letters_beside(line.text, &whole);
    if line.role == Role::Prose {
        if at == page.body.0 && dateline_end(line.text).is_some_and(|end| whole[0].range.end <= end) {
            push(value, Standing::Dateline, &line.text[..whole[0].range.end]);
        }
    } else if (in_head || at < page.body.1 && has_clock(line.text))
        && parted
        && (line.role == Role::Stamp || beside <= BESIDE)
        && whole.len() <= 2
    {
        push(value, Standing::Alone, line.text);
    } else if is_below(page, at) && beside <= SIGNED_BESIDE && !has_clock(line.text) {
        push(value, Standing::Signed, line.text);
    }
}

/// Whether a line stands right below the body, at most a name between; the dates of other stories follow one another.
fn is_below(page: &Page<'_>, at: usize) -> bool {
    let dated = |line: &Line<'_>| line.dates.iter().any(|date| matches!(date.form, Form::Day(_)));
    let name = |line: &Line<'_>| line.dates.is_empty() && super::page::width(line.text) <= NAME_WIDTH;
    let reached = match at.checked_sub(page.body.1) {
        Some(1) => true,
        Some(2) => name(&page.lines[at - 1]),
        _ => false,
    };
    let corrects = || page.lines[page.body.1..at].iter().any(|line| CORRECTION.is_match(line.text));
    reached && !corrects() && !page.lines[at + 1..].iter().take(4).any(dated)
}

/// A note that puts the text right; the date below it is its own.
static CORRECTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bcorrections?\s?:|\beditor(?:'|’)?s(?:'|’)? note\b|\bmis(?:stated|identified|spelled|quoted|attributed)\b|\breferred incorrectly\b|\bearlier version of this\b|바로잡습니다|정정합니다|更正|訂正",
    )
});

/// How wide the name of who signs may be.
const NAME_WIDTH: usize = 40;

/// A date within its line, with what may label it on either side.
struct Around<'a> {
    text: &'a str,
    from: usize,
    date: Range<usize>,
    to: usize,
    last: bool,
}

impl<'a> Around<'a> {
    /// The label of the date, and whether it opens the line, which makes it one even in a long line.
    fn label(&self, labels: &Labels) -> Option<(Label, bool)> {
        let before = self.text[self.from..self.date.start].to_lowercase();
        let cut = before.trim_end_matches(is_filler);
        for (form, label) in labels.iter() {
            if let Some(rest) = cut.strip_suffix(form)
                && parted(rest.chars().next_back(), form.chars().next())
            {
                let opens = rest.trim().is_empty() && self.from == 0 || rest.trim_end().ends_with(PARTS);
                return Some((label, opens));
            }
        }
        let after = self.text[self.date.end..self.to].to_lowercase();
        let rest = after.trim_start_matches(is_filler);
        let rest = ["am", "pm", "a.m.", "p.m."].iter().find_map(|m| rest.strip_prefix(m)).unwrap_or(rest);
        let rest = rest.trim_start_matches(is_filler);
        for (form, label) in labels.iter() {
            if let Some(tail) = rest.strip_prefix(form)
                && parted(form.chars().next_back(), tail.chars().next())
                && (self.last || !tail.chars().all(|c| c.is_whitespace() || c == ':' || c == '：'))
            {
                return Some((label, false));
            }
        }
        None
    }

    /// Whether marks or the edges of the line part the date from what stands beside it, as they do not in a sentence.
    fn is_parted(&self) -> bool {
        let before = self.text[..self.date.start].trim_end();
        let after = self.text[self.date.end..].trim();
        let opens = before.is_empty() || before.ends_with(|c: char| is_filler(c) && !c.is_ascii_digit() && c != '.');
        let by = before.starts_with("By ") || before.starts_with("by ");
        let word = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let closes = after.is_empty() || after.starts_with(is_filler) && after != "." || BEHIND.contains(&word);
        (opens || by) && closes
    }

    /// The date with its labels, as printed.
    fn words(&self) -> &'a str {
        let short = self.text.len() <= 2 * BESIDE;
        let (start, end) = if short { (0, self.text.len()) } else { (self.from, self.to) };
        &self.text[start..end]
    }
}

/// What parts the labelled dates of one line.
const PARTS: &[char] = &['|', '｜', '/', '·', ']', '】'];
/// Words that may follow a date standing alone: an hour, an author, the word for year.
const BEHIND: [&str; 9] = ["T", "at", "by", "à", "um", "a", "as", "г", "года"];

/// Whether a label ends here: two letters of one Latin or Cyrillic word never part.
fn parted(left: Option<char>, right: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_wide(c));
    let wide = |c: Option<char>| c.is_some_and(is_wide);
    !(letter(left) && letter(right) || wide(left) && wide(right))
}

/// What may stand between a label and its date: marks, blanks and the digits of an hour.
fn is_filler(c: char) -> bool {
    let c = narrow(c);
    c.is_whitespace()
        || c.is_ascii_digit()
        || matches!(c, ':' | ',' | '.' | '-' | '–' | '—' | '|' | '(' | ')' | '[' | ']' | '/' | '·')
}

/// How many letters stand beside the dates, a wide one counting twice.
fn letters_beside(text: &str, dates: &[&Written]) -> usize {
    let inside = |at: usize| dates.iter().any(|date| date.range.contains(&at));
    let letters = text.char_indices().filter(|&(at, c)| c.is_alphabetic() && !inside(at));
    letters.map(|(_, c)| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a line tells an hour: 18:50, 16h15.
fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'h') && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}

/// Where the dateline of a paragraph ends: "SEOUL, March 3 (Newswire) --", "某社北京8月24日电".
pub(super) fn dateline_end(text: &str) -> Option<usize> {
    let reach = text.char_indices().nth(DATELINE).map_or(text.len(), |(at, _)| at);
    let head = &text[..reach];
    let dash = ["--", "—", "–", " - ", ": "].iter().filter_map(|mark| head.find(mark));
    let dash = dash.chain(head.find(") ").map(|at| at + 1)).min();
    let cjk = ["日电", "日電", "日讯", "日訊", "日消息"]
        .iter()
        .filter_map(|mark| head.find(mark).map(|at| at + "日".len()))
        .min();
    cjk.or(dash)
}

/// How a page writes its dates.
#[derive(Debug, Clone, Copy)]
struct Manner<'a> {
    order: DayOrder,
    lang: Option<&'a str>,
    /// The last line of the head.
    head_end: usize,
}

impl Manner<'_> {
    /// The date as far as it is certain, by what is written behind it too.
    fn read(self, date: &Written, behind: &str) -> Option<PartialDate> {
        match date.form {
            Form::Day(day) => PartialDate::from_day(local::day(day, behind, self.lang)),
            _ => self.order.read(date),
        }
    }
}

/// In which order this page writes day and month in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DayOrder {
    DayFirst,
    MonthFirst,
    Unknown,
}

/// Time zones whose countries write the day first, or the month.
const DAY_FIRST_ZONES: [&str; 9] = ["GMT", "BST", "CET", "CEST", "IST", "AEST", "AEDT", "NZST", "Uhr"];
const MONTH_FIRST_ZONES: [&str; 9] = ["EST", "EDT", "ET", "CDT", "CST", "PST", "PDT", "MST", "MDT"];

impl DayOrder {
    fn of(page: &Page<'_>, lang: Option<&str>) -> Self {
        let either = |line: &&Line<'_>| line.dates.iter().any(|w| matches!(w.form, Form::Either { .. }));
        for line in page.lines.iter().filter(either) {
            let zone = |zones: &[&str]| {
                line.text
                    .split(|c: char| !c.is_alphabetic())
                    .any(|word| zones.contains(&word.trim_start_matches("pm").trim_start_matches("am")))
            };
            match (zone(&DAY_FIRST_ZONES), zone(&MONTH_FIRST_ZONES)) {
                (true, false) => return Self::DayFirst,
                (false, true) => return Self::MonthFirst,
                _ => {}
            }
        }
        match lang {
            Some(lang) if lang != "en" => Self::DayFirst,
            _ => Self::Unknown,
        }
    }

    /// The date as far as it is certain.
    fn read(self, date: &Written) -> Option<PartialDate> {
        match date.form {
            Form::Either { day_first, month_first } => {
                let fits = |day: Day| date.weekday == Some(day.weekday());
                match (self, fits(day_first), fits(month_first)) {
                    (_, true, false) | (Self::DayFirst, ..) => PartialDate::from_day(day_first),
                    (_, false, true) | (Self::MonthFirst, ..) => PartialDate::from_day(month_first),
                    _ => PartialDate::from_year(day_first.year()),
                }
            }
            _ => None,
        }
    }
}
