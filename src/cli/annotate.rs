//! `onrecord annotate`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use super::paint::{ALARM, paint};
use super::{Outcome, reading};
use crate::annotate::AnnotatedArticle;
use crate::config::Now;
use crate::corpus::{self, FILE_BYTES_MAX, Skip};
use crate::corrections::{Annotator, Corrections, CorrectionsError};

/// How many files are read before their articles are printed: what bounds memory.
const BATCH_FILES: usize = 256;

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
    /// How to print what was read
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
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
    let mut outcome = Outcome::Done;
    let mut printer = Printer { format: args.format, printed: 0, out };
    let annotator = Annotator::new(args.corrections()?)?;
    for batch in args.files.chunks(BATCH_FILES) {
        let read: Vec<_> = batch.par_iter().map(|path| (path, read(path, &annotator, now))).collect();
        for (path, articles) in read {
            match articles {
                Ok(articles) => articles.iter().try_for_each(|article| printer.print(article))?,
                Err(skip) => {
                    outcome = Outcome::SomeFailed;
                    writeln!(err, "{} `{}`: {skip}", paint(ALARM, "cannot annotate"), path.display())?;
                }
            }
        }
    }
    printer.finish()?;
    Ok(outcome)
}

fn read(path: &Path, annotator: &Annotator, now: Now) -> Result<Vec<AnnotatedArticle>, Skip> {
    let unreadable = |error: std::io::Error| Skip::Unreadable(error.to_string());
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Skip::NotAFile);
    }
    if metadata.len() > FILE_BYTES_MAX {
        return Err(Skip::TooLarge(metadata.len()));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let documents = corpus::read(&path.to_string_lossy(), &bytes)?;
    Ok(documents
        .iter()
        .map(|document| annotator.annotate(document, std::slice::from_ref(&document.path), now.today))
        .collect())
}

struct Printer<'a> {
    format: Format,
    printed: usize,
    out: &'a mut dyn Write,
}

impl Printer<'_> {
    fn print(&mut self, article: &AnnotatedArticle) -> anyhow::Result<()> {
        let first = self.printed == 0;
        self.printed += 1;
        match self.format {
            Format::Text => {
                if !first {
                    writeln!(self.out)?;
                }
                reading::write(article, std::slice::from_ref(&article.path), self.out)?;
            }
            Format::Jsonl => writeln!(self.out, "{}", serde_json::to_string(article)?)?,
            Format::Json => {
                let before = if first { "[" } else { ",\n" };
                write!(self.out, "{before}{}", serde_json::to_string(article)?)?;
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
