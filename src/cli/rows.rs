//! How commands print rows: for people, as JSON, as lines of JSON, or for a spreadsheet.

use std::io::{self, Write};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::Serialize;

use super::args::Shared;
use crate::export::{Columns, cite};
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

/// How rows that name articles are printed: as they are, or as citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CitedFormat {
    Rows(Format),
    Citations(cite::Format),
}

impl CitedFormat {
    /// The format by which messages go: beside citations they are told as beside text.
    pub(super) fn of_rows(self) -> Format {
        match self {
            Self::Rows(format) => format,
            Self::Citations(_) => Format::Text,
        }
    }
}

impl ValueEnum for CitedFormat {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [CitedFormat; 7] = [
            CitedFormat::Rows(Format::Text),
            CitedFormat::Rows(Format::Json),
            CitedFormat::Rows(Format::Jsonl),
            CitedFormat::Rows(Format::Csv),
            CitedFormat::Citations(cite::Format::Ris),
            CitedFormat::Citations(cite::Format::Bibtex),
            CitedFormat::Citations(cite::Format::Csl),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Rows(format) => format.to_possible_value(),
            Self::Citations(format) => format.to_possible_value(),
        }
    }
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
        Format::Csv => columns.write(rows, out)?,
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
