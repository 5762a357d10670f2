//! The one table of fields: what is stored, at which level, in which manner.
//!
//! The tantivy schema is made from it, and the mapping of a cluster is.
//!
//! An article is one block: its head (title, date, publisher, language), its paragraphs (text, pairs,
//! countries), and its speeches (who, which kind, what is said), in this order. Files have records of
//! their own.

use crate::analyzer::Form;
use crate::annotate::Basis;
use crate::query::TextField;

/// What a record of the index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Record {
    /// The head of an article: what belongs to the whole of it.
    Article,
    /// A paragraph.
    Paragraph,
    /// A speech.
    Speech,
    /// A file, with what was taken from it.
    File,
    /// The stories that several articles tell.
    Stories,
}

impl Record {
    /// The value of [`LEVEL`] for such a record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Paragraph => "paragraph",
            Self::Speech => "speech",
            Self::File => "file",
            Self::Stories => "stories",
        }
    }
}

/// In which manner a field is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Manner {
    /// Running text: three fields of tokens at shared positions, `.exact`, `.stem` and `.cased`.
    Text,
    /// A key, matched whole.
    Key,
    /// A key that is also counted and sorted by.
    CountedKey,
    /// A value to count by, not matched.
    Counted,
    /// Whole numbers to compare by, not matched.
    Number,
    /// A row of whole numbers, neither compared nor matched.
    Row,
    /// Kept and returned, neither matched nor counted.
    Stored,
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub struct FieldRow {
    /// Its name; a [`Manner::Text`] field is three, with the form added.
    pub name: &'static str,
    /// Which records have it.
    pub of: &'static [Record],
    /// How it is held.
    pub manner: Manner,
}

/// Which [`Record`] it is.
pub const LEVEL: &str = "level";
/// The article's id, on every record of its block.
pub const ARTICLE: &str = "article";
/// The first 64 bits of the article's id, to break ties by.
pub const ORDER: &str = "order";
/// The headline.
pub const TITLE: &str = "title";
/// A paragraph's text.
pub const TEXT: &str = "text";
/// The position of the first token of each sentence of a paragraph but the first.
pub const SENTENCE: &str = "sentence";
/// The words of a speech, at their positions in the paragraph.
pub const SAID: &str = "said";
/// Countries and pairs that the article is about.
pub const ABOUT: &str = "about";
/// First day of the effective date, in days since 1970.
pub const DATE_FIRST: &str = "date_first";
/// Last day of the effective date.
pub const DATE_LAST: &str = "date_last";
/// The row of the month facet; the year is its first four digits.
pub const MONTH: &str = "month";
/// How the effective date is known: see [`basis`].
pub const BASIS: &str = "basis";
/// The publisher's key.
pub const PUBLISHER: &str = "publisher";
/// The publisher as printed.
pub const PUBLISHER_NAME: &str = "publisher_name";
/// The language.
pub const LANG: &str = "lang";
/// A path: of a file, or one of an article's.
pub const PATH: &str = "path";
/// How many paragraphs the block has.
pub const PARAGRAPHS: &str = "paragraphs";
/// How many speeches the block has.
pub const SPEECHES: &str = "speeches";
/// Countries of a paragraph and of its article.
pub const COUNTRY: &str = "country";
/// Pairs of a paragraph and of its article.
pub const PAIR: &str = "pair";
/// The speaker's key.
pub const SPEAKER: &str = "speaker";
/// The words of the speaker's key.
pub const SPEAKER_WORD: &str = "speaker_word";
/// The speaker's name as the article gives it.
pub const SPEAKER_NAME: &str = "speaker_name";
/// The speaker's role.
pub const ROLE: &str = "role";
/// For whom the speaker stands: the affiliation, else the name.
pub const ORG: &str = "org";
/// The kind of speech.
pub const KIND: &str = "kind";
/// The paragraph a speech stands in, counted in its article.
pub const PARAGRAPH: &str = "paragraph";
/// What an article resembles others by.
pub const SIGNATURE: &str = "signature";
/// The record itself, as JSON.
pub const RECORD: &str = "record";

