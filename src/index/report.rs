//! What a run tells while it goes on, and what it tells at its end.

use crate::corpus::Rules;
use crate::engine::{Root, SkippedPart};

/// What a run does, in this order. It may read several times, where files change under its hands, and swaps and clears
/// away only where the index is built afresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Finds out which files there are.
    Walk,
    /// Looks at files that may have changed.
    Look,
    /// Reads articles and writes them.
    Read,
    /// Takes out what is gone, and notes what is known of files and stories.
    File,
    /// Makes everything visible that was written.
    Commit,
    /// Writes the index anew as one piece, where that was asked for.
    Compact,
    /// Puts a generation in the place of the one before.
    Swap,
    /// Removes the generation before.
    Clear,
}

/// Told how a run goes on.
pub trait Progress: Sync {
    /// A stage begins, which has so many things to do; none where nobody counts them.
    fn begin(&self, stage: Stage, things: usize);
    /// So many more of them are done.
    fn advance(&self, things: usize);
    /// The run is over.
    fn finish(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: usize) {}
    fn advance(&self, _: usize) {}
    fn finish(&self) {}
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The folders followed, as recorded.
    pub roots: Vec<Root>,
    /// Which of their files are taken, as recorded.
    pub rules: Rules,
    /// The rules are not those of the last run.
    pub rules_changed: bool,
    /// The corrections file, as recorded.
    pub corrections: Option<String>,
    /// The corrections are not those of the last run.
    pub corrections_changed: bool,
    /// Corrections whose article is not in the index.
    pub unmatched: Vec<String>,
    /// It only found out what it would do.
    pub dry_run: bool,
    /// The index was built afresh.
    pub rebuilt: bool,
    /// The sample articles gave way to the folders named.
    pub replaced_samples: bool,
    /// Files found.
    pub files: usize,
    /// Files that the user's rules leave out; they are not among those found.
    pub ignored: usize,
    /// Files that were read: new, or possibly changed.
    pub read: usize,
    /// Files that were new or had changed, and gave articles.
    pub taken: usize,
    /// Files that had not changed.
    pub unchanged: usize,
    /// Files that are gone.
    pub removed: usize,
    /// Articles written.
    pub articles_written: usize,
    /// Articles taken out.
    pub articles_removed: usize,
    /// Articles in the index now.
    pub articles: usize,
    /// Files from which nothing was taken, with the reason.
    pub skipped: Vec<SkippedFile>,
}

impl Report {
    /// Whether the run found nothing to do.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        !self.rebuilt
            && self.taken == 0
            && self.removed == 0
            && self.articles_written == 0
            && self.articles_removed == 0
    }
}

/// A file, or a part of one, from which nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SkippedFile {
    /// The path it is shown under, with the part behind it.
    pub path: String,
    /// Why.
    pub reason: String,
    /// The reason without what only this file has.
    pub kind: String,
}

impl SkippedFile {
    pub(super) fn new(file: &str, skipped: &SkippedPart) -> Self {
        let path = format!("{file}{}", skipped.part.as_deref().unwrap_or_default());
        Self { path, reason: skipped.reason.clone(), kind: skipped.kind().to_owned() }
    }
}
