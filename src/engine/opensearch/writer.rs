//! Writes articles and files of one source to an index on a cluster.
//!
//! Documents go out in bounded bulk requests, several at a time; who writes waits where they pile up. Every document has an id
//! of its own, so that sending it twice does no harm. What was written becomes visible by one refresh at the end.
//!
//! # Invariants
//! A run that has begun says so first, and takes that back with its last request. A run that finds the mark of one that ended
//! early first takes out articles that no file holds, and tells all stories anew.

use std::collections::{BTreeMap, HashSet};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::ask::{self, Asked, Wanted};
use super::client::{Call, Client, Content, is_passing};
use super::cluster::{Cluster, Generation};
use super::document::{self, Told, unsigned};
use super::error::ClusterError;
use super::lowered::is_article;
use super::mapping::{KEY, PLACE, RUN, SOURCE, STORY};
use super::reader::{states, stored_article};
use super::spans::all;
use crate::annotate::People;
use crate::corpus::ArticleId;
use crate::engine::fields::{self, LEVEL, Record};
use crate::engine::{EngineError, Entry, FileRecord, Interrupt, State, StoredArticle, Story, Writer, story};

/// How long a bulk request grows.
const BULK_BYTES: usize = 4 << 20;

/// How many documents a bulk request holds at most.
const BULK_DOCUMENTS: usize = 2_000;

/// How many bulk requests are under way at the same time.
const SENDERS: usize = 2;

/// How often something is sent in all for which the cluster has no time, and the first wait before the next time; each
/// further one is twice as long.
const ROUNDS_MAX: usize = 8;
const WAIT_FIRST: Duration = Duration::from_millis(200);

/// Writes one source of an index.
pub struct ClusterWriter {
    cluster: Arc<Cluster>,
    generation: Generation,
    source: String,
    bulk: Bulk,
    queue: Option<SyncSender<Bulk>>,
    senders: Vec<JoinHandle<()>>,
    outcome: Arc<Mutex<Option<ClusterError>>>,
    /// Whether an earlier run ended before its end.
    unsettled: bool,
    stories: Option<Vec<Story>>,
}

/// A bulk request under construction.
#[derive(Default)]
pub(super) struct Bulk {
    bytes: Vec<u8>,
    documents: usize,
}

impl Bulk {
    fn add(&mut self, action: &str, id: &str, document: Option<Value>) {
        let line = json!({ action: { "_id": id } });
        self.bytes.extend(line.to_string().into_bytes());
        self.bytes.push(b'\n');
        if let Some(mut document) = document {
            document[KEY] = id.into();
            self.bytes.extend(document.to_string().into_bytes());
            self.bytes.push(b'\n');
        }
        self.documents += 1;
    }

    /// Adds a document, or puts it in the place of the one with its id.
    pub(super) fn index(&mut self, id: &str, document: Value) {
        self.add("index", id, Some(document));
    }

    fn delete(&mut self, id: &str) {
        self.add("delete", id, None);
    }

    /// Sends what has gathered.
    pub(super) fn send(&mut self, client: &Client, index: &str) -> Result<(), ClusterError> {
        let Self { bytes, documents } = std::mem::take(self);
        if documents == 0 { Ok(()) } else { send(client, index, &bytes) }
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= BULK_BYTES || self.documents >= BULK_DOCUMENTS
    }
}

/// The id of the document by which a run says that it has begun.
fn marker_id(source: &str) -> String {
    format!("{source}:{RUN}")
}

