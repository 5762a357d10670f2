//! Properties: who types into the first page has their passages; a facet is chosen, excluded and taken off where it stands;
//! a year opens its months; Back and Forward lead through what was asked; a search that finds nothing leads on; what was
//! not understood can be seen.

use serde_json::Value;

use crate::page::Page;
use crate::site::{Site, browse};

const PASSAGES: &str = "Number(document.querySelector('.sum b').textContent.replace(/\\D/g, ''))";

/// How many passages the page says it has found.
fn passages(page: &Page<'_>) -> u64 {
    page.look(PASSAGES).as_u64().unwrap()
}

/// The address, without the server's part.
fn address(page: &Page<'_>) -> Value {
    page.look("location.pathname + location.search")
}

#[test]
fn a_first_search() {
    browse(Site::Seeds, |page| {
        page.open("/");
        page.wait("document.activeElement.name === 'q'");
        page.enter("forum");
        page.press("Enter");
        page.wait("location.pathname === '/search'");
        assert_eq!(address(page), "/search?q=forum");
        assert_eq!(page.look("document.title"), "forum · onrecord");
        assert_eq!(page.look("document.querySelector('input[name=q]').value"), "forum");
        assert!(passages(page) > 5);
        let marked =
            "[...document.querySelectorAll('.passage mark')].every(mark => /forum|论坛|포럼/i.test(mark.textContent))";
        assert_eq!(page.look(marked), true);
        assert_ne!(page.look("document.querySelectorAll('.passage mark').length"), 0);
        page.click(".passage .open");
        page.wait("location.pathname.startsWith('/article/')");
        // The paragraph that was clicked is where the reader looks.
        page.wait("(top => 0 < top && top < 900)(document.querySelector(':target').getBoundingClientRect().top)");
    });
}

#[test]
fn facets_in_and_out() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=trade");
        let all = passages(page);
        page.click("aside a[href$='pair=CN-KR']");
        page.wait("location.search.includes('&pair=CN-KR')");
        let some = passages(page);
        assert!(0 < some && some < all, "{some} of {all}");
        assert_eq!(page.look("document.querySelector('aside .on > a').textContent"), "China–South Korea");
        page.click(".chip.on");
        page.wait("!location.search.includes('pair')");
        assert_eq!((address(page), passages(page)), ("/search?q=trade".into(), all));
        page.click("aside a.not[href$='not-pair=CN-KR']");
        page.wait("location.search.includes('not-pair=CN-KR')");
        let rest = passages(page);
        assert!(0 < rest && rest < all, "{rest} of {all}");
        // It can be chosen instead.
        page.click("aside a[href$='&pair=CN-KR']");
        page.wait("!location.search.includes('not-pair') && location.search.includes('pair=CN-KR')");
        assert_eq!(passages(page), some);
        page.click("aside .on a.off");
        page.wait("!location.search.includes('pair')");
        assert_eq!(passages(page), all);
    });
}

#[test]
fn a_year_opens_its_months() {
    browse(Site::Seeds, |page| {
        page.open("/");
        page.click(".years a[href$='year=2017']");
        page.wait("location.search === '?year=2017'");
        let of_year = "[...document.querySelectorAll('article .from time')].map(time => time.dateTime.slice(0, 4))";
        assert_eq!(page.look(&format!("[...new Set({of_year})].join()")), "2017");
        page.click("aside a[href*='month=2017-08']");
        page.wait("location.search.includes('month=2017-08')");
        let of_month = of_year.replace("0, 4", "0, 7");
        assert_eq!(page.look(&format!("[...new Set({of_month})].join()")), "2017-08");
        page.click(".years .on a");
        page.wait("!location.search.includes('year=')");
    });
}

#[test]
fn years_are_drawn_over() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=korea&year=2017");
        page.draw(".years a[href*='year=2019']", ".years a[href*='year=2021']");
        page.wait("location.search.includes('year=')");
        assert_eq!(address(page), "/search?q=korea&year=2019..2021");
        let years = "[...document.querySelectorAll('article .from time')].map(time => time.dateTime.slice(0, 4))";
        assert_eq!(page.look(&format!("{years}.every(year => '2019' <= year && year <= '2021')")), true);
        assert_eq!(page.look("[...document.querySelectorAll('.years .on .year')][0].textContent"), "2019");
        // One of them takes their place.
        page.click(".years .on a");
        page.wait("location.search === '?q=korea&year=2019'");
    });
}

