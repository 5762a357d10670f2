//! `onrecord facet`, and the lists that `speakers` and `pairs` are.

use std::io::{self, Write};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Outcome;
use super::answer::summary;
use super::args::Shared;
use super::filters::QueryArgs;
use super::paint::{DIM, line_width, marked, paint, wrap};
use super::rows::{self, Format};
use crate::config::Now;
use crate::export::columns::LISTING;
use crate::query::Facet;
use crate::search::{Listed, Listing, ListingRow, list};

#[derive(Debug, clap::Args)]
pub(super) struct FacetArgs {
    /// What to list the values of
    #[arg(value_name = "FIELD", value_parser = facets())]
    facet: Facet,
    #[command(flatten)]
    list: ListArgs,
}

/// What every list takes.
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Only rows with a word that begins so
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// How many rows to print; the rest is summed
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    query: QueryArgs,
}

/// Reads the name of a facet.
fn facets() -> impl TypedValueParser<Value = Facet> {
    PossibleValuesParser::new(Facet::ALL.map(Facet::name)).map(|typed| {
        let known = Facet::ALL.into_iter().find(|facet| facet.name() == typed);
        known.expect("no other names are let through")
    })
}

pub(super) fn run(
    args: &FacetArgs,
    shared: &Shared,
    now: Now,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    run_list(args.facet, &args.list, shared, now, out, err)
}

/// Prints the values of a facet.
pub(super) fn run_list(
    facet: Facet,
    args: &ListArgs,
    shared: &Shared,
    now: Now,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let request = args.query.request(now)?;
    let listed = Listed { facet, prefix: args.prefix.clone(), limit: args.limit };
    let found = list(&shared.place()?.open()?, &request, &listed)?;
    rows::warn(&found.warnings, args.format, shared, err)?;
    rows::print(args.format, &found, &found.rows, &LISTING, |out| write_text(&found, out), out)?;
    Ok(if found.rows.is_empty() && found.other.is_none() { Outcome::NothingFound } else { Outcome::Done })
}

fn write_text(found: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let asked = found.understood.as_ref().map(|understood| understood.text.as_str());
    writeln!(out, "{}\n", summary(found.total, found.total_articles, asked))?;
    if !found.rows.is_empty() {
        writeln!(out, "{}", paint(DIM, format!("{:>8}  {:>8}", "passages", "articles")))?;
    }
    for row in &found.rows {
        write_row(row, out)?;
    }
    if let Some(other) = found.other {
        let rows = format!("{} more", other.values);
        writeln!(out, "{:>8}  {:>8}  {}", other.count, "", paint(DIM, rows))?;
    }
    Ok(())
}

/// A row, with the other spellings of a name below it.
fn write_row(row: &ListingRow, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:>8}  {:>8}  {}", row.passages, row.articles, row.label)?;
    let others = row.names.iter().filter(|name| name.name != row.label);
    let others: Vec<String> = others.map(|name| format!("{} {}", name.name, name.count)).collect();
    let text = others.join(" · ");
    for line in wrap(&text, line_width() - 22) {
        writeln!(out, "{:20}  {}", "", paint(DIM, marked(&text, line, &[])))?;
    }
    Ok(())
}
