//! The API: a row an address, each the call of one function.
//!
//! Every row takes the parameters that its looks need, of the table in [`super::params`], and answers with the JSON that the
//! command line prints for the same options. Another name than its own is refused, so that a slip of the pen is no answer to
//! another question.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use serde_json::json;

use super::params::{Group, ParamError, Parameter, Params};
use super::shelf::Volume;
use super::{Kind, Problem, Server, openapi, put, tag_of};
use crate::config::Now;
use crate::engine::embedded::EmbeddedReader;
use crate::engine::{Grouping, Interrupt};
use crate::query::Facet;
use crate::search::{self, By, Listed, Request, answer, article, article_id, list, quotes, similar, terms, timeline};

/// Where the API begins.
pub(super) const BASE: &str = "/api/v1";

/// What an endpoint is asked.
struct Asked<'a> {
    reader: &'a EmbeddedReader,
    params: &'a Params,
    /// What the address has in the place of `{…}`.
    part: &'a str,
    now: Now,
    server: &'a Server,
}

impl Asked<'_> {
    fn request(&self) -> Result<Request, Problem> {
        Ok(self.params.request(Grouping::Passages, self.now)?)
    }
}

/// What an endpoint answers.
struct Answered {
    body: Vec<u8>,
    /// Where the next page begins.
    next: Option<usize>,
}

fn json_of(value: &impl Serialize, next: Option<usize>) -> Result<Answered, Problem> {
    let failed = |error: serde_json::Error| Problem::new(Kind::Internal, error.to_string());
    Ok(Answered { body: serde_json::to_vec(value).map_err(failed)?, next })
}

/// An address of the API.
pub(super) struct Endpoint {
    pub(super) path: &'static str,
    /// What stands in the place of `{…}`, for people, and an example of it.
    pub(super) part: Option<(&'static str, &'static str)>,
    /// What it answers, for people.
    pub(super) what: &'static str,
    /// The shape of the answer, by its name in `schemas.json`.
    pub(super) schema: &'static str,
    /// The groups of parameters it takes, and single ones of others.
    groups: &'static [Group],
    also: &'static [&'static str],
    answer: fn(&Asked<'_>) -> Result<Answered, Problem>,
}

impl Endpoint {
    /// Whether it takes a parameter.
    pub(super) fn takes(&self, parameter: &Parameter) -> bool {
        self.groups.contains(&parameter.group) || self.also.contains(&parameter.name)
    }
}

