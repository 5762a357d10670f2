//! What an engine answers, in the form of the cases.

use std::path::Path;
use std::time::Instant;

use onrecord::engine::Reader;
use onrecord::query::parse;
use onrecord::search::{Answer, Request, answer};
use onrecord::span::{Span, slice};

use crate::cases::{Case, Shown};

pub const TODAY: jiff::civil::Date = jiff::civil::date(2021, 5, 21);

/// What a query gives, in the form of the cases.
pub fn got(reader: &dyn Reader, query: &str) -> Case {
    let read = parse(query, TODAY);
    let tree = read.tree.as_ref().map(ToString::to_string).unwrap_or_default();
    let request = Request { query: query.to_owned(), today: TODAY, limit: 1_000, ..Request::default() };
    let hits = match read.tree {
        Some(_) => answer(reader, &request, Instant::now()).unwrap().hits.to_vec(),
        None => Vec::new(),
    };
    Case {
        line: 0,
        query: query.to_owned(),
        tree,
        complaints: read.complaints.len(),
        readings: read.other_readings,
        shown: hits.iter().flat_map(shown).collect(),
    }
}

/// A hit with its marks, and the title's where it has some.
fn shown(hit: &Answer) -> Vec<(String, Shown)> {
    let name = Path::new(&hit.article.path).file_stem().unwrap().to_string_lossy().into_owned();
    let marked = |text: &str, marks: &[Span]| marks.iter().map(|&mark| slice(text, mark).to_owned()).collect();
    let passage: Shown = marked(&hit.snippet.text, &hit.snippet.highlights);
    let title: Shown = marked(hit.article.title.as_deref().unwrap_or_default(), &hit.article.title_highlights);
    let title = (!title.is_empty()).then(|| (format!("{name}:T"), title));
    title.into_iter().chain([(format!("{name}:{}", hit.paragraph.ordinal), passage)]).collect()
}
