//! Says when an [`Article`] was published and when what it tells of happened.
//!
//! Its place: an annotator, after `article`. In comes the article with what its container states; out come [`Dates`].
//!
//! How: the page is laid out again line by line (`page`), and every written date is found (`written`). A printed stamp
//! (`stamp`) or the container's date is the publication, explicit. Without one, clues are gathered: anniversaries,
//! initiatives, terms of office, relative years and tenses, pictures (`anniversary`, `initiative`, `office`, `relative`,
//! `caption`), and `solve` enumerates which of the days that the lead names (`event`), else which month or year, they
//! leave. With a publication, the day of the event follows from the lead.
//!
//! # Invariants
//! An unknown date is absent: never the file's date, never today. Every date has its evidence, with what
//! contradicts it. Copyright lines, image addresses and other stories on the page never date a text.
//!
//! # Limits
//! Tense is read in English and, coarsely, in Korean, Chinese and Japanese. A derived year rests on tables of
//! relations, offices and initiatives; what they do not know leaves a text undated.

mod anniversary;
mod caption;
mod clue;
mod country_names;
mod event;
mod initiative;
mod number;
mod office;
mod page;
mod partial;
mod relative;
mod short;
mod solve;
mod stamp;
mod table;
mod tables;
mod token;
mod written;

pub use partial::PartialDate;
pub use tables::{TABLES, Tables};

use jiff::civil::Date as Day;

use serde::{Deserialize, Serialize};

use crate::annotate::country;
use crate::article::Article;
use crate::corpus::Metadata;
use clue::{Clue, quote};
use event::{Mention, Place, When};
use page::Page;
use solve::{Answer, Proposal};
use stamp::{Stamp, Standing};
use written::{Form, Names};

/// A date with what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DateRow", into = "DateRow")]
pub struct Date {
    /// Day, month or year: as fine as the evidence allows.
    pub value: PartialDate,
    /// Whether it is printed or was worked out.
    pub basis: Basis,
    /// The words that decided it, and for a derived one how.
    pub evidence: String,
}

/// How a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Printed or stated as the date.
    Explicit,
    /// Worked out from what the text says.
    Derived,
}

/// The JSON shape of a [`Date`].
#[derive(Serialize, Deserialize)]
struct DateRow {
    value: PartialDate,
    #[serde(default, skip_deserializing)]
    precision: &'static str,
    basis: Basis,
    evidence: String,
}

impl From<Date> for DateRow {
    fn from(Date { value, basis, evidence }: Date) -> Self {
        Self { value, precision: value.precision(), basis, evidence }
    }
}

impl From<DateRow> for Date {
    fn from(DateRow { value, basis, evidence, .. }: DateRow) -> Self {
        Self { value, basis, evidence }
    }
}

/// The dates of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dates {
    /// The publication, stated or derived.
    pub published: Option<Date>,
    /// The event, only where it differs from the publication.
    pub event: Option<Date>,
}

/// Finds the dates of an article. `today` bounds what can have been published; it is never an answer.
#[must_use]
pub fn annotate(
    article: &Article,
    metadata: &Metadata,
    today: Day,
    tables: &Tables,
    countries: &country::Tables,
) -> Dates {
    let page = Page::new(article, tables, countries);
    // East of the reader it may already be tomorrow.
    let last = today.tomorrow().unwrap_or(today);
    let mentions = event::mentions(&page);
    let printed = stamp::stamps(&page, article.lang.as_deref(), last).into_iter().next();
    let Some(published) = stated(printed, metadata, last, &tables.names) else {
        return Dates { published: derive(&page, &mentions, today), event: None };
    };
    let event = happened(&mentions, published.value);
    Dates { published: Some(published), event }
}

/// The printed date or the container's, whichever stands better.
fn stated(printed: Option<Stamp>, metadata: &Metadata, last: Day, names: &Names) -> Option<Date> {
    let container =
        metadata.date.as_deref().and_then(|text| Some((day_of(text, names).filter(|&day| day <= last)?, text)));
    let explicit = |value, evidence| Some(Date { value, basis: Basis::Explicit, evidence });
    match (printed, container) {
        // A labelled stamp of the page is the publisher's word; so is any stamp that the container confirms, give or
        // take the time zone in which it counts.
        (Some(stamp), Some((day, _))) if stamp.standing == Standing::Published || is_near(stamp.value, day) => {
            explicit(stamp.value, format!("\"{}\"", stamp.words))
        }
        (_, Some((day, text))) => {
            explicit(PartialDate::from_day(day)?, format!("stated with the text: \"{}\"", quote(text)))
        }
        (Some(stamp), None) => explicit(stamp.value, format!("\"{}\"", stamp.words)),
        (None, None) => None,
    }
}

