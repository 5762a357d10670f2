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

    /// What stands before the agency that a text ends with, closing brackets aside.
    pub fn before_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        let core = text.trim_end_matches([')', ']', ' ']);
        // The longest name leaves the least.
        self.0.iter().filter_map(|(name, _)| core.strip_suffix(&**name)).min_by_key(|before| before.len())
    }
}
