//! Bulk requests: documents to be written or taken out, bounded, and sent until the cluster has taken each or refused it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::client::{Call, Client, Content, is_passing, reason_of};
use super::cluster::{Cluster, Generation};
use super::error::{ClusterError, Refused};
use super::mapping::KEY;
use crate::engine::fields;

/// How long a bulk request grows.
const BYTES_MAX: usize = 4 << 20;

/// How many documents a bulk request holds at most.
const DOCUMENTS_MAX: usize = 2_000;

/// How many bulk requests are under way at the same time.
const SENDERS: usize = 2;

/// How often something is sent in all for which the cluster has no time, and the first wait before the next time; each
/// further one is twice as long.
const ROUNDS_MAX: usize = 8;
const WAIT_FIRST: Duration = Duration::from_millis(200);

/// A bulk request under construction.
#[derive(Default)]
pub(super) struct Bulk {
    items: Vec<Item>,
    bytes: usize,
}

/// A document to be written or taken out.
struct Item {
    /// What is to be done, and with what: one line or two.
    lines: Vec<u8>,
    /// What people know it by: the file that it was read from, or else its id.
    name: String,
}

impl Bulk {
    /// Adds a document, or puts it in the place of the one with its id.
    pub(super) fn index(&mut self, id: &str, mut document: Value) {
        let paths = &document[fields::PATH];
        let name = paths[0].as_str().or(paths.as_str()).unwrap_or(id).to_owned();
        document[KEY] = id.into();
        self.add(format!("{}\n{document}\n", json!({ "index": { "_id": id } })), name);
    }

    /// Takes out the document with an id, if it is there.
    pub(super) fn delete(&mut self, id: &str) {
        self.add(format!("{}\n", json!({ "delete": { "_id": id } })), id.to_owned());
    }

