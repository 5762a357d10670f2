//! Properties: axe-core finds nothing to complain of, on any page, in either theme, wide or narrow.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::page::Page;
use crate::site::{Site, browse, needed};

/// Pages by what they show.
const SEEDS: [&str; 17] = [
    "/",
    "/timeline",
    "/timeline?q=forum&with=trade&with=belt&by=month",
    "/people",
    "/person/Kim%20Young-joo",
    "/pairs",
    "/pair/CN-KR?q=forum",
    "/status",
    "/corrections",
    "/search?q=forum",
    "/search?q=forum&pair=CN-KR&not-kind=direct&year=2017",
    "/search?q=%22one+belt+one+road%22+OR+%EC%9D%BC%EB%8C%80%EC%9D%BC%EB%A1%9C&group=none&offset=10",
    "/search?q=forumm+((+pair:CN-XX",
    "/search?q=forum+xyzzy",
    "/search?q=xyzzy",
    "/search?year=20l7&q=a",
    "/nothing",
];

/// What `.ci/run` fetched, beside what is built.
fn axe() -> Option<String> {
    let fetched = || Path::new(env!("CARGO_TARGET_TMPDIR")).parent().map(|target| target.join("axe-core/axe.min.js"));
    let path = env::var_os("ONRECORD_AXE").map(PathBuf::from).or_else(fetched)?;
    needed(fs::read_to_string(path).ok(), "there is no axe-core: `.ci/run` fetches it, or ONRECORD_AXE names it")
}

/// What axe-core has against the page at hand: wide in either theme, and narrow, where the colours are the same.
fn complaints(page: &Page<'_>, axe: &str, what: &str) -> Vec<String> {
    page.look(&format!("{axe}\n;document.querySelectorAll('details').forEach(one => one.open = true)"));
    let look = |(width, height, theme): (u32, u32, &str)| {
        page.is_sized(width, height);
        page.is_themed(theme);
        let found = page.look(
            "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(one =>
                one.nodes.map(node => [one.id, node.html.slice(0, 200), node.failureSummary].join('\\n'))))",
        );
        let told = |one: &Value| format!("{what}, {width} wide, {theme}: {}", one.as_str().unwrap_or_default());
        found.as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    [(1280, 900, "light"), (1280, 900, "dark"), (390, 844, "light")].into_iter().flat_map(look).collect()
}

#[track_caller]
fn is_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n\n"));
}

#[test]
fn lists() {
    let Some(axe) = axe() else { return };
    browse(Site::Seeds, |page| {
        let of = |address: &&str| {
            page.open(address);
            complaints(page, &axe, address)
        };
        is_none(&SEEDS.iter().flat_map(of).collect::<Vec<_>>());
    });
}

#[test]
fn articles() {
    let Some(axe) = axe() else { return };
    browse(Site::Seeds, |page| {
        let of = |query: &str| {
            page.is_sized(1280, 900);
            page.open(&format!("/search?q={query}"));
            page.click("article h2 a");
            page.wait("location.pathname.startsWith('/article/')");
            complaints(page, &axe, query)
        };
        is_none(&["forum", "lang:ko", "lang:zh"].into_iter().flat_map(of).collect::<Vec<_>>());
    });
}

#[test]
fn what_opens() {
    let Some(axe) = axe() else { return };
    browse(Site::Seeds, |page| {
        page.open("/search?q=forum");
        page.click("#help");
        is_none(&complaints(page, &axe, "the list of keys"));
        page.click("#keys button");
        page.click(".narrow summary");
        is_none(&complaints(page, &axe, "facets of a narrow screen"));
    });
    browse(Site::Empty, |page| {
        page.open("/");
        is_none(&complaints(page, &axe, "an empty index"));
    });
    browse(Site::Hostile, |page| {
        page.open("/search?q=harbour");
        is_none(&complaints(page, &axe, "hostile articles"));
    });
}
