//! WARC 1.0 and 1.1: what crawlers and archiving browsers save, record by record.
//!
//! Articles are pages that were found (`response` with the status 200), files (`resource`) and their text
//! (`conversion`). All else (pictures, requests, redirects, repeats) is passed over and counted. What a record holds is
//! read by the format it is of, with its address and the day it was fetched.

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read, Take};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::mail::{Headers, Valued};
use super::{Format, html, lines};
use crate::corpus::decode::{declared_in_markup, decode};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Metadata, Skip};

pub(super) const FORMAT: Format = Format {
    name: "WARC",
    extensions: &["warc"],
    begins: |head| head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0."),
    whole: false,
    read,
};

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let stream = input.stream();
    let mut passed_over = 0;
    let outcome = records(stream, &mut passed_over, output);
    output.passed_over(passed_over);
    outcome
}

fn records(stream: &mut impl BufRead, passed_over: &mut u64, output: &mut Output<'_>) -> Result<(), Skip> {
    let mut number = 0_u64;
    while let Some(foreign) = next_version(stream)? {
        number += 1;
        if foreign {
            output.skip(damaged(number, "what stands before it belongs to no record"));
        }
        let headers = Headers::read(stream).map_err(|error| Skip::from_io(&error))?;
        // Without its length the record cannot be left but by looking for the next.
        let Some(length) = headers.get("content-length").and_then(|length| length.parse().ok()) else {
            output.skip(damaged(number, "it does not say how long it is"));
            continue;
        };
        let mut content = stream.take(length);
        match record(&headers, &mut content, output) {
            Ok(Fate::Read) => {}
            Ok(Fate::PassedOver) => *passed_over += 1,
            Err(skip) => output.skip(skip),
        }
        std::io::copy(&mut content, &mut std::io::sink()).map_err(|error| Skip::from_io(&error))?;
        if content.limit() > 0 {
            return Err(damaged(number, "the file ends within it"));
        }
    }
    Ok(())
}

fn damaged(number: u64, what: &str) -> Skip {
    Skip::damaged(FORMAT.name, format!("WARC record {number}: {what}"))
}

/// Goes behind the next line that begins a record, and tells whether lines of no record stood before it.
fn next_version(stream: &mut impl BufRead) -> Result<Option<bool>, Skip> {
    const LINE_BYTES_MAX: u64 = 1 << 12;
    let mut foreign = false;
    while let Some((line, _)) = lines::line(stream, LINE_BYTES_MAX).map_err(|error| Skip::from_io(&error))? {
        match line {
            lines::Taken::Raw(line) if line.starts_with(b"WARC/") => return Ok(Some(foreign)),
            lines::Taken::Raw(line) => foreign |= !line.trim_ascii().is_empty(),
            lines::Taken::TooLarge => foreign = true,
        }
    }
    Ok(None)
}

/// What became of a record.
enum Fate {
    Read,
    PassedOver,
}

fn record(headers: &Headers, content: &mut Take<impl BufRead>, output: &mut Output<'_>) -> Result<Fate, Skip> {
    let kind = headers.get("warc-type").unwrap_or_default().to_ascii_lowercase();
    let url = headers.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
    let is_page = url.as_deref().is_none_or(is_web) && matches!(&*kind, "response" | "resource" | "conversion");
    if !is_page {
        return Ok(Fate::PassedOver);
    }
    let of_http;
    let is_http = kind == "response" && !url.as_deref().is_some_and(|url| url.starts_with("file:"));
    let about = match is_http {
        true => {
            let found = status(content)?;
            of_http = Headers::read(content).map_err(|error| Skip::from_io(&error))?;
            if found != Some(200) {
                return Ok(Fate::PassedOver);
            }
            &of_http
        }
        false => headers,
    };
    let kind = about.content_type().unwrap_or_default();
    if !may_hold_text(&kind.value, url.as_deref().unwrap_or_default()) {
        return Ok(Fate::PassedOver);
    }
    let raw = all(content, output)?;
    let bytes = if is_http { unpacked(&raw, about, output)? } else { Cow::Borrowed(raw.as_slice()) };
    put(&kind, &bytes, Metadata { url, fetched: headers.get("warc-date"), ..Metadata::default() }, output)
}

/// Whether the address is one of the web; crawlers write their logs under others.
fn is_web(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(&*scheme, "http" | "https" | "ftp" | "file")
}

