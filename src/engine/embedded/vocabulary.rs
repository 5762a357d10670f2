//! The words of an index: what patterns stand for, and how common words are.

use std::collections::{HashMap, HashSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::form_field;
use super::spans::for_terms;
use crate::analyzer::{Form, Unit, WordPattern};
use crate::engine::{EXPANSIONS_MAX, fields};
use crate::query::TextField;
use crate::query::bind::BoundQuery;

/// The words of paragraphs with a shape, with the number of live paragraphs that have each.
pub(super) fn words(shape: &WordPattern, searcher: &Searcher) -> Result<HashMap<String, u64>, TantivyError> {
    let mut counts = HashMap::new();
    let unit = Unit::Like(shape.clone());
    let field = form_field(searcher.schema(), fields::TEXT, Form::Exact);
    for segment in searcher.segment_readers() {
        for_terms(&unit, field, segment, &mut |form, info| {
            let index = segment.inverted_index(field)?;
            let paragraphs = if segment.has_deletes() {
                let postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
                live(postings, segment)
            } else {
                u64::from(info.doc_freq)
            };
            if paragraphs > 0 {
                *counts.entry(String::from_utf8_lossy(form).into_owned()).or_default() += paragraphs;
            }
            Ok(())
        })?;
    }
    Ok(counts)
}

/// In how many live paragraphs words stand, by stem, in the order given.
pub(super) fn frequencies(stems: &[&str], searcher: &Searcher) -> Result<Vec<u64>, TantivyError> {
    let field = form_field(searcher.schema(), fields::TEXT, Form::Stem);
    let mut counts = vec![0; stems.len()];
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        for (count, stem) in counts.iter_mut().zip(stems) {
            let Some(info) = index.get_term_info(&Term::from_field_text(field, stem))? else { continue };
            *count += if segment.has_deletes() {
                live(index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?, segment)
            } else {
                u64::from(info.doc_freq)
            };
        }
    }
    Ok(counts)
}

fn live(mut postings: impl DocSet, segment: &SegmentReader) -> u64 {
    let mut count = 0;
    while postings.doc() != TERMINATED {
        count += u64::from(!segment.is_deleted(postings.doc()));
        postings.advance();
    }
    count
}

/// A pattern of the query that stands for more words than it may. Words of deleted articles count until they are
/// merged away.
pub(super) fn too_broad(query: &BoundQuery, searcher: &Searcher) -> Result<Option<String>, TantivyError> {
    for (text, pattern) in query.patterns() {
        if expansions(text, pattern, searcher)? > EXPANSIONS_MAX {
            return Ok(Some(pattern.source().to_owned()));
        }
    }
    Ok(None)
}

/// How many words of a field a pattern stands for; it stops counting soon after the most that are allowed.
fn expansions(text: TextField, pattern: &WordPattern, searcher: &Searcher) -> Result<usize, TantivyError> {
    let (_, name) = fields::text_of(text);
    let unit = Unit::Like(pattern.clone());
    let mut words: HashSet<Vec<u8>> = HashSet::new();
    for segment in searcher.segment_readers() {
        let field = form_field(segment.schema(), name, unit.form());
        for_terms(&unit, field, segment, &mut |form, _| {
            if words.len() <= EXPANSIONS_MAX {
                words.insert(form.to_owned());
            }
            Ok(())
        })?;
    }
    Ok(words.len())
}
