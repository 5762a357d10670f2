//! Finds the day of the event an article reports: the first day in its lead that something is said to have happened on.
//!
//! With a known day of publication, "on Monday", "yesterday", "on the 14th" and "September 22" become days. Without
//! one, a day with its month is a proposal for both.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date as Day, Weekday};
use regex::Regex;

use super::clue::quote;
use super::page::{Page, words_before, words_behind};
use super::relative;
use super::stamp::dateline_end;
use super::table::pattern;
use super::written::{Form, Written};

/// A day named in the lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) when: When,
    pub(super) weekday: Option<Weekday>,
    /// The words, as printed.
    pub(super) words: String,
    /// Where it stands.
    pub(super) place: Place,
    /// Whether the first paragraph tells of it as past: what the text reports, where it names no gathering.
    pub(super) opens: bool,
}

/// What of a day is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Day(Day),
    MonthDay(i8, i8),
    DayOnly(i8),
    DayOfLastMonth(i8),
    Weekday {
        before: bool,
    },
    /// "Thursday last week".
    WeekdayOfLastWeek,
    Yesterday,
}

/// Where a day is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the dateline: the day of writing.
    Dateline,
    /// Beside words for a gathering or a visit.
    Event,
    /// Beside words for an announcement.
    Report,
    /// Elsewhere in the lead, in a sentence that is not about the future.
    Lead,
}

/// "As of the 20th", 20일 기준: the day of a figure, on which nothing happened.
static AS_OF_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:as of|as at|by|until|through|before|after|from|dated)\s*$|截至|截止|自$"));
static AS_OF_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*(?:일|日)?\s*(?:기준|현재|까지|부터|이후|까지의|まで|から|以降|付け|現在|为止|起|前|之前|之后|後|后)")
});

static HELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:held|opened|met|took place|convened|hosted|signed|organi[sz]ed|kicked off|concluded|launched|attended|gathered|inaugurated|celebrated|visited)\b|개최|열었|열린|열렸|가졌|체결|참석|진행|举行|召开|举办|舉行|舉辦|召開|开幕|開幕|签署|簽署|开催|開催|開かれ|開いた|行われ|行った|派遣|состоял|прош[её]л|провел",
    )
});
static REPORTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:announced|released|discussed|urged|agreed|ended|closed|began|brought|fired|approved|unveiled|said|reported|issued|told|warned)\b|발표|밝혔|말했|发布|發布|表示|宣布|通报|発表|述べ|明らかに|заявил|сообщил",
    )
});
static TO_COME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:will|shall|is to|are to|to be held|scheduled|slated|due to|set to|upcoming|deadline|until)\b|예정|계획|열린다|개최한다|将于|将在|將於|將在|拟于|予定|開催する|開かれる",
    )
});
static YESTERDAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\byesterday\b|昨日|昨天|어제"));
static LAST_MONTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:지난달|上个月|上個月|上月|先月)\s*$"));
static LAST: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\blast\s+$"));
static LAST_WEEK_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\blast week(?:'s|’s)?\s*(?:on\s+)?$|지난주\s*$|上周$|上週$|先週(?:の)?$"));
static LAST_WEEK_BEHIND: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\s*(?:of\s+)?last week\b"));

/// The days that the dateline and the lead name, in order; days to come are left out.
pub(super) fn mentions(page: &Page<'_>) -> Vec<Mention> {
    let mut out = Vec::new();
    for (rank, line) in page.lead().enumerate() {
        let dateline = if rank == 0 { dateline_end(line.text).unwrap_or(0) } else { 0 };
        let mut dates = line.dates.iter().peekable();
        for (at, sentence) in page.sentences(line.text) {
            let held = HELD.is_match(sentence);
            let reported = !held && REPORTED.is_match(sentence);
            let to_come = TO_COME.is_match(sentence);
            let past = rank == 0 && (reported || relative::is_told_as_past(sentence));
            while let Some(date) = dates.next_if(|date| date.range.start < at + sentence.len()) {
                let in_dateline = rank == 0 && date.range.end <= dateline;
                if to_come && !in_dateline {
                    continue;
                }
                let place = match (in_dateline, held) {
                    (true, _) => Place::Dateline,
                    (_, true) => Place::Event,
                    _ if reported => Place::Report,
                    _ => Place::Lead,
                };
                // A whole date further down is more often that of an earlier deed.
                if rank > 0 && matches!(date.form, Form::Day(_)) {
                    continue;
                }
                out.extend(mention(line.text, date, place, past));
            }
            if (held || past)
                && !to_come
                && let Some(found) = YESTERDAY.find(sentence)
            {
                let place = if held { Place::Event } else { Place::Lead };
                let words = quote(found.as_str());
                out.push(Mention { when: When::Yesterday, weekday: None, words, place, opens: past });
            }
        }
    }
    out
}

fn mention(text: &str, date: &Written, place: Place, past: bool) -> Option<Mention> {
    let when = match date.form {
        Form::Day(day) => When::Day(day),
        Form::MonthDay(month, day) => When::MonthDay(month, day),
        Form::DayOnly(day) if LAST_MONTH.is_match(words_before(text, date.range.start)) => When::DayOfLastMonth(day),
        Form::DayOnly(day) => When::DayOnly(day),
        Form::Weekday
            if LAST_WEEK_BEFORE.is_match(words_before(text, date.range.start))
                || LAST_WEEK_BEHIND.is_match(words_behind(text, date.range.end)) =>
        {
            When::WeekdayOfLastWeek
        }
        Form::Weekday => When::Weekday { before: LAST.is_match(words_before(text, date.range.start)) },
        _ => return None,
    };
    let as_of = AS_OF_BEFORE.is_match(words_before(text, date.range.start))
        || AS_OF_BEHIND.is_match(words_behind(text, date.range.end));
    let opens = past && !as_of && place != Place::Dateline;
    Some(Mention { when, weekday: date.weekday, words: quote(&text[date.range.clone()]), place, opens })
}

/// A whole day before this year is history, whatever is told of it: pages that print no date are younger.
const FIRST_TOLD: i16 = 1980;
/// The furthest a report follows its event, in days.
const REPORTED_WITHIN: i32 = 200;
/// The same where no gathering is named: what the first paragraph tells of later is history.
const TOLD_WITHIN: i32 = 14;

impl Mention {
    /// Whether it can be the day of publication: days in the dateline and of events, and others with their weekday.
    pub(super) fn proposes(&self) -> bool {
        match self.when {
            When::Day(_) => matches!(self.place, Place::Dateline | Place::Event),
            When::MonthDay(..) => self.place != Place::Lead || self.weekday.is_some(),
            When::DayOnly(_) | When::DayOfLastMonth(_) => matches!(self.place, Place::Event | Place::Report),
            When::Weekday { .. } | When::WeekdayOfLastWeek | When::Yesterday => false,
        }
    }

    /// Whether it tells when the event was: a gathering, or "last Thursday".
    pub(super) fn is_event(&self) -> bool {
        self.place == Place::Event || matches!(self.when, When::Weekday { before: true } | When::WeekdayOfLastWeek)
    }

    /// The day meant by a text that was published on `published`.
    pub(super) fn before(&self, published: Day) -> Option<Day> {
        let day = match self.when {
            When::Day(day) => Some(day),
            When::MonthDay(month, day) => [0, 1]
                .into_iter()
                .filter_map(|years| Day::new(published.year() - years, month, day).ok())
                .find(|&day| day <= published),
            When::DayOnly(number) => [published, published.first_of_month().yesterday().ok()?]
                .into_iter()
                .filter_map(|month| Day::new(month.year(), month.month(), number).ok())
                .find(|&day| day <= published),
            When::DayOfLastMonth(number) => {
                let month = published.first_of_month().yesterday().ok()?;
                Day::new(month.year(), month.month(), number).ok()
            }
            When::Weekday { before } => {
                let weekday = self.weekday?;
                let back = i32::from(published.weekday().since(weekday));
                let back = if back == 0 && before { 7 } else { back };
                published.checked_sub(back.days()).ok()
            }
            When::WeekdayOfLastWeek => {
                let monday =
                    published.checked_sub(i32::from(published.weekday().to_monday_zero_offset()).days()).ok()?;
                let day = i32::from(self.weekday?.to_monday_zero_offset()) - 7;
                monday.checked_add(day.days()).ok()
            }
            When::Yesterday => published.yesterday().ok(),
        }?;
        let fits = self.weekday.is_none_or(|weekday| weekday == day.weekday());
        let within = if self.is_event() { REPORTED_WITHIN } else { TOLD_WITHIN };
        let near = published.since(day).is_ok_and(|span| (0..=within).contains(&span.get_days()));
        (fits && near).then_some(day)
    }

    /// The days it can mean between two years, whatever the day of publication.
    pub(super) fn days(&self, years: std::ops::RangeInclusive<i16>) -> Vec<Day> {
        let all: Vec<Day> = match self.when {
            When::Day(day) => Some(day).filter(|day| day.year() >= FIRST_TOLD).into_iter().collect(),
            When::MonthDay(month, day) => years.filter_map(|year| Day::new(year, month, day).ok()).collect(),
            When::DayOnly(day) | When::DayOfLastMonth(day) => {
                years.flat_map(|year| (1..=12).filter_map(move |month| Day::new(year, month, day).ok())).collect()
            }
            When::Weekday { .. } | When::WeekdayOfLastWeek | When::Yesterday => Vec::new(),
        };
        all.into_iter().filter(|day| self.weekday.is_none_or(|weekday| weekday == day.weekday())).collect()
    }
}

#[cfg(test)]
mod tests {
    //! Properties: partial days are completed backwards from the publication, never forwards, and only if the weekday fits.
    use super::*;

    #[test]
    fn days_before_publication() {
        let published = jiff::civil::date(2023, 1, 11); // a Wednesday
        for (when, weekday, want) in [
            (When::MonthDay(12, 29), None, Some("2022-12-29")),
            (When::MonthDay(1, 11), None, Some("2023-01-11")),
            (When::MonthDay(1, 12), None, None),
            (When::MonthDay(1, 10), Some(Weekday::Monday), None),
            (When::DayOnly(9), None, Some("2023-01-09")),
            (When::DayOnly(30), None, Some("2022-12-30")),
            (When::DayOfLastMonth(9), None, Some("2022-12-09")),
            (When::Weekday { before: false }, Some(Weekday::Wednesday), Some("2023-01-11")),
            (When::Weekday { before: true }, Some(Weekday::Wednesday), Some("2023-01-04")),
            (When::Weekday { before: false }, Some(Weekday::Thursday), Some("2023-01-05")),
            (When::WeekdayOfLastWeek, Some(Weekday::Thursday), Some("2023-01-05")),
            (When::WeekdayOfLastWeek, Some(Weekday::Tuesday), Some("2023-01-03")),
            (When::Yesterday, None, Some("2023-01-10")),
        ] {
            let mention = Mention { when, weekday, words: String::new(), place: Place::Event, opens: true };
            assert_eq!(mention.before(published).map(|day| day.to_string()).as_deref(), want, "{when:?} {weekday:?}");
        }
    }
}
