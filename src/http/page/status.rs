//! The page of the index itself: what it holds, what was not read and why, and how far the folders have moved on.

use std::collections::BTreeMap;

use askama::Template;

use super::pieces::inert;
use super::strings;
use super::{Asked, Frame, rendered, search_href};
use crate::engine::{BytesByPart, FileRecord};
use crate::export::words::{self, counted, number, size};
use crate::http::params::Params;
use crate::http::{Problem, api};
use crate::index::{Status, status};

/// How many files of a kind of reason are named.
const NAMED: usize = 200;

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    holds: Vec<(&'static str, String)>,
    /// How many articles have a date that was worked out, and the search for them.
    derived: Option<(String, String)>,
    /// How many articles have no date, and the search for them.
    undated: Option<(String, String)>,
    folders: Vec<(String, String)>,
    /// How far the folders have moved on; none where one is not there.
    drift: Option<String>,
    moved: bool,
    skipped: Vec<SkippedView>,
    sizes: Vec<(&'static str, String)>,
    /// How the cluster is, where the index is on one.
    cluster: Vec<(&'static str, String)>,
    about: Vec<(&'static str, String)>,
    json: String,
}

/// Files, or parts of them, that were not read for one kind of reason.
#[derive(Debug, PartialEq, Eq)]
struct SkippedView {
    kind: String,
    count: String,
    /// The first of them, with what each says besides.
    places: Vec<(String, Option<String>)>,
    more: Option<String>,
}

/// The page of the index.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let status = status(asked.server.shelf.place(), asked.reader)?;
    rendered(&view(asked.params, &status, &asked.reader.files()?))
}

fn view(params: &Params, status: &Status, files: &[FileRecord]) -> StatusPage {
    let (held, parts, versions) = (&status.statistics, &status.statistics.bytes_by_part, &status.state.versions);
    let undated = search_href(&Params::default().with("undated", "true"));
    let derived = search_href(&Params::default().with("q", "is:derived"));
    // A cluster does not tell of what its size is made up.
    let by_part =
        [("texts", parts.texts), ("words", parts.words), ("positions", parts.positions), ("columns", parts.columns)];
    let by_part = (*parts != BytesByPart::default()).then_some(by_part);
    let corrections = status.state.corrections.as_ref().map_or("none".to_owned(), |record| inert(&record.file));
    StatusPage {
        frame: Frame::of("Index · onrecord", params).on("/status"),
        holds: vec![
            ("articles", number(held.articles)),
            ("paragraphs", number(held.paragraphs)),
            ("speeches", number(held.speeches)),
            ("people and organisations that speak", number(held.speakers)),
            ("articles with a stated date", number(held.dated_explicit)),
        ],
        derived: (held.dated_derived > 0)
            .then(|| (counted(held.dated_derived, "article has", "articles have"), derived)),
        undated: (held.undated > 0).then(|| (counted(held.undated, "article has", "articles have"), undated)),
        folders: status.state.roots.iter().map(|root| (inert(&root.label), inert(&root.folder))).collect(),
        drift: status.drift.map(strings::drift),
        moved: status.drift.is_some_and(|drift| !drift.is_none()),
        skipped: skipped(files),
        sizes: std::iter::once(("in all", held.bytes))
            .chain(by_part.into_iter().flatten())
            .map(|(what, bytes)| (what, size(bytes)))
            .collect(),
        cluster: status.cluster.iter().flat_map(words::cluster).map(|(what, told)| (what, inert(&told))).collect(),
        about: vec![
            ("last run that changed anything", inert(&status.state.written_at)),
            ("files looked at", number(status.files as u64)),
            ("corrections", corrections),
            ("where", inert(&status.index)),
            ("generation", inert(&status.generation)),
            ("program", status.program.to_owned()),
            ("form of the index", versions.format.to_string()),
            ("analyzer", versions.analyzer.to_string()),
            ("annotator", versions.annotator.to_string()),
        ],
        json: format!("{}/status", api::BASE),
    }
}

/// What was not read, by kind of reason, the commonest first.
fn skipped(files: &[FileRecord]) -> Vec<SkippedView> {
    let mut kinds: BTreeMap<&str, Vec<(String, Option<String>)>> = BTreeMap::new();
    for file in files {
        for skipped in &file.skipped {
            let place = format!("{}{}", file.path, skipped.part.as_deref().unwrap_or_default());
            let reason = (skipped.reason != skipped.kind()).then(|| inert(&skipped.reason));
            kinds.entry(skipped.kind()).or_default().push((inert(&place), reason));
        }
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let view = |(kind, mut places): (&str, Vec<_>)| {
        let count = places.len();
        places.truncate(NAMED);
        SkippedView {
            kind: inert(kind),
            count: counted(count as u64, "file or part", "files or parts"),
            more: (count > NAMED).then(|| format!("{} more", number((count - NAMED) as u64))),
            places,
        }
    };
    kinds.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: what was not read stands by kind of reason, the commonest first, none left out silently.
    use super::*;
    use crate::engine::SkippedPart;

    fn file(path: &str, skipped: Vec<SkippedPart>) -> FileRecord {
        FileRecord { path: path.into(), size: 0, modified_ns: 0, read_ns: 0, hash: None, articles: Vec::new(), skipped }
    }

    #[test]
    fn reasons_stand_together() {
        let part = |part: Option<&str>, reason: &str, kind: &str| {
            SkippedPart::new(part.map(str::to_owned), reason.to_owned(), kind)
        };
        let mut files = vec![
            file("a.pdf", vec![part(None, "locked by a password", "locked by a password")]),
            file("b.csv", vec![part(Some(", row 2"), "damaged CSV: a quote is open", "damaged CSV")]),
        ];
        files.extend((0..=NAMED).map(|n| file(&format!("{n}.bin"), vec![part(None, "not text", "not text")])));
        let views = skipped(&files);
        let told: Vec<_> =
            views.iter().map(|view| (view.kind.as_str(), view.places.len(), view.more.as_deref())).collect();
        assert_eq!(
            told,
            [("not text", NAMED, Some("1 more")), ("damaged CSV", 1, None), ("locked by a password", 1, None)]
        );
        assert_eq!(views[1].places, [("b.csv, row 2".to_owned(), Some("damaged CSV: a quote is open".to_owned()))]);
        assert_eq!(views[0].count, "201 files or parts");
    }
}
