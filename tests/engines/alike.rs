//! The same articles in a folder and on a cluster.
//!
//! Properties: every case of the language means on the cluster what it says; every question of the API is answered alike, in
//! the same order up to what rounding makes of scores, which are explained alike; the list that folds copies, and each page of
//! it, is the same; what is refused because it stands for too many words is refused alike, in each text by its own words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode};
use http_body_util::BodyExt;
use onrecord::config::Now;
use onrecord::engine::{Copies, EXPANSIONS_MAX, EngineError, Grouping};
use onrecord::http::{Settings, router};
use onrecord::index::{Change, Place, RootsChange, Silent, sync};
use onrecord::search::{Answer, Request, Response, SearchError, answer};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::api::CASES;
use crate::asked::{self, TODAY};
use crate::cases::{self, Case};
use crate::cluster;

/// How far scores may lie apart of what comes in another order: lengths are rounded, and added up rounded or not.
const ROUNDING: f64 = 0.03;

pub fn now() -> Now {
    let since = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap();
    Now { today: TODAY, ns: since.as_nanos().cast_signed() }
}

fn of_the_project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn indexed(place: &Place, folder: PathBuf) {
    let change = Change { roots: RootsChange::Keep(vec![folder]), compact: true, ..Change::default() };
    sync(place, &change, now(), &Silent).unwrap();
}

#[test]
fn every_case_of_the_language_means_what_it_says() {
    let Some(place) = cluster::place("language") else { return };
    indexed(&place, of_the_project("tests/language/articles"));
    let reader = place.open().unwrap();
    let cases = cases::parse(&fs::read_to_string(of_the_project("tests/language/cases.txt")).unwrap());
    let got = cases.iter().map(|case| Case { line: case.line, ..asked::got(&reader, &case.query) });
    let amiss: Vec<String> = cases
        .iter()
        .zip(got)
        .filter(|(want, got)| *want != got)
        .map(|(want, got)| format!("line {}: expected\n{want}\ngot\n{got}", want.line))
        .collect();
    assert!(amiss.is_empty(), "{} of {} cases are amiss\n\n{}", amiss.len(), cases.len(), amiss.join("\n"));
}

fn get(place: &Place, address: &str) -> Value {
    let settings = Settings::of(place.clone(), now, Instant::now);
    let request = HttpRequest::get(format!("/api/v1/{address}")).header("host", "localhost:7700");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let response = router(settings).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(status, StatusCode::OK, "{address}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    })
}

/// The passages of an answer with their scores.
fn passages(answer: &Value) -> Vec<((String, u64), f64)> {
    let hits = answer["hits"].as_array().into_iter().flatten();
    let passage = |hit: &Value| {
        let place = (hit["article"]["id"].as_str()?.to_owned(), hit["paragraph"]["ordinal"].as_u64()?);
        Some((place, hit["score"].as_f64()?))
    };
    hits.filter_map(passage).collect()
}

/// An answer without what may differ: the time it took, scores, and the order of hits, which is held apart.
fn unordered(mut answer: Value) -> Value {
    answer["took_ms"] = Value::Null;
    answer["next"] = Value::Null;
    without_scores(&mut answer);
    if let Some(hits) = answer["hits"].as_array_mut() {
        hits.sort_by_key(ToString::to_string);
    }
    answer
}

fn without_scores(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| name != "score" && name != "rank");
            members.values_mut().for_each(without_scores);
        }
        Value::Array(values) => values.iter_mut().for_each(without_scores),
        _ => {}
    }
}

/// Whether what one engine lists is in the order of the other one's scores, as far as rounding tells.
fn is_ordered(listed: &[((String, u64), f64)], scores: &BTreeMap<(String, u64), f64>) -> bool {
    let own: Vec<f64> = listed.iter().filter_map(|(place, _)| scores.get(place).copied()).collect();
    own.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + ROUNDING) + 1e-6)
}

