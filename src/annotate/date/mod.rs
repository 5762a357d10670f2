//! Says when an [`Article`] was published and when what it tells of happened.
//!
//! Its place: an annotator, after `article`. In comes the article with what its container states; out come [`Dates`].
//!
//! How: the page is laid out again line by line (`page`), and every written date is found (`written`). A printed stamp
//! (`stamp`, `short`) or the container's date (`container`) is the publication, explicit. Without one, clues are gathered:
//! anniversaries, initiatives, terms of office, relative years and tenses, pictures (`anniversary`, `initiative`,
//! `office`, `relative`, `caption`), and `solve` enumerates which of the days that the lead names (`event`), else which
//! month or year, they leave. With a publication, the day of the event follows from the lead: the first gathering, else
//! what the first paragraph tells as past. [`explain`] tells all of this mark by mark.
//!
//! # Invariants
//! An unknown date is absent: never the file's date, never today. Every date has its evidence, with what
//! contradicts it. Copyright lines, image addresses and other stories on the page never date a text.
//!
//! The day is the publisher's local day (`local`).
//!
//! # Limits
//! Tense is read in English and, coarsely, in Korean, Chinese and Japanese. A derived year rests on tables of
//! relations, offices and initiatives; what they do not know leaves a text undated.

mod anniversary;
mod caption;
mod clue;
mod container;
mod country_names;
mod event;
mod explain;
mod initiative;
mod local;
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

pub use explain::{Mark, MarkKind, Reasoning};
pub use partial::PartialDate;
pub use tables::{TABLES, Tables};

use jiff::civil::Date as Day;

use serde::{Deserialize, Serialize};

use crate::annotate::country;
use crate::article::Article;
use clue::Clue;
use container::Stated;
use event::{Mention, Place, When};
use page::Page;
use solve::{Answer, Proposal};
use stamp::Stamp;

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
pub fn annotate(article: &Article, today: Day, tables: &Tables, countries: &country::Tables) -> Dates {
    let page = Page::new(article, tables, countries);
    Finding::of(&page, article, today).dates(&page)
}

/// Finds the dates as [`annotate`] does and tells how: every mark found on the page, and what became of it.
#[must_use]
pub fn explain(article: &Article, today: Day, tables: &Tables, countries: &country::Tables) -> Reasoning {
    let page = Page::new(article, tables, countries);
    explain::reasoning(&page, &Finding::of(&page, article, today))
}

/// What states or names dates on a page.
struct Finding<'a> {
    stamps: Vec<Stamp>,
    stated: Option<Stated<'a>>,
    mentions: Vec<Mention>,
    today: Day,
}

impl<'a> Finding<'a> {
    fn of(page: &Page<'_>, article: &'a Article, today: Day) -> Self {
        // East of the reader it may already be tomorrow.
        let last = container::last_day(article, today.tomorrow().unwrap_or(today), &page.tables.names);
        let lang = article.lang.as_deref();
        let stated = container::stated(article, last, &page.tables.names);
        Self { stamps: stamp::stamps(page, lang, last), stated, mentions: event::mentions(page), today }
    }

    /// The best stamp of the page.
    fn printed(&self) -> Option<&Stamp> {
        self.stamps.first().filter(|stamp| stamp.refused.is_none())
    }

    fn dates(&self, page: &Page<'_>) -> Dates {
        match container::choose(self.printed(), self.stated) {
            Some(published) => {
                let event = happened(&self.mentions, published.value);
                Dates { published: Some(published), event }
            }
            None => {
                let evidence = Evidence::of(page, &self.mentions, self.today);
                Dates { published: evidence.answer().as_ref().map(derived), event: None }
            }
        }
    }
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

/// What the text tells of its day where none is printed.
struct Evidence {
    proposals: Vec<Proposal>,
    clues: Vec<Clue>,
    /// The kind of each clue.
    kinds: Vec<MarkKind>,
    today: Day,
}

impl Evidence {
    fn of(page: &Page<'_>, mentions: &[Mention], today: Day) -> Self {
        let proposals = caption::proposal(page).into_iter().chain(event_proposals(mentions, today)).collect();
        let mut evidence = Self { proposals, clues: Vec::new(), kinds: Vec::new(), today };
        evidence.add(MarkKind::Anniversary, anniversary::clues(page));
        evidence.add(MarkKind::Anniversary, anniversary::to_the_day(page));
        evidence.add(MarkKind::Initiative, initiative::clue(page));
        evidence.add(MarkKind::Office, office::clues(page));
        evidence.add(MarkKind::RelativeYear, relative::clues(page));
        evidence.add(MarkKind::Picture, caption::clues(page));
        evidence
    }

    fn add(&mut self, kind: MarkKind, clues: impl IntoIterator<Item = Clue>) {
        self.clues.extend(clues);
        self.kinds.resize(self.clues.len(), kind);
    }

    /// What the clues leave.
    fn answer(&self) -> Option<Answer<'_>> {
        solve::solve(&self.proposals, &self.clues, self.today)
    }
}

fn derived(answer: &Answer<'_>) -> Date {
    Date { value: answer.value, basis: Basis::Derived, evidence: evidence(answer) }
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
