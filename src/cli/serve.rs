//! `onrecord serve`.

use std::io::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::args::Shared;
use super::limits::CLOCK;
use super::{Outcome, apart};
use crate::config::Clock;
use crate::corrections::Corrections;
use crate::http::{Bounds, Settings, Stopper, serve, stopping};
use crate::index::Change;

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7700")]
    addr: SocketAddr,
    /// A secret that every request must know; needed where other machines can reach the address
    #[arg(long, value_name = "SECRET")]
    token: Option<String>,
    /// How many requests are answered at once [default: as many as there are cores]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    at_once: Option<u16>,
    /// How many seconds a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = Bounds::default().time.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3_600))]
    timeout: u64,
}

pub(super) fn run(args: &ServeArgs, shared: &Shared, clock: Clock, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let place = shared.place();
    // What is wrong with the index is told now, not to the first who asks.
    place.open()?;
    let usual = Bounds::default();
    let bounds = Bounds {
        at_once: args.at_once.map_or(usual.at_once, usize::from),
        time: Duration::from_secs(args.timeout),
        ..usual
    };
    let (stop, stopped) = stopping();
    let mut stop = Some(stop);
    ctrlc::set_handler(move || match stop.take() {
        Some(stop) => Stopper::stop(stop),
        // Whoever asks twice does not want to wait for requests to be answered.
        None => std::process::exit(130),
    })
    .context("cannot listen for Ctrl-C")?;
    let token = args.token.clone();
    let change = Change { clock: CLOCK, worker: apart::worker(), ..Change::default() };
    let corrections = std::path::absolute(Corrections::USUAL)?;
    let settings =
        Settings { place, address: args.addr, token, corrections, change, bounds, clock, stopwatch: Instant::now };
    let mut told = Ok(());
    serve(settings, stopped, |address| {
        told = writeln!(out, "serving on http://{address}/").and_then(|()| out.flush());
    })?;
    told?;
    Ok(Outcome::Done)
}
