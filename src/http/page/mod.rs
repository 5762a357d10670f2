//! The pages: a search, an article, and what stands around them, as HTML that a browser without scripts can use.
//!
//! Its place: beside `api`, over the same values. A page is a view, a struct of plain values that a pure function makes of
//! what was found and what was asked, and a template in `templates/`, which escapes every text it prints. Spans become
//! markup in [`pieces`]; links are addresses that [`Params`] prints.
//!
//! # Invariants
//! Unknown parameters are passed over, since links from elsewhere carry them; a wrong value is told with its status. What
//! goes wrong is a page with a way on. No page has a script or a style in it, and only addresses of `http` and `https`
//! are links.

mod article;
mod asset;
mod correct;
mod pieces;
mod search;
mod status;
mod strings;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::params::{Group, ParamError, Params};
use super::{Kind, Problem, Server, api, put, security};
use crate::annotate::{Date, Speech};
use crate::config::Now;
use crate::engine::embedded::EmbeddedReader;
use crate::export::words;
pub(super) use correct::Runs;
use pieces::inert;

/// What a page is asked.
struct Asked<'a> {
    reader: &'a EmbeddedReader,
    params: &'a Params,
    /// What the address has behind `/article/`.
    part: &'a str,
    server: &'a Server,
    /// Where the page is asked for: `http://localhost:7700`.
    origin: &'a str,
    now: Now,
    began: std::time::Instant,
}

/// What stands around every page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Frame {
    /// The title of the window.
    title: String,
    /// What the box holds.
    query: String,
    /// What the box keeps of the search at hand: names and values.
    kept: Vec<(&'static str, String)>,
    /// The same as JSON.
    json: Option<String>,
    /// Whether the page has a box of its own, so that the one above is left out.
    first: bool,
}

impl Frame {
    fn of(title: impl Into<String>, params: &Params) -> Self {
        let query = params.one("q").unwrap_or_default();
        let kept = params.iter().filter(|(parameter, _)| !matches!(parameter.name, "q" | "offset"));
        Self {
            title: inert(&title.into()),
            query: query.to_owned(),
            kept: kept.map(|(parameter, value)| (parameter.name, value.to_owned())).collect(),
            json: None,
            first: false,
        }
    }

    /// Whether something narrows the search at hand, which the box keeps.
    fn is_narrowed(&self) -> bool {
        !self.kept.is_empty()
    }
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    label: String,
    href: String,
}

/// The address of a search.
fn search_href(params: &Params) -> String {
    match params.to_string() {
        query if query.is_empty() => "/".to_owned(),
        query => format!("/search?{query}"),
    }
}

/// The address of an article in the light of a search, which its page marks in it.
fn article_href(id: &str, params: &Params, place: &str) -> String {
    let query = params.only(&[Group::Query, Group::Filter]).to_string();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/article/{id}{mark}{query}{place}")
}

/// The address of the article that was found under a path.
fn article_at(path: &str) -> String {
    search_href(&Params::default().with("q", &format!("path:\"{}\"", path.replace('"', ""))))
}

/// The address of what somebody says.
fn person_href(name: &str) -> String {
    search_href(&Params::default().with("speaker", name))
}

/// The search without its filters, which its query may hold instead.
fn without_filters(params: &Params) -> Params {
    params.only(&[Group::Query, Group::Order, Group::List, Group::Page]).without_all("offset")
}

/// An address that may be a link: no other scheme than these leads only to a page.
fn web_address(url: &str) -> Option<&str> {
    let scheme = url.split_once("://")?.0;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(url)
}

/// A date as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DateView {
    /// `≈ 18 March 2017`.
    text: String,
    /// For machines.
    iso: String,
    derived: bool,
    /// The words that decided it.
    why: String,
}

impl DateView {
    fn of(date: &Date) -> Self {
        Self {
            text: words::when(date),
            iso: date.value.to_string(),
            derived: date.basis == crate::annotate::Basis::Derived,
            why: inert(&strings::reasoning(date)),
        }
    }
}

/// Who speaks, as it stands beside a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SpeakerView {
    name: String,
    /// The search for everything they say; none for somebody without a name.
    href: Option<String>,
    office: Option<String>,
    manner: String,
    /// The words they were told from, where these are others.
    mention: Option<String>,
    /// How the rule beside it is drawn.
    class: &'static str,
}

impl SpeakerView {
    fn of(speech: &Speech, href: impl Fn(&str) -> String) -> Self {
        let name = words::who(speech);
        Self {
            name: inert(name),
            href: speech.name.as_deref().map(href),
            office: words::office(speech).map(|office| inert(&office)),
            manner: inert(&words::manner(speech.kind, speech.relay.as_deref())),
            mention: (speech.mention != name).then(|| inert(&speech.mention)),
            class: match speech.kind {
                crate::annotate::Kind::Direct | crate::annotate::Kind::Mixed => "direct",
                crate::annotate::Kind::Indirect => "indirect",
                crate::annotate::Kind::Floor => "floor",
            },
        }
    }
}

/// A page that tells what went wrong.
#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    title: &'static str,
    detail: String,
    advice: &'static str,
}

/// The page on which a browser is told the token.
#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    frame: Frame,
    wrong: bool,
}

/// Asks a browser for the token.
pub(super) fn login(problem: &Problem) -> Response {
    login_page(problem.status(), false)
}

fn login_page(status: StatusCode, wrong: bool) -> Response {
    let frame = Frame { first: true, ..Frame::of("onrecord", &Params::default()) };
    rendered(&LoginPage { frame, wrong }).map_or_else(IntoResponse::into_response, |html| html_response(status, html))
}

