//! Mistakes of the program itself; a clock that panics in the middle of reading stands for them.
//!
//! Properties: a run ends well in spite of them; each file is taken, or told with what went wrong; without the mistake, a
//! rebuild takes them all.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use onrecord::corpus::Clock;
use onrecord::index::{Change, Silent, sync};

use crate::folder::{Plan, World, now};
use crate::random;

/// How many files there are.
const FILES: usize = 40;

/// What tells the time, and fails to now and then.
fn failing() -> Duration {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    assert!(CALLS.fetch_add(1, Ordering::Relaxed) % 37 != 36, "the clock stands still");
    Duration::ZERO
}

#[test]
fn a_mistake_stays_in_its_file() {
    let world = World::new(random().0);
    fs::create_dir(world.path("ports")).unwrap();
    for at in 0..FILES {
        let text = format!("A loom for port {at}\n\nThe loom of port {at} was opened in Kenya.\n");
        fs::write(world.path(&format!("ports/{at}.txt")), text).unwrap();
    }
    let (place, plan) = (world.place("index"), Plan { roots: vec![world.path("ports")], ..world.plan() });
    let change = Change { clock: Clock(failing), ..plan.change() };
    let report = sync(&place, &change, now(), &Silent).unwrap();
    let failed = report.skipped.iter().filter(|skipped| skipped.reason.contains("the clock stands still")).count();
    // One that fails when it is read again, for its articles, is told as one that is not what it was.
    let left = report.skipped.iter().filter(|skipped| skipped.reason.contains("the next run takes it")).count();
    assert!(failed > 0 && failed + left == report.skipped.len(), "{report:?}");
    // One that failed when it had given its article is taken and told.
    assert!(report.taken + failed + left >= report.files && report.articles == report.taken, "{report:?}");
    let report = sync(&place, &Change { rebuild: true, ..plan.change() }, now(), &Silent).unwrap();
    assert_eq!((report.taken, report.skipped.len()), (report.files, 0), "{report:?}");
}
