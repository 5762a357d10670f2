//! The words of the pages that depend on a value: kinds of speech, dates, filters, reasons, counts.
//!
//! Its place: what a page says regardless of any value stands in its template, where a sentence can hold its links without
//! being put together from parts; everything else stands here. There are no words of the interface in any third place.

use super::chart::Unit;
use crate::annotate::{Basis, Country, CountryPair, Date, PartialDate};
use crate::article::Reason;
use crate::export::{cite, words};
use crate::http;
use crate::index::Drift;
use crate::query::{Facet, Level};
use crate::search::By;

/// What a clause is read in.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Article => "anywhere in an article",
        Level::Paragraph => "in one paragraph",
        Level::Speech => "in one speech",
    }
}

/// The name of the month of `2017-08`.
pub(super) fn month(value: &str) -> Option<&'static str> {
    let number: usize = value.get(5..7)?.parse().ok()?;
    words::month(number)
}

/// Why a date is as it is, in one line.
pub(super) fn reasoning(date: &Date) -> String {
    match date.basis {
        Basis::Explicit => format!("stated: {}", date.evidence),
        Basis::Derived => format!("worked out: {}", date.evidence),
    }
}

/// What stands above the values of a facet.
pub(super) fn facet(facet: Facet) -> &'static str {
    match facet {
        Facet::Year => "Year",
        Facet::Month => "Month",
        Facet::Pair => "Pair",
        Facet::Speaker => "Speaker",
        Facet::Country => "Country",
        Facet::Publisher => "Publisher",
        Facet::Lang => "Language",
        Facet::Kind => "Speech",
    }
}

/// A value of a facet for people, where its label is none.
pub(super) fn value(facet: Facet, value: Option<&str>, label: &str) -> String {
    match (facet, value) {
        (Facet::Year | Facet::Month, None) => "no date".to_owned(),
        (Facet::Kind, Some(value)) => value.parse().map_or(label, |spoken| words::kind(spoken)).to_owned(),
        (Facet::Lang, Some(value)) => lang(value).to_owned(),
        (Facet::Month, Some(value)) => month(value).map_or_else(|| "month unknown".to_owned(), str::to_owned),
        _ => label.to_owned(),
    }
}

/// A language in its own name.
pub(super) fn lang(code: &str) -> &str {
    match code {
        "ar" => "العربية",
        "de" => "Deutsch",
        "en" => "English",
        "es" => "Español",
        "fa" => "فارسی",
        "fr" => "Français",
        "he" => "עברית",
        "hi" => "हिन्दी",
        "id" => "Bahasa Indonesia",
        "it" => "Italiano",
        "ja" => "日本語",
        "ko" => "한국어",
        "pt" => "Português",
        "ru" => "Русский",
        "tr" => "Türkçe",
        "uk" => "Українська",
        "vi" => "Tiếng Việt",
        "zh" => "中文",
        other => other,
    }
}

/// What a parameter of a search says, as it stands on its chip; none for those that no chip shows.
pub(super) fn chip(name: &str, value: &str) -> Option<String> {
    let (denied, field) = name.strip_prefix("not-").map_or((false, name), |field| (true, field));
    let said = match field {
        "year" => format!("of {}", value.replace("..", "–")),
        "month" => format!("of {}", value.parse().map_or_else(|_| value.to_owned(), words::day)),
        "from" => format!("from {value}"),
        "to" => format!("until {value}"),
        "undated" => "without a date".to_owned(),
        "pair" => format!("on {}", pair(value)),
        "country" => format!("mentioning {}", Country::from_name(value).map_or(value, |country| country.name())),
        "speaker" => format!("said by {value}"),
        "kind" => value.parse().map_or(value, |spoken| words::kind(spoken)).to_owned(),
        "publisher" => format!("published by {value}"),
        "lang" => format!("in {}", lang(value)),
        "match" => "with any of the words".to_owned(),
        "scope" => format!("all words in one {value}"),
        "name" => format!("as {value}"),
        "exact" => "under no other names".to_owned(),
        "expand" => "ranked by shared words, too".to_owned(),
        "prefer" => "recent ones preferred".to_owned(),
        "copies" => "copies each in their own place".to_owned(),
        _ => return None,
    };
    Some(if denied { format!("not {said}") } else { said })
}

/// A pair for people, whatever way it was typed.
fn pair(value: &str) -> String {
    CountryPair::parse(value).map_or_else(|| value.to_owned(), CountryPair::label)
}

/// How far the folders have moved on since the last run.
pub(super) fn drift(drift: Drift) -> String {
    if drift.is_none() {
        return "They hold what the index holds".to_owned();
    }
    let Drift { new, changed, gone } = drift;
    let files = |count: usize| words::number(count as u64);
    format!("Since the last run: {} new, {} changed, {} gone", files(new), files(changed), files(gone))
}

/// A form of citation, by the programs that read it.
pub(super) fn citation(format: cite::Format) -> &'static str {
    match format {
        cite::Format::Note => "as text",
        cite::Format::Ris => "RIS, for Zotero and EndNote",
        cite::Format::Bibtex => "BibTeX",
        cite::Format::Csl => "CSL-JSON",
    }
}

/// What is asked, as a name for it.
pub(super) fn asked(query: Option<&str>) -> String {
    query.unwrap_or("everything").to_owned()
}

/// The title of the window of a page that may stand in the light of a query.
pub(super) fn titled(title: &str, query: Option<&str>) -> String {
    match query {
        Some(query) => format!("{title}: {query} · onrecord"),
        None => format!("{title} · onrecord"),
    }
}

