//! What a user adds and corrects, and the one way from a [`Document`] to an [`AnnotatedArticle`] that honours it.
//!
//! Its place: after `annotate`, before `index`. In comes a document; out comes its annotated article.

use jiff::civil::Date as Day;

use crate::annotate::{self, AnnotatedArticle};
use crate::article;
use crate::corpus::Document;
use crate::tables::{Added, TableError};

/// Reads and annotates documents by the tables it was made with.
#[derive(Debug)]
pub struct Annotator {
    article: article::Tables,
    annotate: annotate::Tables,
}

impl Annotator {
    /// An annotator that knows a user's rows.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        Ok(Self { article: article::Tables::new(added)?, annotate: annotate::Tables::new(added)? })
    }

    /// One that knows what ships with the program.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(&Added::default()).expect("the built-in tables can be read")
    }

    /// Reads and annotates a document. `today` bounds what can have been published; it is never an answer.
    #[must_use]
    pub fn annotate(&self, document: &Document, today: Day) -> AnnotatedArticle {
        annotate::annotate(document, article::read(document, &self.article), today, &self.annotate)
    }
}
