//! Kinds of files that are known and not read: each is skipped under its name, so that nobody wonders.
//!
//! Its place: asked by the table of formats where no format takes a stream. To add one, add its row.

use std::io::{Read, SeekFrom};

use super::Format;
use super::packed::{Package, little_endian};
use crate::corpus::Skip;
use crate::corpus::input::Input;
use crate::corpus::output::Output;

/// A kind of file.
struct Kind {
    /// What people call one, as in `… is not read`.
    name: &'static str,
    extensions: &'static [&'static str],
    begins: fn(head: &[u8]) -> bool,
}

const KINDS: &[Kind] = &[
    Kind { name: "a 7z archive", extensions: &["7z"], begins: |head| head.starts_with(b"7z\xbc\xaf\x27\x1c") },
    Kind {
        name: "an ALZ or EGG archive",
        extensions: &["alz", "egg"],
        begins: |head| head.starts_with(b"ALZ\x01") || head.starts_with(b"EGGA"),
    },
    Kind {
        name: "a bzip2 file",
        extensions: &["bz2", "tbz2"],
        begins: |head| head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY"),
    },
    Kind { name: "a RAR archive", extensions: &["rar"], begins: |head| head.starts_with(b"Rar!\x1a\x07") },
    Kind { name: "a tar archive", extensions: &["tar", "tgz"], begins: |head| head.get(257..262) == Some(b"ustar") },
    Kind { name: "an xz file", extensions: &["txz", "xz"], begins: |head| head.starts_with(b"\xfd7zXZ\0") },
    Kind { name: "a DjVu document", extensions: &["djvu"], begins: |head| head.starts_with(b"AT&TFORM") },
    Kind {
        name: "a font",
        extensions: &["otf", "ttc", "ttf", "woff", "woff2"],
        begins: |head| [b"OTTO", b"\0\x01\0\0", b"ttcf", b"wOF2", b"wOFF"].iter().any(|sign| head.starts_with(*sign)),
    },
    Kind {
        name: "an HWP document (save it as HWPX)",
        extensions: &["hwp"],
        begins: |head| head.starts_with(b"HWP Document File V"),
    },
    Kind {
        name: "an image",
        extensions: &["avif", "bmp", "gif", "heic", "ico", "jpeg", "jpg", "png", "psd", "svg", "tif", "tiff", "webp"],
        begins: is_image,
    },
    Kind {
        name: "a Kindle book",
        extensions: &["azw", "azw3", "mobi"],
        begins: |head| head.get(60..68) == Some(b"BOOKMOBI"),
    },
    Kind {
        name: "a Parquet or Arrow table",
        extensions: &["arrow", "feather", "parquet"],
        begins: |head| head.starts_with(b"PAR1") || head.starts_with(b"ARROW1"),
    },
    Kind { name: "a PostScript file", extensions: &["eps", "ps"], begins: |head| head.starts_with(b"%!PS") },
    Kind { name: "a program", extensions: &["class", "dll", "exe", "jar", "o", "pyc", "so"], begins: is_program },
    Kind { name: "a recording", extensions: &RECORDINGS, begins: is_recording },
    Kind {
        name: "an SQLite database",
        extensions: &["db", "sqlite", "sqlite3"],
        begins: |head| head.starts_with(b"SQLite format 3\0"),
    },
];

const RECORDINGS: [&str; 14] =
    ["aac", "avi", "flac", "flv", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "ogg", "wav", "webm", "wmv"];

fn is_image(head: &[u8]) -> bool {
    const SIGNS: [&[u8]; 7] = [b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"8BPS", b"\0\0\x01\0"];
    let brand = head.get(4..12).unwrap_or_default();
    SIGNS.iter().any(|sign| head.starts_with(sign))
        || is_riff(head, b"WEBP")
        || brand == b"ftypheic"
        || brand == b"ftypavif"
}

fn is_recording(head: &[u8]) -> bool {
    const SIGNS: [&[u8]; 6] =
        [b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"];
    let signed = SIGNS.iter().any(|sign| head.starts_with(sign));
    signed || head.get(4..8) == Some(b"ftyp") || is_riff(head, b"AVI ") || is_riff(head, b"WAVE")
}

fn is_riff(head: &[u8], kind: &[u8]) -> bool {
    head.starts_with(b"RIFF") && head.get(8..12) == Some(kind)
}

fn is_program(head: &[u8]) -> bool {
    const SIGNS: [&[u8]; 5] = [b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\0asm"];
    // Words may begin with these two letters: the place they point to must say the same.
    let is_windows = head.starts_with(b"MZ")
        && usize::try_from(little_endian(head, 60, 4))
            .is_ok_and(|at| head.get(at..).is_some_and(|pe| pe.starts_with(b"PE\0\0")));
    is_windows || SIGNS.iter().any(|sign| head.starts_with(sign))
}

/// The name of the kind of which a stream begins so.
pub(super) fn by_head(head: &[u8]) -> Option<&'static str> {
    KINDS.iter().find(|kind| (kind.begins)(head)).map(|kind| kind.name)
}

/// The name of the kind whose files' names end so.
pub(super) fn by_extension(extension: &str) -> Option<&'static str> {
    KINDS.iter().find(|kind| kind.extensions.contains(&extension)).map(|kind| kind.name)
}

/// The container of the older formats of Office and Hancom, told by the names of the streams in it.
pub(super) const OLE: Format = Format {
    name: "older Office document",
    extensions: &["doc", "msg", "ppt", "xls"],
    begins: |head| head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    whole: false,
    read: read_ole,
};

