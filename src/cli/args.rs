//! What can be typed.

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use super::place::PlaceArgs;
use super::{
    Outcome, annotate, apart, check, cite, complete, facet, help, index, pairs, quotes, recurring, search, serve, show,
    similar, speakers, status, tables, terms, timeline, watch,
};
use crate::config::Clock;
use crate::index::Place;

/// Search saved news by who said what, when, between which countries.
#[derive(Debug, Parser)]
#[command(
    name = "onrecord",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Args {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Stands before a word such as `-tariffs` while clap reads the arguments: everything that is no
/// option is the query, and commands with a query have no options of one hyphen. A character for private use, so
/// that no query holds it.
const SHIELD: char = '\u{f8ff}';

impl Args {
    /// Reads the arguments of the process, or prints help or what is wrong with them and ends it.
    #[must_use]
    pub fn from_process() -> Self {
        Self::parse_from(shielded(std::env::args_os()))
    }
}

/// The commands whose arguments are a query.
const OF_QUERIES: [&str; 6] = ["search", "timeline", "speakers", "pairs", "facet", "quotes"];

/// The arguments with the denied words of a query shielded.
fn shielded(arguments: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let commands = Args::command();
    // The first command named is the one that is run; a folder or a word may be called like another.
    let mut is_query = None;
    arguments.map(move |argument| match argument.to_str() {
        Some(word) if is_query.is_none() && commands.find_subcommand(word).is_some() => {
            is_query = Some(OF_QUERIES.contains(&word));
            argument
        }
        Some(word) if is_query == Some(true) && word.len() > 1 && word.starts_with('-') && !word.starts_with("--") => {
            format!("{SHIELD}{word}").into()
        }
        _ => argument,
    })
}

/// A word of the query as it was typed.
pub(super) fn unshield(word: &str) -> &str {
    word.strip_prefix(SHIELD).unwrap_or(word)
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Shared {
    #[command(flatten)]
    pub(super) place: PlaceArgs,
    /// No progress and no messages besides errors
    #[arg(long, global = true)]
    pub(super) quiet: bool,
}

impl Shared {
    pub(super) fn place(&self) -> anyhow::Result<Place> {
        self.place.place()
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

/// How what is told as a whole is printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Bring the index in step with its folders, doing only what changed
    Index(index::IndexArgs),
    /// Follow the folders, and bring the index in step whenever they change
    Watch(watch::WatchArgs),
    /// Answer searches over HTTP, on this machine
    Serve(serve::ServeArgs),
    /// Search, and print ranked passages with their evidence
    #[command(disable_help_flag = true)]
    Search(Box<search::SearchArgs>),
    /// Count what is found by year or month, and draw it
    #[command(disable_help_flag = true)]
    Timeline(Box<timeline::TimelineArgs>),
    /// List who speaks in what is found
    #[command(disable_help_flag = true)]
    Speakers(Box<facet::ListArgs>),
    /// List the pairs of countries in what is found
    #[command(disable_help_flag = true)]
    Pairs(Box<facet::ListArgs>),
    /// List the values of any field in what is found
    #[command(disable_help_flag = true)]
    Facet(Box<facet::FacetArgs>),
    /// Print what somebody said on a subject, in order of date
    #[command(disable_help_flag = true)]
    Quotes(Box<quotes::QuotesArgs>),
    /// Print the articles most like one
    Similar(Box<similar::SimilarArgs>),
    /// Print words, people and publishers of the index that begin so
    Terms(terms::TermsArgs),
    /// Print what is read from files, without touching an index
    Annotate(annotate::AnnotateArgs),
    /// Print an article of the index with everything that is known of it
    Show(show::ShowArgs),
    /// Write a citation of an article or a passage of it
    Cite(cite::CiteArgs),
    /// Say what the index holds
    Status(status::StatusArgs),
    /// Look for what is wrong with the index: damaged files, articles that are not where they say
    Check(check::CheckArgs),
    /// List the lines that recur from page to page, and leave out those that are no article text
    Recurring(recurring::RecurringArgs),
    /// List the tables by which files are read, or print one of them
    Tables(tables::TablesArgs),
    /// Print a script that completes commands in a shell
    Completions(complete::CompletionsArgs),
    /// Print the manual page
    Man,
    /// Read one file from standard input, apart from the rest of the program
    #[command(hide = true, name = apart::NAME)]
    ReadApart,
    /// Print the help of a command, or `help query`: the query language on one page
    Help(help::HelpArgs),
}

impl Command {
    pub(super) fn run(
        self,
        shared: &Shared,
        clock: Clock,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> anyhow::Result<Outcome> {
        match self {
            Self::Index(args) => index::run(&args, shared, clock(), out, err),
            Self::Watch(args) => watch::run(&args, shared, clock, out, err),
            Self::Serve(args) => serve::run(&args, shared, clock, out),
            Self::Search(args) => search::run(&args, shared, clock(), out, err),
            Self::Timeline(args) => timeline::run(&args, shared, clock(), out, err),
            Self::Speakers(args) => speakers::run(&args, shared, clock(), out, err),
            Self::Pairs(args) => pairs::run(&args, shared, clock(), out, err),
            Self::Facet(args) => facet::run(&args, shared, clock(), out, err),
            Self::Quotes(args) => quotes::run(&args, shared, clock(), out, err),
            Self::Similar(args) => similar::run(&args, shared, clock(), out),
            Self::Terms(args) => terms::run(&args, shared, out),
            Self::Annotate(args) => annotate::run(&args, clock(), out, err),
            Self::Show(args) => show::run(&args, shared, out),
            Self::Cite(args) => cite::run(&args, shared, out),
            Self::Status(args) => status::run(&args, shared, out),
            Self::Check(args) => check::run(&args, shared, clock(), out),
            Self::Recurring(args) => recurring::run(&args, shared, out),
            Self::Tables(args) => tables::run(&args, out),
            Self::Completions(args) => complete::run(&args, out),
            Self::Man => complete::man(out),
            Self::ReadApart => apart::run(),
            Self::Help(args) => help::run(&args, out),
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the definition is sound; denied words are the query wherever they stand, options are options.
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn denied_words_are_the_query() {
        let typed = ["onrecord", "search", "-tariffs", "rail", "--limit", "3", "-h", "--index", "x"];
        let args = Args::try_parse_from(shielded(typed.into_iter().map(OsString::from))).unwrap();
        let Command::Search(search) = args.command else { panic!("not a search: {args:?}") };
        assert_eq!(search.query(), "-tariffs rail -h");
        assert_eq!(args.shared.place().unwrap().to_string(), "x");
    }

    #[test]
    fn the_first_command_named_is_the_one() {
        for (typed, shields) in [
            ("onrecord timeline -tariffs", true),
            ("onrecord --quiet pairs rail -tariffs", true),
            ("onrecord index pairs -h", false),
            ("onrecord terms -h", false),
            ("onrecord facet speaker --limit 3 -tariffs", true),
        ] {
            let shielded: Vec<OsString> = shielded(typed.split(' ').map(OsString::from)).collect();
            assert_eq!(shielded.last().unwrap().to_str().unwrap().starts_with(SHIELD), shields, "{typed}");
        }
    }
}
