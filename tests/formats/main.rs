//! What the reading stages make of every format: files in `files`, and beside each `NAME.expected.json`, which is what
//! `onrecord annotate --format jsonl` says of its articles as far as reading decides it. The name of the file is the name
//! of the test; `ONRECORD_BLESS=1 cargo test --test formats` writes the expected anew.
//!
//! Everything in the files is invented, in the layouts that such files really have. What would be unreadable in review is
//! kept in parts and made when it is read (`inputs`): a folder is the archive of what is in it, `NAME.ENCODING.EXT` is
//! kept in UTF-8.
//!
//! Properties:
//! - each file is read as is expected of it, and nothing is expected of a file that is not there;
//! - packed by gzip, by Zstandard or in a zip archive, a file says the same;
//! - a text says the same in every encoding (`encodings`), and after every accident that is put right.

mod encodings;
#[allow(dead_code, reason = "the other test binary uses the rest")]
#[path = "../cli/golden.rs"]
mod golden;
mod inputs;
mod reading;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use inputs::Input;
use reading::Reading;

/// The folder of the files.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/files")
}

/// How the name of what is expected of a file ends.
const EXPECTED: &str = ".expected.json";

/// Fails with all that was found wrong, a paragraph a file.
#[track_caller]
fn no_failures(failures: &[String]) {
    assert!(failures.is_empty(), "{} wrong:\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn every_file_is_read_as_expected() {
    let check = |input: &Input| {
        let got = golden::laid_out(&serde_json::to_string(&Reading::of(input)).unwrap());
        let told = golden::difference(&folder().join(format!("{}{EXPECTED}", input.name)), &got)?;
        Some(format!("{} differs (-expected +got); if it should, run with ONRECORD_BLESS=1\n{told}", input.name))
    };
    no_failures(&inputs::all().par_iter().filter_map(check).collect::<Vec<_>>());
}

#[test]
fn nothing_is_expected_of_files_that_are_not_there() {
    let names: Vec<String> = inputs::all().into_iter().map(|input| input.name).collect();
    let expected = inputs::names().filter_map(|name| name.strip_suffix(EXPECTED).map(str::to_owned));
    let stray: Vec<String> = expected.filter(|name| !names.contains(name)).collect();
    no_failures(&stray);
}

#[test]
fn packed_files_say_the_same() {
    let check = |input: &Input| {
        let plain = Reading::of(input);
        inputs::packed(input).into_iter().find_map(|packed| {
            let (got, want) = (Reading::of(&packed), plain.clone());
            let [got, want] = [got, want].map(|reading| reading.without_paths(&input.name));
            (got != want).then(|| format!("{} says something else than {}", packed.name, input.name))
        })
    };
    no_failures(&inputs::all().par_iter().filter_map(check).collect::<Vec<_>>());
}

/// Writes the files as they are read, made ones too, where `ONRECORD_FORMATS_TO` says: seeds for the fuzz targets.
#[test]
fn files_are_handed_out() {
    let Some(folder) = std::env::var_os("ONRECORD_FORMATS_TO").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for input in inputs::all().into_iter().chain(encodings::all()) {
        std::fs::write(folder.join(&input.name), &input.bytes).unwrap();
    }
}
