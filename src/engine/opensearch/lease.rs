//! The right to write a source, on a cluster that knows no locks: a document that its holder keeps touching.
//!
//! Whoever wants the right and finds it held watches for a while; a holder that has died touches nothing any more. No clock
//! is compared with another: only whether the document changes is looked at. Taking the right over names the state it was seen
//! in, so that of two who do so at the same time one is refused; touching it names the state of the last touch, so that a holder
//! that was asleep learns that it holds nothing any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::client::{Call, Content};
use super::cluster::Cluster;
use super::error::ClusterError;

/// What the index of leases says that it is.
const LEASES: &str = "leases";

/// How often the holder touches it.
const BEAT: Duration = Duration::from_secs(2);

/// For so many beats whoever wants it watches.
const WATCHED: u32 = 5;

/// The right to write a source of an index, until dropped or taken over.
pub struct Lease {
    taken_over: Arc<AtomicBool>,
    stop: Option<Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lease")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(keeper) = self.keeper.take() {
            // A keeper that panicked keeps nothing.
            let _ = keeper.join();
        }
    }
}

/// The state of a document, by which one names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DocumentState {
    number: u64,
    term: u64,
}

/// A lease as the cluster holds it.
struct Seen {
    beat: u64,
    holder: String,
    state: DocumentState,
}

impl Lease {
    /// Takes the right, or says who holds it.
    pub(super) fn take(cluster: Arc<Cluster>, source: &str) -> Result<Result<Self, String>, ClusterError> {
        let index = format!("/{}-leases", cluster.address.name());
        make(&cluster, &index)?;
        let path = format!("{index}/_doc/{source}");
        // A process of the same number on another machine is another one.
        let mine = format!("process {} ({:08x})", std::process::id(), fastrand::u32(..));
        let mut seen: Option<Seen> = None;
        for round in 0..=WATCHED {
            let now = look(&cluster, &path)?;
            let taken = match (&seen, &now) {
                (_, None) => touch(&cluster, &path, &mine, 0, None)?,
                (Some(before), Some(now)) if round == WATCHED && before.beat == now.beat => {
                    touch(&cluster, &path, &mine, now.beat + 1, Some(now.state))?
                }
                // Its holder lives.
                (Some(before), Some(now)) if before.beat != now.beat => return Ok(Err(now.holder.clone())),
                _ => None,
            };
            if let Some(state) = taken {
                return Ok(Ok(Self::kept(cluster, path, mine, state)));
            }
            seen = seen.or(now);
            if round < WATCHED {
                std::thread::sleep(BEAT);
            }
        }
        Ok(Err(seen.map_or_else(String::new, |seen| seen.holder)))
    }

    fn kept(cluster: Arc<Cluster>, path: String, mine: String, state: DocumentState) -> Self {
        let (stop, stopped) = channel::<()>();
        let taken_over = Arc::new(AtomicBool::new(false));
        let keeper = Keeper { cluster, path, mine, state, taken_over: taken_over.clone() };
        Self { taken_over, stop: Some(stop), keeper: Some(std::thread::spawn(move || keeper.keep(&stopped))) }
    }

    /// Whether somebody else has taken the right over.
    #[must_use]
    pub fn is_taken_over(&self) -> bool {
        self.taken_over.load(Ordering::Relaxed)
    }

    /// What is true as soon as somebody else has taken the right over.
    pub(super) fn taken_over(&self) -> Arc<AtomicBool> {
        self.taken_over.clone()
    }
}

/// What touches a lease for its holder.
struct Keeper {
    cluster: Arc<Cluster>,
    path: String,
    mine: String,
    state: DocumentState,
    taken_over: Arc<AtomicBool>,
}

