//! Which fields of a record (of JSON, of a table, of a feed's own words) hold what.
//!
//! Its place: asked by the formats that read records. The table is a user's to extend.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::tables::{Added, Table, TableError, Touches};

/// What a field can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Id,
    Url,
    Title,
    Publisher,
    Author,
    Date,
    Updated,
    Fetched,
    Lang,
    /// The text itself.
    Text,
    /// The text as a web page.
    Html,
}

/// What [`Field`]s are called in the table.
const FIELDS: [(&str, Field); 11] = [
    ("author", Field::Author),
    ("date", Field::Date),
    ("fetched", Field::Fetched),
    ("html", Field::Html),
    ("id", Field::Id),
    ("lang", Field::Lang),
    ("publisher", Field::Publisher),
    ("text", Field::Text),
    ("title", Field::Title),
    ("updated", Field::Updated),
    ("url", Field::Url),
];

/// The table of the names of fields.
pub static RECORD_FIELDS: Table = Table {
    name: "record_fields",
    columns: "name of the field, dots between those of nested ones, case and blanks and `_` and `-` make no difference; \
              what it holds (author, date, fetched, html, id, lang, publisher, text, title, updated, url); \
              rank among the fields that hold the same: the lowest is taken, texts of one rank are joined, \
              from 50 on a text is a summary",
    built_in: &[include_str!("data/record_fields.txt")],
    touches: Touches::Every,
};

/// The names of fields, with what each holds.
#[derive(Debug, Clone)]
pub struct FieldNames(HashMap<Box<str>, (Field, u32)>);

impl FieldNames {
    /// Reads the table.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let mut names = HashMap::new();
        for row in RECORD_FIELDS.rows(added) {
            let holds = row.filled(1)?;
            let Some(&(_, field)) = FIELDS.iter().find(|(name, _)| *name == holds) else {
                let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
                return Err(row.refuse(format!("`{holds}` is none of {}", known.join(", "))));
            };
            let rank = row.filled(2)?;
            let rank = rank.parse().map_err(|_| row.refuse(format!("`{rank}` is no rank: a number is")))?;
            names.insert(key(row.filled(0)?), (field, rank));
        }
        Ok(Self(names))
    }

    /// The names as they ship.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<FieldNames> =
            LazyLock::new(|| FieldNames::new(&Added::default()).expect("the built-in tables can be read"));
        &BUILT_IN
    }

    /// What a field of this name holds, and its rank.
    pub(super) fn get(&self, name: &str) -> Option<(Field, u32)> {
        self.0.get(&key(name)).copied()
    }
}

/// From this rank on, a text is a summary.
pub(super) const SUMMARY_RANK: u32 = 50;

/// A name without what programs that write records differ in: `Publication date`, `publication_date`, `publicationDate`.
fn key(name: &str) -> Box<str> {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    //! Properties: the table is in order and no name stands in it twice in other spellings; spellings make no difference;
    //! a user's row goes before a built-in one, and one that cannot be read is refused.
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert_eq!(RECORD_FIELDS.check(3), None);
        let rows = RECORD_FIELDS.rows(&Added::default()).count();
        assert_eq!(FieldNames::built_in().0.len(), rows, "a name stands in it twice");
    }

    #[test]
    fn spellings_make_no_difference() {
        let names = FieldNames::built_in();
        for (name, field) in [
            ("maintext", Some(Field::Text)),
            ("Publication date", Some(Field::Date)),
            ("publicationDate", Some(Field::Date)),
            ("articleBody", Some(Field::Text)),
            ("\u{feff}URL", Some(Field::Url)),
            ("뉴스 식별자", Some(Field::Id)),
            ("언론사", Some(Field::Publisher)),
            ("标题", Some(Field::Title)),
            ("媒体名", Some(Field::Publisher)),
            ("Источник", Some(Field::Publisher)),
            ("publisher.name", Some(Field::Publisher)),
            ("fingerprint", None),
            ("", None),
        ] {
            assert_eq!(names.get(name).map(|(field, _)| field), field, "{name}");
        }
    }

    #[test]
    fn a_users_row_goes_first() {
        let mut added = Added::default();
        added.read("record_fields", "mine.txt", "Body Text\thtml\t1\nremarks\ttext\t1\n");
        let names = FieldNames::new(&added).unwrap();
        assert_eq!((names.get("bodytext"), names.get("Remarks")), (Some((Field::Html, 1)), Some((Field::Text, 1))));
        added.read("record_fields", "mine.txt", "x\tpicture\t1\n");
        assert!(FieldNames::new(&added).unwrap_err().to_string().contains("`picture` is none of author, date"));
    }
}
