//! Properties: what is wrong with a request is told as problem details with the right status, in words that say what to
//! do; who may not ask is refused; every response tells browsers to leave it inert.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use onrecord::http::{Settings, router};
use onrecord::index::Place;

use crate::served::{Came, Served, ask, settings};

#[track_caller]
fn is_problem(came: &Came, status: u16, words: &str) {
    assert_eq!((came.status.as_u16(), came.header("content-type")), (status, "application/problem+json"), "{came:?}");
    let problem = came.json();
    assert_eq!(problem["status"], status);
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(words) && !problem["title"].as_str().unwrap().is_empty(), "{problem}");
}

#[test]
fn what_is_wrong_is_told() {
    let served = Served::new();
    for (address, status, words) in [
        ("/api/v1/search", 400, "the query is empty"),
        ("/api/v1/search?q=&year=", 400, "the query is empty"),
        ("/api/v1/search?q=belt&page=2", 400, "there is no parameter `page`"),
        ("/api/v1/count?q=belt&limit=2", 400, "there is no parameter `limit`"),
        ("/api/v1/search?q=belt&limit=201", 400, "`limit`: `201` is no whole number from 1 to 200"),
        ("/api/v1/search?q=belt&offset=10001", 400, "from 0 to 10000"),
        ("/api/v1/search?q=belt&sort=best", 400, "`relevance`, `newest`, `oldest`"),
        ("/api/v1/search?q=belt&year=20l7", 400, "`20l7`"),
        ("/api/v1/search?q=belt&pair=KR", 400, "`pair`"),
        ("/api/v1/quotes?q=belt", 400, "nobody is named"),
        ("/api/v1/articles/nothing", 404, "no article `nothing`"),
        ("/api/v1/articles/%00", 404, "no article"),
        ("/api/v1/articles/%FF", 404, "UTF-8"),
        ("/api/v1/facets/nothing?q=belt", 404, "there are year, month, pair"),
        ("/api/v1/nothing", 404, "nothing at this address"),
        ("/nothing", 404, "nothing at this address"),
        ("/api/v1/search?q=%FF%FE", 400, "holds no word"),
    ] {
        is_problem(&served.get(address), status, words);
    }
    assert_eq!(served.get("/api/v1/search?q=belt&limit=0").json()["parameter"], "limit");
}

#[test]
fn where_there_is_no_index_it_says_how_to_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let router = router(settings(Place::new(folder.path().join("index"))));
    let get =
        |address: &str| ask(&router, Request::get(address).header("host", "localhost").body(Body::empty()).unwrap());
    is_problem(&get("/api/v1/search?q=belt"), 503, "onrecord index FOLDER");
    is_problem(&get("/readyz"), 503, "onrecord index FOLDER");
    assert_eq!(get("/healthz").status, StatusCode::OK);
}

#[test]
fn who_may_not_ask_is_refused() {
    let served = Served::new();
    let from = |headers: &[(&str, &str)], method: &str| {
        let request = Request::builder().method(method).uri("/api/v1/search?q=belt");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        served.ask(request.body(Body::empty()).unwrap())
    };
    let local = ("host", "127.0.0.1:7700");
    assert_eq!(from(&[local], "GET").status, StatusCode::OK);
    is_problem(&from(&[("host", "rebound.example:7700")], "GET"), 403, "name this machine");
    is_problem(&from(&[], "GET"), 403, "name this machine");
    is_problem(&from(&[local, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")], "GET"), 403, "elsewhere");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        is_problem(&from(&[local], method), 405, "only GET and HEAD");
    }
    let long = format!("/api/v1/search?q={}", "a".repeat(8_000));
    is_problem(&served.get(&long), 414, "at most 8000 bytes");
}

#[test]
fn a_token_is_asked_for_where_there_is_one() {
    let served = Served::new();
    let secret = router(Settings { token: Some("s3cret".into()), ..settings(served.place()) });
    let get = |token: Option<&str>| {
        let request = Request::get("/api/v1/search?q=belt").header("host", "news.example");
        let request = token.into_iter().fold(request, |request, token| request.header("authorization", token));
        ask(&secret, request.body(Body::empty()).unwrap())
    };
    let refused = get(None);
    is_problem(&refused, 401, "Bearer TOKEN");
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    is_problem(&get(Some("Bearer s3cret2")), 401, "Bearer TOKEN");
    assert_eq!(get(Some("Bearer s3cret")).status, StatusCode::OK);
}

#[test]
fn every_response_is_inert() {
    let served = Served::new();
    for address in ["/api/v1/search?q=belt", "/api/v1/search", "/nothing", "/healthz", "/openapi.json"] {
        let came = served.get(address);
        let policy = came.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{address}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(came.header("x-content-type-options"), "nosniff");
        assert_eq!(came.header("referrer-policy"), "no-referrer");
        assert_eq!(came.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(came.header("access-control-allow-origin"), "", "nobody elsewhere may read it");
    }
}

#[test]
fn counts_name_no_query() {
    let served = Served::new();
    for _ in 0..3 {
        served.get("/api/v1/search?q=secretword");
    }
    served.get("/article/secretarticle?q=secretword");
    served.get("/secretpath");
    let came = served.get("/metrics");
    let told = String::from_utf8(came.body.clone()).unwrap();
    assert!(came.status == StatusCode::OK && came.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        "onrecord_request_seconds_count{route=\"/api/v1/search\",status=\"200\"} 3",
        "onrecord_request_seconds_count{route=\"/article/{id}\",status=\"404\"} 1",
        "onrecord_request_seconds_count{route=\"none\",status=\"404\"} 1",
        "onrecord_requests_under_way 1",
    ] {
        assert!(told.contains(line), "{line} is not in {told}");
    }
    assert!(!told.contains("secret"), "{told}");
}