#[test]
fn the_api_answers_alike() {
    let Some(there) = cluster::place("api") else { return };
    let folder = tempfile::tempdir().unwrap();
    let here = Place::new(folder.path().join("index"));
    indexed(&there, of_the_project("seeds"));
    indexed(&here, of_the_project("seeds"));
    let mut hits = 0;
    for (_, address) in CASES {
        // What comes on a page is decided by the order; whole lists are compared.
        let whole = address.replace("limit=3", "limit=200").replace("limit=2&offset=3", "limit=200");
        let whole = if address.starts_with("search") && !whole.contains("limit=") {
            format!("{whole}&limit=200")
        } else {
            whole
        };
        let (theirs, ours) = (get(&there, &whole), get(&here, &whole));
        let scores: BTreeMap<_, _> = passages(&ours).into_iter().collect();
        if !address.contains("sort=") {
            assert!(is_ordered(&passages(&theirs), &scores), "the order of {whole}");
        }
        hits += passages(&theirs).len();
        for ((_, own), other) in passages(&theirs).iter().zip(passages(&theirs).iter().map(|(place, _)| scores[place]))
        {
            assert!((own - other).abs() <= ROUNDING * other.max(0.1), "{own} and {other}, {whole}");
        }
        assert_eq!(unordered(theirs), unordered(ours), "{whole}");
    }
    assert!(hits > 100, "{hits}");
}

/// What the words of a query add to the score of each passage: one word's row is its text and its three parts.
type Told = BTreeMap<(String, u32), Vec<(String, [f32; 3])>>;

fn told(place: &Place, query: &str, prefer_recent: bool) -> Told {
    let request = Request {
        query: query.into(),
        today: TODAY,
        limit: 1_000,
        explain: true,
        prefer_recent: prefer_recent.then_some(TODAY),
        copies: Copies::Unfolded,
        ..Request::default()
    };
    let row = |hit: &Answer| {
        let explanation = hit.explanation.as_ref().expect("it was asked for");
        let (sum, score) = (explanation.score(), hit.score);
        assert!((sum - score).abs() <= 0.001 * score.max(1.0), "{query}: {sum} in all, and the score is {score}");
        let words = explanation.words.iter();
        let words = words.map(|word| (word.text.clone(), [word.passage, word.article, word.title])).collect();
        ((hit.article.id.to_string(), hit.paragraph.ordinal), words)
    };
    listed(place, &request).hits.iter().map(row).collect()
}

#[test]
fn scores_are_explained_alike() {
    let Some(there) = cluster::place("explained") else { return };
    let folder = tempfile::tempdir().unwrap();
    let here = Place::new(folder.path().join("index"));
    indexed(&there, of_the_project("seeds"));
    indexed(&here, of_the_project("seeds"));
    for (query, prefer_recent) in [
        ("one belt one road", false),
        ("\"one belt\" trade", false),
        ("cooperat* -tariff minister", false),
        ("(trade OR rail) minister", true),
        ("일대일로", false),
        ("title:forum", false),
    ] {
        let (theirs, ours) = (told(&there, query, prefer_recent), told(&here, query, prefer_recent));
        assert!(!ours.is_empty(), "{query}");
        assert!(theirs.keys().eq(ours.keys()), "{query}");
        for (place, words) in &theirs {
            let other = &ours[place];
            let texts = |words: &[(String, [f32; 3])]| words.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>();
            assert_eq!(texts(words), texts(other), "{query}, {place:?}");
            for ((text, parts), (_, others)) in words.iter().zip(other) {
                let alike = |(one, other): (&f32, &f32)| (one - other).abs() <= 0.05 * other.max(0.1);
                assert!(parts.iter().zip(others).all(alike), "{query}, {text} at {place:?}: {parts:?}, {others:?}");
            }
        }
    }
}

