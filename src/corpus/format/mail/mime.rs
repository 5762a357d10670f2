//! Messages in MIME, as mail and saved pages (MHTML) are: headers, and parts in parts, each in some encoding for the way.
//!
//! # Invariants
//! Nothing is refused: what is wrong in a message is taken as it stands, and parts lie only so deep in one another.

use std::borrow::Cow;

use super::headers::{Headers, Valued};
use crate::corpus::Skip;
use crate::corpus::decode::{Text, declared_in_markup, decode};

/// A message, or a part of one, that holds no parts itself.
pub(super) struct Part<'m> {
    pub headers: Headers,
    body: &'m [u8],
}

/// A message: its headers and its parts, in order, those within parts among them.
pub(super) struct Message<'m> {
    pub headers: Headers,
    pub parts: Vec<Part<'m>>,
}

impl<'m> Message<'m> {
    pub fn new(bytes: &'m [u8]) -> Self {
        const DEPTH_MAX: usize = 16;
        const PARTS_MAX: usize = 10_000;
        let whole = Part::new(bytes);
        let mut parts = Vec::new();
        let mut open = vec![(0, Part::new(bytes))];
        while let Some((depth, part)) = open.pop() {
            let kind = part.kind();
            match kind.parameter("boundary").filter(|_| kind.value.starts_with("multipart/") && depth < DEPTH_MAX) {
                Some(boundary) => {
                    let inner = split(part.body, boundary, PARTS_MAX.saturating_sub(parts.len() + open.len()));
                    open.extend(inner.into_iter().rev().map(|part| (depth + 1, Part::new(part))));
                }
                None => parts.push(part),
            }
        }
        Self { headers: whole.headers, parts }
    }
}

impl<'m> Part<'m> {
    fn new(bytes: &'m [u8]) -> Self {
        let mut body = bytes;
        // Reading from memory cannot fail.
        let headers = Headers::read(&mut body).unwrap_or_default();
        Self { headers, body }
    }

    /// Its type; plain text if it says none.
    pub fn kind(&self) -> Valued {
        self.headers.content_type().unwrap_or_else(|| Valued::new("text/plain"))
    }

    /// Its content without the encoding for the way.
    pub fn bytes(&self) -> Cow<'m, [u8]> {
        let encoding = self.headers.get("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        match encoding.trim() {
            "base64" => Cow::Owned(from_base64(self.body)),
            "quoted-printable" => Cow::Owned(from_quoted_printable(self.body)),
            _ => Cow::Borrowed(self.body),
        }
    }

    /// Its content as text.
    ///
    /// # Errors
    /// When it is none.
    pub fn text(&self) -> Result<Text, Skip> {
        let (bytes, kind) = (self.bytes(), self.kind());
        let declared = kind.parameter("charset").or_else(|| declared_in_markup(&bytes));
        let mut text = decode(&bytes, declared)?;
        if kind.parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
            let without_blanks = kind.parameter("delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"));
            text.text = unfolded(&text.text, without_blanks);
        }
        Ok(text)
    }

    /// The name of the file that it is.
    pub fn file_name(&self) -> Option<String> {
        let disposition = Valued::new(&self.headers.get("content-disposition").unwrap_or_default());
        let name = named(&disposition, "filename").or_else(|| named(&self.kind(), "name"))?;
        Some(name.replace(['/', '\\', '\n', '\r'], "_"))
    }

    /// Whether it says that it is a file and not a part of what is read.
    pub fn is_attached(&self) -> bool {
        self.headers.get("content-disposition").is_some_and(|value| Valued::new(&value).value == "attachment")
    }
}

