//! `onrecord search`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;

use super::args::Shared;
use super::filters::FilterArgs;
use super::{Outcome, args, index};
use crate::config::Now;
use crate::engine::{Copies, Grouping, Reader, Sort};
use crate::export::cite;
use crate::export::columns::PASSAGES;
use crate::index::{IndexError, Place};
use crate::query::Scope;
use crate::search::{Matching, Request, RequestError, Response, answer};

mod explain;
mod text;
mod trec;

#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// What to look for: words (all of them), "exact words", -without, and what `onrecord help query` tells
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// How many of the words typed without operators must be found
    #[arg(long, value_name = "HOW", default_value = "all")]
    r#match: Match,
    /// Bring the words down to one paragraph or sentence
    #[arg(long, value_name = "WHERE", default_value = "article")]
    scope: Where,
    /// Leave other names of what is named aside: BRI for "one belt one road"
    #[arg(long)]
    exact: bool,
    /// Leave this one of the other names aside; repeated, each of them
    #[arg(long, value_name = "NAME")]
    not_name: Vec<String>,
    /// Rank by words that the best answers share, too; with `--match any`, find by them
    #[arg(long)]
    expand: bool,
    /// In which order
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Order,
    /// What to prefer mildly among what answers about as well
    #[arg(long, value_name = "WHAT")]
    prefer: Option<Prefer>,
    /// Whether passages of an article stand together: `article` unless told in text and citations, `none` elsewhere
    #[arg(long, value_name = "HOW")]
    group: Option<Group>,
    /// List copies of one story each in its own place, not under the earliest of them
    #[arg(long)]
    copies: bool,
    /// How many passages of an article to print where they stand together
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    passages: usize,
    /// How many hits to print, passages or articles: 10 unless told; of a TREC run, how many articles a query: 1000
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// How many hits to pass over
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    offset: usize,
    /// Say why each hit ranks where it does, or why a file is found or not: its path, as search prints it
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    explain: Option<Option<String>>,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Queries of a TREC run, a line each: an id, a tab, words (and nothing but words)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "offset"])]
    queries: Option<PathBuf>,
    /// The last column of a TREC run
    #[arg(long, value_name = "TAG", default_value = "onrecord")]
    run_tag: String,
    /// Print this help
    #[arg(long, action = clap::ArgAction::Help)]
    help: Option<bool>,
    #[command(flatten)]
    filters: FilterArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// Best first
    Relevance,
    /// Newest first, undated last
    Newest,
    /// Oldest first, undated last
    Oldest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Where {
    /// Anywhere in an article
    Article,
    /// In one paragraph
    Paragraph,
    /// In one sentence
    Sentence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// An article once, with its best passages
    Article,
    /// Every passage in its own place
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Match {
    /// All of them
    All,
    /// Any of them: the more and the rarer, the better
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Prefer {
    /// Newer articles
    Recent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// A JSON object a passage
    Jsonl,
    /// A row a passage
    Csv,
    /// The articles, for Zotero, EndNote, JabRef and others
    Ris,
    /// The articles, for LaTeX
    Bibtex,
    /// The articles as CSL-JSON, for citation processors
    Csl,
    /// The articles each of `--queries` finds, in the six columns of a TREC run
    Trec,
}

impl Format {
    /// Whether it shows articles rather than passages.
    fn is_of_articles(self) -> bool {
        matches!(self, Self::Text | Self::Ris | Self::Bibtex | Self::Csl)
    }
}

impl SearchArgs {
    /// The query as typed.
    pub(super) fn query(&self) -> String {
        self.words.iter().map(|word| args::unshield(word)).collect::<Vec<_>>().join(" ")
    }

    /// What was typed, checked.
    fn request(&self, now: Now) -> Result<Request, RequestError> {
        // Everything that is no option is the query; two hyphens are an option gone wrong.
        if let Some(word) = self.words.iter().find(|word| word.starts_with("--") && word.len() > 2) {
            return Err(RequestError { message: format!("unknown option `{word}`: see `onrecord search --help`") });
        }
        let sort = match self.sort {
            Order::Relevance => Sort::Relevance,
            Order::Newest => Sort::Newest,
            Order::Oldest => Sort::Oldest,
        };
        let matching = match self.r#match {
            Match::All => Matching::All,
            Match::Any => Matching::Any,
        };
        let group = self.group.unwrap_or(if self.format.is_of_articles() { Group::Article } else { Group::None });
        let grouping = match group {
            Group::Article => Grouping::Articles,
            Group::None => Grouping::Passages,
        };
        let mut request = Request {
            query: self.query(),
            today: now.today,
            scope: match self.scope {
                Where::Article => None,
                Where::Paragraph => Some(Scope::Paragraph),
                Where::Sentence => Some(Scope::Sentence),
            },
            exact: self.exact,
            names_left_out: self.not_name.clone(),
            expand: self.expand,
            grouping,
            passages_max: self.passages,
            matching,
            sort,
            prefer_recent: self.prefer.map(|Prefer::Recent| now.today),
            offset: self.offset,
            copies: if self.copies || self.format == Format::Trec { Copies::Unfolded } else { Copies::Folded },
            ..Request::default()
        };
        request.limit = self.limit.unwrap_or(request.limit);
        self.filters.add_to(&mut request)?;
        if let (true, Some(Some(query))) = (asks_nothing(&request), &self.explain) {
            // `--explain "rail link"` before any query can only be meant so.
            request.query.clone_from(query);
            request.explain = true;
        }
        request.explain |= self.explain == Some(None);
        Ok(request)
    }

    /// The file that is to be explained.
    fn explained_file(&self, request: &Request) -> Option<&str> {
        self.explain.as_ref()?.as_deref().filter(|_| !request.explain)
    }
}

pub(super) fn run(
    args: &SearchArgs,
    shared: &Shared,
    now: Now,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let request = args.request(now)?;
    let run = trec::Run::of(args)?;
    let place = shared.place()?;
    if place.current()?.is_none() {
        first_index(&place, shared.quiet, now, err)?;
    }
    let began = Instant::now();
    let reader = place.open()?;
    if let Some(path) = args.explained_file(&request) {
        return explain::run(&reader, &request, path, args.format == Format::Json, out);
    }
    if let Some(run) = run {
        return run.write(&reader, request, out, err);
    }
    let response = answer(&reader, &request, began)?;
    if !matches!(args.format, Format::Json) && !shared.quiet {
        for warning in &response.warnings {
            writeln!(err, "{}", warning.message)?;
        }
    }
    match args.format {
        Format::Json => writeln!(out, "{}", serde_json::to_string(&response)?)?,
        Format::Jsonl => {
            for hit in response.hits.to_json_lines()? {
                writeln!(out, "{hit}")?;
            }
        }
        Format::Csv => PASSAGES.write(&response.hits, out)?,
        Format::Text => text::write(&response, out)?,
        Format::Ris => citations(cite::Format::Ris, &response, &reader, out)?,
        Format::Bibtex => citations(cite::Format::Bibtex, &response, &reader, out)?,
        Format::Csl => citations(cite::Format::Csl, &response, &reader, out)?,
        Format::Trec => unreachable!("a run has been written"),
    }
    Ok(if response.total == 0 { Outcome::NothingFound } else { Outcome::Done })
}

/// Each article of the page once, however many passages of it there are.
fn citations(
    format: cite::Format,
    response: &Response,
    reader: &dyn Reader,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    super::cite::write(format, response.hits.iter().map(|hit| &hit.article.id), reader, out)
}

fn asks_nothing(request: &Request) -> bool {
    request.query.is_empty() && request.filters.is_empty()
}

/// Makes the first index from the sample articles, at the usual place only: at another one, a missing
/// index is more likely a slip of the pen.
fn first_index(place: &Place, quiet: bool, now: Now, err: &mut dyn Write) -> anyhow::Result<()> {
    if place.option().is_empty() {
        index::build_from_samples(place, quiet, now, err)
    } else {
        Err(IndexError::Missing { place: place.to_string() }.into())
    }
}
