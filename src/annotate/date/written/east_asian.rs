//! Dates with the units 年月日 and 년월일, in our count of years and in those of Japan, Taiwan and North Korea.

use jiff::civil::Date as Day;

use super::reader::{Reader, YEARS};
use super::{Form, valid_month_day};

impl Reader<'_> {
    /// 2017年12月16日, 2017년 12월, 12月16日, 16日.
    pub(super) fn east_asian(&self, at: usize) -> Option<(Form, usize)> {
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

    /// A day of the month with its unit, which does not count days (3일간, 5日間).
    fn day_unit(&self, at: usize) -> Option<(i8, usize)> {
        let day = self.small(at, 31)?;
        let word = self.word(at + 1)?;
        let rest = ["日", "일", "号", "號"].iter().find_map(|unit| word.strip_prefix(unit))?;
        let counts = ["간", "間", "间", "후", "後", "后", "내", "内", "內", "動", "차", "분", "번"];
        (!counts.iter().any(|tail| rest.starts_with(tail))).then_some((day, at + 2))
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

    /// 令和7年6月13日, 令和元年5月21日, 民國113年9月26日.
    pub(super) fn era(&self, at: usize) -> Option<(Form, usize)> {
        let word = self.word(at)?;
        if ["주체", "主体", "主體"].contains(&word) {
            return self.year_with_unit(at + 1).map(|(year, end)| self.month_after_year(year, end));
        }
        let first_year = word.strip_suffix("元年").and_then(|name| ERAS.iter().find(|(era, _)| name.ends_with(era)));
        if let Some((_, year)) = first_year {
            return Some(self.month_after_year(*year as i16, at + 1));
        }
        let (_, first) = ERAS.iter().find(|(name, _)| word.ends_with(name))?;
        let (number, _) = self.number(at + 1).filter(|&(value, digits)| digits <= 3 && value > 0)?;
        let year = first + number - 1;
        (YEARS.contains(&year) && self.unit(at + 2, &["年"])).then(|| self.month_after_year(year as i16, at + 3))
    }
}

/// Name and first year of the eras that are counted in years.
const ERAS: [(&str, u32); 5] = [("令和", 2019), ("平成", 1989), ("昭和", 1926), ("民國", 1912), ("民国", 1912)];
