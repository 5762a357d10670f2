//! Whole addresses: where the server was asked at, and where an article stands for good.

use axum::http::{HeaderMap, HeaderName, header};

/// What a server before this one adds to what it passes on: the scheme that it was asked with.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Whether the request came to a server before this one by TLS.
pub(super) fn is_secure(headers: &HeaderMap) -> bool {
    headers.get(FORWARDED_PROTO).is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https"))
}

/// The address that the server was asked at: `http://localhost:7700`. Which hosts it may be is settled before.
pub(super) fn origin(headers: &HeaderMap) -> String {
    let scheme = if is_secure(headers) { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{scheme}://{host}")
}

/// The address of an article, or of a paragraph of it, that holds as long as the article's words do.
pub(super) fn passage(origin: &str, id: &str, paragraph: Option<u32>) -> String {
    let place = paragraph.map(|number| format!("#p{number}")).unwrap_or_default();
    format!("{origin}/article/{id}{place}")
}

#[cfg(test)]
mod tests {
    //! Properties: an address begins as the reader's own does, behind another server, too.
    use super::*;

    #[test]
    fn as_it_was_asked() {
        let headers = |pairs: &[(HeaderName, &'static str)]| {
            pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect::<HeaderMap>()
        };
        for (given, want) in [
            (&[(header::HOST, "localhost:7700")][..], "http://localhost:7700"),
            (&[(header::HOST, "news.example"), (FORWARDED_PROTO, "https")], "https://news.example"),
            (&[(header::HOST, "news.example"), (FORWARDED_PROTO, "javascript")], "http://news.example"),
            (&[], "http://localhost"),
        ] {
            assert_eq!(origin(&headers(given)), want);
        }
        assert_eq!(passage("http://localhost", "a1", Some(3)), "http://localhost/article/a1#p3");
    }
}
