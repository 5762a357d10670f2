//! The API: a row an address, each the call of one function, and the same beside the pages.
//!
//! Its place: `endpoints` is the table; here an address becomes a question and an answer a response. Every row takes the
//! parameters that its looks need, of the table in [`super::params`], and answers as the command line prints the same
//! options. Another name than its own is refused, so that a slip of the pen is no answer to another question. `format` are
//! the forms of answers, `cursor` goes on with a list, `stream` sends what is too long for one answer, and `openapi`
//! describes it all.

mod cursor;
mod endpoints;
mod format;
mod openapi;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};

use super::params::{ParamError, Params};
use super::shelf::Volume;
use super::{Kind, Problem, Server, address, put, tag_of};
use crate::config::Now;
use crate::engine::{Grouping, Interrupt, Reader};
use crate::search::Request;
use cursor::Cursor;
use endpoints::{BESIDE, Beside, ENDPOINTS, Endpoint, Way};
use format::Format;

/// Where the API begins.
pub(super) const BASE: &str = "/api/v1";

/// What an endpoint is asked.
struct Asked<'a> {
    reader: &'a (dyn Reader + Send + Sync),
    params: &'a Params,
    /// What the address has in the place of `{…}`.
    part: &'a str,
    format: Format,
    /// The address that it is asked at, for links from elsewhere: `http://localhost:7700`.
    origin: &'a str,
    /// Where in a list it goes on, if it is asked to.
    cursor: Option<&'a Cursor>,
    commit: &'a str,
    now: Now,
    server: &'a Server,
}

impl Asked<'_> {
    fn request(&self) -> Result<Request, Problem> {
        let request = self.params.request(Grouping::Passages, self.now)?;
        let offset = self.cursor.map_or(request.offset, |cursor| cursor.offset);
        Ok(Request { offset, ..request })
    }

    /// The question for the next page.
    fn next(&self, offset: Option<usize>) -> Option<Params> {
        let offset = offset?;
        Some(match self.cursor {
            Some(_) => {
                let next = Cursor { commit: Some(self.commit.to_owned()), offset };
                self.params.with("cursor", &next.to_string())
            }
            None => self.params.with("offset", &offset.to_string()),
        })
    }
}

/// What an endpoint answers.
struct Answered {
    body: Vec<u8>,
    /// The question for the next page.
    next: Option<Params>,
}

/// A question as it came, before anything is opened for it.
#[derive(Clone)]
struct Question {
    endpoint: &'static Endpoint,
    params: Params,
    part: String,
    format: Format,
    origin: String,
    cursor: Option<Cursor>,
}

impl Question {
    /// Reads an address, all of whose parameters the endpoint must take.
    fn strict(endpoint: &'static Endpoint, part: String, query: &str, origin: String) -> Result<Self, Problem> {
        let (params, errors) = Params::read(query);
        if let Some(error) = errors.into_iter().next() {
            return Err(error.into());
        }
        let unknown = params.iter().find(|(parameter, _)| !endpoint.takes(parameter));
        match unknown.map(|(parameter, _)| parameter.name.to_owned()) {
            Some(name) => Err(ParamError::Unknown { name }.into()),
            None => Self::of(endpoint, part, params, origin),
        }
    }

    /// Reads the address of a page, which may hold more than the endpoint takes.
    fn beside(beside: &'static Beside, part: String, query: &str, origin: String) -> Result<Self, Problem> {
        let (params, errors) = Params::read(query);
        if let Some(error) = errors.into_iter().find(|error| matches!(error, ParamError::Value { .. })) {
            return Err(error.into());
        }
        let endpoint = beside.endpoint();
        let params = params.filtered(|parameter| endpoint.takes(parameter));
        let usual = beside.usual.iter().filter(|(name, _)| *name == "format" || params.one(name).is_none());
        let params = usual.fold(params.clone(), |params, (name, value)| params.with(name, value));
        Self::of(endpoint, part, params, origin)
    }

    fn of(endpoint: &'static Endpoint, part: String, params: Params, origin: String) -> Result<Self, Problem> {
        let named = params.one("format");
        let format = match named {
            None => endpoint.formats.first().copied(),
            Some(name) => endpoint.formats.iter().copied().find(|format| format.name() == name),
        };
        let Some(format) = format else {
            let names: Vec<String> = endpoint.formats.iter().map(|format| format!("`{}`", format.name())).collect();
            let message = format!("`{}` is none of {}", named.unwrap_or_default(), names.join(", "));
            return Err(ParamError::Value { name: "format", message }.into());
        };
        let cursor = params.one("cursor").map(Cursor::parse).transpose()?;
        if cursor.is_some() && params.one("offset").is_some() {
            let message = "a cursor tells how far a list was read: leave `offset` out".to_owned();
            return Err(ParamError::Value { name: "cursor", message }.into());
        }
        Ok(Self { endpoint, params, part, format, origin, cursor })
    }

