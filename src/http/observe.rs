//! What is told of requests to whoever runs the server: counts for Prometheus, and a line each where asked.
//!
//! # Invariants
//! Labels are routes, never what was asked. A line holds no control characters, and no more of an address than fits.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::{Kind, Problem, Server};

/// How much of an address a line holds, in characters.
const ADDRESS_SHOWN: usize = 400;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: String,
    status: u16,
}

/// What is counted.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Histogram>,
    under_way: Gauge,
}

impl Metrics {
    pub(super) fn new() -> Self {
        const SECONDS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];
        let mut registry = Registry::with_prefix("onrecord");
        let requests = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let under_way = Gauge::default();
        let what = "Requests answered, by route and status, and how long that took";
        registry.register_with_unit("request", what, Unit::Seconds, requests.clone());
        registry.register("requests_under_way", "Requests that are being answered", under_way.clone());
        Self { registry, requests, under_way }
    }
}

/// Counts a request, and tells of it where that is asked.
pub(super) async fn observe(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let (metrics, settings) = (&server.metrics, &server.settings);
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let asked = settings.log.map(|log| (log, format!("{} {}", request.method(), request.uri())));
    let began: Instant = (settings.stopwatch)();
    metrics.under_way.inc();
    let response = next.run(request).await;
    metrics.under_way.dec();
    let took = (settings.stopwatch)().saturating_duration_since(began);
    let status = response.status().as_u16();
    metrics.requests.get_or_create(&Labels { route, status }).observe(took.as_secs_f64());
    if let Some((log, asked)) = asked {
        log(&line(&asked, status, took.as_millis()));
    }
    response
}

/// `GET /search?q=rail 200 12 ms`.
fn line(asked: &str, status: u16, took: u128) -> String {
    let shown = asked.chars().take(ADDRESS_SHOWN).flat_map(|c| {
        let plain = !c.is_control()
            && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if plain { c.to_string() } else { c.escape_unicode().to_string() }.chars().collect::<Vec<_>>()
    });
    format!("{} {status} {took} ms", shown.collect::<String>())
}

/// The counts, as Prometheus reads them.
pub(super) async fn metrics(State(server): State<Arc<Server>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &server.metrics.registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            (StatusCode::OK, [(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => Problem::new(Kind::Internal, error.to_string()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a line stays a line, whatever is asked.
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        for (asked, want) in [
            ("GET /search?q=rail", "GET /search?q=rail 200 12 ms"),
            ("GET /a\nb\u{1b}[2J\u{202e}", "GET /a\\u{a}b\\u{1b}[2J\\u{202e} 200 12 ms"),
        ] {
            assert_eq!(line(asked, 200, 12), want);
        }
        assert!(line(&"x".repeat(10_000), 200, 1).len() < 500);
    }
}