#[test]
fn patterns_that_are_too_broad_are_refused_alike() {
    let Some(there) = cluster::place("broad") else { return };
    let folder = tempfile::tempdir().unwrap();
    let here = Place::new(folder.path().join("index"));
    let news = folder.path().join("news");
    fs::create_dir(&news).unwrap();
    // As many words as a pattern may stand for and one more, a hundred an article, in each text others.
    let article = |at: usize| {
        let words =
            |start: &str| (0..100).map(|word| format!("{start}{}", at * 100 + word)).collect::<Vec<_>>().join(" ");
        let said = format!("\"The wharf opens, {},\" said Ada Wren, the wharf minister.", words("q"));
        let text = format!("In print: {}.\n\n{said}", words("p"));
        json!({ "title": format!("Wharf {}", words("t")), "date": "2021-05-11", "text": text }).to_string()
    };
    let articles: Vec<String> = (0..=EXPANSIONS_MAX / 100).map(article).collect();
    fs::write(news.join("broad.jsonl"), articles.join("\n")).unwrap();
    indexed(&there, news.clone());
    indexed(&here, news);
    let found = |place: &Place, query: &str| {
        let request = Request { query: query.into(), today: TODAY, ..Request::default() };
        match answer(&place.open().unwrap(), &request, Instant::now()) {
            Err(SearchError::Engine(EngineError::TooBroad { pattern })) => format!("too broad: {pattern}"),
            response => response.unwrap().total.to_string(),
        }
    };
    for (field, broad) in [("title", "t"), ("text", "pq"), ("said", "q"), ("role", ""), ("org", "")] {
        for start in ["t", "p", "q", "w"] {
            let query = format!("{field}:{start}*");
            let (theirs, ours) = (found(&there, &query), found(&here, &query));
            assert_eq!(theirs, ours, "{query}");
            let is_refused = ours.starts_with("too broad");
            assert_eq!(is_refused, broad.contains(start), "{query}: {ours}");
        }
    }
}

fn listed(place: &Place, request: &Request) -> Response {
    answer(&place.open().unwrap(), request, Instant::now()).unwrap()
}

#[test]
fn folded_lists_and_their_pages_are_the_same() {
    let Some(there) = cluster::place("folded") else { return };
    let folder = tempfile::tempdir().unwrap();
    let here = Place::new(folder.path().join("index"));
    let news = folder.path().join("news");
    fs::create_dir(&news).unwrap();
    let report = |at: usize| {
        let words: Vec<String> = (0..60).map(|word| format!("w{}", (word * 7 + at) % 97)).collect();
        format!(
            "Harbour Report {at}\n\n2021-05-{:02}\n\nThe harbour opens. {}.\n\nThe harbour is told of.\n",
            at + 1,
            words.join(" ")
        )
    };
    for at in 0..6 {
        for copy in 0..=at % 3 {
            let text = report(at).replace("2021-05", &format!("2021-{:02}", 5 + copy));
            fs::write(news.join(format!("{at}-{copy}.txt")), text).unwrap();
        }
    }
    indexed(&there, news.clone());
    indexed(&here, news);
    let copies = |response: &Response| response.hits.iter().map(|hit| hit.copies_total).sum::<u64>();
    for grouping in [Grouping::Articles, Grouping::Passages] {
        let whole = Request {
            query: "harbour".into(),
            today: TODAY,
            sort: onrecord::engine::Sort::Newest,
            grouping,
            limit: 100,
            ..Request::default()
        };
        let (theirs, ours) = (listed(&there, &whole), listed(&here, &whole));
        let shown = |response: &Response| -> Vec<(String, u32, u64, u64)> {
            let hits = response.hits.iter();
            hits.map(|hit| (hit.article.id.to_string(), hit.paragraph.ordinal, hit.of_article, hit.copies_total))
                .collect()
        };
        assert_eq!(shown(&theirs), shown(&ours), "{grouping:?}");
        let totals = |r: &Response| (r.total, r.total_articles, r.total_stories, r.listed);
        assert_eq!(totals(&theirs), totals(&ours), "{grouping:?}");
        assert!(copies(&theirs) > 0, "something folds");
        for (offset, limit) in [(0, 2), (2, 3), (5, 4)] {
            let page = Request { offset, limit, ..whole.clone() };
            let (theirs, ours) = (listed(&there, &page), listed(&here, &page));
            assert_eq!((shown(&theirs), theirs.next), (shown(&ours), ours.next), "{grouping:?}, {offset}+{limit}");
        }
    }
}
