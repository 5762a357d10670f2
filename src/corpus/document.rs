//! The document as found: what a file, or one record of a file, holds before anybody reads it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One item of the corpus: a whole file, or one record of a file that holds many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The path as it is shown to people.
    pub path: String,
    /// The record's place in its file, from 0.
    pub ordinal: u32,
    /// What the record holds.
    pub body: Body,
    /// What the container itself states about the record.
    pub metadata: Metadata,
}

/// A document's content, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Running text with line breaks; offsets into it can be shown.
    Plain(String),
}

/// What a container states about a record: JSON fields, headers, `<meta>`. Plain text states nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The id that the container gives the record.
    pub id: Option<String>,
    /// The record's address.
    pub url: Option<String>,
    /// The stated headline.
    pub title: Option<String>,
    /// The stated publisher.
    pub publisher: Option<String>,
    /// The stated date, as written.
    pub date: Option<String>,
    /// The stated language, as written.
    pub lang: Option<String>,
}

/// A hash of a document's content and stated metadata; equal content has an equal id.
///
/// Eighty bits of BLAKE3 in lower-case hexadecimal: with ten million articles the chance that any
/// two differing ones meet is below one in ten thousand million.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(String);

impl ArticleId {
    /// How many hexadecimal digits an id has.
    pub const LEN: usize = 20;

    /// An id as stored or typed; `None` unless it has the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ok = text.len() == Self::LEN && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        ok.then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Document {
    /// The hash of what the document holds and states; path and ordinal play no part.
    #[must_use]
    pub fn id(&self) -> ArticleId {
        let mut hasher = blake3::Hasher::new();
        let Body::Plain(text) = &self.body;
        let Metadata { id, url, title, publisher, date, lang } = &self.metadata;
        // Each part is preceded by its length, so that moving a border between parts changes the hash.
        for part in
            [Some(text), id.as_ref(), url.as_ref(), title.as_ref(), publisher.as_ref(), date.as_ref(), lang.as_ref()]
        {
            let part = part.map_or(&b""[..], |p| p.as_bytes());
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut hex = hasher.finalize().to_hex().to_string();
        hex.truncate(ArticleId::LEN);
        ArticleId(hex)
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the id depends on content and metadata, on nothing else, and reads back.
    use super::*;

    fn plain(path: &str, text: &str) -> Document {
        Document { path: path.into(), ordinal: 0, body: Body::Plain(text.into()), metadata: Metadata::default() }
    }

    #[test]
    fn id_is_a_function_of_content() {
        assert_eq!(plain("a.txt", "same").id(), plain("b/c.txt", "same").id());
        assert_ne!(plain("a.txt", "same").id(), plain("a.txt", "other").id());
        let mut stated = plain("a.txt", "same");
        stated.metadata.url = Some("https://example.org/1".into());
        assert_ne!(stated.id(), plain("a.txt", "same").id());
    }

    #[test]
    fn ids_read_back() {
        let id = plain("a.txt", "x").id();
        assert_eq!(ArticleId::parse(id.as_str()), Some(id));
        for bad in ["", "xyz", "ABCDEF0123456789ABCD", "0123456789abcdef0123456789abcdef"] {
            assert_eq!(ArticleId::parse(bad), None, "{bad}");
        }
    }
}
