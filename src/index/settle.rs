//! The second half of a sync: which articles are written, filed under other paths, or taken out.
//!
//! Its place: after `scan`, which tells the documents of every file. Only here is it known under which paths an
//! article is found (byte-equal documents are one article) and which corrections apply to it, so an article is written
//! once, and only if something of it changed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::scan::{Scanned, Scanner, Sight};
use super::{IndexError, Progress, Report, SkippedFile, Stage};
use crate::annotate::{AnnotatedArticle, People};
use crate::corpus::{self, ArticleId, Document, FileEntry, Item, Skip, guarded};
use crate::corrections::{Annotator, Applied, Subject};
use crate::engine::{
    Entry, FileRecord, HeldArticle, Reader, Signature, Signed, SkippedPart, State, StoredArticle, Story, Writer, story,
};

/// How many files are annotated before their articles are written: what bounds memory.
const BATCH_FILES: usize = 128;

/// From which length on a file is read by itself, its documents annotated side by side as they come.
const LONG_BYTES: u64 = 1 << 20;

/// How many documents of a long file are annotated before their articles are written.
const BATCH_DOCUMENTS: usize = 128;

/// How often a file that changes while it is read is looked at again before it is left to the next run.
const ROUNDS_MAX: usize = 3;

/// Where each article is found, in order.
pub(super) type Homes = BTreeMap<ArticleId, Vec<Home>>;

/// The fingerprints of the user's rows that bear on the documents looked at.
type Rows = HashMap<ArticleId, String>;

/// A place where an article is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Home {
    /// The path it is shown under; within an archive that of the archive, then the member's name.
    pub(super) path: String,
    /// The file, which is the path unless that is an archive.
    pub(super) file: String,
}

pub(super) fn paths(homes: &[Home]) -> Vec<String> {
    homes.iter().map(|home| home.path.clone()).collect()
}

/// What the run may compare with and write to.
pub(super) struct Settling<'a> {
    pub(super) maker: Maker<'a>,
    pub(super) scanner: Scanner<'a>,
    pub(super) writer: Box<dyn Writer + Sync>,
    /// The last commit, unless the index is built afresh; then what others have written there, if they have.
    pub(super) reader: Option<&'a (dyn Reader + Sync)>,
    pub(super) entries: &'a BTreeMap<String, FileEntry>,
    /// What is known of each file now, by path.
    pub(super) files: BTreeMap<String, Scanned>,
    /// The articles written in this run, each as stories are made of it.
    pub(super) written: HashMap<ArticleId, Signed>,
    /// Their addresses.
    pub(super) urls: HashSet<String>,
    /// Documents that turned out to give no article, and why.
    pub(super) fruitless: HashMap<ArticleId, Skip>,
    /// Articles of files that changed while they were read: what was written of them does not hold.
    pub(super) reopened: HashSet<ArticleId>,
}

/// What is to be done for an article that is there.
enum Task {
    Nothing,
    /// It is made anew from its document.
    Annotate,
    /// It is written as stored, under the paths it is found under now.
    File(Box<StoredArticle>),
}

/// An article made anew, with the corrections that applied.
struct Made {
    article: AnnotatedArticle,
    signature: Signature,
    stated_id: Option<String>,
    applied: Applied,
}

/// What became of a document.
type Fate = Result<Made, (ArticleId, Skip)>;

/// What makes articles of documents.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) annotator: &'a Annotator,
    pub(super) reader: &'a corpus::Reader,
    pub(super) today: jiff::civil::Date,
}

