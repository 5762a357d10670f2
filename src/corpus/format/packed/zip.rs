//! An archive in the zip format: each of its files is read as one would be that lies in the folder.
//!
//! Many formats are zip archives of parts. Which one it is stands in the archive, whatever its name: `PACKAGES` is the
//! table of those that are told.

use std::io::Read;

use super::archive::Archive;
use crate::corpus::format::office::{self, docx, hwpx, xlsx};
use crate::corpus::format::{Format, named};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Limits, Skip};

const NAME: &str = "zip archive";

pub(in super::super) const FORMAT: Format = Format {
    name: NAME,
    extensions: &["zip"],
    begins: |head| head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06"),
    whole: false,
    read,
};

/// A format whose files are zip archives of parts.
pub(in super::super) struct Package {
    /// What people call it.
    pub name: &'static str,
    /// Whether what an archive says it is means this format: the content of `mimetype`, or the type of the main part.
    pub is: fn(kind: &str) -> bool,
    /// Puts its documents out.
    pub read: fn(archive: &mut Archive, output: &mut Output<'_>) -> Result<(), Skip>,
}

/// The formats that are zip archives of parts.
const PACKAGES: &[Package] = &[
    docx::PACKAGE,
    hwpx::PACKAGE,
    xlsx::PACKAGE,
    named::BINARY_WORKBOOK,
    named::EPUB,
    named::OPEN_DOCUMENT,
    named::POWERPOINT,
];

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let mut archive = Archive::open(NAME, input, output.watch())?;
    match package(&mut archive, output.limits())? {
        Some(package) => {
            archive.called(package.name);
            (package.read)(&mut archive, output)
        }
        None => members(&mut archive, output),
    }
}

/// Which format of parts it is.
fn package(archive: &mut Archive, limits: &Limits) -> Result<Option<&'static Package>, Skip> {
    let marked = archive.part("mimetype")?.map(start_of).transpose()?;
    let kind = match marked {
        Some(kind) => kind,
        None => office::main_type(archive, limits)?.unwrap_or_default(),
    };
    Ok(PACKAGES.iter().find(|package| (package.is)(kind.trim())))
}

/// The first bytes of a part as text.
fn start_of(part: impl Read) -> Result<String, Skip> {
    let mut start = Vec::new();
    part.take(200).read_to_end(&mut start).map_err(|error| Skip::from_io(&error))?;
    Ok(String::from_utf8_lossy(&start).into_owned())
}

fn members(archive: &mut Archive, output: &mut Output<'_>) -> Result<(), Skip> {
    let mut found = false;
    for index in 0..archive.len() {
        let entry = archive.entry(index)?;
        if entry.hidden {
            continue;
        }
        found = true;
        match archive.member(index) {
            Ok(stream) => output.member(&entry.name, Box::new(stream)),
            Err(reason @ Skip::Bomb(_)) => return Err(reason),
            Err(reason) => output.skip_member(&entry.name, reason),
        }
    }
    if found { Ok(()) } else { Err(Skip::Empty) }
}

#[cfg(test)]
mod tests {
    //! Properties: members are read as files are, with names in any encoding; what is not there for readers is passed
    //! over; locked, damaged and growing members are told, and only they; packages are told by their content.
    use std::io::{Cursor, Write};

    use ::zip::unstable::write::FileOptionsExt;
    use ::zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::corpus::format::trial::{package, read, survives, zipped};

    const NEWS: &str = "The port authority of Busan said the quay would open in May.";

    #[test]
    fn members_are_documents() {
        let found = read(
            "a.zip",
            &zipped(&[
                ("2021/", b""),
                ("2021/one.txt", NEWS.as_bytes()),
                ("2021/.hidden.txt", NEWS.as_bytes()),
                ("__MACOSX/2021/._one.txt", NEWS.as_bytes()),
                ("two\\three.txt", NEWS.as_bytes()),
                ("photo.xyz", b"?"),
            ]),
        );
        let paths: Vec<&str> = found.documents.iter().map(|document| &*document.path).collect();
        assert_eq!(paths, ["a.zip/2021/one.txt", "a.zip/two/three.txt"]);
        assert_eq!(found.skipped, [("photo.xyz".to_owned(), Skip::UnknownFormat("xyz".into()))]);
        assert_eq!(found.fate, Ok(()));
    }

