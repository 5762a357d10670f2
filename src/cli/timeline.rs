//! `onrecord timeline`.

use std::io::{self, Write};

use clap::ValueEnum;

use super::Outcome;
use super::answer::summary;
use super::args::Shared;
use super::filters::QueryArgs;
use super::paint::{DIM, bar, line_width, paint};
use super::rows::{self, Format};
use crate::config::Now;
use crate::export::columns::TIMELINE;
use crate::export::words::percent;
use crate::search::{self, Timeline, timeline};

#[derive(Debug, clap::Args)]
pub(super) struct TimelineArgs {
    /// How long a period is: a month where the range is at most three years, unless told
    #[arg(long, value_name = "PERIOD")]
    by: Option<By>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    query: QueryArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// A year
    Year,
    /// A month
    Month,
}

pub(super) fn run(
    args: &TimelineArgs,
    shared: &Shared,
    now: Now,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let request = args.query.request(now)?;
    let by = args.by.map(|by| match by {
        By::Year => search::By::Year,
        By::Month => search::By::Month,
    });
    let found = timeline(&shared.place()?.open()?, &request, by)?;
    rows::warn(&found.warnings, args.format, shared, err)?;
    rows::print(args.format, &found, &found.rows, &TIMELINE, |out| write_text(&found, out), out)?;
    Ok(if found.total_articles == 0 { Outcome::NothingFound } else { Outcome::Done })
}

fn write_text(found: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let asked = found.understood.as_ref().map(|understood| understood.text.as_str());
    writeln!(out, "{}\n", summary(found.total, found.total_articles, asked))?;
    if found.rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", paint(DIM, format!("{:<8}  {:>8}  {:>8}  {:>7}", "", "articles", "passages", "of all")))?;
    let most = found.rows.iter().map(|row| row.articles).max().unwrap_or(0);
    let room = line_width().saturating_sub(41) as u64;
    found.rows.iter().try_for_each(|row| {
        let share = row.share.map(percent).unwrap_or_default();
        let numbers = format!("{:<8}  {:>8}  {:>8}  {share:>7}", row.label, row.articles, row.passages);
        writeln!(out, "{}", format!("{numbers}  {}", bar(row.articles, most, room)).trim_end())
    })
}