/// The names of streams, and what they mean.
const STREAMS: [(&str, Skip); 8] = [
    ("EncryptedPackage", Skip::Locked),
    ("\u{5}HwpSummaryInformation", Skip::Unsupported("an HWP document (save it as HWPX)")),
    ("WordDocument", Skip::Unsupported("an older Word document (save it as DOCX)")),
    ("Workbook", Skip::Unsupported("an older Excel workbook (save it as XLSX)")),
    ("Book", Skip::Unsupported("an older Excel workbook (save it as XLSX)")),
    ("PowerPoint Document", Skip::Unsupported("an older PowerPoint presentation")),
    ("__properties_version1.0", Skip::Unsupported("an Outlook message")),
    ("Root Entry", Skip::Unsupported("an older Office document")),
];

fn read_ole(input: &mut Input<'_>, _output: &mut Output<'_>) -> Result<(), Skip> {
    if !(OLE.begins)(input.head()) {
        return Err(Skip::damaged(OLE.name, "it does not begin as one does"));
    }
    let directory = ole_directory(input)?;
    let named = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        directory.chunks(128).any(|entry| entry.starts_with(&name))
    };
    let found = STREAMS.into_iter().find(|(name, _)| named(name)).map(|(_, skip)| skip);
    Err(found.unwrap_or_else(|| Skip::damaged(OLE.name, "its directory is missing")))
}

/// The first entries of its directory, 128 bytes each. The rest may lie anywhere; what tells a kind stands in front.
fn ole_directory(input: &mut Input<'_>) -> Result<Vec<u8>, Skip> {
    let head = input.head();
    let (shift, sector) = (little_endian(head, 30, 2).min(20), little_endian(head, 48, 4));
    let mut file = input.seekable()?;
    let failed = |error: std::io::Error| Skip::from_format(OLE.name, &error);
    file.seek(SeekFrom::Start((sector + 1) << shift)).map_err(failed)?;
    let mut directory = Vec::new();
    file.take(1 << 13).read_to_end(&mut directory).map_err(failed)?;
    Ok(directory)
}

pub(super) const BINARY_WORKBOOK: Package = Package {
    name: "XLSB",
    is: |kind| kind.starts_with("application/vnd.ms-excel.sheet.binary"),
    read: |_, _| Err(Skip::Unsupported("a binary Excel workbook (save it as XLSX)")),
};

pub(super) const EPUB: Package = Package {
    name: "EPUB",
    is: |kind| kind == "application/epub+zip",
    read: |_, _| Err(Skip::Unsupported("an EPUB book")),
};

pub(super) const OPEN_DOCUMENT: Package = Package {
    name: "OpenDocument",
    is: |kind| kind.starts_with("application/vnd.oasis.opendocument."),
    read: |_, _| Err(Skip::Unsupported("an OpenDocument file")),
};

pub(super) const POWERPOINT: Package = Package {
    name: "PPTX",
    is: |kind| kind.contains("presentationml") || kind.contains("ms-powerpoint"),
    read: |_, _| Err(Skip::Unsupported("a PowerPoint presentation")),
};

#[cfg(test)]
mod tests {
    //! Properties: kinds are told by what files begin with, else by the end of their name; older Office documents by
    //! what lies in them.
    use super::super::trial::{read, survives};
    use super::*;

    #[test]
    fn kinds_are_told() {
        let mut tar = vec![b'a'; 512];
        tar[257..262].copy_from_slice(b"ustar");
        for (name, bytes, kind) in [
            ("a.txt", b"\x89PNG\r\n\x1a\n".as_slice(), "an image"),
            ("a.txt", b"RIFF\0\0\0\0WEBPVP8", "an image"),
            ("a", b"\0\0\0\x18ftypmp42", "a recording"),
            ("a.txt", b"SQLite format 3\0", "an SQLite database"),
            ("a", b"\x7fELF\x02", "a program"),
            ("a.hwp", b"HWP Document File V3.00 \x1a", "an HWP document (save it as HWPX)"),
            ("a.tar", &tar, "a tar archive"),
            ("a.xz", b"\xfd7zXZ\0", "an xz file"),
            ("a.mp3", b"\xff\xfb\x90", "a recording"),
            ("a.rar", b"Rar!\x1a\x07\0", "a RAR archive"),
        ] {
            assert_eq!(read(name, bytes).fate, Err(Skip::Unsupported(kind)), "{name}");
        }
        assert_eq!(read("mz.txt", b"MZ is the sign of the harbour of Mazara.").text().len(), 40);
    }

    fn ole(stream: &str) -> Vec<u8> {
        let mut bytes = vec![0; 512 * 4];
        bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        (bytes[30], bytes[48]) = (9, 1);
        for (at, name) in [(1024, "Root Entry"), (1152, stream)] {
            for (at, unit) in (at..).step_by(2).zip(name.encode_utf16()) {
                bytes[at..at + 2].copy_from_slice(&unit.to_le_bytes());
            }
        }
        bytes
    }

    #[test]
    fn older_documents_are_told_by_their_streams() {
        for (stream, skip) in STREAMS.into_iter().filter(|(stream, _)| *stream != "Root Entry") {
            assert_eq!(read("a.bin", &ole(stream)).fate, Err(skip), "{stream}");
        }
        let other = read("a.doc", &ole("Something")).fate;
        assert_eq!(other, Err(Skip::Unsupported("an older Office document")));
        let unlike = read("a.xls", b"1;2").fate;
        assert_eq!(unlike, Err(Skip::damaged(OLE.name, "it does not begin as one does")));
        survives("a.hwp", &ole("WordDocument"));
    }
}
