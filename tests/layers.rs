//! The stages know only what stands before them, outside names stay put, and every file says what it is.
//!
//! The sources are read as text, comments and strings taken out. Properties: no arrow between stages but those of
//! [`MAY_USE`], nor between annotators but those of [`ANNOTATORS`]; the names of [`STAY_PUT`] only where they may
//! stand; a module doc in every file.

use std::fs;
use std::path::{Path, PathBuf};

/// A stage and the stages it may use.
const MAY_USE: [(&str, &[&str]); 16] = [
    ("span", &[]),
    ("analyzer", &["span"]),
    ("config", &[]),
    ("tables", &[]),
    ("corpus", &["span", "tables"]),
    ("article", &["corpus", "span", "tables"]),
    ("annotate", &["article", "corpus", "span", "tables"]),
    ("corrections", &["annotate", "article", "corpus", "query", "span", "tables"]),
    ("query", &["analyzer", "annotate", "span", "tables"]),
    ("engine", &["query", "corrections", "analyzer", "annotate", "corpus", "span"]),
    ("index", &["engine", "corrections", "annotate", "article", "corpus", "config", "span", "tables"]),
    ("search", &["query", "engine", "analyzer", "annotate", "corpus", "span"]),
    ("export", &["search", "query", "engine", "annotate", "corpus", "span"]),
    (
        "cli",
        &[
            "http",
            "export",
            "search",
            "index",
            "engine",
            "query",
            "analyzer",
            "corrections",
            "annotate",
            "article",
            "corpus",
            "config",
            "span",
            "tables",
        ],
    ),
    (
        "http",
        &[
            "export",
            "search",
            "index",
            "engine",
            "query",
            "analyzer",
            "corrections",
            "annotate",
            "article",
            "corpus",
            "config",
            "span",
            "tables",
        ],
    ),
    (
        "lib",
        &[
            "cli",
            "http",
            "export",
            "search",
            "index",
            "engine",
            "query",
            "analyzer",
            "corrections",
            "annotate",
            "article",
            "corpus",
            "config",
            "span",
            "tables",
        ],
    ),
];

/// An annotator and the annotators it may use; `lexicon` holds the tables that `person` and `speaker` both read.
const ANNOTATORS: [(&str, &[&str]); 5] = [
    ("country", &[]),
    ("date", &["country"]),
    ("lexicon", &[]),
    ("person", &["lexicon"]),
    ("speaker", &["person", "lexicon", "country"]),
];

/// What may stand only in these places.
const STAY_PUT: [(&str, &[&str]); 12] = [
    ("tantivy", &["engine/embedded/"]),
    ("ureq", &["engine/opensearch/"]),
    ("axum", &["http/"]),
    ("tokio", &["http/"]),
    ("clap", &["cli/", "main.rs"]),
    ("anyhow", &["cli/", "main.rs"]),
    ("SystemTime::now", &["main.rs", "cli/"]),
    ("Instant::now", &["main.rs", "cli/"]),
    ("Zoned::now", &["main.rs", "cli/"]),
    ("Timestamp::now", &["main.rs", "cli/"]),
    ("ZonedDateTime::now", &["main.rs", "cli/"]),
    ("env::var", &["main.rs", "cli/"]),
];

struct Source {
    /// The path within `src`, with `/`.
    path: String,
    /// As it stands.
    text: String,
    /// Without comments, strings and the tests at its end.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    gather(&root, &mut files);
    let sources: Vec<_> = files.iter().map(|file| read(&root, file)).collect();
    assert!(sources.len() > 50, "the sources are found");
    sources
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
    files.sort();
}

fn read(root: &Path, file: &Path) -> Source {
    let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let text = fs::read_to_string(file).unwrap();
    let is_test = path.ends_with("/tests.rs");
    let code = code_of(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
    Source { code: if is_test { String::new() } else { code }, path, text }
}

/// The text without comments and without what strings and characters hold.
fn code_of(text: &str) -> String {
    let pattern = r##"(?s)//[^\n]*|/\*.*?\*/|r#".*?"#|r"[^"]*"|"(?:\\.|[^"\\])*"|'(?:\\[^']+|[^'\\])'"##;
    regex::Regex::new(pattern).unwrap().replace_all(text, " ").into_owned()
}

/// What the code names directly behind `start`: `crate::a::b` and `crate::{a::b, c}` name a and c.
fn named_behind(code: &str, start: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(start) {
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            None => names.push(first_word(rest)),
            Some(group) => names.extend(heads(group)),
        }
    }
    names
}

/// The first word of each part of a `{…}` group that is open.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                names.push(first_word(group[start..at].trim_start()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The stage a file belongs to: `corpus` of `corpus/walk.rs`, `span` of `span.rs`.
fn stage(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn stages_use_only_those_before_them() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| source.path != "main.rs") {
        let from = stage(&source.path);
        let (_, may) = MAY_USE.iter().find(|row| row.0 == from).unwrap_or_else(|| panic!("`{from}` has no row"));
        for to in named_behind(&source.code, "crate::") {
            if MAY_USE.iter().any(|row| row.0 == to) && to != from && !may.contains(&to.as_str()) {
                broken.push(format!("{}: {from} -> {to}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn annotators_use_only_those_they_may() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some(inner) = source.path.strip_prefix("annotate/").filter(|inner| inner.contains('/')) else { continue };
        let from = stage(inner);
        let (_, may) = ANNOTATORS.iter().find(|row| row.0 == from).unwrap_or_else(|| panic!("`{from}` has no row"));
        for to in named_behind(&source.code, "crate::annotate::") {
            if ANNOTATORS.iter().any(|row| row.0 == to) && to != from && !may.contains(&to.as_str()) {
                broken.push(format!("{}: {from} -> {to}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn outside_names_stay_put() {
    let mut broken = Vec::new();
    for source in sources() {
        for (name, places) in STAY_PUT {
            let word = regex::Regex::new(&format!(r"\b{name}")).unwrap();
            if word.is_match(&source.code) && !places.iter().any(|place| source.path.starts_with(place)) {
                broken.push(format!("{}: {name}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|source| !source.path.ends_with("tests.rs") && !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert!(silent.is_empty(), "no module doc: {silent:#?}");
}

#[test]
fn the_reader_of_sources_sees_what_it_should() {
    let code = code_of("use crate::{a::{b, c}, d};\n// crate::e\nlet s = \"crate::f\"; let c = '\"'; crate::g::h();");
    assert_eq!(named_behind(&code, "crate::"), ["a", "d", "g"]);
}
