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
    columns: "name of the field, dots between those of nested ones; \
              what it holds (author, date, fetched, html, id, lang, publisher, text, title, updated, url); \
              rank among the fields that hold the same, the lowest is taken",
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
            names.insert(row.filled(0)?.to_lowercase().into_boxed_str(), (field, rank));
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

    /// What a field of this name holds, whatever its case, and its rank.
    pub(super) fn get(&self, name: &str) -> Option<(Field, u32)> {
        self.0.get(name.to_lowercase().as_str()).copied()
    }
}
