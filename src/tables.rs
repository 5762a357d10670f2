//! Tables of facts and words: the rows that ship with the program, and the rows a user puts beside them.
//!
//! Its place: below every stage. A stage declares its [`Table`]s, reads their rows once into whatever it searches
//! with, and hands that value down; nothing here knows what a row means.
//!
//! A table is tab-separated text. Lines that begin with `# ` are its header, all others are rows, and a row goes by
//! its first cell. A user's rows come last; they stand in for the built-in rows of the same first cell, and a user's
//! row with nothing but that cell and a `-` takes those out.
//!
//! # Invariants
//! Built-in rows are in byte order without repeats (`tests` of the stages call [`Table::check`]). A row that cannot be
//! read is refused with the file and the line it stands in.
//!
//! # Example
//! ```
//! use onrecord::tables::{Added, Table, Touches};
//!
//! static PORTS: Table = Table {
//!     name: "ports",
//!     columns: "name, country",
//!     built_in: &["# Ports.\nBusan\tKR\nGdansk\tPL\n"],
//!     touches: Touches::FirstCell,
//! };
//! let mut added = Added::default();
//! added.read("ports", "mine.txt", "Gdańsk\tPL\nGdansk\t-\n");
//! let names: Vec<&str> = PORTS.rows(&added).map(|row| row.cell(0)).collect();
//! assert_eq!(names, ["Busan", "Gdańsk"]);
//! ```

use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// A table of the program.
#[derive(Debug)]
pub struct Table {
    /// What it is called: the name of its file under `data/`, without the ending.
    pub name: &'static str,
    /// What its columns hold, in order, for people.
    pub columns: &'static str,
    /// Its rows as they ship; more than one text where they come from several sources.
    pub built_in: &'static [&'static str],
    /// Which texts a row that a user adds can bear on.
    pub touches: Touches,
}

/// Which texts can read differently for one row more or less. It may say too many, never too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touches {
    /// Those that hold the first cell without a `*` at its end, or a part of it between `|`, whatever the case.
    FirstCell,
    /// Those that hold one of these, whatever the case.
    Words(&'static [&'static str]),
    /// All.
    Every,
    /// None: the table is read when something is searched for.
    Queries,
}

impl Table {
    /// The rows, built-in ones first.
    pub fn rows<'a>(&self, added: &'a Added) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let added: &'a [AddedRow] = added.rows.get(self.name).map_or(&[], Vec::as_slice);
        let replaced: HashSet<&str> = added.iter().map(|row| first_cell(&row.text)).collect();
        let kept = self.built_in.iter().flat_map(|text| lines(text)).map(|(_, text)| text);
        kept.filter(move |text| !replaced.contains(first_cell(text)))
            .map(|text| Row { text, origin: None })
            .chain(added.iter().filter(|row| !row.takes_out()).map(Row::from))
    }

    /// What keeps the built-in rows from being in order, full and without repeats, if anything does.
    #[must_use]
    pub fn check(&self, cells_min: usize) -> Option<String> {
        for text in self.built_in {
            let rows: Vec<&str> = lines(text).map(|(_, text)| text).collect();
            if let Some(pair) = rows.windows(2).find(|pair| pair[0] >= pair[1]) {
                return Some(format!("{}: `{}` stands before `{}`", self.name, pair[0], pair[1]));
            }
            let full =
                |row: &&&str| row.split('\t').take(cells_min).filter(|cell| !cell.is_empty()).count() >= cells_min;
            if let Some(row) = rows.iter().find(|row| !full(row)) {
                return Some(format!("{}: `{row}` has fewer than {cells_min} cells", self.name));
            }
        }
        None
    }
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    text: &'a str,
    origin: Option<&'a Origin>,
}

impl<'a> Row<'a> {
    /// Whether a user added it.
    #[must_use]
    pub fn is_added(&self) -> bool {
        self.origin.is_some()
    }

    /// A cell, counted from 0; empty where the row has no such cell.
    #[must_use]
    pub fn cell(&self, column: usize) -> &'a str {
        self.text.split('\t').nth(column).unwrap_or_default()
    }

    /// A cell that must hold something, without blanks around it.
    ///
    /// # Errors
    /// When it is empty.
    pub fn filled(&self, column: usize) -> Result<&'a str, TableError> {
        let cell = self.cell(column).trim();
        if cell.is_empty() { Err(self.refuse(format!("its cell {} is empty", column + 1))) } else { Ok(cell) }
    }

    /// The refusal of this row, which says where it stands.
    pub fn refuse(&self, what: impl Into<String>) -> TableError {
        TableError { origin: self.origin.cloned(), row: self.text.to_owned(), what: what.into() }
    }
}

