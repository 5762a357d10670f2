//! Holds an index against itself and against the files it was made from.
//!
//! Its place: a look beside [`super::sync`]; nothing is written. Three things are looked at: the checksums of the files of
//! the index; whether articles and files agree on who holds whom, and every paragraph stands where it says; and, of a
//! sample, whether annotating gives what is stored.
//!
//! # Limits
//! Of files that have changed since the last run nothing can be said: they are counted as drift, not as faults.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use serde::Serialize;

use super::drift::{Drift, walk};
use super::scan::Walked;
use super::settle::{Homes, homes, paths};
use super::sync::AGAIN_TIMES;
use super::{CorrectionsChange, IndexError, Place, Progress, Stage, corrections};
use crate::annotate::{AnnotatedArticle, AnnotatedParagraph};
use crate::config::Now;
use crate::corpus::{self, ArticleId, Body, Clock, Document, Item, Limits, Worker, guarded};
use crate::corrections::Annotator;
use crate::engine::{FileRecord, Reader, State, StoredArticle};
use crate::span::Span;

/// How thoroughly to look.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// How many articles are annotated again; all of them if none.
    pub sample: Option<usize>,
    /// What tells how long reading a file takes; see [`super::Change::clock`].
    pub clock: Clock,
    /// Where parsers run that odd files can bring down.
    pub worker: Option<Worker>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Articles in the index; none of it is counted where its files are damaged.
    pub articles: usize,
    /// Their paragraphs.
    pub paragraphs: usize,
    /// Articles whose paragraphs were found where they say they stand.
    pub located: usize,
    /// Articles that were annotated again.
    pub annotated: usize,
    /// How far the folders have moved on.
    pub drift: Drift,
    /// The corrections are not those that the index was written by, so that nothing was annotated again.
    pub corrections_changed: bool,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// Where: a file of the index, or an article by its path.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

