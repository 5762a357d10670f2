//! Finds the files of a folder and reads each into [`Document`]s.
//!
//! Its place: the first stage. It hands documents to `article`, and leaves all reading of
//! their content to it.
//!
//! # Invariants
//! Folders are only read. A file that cannot be read gives a [`Skip`] with its reason, never an end of
//! the run.

mod decode;
mod document;
mod format;
mod walk;

pub use document::{ArticleId, Body, Document, Metadata};
pub use walk::{FileEntry, Walk, WalkError, walk};

use std::fmt;

/// Why nothing was taken from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skip {
    /// The system would not let us read it.
    Unreadable(String),
    /// It is a folder, a pipe or the like.
    NotAFile,
    /// No row of the table of formats takes it.
    UnknownFormat(String),
    /// It holds bytes that no text has.
    NotText,
    /// Its bytes are not valid UTF-8 from this one on.
    InvalidUtf8(usize),
    /// It holds no words.
    Empty,
    /// It is longer than the program reads.
    TooLarge(u64),
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "cannot be read: {error}"),
            Self::NotAFile => f.write_str("not a file"),
            Self::UnknownFormat(extension) if extension.is_empty() => f.write_str("of no known format: no extension"),
            Self::UnknownFormat(extension) => write!(f, "of no known format: .{extension}"),
            Self::NotText => f.write_str("not text: it holds zero bytes"),
            Self::InvalidUtf8(at) => write!(f, "not valid UTF-8 at byte {at}"),
            Self::Empty => f.write_str("without text"),
            Self::TooLarge(bytes) => {
                write!(f, "too large: {} MB, of {} at most", bytes >> 20, FILE_BYTES_MAX >> 20)
            }
        }
    }
}

/// The longest file that is read, in bytes. A page or a press release has a thousandth of it.
pub const FILE_BYTES_MAX: u64 = 64 << 20;

/// Whether a file of this name is read at all.
///
/// # Errors
/// When no row of the table of formats takes it.
pub fn check_name(path: &str) -> Result<(), Skip> {
    format::of(path).map(|_| ())
}

/// Reads the documents of a file, named as people see it, from its bytes.
///
/// # Errors
/// When nothing can be taken from it.
pub fn read(path: &str, bytes: &[u8]) -> Result<Vec<Document>, Skip> {
    format::of(path)?.read(path, bytes)
}