/// The parts between the lines of a boundary.
fn split<'b>(body: &'b [u8], boundary: &str, count_max: usize) -> Vec<&'b [u8]> {
    let mut parts = Vec::new();
    let mut begun = None;
    let mut at = 0;
    while at < body.len() && parts.len() < count_max {
        let end = memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |end| at + end + 1);
        if let Some(after) = body[at..end].strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.as_bytes())) {
            let (is_last, after) = after.strip_prefix(b"--").map_or((false, after), |after| (true, after));
            if after.trim_ascii().is_empty() {
                parts.extend(begun.map(|begun: usize| without_break(&body[begun..at.max(begun)])));
                begun = Some(end);
                if is_last {
                    return parts;
                }
            }
        }
        at = end;
    }
    // A message that is cut off has its last part without an end.
    parts.extend(begun.filter(|_| parts.len() < count_max).map(|begun| &body[begun..]));
    parts
}

/// The bytes without the line break at their end, which is the boundary's.
fn without_break(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// What base64 stands for; what is no letter of it is passed over.
fn from_base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for &letter in text {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            // Behind the end of a text there may be another.
            b'=' => {
                (held, bits) = (0, 0);
                continue;
            }
            _ => continue,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            // The lowest eight of the bits that are left are the byte.
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

/// What quoted-printable stands for; a `=` that stands for nothing stays.
fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (byte, taken) = match rest {
            [b'=', b'\r', b'\n', ..] => (None, 3),
            [b'=', b'\n', ..] => (None, 2),
            [b'=', high, low, ..] => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (Some(high << 4 | low), 3),
                _ => (Some(b'='), 1),
            },
            _ => (Some(rest[0]), 1),
        };
        bytes.extend(byte);
        at += taken;
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Lines that end in a blank go on in the next (RFC 3676).
fn unfolded(text: &str, without_blanks: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let goes_on = line.ends_with(' ') && line != "-- ";
        out.push_str(if goes_on && without_blanks { &line[..line.len() - 1] } else { line });
        if !goes_on {
            out.push('\n');
        }
    }
    out
}

/// A header as people read it: words that stand for others are decoded (RFC 2047).
pub(super) fn words(raw: &[u8]) -> String {
    let text = decoded(raw, None);
    let mut out = String::new();
    let mut rest = text.as_str();
    // Adjacent words are decoded together: a character may lie across them.
    let mut held: Option<(String, Vec<u8>)> = None;
    while let Some((before, word, after)) = encoded_word(rest) {
        let is_adjacent = before.trim().is_empty() && held.is_some();
        let is_same = held.as_ref().is_some_and(|(charset, _)| charset.eq_ignore_ascii_case(word.charset));
        if let Some((charset, bytes)) = held.take_if(|_| !(is_adjacent && is_same)) {
            out.push_str(&decoded(&bytes, Some(&charset)));
        }
        if !is_adjacent {
            out.push_str(before);
        }
        held.get_or_insert_with(|| (word.charset.to_owned(), Vec::new())).1.extend(word.bytes);
        rest = after;
    }
    if let Some((charset, bytes)) = held {
        out.push_str(&decoded(&bytes, Some(&charset)));
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text that bytes stand for, whatever they are.
fn decoded(bytes: &[u8], charset: Option<&str>) -> String {
    decode(bytes, charset).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), |text| text.text)
}

struct EncodedWord<'t> {
    charset: &'t str,
    bytes: Vec<u8>,
}

/// The first `=?charset?B?text?=`, with what stands before and behind it.
fn encoded_word(text: &str) -> Option<(&str, EncodedWord<'_>, &str)> {
    const CHARSET_LEN_MAX: usize = 40;
    for (start, _) in text.match_indices("=?") {
        let mut parts = text[start + 2..].splitn(3, '?');
        let (Some(charset), Some(kind), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return None };
        let is_word = charset.len() <= CHARSET_LEN_MAX && !charset.contains(char::is_whitespace) && kind.len() == 1;
        let Some((word, after)) = is_word.then(|| rest.split_once("?=")).flatten() else { continue };
        let bytes = match kind {
            "B" | "b" => from_base64(word.as_bytes()),
            "Q" | "q" => from_quoted_printable(word.replace('_', " ").as_bytes()),
            _ => continue,
        };
        // RFC 2231 lets a language follow the charset.
        let charset = charset.split('*').next().unwrap_or(charset);
        return Some((&text[..start], EncodedWord { charset, bytes }, after));
    }
    None
}

