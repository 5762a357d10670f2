//! Reads the cells of this stage's tables.

use crate::tables::{Row, TableError};

/// A cell that must hold something.
pub(super) fn filled<'a>(row: &Row<'a>, column: usize) -> Result<&'a str, TableError> {
    let cell = row.cell(column).trim();
    if cell.is_empty() { Err(row.refuse(format!("its cell {} is empty", column + 1))) } else { Ok(cell) }
}