    #[test]
    fn archives_lie_in_archives() {
        let inner = package(&[("세관.txt", NEWS)]);
        let found = read("a.zip", &zipped(&[("b.zip", &inner)]));
        assert_eq!(found.documents[0].path, "a.zip/b.zip/세관.txt");
        let mut nested = inner;
        for _ in 0..5 {
            nested = zipped(&[("b.zip", &nested)]);
        }
        assert!(matches!(read("a.zip", &nested).skipped[..], [(_, Skip::TooNested(4))]));
    }

    /// An archive as archivers write it whose names are in the code page of their system.
    fn with_raw_name(name: &[u8]) -> Vec<u8> {
        let placeholder = "x".repeat(name.len());
        let mut bytes = package(&[(&placeholder, NEWS)]);
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, placeholder.as_bytes()).collect();
        for place in places {
            bytes[place..place + name.len()].copy_from_slice(name);
        }
        bytes
    }

    #[test]
    fn names_are_decoded() {
        for (encoding, name) in [
            (encoding_rs::EUC_KR, "부산항 자매항 협정 보도자료.txt"),
            (encoding_rs::SHIFT_JIS, "神戸港の記者発表について.txt"),
            (encoding_rs::GBK, "宁波港关于合作协议的新闻稿.txt"),
            (encoding_rs::BIG5, "高雄港務局關於合作協議的新聞稿.txt"),
            (encoding_rs::IBM866, "Порт Находка подписал соглашение.txt"),
            (encoding_rs::UTF_8, "Порт Находка.txt"),
        ] {
            let (raw, ..) = encoding.encode(name);
            let found = read("a.zip", &with_raw_name(&raw));
            assert_eq!(found.documents[0].path, format!("a.zip/{name}"));
        }
    }

    #[test]
    fn what_is_wrong_with_a_member_is_its_own_fate() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let plain = SimpleFileOptions::default();
        for (name, options, content) in [
            ("locked.txt", plain.with_deprecated_encryption(b"secret").unwrap(), NEWS.to_owned()),
            ("grows.txt", plain, " ".repeat(20 << 20)),
            ("good.txt", plain, NEWS.to_owned()),
        ] {
            writer.start_file(name, options).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        let mut bytes = writer.finish().unwrap().into_inner();
        let found = read("a.zip", &bytes);
        let told = [("locked.txt".to_owned(), Skip::Locked), ("grows.txt".to_owned(), Skip::Bomb(200))];
        assert_eq!(found.skipped, told);
        assert_eq!(found.text(), NEWS);
        bytes.truncate(bytes.len() / 2);
        assert!(matches!(read("a.zip", &bytes).fate, Err(Skip::Damaged { format: NAME, .. })));
    }

    #[test]
    fn members_that_share_their_bytes_do_not_grow_together() {
        let mut bytes = zipped(&[("aa.txt", " ".repeat(4_000_000).as_bytes())]);
        let entry = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        let end = memchr::memmem::find(&bytes, b"PK\x05\x06").unwrap();
        let (directory, mut tail) = (bytes[entry..end].to_vec(), bytes[end..].to_vec());
        bytes.truncate(entry);
        for number in 0..200 {
            let mut directory = directory.clone();
            directory[46..48].copy_from_slice(&[b'a' + number / 20, b'a' + number % 20]);
            bytes.extend(directory);
        }
        let length = u32::try_from(directory.len() * 200).unwrap();
        tail[8..10].copy_from_slice(&200_u16.to_le_bytes());
        tail[10..12].copy_from_slice(&200_u16.to_le_bytes());
        tail[12..16].copy_from_slice(&length.to_le_bytes());
        bytes.extend(tail);
        let found = read("a.zip", &bytes);
        assert_eq!(found.fate, Err(Skip::Bomb(200)));
    }

    #[test]
    fn packages_are_told_by_what_they_hold() {
        for (mark, name) in [
            ("application/epub+zip", "an EPUB book"),
            ("application/vnd.oasis.opendocument.text", "an OpenDocument file"),
        ] {
            let found = read("a.zip", &package(&[("mimetype", mark), ("content.txt", NEWS)]));
            assert_eq!(found.fate, Err(Skip::Unsupported(name)));
        }
        let found = read("a.docx", &package(&[("one.txt", NEWS)]));
        assert_eq!(found.text(), NEWS);
        assert_eq!(read("a.zip", &zipped(&[])).fate, Err(Skip::Empty));
    }

    #[test]
    fn damage_never_panics() {
        survives("a.zip", &package(&[("세관.txt", NEWS), ("mimetype", "application/x"), ("b/c.txt", NEWS)]));
    }
}
