//! The index that is served: opened once for all requests, and anew when another commit is there.

use std::sync::{Arc, PoisonError, RwLock};

use crate::engine::embedded::EmbeddedReader;
use crate::index::{IndexError, Place};

/// The index as of one commit.
pub(super) struct Volume {
    pub(super) reader: EmbeddedReader,
    /// Tells this commit from every other one.
    pub(super) commit: String,
}

/// Where the index is taken from. Whoever holds a volume goes on reading it, whatever comes after.
pub(super) struct Shelf {
    place: Place,
    open: RwLock<Option<Arc<Volume>>>,
}

impl Shelf {
    pub(super) fn new(place: Place) -> Self {
        Self { place, open: RwLock::new(None) }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The last commit.
    ///
    /// # Errors
    /// When there is no index, another version wrote it, or it cannot be read.
    pub(super) fn volume(&self) -> Result<Arc<Volume>, IndexError> {
        // Told before it is opened: what is opened may be newer than told, and is then opened once more.
        let commit = self.place.commit()?;
        let is_last = |volume: &&Arc<Volume>| volume.commit == commit;
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(volume) = open.as_ref().filter(is_last) {
            return Ok(volume.clone());
        }
        drop(open);
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(volume) = open.as_ref().filter(is_last) {
            return Ok(volume.clone());
        }
        let volume = Arc::new(Volume { reader: self.place.open()?, commit });
        *open = Some(volume.clone());
        Ok(volume)
    }
}
