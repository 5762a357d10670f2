//! One pass that brings an index in step with its folders, doing only what changed.
//!
//! 1. Walk the folders; by path, size and time tell files that cannot have changed from the others, and look at the
//!    others: by hash tell touched files from changed ones, and tell the documents of the changed ones (`scan`).
//! 2. Settle under which paths each article is found and which corrections apply to it, annotate and write what is
//!    new, changed or corrected, file anew what is found elsewhere, delete what is found nowhere, and commit once
//!    (`settle`).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::corrections::{self, CorrectionsChange};
use super::dry::Dry;
use super::place::Begun;
use super::scan::{Scanned, Scanner, Sight, walk_roots};
use super::settle::{Maker, Settling};
use super::{Generation, IndexError, Lock, Place, Progress, Report, RootsChange, RulesChange, Stage, roots, rules};
use crate::config::Now;
use crate::corpus::{Clock, Limits, LimitsChange, Rules, Walker, Worker};
use crate::corrections::Annotator;
use crate::engine::{CorrectionsRecord, FileRecord, Reader, Root, State, Versions, Writer};

/// What to bring an index in step with.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Which folders to follow.
    pub roots: RootsChange,
    /// Which of their files to take.
    pub rules: RulesChange,
    /// What a file may ask for.
    pub limits: LimitsChange,
    /// What tells how long reading a file takes; without one, none takes too long.
    pub clock: Clock,
    /// Which corrections to honour.
    pub corrections: CorrectionsChange,
    /// Build afresh, whatever is there.
    pub rebuild: bool,
    /// Find out what would be done, and do nothing.
    pub dry_run: bool,
    /// Afterwards write the index anew as one piece; on a cluster, each of its parts as one.
    pub compact: bool,
    /// Where parsers run that odd files can bring down.
    pub worker: Option<Worker>,
}

/// How many times as long reading a file may take when its articles are made.
pub(super) const AGAIN_TIMES: u32 = 4;

/// Brings the index at a place in step with its folders; builds it where there is none, or where
/// another version wrote it.
///
/// # Errors
/// When a folder is missing, a glob or the corrections cannot be used, somebody else writes, or the index cannot be written;
/// the last commit then stays as it was.
pub fn sync(place: &Place, change: &Change, now: Now, progress: &dyn Progress) -> Result<Report, IndexError> {
    let lock = if change.dry_run { None } else { Some(place.lock()?) };
    lock.as_ref().map(|lock| place.remove_old(lock)).transpose()?;
    let state = match place.state() {
        // What is built afresh from folders named anew need not have been readable.
        Err(IndexError::Engine(_)) if change.rebuild && change.roots.names_all() => None,
        state => state?,
    };
    let settled = roots::settle(place, state.as_ref(), &change.roots)?;
    let rules = rules::settle(state.as_ref(), &change.rules);
    let walker = Walker::new(&rules)?;
    let limits = rules::settle_limits(state.as_ref(), &change.limits, change.clock);
    let rules_changed = state.as_ref().map(|state| &state.rules).unwrap_or(&Rules::default()) != &rules;
    let recorded = state.as_ref().and_then(|state| state.corrections.as_ref());
    let (record, corrections) = corrections::settle(recorded, &change.corrections)?;
    let corrections_changed = recorded != record.as_ref();
    let fresh = change.rebuild || state.as_ref().is_none_or(|state| state.versions != Versions::current());
    let annotator = Annotator::new(corrections)?;
    let (roots, corrections, annotator) = (settled.roots.as_slice(), record.as_ref(), &annotator);
    let worker = change.worker.as_ref();
    let afresh = change.rebuild;
    let run = Run {
        place,
        afresh,
        roots,
        rules: &rules,
        walker: &walker,
        limits,
        worker,
        corrections,
        annotator,
        now,
        progress,
    };
    let compact = change.compact;
    let last = state.as_ref().filter(|_| !fresh);
    let report = match (&lock, last) {
        (None, last) => run.foresee(last)?,
        (Some(lock), Some(last)) => run.update(last, compact, lock)?,
        (Some(lock), None) => run.rebuild(lock, compact)?,
    };
    progress.finish();
    Ok(Report {
        corrections: record.map(|record| record.file),
        corrections_changed,
        rebuilt: fresh,
        dry_run: change.dry_run,
        replaced_samples: settled.replaced_samples,
        roots: settled.roots,
        rules_changed,
        rules,
        ..report
    })
}

struct Run<'a> {
    place: &'a Place,
    /// Whether nothing of what is there is gone on with.
    afresh: bool,
    roots: &'a [Root],
    rules: &'a Rules,
    walker: &'a Walker,
    limits: Limits,
    corrections: Option<&'a CorrectionsRecord>,
    worker: Option<&'a Worker>,
    annotator: &'a Annotator,
    now: Now,
    progress: &'a dyn Progress,
}

