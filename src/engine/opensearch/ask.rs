//! Searches on one index of a cluster: bodies go out, answers come whole or not at all.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::client::{Call, Client, Content, Reply};
use super::error::ClusterError;
use super::mapping::KEY;
use crate::engine::{EngineError, Interrupt};

/// How many documents are asked for at a time where all are.
const PAGE: usize = 1_000;

/// How many documents are asked for at a time that may be long.
const PAGE_OF_ARTICLES: usize = 100;

/// How often a page is asked for again where a machine is lost, and how long it waits before the next time.
const FAILURES_MAX: usize = 20;
const BEFORE_NEXT_ATTEMPT: Duration = Duration::from_secs(1);

/// With statistics of words over all shards.
const SCORED: &str = "dfs_query_then_fetch";

/// An answer of some shards only is none.
const WHOLE: &str = "allow_partial_search_results=false";

/// The parameter by which the cluster gives a search up: how long it may take.
const CANCELLED: &str = "cancel_after_time_interval";

/// How long a point in time is kept between two pages.
const KEPT: &str = "5m";

/// One index, open for searches.
pub(super) struct Asked<'a> {
    pub(super) client: &'a Client,
    /// The index of one generation.
    pub(super) index: &'a str,
    pub(super) interrupt: &'a Interrupt,
}

/// Which words of an answer's documents are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    /// These fields of columns only.
    Columns(&'a [&'a str]),
    /// What is stored under these names.
    Source(&'a [&'a str]),
}

impl Asked<'_> {
    /// The answer to a search, with statistics of words over all shards where `scored`.
    pub(super) fn search(&self, body: &Value, scored: bool) -> Result<Value, EngineError> {
        let kind = if scored { SCORED } else { "query_then_fetch" };
        self.whole(&format!("/{}/_search?search_type={kind}&{WHOLE}", self.index), body)
    }

    /// The same, where each named part of the query is to tell what it scores.
    pub(super) fn search_telling_scores(&self, body: &Value) -> Result<Value, EngineError> {
        // The cluster takes this in the address only.
        let path = format!("/{}/_search?search_type={SCORED}&{WHOLE}&include_named_queries_score=true", self.index);
        self.whole(&path, body)
    }

    fn whole(&self, path: &str, body: &Value) -> Result<Value, EngineError> {
        if self.interrupt.is_raised() {
            return Err(EngineError::Interrupted);
        }
        let limited = self.interrupt.patience().map(|most| format!("{path}&{CANCELLED}={}ms", most.as_millis()));
        let path = limited.as_deref().unwrap_or(path);
        let call = Call { method: &Method::POST, path, body: Content::Json(body), attempt: "search" };
        let reply = self.client.ask(call)?;
        if reply.is_cancelled() {
            return Err(EngineError::Interrupted);
        }
        if !reply.is_success() {
            return Err(self.refused(call, &reply).into());
        }
        let shards = &reply.body["_shards"];
        let failed = shards["failed"].as_u64().unwrap_or(0);
        if failed > 0 || reply.body["timed_out"].as_bool() == Some(true) {
            let reason = super::client::reason_of(&shards["failures"][0]["reason"]);
            return Err(ClusterError::Partial { failed, shards: shards["total"].as_u64().unwrap_or(0), reason }.into());
        }
        Ok(reply.body)
    }

    fn refused(&self, call: Call<'_>, reply: &Reply) -> ClusterError {
        let reason = reply.reason();
        let limits = [
            "too many",
            "too_many",
            "maxClauseCount",
            "maxExpansions",
            "too large",
            "too complex",
            "TooComplex",
            "allowed maximum",
        ];
        if limits.iter().any(|word| reason.contains(word)) {
            return ClusterError::BeyondLimits { reason };
        }
        self.client.failed(call, reply)
    }

    /// Visits all documents of a query, in an order that means nothing.
    pub(super) fn scan(
        &self,
        query: &Value,
        wanted: Wanted<'_>,
        each: &mut dyn FnMut(&Value) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let size = match wanted {
            Wanted::Source(fields) if fields.iter().any(|field| field.starts_with("paragraphs")) => PAGE_OF_ARTICLES,
            _ => PAGE,
        };
        let mut body = json!({ "size": size, "query": query, "sort": [KEY], "track_total_hits": false });
        match wanted {
            Wanted::Columns(fields) => {
                body["_source"] = false.into();
                body["docvalue_fields"] = fields.into();
            }
            Wanted::Source(fields) => body["_source"] = fields.into(),
        }
        self.pages(&mut body, &mut |hits| {
            hits.iter().try_for_each(&mut *each)?;
            Ok(hits.len() == size)
        })
    }

    /// Asks for page after page as of one point in time, as long as it is told to. Where a machine is lost, and the point in
    /// time with it, another one is held and the next page asked for there.
    pub(super) fn pages(
        &self,
        body: &mut Value,
        page: &mut dyn FnMut(&[Value]) -> Result<bool, EngineError>,
    ) -> Result<(), EngineError> {
        let mut failures = 0;
        let mut point = self.point()?;
        loop {
            body["pit"] = json!({ "id": point, "keep_alive": KEPT });
            match self.whole(&format!("/_search?search_type={SCORED}&{WHOLE}"), body) {
                Ok(answer) => {
                    if let Some(next) = answer["pit_id"].as_str() {
                        next.clone_into(&mut point);
                    }
                    let goes_on = page(hits(&answer))?;
                    let Some(last) = hits(&answer).last().filter(|_| goes_on) else { break };
                    body["search_after"] = last["sort"].clone();
                    failures = 0;
                }
                Err(EngineError::Cluster(error)) if error.is_passing() && failures < FAILURES_MAX => {
                    failures += 1;
                    std::thread::sleep(BEFORE_NEXT_ATTEMPT);
                    point = self.point()?;
                }
                Err(error) => return Err(error),
            }
        }
        // One that is not given back ends by itself.
        let body = json!({ "pit_id": [point] });
        let path = "/_search/point_in_time";
        let attempt = "give a point in time back";
        let _ = self.client.ask(Call { method: &Method::DELETE, path, body: Content::Json(&body), attempt });
        Ok(())
    }

    /// Holds a point in time.
    fn point(&self) -> Result<String, EngineError> {
        let path = format!("/{}/_search/point_in_time?keep_alive={KEPT}&allow_partial_pit_creation=false", self.index);
        let call = Call { method: &Method::POST, path: &path, body: Content::Nothing, attempt: "hold a point in time" };
        Ok(self.client.done(call)?["pit_id"].as_str().unwrap_or_default().to_owned())
    }
}

/// The hits of an answer.
pub(super) fn hits(answer: &Value) -> &[Value] {
    answer["hits"]["hits"].as_array().map_or(&[], Vec::as_slice)
}

/// The first number in a column of a hit.
pub(super) fn number(hit: &Value, column: &str) -> Option<i64> {
    hit["fields"][column][0].as_i64()
}

/// The first text in a column of a hit.
pub(super) fn text<'v>(hit: &'v Value, column: &str) -> Option<&'v str> {
    hit["fields"][column][0].as_str()
}
