//! The style sheet and the script of the pages, from within the program.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Server;
use crate::http::{put, tag_of};

/// A file that pages load.
struct Asset {
    path: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 2] = [
    Asset { path: "/assets/style.css", kind: "text/css; charset=utf-8", content: include_str!("assets/style.css") },
    Asset {
        path: "/assets/script.js",
        kind: "text/javascript; charset=utf-8",
        content: include_str!("assets/script.js"),
    },
];

pub(super) fn routes() -> Router<Arc<Server>> {
    ASSETS.iter().fold(Router::new(), |router, asset| {
        router.route(asset.path, get(async |headers: HeaderMap| respond(asset, &headers)))
    })
}

/// The file, unless the browser has this very one.
fn respond(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let tag = tag_of(asset.content);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, asset.kind)], asset.content).into_response()
    };
    put(&mut response, header::ETAG, &tag);
    put(&mut response, header::CACHE_CONTROL, "no-cache");
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
