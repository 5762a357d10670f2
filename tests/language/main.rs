//! What queries mean, case by case: `cases.txt` over the articles beside it, through the public library.
//!
//! Properties, for each case: the tree it is read as, what is complained of, the readings offered, the passages
//! found, in any order, and what is marked in them. No query stands there twice, and the tree printed is read back as
//! itself.
//!
//! With `ONRECORD_BLESS=1` the trees and marks that were got are written into the file, for review. Passages are
//! never written: they are what a query means.

mod asked;
mod cases;
mod scrambled;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use asked::TODAY;
use cases::Case;
use onrecord::config::Now;
use onrecord::index::{Change, OpenIndex, Place, RootsChange, Silent, sync};
use onrecord::query::parse;

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language").join(name)
}

/// The articles, indexed in a folder that goes away with it.
struct Indexed {
    reader: OpenIndex,
    _folder: tempfile::TempDir,
}

fn indexed() -> Indexed {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path().join("index"));
    let now = Now { today: TODAY, ns: 1_621_555_200_000_000_000 };
    let change = Change { roots: RootsChange::Keep(vec![beside("articles")]), ..Change::default() };
    sync(&place, &change, now, &Silent).unwrap();
    Indexed { reader: place.open().unwrap(), _folder: folder }
}

#[test]
fn every_case_means_what_it_says() {
    let text = fs::read_to_string(beside("cases.txt")).unwrap();
    let cases = cases::parse(&text);
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    let indexed = indexed();
    let got: Vec<Case> =
        cases.iter().map(|case| Case { line: case.line, ..asked::got(&indexed.reader, &case.query) }).collect();
    if std::env::var_os("ONRECORD_BLESS").is_some() {
        fs::write(beside("cases.txt"), cases::blessed(&text, &got)).unwrap();
    }
    let amiss: Vec<String> = (1..)
        .zip(cases.iter().zip(&got))
        .filter(|(_, (want, got))| want != got)
        .map(|(number, (want, got))| format!("case {number}, line {}: expected\n{want}\ngot\n{got}", want.line))
        .collect();
    assert!(amiss.is_empty(), "{} of {} cases are amiss\n\n{}", amiss.len(), cases.len(), amiss.join("\n"));
}

#[test]
fn printed_trees_are_read_back() {
    for case in cases::parse(&fs::read_to_string(beside("cases.txt")).unwrap()) {
        let again = parse(&case.tree, TODAY);
        let printed = again.tree.as_ref().map(ToString::to_string).unwrap_or_default();
        assert_eq!(printed, case.tree, "line {}", case.line);
        assert_eq!(again.tree, parse(&case.query, TODAY).tree, "line {}", case.line);
    }
}

#[test]
fn no_query_stands_twice_and_passages_are_there() {
    let cases = cases::parse(&fs::read_to_string(beside("cases.txt")).unwrap());
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        if let Some(before) = lines.insert(&case.query, case.line) {
            panic!("`{}` stands in line {before} and {}", case.query, case.line);
        }
    }
    let named: BTreeSet<&str> =
        cases.iter().flat_map(|case| case.shown.keys()).filter_map(|at| at.split(':').next()).collect();
    for name in named {
        let there = ["harbour", "Korea", "wire"]
            .iter()
            .any(|f| beside("articles").join(f).join(format!("{name}.txt")).exists());
        assert!(there, "there is no article {name}");
    }
}