impl Maker<'_> {
    /// Reads the wanted documents of a file again, in order; whether it is still what was scanned.
    fn read_again(
        self,
        record: &FileRecord,
        entry: &FileEntry,
        ids: &HashSet<ArticleId>,
        each: &mut dyn FnMut(Document),
    ) -> bool {
        let opened = self.reader.open(&entry.path);
        if opened.hash != record.hash {
            return false;
        }
        let mut open = ids.clone();
        // What cannot be read was told when the file was scanned.
        let _ = self.reader.read(&record.path, &opened, &mut |item| {
            // A file may hold one document twice; the first stands for both.
            if let Item::Document { document, .. } = item
                && open.remove(&document.id())
            {
                each(document);
            }
        });
        open.is_empty()
    }

    fn make(self, document: &Document, homes: &Homes, rows: &Rows) -> Fate {
        match guarded(|| self.annotate(document, homes, rows)) {
            Ok(made) if made.article.paragraphs.is_empty() => Err((made.article.id, Skip::Empty)),
            made => made.map_err(|skip| (document.id(), skip)),
        }
    }

    fn annotate(self, document: &Document, homes: &Homes, rows: &Rows) -> Made {
        let id = document.id();
        let paths = paths(&homes[&id]);
        let article = self.annotator.annotate(document, &paths, self.today);
        let applied = Applied {
            rows: rows.get(&id).cloned().unwrap_or_else(|| self.annotator.rows_applied(document)),
            fixes: self.annotator.fixes_applied(&id, &paths, article.url.as_deref()),
        };
        let signature = Signature::of(&article);
        Made { article, signature, stated_id: document.metadata.id.clone(), applied }
    }
}

