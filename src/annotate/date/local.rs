//! The publisher's local day of a time that is told in UTC.
//!
//! A time with an offset keeps the day it is written with: that is the day of the place it counts for. A time in UTC
//! ("2017-12-16T15:30:00Z") names no place. Where the language is spoken in one zone (Korean, Japanese, Chinese), the
//! publisher's day is that zone's; else the day stands as written, and a day printed on the page beside it goes before.

use std::sync::LazyLock;

use jiff::civil::Date as Day;
use regex::Regex;

static UTC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s?[T ]?\s?(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s?(?:Z\b|UTC|GMT|[+-]00:?00\b)")
        .expect("the pattern compiles")
});

/// The hours by which the clocks of a language's speakers go before UTC, where they all go alike. Those of middle
/// Europe go an hour further from the last Sunday of March to that of October; whole months serve here.
fn offset(lang: &str, month: i8) -> Option<i8> {
    match lang {
        "ko" | "ja" => Some(9),
        "zh" => Some(8),
        "cs" | "da" | "de" | "hu" | "it" | "nb" | "no" | "pl" | "sk" | "sl" | "sv" => {
            Some(if (4..=10).contains(&month) { 2 } else { 1 })
        }
        _ => None,
    }
}

/// The local day of a day whose time stands behind it.
pub(super) fn day(written: Day, behind: &str, lang: Option<&str>) -> Day {
    let hours = || {
        let offset = offset(lang?, written.month())?;
        let hour: i8 = UTC.captures(behind)?[1].parse().ok()?;
        Some(hour + offset)
    };
    let next = hours().filter(|&hours| hours >= 24).and_then(|_| written.tomorrow().ok());
    next.unwrap_or(written)
}

#[cfg(test)]
mod tests {
    //! Properties: only times in UTC move, only late ones, and only where the language has one zone.
    use super::*;

    #[test]
    fn days() {
        for (behind, lang, want) in [
            ("T15:30:00Z", Some("ko"), 17),
            ("T14:59:59.000Z", Some("ko"), 16),
            (" 16:00 UTC", Some("zh"), 17),
            ("T15:30:00Z", Some("zh"), 16),
            ("T23:30:00+00:00", Some("ja"), 17),
            ("T23:30:00+09:00", Some("ja"), 16),
            ("T23:00:00.000Z", Some("de"), 17),
            ("T22:59:00Z", Some("de"), 16),
            ("T23:30:00Z", Some("en"), 16),
            ("T23:30:00Z", None, 16),
            (" 23:30", Some("ko"), 16),
        ] {
            assert_eq!(day(jiff::civil::date(2017, 12, 16), behind, lang).day(), want, "{behind} {lang:?}");
        }
    }
}
