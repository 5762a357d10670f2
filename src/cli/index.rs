//! `onrecord index`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use super::args::{ReportFormat, Shared};
use super::limits::{CLOCK, LimitsArgs};
use super::{Outcome, apart, progress};
use crate::config::Now;
use crate::corpus::{Links, Rules};
use crate::engine::opensearch::Spread;
use crate::export::words::counted;
use crate::index::{
    Change, CorrectionsChange, Place, Report, RootsChange, RulesChange, SkippedFile, has_samples, sync,
};

/// How many files of one kind of reason are named before the rest is counted.
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
    /// Tell what would be done, and do nothing
    #[arg(long, conflicts_with = "compact")]
    dry_run: bool,
    /// Then write the index anew as one piece: smaller, and ranked as one built afresh
    #[arg(long)]
    compact: bool,
    /// On a cluster: into how many parts a new index falls, each of which may lie on a machine of its own
    #[arg(long, value_name = "N", default_value_t = Spread::default().shards, value_parser = clap::value_parser!(u32).range(1..=1024))]
    shards: u32,
    /// On a cluster: how many copies there are of each part beside it, where there are machines for them
    #[arg(long, value_name = "N", default_value_t = Spread::default().replicas, value_parser = clap::value_parser!(u32).range(0..=32))]
    replicas: u32,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    limits: LimitsArgs,
}

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which files (remembered; `.onrecordignore` files in the folders count besides)")]
struct RulesArgs {
    /// Take only files that this fits: '*.html', 2021/, '2021/*.html'; as in .gitignore, within the folder
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out files and folders that this fits, included ones too
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Forget what was to be included and excluded before
    #[arg(long)]
    no_rules: bool,
    /// Read what symbolic links lead to
    #[arg(long, overrides_with = "no_follow_links")]
    follow_links: bool,
    /// Pass symbolic links over again
    #[arg(long, overrides_with = "follow_links")]
    no_follow_links: bool,
}

impl RulesArgs {
    fn change(&self) -> RulesChange {
        let named = |globs: &[String]| (self.no_rules || !globs.is_empty()).then(|| globs.to_vec());
        let links = match (self.follow_links, self.no_follow_links) {
            (true, _) => Some(Links::Followed),
            (_, true) => Some(Links::Ignored),
            _ => None,
        };
        RulesChange { include: named(&self.include), exclude: named(&self.exclude), links }
    }
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
        let (rules, limits) = (self.rules.change(), self.limits.change());
        let Self { rebuild, compact, dry_run, .. } = *self;
        Change { roots, rules, limits, clock: CLOCK, worker: apart::worker(), corrections, rebuild, compact, dry_run }
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
    let spread = Spread { shards: args.shards, replicas: args.replicas };
    let report = sync(&shared.place.spread(spread)?, &args.change(), now, &*progress)?;
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
    let report = sync(place, &Change { clock: CLOCK, ..Change::default() }, now, &*progress::on_stderr(quiet))?;
    if !quiet {
        writeln!(err, "{}", counted(report.articles as u64, "article indexed", "articles indexed"))?;
        writeln!(err, "index your own folder with `onrecord index FOLDER`\n")?;
    }
    Ok(())
}

/// What a run did, in a few lines.
pub(super) fn told(report: &Report) -> String {
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
    if report.rules_changed {
        line(format!("from now on: {}", rules(&report.rules).unwrap_or_else(|| "every file".to_owned())));
    }
    if report.is_unchanged() && !report.corrections_changed {
        line(format!("{}: nothing has changed", folders.join(", ")));
    } else {
        let done = match (report.rebuilt, report.dry_run) {
            (true, false) => "built afresh",
            (true, true) => "would be built afresh; nothing was done",
            (false, false) => "brought in step",
            (false, true) => "would be brought in step; nothing was done",
        };
        line(format!("{}: {done}", folders.join(", ")));
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
    if report.ignored > 0 {
        line(format!("{} left out by your rules", files(report.ignored)));
    }
    line(format!(
        "{} in the index: {} written, {} taken out",
        counted(report.articles as u64, "article", "articles"),
        report.articles_written,
        report.articles_removed
    ));
    text
}

/// The rules in a few words; none if there are none.
pub(super) fn rules(rules: &Rules) -> Option<String> {
    let list = |globs: &[String]| globs.iter().map(|glob| format!("`{glob}`")).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !rules.include.is_empty() {
        parts.push(format!("only {}", list(&rules.include)));
    }
    if !rules.exclude.is_empty() {
        parts.push(format!("without {}", list(&rules.exclude)));
    }
    if rules.links == Links::Followed {
        parts.push("links followed".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Names what was skipped, by kind of reason.
pub(super) fn tell_skipped(report: &Report, err: &mut dyn Write) -> std::io::Result<()> {
    let mut kinds: BTreeMap<&str, Vec<&SkippedFile>> = BTreeMap::new();
    for skipped in &report.skipped {
        kinds.entry(&skipped.kind).or_default().push(skipped);
    }
    for (kind, files) in kinds {
        for SkippedFile { path, reason, .. } in files.iter().take(SKIPPED_NAMED_MAX) {
            writeln!(err, "skipped `{path}`: {reason}")?;
        }
        let more = files.len().saturating_sub(SKIPPED_NAMED_MAX);
        if more > 0 {
            writeln!(err, "skipped {more} more: {kind}")?;
        }
    }
    Ok(())
}
