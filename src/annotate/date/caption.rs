//! Dates under pictures. An archive picture is older than the text; one released or provided for the story is of its
//! days, and of the very day where the lead names the same weekday.

use std::sync::LazyLock;

use jiff::civil::{Date as Day, Weekday};
use regex::Regex;

use super::PartialDate;
use super::clue::{Clue, Weight, quote};
use super::page::{Line, Page, Role, words_before};
use super::solve::Proposal;
use super::table::pattern;
use super::written::Form;

static HANDED_OUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:released|provided|distributed|issued|handed out)\s+(?:on\s+)?(?:[a-z]+,?\s+)?$")
});

/// The whole dates of pictures, with the line they stand in.
fn dated<'a>(page: &'a Page<'_>) -> impl Iterator<Item = (&'a Line<'a>, Day, &'a str, bool)> {
    let pictures = page.lines.iter().filter(|line| matches!(line.role, Role::Caption | Role::Archive | Role::Prose));
    pictures.flat_map(|line| {
        line.dates.iter().filter_map(move |date| {
            let Form::Day(day) = date.form else { return None };
            let handed_out =
                line.role != Role::Archive && HANDED_OUT.is_match(words_before(line.text, date.range.start));
            Some((line, day, &line.text[date.range.clone()], handed_out))
        })
    })
}

/// No picture is younger than the text; one handed out is of its month.
pub(super) fn clues(page: &Page<'_>) -> Vec<Clue> {
    dated(page)
        .filter(|(line, ..)| line.role != Role::Prose)
        .map(|(_, day, words, handed_out)| {
            let month = PartialDate::from_month(day.year(), day.month()).filter(|_| handed_out);
            match month {
                Some(month) => {
                    Clue::between(day, month.last_day(), Weight::Loose, words, "picture handed out then".into())
                }
                None => Clue::not_before(day, Weight::Firm, words, "date of a picture".into()),
            }
        })
        .collect()
}

/// The day a picture was handed out, where the lead speaks of its weekday.
pub(super) fn proposal(page: &Page<'_>) -> Option<Proposal> {
    let weekdays: Vec<Weekday> = page.lead().flat_map(|line| &line.dates).filter_map(|date| date.weekday).collect();
    let (_, day, words, _) =
        dated(page).find(|(_, day, _, handed_out)| *handed_out && weekdays.contains(&day.weekday()))?;
    Some(Proposal { days: vec![day], words: quote(words), weekday: true })
}
