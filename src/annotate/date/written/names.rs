//! The names of months and of days of the week, in all the languages of the tables.

use std::collections::HashMap;

use jiff::civil::Weekday;

use super::super::table;
use crate::tables::{Added, Row, Table, TableError, Touches};

pub(in crate::annotate::date) static MONTHS: Table = Table {
    name: "months",
    columns: "name, number of the month",
    built_in: &[include_str!("../../data/months.txt")],
    touches: Touches::FirstCell,
};
pub(in crate::annotate::date) static WEEKDAYS: Table = Table {
    name: "weekdays",
    columns: "name, number of the day (1 is Monday)",
    built_in: &[include_str!("../../data/weekdays.txt")],
    touches: Touches::FirstCell,
};

/// The names of months and of days of the week.
#[derive(Debug)]
pub(in crate::annotate::date) struct Names {
    months: HashMap<Box<str>, i8>,
    weekdays: HashMap<Box<str>, Weekday>,
}

/// A longer word is no name of a month or a day.
const NAME_MAX: usize = 32;

impl Names {
    /// Reads both tables.
    pub(in crate::annotate::date) fn new(added: &Added) -> Result<Self, TableError> {
        let name = |row: &Row<'_>| Ok(row.filled(0)?.to_lowercase().into_boxed_str());
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
    pub(in crate::annotate::date) fn month(&self, word: &str) -> Option<i8> {
        (word.len() <= NAME_MAX).then(|| self.months.get(word.to_lowercase().as_str()).copied()).flatten()
    }

    /// The day of the week of this name.
    pub(super) fn weekday(&self, word: &str) -> Option<Weekday> {
        (word.len() <= NAME_MAX).then(|| self.weekdays.get(word.to_lowercase().as_str()).copied()).flatten()
    }

    /// The day of the week of these first characters of a word in Han, Kana or Hangul, which know no small letters.
    pub(super) fn weekday_beginning(&self, beginning: &str) -> Option<Weekday> {
        self.weekdays.get(beginning).copied()
    }
}
