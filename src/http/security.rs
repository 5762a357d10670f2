//! Refuses what does not come from where it may, and tells browsers what not to do with a response.
//!
//! Who may ask: programs and pages on this machine. A page from elsewhere that a browser shows cannot: it does not know the
//! token, its requests name another host (DNS rebinding) or another origin, and its browser keeps the responses from it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Kind, Problem, Server, page};

/// How long an address may be, in bytes.
const ADDRESS_MAX: usize = 8_000;

const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Adds to every response what keeps it inert.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What may be posted to. Everything else is read only.
const FORMS: [&str; 3] = ["/corrections", "/corrections/undo", "/sync"];

/// Where a browser sends the token once, to know it from then on.
pub(super) const LOGIN: &str = "/login";

/// Where the style sheet and the script are.
const ASSETS: &str = "/assets/";

/// The cookie by which a browser knows the token. Other sites' forms do not carry it.
const COOKIE: &str = "onrecord";

/// Lets a request in, or refuses it.
pub(super) async fn admit(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let token = server.settings.token.as_deref();
    match check(request.method(), request.uri(), request.headers(), token) {
        Ok(()) => next.run(request).await,
        Err(problem) if problem.kind == Kind::Unauthorized && wants_page(request.headers()) => page::login(&problem),
        Err(problem) => problem.into_response(),
    }
}

/// Whether a browser asks, for a page.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    text(headers, header::ACCEPT).is_some_and(|accepted| accepted.contains("text/html"))
}

