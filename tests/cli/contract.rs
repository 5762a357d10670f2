//! Properties: the JSON and CSV that other programs read are pinned, but for times and scores; every
//! key of the contract is in every object, of its type or null; spans lie in their text and cover what
//! they say.

use serde_json::Value;

use crate::golden;
use crate::world::World;

const FILES: [&str; 4] = ["pages/rail-forum.txt", "pages/tea-fair.txt", "pages/물류-포럼.txt", "pages/苹果座谈会.txt"];
const PHRASE: &str = "\"one belt one road\"";

/// The type of a value of the contract.
enum Shape {
    Text,
    Count,
    Number,
    /// `[start, end]`
    Span,
    OneOf(&'static [&'static str]),
    Null(Box<Shape>),
    List(Box<Shape>),
    /// Keys that must be there; others may be added.
    Object(Vec<(&'static str, Shape)>),
}

use Shape::{Count, Number, Object, OneOf, Span, Text};

fn null(shape: Shape) -> Shape {
    Shape::Null(Box::new(shape))
}

fn list(shape: Shape) -> Shape {
    Shape::List(Box::new(shape))
}

fn date() -> Shape {
    null(Object(vec![
        ("value", Text),
        ("precision", OneOf(&["day", "month", "year"])),
        ("basis", OneOf(&["explicit", "derived"])),
        ("evidence", Text),
    ]))
}

fn speech() -> Shape {
    Object(vec![
        ("name", null(Text)),
        ("description", null(Text)),
        ("mention", Text),
        ("role", null(Text)),
        ("affiliation", null(Text)),
        ("kind", OneOf(&["direct", "indirect", "mixed", "floor"])),
        ("content", list(Span)),
        ("cue", null(Span)),
        ("relay", null(Text)),
    ])
}

fn article() -> Shape {
    let paragraph = Object(vec![
        ("ordinal", Count),
        ("start", null(Count)),
        ("end", null(Count)),
        ("text", Text),
        ("countries", list(Text)),
        ("pairs", list(Text)),
        ("speakers", list(speech())),
    ]);
    Object(vec![
        ("path", Text),
        ("ordinal", Count),
        ("id", Text),
        ("url", null(Text)),
        ("title", null(Text)),
        ("publisher", null(Text)),
        ("author", null(Text)),
        ("lang", null(Text)),
        ("decoding", Object(vec![("encoding", Text), ("replaced", Count), ("repaired", null(Text))])),
        ("date", date()),
        ("event_date", date()),
        ("countries", list(Text)),
        ("pairs", list(Text)),
        ("main_pair", null(Text)),
        ("paragraphs", list(paragraph)),
        ("dropped", list(Object(vec![("line", Count), ("text", Text), ("reason", Text)]))),
    ])
}

fn hit() -> Shape {
    let article = Object(vec![
        ("id", Text),
        ("path", Text),
        ("paths", list(Text)),
        ("url", null(Text)),
        ("title", null(Text)),
        ("title_highlights", list(Span)),
        ("publisher", null(Text)),
        ("lang", null(Text)),
        ("date", date()),
        ("event_date", date()),
        ("pairs", list(Text)),
        ("countries", list(Text)),
    ]);
    let paragraph = Object(vec![
        ("ordinal", Count),
        ("text", Text),
        ("pairs", list(Text)),
        ("countries", list(Text)),
        ("speakers", list(speech())),
    ]);
    let copy = Object(vec![
        ("id", Text),
        ("path", Text),
        ("url", null(Text)),
        ("title", null(Text)),
        ("publisher", null(Text)),
        ("date", date()),
    ]);
    Object(vec![
        ("rank", Count),
        ("score", Number),
        ("article", article),
        ("copies", list(copy)),
        ("copies_total", Count),
        ("paragraph", paragraph),
        ("speeches", list(Count)),
        ("snippet", Object(vec![("text", Text), ("highlights", list(Span))])),
    ])
}

fn response() -> Shape {
    let row = || list(Object(vec![("value", null(Text)), ("label", Text), ("count", Count), ("articles", Count)]));
    let facets = ["year", "month", "pair", "speaker", "country", "publisher", "lang", "kind"];
    let facets = facets.map(|name| (name, row())).into_iter().chain([("other", Object(Vec::new()))]).collect();
    let clause = Object(vec![
        ("text", Text),
        ("start", null(Count)),
        ("end", null(Count)),
        ("reads", OneOf(&["article", "paragraph", "speech"])),
        ("expansions", list(Text)),
    ]);
    Object(vec![
        ("query", Text),
        ("understood", Object(vec![("text", Text), ("clauses", list(clause))])),
        ("total", Count),
        ("total_articles", Count),
        ("total_stories", Count),
        ("took_ms", Count),
        ("next", null(Count)),
        ("hits", list(hit())),
        ("facets", Object(facets)),
        ("suggestion", null(Text)),
        ("warnings", list(Object(vec![("message", Text), ("start", Count), ("end", Count)]))),
    ])
}

/// Holds a value against its shape, naming the place where it differs.
#[track_caller]
fn hold(value: &Value, shape: &Shape, place: &str) {
    let ok = match shape {
        Text => value.is_string(),
        Count => value.is_u64(),
        Number => value.is_number(),
        Span => {
            value.as_array().is_some_and(|ends| ends.len() == 2 && ends.iter().all(Value::is_u64))
                && value[0].as_u64() <= value[1].as_u64()
        }
        OneOf(words) => value.as_str().is_some_and(|word| words.contains(&word)),
        Shape::Null(shape) => {
            if !value.is_null() {
                hold(value, shape, place);
            }
            true
        }
        Shape::List(shape) => {
            let values = value.as_array();
            values.into_iter().flatten().for_each(|value| hold(value, shape, &format!("{place}[]")));
            values.is_some()
        }
        Object(keys) => {
            for (key, shape) in keys {
                let member = value.get(key).unwrap_or_else(|| panic!("no `{place}.{key}` in {value}"));
                hold(member, shape, &format!("{place}.{key}"));
            }
            value.is_object()
        }
    };
    assert!(ok, "`{place}` has the wrong type: {value}");
}

fn cut(text: &str, span: &Value) -> String {
    let (start, end) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
    assert!(end <= text.chars().count(), "{span} lies beyond {text:?}");
    text.chars().skip(start).take(end - start).collect()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// JSON laid out for review, with times and scores masked: a copy that is written twice counts in the
/// statistics of words until it is merged away, so scores of one folder differ from build to build.
fn masked(json: &str) -> String {
    let mask = |line: &str| match ["\"took_ms\": ", "\"score\": "].iter().find(|key| line.trim().starts_with(**key)) {
        Some(key) => format!("{}{key}0,\n", &line[..line.find('"').unwrap()]),
        None => format!("{line}\n"),
    };
    golden::laid_out(json).lines().map(mask).collect()
}

/// Ranks count from 1, and scores fall.
fn ranked(hits: &[Value]) {
    let scores: Vec<f64> = hits.iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!((1..).zip(hits).all(|(rank, hit): (u64, _)| hit["rank"] == rank), "{hits:?}");
}

/// The pages with an index of them.
fn indexed() -> World {
    let world = World::with_pages();
    world.run(&["index", "pages"]).done();
    world
}

#[test]
fn annotate_jsonl() {
    let world = World::with_pages();
    let mut typed = vec!["annotate", "--format", "jsonl"];
    typed.extend(FILES);
    let ran = world.run(&typed);
    let articles = lines(&ran.done().out);
    assert_eq!(articles.len(), FILES.len());
    let mut speeches = 0;
    for (article_row, file) in articles.iter().zip(FILES) {
        hold(article_row, &article(), "article");
        assert_eq!(article_row["path"], file);
        let source = std::fs::read_to_string(world.path(file)).unwrap();
        for paragraph in article_row["paragraphs"].as_array().unwrap() {
            let text = paragraph["text"].as_str().unwrap();
            let place = serde_json::json!([paragraph["start"], paragraph["end"]]);
            assert_eq!(cut(&source, &place), text);
            for speech in paragraph["speakers"].as_array().unwrap() {
                speeches += 1;
                let content = speech["content"].as_array().unwrap();
                assert!(content.iter().all(|span| !cut(text, span).is_empty()), "{speech}");
                assert!(speech["cue"].is_null() || !cut(text, &speech["cue"]).is_empty(), "{speech}");
                assert!(text.contains(speech["mention"].as_str().unwrap()), "{speech}");
            }
        }
        for dropped in article_row["dropped"].as_array().unwrap() {
            let line = source.lines().nth(dropped["line"].as_u64().unwrap() as usize - 1).unwrap();
            assert!(line.contains(dropped["text"].as_str().unwrap()), "{dropped}");
        }
    }
    assert!(speeches >= 6, "{speeches}");
    golden::check("annotate.jsonl", &ran.out.lines().map(golden::laid_out).collect::<String>());

    let mut typed = vec!["annotate", "--format", "json"];
    typed.extend(FILES);
    assert_eq!(world.json(&typed), Value::Array(articles));
}

#[test]
fn annotate_explained() {
    let world = World::with_pages();
    for file in FILES {
        let article = &world.json(&["annotate", "--explain", "--format", "json", file])[0];
        let explained = &article["explained"];
        let rows = |name: &str| explained[name].as_array().unwrap_or_else(|| panic!("{name}: {explained}")).clone();
        for name in ["dates", "countries", "pairs", "paragraphs", "speakers"] {
            rows(name);
        }
        assert_eq!(rows("paragraphs").len(), article["paragraphs"].as_array().unwrap().len());
        // What won is what the article has, and the evidence is the same.
        for (name, key) in [("countries", "country"), ("pairs", "pair")] {
            let mut won: Vec<Value> =
                rows(name).into_iter().filter(|row| row["won"] == true).map(|row| row[key].clone()).collect();
            won.sort_by_key(ToString::to_string);
            assert_eq!(Value::Array(won), article[name], "{file}: {name}");
        }
        assert!(rows("dates").iter().all(|mark| mark["words"].is_string() && mark["outcome"].is_string()));
    }
    let plain = world.json(&["annotate", "--format", "json", FILES[0]]);
    assert_eq!(plain[0]["explained"], Value::Null, "only for those who ask");
}

#[test]
fn search_json() {
    let world = indexed();
    for (name, query) in [
        ("search-phrase.json", &[PHRASE][..]),
        ("search-filters.json", &["--pair", "korea-china", "--kind", "direct", "--limit", "1"]),
        ("search-nothing.json", &["zeppelin"]),
        ("search-warnings.json", &["year:20l9 rail )"]),
    ] {
        let mut typed = vec!["search", "--format", "json"];
        typed.extend(query);
        let ran = world.run(&typed);
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        hold(&found, &response(), "response");
        ranked(found["hits"].as_array().unwrap());
        for hit in found["hits"].as_array().unwrap() {
            let snippet = &hit["snippet"];
            for mark in snippet["highlights"].as_array().unwrap() {
                let words = cut(snippet["text"].as_str().unwrap(), mark).to_lowercase();
                assert!(words == "one belt one road" || words == "rail", "{words}");
            }
            let title = hit["article"]["title"].as_str().unwrap();
            hit["article"]["title_highlights"].as_array().unwrap().iter().for_each(|mark| drop(cut(title, mark)));
            let speakers = hit["paragraph"]["speakers"].as_array().unwrap().len();
            assert!(hit["speeches"].as_array().unwrap().iter().all(|at| (at.as_u64().unwrap() as usize) < speakers));
        }
        golden::check(name, &masked(&ran.out));
    }
    let found = world.search(&[PHRASE]);
    let marks = found["hits"].as_array().unwrap().iter().map(|hit| hit["snippet"]["highlights"].as_array().unwrap());
    assert_eq!(marks.map(Vec::len).collect::<Vec<_>>(), [1, 1], "the phrase is marked in both passages");
}

#[test]
fn search_jsonl_and_csv() {
    let world = indexed();
    let ran = world.run(&["search", PHRASE, "--format", "jsonl"]);
    let hits = lines(&ran.done().out);
    hits.iter().for_each(|row| hold(row, &hit(), "hit"));
    assert_eq!(Value::Array(hits), world.search(&[PHRASE])["hits"]);
    golden::check("search.jsonl", &ran.out.lines().map(masked).collect::<String>());

    let ran = world.run(&["search", "--lang", "en", "--format", "csv"]);
    let rows: Vec<&str> = ran.done().out.split_terminator("\r\n").collect();
    assert_eq!(rows.len() as u64, 1 + world.search(&["--lang", "en"])["total"].as_u64().unwrap());
    golden::check("search.csv", &ran.out.replace("\r\n", "\n"));
}
