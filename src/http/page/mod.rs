//! The pages: a search, its timeline, its people and pairs, one person, one pair, an article, and what stands around
//! them, as HTML that a browser without scripts can use.
//!
//! Its place: beside `api`, over the same values. A page is a view, a struct of plain values that a pure function makes of
//! what was found and what was asked, and a template in `templates/`, which escapes every text it prints. Spans become
//! markup in [`pieces`]; links are addresses that [`Params`] prints. What several pages share stands in a module of its own:
//! [`facet`], [`card`], [`reading`], [`table`], [`chart`].
//!
//! # Invariants
//! Unknown parameters are passed over, since links from elsewhere carry them; a wrong value is told with its status. What
//! goes wrong is a page with a way on. No page has a script or a style in it, and only addresses of `http` and `https`
//! are links. A number with a link leads to a search that finds so many.

mod article;
mod asset;
mod card;
mod chart;
mod correct;
mod facet;
mod pair;
mod pairs;
mod people;
mod person;
mod pieces;
mod reading;
mod search;
mod status;
mod strings;
mod table;
mod timeline;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use super::params::{Group, ParamError, Params};
use super::{Kind, Problem, Server, address, api, put, security};
use crate::annotate::{Date, Speech};
use crate::config::Now;
use crate::engine::Reader;
use crate::export::words;
pub(super) use correct::Runs;
use pieces::inert;

/// What a page is asked.
struct Asked<'a> {
    reader: &'a (dyn Reader + Send + Sync),
    params: &'a Params,
    /// What the address has behind `/article/`, `/person/` or `/pair/`.
    part: &'a str,
    server: &'a Server,
    /// Where the page is asked for: `http://localhost:7700`.
    origin: &'a str,
    now: Now,
    began: std::time::Instant,
}

impl Asked<'_> {
    /// The names of the people whom filters give by key.
    fn names(&self) -> Result<Names, Problem> {
        let keyed = self.params.iter().filter(|(parameter, _)| parameter.name.ends_with("speaker"));
        let keys: Vec<&str> = keyed.filter_map(|(_, value)| value.strip_prefix('=')).collect();
        let labels = crate::search::labels(self.reader, &keys)?;
        Ok(keys.iter().zip(labels).filter_map(|(key, label)| Some(((*key).to_owned(), label?))).collect())
    }
}

/// Names of people, by key.
type Names = std::collections::HashMap<String, String>;

/// What stands around every page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Frame {
    /// The title of the window.
    title: String,
    /// The pages that every page leads to, with the search at hand.
    tabs: Vec<Tab>,
    /// What the box holds.
    query: String,
    /// What the box keeps of the search at hand: names and values.
    kept: Vec<(&'static str, String)>,
    /// The same as JSON.
    json: Option<String>,
    /// Whether the page has a box of its own, so that the one above is left out.
    has_box: bool,
}

/// A page that every page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tab {
    path: &'static str,
    label: &'static str,
    href: String,
    /// As `aria-current` has it: `page` where it is this page, `true` where this one belongs to it.
    current: Option<&'static str>,
}

/// The pages that every page leads to, behind the search.
const TABS: [(&str, &str); 4] =
    [("/timeline", "Timeline"), ("/people", "People"), ("/pairs", "Pairs"), ("/status", "Index")];

impl Frame {
    fn of(title: impl Into<String>, params: &Params) -> Self {
        let query = params.one("q").unwrap_or_default();
        Self {
            title: inert(&title.into()),
            tabs: tabs(params),
            query: query.to_owned(),
            kept: kept(&params.only(&[Group::Query, Group::Filter, Group::Order, Group::Page])),
            json: None,
            has_box: false,
        }
    }

    /// The frame of one of the pages that every page leads to.
    fn on(mut self, path: &str) -> Self {
        self.mark(path, "page");
        self
    }

    /// The frame of a page that belongs to one of these.
    fn within(mut self, path: &str) -> Self {
        self.mark(path, "true");
        self
    }

    fn mark(&mut self, path: &str, current: &'static str) {
        for tab in self.tabs.iter_mut().filter(|tab| tab.path == path) {
            tab.current = Some(current);
        }
    }

