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

#[cfg(test)]
mod tests {
    //! Properties: the container's date stands where the page prints none or one of lesser standing, and the page's
    //! local day where both agree; dates of updates and crawls yield.
    use super::super::tests::{BODY, page, shown};
    use super::super::{Tables, annotate};
    use crate::annotate::country;
    use crate::corpus::Metadata;

    #[test]
    fn container_and_page() {
        let stated = |date: &str, lines: &[&str]| {
            let metadata = Metadata { date: Some(date.into()), ..Metadata::default() };
            shown(
                annotate(
                    &page(lines),
                    &metadata,
                    jiff::civil::date(2026, 11, 24),
                    Tables::built_in(),
                    country::Tables::built_in(),
                )
                .published
                .as_ref(),
            )
        };
        // The container's date stands where the page prints none or one of lesser standing, and the page's local day where both agree.
        assert_eq!(stated("2021-03-03T23:30:00Z", &["T", BODY]), "2021-03-03 explicit");
        assert_eq!(stated("20210303", &["T", BODY]), "2021-03-03 explicit");
        assert_eq!(stated("Wed, 03 Mar 2021 23:30:00 GMT", &["T", "March 4, 2021", BODY]), "2021-03-04 explicit");
        assert_eq!(stated("2021-03-03", &["T", "March 9, 2021", BODY]), "2021-03-03 explicit");
        assert_eq!(stated("2021-03-03", &["T", "Published: March 9, 2021", BODY]), "2021-03-09 explicit");
        assert_eq!(stated("2031-03-03", &["T", BODY]), "none");
    }

    #[test]
    fn containers_of_updates_and_crawls_yield() {
        let stated = |date: &str, lines: &[&str]| {
            let metadata = Metadata { date: Some(date.into()), ..Metadata::default() };
            let mut article = page(lines);
            article.lang = Some("ko".into());
            let today = jiff::civil::date(2026, 11, 24);
            let found = annotate(&article, &metadata, today, Tables::built_in(), country::Tables::built_in());
            shown(found.published.as_ref())
        };
        for (container, stamp, want) in [
            // A crawl, days after the printed date.
            ("2021-03-09", "2021-03-03 hit 1987", "2021-03-03 explicit"),
            ("2021-03-09", "2021.03.03 16:42", "2021-03-03 explicit"),
            ("2023-01-01", "수정 2021.03.04", "2021-03-04 explicit"),
            // The page prints its update, the container its publication.
            ("2021-03-03", "수정 2021.03.09", "2021-03-03 explicit"),
            ("2021-03-03", "입력 2021.03.09", "2021-03-09 explicit"),
            // One day, counted in two zones.
            ("2021-03-03T15:30:00Z", "2021.03.04 00:30", "2021-03-04 explicit"),
            ("2021-03-03T15:30:00Z", "나루항", "2021-03-04 explicit"),
            ("2021-03-03T15:30:00+00:00", "2021.03.03 15:30", "2021-03-03 explicit"),
            ("2021-03-03T23:30:00-05:00", "나루항", "2021-03-03 explicit"),
        ] {
            assert_eq!(stated(container, &["T", stamp, BODY]), want, "{container} and {stamp}");
        }
    }
}
