//! Dates whose month has a name: 16 December 2017, December 16, 2017, 16 декабря; and "the 7th".

use jiff::civil::Date as Day;

use super::reader::{Reader, is_ordinal_tail};
use super::{Form, valid_month_day};

impl Reader<'_> {
    /// 16 December 2017, 16th of December, 16. Dezember 2017, 16 de diciembre de 2017, 16 декабря.
    pub(super) fn day_then_month(&self, at: usize) -> Option<(Form, usize)> {
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
    pub(super) fn month_first(&self, at: usize) -> Option<(Form, usize)> {
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

    /// "the 7th" where no noun follows that is counted by it.
    pub(super) fn ordinal(&self, at: usize) -> Option<(Form, usize)> {
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
}