/// The cookie for whoever sent the token; none where it is another. One that came by TLS is sent by TLS only.
pub(super) fn cookie(token: Option<&str>, sent: &str, by_tls: bool) -> Option<String> {
    let known = token.filter(|token| is_same(token, sent))?;
    let secure = if by_tls { "; Secure" } else { "" };
    Some(format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict{secure}", pass(known)))
}

/// What the cookie holds: the token itself stays with whoever typed it.
fn pass(token: &str) -> String {
    blake3::derive_key("onrecord browser cookie", token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two secrets are the same. Hashes are compared, in a time that tells nothing of where they differ.
fn is_same(one: &str, other: &str) -> bool {
    blake3::hash(one.as_bytes()) == blake3::hash(other.as_bytes())
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn check(method: &Method, address: &Uri, headers: &HeaderMap, token: Option<&str>) -> Result<(), Problem> {
    let length = address.to_string().len();
    if length > ADDRESS_MAX {
        let detail = format!("an address has at most {ADDRESS_MAX} bytes, this one {length}");
        return Err(Problem::new(Kind::TooLarge, detail));
    }
    let is_login = token.is_some() && address.path() == LOGIN;
    // What the page that asks for the token looks like is no secret.
    let is_open = is_login || address.path().starts_with(ASSETS);
    let posts = *method == Method::POST;
    if posts && !is_login && !FORMS.contains(&address.path())
        || !posts && !matches!(*method, Method::GET | Method::HEAD)
    {
        return Err(Problem::new(Kind::MethodNotAllowed, "only GET and HEAD are taken here"));
    }
    match token {
        Some(token) if !is_open && !knows(headers, token) => {
            return Err(Problem::new(Kind::Unauthorized, "send the token as `Authorization: Bearer TOKEN`"));
        }
        None if !text(headers, header::HOST).is_some_and(is_here) => {
            return Err(Problem::new(Kind::Forbidden, "requests must name this machine as their host, as `localhost`"));
        }
        _ => {}
    }
    match (origin(headers), posts) {
        (Origin::Same, _) | (Origin::Unsaid, false) => Ok(()),
        // Who knows the token, or has its cookie, which no other site's form carries.
        (Origin::Unsaid, true) if token.is_some() => Ok(()),
        (Origin::Unsaid, true) => {
            Err(Problem::new(Kind::Forbidden, "only a form of these pages can change anything, or who has a `--token`"))
        }
        (Origin::Link, false) => Ok(()),
        (Origin::Link | Origin::Other, _) => {
            Err(Problem::new(Kind::Forbidden, "pages from elsewhere cannot read or change what is served here"))
        }
    }
}

/// Whether a request knows the token.
fn knows(headers: &HeaderMap, token: &str) -> bool {
    let bearer = text(headers, header::AUTHORIZATION).and_then(|given| given.strip_prefix("Bearer "));
    let mut cookies = text(headers, header::COOKIE).into_iter().flat_map(|cookies| cookies.split("; "));
    let cookie = cookies.find_map(|cookie| cookie.strip_prefix(COOKIE)?.strip_prefix('='));
    bearer.is_some_and(|given| is_same(given, token)) || cookie.is_some_and(|given| is_same(given, &pass(token)))
}

/// From where a browser says that a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// From these pages, or typed.
    Same,
    /// It does not say, or no browser asks.
    Unsaid,
    /// From a link on a page elsewhere, to be shown as a page of its own.
    Link,
    /// From a page elsewhere, which embeds, fetches or posts.
    Other,
}

fn origin(headers: &HeaderMap) -> Origin {
    let site = text(headers, HeaderName::from_static("sec-fetch-site"));
    let mode = text(headers, HeaderName::from_static("sec-fetch-mode"));
    match (site, text(headers, header::ORIGIN)) {
        (Some("same-origin" | "none"), _) => Origin::Same,
        (Some(_), _) if mode == Some("navigate") => Origin::Link,
        (Some(_), _) => Origin::Other,
        (None, None | Some("null")) => Origin::Unsaid,
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            if host.is_some() && host == text(headers, header::HOST) { Origin::Same } else { Origin::Other }
        }
    }
}

/// Whether a host, with or without a port, is this machine.
fn is_here(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (host, want) in [
            ("localhost", true),
            ("LOCALHOST:7700", true),
            ("127.0.0.1:7700", true),
            ("127.9.9.9", true),
            ("[::1]:7700", true),
            ("[::1]", true),
            ("localhost.evil.example", false),
            ("evil.example:7700", false),
            ("localhost:7700.evil.example", false),
            ("192.168.0.2", false),
            ("", false),
            (":7700", false),
        ] {
            assert_eq!(is_here(host), want, "{host}");
        }
    }

    fn refused(
        (method, address): (&Method, &str),
        headers: &[(&'static str, &str)],
        token: Option<&str>,
    ) -> Option<Kind> {
        let headers = headers
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        check(method, &address.parse().unwrap(), &headers, token).err().map(|problem| problem.kind)
    }

    #[test]
    fn who_is_let_in() {
        let local = ("host", "localhost:7700");
        let cookie = super::cookie(Some("s3cret"), "s3cret", false).unwrap();
        let cookie = cookie.split(';').next().unwrap();
        assert_eq!(super::cookie(Some("s3cret"), "s3cre", false), None);
        assert_eq!(super::cookie(None, "", false), None);
        assert!(super::cookie(Some("s3cret"), "s3cret", true).unwrap().ends_with("; Secure"));
        for (headers, token, want) in [
            (&[local][..], None, None),
            (&[], None, Some(Kind::Forbidden)),
            (&[("host", "evil.example")], None, Some(Kind::Forbidden)),
            (&[local, ("sec-fetch-site", "same-origin")], None, None),
            (&[local, ("sec-fetch-site", "none")], None, None),
            (&[local, ("sec-fetch-site", "cross-site")], None, Some(Kind::Forbidden)),
            (&[local, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], None, None),
            (&[local, ("origin", "http://evil.example")], None, Some(Kind::Forbidden)),
            (&[local], Some("s3cret"), Some(Kind::Unauthorized)),
            (&[local, ("authorization", "Bearer s3cre")], Some("s3cret"), Some(Kind::Unauthorized)),
            (&[local, ("authorization", "Basic s3cret")], Some("s3cret"), Some(Kind::Unauthorized)),
            (&[("host", "news.example"), ("authorization", "Bearer s3cret")], Some("s3cret"), None),
            (&[local, ("cookie", &format!("theme=dark; {cookie}"))], Some("s3cret"), None),
            (&[local, ("cookie", cookie)], Some("other"), Some(Kind::Unauthorized)),
            (&[local, ("cookie", "onrecord=s3cret")], Some("s3cret"), Some(Kind::Unauthorized)),
        ] {
            assert_eq!(refused((&Method::GET, "/search?q=a"), headers, token), want, "{headers:?} {token:?}");
        }
        assert_eq!(refused((&Method::HEAD, "/"), &[local], None), None);
        let long = format!("/search?q={}", "a".repeat(ADDRESS_MAX));
        assert_eq!(refused((&Method::GET, &long), &[local], None), Some(Kind::TooLarge));
    }

    #[test]
    fn only_forms_of_these_pages_change_anything() {
        let local = ("host", "localhost:7700");
        for address in FORMS {
            for (headers, token, want) in [
                (&[local, ("sec-fetch-site", "same-origin"), ("origin", "null")][..], None, None),
                (&[local, ("origin", "http://localhost:7700")], None, None),
                (&[local], None, Some(Kind::Forbidden)),
                (&[local, ("origin", "null")], None, Some(Kind::Forbidden)),
                (&[local, ("origin", "http://localhost:9999")], None, Some(Kind::Forbidden)),
                (&[local, ("origin", "http://evil.example")], None, Some(Kind::Forbidden)),
                (
                    &[local, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")],
                    None,
                    Some(Kind::Forbidden),
                ),
                (
                    &[local, ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate")],
                    None,
                    Some(Kind::Forbidden),
                ),
                (&[("host", "news.example"), ("authorization", "Bearer s3cret")], Some("s3cret"), None),
                (
                    &[("host", "news.example"), ("sec-fetch-site", "same-origin")],
                    Some("s3cret"),
                    Some(Kind::Unauthorized),
                ),
            ] {
                assert_eq!(refused((&Method::POST, address), headers, token), want, "{headers:?} {token:?}");
            }
        }
        let same = ("sec-fetch-site", "same-origin");
        for address in ["/", "/search?q=a", "/api/v1/search?q=a", LOGIN, "/corrections/"] {
            assert_eq!(
                refused((&Method::POST, address), &[local, same], None),
                Some(Kind::MethodNotAllowed),
                "{address}"
            );
        }
        assert_eq!(refused((&Method::POST, LOGIN), &[local, same], Some("s3cret")), None);
        for method in [Method::PUT, Method::DELETE, Method::OPTIONS] {
            assert_eq!(refused((&method, "/corrections"), &[local, same], None), Some(Kind::MethodNotAllowed));
        }
    }
}
