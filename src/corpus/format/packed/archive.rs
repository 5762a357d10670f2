//! Opens what is packed as zip: an archive of files, or the parts of one document.
//!
//! Its place: what `zip` and the formats that are packages of parts read from. Which of these an archive is, `zip`
//! tells.
//!
//! # Invariants
//! Nothing unpacked is held here. A member that grows too much, or members that together grow too much because they
//! share the same packed bytes, end with [`Skip::Bomb`].

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use ::zip::read::{ZipArchive, ZipFile};
use ::zip::result::ZipError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use crate::corpus::input::{Input, Packed, ReadSeek, Timed, Unpacked, Unpacking, Watch};
use crate::corpus::{Limits, Skip};

/// How many members an archive may have: each takes some hundred bytes of memory while it is open.
const MEMBERS_MAX: u64 = 250_000;

type Source = BufReader<Box<dyn ReadSeek>>;

/// An archive whose directory has been read.
pub(in super::super) struct Archive {
    zip: ZipArchive<Source>,
    /// What to call it in errors.
    name: &'static str,
    /// Its own length.
    bytes: u64,
    /// What the members before the last one unpacked to.
    unpacked: u64,
    /// What the last one unpacked to so far.
    last: Rc<Cell<u64>>,
    watch: Watch,
    /// The encoding of names that are not in UTF-8.
    encoding: &'static Encoding,
}

/// What the directory says of a member.
pub(in super::super) struct Entry {
    pub name: String,
    /// A folder, a link, or something that is not there for readers.
    pub hidden: bool,
}

impl Archive {
    /// Reads the directory.
    ///
    /// # Errors
    /// When there is none, or it is longer than can be held.
    pub fn open(name: &'static str, input: &mut Input<'_>, watch: Watch) -> Result<Self, Skip> {
        let mut source = BufReader::new(input.seekable()?);
        let failed = |error: std::io::Error| Skip::from_format(name, &error);
        let bytes = source.seek(SeekFrom::End(0)).map_err(failed)?;
        if stated_members(&mut source, bytes).map_err(failed)? > MEMBERS_MAX {
            return Err(Skip::Unsupported("an archive of more than 250000 files"));
        }
        let zip = ZipArchive::new(source).map_err(|error| from_zip(name, &error))?;
        let encoding = encoding_of_names(zip.file_names_raw());
        Ok(Self { zip, name, bytes, unpacked: 0, last: Rc::default(), watch, encoding })
    }

    /// Calls it something else in errors.
    pub fn called(&mut self, name: &'static str) {
        self.name = name;
    }

    /// What it is called in errors.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How many members it has.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// The names of all members.
    pub fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.zip.file_names_raw().map(|raw| decoded(raw, self.encoding))
    }

    /// What the directory says of a member.
    ///
    /// # Errors
    /// When there is no such member.
    pub fn entry(&self, index: usize) -> Result<Entry, Skip> {
        let file = self.zip.by_index_data(index).map_err(|error| from_zip(self.name, &error))?;
        let name = decoded(file.name_raw(), self.encoding).replace('\\', "/");
        let hidden = !file.is_file() || name.ends_with('/') || name.split('/').any(is_hidden);
        Ok(Entry { name, hidden })
    }

    /// The unpacked bytes of a member.
    ///
    /// # Errors
    /// When it cannot be unpacked: it is locked, or packed in a way that is not read.
    pub fn member(&mut self, index: usize) -> Result<Member<'_>, Skip> {
        self.unpacked += self.last.take();
        self.check_growth()?;
        let (name, limits, bytes) = (self.name, self.watch.limits, self.bytes);
        let file = self.zip.by_index(index).map_err(|error| from_zip(name, &error))?;
        // What is stated may be a lie, but no member has more bytes than the archive.
        let packed = Rc::new(Cell::new(file.compressed_size().min(bytes)));
        let (counted, count) = Packed::new(Unpacked::new(file, packed, &limits));
        self.last = count;
        Ok(Unpacking::new(name, Timed::new(counted, self.watch.clone())))
    }

    /// A part of a document by its name, whatever its case; none if it is not there.
    ///
    /// # Errors
    /// When it cannot be unpacked.
    pub fn part(&mut self, name: &str) -> Result<Option<Member<'_>>, Skip> {
        let name = name.trim_start_matches('/');
        let index = self.zip.index_for_name_raw(name.as_bytes());
        let index = index.or_else(|| self.names().position(|other| other.eq_ignore_ascii_case(name)));
        index.map(|index| self.member(index)).transpose()
    }

    /// Members may overlap, so that each grows little and all of them much.
    fn check_growth(&self) -> Result<(), Skip> {
        const FREE_BYTES: u64 = 64 << 20;
        let max = self.bytes.saturating_mul(self.watch.limits.expansion).max(FREE_BYTES);
        if self.unpacked > max { Err(Skip::Bomb(self.watch.limits.expansion)) } else { Ok(()) }
    }
}

