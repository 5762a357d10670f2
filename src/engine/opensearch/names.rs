//! The names of those that go by a key, as they are printed: counted in speeches, or in articles of a publisher.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ask::Asked;
use super::count::{buckets, documents, in_parts};
use super::lowered::is_article;
use super::mapping::{self, PARAGRAPHS, SPEECHES};
use super::people::PeopleBySource;
use crate::engine::fields::{self, Record};
use crate::engine::names::KeptNames;
use crate::engine::{EngineError, NameCount, Named, NamedKey, Names};

/// How many keys an answer holds.
const KEYS: usize = 1_000;

/// How many names of one key an answer holds.
const NAMES: usize = 60;

/// Of which keys names are read.
#[derive(Debug, Clone, Copy)]
enum Keys<'a> {
    These(&'a [&'a str]),
    Part { number: usize, of: usize },
}

/// The names for people of some keys.
pub(super) fn labels(
    kept: &KeptNames,
    of: Named,
    keys: &[&str],
    asked: &Asked<'_>,
    people: &PeopleBySource,
) -> Result<BTreeMap<String, String>, EngineError> {
    let label = |named: &NamedKey| (named.key.clone(), named.label.clone());
    let mut labels = BTreeMap::new();
    for keys in keys.chunks(KEYS) {
        let named = if kept.get(of).is_some() { None } else { read(of, Keys::These(keys), asked, people)? };
        match named {
            Some(named) => labels.extend(named.iter().map(label)),
            // They are known already, or have more names than an answer holds.
            None => {
                let all = kept.get_or_read(of, || read_all(of, asked, people))?;
                labels.extend(keys.iter().filter_map(|key| all.get(key)).map(label));
            }
        }
    }
    Ok(labels)
}

/// Every key with its names.
pub(super) fn read_all(of: Named, asked: &Asked<'_>, people: &PeopleBySource) -> Result<Names, EngineError> {
    in_parts(1, &mut |parts| {
        let mut all = Vec::new();
        for number in 0..parts {
            let Some(named) = read(of, Keys::Part { number, of: parts }, asked, people)? else { return Ok(None) };
            all.extend(named);
        }
        Ok(Some(all.into_iter().collect()))
    })
}

/// The names of some keys; `None` where an answer does not hold them all.
fn read(
    of: Named,
    keys: Keys<'_>,
    asked: &Asked<'_>,
    people: &PeopleBySource,
) -> Result<Option<Vec<NamedKey>>, EngineError> {
    let (key, name) = match of {
        Named::Speakers => {
            let of = |name| mapping::of(Record::Speech, name);
            (of(fields::SPEAKER), of(fields::SPEAKER_NAME))
        }
        Named::Publishers => (fields::PUBLISHER.to_owned(), fields::PUBLISHER_NAME.to_owned()),
    };
    let names_max = match keys {
        // In the smallest parts a key may have as many names as there are.
        Keys::Part { of, .. } if of > 256 => KEYS * NAMES,
        _ => NAMES,
    };
    let include = match keys {
        Keys::These(keys) => json!(keys),
        Keys::Part { number, of } => json!({ "partition": number, "num_partitions": of }),
    };
    let by_key = json!({
        "terms": { "field": key, "size": KEYS, "include": include },
        "aggs": { "names": { "terms": { "field": name, "size": names_max } } },
    });
    let aggs = match of {
        Named::Publishers => json!({ "keys": by_key }),
        Named::Speakers => nested(PARAGRAPHS, nested(SPEECHES, json!({ "keys": by_key }))),
    };
    let body = json!({ "size": 0, "track_total_hits": false, "query": is_article(), "aggs": aggs });
    let answer = asked.search(&body, false)?;
    let answer = &answer["aggregations"];
    let keys = match of {
        Named::Publishers => &answer["keys"],
        Named::Speakers => &answer["within"]["within"]["keys"],
    };
    let Some(keys) = buckets(keys) else { return Ok(None) };
    let mut named = Vec::with_capacity(keys.len());
    for (key, bucket) in keys {
        let Some(names) = buckets(&bucket["names"]) else { return Ok(None) };
        let mut names: Vec<NameCount> =
            names.into_iter().map(|(name, bucket)| NameCount { name, count: documents(bucket) }).collect();
        names.sort_by(NameCount::compare);
        let Some(label) =
            people.given(of, &key).map(str::to_owned).or_else(|| names.first().map(|first| first.name.clone()))
        else {
            continue;
        };
        named.push(NamedKey { key, label, names });
    }
    Ok(Some(named))
}

fn nested(path: &str, aggs: Value) -> Value {
    json!({ "within": { "nested": { "path": path }, "aggs": aggs } })
}
