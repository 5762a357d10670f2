//! What the reading stages say of a file.

use std::sync::LazyLock;

use jiff::civil::date;
use onrecord::annotate::{AnnotatedArticle, Date};
use onrecord::article::Dropped;
use onrecord::corpus::{Decoding, Item, Limits, Skip};
use onrecord::corrections::{Annotator, Corrections};
use serde::Serialize;

use crate::inputs::Input;

/// What was read from a file and what was not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    pub articles: Vec<Article>,
    pub skipped: Vec<String>,
}

/// An article, as far as reading decides it; the names are those of the JSON contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Article {
    pub path: String,
    pub ordinal: u32,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub lang: Option<String>,
    pub url: Option<String>,
    pub date: Option<Date>,
    pub decoding: Decoding,
    /// Their texts.
    pub paragraphs: Vec<String>,
    pub dropped: Vec<Dropped>,
}

impl Reading {
    pub fn of(input: &Input) -> Self {
        static BUILT_IN: LazyLock<Annotator> = LazyLock::new(Annotator::built_in);
        let own = input.corrections.as_deref().map(|path| Annotator::new(Corrections::read(path).unwrap()).unwrap());
        let annotator = own.as_ref().unwrap_or(&BUILT_IN);
        let mut reading = Self { articles: Vec::new(), skipped: Vec::new() };
        let outcome =
            annotator.reader(Limits::default()).read_bytes(&input.name, &input.bytes, &mut |item| match item {
                Item::Document { document, .. } => {
                    let paths = std::slice::from_ref(&document.path);
                    // A day after all that is invented here, and before nobody's.
                    reading.articles.push(annotator.annotate(&document, paths, date(2026, 1, 5)).into());
                }
                Item::Skipped { part, reason } => {
                    let part = part.trim_start_matches([',', ' ', '/']);
                    reading.skipped.push(format!("{part}: {reason}"));
                }
            });
        reading.skipped.extend(outcome.err().as_ref().map(Skip::to_string));
        reading
    }

    /// The same, wherever the file of this name lies.
    pub fn without_paths(mut self, name: &str) -> Self {
        self.articles.iter_mut().for_each(|article| article.path.clear());
        for told in &mut self.skipped {
            let inner = told.strip_prefix(name).map(|rest| rest.trim_start_matches([',', '/', ':', ' ']).to_owned());
            *told = inner.unwrap_or_else(|| told.clone());
        }
        self
    }

    /// The same, whatever its bytes were.
    pub fn without_decodings(mut self) -> Self {
        self.articles.iter_mut().for_each(|article| article.decoding = Decoding::default());
        self
    }
}

impl From<AnnotatedArticle> for Article {
    fn from(article: AnnotatedArticle) -> Self {
        let AnnotatedArticle { path, ordinal, title, publisher, author, lang, url, date, decoding, dropped, .. } =
            article;
        let paragraphs = article.paragraphs.into_iter().map(|paragraph| paragraph.text).collect();
        Self { path, ordinal, title, publisher, author, lang, url, date, decoding, paragraphs, dropped }
    }
}
