//! Takes a [`Document`] apart into an [`Article`]: title, publisher, language, paragraphs, and
//! what was left out as furniture with the reason.
//!
//! Its place: after `corpus`, before `annotate`, to which it leaves dates, countries and speakers.
//!
//! How it reads: `line` cuts the text into lines and `wrap` joins what was hard-wrapped; `look` measures each line;
//! `furniture` marks what a line shows by itself, by rules and by the phrases of `data/furniture.txt`; `title` finds
//! the headline; `passes` mark what position and neighbours tell. What is left are the paragraphs.
//!
//! # Invariants
//! Nothing is dropped silently: every line of the source that is not blank is the title, part of a
//! paragraph, or listed in [`Article::dropped`]. Paragraphs come in source order, their places do not
//! overlap, and their text is the source at that place with blanks folded.
//!
//! # Example
//! ```
//! use onrecord::article::{Reason, Tables, read};
//! use onrecord::corpus::Document;
//!
//! let text = "News | Ports\nHarbour trust opens two berths\n2021-03-04 hit 12\n\n\
//!     The harbour trust opened two berths on Monday after a winter of dredging.\n";
//! let article = read(&Document::plain("a.txt", text), Tables::built_in());
//! assert_eq!(article.title.as_deref(), Some("Harbour trust opens two berths"));
//! assert_eq!(article.paragraphs.len(), 1);
//! assert_eq!(article.dropped[1].reason, Reason::HitCounter);
//! ```
//!
//! # Limits
//! A paragraph is a line, unless hard wrapping is evident. Where text and furniture cannot be told apart, the line
//! stays as text.

mod address;
mod agency;
mod dateline;
mod furniture;
mod html;
mod lang;
mod line;
mod look;
mod page;
mod passes;
mod phrase;
mod publisher;
mod stamp;
mod tables;
mod title;
mod wrap;

pub use phrase::OwnLines;
pub use tables::{TABLES, Tables};

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

use crate::corpus::{Body, Document, Metadata};
use crate::span::{CharIndex, Span};
use page::Page;

/// A document read as news: what a person would call the article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The headline as printed.
    pub title: Option<String>,
    /// Who published it, where the page tells.
    pub publisher: Option<String>,
    /// Who wrote it, where the container or the page states it.
    pub author: Option<String>,
    /// The language as an ISO 639-1 code (`en`, `ko`, `zh`).
    pub lang: Option<String>,
    /// Its address, where the container or the page states it.
    pub url: Option<String>,
    /// The dates that the container or the page states, the weightiest first.
    pub dates: Vec<StatedDate>,
    /// When it was fetched, as written: it was published no later.
    pub fetched: Option<String>,
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

/// A date that stands beside the text and not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDate {
    /// As written.
    pub text: String,
    /// Of what it is the date.
    pub of: DateOf,
    /// Where it stands, for people: `stated with the text`, `JSON-LD`.
    pub stands: &'static str,
}

/// Of what a stated date is the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOf {
    /// The publication.
    Publication,
    /// The last change.
    Update,
    /// The page as its address names it.
    Address,
    /// It does not say.
    Unsaid,
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
    /// Keywords and topics: "#harbour #pilots".
    Tags,
    /// A list of attached files.
    Attachment,
    /// What readers wrote beneath.
    Comment,
    /// No words at all: stars, rules, bare numbers.
    Ornament,
}

impl Reason {
    /// The reason of a name, as the tables and our JSON write it.
    ///
    /// # Errors
    /// When it is none; the message tells the names.
    pub fn parse(name: &str) -> Result<Self, String> {
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        Self::deserialize(name).map_err(|error| error.to_string())
    }

    /// Its name, as the tables and our JSON write it.
    #[must_use]
    pub fn name(self) -> String {
        let json = serde_json::to_string(&self).expect("a variant without fields is written as its name");
        json.trim_matches('"').to_owned()
    }

    /// Whether such a line ends the story when it stands after it.
    fn signs_off(self) -> bool {
        matches!(self, Self::Copyright | Self::SiteFooter | Self::AdjacentTitle)
    }
}

/// Reads a document as an article. What the container states of title, publisher and language goes before what the
/// text shows. An article without paragraphs gets its headline as its only one.
#[must_use]
pub fn read(document: &Document, tables: &Tables) -> Article {
    match &document.body {
        Body::Html(source) => read_web_page(source, &document.metadata, tables),
        Body::Plain(source) => read_text(source, &document.metadata, Some(&CharIndex::new(source)), tables),
        Body::Extracted(source) => read_text(source, &document.metadata, None, tables),
    }
}

