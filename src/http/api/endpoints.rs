//! The addresses of the API, and those beside the pages.

use serde::Serialize;
use serde_json::json as value;

use super::format::{self, Format, Rows, citations, json, lines, table, written};
use super::stream::{Batch, MakeBatch};
use super::{Answered, Asked, BASE};
use crate::engine::Grouping;
use crate::export::atom::{self, Feed};
use crate::export::cite::{Cited, CitedPassage};
use crate::export::columns::{LISTING, PASSAGES, QUOTES, SIMILAR, TIMELINE};
use crate::http::params::{Group, ParamError, Parameter};
use crate::http::{Kind, Problem, address};
use crate::query::Facet;
use crate::search::{
    self, Answer, By, Listed, Request, Response, answer, article, article_id, find, list, quotes, similar, terms,
    timeline,
};

/// How an endpoint answers.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// With all of it.
    Once(fn(&Asked<'_>) -> Result<Answered, Problem>),
    /// Piece by piece.
    Streamed(MakeBatch),
}

/// An address of the API.
pub(super) struct Endpoint {
    pub(super) path: &'static str,
    /// What stands in the place of `{…}`, for people, and an example of it.
    pub(super) part: Option<(&'static str, &'static str)>,
    /// What it answers, for people.
    pub(super) what: &'static str,
    /// The shape of its JSON, where it has one, by its name in `schemas.json`.
    pub(super) schema: Option<&'static str>,
    /// The groups of parameters it takes, and single ones of others.
    groups: &'static [Group],
    also: &'static [&'static str],
    /// The forms in which it answers, the usual one first.
    pub(super) formats: &'static [Format],
    pub(super) way: Way,
}

impl Endpoint {
    /// Whether it takes a parameter.
    pub(super) fn takes(&self, parameter: &Parameter) -> bool {
        self.groups.contains(&parameter.group) || self.also.contains(&parameter.name)
    }
}

/// An address beside a page, which answers what the page shows in another form.
pub(super) struct Beside {
    pub(super) path: &'static str,
    /// The endpoint that answers, by its path.
    of: &'static str,
    /// What is asked where the page says nothing else.
    pub(super) usual: &'static [(&'static str, &'static str)],
}

impl Beside {
    pub(super) fn endpoint(&self) -> &'static Endpoint {
        ENDPOINTS.iter().find(|endpoint| endpoint.path == self.of).unwrap_or(&ENDPOINTS[0])
    }
}

const fn beside(path: &'static str, of: &'static str, usual: &'static [(&'static str, &'static str)]) -> Beside {
    Beside { path, of, usual }
}

pub(super) const BESIDE: [Beside; 15] = [
    beside("/search.json", "/search", &[("group", "article")]),
    beside("/search.jsonl", "/export", &[]),
    beside("/search.csv", "/export", &[("format", "csv")]),
    beside("/search.atom", "/search", &[("format", "atom"), ("sort", "newest"), ("limit", "50")]),
    beside("/search.txt", "/cite", &[]),
    beside("/search.ris", "/cite", &[("format", "ris")]),
    beside("/search.bib", "/cite", &[("format", "bibtex")]),
    beside("/search.csl.json", "/cite", &[("format", "csl")]),
    beside("/article/{id}/cite", "/articles/{id}/cite", &[]),
    beside("/timeline.json", "/timeline", &[]),
    beside("/timeline.csv", "/timeline", &[("format", "csv")]),
    beside("/people.json", "/people", &[]),
    beside("/people.csv", "/people", &[("format", "csv")]),
    beside("/pairs.json", "/pairs", &[]),
    beside("/pairs.csv", "/pairs", &[("format", "csv")]),
];

const ID: Option<(&str, &str)> = Some(("The id of an article, or its first digits", "ede5a237480d632badb9"));