fn is_near(value: PartialDate, day: Day) -> bool {
    value.day().is_some() && value.first_day().since(day).is_ok_and(|span| span.get_days().abs() <= 1)
}

/// The day that a container states, written in any form.
fn day_of(text: &str, names: &Names) -> Option<Day> {
    let compact = text.get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let found = || {
        written::scan(text, names)
            .into_iter()
            .find_map(|date| if let Form::Day(day) = date.form { Some(day) } else { None })
    };
    compact.and_then(|digits| Day::strptime("%Y%m%d", digits).ok()).or_else(found)
}

/// The event of a text whose day of publication is known, where it was another day.
fn happened(mentions: &[Mention], published: PartialDate) -> Option<Date> {
    published.day()?;
    let day = published.first_day();
    let event =
        mentions.iter().find(|mention| mention.is_event()).or_else(|| mentions.iter().find(|mention| mention.opens))?;
    let value = event.before(day).filter(|&event| event != day).and_then(PartialDate::from_day)?;
    let basis = if matches!(event.when, When::Day(_)) { Basis::Explicit } else { Basis::Derived };
    let how = if basis == Basis::Derived { format!(" · before {published} → {value}") } else { String::new() };
    Some(Date { value, basis, evidence: format!("\"{}\"{how}", event.words) })
}

/// The publication where none is printed: what the clues of the text leave.
fn derive(page: &Page<'_>, mentions: &[Mention], today: Day) -> Option<Date> {
    let mut clues = anniversary::clues(page);
    clues.extend(anniversary::to_the_day(page));
    clues.extend(initiative::clue(page));
    clues.extend(office::clues(page));
    clues.extend(relative::clues(page));
    clues.extend(caption::clues(page));
    let proposals: Vec<Proposal> =
        caption::proposal(page).into_iter().chain(event_proposals(mentions, today)).collect();
    let answer = solve::solve(&proposals, &clues, today)?;
    Some(Date { value: answer.value, basis: Basis::Derived, evidence: evidence(&answer) })
}

/// The days of the lead that can be the day of publication: the dateline's, else the event's.
fn event_proposals(mentions: &[Mention], today: Day) -> impl Iterator<Item = Proposal> {
    let weekday =
        mentions.iter().find_map(|mention| mention.weekday.filter(|_| mention.when == When::Weekday { before: false }));
    let rank = |place| mentions.iter().find(move |mention| mention.place == place && mention.proposes());
    [Place::Dateline, Place::Event, Place::Report, Place::Lead].into_iter().filter_map(rank).map(move |mention| {
        let mut days = mention.days(solve::FIRST_YEAR..=today.year());
        // "NEW DELHI, APRIL 15: … said on Monday": the weekday of the lead is that of the dateline.
        let weekday = weekday.filter(|_| mention.place == Place::Dateline && mention.weekday.is_none());
        if let Some(weekday) = weekday {
            days.retain(|day| day.weekday() == weekday);
        }
        Proposal { days, words: mention.words.clone(), weekday: weekday.or(mention.weekday).is_some() }
    })
}

/// The quoted words with how they led to the answer, and what speaks against it.
fn evidence(answer: &Answer<'_>) -> String {
    let shown = |clue: &&Clue| {
        if clue.words.is_empty() { clue.how.clone() } else { format!("\"{}\": {}", clue.words, clue.how) }
    };
    let mut parts: Vec<String> = answer.words.map(|words| format!("\"{words}\"")).into_iter().collect();
    parts.extend(answer.by.iter().map(shown));
    let mut text = parts.join(" · ");
    let arrow = format!("→ {}", answer.value);
    if !text.ends_with(&arrow) {
        text.push_str(&format!(" {arrow}"));
    }
    if !answer.against.is_empty() {
        text.push_str(&format!("; against it {}", answer.against.iter().map(shown).collect::<Vec<_>>().join(", ")));
    }
    text
}
#[cfg(test)]
mod tests;
