//! `onrecord status`.

use std::io::Write;

use super::Outcome;
use super::args::{ReportFormat, Shared};
use super::check::drifted;
use super::index::rules;
use super::limits::unusual;
use super::paint::{DIM, paint};
use crate::engine::{BytesByPart, Statistics};
use crate::export::words::{self, size};
use crate::index::{Place, Status, status};

#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

pub(super) fn run(args: &StatusArgs, shared: &Shared, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let place = shared.place()?;
    let status = status(&place, &place.open()?)?;
    match args.format {
        ReportFormat::Text => write_text(&status, &place, out)?,
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&status)?)?,
    }
    Ok(Outcome::Done)
}

fn write_text(status: &Status, place: &Place, out: &mut dyn Write) -> std::io::Result<()> {
    let mut row = |name: &str, value: String| writeln!(out, "{}  {value}", paint(DIM, format!("{name:<11}")));
    let Statistics { articles, paragraphs, speeches, speakers, dated_explicit, dated_derived, undated, bytes, .. } =
        status.statistics;
    let BytesByPart { texts, words, positions, columns } = status.statistics.bytes_by_part;
    let versions = &status.state.versions;
    for root in &status.state.roots {
        row("folder", format!("{} ({})", root.label, root.folder))?;
    }
    if let Some(rules) = rules(&status.state.rules) {
        row("rules", rules)?;
    }
    if let Some(limits) = unusual(&status.state.limits) {
        row("limits", limits)?;
    }
    if let Some(corrections) = &status.state.corrections {
        row("corrections", corrections.file.clone())?;
    }
    row("files", format!("{}, {} without an article", status.files, status.skipped.values().sum::<usize>()))?;
    for (reason, count) in &status.skipped {
        row("", format!("{count} {reason}"))?;
    }
    let drift = status.drift.map(|drift| drifted(drift, place));
    row("", drift.unwrap_or_else(|| "a folder is not there: what has changed cannot be told".to_owned()))?;
    row("articles", articles.to_string())?;
    row("dates", format!("{dated_explicit} stated, {dated_derived} derived, {undated} undated"))?;
    row("paragraphs", paragraphs.to_string())?;
    row("", format!("`onrecord recurring{}` lists the lines that recur", place.option()))?;
    row("speeches", format!("{speeches} by {speakers} people and organisations"))?;
    row("size", format!("{} in {}", size(bytes), status.generation))?;
    // A cluster does not tell of what its size is made up.
    if status.statistics.bytes_by_part != BytesByPart::default() {
        let [texts, words, positions, columns] = [texts, words, positions, columns].map(size);
        row("", format!("texts {texts}, words {words}, positions {positions}, columns {columns}"))?;
    }
    for (at, (_, told)) in status.cluster.iter().flat_map(words::cluster).enumerate() {
        row(if at == 0 { "cluster" } else { "" }, told)?;
    }
    row("last run", status.state.written_at.clone())?;
    row(
        "versions",
        format!(
            "onrecord {}, format {}, analyzer {}, annotator {}",
            status.program, versions.format, versions.analyzer, versions.annotator
        ),
    )
}
