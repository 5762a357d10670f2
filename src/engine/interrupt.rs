//! A way to make a search give up: whoever waits for it raises a flag, and whoever searches looks at it now and then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A flag that is shared by its clones; once raised it stays so.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    raised: Arc<AtomicBool>,
    patience: Option<Duration>,
}

impl Interrupt {
    /// The flag of somebody who waits no longer than this, and raises it then. An engine that has others search for it, who
    /// cannot see the flag, tells them the time.
    #[must_use]
    pub fn within(patience: Duration) -> Self {
        Self { patience: Some(patience), ..Self::default() }
    }

    /// How long is waited at most, where that is bounded.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        self.patience
    }

    /// Asks to give up.
    pub fn raise(&self) {
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asks to give up.
    #[must_use]
    #[inline]
    pub fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }
}
