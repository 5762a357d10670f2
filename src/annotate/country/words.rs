//! Words beside a country's name that say how it is meant, from `data/country_words.txt`.
//!
//! Its place: asked by `mention` (is this a name at all?) and by `role` and `relation` (what part does it play?).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::tables::{Added, Row, Table, TableError, Touches};

/// What a word says about the country's name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// After a demonym: money, not an actor ("Swiss francs").
    Currency,
    /// Ends a company's name ("Korean Air Lines Co").
    Company,
    /// May follow a place in capitals without making it a person's name ("Jordan King").
    Place,
    /// Before a place it makes it a person's name ("Jack London").
    Forename,
    /// Before a name: mentioned in passing ("born in", "such as").
    Passing,
    /// After a name: where somebody comes from, mentioned in passing ("Chilean-born").
    Origin,
    /// After a short Korean, Chinese or Japanese form: two governments are meant.
    Talk,
    /// After a city: an agreement that goes by the place it was signed in ("the Paris accord").
    Treaty,
    /// One country deals with another.
    Relation,
}

/// The words.
pub static WORDS: Table = Table {
    name: "country_words",
    columns: "word beside a country's name, class",
    built_in: &[include_str!("../data/country_words.txt")],
    touches: Touches::FirstCell,
};

/// The words of each class.
#[derive(Debug, Default)]
pub struct Words(FxHashMap<Class, FxHashSet<Box<str>>>);

impl Words {
    /// Reads the table.
    pub fn read(added: &Added) -> Result<Self, TableError> {
        let mut words = Self::default();
        for row in WORDS.rows(added) {
            words.0.entry(class(&row)?).or_default().insert(row.cell(0).into());
        }
        Ok(words)
    }

    /// Whether `word` is of the class.
    pub fn has(&self, class: Class, word: &str) -> bool {
        self.0.get(&class).is_some_and(|words| words.contains(word))
    }

    /// The words of the class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &str> {
        self.0.get(&class).into_iter().flatten().map(AsRef::as_ref)
    }

    /// Whether `text` begins with a word of the class; for scripts that write without spaces.
    pub fn begin(&self, class: Class, text: &str) -> bool {
        let edges = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]).take(LONGEST);
        edges.into_iter().any(|edge| self.has(class, &text[..edge]))
    }
}

/// In characters, how long a word of running Han, Kana or Hangul may be.
const LONGEST: usize = 6;

fn class(row: &Row) -> Result<Class, TableError> {
    Ok(match row.cell(1) {
        "currency" => Class::Currency,
        "company" => Class::Company,
        "place" => Class::Place,
        "forename" => Class::Forename,
        "passing" => Class::Passing,
        "origin" => Class::Origin,
        "talk" => Class::Talk,
        "treaty" => Class::Treaty,
        "relation" => Class::Relation,
        other => return Err(row.refuse(format!("`{other}` is no class of words"))),
    })
}