#[test]
fn other_names_are_clicked_off() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=BRI");
        let names = "[...document.querySelectorAll('.chip.also bdi')].map(name => name.textContent)";
        let all = page.look(names);
        assert!(all.as_array().unwrap().len() > 2, "{all}");
        page.click(".chip.also");
        page.wait("location.search.includes('not-name=')");
        let fewer = page.look(names);
        assert_eq!(fewer.as_array().unwrap(), &all.as_array().unwrap()[1..]);
        page.click(".chip.on");
        page.wait("location.search === '?q=BRI'");
        assert_eq!(page.look(names), all);
    });
}

#[test]
fn a_long_list_is_searched() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=korea&rows=1000");
        let shown = "[...document.querySelectorAll('.facet:has(.find) li')].filter(row => row.offsetHeight > 0).length";
        let all = page.look(shown).as_u64().unwrap();
        page.click(".facet .find");
        page.enter("KÍM");
        page.wait(&format!("{shown} < {all}"));
        let found = page.look(
            "[...document.querySelector('.find').parentNode.querySelectorAll('li:not([hidden]) > a:first-of-type')]
                .map(link => link.textContent)",
        );
        let found = found.as_array().unwrap();
        assert!(!found.is_empty() && found.iter().all(|name| name.as_str().unwrap().contains("Kim")), "{found:?}");
    });
}

#[test]
fn back_and_forward() {
    browse(Site::Seeds, |page| {
        page.open("/");
        page.open("/search?q=forum");
        page.click("aside a[href$='pair=CN-KR']");
        page.wait("location.search.includes('pair=CN-KR')");
        page.click("article h2 a");
        page.wait("location.pathname.startsWith('/article/')");
        let shown = "document.querySelector('input[name=q]').value";
        page.turn(-1);
        page.wait("location.search === '?q=forum&pair=CN-KR' && document.querySelector('.chip.on')");
        page.turn(-1);
        page.wait("location.search === '?q=forum' && !document.querySelector('.chip.on')");
        assert_eq!(page.look(shown), "forum");
        page.turn(-1);
        page.wait("location.pathname === '/' && document.querySelector('.first')");
        page.turn(1);
        page.wait("location.search === '?q=forum'");
        assert_eq!(page.look(shown), "forum");
        page.turn(1);
        page.wait("location.search.includes('pair=CN-KR')");
    });
}

#[test]
fn pages_of_the_list() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=korea&group=none");
        let first = "document.querySelector('.passage .open').getAttribute('href')";
        let before = page.look(first);
        page.click("a[rel=next]");
        page.wait("location.search.includes('offset=10')");
        assert_ne!(page.look(first), before);
        page.click("a[rel=prev]");
        page.wait("!location.search.includes('offset=10')");
        assert_eq!(page.look(first), before);
    });
}

#[test]
fn nothing_found_leads_on() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum+xyzzy");
        page.wait("document.querySelector('.nothing h1')");
        page.click(".nothing li a");
        page.wait("document.querySelector('.sum')");
        assert!(passages(page) > 0);
    });
}

#[test]
fn what_was_not_understood_is_seen() {
    browse(Site::Seeds, |page| {
        // One has a place in the query, the other's is its end.
        for query in ["forum+pair:CN-XX+trade", "forum+(("] {
            page.open(&format!("/search?q={query}"));
            let size = page.look(
                "(() => { const box = document.querySelector('.caret').getBoundingClientRect();
                    return [box.width, box.height]; })()",
            );
            let side = |at: usize| size[at].as_f64().unwrap();
            assert!(side(0) >= 6.0 && side(1) >= 12.0, "{query}: {size}");
            let colours = "(() => { const own = one => getComputedStyle(document.querySelector(one)).backgroundColor;
                return own('.caret') === own('.complaint code'); })()";
            assert_eq!(page.look(colours), false, "{query}");
        }
    });
}