impl Settling<'_> {
    /// Settles everything, and commits with the new state if anything has changed.
    pub(super) fn run(
        mut self,
        state: &State,
        state_changed: bool,
        progress: &dyn Progress,
    ) -> Result<Report, IndexError> {
        let before = homes(self.scanner.known.values());
        for round in 1.. {
            let stale = self.write_changed(&before, progress)?;
            if stale.is_empty() {
                break;
            }
            for path in stale {
                self.look_again(&path, round < ROUNDS_MAX);
            }
        }
        self.close(&before, state, state_changed, progress)
    }

    /// Writes what is new, changed, corrected or found elsewhere. Returns the files that changed meanwhile.
    fn write_changed(&mut self, before: &Homes, progress: &dyn Progress) -> Result<Vec<String>, IndexError> {
        let now = self.homes();
        let rows = self.rows();
        let mut wanted: BTreeMap<&str, HashSet<ArticleId>> = BTreeMap::new();
        for (id, homes) in &now {
            if self.written.contains_key(id) || self.fruitless.contains_key(id) {
                continue;
            }
            match self.task(id, homes, before.get(id).map(Vec::as_slice), &rows)? {
                Task::Nothing => {}
                Task::Annotate => {
                    wanted.entry(&homes[0].file).or_default().insert(id.clone());
                }
                Task::File(stored) => {
                    let StoredArticle { article, stated_id, applied, .. } = *stored;
                    let signature = Signature::of(&article);
                    self.put(Made { article, signature, stated_id, applied }, &now)?;
                }
            }
        }
        progress.begin(Stage::Read, wanted.values().map(HashSet::len).sum());
        let mut stale = Vec::new();
        let is_long = |(path, _): &(&str, HashSet<ArticleId>)| self.entries[*path].size >= LONG_BYTES;
        let (long, short): (Vec<_>, Vec<_>) = wanted.into_iter().partition(is_long);
        for batch in short.chunks(BATCH_FILES) {
            let made: Vec<_> = batch.par_iter().map(|(path, ids)| (*path, self.make(path, ids, &now, &rows))).collect();
            for (path, made) in made {
                match made {
                    Some(fates) => self.put_all(fates, &now)?,
                    None => stale.push(path.to_owned()),
                }
            }
            progress.advance(batch.iter().map(|(_, ids)| ids.len()).sum());
        }
        for (path, ids) in long {
            if !self.write_long(path, &ids, &now, &rows, progress)? {
                stale.push(path.to_owned());
            }
        }
        Ok(stale)
    }

    /// What has to be done for an article found in some places, and `before` in others.
    fn task(&self, id: &ArticleId, homes: &[Home], before: Option<&[Home]>, rows: &Rows) -> Result<Task, IndexError> {
        let (Some(before), Some(reader)) = (before, self.reader) else { return Ok(Task::Annotate) };
        if self.reopened.contains(id) || self.is_missing(id) {
            return Ok(Task::Annotate);
        }
        let moved = before != homes;
        let people = &reader.state().people;
        let renamed = people != self.people();
        let first = &self.files[&homes[0].file];
        if !moved && !renamed && !self.scanner.look_at_all && first.sight != Sight::Changed {
            return Ok(Task::Nothing);
        }
        let Some(head) = reader.head(id)? else { return Ok(Task::Annotate) };
        let rows = rows.get(id).unwrap_or(&head.applied.rows).clone();
        let fixes = self.maker.annotator.fixes_applied(id, &paths(homes), head.article.url.as_deref());
        // Its place in its file is told by the file that stands for it.
        let placed = match first.documents.get(id) {
            Some(sketch) => sketch.ordinal == head.article.ordinal,
            None => before[0] == homes[0],
        };
        if head.applied != (Applied { rows, fixes }) || !placed {
            return Ok(Task::Annotate);
        }
        if !moved && !renamed {
            return Ok(Task::Nothing);
        }
        let Some(stored) = reader.article(id)? else { return Ok(Task::Annotate) };
        let must_file = moved || other_keys(&stored.article, people, self.people());
        Ok(if must_file { Task::File(Box::new(stored)) } else { Task::Nothing })
    }

    /// Annotates the wanted documents of a file; `None` if it is no longer what was scanned.
    fn make(&self, path: &str, ids: &HashSet<ArticleId>, homes: &Homes, rows: &Rows) -> Option<Vec<Fate>> {
        let mut fates = Vec::new();
        let each = &mut |document| fates.push(self.maker.make(&document, homes, rows));
        let whole = self.maker.read_again(&self.files.get(path)?.record, self.entries.get(path)?, ids, each);
        whole.then_some(fates)
    }

    /// Annotates and writes the wanted documents of a long file, some at a time; whether it is still what was scanned.
    fn write_long(
        &mut self,
        path: &str,
        ids: &HashSet<ArticleId>,
        homes: &Homes,
        rows: &Rows,
        progress: &dyn Progress,
    ) -> Result<bool, IndexError> {
        let maker = self.maker;
        let (Some(scanned), Some(entry)) = (self.files.get(path), self.entries.get(path)) else { return Ok(false) };
        let record = scanned.record.clone();
        let (mut batch, mut outcome) = (Vec::new(), Ok(()));
        let mut write = |batch: &mut Vec<Document>| {
            let fates = batch.par_iter().map(|document| maker.make(document, homes, rows)).collect();
            progress.advance(batch.len());
            batch.clear();
            self.put_all(fates, homes)
        };
        let whole = maker.read_again(&record, entry, ids, &mut |document| {
            batch.push(document);
            if batch.len() == BATCH_DOCUMENTS && outcome.is_ok() {
                outcome = write(&mut batch);
            }
        });
        outcome?;
        write(&mut batch)?;
        Ok(whole)
    }

    fn put_all(&mut self, fates: Vec<Fate>, homes: &Homes) -> Result<(), IndexError> {
        for fate in fates {
            match fate {
                Ok(made) => self.put(made, homes)?,
                Err((id, skip)) => _ = self.fruitless.insert(id, skip),
            }
        }
        Ok(())
    }

    /// Writes an article under its paths; the first one stands for it.
    fn put(&mut self, made: Made, homes: &Homes) -> Result<(), IndexError> {
        let Made { mut article, signature, stated_id, applied } = made;
        let paths = paths(&homes[&article.id]);
        article.path.clone_from(&paths[0]);
        let (stated_id, applied, people) =
            (stated_id.as_deref(), &applied, self.maker.annotator.corrections().people());
        let signature = &signature;
        self.writer.put_article(Entry { article: &article, stated_id, paths: &paths, applied, people, signature })?;
        self.written.insert(article.id.clone(), Signed::new(&article, signature.clone()));
        self.urls.extend(article.url);
        Ok(())
    }

    /// Looks again at a file that changed while it was read, or leaves it to the next run.
    fn look_again(&mut self, path: &str, again: bool) {
        let renewed = self.entries.get(path).and_then(|entry| entry.renewed().ok());
        let gone = self.files.remove(path);
        // What was written from elsewhere under this path, too, is filed anew.
        for held in gone.iter().flat_map(|file| &file.record.articles) {
            self.written.remove(&held.id);
            self.reopened.insert(held.id.clone());
        }
        match (renewed, gone) {
            (Some(entry), Some(_)) if again => {
                self.files.insert(path.to_owned(), self.scanner.scan_file(path, &entry));
            }
            (Some(_), Some(Scanned { record, .. })) => {
                let reason = "it changed while it was read: the next run takes it".to_owned();
                let skipped = vec![SkippedPart::new(None, reason.clone(), &reason)];
                let record = FileRecord { hash: None, articles: Vec::new(), skipped, ..record };
                self.files.insert(path.to_owned(), Scanned::without_documents(record, Sight::Changed));
            }
            _ => {}
        }
    }

    /// Takes out what is found nowhere, writes what is known of files, and commits.
    fn close(
        mut self,
        before: &Homes,
        state: &State,
        state_changed: bool,
        progress: &dyn Progress,
    ) -> Result<Report, IndexError> {
        progress.begin(Stage::File, 0);
        for scanned in self.files.values_mut() {
            take_out(&self.fruitless, scanned);
        }
        let now = self.homes();
        let mut report = self.report(&now);
        for id in before.keys().chain(&self.reopened).filter(|id| !now.contains_key(*id)) {
            self.writer.delete_article(id)?;
        }
        report.articles_removed = before.keys().filter(|id| !now.contains_key(*id)).count();
        let is_unsettled = self.writer.missing().is_some();
        if report.articles_removed > 0 || !self.written.is_empty() || self.reader.is_none() || is_unsettled {
            self.writer.put_stories(&self.stories(before, &now)?)?;
        }
        let mut records_changed = false;
        for scanned in self.files.values() {
            if self.scanner.known.get(&scanned.record.path) != Some(&scanned.record) {
                records_changed = true;
                self.writer.put_file(&scanned.record)?;
            }
        }
        for path in self.scanner.known.keys().filter(|path| !self.files.contains_key(*path)) {
            self.writer.delete_file(path)?;
            report.removed += 1;
        }
        report.unmatched = self.unmatched(&now)?;
        if records_changed || state_changed || is_unsettled || !report.is_unchanged() {
            progress.begin(Stage::Commit, 0);
            self.writer.commit(state)?;
        }
        Ok(report)
    }

    /// The stories that several of the articles that are there tell, those of other folders that feed the index included.
    fn stories(&self, before: &Homes, now: &Homes) -> Result<Vec<Story>, IndexError> {
        let written = self.written.iter().filter(|(id, _)| now.contains_key(*id)).map(|(_, signed)| signed.clone());
        // What is stored of an article that goes, or is written anew; another folder may hold the same article.
        let mut replaced: HashSet<u64> = before
            .keys()
            .filter(|id| !now.contains_key(*id) || self.written.contains_key(*id))
            .filter(|id| !self.is_missing(id))
            .map(story::number)
            .collect();
        let mut all = self.reader.map(|reader| reader.signed()).transpose()?.unwrap_or_default();
        all.retain(|signed| !replaced.remove(&signed.article));
        all.extend(written);
        Ok(story::group(all))
    }

    /// Whether an article is not there, whatever is known of its files.
    fn is_missing(&self, id: &ArticleId) -> bool {
        self.writer.missing().is_some_and(|missing| missing.contains(id))
    }

    fn report(&self, now: &Homes) -> Report {
        let mut report = Report { articles: now.len(), articles_written: self.written.len(), ..Report::default() };
        for (path, Scanned { record, sight, .. }) in &self.files {
            report.read += usize::from(record.hash.is_some() && *sight != Sight::Settled);
            report.unchanged += usize::from(*sight != Sight::Changed);
            report.taken += usize::from(*sight == Sight::Changed && !record.articles.is_empty());
            report.skipped.extend(record.skipped.iter().map(|skipped| SkippedFile::new(path, skipped)));
        }
        report
    }

    /// The corrections whose article is not there.
    fn unmatched(&self, now: &Homes) -> Result<Vec<String>, IndexError> {
        let mut open: Vec<&Subject> = self.maker.annotator.corrections().subjects().collect();
        for (id, homes) in now {
            open.retain(|subject| !subject.is(id.as_str(), &paths(homes), None));
        }
        open.retain(|subject| !matches!(subject, Subject::Url(url) if self.urls.contains(url)));
        if let Some(reader) = self.reader.filter(|_| open.iter().any(|subject| matches!(subject, Subject::Url(_)))) {
            for (id, homes) in now.iter().filter(|(id, _)| !self.written.contains_key(*id)) {
                let url = reader.head(id)?.and_then(|head| head.article.url);
                open.retain(|subject| !subject.is(id.as_str(), &paths(homes), url.as_deref()));
            }
        }
        Ok(open.into_iter().map(ToString::to_string).collect())
    }

    fn people(&self) -> &People {
        self.maker.annotator.corrections().people()
    }

    fn homes(&self) -> Homes {
        homes(self.files.values().map(|scanned| &scanned.record))
    }

    fn rows(&self) -> Rows {
        let sketches = self.files.values().flat_map(|scanned| &scanned.documents);
        sketches.map(|(id, sketch)| (id.clone(), sketch.rows.clone())).collect()
    }
}

