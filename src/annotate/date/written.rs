//! Finds the dates written in a line, in every usual form, whole or in part, and what they say.
//!
//! Its place: the first step of the annotator; what a date is the date *of* is decided elsewhere.
//!
//! # Invariants
//! A day that the calendar does not have is not reported. Where day and month cannot be told apart
//! both readings are kept ([`Form::Either`]). A span covers the weekday printed beside the date.
//!
//! # Limits
//! Numbers written in words and calendars other than the Gregorian, the Japanese eras and the years
//! of the Republic of China are passed over.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::{Date as Day, Weekday};

use super::table;
use super::token::{Kind, Token, tokens};
use crate::tables::{Added, Row, Table, TableError, Touches};

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Year, month and day.
    Day(Day),
    /// `02/11/2023`: the readings with the day first and with the month first.
    Either { day_first: Day, month_first: Day },
    /// Month and day.
    MonthDay(i8, i8),
    /// Year and month.
    Month(i16, i8),
    /// A month alone.
    MonthOnly(i8),
    /// A year alone.
    Year(i16),
    /// A business year: 2023-24.
    Fiscal(i16),
    /// A day of the month.
    DayOnly(i8),
    /// A weekday alone.
    Weekday,
}

/// A date in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) form: Form,
    /// The weekday that stands beside it.
    pub(super) weekday: Option<Weekday>,
    /// Bytes of the line.
    pub(super) range: Range<usize>,
}

/// The years a date can lie in to be taken for one: earlier ones are history, later ones numbers.
const YEARS: Range<u32> = 1900..2100;

pub(super) static MONTHS: Table = Table {
    name: "months",
    columns: "name, number of the month",
    built_in: &[include_str!("../data/months.txt")],
    touches: Touches::FirstCell,
};
pub(super) static WEEKDAYS: Table = Table {
    name: "weekdays",
    columns: "name, number of the day (1 is Monday)",
    built_in: &[include_str!("../data/weekdays.txt")],
    touches: Touches::FirstCell,
};

/// The names of months and of days of the week.
#[derive(Debug)]
pub(super) struct Names {
    months: HashMap<Box<str>, i8>,
    weekdays: HashMap<Box<str>, Weekday>,
}

/// A longer word is no name of a month or a day.
const NAME_MAX: usize = 32;

impl Names {
    /// Reads both tables.
    pub(super) fn new(added: &Added) -> Result<Self, TableError> {
        let name = |row: &Row<'_>| Ok(table::filled(row, 0)?.to_lowercase().into_boxed_str());
        let month = |row: Row<'_>| Ok((name(&row)?, table::number(&row, 1, 1..=12)?));
        let day = |row: Row<'_>| {
            let number = table::number(&row, 1, 1..=7)?;
            let day = Weekday::from_monday_one_offset(number).map_err(|_| row.refuse("there is no such day"))?;
            Ok((name(&row)?, day))
        };
        Ok(Self {
            months: MONTHS.rows(added).map(month).collect::<Result<_, _>>()?,
            weekdays: WEEKDAYS.rows(added).map(day).collect::<Result<_, _>>()?,
        })
    }

    /// The month of this name.
    pub(super) fn month(&self, word: &str) -> Option<i8> {
        (word.len() <= NAME_MAX).then(|| self.months.get(word.to_lowercase().as_str()).copied()).flatten()
    }

    /// The day of the week of this name.
    fn weekday(&self, word: &str) -> Option<Weekday> {
        (word.len() <= NAME_MAX).then(|| self.weekdays.get(word.to_lowercase().as_str()).copied()).flatten()
    }
}

/// The dates of a line, in order.
pub(super) fn scan(line: &str, names: &Names) -> Vec<Written> {
    let tokens = tokens(line);
    let reader = Reader { line, tokens: &tokens, names };
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match reader.date(at) {
            Some((form, end)) => {
                let written = reader.with_weekday(form, at, end);
                at = written.1;
                out.push(written.0);
            }
            None => {
                if let Some((weekday, end)) = reader.weekday(at).filter(|&(_, end)| !reader.date_follows(end)) {
                    out.push(Written { form: Form::Weekday, weekday: Some(weekday), range: reader.range(at, end) });
                    at = end;
                } else {
                    at += 1;
                }
            }
        }
    }
    out
}

