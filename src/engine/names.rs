//! The names that are printed, read once for what is open and kept.

use std::sync::{Arc, OnceLock};

use crate::annotate::{People, PersonKey};
use crate::engine::{Named, Names};

/// The names of one state of an index, each kind read when it is first asked for.
#[derive(Default)]
pub(super) struct KeptNames {
    speakers: OnceLock<Arc<Names>>,
    publishers: OnceLock<Arc<Names>>,
}

impl KeptNames {
    fn of(&self, of: Named) -> &OnceLock<Arc<Names>> {
        match of {
            Named::Speakers => &self.speakers,
            Named::Publishers => &self.publishers,
        }
    }

    /// Those that were read.
    pub(super) fn get(&self, of: Named) -> Option<&Arc<Names>> {
        self.of(of).get()
    }

    /// Those that were read, or else those that `read` gives.
    pub(super) fn get_or_read<E>(&self, of: Named, read: impl FnOnce() -> Result<Names, E>) -> Result<Arc<Names>, E> {
        if let Some(names) = self.get(of) {
            return Ok(names.clone());
        }
        // Two who ask at the same time both read; the first to end is kept.
        let names = Arc::new(read()?);
        Ok(self.of(of).get_or_init(|| names).clone())
    }
}

/// The name that the user gives somebody.
pub(super) fn given<'p>(of: Named, key: &str, people: &'p People) -> Option<&'p str> {
    match of {
        Named::Speakers => people.label(&PersonKey::from_text(key)),
        Named::Publishers => None,
    }
}
