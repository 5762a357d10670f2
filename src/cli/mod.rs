//! The command line: typed arguments to requests, answers to text. It translates and does nothing else.
//!
//! Its place: a front end. Results go to standard output, progress and messages to standard error; a
//! file a command.

mod annotate;
mod answer;
mod apart;
mod args;
mod check;
mod cite;
mod complete;
mod explained;
mod facet;
mod filters;
mod help;
mod index;
mod limits;
mod paint;
mod pairs;
mod place;
mod progress;
mod quotes;
mod reading;
mod recurring;
mod rows;
mod search;
mod serve;
mod show;
mod similar;
mod speakers;
mod status;
mod tables;
mod terms;
mod timeline;
mod watch;

pub use args::Args;

use std::io::{self, Write};

use anstream::AutoStream;

use crate::config::Clock;

/// How a command ended, as the exit status tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something was found or done: 0.
    Done,
    /// A search found nothing: 1.
    NothingFound,
    /// Some of the files named could not be read; they were told on standard error: 2.
    SomeFailed,
}

/// Runs a command, printing to standard output and error.
///
/// # Errors
/// When nothing could be done; the error says what to do about it.
pub fn run(args: Args, clock: Clock) -> anyhow::Result<Outcome> {
    let color = args.color.choice();
    let mut out = io::BufWriter::new(AutoStream::new(io::stdout().lock(), color_for(color, &io::stdout())));
    let mut err = AutoStream::new(io::stderr(), color_for(color, &io::stderr()));
    let outcome = args.command.run(&args.shared, clock, &mut out, &mut err)?;
    out.flush()?;
    Ok(outcome)
}

/// Whether to colour a stream: as asked, else only on a terminal and unless `NO_COLOR` is set.
fn color_for(asked: anstream::ColorChoice, stream: &impl anstream::stream::RawStream) -> anstream::ColorChoice {
    match asked {
        anstream::ColorChoice::Auto => AutoStream::choice(stream),
        choice => choice,
    }
}
