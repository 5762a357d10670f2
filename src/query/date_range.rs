//! A stretch of days, given by dates of any precision, ends included.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date as Day;

use crate::annotate::PartialDate;

/// From one date to another, each open where absent; `2017-06` as an end includes all of June.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    from: Option<PartialDate>,
    to: Option<PartialDate>,
}

impl DateRange {
    /// A range with at least one end, the first not after the last.
    #[must_use]
    pub fn new(from: Option<PartialDate>, to: Option<PartialDate>) -> Option<Self> {
        let range = Self { from, to };
        let ok = match (range.first_day(), range.last_day()) {
            (None, None) => false,
            (Some(first), Some(last)) => first <= last,
            _ => true,
        };
        ok.then_some(range)
    }

    /// The date it begins with, where it has one.
    #[must_use]
    pub fn begin(self) -> Option<PartialDate> {
        self.from
    }

    /// The date it ends with, where it has one.
    #[must_use]
    pub fn end(self) -> Option<PartialDate> {
        self.to
    }

    /// The first day, where the range has one.
    #[must_use]
    pub fn first_day(self) -> Option<Day> {
        self.from.map(PartialDate::first_day)
    }

    /// The last day, where the range has one.
    #[must_use]
    pub fn last_day(self) -> Option<Day> {
        self.to.map(PartialDate::last_day)
    }

    /// Whether both ends, where given, are whole years.
    #[must_use]
    pub fn is_of_years(self) -> bool {
        [self.from, self.to].into_iter().flatten().all(|date| date.month().is_none())
    }

    /// Whether any day that `date` may mean lies in the range.
    #[must_use]
    pub fn overlaps(self, date: PartialDate) -> bool {
        self.first_day().is_none_or(|first| first <= date.last_day())
            && self.last_day().is_none_or(|last| date.first_day() <= last)
    }
}

impl From<PartialDate> for DateRange {
    fn from(date: PartialDate) -> Self {
        Self { from: Some(date), to: Some(date) }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(from) = self.from {
            write!(f, "{from}")?;
        }
        if self.from != self.to {
            f.write_str("..")?;
            if let Some(to) = self.to {
                write!(f, "{to}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for DateRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((from, to)) = text.split_once("..") else {
            return text.parse().map(|date: PartialDate| date.into());
        };
        let end = |part: &str| if part.is_empty() { Ok(None) } else { part.parse().map(Some) };
        Self::new(end(from)?, end(to)?)
            .ok_or_else(|| format!("`{text}` is no range: write the earlier date first, as in 2017..2020-06"))
    }
}

#[cfg(test)]
mod tests {
    //! Properties: text and value agree; ends are included; coarse dates overlap by any of their days.
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["2017", "2017-08", "2017..2020", "2017-08-24..", "..2019-06"] {
            assert_eq!(text.parse::<DateRange>().unwrap().to_string(), text);
        }
        for bad in ["", "..", "2020..2017", "2017...2018", "x..2017", "2017-13"] {
            assert!(bad.parse::<DateRange>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ends_are_included_and_coarse_dates_overlap() {
        for (range, date, want) in [
            ("2017-06..2017-08", "2017-08-31", true),
            ("2017-06..2017-08", "2017-09-01", false),
            ("2017-06..2017-08", "2017", true),
            ("..2017-06", "2017-06", true),
            ("..2017-06", "2018", false),
            ("2017-12-31..", "2017-12", true),
        ] {
            assert_eq!(range.parse::<DateRange>().unwrap().overlaps(date.parse().unwrap()), want, "{range} {date}");
        }
    }
}
