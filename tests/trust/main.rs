//! Whatever happens to the folder, to the machine or to the program: the index is the last whole state or the new one,
//! and what it finds is what one built afresh finds.
//!
//! `cargo test` runs all of it for some minutes; `CONTRIBUTING.md` has the command for the long form.
//! `ONRECORD_SECONDS` says how long each of the random tests goes on, `ONRECORD_SEED` where its random numbers start.

mod changes;
mod checks;
mod deaths;
mod dying;
mod folder;
mod judge;
mod mistakes;
mod readers;
mod watching;

use std::time::{Duration, Instant};

/// How long a random test goes on, if nothing else was said.
const SECONDS: u64 = 10;

/// Calls `step` until time is up, at least `least` times; returns how often. The steps count from 0.
fn for_a_while(least: usize, mut step: impl FnMut(usize)) -> usize {
    let seconds = variable("ONRECORD_SECONDS").unwrap_or(SECONDS);
    let (began, mut done) = (Instant::now(), 0);
    while done < least || began.elapsed() < Duration::from_secs(seconds) {
        step(done);
        done += 1;
    }
    done
}

/// Random numbers, and the seed that makes them again.
fn random() -> (fastrand::Rng, u64) {
    let seed = variable("ONRECORD_SEED").unwrap_or(7);
    (fastrand::Rng::with_seed(seed), seed)
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")))
}
