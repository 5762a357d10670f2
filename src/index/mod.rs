//! Keeps an index in step with the folders it follows.
//!
//! Its place: above the stages and the engine. [`sync`] compares what the folders hold with what the
//! index says it holds, reads and annotates what changed, and commits once. [`drift`] only counts what a sync would take
//! in, [`check`] looks for what is wrong with an index. [`Place`] is where
//! an index is, a folder or a cluster: generations, of which one is current, and the lock of whoever writes.
//!
//! # Invariants
//! - The index itself records which file, with which hash, each article came from; there is no other
//!   book-keeping.
//! - The folders are only read. A file that cannot be read never stops a run.
//! - After any changes, a sync finds what a rebuild would.
//! - A crash leaves the last commit as it was: what is written becomes current by one commit, and a
//!   rebuilt generation by one rename.

mod check;
mod corrections;
mod drift;
mod dry;
mod place;
mod report;
mod roots;
mod rules;
mod scan;
mod settle;
mod status;
mod sync;
mod watch;

pub use check::{Check, CheckOptions, Fault, check};
pub use corrections::CorrectionsChange;
pub use drift::{Drift, drift};
pub use place::{ClusterOptions, Generation, Lock, OpenIndex, Place};
pub use report::{Progress, Report, Silent, SkippedFile, Stage};
pub use roots::{RootsChange, has_samples};
pub use rules::RulesChange;
pub use status::{Status, status};
pub use sync::{Change, sync};
pub use watch::{Pace, Told, Wake, watch};

use std::path::PathBuf;

use crate::corpus::GlobError;
use crate::corrections::CorrectionsError;
use crate::engine::opensearch::ClusterError;
use crate::engine::{EngineError, Versions};

/// What went wrong with an index as a whole.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index.
    #[error("no index in `{place}`: make one with `onrecord index FOLDER`")]
    Missing {
        /// Where one was looked for.
        place: String,
    },
    /// The index was written by another version of the program.
    #[error(
        "the index in `{place}` was written by another version of onrecord (format {}, analyzer {}, annotator {}; \
         this one writes {}, {}, {}): bring it up to date with `onrecord index{option}`",
        .found.format, .found.analyzer, .found.annotator,
        .current.format, .current.analyzer, .current.annotator
    )]
    OtherVersion {
        /// Where it is.
        place: String,
        /// ` --index PLACE`, unless it is the usual place.
        option: String,
        /// What wrote it.
        found: Versions,
        /// This program.
        current: Versions,
    },
    /// Somebody else writes to it.
    #[error("the index in `{place}` is being written to by another onrecord ({holder}): try again when it is done")]
    Locked {
        /// Where it is.
        place: String,
        /// Who, as far as known.
        holder: String,
    },
    /// A folder to be indexed is not there.
    #[error("no folder `{path}`: nothing was changed")]
    NoFolder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A folder other than the recorded ones was named.
    #[error(
        "the index in `{place}` follows {recorded}, not `{path}`: add it with `onrecord index --add {path}`, \
         or follow it instead with `onrecord index --replace {path}`"
    )]
    OtherRoot {
        /// Where the index is.
        place: String,
        /// The folder named.
        path: PathBuf,
        /// The folders recorded.
        recorded: String,
    },
    /// No folder was named and none is recorded.
    #[error(
        "no index yet, and no sample articles here to build one from: index your folder with `onrecord index FOLDER`"
    )]
    NoRoots,
    /// The recorded corrections file is not there.
    #[error(
        "no corrections file `{path}`, by which the index was written: nothing was changed; name another with \
         `--corrections FILE`, or do without by `--no-corrections`"
    )]
    NoCorrections {
        /// The file.
        path: PathBuf,
    },
    /// A glob cannot be used.
    #[error(transparent)]
    Glob(#[from] GlobError),
    /// The corrections cannot be used.
    #[error(transparent)]
    Corrections(#[from] CorrectionsError),
    /// The folder of the index could not be read or written.
    #[error("cannot {attempt} `{path}`")]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// On what.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There is no room for another generation.
    #[error(
        "no room to make the index in `{place}` anew beside the old one: it takes about {} MB, and {} MB are free; \
         nothing was changed", .needed / 1_000_000, .free / 1_000_000
    )]
    NoRoom {
        /// Where it is.
        place: String,
        /// How many bytes it takes.
        needed: u64,
        /// How many there are.
        free: u64,
    },
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<ClusterError> for IndexError {
    fn from(error: ClusterError) -> Self {
        Self::Engine(error.into())
    }
}

impl IndexError {
    fn io(attempt: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { attempt, path, source }
    }
}
