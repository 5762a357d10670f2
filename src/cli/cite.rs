//! `onrecord cite`, and the citations that other commands print with `--format`.

use std::io::Write;

use anyhow::bail;
use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::Outcome;
use super::args::Shared;
use crate::corpus::ArticleId;
use crate::engine::Reader;
use crate::export::cite::{self, Cited, CitedPassage};
use crate::search::article;

#[derive(Debug, clap::Args)]
pub(super) struct CiteArgs {
    /// The article: its id or the first digits of it, or its path as search prints it
    article: String,
    /// A paragraph of it, by the number that stands behind ¶, with who speaks in it
    #[arg(long, value_name = "NUMBER")]
    paragraph: Option<u32>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "note")]
    format: cite::Format,
}

impl ValueEnum for cite::Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Note => "A line for people",
            Self::Ris => "For Zotero, EndNote, JabRef and others",
            Self::Bibtex => "For LaTeX",
            Self::Csl => "CSL-JSON, for citation processors",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

pub(super) fn run(args: &CiteArgs, shared: &Shared, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let reader = shared.place()?.open()?;
    let stored = article(&reader, &args.article)?;
    let passage = match args.paragraph {
        None => None,
        Some(number) => match CitedPassage::numbered(&stored.article, number) {
            Some(found) => Some(found),
            None => bail!("no paragraph {number}: the article has {}", stored.article.paragraphs.len()),
        },
    };
    cite::write(args.format, &[Cited { passage, ..Cited::from(&stored) }], out)?;
    Ok(Outcome::Done)
}

/// Writes citations of articles, each once, in their order.
pub(super) fn write<'i>(
    format: cite::Format,
    ids: impl IntoIterator<Item = &'i ArticleId>,
    reader: &dyn Reader,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let cited = ids.into_iter().map(|id| source(id, reader)).collect::<anyhow::Result<Vec<Cited>>>()?;
    Ok(cite::write(format, &cited, out)?)
}

/// An article as stored, which tells more than what a search found of it: who wrote it.
pub(super) fn source(id: &ArticleId, reader: &dyn Reader) -> anyhow::Result<Cited> {
    match reader.head(id)? {
        Some(stored) => Ok(Cited::from(&stored)),
        None => bail!("no article `{id}`"),
    }
}