/// A line with its tokens. Methods take the index of a token and give the index after what they read.
struct Reader<'a> {
    line: &'a str,
    tokens: &'a [Token],
    names: &'a Names,
}

impl Reader<'_> {
    fn number(&self, at: usize) -> Option<(u32, u8)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(value, digits) => Some((value, digits)),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.kind {
            Kind::Mark(c) => Some(c),
            _ => None,
        }
    }

    fn word(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        Some(&self.line[token.range.clone()])
    }

    fn spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.spaced)
    }

    fn range(&self, from: usize, to: usize) -> Range<usize> {
        self.tokens[from].range.start..self.tokens[to - 1].range.end
    }

    /// A number of four digits that can be a year; one glued to the hour after it ("20204:29 AM") counts.
    fn year(&self, at: usize) -> Option<i16> {
        let (value, digits) = self.number(at)?;
        let value = match digits {
            4 => value,
            5 | 6 if self.mark(at + 1) == Some(':') => value / 10u32.pow(u32::from(digits) - 4),
            _ => return None,
        };
        YEARS.contains(&value).then_some(value as i16)
    }

    fn small(&self, at: usize, max: u32) -> Option<i8> {
        let (value, digits) = self.number(at)?;
        (digits <= 2 && (1..=max).contains(&value)).then_some(value as i8)
    }

    /// Whether the word at `at` begins with the East Asian unit, as in 日 or 일부터.
    fn unit(&self, at: usize, units: &[&str]) -> bool {
        self.word(at).is_some_and(|word| units.iter().any(|unit| word.starts_with(unit)))
    }

    /// A day of the month with its unit, which does not count days (3일간, 5日間).
    fn day_unit(&self, at: usize) -> Option<(i8, usize)> {
        let day = self.small(at, 31)?;
        let word = self.word(at + 1)?;
        let rest = ["日", "일", "号", "號"].iter().find_map(|unit| word.strip_prefix(unit))?;
        let counts = ["간", "間", "间", "후", "後", "后", "내", "内", "內", "動", "차", "분", "번"];
        (!counts.iter().any(|tail| rest.starts_with(tail))).then_some((day, at + 2))
    }

    /// A date that starts at a token.
    fn date(&self, at: usize) -> Option<(Form, usize)> {
        match self.tokens[at].kind {
            Kind::Number(..) => self
                .east_asian(at)
                .or_else(|| self.year_first(at))
                .or_else(|| self.day_then_month(at))
                .or_else(|| self.numeric(at))
                .or_else(|| self.ordinal(at))
                .or_else(|| self.year(at).filter(|_| self.stands_free(at)).map(|year| (Form::Year(year), at + 1))),
            Kind::Word => self.era(at).or_else(|| self.month_first(at)),
            Kind::Mark(_) => None,
        }
    }

    /// Whether a number is no part of a longer figure: a price, a version, a telephone number.
    fn stands_free(&self, at: usize) -> bool {
        let glued = |i: usize, marks: &[char]| !self.spaced(i) && self.mark(i).is_some_and(|c| marks.contains(&c));
        let before = at > 0
            && !self.spaced(at)
            && (self
                .mark(at - 1)
                .is_some_and(|c| matches!(c, '$' | '€' | '£' | '¥' | '₩' | '.' | ',' | '#' | '/' | '+' | '='))
                || self.word(at - 1).is_some_and(|w| w.is_ascii())
                || self.mark(at - 1) == Some('-') && at > 1 && self.number(at - 2).is_some());
        let after = glued(at + 1, &['.', ',', '/', '%']) && !self.spaced(at + 2) && self.number(at + 2).is_some()
            || glued(at + 1, &['%']);
        !before && !after
    }

    /// 2017年12月16日, 2017년 12월, 12月16日, 16日.
    fn east_asian(&self, at: usize) -> Option<(Form, usize)> {
        if let Some((year, end)) = self.year_with_unit(at) {
            return Some(self.month_after_year(year, end));
        }
        if let Some(month) = self.small(at, 12).filter(|_| self.unit(at + 1, &["月", "월"])) {
            if let Some((day, end)) = self.day_unit(at + 2) {
                let form =
                    if valid_month_day(month, day) { Form::MonthDay(month, day) } else { Form::MonthOnly(month) };
                return Some((form, end));
            }
            let counts =
                self.word(at + 1).is_some_and(|w| ["月間", "月间", "월간", "월호"].iter().any(|c| w.starts_with(c)));
            return (!counts).then_some((Form::MonthOnly(month), at + 2));
        }
        let (day, end) = self.day_unit(at)?;
        Some((Form::DayOnly(day), end))
    }

    /// 2017年, 주체106(2017)년, 令和3(2021)年, 2021(令和3)年: a year of our count before its unit, with another count beside it.
    fn year_with_unit(&self, at: usize) -> Option<(i16, usize)> {
        let ends = |at: usize| self.unit(at, &["年", "년"]).then_some(at + 1);
        if let Some(year) = self.year(at) {
            let other = || self.bracketed(at + 1).and_then(ends);
            return ends(at + 1).or_else(other).map(|end| (year, end));
        }
        let year = self.year(at + 2).filter(|_| self.mark(at + 1) == Some('(') && self.mark(at + 3) == Some(')'))?;
        ends(at + 4).map(|end| (year, end))
    }

    /// Behind a short bracket that opens at a token.
    fn bracketed(&self, at: usize) -> Option<usize> {
        self.mark(at).filter(|&c| c == '(')?;
        (at + 2..at + 5).find(|&end| self.mark(end) == Some(')')).map(|end| end + 1)
    }

    /// "Juche 110 (2021)", "2564 (2021)", "B.E. 2564 (2021)": our year behind another count's.
    fn year_behind_another(&self, at: usize) -> Option<(i16, usize)> {
        let number = (at..at + 5).find(|&at| self.number(at).is_some())?;
        let named = (at..number).all(|at| {
            self.mark(at) == Some('.') || self.word(at).is_some_and(|w| ["Juche", "B", "E", "BE"].contains(&w))
        });
        let year = self.year(number + 2)?;
        let in_brackets = self.mark(number + 1) == Some('(') && self.mark(number + 3) == Some(')');
        (named && in_brackets).then_some((year, number + 4))
    }

    /// What follows a year and its unit.
    fn month_after_year(&self, year: i16, at: usize) -> (Form, usize) {
        // 2021年（令和3年）3月3日
        let at = self.bracketed(at).filter(|&end| self.unit(end + 1, &["月", "월"])).unwrap_or(at);
        let Some(month) = self.small(at, 12).filter(|_| self.unit(at + 1, &["月", "월"])) else {
            return (Form::Year(year), at);
        };
        match self.day_unit(at + 2).and_then(|(day, end)| Some((Day::new(year, month, day).ok()?, end))) {
            Some((day, end)) => (Form::Day(day), end),
            None => (Form::Month(year, month), at + 2),
        }
    }

    /// 2017-12-16, 2017/12/16, 2017. 12. 16., 2017-12, 2023-24.
    fn year_first(&self, at: usize) -> Option<(Form, usize)> {
        let year = self.year(at)?;
        let sep = self.mark(at + 1).filter(|c| matches!(c, '-' | '/' | '.' | '–'))?;
        if self.spaced(at + 1) || sep != '.' && self.spaced(at + 2) {
            return None;
        }
        let day = || {
            let month = self.small(at + 2, 12)?;
            self.mark(at + 3).filter(|&c| c == sep && !self.spaced(at + 3))?;
            Day::new(year, month, self.small(at + 4, 31)?).ok()
        };
        if let Some(day) = day() {
            return Some((Form::Day(day), at + 5));
        }
        let (value, digits) = self.number(at + 2)?;
        if matches!(sep, '-' | '–' | '/') && digits == 2 && value == (year as u32 + 1) % 100 && value > 12 {
            return Some((Form::Fiscal(year), at + 3));
        }
        let month = (digits == 2).then(|| self.small(at + 2, 12)).flatten()?;
        let more = !self.spaced(at + 3) && self.mark(at + 3) == Some(sep) && self.number(at + 4).is_some();
        // "2011-12" may be a business year as well: only the year is certain.
        match (more, sep) {
            (true, _) => None,
            (_, '.') => Some((Form::Month(year, month), at + 3)),
            (_, '-') if value != (year as u32 + 1) % 100 => Some((Form::Month(year, month), at + 3)),
            _ => Some((Form::Year(year), at + 3)),
        }
    }

    /// 16 December 2017, 16th of December, 16. Dezember 2017, 16 de diciembre de 2017, 16 декабря.
    fn day_then_month(&self, at: usize) -> Option<(Form, usize)> {
        let day = self.small(at, 31)?;
        let mut next = at + 1;
        let tail = self.word(next).is_some_and(is_ordinal_tail) || self.mark(next) == Some('.');
        next += usize::from(tail && !self.spaced(next));
        next += usize::from(matches!(self.mark(next), Some('-' | '/')) && !self.spaced(next));
        next += usize::from(self.word(next).is_some_and(|w| matches!(w.to_ascii_lowercase().as_str(), "of" | "de")));
        let month = self.month(next, true)?;
        next += 1;
        next += usize::from(self.mark(next) == Some('.'));
        let mut year_at = next;
        year_at += usize::from(matches!(self.mark(year_at), Some(',' | '-' | '/')));
        year_at += usize::from(self.word(year_at).is_some_and(|w| matches!(w, "de" | "del")));
        let year = self.year(year_at).map(|year| (year, year_at + 1)).or_else(|| self.year_behind_another(year_at));
        if let Some((date, end)) = year.and_then(|(year, end)| Some((Day::new(year, month, day).ok()?, end))) {
            return Some((Form::Day(date), end));
        }
        valid_month_day(month, day).then_some((Form::MonthDay(month, day), next))
    }

    /// December 16, 2017; Dec. 16; December 2017; in December.
    fn month_first(&self, at: usize) -> Option<(Form, usize)> {
        let month = self.month(at, false)?;
        let mut next = at + 1;
        next += usize::from(self.mark(next) == Some('.') && !self.spaced(next));
        if let Some(day) = self.small(next, 31) {
            let mut end = next + 1;
            end += usize::from(self.word(end).is_some_and(|w| is_ordinal_tail(w) && !self.spaced(end)));
            // "5.9 percent" after a month is no day.
            let figure = self.mark(end) == Some('.') && !self.spaced(end + 1) && self.number(end + 1).is_some();
            let hour = self.mark(end) == Some(':') && !self.spaced(end + 1) && self.number(end + 1).is_some();
            if figure || hour || self.mark(end) == Some('%') {
                return Some((Form::MonthOnly(month), at + 1));
            }
            let comma = usize::from(matches!(self.mark(end), Some(',' | '.')));
            // A weekday may stand between day and year: "August 24 (Thu), 2017".
            let year_at = end + comma;
            let year = self.year(year_at).map(|year| (year, year_at + 1)).or_else(|| self.year_behind_another(year_at));
            if let Some((date, end)) = year.and_then(|(year, end)| Some((Day::new(year, month, day).ok()?, end))) {
                return Some((Form::Day(date), end));
            }
            return valid_month_day(month, day).then_some((Form::MonthDay(month, day), end));
        }
        let year_at = next + usize::from(self.mark(next) == Some(',')) + usize::from(self.word(next) == Some("of"));
        match self.year(year_at) {
            Some(year) => Some((Form::Month(year, month), year_at + 1)),
            None => self.month_alone(at).then_some((Form::MonthOnly(month), at + 1)),
        }
    }

    /// Whether a month name without a number is meant as one: "May" begins a sentence too often.
    fn month_alone(&self, at: usize) -> bool {
        let full = self.word(at).is_some_and(|w| w.chars().count() > 3 && w != "March");
        let led = at > 0
            && self.word(at - 1).is_some_and(|w| {
                let lead =
                    ["in", "since", "by", "until", "of", "last", "this", "next", "early", "late", "mid", "from", "to"];
                lead.contains(&w.to_ascii_lowercase().as_str())
            });
        led || full
    }

    /// 16/12/2017, 12.16.2017, 16-12-2017; 14/8 in brackets.
    fn numeric(&self, at: usize) -> Option<(Form, usize)> {
        let first = self.small(at, 31)?;
        let sep = self.mark(at + 1).filter(|c| matches!(c, '/' | '.' | '-') && !self.spaced(at + 1))?;
        let second = self.small(at + 2, 31).filter(|_| !self.spaced(at + 2))?;
        let glued_before = at > 0 && !self.spaced(at) && self.mark(at - 1).is_some_and(|c| c == sep || c == ',');
        if glued_before {
            return None;
        }
        if self.mark(at + 3) == Some(sep) && !self.spaced(at + 3) {
            let year = self.year(at + 4)?;
            let day_first = Day::new(year, second, first).ok();
            // With dots the day comes first in every country that writes dots.
            let month_first = Day::new(year, first, second).ok().filter(|_| sep != '.');
            let form = match (day_first, month_first) {
                (Some(a), Some(b)) if a == b => Form::Day(a),
                (Some(day_first), Some(month_first)) => Form::Either { day_first, month_first },
                (Some(day), None) | (None, Some(day)) => Form::Day(day),
                (None, None) => return None,
            };
            return Some((form, at + 5));
        }
        // "(14/8)" is a date only in brackets, and only where one part cannot be a month.
        let bracketed = at > 0 && self.mark(at - 1) == Some('(') && self.mark(at + 3) == Some(')');
        match (first > 12, second > 12) {
            (true, false) if bracketed && sep == '/' => Some((Form::MonthDay(second, first), at + 3)),
            (false, true) if bracketed && sep == '/' => Some((Form::MonthDay(first, second), at + 3)),
            _ => None,
        }
    }

    /// "the 7th" where no noun follows that is counted by it.
    fn ordinal(&self, at: usize) -> Option<(Form, usize)> {
        let day = self.small(at, 31)?;
        self.word(at + 1).filter(|w| is_ordinal_tail(w) && !self.spaced(at + 1))?;
        let the = at > 0 && self.word(at - 1).is_some_and(|w| matches!(w, "the" | "The" | "on" | "On"));
        let free = match self.word(at + 2) {
            None => !matches!(self.mark(at + 2), Some('-' | '‘' | '“' | '\'' | '"' | '(')),
            Some(word) => {
                ["at", "in", "of", "and", "with", "to", "for", "by", "under", "local", "that", "as"].contains(&word)
            }
        };
        (the && free).then_some((Form::DayOnly(day), at + 2))
    }

    /// 令和7年6月13日, 民國113年9月26日.
    fn era(&self, at: usize) -> Option<(Form, usize)> {
        let word = self.word(at)?;
        if ["주체", "主体", "主體"].contains(&word) {
            return self.year_with_unit(at + 1).map(|(year, end)| self.month_after_year(year, end));
        }
        let (_, first) = ERAS.iter().find(|(name, _)| word.ends_with(name))?;
        let (number, _) = self.number(at + 1).filter(|&(value, digits)| digits <= 3 && value > 0)?;
        let year = first + number - 1;
        (YEARS.contains(&year) && self.unit(at + 2, &["年"])).then(|| self.month_after_year(year as i16, at + 3))
    }

    fn month(&self, at: usize, small: bool) -> Option<i8> {
        let word = self.word(at)?;
        let first = word.chars().next()?;
        // English names are written large; "may" and "march" are verbs. Other languages write them small.
        if !(small || first.is_uppercase()) || !first.is_alphabetic() {
            return None;
        }
        self.names.month(word)
    }

    /// A weekday at `at`, in brackets or not.
    fn weekday(&self, at: usize) -> Option<(Weekday, usize)> {
        let word = self.word(at)?;
        let first = word.chars().next()?;
        if super::token::is_wide(first) {
            let longest = word.char_indices().map(|(i, c)| i + c.len_utf8()).take(3);
            let found = longest.filter_map(|end| self.names.weekday(&word[..end])).last()?;
            return Some((found, at + 1));
        }
        // "sat", "sun" and "wed" are words; names of days are written large in English.
        if !first.is_alphabetic() || !first.is_uppercase() && word.is_ascii() {
            return None;
        }
        Some((self.names.weekday(word)?, at + 1))
    }

    /// A weekday in brackets: (화), （星期二）, (Tue).
    fn bracketed_weekday(&self, at: usize) -> Option<(Weekday, usize)> {
        if self.mark(at) != Some('(') {
            return None;
        }
        let day = match self.word(at + 1)? {
            "월" | "月" | "一" => Weekday::Monday,
            "화" | "火" | "二" => Weekday::Tuesday,
            "수" | "水" | "三" => Weekday::Wednesday,
            "목" | "木" | "四" => Weekday::Thursday,
            "금" | "金" | "五" => Weekday::Friday,
            "토" | "土" | "六" => Weekday::Saturday,
            "일" | "日" => Weekday::Sunday,
            _ => self.weekday(at + 1)?.0,
        };
        (self.mark(at + 2) == Some(')')).then_some((day, at + 3))
    }

    /// Whether a date starts right after a weekday: "Tue, Nov 19".
    fn date_follows(&self, at: usize) -> bool {
        let at = at + usize::from(matches!(self.mark(at), Some(',' | '.' | '(')));
        at < self.tokens.len() && self.date(at).is_some_and(|(form, _)| holds_day(form))
    }

    /// The date with the weekday beside it, and the index after both.
    fn with_weekday(&self, form: Form, at: usize, end: usize) -> (Written, usize) {
        let before = || {
            let skip = 1 + usize::from(at > 1 && matches!(self.mark(at - 1), Some(',' | '.' | '(')));
            let start = at.checked_sub(skip)?;
            self.weekday(start).map(|(day, _)| (day, start, end))
        };
        let after = || {
            let comma = end + usize::from(matches!(self.mark(end), Some(',' | '.')));
            let found = self.bracketed_weekday(comma).or_else(|| self.weekday(comma))?;
            Some((found.0, at, found.1))
        };
        let found = if holds_day(form) { before().or_else(after) } else { None };
        let (weekday, from, to) = match found {
            Some((day, from, to)) => (Some(day), from, to),
            None => (None, at, end),
        };
        // The year may follow the weekday: "August 24 (Thu), 2017".
        if let (Form::MonthDay(month, day), true) = (form, to > end) {
            let comma = to + usize::from(self.mark(to) == Some(','));
            if let Some(date) = self.year(comma).and_then(|year| Day::new(year, month, day).ok()) {
                return (Written { form: Form::Day(date), weekday, range: self.range(from, comma + 1) }, comma + 1);
            }
        }
        // Only the unit of a longer word belongs to the date: 日 of 日举行.
        let mut range = self.range(from, to);
        if to == end
            && let Some(word) = self.word(end - 1)
            && word.chars().next().is_some_and(super::token::is_wide)
        {
            range.end = self.tokens[end - 1].range.start + word.chars().next().map_or(0, char::len_utf8);
        }
        (Written { form, weekday, range }, to)
    }
}