    /// Whether something narrows the search at hand, which the box keeps.
    fn is_narrowed(&self) -> bool {
        !self.kept.is_empty()
    }
}

fn tabs(params: &Params) -> Vec<Tab> {
    let tab = |path, label, href| Tab { path, label, href, current: None };
    let search = if params.is_empty() {
        tab("/", "Start", "/".to_owned())
    } else {
        tab("/", "Search", search_href(&params.only(&[Group::Query, Group::Filter, Group::Order])))
    };
    let asked = params.only(&[Group::Query, Group::Filter]);
    std::iter::once(search).chain(TABS.map(|(path, label)| tab(path, label, href_of(path, &asked)))).collect()
}

/// What a form keeps of a search as hidden fields, beside its query.
fn kept(params: &Params) -> Vec<(&'static str, String)> {
    let kept = params.iter().filter(|(parameter, _)| !matches!(parameter.name, "q" | "offset"));
    kept.map(|(parameter, value)| (parameter.name, value.to_owned())).collect()
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    label: String,
    href: String,
}

/// One of several ways to list or count the same.
#[derive(Debug, PartialEq, Eq)]
struct Choice {
    label: &'static str,
    href: String,
    chosen: bool,
}

/// A path with what is asked of it.
fn href_of(path: &str, params: &Params) -> String {
    let query = params.to_string();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}")
}

/// The address of a search.
fn search_href(params: &Params) -> String {
    match params.to_string() {
        query if query.is_empty() => "/".to_owned(),
        query => format!("/search?{query}"),
    }
}

/// The address of the page of a person, by name or key, in the light of a search.
fn person_href(name: &str, params: &Params) -> String {
    let part: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    // In a path, a plus is a plus.
    href_of(&format!("/person/{}", part.replace('+', "%20")), &of_search(params).without_all("speaker"))
}

/// The address of the page of a pair, in the light of a search.
fn pair_href(pair: &str, params: &Params) -> String {
    href_of(&format!("/pair/{pair}"), &of_search(params).without_all("pair"))
}

/// What is asked of a search: its query and filters, without how it is listed.
fn of_search(params: &Params) -> Params {
    params.only(&[Group::Query, Group::Filter])
}

/// The search that asks for a value, too. Where others of its kind are asked for already, another value beside them would
/// mean any of them: it joins the query instead.
fn joined(params: &Params, name: &str, value: &str) -> Params {
    if params.all(name).all(|chosen| chosen == value) {
        return params.with(name, value);
    }
    let clause = format!("{name}:\"{value}\"");
    match params.one("q") {
        Some(query) => params.with("q", &format!("{clause} ({query})")),
        None => params.with("q", &clause),
    }
}

/// The address of an article in the light of a search, which its page marks in it.
fn article_href(id: &str, params: &Params, place: &str) -> String {
    format!("{}{place}", href_of(&format!("/article/{id}"), &of_search(params)))
}

/// The address of the article that was found under a path.
fn article_at(path: &str) -> String {
    search_href(&Params::default().with("q", &format!("path:\"{}\"", path.replace('"', ""))))
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
    /// Their page; none for somebody without a name.
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
            class: manner_class(speech.kind),
        }
    }

    /// Those who speak in a paragraph, each once with every manner in which they do.
    fn all<'s>(speeches: impl IntoIterator<Item = &'s Speech>, href: impl Fn(&str) -> String) -> Vec<Self> {
        let mut speakers: Vec<(Self, Vec<String>)> = Vec::new();
        for speech in speeches {
            let speaker = Self::of(speech, &href);
            let known = speakers.iter_mut().find(|(known, _)| known.name == speaker.name && known.href == speaker.href);
            let Some((known, manners)) = known else {
                let manner = speaker.manner.clone();
                speakers.push((speaker, vec![manner]));
                continue;
            };
            known.office = known.office.take().or(speaker.office);
            // What is quoted weighs most, and the words they are called by are told of one speech alone.
            if speaker.class == "direct" || known.class == "floor" {
                known.class = speaker.class;
            }
            known.mention = known.mention.take().filter(|mention| speaker.mention.as_ref() == Some(mention));
            if !manners.contains(&speaker.manner) {
                manners.push(speaker.manner);
            }
        }
        speakers.into_iter().map(|(speaker, manners)| Self { manner: manners.join("; "), ..speaker }).collect()
    }
}