const OF_ARTICLE: &[Record] = &[Record::Article];
const OF_PARAGRAPH: &[Record] = &[Record::Paragraph];
const OF_SPEECH: &[Record] = &[Record::Speech];
const OF_BLOCK: &[Record] = &[Record::Article, Record::Paragraph, Record::Speech];
const OF_PATHS: &[Record] = &[Record::Article, Record::File];
const OF_RECORDS: &[Record] = &[Record::Article, Record::Paragraph, Record::File, Record::Stories];
const EVERYTHING: &[Record] = &[Record::Article, Record::Paragraph, Record::Speech, Record::File, Record::Stories];

/// Every field.
pub const FIELDS: &[FieldRow] = &[
    FieldRow { name: LEVEL, of: EVERYTHING, manner: Manner::Key },
    FieldRow { name: ARTICLE, of: OF_BLOCK, manner: Manner::Key },
    FieldRow { name: ORDER, of: OF_ARTICLE, manner: Manner::Number },
    FieldRow { name: TITLE, of: OF_ARTICLE, manner: Manner::Text },
    FieldRow { name: TEXT, of: OF_PARAGRAPH, manner: Manner::Text },
    FieldRow { name: SENTENCE, of: OF_PARAGRAPH, manner: Manner::Number },
    FieldRow { name: SAID, of: OF_SPEECH, manner: Manner::Text },
    FieldRow { name: ABOUT, of: OF_ARTICLE, manner: Manner::Key },
    FieldRow { name: DATE_FIRST, of: OF_ARTICLE, manner: Manner::Number },
    FieldRow { name: DATE_LAST, of: OF_ARTICLE, manner: Manner::Number },
    FieldRow { name: MONTH, of: OF_ARTICLE, manner: Manner::Counted },
    FieldRow { name: BASIS, of: OF_ARTICLE, manner: Manner::Key },
    FieldRow { name: PUBLISHER, of: OF_ARTICLE, manner: Manner::CountedKey },
    FieldRow { name: PUBLISHER_NAME, of: OF_ARTICLE, manner: Manner::Counted },
    FieldRow { name: LANG, of: OF_ARTICLE, manner: Manner::CountedKey },
    FieldRow { name: PATH, of: OF_PATHS, manner: Manner::Key },
    FieldRow { name: PARAGRAPHS, of: OF_ARTICLE, manner: Manner::Number },
    FieldRow { name: SPEECHES, of: OF_ARTICLE, manner: Manner::Number },
    FieldRow { name: COUNTRY, of: OF_PARAGRAPH, manner: Manner::CountedKey },
    FieldRow { name: PAIR, of: OF_PARAGRAPH, manner: Manner::CountedKey },
    FieldRow { name: SPEAKER, of: OF_SPEECH, manner: Manner::CountedKey },
    FieldRow { name: SPEAKER_WORD, of: OF_SPEECH, manner: Manner::Key },
    FieldRow { name: SPEAKER_NAME, of: OF_SPEECH, manner: Manner::Counted },
    FieldRow { name: ROLE, of: OF_SPEECH, manner: Manner::Text },
    FieldRow { name: ORG, of: OF_SPEECH, manner: Manner::Text },
    FieldRow { name: KIND, of: OF_SPEECH, manner: Manner::CountedKey },
    FieldRow { name: PARAGRAPH, of: OF_SPEECH, manner: Manner::Number },
    FieldRow { name: SIGNATURE, of: OF_ARTICLE, manner: Manner::Row },
    FieldRow { name: RECORD, of: OF_RECORDS, manner: Manner::Stored },
];

/// The text whose words patterns of a query's field stand for, and which records have it.
pub(super) fn text_of(field: TextField) -> (Record, &'static str) {
    match field {
        TextField::Anywhere | TextField::Text => (Record::Paragraph, TEXT),
        TextField::Title => (Record::Article, TITLE),
        TextField::Said => (Record::Speech, SAID),
        TextField::Role => (Record::Speech, ROLE),
        TextField::Org => (Record::Speech, ORG),
    }
}

/// What [`BASIS`] holds.
#[must_use]
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Explicit => "explicit",
        Basis::Derived => "derived",
    }
}

/// The name of a [`Manner::Text`] field in one of its forms.
#[must_use]
pub fn form_name(name: &str, form: Form) -> String {
    let suffix = match form {
        Form::Exact => "exact",
        Form::Stem => "stem",
        Form::Cased => "cased",
    };
    format!("{name}.{suffix}")
}

#[cfg(test)]
mod tests {
    //! Properties: no name twice.
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = FIELDS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|w| w[0] != w[1]));
    }
}
