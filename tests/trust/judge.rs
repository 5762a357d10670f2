//! Holds an index against one that was built afresh from the same folders.

use std::time::Instant;

use onrecord::engine::{BytesByPart, Grouping, Reader, Statistics};
use onrecord::index::{CheckOptions, Place, Silent, check, sync};
use onrecord::search::{Request, answer};
use serde_json::{Value, json};

use crate::folder::{World, now};

/// What is asked: words, phrases, fields and facets, all of which some article answers at some time.
const QUERIES: [&str; 23] = [
    "harbour",
    "wagon loom",
    "\"a promise\"",
    "one belt one road",
    "road -belt",
    "pact OR walnut",
    "(orchard OR harbour) -loom",
    "일대일로",
    "year:2016..2018",
    "is:undated",
    "is:derived",
    "has:date",
    "pair:korea-china",
    "country:KE",
    "speaker:\"Kim Young-joo\"",
    "speaker:Kim",
    "said:promise",
    "title:harbour",
    "lang:ko",
    "path:news/in",
    "is:copy",
    "harbour1",
    "harb*",
];

/// Everything that an index says: of itself, of files, stories and names, and its answers. Scores and the order they make
/// are left out unless they are asked for.
pub fn told(place: &Place, ranked: bool) -> Value {
    let reader = place.open().unwrap();
    let files: Vec<Value> = reader
        .files()
        .unwrap()
        .into_iter()
        .map(|file| json!([file.path, file.size, file.hash, file.articles, file.skipped]))
        .collect();
    let mut state = serde_json::to_value(reader.state()).unwrap();
    state["written_at"] = Value::Null;
    let statistics = Statistics { bytes: 0, bytes_by_part: BytesByPart::default(), ..reader.statistics().unwrap() };
    let answers: Vec<Value> = QUERIES.iter().map(|query| answered(&reader, query, ranked)).collect();
    json!({
        "state": state,
        "files": files,
        "stories": reader.stories().unwrap(),
        "statistics": statistics,
        "answers": answers,
    })
}

fn answered(reader: &dyn Reader, query: &str, ranked: bool) -> Value {
    let request = Request {
        query: query.to_owned(),
        grouping: Grouping::Passages,
        limit: 1_000,
        rows_max: 1_000,
        explain: ranked,
        ..Request::default()
    };
    let mut told = serde_json::to_value(answer(reader, &request, Instant::now()).unwrap()).unwrap();
    told["took_ms"] = Value::Null;
    if ranked {
        return told;
    }
    // Words are proposed by how common they are, deleted ones included, as scores are.
    told["suggestion"] = Value::Null;
    let hits = told["hits"].as_array_mut().unwrap();
    for hit in hits.iter_mut() {
        hit["rank"] = Value::Null;
        hit["score"] = Value::Null;
    }
    hits.sort_by_key(|hit| (hit["article"]["id"].as_str().map(str::to_owned), hit["paragraph"]["ordinal"].as_u64()));
    told
}

/// Nothing is wrong with the index, and it says what one says that is built afresh; `after` tells people what came before. Returns how many passages
/// were found in all.
#[track_caller]
pub fn assert_as_fresh(world: &World, ranked: bool, after: &dyn Fn() -> String) -> u64 {
    let fresh = world.place("fresh");
    let mut change = world.plan().change();
    (change.rebuild, change.compact) = (true, ranked);
    sync(&fresh, &change, now(), &Silent).unwrap();
    let checked =
        check(&world.place("index"), &CheckOptions { sample: Some(5), ..CheckOptions::default() }, now(), &Silent);
    let checked = checked.unwrap();
    assert_eq!(checked.faults, [], "after {}", after());
    assert_eq!(checked.located, checked.articles, "after {}", after());
    let (ours, theirs) = (told(&world.place("index"), ranked), told(&fresh, ranked));
    for name in ["state", "files", "stories", "statistics"] {
        assert_eq!(ours[name], theirs[name], "{name}, after {}", after());
    }
    let answers = |told: &Value| told["answers"].as_array().unwrap().clone();
    for ((query, ours), theirs) in QUERIES.iter().zip(answers(&ours)).zip(answers(&theirs)) {
        assert_eq!(ours, theirs, "`{query}`, after {}", after());
    }
    answers(&ours).iter().map(|answer| answer["total"].as_u64().unwrap()).sum()
}
