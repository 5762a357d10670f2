//! A cluster and the indexes there that go by one name: the generations, of which an alias names the current one.
//!
//! # Invariants
//! What onrecord did not make is never written to or removed: every index of ours says in its mapping that it is one.

use std::sync::Arc;

use serde_json::{Value, json};
use ureq::http::Method;

use super::address::ClusterAddress;
use super::ask::{self, Asked, Wanted};
use super::bulk::Bulk;
use super::client::{Access, Call, Client, Content, SEARCH_PATIENCE, SYNC_PATIENCE};
use super::document;
use super::error::ClusterError;
use super::lease::Lease;
use super::mapping::{self, RUN, SOURCE, STATE, Spread, WRITTEN_BY};
use super::people::PeopleBySource;
use super::reader;
use super::writer::{encoded, parsed};
use crate::annotate::People;
use crate::engine::fields::{self, LEVEL, Record};
use crate::engine::{EngineError, Interrupt, State, Versions};

/// The oldest minor version of the second major that was tried, and the majors.
const MINOR_MIN_OF_2: u32 = 19;

/// The setting by which a cluster bounds queries, and how much of it ours need.
const CLAUSES: &str = "indices.query.bool.max_clause_count";
const CLAUSES_NEEDED: u32 = 32_768;

/// A cluster, and the name of an index there.
pub struct Cluster {
    pub(super) client: Client,
    pub(super) address: ClusterAddress,
    /// The version of OpenSearch that runs there.
    version: String,
}

/// One generation of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// The index that the alias names.
    pub index: String,
    /// What wrote it.
    pub versions: Versions,
}

impl Generation {
    /// Whether this version of the program wrote it.
    #[must_use]
    pub fn is_current_version(&self) -> bool {
        self.versions == Versions::current()
    }

    /// The alias through which it is written. It goes with the index, and unlike that is never made by writing to it: who writes
    /// to a generation that is gone is told so.
    pub(super) fn written_through(&self) -> String {
        format!("{}-write", self.index)
    }
}

impl Cluster {
    /// Finds the cluster, for searches.
    ///
    /// # Errors
    /// When nobody answers, or what answers is no OpenSearch that was tried.
    pub fn connect(address: &ClusterAddress, access: &Access) -> Result<Self, ClusterError> {
        Self::with_client(address, Client::new(address.hosts(), access, SEARCH_PATIENCE)?)
    }

    /// Finds the cluster, to write to it.
    ///
    /// # Errors
    /// As [`Cluster::connect`].
    pub fn connect_patiently(address: &ClusterAddress, access: &Access) -> Result<Self, ClusterError> {
        Self::with_client(address, Client::new(address.hosts(), access, SYNC_PATIENCE)?)
    }

    fn with_client(address: &ClusterAddress, client: Client) -> Result<Self, ClusterError> {
        let reply =
            client.ask(Call { method: &Method::GET, path: "/", body: Content::Nothing, attempt: "tell what it is" })?;
        let host = client.host().to_owned();
        let told = &reply.body["version"];
        if told["distribution"].as_str() != Some("opensearch") {
            let found = match (told["number"].as_str(), &reply.body) {
                (Some(number), _) => format!("it calls itself version {number}, and not OpenSearch"),
                (None, Value::String(text)) if !text.is_empty() => format!("it begins `{}`", first_words(text)),
                _ => format!("it answers with status {}", reply.status),
            };
            return Err(ClusterError::NotOpenSearch { host, found });
        }
        let version = told["number"].as_str().unwrap_or_default().to_owned();
        if !is_tried(&version) {
            return Err(ClusterError::OtherRelease { host, version });
        }
        Ok(Self { client, address: address.clone(), version })
    }

