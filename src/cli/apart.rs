//! `onrecord read-apart`: the program as a worker of itself. Nobody types it.
//!
//! A file on standard input, what its parser makes of it on standard output.

use std::io;

use super::Outcome;
use crate::corpus::{Worker, bound_memory, serve};

/// What the command is called.
pub(super) const NAME: &str = "read-apart";

/// How this program is started as a worker; not at all where the system does not tell where it is.
pub(super) fn worker() -> Option<Worker> {
    let program = std::env::current_exe().ok()?;
    Some(Worker { program, arguments: vec![NAME.into()] })
}

pub(super) fn run() -> anyhow::Result<Outcome> {
    bound_memory();
    serve(io::stdin().lock(), io::stdout().lock())?;
    Ok(Outcome::Done)
}
