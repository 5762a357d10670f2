//! A day, a month or a year of the Gregorian calendar.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{self, Date as Day};
use serde::{Deserialize, Serialize};

/// A date known to the day, the month or the year. Written `2017`, `2017-12`, `2017-12-16`.
///
/// The order is that of the first day, the coarser date first where that is equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    /// 1 to 12, or 0 where only the year is known.
    month: i8,
    /// 1 to 31, or 0 where only the month is known.
    day: i8,
}

impl PartialDate {
    /// A year between 1 and 9999.
    #[must_use]
    pub fn from_year(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self { year, month: 0, day: 0 })
    }

    /// A month of a year.
    #[must_use]
    pub fn from_month(year: i16, month: i8) -> Option<Self> {
        Self::from_year(year).filter(|_| (1..=12).contains(&month)).map(|date| Self { month, ..date })
    }

    /// A day of the calendar.
    #[must_use]
    pub fn from_day(day: Day) -> Option<Self> {
        Self::from_year(day.year()).map(|date| Self { month: day.month(), day: day.day(), ..date })
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, where it is known.
    #[must_use]
    pub fn month(self) -> Option<i8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month, where it is known.
    #[must_use]
    pub fn day(self) -> Option<i8> {
        (self.day > 0).then_some(self.day)
    }

    /// `day`, `month` or `year`.
    #[must_use]
    pub fn precision(self) -> &'static str {
        match (self.month, self.day) {
            (0, _) => "year",
            (_, 0) => "month",
            _ => "day",
        }
    }

    /// The first day it may mean.
    #[must_use]
    pub fn first_day(self) -> Day {
        civil::date(self.year, self.month.max(1), self.day.max(1))
    }

    /// The last day it may mean.
    #[must_use]
    pub fn last_day(self) -> Day {
        match (self.month, self.day) {
            (0, _) => civil::date(self.year, 12, 31),
            (_, 0) => self.first_day().last_of_month(),
            _ => self.first_day(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().take_while(|&part| part > 0) {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('-').collect();
        let number = |at: usize, len: usize| -> Option<i16> {
            parts.get(at).filter(|p| p.len() == len && p.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
        };
        let date = match parts.len() {
            1 => number(0, 4).and_then(Self::from_year),
            2 => number(0, 4).zip(number(1, 2)).and_then(|(y, m)| Self::from_month(y, m as i8)),
            3 => number(0, 4)
                .zip(number(1, 2).zip(number(2, 2)))
                .and_then(|(y, (m, d))| Day::new(y, m as i8, d as i8).ok())
                .and_then(Self::from_day),
            _ => None,
        };
        date.ok_or_else(|| format!("`{text}` is not a date like 2017, 2017-08 or 2017-08-24"))
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    //! Properties: text and value agree both ways; the range is the one a person would mean.
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for (text, precision, first, last) in [
            ("2017", "year", "2017-01-01", "2017-12-31"),
            ("2016-02", "month", "2016-02-01", "2016-02-29"),
            ("2017-12-16", "day", "2017-12-16", "2017-12-16"),
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(date.precision(), precision);
            assert_eq!((date.first_day().to_string(), date.last_day().to_string()), (first.into(), last.into()));
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for bad in ["", "17", "2017-13", "2017-02-30", "2017-1-1", "2017-01-01-01", "0000", "20l7", "+017"] {
            assert!(bad.parse::<PartialDate>().is_err(), "{bad}");
        }
    }
}
