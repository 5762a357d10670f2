//! Dates in figures alone: 2017-12-16, 16/12/2017, 12.16.2017; business years; 14/8 in brackets.

use jiff::civil::Date as Day;

use super::Form;
use super::reader::Reader;

impl Reader<'_> {
    /// 2017-12-16, 2017/12/16, 2017. 12. 16., 2017-12, 2023-24.
    pub(super) fn year_first(&self, at: usize) -> Option<(Form, usize)> {
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

    /// 16/12/2017, 12.16.2017, 16-12-2017; 14/8 in brackets.
    pub(super) fn numeric(&self, at: usize) -> Option<(Form, usize)> {
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
}
