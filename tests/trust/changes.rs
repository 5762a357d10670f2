//! Random changes to the folders, runs of every kind between them.
//!
//! Properties: after each run the index says what one built afresh says, scores and order too where it was made one piece;
//! a run right after finds nothing to do; one that only finds out what it would do tells what the next one does; a run that dies leaves an index that says what the last one said, or, if it
//! died late, what the new one would. Files may change while a run goes on, and the clock may jump: the next run takes what
//! this one missed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use onrecord::config::Now;
use onrecord::index::{Change, Progress, Report, Silent, Stage, sync};

use crate::dying::{STAGES, run_until};
use crate::folder::{Plan, World, now};
use crate::judge::{assert_as_fresh, told};
use crate::{for_a_while, random};

#[test]
fn random_changes_are_as_built_afresh() {
    let (random, seed) = random();
    let mut world = World::new(random);
    let mut story: Vec<String> = Vec::new();
    let (mut changes, mut deaths, mut found) = (0, 0, 0);
    let runs = for_a_while(30, |at| {
        if at % 40 == 0 {
            // A world that has grown is left for a new one, so that its story can be read.
            story.clear();
            let random = world.random.fork();
            world = World::new(random);
            sync(&world.place("index"), &world.plan().change(), now(), &Silent).unwrap();
        }
        for _ in 0..world.random.usize(..4) {
            story.push(world.disturb());
            changes += 1;
        }
        let plan = world.plan();
        let plan = match world.random.u8(..10) {
            0 => Plan { rebuild: true, ..plan },
            1 => Plan { compact: true, ..plan },
            2 => Plan { rebuild: true, compact: true, ..plan },
            _ => plan,
        };
        if world.random.u8(..6) == 0 {
            let (stage, _) = STAGES[world.random.usize(..STAGES.len())];
            let after = world.random.usize(..3);
            let before = told(&world.place("index"), false);
            let died = run_until(&world.place("index"), &plan, stage, after);
            story.push(format!("die at {stage} {after}: {died}"));
            deaths += usize::from(died);
            if died && !matches!(stage, "compact" | "clear") {
                assert_eq!(told(&world.place("index"), false), before, "seed {seed}, {story:#?}");
            }
        }
        story.push(format!("run: rebuild {}, compact {}", plan.rebuild, plan.compact));
        let foreseen = (world.random.u8(..3) == 0).then(|| {
            let dry = Change { dry_run: true, compact: false, ..plan.change() };
            sync(&world.place("index"), &dry, now(), &Silent).unwrap()
        });
        let done = sync(&world.place("index"), &plan.change(), now(), &Silent).unwrap();
        if let Some(foreseen) = foreseen {
            assert_eq!(Report { dry_run: false, ..foreseen }, done, "seed {seed}, {story:#?}");
        }
        found += assert_as_fresh(&world, plan.compact, &|| format!("seed {seed}, {story:#?}"));
        let again = sync(&world.place("index"), &world.plan().change(), now(), &Silent).unwrap();
        assert!(again.is_unchanged(), "seed {seed}, {story:#?}: {again:?}");
    });
    println!("{changes} changes, {runs} runs, {deaths} of them died before; {found} passages compared");
    assert!(found > 0 && deaths > 0);
}

/// Changes the folders while a run goes on.
struct Meddler {
    world: Mutex<World>,
    story: Mutex<Vec<String>>,
    /// How often.
    meddled: AtomicUsize,
}

impl Meddler {
    fn meddle(&self) {
        let mut world = self.world.lock().unwrap();
        if world.random.u8(..3) == 0 {
            let told = world.disturb_files();
            self.story.lock().unwrap().push(format!("meanwhile {told}"));
            self.meddled.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Progress for Meddler {
    fn begin(&self, stage: Stage, _: usize) {
        if matches!(stage, Stage::Look | Stage::Read | Stage::File) {
            self.meddle();
        }
    }

    fn advance(&self, _: usize) {
        self.meddle();
    }

    fn finish(&self) {}
}

#[test]
fn files_may_change_under_its_hands() {
    let (random, seed) = random();
    let mut meddler =
        Meddler { world: Mutex::new(World::new(random)), story: Mutex::default(), meddled: AtomicUsize::new(0) };
    let mut changes = 0;
    let runs = for_a_while(20, |at| {
        let world = meddler.world.get_mut().unwrap();
        if at % 40 == 0 {
            meddler.story.get_mut().unwrap().clear();
            let random = world.random.fork();
            *world = World::new(random);
        }
        let change = world.disturb();
        meddler.story.get_mut().unwrap().push(change);
        changes += 1;
        let (place, plan) = (world.place("index"), world.plan());
        sync(&place, &plan.change(), now(), &meddler).unwrap();
        // Whatever it saw of the changes: what it wrote can be read, and the next run takes the rest.
        told(&place, false);
        sync(&place, &plan.change(), now(), &Silent).unwrap();
        let story = format!("seed {seed}, {:#?}", meddler.story.get_mut().unwrap());
        assert_as_fresh(meddler.world.get_mut().unwrap(), false, &|| story.clone());
    });
    println!("{changes} changes before {runs} runs, meddled with {} times", meddler.meddled.load(Ordering::SeqCst));
    assert!(meddler.meddled.load(Ordering::SeqCst) > 0);
}

#[test]
fn the_clock_may_jump() {
    const YEAR_NS: i128 = 365 * 24 * 3_600 * 1_000_000_000;
    let (random, seed) = random();
    let mut world = World::new(random);
    let mut story = Vec::new();
    for at in 0..40 {
        story.push(world.disturb());
        let years = world.random.i8(-20..=20);
        story.push(format!("run {years} years from now"));
        let then = now();
        let then = Now { ns: then.ns + i128::from(years) * YEAR_NS, ..then };
        sync(&world.place("index"), &world.plan().change(), then, &Silent).unwrap();
        assert_as_fresh(&world, false, &|| format!("seed {seed}, run {at}, {story:#?}"));
    }
}
