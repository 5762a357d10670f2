//! Lets so many requests in at once, each for so long; the others wait in a short line or are asked to come again.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::{Kind, Problem};
use crate::engine::Interrupt;

/// How much is done at once, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How many requests are answered at once.
    pub at_once: usize,
    /// How many more may wait for it.
    pub waiting: usize,
    /// How long a request may take, from when it is let in.
    pub time: Duration,
    /// How many connections are held open.
    pub connections: usize,
    /// How long a client may take to send a request, or to take a part of the answer.
    pub patience: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, NonZero::get);
        let [time, patience] = [10, 20].map(Duration::from_secs);
        Self { at_once: cores, waiting: 256, time, connections: 512, patience }
    }
}

/// Where requests are let in.
pub(super) struct Gate {
    bounds: Bounds,
    /// Those that are answered, and those that wait.
    inside: Arc<Semaphore>,
    answered: Arc<Semaphore>,
}

/// Raises the flag when whoever waits goes away.
struct Patience(Interrupt);

impl Drop for Patience {
    fn drop(&mut self) {
        self.0.raise();
    }
}

impl Gate {
    pub(super) fn new(bounds: Bounds) -> Self {
        let inside = Arc::new(Semaphore::new(bounds.at_once + bounds.waiting));
        Self { bounds, inside, answered: Arc::new(Semaphore::new(bounds.at_once)) }
    }

    /// Does something on a thread of its own when it is its turn. It is interrupted when its time is over or nobody waits
    /// for it any more, and keeps its place until it has ended.
    pub(super) async fn pass<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Interrupt) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || Problem::new(Kind::Busy, "too many requests at once: come again in a second");
        let inside = self.inside.clone().try_acquire_owned().map_err(|_| busy())?;
        let turn = timeout(self.bounds.time, self.answered.clone().acquire_owned());
        let turn = turn.await.map_err(|_| busy())?.map_err(|_| busy())?;
        let patience = Patience(Interrupt::within(self.bounds.time));
        let interrupt = patience.0.clone();
        let task = spawn_blocking(move || {
            let outcome = act(&interrupt);
            drop((turn, inside));
            outcome
        });
        match timeout(self.bounds.time, task).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Problem::new(Kind::Internal, "the program failed on this request; please report it")),
            Err(_) => {
                let seconds = self.bounds.time.as_secs();
                Err(Problem::new(Kind::TooSlow, format!("it took longer than {seconds} seconds and was given up")))
            }
        }
    }
}
