//! The pages as a browser gets them.
//!
//! Properties: pages tell what the API tells; what goes wrong is a page with its status; unknown parameters are passed
//! over; what a page holds of articles, queries and addresses is text and nothing else; assets are told by their content.

use std::fs;

use crate::hostile;
use crate::served::{Came, Served, ask, now, settings};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use onrecord::http::router;
use onrecord::index::{Change, Place, RootsChange, Silent, sync};

pub fn text(came: &Came) -> String {
    String::from_utf8(came.body.clone()).unwrap()
}

pub fn page(router: &Router, address: &str) -> Came {
    let request = Request::get(address).header("host", "localhost:7700").header("accept", "text/html");
    ask(router, request.body(Body::empty()).unwrap())
}

#[track_caller]
pub fn is_page(came: &Came, status: u16, words: &[&str]) {
    let html = text(came);
    assert_eq!((came.status.as_u16(), came.header("content-type")), (status, "text/html; charset=utf-8"), "{html}");
    assert_eq!(came.header("cache-control"), "no-store");
    for word in words {
        assert!(html.contains(word), "`{word}` is not in {html}");
    }
}

#[test]
fn pages() {
    let served = Served::new();
    for (address, status, words) in [
        ("/", 200, &["Who said what", "class=\"years\"", "/search?pair="][..]),
        ("/?utm_source=mail", 200, &["Who said what"]),
        (
            "/search?q=forum",
            200,
            &["<mark>", "in the article", "/search.json?q=forum", "/search.csv?q=forum", "/search.atom?q=forum"],
        ),
        ("/search?q=forum&fbclid=1&pair=CN-KR", 200, &["Take this off"]),
        ("/search?q=forum%20%28%28", 200, &["class=\"caret\""]),
        ("/search?q=forumm%20pair:CN-XX", 200, &["class=\"caret\""]),
        ("/search?q=xyzzy", 200, &["Nothing found"]),
        ("/search?year=20l7&q=a", 400, &["20l7", "value=\"a\""]),
        ("/search?limit=0", 400, &["limit", "Begin anew"]),
        ("/search?q=%28%28", 400, &["Nothing to search for"]),
        ("/status", 200, &["Not read", "Bring the index in step", "seeds"]),
        ("/corrections", 200, &["onrecord.toml", "Nothing is corrected yet"]),
        ("/article/nothing", 404, &["no article `nothing`"]),
        ("/article/%FF", 404, &["Not found"]),
        ("/nothing", 404, &["nothing at this address"]),
    ] {
        is_page(&page(&served.router, address), status, words);
    }
    let api = served.get("/api/v1/search?q=forum").json();
    let id = api["hits"][0]["article"]["id"].as_str().unwrap();
    let article = page(&served.router, &format!("/article/{id}?q=forum"));
    let title =
        format!("<meta name=\"citation_title\" content=\"{}\">", api["hits"][0]["article"]["title"].as_str().unwrap());
    let cite = format!("/article/{id}/cite?format=ris");
    is_page(&article, 200, &["id=\"hit1\"", "id=\"p1\"", "How this was decided", &title, &cite]);
    let total = format!("<b>{} passages</b>", api["total"]);
    assert!(text(&page(&served.router, "/search?q=forum")).contains(&total), "{total}");
}

#[test]
fn an_article_leads_to_the_others_of_its_story() {
    let served = Served::new();
    let news = served.path("news");
    fs::create_dir(&news).unwrap();
    for (name, day) in [("early", 9), ("late", 10)] {
        let report = "The harbour trust and the rail board agreed on Monday to share one crane at the northern quay, \
            after two years of talks about who pays for the rails beneath it and who may lift on Sundays.";
        let said = "\"One crane is enough for both of us,\" said Ada Lind, who led the harbour side, at the signing.";
        let page = format!("A Crane for Two, {name}\nPublished: March {day}, 2021\n\n{report}\n\n{said}\n");
        fs::write(news.join(format!("{name}.txt")), page).unwrap();
    }
    let change = Change { roots: RootsChange::Add(vec![news]), ..Change::default() };
    sync(&served.place(), &change, now(), &Silent).unwrap();
    let id = |name: &str| {
        let found = served.get(&format!("/api/v1/search?q=title:{name}&copies=true")).json();
        found["hits"][0]["article"]["id"].as_str().unwrap().to_owned()
    };
    let (early, late) = (id("early"), id("late"));
    let shown = page(&served.router, &format!("/article/{early}?q=crane"));
    is_page(&shown, 200, &["The same story", &format!("href=\"/article/{late}?q=crane\"")]);
    let alone = served.get("/api/v1/search?q=belt").json()["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    assert!(!text(&page(&served.router, &format!("/article/{alone}"))).contains("The same story"));
}

#[test]
fn without_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let router = router(settings(Place::new(folder.path().join("index"))));
    is_page(&page(&router, "/"), 503, &["No index", "onrecord index FOLDER"]);
}

#[test]
fn assets() {
    let served = Served::new();
    for (path, kind) in [("/assets/style.css", "text/css"), ("/assets/script.js", "text/javascript")] {
        let came = served.get(path);
        assert_eq!((came.status, came.header("content-type").starts_with(kind)), (StatusCode::OK, true));
        let known = Request::get(path).header("host", "localhost").header("if-none-match", came.header("etag"));
        assert_eq!(served.ask(known.body(Body::empty()).unwrap()).status, StatusCode::NOT_MODIFIED);
    }
}

/// An index of one article that is hostile all over, and the id of the article.
pub fn hostile() -> (tempfile::TempDir, Router, String) {
    let folder = tempfile::tempdir().unwrap();
    let news = folder.path().join("news");
    fs::create_dir(&news).unwrap();
    hostile::write(&news);
    let place = Place::new(folder.path().join("index"));
    sync(&place, &Change { roots: RootsChange::Keep(vec![news]), ..Change::default() }, now(), &Silent).unwrap();
    let router = router(settings(place));
    let found = page(&router, "/search?q=harbour");
    let id = text(&found).split("/article/").nth(1).unwrap()[..16].to_owned();
    (folder, router, id)
}

/// What no page may hold, whatever articles and addresses do.
#[track_caller]
pub fn is_inert(router: &Router, address: &str) {
    let html = text(&page(router, address));
    let lower = html.to_lowercase();
    for bad in ["<script>", "<img", "\" onmouseover", "href=\"javascript", "</p><img", "style=", "\u{202e}"] {
        assert!(!lower.contains(bad), "`{bad}` in {address}: {html}");
    }
}

#[test]
fn hostile_content_is_text() {
    let (_folder, router, id) = hostile();
    for address in [
        "/".to_owned(),
        "/search?q=harbour".to_owned(),
        "/search?q=%22%3E%3Cscript%3Ealert(5)%3C%2Fscript%3E%20harbour&speaker=%22%20onmouseover%3D%22x".to_owned(),
        "/search?q=harbour&publisher=%3Cscript%3E".to_owned(),
        "/search?year=%3Cscript%3E%22%20onmouseover%3D".to_owned(),
        format!("/article/{id}?q=harbour"),
        "/article/%3Cscript%3E".to_owned(),
    ] {
        is_inert(&router, &address);
    }
}
