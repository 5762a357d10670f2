//! The five real pages: what is read from them, and what the searches of the main job find.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{has_python, onrecord, output_of, shared};

const PHRASE: &str = "one belt one road";
const CHONGQING: &str = "000_";
const BEIJING: &str = "001_";

#[test]
fn the_real_pages_are_read_as_their_gold_says() {
    let Some(seeds) = shared("seeds") else { return };
    if !has_python() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let predictions = folder.path().join("predictions.jsonl");
    let pages: Vec<PathBuf> = fs::read_dir(&seeds)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "txt"))
        .collect();
    assert_eq!(pages.len(), 5);
    let file = File::create(&predictions).unwrap();
    let status = onrecord().args(["annotate", "--format", "jsonl"]).args(pages).stdout(file).status().unwrap();
    assert!(status.success());
    let check = Command::new("python3").arg(seeds.join("check.py")).arg(&predictions).arg("--show").output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}

/// The real pages, indexed by the program.
struct Pages {
    folder: TempDir,
}

impl Pages {
    fn indexed() -> Option<Self> {
        let seeds = shared("seeds")?;
        let pages = Self { folder: TempDir::new().unwrap() };
        output_of(onrecord().arg("index").arg(seeds).arg("--index").arg(pages.place()));
        Some(pages)
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn search(&self, args: &[&str]) -> Value {
        let mut command = onrecord();
        command.arg("search").arg("--index").arg(self.place()).args(["--format", "json", "--limit", "100"]).args(args);
        serde_json::from_str(&output_of(&mut command)).expect("a search prints JSON")
    }
}

fn file_name(hit: &Value) -> String {
    let path = hit["article"]["path"].as_str().unwrap();
    Path::new(path).file_name().unwrap().to_str().unwrap().to_owned()
}

fn hits(found: &Value) -> &Vec<Value> {
    found["hits"].as_array().unwrap()
}

fn passages(found: &Value) -> BTreeSet<(String, u64)> {
    hits(found).iter().map(|hit| (file_name(hit), hit["paragraph"]["ordinal"].as_u64().unwrap())).collect()
}

/// The names of those whose speeches counted.
fn counted(hit: &Value) -> BTreeSet<&str> {
    let speakers = &hit["paragraph"]["speakers"];
    let which = hit["speeches"].as_array().unwrap().iter().map(|at| at.as_u64().unwrap() as usize);
    which.map(|at| speakers[at]["name"].as_str().unwrap_or_default()).collect()
}

fn facet(found: &Value, name: &str) -> Vec<(Value, u64)> {
    let rows = found["facets"][name].as_array().unwrap().iter();
    rows.map(|row| (row["value"].clone(), row["count"].as_u64().unwrap())).collect()
}

fn marked(stretch: &Value) -> Vec<String> {
    let text: Vec<char> = stretch["text"].as_str().unwrap().chars().collect();
    let spans = stretch["highlights"].as_array().unwrap().iter();
    spans
        .map(|span| {
            let (start, end) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
            text[start..end].iter().collect()
        })
        .collect()
}

#[test]
fn the_phrase_is_found_in_six_passages() {
    let Some(pages) = Pages::indexed() else { return };
    let found = pages.search(&["\"one belt one road\""]);
    assert_eq!((&found["total"], &found["total_articles"]), (&json!(6), &json!(2)));
    assert_eq!(hits(&found).len(), 6);
    let of = |start: &str| hits(&found).iter().filter(|hit| file_name(hit).starts_with(start)).count();
    assert_eq!((of(CHONGQING), of(BEIJING)), (5, 1));
    assert_eq!(facet(&found, "year"), [(json!("2017"), 6)]);
    assert_eq!(facet(&found, "pair"), [(json!("CN-KR"), 6)]);
    for hit in hits(&found) {
        let marks = marked(&hit["snippet"]);
        assert!(!marks.is_empty(), "nothing is marked in {hit}");
        for mark in marks {
            let words: Vec<_> = mark.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            assert_eq!(words.join(" ").to_lowercase(), PHRASE, "`{mark}` is not exactly the phrase");
            assert!(mark.starts_with(words[0]) && mark.ends_with(words[3]), "`{mark}` is not exactly the phrase");
        }
    }
    assert_eq!(passages(&pages.search(&[PHRASE])), passages(&found), "words alone find the same passages");
}

#[test]
fn filters_find_the_right_paragraphs() {
    let Some(pages) = Pages::indexed() else { return };
    let in_2017 = pages.search(&["--year", "2017"]);
    let files: BTreeSet<_> = hits(&in_2017).iter().map(|hit| file_name(hit)[..4].to_owned()).collect();
    assert_eq!(files, BTreeSet::from([CHONGQING.to_owned(), BEIJING.to_owned()]));
    assert_eq!(in_2017["total_articles"], json!(2));

    let korea_russia = pages.search(&["--pair", "korea-russia"]);
    assert!(!hits(&korea_russia).is_empty());
    for hit in hits(&korea_russia) {
        let has = |part: &str| hit[part]["pairs"].as_array().unwrap().contains(&json!("KR-RU"));
        assert!(has("article") || has("paragraph"), "{hit}");
    }
    assert_eq!(passages(&pages.search(&["--pair", "RU-KR"])), passages(&korea_russia), "order makes no difference");
}

#[test]
fn a_speaker_is_found_in_both_spellings_and_no_namesake() {
    let Some(pages) = Pages::indexed() else { return };
    let found = pages.search(&["--speaker", "Kim Young-joo"]);
    let names: BTreeSet<_> = hits(&found).iter().flat_map(counted).collect();
    assert_eq!(names, BTreeSet::from(["Kim Young-joo", "Kim Young-ju"]));
    for hit in hits(&found) {
        let names = counted(hit);
        assert!(!names.is_empty(), "a hit names the speech that counted: {hit}");
    }
    let found = passages(&found);
    assert_eq!(passages(&pages.search(&["--speaker", "Kim Young-ju"])), found);

    let of = |name: &str| passages(&pages.search(&["--speaker", name]));
    let together: BTreeSet<_> = of("Ryu Chang-sung").intersection(&of("Kim Young-woo")).cloned().collect();
    assert_eq!(together.len(), 1, "both men speak in one paragraph");
    assert!(together.iter().all(|passage| passage.0.starts_with(CHONGQING)));
    assert!(of("Kim Young-woo").is_disjoint(&found));
}
