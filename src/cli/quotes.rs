//! `onrecord quotes`.

use std::io::{self, Write};

use super::Outcome;
use super::answer::{rule, speaker, write_byline, write_title};
use super::args::Shared;
use super::cite::source;
use super::filters::QueryArgs;
use super::paint::{DIM, line_width, marked, paint, wrap};
use super::rows::{self, CitedFormat};
use crate::config::Now;
use crate::engine::Reader;
use crate::export::cite::{self, Cited, CitedPassage};
use crate::export::columns::QUOTES;
use crate::export::words::counted;
use crate::search::{Quote, Quotes, quotes};
use crate::span::Span;

#[derive(Debug, clap::Args)]
pub(super) struct QuotesArgs {
    /// How many speeches to print
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
    /// How many speeches to pass over
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    offset: usize,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: CitedFormat,
    #[command(flatten)]
    query: QueryArgs,
}

pub(super) fn run(
    args: &QuotesArgs,
    shared: &Shared,
    now: Now,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let mut request = args.query.request(now)?;
    (request.limit, request.offset) = (args.limit, args.offset);
    let reader = shared.place()?.open()?;
    let found = quotes(&reader, &request)?;
    rows::warn(&found.warnings, args.format.of_rows(), shared, err)?;
    match args.format {
        CitedFormat::Rows(format) => {
            rows::print(format, &found, &found.rows, &QUOTES, |out| write_text(&found, out), out)?;
        }
        CitedFormat::Citations(format) => {
            let cited = found.rows.iter().map(|row| cited(row, &reader)).collect::<anyhow::Result<Vec<Cited>>>()?;
            cite::write(format, &cited, out)?;
        }
    }
    Ok(if found.total == 0 { Outcome::NothingFound } else { Outcome::Done })
}

/// The speech as a source.
fn cited(Quote { article, paragraph, speech, .. }: &Quote, reader: &dyn Reader) -> anyhow::Result<Cited> {
    let passage = CitedPassage::of_speech(paragraph.ordinal, &paragraph.text, &paragraph.speakers, *speech);
    Ok(Cited { passage: Some(passage), ..source(&article.id, reader)? })
}

fn write_text(found: &Quotes, out: &mut dyn Write) -> io::Result<()> {
    let width = line_width();
    let count = match found.total {
        0 => "nothing found".to_owned(),
        total => {
            let speeches = counted(total as u64, "speech", "speeches");
            format!("{speeches} in {}", counted(found.total_articles, "article", "articles"))
        }
    };
    writeln!(out, "{count} · {}\n", paint(DIM, &found.understood.text))?;
    for row in &found.rows {
        write_quote(row, width, out)?;
    }
    if let Some(next) = found.next {
        writeln!(out, "{}", paint(DIM, format!("more with --offset {next}")))?;
    }
    Ok(())
}

fn write_quote(row: &Quote, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let article = &row.article;
    write_byline(article, &format!("{} ¶ {}", article.path, row.paragraph.ordinal + 1), width, out)?;
    write_title(article, width, out)?;
    let Some(speech) = row.speaker() else { return writeln!(out) };
    writeln!(out, "\n  {}", speaker(speech))?;
    let (text, marks): (&str, &[Span]) = match row.said.text.is_empty() {
        // Who only took the floor has no words of their own: the paragraph says on what.
        true => (&row.paragraph.text, &[]),
        false => (&row.said.text, &row.said.highlights),
    };
    for line in wrap(text, width - 4) {
        writeln!(out, "  {} {}", paint(DIM, rule(&[speech])), marked(text, line, marks))?;
    }
    writeln!(out)
}
