//! Properties: what an article, a query or an address holds stays text: no script of it runs, none is even kept from
//! running, no link of it leads to code, nothing of it turns the text beside it, nothing is asked of anybody else.
//!
//! That nothing ran, asked or complained is seen by [`browse`], of every page.

use serde_json::{Value, json};

use crate::page::Page;
use crate::site::{Site, browse};

#[test]
fn hostile_content() {
    browse(Site::Hostile, |page| {
        let queried = "/search?q=%22%3E%3Cscript%3Eran=5%3C%2Fscript%3E%20harbour&speaker=%22%20onmouseover%3D%22ran=6";
        for address in
            ["/", queried, "/search?year=%3Cscript%3Eran=7%3C%2Fscript%3E", "/%3Cscript%3Eran=8%3C%2Fscript%3E"]
        {
            page.open(address);
            is_text(page, address);
        }
        page.open("/search?q=harbour");
        assert_ne!(page.look("document.querySelectorAll('.passage').length"), 0);
        is_text(page, "a search");
        touch(page);
        page.click("article h2 a");
        page.wait("location.pathname.startsWith('/article/')");
        is_text(page, "an article");
        assert_eq!(page.look("document.body.textContent.includes('<script>ran=1')"), true, "it is shown");
        touch(page);
    });
}

/// That the page has the elements of its templates and no other.
fn is_text(page: &Page<'_>, address: &str) {
    let scripts = page.look("[...document.scripts].map(script => script.getAttribute('src'))");
    assert_eq!(scripts, json!(["/assets/script.js"]), "{address}");
    for (what, bad) in [
        ("elements", "[...document.querySelectorAll('img, iframe, object, embed, style, base, [style], [srcdoc]')]"),
        (
            "handlers",
            "[...document.querySelectorAll('*')].filter(one => one.getAttributeNames().some(name => /^on/.test(name)))",
        ),
        ("links", "[...document.links].filter(link => !/^https?:$/.test(link.protocol))"),
        (
            "turns",
            "/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.outerHTML) ? [document.documentElement] : []",
        ),
    ] {
        let found = page.look(&format!("{bad}.map(one => one.outerHTML.slice(0, 300))"));
        assert_eq!(found, json!([]), "{what} on {address}");
    }
}

/// Points at everything that might do something when pointed at.
fn touch(page: &Page<'_>) {
    for selector in ["h1, h2", "main a", ".passage, .row", "mark", "time"] {
        if page.look(&format!("document.querySelector({})", json!(selector))) != Value::Null {
            page.point(selector);
        }
    }
}
