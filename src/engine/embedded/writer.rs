//! Writes articles as blocks of records, and files as records of their own.

use std::path::{Path, PathBuf};

use tantivy::indexer::UserOperation;
use tantivy::schema::Schema;
use tantivy::tokenizer::{PreTokenizedString, Token as TantivyToken};
use tantivy::{Index, IndexWriter, TantivyDocument, TantivyError, Term};

use super::access;
use super::schema::{field, form_field, schema};
use crate::analyzer::{Form, Token, sentences_of, tokens, tokens_within};
use crate::annotate::{AnnotatedArticle, AnnotatedParagraph, Date, Speech};
use crate::corpus::ArticleId;
use crate::engine::fields::{self, Record};
use crate::engine::keys::fitting;
use crate::engine::story::{days, number};
use crate::engine::{EngineError, Entry, FileRecord, State, StoredArticle, Story, Writer, keys};

/// How much memory the records not yet on disk may take, over all threads.
const MEMORY_BYTES: usize = 128 << 20;

/// How many threads write segments. Annotating takes far more time than indexing.
const THREADS: usize = 2;

/// Writes to an index in a folder.
pub struct EmbeddedWriter {
    folder: PathBuf,
    schema: Schema,
    writer: IndexWriter,
}

impl EmbeddedWriter {
    /// Makes a new index in a folder that exists and is empty.
    ///
    /// # Errors
    /// When the folder cannot be written to or holds an index already.
    pub fn create(folder: &Path) -> Result<Self, EngineError> {
        let index = Index::create_in_dir(folder, schema()).map_err(access("create", folder))?;
        Self::on(index, folder)
    }

    /// Opens the index in a folder for writing. What a run wrote that died before its commit is removed: files are named
    /// by the count of what was done to the index, and the next run would want to use the same names.
    ///
    /// # Errors
    /// When there is none, it is damaged, or another process writes to it.
    pub fn open(folder: &Path) -> Result<Self, EngineError> {
        let index = Index::open_in_dir(folder).map_err(access("open", folder))?;
        let opened = Self::on(index, folder)?;
        opened.writer.garbage_collect_files().wait().map_err(access("write to", folder))?;
        Ok(opened)
    }

    fn on(index: Index, folder: &Path) -> Result<Self, EngineError> {
        let writer = index.writer_with_num_threads(THREADS, MEMORY_BYTES).map_err(access("write to", folder))?;
        Ok(Self { folder: folder.to_owned(), schema: index.schema(), writer })
    }

    /// Writes the last commit anew as one segment, without what was deleted since: it is smaller then, and ranks as one
    /// built afresh, for deleted words count in scores until then.
    ///
    /// # Errors
    /// When it cannot be written; the last commit then stays as it was.
    pub fn compact(mut self) -> Result<(), EngineError> {
        let failed = access("write to", &self.folder);
        let segments = self.writer.index().searchable_segment_metas().map_err(&failed)?;
        if segments.len() > 1 || segments.iter().any(|segment| segment.has_deletes()) {
            let ids: Vec<_> = segments.iter().map(|segment| segment.id()).collect();
            self.writer.merge(&ids).wait().map_err(&failed)?;
        }
        self.writer.garbage_collect_files().wait().map_err(&failed)?;
        self.writer.wait_merging_threads().map_err(&failed)
    }

    fn term(&self, name: &str, value: &str) -> Term {
        Term::from_field_text(field(&self.schema, name), fitting(value))
    }

    fn run(&mut self, operations: Vec<UserOperation>) -> Result<(), EngineError> {
        let failed = access("write to", &self.folder);
        match self.writer.run(operations) {
            Ok(_) => Ok(()),
            // A thread that writes has ended early. What ended it is told to whoever waits for its work.
            Err(ended @ TantivyError::ErrorInThread(_)) => {
                Err(failed(self.writer.prepare_commit().err().unwrap_or(ended)))
            }
            Err(error) => Err(failed(error)),
        }
    }
}

impl Writer for EmbeddedWriter {
    fn put_article(&mut self, entry: Entry<'_>) -> Result<(), EngineError> {
        let block = Block { schema: &self.schema, entry };
        let delete = UserOperation::Delete(self.term(fields::ARTICLE, entry.article.id.as_str()));
        let operations = std::iter::once(delete).chain(block.records().into_iter().map(UserOperation::Add));
        self.run(operations.collect())
    }

    fn delete_article(&mut self, id: &ArticleId) -> Result<(), EngineError> {
        self.run(vec![UserOperation::Delete(self.term(fields::ARTICLE, id.as_str()))])
    }

    fn put_file(&mut self, file: &FileRecord) -> Result<(), EngineError> {
        let mut record = new_record(&self.schema, Record::File);
        record.add_text(field(&self.schema, fields::PATH), fitting(&file_key(&file.path)));
        record.add_bytes(field(&self.schema, fields::RECORD), &json(file));
        let delete = UserOperation::Delete(self.term(fields::PATH, &file_key(&file.path)));
        self.run(vec![delete, UserOperation::Add(record)])
    }