pub(super) const ENDPOINTS: [Endpoint; 15] = [
    Endpoint {
        path: "/search",
        part: None,
        what: "Ranked passages with their evidence, counts and facets",
        schema: Some("Response"),
        groups: &[Group::Query, Group::Filter, Group::Order, Group::Page],
        also: &["rows", "format"],
        formats: format::PASSAGES,
        way: Way::Once(|asked| {
            let found = search(asked, &asked.request()?)?;
            let body = match asked.format {
                Format::Rows(rows) => passages(rows, &found)?,
                Format::Atom => feed(asked, &found)?,
                Format::Json | Format::Cited(_) => json(&found)?,
            };
            Ok(Answered { body, next: asked.next(found.next) })
        }),
    },
    Endpoint {
        path: "/count",
        part: None,
        what: "How many passages, articles and stories are found",
        schema: Some("Counts"),
        groups: &[Group::Query, Group::Filter],
        also: &[],
        formats: format::JSON,
        way: Way::Once(|asked| {
            let request = Request { limit: 0, facets: Vec::new(), ..asked.request()? };
            let found = search(asked, &request)?;
            let counts = value!({
                "query": found.query,
                "understood": found.understood,
                "total": found.total,
                "total_articles": found.total_articles,
                "total_stories": found.total_stories,
                "warnings": found.warnings,
            });
            whole(&counts)
        }),
    },
    Endpoint {
        path: "/facets/{field}",
        part: Some(("One of year, month, pair, speaker, country, publisher, lang, kind", "speaker")),
        what: "The values of a field in what is found, each with its passages and articles",
        schema: Some("Listing"),
        groups: &[Group::Query, Group::Filter],
        also: &["prefix", "limit", "format"],
        formats: format::TABLE,
        way: Way::Once(|asked| listing(asked, facet(asked.part)?)),
    },
    Endpoint {
        path: "/people",
        part: None,
        what: "Who speaks in what is found",
        schema: Some("Listing"),
        groups: &[Group::Query, Group::Filter],
        also: &["prefix", "limit", "format"],
        formats: format::TABLE,
        way: Way::Once(|asked| listing(asked, Facet::Speaker)),
    },
    Endpoint {
        path: "/pairs",
        part: None,
        what: "The pairs of countries in what is found",
        schema: Some("Listing"),
        groups: &[Group::Query, Group::Filter],
        also: &["prefix", "limit", "format"],
        formats: format::TABLE,
        way: Way::Once(|asked| listing(asked, Facet::Pair)),
    },
    Endpoint {
        path: "/timeline",
        part: None,
        what: "What is found by year or month, and as a share of all that is indexed",
        schema: Some("Timeline"),
        groups: &[Group::Query, Group::Filter],
        also: &["by", "format"],
        formats: format::TABLE,
        way: Way::Once(|asked| {
            let by = match asked.params.one("by") {
                Some("year") => Some(By::Year),
                Some("month") => Some(By::Month),
                _ => None,
            };
            let found = timeline(asked.reader, &asked.request()?, by)?;
            Ok(Answered { body: table(asked.format, &found, &found.rows, &TIMELINE)?, next: None })
        }),
    },
    Endpoint {
        path: "/quotes",
        part: None,
        what: "What somebody said on a subject, in order of date",
        schema: Some("Quotes"),
        groups: &[Group::Query, Group::Filter],
        also: &["limit", "offset", "format"],
        formats: format::TABLE,
        way: Way::Once(|asked| {
            let found = quotes(asked.reader, &asked.request()?)?;
            let body = table(asked.format, &found, &found.rows, &QUOTES)?;
            Ok(Answered { body, next: asked.next(found.next) })
        }),
    },
    Endpoint {
        path: "/export",
        part: None,
        what: "All passages that are found, row by row; the last line of JSON tells how many there were",
        schema: None,
        groups: &[Group::Query, Group::Filter],
        also: &["expand", "sort", "prefer", "copies", "format"],
        formats: format::STREAM,
        way: Way::Streamed(export),
    },
    Endpoint {
        path: "/cite",
        part: None,
        what: "References to all articles that are found",
        schema: None,
        groups: &[Group::Query, Group::Filter],
        also: &["expand", "sort", "prefer", "copies", "format"],
        formats: format::CITED,
        way: Way::Once(cite_all),
    },
    Endpoint {
        path: "/articles/{id}",
        part: ID,
        what: "An article with everything that is known of it",
        schema: Some("WholeArticle"),
        groups: &[],
        also: &[],
        formats: format::JSON,
        way: Way::Once(|asked| whole(&article(asked.reader, asked.part)?.article)),
    },
    Endpoint {
        path: "/articles/{id}/similar",
        part: ID,
        what: "The articles most like one",
        schema: Some("Similar"),
        groups: &[Group::Filter],
        also: &["limit", "format"],
        formats: format::TABLE,
        way: Way::Once(|asked| {
            let found = similar(asked.reader, &article_id(asked.reader, asked.part)?, &asked.request()?)?;
            Ok(Answered { body: table(asked.format, &found, &found.rows, &SIMILAR)?, next: None })
        }),
    },
    Endpoint {
        path: "/articles/{id}/cite",
        part: ID,
        what: "A reference to an article, or to a paragraph of it with who speaks there",
        schema: None,
        groups: &[],
        also: &["paragraph", "format"],
        formats: format::CITED,
        way: Way::Once(cite_one),
    },
    Endpoint {
        path: "/suggest",
        part: None,
        what: "Words, people and publishers of the index that begin so",
        schema: Some("Suggestions"),
        groups: &[],
        also: &["q", "limit"],
        formats: format::JSON,
        way: Way::Once(|asked| {
            let request = asked.request()?;
            whole(&terms(asked.reader, &request.query, request.limit)?)
        }),
    },
    Endpoint {
        path: "/parse",
        part: None,
        what: "How a query is read, without searching",
        schema: Some("Reading"),
        groups: &[Group::Query, Group::Filter],
        also: &[],
        formats: format::JSON,
        way: Way::Once(|asked| {
            let (understood, warnings) = search::understand(asked.reader, &asked.request()?)?;
            whole(&value!({ "understood": understood, "warnings": warnings }))
        }),
    },
    Endpoint {
        path: "/status",
        part: None,
        what: "What the index holds",
        schema: Some("Status"),
        groups: &[],
        also: &[],
        formats: format::JSON,
        way: Way::Once(|asked| whole(&crate::index::status(asked.server.shelf.place(), asked.reader)?)),
    },
];

