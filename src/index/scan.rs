//! Looks at what the folders hold: which files there are, and which documents each holds.
//!
//! Its place: the first half of a sync. A scan knows the bytes and the identity of documents; annotating them is left
//! to the second half, which knows by then under which paths each is found and which of them are needed at all.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::corpus::{self, ArticleId, Document, FileEntry, Item, Opened, Skip, WalkError, Walker};
use crate::corrections::Annotator;
use crate::engine::{FileRecord, HeldArticle, Root, SkippedPart};
use crate::index::{IndexError, Progress, SkippedFile, Stage};

/// A file modified within this time before it was read may have changed again unseen: clocks of file
/// systems tick. Where times are whole seconds, the tick may be as long as that of FAT.
const TICK_NS: i128 = 100_000_000;
const COARSE_TICK_NS: i128 = 2_000_000_000;

/// What the folders hold.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Every file, by the path it is shown under.
    pub(super) files: BTreeMap<String, FileEntry>,
    /// How many files the user's rules leave out.
    pub(super) ignored: usize,
    /// Parts that could not be looked at. What lies below counts as gone, as it would for a rebuild.
    pub(super) unseen: Vec<SkippedFile>,
}

/// Finds every file of every root. `never` is not looked into.
pub(super) fn walk_roots(walker: &Walker, roots: &[Root], never: Option<&Path>) -> Result<Walked, IndexError> {
    let mut found = Walked::default();
    for root in roots {
        // No file lies in a folder without a name.
        let walked = walker.walk(Path::new(&root.folder), never.unwrap_or(Path::new("")));
        for WalkError { within, source } in walked.errors {
            // Without sight of a whole root, everything would be taken for deleted.
            if within.is_empty() {
                return Err(IndexError::NoFolder { path: PathBuf::from(&root.folder), source });
            }
            let skip = Skip::Unreadable(source.to_string());
            let path = format!("{}/{within}", root.label);
            found.unseen.push(SkippedFile { path, reason: skip.to_string(), kind: skip.kind() });
        }
        found.ignored += walked.ignored;
        for file in walked.files {
            found.files.insert(format!("{}/{}", root.label, file.within), file);
        }
    }
    Ok(found)
}

/// How a file stands to the last commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It cannot have changed, and was not looked at.
    Settled,
    /// Its bytes are the same.
    Same,
    /// It is new, or its bytes are others, or it cannot be read.
    Changed,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub(super) struct Scanned {
    /// What is known of it now. Its articles may include documents without text: only annotating tells.
    pub(super) record: FileRecord,
    pub(super) sight: Sight,
    /// Its documents, where they were looked at; of equal ones the first.
    pub(super) documents: HashMap<ArticleId, Sketch>,
}

impl Scanned {
    pub(super) fn without_documents(record: FileRecord, sight: Sight) -> Self {
        Self { record, sight, documents: HashMap::new() }
    }
}

/// What is kept of a document besides its identity.
#[derive(Debug, Clone)]
pub(super) struct Sketch {
    /// Its place in its file.
    pub(super) ordinal: u32,
    /// The fingerprint of the user's rows that could bear on it.
    pub(super) rows: String,
}

/// Looks at files in parallel.
pub(super) struct Scanner<'a> {
    pub(super) reader: &'a corpus::Reader,
    pub(super) annotator: &'a Annotator,
    /// The files of the last commit, by path.
    pub(super) known: &'a BTreeMap<String, FileRecord>,
    /// The user's rows or the limits may have changed, so that every document must be looked at.
    pub(super) look_at_all: bool,
    pub(super) now_ns: i128,
}

