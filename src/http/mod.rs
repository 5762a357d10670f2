//! The server: the same answers as the command line's, over HTTP.
//!
//! Its place: beside `cli`, at the edge. A request is translated into the calls of `search` and `index`, and their values
//! into a response; nothing is decided here about what a query means. axum and tokio are named nowhere else.
//!
//! What a request goes through: `connection` takes it from the wire within bounds, `security` refuses what does not
//! come from here, `gate` lets so many in at once and for so long, `observe` tells whoever runs the server, `api` answers
//! programs and `page` people, both from what `params` reads of the address and the `shelf` holds of the index. `address`
//! writes the addresses that lead back.
//!
//! # Invariants
//! The index is only read, but for runs and corrections that a form of the page itself asks for. A request sees one commit.
//! What goes wrong is a [`problem::Problem`] that says what to do.
//!
//! # Limits
//! It speaks HTTP/1.1 without TLS: for other machines than this one, put it behind a server that does, which tells so by
//! `X-Forwarded-Proto: https`.

mod address;
mod api;
mod connection;
mod gate;
mod observe;
mod page;
mod params;
mod problem;
mod security;
mod shelf;

pub use connection::{ServeError, Stopped, Stopper, serve, stopping};
pub use gate::Bounds;
pub use params::{ParamError, Params};
pub use problem::{Kind, Problem};

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use tower_http::compression::CompressionLayer;

use crate::config::Clock;
use crate::corrections::Corrections;
use crate::index::{Change, Place};

/// What to serve, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the index is.
    pub place: Place,
    /// Where to listen; of port 0, the system chooses one.
    pub address: SocketAddr,
    /// What a request must know, if anything.
    pub token: Option<String>,
    /// Where corrections are written if the index is not corrected by any file yet.
    pub corrections: PathBuf,
    /// How the index is brought in step when a page asks for it.
    pub change: Change,
    /// How much is done at once, and for how long.
    pub bounds: Bounds,
    /// What tells the day.
    pub clock: Clock,
    /// Where a line for each request goes, if anywhere.
    pub log: Option<fn(&str)>,
    /// What tells how long an answer takes.
    pub stopwatch: fn() -> Instant,
}

impl Settings {
    /// The usual address, for this machine alone.
    pub const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7700);

    /// An index served to this machine alone, at the usual address and within the usual bounds. Where it is not corrected by
    /// any file yet, corrections go into one beside it.
    #[must_use]
    pub fn of(place: Place, clock: Clock, stopwatch: fn() -> Instant) -> Self {
        Self {
            // An index on a cluster has nothing beside it; then it is the folder one works in.
            corrections: place.folder().unwrap_or(Path::new(Place::USUAL)).with_file_name(Corrections::USUAL),
            place,
            address: Self::ADDRESS,
            token: None,
            change: Change::default(),
            bounds: Bounds::default(),
            clock,
            log: None,
            stopwatch,
        }
    }
}

/// What every request needs.
pub(crate) struct Server {
    settings: Settings,
    shelf: shelf::Shelf,
    gate: gate::Gate,
    runs: page::Runs,
    metrics: observe::Metrics,
}

/// The server without its wires: requests in, responses out.
pub fn router(settings: Settings) -> Router {
    let shelf = shelf::Shelf::new(settings.place.clone());
    let gate = gate::Gate::new(settings.bounds);
    let server =
        Arc::new(Server { settings, shelf, gate, runs: page::Runs::default(), metrics: observe::Metrics::new() });
    api::routes()
        .merge(page::routes())
        .route("/metrics", get(observe::metrics))
        .fallback(page::missing)
        .method_not_allowed_fallback(async || {
            Problem::new(Kind::MethodNotAllowed, "this address does not take that method")
        })
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(server.clone(), security::admit))
        .layer(from_fn_with_state(server.clone(), observe::observe))
        .layer(from_fn(security::headers))
        .with_state(server)
}

/// Adds a header to a response, unless its value is none that a header may have.
fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// A tag that equal contents share.
fn tag_of(content: &str) -> String {
    format!("\"{}\"", &blake3::hash(content.as_bytes()).to_hex()[..20])
}
