//! Articles and passages in, citations out: a note for people, RIS, BibTeX and CSL-JSON for programs that keep references.
//!
//! Its place: a renderer of `export`. A [`Cited`] is made of what is stored or was found; [`write()`] renders any number
//! of them. What a reference may say of a source is settled once, in `entry`; a file a format knows that format's letters.
//!
//! # Invariants
//! Nothing is made up: an unknown date is absent (`n.d.` in a note), a date that was worked out is marked as such and told
//! with its evidence, and a name is not taken apart, since which of its words is the family name depends on the language.
//! What is cited twice stands once. Keys are ASCII, unique within what is written, and the same in every export unless two
//! articles would share one.
//!
//! # Example
//! ```
//! use onrecord::corpus::ArticleId;
//! use onrecord::export::cite::{Cited, Format, write};
//!
//! let article = Cited {
//!     title: Some("Rail Forum Asks for Fewer Stops".into()),
//!     publisher: Some("Harbour Trade Bulletin".into()),
//!     path: "pages/rail.txt".into(),
//!     ..Cited::of(ArticleId::parse("e09e25596c7390000b07").unwrap())
//! };
//! let mut text = Vec::new();
//! write(Format::Note, &[article], &mut text)?;
//! let note = "“Rail Forum Asks for Fewer Stops.” Harbour Trade Bulletin, n.d. pages/rail.txt.\n";
//! assert_eq!(String::from_utf8(text).unwrap(), note);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Limits
//! There are no pages, editions or sections: saved articles do not tell them. When an article was saved is not recorded,
//! so no day of access is given; the saved file itself is named instead.

mod bibtex;
mod csl;
mod entry;
mod key;
mod note;
mod ris;

use std::collections::HashSet;
use std::io::{self, Write};

use crate::annotate::{AnnotatedArticle, Date, Kind, Speech};
use crate::corpus::ArticleId;
use crate::engine::StoredArticle;
use crate::search::{GAP, HitArticle};
use crate::span;
use entry::Entry;

/// How a citation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A line for people, much as the notes of the Chicago Manual of Style have it.
    Note,
    /// RIS, which nearly every program for references reads.
    Ris,
    /// BibTeX.
    Bibtex,
    /// CSL-JSON, which citation processors read.
    Csl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Note, Self::Ris, Self::Bibtex, Self::Csl];

    /// Its name in options and addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Ris => "ris",
            Self::Bibtex => "bibtex",
            Self::Csl => "csl",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Note => "text/plain; charset=utf-8",
            Self::Ris => "application/x-research-info-systems",
            Self::Bibtex => "application/x-bibtex; charset=utf-8",
            Self::Csl => "application/vnd.citationstyles.csl+json",
        }
    }
}

/// What is cited: an article, or a passage of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The article's id.
    pub id: ArticleId,
    /// Its headline.
    pub title: Option<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Who wrote it, as stated.
    pub author: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Where it is saved.
    pub path: String,
    /// When it was published.
    pub date: Option<Date>,
    /// When what it tells of happened, where that differs.
    pub event_date: Option<Date>,
    /// The passage, where not the whole article is meant.
    pub passage: Option<CitedPassage>,
    /// An address under which it will be found again, where there is one.
    pub address: Option<String>,
}

/// A paragraph, with what is said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedPassage {
    /// Its number in the article, from 1.
    pub number: u32,
    /// Which of its speeches is meant, from 1, where one is.
    pub speech: Option<usize>,
    /// The speeches.
    pub speeches: Vec<CitedSpeech>,
}

/// Who said what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedSpeech {
    /// Name, role and affiliation, as far as known.
    pub who: String,
    /// In which manner.
    pub kind: Kind,
    /// Through whom it is told.
    pub relay: Option<String>,
    /// The words as printed; empty where somebody only took the floor.
    pub words: String,
}

