//! The right to write a source, on a cluster that knows no locks: a document that its holder keeps touching.
//!
//! Whoever wants the right and finds it held watches for a while; a holder that has died touches nothing any more. No clock
//! is compared with another: only whether the document changes is looked at. Taking the right over names the state it was seen
//! in, so that of two who do so at the same time one is refused.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
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

/// The right to write a source of an index, until dropped.
pub struct Lease {
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

/// A lease as the cluster holds it.
struct Seen {
    beat: u64,
    holder: String,
    /// Its state, to be named by whoever takes it over.
    state: (u64, u64),
}

impl Lease {
    /// Takes the right, or says who holds it.
    pub(super) fn take(cluster: Arc<Cluster>, source: &str) -> Result<Result<Self, String>, ClusterError> {
        let index = format!("/{}-leases", cluster.address.name());
        make(&cluster, &index)?;
        let path = format!("{index}/_doc/{source}");
        let mine = format!("process {}", std::process::id());
        let mut seen: Option<Seen> = None;
        for round in 0..=WATCHED {
            let now = look(&cluster, &path)?;
            let taken = match (&seen, &now) {
                (_, None) => touch(&cluster, &format!("{path}?op_type=create"), &mine, 0)?,
                (Some(before), Some(now)) if round == WATCHED && before.beat == now.beat => {
                    let (number, term) = now.state;
                    let path = format!("{path}?if_seq_no={number}&if_primary_term={term}");
                    touch(&cluster, &path, &mine, now.beat + 1)?
                }
                // Its holder lives.
                (Some(before), Some(now)) if before.beat != now.beat => return Ok(Err(now.holder.clone())),
                _ => false,
            };
            if taken {
                return Ok(Ok(Self::kept(cluster, path, mine)));
            }
            seen = seen.or(now);
            if round < WATCHED {
                std::thread::sleep(BEAT);
            }
        }
        Ok(Err(seen.map_or_else(String::new, |seen| seen.holder)))
    }

    fn kept(cluster: Arc<Cluster>, path: String, mine: String) -> Self {
        let (stop, stopped) = channel::<()>();
        let keeper = std::thread::spawn(move || {
            let mut beat = 1;
            while stopped.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                // What fails now is tried at the next beat.
                let _ = touch(&cluster, &path, &mine, beat);
                beat += 1;
            }
            let call = Call { method: &Method::DELETE, path: &path, body: Content::Nothing, attempt: "give it back" };
            // One that is not given back is taken over after a while.
            let _ = cluster.client.ask(call);
        });
        Self { stop: Some(stop), keeper: Some(keeper) }
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
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    Ok(Some(Seen {
        beat: number(&told["_source"]["beat"]),
        holder: told["_source"]["holder"].as_str().unwrap_or("somebody").to_owned(),
        state: (number(&told["_seq_no"]), number(&told["_primary_term"])),
    }))
}

/// Writes the lease; whether nobody was before.
fn touch(cluster: &Cluster, path: &str, holder: &str, beat: u64) -> Result<bool, ClusterError> {
    let body = json!({ "holder": holder, "beat": beat });
    let call = Call { method: &Method::PUT, path, body: Content::Json(&body), attempt: "take the right to write" };
    let reply = cluster.client.ask(call)?;
    match reply.status {
        409 => Ok(false),
        _ if reply.is_success() => Ok(true),
        _ => Err(cluster.client.failed(call, &reply)),
    }
}