/// A period of a timeline.
pub(super) fn period(period: Option<&str>, by: By) -> String {
    let Some(period) = period else { return "no date".to_owned() };
    let date: Option<PartialDate> = period.parse().ok();
    match date {
        Some(date) if by == By::Month && date.month().is_none() => format!("{}, month unknown", words::day(date)),
        Some(date) => words::day(date),
        None => period.to_owned(),
    }
}

/// What a drawing shows.
pub(super) fn chart(unit: Unit, by: By) -> String {
    let by = match by {
        By::Year => "by year",
        By::Month => "by month",
    };
    match unit {
        Unit::Articles => format!("Articles found, {by}"),
        Unit::Share => format!("Share of all articles indexed, {by}"),
    }
}

/// How a line runs, for those who do not see it: `rail: from 2015 to 2018, most in 2017, 5 articles.`
pub(super) fn course(label: &str, periods: &[PartialDate], values: &[Option<f64>], unit: Unit) -> String {
    let known = periods.iter().zip(values).filter_map(|(period, value)| Some((period, (*value)?)));
    let most = known.fold(None, |most: Option<(&PartialDate, f64)>, (period, value)| match most {
        Some((_, highest)) if highest >= value => most,
        _ => Some((period, value)),
    });
    match (most, periods.first().zip(periods.last())) {
        (Some((period, value)), Some((first, last))) if value > 0.0 => {
            let value = match unit {
                Unit::Articles => words::counted(value.round() as u64, "article", "articles"),
                Unit::Share => words::percent(value),
            };
            let (first, last, period) = (words::day(*first), words::day(*last), words::day(*period));
            format!("{label}: from {first} to {last}, most in {period}, {value}.")
        }
        _ => format!("{label}: nothing."),
    }
}

/// What has no place in a drawing: articles of years without a month, and articles without a date.
pub(super) fn left_out_of_chart(unplaced: (bool, bool)) -> Option<&'static str> {
    match unplaced {
        (false, false) => None,
        (true, false) => Some("articles of an unknown month"),
        (false, true) => Some("articles without a date"),
        (true, true) => Some("articles of an unknown month, and articles without a date"),
    }
}

/// Why a line was left out of an article.
pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::RepeatedTitle => "the headline again",
        Reason::Section => "name of the site or section",
        Reason::Menu => "menu",
        Reason::Share => "share and print buttons",
        Reason::DateLine => "date line",
        Reason::HitCounter => "counter",
        Reason::Byline => "byline",
        Reason::Image => "image",
        Reason::Caption => "caption",
        Reason::AdjacentTitle => "title of another page",
        Reason::Related => "other stories",
        Reason::Advertisement => "advertisement",
        Reason::Notice => "notice about the page",
        Reason::Copyright => "copyright",
        Reason::SiteFooter => "foot of the site",
        Reason::Tags => "keywords",
        Reason::Attachment => "attached files",
        Reason::Comment => "readers' comment",
        Reason::Ornament => "no words",
    }
}

/// What to do about a problem.
pub(super) fn advice(kind: http::Kind) -> &'static str {
    match kind {
        http::Kind::BadParameter => {
            "The rest of the address is fine: change the value, or search anew from the box above."
        }
        http::Kind::EmptyQuery => "Type a word or two, or a name: an empty box shows where to begin.",
        http::Kind::TooBroad => "Write more letters before the `*`, or leave the pattern out.",
        http::Kind::TooSlow => "Narrow the search by a year, a pair or a speaker, or try it once more.",
        http::Kind::NotFound => "It may have left the folder since: search for its words, or begin from an empty box.",
        http::Kind::Busy => "Reload this page in a moment.",
        http::Kind::NoIndex => {
            "Read a folder of saved news first: `onrecord index FOLDER`. Then reload this page; the server may keep running."
        }
        http::Kind::Internal => {
            "`onrecord check` looks for what is wrong with an index; `onrecord index --rebuild` makes it anew."
        }
        http::Kind::MethodNotAllowed
        | http::Kind::Gone
        | http::Kind::TooLarge
        | http::Kind::Forbidden
        | http::Kind::Unauthorized => "Begin from the search box.",
    }
}

#[cfg(test)]
mod tests {
    //! Properties: chips say what holds and what must not; a line is told by its highest point.
    use super::*;

    #[test]
    fn chips() {
        for (name, value, want) in [
            ("pair", "kr-cn", Some("on China–South Korea")),
            ("not-pair", "CN-KR", Some("not on China–South Korea")),
            ("kind", "floor", Some("took the floor")),
            ("not-lang", "ko", Some("not in 한국어")),
            ("month", "2017-08", Some("of August 2017")),
            ("year", "2017..2018", Some("of 2017–2018")),
            ("q", "rail", None),
            ("limit", "20", None),
        ] {
            assert_eq!(chip(name, value).as_deref(), want, "{name}={value}");
        }
    }

    #[test]
    fn periods() {
        for (value, by, want) in [
            (Some("2017"), By::Year, "2017"),
            (Some("2017"), By::Month, "2017, month unknown"),
            (Some("2017-08"), By::Month, "August 2017"),
            (None, By::Year, "no date"),
        ] {
            assert_eq!(period(value, by), want);
        }
    }

    #[test]
    fn courses() {
        let years: Vec<PartialDate> = (2015..=2018).filter_map(PartialDate::from_year).collect();
        for (values, unit, want) in [
            (
                [Some(1.0), Some(5.0), None, Some(5.0)],
                Unit::Articles,
                "rail: from 2015 to 2018, most in 2016, 5 articles.",
            ),
            ([Some(0.1), None, None, Some(0.25)], Unit::Share, "rail: from 2015 to 2018, most in 2018, 25.0 %."),
            ([Some(0.0), None, None, None], Unit::Articles, "rail: nothing."),
        ] {
            assert_eq!(course("rail", &years, &values, unit), want);
        }
    }
}