/// How the rule beside a speech is drawn.
fn manner_class(kind: crate::annotate::Kind) -> &'static str {
    match kind {
        crate::annotate::Kind::Direct | crate::annotate::Kind::Mixed => "direct",
        crate::annotate::Kind::Indirect => "indirect",
        crate::annotate::Kind::Floor => "floor",
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
    let frame = Frame { has_box: true, ..Frame::of("onrecord", &Params::default()) };
    rendered(&LoginPage { frame, wrong }).map_or_else(IntoResponse::into_response, |html| html_response(status, html))
}

/// Takes the token that a browser was told, and lets it know itself by a cookie.
async fn logged_in(server: &Server, headers: &HeaderMap, body: Body) -> Result<Response, Problem> {
    let form = correct::Form::read(server, body).await?;
    let token = server.settings.token.as_deref();
    let cookie = security::cookie(token, form.field("token")?, address::is_secure(headers));
    let Some(cookie) = cookie else { return Ok(login_page(StatusCode::UNAUTHORIZED, true)) };
    let mut response = correct::see("/");
    put(&mut response, header::SET_COOKIE, &cookie);
    Ok(response)
}

/// What makes a page of what it is asked.
type Page = fn(&Asked<'_>) -> Result<String, Problem>;

/// The pages by path; those with a part of the path that names what they are of stand below.
const PAGES: [(&str, Page); 6] = [
    ("/", search::page),
    ("/search", search::page),
    ("/timeline", timeline::page),
    ("/people", people::page),
    ("/pairs", pairs::page),
    ("/status", status::page),
];

/// The pages of one thing, which a part of the path names.
const PAGES_OF_ONE: [(&str, Page); 3] =
    [("/article/{id}", article::page), ("/person/{name}", person::page), ("/pair/{pair}", pair::page)];

/// The pages and what belongs to them.
pub(super) fn routes() -> Router<Arc<Server>> {
    let router = PAGES.into_iter().fold(asset::routes(), |router, (path, page)| router.route(path, shown(page)));
    let router = PAGES_OF_ONE.into_iter().fold(router, |router, (path, page)| {
        let of_one = async move |State(server), part: Result<Path<String>, PathRejection>, RawQuery(query), headers| {
            // A part that is no text names nothing, as any other that nothing is called.
            let part = part.map_or_else(|_| char::REPLACEMENT_CHARACTER.to_string(), |Path(part)| part);
            respond(server, part, query, headers, page).await
        };
        router.route(path, get(of_one))
    });
    let say = async |State(server): State<Arc<Server>>, body| posted(correct::posted(server, body).await);
    let undo = async |State(server): State<Arc<Server>>, body| posted(correct::undone(server, body).await);
    let run = async |State(server)| posted(correct::run(server).await);
    let login = async |State(server): State<Arc<Server>>, headers: HeaderMap, body| {
        posted(logged_in(&server, &headers, body).await)
    };
    router
        .route("/corrections", shown(correct::page).post(say))
        .route("/corrections/undo", post(undo))
        .route("/sync", post(run))
        .route(security::LOGIN, post(login))
}

/// Shows a page.
fn shown(page: Page) -> MethodRouter<Arc<Server>> {
    get(async move |State(server), RawQuery(query), headers| respond(server, String::new(), query, headers, page).await)
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

async fn respond(server: Arc<Server>, part: String, query: Option<String>, headers: HeaderMap, page: Page) -> Response {
    let (params, errors) = Params::read(query.as_deref().unwrap_or_default());
    if let Some(error) = errors.into_iter().find(|error| matches!(error, ParamError::Value { .. })) {
        return told(&params, &error.into());
    }
    let (asking, asked) = (server.clone(), params.clone());
    let passed = server.gate.pass(move |interrupt| {
        let volume = asking.shelf.volume()?;
        let reader = &*volume.reader.interrupted_by(interrupt);
        let settings = &asking.settings;
        let (now, began) = ((settings.clock)(), (settings.stopwatch)());
        let origin = &address::origin(&headers);
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
    //! Properties: only addresses of the web are links; an article's address keeps what is marked in it and nothing else;
    //! a name stands in a path as it is; what is joined to a search narrows it.
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
    fn everybody_speaks_once() {
        let speech = |name: &str, mention: &str, kind| Speech {
            name: Some(name.into()),
            description: None,
            mention: mention.into(),
            role: (mention == name).then(|| "chair".into()),
            affiliation: None,
            kind,
            content: Vec::new(),
            cue: None,
            relay: None,
        };
        use crate::annotate::Kind::{Direct, Indirect};
        let said = [
            speech("Ada Lind", "she", Indirect),
            speech("Bo Roe", "Roe", Indirect),
            speech("Ada Lind", "Ada Lind", Direct),
            speech("Ada Lind", "she", Indirect),
        ];
        let told: Vec<_> = SpeakerView::all(&said, str::to_owned)
            .into_iter()
            .map(|speaker| (speaker.name, speaker.manner, speaker.class, speaker.office, speaker.mention))
            .collect();
        let ada = ("Ada Lind".to_owned(), "reported; quoted".to_owned(), "direct", Some("chair".to_owned()), None);
        let bo = ("Bo Roe".to_owned(), "reported".to_owned(), "indirect", None, Some("Roe".to_owned()));
        assert_eq!(told, [ada, bo]);
    }

    #[test]
    fn addresses_of_articles() {
        let (params, _) = Params::read("q=rail&pair=CN-KR&sort=newest&offset=20");
        assert_eq!(article_href("ab12", &params, "#p3"), "/article/ab12?q=rail&pair=CN-KR#p3");
        assert_eq!(article_href("ab12", &Params::default(), ""), "/article/ab12");
        assert_eq!(search_href(&without_filters(&params)), "/search?q=rail&sort=newest");
    }

    #[test]
    fn addresses_of_people_and_pairs() {
        let (params, _) = Params::read("q=rail&pair=CN-KR&speaker=Lind&sort=newest");
        assert_eq!(person_href("A/B ?+%", &params), "/person/A%2FB%20%3F%2B%25?q=rail&pair=CN-KR");
        assert_eq!(pair_href("CN-KR", &params), "/pair/CN-KR?q=rail&speaker=Lind");
    }

    #[test]
    fn what_is_joined_narrows() {
        for (asked, want) in [
            ("q=rail", "q=rail&pair=CN-KR"),
            ("q=rail&pair=CN-KR", "q=rail&pair=CN-KR"),
            ("q=a+OR+b&pair=CN-JP", "q=pair%3A%22CN-KR%22+%28a+OR+b%29&pair=CN-JP"),
            ("pair=CN-JP", "q=pair%3A%22CN-KR%22&pair=CN-JP"),
        ] {
            assert_eq!(joined(&Params::read(asked).0, "pair", "CN-KR").to_string(), want);
        }
    }

    #[test]
    fn tabs_keep_the_search() {
        let frame =
            Frame::of("t", &Params::read("q=rail&pair=CN-KR&sort=newest&with=road&offset=10").0).within("/people");
        let told: Vec<_> = frame.tabs.iter().map(|tab| (tab.label, tab.href.as_str(), tab.current)).collect();
        assert_eq!(
            told,
            [
                ("Search", "/search?q=rail&pair=CN-KR&sort=newest", None),
                ("Timeline", "/timeline?q=rail&pair=CN-KR", None),
                ("People", "/people?q=rail&pair=CN-KR", Some("true")),
                ("Pairs", "/pairs?q=rail&pair=CN-KR", None),
                ("Index", "/status?q=rail&pair=CN-KR", None),
            ]
        );
        assert_eq!(frame.kept, [("pair", "CN-KR".to_owned()), ("sort", "newest".to_owned())]);
        assert_eq!(Frame::of("t", &Params::default()).tabs[0].label, "Start");
    }
}
