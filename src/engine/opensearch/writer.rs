//! Writes articles and files of one source to an index on a cluster.
//!
//! Documents go out in bounded bulk requests, several at a time; who writes waits where they pile up. Every document has an id
//! of its own, so that sending it twice does no harm. What was written becomes visible by one refresh at the end.
//!
//! # Invariants
//! A run that has begun says so first, by a number that each article it writes bears, and takes that back with its last
//! request. What a file holds is told when the articles it holds are there. A run that finds the number of one that ended
//! early takes out the articles that bear it, tells which articles are missing since, and tells all stories anew.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use ureq::http::Method;

use super::ask::{self, Asked, Wanted};
use super::bulk::{Bulk, Senders};
use super::client::{Call, Content};
use super::cluster::{Cluster, Generation};
use super::document::{self, Told, unsigned};
use super::error::ClusterError;
use super::lease::Lease;
use super::lowered::is_article;
use super::mapping::{PLACE, RUN, SOURCE, STORY, WRITTEN_BY};
use super::people::PeopleBySource;
use super::reader::{states, stored_article};
use super::spans::all;
use crate::annotate::People;
use crate::corpus::ArticleId;
use crate::engine::fields::{self, LEVEL, Record};
use crate::engine::{EngineError, Entry, FileRecord, Interrupt, State, StoredArticle, Story, Writer, story};

/// How many articles are written anew at a time where their story has changed.
const REFILED_MAX: usize = 200;

/// Writes one source of an index.
pub struct ClusterWriter {
    cluster: Arc<Cluster>,
    generation: Generation,
    source: String,
    /// The number of this run.
    run: String,
    /// Becomes true where somebody else has taken over the right to write.
    taken_over: Arc<AtomicBool>,
    bulk: Bulk,
    senders: Option<Senders>,
    /// Whether articles were written or taken out of which it is not known yet that they are there or gone.
    writes_articles: bool,
    /// The articles that are missing since an earlier run ended early.
    missing: Option<HashSet<ArticleId>>,
    stories: Option<Vec<Story>>,
}

/// The id of the document by which runs say that they have begun.
fn marker_id(source: &str) -> String {
    format!("{source}:{RUN}")
}

impl ClusterWriter {
    /// Begins to write to a generation.
    ///
    /// # Errors
    /// When the cluster cannot be written to.
    pub fn open(cluster: Arc<Cluster>, generation: &Generation, source: &str) -> Result<Self, EngineError> {
        let mut opened = Self {
            senders: None,
            cluster,
            generation: generation.clone(),
            source: source.to_owned(),
            run: format!("{:016x}", fastrand::u64(..)),
            taken_over: Arc::default(),
            bulk: Bulk::default(),
            writes_articles: false,
            missing: None,
            stories: None,
        };
        let unfinished = opened.begin()?;
        if !unfinished.is_empty() {
            opened.missing = Some(opened.take_back(&unfinished)?);
        }
        Ok(opened)
    }

    /// Writes no longer than a lease is held.
    #[must_use]
    pub fn while_held(self, lease: &Lease) -> Self {
        Self { taken_over: lease.taken_over(), ..self }
    }

    fn see_that_it_is_held(&self) -> Result<(), ClusterError> {
        match self.taken_over.load(Ordering::Relaxed) {
            true => Err(ClusterError::TakenOver { source_name: self.source.clone() }),
            false => Ok(()),
        }
    }

