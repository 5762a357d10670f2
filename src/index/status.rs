//! What an index holds, in counts and sizes: the first thing to look at when an answer surprises.
//!
//! Its place: a look beside [`super::sync`]; nothing is written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Drift, IndexError, Place, drift};
use crate::engine::opensearch::Health;
use crate::engine::{FileRecord, Reader, State, Statistics};

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// The version of the program that looks.
    pub program: &'static str,
    /// Where the index is.
    pub index: String,
    /// What it says of itself.
    #[serde(flatten)]
    pub state: State,
    /// How many files were looked at.
    pub files: usize,
    /// How many files, or parts of them, gave nothing, by kind of reason.
    pub skipped: BTreeMap<String, usize>,
    /// Counts and sizes.
    #[serde(flatten)]
    pub statistics: Statistics,
    /// The name of the folder in the index, or of the index on the cluster, that holds what is current.
    pub generation: String,
    /// How the cluster is, where the index is on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Health>,
    /// How far the folders have moved on; none if one of them is not there.
    pub drift: Option<Drift>,
}

/// Says what the index at a place holds.
///
/// # Errors
/// When it cannot be read.
pub fn status(place: &Place, reader: &dyn Reader) -> Result<Status, IndexError> {
    let files = reader.files()?;
    Ok(Status {
        program: env!("CARGO_PKG_VERSION"),
        index: place.to_string(),
        state: reader.state().clone(),
        files: files.len(),
        skipped: by_reason(&files),
        statistics: reader.statistics()?,
        generation: place.generation()?.name(),
        cluster: place.health()?,
        drift: drift(place, reader.state(), &files).ok(),
    })
}

fn by_reason(files: &[FileRecord]) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for skipped in files.iter().flat_map(|file| &file.skipped) {
        *reasons.entry(skipped.kind().to_owned()).or_default() += 1;
    }
    reasons
}
