//! The development evaluation never falls under its floors.
//!
//! `floors.tsv` holds a digest of the data that the floors were taken on and a row a figure. A figure whose floor
//! starts with `<` must stay under it. Lowering a floor is a commit of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{has_python, shared};

const FLOORS: &str = include_str!("floors.tsv");
/// The evaluations that have floors, and the folders that hold their gold.
const ONLY: &str = "speakers,countries,probes,wild,bulletins";
const FOLDERS: [&str; 4] = ["bulletins", "countries", "speakers", "wild"];

#[test]
fn the_development_evaluation_stays_above_its_floors() {
    let Some(eval) = shared("eval") else { return };
    if !has_python() {
        return;
    }
    let rows = FLOORS.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<(&str, &str)> = rows.map(|row| row.split_once('\t').expect("a row is name, tab, value")).collect();
    let (digest, floors) = rows.split_first().expect("there are floors");
    assert_eq!(
        ("digest", digest_of(&eval).as_str()),
        *digest,
        "the evaluation data is not what the floors were taken on"
    );

    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("figures.json");
    let output = Command::new("python3")
        .arg(eval.join("run.py"))
        .args(["--bin", env!("CARGO_BIN_EXE_onrecord"), "--only", ONLY, "--json"])
        .arg(&json)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let figures: Vec<Value> = serde_json::from_str(&fs::read_to_string(&json).unwrap()).unwrap();
    let figures: BTreeMap<&str, Option<f64>> =
        figures.iter().map(|row| (row["figure"].as_str().unwrap(), row["now"].as_f64())).collect();

    let holds = |(name, floor): &&(&str, &str)| {
        let now = figures.get(name).copied().flatten();
        match floor.strip_prefix('<') {
            Some(most) => now.is_some_and(|now| now < most.parse().expect("a number")),
            None => now.is_some_and(|now| now >= floor.parse().expect("a number")),
        }
    };
    let short: Vec<_> = floors.iter().filter(|row| !holds(row)).map(|row| (row, figures.get(row.0))).collect();
    assert!(short.is_empty(), "under the floor:\n{short:#?}\n{}", String::from_utf8_lossy(&output.stdout));
    let unpinned: Vec<_> =
        figures.keys().filter(|name| !name.contains("a second") && !floors.iter().any(|row| row.0 == **name)).collect();
    assert!(unpinned.is_empty(), "these have no floor: {unpinned:?}");
}

/// A digest over names and contents of the data and the scorers, in order of name.
fn digest_of(eval: &Path) -> String {
    let mut files = vec![eval.join("run.py")];
    for folder in FOLDERS {
        let walk = walkdir::WalkDir::new(eval.join(folder));
        let entries = walk.into_iter().map(|entry| entry.expect("the evaluation data is readable"));
        files.extend(entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path));
    }
    files.retain(|file| !file.components().any(|part| part.as_os_str() == "__pycache__"));
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(file.strip_prefix(eval).unwrap().to_string_lossy().as_bytes());
        hasher.update(b"\0");
        hasher.update(blake3::hash(&fs::read(&file).unwrap()).as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}
