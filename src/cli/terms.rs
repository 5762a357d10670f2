//! `onrecord terms`.

use std::io::{self, Write};

use anyhow::bail;
use serde::Serialize;

use super::Outcome;
use super::args::Shared;
use super::paint::{DIM, paint};
use super::rows::{self, Format};
use crate::export::Columns;
use crate::export::words::counted;
use crate::search::{NameTerm, Terms, terms};

#[derive(Debug, clap::Args)]
pub(super) struct TermsArgs {
    /// How words, people's names and publishers begin
    #[arg(value_name = "PREFIX")]
    prefix: String,
    /// How many of each to print
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    limit: usize,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// One word or name.
#[derive(Debug, Serialize)]
struct TermRow {
    kind: &'static str,
    value: String,
    label: String,
    count: u64,
}

const COLUMNS: Columns<TermRow> = Columns {
    names: &["kind", "value", "label", "count"],
    cells: |row| vec![row.kind.into(), row.value.clone(), row.label.clone(), row.count.to_string()],
};

pub(super) fn run(args: &TermsArgs, shared: &Shared, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if !args.prefix.chars().any(char::is_alphanumeric) {
        bail!("nothing begins with `{}`: type the first letters of a word or a name", args.prefix);
    }
    let found = terms(&shared.place()?.open()?, &args.prefix, args.limit)?;
    rows::print(args.format, &found, &rows_of(&found), &COLUMNS, |out| write_text(&found, out), out)?;
    Ok(if found.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn rows_of(found: &Terms) -> Vec<TermRow> {
    let words = found.words.iter().map(|word| {
        let (value, label) = (word.word.clone(), word.word.clone());
        TermRow { kind: "word", value, label, count: word.paragraphs }
    });
    let speakers = found.speakers.iter().map(|name| named("speaker", name));
    words.chain(speakers).chain(found.publishers.iter().map(|name| named("publisher", name))).collect()
}

fn named(kind: &'static str, name: &NameTerm) -> TermRow {
    TermRow { kind, value: name.value.clone(), label: name.label.clone(), count: name.count }
}

fn write_text(found: &Terms, out: &mut dyn Write) -> io::Result<()> {
    let (mut section, units) = ("", [("word", "paragraph"), ("speaker", "speech"), ("publisher", "article")]);
    for row in rows_of(found) {
        let name = if row.kind == section { "" } else { row.kind };
        section = row.kind;
        let unit = units.iter().find(|(kind, _)| *kind == row.kind).map_or("", |(_, unit)| unit);
        let many = if unit == "speech" { "speeches".to_owned() } else { format!("{unit}s") };
        let count = paint(DIM, format!("· {}", counted(row.count, unit, &many)));
        writeln!(out, "{}  {} {count}", paint(DIM, format!("{name:<9}")), row.label)?;
    }
    if found.is_empty() {
        writeln!(out, "nothing found · {}", paint(DIM, format!("{}*", found.prefix)))?;
    }
    Ok(())
}
