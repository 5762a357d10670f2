//! `onrecord serve`.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::args::Shared;
use super::index::told;
use super::limits::CLOCK;
use super::{Outcome, apart};
use crate::config::Clock;
use crate::corrections::Corrections;
use crate::http::{Bounds, Settings, Stopper, serve, stopping};
use crate::index::{Change, Pace, Place, RootsChange, Silent, Told, Wake, watch};

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value_t = Settings::ADDRESS)]
    addr: SocketAddr,
    /// A secret that every request must know; needed where other machines can reach the address
    #[arg(long, value_name = "SECRET")]
    token: Option<String>,
    /// Keep the index in step with these folders meanwhile; without one, with those indexed before
    #[arg(long, value_name = "FOLDER", num_args = 0..)]
    watch: Option<Vec<PathBuf>>,
    /// Open the first page in the browser
    #[arg(long)]
    open: bool,
    /// Print a line for each request to standard error
    #[arg(long)]
    log: bool,
    /// How many requests are answered at once [default: as many as there are cores]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    at_once: Option<u16>,
    /// How many seconds a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = Bounds::default().time.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3_600))]
    timeout: u64,
}

pub(super) fn run(args: &ServeArgs, shared: &Shared, clock: Clock, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let place = shared.place()?;
    if args.watch.is_none() {
        // What is wrong with the index is told now, not to the first who asks.
        place.open()?;
    }
    let (bell, wakes) = mpsc::channel();
    let (stop, stopped) = stopping();
    let (mut stop, watcher) = (Some(stop), bell.clone());
    ctrlc::set_handler(move || match stop.take() {
        Some(stop) => {
            let _ = watcher.send(Wake::Stop);
            Stopper::stop(stop);
        }
        // Whoever asks twice does not want to wait for requests to be answered.
        None => std::process::exit(130),
    })
    .context("cannot listen for Ctrl-C")?;
    let settings = settings(args, place.clone(), clock)?;
    thread::scope(|scope| {
        if let Some(folders) = &args.watch {
            let bell = bell.clone();
            scope.spawn(move || follow(&place, folders, (&bell, &wakes), clock, shared.quiet));
        }
        let mut told = Ok(());
        let served = serve(settings, stopped, |address| {
            told = writeln!(out, "serving on http://{address}/").and_then(|()| out.flush());
            if args.open
                && let Err(error) = open::that_detached(format!("http://{address}/"))
            {
                eprintln!("cannot open a browser: {error}");
            }
        });
        let _ = bell.send(Wake::Stop);
        served?;
        told?;
        Ok(Outcome::Done)
    })
}

fn settings(args: &ServeArgs, place: Place, clock: Clock) -> anyhow::Result<Settings> {
    let usual = Bounds::default();
    let bounds = Bounds {
        at_once: args.at_once.map_or(usual.at_once, usize::from),
        time: Duration::from_secs(args.timeout),
        ..usual
    };
    Ok(Settings {
        address: args.addr,
        token: args.token.clone(),
        corrections: std::path::absolute(Corrections::USUAL)?,
        change: Change { clock: CLOCK, worker: apart::worker(), ..Change::default() },
        bounds,
        log: args.log.then_some(|line| eprintln!("{line}")),
        ..Settings::of(place, clock, Instant::now)
    })
}

/// Keeps the index in step until it is asked to stop. What it cannot do does not end the server.
fn follow(place: &Place, folders: &[PathBuf], bell: (&Sender<Wake>, &Receiver<Wake>), clock: Clock, quiet: bool) {
    let roots = RootsChange::Keep(folders.to_vec());
    let change = Change { roots, clock: CLOCK, worker: apart::worker(), ..Change::default() };
    let mut tell = |event: Told<'_>| match event {
        Told::Synced(report) if !quiet => eprint!("{}", told(report)),
        Told::Synced(_) => {}
        Told::Waiting(error) => eprintln!("waiting: {error}"),
        Told::Polling(error) => eprintln!("no events, looking every minute: {error}"),
    };
    if let Err(error) = watch(place, &change, Pace::default(), bell, clock, &Silent, &mut tell) {
        eprintln!("the folders are not followed: {error}");
    }
}
