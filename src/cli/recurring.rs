//! `onrecord recurring`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use serde::Serialize;

use super::Outcome;
use super::args::Shared;
use super::paint::{DIM, line_width, marked, paint, plain_width, spread, wrap};
use super::rows::{self, Format};
use crate::article::Reason;
use crate::corrections::{AddedLines, Corrections, LineRow, add_lines};
use crate::engine::{CorrectionsRecord, Reader};
use crate::export::Columns;
use crate::export::words::counted;
use crate::index::{IndexError, Place};
use crate::search::{RecurringLine, recurring};

#[derive(Debug, clap::Args)]
pub(super) struct RecurringArgs {
    /// Leave lines out from now on, by their numbers: they become rows of the table `furniture` in the corrections file
    #[arg(long, value_name = "NUMBER", num_args = 0.., value_delimiter = ',')]
    add: Option<Vec<usize>>,
    /// With --add: all lines of the list. Read it first: a paragraph of background that an agency repeats is text
    #[arg(long, requires = "add")]
    all: bool,
    /// With --add: why they are left out, as the third column of `onrecord tables furniture` has it
    #[arg(long, value_name = "REASON", default_value = "notice", value_parser = Reason::parse)]
    reason: Reason,
    /// The corrections file [default: the file recorded, else onrecord.toml here]
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// The lines that recur.
#[derive(Debug, Serialize)]
struct Lines {
    total: usize,
    /// The file that lines are added to.
    corrections: String,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    found: RecurringLine,
    /// Whether the corrections leave it out already, so that the next `onrecord index` does.
    added: bool,
}

const COLUMNS: Columns<Line> = Columns {
    names: &["number", "articles", "of", "publisher", "folder", "example", "added", "line"],
    cells: |Line { found, added }| {
        vec![
            found.number.to_string(),
            found.articles.to_string(),
            found.of.to_string(),
            found.publisher.clone().unwrap_or_default(),
            found.folder.clone().unwrap_or_default(),
            found.example.clone(),
            added.to_string(),
            found.line.clone(),
        ]
    },
};

/// What was written.
#[derive(Debug, Serialize)]
struct Written {
    corrections: String,
    created: bool,
    rows: Vec<LineRow>,
    /// Lines that the file left out before.
    already: Vec<String>,
    /// What to type for it to take effect.
    apply: String,
}

const WRITTEN_COLUMNS: Columns<LineRow> =
    Columns { names: &["row", "line"], cells: |LineRow { row, line }| vec![row.to_string(), line.clone()] };

pub(super) fn run(args: &RecurringArgs, shared: &Shared, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let place = shared.place()?;
    let reader = place.open()?;
    let file = CorrectionsFile::of(args, reader.state().corrections.as_ref());
    let own = file.read()?.own_lines()?;
    let with_added = |found: RecurringLine| Line { added: own.reason(&found.line).is_some(), found };
    let lines: Vec<Line> = recurring(&reader)?.into_iter().map(with_added).collect();
    match &args.add {
        Some(numbers) => add(&chosen(numbers, args.all, &lines)?, args, &file, &place, out),
        None => list(Lines { total: lines.len(), corrections: file.shown(), lines }, &file, args.format, &place, out),
    }
}

/// The corrections file that lines are added to.
struct CorrectionsFile {
    path: PathBuf,
    /// Whether the index is written by it.
    recorded: bool,
}

impl CorrectionsFile {
    fn of(args: &RecurringArgs, record: Option<&CorrectionsRecord>) -> Self {
        let recorded = record.map(|record| PathBuf::from(&record.file));
        let here = PathBuf::from(Corrections::USUAL);
        let is_recorded = |path: &Path| recorded.is_some() && path.canonicalize().ok() == recorded;
        match &args.corrections {
            Some(path) => Self { recorded: is_recorded(path), path: path.clone() },
            // The shorter name of the same file.
            None if is_recorded(&here) => Self { path: here, recorded: true },
            None => Self { recorded: recorded.is_some(), path: recorded.unwrap_or(here) },
        }
    }

    fn read(&self) -> anyhow::Result<Corrections> {
        if self.path.is_file() {
            return Ok(Corrections::read(&self.path)?);
        }
        if self.recorded {
            return Err(IndexError::NoCorrections { path: self.path.clone() }.into());
        }
        Ok(Corrections::default())
    }

    fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// What to type so that the index is written by it.
    fn apply(&self, place: &Place) -> String {
        let corrections = if self.recorded { String::new() } else { format!(" --corrections {}", self.shown()) };
        format!("onrecord index{}{corrections}", place.option())
    }
}

/// The lines of the list that are meant.
fn chosen<'a>(numbers: &[usize], all: bool, lines: &'a [Line]) -> anyhow::Result<Vec<&'a str>> {
    if lines.is_empty() {
        bail!("no line recurs, so there is none to add");
    }
    if all {
        return Ok(lines.iter().map(|line| line.found.line.as_str()).collect());
    }
    if numbers.is_empty() {
        bail!("which lines? give their numbers in the list, such as `--add 1 3`, or all of them: `--add --all`");
    }
    let line = |&number: &usize| match lines.iter().find(|line| line.found.number == number) {
        Some(line) => Ok(line.found.line.as_str()),
        None => bail!("there is no line {number}: `onrecord recurring` lists 1 to {}", lines.len()),
    };
    numbers.iter().map(line).collect()
}

fn add(
    lines: &[&str],
    args: &RecurringArgs,
    file: &CorrectionsFile,
    place: &Place,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let AddedLines { created, rows, already } = add_lines(&file.path, lines, args.reason)?;
    let written = Written { corrections: file.shown(), created, rows, already, apply: file.apply(place) };
    rows::print(args.format, &written, &written.rows, &WRITTEN_COLUMNS, |out| write_added(&written, out), out)?;
    Ok(Outcome::Done)
}

fn list(
    found: Lines,
    file: &CorrectionsFile,
    format: Format,
    place: &Place,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    rows::print(format, &found, &found.lines, &COLUMNS, |out| write_list(&found, file, place, out), out)?;
    Ok(if found.lines.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn write_list(found: &Lines, file: &CorrectionsFile, place: &Place, out: &mut dyn Write) -> io::Result<()> {
    if found.lines.is_empty() {
        return writeln!(out, "no line recurs");
    }
    writeln!(out, "{}\n", counted(found.total as u64, "line recurs", "lines recur"))?;
    let width = line_width();
    for line in &found.lines {
        write_line(line, width, out)?;
    }
    let waiting = found.lines.iter().filter(|line| line.added).count();
    if waiting < found.total {
        let (option, numbers) = (place.option(), if found.total > 1 { "1 2" } else { "1" });
        writeln!(out, "to leave lines out: `onrecord recurring{option} --add {numbers}`, or `--add --all`")?;
    }
    if waiting > 0 {
        let stand = counted(waiting as u64, "line stands", "lines stand");
        writeln!(out, "{stand} in `{}`: `{}` applies it", file.shown(), file.apply(place))?;
    }
    Ok(())
}

fn write_line(line: &Line, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Line { found, added } = line;
    let whose = found.publisher.as_ref().or(found.folder.as_ref()).map_or("", String::as_str);
    let added = if *added { " · added" } else { "" };
    let articles = counted(found.of, "article", "articles");
    let left = format!("{:>3}  in {} of {articles} · {whose}{added}", found.number, found.articles);
    let example = paint(DIM, &found.example);
    if plain_width(&left) + plain_width(&example) + 2 <= width {
        writeln!(out, "{}", spread(&left, &example, width))?;
    } else {
        writeln!(out, "{left}\n     {example}")?;
    }
    for row in wrap(&found.line, width - 5) {
        writeln!(out, "     {}", marked(&found.line, row, &[]))?;
    }
    writeln!(out)
}

fn write_added(written: &Written, out: &mut dyn Write) -> io::Result<()> {
    let Written { corrections, created, rows, already, apply } = written;
    if !rows.is_empty() {
        let new = if *created { ", a new file" } else { "" };
        writeln!(out, "{} to `{corrections}`{new}\n", counted(rows.len() as u64, "line added", "lines added"))?;
    }
    for LineRow { row, line } in rows {
        for (at, part) in wrap(line, line_width() - 10).into_iter().enumerate() {
            let place = if at == 0 { format!("line {row}") } else { String::new() };
            writeln!(out, "{}  {}", paint(DIM, format!("{place:<8}")), marked(line, part, &[]))?;
        }
    }
    if !rows.is_empty() {
        writeln!(out)?;
    }
    if !already.is_empty() {
        let stand = counted(already.len() as u64, "line stands", "lines stand");
        writeln!(out, "{stand} in `{corrections}` already")?;
    }
    writeln!(out, "`{apply}` applies it")?;
    writeln!(out, "to undo it, delete the line from `{corrections}` and type that again")
}
