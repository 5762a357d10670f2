//! `onrecord check`.

use std::io::Write;

use super::args::{ReportFormat, Shared};
use super::limits::CLOCK;
use super::paint::{ALARM, DIM, paint};
use super::{Outcome, apart, progress};
use crate::config::Now;
use crate::export::words::counted;
use crate::index::{Check, CheckOptions, Drift, Fault, Place, check};

/// How many articles are annotated again unless told otherwise.
const SAMPLE: usize = 200;

/// How many faults are named before the rest is counted.
const FAULTS_NAMED_MAX: usize = 20;

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// How many articles to read and annotate again, others at each time
    #[arg(long, value_name = "N", default_value_t = SAMPLE, conflicts_with = "all")]
    sample: usize,
    /// Read and annotate all articles again
    #[arg(long)]
    all: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

pub(super) fn run(args: &CheckArgs, shared: &Shared, now: Now, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let sample = (!args.all).then_some(args.sample);
    let options = CheckOptions { sample, clock: CLOCK, worker: apart::worker() };
    let found = check(&shared.place()?, &options, now, &*progress::on_stderr(shared.quiet))?;
    match args.format {
        ReportFormat::Text => write_text(&found, &shared.place()?, out)?,
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&found)?)?,
    }
    Ok(if found.faults.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}

fn write_text(found: &Check, place: &Place, out: &mut dyn Write) -> std::io::Result<()> {
    let Check { articles, paragraphs, located, annotated, drift, corrections_changed, ref faults } = *found;
    let mut row = |name: &str, value: String| writeln!(out, "{}  {value}", paint(DIM, format!("{name:<11}")));
    if articles > 0 {
        row("articles", format!("{articles} with {}", counted(paragraphs as u64, "paragraph", "paragraphs")))?;
        row("folders", drifted(drift, place))?;
    }
    if corrections_changed {
        let option = place.option();
        row(
            "corrections",
            format!("others than those of the index: bring it in step first, with `onrecord index{option}`"),
        )?;
    } else if articles > 0 {
        row("", format!("{located} of {articles} articles were looked up in their files"))?;
        row("", format!("{annotated} of them were annotated again"))?;
    }
    for Fault { place, what } in faults.iter().take(FAULTS_NAMED_MAX) {
        row("fault", format!("{}: {what}", paint(ALARM, format!("`{place}`"))))?;
    }
    if faults.len() > FAULTS_NAMED_MAX {
        row("fault", format!("{} more", faults.len() - FAULTS_NAMED_MAX))?;
    }
    let told = match faults.len() {
        0 => "nothing is wrong with the index".to_owned(),
        count => {
            let option = place.option();
            let faults = counted(count as u64, "fault", "faults");
            format!("{faults}: make the index anew with `onrecord index --rebuild{option}`")
        }
    };
    row("", told)
}

/// How far the folders have moved on, in words.
pub(super) fn drifted(drift: Drift, place: &Place) -> String {
    if drift.is_none() {
        return "as the index has them".to_owned();
    }
    let Drift { new, changed, gone } = drift;
    let option = place.option();
    format!("{new} new, {changed} changed, {gone} gone: `onrecord index{option}` brings it in step")
}
