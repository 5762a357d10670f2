//! Where formats put what they find: documents, parts that cannot be read, and streams within the stream.
//!
//! Its place: the one place that numbers records, names members of archives and counts how deep these lie.

use std::io::Read;

use super::fields::FieldNames;
use super::input::{Input, Watch};
use super::{Body, Decoding, Document, Limits, Metadata, Skip, Worker, format};

/// What was found in a file, one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are documents, and each is handed on at once")]
pub enum Item {
    /// A document.
    Document {
        /// The document.
        document: Document,
        /// The name of the archive's member it is or stands in, where the file is an archive.
        member: Option<String>,
    },
    /// A part from which nothing was taken; the rest of the file is read on.
    Skipped {
        /// What stands behind the path of the file where the part is shown: a member of the archive, or a record,
        /// counted from 1: `/2021/a.html`, `, record 17`, `/list.jsonl, record 17`.
        part: String,
        /// Why.
        reason: Skip,
    },
}

/// Takes what a format finds.
pub(super) struct Output<'o> {
    /// The path of the file as it is shown.
    path: &'o str,
    /// The member of the file's archive that is being read.
    member: Option<String>,
    /// How many archives and packings lie around what is being read.
    nesting: u32,
    ordinal: &'o mut u32,
    each: &'o mut dyn FnMut(Item),
    watch: Watch,
    fields: &'o FieldNames,
    /// What is stated around the stream about all that is found in it.
    stated: Metadata,
    worker: Option<&'o Worker>,
}

impl<'o> Output<'o> {
    /// For the file shown under a path.
    pub fn new(
        path: &'o str,
        watch: Watch,
        fields: &'o FieldNames,
        worker: Option<&'o Worker>,
        ordinal: &'o mut u32,
        each: &'o mut dyn FnMut(Item),
    ) -> Self {
        let stated = Metadata::default();
        Self { path, member: None, nesting: 0, ordinal, each, watch, fields, stated, worker }
    }

    /// The bounds of the run.
    pub fn limits(&self) -> &Limits {
        &self.watch.limits
    }

    /// The time left for the file.
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// Which fields of records hold what.
    pub fn fields(&self) -> &'o FieldNames {
        self.fields
    }

    /// Where parsers run that odd files can bring down; if nowhere, here.
    pub fn worker(&self) -> Option<&'o Worker> {
        self.worker
    }

    /// Takes a document. One without text is skipped as such.
    pub fn document(&mut self, body: Body, decoding: Decoding, metadata: Metadata) {
        if body.content().trim().is_empty() {
            return self.skip(Skip::Empty);
        }
        let max = self.limits().text_bytes();
        if body.content().len() as u64 > max {
            return self.skip(Skip::TooLong(max));
        }
        let (ordinal, path) = (self.next(), self.shown_path());
        let metadata = metadata.or(&self.stated);
        let document = Document { path, ordinal, body, decoding, metadata };
        (self.each)(Item::Document { document, member: self.member.clone() });
    }

    /// Tells that nothing was taken from the next record, and goes on.
    pub fn skip(&mut self, reason: Skip) {
        let number = u64::from(self.next()) + 1;
        self.skip_part(&format!(", record {number}"), reason);
    }

    /// Reads a member of an archive. What is wrong with it is its own fate.
    pub fn member(&mut self, name: &str, stream: Box<dyn Read + '_>) {
        let member = self.member.as_ref().map_or_else(|| name.to_owned(), |outer| format!("{outer}/{name}"));
        if let Err(reason) = self.within(name, stream, Some(member), Metadata::default()) {
            self.skip_member(name, reason);
        }
    }

    /// Tells that a member of an archive cannot be read.
    pub fn skip_member(&mut self, name: &str, reason: Skip) {
        self.skip_part(&format!("/{name}"), reason);
    }

    fn skip_part(&mut self, part: &str, reason: Skip) {
        let outer = self.member.as_ref().map(|member| format!("/{member}")).unwrap_or_default();
        (self.each)(Item::Skipped { part: format!("{outer}{part}"), reason });
    }

    /// Reads the one thing that is packed in the stream; it has no name of its own.
    ///
    /// # Errors
    /// When nothing can be taken from it.
    pub fn unpacked(&mut self, name: &str, stream: Box<dyn Read + '_>) -> Result<(), Skip> {
        self.nested(name, stream, Metadata::default())
    }

    /// Reads what a record wraps, about which the record states something.
    ///
    /// # Errors
    /// When nothing can be taken from it.
    pub fn nested(&mut self, name: &str, stream: Box<dyn Read + '_>, stated: Metadata) -> Result<(), Skip> {
        self.within(name, stream, self.member.clone(), stated)
    }

    /// Tells how many records were passed over because they are none of articles.
    pub fn passed_over(&mut self, count: u64) {
        if count > 0 {
            self.skip_part(", other records", Skip::PassedOver(count));
        }
    }

    fn within(
        &mut self,
        name: &str,
        stream: Box<dyn Read + '_>,
        member: Option<String>,
        stated: Metadata,
    ) -> Result<(), Skip> {
        let nesting = self.nesting + 1;
        let limits = self.watch.limits;
        if nesting > limits.nesting {
            return Err(Skip::TooNested(limits.nesting));
        }
        let mut input = Input::new(name, stream, limits)?;
        let Self { path, fields, worker, .. } = *self;
        let (watch, stated) = (self.watch(), stated.or(&self.stated));
        let mut output =
            Output { path, member, nesting, ordinal: self.ordinal, each: self.each, watch, fields, stated, worker };
        format::of(&input)?.read(&mut input, &mut output)
    }

    fn next(&mut self) -> u32 {
        let ordinal = *self.ordinal;
        *self.ordinal = ordinal.saturating_add(1);
        ordinal
    }

    fn shown_path(&self) -> String {
        self.member.as_ref().map_or_else(|| self.path.to_owned(), |member| format!("{}/{member}", self.path))
    }
}