/// The status of the answer, by its first line.
fn status(content: &mut impl BufRead) -> Result<Option<u16>, Skip> {
    const LINE_BYTES_MAX: u64 = 1 << 14;
    let line = lines::line(content, LINE_BYTES_MAX).map_err(|error| Skip::from_io(&error))?;
    let line = line.map_or_else(String::new, |(line, _)| lines::text(&line));
    Ok(line.strip_prefix("HTTP/").and_then(|line| line.split_whitespace().nth(1)?.parse().ok()))
}

/// Whether what is of this type and at this address may be an article.
fn may_hold_text(kind: &str, url: &str) -> bool {
    const NEVER: [&str; 7] = ["image/", "audio/", "video/", "font/", "text/css", "text/javascript", "text/dns"];
    const CODE: [&str; 2] = ["javascript", "ecmascript"];
    let is_for_robots = url.split(['?', '#']).next().is_some_and(|path| path.ends_with("/robots.txt"));
    let is_never = NEVER.iter().any(|never| kind.starts_with(never)) || CODE.iter().any(|code| kind.contains(code));
    !is_never && !is_for_robots
}

/// All of a record's content.
fn all(content: &mut Take<impl BufRead>, output: &Output<'_>) -> Result<Vec<u8>, Skip> {
    let max = output.limits().article_bytes;
    if content.limit() > max {
        return Err(Skip::too_large(output.limits()));
    }
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(|error| Skip::from_io(&error))?;
    // The caller tells it; half an article is none.
    if content.limit() > 0 { Err(Skip::damaged(FORMAT.name, "the page is cut off")) } else { Ok(bytes) }
}

/// Puts out what a record holds, by the format it is of.
fn put(kind: &Valued, bytes: &[u8], stated: Metadata, output: &mut Output<'_>) -> Result<Fate, Skip> {
    if matches!(&*kind.value, "text/html" | "application/xhtml+xml") {
        let page = decode(bytes, kind.parameter("charset").or_else(|| declared_in_markup(bytes)))?;
        html::put(page, stated, output)?;
        return Ok(Fate::Read);
    }
    let name = name_of(&kind.value, stated.url.as_deref().unwrap_or_default());
    match output.nested(&name, Box::new(Cursor::new(bytes)), stated) {
        Ok(()) => Ok(Fate::Read),
        Err(Skip::UnknownFormat(_)) => Ok(Fate::PassedOver),
        Err(skip) => Err(skip),
    }
}

/// The name of the file at an address, with the ending that its type calls for.
fn name_of(kind: &str, url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = match kind {
        "text/plain" => ".txt",
        "application/pdf" => ".pdf",
        "application/json" => ".json",
        "application/x-ndjson" => ".ndjson",
        "text/csv" => ".csv",
        "text/markdown" => ".md",
        _ => "",
    };
    format!("{name}{ending}")
}

/// A page as it was before it was packed to be sent. Many archives hold it so already and leave the headers.
fn unpacked<'b>(raw: &'b [u8], headers: &Headers, output: &Output<'_>) -> Result<Cow<'b, [u8]>, Skip> {
    const PACKINGS_MAX: usize = 4;
    let is_chunked = headers.get("transfer-encoding").is_some_and(|how| how.to_ascii_lowercase().contains("chunked"));
    let mut bytes = if is_chunked { without_chunks(raw) } else { Cow::Borrowed(raw) };
    let packings = headers.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    for packing in packings.split(',').rev().take(PACKINGS_MAX) {
        let inner = match packing.trim() {
            "gzip" | "x-gzip" if bytes.starts_with(b"\x1f\x8b") => all_of(MultiGzDecoder::new(&*bytes), output)?,
            "deflate" if is_zlib(&bytes) => all_of(ZlibDecoder::new(&*bytes), output)?,
            "deflate" => match all_of(DeflateDecoder::new(&*bytes), output) {
                Err(Skip::Damaged { .. }) if std::str::from_utf8(&bytes).is_ok() => continue,
                inner => inner?,
            },
            "br" => match all_of(Decompressor::new(&*bytes, 1 << 12), output) {
                Err(Skip::Damaged { .. }) if std::str::from_utf8(&bytes).is_ok() => continue,
                inner => inner?,
            },
            "zstd" => return Err(Skip::Unsupported("a page packed by zstd")),
            _ => continue,
        };
        bytes = Cow::Owned(inner);
    }
    Ok(bytes)
}

/// All that comes out of a packing.
fn all_of(packed: impl Read, output: &Output<'_>) -> Result<Vec<u8>, Skip> {
    let max = output.limits().article_bytes;
    let mut bytes = Vec::new();
    let broken = |error| Skip::damaged(FORMAT.name, format!("a page cannot be unpacked: {error}"));
    packed.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() as u64 > max { Err(Skip::too_large(output.limits())) } else { Ok(bytes) }
}

