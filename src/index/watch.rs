//! Follows the folders of an index: brings it in step whenever something in them has changed and come to rest.
//!
//! Its place: around [`sync`], which it calls. The system's events only wake it, and so does time: what is then done is
//! found out by looking, so that an event lost is a change taken late and nothing else.
//!
//! # Invariants
//! What it cannot do now (a folder is not there, somebody else writes) it tells once, and tries again.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use same_file::Handle;

use super::{Change, CorrectionsChange, IndexError, Place, Progress, Report, RootsChange, RulesChange, sync};
use crate::config::Clock;
use crate::corpus::{Clock as Stopwatch, LimitsChange};
use crate::engine::Root;

/// What ends a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Something may have changed.
    Changed,
    /// Somebody asks it to end.
    Stop,
}

/// How long it waits for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// For so long nothing must change before it looks: a file may be half written.
    pub quiet: Duration,
    /// After so long it looks even if there is no quiet.
    pub longest: Duration,
    /// So often it looks without being woken: not every drive tells of changes.
    pub poll: Duration,
    /// After so long it tries again what it could not do.
    pub retry: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [quiet, longest, poll, retry] = [500, 10_000, 60_000, 2_000].map(Duration::from_millis);
        Self { quiet, longest, poll, retry }
    }
}

/// What it tells.
#[derive(Debug)]
pub enum Told<'a> {
    /// The index was brought in step. The first run is told whatever it did, later ones if they did something.
    Synced(&'a Report),
    /// It could not be, and will be tried again.
    Waiting(&'a IndexError),
    /// The system does not tell of changes in a folder: only polling finds them.
    Polling(&'a notify::Error),
}

/// Follows the folders until it is asked to stop. `bell` rings at `wakes`; the clock of `change` tells how long there was
/// no quiet.
///
/// # Errors
/// When the index cannot be brought in step at the beginning.
pub fn watch(
    place: &Place,
    change: &Change,
    pace: Pace,
    (bell, wakes): (&Sender<Wake>, &Receiver<Wake>),
    clock: Clock,
    progress: &dyn Progress,
    told: &mut dyn FnMut(Told<'_>),
) -> Result<(), IndexError> {
    let first = sync(place, change, clock(), progress)?;
    told(Told::Synced(&first));
    let again = Change {
        roots: RootsChange::default(),
        rules: RulesChange::default(),
        limits: LimitsChange::default(),
        corrections: CorrectionsChange::default(),
        rebuild: false,
        compact: false,
        dry_run: false,
        ..change.clone()
    };
    let mut ears = Ears::listen(place, &first, bell, told);
    // What was written while the first run went on and before anybody listened.
    let _ = bell.send(Wake::Changed);
    let mut trouble: Option<String> = None;
    while wait(wakes, pace, trouble.is_some(), change.clock) == Wake::Changed {
        match sync(place, &again, clock(), progress) {
            Ok(report) => {
                trouble = None;
                if !report.is_unchanged() || report.corrections_changed {
                    told(Told::Synced(&report));
                }
                if !ears.hear(&report) {
                    ears = Ears::listen(place, &report, bell, told);
                }
            }
            Err(error) => {
                let words = error.to_string();
                if trouble.as_ref() != Some(&words) {
                    told(Told::Waiting(&error));
                }
                trouble = Some(words);
            }
        }
    }
    Ok(())
}

/// Waits until there is something to look at, or somebody asks to stop.
fn wait(wakes: &Receiver<Wake>, pace: Pace, in_trouble: bool, Stopwatch(elapsed): Stopwatch) -> Wake {
    let longest = if in_trouble { pace.retry } else { pace.poll };
    match wakes.recv_timeout(longest) {
        Ok(Wake::Changed) => {}
        Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return Wake::Stop,
        Err(RecvTimeoutError::Timeout) => return Wake::Changed,
    }
    let began = elapsed();
    while elapsed().saturating_sub(began) < pace.longest {
        match wakes.recv_timeout(pace.quiet) {
            Ok(Wake::Changed) => {}
            Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return Wake::Stop,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    Wake::Changed
}

/// What hears the system tell of changes.
struct Ears {
    /// Ends with it.
    _watcher: Option<RecommendedWatcher>,
    /// The folders it listens to, as they were: another one may be put in the place of each.
    folders: Vec<(PathBuf, Option<Handle>)>,
}

impl Ears {
    fn listen(place: &Place, report: &Report, bell: &Sender<Wake>, told: &mut dyn FnMut(Told<'_>)) -> Self {
        let folders = folders(report);
        let own = place.resolved();
        let bell = bell.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| !matters(&event, own.as_deref())) {
                return;
            }
            // Nobody waits any more when the run is over.
            let _ = bell.send(Wake::Changed);
        });
        let mut watcher = watcher.map_err(|error| told(Told::Polling(&error))).ok();
        let mut heard = Vec::new();
        for (folder, mode) in folders {
            let handle = Handle::from_path(&folder).ok();
            let handle = match watcher.as_mut().map(|watcher| watcher.watch(&folder, mode)) {
                Some(Ok(())) | None => handle,
                // It has just gone: the next run tells, and hears it when it is back.
                Some(Err(error)) if matches!(error.kind, ErrorKind::PathNotFound) => None,
                Some(Err(error)) => {
                    told(Told::Polling(&error));
                    handle
                }
            };
            heard.push((folder, handle));
        }
        Self { folders: heard, _watcher: watcher }
    }

    /// Whether it listens to the folders of a run, and to those that are there now.
    fn hear(&self, report: &Report) -> bool {
        let now = folders(report);
        let is_same = |((folder, handle), (now, _)): (&(PathBuf, Option<Handle>), &(PathBuf, RecursiveMode))| {
            folder == now && *handle == Handle::from_path(now).ok()
        };
        self.folders.len() == now.len() && self.folders.iter().zip(&now).all(is_same)
    }
}

/// Whether an event may mean a change of what is indexed.
fn matters(event: &Event, own: Option<&Path>) -> bool {
    !matches!(event.kind, EventKind::Access(_))
        && !own.is_some_and(|own| event.paths.iter().all(|path| path.starts_with(own)))
}

/// The folders to listen to: those that are indexed, and the one of the corrections.
fn folders(report: &Report) -> Vec<(PathBuf, RecursiveMode)> {
    let roots = report.roots.iter().map(|Root { folder, .. }| (PathBuf::from(folder), RecursiveMode::Recursive));
    let corrections = report.corrections.iter().filter_map(|file| Path::new(file).parent());
    roots.chain(corrections.map(|folder| (folder.to_owned(), RecursiveMode::NonRecursive))).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: a wait ends when there was quiet for long enough, after the longest time if there is none, and at once
    //! when it is asked to; nothing that happens in the index itself matters.
    use std::sync::LazyLock;
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Instant;

    use notify::event::{AccessKind, CreateKind};

    use super::*;

    fn pace(quiet: u64, longest: u64) -> Pace {
        let [quiet, longest] = [quiet, longest].map(Duration::from_millis);
        Pace { quiet, longest, poll: Duration::from_secs(60), retry: Duration::from_millis(20) }
    }

    #[test]
    fn waits_end() {
        let (bell, wakes) = channel();
        let waited = |pace, in_trouble| {
            static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
            let began = Instant::now();
            (wait(&wakes, pace, in_trouble, Stopwatch(|| BEGAN.elapsed())), began.elapsed())
        };
        assert_eq!(waited(pace(10, 1_000), true).0, Wake::Changed);
        bell.send(Wake::Changed).unwrap();
        let (wake, time) = waited(pace(50, 5_000), false);
        assert!(wake == Wake::Changed && time >= Duration::from_millis(50), "{time:?}");
        let restless = bell.clone();
        let restless = thread::spawn(move || {
            for _ in 0..40 {
                restless.send(Wake::Changed).unwrap();
                thread::sleep(Duration::from_millis(10));
            }
        });
        let (wake, time) = waited(pace(200, 100), false);
        assert!(wake == Wake::Changed && time < Duration::from_millis(350), "{time:?}");
        restless.join().unwrap();
        while wakes.try_recv().is_ok() {}
        bell.send(Wake::Changed).unwrap();
        bell.send(Wake::Stop).unwrap();
        assert_eq!(waited(pace(1_000, 5_000), false).0, Wake::Stop);
    }

    #[test]
    fn own_events_do_not_matter() {
        let own = Path::new("/n/index");
        let event =
            |kind, paths: &[&str]| paths.iter().fold(Event::new(kind), |event, path| event.add_path(path.into()));
        let create = EventKind::Create(CreateKind::File);
        for (event, want) in [
            (event(create, &["/n/a.txt"]), true),
            (event(create, &["/n/index/generation-1/a.store"]), false),
            (event(create, &["/n/index/a", "/n/a"]), true),
            (event(EventKind::Access(AccessKind::Read), &["/n/a.txt"]), false),
        ] {
            assert_eq!(matters(&event, Some(own)), want, "{event:?}");
        }
    }
}
