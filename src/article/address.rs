//! The day that the address of a page names: `/2013/11/08/new-ferry`, `/20131108/c1.html`.
//!
//! Its place: asked for web pages, whose addresses sites make from the day of publication.
//!
//! # Limits
//! A month or a year alone says too little: sites file pages under them later. Numbers of articles that begin with a day
//! are not read.

use std::sync::LazyLock;

use regex::Regex;

use super::{DateOf, StatedDate};

/// The day in an address.
pub(super) fn date(url: &str) -> Option<StatedDate> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[/_-]((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)")
            .expect("the pattern is well formed")
    });
    let (_, address) = url.split_once("://")?;
    let path = address.split(['?', '#']).next()?;
    let found = DAY.captures(path)?;
    let text = format!("{}-{}-{}", &found[1], &found[2], &found[3]);
    Some(StatedDate { text, of: DateOf::Address, stands: "address of the page" })
}

#[cfg(test)]
mod tests {
    //! Properties: days are read in the usual layouts; other numbers, months alone and queries are none.
    use super::*;

    #[test]
    fn days_in_addresses() {
        for (url, day) in [
            ("https://a.example/2013/11/08/new-ferry/", Some("2013-11-08")),
            ("https://a.example/news/2013-11-08-new-ferry", Some("2013-11-08")),
            ("http://a.example/20131108/c1.html", Some("2013-11-08")),
            ("http://a.example/n/2013/1108/c55.html", Some("2013-11-08")),
            ("http://a.example/2013-11/08/content_1.htm", Some("2013-11-08")),
            ("https://a.example/2013/11/new-ferry", None),
            ("https://a.example/2013/13/08/x", None),
            ("https://a.example/article/201311080001", None),
            ("https://a.example/x?from=/2013/11/08/", None),
            ("2013/11/08", None),
        ] {
            assert_eq!(date(url).map(|date| date.text).as_deref(), day, "{url}");
        }
    }
}
