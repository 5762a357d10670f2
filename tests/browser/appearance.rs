//! Properties: on a narrow screen nothing scrolls sideways and facets stand behind their summary; the system's theme is
//! followed until one is chosen, which then holds, reloaded or not, on every page.

use serde_json::{Value, json};

use crate::page::Page;
use crate::site::{Site, browse};

#[test]
fn a_narrow_screen() {
    browse(Site::Seeds, |page| {
        page.is_sized(390, 844);
        let first = "/search?q=forum";
        page.open(first);
        let article = page.look("document.querySelector('article h2 a').getAttribute('href')");
        let others = [
            "/",
            "/search?q=forum+((+pair:CN-XX&pair=CN-KR",
            "/search?q=xyzzy",
            "/nothing",
            "/timeline?q=forum&with=trade",
            "/people",
            "/person/Kim%20Young-joo",
            "/pairs",
            "/pair/CN-KR",
            "/status",
            "/corrections",
        ];
        for address in [first].into_iter().chain(others) {
            page.open(address);
            fits(page, address);
        }
        page.open(article.as_str().unwrap());
        fits(page, "an article");
        page.open(first);
        let facets = "document.querySelector('aside .facet').getClientRects().length";
        assert_eq!(page.look(facets), 0);
        page.click(".narrow summary");
        page.wait(facets);
        fits(page, "facets");
        page.is_sized(1280, 900);
        page.open(first);
        assert_eq!(page.look("document.querySelector('.narrow').getClientRects().length"), 0);
        assert_ne!(page.look(facets), 0);
    });
}

/// That nothing stands out to the side, but for what can be moved by itself.
fn fits(page: &Page<'_>, address: &str) {
    let wide = "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > 391)
        .filter(one => !one.closest('.years, .fill, .facet li, .scroll')).map(one => one.outerHTML.slice(0, 200))";
    assert_eq!(page.look("document.documentElement.scrollWidth"), 390, "{address}: {:#}", page.look(wide));
    assert_eq!(page.look(wide), json!([]), "{address}");
}

/// Whether the paper is darker than the ink.
fn is_dark(page: &Page<'_>) -> Value {
    page.look(
        "(() => { const sum = colour => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
            const style = getComputedStyle(document.body); return sum(style.backgroundColor) < sum(style.color); })()",
    )
}

#[test]
fn the_theme() {
    browse(Site::Seeds, |page| {
        page.open("/");
        for (theme, other) in [("light", "Dark"), ("dark", "Light")] {
            page.is_themed(theme);
            assert_eq!(is_dark(page), theme == "dark", "the system's: {theme}");
            page.wait(&format!("document.querySelector('#theme').textContent === '{other}'"));
        }
        page.click("#theme");
        assert_eq!(is_dark(page), false, "chosen");
        page.reload();
        assert_eq!(is_dark(page), false, "reloaded");
        page.open("/search?q=forum");
        assert_eq!(is_dark(page), false, "on another page");
        assert_eq!(page.look("document.querySelector('#theme').textContent"), "Dark");
        page.is_themed("light");
        page.click("#theme");
        page.reload();
        assert_eq!(is_dark(page), true, "dark against the system");
    });
}