    fn delete_file(&mut self, path: &str) -> Result<(), EngineError> {
        self.run(vec![UserOperation::Delete(self.term(fields::PATH, &file_key(path)))])
    }

    fn put_stories(&mut self, stories: &[Story]) -> Result<(), EngineError> {
        let mut record = new_record(&self.schema, Record::Stories);
        record.add_bytes(field(&self.schema, fields::RECORD), &json(&stories));
        let delete = UserOperation::Delete(self.term(fields::LEVEL, Record::Stories.name()));
        self.run(vec![delete, UserOperation::Add(record)])
    }

    fn commit(mut self: Box<Self>, state: &State) -> Result<(), EngineError> {
        let failed = access("write to", &self.folder);
        let mut commit = self.writer.prepare_commit().map_err(&failed)?;
        commit.set_payload(&String::from_utf8(json(state)).expect("JSON is UTF-8"));
        commit.commit().map_err(&failed)?;
        self.writer.wait_merging_threads().map_err(&failed)
    }
}

/// The key of a file's own record: articles carry the same path, and deleting a file's record must not
/// take their heads with it.
pub(super) fn file_key(path: &str) -> String {
    format!("{FILE_KEY}{path}")
}

/// Whether a value of the field of paths is the key of a file's own record.
pub(super) fn is_file_key(path: &str) -> bool {
    path.starts_with(FILE_KEY)
}

/// No path holds the character NUL.
const FILE_KEY: &str = "file\0";

fn json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("our own values have string keys and no failing parts")
}

fn new_record(schema: &Schema, record: Record) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(field(schema, fields::LEVEL), record.name());
    document
}

/// One article on its way into the index.
struct Block<'a> {
    schema: &'a Schema,
    entry: Entry<'a>,
}

impl Block<'_> {
    /// Head, paragraphs, speeches: the order that [`super::blocks`] counts on.
    fn records(&self) -> Vec<TantivyDocument> {
        let paragraphs = &self.entry.article.paragraphs;
        let speeches = paragraphs.iter().flat_map(|p| p.speakers.iter().map(move |speech| (p, speech)));
        std::iter::once(self.head())
            .chain(paragraphs.iter().map(|paragraph| self.paragraph(paragraph)))
            .chain(speeches.map(|(paragraph, speech)| self.speech(paragraph, speech)))
            .collect()
    }

    fn record(&self, record: Record) -> TantivyDocument {
        let mut document = new_record(self.schema, record);
        document.add_text(field(self.schema, fields::ARTICLE), self.entry.article.id.as_str());
        document
    }

    fn head(&self) -> TantivyDocument {
        let Entry { article, stated_id, paths, applied, signature, .. } = self.entry;
        let mut record = self.record(Record::Article);
        record.add_i64(self.field(fields::ORDER), order(&article.id));
        record.add_i64(self.field(fields::PARAGRAPHS), count(article.paragraphs.len()));
        record.add_i64(self.field(fields::SPEECHES), count(article.paragraphs.iter().map(|p| p.speakers.len()).sum()));
        if let Some(title) = &article.title {
            self.add_text(&mut record, fields::TITLE, title);
        }
        if let Some(&Date { value: date, basis, .. }) = keys::dating(article) {
            record.add_i64(self.field(fields::DATE_FIRST), days(date.first_day()));
            record.add_i64(self.field(fields::DATE_LAST), days(date.last_day()));
            record.add_text(self.field(fields::MONTH), keys::month(date));
            record.add_text(self.field(fields::BASIS), fields::basis(basis));
        }
        if let Some(name) = &article.publisher {
            record.add_text(self.field(fields::PUBLISHER), fitting(&keys::publisher(name)));
            record.add_text(self.field(fields::PUBLISHER_NAME), fitting(name));
        }
        if let Some(lang) = &article.lang {
            record.add_text(self.field(fields::LANG), fitting(lang));
        }
        for path in paths {
            record.add_text(self.field(fields::PATH), fitting(path));
        }
        for word in signature.to_words() {
            record.add_i64(self.field(fields::SIGNATURE), word.cast_signed());
        }
        for subject in keys::about(article) {
            record.add_text(self.field(fields::ABOUT), subject);
        }
        let stored = StoredArticle {
            article: AnnotatedArticle { paragraphs: Vec::new(), ..article.clone() },
            stated_id: stated_id.map(str::to_owned),
            paths: paths.to_vec(),
            applied: applied.clone(),
        };
        record.add_bytes(self.field(fields::RECORD), &json(&stored));
        record
    }

    fn paragraph(&self, paragraph: &AnnotatedParagraph) -> TantivyDocument {
        let mut record = self.record(Record::Paragraph);
        let row = tokens(&paragraph.text);
        self.add_tokens(&mut record, fields::TEXT, &row);
        for start in sentences_of(&paragraph.text, &row).into_iter().skip(1) {
            record.add_i64(self.field(fields::SENTENCE), i64::from(start));
        }
        for country in keys::countries(self.entry.article, paragraph) {
            record.add_text(self.field(fields::COUNTRY), country.code());
        }
        for pair in keys::pairs(self.entry.article, paragraph) {
            record.add_text(self.field(fields::PAIR), pair.to_string());
        }
        record.add_bytes(self.field(fields::RECORD), &json(paragraph));
        record
    }

    fn speech(&self, paragraph: &AnnotatedParagraph, speech: &Speech) -> TantivyDocument {
        let mut record = self.record(Record::Speech);
        record.add_i64(self.field(fields::PARAGRAPH), i64::from(paragraph.ordinal));
        record.add_text(self.field(fields::KIND), speech.kind.as_str());
        if let Some(name) = &speech.name {
            let people = self.entry.people;
            for word in people.words(name) {
                record.add_text(self.field(fields::SPEAKER_WORD), fitting(&word));
            }
            record.add_text(self.field(fields::SPEAKER), fitting(people.key(name).as_str()));
            record.add_text(self.field(fields::SPEAKER_NAME), fitting(name));
        }
        if let Some(role) = &speech.role {
            self.add_text(&mut record, fields::ROLE, role);
        }
        if let Some(org) = speech.org() {
            self.add_text(&mut record, fields::ORG, org);
        }
        self.add_tokens(&mut record, fields::SAID, &tokens_within(&paragraph.text, &speech.content));
        record
    }

    fn field(&self, name: &str) -> tantivy::schema::Field {
        field(self.schema, name)
    }

    /// Adds a text in its three forms.
    fn add_text(&self, record: &mut TantivyDocument, name: &str, text: &str) {
        self.add_tokens(record, name, &tokens(text));
    }

    /// Adds the three forms of a row of tokens, at their positions.
    fn add_tokens(&self, record: &mut TantivyDocument, name: &str, row: &[Token]) {
        if row.is_empty() {
            return;
        }
        for form in Form::ALL {
            record.add_pre_tokenized_text(form_field(self.schema, name, form), pre_tokenized(row, form));
        }
    }
}

