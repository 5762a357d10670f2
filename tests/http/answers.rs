//! Properties: what is asked through the API is answered as the command line answers it, and the page shows the same
//! passages in the same order; every answer has the shape that
//! the description of the API gives it; whoever knows an answer is told that it still holds, until there is another commit;
//! the next page is named.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use onrecord::index::{Change, RootsChange, Silent, sync};
use serde_json::{Value, json};

use crate::cases::CASES;
use crate::served::{Served, now};

/// An answer without the time it took.
fn timeless(mut answer: Value) -> Value {
    if let Some(took) = answer.get_mut("took_ms") {
        *took = Value::Null;
    }
    answer
}

/// Lists are longer on the command line, unless told.
fn as_long<'a>(typed: &[&'a str]) -> Vec<&'a str> {
    let is_list = matches!(typed[0], "speakers" | "quotes");
    typed.iter().copied().chain(if is_list { &["--limit", "10"][..] } else { &[] }.iter().copied()).collect()
}

/// How many passages an answer finds, and those it lists: article and number.
fn in_the_answer(answer: &Value) -> (u64, Vec<(String, u64)>) {
    let passage =
        |id: &Value, paragraph: &Value| (id.as_str().unwrap().to_owned(), paragraph["ordinal"].as_u64().unwrap() + 1);
    let hits = answer["hits"].as_array().unwrap().iter();
    let listed = hits.flat_map(|hit| match hit["passages"].as_array() {
        Some(passages) => passages.iter().map(|one| passage(&hit["article"]["id"], &one["paragraph"])).collect(),
        None => vec![passage(&hit["article"]["id"], &hit["paragraph"])],
    });
    (answer["total"].as_u64().unwrap(), listed.collect())
}

/// The same of the page of a search, which lists by article where it is not told otherwise.
fn on_the_page(served: &Served, address: &str) -> (u64, Vec<(String, u64)>) {
    let grouped = if address.contains("group=") { "" } else { "&group=none" };
    let came = served.get(&format!("/{address}{grouped}"));
    let page = String::from_utf8(came.body).unwrap();
    assert_eq!(came.status, StatusCode::OK, "{address}");
    if page.contains("<h1>Nothing found</h1>") {
        return (0, Vec::new());
    }
    let between = |text: &str, from: &str, to: char| {
        text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(found, _)| found.to_owned()).unwrap()
    };
    let total = between(&page, "<h1><b>", ' ').replace(',', "").parse().unwrap();
    let links = page.split("class=\"open\" href=\"/article/").skip(1);
    let listed = links.map(|link| (link[..20].to_owned(), between(link, "#p", '"').parse().unwrap()));
    (total, listed.collect())
}

