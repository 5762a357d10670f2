//! The names of those that go by a key, as they are printed.
//!
//! # Limits
//! Reading the names of everybody takes a look at every speech, so it is done once a commit, when somebody first asks, and
//! kept: some 100 bytes for each name.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::columns::texts;
use super::reader::live_records;
use crate::annotate::People;
use crate::engine::names::{KeptNames, given};
use crate::engine::{NameCount, Named, NamedKey, Names, fields};

/// Keys with the names that share each, and how many records have each name.
type Counts = BTreeMap<String, FxHashMap<String, u64>>;

/// The fields of key and name.
fn fields_of(of: Named) -> (&'static str, &'static str) {
    match of {
        Named::Speakers => (fields::SPEAKER, fields::SPEAKER_NAME),
        Named::Publishers => (fields::PUBLISHER, fields::PUBLISHER_NAME),
    }
}

/// The name of a key for people, read by itself where not all are kept.
pub(super) fn label(
    kept: &KeptNames,
    of: Named,
    key: &str,
    searcher: &Searcher,
    people: &People,
) -> Result<Option<String>, TantivyError> {
    match kept.get(of) {
        Some(names) => Ok(names.get(key).map(|named| named.label.clone())),
        None => match given(of, key, people) {
            Some(name) => Ok(Some(name.to_owned())),
            None => commonest(of, key, searcher),
        },
    }
}

/// Every key of the live records with its names.
pub(super) fn read(of: Named, searcher: &Searcher, people: &People) -> Result<Names, TantivyError> {
    let mut counts = Counts::new();
    for segment in searcher.segment_readers() {
        let live = (0..segment.max_doc()).filter(|&record| !segment.is_deleted(record));
        gather(of, segment, live, &mut counts)?;
    }
    let named = counts.into_iter().filter_map(|(key, names)| {
        let names = ranked(names);
        let label = given(of, &key, people).unwrap_or(&names.first()?.name).to_owned();
        Some(NamedKey { key, label, names })
    });
    Ok(named.collect())
}

/// The commonest name among the live records that share a key.
fn commonest(of: Named, key: &str, searcher: &Searcher) -> Result<Option<String>, TantivyError> {
    let mut counts = Counts::new();
    for segment in searcher.segment_readers() {
        gather(of, segment, live_records(segment, fields_of(of).0, key)?, &mut counts)?;
    }
    Ok(counts.remove(key).and_then(|names| ranked(names).into_iter().next()).map(|first| first.name))
}

/// Adds the names of some records of a segment.
fn gather(
    of: Named,
    segment: &SegmentReader,
    records: impl IntoIterator<Item = DocId>,
    into: &mut Counts,
) -> Result<(), TantivyError> {
    let (key, name) = fields_of(of);
    let (Some(keys), Some(names)) = (segment.fast_fields().str(key)?, segment.fast_fields().str(name)?) else {
        return Ok(());
    };
    let mut counts: FxHashMap<(u64, u64), u64> = FxHashMap::default();
    for record in records {
        if let (Some(key), Some(name)) = (keys.ords().first(record), names.ords().first(record)) {
            *counts.entry((key, name)).or_default() += 1;
        }
    }
    let key_of = texts_of(&keys, counts.keys().map(|&(key, _)| key))?;
    let name_of = texts_of(&names, counts.keys().map(|&(_, name)| name))?;
    for ((key, name), count) in counts {
        *into.entry(key_of[&key].clone()).or_default().entry(name_of[&name].clone()).or_default() += count;
    }
    Ok(())
}

/// The texts of some ordinals, by ordinal.
fn texts_of(column: &StrColumn, ordinals: impl Iterator<Item = u64>) -> Result<FxHashMap<u64, String>, TantivyError> {
    let mut ordinals: Vec<u64> = ordinals.collect();
    ordinals.sort_unstable();
    ordinals.dedup();
    let texts = texts(column, &ordinals)?;
    Ok(ordinals.into_iter().zip(texts).collect())
}

/// Names by count; the longer, then the lesser of equals goes first.
fn ranked(names: FxHashMap<String, u64>) -> Vec<NameCount> {
    let mut names: Vec<NameCount> = names.into_iter().map(|(name, count)| NameCount { name, count }).collect();
    names.sort_by(NameCount::compare);
    names
}
