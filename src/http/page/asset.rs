//! The style sheet and the script of the pages, from within the program.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Server;

/// A file that pages load.
struct Asset {
    path: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 2] = [
    Asset {
        path: "/assets/style.css",
        kind: "text/css; charset=utf-8",
        content: include_str!("../../../assets/style.css"),
    },
    Asset {
        path: "/assets/script.js",
        kind: "text/javascript; charset=utf-8",
        content: include_str!("../../../assets/script.js"),
    },
];

pub(super) fn routes() -> Router<Arc<Server>> {
    ASSETS.iter().fold(Router::new(), |router, asset| {
        router.route(asset.path, get(async |headers: HeaderMap| respond(asset, &headers)))
    })
}

/// The file, unless the browser has this very one.
fn respond(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", &blake3::hash(asset.content.as_bytes()).to_hex()[..20]);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, asset.kind)], asset.content).into_response()
    };
    let mut put = |name: HeaderName, value: &str| {
        HeaderValue::from_str(value).map(|value| response.headers_mut().insert(name, value)).ok()
    };
    put(header::ETAG, &tag);
    put(header::CACHE_CONTROL, "no-cache");
    response
}

#[cfg(test)]
mod tests {
    //! Properties: what pages load is small.
    use super::*;

    #[test]
    fn assets_are_small() {
        assert!(ASSETS.iter().map(|asset| asset.content.len()).sum::<usize>() < 60_000);
    }
}
