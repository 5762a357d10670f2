//! Lines of a stream, none of them longer than is asked for.

use std::io::{self, BufRead};

/// Bytes that were taken from a stream.
pub(super) enum Taken {
    Raw(Vec<u8>),
    /// There were more than there may be; they were passed over.
    TooLarge,
}

/// A line with its end, and its length; `None` where there is none.
///
/// # Errors
/// When the stream cannot be read.
pub(super) fn line(stream: &mut impl BufRead, max: u64) -> io::Result<Option<(Taken, u64)>> {
    let mut line = Vec::new();
    let mut len = 0_u64;
    loop {
        let chunk = stream.fill_buf()?;
        let end = memchr::memchr(b'\n', chunk);
        let taken = end.map_or(chunk.len(), |end| end + 1);
        let is_over = chunk.is_empty() || end.is_some();
        len += taken as u64;
        if len <= max {
            line.extend_from_slice(&chunk[..taken]);
        }
        stream.consume(taken);
        if is_over {
            let value = if len > max { Taken::TooLarge } else { Taken::Raw(line) };
            return Ok((len > 0).then_some((value, len)));
        }
    }
}

/// The line as text without its end; too long a one is empty.
pub(super) fn text(line: &Taken) -> String {
    match line {
        Taken::Raw(line) => String::from_utf8_lossy(line).trim_end_matches(['\r', '\n']).to_owned(),
        Taken::TooLarge => String::new(),
    }
}
