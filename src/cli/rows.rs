//! How commands print rows: for people, as JSON, as lines of JSON, or for a spreadsheet.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use super::args::Shared;
use crate::query::Complaint;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// A JSON object a row
    Jsonl,
    /// For a spreadsheet
    Csv,
}

/// How rows stand in a spreadsheet.
pub(super) struct Columns<R> {
    pub(super) names: &'static [&'static str],
    pub(super) cells: fn(&R) -> Vec<String>,
}

/// Prints an answer that consists of rows.
pub(super) fn print<T: Serialize, R: Serialize>(
    format: Format,
    whole: &T,
    rows: &[R],
    columns: &Columns<R>,
    text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match format {
        Format::Text => text(out)?,
        Format::Json => writeln!(out, "{}", serde_json::to_string(whole)?)?,
        Format::Jsonl => {
            for row in rows {
                writeln!(out, "{}", serde_json::to_string(row)?)?;
            }
        }
        Format::Csv => {
            csv_row(columns.names, out)?;
            for row in rows {
                csv_row(&(columns.cells)(row), out)?;
            }
        }
    }
    Ok(())
}

/// Tells what of a query was ignored or read differently, where the answer does not hold it.
pub(super) fn warn(warnings: &[Complaint], format: Format, shared: &Shared, err: &mut dyn Write) -> io::Result<()> {
    if format == Format::Json || shared.quiet {
        return Ok(());
    }
    warnings.iter().try_for_each(|warning| writeln!(err, "{}", warning.message))
}

/// A row as spreadsheets read it (RFC 4180).
pub(super) fn csv_row<S: AsRef<str>>(cells: &[S], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell.as_ref())).collect();
    write!(out, "{}\r\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    //! Properties: what a spreadsheet would part stays one cell.
    use super::*;

    #[test]
    fn quotes_where_needed() {
        for (cell, want) in [("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\"")] {
            assert_eq!(quoted(cell), want);
        }
    }
}
