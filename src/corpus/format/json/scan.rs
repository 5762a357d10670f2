//! A stream of JSON cut into values without holding more than one, and without understanding them.

use std::io::BufRead;

use super::super::lines::Taken;
use crate::corpus::Skip;

/// Where something stands: line and byte from 0.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub line: u64,
    pub byte: u64,
}

impl Place {
    /// Damage that is found here.
    pub fn damaged(self, what: impl std::fmt::Display) -> Skip {
        Skip::damaged("JSON", format!("line {}, byte {}: {what}", self.line + 1, self.byte + 1))
    }
}

/// Why a record is not read.
pub(super) enum Fault {
    /// The stream gives no more.
    Stream(Skip),
    /// The record is broken; others may follow.
    Record(Skip),
}

impl Fault {
    pub fn into_skip(self) -> Skip {
        let (Self::Stream(skip) | Self::Record(skip)) = self;
        skip
    }
}

/// Reads a stream from value to value.
pub(super) struct Scanner<'s, R> {
    stream: &'s mut R,
    place: Place,
    /// Whether nothing but blanks was read of this line.
    is_line_new: bool,
}

impl<'s, R: BufRead> Scanner<'s, R> {
    pub fn new(stream: &'s mut R) -> Self {
        Self::at(stream, Place::default())
    }

    /// One of a part of a file that begins there.
    pub fn at(stream: &'s mut R, place: Place) -> Self {
        Self { stream, place, is_line_new: true }
    }

    pub fn place(&self) -> Place {
        self.place
    }

    /// A fault of the record that is being read.
    pub fn fault(&self, what: &str) -> Fault {
        Fault::Record(self.place.damaged(what))
    }

    /// The next byte that is no blank; it stays.
    pub fn token(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            let Some(byte) = self.peek()? else { return Ok(None) };
            // A byte order mark is a blank, wherever files were put together.
            if !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF | 0x1E) {
                return Ok(Some(byte));
            }
            self.bump();
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        let chunk = self.stream.fill_buf().map_err(|error| Fault::Stream(Skip::from_io(&error)))?;
        Ok(chunk.first().copied())
    }

    /// Passes over the byte that was looked at.
    pub fn bump(&mut self) {
        // The byte was looked at, so it is in the buffer and cannot fail.
        let byte = self.stream.fill_buf().ok().and_then(|chunk| chunk.first().copied());
        if let Some(byte) = byte {
            self.stream.consume(1);
            self.pass(byte);
        }
    }

    fn pass(&mut self, byte: u8) {
        self.place.byte += 1;
        if byte == b'\n' {
            self.place.line += 1;
            self.is_line_new = true;
        } else if !byte.is_ascii_whitespace() {
            self.is_line_new = false;
        }
    }

    /// The name of a field and the colon behind it.
    pub fn key(&mut self) -> Result<String, Fault> {
        const KEY_BYTES_MAX: u64 = 1 << 16;
        let key = match self.value(KEY_BYTES_MAX)? {
            Taken::TooLarge => return Err(self.fault("the name of a field is too long")),
            Taken::Raw(raw) => super::parse(&raw).ok().and_then(|(value, _)| value.as_str().map(str::to_owned)),
        };
        let Some(key) = key else { return Err(self.fault("the name of a field cannot be read")) };
        if self.token()? != Some(b':') {
            return Err(self.fault("a colon should stand here"));
        }
        self.bump();
        Ok(key)
    }

    /// The bytes of the value that begins here.
    pub fn value(&mut self, max: u64) -> Result<Taken, Fault> {
        let begun = self.place;
        let fault = |what| Fault::Record(begun.damaged(what));
        let mut cut = Cut::default();
        let (mut raw, mut len) = (Vec::new(), 0_u64);
        loop {
            let chunk = self.stream.fill_buf().map_err(|error| Fault::Stream(Skip::from_io(&error)))?;
            if chunk.is_empty() && !cut.is_scalar() {
                return Err(fault("a value does not end"));
            }
            let (taken, end) = cut.of(chunk);
            len += taken as u64;
            if len <= max {
                raw.extend_from_slice(&chunk[..taken]);
            } else {
                raw = Vec::new();
            }
            let lines = memchr::memchr_iter(b'\n', &chunk[..taken]).count() as u64;
            let ends_line = taken > 0 && chunk[taken - 1] == b'\n';
            let is_over = chunk.is_empty();
            self.stream.consume(taken);
            self.place = Place { line: self.place.line + lines, byte: self.place.byte + taken as u64 };
            self.is_line_new = ends_line;
            match end {
                End::Value => return Ok(if len > max { Taken::TooLarge } else { Taken::Raw(raw) }),
                End::Broken => return Err(fault("a text does not end in its line")),
                End::None if is_over => return Ok(if len > max { Taken::TooLarge } else { Taken::Raw(raw) }),
                End::None => {}
            }
        }
    }

    /// Passes over what is left of a broken record, to where a line begins one.
    pub fn skip_to_next(&mut self) -> Result<(), Fault> {
        loop {
            match self.token()? {
                None => return Ok(()),
                Some(b'{') if self.is_line_new => return Ok(()),
                Some(_) => self.skip_line()?,
            }
        }
    }

    fn skip_line(&mut self) -> Result<(), Fault> {
        loop {
            let chunk = self.stream.fill_buf().map_err(|error| Fault::Stream(Skip::from_io(&error)))?;
            let end = memchr::memchr(b'\n', chunk);
            let (taken, is_over) = (end.map_or(chunk.len(), |end| end + 1), chunk.is_empty() || end.is_some());
            self.stream.consume(taken);
            self.place.byte += taken as u64;
            if is_over {
                self.place.line += u64::from(end.is_some());
                self.is_line_new = true;
                return Ok(());
            }
        }
    }
}

