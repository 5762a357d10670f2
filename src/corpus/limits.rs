//! How much a file may ask of the program, so that no file can exhaust it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Bounds on what is read. Each has its flag, and what lies beyond is skipped with the bound named.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// The longest article, unpacked, in bytes: a file, a member of an archive, a record of a list.
    pub article_bytes: u64,
    /// How many times as long as its packed form an unpacked file may be.
    pub expansion: u64,
    /// How many archives may lie in one another.
    pub nesting: u32,
    /// How many elements of markup may be open at once.
    pub depth: usize,
    /// How long reading a file may take, in whole seconds.
    #[serde(rename = "seconds", with = "seconds")]
    pub time: Duration,
    /// By which the time is told. It is no bound itself.
    #[serde(skip)]
    pub clock: Clock,
}

/// What tells the time passed since any fixed moment; one that stands still unless it is given.
#[derive(Debug, Clone, Copy)]
pub struct Clock(pub fn() -> Duration);

impl Clock {
    pub(super) fn passed(self) -> Duration {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self(|| Duration::ZERO)
    }
}

/// Bounds that are given anew; the others stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LimitsChange {
    /// See [`Limits::article_bytes`].
    pub article_bytes: Option<u64>,
    /// See [`Limits::expansion`].
    pub expansion: Option<u64>,
    /// See [`Limits::nesting`].
    pub nesting: Option<u32>,
    /// See [`Limits::depth`].
    pub depth: Option<usize>,
    /// See [`Limits::time`].
    pub time: Option<Duration>,
}

impl Limits {
    /// The longest text of an article, in bytes: of a long file, which may hold pictures, an eighth.
    #[must_use]
    pub fn text_bytes(&self) -> u64 {
        const ALL_TEXT: u64 = 8 << 20;
        (self.article_bytes / 8).max(self.article_bytes.min(ALL_TEXT))
    }

    /// The usual bounds, with a clock. A page or a press release has a thousandth of the bytes, text packs to a tenth,
    /// and browsers themselves flatten what is nested deeper than 512 elements.
    #[must_use]
    pub const fn usual(clock: Clock) -> Self {
        Self { article_bytes: 64 << 20, expansion: 200, nesting: 4, depth: 1_000, time: Duration::from_secs(60), clock }
    }

    /// These with the ones given.
    #[must_use]
    pub fn changed(self, change: &LimitsChange) -> Self {
        Self {
            article_bytes: change.article_bytes.unwrap_or(self.article_bytes),
            expansion: change.expansion.unwrap_or(self.expansion),
            nesting: change.nesting.unwrap_or(self.nesting),
            depth: change.depth.unwrap_or(self.depth),
            time: change.time.unwrap_or(self.time),
            clock: self.clock,
        }
    }
}

/// Whether the bounds are the same, whatever the clock.
impl PartialEq for Limits {
    fn eq(&self, other: &Self) -> bool {
        let bounds =
            |limits: &Self| (limits.article_bytes, limits.expansion, limits.nesting, limits.depth, limits.time);
        bounds(self) == bounds(other)
    }
}

impl Eq for Limits {}

impl Default for Limits {
    /// The usual bounds, without a clock: no file takes too long.
    fn default() -> Self {
        Self::usual(Clock::default())
    }
}

mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(time.as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_secs)
    }
}
