//! The index that is served: opened once for all requests, and anew when another commit is there.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use crate::index::{IndexError, OpenIndex, Place};

/// The index as of one commit.
pub(super) struct Volume {
    pub(super) reader: OpenIndex,
    /// Tells this commit from every other one.
    pub(super) commit: String,
}

/// How many commits are kept open, the last one included, for those who read a list page by page.
const KEPT: usize = 4;

/// Where the index is taken from. Whoever holds a volume goes on reading it, whatever comes after.
pub(super) struct Shelf {
    place: Place,
    /// The last ones opened, the newest first.
    open: RwLock<VecDeque<Arc<Volume>>>,
}

impl Shelf {
    pub(super) fn new(place: Place) -> Self {
        Self { place, open: RwLock::new(VecDeque::new()) }
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
        let last = |open: &VecDeque<Arc<Volume>>| open.front().filter(|volume| volume.commit == commit).cloned();
        if let Some(volume) = last(&self.open.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(volume);
        }
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(volume) = last(&open) {
            return Ok(volume);
        }
        let volume = Arc::new(Volume { reader: self.place.open()?, commit });
        open.push_front(volume.clone());
        open.truncate(KEPT);
        Ok(volume)
    }

    /// An earlier commit, or the last one, as long as it is kept.
    ///
    /// # Errors
    /// As [`Self::volume`].
    pub(super) fn kept(&self, commit: &str) -> Result<Option<Arc<Volume>>, IndexError> {
        let last = self.volume()?;
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        Ok(open.iter().chain([&last]).find(|volume| volume.commit == commit).cloned())
    }
}
