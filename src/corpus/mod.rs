//! Finds the files of a folder and reads each into [`Document`]s.
//!
//! Its place: the first stage. It hands documents to `article`, and leaves all reading of their content to it.
//!
//! Which files there are, a [`Walker`] tells by some [`Rules`].
//!
//! How a file is read: [`Reader::open`] tells its hash; [`Reader::read`] makes an `input` of it, asks the table of
//! formats (`format`) who takes it, and that row puts what it finds into an `output`: documents, parts that cannot be
//! read, members of archives, which are inputs again. `decode` turns bytes into text, `fields` says what the fields of
//! records hold, `limits` what a file may ask for; `worker` runs parsers where they can do no harm,
//! [`guarded`] keeps our own mistakes in.
//!
//! # Invariants
//! Folders are only read. A file that cannot be read gives a [`Skip`] with its reason, never an end of the run; so does
//! each part of a file that holds many. Of a file that holds many articles no more than one is in memory.

mod decode;
mod document;
mod fields;
mod format;
mod guard;
mod input;
mod limits;
mod output;
mod repair;
mod rules;
mod skip;
mod walk;
mod worker;

pub use document::{ArticleId, Body, Decoding, Document, Metadata};
pub use fields::{FieldNames, RECORD_FIELDS};
pub use guard::guarded;
pub use limits::{Clock, Limits, LimitsChange};
pub use output::Item;
pub use rules::{GlobError, Links, Rules};
pub use skip::Skip;
pub use walk::{FileEntry, Walk, WalkError, Walker};
pub use worker::{Worker, bound_memory, serve};

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use input::{Input, Timed, Watch};
use output::Output;

/// Reads files within some bounds.
#[derive(Debug, Clone)]
pub struct Reader {
    limits: Limits,
    fields: FieldNames,
    worker: Option<Worker>,
}

/// A file that was looked at.
#[derive(Debug)]
pub struct Opened {
    /// BLAKE3 of its bytes in hexadecimal, with `head:` before it where only the first were needed; none if it could
    /// not be read.
    pub hash: Option<String>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Held(Vec<u8>),
    OnDisk(PathBuf),
    Skipped(Skip),
}

/// Up to which length a file is held in memory from telling its hash to reading it.
const HELD_BYTES: u64 = 8 << 20;

impl Reader {
    /// One that reads records by these fields.
    #[must_use]
    pub fn new(limits: Limits, fields: FieldNames) -> Self {
        Self { limits, fields, worker: None }
    }

    /// The same, with the parsers that odd files can bring down in processes of their own.
    #[must_use]
    pub fn with_worker(self, worker: Option<Worker>) -> Self {
        Self { worker, ..self }
    }

    /// Looks at a file. Nothing is taken for granted of it: what is wrong is told when it is read.
    #[must_use]
    pub fn open(&self, file: &Path) -> Opened {
        self.look(file).unwrap_or_else(|error| Opened { hash: None, content: Content::Skipped(Skip::from_io(&error)) })
    }

    fn look(&self, file: &Path) -> std::io::Result<Opened> {
        let mut opened = File::open(file)?;
        let size = opened.metadata()?.len();
        if size <= HELD_BYTES {
            let mut bytes = Vec::new();
            opened.read_to_end(&mut bytes)?;
            return Ok(Opened { hash: Some(hash(&bytes)), content: Content::Held(bytes) });
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let input = Input::new(&name, Box::new(&opened), self.limits).map_err(Skip::into_io)?;
        let refused = match format::of(&input) {
            Err(skip) => Some(skip),
            Ok(format) if format.is_whole() && size > self.limits.article_bytes => Some(Skip::too_large(&self.limits)),
            Ok(_) => None,
        };
        if let Some(skip) = refused {
            let head = blake3::Hasher::new().update(&size.to_le_bytes()).update(input.head()).finalize().to_hex();
            return Ok(Opened { hash: Some(format!("head:{head}")), content: Content::Skipped(skip) });
        }
        drop(input);
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(file)?)?;
        Ok(Opened { hash: Some(hasher.finalize().to_hex().to_string()), content: Content::OnDisk(file.to_owned()) })
    }

    /// Reads a file, shown to people under a path, and hands over what it holds, one by one.
    ///
    /// # Errors
    /// When nothing, or nothing more, can be taken from it, be it that the program itself fails on it.
    pub fn read(&self, path: &str, opened: &Opened, each: &mut dyn FnMut(Item)) -> Result<(), Skip> {
        guarded(|| self.read_content(path, &opened.content, each)).flatten()
    }

    /// Reads a file that is held in memory, as [`Reader::read`] does, but lets a panic through: for tests.
    ///
    /// # Errors
    /// When nothing, or nothing more, can be taken from it.
    pub fn read_bytes(&self, path: &str, bytes: &[u8], each: &mut dyn FnMut(Item)) -> Result<(), Skip> {
        self.read_content(path, &Content::Held(bytes.to_vec()), each)
    }

    fn read_content(&self, path: &str, content: &Content, each: &mut dyn FnMut(Item)) -> Result<(), Skip> {
        let (stream, on_disk): (Box<dyn Read + '_>, _) = match content {
            Content::Skipped(skip) => return Err(skip.clone()),
            Content::Held(bytes) => (Box::new(Cursor::new(bytes)), None),
            Content::OnDisk(file) => {
                (Box::new(File::open(file).map_err(|error| Skip::from_io(&error))?), Some(file.as_path()))
            }
        };
        let mut found = false;
        let watch = Watch::start(self.limits);
        let mut each = |item| {
            found = true;
            watch.pause(|| each(item));
        };
        let stream = Box::new(Timed::new(stream, watch.clone()));
        let mut input = Input::new(path, stream, self.limits)?.on_disk(on_disk);
        let mut ordinal = 0;
        let mut output = Output::new(path, watch.clone(), &self.fields, self.worker.as_ref(), &mut ordinal, &mut each);
        format::of(&input)?.read(&mut input, &mut output)?;
        if found { Ok(()) } else { Err(Skip::Empty) }
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new(Limits::default(), FieldNames::built_in().clone())
    }
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