    fn add(&mut self, lines: String, name: String) {
        self.bytes += lines.len();
        self.items.push(Item { lines: lines.into_bytes(), name });
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes >= BYTES_MAX || self.items.len() >= DOCUMENTS_MAX
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Sends what has gathered.
    pub(super) fn send(&mut self, client: &Client, generation: &Generation) -> Result<(), ClusterError> {
        let refused = send(client, generation, std::mem::take(self).items)?;
        if refused.is_empty() { Ok(()) } else { Err(ClusterError::Rejected { refused }) }
    }
}

/// Sends documents, and again those for which the cluster had no time; returns those it refuses.
fn send(client: &Client, generation: &Generation, mut items: Vec<Item>) -> Result<Vec<Refused>, ClusterError> {
    let mut refused = Vec::new();
    let mut wait = WAIT_FIRST;
    for round in 1..=ROUNDS_MAX {
        if items.is_empty() {
            break;
        }
        let answer = match post(client, generation, &items) {
            Err(ClusterError::TooLarge { .. }) if items.len() > 1 => {
                let second = items.split_off(items.len() / 2);
                refused.extend(send(client, generation, items)?);
                refused.extend(send(client, generation, second)?);
                return Ok(refused);
            }
            answer => answer?,
        };
        if answer["errors"].as_bool() != Some(true) {
            break;
        }
        items = left_over(items, &answer, round < ROUNDS_MAX, &mut refused)?;
        if !items.is_empty() {
            std::thread::sleep(wait.mul_f32(0.5 + fastrand::f32()));
            wait *= 2;
        }
    }
    Ok(refused)
}

fn post(client: &Client, generation: &Generation, items: &[Item]) -> Result<Value, ClusterError> {
    let path = format!(
        "/{}/_bulk?require_alias=true&filter_path=errors,items.*.status,items.*.error",
        generation.written_through()
    );
    let lines: Vec<u8> = items.iter().flat_map(|item| &item.lines).copied().collect();
    let attempt = match items {
        [item] => format!("write `{}`", item.name),
        items => format!("write {} articles and files", items.len()),
    };
    client.done(Call { method: &Method::POST, path: &path, body: Content::Lines(&lines), attempt: &attempt })
}

/// The documents for which the cluster had no time. What it refuses is added to what was refused before.
fn left_over(
    items: Vec<Item>,
    answer: &Value,
    again: bool,
    refused: &mut Vec<Refused>,
) -> Result<Vec<Item>, ClusterError> {
    let mut left = Vec::new();
    let told = answer["items"].as_array().into_iter().flatten();
    let outcomes = told.map(|told| told.as_object().and_then(|told| told.values().next()).unwrap_or(&Value::Null));
    for (item, told) in items.into_iter().zip(outcomes) {
        let status = told["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
        let error = &told["error"];
        // What is not there need not be deleted: that has a status of its own, and is no error.
        if (200..300).contains(&status) || status == 404 && error.is_null() {
            continue;
        }
        if again && is_passing(status) {
            left.push(item);
            continue;
        }
        let index = || error["index"].as_str().unwrap_or("the index").to_owned();
        match error["type"].as_str() {
            Some("cluster_block_exception") => {
                return Err(ClusterError::ReadOnly { name: index(), reason: reason_of(error) });
            }
            Some("index_not_found_exception") => return Err(ClusterError::Replaced { name: index() }),
            _ => refused.push(Refused { name: item.name, reason: reason_of(error) }),
        }
    }
    Ok(left)
}

/// What became of the bulk requests handed over.
#[derive(Default)]
struct Outcome {
    failed: Option<ClusterError>,
    refused: Vec<Refused>,
}

/// Threads that send bulk requests; who hands over more than they can send waits.
pub(super) struct Senders {
    queue: SyncSender<Bulk>,
    threads: Vec<JoinHandle<()>>,
    outcome: Arc<Mutex<Outcome>>,
}

impl Senders {
    pub(super) fn start(cluster: &Arc<Cluster>, generation: &Generation) -> Self {
        let outcome = Arc::new(Mutex::new(Outcome::default()));
        let (queue, waiting) = sync_channel::<Bulk>(SENDERS);
        let waiting = Arc::new(Mutex::new(waiting));
        let thread = |_| {
            let (cluster, generation) = (cluster.clone(), generation.clone());
            let (waiting, outcome) = (waiting.clone(), outcome.clone());
            std::thread::spawn(move || send_all(&cluster.client, &generation, &waiting, &outcome))
        };
        Self { threads: (0..SENDERS).map(thread).collect(), queue, outcome }
    }

    /// Hands a request over, and waits where all are busy. Tells of what made an earlier one fail.
    pub(super) fn hand_over(&self, bulk: Bulk) -> Result<(), ClusterError> {
        if !bulk.is_empty() {
            // Senders go on until the queue ends, so there is always one to take it.
            let _ = self.queue.send(bulk);
        }
        let failed = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).failed.take();
        failed.map_or(Ok(()), Err)
    }

    /// Waits until everything handed over was taken. All that was refused is told together.
    pub(super) fn finish(self) -> Result<(), ClusterError> {
        let Self { queue, threads, outcome } = self;
        drop(queue);
        for thread in threads {
            // A sender that panicked has left its requests unsent.
            if thread.join().is_err() {
                return Err(ClusterError::Unexpected { what: "a bulk request was not sent to its end".to_owned() });
            }
        }
        let outcome = std::mem::take(&mut *outcome.lock().unwrap_or_else(PoisonError::into_inner));
        match outcome {
            Outcome { failed: Some(error), .. } => Err(error),
            Outcome { refused, .. } if !refused.is_empty() => Err(ClusterError::Rejected { refused }),
            _ => Ok(()),
        }
    }
}

/// Sends what comes until nothing more comes.
fn send_all(client: &Client, generation: &Generation, waiting: &Mutex<Receiver<Bulk>>, outcome: &Mutex<Outcome>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(bulk) = next else { return };
        let sent = send(client, generation, bulk.items);
        let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
        match sent {
            Ok(refused) => outcome.refused.extend(refused),
            Err(error) => _ = outcome.failed.get_or_insert(error),
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: what the cluster had no time for is sent again, what it refuses is told by its file, and what is not there
    //! need not be deleted.
    use super::*;

    fn items() -> Vec<Item> {
        let mut bulk = Bulk::default();
        bulk.index("main:a", json!({ "path": ["news/a.txt", "news/b.txt"] }));
        bulk.index("main:file:c", json!({ "path": "news/c.txt" }));
        bulk.delete("main:d");
        bulk.items
    }

    fn told(outcomes: [(u16, Value); 3]) -> Value {
        let item = |(at, (status, error)): (usize, (u16, Value))| {
            let told =
                if error.is_null() { json!({ "status": status }) } else { json!({ "status": status, "error": error }) };
            json!({ (if at == 2 { "delete" } else { "index" }): told })
        };
        json!({ "errors": true, "items": outcomes.into_iter().enumerate().map(item).collect::<Vec<_>>() })
    }

    #[test]
    fn what_is_left() {
        let busy = json!({ "type": "rejected_execution_exception", "reason": "queue is full" });
        let strict = json!({ "type": "mapper_parsing_exception", "reason": "no such field" });
        let answer = told([(429, busy.clone()), (400, strict), (404, Value::Null)]);
        let mut refused = Vec::new();
        let left = left_over(items(), &answer, true, &mut refused).unwrap();
        assert_eq!(left.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["news/a.txt"]);
        assert_eq!(refused, [Refused { name: "news/c.txt".into(), reason: "no such field".into() }]);
        refused.clear();
        // The last time it is refused, too.
        assert!(left_over(items(), &answer, false, &mut refused).unwrap().is_empty());
        assert_eq!(refused.len(), 2);
        for (kind, want) in
            [("cluster_block_exception", "lets nobody write"), ("index_not_found_exception", "replaced")]
        {
            let gone = json!({ "type": kind, "index": "news-000001" });
            let answer = told([(200, Value::Null), (404, gone), (200, Value::Null)]);
            let error = left_over(items(), &answer, true, &mut refused).map(|left| left.len()).unwrap_err().to_string();
            assert!(error.contains(want) && error.contains("news-000001"), "{error}");
        }
    }
}