const ENDPOINTS: [Endpoint; 12] = [
    Endpoint {
        path: "/search",
        part: None,
        what: "Ranked passages with their evidence, counts and facets",
        schema: "Response",
        groups: &[Group::Query, Group::Filter, Group::Order, Group::Page],
        also: &["rows"],
        answer: |asked| {
            let found = answer(asked.reader, &asked.request()?, (asked.server.settings.stopwatch)())?;
            json_of(&found, found.next)
        },
    },
    Endpoint {
        path: "/count",
        part: None,
        what: "How many passages, articles and stories are found",
        schema: "Counts",
        groups: &[Group::Query, Group::Filter],
        also: &[],
        answer: |asked| {
            let request = Request { limit: 0, facets: Vec::new(), ..asked.request()? };
            let found = answer(asked.reader, &request, (asked.server.settings.stopwatch)())?;
            let counts = json!({
                "query": found.query,
                "understood": found.understood,
                "total": found.total,
                "total_articles": found.total_articles,
                "total_stories": found.total_stories,
                "warnings": found.warnings,
            });
            json_of(&counts, None)
        },
    },
    Endpoint {
        path: "/facets/{field}",
        part: Some(("One of year, month, pair, speaker, country, publisher, lang, kind", "speaker")),
        what: "The values of a field in what is found, each with its passages and articles",
        schema: "Listing",
        groups: &[Group::Query, Group::Filter],
        also: &["prefix", "limit"],
        answer: |asked| listing(asked, facet(asked.part)?),
    },
    Endpoint {
        path: "/people",
        part: None,
        what: "Who speaks in what is found",
        schema: "Listing",
        groups: &[Group::Query, Group::Filter],
        also: &["prefix", "limit"],
        answer: |asked| listing(asked, Facet::Speaker),
    },
    Endpoint {
        path: "/pairs",
        part: None,
        what: "The pairs of countries in what is found",
        schema: "Listing",
        groups: &[Group::Query, Group::Filter],
        also: &["prefix", "limit"],
        answer: |asked| listing(asked, Facet::Pair),
    },
    Endpoint {
        path: "/timeline",
        part: None,
        what: "What is found by year or month, and as a share of all that is indexed",
        schema: "Timeline",
        groups: &[Group::Query, Group::Filter],
        also: &["by"],
        answer: |asked| {
            let by = match asked.params.one("by") {
                Some("year") => Some(By::Year),
                Some("month") => Some(By::Month),
                _ => None,
            };
            json_of(&timeline(asked.reader, &asked.request()?, by)?, None)
        },
    },
    Endpoint {
        path: "/quotes",
        part: None,
        what: "What somebody said on a subject, in order of date",
        schema: "Quotes",
        groups: &[Group::Query, Group::Filter, Group::Page],
        also: &[],
        answer: |asked| {
            let found = quotes(asked.reader, &asked.request()?)?;
            json_of(&found, found.next)
        },
    },
    Endpoint {
        path: "/articles/{id}",
        part: Some(("The id of an article, or its first digits", "ede5a237480d632badb9")),
        what: "An article with everything that is known of it",
        schema: "WholeArticle",
        groups: &[],
        also: &[],
        answer: |asked| {
            let stored = article(asked.reader, asked.part)?;
            json_of(&stored.article, None)
        },
    },
    Endpoint {
        path: "/articles/{id}/similar",
        part: Some(("The id of an article, or its first digits", "ede5a237480d632badb9")),
        what: "The articles most like one",
        schema: "Similar",
        groups: &[Group::Filter],
        also: &["limit"],
        answer: |asked| {
            json_of(&similar(asked.reader, &article_id(asked.reader, asked.part)?, &asked.request()?)?, None)
        },
    },
    Endpoint {
        path: "/suggest",
        part: None,
        what: "Words, people and publishers of the index that begin so",
        schema: "Suggestions",
        groups: &[],
        also: &["q", "limit"],
        answer: |asked| {
            let request = asked.request()?;
            json_of(&terms(asked.reader, &request.query, request.limit)?, None)
        },
    },
    Endpoint {
        path: "/parse",
        part: None,
        what: "How a query is read, without searching",
        schema: "Reading",
        groups: &[Group::Query, Group::Filter],
        also: &[],
        answer: |asked| {
            let (understood, warnings) = search::understand(asked.reader, &asked.request()?)?;
            json_of(&json!({ "understood": understood, "warnings": warnings }), None)
        },
    },
    Endpoint {
        path: "/status",
        part: None,
        what: "What the index holds",
        schema: "Status",
        groups: &[],
        also: &[],
        answer: |asked| json_of(&crate::index::status(asked.server.shelf.place(), asked.reader)?, None),
    },
];

fn listing(asked: &Asked<'_>, facet: Facet) -> Result<Answered, Problem> {
    let prefix = asked.params.one("prefix").map(str::to_owned);
    let request = asked.request()?;
    json_of(&list(asked.reader, &request, &Listed { facet, prefix, limit: request.limit })?, None)
}

fn facet(name: &str) -> Result<Facet, Problem> {
    Facet::ALL.into_iter().find(|facet| facet.name() == name).ok_or_else(|| {
        let names = Facet::ALL.map(Facet::name).join(", ");
        Problem::new(Kind::NotFound, format!("no facet `{name}`: there are {names}"))
    })
}

