//! `onrecord show`.

use std::io::Write;

use super::args::{ReportFormat, Shared};
use super::{Outcome, reading};
use crate::search::{article, same_story};

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The article: its id or the first digits of it, or its path as search prints it
    article: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

pub(super) fn run(args: &ShowArgs, shared: &Shared, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let reader = shared.place()?.open()?;
    let stored = article(&reader, &args.article)?;
    match args.format {
        ReportFormat::Text => {
            let also = same_story(&reader, &stored.article.id)?;
            reading::write(&stored.article, &stored.paths, None, &also, out)?;
        }
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&stored.article)?)?,
    }
    Ok(Outcome::Done)
}