    /// The version of OpenSearch that runs there.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The current generation, if there is an index.
    ///
    /// # Errors
    /// When the name belongs to something that is not ours, or the cluster cannot tell.
    pub fn current(&self) -> Result<Option<Generation>, ClusterError> {
        let name = self.address.name();
        let path = format!("/{name}/_mapping");
        let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "look for the index" };
        let reply = self.client.ask(call)?;
        if reply.status == 404 {
            return Ok(None);
        }
        if !reply.is_success() {
            return Err(self.client.failed(call, &reply));
        }
        let mut generations = self.generations_in(&reply.body);
        match (generations.pop(), reply.body.as_object().map_or(0, serde_json::Map::len)) {
            // An index of that very name would stand in the way of the alias.
            (Some(generation), 1) if generation.index != name => Ok(Some(generation)),
            _ => Err(ClusterError::NotOurs { name: name.to_owned() }),
        }
    }

    /// Our generations among some indexes with their mappings.
    fn generations_in(&self, mappings: &Value) -> Vec<Generation> {
        let ours = |(index, told): (&String, &Value)| {
            let index = index.clone();
            self.number_of(&index)?;
            let versions = serde_json::from_value(told["mappings"]["_meta"]["onrecord"].clone()).ok()?;
            Some(Generation { index, versions })
        };
        mappings.as_object().into_iter().flatten().filter_map(ours).collect()
    }

    /// The number of a generation, by the name of its index.
    fn number_of(&self, index: &str) -> Option<u64> {
        index.strip_prefix(self.address.name())?.strip_prefix('-')?.parse().ok()
    }

    /// All generations, old ones and those that did not come about.
    ///
    /// # Errors
    /// When the cluster cannot tell.
    pub fn generations(&self) -> Result<Vec<Generation>, ClusterError> {
        let path = format!("/{}-*/_mapping?allow_no_indices=true", self.address.name());
        let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "look for generations" };
        Ok(self.generations_in(&self.client.done(call)?))
    }

    /// Sees that the cluster takes queries as large as the embedded engine does. It counts every word wherever it is asked for,
    /// and an article is asked for in several ways.
    fn allow_clauses(&self) -> Result<(), ClusterError> {
        let path = format!("/_cluster/settings?include_defaults=true&flat_settings=true&filter_path=*.{CLAUSES}");
        let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "tell its limits" };
        let told = self.client.done(call)?;
        // What is set for now goes before what is set for good, and both before what was set at the start.
        let set = ["transient", "persistent", "defaults"].iter().find_map(|by| told[by][CLAUSES].as_str());
        if set.and_then(|text| text.parse::<u32>().ok()).is_some_and(|most| most >= CLAUSES_NEEDED) {
            return Ok(());
        }
        let body = json!({ "persistent": { CLAUSES: CLAUSES_NEEDED } });
        match self.done(&Method::PUT, "/_cluster/settings", &body, "allow queries of many words") {
            // Who may not change settings of the cluster gets an index all the same, and an error for queries too large.
            Ok(_) | Err(ClusterError::Forbidden { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Makes the index of the next generation.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn create_generation(&self, spread: Spread) -> Result<Generation, ClusterError> {
        self.create_numbered(spread, self.last_number(&self.generations()?) + 1)
    }

    fn last_number(&self, generations: &[Generation]) -> u64 {
        generations.iter().filter_map(|generation| self.number_of(&generation.index)).max().unwrap_or(0)
    }

    /// Makes the index of a generation, unless somebody else has just made it.
    fn create_numbered(&self, spread: Spread, number: u64) -> Result<Generation, ClusterError> {
        self.allow_clauses()?;
        let index = format!("{}-{number:06}", self.address.name());
        let made = Generation { index: index.clone(), versions: Versions::current() };
        let (path, mut body) = (format!("/{index}"), mapping::index(spread));
        body["aliases"] = json!({ (made.written_through()): {} });
        let call = Call { method: &Method::PUT, path: &path, body: Content::Json(&body), attempt: "make an index" };
        let reply = self.client.ask(call)?;
        if reply.is_success() {
            return Ok(made);
        }
        if reply.error_type() != "resource_already_exists_exception" {
            return Err(self.client.failed(call, &reply));
        }
        // Another machine may have made it, or a request whose answer was lost; or it is something else of that name.
        match self.generations()?.contains(&made) {
            true => Ok(made),
            false => Err(ClusterError::NotOurs { name: made.index }),
        }
    }

    /// Takes out all that a source has written to a generation.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn clear(&self, generation: &Generation, source: &str) -> Result<(), ClusterError> {
        let path = format!("/{}/_delete_by_query?conflicts=proceed&refresh=true", generation.index);
        let body = json!({ "query": { "term": { SOURCE: source } } });
        self.refresh(generation)?;
        self.done(&Method::POST, &path, &body, "clear away what an earlier run left").map(|_| ())
    }

    /// Makes a generation the current one, in one step.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn make_current(&self, generation: &Generation) -> Result<(), ClusterError> {
        let name = self.address.name();
        let others = format!("{name}-*");
        let body = json!({ "actions": [
            { "remove": { "index": others, "alias": name, "must_exist": false } },
            { "add": { "index": generation.index, "alias": name } },
        ] });
        self.done(&Method::POST, "/_aliases", &body, "swap generations").map(|_| ())
    }

    /// Removes the generations before the current one. A later one may be what another machine is just building; if it is the
    /// leftover of a crash, it goes when one after it becomes the current one.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn remove_old(&self) -> Result<(), ClusterError> {
        let current = self.current()?.and_then(|current| self.number_of(&current.index));
        for generation in self.generations()? {
            if self.number_of(&generation.index) < current {
                self.remove(&generation)?;
            }
        }
        Ok(())
    }

    /// The generation to go on with: the current one, or else the last that somebody has begun, or else a new one. Of several
    /// who find none at the same time all come by the same.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn begun_generation(&self, spread: Spread) -> Result<Generation, ClusterError> {
        if let Some(current) = self.current()?.filter(Generation::is_current_version) {
            return Ok(current);
        }
        let known = self.generations()?;
        let last = self.last_number(&known);
        let begun = known.into_iter().find(|generation| self.number_of(&generation.index) == Some(last));
        match begun.filter(Generation::is_current_version) {
            Some(begun) => Ok(begun),
            None => self.create_numbered(spread, last + 1),
        }
    }

    /// Removes a generation.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn remove(&self, generation: &Generation) -> Result<(), ClusterError> {
        let path = format!("/{}", generation.index);
        let call =
            Call { method: &Method::DELETE, path: &path, body: Content::Nothing, attempt: "remove a generation" };
        let reply = self.client.ask(call)?;
        if reply.is_success() || reply.status == 404 { Ok(()) } else { Err(self.client.failed(call, &reply)) }
    }

    /// What a source says of itself in a generation.
    ///
    /// # Errors
    /// When the cluster cannot tell.
    pub fn state(&self, generation: &Generation, source: &str) -> Result<Option<State>, EngineError> {
        let path = format!("/{}/_doc/{}", generation.index, encoded(&document::state_id(source)));
        let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "tell what wrote it" };
        let reply = self.client.ask(call)?;
        match reply.status {
            404 => Ok(None),
            _ if reply.is_success() => parsed(&reply.body["_source"]["record"]).map(Some),
            _ => Err(self.client.failed(call, &reply).into()),
        }
    }

    /// Tells what a search sees of a generation now from what one saw before.
    ///
    /// # Errors
    /// When the cluster cannot tell.
    pub fn commit(&self, generation: &Generation) -> Result<String, EngineError> {
        let body = json!({
            "size": 1_000,
            "query": { "term": { LEVEL: STATE } },
            "sort": [SOURCE],
            "_source": false,
            "seq_no_primary_term": true,
        });
        let interrupt = Interrupt::default();
        let asked = Asked { client: &self.client, index: &generation.index, interrupt: &interrupt };
        let answer = asked.search(&body, false)?;
        let told = |hit: &Value| format!("{}:{}:{};", hit["_id"], hit["_seq_no"], hit["_primary_term"]);
        let states: String = ask::hits(&answer).iter().map(told).collect();
        Ok(blake3::hash(states.as_bytes()).to_hex()[..16].to_owned())
    }

    /// Takes the right to write a source, or says who holds it.
    ///
    /// # Errors
    /// When the cluster cannot tell.
    pub fn lease(self: &Arc<Self>, source: &str) -> Result<Result<Lease, String>, ClusterError> {
        Lease::take(self.clone(), source)
    }

    /// Writes a generation anew with one segment a shard, without what was deleted since.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn compact(&self, generation: &Generation) -> Result<(), ClusterError> {
        let path = format!("/{}/_forcemerge?max_num_segments=1", generation.index);
        let call = Call { method: &Method::POST, path: &path, body: Content::Nothing, attempt: "merge its segments" };
        self.client.done(call)?;
        self.refresh(generation)
    }

    /// Writes what is of other sources from one generation into another of the same version.
    ///
    /// # Errors
    /// When the cluster cannot.
    pub fn carry_over(&self, from: &Generation, to: &Generation, but: &str) -> Result<(), EngineError> {
        let interrupt = Interrupt::default();
        let asked = Asked { client: &self.client, index: &from.index, interrupt: &interrupt };
        let people = PeopleBySource::new(but, &People::default(), &reader::states(&asked)?);
        let theirs = json!({ "bool": { "must_not": [{ "term": { SOURCE: but } }] } });
        let mut bulk = Bulk::default();
        let wanted = Wanted::Source(&[LEVEL, SOURCE, WRITTEN_BY, fields::RECORD, "paragraphs.record"]);
        asked.scan(&theirs, wanted, &mut |hit| {
            let source = hit["_source"]["source"].as_str().unwrap_or_default();
            let (id, record) = (hit["_id"].as_str().unwrap_or_default(), &hit["_source"]["record"]);
            let document = match hit["_source"][LEVEL].as_str() {
                Some(level) if level == Record::Article.name() => {
                    let stored = reader::stored_article(hit)?;
                    let mut document = document::refiled(source, &stored, people.of(id), None);
                    document[WRITTEN_BY] = hit["_source"][WRITTEN_BY].clone();
                    document
                }
                // What a run has begun there it cannot end here.
                Some(RUN) => json!({ LEVEL: RUN, SOURCE: source, (fields::RECORD): record }),
                Some(level) if level == Record::File.name() => document::file(source, &parsed(record)?),
                Some(STATE) => document::state(source, &parsed(record)?),
                _ => return Ok(()),
            };
            bulk.index(id, document);
            if bulk.is_full() {
                bulk.send(&self.client, to)?;
            }
            Ok(())
        })?;
        bulk.send(&self.client, to)?;
        Ok(self.refresh(to)?)
    }

    /// Makes what was written visible.
    pub(super) fn refresh(&self, generation: &Generation) -> Result<(), ClusterError> {
        let path = format!("/{}/_refresh", generation.index);
        let call = Call { method: &Method::POST, path: &path, body: Content::Nothing, attempt: "make changes visible" };
        self.client.done(call).map(|_| ())
    }

    pub(super) fn done(&self, method: &Method, path: &str, body: &Value, attempt: &str) -> Result<Value, ClusterError> {
        self.client.done(Call { method, path, body: Content::Json(body), attempt })
    }
}

fn first_words(text: &str) -> String {
    text.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
}

/// Whether a version is among those that were tried.
fn is_tried(version: &str) -> bool {
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    match (numbers.next(), numbers.next()) {
        (Some(2), Some(minor)) => minor >= MINOR_MIN_OF_2,
        (Some(3), _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: which versions are taken.
    use super::*;

    #[test]
    fn versions() {
        for (version, want) in
            [("2.19.1", true), ("3.8.0", true), ("2.18.0", false), ("1.3.0", false), ("4.0.0", false)]
        {
            assert_eq!(is_tried(version), want, "{version}");
        }
    }
}
