//! A folder of its own for a test, and the program run in it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::Value;

/// A working directory that goes away with the test.
pub struct World {
    folder: tempfile::TempDir,
}

/// What a run of the program gave.
#[derive(Debug, Clone)]
pub struct Ran {
    pub typed: String,
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A world with the tiny articles of `tests/cli/pages` in `pages`.
    pub fn with_pages() -> Self {
        let world = Self::new();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/pages"), &world.path("pages"));
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that was last modified long ago, each time at another moment.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        self.age(name);
    }

    /// Sets the time of a file to one long ago that no file had before.
    pub fn age(&self, name: &str) {
        use std::sync::atomic::{AtomicU64, Ordering};
        static MOMENT: AtomicU64 = AtomicU64::new(0);
        let seconds = 1_000_000_000 + MOMENT.fetch_add(1, Ordering::Relaxed);
        self.set_modified(name, SystemTime::UNIX_EPOCH + Duration::new(seconds, 123_456_789));
    }

    pub fn set_modified(&self, name: &str, moment: SystemTime) {
        File::options().append(true).open(self.path(name)).unwrap().set_modified(moment).unwrap();
    }

    pub fn modified(&self, name: &str) -> SystemTime {
        fs::metadata(self.path(name)).unwrap().modified().unwrap()
    }

    /// The program, to be run here with nothing of the tester's environment.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).current_dir(self.folder.path()).env_clear().env("COLUMNS", "80").env("TZ", "UTC");
        command.stdin(Stdio::null());
        command
    }

    /// What an index says of itself, besides where, when and in how many bytes it was written.
    pub fn status(&self, place: &str) -> Value {
        let mut status = self.json(&["status", "--format", "json", "--index", place]);
        for name in ["index", "written_at", "bytes", "bytes_by_part", "generation"] {
            assert!(status.as_object_mut().unwrap().remove(name).is_some(), "{name}");
        }
        status
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let output = self.command(arguments).envs(environment.iter().copied()).output().unwrap();
        let typed = arguments.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        let variables = environment.iter().map(|(name, value)| format!("{name}={value} ")).collect::<String>();
        Ran::of(format!("{variables}onrecord {typed}"), &output)
    }

    /// Runs what must succeed and prints one JSON object.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(arguments);
        assert_eq!(ran.status, 0, "{ran:?}");
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    }

    /// A search, of which finding nothing is a fine answer.
    pub fn search(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["search", "--format", "json"];
        all.extend(arguments);
        let ran = self.run(&all);
        let found: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        assert_eq!(ran.status, i32::from(found["total"] == 0), "{ran:?}");
        found
    }
}

impl Ran {
    pub fn of(typed: String, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let ran = Self { typed, status: output.status.code().unwrap_or(-1), out, err };
        assert!(!ran.err.contains("panicked") && ran.status != 101, "a panic: {ran:?}");
        ran
    }

    /// Nothing could be done: status 2, nothing on standard output, and a message that says all this.
    #[track_caller]
    pub fn refused(&self, says: &[&str]) -> &Self {
        assert_eq!(self.status, 2, "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        self.says(says)
    }

    /// Something was done: status 0.
    #[track_caller]
    pub fn done(&self) -> &Self {
        assert_eq!(self.status, 0, "{self:?}");
        self
    }

    /// Standard error has these words.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.err.contains(word), "standard error lacks {word:?}: {self:?}");
        }
        self
    }
}

/// A word as a shell wants it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") }
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Says that a test could not be made here.
pub fn skip(what: &str, why: &str) {
    use std::io::Write;
    // Not `eprintln!`, which the test runner captures.
    let _ = writeln!(std::io::stderr(), "skipped: {what}: {why}");
}
