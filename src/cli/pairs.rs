//! `onrecord pairs`.

use std::io::Write;

use super::Outcome;
use super::args::Shared;
use super::facet::{ListArgs, run_list};
use crate::config::Now;
use crate::query::Facet;

pub(super) fn run(
    args: &ListArgs,
    shared: &Shared,
    now: Now,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    run_list(Facet::Pair, args, shared, now, out, err)
}
