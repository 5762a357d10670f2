//! `onrecord tables`.

use std::io::Write;

use anyhow::bail;

use super::Outcome;
use super::paint::{DIM, paint};
use crate::corrections::tables;

#[derive(Debug, clap::Args)]
pub(super) struct TablesArgs {
    /// The table to print; without one, all are listed
    name: Option<String>,
}

pub(super) fn run(args: &TablesArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let Some(name) = &args.name else {
        for table in tables() {
            writeln!(out, "{:<18} {}", table.name, paint(DIM, table.columns))?;
        }
        return Ok(Outcome::Done);
    };
    let Some(table) = tables().find(|table| table.name == name) else {
        bail!("there is no table `{name}`; `onrecord tables` lists them");
    };
    for text in table.built_in {
        out.write_all(text.as_bytes())?;
    }
    Ok(Outcome::Done)
}
