//! How far the folders have moved on since the last run, told by names, sizes and times alone.
//!
//! Its place: a look beside [`super::sync`], which would take in what this counts. Nothing is read but folders.

use std::collections::BTreeMap;

use serde::Serialize;

use super::scan::{Walked, walk_roots};
use super::{IndexError, Place};
use crate::corpus::{FileEntry, Walker};
use crate::engine::{FileRecord, State};

/// What has become of the files that an index was made from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// Files that the index does not know.
    pub new: usize,
    /// Files of another size or time than when they were read, or that could not be read then.
    pub changed: usize,
    /// Files that are no more.
    pub gone: usize,
}

impl Drift {
    /// Whether the folders hold what the index holds.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn between(known: &BTreeMap<&str, &FileRecord>, walked: &Walked) -> Self {
        let mut drift = Self::default();
        for (path, entry) in &walked.files {
            match known.get(path.as_str()) {
                None => drift.new += 1,
                Some(known) => drift.changed += usize::from(!is_as_read(known, entry)),
            }
        }
        drift.gone = known.keys().filter(|path| !walked.files.contains_key(**path)).count();
        drift
    }
}

/// Whether a file is by its size and time the one that was read. One written again within a tick of the clock is too.
fn is_as_read(known: &FileRecord, file: &FileEntry) -> bool {
    known.size == file.size && known.modified_ns == file.modified_ns && known.hash.is_some()
}

/// Compares the folders that an index follows with what it knows of their files.
///
/// # Errors
/// When a folder is not there.
pub fn drift(place: &Place, state: &State, files: &[FileRecord]) -> Result<Drift, IndexError> {
    let known = files.iter().map(|file| (file.path.as_str(), file)).collect();
    Ok(Drift::between(&known, &walk(place, state)?))
}

/// The files of the folders that an index follows, by its rules.
pub(super) fn walk(place: &Place, state: &State) -> Result<Walked, IndexError> {
    walk_roots(&Walker::new(&state.rules)?, &state.roots, place.resolved().as_deref())
}
