//! The files of a folder, in a stable order, with what tells a changed file from an unchanged one.
//!
//! Its place: the first thing a sync does. What is left out is settled by `rules`.
//!
//! # Invariants
//! Nothing but regular files is ever given, and no other is opened. Links are followed only when that is asked, after
//! everything else was walked: so a file has its own path where it lies in the folder, and a link more or less moves
//! no other file. Each folder is walked once, so there is no loop, however links lie.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use walkdir::{DirEntry, WalkDir};

use super::rules::{GlobError, Globs, IgnoreFile, Links, Rules, Scope};

/// A file as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Where it is.
    pub path: PathBuf,
    /// Its path within the folder as it is shown, with `/` between the parts. A name that is no text has `%E9` for
    /// each byte that is none, so that names that differ are shown differently.
    pub within: String,
    /// Its length in bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified_ns: i128,
}

impl FileEntry {
    /// The entry as it is now.
    ///
    /// # Errors
    /// When the file cannot be looked at any more.
    pub fn renewed(&self) -> std::io::Result<Self> {
        let metadata = fs::metadata(&self.path)?;
        Ok(Self { size: metadata.len(), modified_ns: nanoseconds(metadata.modified()?), ..self.clone() })
    }
}

/// Nanoseconds since 1970.
fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos().cast_signed(),
        Err(before) => -before.duration().as_nanos().cast_signed(),
    }
}

/// A part of the folder that could not be looked at.
#[derive(Debug, thiserror::Error)]
#[error("cannot look at `{within}`")]
pub struct WalkError {
    /// The part, within the folder; empty for the folder itself.
    pub within: String,
    /// Why.
    #[source]
    pub source: io::Error,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, by path within the folder.
    pub files: Vec<FileEntry>,
    /// How many files the user's rules leave out; a link that they leave out counts as one.
    pub ignored: usize,
    /// What could not be looked at. What lies below is not known to be gone.
    pub errors: Vec<WalkError>,
}

/// Walks folders by some rules.
#[derive(Debug)]
pub struct Walker {
    globs: Globs,
    links: Links,
}

impl Walker {
    /// # Errors
    /// When a glob cannot be used.
    pub fn new(rules: &Rules) -> Result<Self, GlobError> {
        Ok(Self { globs: Globs::new(rules)?, links: rules.links })
    }

    /// Walks a folder. Hidden files and folders are passed over, and the folder `never` is never entered.
    #[must_use]
    pub fn walk(&self, root: &Path, never: &Path) -> Walk {
        let (found, links, read) = Default::default();
        let mut walking = Walking { never, follow: self.links == Links::Followed, found, links, read };
        walking.folder(&root.canonicalize().unwrap_or_else(|_| root.to_owned()), "", Scope::new(&self.globs));
        while let Some((within, link)) = walking.links.pop_first() {
            walking.link(within, link);
        }
        walking.finish()
    }
}

/// A walk on its way.
struct Walking<'w> {
    never: &'w Path,
    follow: bool,
    found: Walk,
    /// The links that were met and are to be followed, by their path within the root.
    links: BTreeMap<String, Link<'w>>,
    /// The true places of what was read, where links are followed.
    read: HashSet<PathBuf>,
}

/// A link, and what leaves files out where it lies.
struct Link<'w> {
    path: PathBuf,
    scope: Scope<'w>,
}

