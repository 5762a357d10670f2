//! Weighs the date that a container states (a record's field, HTML metadata) against the one the page prints.
//!
//! A container's date may be that of the publication, of an update or of the visit, and does not say which. A stamp
//! labelled as publication is the publisher's word and goes before it. Where both are of one day, give or take the zone
//! they count in, they confirm each other and the page's local day stands. A container's date that is days later than a
//! stamp in the head is an update's or a crawl's; one that is earlier goes before a stamp of lesser standing.

use jiff::civil::Date as Day;

use super::clue::quote;
use super::stamp::{Stamp, Standing};
use super::written::{self, Form, Names};
use super::{Basis, Date, PartialDate, local};

/// A container's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stated<'a> {
    pub(super) day: Day,
    /// As it stands there.
    pub(super) text: &'a str,
}

impl<'a> Stated<'a> {
    /// Reads a date written in any form; `last` is the last day that can be true.
    pub(super) fn new(text: &'a str, lang: Option<&str>, last: Day, names: &Names) -> Option<Self> {
        Some(Self { day: day_of(text, lang, names).filter(|&day| day <= last)?, text })
    }

    fn date(self) -> Option<Date> {
        let evidence = format!("stated with the text: \"{}\"", quote(self.text));
        Some(Date { value: PartialDate::from_day(self.day)?, basis: Basis::Explicit, evidence })
    }

    /// Why a stamp of the page goes before it, if it does.
    pub(super) fn yields_to(self, stamp: &Stamp) -> Option<&'static str> {
        let later =
            stamp.value.day().and_then(|_| self.day.since(stamp.value.first_day()).ok()).map(|span| span.get_days());
        match later {
            Some(-1..=1) => Some("confirms the printed date"),
            _ if stamp.standing == Standing::Published => Some("the page labels its publication"),
            Some(2..) if stamp.standing < Standing::Signed => Some("later than the printed date: an update or a visit"),
            _ => None,
        }
    }
}

/// The printed date or the container's, whichever stands better.
pub(super) fn choose(printed: Option<&Stamp>, stated: Option<Stated<'_>>) -> Option<Date> {
    match (printed, stated) {
        (Some(stamp), Some(stated)) if stated.yields_to(stamp).is_none() => stated.date(),
        (None, Some(stated)) => stated.date(),
        (Some(stamp), _) => {
            Some(Date { value: stamp.value, basis: Basis::Explicit, evidence: format!("\"{}\"", stamp.words) })
        }
        (None, None) => None,
    }
}

fn day_of(text: &str, lang: Option<&str>, names: &Names) -> Option<Day> {
    let compact = text.get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let compact = compact.and_then(|digits| Day::strptime("%Y%m%d", digits).ok());
    compact.or_else(|| {
        written::scan(text, names).into_iter().find_map(|date| match date.form {
            Form::Day(day) => Some(local::day(day, &text[date.range.end..], lang)),
            _ => None,
        })
    })
}