/// Name and first year of the eras that are counted in years.
const ERAS: [(&str, u32); 5] = [("令和", 2019), ("平成", 1989), ("昭和", 1926), ("民國", 1912), ("民国", 1912)];

fn is_ordinal_tail(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH" | "er" | "º")
}

/// Whether a form names a day, so that a weekday can belong to it.
fn holds_day(form: Form) -> bool {
    matches!(form, Form::Day(_) | Form::Either { .. } | Form::MonthDay(..) | Form::DayOnly(_))
}

/// Whether some year has this day.
fn valid_month_day(month: i8, day: i8) -> bool {
    Day::new(2000, month, day).is_ok()
}

#[cfg(test)]
mod tests {
    //! Properties: each written form is read with its parts and its weekday; what only looks like a
    //! date (counters, prices, durations, ordinals of things) is not; no line makes the scanner fail.
    use super::*;

    fn shown(line: &str) -> Vec<String> {
        let show = |w: Written| {
            let form = match w.form {
                Form::Day(day) => day.to_string(),
                Form::Either { day_first, month_first } => format!("{day_first}|{month_first}"),
                Form::MonthDay(m, d) => format!("-{m}-{d}"),
                Form::Month(y, m) => format!("{y}-{m}"),
                Form::MonthOnly(m) => format!("-{m}"),
                Form::Year(y) => y.to_string(),
                Form::Fiscal(y) => format!("{y}+"),
                Form::DayOnly(d) => format!("--{d}"),
                Form::Weekday => String::new(),
            };
            let weekday = w.weekday.map_or(String::new(), |d| format!(" {}", d.to_monday_one_offset()));
            format!("{form}{weekday} `{}`", &line[w.range])
        };
        scan(line, &Names::new(&Added::default()).unwrap()).into_iter().map(show).collect()
    }