/// Tokens as tantivy takes them without running a tokenizer.
fn pre_tokenized(row: &[Token], form: Form) -> PreTokenizedString {
    let token = |token: &Token| {
        let (position, text) = (token.position as usize, token.form(form)?.to_owned());
        Some(TantivyToken { position, text, position_length: 1, ..TantivyToken::default() })
    };
    PreTokenizedString { text: String::new(), tokens: row.iter().filter_map(token).collect() }
}

/// The first 64 bits of an id, so that numbers order as ids do.
pub(super) fn order(id: &ArticleId) -> i64 {
    // Flipping the sign bit keeps the order of unsigned numbers among signed ones.
    (number(id) ^ (1 << 63)).cast_signed()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).expect("a count in memory fits")
}

#[cfg(test)]
mod tests {
    //! Properties: what an article states of itself is never too long to be counted and found.
    use super::*;
    use crate::annotate::People;
    use crate::corpus::{Document, Limits, Rules};
    use crate::corrections::{Annotator, Applied};
    use crate::engine::embedded::EmbeddedReader;
    use crate::engine::{Reader, Search, Signature, Versions};
    use crate::query::{Facet, Test};

    #[test]
    fn names_without_end_are_counted_and_found() {
        let today = jiff::civil::date(2017, 8, 24);
        let folder = tempfile::tempdir().unwrap();
        let mut document = Document::plain("news/a.txt", "A quay opens\n\nThe harbour office said it would open.\n");
        // Cut after 65,535 bytes, it would end within a character.
        document.metadata.publisher = Some(format!("a{}", "가".repeat(30_000)));
        let paths = [document.path.clone()];
        let article = Annotator::built_in().annotate(&document, &paths, today);
        let (applied, people, signature) = (Applied::default(), People::default(), Signature::of(&article));
        let mut writer = EmbeddedWriter::create(folder.path()).unwrap();
        writer
            .put_article(Entry {
                article: &article,
                stated_id: None,
                paths: &paths,
                applied: &applied,
                people: &people,
                signature: &signature,
            })
            .unwrap();
        let state = State {
            versions: Versions::current(),
            roots: Vec::new(),
            rules: Rules::default(),
            limits: Limits::default(),
            corrections: None,
            people,
            concepts: Vec::new(),
            written_at: String::new(),
        };
        Box::new(writer).commit(&state).unwrap();
        let reader = EmbeddedReader::open(folder.path()).unwrap();
        let publisher = article.publisher.unwrap();
        let search = Search {
            tree: Some(Test::Publisher(publisher).into()),
            facets: Facet::ALL.map(Into::into).to_vec(),
            rows_max: 1,
            ..Search::counting()
        };
        assert_eq!(reader.search(&search).unwrap().articles, 1);
    }
}
