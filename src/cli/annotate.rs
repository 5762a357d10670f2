//! `onrecord annotate`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;
use serde::Serialize;

use super::limits::{CLOCK, LimitsArgs};
use super::paint::{ALARM, paint};
use super::{Outcome, apart, explained, reading};
use crate::annotate::{AnnotatedArticle, Explanation};
use crate::config::Now;
use crate::corpus::{Document, Item, Limits, Reader, Skip, guarded};
use crate::corrections::{Annotator, Corrections, CorrectionsError};
use crate::search::SameStory;

/// How many documents are annotated before their articles are printed: what bounds memory.
const BATCH_DOCUMENTS: usize = 256;

#[derive(Debug, clap::Args)]
pub(super) struct AnnotateArgs {
    /// The files to read
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Honour the corrections of this file [default: onrecord.toml if it is here]
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
    /// Honour no corrections
    #[arg(long, conflicts_with = "corrections")]
    no_corrections: bool,
    /// Tell also what else was considered, and why it lost
    #[arg(long)]
    explain: bool,
    /// How to print what was read
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    limits: LimitsArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with the evidence in the margin
    Text,
    /// One JSON array
    Json,
    /// A JSON object an article
    Jsonl,
}

impl AnnotateArgs {
    fn corrections(&self) -> Result<Corrections, CorrectionsError> {
        let here = Path::new(Corrections::USUAL);
        match &self.corrections {
            Some(path) => Corrections::read(path),
            None if !self.no_corrections && here.is_file() => Corrections::read(here),
            None => Ok(Corrections::default()),
        }
    }
}

pub(super) fn run(args: &AnnotateArgs, now: Now, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Outcome> {
    let annotator = Annotator::new(args.corrections()?)?;
    let explained = args.explain || args.format == Format::Text;
    let printer = Printer { format: args.format, explain: args.explain, printed: 0, out };
    let mut annotating =
        Annotating { annotator: &annotator, explained, now, batch: Vec::new(), failed: Vec::new(), printer };
    let reader = annotator.reader(Limits::usual(CLOCK).changed(&args.limits.change())).with_worker(apart::worker());
    let mut outcome = Outcome::Done;
    let mut tell = |path: &str, reason: &Skip| {
        outcome = Outcome::SomeFailed;
        writeln!(err, "{} `{path}`: {reason}", paint(ALARM, "cannot annotate"))
    };
    for path in &args.files {
        let mut skipped = Vec::new();
        let mut printed = Ok(());
        let read = read(path, &reader, &mut |item| match item {
            Item::Document { document, .. } if printed.is_ok() => printed = annotating.take(document),
            Item::Document { .. } => {}
            Item::Skipped { part, reason } => skipped.push((Some(part), reason)),
        });
        printed?;
        skipped.extend(read.err().map(|reason| (None, reason)));
        for (part, reason) in skipped {
            tell(&format!("{}{}", path.display(), part.unwrap_or_default()), &reason)?;
        }
    }
    annotating.flush()?;
    for (path, reason) in &annotating.failed {
        tell(path, reason)?;
    }
    annotating.printer.finish()?;
    Ok(outcome)
}

fn read(path: &Path, reader: &Reader, each: &mut dyn FnMut(Item)) -> Result<(), Skip> {
    let metadata = std::fs::metadata(path).map_err(|error| Skip::Unreadable(error.to_string()))?;
    if !metadata.is_file() {
        return Err(Skip::NotAFile);
    }
    reader.read(&path.to_string_lossy(), &reader.open(path), each)
}

/// Annotates documents side by side, some at a time, and prints the articles in order.
struct Annotating<'a> {
    annotator: &'a Annotator,
    explained: bool,
    now: Now,
    batch: Vec<Document>,
    /// The documents that the program failed on, by path.
    failed: Vec<(String, Skip)>,
    printer: Printer<'a>,
}

impl Annotating<'_> {
    fn take(&mut self, document: Document) -> anyhow::Result<()> {
        self.batch.push(document);
        if self.batch.len() == BATCH_DOCUMENTS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let Self { annotator, explained, now, .. } = *self;
        let read = |document: &Document| {
            let paths = std::slice::from_ref(&document.path);
            guarded(|| {
                if explained {
                    let (article, explanation) = annotator.explain(document, paths, now.today);
                    (article, Some(explanation))
                } else {
                    (annotator.annotate(document, paths, now.today), None)
                }
            })
        };
        let read: Vec<Result<(AnnotatedArticle, Option<Explanation>), Skip>> =
            self.batch.par_iter().map(read).collect();
        for (document, read) in self.batch.drain(..).zip(read) {
            match read {
                Ok((article, explanation)) => self.printer.print(&article, explanation.as_ref())?,
                Err(skip) => self.failed.push((document.path, skip)),
            }
        }
        Ok(())
    }
}

/// The JSON of an article.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    article: &'a AnnotatedArticle,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<&'a Explanation>,
}

struct Printer<'a> {
    format: Format,
    explain: bool,
    printed: usize,
    out: &'a mut dyn Write,
}

impl Printer<'_> {
    fn print(&mut self, article: &AnnotatedArticle, explained: Option<&Explanation>) -> anyhow::Result<()> {
        let first = self.printed == 0;
        self.printed += 1;
        let row = Row { article, explained: explained.filter(|_| self.explain) };
        match self.format {
            Format::Text => {
                if !first {
                    writeln!(self.out)?;
                }
                let alone = SameStory::default();
                reading::write(article, std::slice::from_ref(&article.path), explained, &alone, self.out)?;
                if let Some(explained) = explained.filter(|_| self.explain) {
                    explained::write(explained, self.out)?;
                }
            }
            Format::Jsonl => writeln!(self.out, "{}", serde_json::to_string(&row)?)?,
            Format::Json => {
                let before = if first { "[" } else { ",\n" };
                write!(self.out, "{before}{}", serde_json::to_string(&row)?)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> std::io::Result<()> {
        match (self.format, self.printed) {
            (Format::Json, 0) => writeln!(self.out, "[]"),
            (Format::Json, _) => writeln!(self.out, "]"),
            _ => Ok(()),
        }
    }
}
