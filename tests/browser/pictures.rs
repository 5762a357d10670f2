//! Pictures of the pages, for people: `cargo test --test browser -- --ignored pictures` draws them anew.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::page::Page;
use crate::site::{Site, browse};

/// What is drawn: a name and an address.
const PAGES: [(&str, &str); 11] = [
    ("timeline", "/timeline?q=%22one+belt+one+road%22&with=trade"),
    ("people", "/people"),
    ("person", "/person/Kim%20Young-joo"),
    ("pairs", "/pairs"),
    ("pair", "/pair/CN-KR"),
    ("status", "/status"),
    ("corrections", "/corrections"),
    ("first", "/"),
    ("search", "/search?q=one+belt+one+road"),
    ("nothing", "/search?q=forum+xyzzy"),
    ("problem", "/search?q=forum&year=20l7"),
];

#[test]
#[ignore = "writes into docs/screenshots"]
fn pictures() {
    browse(Site::Seeds, |page| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots");
        fs::create_dir_all(&folder).unwrap();
        let draw = |name: &str| draw(page, &folder, name);
        for (name, address) in PAGES {
            page.open(address);
            draw(name);
        }
        page.is_sized(1280, 900);
        page.open("/search?q=one+belt+one+road");
        page.click("article h2 a");
        page.wait("location.pathname.startsWith('/article/')");
        draw("article");
    });
}

/// Draws a page wide in either theme, and narrow.
fn draw(page: &Page<'_>, folder: &Path, name: &str) {
    for (kind, theme, width, height) in
        [("light", "light", 1280, 900), ("dark", "dark", 1280, 900), ("narrow", "light", 390, 844)]
    {
        page.is_sized(width, height);
        page.is_themed(theme);
        page.wait("document.fonts.status === 'loaded'");
        let picture = page.call("Page.captureScreenshot", json!({ "format": "png", "optimizeForSpeed": false }));
        fs::write(folder.join(format!("{name}-{kind}.png")), decoded(picture["data"].as_str().unwrap())).unwrap();
    }
}

/// Bytes that were written as base64.
fn decoded(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => u32::from(letter - b'A'),
        b'a'..=b'z' => u32::from(letter - b'a') + 26,
        b'0'..=b'9' => u32::from(letter - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').collect();
    let group = |four: &[u8]| {
        let bits = four.iter().enumerate().fold(0, |bits, (at, letter)| bits | value(*letter) << (18 - 6 * at));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    letters.chunks(4).flat_map(group).collect()
}
