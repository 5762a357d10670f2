//! `onrecord watch`.

use std::io::Write;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Context;

use super::args::{ReportFormat, Shared};
use super::index::{tell_skipped, told};
use super::limits::CLOCK;
use super::{Outcome, apart, progress};
use crate::config::Clock;
use crate::index::{Change, Pace, RootsChange, Told, Wake, watch};

#[derive(Debug, clap::Args)]
pub(super) struct WatchArgs {
    /// The folders to index; without one, those indexed before
    paths: Vec<std::path::PathBuf>,
    /// How often to look besides, in seconds: network drives do not tell of changes
    #[arg(long, value_name = "SECONDS", default_value_t = Pace::default().poll.as_secs(), value_parser = clap::value_parser!(u64).range(1..))]
    poll: u64,
    /// How to print reports
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

pub(super) fn run(
    args: &WatchArgs,
    shared: &Shared,
    clock: Clock,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let (bell, wakes) = mpsc::channel();
    let stop = bell.clone();
    // Whoever asks twice does not want to wait for a run to end; the index stays whole either way.
    let mut asked = false;
    ctrlc::set_handler(move || {
        if std::mem::replace(&mut asked, true) {
            std::process::exit(130);
        }
        let _ = stop.send(Wake::Stop);
    })
    .context("cannot listen for Ctrl-C")?;
    let roots = RootsChange::Keep(args.paths.clone());
    let change = Change { roots, clock: CLOCK, worker: apart::worker(), ..Change::default() };
    let pace = Pace { poll: Duration::from_secs(args.poll), ..Pace::default() };
    let progress = progress::on_stderr(shared.quiet);
    let mut outcome = Ok(());
    let mut tell = |event: Told<'_>| -> anyhow::Result<()> {
        match event {
            Told::Synced(report) => {
                match args.format {
                    ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(report)?)?,
                    ReportFormat::Text => {
                        if !shared.quiet {
                            tell_skipped(report, err)?;
                        }
                        write!(out, "{}", told(report))?;
                    }
                }
                out.flush()?;
            }
            Told::Waiting(error) => writeln!(err, "waiting: {error}")?,
            Told::Polling(error) => writeln!(err, "no events, looking every {} s: {error}", args.poll)?,
        }
        Ok(())
    };
    let listener = bell.clone();
    watch(&shared.place()?, &change, pace, (&bell, &wakes), clock, &*progress, &mut |event| {
        if let Err(error) = tell(event) {
            // Nobody reads what it prints: there is nobody to watch for.
            outcome = Err(error);
            let _ = listener.send(Wake::Stop);
        }
    })?;
    outcome.map(|()| Outcome::Done)
}