    /// Says that a run has begun; returns the numbers of those that have not ended.
    fn begin(&self) -> Result<Vec<String>, EngineError> {
        let id = marker_id(&self.source);
        let path = format!("/{}/_doc/{}", self.generation.index, encoded(&id));
        let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "look for earlier runs" };
        let reply = self.cluster.client.ask(call)?;
        let unfinished: Vec<String> = match reply.status {
            404 => Vec::new(),
            _ if reply.is_success() => parsed(&reply.body["_source"][fields::RECORD]["runs"])?,
            _ => return Err(self.cluster.client.failed(call, &reply).into()),
        };
        let runs: Vec<&String> = unfinished.iter().chain([&self.run]).collect();
        let mut bulk = Bulk::default();
        bulk.index(&id, json!({ LEVEL: RUN, SOURCE: self.source, (fields::RECORD): { "runs": runs } }));
        self.send_now(bulk)?;
        Ok(unfinished)
    }

    /// Takes out the articles that runs have written which have not ended; returns all that files hold and that are not there
    /// now.
    fn take_back(&self, runs: &[String]) -> Result<HashSet<ArticleId>, EngineError> {
        self.refresh()?;
        let interrupt = Interrupt::default();
        let asked = self.asked(&interrupt);
        let of_source =
            |level: &str| vec![json!({ "term": { LEVEL: level } }), json!({ "term": { SOURCE: self.source } })];
        let mut missing = HashSet::new();
        asked.scan(&all(of_source(Record::File.name())), Wanted::Source(&["record"]), &mut |hit| {
            let file: FileRecord = parsed(&hit["_source"]["record"])?;
            missing.extend(file.articles.into_iter().map(|held| held.id));
            Ok(())
        })?;
        let mut bulk = Bulk::default();
        asked.scan(
            &all(of_source(Record::Article.name())),
            Wanted::Columns(&[fields::ARTICLE, WRITTEN_BY]),
            &mut |hit| {
                if ask::text(hit, WRITTEN_BY).is_some_and(|by| runs.iter().any(|run| run == by)) {
                    bulk.delete(hit["_id"].as_str().unwrap_or_default());
                } else if let Some(id) = ask::text(hit, fields::ARTICLE).and_then(ArticleId::parse) {
                    missing.remove(&id);
                }
                if bulk.is_full() { self.send_now(std::mem::take(&mut bulk)) } else { Ok(()) }
            },
        )?;
        self.send_now(bulk)?;
        self.refresh()?;
        Ok(missing)
    }

    fn asked<'a>(&'a self, interrupt: &'a Interrupt) -> Asked<'a> {
        Asked { client: &self.cluster.client, index: &self.generation.index, interrupt }
    }

    fn send_if_full(&mut self) -> Result<(), EngineError> {
        if self.bulk.is_full() { self.hand_over() } else { Ok(()) }
    }

    /// Hands what has gathered to a sender, and waits where all are busy.
    fn hand_over(&mut self) -> Result<(), EngineError> {
        self.see_that_it_is_held()?;
        let bulk = std::mem::take(&mut self.bulk);
        let senders = self.senders.get_or_insert_with(|| Senders::start(&self.cluster, &self.generation));
        Ok(senders.hand_over(bulk)?)
    }

    /// Waits until everything was taken. It may be seen from then on.
    ///
    /// # Errors
    /// When the cluster does not take it.
    pub fn flush(&mut self) -> Result<(), EngineError> {
        self.hand_over()?;
        self.writes_articles = false;
        Ok(self.senders.take().map_or(Ok(()), Senders::finish)?)
    }

    /// Sees that the articles are there that files are told to hold from now on, and those gone that none holds.
    fn after_articles(&mut self) -> Result<(), EngineError> {
        if self.writes_articles { self.flush() } else { Ok(()) }
    }

    /// Sends a few more documents by itself.
    fn send_now(&self, mut bulk: Bulk) -> Result<(), EngineError> {
        self.see_that_it_is_held()?;
        Ok(bulk.send(&self.cluster.client, &self.generation)?)
    }

    fn refresh(&self) -> Result<(), EngineError> {
        Ok(self.cluster.refresh(&self.generation)?)
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
        let people = PeopleBySource::new(&self.source, people, &states(&asked)?);
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
        for numbers in numbers.chunks(REFILED_MAX) {
            let orders: Vec<i64> = numbers.iter().map(|&number| document::signed(number)).collect();
            let query = all(vec![is_article(), json!({ "terms": { (fields::ORDER): orders } })]);
            let mut bulk = Bulk::default();
            asked.scan(&query, Wanted::Source(&["source", "record", "paragraphs.record", WRITTEN_BY]), &mut |hit| {
                let stored: StoredArticle = stored_article(hit)?;
                let number = story::number(&stored.article.id);
                let source = hit["_source"]["source"].as_str().unwrap_or(&self.source);
                let told = changed.get(&number).copied().flatten();
                let id = hit["_id"].as_str().unwrap_or_default();
                let mut document = document::refiled(source, &stored, people.of(id), told);
                document[WRITTEN_BY] = hit["_source"][WRITTEN_BY].clone();
                bulk.index(id, document);
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
        let mut document = document::article(&self.source, entry, None);
        document[WRITTEN_BY] = self.run.as_str().into();
        self.writes_articles = true;
        self.bulk.index(&id, document);
        self.send_if_full()
    }

    fn delete_article(&mut self, id: &ArticleId) -> Result<(), EngineError> {
        self.writes_articles = true;
        self.bulk.delete(&document::id_of(&self.source, id));
        self.send_if_full()
    }

    fn put_file(&mut self, file: &FileRecord) -> Result<(), EngineError> {
        self.after_articles()?;
        self.bulk.index(&document::file_id(&self.source, &file.path), document::file(&self.source, file));
        self.send_if_full()
    }

    fn delete_file(&mut self, path: &str) -> Result<(), EngineError> {
        self.after_articles()?;
        self.bulk.delete(&document::file_id(&self.source, path));
        self.send_if_full()
    }

    fn put_stories(&mut self, stories: &[Story]) -> Result<(), EngineError> {
        self.stories = Some(stories.to_vec());
        Ok(())
    }

    fn missing(&self) -> Option<&HashSet<ArticleId>> {
        self.missing.as_ref()
    }

    fn commit(mut self: Box<Self>, state: &State) -> Result<(), EngineError> {
        self.flush()?;
        self.refresh()?;
        if let Some(stories) = &self.stories {
            self.refile(stories, &state.people)?;
        }
        let mut bulk = Bulk::default();
        bulk.index(&document::state_id(&self.source), document::state(&self.source, state));
        self.send_now(bulk)?;
        let mut bulk = Bulk::default();
        bulk.delete(&marker_id(&self.source));
        self.send_now(bulk)?;
        self.refresh()
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
