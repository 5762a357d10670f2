//! Properties: a timeline is drawn and told, and its numbers lead to as many passages; so do the cells of the matrix of pairs;
//! somebody is found among the people and leads to what they said; what is corrected is listed, and undone as easily.

use crate::page::Page;
use crate::site::{Site, browse};

/// Follows a link, and compares its number with how many of something the search has found that it leads to.
fn leads_to_as_many(page: &Page<'_>, link: &str, what: &str) {
    let number = page.look(&format!("Number(document.querySelector('{link}').textContent.replace(/\\D/g, ''))"));
    page.click(link);
    page.wait("location.pathname === '/search' && document.querySelector('.sum h1') !== null");
    let found = format!(
        "Number(document.querySelector('.sum h1').textContent.match(/([\\d,]+) {what}/)[1].replace(/\\D/g, ''))"
    );
    assert_eq!(page.look(&found), number);
    assert_ne!(number, 0);
}

#[test]
fn a_timeline_is_drawn_and_told() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum");
        page.click("a[href^='/timeline?q=forum']");
        page.wait("location.pathname === '/timeline'");
        let drawn = "[...document.querySelectorAll('figure svg[role=img]')].every(svg =>
            svg.querySelector('polyline') && svg.getBoundingClientRect().width > 300)";
        assert_eq!(page.look(drawn), true);
        page.click("input[name=with]");
        page.enter("trade");
        page.press("Enter");
        page.wait("location.search.includes('with=trade')");
        assert_eq!(page.look("document.querySelectorAll('.legend li').length"), 2);
        leads_to_as_many(page, "table td a", "passage");
        page.turn(-1);
        page.wait("location.pathname === '/timeline'");
        page.click("table .zoom");
        page.wait("location.search.includes('by=month')");
    });
}

#[test]
fn cells_lead_to_their_passages() {
    browse(Site::Seeds, |page| {
        page.open("/pairs");
        leads_to_as_many(page, ".matrix td a", "article");
        page.turn(-1);
        page.wait("location.pathname === '/pairs'");
    });
}

#[test]
fn somebody_is_found_among_the_people() {
    browse(Site::Seeds, |page| {
        page.open("/people");
        page.click("input[name=prefix]");
        page.enter("young");
        page.press("Enter");
        page.wait("location.search.includes('prefix=young')");
        page.look("[...document.querySelectorAll('main a')].find(a => a.textContent === 'Kim Young-joo').click()");
        page.wait("location.pathname.startsWith('/person/')");
        assert_eq!(page.look("document.querySelector('h1').textContent.includes('Kim Young-joo')"), true);
        assert_ne!(page.look("document.querySelectorAll('main a[href^=\"/article/\"]').length"), 0);
    });
}

#[test]
fn a_correction_is_written_and_undone() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum");
        page.click("article h2 a");
        page.wait("location.pathname.startsWith('/article/')");
        page.click(".correct summary");
        page.look("document.querySelector('.correct input[name=value]').value = ''");
        page.click(".correct input[name=value]");
        page.enter("2017-08");
        page.press("Enter");
        page.wait("location.pathname === '/corrections'");
        assert_eq!(page.look("document.querySelector('.entries').textContent.includes('has the date 2017-08')"), true);
        page.click(".entries button");
        page.wait("document.querySelector('.entries') === null");
    });
}