/// Takes the token that a browser was told, and lets it know itself by a cookie.
async fn logged_in(server: &Server, body: Body) -> Result<Response, Problem> {
    let form = correct::Form::read(server, body).await?;
    let cookie = security::cookie(server.settings.token.as_deref(), form.field("token")?);
    let Some(cookie) = cookie else { return Ok(login_page(StatusCode::UNAUTHORIZED, true)) };
    let mut response = correct::see("/");
    put(&mut response, header::SET_COOKIE, &cookie);
    Ok(response)
}

/// The pages and what belongs to them.
pub(super) fn routes() -> Router<Arc<Server>> {
    let search = async |State(server), RawQuery(query), headers| {
        respond(server, String::new(), query, headers, search::page).await
    };
    let status = async |State(server), RawQuery(query), headers| {
        respond(server, String::new(), query, headers, status::page).await
    };
    let corrections = async |State(server), RawQuery(query), headers| {
        respond(server, String::new(), query, headers, correct::page).await
    };
    let say = async |State(server): State<Arc<Server>>, body| posted(correct::posted(&server, body).await);
    let undo = async |State(server): State<Arc<Server>>, body| posted(correct::undone(&server, body).await);
    let run = async |State(server)| posted(correct::run(server).await);
    let login = async |State(server): State<Arc<Server>>, body| posted(logged_in(&server, body).await);
    // A part that is no text names no article, as any other that is no id.
    let article = async |State(server), part: Result<Path<String>, PathRejection>, RawQuery(query), headers| {
        let part = part.map_or_else(|_| char::REPLACEMENT_CHARACTER.to_string(), |Path(part)| part);
        respond(server, part, query, headers, article::page).await
    };
    Router::new()
        .route("/", get(search))
        .route("/search", get(search))
        .route("/article/{id}", get(article))
        .route("/status", get(status))
        .route("/corrections", get(corrections).post(say))
        .route("/corrections/undo", post(undo))
        .route("/sync", post(run))
        .route(security::LOGIN, post(login))
        .merge(asset::routes())
}

/// What is at no address: a page for a browser, else a problem for programs.
pub(super) async fn missing(uri: Uri, headers: HeaderMap) -> Response {
    let problem = Problem::new(Kind::NotFound, "there is nothing at this address");
    if security::wants_page(&headers) && !uri.path().starts_with(api::BASE) {
        told(&Params::default(), &problem)
    } else {
        problem.into_response()
    }
}

async fn respond(
    server: Arc<Server>,
    part: String,
    query: Option<String>,
    headers: HeaderMap,
    page: fn(&Asked<'_>) -> Result<String, Problem>,
) -> Response {
    let (params, errors) = Params::read(query.as_deref().unwrap_or_default());
    if let Some(error) = errors.into_iter().find(|error| matches!(error, ParamError::Value { .. })) {
        return told(&params, &error.into());
    }
    let (asking, asked) = (server.clone(), params.clone());
    let passed = server.gate.pass(move |interrupt| {
        let volume = asking.shelf.volume()?;
        let reader = &volume.reader.interrupted_by(interrupt);
        let settings = &asking.settings;
        let (now, began) = ((settings.clock)(), (settings.stopwatch)());
        let origin = &api::origin(&headers);
        page(&Asked { reader, params: &asked, part: &part, server: &asking, origin, now, began })
    });
    match passed.await {
        Ok(html) => html_response(StatusCode::OK, html),
        Err(problem) => told(&params, &problem),
    }
}

/// What came of a form: on to another page, or what went wrong.
fn posted(outcome: Result<Response, Problem>) -> Response {
    outcome.unwrap_or_else(|problem| told(&Params::default(), &problem))
}

/// A problem as a page. What is wrong is not kept for the next search.
fn told(params: &Params, problem: &Problem) -> Response {
    let params = problem.parameter.as_deref().map_or_else(|| params.clone(), |name| params.without_all(name));
    let page = ProblemPage {
        frame: Frame::of(problem.title, &params),
        title: problem.title,
        detail: inert(&problem.detail),
        advice: strings::advice(problem.kind),
    };
    let mut response = match rendered(&page) {
        Ok(html) => html_response(problem.status(), html),
        Err(problem) => problem.into_response(),
    };
    if matches!(problem.kind, Kind::Busy | Kind::TooSlow) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

fn rendered(page: &impl Template) -> Result<String, Problem> {
    page.render().map_err(|error| Problem::new(Kind::Internal, error.to_string()))
}

fn html_response(status: StatusCode, html: String) -> Response {
    const HEADERS: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, HEADERS, html).into_response()
}

#[cfg(test)]
mod tests {
    //! Properties: only addresses of the web are links; an article's address keeps what is marked in it and nothing else.
    use super::*;

    #[test]
    fn web_addresses() {
        for (url, want) in [
            ("https://news.example/a", true),
            ("HTTP://news.example", true),
            ("javascript:alert(1)", false),
            ("javascript://news.example/%0aalert(1)", false),
            (" https://news.example", false),
            ("file:///etc/passwd", false),
            ("news.example", false),
        ] {
            assert_eq!(web_address(url).is_some(), want, "{url}");
        }
    }

    #[test]
    fn addresses_of_articles() {
        let (params, _) = Params::read("q=rail&pair=CN-KR&sort=newest&offset=20");
        assert_eq!(article_href("ab12", &params, "#p3"), "/article/ab12?q=rail&pair=CN-KR#p3");
        assert_eq!(article_href("ab12", &Params::default(), ""), "/article/ab12");
        assert_eq!(search_href(&without_filters(&params)), "/search?q=rail&sort=newest");
    }
}
