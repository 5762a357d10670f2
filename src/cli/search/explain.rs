//! `--explain FILE`: why a file is found by a query, or is not.

use std::io::{self, Write};

use crate::cli::Outcome;
use crate::cli::paint::{DIM, paint};
use crate::engine::Reader;
use crate::export::words::counted;
use crate::search::{Request, Why, why};

/// Says why a file is found by a request or not.
pub(super) fn run(
    reader: &dyn Reader,
    request: &Request,
    path: &str,
    as_json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let why = why(reader, request, path)?;
    if as_json {
        writeln!(out, "{}", serde_json::to_string(&why)?)?;
    } else {
        write(path, &why, out)?;
    }
    Ok(if matches!(why, Why::Found { .. }) { Outcome::Done } else { Outcome::NothingFound })
}

fn write(path: &str, why: &Why, out: &mut dyn Write) -> io::Result<()> {
    match why {
        Why::Unknown => writeln!(out, "{path} is not in the index: `onrecord status` lists its folders"),
        Why::Skipped { reasons } => {
            writeln!(out, "nothing was taken from {path}")?;
            reasons.iter().try_for_each(|reason| writeln!(out, "  {reason}"))
        }
        Why::Found { rank, passages } => {
            let place = rank.map_or_else(|| "far down the list".to_owned(), |rank| format!("in place {rank}"));
            writeln!(out, "{path} is found {place}, with {}", counted(*passages, "passage", "passages"))
        }
        Why::NotFound { parts } => {
            writeln!(out, "{path} is not found")?;
            for part in parts {
                let (mark, note) = if part.holds { ("✓", "holds") } else { ("✗", "does not hold anywhere in it") };
                writeln!(out, "  {mark} {} {}", part.text, paint(DIM, note))?;
            }
            if why.fails_together() {
                writeln!(out, "  each part holds by itself, but not all of them of one paragraph or one speech")?;
            }
            Ok(())
        }
    }
}