/// Whether a stream begins as zlib's do: `deflate` is said of these and of bare streams.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [method, flags, ..] if method & 0xf == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0)
}

/// The content of chunks, each of which says its length; as it stands where none does.
fn without_chunks(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut whole = Vec::new();
    let mut rest = raw;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = String::from_utf8_lossy(&rest[..end]);
        let digits = line.split(';').next().unwrap_or_default().trim().to_owned();
        if digits.is_empty() && !whole.is_empty() {
            rest = &rest[end + 1..];
            continue;
        }
        let Ok(len) = usize::from_str_radix(&digits, 16) else { break };
        rest = &rest[end + 1..];
        if len == 0 {
            return Cow::Owned(whole);
        }
        let len = len.min(rest.len());
        whole.extend_from_slice(&rest[..len]);
        rest = &rest[len..];
    }
    if whole.is_empty() { Cow::Borrowed(raw) } else { Cow::Owned(whole) }
}

#[cfg(test)]
mod tests {
    //! Properties: pages, files and texts are read with address and day, packed and in chunks or as they stand; all else
    //! is counted in one line; damage is told and what follows it is read; nothing panics.
    use std::io::Write;

    use super::super::trial::{read, read_within, shown_of, survives};
    use super::*;
    use crate::corpus::Limits;

    const PAGE: &str = "<html><title>항만</title><p>The trust opened two berths.</p></html>";

