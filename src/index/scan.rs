//! Looks at what the folders hold: which files there are, and which documents each holds.
//!
//! Its place: the first half of a sync. A scan knows the bytes and the identity of documents; annotating them is left
//! to the second half, which knows by then under which paths each is found and which of them are needed at all.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use rayon::prelude::*;

use crate::corpus::{self, ArticleId, Document, FILE_BYTES_MAX, FileEntry, Skip, walk};
use crate::corrections::Annotator;
use crate::engine::{FileRecord, Root};
use crate::index::{IndexError, SkippedFile};

/// A file modified within this time before it was read may have changed again unseen: clocks of file
/// systems tick. Where times are whole seconds, the tick may be as long as that of FAT.
const TICK_NS: i128 = 100_000_000;
const COARSE_TICK_NS: i128 = 2_000_000_000;

/// What the folders hold.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Every file, by the path it is shown under.
    pub(super) files: BTreeMap<String, FileEntry>,
    /// Parts that could not be looked at. What lies below counts as gone, as it would for a rebuild.
    pub(super) unseen: Vec<SkippedFile>,
}

/// Finds every file of every root. `never` is not looked into.
pub(super) fn walk_roots(roots: &[Root], never: &Path) -> Result<Walked, IndexError> {
    let mut found = Walked::default();
    for root in roots {
        let walked = walk(Path::new(&root.folder), never);
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

/// The path that a part of a root is shown under.
fn shown_path(root: &Root, path: &Path) -> String {
    let within = path.strip_prefix(&root.folder).unwrap_or(path);
    format!("{}/{}", root.label, within.display())
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
    /// Its documents, where they were looked at.
    pub(super) documents: Vec<Sketch>,
}

impl Scanned {
    pub(super) fn without_documents(record: FileRecord, sight: Sight) -> Self {
        Self { record, sight, documents: Vec::new() }
    }
}

/// A document of which only the identity is kept.
#[derive(Debug, Clone)]
pub(super) struct Sketch {
    pub(super) id: ArticleId,
    /// Its place in its file.
    pub(super) ordinal: u32,
    /// The fingerprint of the user's rows that could bear on it.
    pub(super) rows: String,
}

/// Looks at files in parallel.
pub(super) struct Scanner<'a> {
    pub(super) annotator: &'a Annotator,
    /// The files of the last commit, by path.
    pub(super) known: &'a BTreeMap<String, FileRecord>,
    /// The user's rows may have changed, so that every document must be looked at.
    pub(super) look_at_all: bool,
    pub(super) now_ns: i128,
}

impl Scanner<'_> {
    /// Whether a file need not be looked at.
    pub(super) fn is_settled(&self, path: &str, file: &FileEntry) -> bool {
        !self.look_at_all && self.known.get(path).is_some_and(|known| is_settled(known, file))
    }

    /// Looks at files, in their order.
    pub(super) fn scan(&self, files: &[(&String, &FileEntry)]) -> Vec<Scanned> {
        files.par_iter().map(|(path, file)| self.scan_file(path, file)).collect()
    }

    /// Reads a file and tells its documents apart, unless its bytes are known already.
    pub(super) fn scan_file(&self, path: &str, file: &FileEntry) -> Scanned {
        let record = FileRecord {
            path: path.to_owned(),
            size: file.size,
            modified_ns: file.modified_ns,
            read_ns: self.now_ns,
            hash: None,
            articles: Vec::new(),
            skipped: Vec::new(),
        };
        match load(path, file) {
            Ok(bytes) => self.scan_bytes(&bytes, record),
            Err(skip) => {
                Scanned::without_documents(FileRecord { skipped: vec![skip.to_string()], ..record }, Sight::Changed)
            }
        }
    }

    fn scan_bytes(&self, bytes: &[u8], record: FileRecord) -> Scanned {
        let hash = Some(hash(bytes));
        let known = self.known.get(&record.path).filter(|known| known.hash == hash);
        if let (Some(known), false) = (known, self.look_at_all) {
            let (articles, skipped) = (known.articles.clone(), known.skipped.clone());
            return Scanned::without_documents(FileRecord { hash, articles, skipped, ..record }, Sight::Same);
        }
        let sight = if known.is_some() { Sight::Same } else { Sight::Changed };
        match corpus::read(&record.path, bytes) {
            Ok(documents) => {
                let documents: Vec<Sketch> = documents.iter().map(|document| self.sketch(document)).collect();
                let mut seen = HashSet::new();
                let ids = documents.iter().map(|sketch| sketch.id.clone()).filter(|id| seen.insert(id.clone()));
                Scanned { record: FileRecord { hash, articles: ids.collect(), ..record }, sight, documents }
            }
            Err(skip) => {
                Scanned::without_documents(FileRecord { hash, skipped: vec![skip.to_string()], ..record }, sight)
            }
        }
    }

    fn sketch(&self, document: &Document) -> Sketch {
        Sketch { id: document.id(), ordinal: document.ordinal, rows: self.annotator.rows_applied(document) }
    }
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

/// The bytes of a file that a row of the table of formats takes.
fn load(path: &str, file: &FileEntry) -> Result<Vec<u8>, Skip> {
    corpus::check_name(path)?;
    if file.size > FILE_BYTES_MAX {
        return Err(Skip::TooLarge(file.size));
    }
    std::fs::read(&file.path).map_err(|error| Skip::Unreadable(error.to_string()))
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The documents of a file, if its bytes are still those that were scanned.
pub(super) fn read_again(record: &FileRecord, file: &FileEntry) -> Option<Vec<Document>> {
    let bytes = load(&record.path, file).ok()?;
    if record.hash.as_ref() != Some(&hash(&bytes)) {
        return None;
    }
    corpus::read(&record.path, &bytes).ok()
}
