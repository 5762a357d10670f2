//! Properties: what a form says is in the corrections file, in the index after the next run, and gone again when undone; what
//! cannot be is refused and nothing is written; nobody else's page can say anything.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use onrecord::http::{Settings, router};

use crate::served::{Came, Served, ask, settings};

/// Posts a form as a browser does from a page of the server.
fn post(served: &Served, address: &str, fields: &[(&str, &str)]) -> Came {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(address)
        .header("host", "localhost:7700")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded");
    served.ask(request.body(Body::from(body)).unwrap())
}

#[track_caller]
fn leads_to(came: &Came, address: &str) {
    assert_eq!((came.status, came.header("location")), (StatusCode::SEE_OTHER, address), "{came:?}");
}

fn page(served: &Served) -> String {
    String::from_utf8(served.get("/corrections").body).unwrap()
}

/// The entries of the page, as its forms post them.
fn entries(page: &str) -> Vec<String> {
    let parts = page.split("name=\"entry\" value=\"").skip(1).filter_map(|part| part.split('"').next());
    parts.map(unescaped).collect()
}

fn unescaped(text: &str) -> String {
    let marks = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (escaped, mark)| text.replace(escaped, mark))
}

#[test]
fn what_is_said_holds_until_it_is_undone() {
    let served = Served::new();
    let hit = served.get("/api/v1/search?q=forum&kind=direct").json()["hits"][0].clone();
    let id = hit["article"]["id"].as_str().unwrap();
    let speaker = hit["paragraph"]["speakers"][0]["name"].as_str().unwrap();
    let before = served.get(&format!("/api/v1/articles/{id}")).json();
    leads_to(
        &post(&served, "/corrections", &[("says", "date"), ("article", id), ("value", "1999-03-04")]),
        "/corrections",
    );
    let rename = [("says", "rename"), ("article", id), ("from", speaker), ("value", "Ada <b>Lind</b>")];
    leads_to(&post(&served, "/corrections", &rename), "/corrections");
    let told = page(&served);
    assert!(told.contains("has the date 1999-03-04") && told.contains("does not have them"), "{told}");
    assert!(told.contains("Ada &#60;b&#62;Lind") && !told.contains("Ada <b>"), "{told}");
    assert_eq!(served.get(&format!("/api/v1/articles/{id}")).json(), before, "nothing was read anew");

    leads_to(&post(&served, "/sync", &[]), "/corrections");
    let told = page(&served);
    assert!(told.contains("The index has them") && told.contains("1 article written"), "{told}");
    let after = served.get(&format!("/api/v1/articles/{id}")).json();
    assert_eq!((&after["date"]["value"], &after["date"]["basis"]), (&"1999-03-04".into(), &"explicit".into()));
    assert!(served.get("/api/v1/count?q=forum&year=1999").json()["total"].as_u64().unwrap() > 0);

    let entries = entries(&told);
    assert_eq!(entries.len(), 2);
    for entry in &entries {
        leads_to(&post(&served, "/corrections/undo", &[("entry", entry)]), "/corrections");
    }
    leads_to(&post(&served, "/sync", &[]), "/corrections");
    assert_eq!(served.get(&format!("/api/v1/articles/{id}")).json(), before);
    assert!(page(&served).contains("Nothing is corrected yet"));
}

#[test]
fn what_cannot_be_is_refused() {
    let served = Served::new();
    let id = served.get("/api/v1/search?q=forum").json()["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    for (fields, words) in [
        (&[][..], "`says` is empty"),
        (&[("says", "date"), ("article", &id), ("value", "soon")], "`soon` is no date"),
        (&[("says", "pairs"), ("article", &id), ("value", "Atlantis")], "no pair of countries"),
        (&[("says", "date"), ("article", "ab"), ("value", "2017")], "too short"),
        (&[("says", "also"), ("name", "Kim"), ("value", "...")], "names nobody"),
    ] {
        let came = post(&served, "/corrections", fields);
        let told = String::from_utf8(came.body.clone()).unwrap();
        assert!(came.status == StatusCode::BAD_REQUEST && told.contains(words), "{words}: {told}");
    }
    assert_eq!(post(&served, "/corrections/undo", &[("entry", "{}")]).status, StatusCode::BAD_REQUEST);
    let long = "x".repeat(20_000);
    let came = post(&served, "/corrections", &[("says", "title"), ("article", &id), ("value", &long)]);
    assert_eq!(came.status, StatusCode::URI_TOO_LONG);
    assert!(!served.path("onrecord.toml").exists());
}

#[test]
fn nobody_elses_page_says_anything() {
    let served = Served::new();
    let from = |headers: &[(&str, &str)]| {
        let request = Request::post("/corrections").header("host", "localhost:7700");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        served.ask(request.body(Body::from("says=also&name=Kim&value=Lee")).unwrap()).status
    };
    for headers in [
        &[][..],
        &[("origin", "null")],
        &[("origin", "https://evil.example")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://localhost:9000")],
    ] {
        assert_eq!(from(headers), StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert!(!served.path("onrecord.toml").exists());
    assert_eq!(from(&[("origin", "http://localhost:7700")]), StatusCode::SEE_OTHER);
}

#[test]
fn a_browser_is_told_the_token_once() {
    let served = Served::new();
    let router = router(Settings { token: Some("s3cret".into()), ..settings(served.place()) });
    let browser = |request: axum::http::request::Builder, body: &str| {
        let request = request.header("host", "news.example").header("accept", "text/html");
        ask(&router, request.body(Body::from(body.to_owned())).unwrap())
    };
    let asked = browser(Request::get("/search?q=forum"), "");
    let told = String::from_utf8(asked.body.clone()).unwrap();
    assert!(asked.status == StatusCode::UNAUTHORIZED && told.contains("action=\"/login\""), "{told}");
    assert_eq!(browser(Request::get("/assets/style.css"), "").status, StatusCode::OK);
    let wrong = browser(Request::post("/login"), "token=s3cre");
    assert_eq!((wrong.status, wrong.header("set-cookie")), (StatusCode::UNAUTHORIZED, ""));
    let right = browser(Request::post("/login"), "token=s3cret");
    leads_to(&right, "/");
    let cookie = right.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("s3cret"),
        "{cookie}"
    );
    let known = cookie.split(';').next().unwrap();
    assert_eq!(browser(Request::get("/search?q=forum").header("cookie", known), "").status, StatusCode::OK);
}
