//! Reads an index on a cluster: searches, articles, files, counts.
//!
//! A reader holds to the generation that was current when it was opened. What a sync changes there may be seen in part, but of
//! an article always all or nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::ask::{self, Asked, Wanted};
use super::clauses::TEXT;
use super::client::{Call, Content};
use super::cluster::{Cluster, Generation};
use super::count::{Counting, Speeches, documents};
use super::document::{self, unsigned};
use super::error::ClusterError;
use super::lowered::{self, Lowered, is_article, lowered};
use super::mapping::{PARAGRAPHS, PLACE, SOURCE, SPEECHES, STATE, STORY};
use super::names;
use super::people::PeopleBySource;
use super::rank::{Fetched, RankedHit, Ranking};
use super::scoring::Scoring;
use super::spans::{NotAsked, all, any};
use super::stored;
use super::verify::Verifier;
use super::vocabulary::{self, Expansions};
use super::writer::parsed;
use crate::analyzer::{Form, WordPattern};
use crate::annotate::{AnnotatedParagraph, Basis};
use crate::corpus::ArticleId;
use crate::engine::facets::{Counts, UNDATED, label_of_key, ordered, reaches_beyond, tree_under};
use crate::engine::fields::{self, LEVEL, Record};
use crate::engine::keys::fitting;
use crate::engine::names::KeptNames;
use crate::engine::plan::{self, Plan, plan, plan_of_rest};
use crate::engine::scores::{self, Neighbours};
use crate::engine::{
    BytesByPart, COPIES_MAX, Copies, EngineError, FacetAsk, FacetRow, FacetRows, FileRecord, Found, Frequencies,
    Grouping, Hit, Interrupt, Named, Names, Passage, Reader, Search, Signed, State, Statistics, StoredArticle, Story,
    WordCount,
};
use crate::query::bind::{BoundQuery, SpeechNode, bind};
use crate::query::{Facet, Node};

/// How often something is begun in all, and how long it waits before the next time.
const ATTEMPTS_MAX: usize = 4;
const BEFORE_NEXT_ATTEMPT: Duration = Duration::from_secs(1);

/// Reads a generation of an index on a cluster. Clones share what is open.
#[derive(Clone)]
pub struct ClusterReader {
    opened: Arc<Opened>,
    interrupt: Interrupt,
}

struct Opened {
    cluster: Arc<Cluster>,
    index: String,
    /// Whose files are read.
    source: String,
    state: State,
    people: PeopleBySource,
    names: KeptNames,
}

/// A query ready to be asked.
struct Ready {
    lowered: Lowered,
    speeches: Speeches,
    /// The articles of which the query without its speech clauses is true.
    over_rest: Value,
}

impl ClusterReader {
    /// Opens a generation as a source sees it; where it has not finished a run yet, as the first one does that has.
    ///
    /// # Errors
    /// When the cluster cannot tell, or no run has been finished.
    pub fn open(cluster: Arc<Cluster>, generation: &Generation, source: &str) -> Result<Self, EngineError> {
        let opened = Self::open_if_written(cluster, generation, source)?;
        opened.ok_or_else(|| {
            let index = &generation.index;
            let what = format!("no run has been finished on `{index}` yet: run `onrecord index`");
            ClusterError::Unexpected { what }.into()
        })
    }

    /// The same; `None` where no run has been finished.
    ///
    /// # Errors
    /// When the cluster cannot tell.
    pub fn open_if_written(
        cluster: Arc<Cluster>,
        generation: &Generation,
        source: &str,
    ) -> Result<Option<Self>, EngineError> {
        let index = generation.index.clone();
        let interrupt = Interrupt::default();
        let asked = Asked { client: &cluster.client, index: &index, interrupt: &interrupt };
        let states = patiently(&|| states(&asked))?;
        let Some(state) = states.get(source).or_else(|| states.values().next()).cloned() else { return Ok(None) };
        let people = PeopleBySource::new(source, &state.people, &states);
        let names = KeptNames::default();
        let source = source.to_owned();
        let opened = Arc::new(Opened { cluster, index, source, state, people, names });
        Ok(Some(Self { opened, interrupt }))
    }

