//! Settings as plain values, read at the edge and passed down.

use jiff::civil::Date as Day;

/// Reads the clock.
pub type Clock = fn() -> Now;

/// When a run takes place. Nothing below the edge reads a clock to decide anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The local day: nothing can have been published after it.
    pub today: Day,
    /// The time in nanoseconds since 1970.
    pub ns: i128,
}
