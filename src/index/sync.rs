//! One pass that brings an index in step with its folders, doing only what changed.
//!
//! 1. Walk the folders; by path, size and time tell files that cannot have changed from the others.
//! 2. Read the others, in parallel and in batches; by hash tell touched files from changed ones, and
//!    annotate the changed ones.
//! 3. Settle under which paths each article is found (byte-equal documents are one article), write what
//!    is new or found elsewhere, delete what is found nowhere, and commit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::annotate::AnnotatedArticle;
use crate::config::Now;
use crate::corpus::{self, ArticleId, FILE_BYTES_MAX, FileEntry, Skip, walk};
use crate::corrections::Annotator;
use crate::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use crate::engine::{FileRecord, Reader, Root, State, Versions, Writer};
use crate::index::{IndexError, Lock, Place, RootsChange, roots};

/// How many files are read and annotated before their articles are written: what bounds memory.
const BATCH_FILES: usize = 128;

/// A file modified within this time before it was read may have changed again unseen: clocks of file
/// systems tick. Where times are whole seconds, the tick may be as long as that of FAT.
const TICK_NS: i128 = 100_000_000;
const COARSE_TICK_NS: i128 = 2_000_000_000;

/// Told how a run goes on.
pub trait Progress: Sync {
    /// So many files will be read.
    fn begin(&self, files: usize);
    /// So many more have been read.
    fn advance(&self, files: usize);
    /// Reading is over; the commit follows.
    fn finish(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: usize) {}
    fn advance(&self, _: usize) {}
    fn finish(&self) {}
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The folders followed, as recorded.
    pub roots: Vec<Root>,
    /// The index was built afresh.
    pub rebuilt: bool,
    /// The sample articles gave way to the folders named.
    pub replaced_samples: bool,
    /// Files found.
    pub files: usize,
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

/// A file from which nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SkippedFile {
    /// The path it is shown under.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Brings the index at a place in step with its folders; builds it where there is none, or where
/// another version wrote it.
///
/// # Errors
/// When a folder is missing, somebody else writes, or the index cannot be written; the last commit then
/// stays as it was.
pub fn sync(
    place: &Place,
    change: &RootsChange,
    rebuild: bool,
    now: Now,
    progress: &dyn Progress,
) -> Result<Report, IndexError> {
    let lock = place.lock()?;
    place.remove_old(&lock)?;
    let state = match place.state() {
        // What is built afresh from folders named anew need not have been readable.
        Err(IndexError::Engine(_)) if rebuild && change.names_all() => None,
        state => state?,
    };
    let settled = roots::settle(place, state.as_ref(), change)?;
    let current = state.as_ref().is_some_and(|state| state.versions == Versions::current());
    let fresh = rebuild || !current;
    let run = Run { place, roots: &settled.roots, annotator: Annotator::built_in(), now, progress };
    let recorded = state.map_or_else(Vec::new, |state| state.roots);
    let report = if fresh { run.rebuild(&lock)? } else { run.update(&recorded)? };
    Ok(Report { rebuilt: fresh, replaced_samples: settled.replaced_samples, roots: settled.roots, ..report })
}

struct Run<'a> {
    place: &'a Place,
    roots: &'a [Root],
    annotator: Annotator,
    now: Now,
    progress: &'a dyn Progress,
}

