//! Reads the cells of this annotator's tables, and compiles patterns.

use regex::Regex;

use super::PartialDate;
use crate::tables::{Row, TableError};

/// The spellings in a cell, parted by `|`.
pub(super) fn spellings<'a>(row: &Row<'a>, column: usize) -> Result<Vec<&'a str>, TableError> {
    let forms: Vec<&str> = row.cell(column).split('|').map(str::trim).collect();
    if forms.iter().any(|form| form.is_empty()) {
        return Err(row.refuse(format!("a spelling in its cell {} is empty", column + 1)));
    }
    Ok(forms)
}

/// A date, to whatever precision it is written.
pub(super) fn date(row: &Row<'_>, column: usize) -> Result<PartialDate, TableError> {
    row.cell(column).parse().map_err(|what: String| row.refuse(what))
}

/// A number between two.
pub(super) fn number<N>(row: &Row<'_>, column: usize, range: std::ops::RangeInclusive<N>) -> Result<N, TableError>
where
    N: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    let number = row.cell(column).parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        row.refuse(format!("`{}` is no number from {} to {}", row.cell(column), range.start(), range.end()))
    })
}

/// A pattern of the code. Its word boundaries are those of ASCII: the Unicode ones take the engine's slow path, and the
/// alternatives beside them are English words.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace(r"\b", r"(?-u:\b)")).expect("the patterns of this module compile")
}