    fn asked(&self) -> Asked<'_> {
        Asked { client: &self.opened.cluster.client, index: &self.opened.index, interrupt: &self.interrupt }
    }

    fn people(&self) -> &PeopleBySource {
        &self.opened.people
    }

    /// Plans and lowers a query; what the cluster has no words for is read first.
    fn ready(&self, query: &BoundQuery) -> Result<Ready, EngineError> {
        let asked = self.asked();
        let mut verifier = Verifier::new(&asked, self.people());
        let planned = plan(query).map_err(|_| EngineError::TooMixed)?;
        let planned = Plan { true_of: verifier.branches(planned.true_of)?, shown: verifier.branches(planned.shown)? };
        let rest = verifier.branches(plan_of_rest(query).map_err(|_| EngineError::TooMixed)?)?;
        let every_speech = SpeechNode::And(Vec::new());
        let each = query.speech.as_ref().map_or(&every_speech, |clauses| &clauses.each);
        let speeches = Speeches { each: verifier.speeches(each)?, rest: lowered::branches(&rest).map_err(unasked)? };
        Ok(Ready {
            lowered: lowered(&planned).map_err(unasked)?,
            speeches,
            over_rest: lowered::found(&rest).map_err(unasked)?,
        })
    }

    /// Finds passages, counts and facets.
    fn find(&self, search: &Search) -> Result<Found, EngineError> {
        let query = bind(search.tree.as_ref(), self.people().own());
        let also = search.also_ranked.iter();
        let query = also.fold(query, |query, also| query.also_ranked_by(&also.word, also.weight));
        let asked = self.asked();
        let expansions = Expansions::of(&query, &asked)?;
        let expanded = expansions.put_into(query.clone());
        let Ready { lowered, speeches, .. } = self.ready(&expanded)?;
        let is_shared = |ask: &FacetAsk| tree_under(search, *ask) == search.tree && !reaches_beyond(&query, ask.facet);
        let shared: Vec<Facet> = search.facets.iter().filter(|ask| is_shared(ask)).map(|ask| ask.facet).collect();
        let counting = Counting { asked: &asked, lowered: &lowered, speeches: &speeches, over: &lowered.found };
        let (totals, counts) = counting.all(&shared)?;
        let folded = counting.folded(totals)?;
        let mut counted = counts.into_iter();
        let mut facets = Vec::with_capacity(search.facets.len());
        for ask in &search.facets {
            // What was counted along with the totals stands in the order of the asking.
            let counts = match is_shared(ask).then(|| counted.next()).flatten() {
                Some(counts) => counts,
                None => self.count(tree_under(search, *ask).as_ref(), ask.facet, &expansions)?,
            };
            facets.push(self.rows(ask.facet, counts, search.rows_max)?);
        }
        let (words, others) = scores::conjuncts(&query.rest);
        let neighbours = Neighbours::of(&words, &others);
        let scoring = Scoring::of(&query, &neighbours, self.opened.cluster.version());
        let ranking = Ranking { asked: &asked, lowered: &lowered, scoring: &scoring, search };
        let ranked = ranking.hits()?;
        let fetched = if ranked.is_empty() { Fetched::default() } else { ranking.fetch(&ranked)? };
        let answers: Vec<&SpeechNode> = plan::answers(&query).into_iter().map(|condition| &condition.speech).collect();
        let hits = ranked.iter().map(|hit| self.hit(&ranking, hit, &fetched, &answers)).collect::<Result<_, _>>()?;
        let hidden = if search.copies == Copies::Folded { folded } else { Default::default() };
        let listed = match search.grouping {
            Grouping::Passages => totals.passages - hidden.passages,
            Grouping::Articles => totals.articles - hidden.articles,
        };
        Ok(Found {
            passages: totals.passages,
            articles: totals.articles,
            stories: totals.articles - folded.articles,
            listed,
            hits,
            facets,
        })
    }

    /// Counts one facet under a tree of its own, some of whose patterns have been expanded before.
    fn count(&self, tree: Option<&Node>, facet: Facet, expansions: &Expansions) -> Result<Counts, EngineError> {
        let query = expansions.put_into(bind(tree, self.people().own()));
        let Ready { lowered, speeches, over_rest } = self.ready(&query)?;
        let over = if reaches_beyond(&query, facet) { &over_rest } else { &lowered.found };
        Counting { asked: &self.asked(), lowered: &lowered, speeches: &speeches, over }.facet(facet)
    }

    /// The rows of a facet.
    fn rows(&self, facet: Facet, counts: Counts, rows_max: usize) -> Result<FacetRows, EngineError> {
        let (kept, other) = ordered(facet, counts, rows_max);
        let keys: Vec<&str> = kept.iter().filter_map(|(value, _)| value.as_deref()).collect();
        let labels = match facet {
            Facet::Speaker => self.labels(Named::Speakers, &keys)?,
            Facet::Publisher => self.labels(Named::Publishers, &keys)?,
            _ => BTreeMap::new(),
        };
        let label = |value: Option<&str>| match value {
            None => UNDATED.to_owned(),
            Some(value) => {
                let known = labels.get(value).cloned().or_else(|| label_of_key(facet, value));
                known.unwrap_or_else(|| value.to_owned())
            }
        };
        Ok(FacetRows {
            facet,
            other_values: other.len() as u64,
            other_count: other.iter().map(|count| count.passages).sum(),
            rows: kept
                .into_iter()
                .map(|(value, count)| {
                    let label = label(value.as_deref());
                    FacetRow { value, label, count: count.passages, articles: count.articles }
                })
                .collect(),
        })
    }

    fn labels(&self, of: Named, keys: &[&str]) -> Result<BTreeMap<String, String>, EngineError> {
        names::labels(&self.opened.names, of, keys, &self.asked(), self.people())
    }

    /// A hit with what is stored of it.
    fn hit(
        &self,
        ranking: &Ranking<'_>,
        hit: &RankedHit,
        fetched: &Fetched,
        answers: &[&SpeechNode],
    ) -> Result<Hit, EngineError> {
        let head = |document: &str| -> Result<StoredArticle, EngineError> {
            let head = fetched.heads.get(document).ok_or_else(|| gone(document))?;
            parsed(&head["_source"]["record"])
        };
        let people = self.people().of(&hit.article.document);
        let passage = |&(place, score): &(u32, f32)| -> Result<Passage, EngineError> {
            let key = (hit.article.document.clone(), place);
            let stored = fetched.passages.get(&key).ok_or_else(|| gone(&hit.article.document))?;
            let paragraph: AnnotatedParagraph = parsed(&stored["_source"]["record"])?;
            let is_answer = |speech| answers.iter().any(|answer| answer.is_true_of(speech, &paragraph.text, people));
            let speeches = (0..).zip(&paragraph.speakers).filter(|(_, speech)| is_answer(speech)).map(|(at, _)| at);
            let speeches = speeches.collect();
            let explanation = ranking.explanation(hit, place, fetched);
            Ok(Passage { score, paragraph, speeches, explanation })
        };
        let copies = &hit.article.copies;
        Ok(Hit {
            score: hit.passages.first().map_or(0.0, |(_, score)| *score),
            article: head(&hit.article.document)?,
            passages: hit.passages.iter().map(passage).collect::<Result<_, _>>()?,
            of_article: hit.article.of_article,
            copies: copies.iter().take(COPIES_MAX).map(|document| head(document)).collect::<Result<_, _>>()?,
            copies_total: copies.len() as u64,
        })
    }

    /// The document of an article, by its id: that of this source, or else of the first that has it.
    fn document(&self, id: &ArticleId, wanted: &[&str]) -> Result<Option<Value>, EngineError> {
        let own = document::id_of(&self.opened.source, id);
        let body = json!({
            "size": 1,
            "query": { "bool": {
                "filter": [is_article(), { "term": { (fields::ARTICLE): id.as_str() } }],
                "should": [{ "constant_score": { "filter": { "ids": { "values": [own] } } } }],
            } },
            "_source": wanted,
            "sort": ["_score", SOURCE],
            "docvalue_fields": [STORY, PLACE],
        });
        Ok(ask::hits(&self.asked().search(&body, false)?).first().cloned())
    }

    /// What is of this source among the documents of a level.
    fn own(&self, level: Record) -> Value {
        let level = json!({ "term": { LEVEL: level.name() } });
        all(vec![level, json!({ "term": { SOURCE: self.opened.source } })])
    }
}