impl<'w> Walking<'w> {
    /// Walks what lies in a folder, of which the true place is given and the path within the root.
    fn folder(&mut self, folder: &Path, within: &str, mut scope: Scope<'w>) {
        let mut entries = WalkDir::new(folder).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let within = joined(within, error.path().and_then(|path| path.strip_prefix(folder).ok()));
                    self.found.errors.push(WalkError { within, source: error.into() });
                    continue;
                }
            };
            let within = joined(within, entry.path().strip_prefix(folder).ok());
            let is_inner = entry.depth() > 0;
            if is_inner && is_hidden(&entry) {
                skip(&mut entries, &entry);
            } else if entry.file_type().is_dir() {
                if is_inner && scope.leaves_folder(&within) {
                    self.found.ignored += count(entry.path());
                    entries.skip_current_dir();
                } else if entry.path() == self.never || !self.is_new(entry.path()) {
                    entries.skip_current_dir();
                } else {
                    let errors = &mut self.found.errors;
                    let path = joined(&within, Some(Path::new(IgnoreFile::NAME)));
                    let told = &mut |source| errors.push(WalkError { within: path.clone(), source });
                    let file = IgnoreFile::of(entry.path(), &within, told);
                    scope.enter(&within, file);
                }
            } else if entry.file_type().is_symlink() && self.follow {
                self.links.insert(within, Link { path: entry.into_path(), scope: scope.clone() });
            } else if entry.file_type().is_file() {
                let real = entry.into_path();
                self.file(&real, real.clone(), within, &scope);
            }
        }
    }

    /// Whether what has this true place was not read before.
    fn is_new(&mut self, real: &Path) -> bool {
        !self.follow || self.read.insert(real.to_owned())
    }

    /// Follows a link. What it leads to is passed over where it is read already: so there are no loops, and a file
    /// counts once, under its own path if that is in the root, else under that of the first link.
    fn link(&mut self, within: String, Link { path, scope }: Link<'w>) {
        let (real, is_folder) = match path.canonicalize().and_then(|real| Ok((fs::metadata(&real)?.is_dir(), real))) {
            Ok((is_folder, real)) => (real, is_folder),
            Err(source) => return self.found.errors.push(WalkError { within, source }),
        };
        if real.starts_with(self.never) || self.read.contains(&real) {
            return;
        }
        match is_folder {
            true if scope.leaves_folder(&within) => self.found.ignored += 1,
            true => self.folder(&real, &within, scope),
            false => self.file(&real, path, within, &scope),
        }
    }

    /// Takes a file, if it is a regular one. A pipe would keep whoever opens it waiting.
    fn file(&mut self, real: &Path, path: PathBuf, within: String, scope: &Scope<'w>) {
        let metadata = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => return,
            Err(source) => return self.found.errors.push(WalkError { within, source }),
        };
        if scope.leaves_file(&within) {
            self.found.ignored += 1;
            return;
        }
        if !self.is_new(real) {
            return;
        }
        match metadata.modified() {
            Err(source) => self.found.errors.push(WalkError { within, source }),
            Ok(modified) => {
                let (size, modified_ns) = (metadata.len(), nanoseconds(modified));
                self.found.files.push(FileEntry { path, within, size, modified_ns });
            }
        }
    }

    fn finish(self) -> Walk {
        let Walk { mut files, ignored, mut errors } = self.found;
        files.sort_by(|a, b| (&a.within, &a.path).cmp(&(&b.within, &b.path)));
        // Names that are no text may be shown alike.
        files.dedup_by(|second, first| {
            let is_double = second.within == first.within;
            if is_double {
                let source = io::Error::other("another file is shown under the same name");
                errors.push(WalkError { within: second.within.clone(), source });
            }
            is_double
        });
        Walk { files, ignored, errors }
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Passes over what lies in a folder.
fn skip(entries: &mut walkdir::IntoIter, entry: &DirEntry) {
    if entry.file_type().is_dir() {
        entries.skip_current_dir();
    }
}

/// How many files lie in a folder that is left out. What cannot be looked at does not count.
fn count(folder: &Path) -> usize {
    let visible = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry);
    let entries = WalkDir::new(folder).into_iter().filter_entry(visible);
    entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()).count()
}

/// A path with another below it, as it is shown.
fn joined(within: &str, below: Option<&Path>) -> String {
    let names = below.into_iter().flat_map(Path::components).map(|name| shown(name.as_os_str()));
    let parts = std::iter::once(within.to_owned()).filter(|within| !within.is_empty()).chain(names);
    parts.collect::<Vec<_>>().join("/")
}

