//! Which corrections file an index is written by.

use std::path::{Path, PathBuf};

use crate::corrections::Corrections;
use crate::engine::CorrectionsRecord;
use crate::index::IndexError;

/// What to do about the corrections an index is written by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CorrectionsChange {
    /// Those recorded; where none are, `onrecord.toml` if it lies here.
    #[default]
    Keep,
    /// Those of this file.
    Use(PathBuf),
    /// None.
    Without,
}

/// Settles which corrections to honour, and reads them.
pub(super) fn settle(
    recorded: Option<&CorrectionsRecord>,
    change: &CorrectionsChange,
) -> Result<(Option<CorrectionsRecord>, Corrections), IndexError> {
    let here = Path::new(Corrections::USUAL);
    let path = match (change, recorded) {
        (CorrectionsChange::Without, _) => None,
        (CorrectionsChange::Use(path), _) => Some(path.clone()),
        (CorrectionsChange::Keep, Some(record)) => {
            let path = PathBuf::from(&record.file);
            if !path.is_file() {
                return Err(IndexError::NoCorrections { path });
            }
            Some(path)
        }
        (CorrectionsChange::Keep, None) => here.is_file().then(|| here.to_owned()),
    };
    let Some(path) = path else { return Ok((None, Corrections::default())) };
    let corrections = Corrections::read(&path)?;
    let file = path.canonicalize().unwrap_or(path).to_string_lossy().into_owned();
    Ok((Some(CorrectionsRecord { file, digest: corrections.digest().to_owned() }), corrections))
}
