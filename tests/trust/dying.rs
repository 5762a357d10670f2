//! A run in a process of its own, which dies where it is told to: as by `kill -9`, nothing is tidied up.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use onrecord::index::{Place, Progress, Stage, sync};
use serde::{Deserialize, Serialize};

use crate::folder::{Plan, now};

/// The stages of a run, by name.
pub const STAGES: [(&str, Stage); 8] = [
    ("walk", Stage::Walk),
    ("look", Stage::Look),
    ("read", Stage::Read),
    ("file", Stage::File),
    ("commit", Stage::Commit),
    ("compact", Stage::Compact),
    ("swap", Stage::Swap),
    ("clear", Stage::Clear),
];

#[derive(Serialize, Deserialize)]
struct Task {
    place: PathBuf,
    plan: Plan,
    stage: String,
    /// How many things of the stage are done before.
    after: usize,
}

/// Tells a process what to do.
const TASK: &str = "ONRECORD_DYING";

/// Runs with this plan until so many things of a stage are done, and dies. Whether it died: it may be done before.
pub fn run_until(place: &Place, plan: &Plan, stage: &str, after: usize) -> bool {
    let task = Task { place: place.folder().unwrap().to_owned(), plan: plan.clone(), stage: stage.to_owned(), after };
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "dying::child", "--ignored"]).env(TASK, serde_json::to_string(&task).unwrap());
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    status.code().is_none()
}

struct Dying {
    stage: Stage,
    after: usize,
    now: AtomicUsize,
    done: AtomicUsize,
}

impl Dying {
    fn die_if_due(&self) {
        if self.now.load(Ordering::SeqCst) == self.stage as usize && self.done.load(Ordering::SeqCst) >= self.after {
            std::process::abort();
        }
    }
}

impl Progress for Dying {
    fn begin(&self, stage: Stage, _: usize) {
        self.now.store(stage as usize, Ordering::SeqCst);
        self.done.store(0, Ordering::SeqCst);
        self.die_if_due();
    }

    fn advance(&self, things: usize) {
        self.done.fetch_add(things, Ordering::SeqCst);
        self.die_if_due();
    }

    fn finish(&self) {}
}

#[test]
#[ignore = "a process of its own for other tests"]
fn child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let Task { place, plan, stage, after } = serde_json::from_str(&task).unwrap();
    let (_, stage) = STAGES.into_iter().find(|(name, _)| *name == stage).unwrap();
    let dying = Dying { stage, after, now: AtomicUsize::new(usize::MAX), done: AtomicUsize::new(0) };
    sync(&Place::new(place), &plan.change(), now(), &dying).unwrap();
}
