//! Dates as people type them: `2017-08`, `2017/8/24`, `24.8.2017`, `2017년 8월`, `today`, `last 3 months`.
//!
//! Its place: below the values of fields. What depends on the day of the search is settled here, so that the tree
//! holds days and means the same tomorrow.
//!
//! # Limits
//! Numbers that can be read in two ways (`5.6.2017`) are refused, never guessed.

use jiff::civil::Date as Day;
use jiff::{Span as Length, ToSpan};

use crate::annotate::PartialDate;
use crate::query::DateRange;

/// Reads a date, a range `FROM..TO`, or a phrase.
///
/// # Errors
/// When it is none of these; the text says what to write.
pub(super) fn range(text: &str, today: Day) -> Result<DateRange, String> {
    let Some((from, to)) = text.split_once("..") else { return single(text, today) };
    let end = |part: &str| if part.trim().is_empty() { Ok(None) } else { single(part, today).map(Some) };
    let (from, to) = (end(from)?, end(to)?);
    DateRange::new(from.and_then(DateRange::begin), to.and_then(DateRange::end))
        .ok_or_else(|| format!("`{text}` is no range: write the earlier date first, as in 2017..2020-06"))
}

/// Reads one date or phrase: the days from its first to its last.
///
/// # Errors
/// When it is neither.
pub(super) fn single(text: &str, today: Day) -> Result<DateRange, String> {
    let words = plain(text);
    let read = phrase(&words, today).or_else(|| numbers(&words).map(DateRange::from));
    read.ok_or_else(|| refusal(text.trim(), &words))
}

fn refusal(text: &str, words: &str) -> String {
    let parts: Vec<&str> = words.split(['.', '/', '-']).collect();
    match parts[..] {
        [a, b, year] if year.len() == 4 && [a, b].iter().all(|part| small(part).is_some()) => {
            format!("`{text}` can be read in two ways, or in none: write the year first, as in 2017-08-24")
        }
        _ => format!("`{text}` is not a date like 2017, 2017-08, 2017-08-24, today or \"last 3 months\""),
    }
}