impl Fault {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

/// Looks for what is wrong with an index.
///
/// # Errors
/// When there is none, it is too damaged to be opened, or a folder that it follows is not there.
pub fn check(place: &Place, options: &CheckOptions, now: Now, progress: &dyn Progress) -> Result<Check, IndexError> {
    // What stands in damaged files says nothing more.
    let faults = place.damages()?;
    if !faults.is_empty() {
        return Ok(Check { faults, ..Check::default() });
    }
    let reader = place.open()?;
    let files = reader.files()?;
    progress.begin(Stage::Walk, 0);
    let walked = walk(place, reader.state())?;
    let known: BTreeMap<&str, &FileRecord> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut check = Check { drift: Drift::between(&known, &walked), ..Check::default() };
    let homes = homes(files.iter());
    let stored = stored(&*reader, &mut check)?;
    compare_homes(&homes, &stored, &mut check);
    match annotator(reader.state())? {
        None => check.corrections_changed = true,
        Some(annotator) => {
            let sample = sample(stored.keys(), options.sample, now);
            let again = Again::new(&annotator, &*reader, &homes, &walked, sample, options, now);
            check.look_again(&again, &files, progress)?;
        }
    }
    progress.finish();
    check.faults.sort();
    Ok(check)
}

/// What annotates as the index was written; none if its corrections are not there any more as they were.
fn annotator(state: &State) -> Result<Option<Annotator>, IndexError> {
    let recorded = state.corrections.as_ref();
    let keep = recorded.map_or(CorrectionsChange::Without, |_| CorrectionsChange::Keep);
    match corrections::settle(recorded, &keep) {
        Ok((record, corrections)) if record.as_ref() == recorded => Ok(Some(Annotator::new(corrections)?)),
        Ok(_) | Err(IndexError::NoCorrections { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Check {
    /// Reads the files again and compares.
    fn look_again(
        &mut self,
        again: &Again<'_>,
        files: &[FileRecord],
        progress: &dyn Progress,
    ) -> Result<(), IndexError> {
        progress.begin(Stage::Look, files.len());
        let look = |file| {
            let looked = again.look(file);
            progress.advance(1);
            looked
        };
        let looked: Vec<Looked> = files.par_iter().map(look).collect::<Result<_, _>>()?;
        for Looked { located, annotated, faults } in looked {
            self.located += located;
            self.annotated += annotated;
            self.faults.extend(faults);
        }
        Ok(())
    }
}

/// The paths of the articles that are stored, and what can be said of each without its file.
fn stored(reader: &dyn Reader, check: &mut Check) -> Result<HashMap<ArticleId, Vec<String>>, IndexError> {
    let mut stored = HashMap::new();
    reader.for_each_article(&mut |article| {
        let StoredArticle { article, paths, .. } = article;
        check.articles += 1;
        check.paragraphs += article.paragraphs.len();
        if let Some(what) = disorder(&article) {
            check.faults.push(Fault::new(&article.path, what));
        }
        if stored.insert(article.id.clone(), paths).is_some() {
            check.faults.push(Fault::new(&article.path, format!("article {} stands in the index twice", article.id)));
        }
    })?;
    Ok(stored)
}

/// What is wrong within an article as stored.
fn disorder(article: &AnnotatedArticle) -> Option<String> {
    for (at, paragraph) in (0..).zip(&article.paragraphs) {
        let chars = paragraph.text.chars().count();
        let lies_within = |span: &Span| span.start <= span.end && span.end <= chars;
        if paragraph.ordinal != at {
            return Some(format!("paragraph {} stands in the place of {}", paragraph.ordinal + 1, at + 1));
        }
        let spans = paragraph.speakers.iter().flat_map(|speech| speech.content.iter().chain(&speech.cue));
        if !spans.into_iter().all(lies_within) {
            return Some(format!("a speech in paragraph {} lies beyond its text", at + 1));
        }
    }
    None
}

/// Files and articles must name each other.
fn compare_homes(homes: &Homes, stored: &HashMap<ArticleId, Vec<String>>, check: &mut Check) {
    for (id, homes) in homes {
        match stored.get(id) {
            None => check.faults.push(Fault::new(&homes[0].path, format!("its article {id} is not in the index"))),
            Some(found) if *found != paths(homes) => {
                check.faults.push(Fault::new(&homes[0].path, format!("its article {id} is filed under other paths")));
            }
            Some(_) => {}
        }
    }
    for (id, paths) in stored.iter().filter(|(id, _)| !homes.contains_key(*id)) {
        let path = paths.first().map_or("", String::as_str);
        check.faults.push(Fault::new(path, format!("no file is known to hold article {id}")));
    }
}

/// So many of the articles, others at each time.
fn sample<'a>(ids: impl Iterator<Item = &'a ArticleId>, count: Option<usize>, now: Now) -> HashSet<ArticleId> {
    let mut ids: Vec<&ArticleId> = ids.collect();
    let salt = now.ns.to_le_bytes();
    if let Some(count) = count.filter(|count| *count < ids.len()) {
        ids.sort_by_cached_key(|id| *blake3::hash(&[id.as_str().as_bytes(), &salt].concat()).as_bytes());
        ids.truncate(count);
    }
    ids.into_iter().cloned().collect()
}

/// What reads files again to compare.
struct Again<'a> {
    sample: HashSet<ArticleId>,
    files: corpus::Reader,
    annotator: &'a Annotator,
    /// The days that may have been today when an article was written.
    days: [jiff::civil::Date; 2],
    homes: &'a Homes,
    reader: &'a (dyn Reader + Sync),
    walked: &'a Walked,
}

/// What was found in a file.
#[derive(Default)]
struct Looked {
    located: usize,
    annotated: usize,
    faults: Vec<Fault>,
}

impl<'a> Again<'a> {
    fn new(
        annotator: &'a Annotator,
        reader: &'a (dyn Reader + Sync),
        homes: &'a Homes,
        walked: &'a Walked,
        sample: HashSet<ArticleId>,
        options: &CheckOptions,
        now: Now,
    ) -> Self {
        let state = reader.state();
        let limits =
            Limits { clock: options.clock, time: state.limits.time.saturating_mul(AGAIN_TIMES), ..state.limits };
        let files = annotator.reader(limits).with_worker(options.worker.clone());
        let written = state.written_at.get(..10).and_then(|day| day.parse().ok());
        Self { sample, files, annotator, days: [written.unwrap_or(now.today), now.today], homes, reader, walked }
    }

    /// Compares the articles that a file stands for with what is stored of them.
    fn look(&self, file: &FileRecord) -> Result<Looked, IndexError> {
        let mut looked = Looked::default();
        let Some(entry) = self.walked.files.get(&file.path) else { return Ok(looked) };
        let opened = self.files.open(&entry.path);
        if opened.hash.is_none() || opened.hash != file.hash {
            return Ok(looked);
        }
        let held = file.articles.iter().map(|held| &held.id);
        // Of every article that a file holds there is a home.
        let mut own: HashSet<&ArticleId> = held.filter(|id| self.homes[*id][0].file == file.path).collect();
        let mut outcome = Ok(());
        // What cannot be read was told when the file was indexed.
        let _ = self.files.read(&file.path, &opened, &mut |item| {
            if let Item::Document { document, .. } = item
                && own.remove(&document.id())
                && outcome.is_ok()
            {
                outcome = self.compare(&document, &mut looked);
            }
        });
        outcome?;
        let missing = |id: &&ArticleId| Fault::new(&file.path, format!("article {id} is not in this file"));
        looked.faults.extend(own.iter().map(missing));
        Ok(looked)
    }

    fn compare(&self, document: &Document, looked: &mut Looked) -> Result<(), IndexError> {
        let id = document.id();
        let Some(StoredArticle { article, paths, .. }) = self.reader.article(&id)? else { return Ok(()) };
        looked.located += 1;
        if let Some(at) = displaced(document, &article) {
            looked.faults.push(Fault::new(&article.path, format!("paragraph {} does not stand where it says", at + 1)));
        }
        if self.sample.contains(&id) {
            looked.annotated += 1;
            let is_stored = |day: &jiff::civil::Date| {
                let made = guarded(|| self.annotator.annotate(document, &paths, *day));
                made.is_ok_and(|made| AnnotatedArticle { path: article.path.clone(), ..made } == article)
            };
            if !self.days.iter().any(is_stored) {
                looked.faults.push(Fault::new(&article.path, "annotating it again gives something else"));
            }
        }
        Ok(())
    }
}

/// The first paragraph that does not stand in its source where it says.
fn displaced(document: &Document, article: &AnnotatedArticle) -> Option<u32> {
    let Body::Plain(source) = &document.body else { return None };
    // Paragraphs stand in order, so that the source is walked through once.
    let mut edges = source.char_indices().map(|(byte, _)| byte).chain(std::iter::once(source.len()));
    let mut last = (0, edges.next()?);
    let mut byte = |char: usize| {
        match char.checked_sub(last.0)? {
            0 => {}
            ahead => last = (char, edges.nth(ahead - 1)?),
        }
        Some(last.1)
    };
    let mut slice = |paragraph: &AnnotatedParagraph| source.get(byte(paragraph.start?)?..byte(paragraph.end?)?);
    let displaced = |paragraph: &&AnnotatedParagraph| {
        !slice(paragraph).is_some_and(|there| letters(there).eq(letters(&paragraph.text)))
    };
    article.paragraphs.iter().find(displaced).map(|paragraph| paragraph.ordinal)
}

/// Blanks, and what nobody sees, may be others in a paragraph than in its source.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric())
}