/// The addresses of the API, and those by which others see that it runs.
pub(super) fn routes() -> Router<Arc<Server>> {
    let router = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/openapi.json", get(described));
    ENDPOINTS.iter().fold(router, |router, endpoint| {
        let path = format!("{BASE}{}", endpoint.path);
        if endpoint.path.contains('{') {
            let part = async move |State(server),
                                   part: Result<Path<String>, PathRejection>,
                                   RawQuery(query),
                                   headers: HeaderMap| {
                match part {
                    Ok(Path(part)) => respond(endpoint, server, part, query, &headers).await,
                    Err(error) => Problem::new(Kind::NotFound, error.body_text()).into_response(),
                }
            };
            router.route(&path, get(part))
        } else {
            let whole = async move |State(server), RawQuery(query), headers: HeaderMap| {
                respond(endpoint, server, String::new(), query, &headers).await
            };
            router.route(&path, get(whole))
        }
    })
}

/// The description of the API.
async fn described() -> Response {
    match openapi::document(&ENDPOINTS) {
        Ok(document) => axum::Json(document).into_response(),
        Err(error) => Problem::new(Kind::Internal, error.to_string()).into_response(),
    }
}

/// Whether there is an index to search.
async fn ready(State(server): State<Arc<Server>>) -> Response {
    let opened = server.clone();
    match server.gate.pass(move |_| Ok(opened.shelf.volume().map(|_| ())?)).await {
        Ok(()) => "ready\n".into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn respond(
    endpoint: &'static Endpoint,
    server: Arc<Server>,
    part: String,
    query: Option<String>,
    headers: &HeaderMap,
) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let asking = server.clone();
    let passed = server.gate.pass(move |interrupt| {
        let params = params(endpoint, query.as_deref().unwrap_or_default())?;
        let volume = asking.shelf.volume()?;
        let tag = tag(endpoint.path, &part, &params, &volume, asking.settings.clock);
        if known.is_some_and(|known| known == tag) {
            return Ok((tag, None));
        }
        let answered = asked(endpoint, &asking, &volume, interrupt, &params, &part)?;
        let next = answered.next.map(|offset| params.with("offset", &offset.to_string()).to_string());
        Ok((tag, Some((answered.body, next.map(|query| format!("<{BASE}{}?{query}>; rel=\"next\"", endpoint.path))))))
    });
    match passed.await {
        Ok((tag, answered)) => {
            let status = if answered.is_some() { StatusCode::OK } else { StatusCode::NOT_MODIFIED };
            let (body, next) = answered.unwrap_or_default();
            let mut response = (status, Bytes::from(body)).into_response();
            put(&mut response, header::CONTENT_TYPE, "application/json");
            put(&mut response, header::ETAG, &tag);
            put(&mut response, header::CACHE_CONTROL, "no-cache");
            if let Some(next) = next {
                put(&mut response, header::LINK, &next);
            }
            response
        }
        Err(problem) => problem.into_response(),
    }
}

fn asked(
    endpoint: &Endpoint,
    server: &Server,
    volume: &Volume,
    interrupt: &Interrupt,
    params: &Params,
    part: &str,
) -> Result<Answered, Problem> {
    let reader = &volume.reader.interrupted_by(interrupt);
    (endpoint.answer)(&Asked { reader, params, part, now: (server.settings.clock)(), server })
}

/// The parameters of an address, all of which the endpoint must take.
fn params(endpoint: &Endpoint, query: &str) -> Result<Params, Problem> {
    let (params, errors) = Params::read(query);
    if let Some(error) = errors.into_iter().next() {
        return Err(error.into());
    }
    let unknown = params.iter().find(|(parameter, _)| !endpoint.takes(parameter));
    match unknown.map(|(parameter, _)| parameter.name.to_owned()) {
        Some(name) => Err(ParamError::Unknown { name }.into()),
        None => Ok(params),
    }
}

/// The same for as long as an answer says the same, the time it took apart: of one commit, one question and one day.
fn tag(path: &str, part: &str, params: &Params, volume: &Volume, clock: crate::config::Clock) -> String {
    let asked = format!("{path}\n{part}\n{params}\n{}\n{}", volume.commit, clock().today);
    format!("W/{}", tag_of(&asked))
}