impl Keeper {
    /// Touches it until it is given back, and gives it back.
    fn keep(mut self, stopped: &Receiver<()>) {
        let mut beat = 1;
        while stopped.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
            // What fails now is tried at the next beat.
            if let Ok(false) = self.beat(beat) {
                self.taken_over.store(true, Ordering::Relaxed);
                return;
            }
            beat += 1;
        }
        let DocumentState { number, term } = self.state;
        let path = format!("{}?if_seq_no={number}&if_primary_term={term}", self.path);
        let call = Call { method: &Method::DELETE, path: &path, body: Content::Nothing, attempt: "give it back" };
        // One that is not given back is taken over after a while.
        let _ = self.cluster.client.ask(call);
    }

    /// Touches it; whether it is still held.
    fn beat(&mut self, beat: u64) -> Result<bool, ClusterError> {
        if let Some(state) = touch(&self.cluster, &self.path, &self.mine, beat, Some(self.state))? {
            self.state = state;
            return Ok(true);
        }
        // The answer to the last touch may have been lost.
        let Some(seen) = look(&self.cluster, &self.path)?.filter(|seen| seen.holder == self.mine) else {
            return Ok(false);
        };
        self.state = seen.state;
        Ok(true)
    }
}

/// Sees that there is an index for leases, and that it is ours.
fn make(cluster: &Cluster, index: &str) -> Result<(), ClusterError> {
    let body = json!({
        "settings": { "number_of_shards": 1, "auto_expand_replicas": "0-1" },
        "mappings": { "dynamic": false, "_meta": { "onrecord": LEASES }, "properties": {} },
    });
    let call = Call { method: &Method::PUT, path: index, body: Content::Json(&body), attempt: "make an index" };
    let reply = cluster.client.ask(call)?;
    if reply.is_success() {
        return Ok(());
    }
    if reply.error_type() != "resource_already_exists_exception" {
        return Err(cluster.client.failed(call, &reply));
    }
    let path = format!("{index}/_mapping");
    let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "look who writes" };
    let name = index.trim_start_matches('/');
    match cluster.client.done(call)?[name]["mappings"]["_meta"]["onrecord"].as_str() {
        Some(LEASES) => Ok(()),
        _ => Err(ClusterError::NotOurs { name: name.to_owned() }),
    }
}

fn look(cluster: &Cluster, path: &str) -> Result<Option<Seen>, ClusterError> {
    let call = Call { method: &Method::GET, path, body: Content::Nothing, attempt: "look who writes" };
    let reply = cluster.client.ask(call)?;
    if reply.status == 404 {
        return Ok(None);
    }
    if !reply.is_success() {
        return Err(cluster.client.failed(call, &reply));
    }
    let told = &reply.body;
    Ok(Some(Seen {
        beat: told["_source"]["beat"].as_u64().unwrap_or_default(),
        holder: told["_source"]["holder"].as_str().unwrap_or("somebody").to_owned(),
        state: state_in(told),
    }))
}

fn state_in(told: &Value) -> DocumentState {
    let number = |name: &str| told[name].as_u64().unwrap_or_default();
    DocumentState { number: number("_seq_no"), term: number("_primary_term") }
}

/// Writes the lease in the state it was seen in, or where there is none; its new state, unless somebody was before.
fn touch(
    cluster: &Cluster,
    path: &str,
    holder: &str,
    beat: u64,
    seen: Option<DocumentState>,
) -> Result<Option<DocumentState>, ClusterError> {
    let path = match seen {
        Some(DocumentState { number, term }) => format!("{path}?if_seq_no={number}&if_primary_term={term}"),
        None => format!("{path}?op_type=create"),
    };
    let body = json!({ "holder": holder, "beat": beat });
    let call =
        Call { method: &Method::PUT, path: &path, body: Content::Json(&body), attempt: "take the right to write" };
    let reply = cluster.client.ask(call)?;
    match reply.status {
        409 => Ok(None),
        _ if reply.is_success() => Ok(Some(state_in(&reply.body))),
        _ => Err(cluster.client.failed(call, &reply)),
    }
}