fn search(asked: &Asked<'_>, request: &Request) -> Result<Response, Problem> {
    Ok(answer(asked.reader, request, (asked.server.settings.stopwatch)())?)
}

fn whole(value: &impl Serialize) -> Result<Answered, Problem> {
    Ok(Answered { body: json(value)?, next: None })
}

fn passages(rows: Rows, found: &Response) -> Result<Vec<u8>, Problem> {
    match rows {
        Rows::Jsonl => {
            let lines = found.hits.to_json_lines();
            let lines = lines.map_err(|error| Problem::new(Kind::Internal, error.to_string()))?;
            Ok(lines.iter().flat_map(|line| [line.as_bytes(), b"\n"]).flatten().copied().collect())
        }
        Rows::Csv => written(|out| PASSAGES.write(&found.hits, out)),
    }
}

fn feed(asked: &Asked<'_>, found: &Response) -> Result<Vec<u8>, Problem> {
    let origin = asked.origin;
    let link = |hit: &Answer| address::passage(origin, hit.article.id.as_str(), Some(hit.paragraph.ordinal + 1));
    let feed = Feed {
        query: &found.understood.text,
        address: &format!("{origin}{BASE}/search?{}", asked.params),
        updated: &asked.reader.state().written_at,
        link: &link,
    };
    written(|out| atom::write(&feed, &found.hits, out))
}

/// How many passages are sent in a piece.
const PIECE: usize = 500;