/// Takes what gave no article out of what a file holds, and tells why: of each document that failed, of the file where
/// nothing is left of it.
fn take_out(fruitless: &HashMap<ArticleId, Skip>, scanned: &mut Scanned) {
    let Scanned { record, documents, .. } = scanned;
    let held_before = record.articles.len();
    for HeldArticle { id, member } in record.articles.extract_if(.., |held| fruitless.contains_key(&held.id)) {
        let skip = &fruitless[&id];
        if *skip != Skip::Empty {
            let ordinal = documents.get(&id).map(|sketch| sketch.ordinal).filter(|_| held_before > 1);
            let part = member.map(|member| format!("/{member}"));
            let part = part.or_else(|| ordinal.map(|ordinal| format!(", article {ordinal}")));
            record.skipped.push(SkippedPart::new(part, skip.to_string(), &skip.kind()));
        }
    }
    if record.hash.is_some() && record.articles.is_empty() && record.skipped.is_empty() {
        record.skipped.push(SkippedPart::new(None, Skip::Empty.to_string(), &Skip::Empty.kind()));
    }
}

/// Where each article is found, as files tell.
pub(super) fn homes<'a>(records: impl Iterator<Item = &'a FileRecord>) -> Homes {
    let mut homes: BTreeMap<ArticleId, BTreeSet<Home>> = BTreeMap::new();
    for record in records {
        for held in &record.articles {
            let path = match &held.member {
                Some(member) => format!("{}/{member}", record.path),
                None => record.path.clone(),
            };
            homes.entry(held.id.clone()).or_default().insert(Home { path, file: record.path.clone() });
        }
    }
    homes.into_iter().map(|(id, homes)| (id, homes.into_iter().collect())).collect()
}