impl ClusterWriter {
    /// Begins to write to a generation.
    ///
    /// # Errors
    /// When the cluster cannot be written to.
    pub fn open(cluster: Arc<Cluster>, generation: &Generation, source: &str) -> Result<Self, EngineError> {
        let index = generation.index.clone();
        let path = format!("/{index}/_doc/{}?refresh=true", encoded(&marker_id(source)));
        let marker = json!({ KEY: marker_id(source), LEVEL: RUN, SOURCE: source });
        let call = Call { method: &Method::PUT, path: &path, body: Content::Json(&marker), attempt: "begin to write" };
        let unsettled = cluster.client.done(call)?["result"].as_str() == Some("updated");
        let outcome = Arc::default();
        let (queue, waiting) = sync_channel::<Bulk>(SENDERS);
        let waiting = Arc::new(Mutex::new(waiting));
        let sender = |_| {
            let (cluster, index) = (cluster.clone(), index.clone());
            let (waiting, outcome) = (waiting.clone(), Arc::clone(&outcome));
            std::thread::spawn(move || send_all(&cluster.client, &index, &waiting, &outcome))
        };
        let senders = (0..SENDERS).map(sender).collect();
        let opened = Self {
            cluster,
            generation: generation.clone(),
            source: source.to_owned(),
            bulk: Bulk::default(),
            queue: Some(queue),
            senders,
            outcome,
            unsettled,
            stories: None,
        };
        if unsettled {
            opened.refresh()?;
            opened.remove_orphans()?;
            opened.refresh()?;
        }
        Ok(opened)
    }

    fn asked<'a>(&'a self, interrupt: &'a Interrupt) -> Asked<'a> {
        Asked { client: &self.cluster.client, index: &self.generation.index, interrupt }
    }

    fn index(&mut self, id: &str, document: Value) -> Result<(), EngineError> {
        self.bulk.index(id, document);
        self.send_if_full()
    }

    fn delete(&mut self, id: &str) -> Result<(), EngineError> {
        self.bulk.delete(id);
        self.send_if_full()
    }

    fn send_if_full(&mut self) -> Result<(), EngineError> {
        if self.bulk.is_full() { self.send() } else { Ok(()) }
    }

    /// Hands what has gathered to a sender, and waits where all are busy.
    fn send(&mut self) -> Result<(), EngineError> {
        let bulk = std::mem::take(&mut self.bulk);
        if bulk.documents > 0
            && let Some(queue) = &self.queue
        {
            // Senders go on until the queue ends, so there is always one to take it.
            let _ = queue.send(bulk);
        }
        self.told()
    }

    /// Sends what has gathered without waiting for more. It may be seen from then on.
    ///
    /// # Errors
    /// When the cluster does not take it.
    pub fn flush(&mut self) -> Result<(), EngineError> {
        let bulk = std::mem::take(&mut self.bulk);
        self.send_now(bulk)
    }

    /// The first error of a sender.
    fn told(&self) -> Result<(), EngineError> {
        let error = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        error.map_or(Ok(()), |error| Err(error.into()))
    }

    /// Waits until everything handed over was taken.
    fn drain(&mut self) -> Result<(), EngineError> {
        self.send()?;
        self.queue = None;
        for sender in self.senders.drain(..) {
            // A sender that panicked has left its requests unsent.
            if sender.join().is_err() {
                let what = "a bulk request was not sent to its end".to_owned();
                return Err(ClusterError::Unexpected { what }.into());
            }
        }
        self.told()
    }

    /// Sends a few more documents when all others were taken.
    fn send_now(&self, mut bulk: Bulk) -> Result<(), EngineError> {
        Ok(bulk.send(&self.cluster.client, &self.generation.index)?)
    }

    fn refresh(&self) -> Result<(), EngineError> {
        Ok(self.cluster.refresh(&self.generation)?)
    }

