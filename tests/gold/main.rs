//! Quality as a test: what the program reads from pages whose facts people have written down.
//!
//! `seeds` holds the sample articles against `seeds.json`; `pages` the five real pages, through the
//! program and its searches; `floors` the development evaluation against `floors.tsv`. The last two
//! need the folder `shared` beside the repository (or where `ONRECORD_SHARED` points): without it they
//! are skipped with a line on standard error, and on CI (`CI=true`) they fail.

mod floors;
mod pages;
mod seeds;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file or folder of `shared`; `None`, told on standard error, where it is absent.
fn shared(part: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let path = std::env::var_os("ONRECORD_SHARED").map_or_else(beside, PathBuf::from).join(part);
    if path.exists() {
        return Some(path);
    }
    skip(&format!("there is no `{}`", path.display()));
    None
}

/// Whether Python is there, which the scorers of `shared` are written in.
fn has_python() -> bool {
    let has = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !has {
        skip("there is no `python3`");
    }
    has
}

fn skip(why: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{why}: on CI nothing may be skipped");
    // Past the harness, which holds back what a passing test prints.
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// The program, in no colour and with no setting of the person who runs the tests.
fn onrecord() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.env("NO_COLOR", "1").env_remove("COLUMNS");
    command
}

/// Runs a command that must succeed; its standard output.
fn output_of(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{told}", output.status);
    String::from_utf8(output.stdout).expect("output is UTF-8")
}
