//! Refuses what does not come from where it may, and tells browsers what not to do with a response.
//!
//! Who may ask: programs and pages on this machine. A page from elsewhere that a browser shows cannot: it does not know the
//! token, its requests name another host (DNS rebinding) or another origin, and its browser keeps the responses from it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Kind, Problem, Server};

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

/// Lets a request in, or refuses it.
pub(super) async fn admit(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let token = server.settings.token.as_deref();
    match check(request.method(), request.uri().to_string().len(), request.headers(), token) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn check(method: &Method, address: usize, headers: &HeaderMap, token: Option<&str>) -> Result<(), Problem> {
    if address > ADDRESS_MAX {
        return Err(Problem::new(
            Kind::TooLarge,
            format!("an address has at most {ADDRESS_MAX} bytes, this one {address}"),
        ));
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(Problem::new(Kind::MethodNotAllowed, "only GET and HEAD are taken"));
    }
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match token {
        Some(token) => {
            let given = text(header::AUTHORIZATION).and_then(|given| given.strip_prefix("Bearer "));
            // Hashes are compared in a time that tells nothing of where they differ.
            if given.is_none_or(|given| blake3::hash(given.as_bytes()) != blake3::hash(token.as_bytes())) {
                return Err(Problem::new(Kind::Unauthorized, "send the token as `Authorization: Bearer TOKEN`"));
            }
        }
        None if !text(header::HOST).is_some_and(is_here) => {
            return Err(Problem::new(Kind::Forbidden, "requests must name this machine as their host, as `localhost`"));
        }
        None => {}
    }
    match text(HeaderName::from_static("sec-fetch-site")) {
        None | Some("same-origin" | "none") => Ok(()),
        // A link on a page elsewhere may lead here; what such a page embeds or fetches may not.
        Some(_) if text(HeaderName::from_static("sec-fetch-mode")) == Some("navigate") => Ok(()),
        Some(_) => Err(Problem::new(Kind::Forbidden, "pages from elsewhere cannot read what is served here")),
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

    fn refused(method: &Method, headers: &[(&'static str, &'static str)], token: Option<&str>) -> Option<Kind> {
        let headers = headers
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        check(method, 20, &headers, token).err().map(|problem| problem.kind)
    }

    #[test]
    fn who_is_let_in() {
        let local = ("host", "localhost:7700");
        for (headers, token, want) in [
            (&[local][..], None, None),
            (&[], None, Some(Kind::Forbidden)),
            (&[("host", "evil.example")], None, Some(Kind::Forbidden)),
            (&[local, ("sec-fetch-site", "same-origin")], None, None),
            (&[local, ("sec-fetch-site", "none")], None, None),
            (&[local, ("sec-fetch-site", "cross-site")], None, Some(Kind::Forbidden)),
            (&[local, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], None, None),
            (&[local], Some("s3cret"), Some(Kind::Unauthorized)),
            (&[local, ("authorization", "Bearer s3cre")], Some("s3cret"), Some(Kind::Unauthorized)),
            (&[local, ("authorization", "Basic s3cret")], Some("s3cret"), Some(Kind::Unauthorized)),
            (&[("host", "news.example"), ("authorization", "Bearer s3cret")], Some("s3cret"), None),
        ] {
            assert_eq!(refused(&Method::GET, headers, token), want, "{headers:?} {token:?}");
        }
        assert_eq!(refused(&Method::POST, &[local], None), Some(Kind::MethodNotAllowed));
        assert_eq!(refused(&Method::HEAD, &[local], None), None);
        let long = check(&Method::GET, ADDRESS_MAX + 1, &HeaderMap::new(), None).unwrap_err();
        assert_eq!(long.kind, Kind::TooLarge);
    }
}
