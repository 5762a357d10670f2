//! The files that are read: those of the folder, and those made of them.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::encodings::in_encoding;
use crate::{EXPECTED, folder};

/// A file as it is read.
pub struct Input {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The file of corrections that is honoured.
    pub corrections: Option<PathBuf>,
}

impl Input {
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), bytes, corrections: None }
    }
}

/// Every file that is read: `NAME.corrections.toml` holds what is honoured when `NAME` is.
pub fn all() -> Vec<Input> {
    const CORRECTIONS: &str = ".corrections.toml";
    let is_file = |name: &String| !name.ends_with(EXPECTED) && !name.ends_with(CORRECTIONS);
    let kept = names().filter(is_file).map(|name| {
        let corrections = Some(folder().join(format!("{name}{CORRECTIONS}"))).filter(|path| path.exists());
        Input { corrections, ..file(&name) }
    });
    kept.chain(made()).collect()
}

/// What lies in the folder.
pub fn names() -> impl Iterator<Item = String> {
    fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap())
}

/// A file of the folder: of `NAME.ENCODING.EXT` in its encoding, of a folder its archive.
pub fn file(name: &str) -> Input {
    let path = folder().join(name);
    if path.is_dir() {
        return Input::new(name, package(&path));
    }
    let bytes = fs::read(&path).unwrap();
    let encoding = name.rsplit('.').nth(1).filter(|part| Encoding::for_label(part.as_bytes()).is_some());
    let bytes = match encoding {
        Some(encoding) => in_encoding(&String::from_utf8(bytes).unwrap(), encoding),
        None => bytes,
    };
    Input::new(name, bytes)
}

/// A file packed in the ways in which it says the same.
pub fn packed(input: &Input) -> [Input; 3] {
    let named = |end: &str, bytes| {
        let corrections = input.corrections.clone();
        Input { corrections, ..Input::new(&format!("{}{end}", input.name), bytes) }
    };
    [
        named(".gz", gzip(&input.bytes)),
        named(".zst", compress_to_vec(&*input.bytes, CompressionLevel::Fastest)),
        named(".zip", zipped(&[(&input.name, &input.bytes)])),
    ]
}

/// The files that would be unreadable if they were kept.
fn made() -> Vec<Input> {
    vec![
        Input::new("crawl.warc.gz", records(&file("crawl.warc").bytes).into_iter().flat_map(gzip).collect()),
        Input::new("folders.zip", folders()),
        Input::new("names-in-cp949.zip", names_in_cp949()),
        Input::new("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        Input::new("letter.hwp", ole("\u{5}HwpSummaryInformation")),
        Input::new("letter.doc", ole("WordDocument")),
        Input::new("recording.mp3", b"ID3\x03".to_vec()),
    ]
}

/// The records of a WARC. A crawler packs each by itself.
fn records(warc: &[u8]) -> Vec<&[u8]> {
    let starts: Vec<usize> = memchr::memmem::find_iter(warc, b"WARC/1.").collect();
    let ends = starts.iter().skip(1).copied().chain([warc.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &warc[start..end]).collect()
}

/// An archive of folders, with an archive in it, and with what nobody put there to be read.
fn folders() -> Vec<u8> {
    let [ko, ja, release] = ["text-ko.txt", "text-ja.txt", "release.docx"].map(|name| file(name).bytes);
    let inner = zipped(&[("보도자료.docx", &release), ("text-ja.txt", &ja)]);
    zipped(&[
        ("2019/", b""),
        ("2019/text-ko.txt", &ko),
        ("2019/Thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("__MACOSX/2019/._text-ko.txt", b"\0\x05\x16\x07"),
        ("2019/quay.jpg", b"\xff\xd8\xff\xe0"),
        ("inner.zip", &inner),
    ])
}

/// An archive as a Korean Windows makes it: names in its code page, and nothing that says so.
fn names_in_cp949() -> Vec<u8> {
    let text = file("text-ko.txt").bytes;
    let name = in_encoding("나루항 보도자료/정기 항로 협약.txt", "euc-kr");
    let stand_in = "x".repeat(name.len());
    let mut bytes = zipped(&[(&stand_in, &text)]);
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, stand_in.as_bytes()).collect();
    for place in places {
        bytes[place..place + name.len()].copy_from_slice(&name);
    }
    bytes
}

/// The beginning of an older Office document, of which a stream in it tells the kind.
fn ole(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0; 512 * 4];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    // Sectors of 512 bytes, the directory in the second.
    (bytes[30], bytes[48]) = (9, 1);
    for (at, name) in [(1024, "Root Entry"), (1152, stream)] {
        for (at, unit) in (at..).step_by(2).zip(name.encode_utf16()) {
            bytes[at..at + 2].copy_from_slice(&unit.to_le_bytes());
        }
    }
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The archive of a folder: `mimetype` first, as the formats that have it want it.
fn package(folder: &Path) -> Vec<u8> {
    let mut parts = Vec::new();
    gather(folder, "", &mut parts);
    parts.sort_by_key(|(name, _)| (name != "mimetype", name.clone()));
    zipped(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
}

fn gather(folder: &Path, within: &str, parts: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{within}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{name}/"), parts);
        } else {
            parts.push((name, fs::read(entry.path()).unwrap()));
        }
    }
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