/// A name as it is shown: bytes that are no text, and characters that would move a terminal, as in addresses of pages.
fn shown(name: &OsStr) -> String {
    let mut text = String::new();
    let escaped =
        |text: &mut String, bytes: &[u8]| bytes.iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() {
                escaped(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                text.push(c);
            }
        }
        escaped(&mut text, chunk.invalid());
    }
    text
}

#[cfg(test)]
mod tests {
    //! Properties: files come in order with `/`; hidden ones, pipes and the forbidden folder do not; what rules leave out
    //! is counted; links are not followed unless asked, then never in a loop, and a file counts once; every name can be
    //! shown, and no two alike.
    use super::*;

    /// A folder with these files in it, each of which holds its name.
    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            write(folder.path(), name, name);
        }
        folder
    }

    fn write(folder: &Path, name: &str, content: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn walk_by(rules: &Rules, root: &Path) -> Walk {
        let root = root.canonicalize().unwrap();
        Walker::new(rules).unwrap().walk(&root, &root.join("index"))
    }

    fn names(found: &Walk) -> Vec<&str> {
        found.files.iter().map(|file| file.within.as_str()).collect()
    }

    fn globs(include: &[&str], exclude: &[&str]) -> Rules {
        let own = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect();
        Rules { include: own(include), exclude: own(exclude), links: Links::Ignored }
    }

    #[test]
    fn walks_what_is_there() {
        let folder = folder(&["b.txt", "a/c.txt", ".hidden/x.txt", "index/y.txt", ".z.txt"]);
        let found = walk_by(&Rules::default(), folder.path());
        assert!(found.errors.is_empty() && found.ignored == 0, "{found:?}");
        assert_eq!(names(&found), ["a/c.txt", "b.txt"]);
        assert_eq!(found.files[1].size, 5);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let found = Walker::new(&Rules::default()).unwrap().walk(Path::new("/nowhere/at/all"), Path::new("index"));
        assert!(found.files.is_empty() && found.errors.len() == 1 && found.errors[0].within.is_empty());
    }

    #[test]
    fn globs_leave_files_out() {
        let all = ["2020/a.html", "2021/a.html", "2021/b.pdf", "2021/drafts/c.html", "drafts/d.html", "e.txt"];
        let folder = folder(&all);
        for (include, exclude, taken) in [
            (
                &[][..],
                &["*.pdf"][..],
                &["2020/a.html", "2021/a.html", "2021/drafts/c.html", "drafts/d.html", "e.txt"][..],
            ),
            (&[], &["drafts/"], &["2020/a.html", "2021/a.html", "2021/b.pdf", "e.txt"]),
            (&[], &["/drafts/"], &["2020/a.html", "2021/a.html", "2021/b.pdf", "2021/drafts/c.html", "e.txt"]),
            (&[], &["*", "!*.txt"], &["e.txt"]),
            (&["*.html"], &[], &["2020/a.html", "2021/a.html", "2021/drafts/c.html", "drafts/d.html"]),
            (&["2021/"], &[], &["2021/a.html", "2021/b.pdf", "2021/drafts/c.html"]),
            (&["2021/*.html"], &[], &["2021/a.html"]),
            (&["2021/**/*.html", "e.*"], &["c.html"], &["2021/a.html", "e.txt"]),
            (&["nothing"], &[], &[]),
        ] {
            let found = walk_by(&globs(include, exclude), folder.path());
            assert_eq!(names(&found), taken, "{include:?} {exclude:?}");
            assert_eq!(found.ignored, all.len() - taken.len(), "{include:?} {exclude:?}");
        }
        for (include, exclude, option) in
            [(&["{a"][..], &[][..], "--include"), (&[], &["[z-a]"], "--exclude"), (&[], &[""], "--exclude")]
        {
            assert_eq!(Walker::new(&globs(include, exclude)).unwrap_err().option, option);
        }
    }

    #[test]
    fn ignore_files_count_for_their_folders() {
        let folder =
            folder(&["a.txt", "b.txt", "x/a.txt", "x/b.txt", "x/y/a.txt", "xz/b.txt", "z/b.txt", "z/deep/c.txt"]);
        write(folder.path(), ".onrecordignore", "# no drafts\na.txt\n\nz/*\n!z/b.txt\n");
        write(folder.path(), "x/.onrecordignore", "\u{feff}b.txt\r\n!/y/a.txt\r\n");
        let found = walk_by(&Rules::default(), folder.path());
        assert_eq!(names(&found), ["b.txt", "x/y/a.txt", "xz/b.txt", "z/b.txt"]);
        assert_eq!((found.ignored, found.errors.len()), (4, 0));
        // A broken line is told, the others hold.
        write(folder.path(), ".onrecordignore", "a.txt\n{b\n");
        let found = walk_by(&Rules::default(), folder.path());
        assert!(!names(&found).contains(&"a.txt"), "{found:?}");
        let told: Vec<_> = found.errors.iter().map(|error| (error.within.as_str(), error.source.to_string())).collect();
        assert!(matches!(&told[..], [(".onrecordignore", what)] if what.starts_with("line 2: ")), "{told:?}");
    }

    #[cfg(unix)]
    mod links {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;

        use super::*;

        fn followed(exclude: &[&str]) -> Rules {
            Rules { links: Links::Followed, ..globs(&[], exclude) }
        }

        #[test]
        fn links_are_followed_when_asked() {
            let outer = folder(&["root/b/c.txt", "root/index/i.txt", "else/d.txt", "else/deep/e.txt", "else/.h.txt"]);
            let root = outer.path().join("root");
            for (to, link) in [
                ("../else", "a"),
                ("../else", "z"),
                ("../../root", "b/up"),
                ("b/c.txt", "0.txt"),
                ("../else/d.txt", "1.txt"),
                ("index", "x"),
                ("index/i.txt", "y.txt"),
                ("../else/.h.txt", "h.txt"),
                ("nowhere", "dangling"),
                ("self", "self"),
                ("/dev/null", "null.txt"),
            ] {
                symlink(to, root.join(link)).unwrap();
            }
            let found = walk_by(&Rules::default(), &root);
            assert_eq!((names(&found), found.errors.len()), (vec!["b/c.txt"], 0));
            let found = walk_by(&followed(&[]), &root);
            assert_eq!(names(&found), ["1.txt", "a/deep/e.txt", "b/c.txt", "h.txt"]);
            let told: Vec<&str> = found.errors.iter().map(|error| error.within.as_str()).collect();
            assert_eq!(told, ["dangling", "self"]);
            let found = walk_by(&followed(&["a", "1.txt", "b/"]), &root);
            assert_eq!(names(&found), ["0.txt", "h.txt", "z/d.txt", "z/deep/e.txt"]);
            assert_eq!(found.ignored, 3);
        }

        /// Each folder leads to the next by two links: there are more paths than could ever be walked.
        #[test]
        fn many_links_are_walked_once() {
            let folder = folder(&["60/a.txt"]);
            for at in 0..60 {
                fs::create_dir(folder.path().join(at.to_string())).unwrap();
                for link in ["l", "r"] {
                    symlink(format!("../{}", at + 1), folder.path().join(format!("{at}/{link}"))).unwrap();
                }
            }
            assert_eq!(names(&walk_by(&followed(&[]), folder.path())), ["60/a.txt"]);
        }

        #[test]
        fn every_name_is_shown() {
            let folder = folder(&["caf%E9.txt", "a\n\u{1b}[2Jb.txt"]);
            for name in [&b"caf\xe9.txt"[..], b"caf\xe8.txt"] {
                fs::write(folder.path().join(OsStr::from_bytes(name)), "x").unwrap();
            }
            let found = walk_by(&Rules::default(), folder.path());
            assert_eq!(names(&found), ["a%0A%1B[2Jb.txt", "caf%E8.txt", "caf%E9.txt"]);
            assert_eq!(found.errors.len(), 1);
            assert!(found.files.iter().all(|file| file.path.is_file()));
        }
    }
}