/// Small letters with single blanks; hyphens between letters are blanks too: `last-3-months`.
fn plain(text: &str) -> String {
    let small = text.trim().to_lowercase();
    let spaced = if small.contains(char::is_alphabetic) { small.replace(['-', '_'], " ") } else { small };
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn phrase(words: &str, today: Day) -> Option<DateRange> {
    let parts: Vec<&str> = words.split(' ').collect();
    match parts[..] {
        ["today"] => days(today, today),
        ["yesterday"] => days(today.yesterday().ok()?, today.yesterday().ok()?),
        ["this", unit] => whole(unit, today),
        ["last", unit @ ("week" | "month" | "year")] => whole(unit, today.checked_sub(length(unit, 1)?).ok()?),
        ["last" | "past", count, unit] => {
            let count = count.parse().ok().filter(|count| (1..=9_999).contains(count))?;
            let before = today.checked_sub(length(unit, count)?).ok()?;
            days(before.tomorrow().ok()?, today)
        }
        _ => None,
    }
}

fn length(unit: &str, count: i64) -> Option<Length> {
    Some(match unit {
        "day" | "days" => count.days(),
        "week" | "weeks" => count.weeks(),
        "month" | "months" => count.months(),
        "year" | "years" => count.years(),
        _ => return None,
    })
}

/// The week from Monday, the month or the year that a day lies in.
fn whole(unit: &str, day: Day) -> Option<DateRange> {
    match unit {
        "week" => {
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
            days(monday, monday.checked_add(6.days()).ok()?)
        }
        "month" => PartialDate::from_month(day.year(), day.month()).map(DateRange::from),
        "year" => PartialDate::from_year(day.year()).map(DateRange::from),
        _ => None,
    }
}

fn days(first: Day, last: Day) -> Option<DateRange> {
    let (from, to) = (PartialDate::from_day(first)?, PartialDate::from_day(last)?);
    DateRange::new(Some(from), Some(to))
}

/// A date in numbers, if it can be read in one way only.
fn numbers(words: &str) -> Option<PartialDate> {
    if let Ok(date) = words.parse() {
        return Some(date);
    }
    let digits = words.bytes().all(|b| b.is_ascii_digit());
    if digits && words.len() == 8 {
        return of(&words[..4], Some(&words[4..6]), Some(&words[6..]));
    }
    let east_asian = words.replace(['년', '年', '월', '月'], "-").replace(['일', '日', ' '], "");
    let parts: Vec<&str> = east_asian.trim_end_matches(['-', '.']).split(['-', '.', '/']).collect();
    match parts[..] {
        [year] => of(year, None, None).filter(|_| words.contains(['년', '年'])),
        [year, month] if year.len() == 4 => of(year, Some(month), None),
        [year, month, day] if year.len() == 4 => of(year, Some(month), Some(day)),
        [a, b, year] => match (small(a)?, small(b)?) {
            (1..=12, 1..=12) if a != b => None,
            (1..=12, _) => of(year, Some(a), Some(b)),
            _ => of(year, Some(b), Some(a)),
        },
        _ => None,
    }
}

fn of(year: &str, month: Option<&str>, day: Option<&str>) -> Option<PartialDate> {
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let year: i16 = is_year.then(|| year.parse().ok())??;
    match (month.map(small), day.map(small)) {
        (None, _) => PartialDate::from_year(year),
        (Some(month), None) => PartialDate::from_month(year, month?),
        (Some(month), Some(day)) => Day::new(year, month?, day?).ok().and_then(PartialDate::from_day),
    }
}

/// A number of one or two digits.
fn small(digits: &str) -> Option<i8> {
    let is_small = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
    is_small.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    //! Properties: each way of writing a date, a row a case, on Thursday 24 August 2017; what can be read in two ways
    //! is refused.
    use super::*;

    #[test]
    fn dates_as_people_type_them() {
        for (text, want) in [
            ("2017", "2017"),
            ("2017-08", "2017-08"),
            ("2017-8", "2017-08"),
            ("2017-08-24", "2017-08-24"),
            ("2017/8/24", "2017-08-24"),
            ("2017.08.24.", "2017-08-24"),
            ("2017/08", "2017-08"),
            ("20170824", "2017-08-24"),
            ("24.8.2017", "2017-08-24"),
            ("8/24/2017", "2017-08-24"),
            ("5.5.2017", "2017-05-05"),
            ("2017년 8월 24일", "2017-08-24"),
            ("2017年8月", "2017-08"),
            ("2017년", "2017"),
            ("2017-08..2017-12", "2017-08..2017-12"),
            ("2017/8/1..", "2017-08-01.."),
            ("..24.8.2017", "..2017-08-24"),
            ("2016..today", "2016..2017-08-24"),
            ("last year..yesterday", "2016..2017-08-23"),
            ("Today", "2017-08-24"),
            ("yesterday", "2017-08-23"),
            ("this week", "2017-08-21..2017-08-27"),
            ("last week", "2017-08-14..2017-08-20"),
            ("this month", "2017-08"),
            ("last month", "2017-07"),
            ("last-month", "2017-07"),
            ("this year", "2017"),
            ("last year", "2016"),
            ("last 1 day", "2017-08-24"),
            ("last 3 days", "2017-08-22..2017-08-24"),
            ("last  2 weeks", "2017-08-11..2017-08-24"),
            ("last 3 months", "2017-05-25..2017-08-24"),
            ("past-2-years", "2015-08-25..2017-08-24"),
        ] {
            let read = range(text, jiff::civil::date(2017, 8, 24)).map(|range| range.to_string());
            assert_eq!(read.as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "..",
            "5.6.2017",
            "13.13.2017",
            "2017-13",
            "2017-02-30",
            "201708",
            "17",
            "soon",
            "last 0 days",
            "last 9999 years",
            "last 3 moons",
            "2018..2017",
            "today today",
            "20l7",
        ] {
            let message = range(text, jiff::civil::date(2017, 8, 24)).unwrap_err();
            assert!(message.contains(&format!("`{text}`")) || text == "..", "{text}: {message}");
        }
    }
}