    fn record_of(kind: &str, url: &str, more: &str, content: &[u8]) -> Vec<u8> {
        let mut record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2017-03-14T05:06:07Z\r\n{more}Content-Length: {}\r\n\r\n",
            content.len()
        )
        .into_bytes();
        record.extend_from_slice(content);
        record.extend_from_slice(b"\r\n\r\n");
        record
    }

    fn response(headers: &str, body: &[u8]) -> Vec<u8> {
        let mut content = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
        content.extend_from_slice(body);
        record_of(
            "response",
            "https://port.example/a",
            "Content-Type: application/http; msgtype=response\r\n",
            &content,
        )
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn deflated(bytes: &[u8], zlib: bool) -> Vec<u8> {
        let level = flate2::Compression::default();
        if zlib {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).unwrap();
            return encoder.finish().unwrap();
        }
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn chunked(bytes: &[u8]) -> Vec<u8> {
        let (a, b) = bytes.split_at(bytes.len() / 2);
        let mut out = Vec::new();
        for part in [a, b] {
            out.extend_from_slice(format!("{:x};x=y\r\n", part.len()).as_bytes());
            out.extend_from_slice(part);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"0\r\n\r\n");
        out
    }

    const STATED: &str = "url=https://port.example/a fetched=2017-03-14T05:06:07Z";

    #[test]
    fn pages_as_they_were_sent() {
        for (headers, body) in [
            ("Content-Type: text/html; charset=utf-8\r\n", PAGE.as_bytes().to_vec()),
            ("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", chunked(PAGE.as_bytes())),
            ("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", PAGE.as_bytes().to_vec()),
            ("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", gzipped(PAGE.as_bytes())),
            ("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", PAGE.as_bytes().to_vec()),
            ("Content-Type: text/html\r\nContent-Encoding: deflate\r\n", deflated(PAGE.as_bytes(), true)),
            ("Content-Type: text/html\r\nContent-Encoding: deflate\r\n", deflated(PAGE.as_bytes(), false)),
            ("Content-Type: text/html\r\nContent-Encoding: br\r\n", PAGE.as_bytes().to_vec()),
            (
                "Content-Type: application/xhtml+xml\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                chunked(&gzipped(PAGE.as_bytes())),
            ),
        ] {
            let file = response(headers, &body);
            assert_eq!(shown_of("a.warc", &file), [format!("0 {STATED} [{PAGE}]")], "{headers}");
        }
        assert_eq!(without_chunks(b""), Cow::Borrowed(b""));
    }

    #[test]
    fn brotli_is_unpacked() {
        // A block stored as it is: no flags, 24 bytes less one in 16 bits, the flag of stored blocks; then the last, empty.
        let text = b"harbour harbour harbour ";
        let mut stored = vec![0x70, 0x01, 0x10];
        stored.extend_from_slice(text);
        stored.push(0x03);
        let file = response("Content-Type: text/html\r\nContent-Encoding: br\r\n", &stored);
        assert_eq!(shown_of("a.warc", &file), [format!("0 {STATED} [harbour harbour harbour ]")]);
    }

    #[test]
    fn records_of_many_kinds() {
        let text = "항만공사가 선석을 열었다.".as_bytes();
        let plain = "Content-Type: text/plain\r\n";
        let file = [
            record_of("warcinfo", "x", "", b"software: w"),
            record_of("request", "https://port.example/a", "", b"GET /a HTTP/1.1\r\n\r\n"),
            response("Content-Type: image/png\r\n", b"\x89PNG"),
            response("Content-Type: application/json\r\n", br#"{"title": "A", "text": "One."}"#),
            response("Content-Type: application/octet-stream\r\n", b"\x01\x02"),
            record_of(
                "response",
                "https://port.example/b",
                "",
                b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n",
            ),
            record_of("resource", "https://port.example/c.txt", plain, text),
            record_of("conversion", "<https://port.example/d>", plain, text),
            record_of("resource", "metadata://crawler.example/log", plain, text),
            record_of("resource", "https://port.example/robots.txt", plain, b"User-agent: *"),
            record_of("revisit", "https://port.example/a", "", b""),
            record_of("response", "dns:port.example", "Content-Type: text/dns\r\n", b"20170314 port.example"),
        ]
        .concat();
        let packed = file.windows(4).enumerate().fold((Vec::new(), 0), |(mut packed, start), (at, four)| {
            // A member of gzip for each record, as crawlers write them.
            match (four == b"WARC" && at > start) || at + 4 == file.len() {
                true => {
                    let end = if four == b"WARC" { at } else { file.len() };
                    packed.extend(gzipped(&file[start..end]));
                    (packed, end)
                }
                false => (packed, start),
            }
        });
        let want = [
            "0 url=https://port.example/a title=A fetched=2017-03-14T05:06:07Z [One.]",
            "1 url=https://port.example/c.txt fetched=2017-03-14T05:06:07Z [항만공사가 선석을 열었다.]",
            "2 url=https://port.example/d fetched=2017-03-14T05:06:07Z [항만공사가 선석을 열었다.]",
            "other records: 9 hold no article",
        ];
        assert_eq!(shown_of("a.warc", &file), want);
        assert_eq!(shown_of("a.warc.gz", &packed.0), want);
    }

    #[test]
    fn damage_is_told_and_the_rest_is_read() {
        let good = response("Content-Type: text/html\r\n", PAGE.as_bytes());
        let without_length =
            String::from_utf8(good.clone()).unwrap().replace("Content-Length", "X-Length").into_bytes();
        let short =
            String::from_utf8(good.clone()).unwrap().replacen("Content-Length: 1", "Content-Length: ", 1).into_bytes();
        let broken_gzip =
            response("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gzipped(PAGE.as_bytes())[..30]);
        for (broken, why) in [
            (&without_length, "it does not say how long it is"),
            (&short, "what stands before it belongs to no record"),
            (&b"junk\r\n".to_vec(), "what stands before it belongs to no record"),
            (&broken_gzip, "a page cannot be unpacked"),
        ] {
            let shown = shown_of("a.warc", &[good.as_slice(), broken, &good].concat());
            assert!(shown.iter().any(|line| line.contains(why)), "{why}: {shown:?}");
            let page = format!("{STATED} [{PAGE}]");
            assert_eq!(shown.iter().filter(|line| line.ends_with(&page)).count(), 2, "{shown:?}");
        }
        let found = read("a.warc", &good[..good.len() - 20]);
        assert!(found.shown[0].contains("the page is cut off"));
        assert_eq!(found.error(), "damaged WARC: WARC record 1: the file ends within it");
    }

    #[test]
    fn long_records_are_not_held() {
        let limits = Limits { article_bytes: 300, ..Limits::default() };
        let good = response("Content-Type: text/html\r\n", PAGE.as_bytes());
        let long = response("Content-Type: text/html\r\n", &PAGE.as_bytes().repeat(9));
        let bomb = response("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gzipped(&[b'a'; 9_000]));
        let found = read_within(limits, "a.warc", &[long, bomb, good].concat());
        assert_eq!(found.fate, Ok(()));
        let shown = found.shown;
        assert!(shown[0].contains("too large") && shown[1].contains("too large"), "{shown:?}");
        assert_eq!(shown[2], format!("2 {STATED} [{PAGE}]"));
    }

    #[test]
    fn nothing_makes_it_panic() {
        let text = record_of("conversion", "https://port.example/d", "Content-Type: text/plain\r\n", b"harbour");
        let page = response("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", &chunked(PAGE.as_bytes()));
        survives("a.warc", &[text, page].concat());
        let packed = response("Content-Type: text/html\r\nContent-Encoding: br\r\n", &gzipped(PAGE.as_bytes()));
        survives("a.warc", &packed);
    }
}