impl Run<'_> {
    /// Builds the next generation beside the current one and makes it current.
    fn rebuild(&self, lock: &Lock) -> Result<Report, IndexError> {
        let found = self.walk()?;
        let (generation, writer) = self.place.create_generation(lock)?;
        let mut changes = Changes::new(writer, BTreeMap::new());
        self.read_changed(found, &mut changes)?;
        let report = changes.commit(None, &self.state(), true)?;
        self.place.make_current(&generation, lock)?;
        self.place.remove_old(lock)?;
        Ok(report)
    }

    /// Applies what changed since the last commit.
    fn update(&self, recorded: &[Root]) -> Result<Report, IndexError> {
        let found = self.walk()?;
        let reader = self.place.open()?;
        let mut known: BTreeMap<_, _> = reader.files()?.into_iter().map(|file| (file.path.clone(), file)).collect();
        // Another folder under the same name: nothing known of its files holds, whatever their times.
        let kept = |path: &str| recorded.iter().any(|root| is_in(root, path) && self.roots.contains(root));
        known.values_mut().filter(|file| !kept(&file.path)).for_each(|file| file.hash = None);
        let folder =
            self.place.current()?.ok_or_else(|| IndexError::Missing { place: self.place.folder().to_owned() })?;
        let mut changes = Changes::new(EmbeddedWriter::open(&folder)?, known);
        self.read_changed(found, &mut changes)?;
        changes.commit(Some(&reader), &self.state(), recorded != self.roots)
    }

    fn state(&self) -> State {
        let written_at = jiff::Timestamp::from_nanosecond(self.now.ns).unwrap_or_default();
        let written_at = written_at.round(jiff::Unit::Second).unwrap_or(written_at).to_string();
        State { versions: Versions::current(), roots: self.roots.to_vec(), written_at }
    }

    /// Every file of every root, by the path it is shown under.
    fn walk(&self) -> Result<Walked, IndexError> {
        let never = self.place.folder().canonicalize().unwrap_or_else(|_| self.place.folder().to_owned());
        let mut found = Walked::default();
        for root in self.roots {
            let walked = walk(Path::new(&root.folder), &never);
            for error in walked.errors {
                // Without sight of a whole root, everything would be taken for deleted.
                if error.path == Path::new(&root.folder) {
                    return Err(IndexError::NoFolder { path: error.path, source: error.source });
                }
                found.unseen.push(SkippedFile {
                    path: shown_path(root, &error.path),
                    reason: Skip::Unreadable(error.source.to_string()).to_string(),
                });
            }
            for file in walked.files {
                found.files.insert(format!("{}/{}", root.label, file.within), file);
            }
        }
        Ok(found)
    }

    fn read_changed(&self, found: Walked, changes: &mut Changes) -> Result<(), IndexError> {
        changes.report.files = found.files.len();
        changes.report.skipped = found.unseen;
        let (settled, open): (Vec<_>, Vec<_>) = found
            .files
            .into_iter()
            .partition(|(path, file)| changes.known.get(path).is_some_and(|known| is_settled(known, file)));
        for (path, _) in settled {
            changes.keep(&path);
        }
        self.progress.begin(open.len());
        for batch in open.chunks(BATCH_FILES) {
            let known = &changes.known;
            let read: Vec<Reading> =
                batch.par_iter().map(|(path, file)| self.read(path, file, known.get(path))).collect();
            for reading in read {
                changes.add(reading)?;
            }
            self.progress.advance(batch.len());
        }
        self.progress.finish();
        Ok(())
    }

    /// Reads a file and annotates its articles, unless its bytes are known already.
    fn read(&self, path: &str, file: &FileEntry, known: Option<&FileRecord>) -> Reading {
        let record = FileRecord {
            path: path.to_owned(),
            size: file.size,
            modified_ns: file.modified_ns,
            read_ns: self.now.ns,
            hash: None,
            articles: Vec::new(),
            skipped: Vec::new(),
        };
        let bytes = match corpus::check_name(path).and_then(|()| load(file)) {
            Ok(bytes) => bytes,
            Err(skip) => {
                return Reading { record: FileRecord { skipped: vec![skip.to_string()], ..record }, articles: None };
            }
        };
        let hash = Some(blake3::hash(&bytes).to_hex().to_string());
        if let Some(known) = known.filter(|known| known.hash == hash) {
            let (articles, skipped) = (known.articles.clone(), known.skipped.clone());
            return Reading { record: FileRecord { hash, articles, skipped, ..record }, articles: None };
        }
        let (articles, skipped) = match corpus::read(path, &bytes) {
            Ok(documents) => {
                let annotated: Vec<AnnotatedArticle> = documents
                    .iter()
                    .map(|document| self.annotator.annotate(document, &[], self.now.today))
                    .filter(|article| !article.paragraphs.is_empty())
                    .collect();
                let skipped = annotated.is_empty().then(|| Skip::Empty.to_string());
                (annotated, skipped.into_iter().collect())
            }
            Err(skip) => (Vec::new(), vec![skip.to_string()]),
        };
        let ids = articles.iter().map(|article| article.id.clone()).collect();
        Reading { record: FileRecord { hash, articles: ids, skipped, ..record }, articles: Some(articles) }
    }
}

/// What the folders hold.
#[derive(Debug, Default)]
struct Walked {
    /// Every file, by the path it is shown under.
    files: BTreeMap<String, FileEntry>,
    /// Parts that could not be looked at. What lies below counts as gone, as it would for a rebuild.
    unseen: Vec<SkippedFile>,
}

/// The path that a part of a root is shown under.
fn shown_path(root: &Root, path: &Path) -> String {
    let within = path.strip_prefix(&root.folder).unwrap_or(path);
    format!("{}/{}", root.label, within.display())
}

/// Whether a path lies in a root.
fn is_in(root: &Root, path: &str) -> bool {
    path.split_once('/').is_some_and(|(label, _)| label == root.label)
}

/// Whether a file cannot have changed since it was read.
fn is_settled(known: &FileRecord, file: &FileEntry) -> bool {
    let whole_seconds = file.modified_ns % 1_000_000_000 == 0;
    let tick = if whole_seconds { COARSE_TICK_NS } else { TICK_NS };
    known.size == file.size
        && known.modified_ns == file.modified_ns
        && known.modified_ns + tick < known.read_ns
        && (known.hash.is_some() || corpus::check_name(&known.path).is_err())
}

fn load(file: &FileEntry) -> Result<Vec<u8>, Skip> {
    if file.size > FILE_BYTES_MAX {
        return Err(Skip::TooLarge(file.size));
    }
    std::fs::read(&file.path).map_err(|error| Skip::Unreadable(error.to_string()))
}

