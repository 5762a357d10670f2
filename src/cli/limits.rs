//! The options that say what a file may ask for; every command that reads files takes the same ones.
//!
//! Structs that flatten these do so last: options that follow them would be listed under their heading.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use clap::value_parser;

use crate::corpus::{Clock, Limits, LimitsChange};

/// A deeper page would exhaust the stack of whoever reads it.
const DEPTH_MAX: u64 = 4_000;

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Limits (what lies beyond is skipped and told)")]
pub(super) struct LimitsArgs {
    /// How many megabytes an article may have, unpacked: a file, a file in an archive, a record [default: 64]
    #[arg(long, value_name = "MB", value_parser = value_parser!(u64).range(1..=4_096))]
    max_size: Option<u64>,
    /// How many times its size a file may unpack to [default: 200]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(2..=100_000))]
    max_expansion: Option<u64>,
    /// How many archives may lie in one another [default: 4]
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..=32))]
    max_nesting: Option<u32>,
    /// How deep the elements of a page may be nested [default: 1000]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(16..=DEPTH_MAX))]
    max_depth: Option<u64>,
    /// How many seconds reading one file may take [default: 60]
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=86_400))]
    max_seconds: Option<u64>,
}

impl LimitsArgs {
    /// The bounds that were typed.
    pub(super) fn change(&self) -> LimitsChange {
        LimitsChange {
            article_bytes: self.max_size.map(|megabytes| megabytes << 20),
            expansion: self.max_expansion,
            nesting: self.max_nesting,
            depth: self.max_depth.and_then(|depth| usize::try_from(depth).ok()),
            time: self.max_seconds.map(Duration::from_secs),
        }
    }
}

/// The limits that are not the usual ones, as they are typed; none if all are.
pub(super) fn unusual(limits: &Limits) -> Option<String> {
    let usual = Limits::default();
    let rows = [
        ("--max-size", limits.article_bytes >> 20, usual.article_bytes >> 20),
        ("--max-expansion", limits.expansion, usual.expansion),
        ("--max-nesting", limits.nesting.into(), usual.nesting.into()),
        ("--max-depth", limits.depth as u64, usual.depth as u64),
        ("--max-seconds", limits.time.as_secs(), usual.time.as_secs()),
    ];
    let typed =
        rows.iter().filter(|(_, limit, usual)| limit != usual).map(|(flag, limit, _)| format!("{flag} {limit}"));
    Some(typed.collect::<Vec<_>>().join(" ")).filter(|typed| !typed.is_empty())
}

/// The clock by which files are timed.
pub(super) const CLOCK: Clock = Clock(since_begun);

fn since_begun() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}
