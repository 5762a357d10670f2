//! What a user adds and corrects, and the one way from a [`Document`] to an [`AnnotatedArticle`] that honours it.
//!
//! Its place: after `annotate`, before `index`. In comes a document; out comes its annotated article. A corrections
//! file (`file`) adds rows to the tables, fixes single articles (`fix`) and says which names are one person
//! ([`People`]). `touch` tells which rows could bear on a document, so that a changed file has those articles made
//! anew that it touches and no others. `add` writes rows into the file for whoever chose them from a
//! list, `edit` single corrections, and takes them out again.
//!
//! # Invariants
//! What is stored with an article depends on its document, its paths, the tables and the corrections, on nothing else;
//! [`Applied`] is the fingerprint of the latter. Without corrections it is empty.
//!
//! # Limits
//! A fix by path follows the path, a fix by id follows the content.

mod add;
mod edit;
mod file;
mod fix;
mod touch;

use std::path::{Path, PathBuf};

use jiff::civil::Date as Day;
use serde::{Deserialize, Serialize};

use crate::annotate::{self, AnnotatedArticle, Explanation, People};
use crate::article::{self, OwnLines};
use crate::corpus::{self, ArticleId, Document, FieldNames, Limits, RECORD_FIELDS};
use crate::query::{CONCEPTS, Concepts};
use crate::tables::{Added, Origin, Table, TableError};
pub use add::{AddedLines, LineRow, add_lines};
pub use edit::{ArticleSays, Entry, PersonSays, entries, say, unsay};
pub use fix::{Fix, Subject};
use touch::Touching;

/// What a corrections file says.
#[derive(Debug, Clone, Default)]
pub struct Corrections {
    /// The file's name, as evidence names it.
    name: String,
    /// A hash of the file and of the tables beside it.
    digest: String,
    added: Added,
    fixes: Vec<(Subject, Fix)>,
    people: People,
}

/// Why a corrections file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionsError {
    /// The file, or a table it names, cannot be read.
    #[error("cannot read the corrections in `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Something in it cannot be understood.
    #[error("cannot use the corrections: {origin}: {what}")]
    Row {
        /// Where it stands.
        origin: Origin,
        /// What is wrong with it.
        what: String,
    },
    /// A row of a table cannot be understood.
    #[error("cannot use the corrections: {0}")]
    Table(#[from] TableError),
    /// The file cannot be written.
    #[error("cannot write the corrections in `{}`", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A correction cannot be added without changing what stands in the file.
    #[error(
        "cannot add to `{}`, which was left as it is: write its articles and people as `[[article]]` and `[[person]]`",
        path.display()
    )]
    NoPlace {
        /// The file.
        path: PathBuf,
    },
    /// Rows cannot be added without changing what stands in the file.
    #[error(
        "cannot add to the table `{table}` in `{}`, which was left as it is: write the table as `{table} = \"\"\"`, \
         a row a line, below `[tables]`", path.display()
    )]
    NoRoom {
        /// The file.
        path: PathBuf,
        /// The table.
        table: &'static str,
    },
}

impl Corrections {
    /// The name under which a corrections file is looked for.
    pub const USUAL: &str = "onrecord.toml";

    /// Reads a corrections file.
    ///
    /// # Errors
    /// When it cannot be read, or something in it cannot be understood.
    pub fn read(path: &Path) -> Result<Self, CorrectionsError> {
        file::read(path)
    }

    /// A hash of the file and of the tables beside it; empty where there are no corrections.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Which names are one person.
    #[must_use]
    pub fn people(&self) -> &People {
        &self.people
    }

    /// The rows for the table of concepts, which an index keeps for its searches.
    #[must_use]
    pub fn concepts(&self) -> Vec<String> {
        Concepts::own_rows(&self.added)
    }

    /// The whole lines that are left out wherever they stand.
    ///
    /// # Errors
    /// When a row of the table of furniture cannot be read.
    pub fn own_lines(&self) -> Result<OwnLines, TableError> {
        OwnLines::new(&self.added)
    }

    /// The articles that are fixed, in the order of the file.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.fixes.iter().map(|(subject, _)| subject)
    }
}

/// The fingerprint of the corrections that applied to an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Of the rows that could bear on its document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows: String,
    /// Of the fixes of the article itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fixes: String,
}

/// Reads and annotates documents by the tables and corrections it was made with.
#[derive(Debug)]
pub struct Annotator {
    article: article::Tables,
    annotate: annotate::Tables,
    fields: FieldNames,
    touching: Touching,
    corrections: Corrections,
}

impl Annotator {
    /// An annotator that honours a user's corrections.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(corrections: Corrections) -> Result<Self, CorrectionsError> {
        // Read by searches only, but a mistake is told now.
        Concepts::new(&corrections.added)?;
        Ok(Self {
            article: article::Tables::new(&corrections.added)?,
            annotate: annotate::Tables::new(&corrections.added)?,
            fields: FieldNames::new(&corrections.added)?,
            touching: Touching::new(&corrections.added, tables()),
            corrections,
        })
    }

    /// One that knows what ships with the program.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(Corrections::default()).expect("the built-in tables can be read")
    }

    /// What it honours.
    #[must_use]
    pub fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// Reads files as documents, by the fields it knows.
    #[must_use]
    pub fn reader(&self, limits: Limits) -> corpus::Reader {
        corpus::Reader::new(limits, self.fields.clone())
    }

    /// Reads and annotates a document found under some paths. `today` bounds what can have been published; it is
    /// never an answer.
    #[must_use]
    pub fn annotate(&self, document: &Document, paths: &[String], today: Day) -> AnnotatedArticle {
        let article = article::read(document, &self.article);
        let mut annotated = annotate::annotate(document, article, today, &self.annotate);
        for fix in self.fixes(&document.id(), paths, document.metadata.url.as_deref()) {
            fix.apply(&mut annotated, &self.corrections.name);
        }
        annotated
    }

    /// Reads and annotates a document, and tells what else was considered.
    #[must_use]
    pub fn explain(&self, document: &Document, paths: &[String], today: Day) -> (AnnotatedArticle, Explanation) {
        let article = article::read(document, &self.article);
        (self.annotate(document, paths, today), annotate::explain(&article, today, &self.annotate))
    }

    /// The fingerprint of the rows that could bear on a document.
    #[must_use]
    pub fn rows_applied(&self, document: &Document) -> String {
        fingerprint(&self.touching.rows(document, &self.article))
    }

    /// The fingerprint of the fixes of an article.
    #[must_use]
    pub fn fixes_applied(&self, id: &ArticleId, paths: &[String], url: Option<&str>) -> String {
        fingerprint(&self.fixes(id, paths, url).collect::<Vec<_>>())
    }

    fn fixes<'a>(
        &'a self,
        id: &'a ArticleId,
        paths: &'a [String],
        url: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Fix> {
        let meant = move |subject: &Subject| subject.is(id.as_str(), paths, url);
        self.corrections.fixes.iter().filter(move |(subject, _)| meant(subject)).map(|(_, fix)| fix)
    }
}

/// Every table that a user can add rows to.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    article::TABLES.iter().copied().chain(annotate::Tables::all()).chain([&CONCEPTS, &RECORD_FIELDS])
}

/// A hash of values; empty where there are none.
fn fingerprint<T: Serialize>(values: &T) -> String
where
    for<'a> &'a T: IntoIterator,
{
    if values.into_iter().next().is_none() {
        return String::new();
    }
    let bytes = serde_json::to_vec(values).expect("our own values have string keys and no failing parts");
    blake3::hash(&bytes).to_hex()[..16].to_owned()
}
