//! The names of those that go by a key, as they are printed.

use std::collections::{BTreeMap, HashMap};

use tantivy::columnar::StrColumn;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use super::reader::live_records;
use crate::engine::{NameCount, Named, NamedKey, fields};

/// Keys with the names that share each, and how many records have each name.
type Names = BTreeMap<String, HashMap<String, u64>>;

/// The fields of key and name.
fn fields_of(of: Named) -> (&'static str, &'static str) {
    match of {
        Named::Speakers => (fields::SPEAKER, fields::SPEAKER_NAME),
        Named::Publishers => (fields::PUBLISHER, fields::PUBLISHER_NAME),
    }
}

/// Every key of the live records with its names.
pub(super) fn all(of: Named, searcher: &Searcher) -> Result<Vec<NamedKey>, TantivyError> {
    let mut names = Names::new();
    for segment in searcher.segment_readers() {
        let live = (0..segment.max_doc()).filter(|&record| !segment.is_deleted(record));
        gather(of, segment, live, &mut names)?;
    }
    let named = names.into_iter().filter_map(|(key, names)| {
        let names = ranked(names);
        let label = names.first()?.name.clone();
        Some(NamedKey { key, label, names })
    });
    Ok(named.collect())
}

/// The commonest name among the live records that share a key.
pub(super) fn commonest(of: Named, key: &str, searcher: &Searcher) -> Result<Option<String>, TantivyError> {
    let mut names = Names::new();
    for segment in searcher.segment_readers() {
        gather(of, segment, live_records(segment, fields_of(of).0, key)?, &mut names)?;
    }
    Ok(names.remove(key).and_then(|names| ranked(names).into_iter().next()).map(|first| first.name))
}

/// Adds the names of some records of a segment.
fn gather(
    of: Named,
    segment: &SegmentReader,
    records: impl IntoIterator<Item = DocId>,
    into: &mut Names,
) -> Result<(), TantivyError> {
    let (key, name) = fields_of(of);
    let (Some(keys), Some(names)) = (segment.fast_fields().str(key)?, segment.fast_fields().str(name)?) else {
        return Ok(());
    };
    let mut counts: HashMap<(u64, u64), u64> = HashMap::new();
    for record in records {
        if let (Some(key), Some(name)) = (keys.ords().first(record), names.ords().first(record)) {
            *counts.entry((key, name)).or_default() += 1;
        }
    }
    for ((key, name), count) in counts {
        *into.entry(text(&keys, key)?).or_default().entry(text(&names, name)?).or_default() += count;
    }
    Ok(())
}

fn text(column: &StrColumn, ordinal: u64) -> Result<String, TantivyError> {
    let mut text = String::new();
    column.ord_to_str(ordinal, &mut text)?;
    Ok(text)
}

/// Names by count; the longer, then the lesser of equals goes first.
fn ranked(names: HashMap<String, u64>) -> Vec<NameCount> {
    let mut names: Vec<NameCount> = names.into_iter().map(|(name, count)| NameCount { name, count }).collect();
    names.sort_by(|a, b| {
        let longer = || b.name.chars().count().cmp(&a.name.chars().count());
        b.count.cmp(&a.count).then_with(longer).then_with(|| a.name.cmp(&b.name))
    });
    names
}
