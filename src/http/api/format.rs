//! In which form an answer is given, and what it is written with.

use std::io;

use serde::Serialize;

use crate::export::cite;
use crate::export::{Columns, cite::Cited};
use crate::http::{Kind, Problem};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// One JSON object.
    Json,
    /// Rows, each by itself.
    Rows(Rows),
    /// A feed.
    Atom,
    /// Citations.
    Cited(cite::Format),
}

/// Rows that can be written one after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// A JSON object a line.
    Jsonl,
    /// For a spreadsheet.
    Csv,
}

/// JSON alone.
pub(super) const JSON: &[Format] = &[Format::Json];
/// A table.
pub(super) const TABLE: &[Format] = &[Format::Json, Format::Rows(Rows::Jsonl), Format::Rows(Rows::Csv)];
/// Passages on a page.
pub(super) const PASSAGES: &[Format] =
    &[Format::Json, Format::Rows(Rows::Jsonl), Format::Rows(Rows::Csv), Format::Atom];
/// Passages without end.
pub(super) const STREAM: &[Format] = &[Format::Rows(Rows::Jsonl), Format::Rows(Rows::Csv)];
/// References.
pub(super) const CITED: &[Format] = &[
    Format::Cited(cite::Format::Note),
    Format::Cited(cite::Format::Ris),
    Format::Cited(cite::Format::Bibtex),
    Format::Cited(cite::Format::Csl),
];

impl Format {
    /// Its name in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Rows(Rows::Jsonl) => "jsonl",
            Self::Rows(Rows::Csv) => "csv",
            Self::Atom => "atom",
            Self::Cited(format) => format.name(),
        }
    }

    /// Its media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Rows(Rows::Jsonl) => "application/jsonl; charset=utf-8",
            Self::Rows(Rows::Csv) => "text/csv; charset=utf-8; header=present",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Cited(format) => format.media_type(),
        }
    }

    /// What a file of it is called, where a browser is to keep it rather than show it.
    pub(super) fn file(self) -> Option<&'static str> {
        match self {
            Self::Rows(Rows::Jsonl) => Some("onrecord.jsonl"),
            Self::Rows(Rows::Csv) => Some("onrecord.csv"),
            Self::Cited(cite::Format::Ris) => Some("onrecord.ris"),
            Self::Cited(cite::Format::Bibtex) => Some("onrecord.bib"),
            Self::Json | Self::Atom | Self::Cited(_) => None,
        }
    }
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| Problem::new(Kind::Internal, error.to_string()))
}

/// Values as lines of JSON.
pub(super) fn lines<R: Serialize>(rows: &[R]) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    for row in rows {
        body.extend(json(row)?);
        body.push(b'\n');
    }
    Ok(body)
}

/// Rows as a table in a form; what is no form of rows is the whole as JSON.
pub(super) fn table<T: Serialize, R: Serialize>(
    format: Format,
    whole: &T,
    rows: &[R],
    columns: &Columns<R>,
) -> Result<Vec<u8>, Problem> {
    match format {
        Format::Rows(Rows::Jsonl) => lines(rows),
        Format::Rows(Rows::Csv) => written(|out| columns.write(rows, out)),
        Format::Json | Format::Atom | Format::Cited(_) => json(whole),
    }
}

/// Citations in a form; what is no form of citations is a note.
pub(super) fn citations(format: Format, cited: &[Cited]) -> Result<Vec<u8>, Problem> {
    let format = if let Format::Cited(format) = format { format } else { cite::Format::Note };
    written(|out| cite::write(format, cited, out))
}

/// What is written to memory.
pub(super) fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    write(&mut body).map_err(|error| Problem::new(Kind::Internal, error.to_string()))?;
    Ok(body)
}