impl Run<'_> {
    /// Builds the next generation beside the current one and makes it current.
    fn rebuild(&self, lock: &Lock, compact: bool) -> Result<Report, IndexError> {
        let Begun { generation, writer, others } = self.place.begin_generation(lock, self.afresh)?;
        let others = others.as_deref().map(|others| others as &(dyn Reader + Sync));
        let built = self.bring(writer, others, BTreeMap::new(), true);
        let built = built
            .and_then(|report| if compact { self.compact(&generation, lock).map(|()| report) } else { Ok(report) });
        let report = built.inspect_err(|_| self.place.abandon_generation(&generation, lock))?;
        self.progress.begin(Stage::Swap, 0);
        self.place.make_current(&generation, lock)?;
        self.progress.begin(Stage::Clear, 0);
        self.place.remove_old(lock)?;
        Ok(report)
    }

    /// Finds out what a run would do.
    fn foresee(&self, last: Option<&State>) -> Result<Report, IndexError> {
        let Some(last) = last else { return self.bring(Box::new(Dry), None, BTreeMap::new(), true) };
        let reader = self.place.open()?;
        self.bring(Box::new(Dry), Some(&*reader), self.known(&*reader, last)?, false)
    }

    /// What is known of each file that holds still.
    fn known(&self, reader: &dyn Reader, last: &State) -> Result<BTreeMap<String, FileRecord>, IndexError> {
        let mut known: BTreeMap<_, _> = reader.files()?.into_iter().map(|file| (file.path.clone(), file)).collect();
        // Another folder under the same name: nothing known of its files holds, whatever their times.
        let kept = |path: &str| last.roots.iter().any(|root| is_in(root, path) && self.roots.contains(root));
        known.values_mut().filter(|file| !kept(&file.path)).for_each(|file| file.hash = None);
        Ok(known)
    }

    /// Applies what changed since the last commit.
    fn update(&self, last: &State, compact: bool, lock: &Lock) -> Result<Report, IndexError> {
        let reader = self.place.open()?;
        let known = self.known(&*reader, last)?;
        let state_changed = last.roots != self.roots
            || last.corrections.as_ref() != self.corrections
            || last.rules != *self.rules
            || last.limits != self.limits;
        let report = self.bring(self.place.writer(lock)?, Some(&*reader), known, state_changed)?;
        if compact {
            self.compact(&self.place.generation()?, lock)?;
        }
        Ok(report)
    }

    fn compact(&self, generation: &Generation, lock: &Lock) -> Result<(), IndexError> {
        self.progress.begin(Stage::Compact, 0);
        self.place.compact(generation, lock)
    }

    /// Scans the folders and settles what they hold against what is known.
    fn bring(
        &self,
        writer: Box<dyn Writer + Sync>,
        reader: Option<&(dyn Reader + Sync)>,
        known: BTreeMap<String, FileRecord>,
        state_changed: bool,
    ) -> Result<Report, IndexError> {
        self.progress.begin(Stage::Walk, 0);
        let walked = walk_roots(self.walker, self.roots, self.place.resolved().as_deref())?;
        let digest = |record: Option<&CorrectionsRecord>| record.map(|record| record.digest.clone());
        let other_reading =
            |last: &State| last.limits != self.limits || digest(last.corrections.as_ref()) != digest(self.corrections);
        let look_at_all = reader.is_some_and(|reader| other_reading(reader.state()));
        let Self { annotator, limits, .. } = *self;
        let files = annotator.reader(limits).with_worker(self.worker.cloned());
        // What was read in time once is not to be lost because reading it again takes a little longer.
        let again = annotator.reader(Limits { time: limits.time.saturating_mul(AGAIN_TIMES), ..limits });
        let again = again.with_worker(self.worker.cloned());
        let scanner = Scanner { reader: &files, annotator, known: &known, look_at_all, now_ns: self.now.ns };
        let (settled, open): (Vec<_>, Vec<_>) =
            walked.files.iter().partition(|(path, file)| scanner.is_settled(path, file));
        let mut scanned: BTreeMap<String, Scanned> =
            scanner.scan(&open, self.progress).into_iter().map(|file| (file.record.path.clone(), file)).collect();
        for (path, _) in settled {
            scanned.insert(path.clone(), Scanned::without_documents(known[path].clone(), Sight::Settled));
        }
        let settling = Settling {
            maker: Maker { annotator, reader: &again, today: self.now.today },
            scanner,
            writer,
            reader,
            entries: &walked.files,
            files: scanned,
            written: HashMap::new(),
            urls: HashSet::new(),
            fruitless: HashMap::new(),
            reopened: HashSet::new(),
        };
        let mut report = settling.run(&self.state(), state_changed, self.progress)?;
        report.files = walked.files.len();
        report.ignored = walked.ignored;
        report.skipped.splice(0..0, walked.unseen);
        Ok(report)
    }

    fn state(&self) -> State {
        let written_at = jiff::Timestamp::from_nanosecond(self.now.ns).unwrap_or_default();
        let written_at = written_at.round(jiff::Unit::Second).unwrap_or(written_at).to_string();
        State {
            versions: Versions::current(),
            roots: self.roots.to_vec(),
            rules: self.rules.clone(),
            limits: self.limits,
            corrections: self.corrections.cloned(),
            people: self.annotator.corrections().people().clone(),
            concepts: self.annotator.corrections().concepts(),
            written_at,
        }
    }
}

/// Whether a path lies in a root.
fn is_in(root: &Root, path: &str) -> bool {
    path.split_once('/').is_some_and(|(label, _)| label == root.label)
}