/// The unpacked bytes of a member, guarded.
pub(in super::super) type Member<'a> = Unpacking<Timed<Packed<Unpacked<ZipFile<'a, Source>>>>>;

/// A stream that ends with an error when as much of it has been read as may be held at once.
pub(in super::super) struct Bounded<R> {
    inner: R,
    left: Rc<Cell<u64>>,
    limits: Limits,
}

impl<R> Bounded<R> {
    /// What is left may be set again by a reader that lets go of what it held.
    pub fn new(inner: R, left: Rc<Cell<u64>>, limits: Limits) -> Self {
        Self { inner, left, limits }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().checked_sub(read as u64).ok_or_else(|| Skip::too_large(&self.limits).into_io())?;
        self.left.set(left);
        Ok(read)
    }
}

/// What was wrong with an archive or a member.
fn from_zip(name: &'static str, error: &ZipError) -> Skip {
    match error {
        ZipError::Io(error) => Skip::from_format(name, error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Skip::Locked,
        ZipError::CompressionMethodNotSupported(_) => Skip::Unsupported("a member packed in another way than deflate"),
        other => Skip::damaged(name, other),
    }
}

/// Whether a part of a member's name is one that is not there for readers.
fn is_hidden(part: &str) -> bool {
    part == "__MACOSX" || part.starts_with('.')
}

/// How many members the end of the directory states; none where there is no such end.
fn stated_members(source: &mut Source, bytes: u64) -> std::io::Result<u64> {
    /// The end itself, and the longest comment behind it.
    const TAIL_BYTES: u64 = 22 + 0xffff;
    let start = bytes.saturating_sub(TAIL_BYTES);
    source.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    source.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let Some(end) = memchr::memmem::rfind(&tail, b"PK\x05\x06") else { return Ok(0) };
    match little_endian(&tail, end + 10, 2) {
        0xffff => {}
        short => return Ok(short),
    }
    // The longer record that stands before it, where the number does not fit in the short one.
    let Some(locator) = end.checked_sub(20).filter(|&at| tail[at..].starts_with(b"PK\x06\x07")) else {
        return Ok(0xffff);
    };
    source.seek(SeekFrom::Start(little_endian(&tail, locator + 8, 8)))?;
    let mut record = Vec::new();
    source.take(56).read_to_end(&mut record)?;
    Ok(little_endian(&record, 32, 8))
}

/// The number in some bytes; what lies behind the end counts as 0.
pub(in super::super) fn little_endian(bytes: &[u8], at: usize, len: usize) -> u64 {
    let bytes = bytes.get(at..).unwrap_or_default().iter().take(len);
    bytes.rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// The encoding of the names that are not in UTF-8: archivers wrote them in the code page of their system, without
/// saying which. All names of an archive are of one system.
fn encoding_of_names<'a>(names: impl Iterator<Item = &'a [u8]>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for name in names.filter(|name| std::str::from_utf8(name).is_err()) {
        detector.feed(name, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"", true);
    detector.guess(None, Utf8Detection::Deny)
}

fn decoded<'a>(raw: &'a [u8], encoding: &'static Encoding) -> Cow<'a, str> {
    std::str::from_utf8(raw).map_or_else(|_| encoding.decode_without_bom_handling(raw).0, Cow::Borrowed)
}