    /// Takes out articles of this source that no file holds: a run that ended early may have left them.
    fn remove_orphans(&self) -> Result<(), EngineError> {
        let interrupt = Interrupt::default();
        let asked = self.asked(&interrupt);
        let of_source =
            |level: &str| all(vec![json!({ "term": { LEVEL: level } }), json!({ "term": { SOURCE: self.source } })]);
        let mut held = HashSet::new();
        asked.scan(&of_source(Record::File.name()), Wanted::Source(&["record"]), &mut |hit| {
            let file: FileRecord = parsed(&hit["_source"]["record"])?;
            held.extend(file.articles.into_iter().map(|article| article.id.to_string()));
            Ok(())
        })?;
        let mut bulk = Bulk::default();
        asked.scan(&of_source(Record::Article.name()), Wanted::Columns(&[fields::ARTICLE]), &mut |hit| {
            if let (Some(article), Some(id)) = (ask::text(hit, fields::ARTICLE), hit["_id"].as_str())
                && !held.contains(article)
            {
                bulk.delete(id);
            }
            Ok(())
        })?;
        self.send_now(bulk)
    }

    /// Writes those articles anew whose place among stories has changed, each with the names that its source knows.
    fn refile(&self, stories: &[Story], people: &People) -> Result<(), EngineError> {
        let interrupt = Interrupt::default();
        let asked = self.asked(&interrupt);
        let mut told: BTreeMap<u64, Told> = BTreeMap::new();
        for story in stories {
            for (place, &article) in (0..).zip(story) {
                // An article that several sources hold has the place of the first.
                told.entry(article).or_insert(Told { story: story[0], place });
            }
        }
        let states = states(&asked)?;
        let people_of = |source: &str| match states.get(source) {
            Some(state) if source != self.source => &state.people,
            _ => people,
        };
        let mut changed: BTreeMap<u64, Option<Told>> = told.iter().map(|(&at, &told)| (at, Some(told))).collect();
        let in_story = all(vec![is_article(), json!({ "exists": { "field": STORY } })]);
        asked.scan(&in_story, Wanted::Columns(&[fields::ORDER, STORY, PLACE]), &mut |hit| {
            let Some(article) = ask::number(hit, fields::ORDER).map(unsigned) else { return Ok(()) };
            let place = ask::number(hit, PLACE).and_then(|place| u32::try_from(place).ok());
            let was = ask::number(hit, STORY).map(unsigned).zip(place).map(|(story, place)| Told { story, place });
            if told.get(&article).copied() == was {
                changed.remove(&article);
            } else {
                changed.entry(article).or_insert(None);
            }
            Ok(())
        })?;
        let numbers: Vec<u64> = changed.keys().copied().collect();
        for numbers in numbers.chunks(200) {
            let orders: Vec<i64> = numbers.iter().map(|&number| document::signed(number)).collect();
            let query = all(vec![is_article(), json!({ "terms": { (fields::ORDER): orders } })]);
            let mut bulk = Bulk::default();
            asked.scan(&query, Wanted::Source(&["source", "record", "paragraphs.record"]), &mut |hit| {
                let stored: StoredArticle = stored_article(hit)?;
                let number = story::number(&stored.article.id);
                let source = hit["_source"]["source"].as_str().unwrap_or(&self.source);
                let told = changed.get(&number).copied().flatten();
                let document = document::refiled(source, &stored, people_of(source), told);
                bulk.index(hit["_id"].as_str().unwrap_or_default(), document);
                Ok(())
            })?;
            self.send_now(bulk)?;
        }
        Ok(())
    }
}

impl Writer for ClusterWriter {
    fn put_article(&mut self, entry: Entry<'_>) -> Result<(), EngineError> {
        let id = document::id_of(&self.source, &entry.article.id);
        let document = document::article(&self.source, entry, None);
        self.index(&id, document)
    }

    fn delete_article(&mut self, id: &ArticleId) -> Result<(), EngineError> {
        let id = document::id_of(&self.source, id);
        self.delete(&id)
    }

    fn put_file(&mut self, file: &FileRecord) -> Result<(), EngineError> {
        let id = document::file_id(&self.source, &file.path);
        let document = document::file(&self.source, file);
        self.index(&id, document)
    }

    fn delete_file(&mut self, path: &str) -> Result<(), EngineError> {
        let id = document::file_id(&self.source, path);
        self.delete(&id)
    }