impl<'a> From<&'a AddedRow> for Row<'a> {
    fn from(row: &'a AddedRow) -> Self {
        Self { text: &row.text, origin: Some(&row.origin) }
    }
}

/// Where a user's row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, as shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` line {}", self.file, self.line)
    }
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the row `{}` of {}: {what}", row.replace('\t', " ⇥ "), origin.as_ref().map_or("a built-in table".to_owned(), Origin::to_string))]
pub struct TableError {
    origin: Option<Origin>,
    row: String,
    what: String,
}

/// The rows that a user adds, by table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    rows: BTreeMap<String, Vec<AddedRow>>,
}

/// A row that a user adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedRow {
    /// Its cells, parted by tabs.
    pub text: String,
    /// Where it stands.
    pub origin: Origin,
}

impl AddedRow {
    /// Whether the row only takes the built-in rows of its first cell out.
    fn takes_out(&self) -> bool {
        self.text.split_once('\t').is_some_and(|(_, rest)| rest.trim() == "-")
    }
}

impl Added {
    /// Adds the rows of a file of a user's.
    pub fn read(&mut self, table: &str, file: &str, text: &str) {
        for (line, row) in lines(text).filter(|(_, row)| !row.trim().is_empty()) {
            self.push(table, AddedRow { text: row.to_owned(), origin: Origin { file: file.to_owned(), line } });
        }
    }

    /// Adds one row.
    pub fn push(&mut self, table: &str, row: AddedRow) {
        self.rows.entry(table.to_owned()).or_default().push(row);
    }

    /// Every row with the name of its table.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &AddedRow)> {
        self.rows.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table.as_str(), row)))
    }
}

/// The rows of a text with their line numbers, from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with("# "))
}

fn first_cell(row: &str) -> &str {
    row.split('\t').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    //! Properties: a user's rows come last and stand in for built-in ones of the same first cell; a row with `-` takes
    //! them out; headers are no rows; a refusal names file and line; disorder is told.
    use super::*;

    static TABLE: Table = Table {
        name: "fruit",
        columns: "name, colour",
        built_in: &["# Fruit.\napple\tgreen\napple\tred\nplum\tblue\n#hash\tgrey\n"],
        touches: Touches::FirstCell,
    };

    fn cells(added: &Added) -> Vec<(&str, &str)> {
        TABLE.rows(added).map(|row| (row.cell(0), row.cell(1))).collect()
    }

    #[test]
    fn a_users_rows_stand_in_for_built_in_ones() {
        let none = Added::default();
        assert_eq!(cells(&none), [("apple", "green"), ("apple", "red"), ("plum", "blue"), ("#hash", "grey")]);
        let mut added = Added::default();
        added.read("fruit", "mine.txt", "# Mine.\n\napple\tyellow\nplum\t-\n#hash\t-\n");
        added.read("other", "other.txt", "plum\tblack\n");
        assert_eq!(cells(&added), [("apple", "yellow")]);
        assert_eq!(added.iter().count(), 4);
    }

    #[test]
    fn a_refusal_says_where_the_row_stands() {
        let mut added = Added::default();
        added.read("fruit", "mine.txt", "# Mine.\n\nfig\tloud\n");
        let row = TABLE.rows(&added).last().unwrap();
        assert_eq!(
            row.refuse("`loud` is no colour").to_string(),
            "cannot read the row `fig ⇥ loud` of `mine.txt` line 3: `loud` is no colour"
        );
        assert_eq!(row.cell(7), "");
        assert!(row.filled(7).unwrap_err().to_string().ends_with("its cell 8 is empty"));
        assert_eq!(row.filled(1), Ok("loud"));
    }

    #[test]
    fn disorder_and_missing_cells_are_told() {
        assert_eq!(TABLE.check(2).unwrap(), "fruit: `plum\tblue` stands before `#hash\tgrey`");
        let table = |built_in| Table { built_in, ..TABLE_OF_ONE };
        assert_eq!(table(&["a\t1\nb\t2\n"]).check(2), None);
        assert_eq!(table(&["a\t1\nb\n"]).check(2).unwrap(), "one: `b` has fewer than 2 cells");
        assert!(table(&["a\t1\na\t1\n"]).check(1).is_some());
    }

    const TABLE_OF_ONE: Table = Table { name: "one", columns: "name", built_in: &[], touches: Touches::Every };
}