/// What reading a file gave: its record, and its articles if its bytes were not known.
struct Reading {
    record: FileRecord,
    articles: Option<Vec<AnnotatedArticle>>,
}

/// The paths an article is found under.
type Homes = HashMap<ArticleId, BTreeSet<String>>;

/// Changes on their way into the index.
struct Changes {
    writer: Box<EmbeddedWriter>,
    /// The files of the last commit, by path.
    known: BTreeMap<String, FileRecord>,
    /// The files that are still there, by path.
    present: BTreeSet<String>,
    /// Where articles are found now.
    homes: Homes,
    /// Under which paths articles were written in this run.
    written: Homes,
    /// Whether the record of any file has changed.
    records_changed: bool,
    report: Report,
}

impl Changes {
    fn new(writer: EmbeddedWriter, known: BTreeMap<String, FileRecord>) -> Self {
        Self {
            writer: Box::new(writer),
            known,
            present: BTreeSet::new(),
            homes: Homes::new(),
            written: Homes::new(),
            records_changed: false,
            report: Report::default(),
        }
    }

    /// A file that cannot have changed.
    fn keep(&mut self, path: &str) {
        self.present.insert(path.to_owned());
        self.report.unchanged += 1;
        if let Some(known) = self.known.get(path) {
            settle(&mut self.homes, &known.articles, path);
            tell_skipped(&mut self.report, known);
        }
    }

    /// A file that was read.
    fn add(&mut self, Reading { record, articles }: Reading) -> Result<(), IndexError> {
        self.report.read += usize::from(record.hash.is_some());
        self.present.insert(record.path.clone());
        settle(&mut self.homes, &record.articles, &record.path);
        tell_skipped(&mut self.report, &record);
        match articles {
            Some(articles) => {
                self.report.taken += usize::from(!articles.is_empty());
                for article in articles {
                    let paths = self.homes.get(&article.id).cloned().unwrap_or_default();
                    self.put(article, paths)?;
                }
            }
            None => self.report.unchanged += usize::from(record.hash.is_some()),
        }
        if self.known.get(&record.path) != Some(&record) {
            self.records_changed = true;
            self.writer.put_file(&record)?;
        }
        Ok(())
    }

    /// Writes an article under its paths; the first one stands for it.
    fn put(&mut self, mut article: AnnotatedArticle, paths: BTreeSet<String>) -> Result<(), IndexError> {
        if let Some(first) = paths.first() {
            article.path.clone_from(first);
        }
        let row: Vec<String> = paths.iter().cloned().collect();
        self.writer.put_article(&article, &row)?;
        self.written.insert(article.id, paths);
        Ok(())
    }

    /// Settles what is found elsewhere or nowhere, and commits if anything has changed.
    fn commit(
        mut self,
        reader: Option<&EmbeddedReader>,
        state: &State,
        state_changed: bool,
    ) -> Result<Report, IndexError> {
        let gone: Vec<String> = self.known.keys().filter(|path| !self.present.contains(*path)).cloned().collect();
        for path in &gone {
            self.writer.delete_file(path)?;
        }
        self.report.removed = gone.len();
        if let Some(reader) = reader {
            self.settle_articles(reader)?;
        }
        self.report.articles_written = self.written.len();
        self.report.articles = self.homes.len();
        if self.records_changed || state_changed || !gone.is_empty() || !self.report.is_unchanged() {
            self.writer.commit(state)?;
        }
        Ok(self.report)
    }

    /// Articles of the last commit that are found nowhere any more, or under other paths.
    fn settle_articles(&mut self, reader: &EmbeddedReader) -> Result<(), IndexError> {
        let mut before = Homes::new();
        for file in self.known.values() {
            settle(&mut before, &file.articles, &file.path);
        }
        let ids: BTreeSet<&ArticleId> = before.keys().collect();
        for id in ids {
            let Some(paths) = self.homes.get(id) else {
                self.writer.delete_article(id)?;
                self.report.articles_removed += 1;
                continue;
            };
            if self.written.get(id).unwrap_or(&before[id]) != paths {
                let paths = paths.clone();
                if let Some(stored) = reader.article(id)? {
                    self.put(stored.article, paths)?;
                }
            }
        }
        Ok(())
    }
}

fn settle(homes: &mut Homes, articles: &[ArticleId], path: &str) {
    for id in articles {
        homes.entry(id.clone()).or_default().insert(path.to_owned());
    }
}

fn tell_skipped(report: &mut Report, record: &FileRecord) {
    let rows = record.skipped.iter().map(|reason| SkippedFile { path: record.path.clone(), reason: reason.clone() });
    report.skipped.extend(rows);
}

/// The file that a path of the index stands for.
#[must_use]
pub fn locate(roots: &[Root], path: &str) -> Option<PathBuf> {
    let (label, within) = path.split_once('/')?;
    let root = roots.iter().find(|root| root.label == label)?;
    Some(Path::new(&root.folder).join(within))
}
