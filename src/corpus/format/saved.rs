//! What programs that save pages write into them: the address and the day.
//!
//! Known are SingleFile, Save Page WE, monolith, browsers ("saved from url"), HTTrack and the Wayback Machine.

use super::markup;
use crate::corpus::Metadata;

/// What a page says of how it was saved.
pub(super) fn stated(page: &str) -> Metadata {
    const HEAD_BYTES: usize = 1 << 14;
    let head = &page[..page.floor_char_boundary(HEAD_BYTES)];
    [single_file, save_page, monolith, browser, httrack]
        .iter()
        .find_map(|read| read(head))
        .unwrap_or_else(|| wayback(page).unwrap_or_default())
}

fn saved(url: Option<&str>, fetched: Option<&str>) -> Option<Metadata> {
    let told = |text: &str| Some(markup::unescape(text.trim())).filter(|text| !text.is_empty());
    let url = url.and_then(told).filter(|url| url.starts_with("http") && !url.contains(char::is_whitespace));
    let fetched = fetched.and_then(told);
    (url.is_some() || fetched.is_some()).then(|| Metadata { url, fetched, ..Metadata::default() })
}

/// What stands between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inner, _)| inner)
}

/// ` Page saved with SingleFile ` with `url:` and `saved date:` on lines of their own, or all on one.
fn single_file(head: &str) -> Option<Metadata> {
    let comment = between(head, "Page saved with SingleFile", "-->")?;
    let url = between(comment, "url:", "\n").or_else(|| between(comment, "url:", "saved date:"));
    let date = comment.split_once("saved date:").map(|(_, rest)| rest.lines().next().unwrap_or_default());
    saved(url, date)
}

/// `<meta name="savepage-url" content="…">`.
fn save_page(head: &str) -> Option<Metadata> {
    let content = |name: &str| between(head, &format!("name=\"{name}\" content=\""), "\"");
    saved(content("savepage-url"), content("savepage-date"))
}

/// `<!-- Saved from https://… at 2021-03-14T09:00:00Z using monolith v2.4.0 -->`.
fn monolith(head: &str) -> Option<Metadata> {
    let comment = between(head, "<!-- Saved from ", " using monolith")?;
    let (url, date) = comment.rsplit_once(" at ")?;
    saved(Some(url), Some(date))
}

/// `<!-- saved from url=(0042)https://… -->`: in the brackets is the length of the address.
fn browser(head: &str) -> Option<Metadata> {
    let comment = between(head, "saved from url=(", "-->")?;
    saved(comment.split_once(')').map(|(_, url)| url), None)
}

/// `<!-- Mirrored from port.example/a.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 14 Mar 2017 09:00:00 GMT -->`.
fn httrack(head: &str) -> Option<Metadata> {
    let comment = between(head, "<!-- Mirrored from ", "-->")?;
    let (address, rest) = comment.split_once(" by HTTrack")?;
    let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    saved(Some(&url), rest.split_once("], ").map(|(_, date)| date))
}

/// `FILE ARCHIVED ON 09:00:00 Mar 14, 2017 AND RETRIEVED FROM THE`, near the end of the page; its address stands in a
/// script near the beginning.
fn wayback(page: &str) -> Option<Metadata> {
    let date = between(page, "FILE ARCHIVED ON ", " AND RETRIEVED FROM THE")?;
    const DATE_LEN_MAX: usize = 60;
    let url = between(page, "__wm.wombat(\"", "\"");
    saved(url, Some(date).filter(|date| date.len() <= DATE_LEN_MAX))
}

#[cfg(test)]
mod tests {
    //! Properties: what each program writes is read; a page that only tells of such words states nothing.
    use super::*;

    #[test]
    fn pages_tell_how_they_were_saved() {
        const URL: Option<&str> = Some("https://port.example/a?b=1&c=2");
        for (page, url, fetched) in [
            (
                "<!DOCTYPE html> <html lang=ko><!--\n Page saved with SingleFile \n url: https://port.example/a?b=1&c=2 \n saved date: Tue Mar 14 2017 09:00:00 GMT+0900 (KST)\n--><head>",
                URL,
                Some("Tue Mar 14 2017 09:00:00 GMT+0900 (KST)"),
            ),
            (
                "<html><!-- Page saved with SingleFile url: https://port.example/a?b=1&c=2 saved date: Tue Mar 14 2017 -->",
                URL,
                Some("Tue Mar 14 2017"),
            ),
            (
                "<meta name=\"savepage-url\" content=\"https://port.example/a?b=1&amp;c=2\"><meta name=\"savepage-date\" content=\"Tue Mar 14 2017\">",
                URL,
                Some("Tue Mar 14 2017"),
            ),
            (
                "<!-- Saved from https://port.example/a?b=1&c=2 at 2017-03-14T09:00:00Z using monolith v2.4.0 -->",
                URL,
                Some("2017-03-14T09:00:00Z"),
            ),
            ("<!DOCTYPE html>\n<!-- saved from url=(0030)https://port.example/a?b=1&c=2 -->\n<html>", URL, None),
            ("<!-- saved from url=(0014)about:internet -->", None, None),
            (
                "<!-- Mirrored from port.example/a.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 14 Mar 2017 09:00:00 GMT -->",
                Some("http://port.example/a.html"),
                Some("Tue, 14 Mar 2017 09:00:00 GMT"),
            ),
            (
                "<script>__wm.wombat(\"https://port.example/a?b=1&c=2\",\"20170314\");</script><p>x</p><!--\n     FILE ARCHIVED ON 09:00:00 Mar 14, 2017 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 10:00:00 May 1, 2018.\n-->",
                URL,
                Some("09:00:00 Mar 14, 2017"),
            ),
            ("<p>We saved from url bars.</p>", None, None),
            ("", None, None),
        ] {
            let stated = stated(page);
            assert_eq!((stated.url.as_deref(), stated.fetched.as_deref()), (url, fetched), "{page}");
        }
    }
}
