//! A watch while the folders are in turmoil.
//!
//! Properties: whatever has happened, a folder that went away and came back included, the index is soon as one built
//! afresh once they have come to rest; who reads meanwhile finds a whole index; asked to stop, it stops.

use std::fs;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use onrecord::corpus::Clock;
use onrecord::index::{Change, Pace, Silent, Told, Wake, sync, watch};

use crate::folder::{World, now};
use crate::judge::{assert_as_fresh, told};
use crate::{for_a_while, random};

/// How long it may take to be in step on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn elapsed() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGAN.elapsed()
}

#[test]
fn a_watch_keeps_up() {
    let (random, seed) = random();
    let mut world = World::new(random);
    let place = world.place("index");
    let change = Change { clock: Clock(elapsed), ..world.plan().change() };
    sync(&place, &change, now(), &Silent).unwrap();
    let [quiet, longest, poll, retry] = [40, 400, 60_000, 40].map(Duration::from_millis);
    let pace = Pace { quiet, longest, poll, retry };
    let (bell, wakes) = channel();
    let (runs, waits, mut changes) = (AtomicUsize::new(0), AtomicUsize::new(0), 0);
    let mut story = Vec::new();
    let rests = thread::scope(|scope| {
        let ringing = bell.clone();
        let (place, runs, waits) = (&place, &runs, &waits);
        scope.spawn(move || {
            let mut count = |told: Told<'_>| match told {
                Told::Synced(_) => _ = runs.fetch_add(1, Ordering::Relaxed),
                Told::Waiting(_) => _ = waits.fetch_add(1, Ordering::Relaxed),
                Told::Polling(error) => panic!("{error}"),
            };
            watch(place, &change, pace, (&ringing, &wakes), now, &Silent, &mut count).unwrap();
        });
        let rests = for_a_while(8, |at| {
            if at % 4 == 3 {
                fs::rename(world.path("news"), world.path("away")).unwrap();
                thread::sleep(Duration::from_millis(150));
                told(place, false);
                fs::rename(world.path("away"), world.path("news")).unwrap();
                story.push("news went away and came back".to_owned());
            }
            for _ in 0..world.random.usize(1..30) {
                story.push(world.disturb_files());
                changes += 1;
                thread::sleep(Duration::from_millis(world.random.u64(..20)));
            }
            told(place, false);
            until_in_step(&world);
            assert_as_fresh(&world, false, &|| format!("seed {seed}, {story:#?}"));
        });
        bell.send(Wake::Stop).unwrap();
        rests
    });
    let (runs, waits) = (runs.into_inner(), waits.into_inner());
    println!("{changes} changes taken in {runs} runs, {rests} rests, {waits} times a folder was waited for");
    // Changes that undo each other need no run, and some are taken together.
    assert!(runs * 2 > rests && waits > 0);
}

/// Waits until the index says what one built afresh says; if it never does, the assertion that comes after tells.
fn until_in_step(world: &World) {
    let fresh = world.place("fresh");
    let change = Change { rebuild: true, ..world.plan().change() };
    sync(&fresh, &change, now(), &Silent).unwrap();
    let (wanted, began) = (told(&fresh, false), Instant::now());
    while told(&world.place("index"), false) != wanted && began.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(20));
    }
}
