//! What the tests of formats share: files made in memory, what is read from them, and their damaged twins.

use std::io::{Cursor, Write};

use ::zip::CompressionMethod;
use ::zip::write::{SimpleFileOptions, ZipWriter};

use crate::corpus::{Document, Item, Reader, Skip};

/// What was read from a file.
pub(super) struct Found {
    pub documents: Vec<Document>,
    pub skipped: Vec<(String, Skip)>,
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
}

/// Reads a file as it would be within the usual bounds.
pub(super) fn read(name: &str, bytes: &[u8]) -> Found {
    read_by(&Reader::default(), name, bytes)
}

pub(super) fn read_by(reader: &Reader, name: &str, bytes: &[u8]) -> Found {
    let (mut documents, mut skipped) = (Vec::new(), Vec::new());
    let fate = reader.read_bytes(name, bytes, &mut |item| match item {
        Item::Document { document, .. } => documents.push(document),
        Item::Skipped { part, reason } => skipped.push((part.trim_start_matches([',', '/', ' ']).to_owned(), reason)),
    });
    Found { documents, skipped, fate }
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
    for twin in twins(bytes, 150) {
        read(name, &twin);
    }
}

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