/// Whether a change of people alters under which keys or words a speaker of the article is found.
fn other_keys(article: &AnnotatedArticle, before: &People, now: &People) -> bool {
    let speeches = article.paragraphs.iter().flat_map(|paragraph| &paragraph.speakers);
    let names: BTreeSet<&str> = speeches.filter_map(|speech| speech.name.as_deref()).collect();
    names.into_iter().any(|name| before.key(name) != now.key(name) || before.words(name) != now.words(name))
}

#[cfg(test)]
mod tests {
    //! Properties: a file that changes between scanning and annotating is taken as it is then; one that never rests is
    //! told and left to the next run; what else was found is not lost by it. Documents that gave no article are taken out
    //! of their file, and told where the program failed on them.
    use std::path::Path;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::config::Now;
    use crate::index::scan::Sketch;
    use crate::index::{Change, Place, RootsChange, sync};
    use crate::search::{Request, answer};

    /// Rewrites a file whenever annotating is about to begin, so many times.
    struct Meddler<'a> {
        file: &'a Path,
        left: AtomicUsize,
    }

    impl Progress for Meddler<'_> {
        fn begin(&self, stage: Stage, _: usize) {
            let left = self.left.load(Ordering::Relaxed);
            if stage == Stage::Read && left > 0 {
                self.left.store(left - 1, Ordering::Relaxed);
                std::fs::write(
                    self.file,
                    format!("Walnuts Are Told Anew, Version {left}\n\nThe walnut harvest was told anew in the hall.\n"),
                )
                .unwrap();
            }
        }

        fn advance(&self, _: usize) {}

        fn finish(&self) {}
    }

    fn run(folder: &Path, times: usize) -> (Report, Vec<String>) {
        let (news, place) = (folder.join("news"), Place::new(folder.join("index")));
        let change = Change { roots: RootsChange::Keep(vec![news.clone()]), ..Change::default() };
        let now = Now { today: jiff::civil::date(2026, 1, 5), ns: i128::from(i64::MAX) };
        let meddler = Meddler { file: &news.join("b.txt"), left: AtomicUsize::new(times) };
        let report = sync(&place, &change, now, &meddler).unwrap();
        let request = Request { query: "walnut".into(), ..Request::default() };
        let found = answer(&place.open().unwrap(), &request, std::time::Instant::now()).unwrap();
        let mut titles: Vec<String> = found.hits.iter().filter_map(|hit| hit.article.title.clone()).collect();
        titles.sort();
        (report, titles)
    }

    fn news() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("news")).unwrap();
        for name in ["a", "b", "c"] {
            let text = "Walnuts in Autumn\n\nThe walnut harvest was told in the hall.\n";
            std::fs::write(folder.path().join(format!("news/{name}.txt")), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_file_that_changes_is_taken_as_it_is_then() {
        let folder = news();
        std::fs::remove_file(folder.path().join("news/a.txt")).unwrap();
        let (report, titles) = run(folder.path(), 1);
        assert_eq!(titles, ["Walnuts Are Told Anew, Version 1", "Walnuts in Autumn"]);
        assert_eq!((report.articles, report.skipped.len()), (2, 0));
    }

    #[test]
    fn a_file_that_never_rests_is_left_to_the_next_run() {
        let folder = news();
        std::fs::remove_file(folder.path().join("news/a.txt")).unwrap();
        let (report, titles) = run(folder.path(), 9);
        assert_eq!(titles, ["Walnuts in Autumn"]);
        assert!(report.skipped[0].reason.contains("the next run takes it"), "{report:?}");
        let (report, titles) = run(folder.path(), 0);
        assert_eq!(titles.len(), 2, "{report:?}");
        assert_eq!(report.skipped.len(), 0);
    }

    #[test]
    fn what_gave_no_article_is_taken_out() {
        let ids: Vec<ArticleId> =
            "abc".chars().filter_map(|c| ArticleId::parse(&c.to_string().repeat(ArticleId::LEN))).collect();
        let failed = || Skip::Failed("no row".into());
        let told = |part: &str| format!("{part}: {}", failed());
        for (held, fruitless, left, want) in [
            (&[0, 1][..], vec![], 2, vec![]),
            (&[0, 1], vec![(0, Skip::Empty)], 1, vec![]),
            (&[0], vec![(0, Skip::Empty)], 0, vec![format!(": {}", Skip::Empty)]),
            (&[0], vec![(0, failed())], 0, vec![told("")]),
            (&[0, 1], vec![(1, failed()), (0, Skip::Empty)], 0, vec![told(", article 2")]),
            (&[0, 2], vec![(2, failed())], 1, vec![told("/in.txt")]),
        ] {
            let member = |at| (at == 2).then(|| "in.txt".to_owned());
            let record = FileRecord {
                path: "a".into(),
                size: 1,
                modified_ns: 0,
                read_ns: 0,
                hash: Some("b".into()),
                articles: held.iter().map(|&at| HeldArticle { id: ids[at].clone(), member: member(at) }).collect(),
                skipped: Vec::new(),
            };
            let sketch = |&at: &usize| (ids[at].clone(), Sketch { ordinal: at as u32 + 1, rows: String::new() });
            let documents = held.iter().map(sketch).collect();
            let mut scanned = Scanned { documents, ..Scanned::without_documents(record, Sight::Changed) };
            take_out(&fruitless.into_iter().map(|(at, skip)| (ids[at].clone(), skip)).collect(), &mut scanned);
            let part = |part: &SkippedPart| format!("{}: {}", part.part.as_deref().unwrap_or_default(), part.reason);
            assert_eq!(scanned.record.skipped.iter().map(part).collect::<Vec<_>>(), want);
            assert_eq!(scanned.record.articles.len(), left);
        }
    }
}