/// Begins anew what a machine that was lost has interrupted. What stays away is waited for once, by the request itself.
fn patiently<T>(attempt: &dyn Fn() -> Result<T, EngineError>) -> Result<T, EngineError> {
    for _ in 1..ATTEMPTS_MAX {
        match attempt() {
            Err(EngineError::Cluster(error)) if error.is_passing() && !error.was_waited_for() => {
                std::thread::sleep(BEFORE_NEXT_ATTEMPT);
            }
            outcome => return outcome,
        }
    }
    attempt()
}

/// What was read or asked for before cannot be unasked now.
fn unasked(_: NotAsked) -> EngineError {
    ClusterError::Unexpected { what: "a clause could neither be asked for nor read".to_owned() }.into()
}

/// A sync may take an article out between two requests.
fn gone(document: &str) -> EngineError {
    ClusterError::Gone { document: document.to_owned() }.into()
}

/// What the index says of itself, by source.
pub(super) fn states(asked: &Asked<'_>) -> Result<BTreeMap<String, State>, EngineError> {
    let mut states = BTreeMap::new();
    let query = json!({ "term": { LEVEL: STATE } });
    asked.scan(&query, Wanted::Source(&["source", "record"]), &mut |hit| {
        let source = hit["_source"]["source"].as_str().unwrap_or_default().to_owned();
        states.insert(source, parsed(&hit["_source"]["record"])?);
        Ok(())
    })?;
    Ok(states)
}

