//! Weighs the dates that stand beside the text (a record's field, the metadata of a web page) against the one the page
//! prints.
//!
//! A record's date may be that of the publication, of an update or of the visit, and does not say which. A stamp
//! labelled as publication is the publisher's word and goes before it. What a page states as its publication in so
//! many words is the publisher's word as well, and less often misread than print; a stated update goes before nothing. Where both are of one day, give or take the zone
//! they count in, they confirm each other and the page's local day stands. A container's date that is days later than a
//! stamp in the head is an update's or a crawl's; one that is earlier goes before a stamp of lesser standing.

use jiff::civil::Date as Day;

use super::clue::quote;
use super::stamp::{Stamp, Standing};
use super::written::{self, Form, Names};
use super::{Basis, Date, PartialDate, local};
use crate::article::{Article, DateOf, StatedDate};

/// A date that stands beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stated<'a> {
    pub(super) day: Day,
    of: DateOf,
    /// As it stands there.
    pub(super) text: &'a str,
    /// Where it stands.
    stands: &'static str,
}

/// The weightiest date that stands beside a text: one of its publication, else one that does not say of what it is, else
/// the one in its address, else one of an update. `last` is the last day that can be true.
pub(super) fn stated<'a>(article: &'a Article, last: Day, names: &Names) -> Option<Stated<'a>> {
    let lang = article.lang.as_deref();
    let read = |date: &'a StatedDate| {
        let day = day_of(&date.text, lang, names).filter(|&day| is_told(day) && day <= last)?;
        Some(Stated { day, of: date.of, text: &date.text, stands: date.stands })
    };
    let of = |of: DateOf| article.dates.iter().filter(move |date| date.of == of).find_map(read);
    let by_weight = [DateOf::Publication, DateOf::Unsaid, DateOf::Address, DateOf::Update];
    by_weight.into_iter().find_map(of)
}

/// Whether a day is one that somebody meant: programs that know none write the first of their calendar.
fn is_told(day: Day) -> bool {
    const NEWSPAPERS_BEGIN: i16 = 1600;
    day.year() >= NEWSPAPERS_BEGIN && day != jiff::civil::date(1970, 1, 1)
}

/// The last day on which an article can have been published: it was fetched no earlier.
pub(super) fn last_day(article: &Article, last: Day, names: &Names) -> Day {
    let fetched = article.fetched.as_deref().and_then(|text| day_of(text, None, names));
    // Where it was published it may have been a day later.
    fetched.and_then(|day| day.tomorrow().ok()).map_or(last, |day| day.min(last))
}

impl Stated<'_> {
    fn date(self) -> Option<Date> {
        let evidence = format!("{}: \"{}\"", self.stands, quote(self.text));
        Some(Date { value: PartialDate::from_day(self.day)?, basis: Basis::Explicit, evidence })
    }

    /// Why a stamp of the page goes before it, if it does.
    pub(super) fn yields_to(self, stamp: &Stamp) -> Option<&'static str> {
        let later =
            stamp.value.day().and_then(|_| self.day.since(stamp.value.first_day()).ok()).map(|span| span.get_days());
        match later {
            Some(-1..=1) => Some("confirms the printed date"),
            _ if self.of == DateOf::Publication => None,
            _ if self.of == DateOf::Update => Some("that of an update"),
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
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    // A compact date, with or without a time behind it; of ten digits alone, the seconds since 1970.
    let compact = || Day::strptime("%Y%m%d", text.get(..8).filter(|_| digits >= 8)?).ok();
    let seconds = || {
        let seconds: i64 = text.parse().ok().filter(|_| digits == 10)?;
        Some(jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::from_second(seconds).ok()?).date())
    };
    seconds().or_else(compact).or_else(|| {
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
    use super::super::tests::{BODY, beside, page, shown};
    use super::super::{Tables, annotate};
    use crate::annotate::country;
    use crate::article::{Article, DateOf, StatedDate};
    #[test]
    fn container_and_page() {
        let stated = |date: &str, lines: &[&str]| {
            shown(
                annotate(
                    &beside(page(lines), date),
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
            let mut article = beside(page(lines), date);
            article.lang = Some("ko".into());
            let today = jiff::civil::date(2026, 11, 24);
            let found = annotate(&article, today, Tables::built_in(), country::Tables::built_in());
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

    #[test]
    fn what_a_date_is_of_decides() {
        let stated = |dates: &[(DateOf, &str)], fetched: Option<&str>, lines: &[&str]| {
            let date = |&(of, text): &(DateOf, &str)| StatedDate { text: text.into(), of, stands: "metadata" };
            let (dates, fetched) = (dates.iter().map(date).collect(), fetched.map(str::to_owned));
            let article = Article { dates, fetched, ..page(lines) };
            let today = jiff::civil::date(2026, 11, 24);
            let found = annotate(&article, today, Tables::built_in(), country::Tables::built_in());
            shown(found.published.as_ref())
        };
        let (published, updated) = ((DateOf::Publication, "2021-03-03"), (DateOf::Update, "2021-03-20"));
        let address = (DateOf::Address, "2021-03-05");
        for (dates, fetched, stamp, want) in [
            (&[updated, published][..], None, "T", "2021-03-03 explicit"),
            (&[updated, address], None, "T", "2021-03-05 explicit"),
            (&[updated], None, "T", "2021-03-20 explicit"),
            (&[updated], None, "March 9, 2021", "2021-03-09 explicit"),
            // What the page states in so many words goes before what it prints, be it labelled.
            (&[published], None, "Published: March 9, 2021", "2021-03-03 explicit"),
            (&[published], None, "Published: March 4, 2021", "2021-03-04 explicit"),
            // Nothing is published after it was fetched, or on the first day of a computer's calendar.
            (&[published], Some("20201231"), "T", "none"),
            (&[(DateOf::Publication, "1970-01-01")], None, "T", "none"),
            (&[(DateOf::Publication, "1614848400")], None, "T", "2021-03-04 explicit"),
        ] {
            assert_eq!(stated(dates, fetched, &["T", stamp, BODY]), want, "{dates:?} and {stamp}");
        }
    }
}
