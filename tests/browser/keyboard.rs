//! Properties: the keys that the page tells of do what it tells, and are letters where somebody types.

use crate::page::Page;
use crate::site::{Site, browse};

/// Which passage is at hand, from 0, and whether its link has the focus.
fn passage(page: &Page<'_>) -> (i64, bool) {
    let here = "[...document.querySelectorAll('.passage')].findIndex(one => one.classList.contains('here'))";
    let focused = "Boolean(document.querySelector('.passage.here .open:focus'))";
    (page.look(here).as_i64().unwrap(), page.look(focused).as_bool().unwrap())
}

#[test]
fn passages() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum");
        assert_eq!(passage(page), (-1, false));
        for (key, at) in [("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0), ("j", 1)] {
            page.press(key);
            assert_eq!(passage(page), (at, true), "{key}");
        }
        let seen = page.look("document.querySelector('.passage.here').getBoundingClientRect().top");
        assert!((0.0..900.0).contains(&seen.as_f64().unwrap()), "{seen}");
        let href = page.look("document.querySelector('.passage.here .open').href");
        page.press("Enter");
        page.wait("location.pathname.startsWith('/article/')");
        assert_eq!(page.look("location.href"), href);
    });
}

#[test]
fn the_box() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum");
        page.press("/");
        let holds = "document.activeElement.name === 'q' && document.activeElement.value";
        assert_eq!(page.look(holds), "forum");
        // The text is chosen: what is typed stands in its place. No letter of it is a command.
        for letter in ["j", "n", "/", "?"] {
            page.press(letter);
        }
        assert_eq!(page.look(holds), "jn/?");
        page.press("Escape");
        assert_eq!(page.look("document.activeElement === document.body"), true);
    });
}

#[test]
fn matches() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum");
        page.click("article h2 a");
        page.wait("document.querySelectorAll('mark[id]').length > 2");
        let last = page.look("document.querySelectorAll('mark[id]').length").as_u64().unwrap();
        for (key, at) in [("n", 1), ("n", 2), ("N", 1), ("N", last), ("n", 1)] {
            page.press(key);
            page.wait(&format!(
                "location.hash === '#hit{at}' && document.querySelector('mark:target').id === 'hit{at}'"
            ));
            assert_eq!(page.look("document.querySelector('.hits .at').textContent"), format!("match {at} of {last}"));
        }
    });
}

#[test]
fn the_list_of_keys() {
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum");
        let is_open = "document.querySelector('#keys').open";
        page.press("?");
        assert_eq!(page.look(is_open), true);
        page.press("j");
        assert_eq!(passage(page), (-1, false), "keys are for the list while it is open");
        page.press("Escape");
        page.wait("!document.querySelector('#keys').open");
        page.click("#help");
        assert_eq!(page.look(is_open), true);
        page.click("#keys button");
        page.wait("!document.querySelector('#keys').open");
    });
}
