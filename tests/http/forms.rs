//! Properties: an answer in another form tells the same; an export holds everything, once, and says how much that is; a list
//! read by a cursor is that of the commit it began with; a reference leads back to the passage.

use std::collections::BTreeSet;
use std::fmt::Write;

use axum::http::StatusCode;
use onrecord::index::{Change, RootsChange, Silent, sync};
use serde_json::Value;

use crate::served::{Came, Served, now};

fn lines(came: &Came) -> Vec<Value> {
    let text = std::str::from_utf8(&came.body).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a CSV in which no cell holds a line break.
fn rows(came: &Came) -> usize {
    std::str::from_utf8(&came.body).unwrap().split_terminator("\r\n").skip(1).count()
}

fn add(served: &Served, name: &str, text: &str) {
    let news = served.path("news");
    std::fs::create_dir_all(&news).unwrap();
    std::fs::write(news.join(name), text).unwrap();
    let change = Change { roots: RootsChange::Add(vec![news]), ..Change::default() };
    sync(&served.place(), &change, now(), &Silent).unwrap();
}

#[test]
fn forms_tell_the_same() {
    let served = Served::new();
    let found = served.get("/api/v1/search?q=forum&limit=20").json();
    let hits = found["hits"].as_array().unwrap();
    assert!(hits.len() > 5);
    let listed = served.get("/api/v1/search?q=forum&limit=20&format=jsonl");
    assert_eq!((listed.header("content-type"), &lines(&listed)), ("application/jsonl; charset=utf-8", hits));
    let table = served.get("/api/v1/search?q=forum&limit=20&format=csv");
    assert_eq!(
        (rows(&table), table.header("content-disposition")),
        (hits.len(), "attachment; filename=\"onrecord.csv\"")
    );
    let articles: BTreeSet<&str> = hits.iter().map(|hit| hit["article"]["id"].as_str().unwrap()).collect();
    let feed = String::from_utf8(served.get("/api/v1/search?q=forum&limit=20&format=atom").body).unwrap();
    assert_eq!(feed.matches("<entry").count(), articles.len());
    assert!(articles.iter().all(|id| feed.contains(&format!("http://localhost:7700/article/{id}#p"))), "{feed}");
    for list in ["people", "pairs", "facets/publisher", "timeline", "quotes"] {
        let address = |format: &str| format!("/api/v1/{list}?q=forum&speaker=kim&format={format}");
        let whole = served.get(&address("json")).json();
        let listed = served.get(&address("jsonl"));
        assert_eq!(whole["rows"].as_array().unwrap(), &lines(&listed), "{list}");
        assert_eq!(rows(&served.get(&address("csv"))), lines(&listed).len(), "{list}");
    }
    let wrong = served.get("/api/v1/timeline?q=forum&format=atom");
    assert_eq!(wrong.json()["detail"], "`format`: `atom` is none of `json`, `jsonl`, `csv`");
}

#[test]
fn beside_a_page_stands_the_same() {
    let served = Served::new();
    let query = "q=forum&pair=CN-KR&with=rail&utm_source=mail&limit=5";
    let api = "/api/v1/search?q=forum&pair=CN-KR&limit=5&group=article";
    let timeless = |came: Came| {
        let mut answer = came.json();
        answer["took_ms"] = Value::Null;
        answer
    };
    assert_eq!(timeless(served.get(&format!("/search.json?{query}"))), timeless(served.get(api)));
    let total = served.get("/api/v1/count?q=forum&pair=CN-KR").json()["total"].as_u64().unwrap();
    for (beside, kind) in [
        ("search.csv", "text/csv"),
        ("search.jsonl", "application/jsonl"),
        ("search.atom", "application/atom+xml"),
        ("search.txt", "text/plain"),
        ("search.ris", "application/x-research-info-systems"),
        ("search.bib", "application/x-bibtex"),
        ("search.csl.json", "application/vnd.citationstyles.csl+json"),
        ("timeline.csv", "text/csv"),
        ("timeline.json", "application/json"),
        ("people.csv", "text/csv"),
        ("people.json", "application/json"),
        ("pairs.csv", "text/csv"),
        ("pairs.json", "application/json"),
    ] {
        let came = served.get(&format!("/{beside}?{query}"));
        assert!(came.status == StatusCode::OK && came.header("content-type").starts_with(kind), "{beside}: {came:?}");
        assert!(came.body.len() > 40, "{beside}: {came:?}");
    }
    assert_eq!(rows(&served.get(&format!("/search.csv?{query}&copies=true"))) as u64, total);
    assert_eq!(served.get("/search.csv?year=20l7").status, StatusCode::BAD_REQUEST);
}

#[test]
fn an_export_holds_everything_once() {
    let served = Served::new();
    let mut text = "Harbour minutes\n\n".to_owned();
    for number in 0..1_234 {
        writeln!(text, "Berth {number} was given to the pilots of the northern basin, who asked for tugs.\n").unwrap();
    }
    add(&served, "minutes.txt", &text);
    let all = served.get("/api/v1/export?q=pilots+tugs");
    let mut told = lines(&all);
    let end = told.pop().unwrap();
    assert_eq!(
        (told.len() as u64, &end["rows"], &end["total_articles"]),
        (end["total"].as_u64().unwrap(), &end["total"], &1.into())
    );
    assert_eq!((all.header("onrecord-rows"), told.len()), ("1234", 1_234));
    let ranks: Vec<u64> = told.iter().map(|hit| hit["rank"].as_u64().unwrap()).collect();
    assert_eq!(ranks, (1..=1_234).collect::<Vec<_>>());
    let places: BTreeSet<u64> = told.iter().map(|hit| hit["paragraph"]["ordinal"].as_u64().unwrap()).collect();
    assert_eq!(places.len(), 1_234);
    let table = served.get("/api/v1/export?q=pilots+tugs&format=csv");
    assert_eq!((rows(&table), table.header("onrecord-rows")), (1_234, "1234"));
    let none = served.get("/api/v1/export?q=pilots+nowhere");
    assert_eq!(lines(&none), [serde_json::json!({ "rows": 0, "total": 0, "total_articles": 0 })]);
    assert_eq!(served.get("/api/v1/export?q=belt&limit=5").status, StatusCode::BAD_REQUEST);
    assert_eq!(served.get("/api/v1/export").status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_cursor_goes_on_where_it_began() {
    let served = Served::new();
    let whole = served.get("/api/v1/search?q=belt&limit=200").json();
    let places = |answer: &Value| -> Vec<(String, u64)> {
        let place = |hit: &Value| {
            (hit["article"]["id"].as_str().unwrap().to_owned(), hit["paragraph"]["ordinal"].as_u64().unwrap())
        };
        answer["hits"].as_array().unwrap().iter().map(place).collect()
    };
    let next = |came: &Came| {
        let link = came.header("link").strip_prefix('<')?.split_once('>')?.0.to_owned();
        Some(link)
    };
    let first = served.get("/api/v1/search?q=belt&limit=2&cursor=*");
    let mut read = places(&first.json());
    let mut address = next(&first);
    // What is indexed in the meantime is not in this list, and moves nothing in it.
    add(&served, "belt.txt", "Belt belt belt\n\nThe belt, the belt and the belt were opened.\n");
    assert_eq!(served.get("/api/v1/count?q=belt").json()["total"], whole["total"].as_u64().unwrap() + 1);
    while let Some(at) = address {
        let page = served.get(&at);
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        read.extend(places(&page.json()));
        address = next(&page);
    }
    assert_eq!(read, places(&whole));
    let stale = next(&first).unwrap();
    for number in 0..6 {
        add(&served, &format!("{number}.txt"), &format!("Note {number}\n\nBerth {number} was opened.\n"));
        assert_eq!(served.get("/api/v1/count?q=belt").status, StatusCode::OK);
    }
    assert_eq!(served.get(&stale).status, StatusCode::GONE);
    for wrong in ["cursor=12", "cursor=*&offset=3", "cursor=x.generation-1"] {
        let came = served.get(&format!("/api/v1/search?q=belt&{wrong}"));
        assert_eq!((came.status, &came.json()["parameter"]), (StatusCode::BAD_REQUEST, &"cursor".into()), "{wrong}");
    }
}

#[test]
fn references_lead_back() {
    let served = Served::new();
    let hit = served.get("/api/v1/search?q=forum&kind=direct").json()["hits"][0].clone();
    let id = hit["article"]["id"].as_str().unwrap();
    let number = hit["paragraph"]["ordinal"].as_u64().unwrap() + 1;
    for (format, words) in [("note", "¶"), ("ris", "TY  - "), ("bibtex", "@"), ("csl", "\"type\"")] {
        let came = served.get(&format!("/api/v1/articles/{id}/cite?paragraph={number}&format={format}"));
        let text = String::from_utf8(came.body.clone()).unwrap();
        assert!(came.status == StatusCode::OK && text.contains(words), "{came:?}");
        let address = format!("/article/{id}#p{number}");
        assert!(text.contains(&format!("http://localhost:7700{address}")) || text.contains("\\#p"), "{text}");
        let page = String::from_utf8(served.get(&address[..address.find('#').unwrap()]).body).unwrap();
        assert!(page.contains(&format!("id=\"p{number}\"")), "{address}");
    }
    let wrong = served.get(&format!("/api/v1/articles/{id}/cite?paragraph=9999"));
    assert_eq!((wrong.status, &wrong.json()["parameter"]), (StatusCode::BAD_REQUEST, &"paragraph".into()));
    let all = served.get("/api/v1/cite?q=forum&format=ris");
    let articles = served.get("/api/v1/search?q=forum&group=article&limit=200").json();
    let told = String::from_utf8(all.body).unwrap();
    assert_eq!(told.matches("TY  - ").count(), articles["hits"].as_array().unwrap().len());
}