/// Where a value is being cut.
#[derive(Default)]
struct Cut {
    depth: u64,
    in_text: bool,
    escaped: bool,
    begun: bool,
}

enum End {
    /// The value goes on.
    None,
    /// It ends behind what was taken.
    Value,
    /// A line ends within a text.
    Broken,
}

impl Cut {
    /// Whether it is a number or a word, which ends where something else begins.
    fn is_scalar(&self) -> bool {
        self.begun && self.depth == 0 && !self.in_text
    }

    /// How many bytes belong to the value, and whether it ends there.
    fn of(&mut self, chunk: &[u8]) -> (usize, End) {
        for (at, &byte) in chunk.iter().enumerate() {
            if self.in_text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_text = false;
                        if self.depth == 0 {
                            return (at + 1, End::Value);
                        }
                    }
                    b'\n' => return (at + 1, End::Broken),
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' if self.depth > 0 || !self.begun => self.in_text = true,
                b'{' | b'[' if self.depth > 0 || !self.begun => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, End::Value);
                    }
                }
                b',' | b'}' | b']' | b'{' | b'[' | b'"' if self.depth == 0 => return self.scalar_end(at),
                _ if self.depth == 0 && byte.is_ascii_whitespace() => return self.scalar_end(at),
                _ => {}
            }
            self.begun = true;
        }
        (chunk.len(), End::None)
    }

    /// The end of a number or a word. One byte is taken at least, so that who reads on gets on.
    fn scalar_end(&self, at: usize) -> (usize, End) {
        (if self.begun { at } else { at + 1 }, End::Value)
    }
}

/// The value with `null` for each `NaN` and `Infinity` outside of texts; `None` if there are none.
pub(super) fn without_nan(raw: &[u8]) -> Option<Vec<u8>> {
    const WORDS: [&[u8]; 3] = [b"-Infinity", b"Infinity", b"NaN"];
    let mut out = Vec::with_capacity(raw.len());
    let (mut at, mut in_text, mut found) = (0, false, false);
    while at < raw.len() {
        let word = WORDS.iter().find(|word| !in_text && raw[at..].starts_with(word));
        if let Some(word) = word {
            out.extend_from_slice(b"null");
            at += word.len();
            found = true;
            continue;
        }
        let len = if in_text && raw[at] == b'\\' { 2.min(raw.len() - at) } else { 1 };
        in_text ^= raw[at] == b'"';
        out.extend_from_slice(&raw[at..at + len]);
        at += len;
    }
    found.then_some(out)
}