impl Scanner<'_> {
    /// Whether a file need not be looked at.
    pub(super) fn is_settled(&self, path: &str, file: &FileEntry) -> bool {
        !self.look_at_all && self.known.get(path).is_some_and(|known| is_settled(known, file))
    }

    /// Looks at files, in their order.
    pub(super) fn scan(&self, files: &[(&String, &FileEntry)], progress: &dyn Progress) -> Vec<Scanned> {
        progress.begin(Stage::Look, files.len());
        let scan = |(path, file): &(&String, &FileEntry)| {
            let scanned = self.scan_file(path, file);
            progress.advance(1);
            scanned
        };
        files.par_iter().map(scan).collect()
    }

    /// Reads a file and tells its documents apart, unless its bytes are known already.
    pub(super) fn scan_file(&self, path: &str, file: &FileEntry) -> Scanned {
        let opened = self.reader.open(&file.path);
        let record = FileRecord {
            path: path.to_owned(),
            size: file.size,
            modified_ns: file.modified_ns,
            read_ns: self.now_ns,
            hash: opened.hash.clone(),
            articles: Vec::new(),
            skipped: Vec::new(),
        };
        let known = self.known.get(path).filter(|known| known.hash.is_some() && known.hash == record.hash);
        match known {
            Some(known) if !self.look_at_all => {
                let (articles, skipped) = (known.articles.clone(), known.skipped.clone());
                Scanned::without_documents(FileRecord { articles, skipped, ..record }, Sight::Same)
            }
            _ => {
                let scanned = self.tell_apart(&opened, Scanned::without_documents(record, Sight::Changed));
                // The same bytes may give more, or less, where other limits hold.
                let is_same = known.is_some_and(|known| known.skipped == scanned.record.skipped);
                Scanned { sight: if is_same { Sight::Same } else { Sight::Changed }, ..scanned }
            }
        }
    }

    fn tell_apart(&self, opened: &Opened, mut scanned: Scanned) -> Scanned {
        let Scanned { record, documents, .. } = &mut scanned;
        let mut skipped = Skipped::default();
        let outcome = self.reader.read(&record.path, opened, &mut |item| match item {
            Item::Document { document, member } => {
                let id = document.id();
                documents.entry(id.clone()).or_insert_with(|| {
                    record.articles.push(HeldArticle { id, member });
                    self.sketch(&document)
                });
            }
            Item::Skipped { part, reason } => skipped.add(Some(part), &reason),
        });
        if let Err(skip) = outcome {
            skipped.add(None, &skip);
        }
        record.skipped = skipped.parts();
        scanned
    }

    fn sketch(&self, document: &Document) -> Sketch {
        Sketch { ordinal: document.ordinal, rows: self.annotator.rows_applied(document) }
    }
}

/// The parts of a file that gave no article: so many of one kind are kept, the rest is counted.
#[derive(Default)]
struct Skipped {
    parts: Vec<SkippedPart>,
    /// How many parts were skipped, by kind of reason.
    counts: BTreeMap<String, usize>,
}

/// How many skipped parts of one file and one kind are kept.
const PARTS_MAX: usize = 20;

impl Skipped {
    fn add(&mut self, part: Option<String>, skip: &Skip) {
        let kind = skip.kind();
        let whole = part.is_none();
        let part = SkippedPart::new(part, skip.to_string(), &kind);
        let count = self.counts.entry(kind).or_default();
        *count += usize::from(!whole);
        if whole || *count <= PARTS_MAX {
            self.parts.push(part);
        }
    }

    fn parts(self) -> Vec<SkippedPart> {
        let more = self.counts.into_iter().filter(|(_, count)| *count > PARTS_MAX);
        let more = more
            .map(|(kind, count)| SkippedPart::new(Some(format!(", {} more", count - PARTS_MAX)), kind.clone(), &kind));
        self.parts.into_iter().chain(more).collect()
    }
}

/// Whether a file cannot have changed since it was read.
fn is_settled(known: &FileRecord, file: &FileEntry) -> bool {
    let whole_seconds = file.modified_ns % 1_000_000_000 == 0;
    let tick = if whole_seconds { COARSE_TICK_NS } else { TICK_NS };
    known.size == file.size
        && known.modified_ns == file.modified_ns
        && known.modified_ns + tick < known.read_ns
        && known.hash.is_some()
}
