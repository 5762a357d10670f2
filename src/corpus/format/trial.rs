//! What the tests of formats share: files made in memory, what is read from them, and their damaged twins.

use std::io::{Cursor, Write};

use ::zip::CompressionMethod;
use ::zip::write::{SimpleFileOptions, ZipWriter};

use crate::corpus::fields::FieldNames;
use crate::corpus::input::Watch;
use crate::corpus::output::Output;
use crate::corpus::{Document, Item, Limits, Reader, Skip};

/// What was read from a file.
pub(super) struct Found {
    pub documents: Vec<Document>,
    pub skipped: Vec<(String, Skip)>,
    /// All in order, as [`shown`] shows it.
    pub shown: Vec<String>,
    pub fate: Result<(), Skip>,
}

impl Found {
    pub fn texts(&self) -> Vec<&str> {
        self.documents.iter().map(|document| document.body.content()).collect()
    }

    /// The text of the one document there is.
    pub fn text(&self) -> &str {
        assert_eq!(self.documents.len(), 1, "skipped: {:?}, fate: {:?}", self.skipped, self.fate);
        self.documents[0].body.content()
    }

    /// What is wrong with the file, in words.
    pub fn error(&self) -> String {
        self.fate.as_ref().expect_err("the file is refused").to_string()
    }
}

/// Reads a file within the usual bounds.
pub(super) fn read(name: &str, bytes: &[u8]) -> Found {
    read_within(Limits::default(), name, bytes)
}

/// Reads a file.
pub(super) fn read_within(limits: Limits, name: &str, bytes: &[u8]) -> Found {
    let mut items = Vec::new();
    let reader = Reader::new(limits, FieldNames::built_in().clone());
    let fate = reader.read_bytes(name, bytes, &mut |item| items.push(item));
    let shown = shown(&items);
    let (mut documents, mut skipped) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Document { document, .. } => documents.push(document),
            Item::Skipped { part, reason } => skipped.push((bare(&part).to_owned(), reason)),
        }
    }
    Found { documents, skipped, shown, fate }
}

/// What is found in a sound file, as [`shown`] shows it.
pub(super) fn shown_of(name: &str, bytes: &[u8]) -> Vec<String> {
    let found = read(name, bytes);
    found.fate.unwrap();
    found.shown
}

/// Items for assertions: of a document its ordinal, what is stated and its text in brackets, of what is skipped the
/// part and the reason.
pub(super) fn shown(items: &[Item]) -> Vec<String> {
    let stated = |(name, text): (&str, &str)| format!("{name}={text} ");
    let show = |item: &Item| match item {
        Item::Document { document, .. } => {
            let stated: String = document.metadata.stated().map(stated).collect();
            format!("{} {stated}[{}]", document.ordinal, document.body.content())
        }
        Item::Skipped { part, reason } => format!("{}: {reason}", bare(part)),
    };
    items.iter().map(show).collect()
}

/// The name of a part of a file, without what sets it off from the name of the file.
fn bare(part: &str) -> &str {
    part.trim_start_matches([',', '/', ' '])
}

/// What a function puts out.
pub(super) fn found(put: impl FnOnce(&mut Output<'_>)) -> Vec<Item> {
    let (mut items, mut ordinal) = (Vec::new(), 0);
    let mut each = |item| items.push(item);
    let watch = Watch::start(Limits::default());
    put(&mut Output::new("file", watch, FieldNames::built_in(), None, &mut ordinal, &mut each));
    items
}

/// A zip archive of members.
pub(super) fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip archive whose members are texts.
pub(super) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    zipped(&parts.iter().map(|(name, content)| (*name, content.as_bytes())).collect::<Vec<_>>())
}

/// The package with each part replaced by cut and flipped twins of itself, so that damage gets behind the packing.
pub(super) fn survives_in_parts(name: &str, parts: &[(&str, &str)]) {
    survives(name, &package(parts));
    for at in 0..parts.len() {
        for twin in twins(parts[at].1.as_bytes(), 20) {
            let mut parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, part)| (*name, part.as_bytes())).collect();
            parts[at].1 = &twin;
            read(name, &zipped(&parts));
        }
    }
}

/// Reads the file cut at many places, and with flipped bits; panics if the reader does.
pub(super) fn survives(name: &str, bytes: &[u8]) {
    for twin in twins(bytes, 700) {
        read(name, &twin);
    }
}

/// So many cut ones, and twice as many with flipped bits.
fn twins(bytes: &[u8], count: usize) -> Vec<Vec<u8>> {
    let mut random = fastrand::Rng::with_seed(7);
    let cut = (0..count).map(|part| bytes[..bytes.len() * part / count].to_vec()).collect::<Vec<_>>();
    let flipped = (0..count * 2).map(|_| {
        let mut twin = bytes.to_vec();
        for _ in 0..random.usize(1..6) {
            if let Some(byte) = twin.get_mut(random.usize(0..bytes.len().max(1))) {
                *byte ^= 1 << random.u8(0..8);
            }
        }
        twin
    });
    cut.into_iter().chain(flipped).collect()
}
