//! The one table of formats: a row and a file a format.

mod text;

use crate::corpus::{Document, Skip};

/// A format: what its files are called, and how they are read.
pub(super) struct Format {
    extensions: &'static [&'static str],
    read: fn(path: &str, bytes: &[u8]) -> Result<Vec<Document>, Skip>,
}

impl Format {
    pub(super) fn read(&self, path: &str, bytes: &[u8]) -> Result<Vec<Document>, Skip> {
        (self.read)(path, bytes)
    }
}

/// Every format.
const FORMATS: &[Format] = &[Format { extensions: &["text", "txt"], read: text::read }];

/// The format of a file, by its extension.
pub(super) fn of(path: &str) -> Result<&'static Format, Skip> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let known = FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()));
    known.ok_or(Skip::UnknownFormat(extension))
}

#[cfg(test)]
mod tests {
    //! Properties: extensions are told in any case; an unknown one is named.
    use super::*;

    #[test]
    fn by_extension() {
        assert!(of("a/b.TXT").is_ok());
        for (path, extension) in [("a/b.md", "md"), ("a.txt/b", ""), ("b", "")] {
            assert_eq!(of(path).err(), Some(Skip::UnknownFormat(extension.into())), "{path}");
        }
    }
}