fn export(asked: &Asked<'_>, offset: usize) -> Result<Batch, Problem> {
    let all = Request { grouping: Grouping::Passages, limit: PIECE, offset, facets: Vec::new(), ..asked.request()? };
    let found = search(asked, &all)?;
    let body = match asked.format {
        Format::Rows(Rows::Csv) if offset > 0 => written(|out| PASSAGES.write_rows(&found.hits, out))?,
        Format::Rows(Rows::Csv) => written(|out| PASSAGES.write(&found.hits, out))?,
        _ if found.next.is_none() => {
            let end = value!({ "rows": found.listed, "total": found.total, "total_articles": found.total_articles });
            [lines(&found.hits)?, lines(&[end])?].concat()
        }
        _ => lines(&found.hits)?,
    };
    Ok(Batch { body, next: found.next, rows: found.listed })
}

/// How many articles are cited at once.
const CITED_MAX: usize = 5_000;

fn cite_all(asked: &Asked<'_>) -> Result<Answered, Problem> {
    let request = asked.request()?;
    let all =
        Request { grouping: Grouping::Articles, passages_max: 1, limit: CITED_MAX, facets: Vec::new(), ..request };
    let found = find(asked.reader, &all)?;
    if found.listed > CITED_MAX as u64 {
        let detail = format!("{} articles are found; narrow the search to {CITED_MAX} or fewer", found.listed);
        return Err(Problem::new(Kind::TooBroad, detail));
    }
    let address = |id: &str| Some(address::passage(asked.origin, id, None));
    let cited = found
        .hits
        .iter()
        .map(|hit| Cited { address: address(hit.article.article.id.as_str()), ..Cited::from(&hit.article) });
    Ok(Answered { body: citations(asked.format, &cited.collect::<Vec<_>>())?, next: None })
}

fn cite_one(asked: &Asked<'_>) -> Result<Answered, Problem> {
    let stored = article(asked.reader, asked.part)?;
    let number = asked.params.one("paragraph").and_then(|number| number.parse::<u32>().ok());
    let passage = match number {
        None => None,
        Some(number) => Some(CitedPassage::numbered(&stored.article, number).ok_or_else(|| {
            let message = format!("no paragraph {number}: the article has {}", stored.article.paragraphs.len());
            ParamError::Value { name: "paragraph", message }
        })?),
    };
    let address = Some(address::passage(asked.origin, stored.article.id.as_str(), number));
    let cited = Cited { passage, address, ..Cited::from(&stored) };
    Ok(Answered { body: citations(asked.format, &[cited])?, next: None })
}

fn listing(asked: &Asked<'_>, facet: Facet) -> Result<Answered, Problem> {
    let prefix = asked.params.one("prefix").map(str::to_owned);
    let request = asked.request()?;
    // Rows for a file are all there are, unless so many are asked for.
    let is_all = matches!(asked.format, Format::Rows(_)) && asked.params.one("limit").is_none();
    let limit = if is_all { usize::MAX } else { request.limit };
    let found = list(asked.reader, &request, &Listed { facet, prefix, limit })?;
    Ok(Answered { body: table(asked.format, &found, &found.rows, &LISTING)?, next: None })
}

fn facet(name: &str) -> Result<Facet, Problem> {
    Facet::ALL.into_iter().find(|facet| facet.name() == name).ok_or_else(|| {
        let names = Facet::ALL.map(Facet::name).join(", ");
        Problem::new(Kind::NotFound, format!("no facet `{name}`: there are {names}"))
    })
}

#[cfg(test)]
mod tests {
    //! Properties: what stands beside a page is answered by the endpoint it names, in a form that this one has.
    use super::*;

    #[test]
    fn beside_a_page_stands_an_endpoint() {
        for Beside { path, of, usual } in BESIDE {
            let endpoint =
                ENDPOINTS.iter().find(|endpoint| endpoint.path == of).unwrap_or_else(|| panic!("{path}: {of}"));
            let form = usual.iter().find(|(name, _)| *name == "format");
            assert!(
                form.is_none_or(|(_, form)| endpoint.formats.iter().any(|format| format.name() == *form)),
                "{path}"
            );
        }
    }
}
