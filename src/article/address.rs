//! The day that an address names: `/2017/12/16/`, `/20171216-berths`, `?date=2017-12-16`.
//!
//! Its place: the last of the evidence that stands beside a text. Papers file a page under the day it is published; a
//! row of more digits is a serial number, of which nobody knows how it is made.

use std::sync::LazyLock;

use regex::Regex;

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])((?:19|20)\d\d)(?:([/_.-])(\d{1,2})[/_.-](\d{1,2})|(\d\d)(\d\d))(?:[^0-9]|$)")
        .expect("the pattern is well formed")
});

/// The day as `2017-12-16`, where the path of an address names one and no other.
pub(super) fn day(url: &str) -> Option<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split_once('/')?.1;
    let mut days = DAY.captures_iter(path).filter_map(|found| {
        let part = |one: usize, other: usize| found.get(one).or_else(|| found.get(other))?.as_str().parse::<i8>().ok();
        let year = found[1].parse().ok()?;
        jiff::civil::Date::new(year, part(3, 5)?, part(4, 6)?).ok()
    });
    let day = days.next()?;
    days.all(|other| other == day).then(|| day.to_string())
}

#[cfg(test)]
mod tests {
    //! Properties: days are read in the usual forms; serial numbers, months and contradictions tell none.
    use super::*;

    #[test]
    fn days_are_read() {
        for (url, expected) in [
            ("https://pier.example/2017/12/16/berths.html", Some("2017-12-16")),
            ("https://pier.example/news/20171216-berths", Some("2017-12-16")),
            ("https://pier.example/news?date=2017-12-16&id=7", Some("2017-12-16")),
            ("https://pier.example/2017/3/4/berths", Some("2017-03-04")),
            ("https://pier.example/2017/12/berths", None),
            ("https://pier.example/2017/13/40/berths", None),
            ("https://pier.example/AKR20171216012300001", None),
            ("https://pier.example/2017/12/16/after-2016-01-02", None),
            ("https://20171216.example/", None),
            ("berths", None),
        ] {
            assert_eq!(day(url).as_deref(), expected, "{url}");
        }
    }
}
