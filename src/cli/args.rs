//! What can be typed.

use std::io::Write;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::{Outcome, annotate, complete, index, search, show, status};
use crate::config::Now;
use crate::index::Place;

/// Search saved news by who said what, when, between which countries.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, propagate_version = true, arg_required_else_help = true)]
pub struct Args {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Shared {
    /// Where the index is
    #[arg(long, global = true, value_name = "FOLDER", default_value = Place::USUAL)]
    pub(super) index: PathBuf,
    /// No progress and no messages besides errors
    #[arg(long, global = true)]
    pub(super) quiet: bool,
}

impl Shared {
    pub(super) fn place(&self) -> Place {
        Place::new(&self.index)
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(super) fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Bring the index in step with its folders, doing only what changed
    Index(index::IndexArgs),
    /// Search, and print ranked passages with their evidence
    #[command(disable_help_flag = true)]
    Search(search::SearchArgs),
    /// Print what is read from files, without touching an index
    Annotate(annotate::AnnotateArgs),
    /// Print an article of the index with everything that is known of it
    Show(show::ShowArgs),
    /// Say what the index holds
    Status(status::StatusArgs),
    /// Print a script that completes commands in a shell
    Completions(complete::CompletionsArgs),
    /// Print the manual page
    Man,
}

impl Command {
    pub(super) fn run(
        self,
        shared: &Shared,
        now: Now,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> anyhow::Result<Outcome> {
        match self {
            Self::Index(args) => index::run(&args, shared, now, out, err),
            Self::Search(args) => search::run(&args, shared, now, out, err),
            Self::Annotate(args) => annotate::run(&args, now, out, err),
            Self::Show(args) => show::run(&args, shared, out),
            Self::Status(args) => status::run(&args, shared, out),
            Self::Completions(args) => complete::run(&args, out),
            Self::Man => complete::man(out),
        }
    }
}
