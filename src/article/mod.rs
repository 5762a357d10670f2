//! Takes a [`Document`] apart into an [`Article`]: title, publisher, language, paragraphs, and
//! what was left out as furniture with the reason.
//!
//! Its place: after `corpus`, before `annotate`, to which it leaves dates, countries and speakers.
//!
//! # Invariants
//! Nothing is dropped silently: every line of the source that is not blank is the title, part of a
//! paragraph, or listed in [`Article::dropped`].

use serde::{Deserialize, Serialize};

use crate::corpus::{Body, Document};
use crate::span::{CharIndex, Span};

/// A document read as news: what a person would call the article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The headline as printed.
    pub title: Option<String>,
    /// Who published it, where the page tells.
    pub publisher: Option<String>,
    /// The language as an ISO 639-1 code (`en`, `ko`, `zh`).
    pub lang: Option<String>,
    /// The text, without furniture, in order.
    pub paragraphs: Vec<Paragraph>,
    /// What was left out, in order.
    pub dropped: Vec<Dropped>,
}

/// One paragraph of the article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The source line it starts on, from 1.
    pub line: usize,
    /// Where it stands in the decoded source; `None` where the source has no plain text.
    pub place: Option<Span>,
    /// Its words with ordinary spaces (no-break spaces and runs of blanks folded).
    pub text: String,
}

/// A line that is no article text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The source line, from 1.
    pub line: usize,
    /// Its words, blanks folded.
    pub text: String,
    /// Why it was left out.
    pub reason: Reason,
}

/// Why a line is no article text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The headline once more.
    RepeatedTitle,
    /// The name of the site or of the section the page stands in: "SOURCE / ECONOMY".
    Section,
    /// A menu, a language switch, a breadcrumb.
    Menu,
    /// A bar of share, print or font-size buttons.
    Share,
    /// A date or an update stamp standing alone.
    DateLine,
    /// How often the page was read, with or without its date: "2020-09-23 hit 2104".
    HitCounter,
    /// Who wrote or edited it, standing alone.
    Byline,
    /// Image markup or an image address.
    Image,
    /// The words under a picture, and its credit.
    Caption,
    /// The title of the previous or next page of a list.
    AdjacentTitle,
    /// Other stories: related, most read, recommended.
    Related,
    /// An advertisement or a newsletter offer.
    Advertisement,
    /// A notice that is about the page and not the news: paywall, cookies, corrections desk.
    Notice,
    /// Copyright and reproduction rights.
    Copyright,
    /// The foot of the site: "Family Site", addresses, telephone numbers.
    SiteFooter,
}

/// Reads a document as an article.
#[must_use]
pub fn read(document: &Document) -> Article {
    let Body::Plain(text) = &document.body;
    let index = CharIndex::new(text);
    let mut article = Article::default();
    let mut start = 0;
    for (line, raw) in (1..).zip(text.split_inclusive('\n')) {
        let trimmed = raw.trim();
        let from = start + (raw.len() - raw.trim_start().len());
        start += raw.len();
        if trimmed.is_empty() {
            continue;
        }
        let folded = trimmed.split_whitespace().collect::<Vec<_>>().join(" ");
        if article.title.is_none() {
            article.title = Some(folded);
        } else {
            let place = Some(index.span(from..from + trimmed.len()));
            article.paragraphs.push(Paragraph { line, place, text: folded });
        }
    }
    article
}
