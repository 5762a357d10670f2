//! `onrecord help`: a command's own help, or the page on the query language.

use std::io::Write;

use anyhow::bail;
use clap::CommandFactory;

use super::{Args, Outcome};

/// The query language on one page.
const QUERY: &str = include_str!("../../docs/query.md");

#[derive(Debug, clap::Args)]
pub(super) struct HelpArgs {
    /// A command, or `query` for the query language
    topic: Option<String>,
}

pub(super) fn run(args: &HelpArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut command = Args::command();
    command.build();
    match args.topic.as_deref() {
        None => write!(out, "{}", command.render_help())?,
        Some("query") => out.write_all(QUERY.as_bytes())?,
        Some(topic) => match command.find_subcommand_mut(topic) {
            Some(command) => write!(out, "{}", command.render_long_help())?,
            None => bail!("no help on `{topic}`: name a command, or `query`"),
        },
    }
    Ok(Outcome::Done)
}
