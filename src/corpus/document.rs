//! The document as found: what a file, or one record of a file, holds before anybody reads it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One item of the corpus: a whole file, or one record of a file that holds many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The path as it is shown to people; within an archive that of the archive, then the name of the member.
    pub path: String,
    /// The record's place in its file, from 0.
    pub ordinal: u32,
    /// What the record holds.
    pub body: Body,
    /// How its bytes became text.
    pub decoding: Decoding,
    /// What the container itself states about the record.
    pub metadata: Metadata,
}

/// A document's content, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Running text with line breaks; offsets into it can be shown.
    Plain(String),
    /// Text taken out of markup or a layout (a Word file, a PDF), a line a block. Offsets into it mean nothing to those
    /// who have the file.
    Extracted(String),
    /// A web page.
    Html(String),
}

impl Body {
    /// What it holds, markup included.
    #[must_use]
    pub fn content(&self) -> &str {
        let (Self::Plain(content) | Self::Extracted(content) | Self::Html(content)) = self;
        content
    }
}

/// How bytes became text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoding {
    /// The encoding they were in, by its name in the WHATWG Encoding Standard.
    pub encoding: String,
    /// How many sequences of bytes stood for no character; each became U+FFFD.
    pub replaced: usize,
    /// What was put right in text that had been decoded wrongly before it was saved.
    pub repaired: Option<String>,
}

impl Default for Decoding {
    fn default() -> Self {
        Self { encoding: "UTF-8".to_owned(), replaced: 0, repaired: None }
    }
}

/// What a container states about a record: JSON fields, headers. Plain text states nothing; what a web page states of
/// itself is found when it is read.
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
    /// Who wrote it, as stated.
    pub author: Option<String>,
    /// The stated date of publication, as written.
    pub date: Option<String>,
    /// The stated date of the last change, as written.
    pub updated: Option<String>,
    /// When a crawler fetched it, as written: it was published no later.
    pub fetched: Option<String>,
    /// The stated language, as written.
    pub lang: Option<String>,
}

impl Metadata {
    /// What is stated, each part with its name.
    pub fn stated(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { id, url, title, publisher, author, date, updated, fetched, lang } = self;
        let parts = [
            ("id", id),
            ("url", url),
            ("title", title),
            ("publisher", publisher),
            ("author", author),
            ("date", date),
            ("updated", updated),
            ("fetched", fetched),
            ("lang", lang),
        ];
        parts.into_iter().filter_map(|(name, part)| Some((name, part.as_deref()?)))
    }

    /// The same, with what is stated elsewhere where nothing is stated here.
    pub(super) fn or(self, other: &Self) -> Self {
        let either = |here: Option<String>, there: &Option<String>| here.or_else(|| there.clone());
        Self {
            id: either(self.id, &other.id),
            url: either(self.url, &other.url),
            title: either(self.title, &other.title),
            publisher: either(self.publisher, &other.publisher),
            author: either(self.author, &other.author),
            date: either(self.date, &other.date),
            updated: either(self.updated, &other.updated),
            fetched: either(self.fetched, &other.fetched),
            lang: either(self.lang, &other.lang),
        }
    }
}

/// A hash of a document's content and stated metadata; equal content has an equal id.
///
/// Eighty bits of BLAKE3 in lower-case hexadecimal: with ten million articles the chance that any
/// two differing ones meet is below one in ten thousand million.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ArticleId(String);

impl TryFrom<String> for ArticleId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no id of an article"))
    }
}

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
    /// A document of running text about which nothing is stated.
    #[must_use]
    pub fn plain(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (decoding, metadata) = (Decoding::default(), Metadata::default());
        Self { path: path.into(), ordinal: 0, body: Body::Plain(text.into()), decoding, metadata }
    }

    /// The hash of what the document holds and states; path and ordinal play no part.
    #[must_use]
    pub fn id(&self) -> ArticleId {
        let mut hasher = blake3::Hasher::new();
        // Each part is preceded by its length, so that moving a border between parts changes the hash; what is not
        // stated takes no part, so that a field added to the program changes no id.
        for part in
            std::iter::once(self.body.content()).chain(self.metadata.stated().flat_map(|(name, part)| [name, part]))
        {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
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

    #[test]
    fn id_is_a_function_of_content() {
        assert_eq!(Document::plain("a.txt", "same").id(), Document::plain("b/c.txt", "same").id());
        assert_ne!(Document::plain("a.txt", "same").id(), Document::plain("a.txt", "other").id());
        let mut stated = Document::plain("a.txt", "same");
        stated.metadata.url = Some("https://example.org/1".into());
        assert_ne!(stated.id(), Document::plain("a.txt", "same").id());
    }

    #[test]
    fn ids_read_back() {
        let id = Document::plain("a.txt", "x").id();
        assert_eq!(ArticleId::parse(id.as_str()), Some(id));
        for bad in ["", "xyz", "ABCDEF0123456789ABCD", "0123456789abcdef0123456789abcdef"] {
            assert_eq!(ArticleId::parse(bad), None, "{bad}");
        }
    }
}