    /// The commit that it is asked of.
    fn volume(&self, server: &Server) -> Result<Arc<Volume>, Problem> {
        let Some(commit) = self.cursor.as_ref().and_then(|cursor| cursor.commit.as_deref()) else {
            return Ok(server.shelf.volume()?);
        };
        server.shelf.kept(commit)?.ok_or_else(|| {
            let detail = "the index has changed since this list was begun: begin again with `cursor=*`";
            Problem::new(Kind::Gone, detail)
        })
    }

    fn asked<T>(
        &self,
        server: &Server,
        volume: &Volume,
        interrupt: &Interrupt,
        act: impl FnOnce(&Asked<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        act(&Asked {
            reader: &*volume.reader.interrupted_by(interrupt),
            params: &self.params,
            part: &self.part,
            format: self.format,
            origin: &self.origin,
            cursor: self.cursor.as_ref(),
            commit: &volume.commit,
            now: (server.settings.clock)(),
            server,
        })
    }

    /// The same for as long as an answer says the same, the time it took apart: of one commit, one question and one day.
    fn tag(&self, volume: &Volume, clock: crate::config::Clock) -> String {
        let Self { endpoint, params, part, format, .. } = self;
        // Only these hold addresses of the server itself.
        let origin = if matches!(format, Format::Atom | Format::Cited(_)) { &self.origin } else { "" };
        let (path, commit, today) = (endpoint.path, &volume.commit, clock().today);
        format!("W/{}", tag_of(&format!("{path}\n{part}\n{params}\n{origin}\n{commit}\n{today}")))
    }
}

/// The addresses of the API, and those by which others see that it runs.
pub(super) fn routes() -> Router<Arc<Server>> {
    let router = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/openapi.json", get(described));
    let router = ENDPOINTS.iter().fold(router, |router, endpoint| {
        let read = move |part, query: &str, origin| Question::strict(endpoint, part, query, origin);
        router.route(&format!("{BASE}{}", endpoint.path), answering(endpoint.path, read))
    });
    BESIDE.iter().fold(router, |router, beside| {
        let read = move |part, query: &str, origin| Question::beside(beside, part, query, origin);
        router.route(beside.path, answering(beside.path, read))
    })
}

/// Answers at a path the question that `read` makes of an address: of what stands in the place of `{…}`, of what stands
/// behind the question mark, and of where it is asked.
fn answering(
    path: &'static str,
    read: impl Fn(String, &str, String) -> Result<Question, Problem> + Copy + Send + Sync + 'static,
) -> MethodRouter<Arc<Server>> {
    get(async move |State(server), part: Result<Path<String>, PathRejection>, RawQuery(query), headers: HeaderMap| {
        let part = match part {
            Ok(Path(part)) => part,
            Err(error) if path.contains('{') => {
                return Problem::new(Kind::NotFound, error.body_text()).into_response();
            }
            Err(_) => String::new(),
        };
        let query: Option<String> = query;
        let question = read(part, query.as_deref().unwrap_or_default(), address::origin(&headers));
        respond(question, server, &headers).await
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

async fn respond(question: Result<Question, Problem>, server: Arc<Server>, headers: &HeaderMap) -> Response {
    let answered = match question {
        Ok(question) => match question.endpoint.way {
            Way::Once(answer) => once(question, answer, server, headers).await,
            Way::Streamed(batch) => stream::respond(question, batch, server).await,
        },
        Err(problem) => Err(problem),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// Answers with all of it, unless the client knows it already.
async fn once(
    question: Question,
    answer: fn(&Asked<'_>) -> Result<Answered, Problem>,
    server: Arc<Server>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    let (asking, format, path) = (server.clone(), question.format, question.endpoint.path);
    let passed = server.gate.pass(move |interrupt| {
        let volume = question.volume(&asking)?;
        let tag = question.tag(&volume, asking.settings.clock);
        if known.is_some_and(|known| known == tag) {
            return Ok((tag, None));
        }
        Ok((tag, Some(question.asked(&asking, &volume, interrupt, answer)?)))
    });
    let (tag, answered) = passed.await?;
    let mut response = match answered {
        Some(Answered { body, next }) => {
            let mut response = Bytes::from(body).into_response();
            described_by(&mut response, format);
            if let Some(next) = next {
                put(&mut response, header::LINK, &format!("<{BASE}{path}?{next}>; rel=\"next\""));
            }
            response
        }
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    put(&mut response, header::ETAG, &tag);
    put(&mut response, header::CACHE_CONTROL, "no-cache");
    Ok(response)
}

/// Tells what a response is, and what its file is called where it is one to keep.
fn described_by(response: &mut Response, format: Format) {
    put(response, header::CONTENT_TYPE, format.media_type());
    if let Some(name) = format.file() {
        put(response, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
    }
}
