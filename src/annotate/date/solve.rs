//! Enumerates the days, months and years that all clues allow and answers at the finest level that holds.
//!
//! # Invariants
//! A clue that would leave nothing gives way to those weightier than it and is reported as contradicting. No answer
//! rests on `today`: it only takes away the future.

use jiff::civil::Date as Day;

use super::PartialDate;
use super::clue::{Clue, Weight};

/// Days that a phrase of the text can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposal {
    pub(super) days: Vec<Day>,
    /// The words, as printed.
    pub(super) words: String,
    /// Whether a weekday is among them, so that the calendar itself rules years out.
    pub(super) weekday: bool,
}

/// A date with the clues that decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer<'a> {
    pub(super) value: PartialDate,
    /// The words of the day, where a proposal became the answer.
    pub(super) words: Option<&'a str>,
    pub(super) by: Vec<&'a Clue>,
    pub(super) against: Vec<&'a Clue>,
}

/// Texts older than this are not expected, and years after `today` are enumerated so that no answer leans on it.
pub(super) const FIRST_YEAR: i16 = 1950;
const YEARS_AHEAD: i16 = 50;

/// The day of the first proposal that the clues decide, else the month or year they fix.
pub(super) fn solve<'a>(proposals: &'a [Proposal], clues: &'a [Clue], today: Day) -> Option<Answer<'a>> {
    let mut clues: Vec<&Clue> = clues.iter().collect();
    clues.sort_by_key(|clue| std::cmp::Reverse(clue.weight));
    proposals.iter().find_map(|proposal| day_of(proposal, &clues, today)).or_else(|| period_of(&clues, today))
}

/// What is left of some candidates when clues are applied, the weightiest first.
struct Sieve<'a, T> {
    left: Vec<T>,
    by: Vec<&'a Clue>,
    against: Vec<&'a Clue>,
}

fn sieve<'a, T: Copy>(candidates: Vec<T>, clues: &[&'a Clue], allows: impl Fn(&Clue, T) -> bool) -> Sieve<'a, T> {
    let mut sieve = Sieve { left: candidates, by: Vec::new(), against: Vec::new() };
    for &clue in clues {
        let kept: Vec<T> = sieve.left.iter().copied().filter(|&candidate| allows(clue, candidate)).collect();
        if kept.is_empty() {
            sieve.against.push(clue);
        } else if kept.len() < sieve.left.len() {
            sieve.by.push(clue);
            sieve.left = kept;
        }
    }
    sieve
}

/// Whether the clues that decided are weightier than all that contradict.
fn stands(by: &[&Clue], against: &[&Clue]) -> bool {
    let weakest = by.iter().map(|clue| clue.weight).min();
    against.iter().all(|clue| weakest.is_none_or(|weakest| clue.weight < weakest))
}

fn day_of<'a>(proposal: &'a Proposal, clues: &[&'a Clue], today: Day) -> Option<Answer<'a>> {
    let days = proposal.days.iter().copied().filter(|day| day.year() >= FIRST_YEAR && *day <= today).collect();
    let Sieve { left, by, against } = sieve(days, clues, |clue, day: Day| clue.allows_day(day));
    let [day] = left[..] else { return None };
    let decided = proposal.weekday || proposal.days.len() == 1 || by.iter().any(|clue| clue.ends());
    let refuted = against.iter().any(|clue| clue.weight >= Weight::Firm);
    (decided && !refuted && stands(&by, &against))
        .then(|| PartialDate::from_day(day).map(|value| Answer { value, words: Some(&proposal.words), by, against }))
        .flatten()
}

fn period_of<'a>(clues: &[&'a Clue], today: Day) -> Option<Answer<'a>> {
    let year = |year: i16| PartialDate::from_year(year);
    let years: Vec<PartialDate> = (FIRST_YEAR..=today.year() + YEARS_AHEAD).filter_map(year).collect();
    let in_year = sieve(years, clues, |clue, year: PartialDate| clue.allows_part(year.first_day(), year.last_day()));
    let [year] = in_year.left[..] else { return None };
    if year.first_day() > today || !stands(&in_year.by, &in_year.against) {
        return None;
    }
    let kept: Vec<&Clue> = clues.iter().copied().filter(|clue| !in_year.against.contains(clue)).collect();
    let months: Vec<PartialDate> = (1..=12).filter_map(|month| PartialDate::from_month(year.year(), month)).collect();
    let in_month =
        sieve(months, &kept, |clue, month: PartialDate| clue.allows_part(month.first_day(), month.last_day()));
    let mut by = in_year.by;
    let mut value = year;
    if let [month] = in_month.left[..] {
        let days: Vec<Day> = std::iter::successors(Some(month.first_day()), |day| day.tomorrow().ok())
            .take_while(|&day| day <= month.last_day())
            .collect();
        let in_day = sieve(days, &kept, |clue, day: Day| clue.allows_day(day));
        value = match in_day.left[..] {
            [day] => PartialDate::from_day(day)?,
            _ => month,
        };
        by.extend(in_month.by.iter().filter(|clue| !by.contains(clue)).copied().collect::<Vec<_>>());
    }
    Some(Answer { value, words: None, by, against: in_year.against })
}

#[cfg(test)]
mod tests {
    //! Properties: bounds that meet give a month or year; a weekday chooses a year; the weightier of two
    //! contradicting clues stands; a bound below and today give nothing.
    use super::*;
    use jiff::civil::date;

    fn year(year: i16, weight: Weight) -> Clue {
        Clue::years(&[year], weight, "", String::new()).unwrap()
    }

    fn solved(proposals: &[Proposal], clues: &[Clue]) -> Option<String> {
        solve(proposals, clues, date(2026, 6, 30)).map(|answer| answer.value.to_string())
    }

    #[test]
    fn finest_level_that_holds() {
        let from = |y, m, d| Clue::not_before(date(y, m, d), Weight::Firm, "", String::new());
        let to = |y, m, d| Clue::not_after(date(y, m, d), Weight::Firm, "", String::new());
        let saturdays = Proposal {
            days: (1990..2026)
                .filter_map(|y| jiff::civil::Date::new(y, 12, 16).ok())
                .filter(|d| d.weekday() == jiff::civil::Weekday::Saturday)
                .collect(),
            words: String::new(),
            weekday: true,
        };
        let one = std::slice::from_ref(&saturdays);
        for (proposals, clues, want) in [
            (&[][..], vec![year(2019, Weight::Fixing)], Some("2019")),
            (&[], vec![from(2019, 4, 1), to(2019, 11, 30)], Some("2019")),
            (&[], vec![from(2019, 4, 1), to(2019, 4, 30)], Some("2019-04")),
            (&[], vec![from(2019, 4, 1), to(2019, 4, 1)], Some("2019-04-01")),
            (&[], vec![from(2026, 2, 1)], None),
            (&[], vec![year(2030, Weight::Fixing)], None),
            (&[], vec![year(2018, Weight::Loose), year(2019, Weight::Fixing)], Some("2019")),
            (one, vec![], None),
            (one, vec![from(2010, 1, 1), to(2020, 1, 1)], Some("2017-12-16")),
            (one, vec![year(2017, Weight::Fixing)], Some("2017-12-16")),
            (one, vec![year(2018, Weight::Fixing)], Some("2018")),
        ] {
            assert_eq!(solved(proposals, &clues).as_deref(), want, "{clues:?}");
        }
    }
}
