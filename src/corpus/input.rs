//! The bytes of a file, of a member of an archive or of what is packed in a file, as formats read them.
//!
//! Its place: made by `output` for each thing to be read, handed to the row of the table of formats that takes it.
//!
//! # Invariants
//! Nothing is held of a stream but its head; whoever wants all of it gets no more than an article may have. A stream
//! ends with the reason as its error where the time for the file is over or it unpacks to too much.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read, Seek};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use super::{Limits, Skip};

/// How many bytes of a stream formats are told by.
pub(super) const HEAD_BYTES: usize = 1 << 16;

/// A stream with its name; its head can be looked at before it is read.
pub(super) struct Input<'a> {
    /// The name, of which the end may tell the format.
    pub name: String,
    head: Vec<u8>,
    stream: BufReader<WithHead<Box<dyn Read + 'a>>>,
    /// The file that the stream is, where it is one.
    file: Option<&'a Path>,
    limits: Limits,
}

/// A stream with its head before it again.
type WithHead<R> = Chain<Cursor<Vec<u8>>, R>;

/// Bytes that can be read in any order.
pub(super) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

impl<'a> Input<'a> {
    /// Takes a stream and reads its head.
    ///
    /// # Errors
    /// When its head cannot be read.
    pub fn new(name: &str, mut stream: Box<dyn Read + 'a>, limits: Limits) -> Result<Self, Skip> {
        let mut head = Vec::new();
        stream.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|error| Skip::from_io(&error))?;
        let stream = BufReader::with_capacity(HEAD_BYTES, Cursor::new(head.clone()).chain(stream));
        Ok(Self { name: name.to_owned(), head, stream, file: None, limits })
    }

    /// The same, known to be a file.
    pub fn on_disk(self, file: Option<&'a Path>) -> Self {
        Self { file, ..self }
    }

    /// The first bytes.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// The part of the name behind the last dot, in lower case.
    pub fn extension(&self) -> String {
        extension(&self.name)
    }

    /// All of the bytes, of a format that is read whole.
    ///
    /// # Errors
    /// When there are more than an article may have, or they cannot be read.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Skip> {
        let mut bytes = Vec::new();
        let max = self.limits.article_bytes;
        let mut stream = self.stream.by_ref().take(max.saturating_add(1));
        stream.read_to_end(&mut bytes).map_err(|error| Skip::from_io(&error))?;
        if bytes.len() as u64 > max { Err(Skip::too_large(&self.limits)) } else { Ok(bytes) }
    }

    /// The bytes in any order, of an archive that is read by its directory: a file's are left on the disk.
    ///
    /// # Errors
    /// When they must be held and are more than an article may have, or they cannot be read.
    pub fn seekable(&mut self) -> Result<Box<dyn ReadSeek>, Skip> {
        match self.file {
            Some(file) => Ok(Box::new(File::open(file).map_err(|error| Skip::from_io(&error))?)),
            None => Ok(Box::new(Cursor::new(self.bytes()?))),
        }
    }

    /// The bytes one after the other, of a format that is read record by record.
    pub fn stream(&mut self) -> &mut (impl BufRead + use<'a>) {
        &mut self.stream
    }
}

/// The part of a name behind its last dot, in lower case.
pub(super) fn extension(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase()
}

/// Tells when the time for a file is over, whatever streams it is read by.
#[derive(Clone)]
pub(super) struct Watch {
    pub limits: Limits,
    deadline: Rc<Cell<Duration>>,
}

impl Watch {
    /// The time begins now.
    pub fn start(limits: Limits) -> Self {
        Self { limits, deadline: Rc::new(Cell::new(limits.clock.passed().saturating_add(limits.time))) }
    }

    /// Stands still while something else is done: what becomes of an article is not the file's fault.
    pub fn pause<T>(&self, act: impl FnOnce() -> T) -> T {
        let begun = self.limits.clock.passed();
        let done = act();
        let taken = self.limits.clock.passed().saturating_sub(begun);
        self.deadline.set(self.deadline.get().saturating_add(taken));
        done
    }

    fn is_over(&self) -> bool {
        self.limits.clock.passed() > self.deadline.get()
    }
}

/// A stream that ends with an error when the time is over.
pub(super) struct Timed<R> {
    inner: R,
    watch: Watch,
}

impl<R: Read> Timed<R> {
    pub fn new(inner: R, watch: Watch) -> Self {
        Self { inner, watch }
    }
}

impl<R: Read> Read for Timed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.watch.is_over() {
            return Err(Skip::too_slow(&self.watch.limits).into_io());
        }
        self.inner.read(buffer)
    }
}

/// A stream that a format unpacks: where it ends with an error that has no reason of ours, it is damaged.
pub(super) struct Unpacking<R> {
    format: &'static str,
    inner: R,
}

impl<R> Unpacking<R> {
    pub fn new(format: &'static str, inner: R) -> Self {
        Self { format, inner }
    }
}

impl<R: Read> Read for Unpacking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => Skip::from_format(self.format, &error).into_io(),
        })
    }
}

/// A packed stream that counts what was read of it.
pub(super) struct Packed<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R> Packed<R> {
    /// The stream and its count.
    pub fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        (Self { inner, count: Rc::clone(&count) }, count)
    }
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// How much may come out of little before its growth is judged: short files of one letter pack very well.
const FREE_BYTES: u64 = 4 << 20;

/// An unpacked stream that ends with an error when it has grown too much.
pub(super) struct Unpacked<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    count: u64,
    expansion: u64,
}

impl<R> Unpacked<R> {
    /// What comes out of `inner` is measured against the count of what went in.
    pub fn new(inner: R, packed: Rc<Cell<u64>>, limits: &Limits) -> Self {
        Self { inner, packed, count: 0, expansion: limits.expansion }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count += read as u64;
        if self.count > FREE_BYTES && self.count / self.expansion.max(1) > self.packed.get() {
            return Err(Skip::Bomb(self.expansion).into_io());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a stream ends when the time for its file is over, and that stands still where it is to.
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::corpus::Clock;

    static SECONDS: AtomicU64 = AtomicU64::new(0);

    fn wait(seconds: u64) {
        SECONDS.fetch_add(seconds, Ordering::Relaxed);
    }

    #[test]
    fn time_ends() {
        let clock = Clock(|| Duration::from_secs(SECONDS.load(Ordering::Relaxed)));
        let watch = Watch::start(Limits { time: Duration::from_secs(10), ..Limits::usual(clock) });
        let mut stream = Timed::new(io::repeat(b'x'), watch.clone());
        let mut read = || stream.read(&mut [0; 8]).map_err(|error| Skip::from_io(&error));
        wait(10);
        assert_eq!(read(), Ok(8));
        watch.pause(|| wait(100));
        assert_eq!(read(), Ok(8));
        wait(1);
        assert_eq!(read(), Err(Skip::TooSlow(10)));
        let endless = Watch::start(Limits { time: Duration::MAX, ..Limits::usual(clock) });
        endless.pause(|| wait(100));
        assert!(!endless.is_over());
    }
}
