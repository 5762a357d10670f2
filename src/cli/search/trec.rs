//! Many queries at once, answered as a run of TREC: a line an article, in six columns, best first.
//!
//! A query is a line of a file, an id, a tab and words. The words are loose: no operators, no quotation
//! marks, no fields. An article is named by the id that its container states, else by its path. Lines
//! that are no query are told, and the others answered.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::{Format, SearchArgs};
use crate::cli::Outcome;
use crate::engine::{Grouping, Reader, StoredArticle};
use crate::search::{Request, Syntax, find};

/// How many articles a query gives, unless told: as many as the usual measures read.
const ARTICLES_MAX: usize = 1000;

/// A run to be made.
pub(super) struct Run<'a> {
    file: &'a Path,
    bytes: Vec<u8>,
    tag: &'a str,
    limit: usize,
}

/// One line of the file of queries.
#[derive(Debug, PartialEq, Eq)]
struct Query<'a> {
    id: &'a str,
    words: &'a str,
}

impl<'a> Run<'a> {
    /// The run that was asked for, if one was.
    pub(super) fn of(args: &'a SearchArgs) -> anyhow::Result<Option<Self>> {
        let file = match (&args.queries, args.format) {
            (None, Format::Trec) => bail!("a TREC run answers a file of queries: add `--queries FILE`"),
            (None, _) => return Ok(None),
            (Some(_), format) if format != Format::Trec => bail!("`--queries` gives a TREC run: add `--format trec`"),
            (Some(file), _) => file,
        };
        if args.run_tag.is_empty() || args.run_tag.contains(char::is_whitespace) {
            bail!("`{}` is no tag of a run: write one word", args.run_tag);
        }
        let bytes = fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        Ok(Some(Self { file, bytes, tag: &args.run_tag, limit: args.limit.unwrap_or(ARTICLES_MAX) }))
    }

    /// Answers each query with the options of a request.
    pub(super) fn write(
        &self,
        reader: &dyn Reader,
        options: Request,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> anyhow::Result<Outcome> {
        let mut request = Request {
            syntax: Syntax::Words,
            grouping: Grouping::Articles,
            facets: Vec::new(),
            limit: self.limit,
            ..options
        };
        let keeps_label = reader.state().roots.len() > 1;
        let (mut found, mut failed) = (false, false);
        let mut ids = HashSet::new();
        for (number, line) in (1..).zip(lines(&self.bytes)) {
            let query = match parse(line).and_then(|query| query.map(|query| unused(query, &mut ids)).transpose()) {
                Ok(Some(query)) => query,
                Ok(None) => continue,
                Err(problem) => {
                    failed = true;
                    writeln!(err, "`{}`, line {number}: {problem}", self.file.display())?;
                    continue;
                }
            };
            query.words.clone_into(&mut request.query);
            for (rank, hit) in (1..).zip(find(reader, &request)?.hits) {
                found = true;
                let name = name(&hit.article, keeps_label);
                writeln!(out, "{} Q0 {name} {rank} {} {}", query.id, hit.score, self.tag)?;
            }
        }
        Ok(match (failed, found) {
            (true, _) => Outcome::SomeFailed,
            (false, false) => Outcome::NothingFound,
            (false, true) => Outcome::Done,
        })
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).split(|&byte| byte == b'\n')
}

/// Reads a line: nothing where it is blank, else a query or what is wrong with it.
fn parse(line: &[u8]) -> Result<Option<Query<'_>>, String> {
    let line = std::str::from_utf8(line).map_err(|error| format!("not valid UTF-8 at byte {}", error.valid_up_to()))?;
    if line.trim().is_empty() {
        return Ok(None);
    }
    let (id, words) = line.split_once('\t').ok_or("no tab: write an id, a tab and words")?;
    let id = id.trim();
    if id.is_empty() {
        return Err("no id before the tab".to_owned());
    }
    if id.contains(char::is_whitespace) {
        return Err(format!("the id `{id}` holds a blank, which would part it in two columns"));
    }
    if !words.contains(char::is_alphanumeric) {
        return Err(format!("no words in query `{id}`"));
    }
    Ok(Some(Query { id, words }))
}

/// The query, unless its id has been used: a run could not tell the two apart.
fn unused<'a>(query: Query<'a>, ids: &mut HashSet<&'a str>) -> Result<Query<'a>, String> {
    if ids.insert(query.id) { Ok(query) } else { Err(format!("the id `{}` a second time", query.id)) }
}

/// What a run calls an article: the id its container states, else its path, within the folder where the
/// index follows only one, with its place where it is not the first of its file. Blanks are written as
/// in a URL, so that columns stay apart.
fn name(article: &StoredArticle, keeps_label: bool) -> String {
    let name = article.stated_id.clone().unwrap_or_else(|| path_within(article, keeps_label));
    let mut column = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_whitespace() || c.is_control() {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| column.push_str(&format!("%{byte:02X}")));
        } else {
            column.push(c);
        }
    }
    column
}

fn path_within(article: &StoredArticle, keeps_label: bool) -> String {
    let path = article.article.path.as_str();
    let path = if keeps_label { path } else { path.split_once('/').map_or(path, |(_, within)| within) };
    match article.article.ordinal {
        0 => path.to_owned(),
        ordinal => format!("{path}#{ordinal}"),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a line is a query, blank, or told what is wrong with it; ends of lines of any system
    //! and a byte order mark are no part of it.
    use super::*;

    #[test]
    fn lines_are_queries_or_told() {
        for (line, want) in [
            ("7\twhat of rail?", Ok(Some(("7", "what of rail?")))),
            ("q7\trail\tharbour\r", Ok(Some(("q7", "rail\tharbour\r")))),
            ("", Ok(None)),
            (" \r", Ok(None)),
            ("7 rail", Err("no tab")),
            ("\trail", Err("no id")),
            ("7 a\trail", Err("holds a blank")),
            ("7\t...", Err("no words in query `7`")),
        ] {
            match (parse(line.as_bytes()), want) {
                (Ok(got), Ok(want)) => assert_eq!(got, want.map(|(id, words)| Query { id, words }), "{line:?}"),
                (Err(got), Err(want)) => assert!(got.contains(want), "{line:?}: {got}"),
                (got, want) => panic!("{line:?}: {got:?}, not {want:?}"),
            }
        }
        assert!(parse(b"7\tcaf\xe9").unwrap_err().contains("UTF-8 at byte 5"));
        assert_eq!(lines("\u{feff}1\ta\n2\tb".as_bytes()).collect::<Vec<_>>(), [b"1\ta", b"2\tb"]);
    }
}
