//! `onrecord show`.

use std::io::Write;

use anyhow::bail;

use super::args::{ReportFormat, Shared};
use super::{Outcome, reading};
use crate::corpus::ArticleId;
use crate::engine::Reader;

/// How many articles are named when an id is short of telling one.
const NAMED_MAX: usize = 10;

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The article: its id or the first digits of it, or its path as search prints it
    article: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

pub(super) fn run(args: &ShowArgs, shared: &Shared, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let reader = shared.place().open()?;
    let id = one(&reader, &args.article)?;
    let Some(stored) = reader.article(&id)? else { bail!("no article `{id}`") };
    match args.format {
        ReportFormat::Text => reading::write(&stored.article, &stored.paths, None, out)?,
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&stored.article)?)?,
    }
    Ok(Outcome::Done)
}

/// The one article that an id, the first digits of one, or a path names.
pub(super) fn one(reader: &dyn Reader, typed: &str) -> anyhow::Result<ArticleId> {
    let mut found = reader.lookup(typed, NAMED_MAX)?;
    match found.len() {
        0 => bail!("no article `{typed}`: give an id or a path as `onrecord search` prints them"),
        1 => Ok(found.remove(0)),
        _ => {
            let ids: Vec<&str> = found.iter().map(ArticleId::as_str).collect();
            bail!("`{typed}` means several articles: {}", ids.join(", "))
        }
    }
}