#[test]
fn the_api_answers_as_the_command_line() {
    let served = Served::new();
    let mut hits = 0;
    for (typed, address) in CASES {
        let came = served.get(&format!("/api/v1/{address}"));
        assert_eq!((came.status, came.header("content-type")), (StatusCode::OK, "application/json"), "{came:?}");
        let answer = timeless(came.json());
        let printed = timeless(served.typed(&as_long(typed)));
        for (name, value) in printed.as_object().unwrap() {
            assert_eq!(answer.get(name), Some(value), "{name} of {typed:?}");
        }
        assert_eq!(answer.as_object().unwrap().len(), printed.as_object().unwrap().len(), "{typed:?}");
        if typed[0] == "search" {
            assert_eq!(on_the_page(&served, address), in_the_answer(&answer), "the page of {address}");
        }
        hits += answer["hits"].as_array().map_or(0, Vec::len);
    }
    assert!(hits > 40, "{hits}");
    let id = served.get("/api/v1/search?q=belt").json()["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    assert_eq!(served.get(&format!("/api/v1/articles/{id}")).json(), served.typed(&["show", &id]));
    assert_eq!(served.get(&format!("/api/v1/articles/{id}/similar")).json(), served.typed(&["similar", &id]));
    assert_eq!(served.get("/api/v1/suggest?q=be").json(), served.typed(&["terms", "be", "--limit", "10"]));
    let counts = served.get("/api/v1/count?q=belt").json();
    let found = served.typed(&["search", "belt"]);
    for name in ["query", "understood", "total", "total_articles", "total_stories", "warnings"] {
        assert_eq!(counts[name], found[name]);
    }
    assert_eq!(served.get("/api/v1/parse?q=belt").json()["understood"], found["understood"]);
    let mut status = served.typed(&["status"]);
    let mut told = served.get("/api/v1/status").json();
    status["index"] = Value::Null;
    told["index"] = Value::Null;
    assert_eq!(told, status);
}

/// The shape that the description gives the answers of an operation in a form.
fn shape(document: &Value, operation: &Value, form: &str) -> jsonschema::Validator {
    let schema = &operation["responses"]["200"]["content"][form]["schema"];
    assert!(schema.is_object(), "{form} is not described: {operation}");
    jsonschema::validator_for(&json!({ "allOf": [schema], "components": document["components"] })).unwrap()
}

#[test]
fn every_answer_has_its_shape() {
    let served = Served::new();
    let document = served.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let id = served.get("/api/v1/search?q=belt").json()["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let (operation, path) = (&methods["get"], path.replace("{id}", &id).replace("{field}", "speaker"));
        let mut addresses = vec![path.clone()];
        for parameter in operation["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "query") {
            let example = &parameter["example"];
            let example = example.as_array().map_or(example, |values| &values[0]);
            let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("q", "forum"), ("speaker", "Kim"), (parameter["name"].as_str().unwrap(), &example)])
                .finish();
            addresses.push(format!("{path}?{query}"));
        }
        for address in addresses {
            let came = served.get(&address);
            // What takes no query is not asked one, and quotes want somebody named.
            if came.status == StatusCode::BAD_REQUEST {
                let detail = came.json()["detail"].as_str().unwrap().to_owned();
                let is_known = ["no parameter `q`", "no parameter `speaker`", "is empty", "nobody is named"];
                assert!(is_known.iter().any(|known| detail.contains(known)), "{address}: {detail}");
                continue;
            }
            asked += 1;
            let form = came.header("content-type").to_owned();
            let answer = match form.as_str() {
                json if json.ends_with("json") => came.json(),
                _ => Value::String(String::from_utf8(came.body.clone()).unwrap()),
            };
            let shape = shape(&document, operation, &form);
            let errors: Vec<String> =
                shape.iter_errors(&answer).map(|error| format!("{error} at {}", error.instance_path())).collect();
            assert_eq!((came.status, errors), (StatusCode::OK, Vec::new()), "{address}");
        }
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn an_answer_holds_until_the_next_commit() {
    let served = Served::new();
    let address = "/api/v1/search?q=belt";
    let first = served.get(address);
    let tag = first.header("etag").to_owned();
    let known = |address: &str, tag: &str| {
        let request = Request::get(address).header("host", "localhost").header("if-none-match", tag);
        served.ask(request.body(Body::empty()).unwrap())
    };
    let again = known(address, &tag);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (StatusCode::NOT_MODIFIED, 0, tag.as_str()));
    assert_eq!(known("/api/v1/search?q=roads", &tag).status, StatusCode::OK, "another question");
    assert_eq!(
        known("/api/v1/search?q=belt&limit=10", &tag).status,
        StatusCode::NOT_MODIFIED,
        "the same in other words"
    );
    let news = served.path("news");
    std::fs::create_dir(&news).unwrap();
    std::fs::write(news.join("a.txt"), "A belt\n\nThe belt was opened in Kenya.\n").unwrap();
    let change = Change { roots: RootsChange::Add(vec![news]), ..Change::default() };
    sync(&served.place(), &change, now(), &Silent).unwrap();
    let other = known(address, &tag);
    assert_eq!(other.status, StatusCode::OK);
    let articles = |answer: Value| answer["total_articles"].as_u64().unwrap();
    assert_eq!(articles(other.json()), articles(first.json()) + 1);
}

#[test]
fn the_next_page_is_named() {
    let served = Served::new();
    let first = served.get("/api/v1/search?limit=2&q=belt&year=2017");
    assert_eq!(first.header("link"), "</api/v1/search?q=belt&year=2017&limit=2&offset=2>; rel=\"next\"");
    let mut address = "/api/v1/search?q=belt&limit=2".to_owned();
    let mut ranks = Vec::new();
    loop {
        let page = served.get(&address);
        ranks.extend(page.json()["hits"].as_array().unwrap().iter().map(|hit| hit["rank"].as_u64().unwrap()));
        match page.header("link").strip_prefix('<').and_then(|link| link.split_once('>')) {
            Some((next, _)) => address = next.to_owned(),
            None => break,
        }
    }
    let total = first.json()["total"].as_u64().unwrap();
    assert_eq!(ranks, (1..=total).collect::<Vec<_>>());
}
