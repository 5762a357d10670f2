//! Lines of `Name: value`, as HTTP, WARC and mail have them above their content.

use std::io::{self, BufRead};

use crate::corpus::format::lines;

/// Headers, in order.
#[derive(Debug, Default)]
pub(in super::super) struct Headers(Vec<(String, Vec<u8>)>);

/// How long a line of a header may be, and how many there may be; what lies beyond is left out.
const LINE_BYTES_MAX: u64 = 1 << 16;
const LINES_MAX: usize = 2_000;

impl Headers {
    /// Reads the lines up to an empty one.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn read(stream: &mut impl BufRead) -> io::Result<Self> {
        let mut headers = Self::default();
        while let Some((line, _)) = lines::line(stream, LINE_BYTES_MAX)? {
            let lines::Taken::Raw(line) = line else { continue };
            if line.iter().all(u8::is_ascii_whitespace) {
                break;
            }
            headers.take(&line);
        }
        Ok(headers)
    }

    fn take(&mut self, line: &[u8]) {
        let is_continued = line.starts_with(b" ") || line.starts_with(b"\t");
        if let (true, Some((_, value))) = (is_continued, self.0.last_mut()) {
            if (value.len() as u64) < LINE_BYTES_MAX {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
            return;
        }
        let Some(colon) = memchr::memchr(b':', line) else { return };
        if self.0.len() < LINES_MAX {
            let name = String::from_utf8_lossy(line[..colon].trim_ascii()).to_ascii_lowercase();
            self.0.push((name, line[colon + 1..].trim_ascii().to_owned()));
        }
    }

    /// The bytes of the first header of a name in lower case.
    pub fn raw(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_slice())
    }

    /// The first header of a name in lower case.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = String::from_utf8_lossy(self.raw(name)?).into_owned();
        (!value.is_empty()).then_some(value)
    }

    /// The type that `Content-Type` names.
    pub fn content_type(&self) -> Option<Valued> {
        self.get("content-type").map(|value| Valued::new(&value))
    }
}

/// A value with parameters: `text/html; charset=utf-8`.
#[derive(Debug, Default)]
pub(in super::super) struct Valued {
    /// What stands before the parameters, in lower case.
    pub value: String,
    parameters: Vec<(String, String)>,
}

impl Valued {
    pub fn new(text: &str) -> Self {
        let mut parts = split_unquoted(text).into_iter();
        let value = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let parameter = |part: &str| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim();
            let unquoted = value.strip_prefix('"').map_or(value, |inner| inner.strip_suffix('"').unwrap_or(inner));
            Some((name.trim().to_ascii_lowercase(), unquoted.replace("\\\"", "\"")))
        };
        Self { value, parameters: parts.filter_map(parameter).collect() }
    }

    /// A parameter by its name in lower case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// The parts between semicolons, but those in quotation marks.
fn split_unquoted(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    //! Properties: names have no case, values may go on in the next line; parameters are told from quoted semicolons.
    use super::*;

    #[test]
    fn headers_and_parameters() {
        let mut stream =
            &b"Content-TYPE: Text/HTML;\r\n charset=\"euc-kr\"; name=\"a;b.html\"\r\nno header\r\nX:\r\n\r\nbody"[..];
        let headers = Headers::read(&mut stream).unwrap();
        assert_eq!(stream, b"body");
        let kind = headers.content_type().unwrap();
        assert_eq!(
            (kind.value.as_str(), kind.parameter("charset"), kind.parameter("name")),
            ("text/html", Some("euc-kr"), Some("a;b.html"))
        );
        assert_eq!((headers.get("x"), headers.get("y")), (None, None));
    }
}
