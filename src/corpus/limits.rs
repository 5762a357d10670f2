//! How much a file may ask of the program, so that no file can exhaust it.

use std::time::Duration;

/// Bounds on what is read. Each has its flag, and what lies beyond is skipped with the bound named.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest article, unpacked, in bytes: a file, a member of an archive, a record of a list.
    pub article_bytes: u64,
    /// How many times as long as its packed form an unpacked file may be.
    pub expansion: u64,
    /// How many archives may lie in one another.
    pub nesting: u32,
    /// How many elements of markup may be open at once.
    pub depth: usize,
    /// How long reading a file may take.
    pub time: Duration,
    /// Tells the time passed since any fixed moment.
    pub clock: fn() -> Duration,
}

impl Limits {
    /// The usual bounds, with a clock. A page or a press release has a thousandth of the bytes, text packs to a tenth,
    /// and browsers themselves flatten what is nested deeper than 512 elements.
    #[must_use]
    pub const fn usual(clock: fn() -> Duration) -> Self {
        Self { article_bytes: 64 << 20, expansion: 200, nesting: 4, depth: 1_000, time: Duration::from_secs(60), clock }
    }
}

impl Default for Limits {
    /// The usual bounds, without a clock: no file takes too long.
    fn default() -> Self {
        Self::usual(|| Duration::ZERO)
    }
}
