//! `onrecord index`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use super::args::Shared;
use super::paint::counted;
use super::{Outcome, apart, progress};
use crate::config::Now;
use crate::corpus::Limits;
use crate::index::{Change, CorrectionsChange, Place, Report, RootsChange, has_samples, sync};

/// How many files of one reason are named before the rest is counted.
const SKIPPED_NAMED_MAX: usize = 5;

#[derive(Debug, clap::Args)]
pub(super) struct IndexArgs {
    /// The folders to index; without one, those indexed before (at first `seeds`)
    paths: Vec<PathBuf>,
    /// Index these folders too, beside those indexed before
    #[arg(long, conflicts_with = "replace", requires = "paths")]
    add: bool,
    /// Index these folders instead of those indexed before
    #[arg(long, requires = "paths")]
    replace: bool,
    /// Honour the corrections of this file from now on [default: the file recorded, else onrecord.toml if it is here]
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
    /// Honour no corrections from now on
    #[arg(long, conflicts_with = "corrections")]
    no_corrections: bool,
    /// Build the index afresh beside the old one, then swap
    #[arg(long)]
    rebuild: bool,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

impl IndexArgs {
    fn change(&self) -> Change {
        let paths = self.paths.clone();
        let roots = match (self.add, self.replace) {
            (true, _) => RootsChange::Add(paths),
            (_, true) => RootsChange::Replace(paths),
            _ => RootsChange::Keep(paths),
        };
        let corrections = match &self.corrections {
            Some(path) => CorrectionsChange::Use(path.clone()),
            None if self.no_corrections => CorrectionsChange::Without,
            None => CorrectionsChange::Keep,
        };
        Change { roots, corrections, rebuild: self.rebuild, limits: Limits::default(), worker: apart::worker() }
    }
}

pub(super) fn run(
    args: &IndexArgs,
    shared: &Shared,
    now: Now,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let progress = progress::on_stderr(shared.quiet);
    let report = sync(&shared.place(), &args.change(), now, &*progress)?;
    match args.format {
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&report)?)?,
        ReportFormat::Text => {
            if !shared.quiet {
                tell_skipped(&report, err)?;
                for subject in &report.unmatched {
                    writeln!(err, "a correction has no article: {subject}")?;
                }
            }
            write!(out, "{}", told(&report))?;
        }
    }
    Ok(Outcome::Done)
}

/// Builds an index from the sample articles where there is none at the usual place.
pub(super) fn build_from_samples(place: &Place, quiet: bool, now: Now, err: &mut dyn Write) -> anyhow::Result<()> {
    if !quiet && has_samples() {
        writeln!(err, "no index yet: building one from the sample articles in `seeds`")?;
    }
    let report = sync(place, &Change::default(), now, &*progress::on_stderr(quiet))?;
    if !quiet {
        writeln!(err, "{}", counted(report.articles as u64, "article indexed", "articles indexed"))?;
        writeln!(err, "index your own folder with `onrecord index FOLDER`\n")?;
    }
    Ok(())
}

/// What a run did, in a few lines.
fn told(report: &Report) -> String {
    let folders: Vec<&str> = report.roots.iter().map(|root| root.label.as_str()).collect();
    let mut text = String::new();
    let mut line = |words: String| text.push_str(&format!("{words}\n"));
    if report.replaced_samples {
        line("the sample articles were replaced by your folder".to_owned());
    }
    match &report.corrections {
        Some(file) if report.corrections_changed => line(format!("corrections: those of `{file}` as they are now")),
        None if report.corrections_changed => line("corrections: none any more".to_owned()),
        _ => {}
    }
    if report.is_unchanged() && !report.corrections_changed {
        line(format!("{}: nothing has changed", folders.join(", ")));
    } else if report.rebuilt {
        line(format!("{}: built afresh", folders.join(", ")));
    } else {
        line(format!("{}: brought in step", folders.join(", ")));
    }
    let files = |count: usize| counted(count as u64, "file", "files");
    line(format!(
        "{} found: {} read, {} taken, {} unchanged, {} skipped; {} removed",
        files(report.files),
        report.read,
        report.taken,
        report.unchanged,
        report.skipped.len(),
        report.removed
    ));
    line(format!(
        "{} in the index: {} written, {} taken out",
        counted(report.articles as u64, "article", "articles"),
        report.articles_written,
        report.articles_removed
    ));
    text
}

/// Names what was skipped, by reason.
fn tell_skipped(report: &Report, err: &mut dyn Write) -> std::io::Result<()> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for skipped in &report.skipped {
        reasons.entry(&skipped.reason).or_default().push(&skipped.path);
    }
    for (reason, paths) in reasons {
        for path in paths.iter().take(SKIPPED_NAMED_MAX) {
            writeln!(err, "skipped `{path}`: {reason}")?;
        }
        let more = paths.len().saturating_sub(SKIPPED_NAMED_MAX);
        if more > 0 {
            writeln!(err, "skipped {more} more: {reason}")?;
        }
    }
    Ok(())
}