/// An article with its paragraphs from a document.
pub(super) fn stored_article(hit: &Value) -> Result<StoredArticle, EngineError> {
    let mut stored: StoredArticle = parsed(&hit["_source"]["record"])?;
    let paragraphs = hit["_source"]["paragraphs"].as_array().into_iter().flatten();
    stored.article.paragraphs = paragraphs.map(|paragraph| parsed(&paragraph["record"])).collect::<Result<_, _>>()?;
    Ok(stored)
}

impl Reader for ClusterReader {
    fn interrupted_by(&self, interrupt: &Interrupt) -> Box<dyn Reader + Send + Sync> {
        Box::new(Self { opened: self.opened.clone(), interrupt: interrupt.clone() })
    }

    fn state(&self) -> &State {
        &self.opened.state
    }

    fn search(&self, search: &Search) -> Result<Found, EngineError> {
        patiently(&|| self.find(search))
    }

    fn article(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError> {
        self.document(id, &["record", "paragraphs.record"])?.map(|hit| stored_article(&hit)).transpose()
    }

    fn head(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError> {
        self.document(id, &["record"])?.map(|hit| parsed(&hit["_source"]["record"])).transpose()
    }

    fn copies(&self, id: &ArticleId) -> Result<(Vec<StoredArticle>, u64), EngineError> {
        let Some(hit) = self.document(id, &[])? else { return Ok((Vec::new(), 0)) };
        let Some(story) = ask::number(&hit, STORY) else { return Ok((Vec::new(), 0)) };
        let others = json!({ "bool": {
            "filter": [is_article(), { "term": { STORY: story } }],
            "must_not": [{ "ids": { "values": [hit["_id"]] } }],
        } });
        let body = json!({
            "size": COPIES_MAX, "track_total_hits": true, "query": others, "_source": ["record"], "sort": [PLACE, SOURCE],
        });
        let answer = self.asked().search(&body, false)?;
        let heads = ask::hits(&answer).iter().map(|hit| parsed(&hit["_source"]["record"]));
        Ok((heads.collect::<Result<_, _>>()?, answer["hits"]["total"]["value"].as_u64().unwrap_or(0)))
    }

    fn lookup(&self, id_or_path: &str, limit: usize) -> Result<Vec<ArticleId>, EngineError> {
        if id_or_path.is_empty() {
            return Ok(Vec::new());
        }
        let path = fitting(id_or_path);
        let of_either = any(vec![
            json!({ "term": { (fields::PATH): path } }),
            json!({ "prefix": { (fields::ARTICLE): id_or_path } }),
        ]);
        // Several sources may hold one article, so that more documents than wanted may be needed.
        let body = json!({
            "size": limit.saturating_mul(4).min(10_000),
            "query": all(vec![is_article(), of_either]),
            "_source": false,
            "docvalue_fields": [fields::ARTICLE],
            "sort": [fields::ARTICLE],
        });
        let answer = self.asked().search(&body, false)?;
        let texts = ask::hits(&answer).iter().filter_map(|hit| ask::text(hit, fields::ARTICLE));
        let mut ids: Vec<ArticleId> = texts.filter_map(ArticleId::parse).collect();
        ids.dedup();
        ids.truncate(limit);
        Ok(ids)
    }

    fn words(&self, shape: &WordPattern, limit: usize) -> Result<Vec<WordCount>, EngineError> {
        vocabulary::words(shape, TEXT, limit, &self.asked())
    }

    fn frequencies(&self, stems: &[&str]) -> Result<Frequencies, EngineError> {
        let field = TEXT.scored(Form::Stem);
        let stem = |(at, stem): (usize, &&str)| (at.to_string(), json!({ "term": { &field: stored::word(stem) } }));
        let each: serde_json::Map<String, Value> = stems.iter().enumerate().map(stem).collect();
        let with = if each.is_empty() { json!({}) } else { json!({ "with": { "filters": { "filters": each } } }) };
        let body = json!({
            "size": 0,
            "track_total_hits": false,
            "query": is_article(),
            "aggs": { "paragraphs": { "nested": { "path": PARAGRAPHS }, "aggs": with } },
        });
        let answer = self.asked().search(&body, false)?;
        let paragraphs = &answer["aggregations"]["paragraphs"];
        let with = (0..stems.len()).map(|at| documents(&paragraphs["with"]["buckets"][at.to_string()])).collect();
        Ok(Frequencies { paragraphs: documents(paragraphs), with })
    }

    fn names(&self, of: Named) -> Result<Arc<Names>, EngineError> {
        self.opened.names.get_or_read(of, || names::read_all(of, &self.asked(), self.people()))
    }

    fn files(&self) -> Result<Vec<FileRecord>, EngineError> {
        patiently(&|| {
            let mut files: Vec<FileRecord> = Vec::new();
            self.asked().scan(&self.own(Record::File), Wanted::Source(&["record"]), &mut |hit| {
                files.push(parsed(&hit["_source"]["record"])?);
                Ok(())
            })?;
            files.sort_by(|a, b| a.path.cmp(&b.path));
            Ok(files)
        })
    }

    fn signed(&self) -> Result<Vec<Signed>, EngineError> {
        patiently(&|| {
            let mut signed = Vec::new();
            let wanted = Wanted::Columns(&[fields::ORDER, fields::DATE_FIRST, fields::SIGNATURE]);
            self.asked().scan(&is_article(), wanted, &mut |hit| {
                let signature = ask::text(hit, fields::SIGNATURE).and_then(document::signature_of);
                signed.push(Signed {
                    article: ask::number(hit, fields::ORDER).map(unsigned).unwrap_or_default(),
                    date: ask::number(hit, fields::DATE_FIRST),
                    signature: signature.unwrap_or_default(),
                });
                Ok(())
            })?;
            Ok(signed)
        })
    }

    fn stories(&self) -> Result<Vec<Story>, EngineError> {
        patiently(&|| {
            let mut stories: BTreeMap<i64, Vec<(i64, u64)>> = BTreeMap::new();
            let query = all(vec![is_article(), json!({ "exists": { "field": STORY } })]);
            self.asked().scan(&query, Wanted::Columns(&[fields::ORDER, STORY, PLACE]), &mut |hit| {
                if let (Some(order), Some(story), Some(place)) =
                    (ask::number(hit, fields::ORDER), ask::number(hit, STORY), ask::number(hit, PLACE))
                {
                    stories.entry(story).or_default().push((place, unsigned(order)));
                }
                Ok(())
            })?;
            let told = |mut members: Vec<(i64, u64)>| {
                members.sort_unstable();
                members.into_iter().map(|(_, article)| article).collect::<Story>()
            };
            let mut stories: Vec<Story> = stories.into_values().map(told).collect();
            stories.sort_unstable();
            Ok(stories)
        })
    }

    fn for_each_article(&self, each: &mut dyn FnMut(StoredArticle)) -> Result<(), EngineError> {
        let wanted = Wanted::Source(&["record", "paragraphs.record"]);
        self.asked().scan(&self.own(Record::Article), wanted, &mut |hit| {
            each(stored_article(hit)?);
            Ok(())
        })
    }

    fn statistics(&self) -> Result<Statistics, EngineError> {
        let speakers = self.count(None, Facet::Speaker, &Expansions::default())?.len() as u64;
        let dated = |basis| json!({ "filter": { "term": { (fields::BASIS): fields::basis(basis) } } });
        let speeches = json!({ "speeches": { "nested": { "path": SPEECHES } } });
        let body = json!({
            "size": 0,
            "track_total_hits": true,
            "query": is_article(),
            "aggs": {
                "explicit": dated(Basis::Explicit),
                "derived": dated(Basis::Derived),
                "paragraphs": { "nested": { "path": PARAGRAPHS }, "aggs": speeches },
            },
        });
        let answer = self.asked().search(&body, false)?;
        let counts = &answer["aggregations"];
        let articles = answer["hits"]["total"]["value"].as_u64().unwrap_or(0);
        let (explicit, derived) = (documents(&counts["explicit"]), documents(&counts["derived"]));
        let path = format!("/{}/_stats/store", self.opened.index);
        let call = Call { method: &Method::GET, path: &path, body: Content::Nothing, attempt: "tell its size" };
        let stats = self.opened.cluster.client.done(call)?;
        Ok(Statistics {
            articles,
            paragraphs: documents(&counts["paragraphs"]),
            speeches: documents(&counts["paragraphs"]["speeches"]),
            speakers,
            dated_explicit: explicit,
            dated_derived: derived,
            undated: articles.saturating_sub(explicit + derived),
            bytes: stats["_all"]["primaries"]["store"]["size_in_bytes"].as_u64().unwrap_or(0),
            bytes_by_part: BytesByPart::default(),
        })
    }
}
