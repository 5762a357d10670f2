//! Which files of a folder are taken, as the user says: by globs, and by `.onrecordignore` files in the folder.
//!
//! Its place: asked by `walk` for every file and folder. All globs have the syntax of `.gitignore`, so that there is
//! one to learn: `drafts/` is a folder anywhere, `/drafts/` one at the top, `*.pdf` a name, `2021/*.html` a path, and
//! what begins with `!` is taken back. They read the path within the folder, with `/`.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use serde::{Deserialize, Serialize};

/// Which files are taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Only what one of these globs fits; everything, if there are none.
    pub include: Vec<String>,
    /// Nothing that one of these globs fits.
    pub exclude: Vec<String>,
    /// What to do about symbolic links.
    pub links: Links,
}

/// What to do about symbolic links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Links {
    /// They are not there.
    #[default]
    Ignored,
    /// What they lead to is read as if it stood in their place, unless it is read in another.
    Followed,
}

/// A glob that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the glob `{glob}` of `{option}` cannot be used: {what}")]
pub struct GlobError {
    /// Which option it is of.
    pub option: &'static str,
    /// The glob.
    pub glob: String,
    /// What is wrong with it.
    pub what: String,
}

/// Globs, made ready.
#[derive(Debug)]
pub(super) struct Globs {
    include: Option<Gitignore>,
    exclude: Gitignore,
}

impl Globs {
    /// # Errors
    /// When a glob cannot be used.
    pub fn new(rules: &Rules) -> Result<Self, GlobError> {
        let include = (!rules.include.is_empty()).then(|| matcher("--include", &rules.include)).transpose()?;
        Ok(Self { include, exclude: matcher("--exclude", &rules.exclude)? })
    }

    /// Whether a file is left out by its own path. Its folders were asked for before.
    fn leaves_file(&self, within: &str) -> bool {
        let included = |globs: &Gitignore| globs.matched_path_or_any_parents(within, false).is_ignore();
        self.exclude.matched(within, false).is_ignore() || self.include.as_ref().is_some_and(|globs| !included(globs))
    }

    /// Whether a folder is left out with all that is in it.
    fn leaves_folder(&self, within: &str) -> bool {
        self.exclude.matched(within, true).is_ignore()
    }
}

fn matcher(option: &'static str, globs: &[String]) -> Result<Gitignore, GlobError> {
    let mut builder = GitignoreBuilder::new("");
    let wrong = |glob: &str, what: String| GlobError { option, glob: glob.to_owned(), what };
    for glob in globs {
        if glob.trim().is_empty() {
            return Err(wrong(glob, "it is empty".to_owned()));
        }
        // A mark of comments in a file, a part of the name here.
        let line = if glob.starts_with('#') { format!("\\{glob}") } else { glob.clone() };
        builder.add_line(None, &line).map_err(|error| wrong(glob, what_of(&error)))?;
    }
    builder.build().map_err(|error| wrong(&globs.join(" "), what_of(&error)))
}

fn what_of(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        other => other.to_string(),
    }
}

/// What a folder's own ignore file leaves out.
#[derive(Debug)]
pub(super) struct IgnoreFile {
    /// The folder's path within the root.
    folder: String,
    globs: Gitignore,
}

impl IgnoreFile {
    /// What such a file is called.
    pub const NAME: &str = ".onrecordignore";

    /// The longest one that is read.
    const BYTES_MAX: u64 = 1 << 20;

    /// That of a folder, if there is one. Lines that cannot be used are told and the others hold.
    pub fn of(folder: &Path, within: &str, told: &mut dyn FnMut(io::Error)) -> Option<Self> {
        let path = folder.join(Self::NAME);
        let metadata = fs::metadata(&path).ok()?;
        if !metadata.is_file() {
            return None;
        }
        let text = Self::text(&path).map_err(&mut *told).ok()?;
        let mut builder = GitignoreBuilder::new("");
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            if let Err(error) = builder.add_line(None, line) {
                told(io::Error::other(format!("line {number}: {}", what_of(&error))));
            }
        }
        let globs = builder.build().map_err(|error| told(io::Error::other(what_of(&error)))).ok()?;
        Some(Self { folder: within.to_owned(), globs })
    }

    fn text(path: &Path) -> io::Result<String> {
        let mut bytes = Vec::new();
        File::open(path)?.take(Self::BYTES_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > Self::BYTES_MAX {
            return Err(io::Error::other("it is longer than 1 MB"));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The path within its folder; none of what does not lie in it.
    fn below<'p>(&self, within: &'p str) -> Option<&'p str> {
        if self.folder.is_empty() { Some(within) } else { within.strip_prefix(&*self.folder)?.strip_prefix('/') }
    }

    /// Whether it leaves a path out, or takes it back; `None` if it says nothing about it.
    fn leaves(&self, within: &str, is_folder: bool) -> Option<bool> {
        let matched = self.globs.matched(self.below(within)?, is_folder);
        (!matched.is_none()).then(|| matched.is_ignore())
    }
}

/// What leaves files out in some folder: the globs, and the ignore files of it and of the folders around it.
#[derive(Debug, Clone)]
pub(super) struct Scope<'g> {
    globs: &'g Globs,
    /// From the outermost to the innermost.
    files: Vec<Rc<IgnoreFile>>,
}

impl<'g> Scope<'g> {
    pub fn new(globs: &'g Globs) -> Self {
        Self { globs, files: Vec::new() }
    }

    /// Goes on in a folder, which has this ignore file: those of folders that it does not lie in are left behind.
    pub fn enter(&mut self, within: &str, file: Option<IgnoreFile>) {
        self.files.retain(|outer| outer.below(within).is_some());
        self.files.extend(file.map(Rc::new));
    }

    /// Whether a file is left out.
    pub fn leaves_file(&self, within: &str) -> bool {
        self.globs.leaves_file(within) || self.ignores(within, false)
    }

    /// Whether a folder is left out with all that is in it.
    pub fn leaves_folder(&self, within: &str) -> bool {
        self.globs.leaves_folder(within) || self.ignores(within, true)
    }

    /// The innermost file that says anything about a path decides.
    fn ignores(&self, within: &str, is_folder: bool) -> bool {
        self.files.iter().rev().find_map(|file| file.leaves(within, is_folder)).unwrap_or(false)
    }
}
