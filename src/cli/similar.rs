//! `onrecord similar`.

use std::io::{self, Write};

use super::answer::{write_byline, write_title};
use super::args::Shared;
use super::filters::FilterArgs;
use super::paint::{DIM, line_width, marked, paint, wrap};
use super::rows::{self, CitedFormat};
use super::{Outcome, cite};
use crate::config::Now;
use crate::export::columns::SIMILAR;
use crate::search::{Request, Similar, article_id, similar};

#[derive(Debug, clap::Args)]
pub(super) struct SimilarArgs {
    /// The article: its id or the first digits of it, or its path as search prints it
    article: String,
    /// How many articles to print
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    limit: usize,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: CitedFormat,
    #[command(flatten)]
    filters: FilterArgs,
}

pub(super) fn run(args: &SimilarArgs, shared: &Shared, now: Now, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut request = Request { today: now.today, limit: args.limit, ..Request::default() };
    args.filters.add_to(&mut request)?;
    let reader = shared.place()?.open()?;
    let found = similar(&reader, &article_id(&reader, &args.article)?, &request)?;
    match args.format {
        CitedFormat::Rows(format) => {
            rows::print(format, &found, &found.rows, &SIMILAR, |out| write_text(&found, out), out)?;
        }
        CitedFormat::Citations(format) => {
            cite::write(format, found.rows.iter().map(|row| &row.article.id), &reader, out)?;
        }
    }
    Ok(if found.rows.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn write_text(found: &Similar, out: &mut dyn Write) -> io::Result<()> {
    let width = line_width();
    let words: Vec<&str> = found.words.iter().map(|word| word.word.as_str()).collect();
    write_title(&found.article, width, out)?;
    write_byline(&found.article, &found.article.path, width, out)?;
    write_words("sought", &words.join(" "), width, out)?;
    if found.rows.is_empty() {
        writeln!(out, "nothing like it found")?;
    }
    for row in &found.rows {
        write_title(&row.article, width, out)?;
        write_byline(&row.article, &row.article.path, width, out)?;
        write_words("shared", &row.words.join(" "), width, out)?;
    }
    Ok(())
}

fn write_words(name: &str, words: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for (at, line) in wrap(words, width - 10).into_iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        writeln!(out, "  {}  {}", paint(DIM, format!("{name:<6}")), marked(words, line, &[]))?;
    }
    writeln!(out)
}