/// The words that a web page is read by, which its source holds with markup between them and letters written as
/// entities. `None` for other documents, whose words stand in them as they are read.
#[must_use]
pub fn words_of_page(document: &Document, tables: &Tables) -> Option<String> {
    match &document.body {
        Body::Html(source) => Some(html::words(source, tables)),
        Body::Plain(_) | Body::Extracted(_) => None,
    }
}

fn read_text(source: &str, stated: &Metadata, places: Option<&CharIndex>, tables: &Tables) -> Article {
    let mut page = Page::new(wrap::join(line::split(source)), tables);
    if let Some(at) = title_line(&page, stated.title.as_deref()) {
        page.set_title(at);
    }
    passes::run(&mut page, passes::OF_TEXT);
    let mut article = assemble(&page, stated, places);
    article.title = stated.title.clone().or(article.title);
    article
}

/// What the container states goes before what the page states, and that before what it shows.
fn read_web_page(source: &str, stated: &Metadata, tables: &Tables) -> Article {
    let html::WebPage { stated: own, lines, marks, headline } = html::read(source, tables);
    let mut page = Page::new(lines, tables);
    page.weigh(&marks);
    if let Some(at) = headline.or_else(|| title_line(&page, stated.title.as_deref())) {
        page.set_title(at);
    }
    passes::run(&mut page, passes::OF_MARKUP);
    let site = page.title.and_then(|at| html::site_of(own.titles.last()?, page.text(at)));
    let known = Metadata {
        publisher: stated.publisher.clone().or(own.publisher),
        author: stated.author.clone().or(own.author),
        lang: stated.lang.clone().or(own.lang),
        url: stated.url.clone().or(own.url),
        ..stated.clone()
    };
    let mut article = assemble(&page, &known, None);
    let own_title = own.titles.first().map(|title| html::without_site(title, known.publisher.as_deref()));
    article.title = stated.title.clone().or(article.title).or(own_title);
    article.publisher = article.publisher.or(site);
    article.dates.extend(own.dates);
    article
}

/// The line that is the stated headline, or else the one that reads like a headline.
fn title_line(page: &Page<'_>, stated: Option<&str>) -> Option<usize> {
    let Some(stated) = stated else { return title::find(page) };
    let key = title::key(stated);
    (0..page.lines.len().min(page.body.start + 1)).find(|&at| title::key(page.text(at)) == key)
}

/// `places` tells where a line stands, where that means something.
fn assemble(page: &Page<'_>, stated: &Metadata, places: Option<&CharIndex>) -> Article {
    let printed = page.title.map(|at| title::strip_bullet(page.text(at)).to_owned());
    let paragraph = |at: usize| Paragraph {
        line: page.lines[at].number,
        place: places.map(|places| places.span(page.lines[at].bytes.clone())),
        text: page.lines[at].text.clone(),
    };
    let is_text = |at: &usize| page.marks[*at].is_none() && Some(*at) != page.title;
    let mut paragraphs: Vec<_> = (0..page.lines.len()).filter(is_text).map(paragraph).collect();
    if paragraphs.is_empty() {
        paragraphs.extend(page.title.map(paragraph));
    }
    let dropped = page.lines.iter().zip(&page.marks).filter_map(|(line, mark)| {
        mark.map(|mark| Dropped { line: line.number, text: line.text.clone(), reason: mark.reason })
    });
    let texts = paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let lang = stated_lang(stated.lang.as_deref()).or_else(|| lang::detect(texts.chain(printed.as_deref())));
    Article {
        title: printed,
        publisher: stated.publisher.clone().or_else(|| publisher::find(page)),
        author: stated.author.clone(),
        lang,
        url: stated.url.clone(),
        dates: stated_dates(stated),
        fetched: stated.fetched.clone(),
        dropped: dropped.collect(),
        paragraphs,
    }
}

fn stated_dates(stated: &Metadata) -> Vec<StatedDate> {
    let stands = "stated with the text";
    let date = |text: &Option<String>, of| text.clone().map(|text| StatedDate { text, of, stands });
    let in_address = stated.url.as_deref().and_then(address::date);
    [date(&stated.date, DateOf::Unsaid), date(&stated.updated, DateOf::Update), in_address]
        .into_iter()
        .flatten()
        .collect()
}

/// The two letters of a stated language: `en` of `en-GB` and `EN`.
fn stated_lang(stated: Option<&str>) -> Option<String> {
    let code = stated?.split(['-', '_']).next()?.trim();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic())).then(|| code.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