impl Cited {
    /// An article of which nothing else is known.
    #[must_use]
    pub fn of(id: ArticleId) -> Self {
        Self {
            id,
            title: None,
            publisher: None,
            author: None,
            lang: None,
            url: None,
            path: String::new(),
            date: None,
            event_date: None,
            passage: None,
            address: None,
        }
    }

    /// The article, and which part of it.
    fn place(&self) -> (&ArticleId, Option<(u32, Option<usize>)>) {
        (&self.id, self.passage.as_ref().map(|passage| (passage.number, passage.speech)))
    }
}

impl From<&StoredArticle> for Cited {
    fn from(StoredArticle { article, paths, .. }: &StoredArticle) -> Self {
        Self {
            title: article.title.clone(),
            publisher: article.publisher.clone(),
            author: article.author.clone(),
            lang: article.lang.clone(),
            url: article.url.clone(),
            path: paths.first().unwrap_or(&article.path).clone(),
            date: article.date.clone(),
            event_date: article.event_date.clone(),
            ..Self::of(article.id.clone())
        }
    }
}

/// What was found does not tell who wrote it; the stored article does.
impl From<&HitArticle> for Cited {
    fn from(article: &HitArticle) -> Self {
        Self {
            title: article.title.clone(),
            publisher: article.publisher.clone(),
            lang: article.lang.clone(),
            url: article.url.clone(),
            path: article.path.clone(),
            date: article.date.clone(),
            event_date: article.event_date.clone(),
            ..Self::of(article.id.clone())
        }
    }
}

impl CitedPassage {
    /// A paragraph, given its place from 0, its text and its speeches.
    #[must_use]
    pub fn of(ordinal: u32, text: &str, speeches: &[Speech]) -> Self {
        let speeches = speeches.iter().map(|speech| CitedSpeech::of(speech, text)).collect();
        Self { number: ordinal.saturating_add(1), speech: None, speeches }
    }

    /// The paragraph of an article with a number, from 1; none where there is none.
    #[must_use]
    pub fn numbered(article: &AnnotatedArticle, number: u32) -> Option<Self> {
        let found = article.paragraphs.iter().find(|paragraph| paragraph.ordinal.checked_add(1) == Some(number))?;
        Some(Self::of(found.ordinal, &found.text, &found.speakers))
    }

    /// One speech of a paragraph, given which, from 0.
    #[must_use]
    pub fn of_speech(ordinal: u32, text: &str, speeches: &[Speech], at: usize) -> Self {
        let speeches = speeches.get(at).map(|speech| CitedSpeech::of(speech, text)).into_iter().collect();
        Self { number: ordinal.saturating_add(1), speech: Some(at.saturating_add(1)), speeches }
    }
}

impl CitedSpeech {
    fn of(speech: &Speech, text: &str) -> Self {
        let name = speech.name.as_ref().or(speech.description.as_ref()).unwrap_or(&speech.mention);
        let parts = [Some(name), speech.role.as_ref(), speech.affiliation.as_ref()].into_iter().flatten();
        let words = speech.content.iter().map(|&part| span::slice(text, part).trim());
        Self {
            who: parts.map(String::as_str).collect::<Vec<_>>().join(", "),
            kind: speech.kind,
            relay: speech.relay.clone(),
            words: words.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(GAP),
        }
    }
}

/// Writes citations in order, each once.
///
/// # Errors
/// When the writer fails.
pub fn write(format: Format, cited: &[Cited], out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut seen = HashSet::new();
    let cited: Vec<&Cited> = cited.iter().filter(|cited| seen.insert(cited.place())).collect();
    let keys = key::keys(&cited);
    let entries = cited.into_iter().zip(keys).map(|(cited, key)| Entry::of(cited, key));
    match format {
        Format::Note => note::write(entries, out),
        Format::Ris => ris::write(entries, out),
        Format::Bibtex => bibtex::write(entries, out),
        Format::Csl => csl::write(entries, out),
    }
}

#[cfg(test)]
mod tests;
