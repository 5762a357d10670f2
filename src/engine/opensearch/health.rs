//! How a cluster is, as far as an index on it is concerned.

use serde::Serialize;
use serde_json::{Value, json};
use ureq::http::Method;

use super::ask::{Asked, Wanted};
use super::client::{Call, Content};
use super::cluster::{Cluster, Generation};
use super::count::{buckets, documents};
use super::lowered::is_article;
use super::mapping::{SOURCE, STATE};
use crate::engine::fields::LEVEL;
use crate::engine::{EngineError, Interrupt};

/// How many sources are told of.
const SOURCES_MAX: usize = 1_000;

/// A cluster and an index on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// The version of OpenSearch.
    pub opensearch: String,
    /// How many machines, or processes, it has.
    pub nodes: u64,
    /// Whether all parts of the index and all their copies are there, all parts but not all copies, or not all parts.
    pub state: HealthState,
    /// Into how many parts the index falls.
    pub shards: u64,
    /// How many copies each is to have beside it.
    pub replicas: u64,
    /// How many parts and copies are nowhere at present.
    pub unassigned: u64,
    /// Whose folders are indexed; none is told where parts are missing.
    pub sources: Vec<Source>,
}

/// What is there of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HealthState {
    /// Everything.
    Green,
    /// All parts, but not all their copies.
    Yellow,
    /// Not all parts.
    Red,
}

impl HealthState {
    /// What it means and what to do.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Green => "all parts and copies are there",
            Self::Yellow => {
                "all parts are there, but not all copies: searches are whole, and a machine that is lost now may take \
                 articles with it. Wait if one is just coming back, else add one"
            }
            Self::Red => "parts are missing: searches and runs fail until the machines that hold them are back",
        }
    }
}

/// A machine, or a folder, that feeds an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// How many articles are its own.
    pub articles: u64,
    /// When its last run ended that changed anything; none if none has ended yet.
    pub written_at: Option<String>,
}

impl Cluster {
    /// How the cluster is, and a generation on it.
    ///
    /// # Errors
    /// When it cannot tell.
    pub fn health(&self, generation: &Generation) -> Result<Health, EngineError> {
        let path = format!("/_cluster/health/{}?level=indices", generation.index);
        let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "tell how it is" };
        let told = self.client.done(call)?;
        let index = &told["indices"][&generation.index];
        let number = |value: &Value| value.as_u64().unwrap_or(0);
        let state = match index["status"].as_str() {
            Some("green") => HealthState::Green,
            Some("yellow") => HealthState::Yellow,
            _ => HealthState::Red,
        };
        Ok(Health {
            opensearch: self.version().to_owned(),
            nodes: number(&told["number_of_nodes"]),
            state,
            shards: number(&index["number_of_shards"]),
            replicas: number(&index["number_of_replicas"]),
            unassigned: number(&index["unassigned_shards"]),
            // Counts of some parts would be taken for those of all.
            sources: if state == HealthState::Red { Vec::new() } else { self.sources(generation)? },
        })
    }

    fn sources(&self, generation: &Generation) -> Result<Vec<Source>, EngineError> {
        let interrupt = Interrupt::default();
        let asked = Asked { client: &self.client, index: &generation.index, interrupt: &interrupt };
        let mut written: Vec<(String, Option<String>)> = Vec::new();
        asked.scan(&json!({ "term": { LEVEL: STATE } }), Wanted::Source(&["source", "record"]), &mut |hit| {
            let source = &hit["_source"];
            let written_at = source["record"]["written_at"].as_str().map(str::to_owned);
            written.push((source[SOURCE].as_str().unwrap_or_default().to_owned(), written_at));
            Ok(())
        })?;
        let by_source = json!({ "terms": { "field": SOURCE, "size": SOURCES_MAX, "order": { "_key": "asc" } } });
        let body = json!({
            "size": 0, "track_total_hits": false, "query": is_article(), "aggs": { "sources": by_source },
        });
        let answer = asked.search(&body, false)?;
        let counted = buckets(&answer["aggregations"]["sources"]).unwrap_or_default();
        let mut sources: Vec<Source> = counted
            .into_iter()
            .map(|(name, bucket)| {
                let at = written.iter().position(|(source, _)| *source == name);
                let written_at = at.and_then(|at| written.swap_remove(at).1);
                Source { name, articles: documents(bucket), written_at }
            })
            .collect();
        sources.extend(written.into_iter().map(|(name, written_at)| Source { name, articles: 0, written_at }));
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(sources)
    }
}
