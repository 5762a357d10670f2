//! The files of a folder, in a stable order, with what tells a changed file from an unchanged one.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

/// A file as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Where it is.
    pub path: PathBuf,
    /// Its path within the folder, with `/` between the parts.
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
        let metadata = std::fs::metadata(&self.path)?;
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
#[error("cannot look at `{path}`")]
pub struct WalkError {
    /// The part.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: std::io::Error,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, by path within the folder.
    pub files: Vec<FileEntry>,
    /// What could not be looked at. What lies below is not known to be gone.
    pub errors: Vec<WalkError>,
}

/// Walks a folder. Hidden files and folders are passed over, links are not followed, and the folder
/// `never` is never entered.
#[must_use]
pub fn walk(root: &Path, never: &Path) -> Walk {
    let mut found = Walk::default();
    let visible = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry) && entry.path() != never;
    for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(visible) {
        match entry.map_err(walk_error).and_then(|entry| file_entry(root, &entry)) {
            Ok(file) => found.files.extend(file),
            Err(error) => found.errors.push(error),
        }
    }
    found.files.sort_by(|a, b| a.within.cmp(&b.within));
    found
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn walk_error(error: walkdir::Error) -> WalkError {
    let path = error.path().map(Path::to_owned).unwrap_or_default();
    WalkError { path, source: error.into() }
}

/// The entry of a regular file; nothing for folders, links, pipes and the like.
fn file_entry(root: &Path, entry: &DirEntry) -> Result<Option<FileEntry>, WalkError> {
    if !entry.file_type().is_file() {
        return Ok(None);
    }
    let metadata = entry.metadata().map_err(walk_error)?;
    let modified = metadata.modified().map_err(|source| WalkError { path: entry.path().to_owned(), source })?;
    let within = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let parts: Vec<_> = within.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(Some(FileEntry {
        path: entry.path().to_owned(),
        within: parts.join("/"),
        size: metadata.len(),
        modified_ns: nanoseconds(modified),
    }))
}

#[cfg(test)]
mod tests {
    //! Properties: files come in order with `/`; hidden ones, links and the forbidden folder do not.
    use super::*;
    use std::fs;

    #[test]
    fn walks_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["b.txt", "a/c.txt", ".hidden/x.txt", "index/y.txt", ".z.txt"] {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            fs::write(root.join(name), name).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join("b.txt"), root.join("link.txt")).unwrap();
        let found = walk(root, &root.join("index"));
        assert!(found.errors.is_empty());
        let names: Vec<&str> = found.files.iter().map(|file| file.within.as_str()).collect();
        assert_eq!(names, ["a/c.txt", "b.txt"]);
        assert_eq!(found.files[1].size, 5);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let found = walk(Path::new("/nowhere/at/all"), Path::new("index"));
        assert!(found.files.is_empty() && found.errors.len() == 1);
    }
}