    fn put_stories(&mut self, stories: &[Story]) -> Result<(), EngineError> {
        self.stories = Some(stories.to_vec());
        Ok(())
    }

    fn is_unsettled(&self) -> bool {
        self.unsettled
    }

    fn commit(mut self: Box<Self>, state: &State) -> Result<(), EngineError> {
        self.drain()?;
        self.refresh()?;
        if let Some(stories) = &self.stories {
            self.refile(stories, &state.people)?;
        }
        let mut bulk = Bulk::default();
        bulk.index(&document::state_id(&self.source), document::state(&self.source, state));
        bulk.delete(&marker_id(&self.source));
        self.send_now(bulk)?;
        self.refresh()
    }
}

/// Sends what comes until nothing more comes; what cannot be sent is told by the first error.
fn send_all(client: &Client, index: &str, waiting: &Mutex<Receiver<Bulk>>, outcome: &Mutex<Option<ClusterError>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(bulk) = next else { return };
        if let Err(error) = send(client, index, &bulk.bytes) {
            outcome.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }
}

/// Sends a bulk request, and again what the cluster had no time for.
fn send(client: &Client, index: &str, lines: &[u8]) -> Result<(), ClusterError> {
    let path = format!("/{index}/_bulk?filter_path=errors,items.*._id,items.*.status,items.*.error");
    let mut lines = lines.to_vec();
    let mut wait = WAIT_FIRST;
    for round in 1..=ROUNDS_MAX {
        let call = Call { method: &Method::POST, path: &path, body: Content::Lines(&lines), attempt: "write" };
        let answer = client.done(call)?;
        if answer["errors"].as_bool() != Some(true) {
            break;
        }
        let Some(left) = left_over(&lines, &answer, round < ROUNDS_MAX)? else { break };
        lines = left;
        std::thread::sleep(wait.mul_f32(0.5 + fastrand::f32()));
        wait *= 2;
    }
    Ok(())
}

/// The lines of those documents for which the cluster had no time. What it refused is an error.
fn left_over(lines: &[u8], answer: &Value, again: bool) -> Result<Option<Vec<u8>>, ClusterError> {
    let mut rest = lines.split_inclusive(|&byte| byte == b'\n');
    let (mut left, mut count, mut first) = (Vec::new(), 0, None);
    for item in answer["items"].as_array().into_iter().flatten() {
        let Some((action, told)) = item.as_object().and_then(|item| item.iter().next()) else { continue };
        let head = rest.next().unwrap_or_default();
        let body = if action == "delete" { &[][..] } else { rest.next().unwrap_or_default() };
        let status = told["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
        // What is not there need not be deleted.
        if (200..300).contains(&status) || status == 404 && action == "delete" {
            continue;
        }
        if again && is_passing(status) {
            left.extend_from_slice(head);
            left.extend_from_slice(body);
            continue;
        }
        let (id, reason) = (told["_id"].as_str().unwrap_or_default(), super::client::reason_of(&told["error"]));
        if told["error"]["type"].as_str() == Some("cluster_block_exception") {
            let name = told["error"]["index"].as_str().unwrap_or("the index").to_owned();
            return Err(ClusterError::ReadOnly { name, reason });
        }
        count += 1;
        first.get_or_insert_with(|| format!("`{id}`: {reason}"));
    }
    match first {
        Some(first) => Err(ClusterError::Rejected { count, first }),
        None => Ok((!left.is_empty()).then_some(left)),
    }
}

pub(super) fn parsed<T: serde::de::DeserializeOwned>(record: &Value) -> Result<T, EngineError> {
    T::deserialize(record).map_err(|error| {
        let what = format!("a stored record cannot be read ({error})");
        ClusterError::Unexpected { what }.into()
    })
}

/// An id in a path.
pub(super) fn encoded(id: &str) -> String {
    form_urlencoded::byte_serialize(id.as_bytes()).collect()
}
