//! News and picture agencies by the names that datelines and credits give them.

use crate::tables::{Added, Row, Table, TableError, Touches};

pub(super) static AGENCIES: Table = Table {
    name: "agencies",
    columns: "name as datelines and credits have it, name of the agency",
    built_in: &[include_str!("data/agencies.txt")],
    touches: Touches::FirstCell,
};

/// The agencies: the name as printed, the full name.
#[derive(Debug)]
pub(super) struct Agencies(Vec<(Box<str>, Box<str>)>);

impl Agencies {
    /// Reads the table.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let agency = |row: Row<'_>| Ok((row.filled(0)?.into(), row.filled(1)?.into()));
        AGENCIES.rows(added).map(agency).collect::<Result<_, _>>().map(Self)
    }

    /// The full name of an agency.
    pub fn full_name(&self, printed: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| **name == *printed).map(|(_, full)| &**full)
    }

    /// The agency that a text ends with, as printed, closing brackets aside.
    pub fn at_end(&self, text: &str) -> Option<&str> {
        let core = text.trim_end_matches([')', ']', ' ']);
        self.0.iter().map(|(name, _)| &**name).filter(|name| core.ends_with(name)).max_by_key(|name| name.len())
    }
}