    #[test]
    fn forms() {
        for (line, want) in [
            ("held on August 24, Thursday", "-8-24 4 `August 24, Thursday`"),
            ("Updated Tue, Nov 19, 2019", "2019-11-19 2 `Tue, Nov 19, 2019`"),
            ("Nov 20 20194:29 AM", "2019-11-20 `Nov 20 20194`"),
            ("on 19th of May, 2020.", "2020-05-19 `19th of May, 2020`"),
            ("am 3. Juli 2018 in", "2018-07-03 `3. Juli 2018`"),
            ("14 de marzo de 2020", "2020-03-14 `14 de marzo de 2020`"),
            ("24 августа 2017 года", "2017-08-24 `24 августа 2017`"),
            ("19 FEB 2021 6:42PM", "2021-02-19 `19 FEB 2021`"),
            ("2017년 12월 16일(토)에", "2017-12-16 6 `2017년 12월 16일(토)`"),
            ("于2017年12月16日举行", "2017-12-16 `2017年12月16日`"),
            ("２０２４年６月１３日", "2024-06-13 `２０２４年６月１３日`"),
            ("令和7年6月13日（金）", "2025-06-13 5 `令和7年6月13日（金）`"),
            ("民國113年9月26日", "2024-09-26 `民國113年9月26日`"),
            ("2024. 6. 27.(목) 15:00", "2024-06-27 4 `2024. 6. 27.(목)`"),
            ("5월 21일(화) 열린", "-5-21 2 `5월 21일(화)`"),
            ("12日（星期二）", "--12 2 `12日（星期二）`"),
            ("27.04.2020 - 18:50", "2020-04-27 `27.04.2020`"),
            ("02/11/2023", "2023-11-02|2023-02-11 `02/11/2023`"),
            ("25/11/2023", "2023-11-25 `25/11/2023`"),
            ("Wednesday (14/8)", "-8-14 3 `Wednesday (14/8`"),
            ("on the morning of the 7th at a hotel", "--7 `7th`"),
            ("fell in 2023-24 by", "2023+ `2023-24`"),
            ("in late 2012 and", "2012 `2012`"),
            ("by early March, say", "-3 `March`"),
            ("until March 2021", "2021-3 `March 2021`"),
            ("March 3, Juche 110 (2021)", "2021-03-03 `March 3, Juche 110 (2021)`"),
            ("3 March 2564 (2021)", "2021-03-03 `3 March 2564 (2021)`"),
            ("주체110(2021)년 3월 3일", "2021-03-03 `주체110(2021)년 3월 3일`"),
            ("令和3年（2021年）3月3日", "2021-03-03 `令和3年（2021年）3月3日`"),
            ("2021（令和3）年3月3日", "2021-03-03 `2021（令和3）年3月3日`"),
            ("二〇二一年三月十三日于", "2021-03-13 `二〇二一年三月十三日`"),
            ("August 24 (Thu), 2017", "2017-08-24 4 `August 24 (Thu), 2017`"),
            ("told reporters on Monday", " 1 `Monday`"),
        ] {
            assert_eq!(shown(line), [want], "{line}");
        }
    }

    #[test]
    fn lookalikes() {
        for line in [
            "the 12th Forum",
            "for 3일간",
            "$2017 million",
            "1.2017 percent",
            "they may come",
            "marched on",
            "version 2.2019",
            "5日間の",
            "2월 30일",
            "30/30/2020",
            "the sun sat",
            "010-2017-1234",
            "",
        ] {
            let got = shown(line);
            assert!(got.is_empty() || got == ["-2 `2월 30일`"], "{line}: {got:?}");
        }
    }
}