/// A parameter that may be encoded and cut into pieces (RFC 2231): `filename*0*=utf-8''%ED…`.
fn named(value: &Valued, name: &str) -> Option<String> {
    const PIECES_MAX: usize = 20;
    if let Some(plain) = value.parameter(name) {
        return Some(words(plain.as_bytes()));
    }
    let piece = |at: usize| {
        let numbered = value.parameter(&format!("{name}*{at}*")).or_else(|| value.parameter(&format!("{name}*{at}")));
        numbered.map(str::to_owned)
    };
    let pieces: String = (0..PIECES_MAX).map_while(piece).collect();
    let whole = if pieces.is_empty() { value.parameter(&format!("{name}*"))?.to_owned() } else { pieces };
    let mut parts = whole.splitn(3, '\'');
    let (charset, text) = match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(text)) => (Some(charset), text),
        _ => (None, whole.as_str()),
    };
    let bytes = from_quoted_printable(text.replace('=', "%3D").replace('%', "=").as_bytes());
    Some(decoded(&bytes, charset))
}

#[cfg(test)]
mod tests {
    //! Properties: parts in parts come in order and without the encoding for the way; headers and names are decoded,
    //! also across words; messages that are cut off give what they have.
    use super::*;

    #[test]
    fn parts_come_in_order() {
        let message = "Subject: x\r\nContent-Type: multipart/mixed; boundary=\"a b\"\r\n\r\npreamble\r\n--a b\r\n\
            Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\none\r\n--c\r\n\
            Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>t=\r\nwo=3D</p>\r\n--c--\r\n\
            --a b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=utf-8''%ED%95%AD.txt\r\n\r\n7ZWt\r\n66eM\r\n--a b--\r\nepilogue";
        let read = Message::new(message.as_bytes());
        let texts: Vec<String> = read.parts.iter().map(|part| part.text().unwrap().text).collect();
        assert_eq!(texts, ["one", "<p>two=</p>", "항만"]);
        assert_eq!(read.parts[2].file_name().as_deref(), Some("항.txt"));
        assert!(read.parts[2].is_attached() && !read.parts[0].is_attached());
        for end in 0..message.len() {
            Message::new(&message.as_bytes()[..end]);
        }
    }

    #[test]
    fn headers_are_decoded() {
        for (raw, want) in [
            ("=?utf-8?B?7ZWt66eM?= =?UTF-8?Q?_open=2E?=", "항만 open."),
            // A character lies across two words.
            ("=?utf-8?B?7ZWt6w==?=\r\n =?utf-8?B?p4w=?=", "항만"),
            ("Re: =?utf-8?q?a_b?= and =?utf-8?q?c?=", "Re: a b and c"),
            ("=?utf-8?x?a?= =? ?=", "=?utf-8?x?a?= =? ?="),
            ("항만", "항만"),
        ] {
            assert_eq!(words(raw.as_bytes()), want, "{raw}");
        }
    }

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(unfolded("The trust \nopened.\n  two\n-- \nK", false), "The trust opened.\n two\n-- \nK\n");
        assert_eq!(unfolded("항만 \n공사", true), "항만공사\n");
    }

    #[test]
    fn names_in_pieces() {
        let value = Valued::new("attachment; filename*0*=utf-8''%ED%95; filename*1*=%AD.txt");
        assert_eq!(named(&value, "filename").as_deref(), Some("항.txt"));
        assert_eq!(named(&Valued::new("a; filename=\"=?utf-8?B?7ZWt?=.pdf\""), "filename").as_deref(), Some("항.pdf"));
    }
}
