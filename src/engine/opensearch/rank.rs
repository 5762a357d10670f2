//! The hits of a search, best first.
//!
//! The cluster ranks articles by their best passage and tells what each passage scores by itself. Where passages are listed
//! each in its own place, they are merged here: a passage is next as soon as no article still to come can have a better one.
//! Ranks are worked out without any text; what is shown is fetched for the page that is asked for.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use serde_json::{Value, json};

use super::ask::{self, Asked};
use super::lowered::{Filters, Lowered, is_article};
use super::mapping::{self, KEY, ORDINAL, PARAGRAPHS, PASSAGES_MAX, PLACE, SOURCE, STORY};
use super::scoring::Scoring;
use super::spans::{all, any};
use crate::engine::fields::{self, Record};
use crate::engine::order::Rank;
use crate::engine::story::days;
use crate::engine::{COPIES_MAX, Copies, EngineError, Explanation, Grouping, Search, Sort, recency};

/// How many articles are ranked at a time.
const PAGE: usize = 200;

/// How many passages of an article are asked for at first.
const PASSAGES_FIRST: usize = 100;

/// Of how many hits what is stored is fetched at a time; a hit may bring [`COPIES_MAX`] copies along.
const FETCHED_MAX: usize = 200;

/// What hits are ranked by, and which are wanted.
pub(super) struct Ranking<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) lowered: &'a Lowered,
    pub(super) scoring: &'a Scoring<'a>,
    pub(super) search: &'a Search,
}

/// An article that is found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    /// The id of its document.
    pub(super) document: String,
    /// Its story, and its place there.
    story: Option<(i64, i64)>,
    date: Option<i64>,
    order: i64,
    /// Best first: place and score.
    pub(super) passages: Vec<(u32, f32)>,
    /// How many it shows in all.
    pub(super) of_article: u64,
    /// The articles for which it stands, by document; the earliest first.
    pub(super) copies: Vec<String>,
}

/// A hit: an article with its best passages, or one of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RankedHit {
    pub(super) article: Ranked,
    /// Best first.
    pub(super) passages: Vec<(u32, f32)>,
    pub(super) recency: f32,
    rank: Rank,
}

/// The best on top.
struct Waiting(RankedHit);

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.rank.compare(&self.0.rank)
    }
}

/// Hits in order, as far as it is known, and those that may come later.
struct Merged {
    wanted: usize,
    hits: Vec<RankedHit>,
    waiting: BinaryHeap<Waiting>,
}

impl Merged {
    /// Adds the hits of the next article. Whatever comes after it ranks behind the best of them.
    fn add(&mut self, hits: Vec<RankedHit>) {
        let Some(best) = hits.iter().map(|hit| hit.rank).min_by(Rank::compare) else { return };
        while !self.is_full()
            && let Some(next) = self.waiting.pop()
        {
            if next.0.rank.compare(&best) == Ordering::Greater {
                self.waiting.push(next);
                break;
            }
            self.hits.push(next.0);
        }
        self.waiting.extend(hits.into_iter().map(Waiting));
    }

    fn is_full(&self) -> bool {
        self.hits.len() >= self.wanted
    }

    fn into_hits(mut self) -> Vec<RankedHit> {
        while !self.is_full()
            && let Some(Waiting(hit)) = self.waiting.pop()
        {
            self.hits.push(hit);
        }
        self.hits
    }
}

impl Ranking<'_> {
    /// The hits asked for, in order.
    pub(super) fn hits(&self) -> Result<Vec<RankedHit>, EngineError> {
        let Search { offset, limit, .. } = *self.search;
        let wanted = offset.saturating_add(limit);
        if limit == 0 {
            return Ok(Vec::new());
        }
        // Where a hit stands is known when the article behind it is.
        let size = wanted.saturating_add(1).min(PAGE);
        let mut body = self.body(size);
        let mut merged = Merged { wanted, hits: Vec::new(), waiting: BinaryHeap::new() };
        // Most lists end with their first page, and need no point in time to go on from.
        let answer = self.asked.search(&body, true)?;
        if self.merge(ask::hits(&answer), size, &mut merged)? {
            merged = Merged { wanted, hits: Vec::new(), waiting: BinaryHeap::new() };
            self.asked.pages(&mut body, &mut |page| self.merge(page, size, &mut merged))?;
        }
        let mut hits = merged.into_hits();
        Ok(hits.split_off(offset.min(hits.len())))
    }

    /// Merges a page of articles; whether more are needed.
    fn merge(&self, page: &[Value], size: usize, into: &mut Merged) -> Result<bool, EngineError> {
        let articles = page.iter().map(|hit| self.ranked(hit, into.wanted));
        let mut articles = articles.collect::<Result<Vec<_>, EngineError>>()?;
        if self.search.copies == Copies::Folded {
            self.fold(&mut articles)?;
        }
        for article in articles {
            into.add(self.listed(article));
            if into.is_full() {
                return Ok(false);
            }
        }
        Ok(page.len() == size)
    }

    /// The request for articles by their best passage.
    fn body(&self, size: usize) -> Value {
        json!({
            "size": size,
            "track_total_hits": false,
            "track_scores": true,
            "_source": false,
            "docvalue_fields": [fields::ORDER, fields::DATE_FIRST, STORY, PLACE],
            "query": self.aged(self.by_best_passage(PASSAGES_FIRST)),
            "sort": self.sort(),
        })
    }

    /// Articles found, scored by the best of the passages they show, with so many of these.
    fn by_best_passage(&self, passages_max: usize) -> Value {
        let own = self.scoring.own();
        let branch = |(at, Filters { article, paragraph }): (usize, &Filters)| {
            let name = format!("shown-{at}");
            let passages = json!({ "nested": {
                "path": PARAGRAPHS,
                "score_mode": "max",
                "query": { "bool": { "filter": [paragraph], "should": own } },
                "inner_hits": inner_hits(&name, passages_max),
            } });
            json!({ "bool": { "filter": [article], "must": [passages], "_name": name } })
        };
        let branches: Vec<Value> = self.lowered.shown.iter().enumerate().map(branch).collect();
        json!({ "bool": { "filter": [is_article()], "must": [any(branches)], "should": self.scoring.shared() } })
    }

    /// The same, with newer articles preferred where that is asked.
    fn aged(&self, query: Value) -> Value {
        let Some(as_of) = self.search.prefer_recent else { return query };
        json!({ "script_score": { "query": query, "script": {
            "lang": "painless",
            "source": "double age = doc[params.date].size() == 0 ? -1 : Math.max(0L, params.day - doc[params.date].value); \
                       double left = doc[params.date].size() == 0 ? 0 : Math.pow(2, -age / params.half_life); \
                       return _score * (params.least + (1 - params.least) * left)",
            "params": {
                "date": fields::DATE_FIRST,
                "day": days(as_of),
                "half_life": recency::HALF_LIFE_DAYS,
                "least": recency::FACTOR_MIN,
            },
        } } })
    }

    fn sort(&self) -> Value {
        let date = |order| json!({ (fields::DATE_FIRST): { "order": order, "missing": "_last" } });
        let score = json!({ "_score": "desc" });
        let first = match self.search.sort {
            Sort::Relevance => [score, date("desc")],
            Sort::Newest => [date("desc"), score],
            Sort::Oldest => [date("asc"), score],
        };
        let ties = [json!({ (fields::ORDER): "asc" }), json!({ SOURCE: "asc" })];
        first.into_iter().chain(ties).collect()
    }

    /// An article from the cluster's hit, with its passages scored.
    fn ranked(&self, hit: &Value, wanted: usize) -> Result<Ranked, EngineError> {
        let branch = branch_of(hit);
        let mut inner = hit["inner_hits"][&branch]["hits"].clone();
        let of_article = inner["total"]["value"].as_u64().unwrap_or(0);
        let document = hit["_id"].as_str().unwrap_or_default().to_owned();
        let held = inner["hits"].as_array().map_or(0, Vec::len);
        let needed = match self.search.grouping {
            Grouping::Passages => wanted,
            Grouping::Articles => self.search.passages_max,
        };
        if held < needed && (held as u64) < of_article {
            inner = self.all_passages(&document, &branch, needed)?;
        }
        let factor = self.recency(ask::number(hit, fields::DATE_FIRST));
        let best = hit["_score"].as_f64().unwrap_or(0.0) as f32;
        let scored = inner["hits"].as_array().map_or(&[][..], Vec::as_slice);
        let own = |passage: &Value| passage["_score"].as_f64().unwrap_or(0.0) as f32;
        let best_own = scored.iter().map(own).fold(0.0, f32::max);
        let ordinal = mapping::of(Record::Paragraph, ORDINAL);
        let passage = |passage: &Value| {
            let place = u32::try_from(ask::number(passage, &ordinal)?).ok()?;
            Some((place, best - factor * (best_own - own(passage))))
        };
        let mut passages: Vec<(u32, f32)> = scored.iter().filter_map(passage).collect();
        passages.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Ok(Ranked {
            document,
            story: ask::number(hit, STORY).zip(ask::number(hit, PLACE)),
            date: ask::number(hit, fields::DATE_FIRST),
            order: ask::number(hit, fields::ORDER).unwrap_or_default(),
            passages,
            of_article,
            copies: Vec::new(),
        })
    }

    /// The best passages of a long article.
    fn all_passages(&self, document: &str, branch: &str, wanted: usize) -> Result<Value, EngineError> {
        let one = json!({ "ids": { "values": [document] } });
        let best = self.by_best_passage(wanted.min(PASSAGES_MAX));
        let query = json!({ "bool": { "filter": [one], "must": [best] } });
        let body = json!({ "size": 1, "_source": false, "query": query });
        let answer = self.asked.search(&body, true)?;
        Ok(ask::hits(&answer).first().map_or(Value::Null, |hit| hit["inner_hits"][branch]["hits"].clone()))
    }

    fn recency(&self, date: Option<i64>) -> f32 {
        self.search.prefer_recent.map_or(1.0, |day| recency::factor(date.map(|date| days(day) - date)))
    }

    /// What an article is listed as: itself with its best passages, or each of these.
    fn listed(&self, article: Ranked) -> Vec<RankedHit> {
        let Search { sort, grouping, passages_max, .. } = *self.search;
        let recency = self.recency(article.date);
        let (date, order) = (article.date, article.order);
        let rank = |&(place, score): &(u32, f32)| Rank { sort, score, date, order, paragraph: place as usize };
        let hit = |passages: &[(u32, f32)]| {
            let rank = rank(passages.first()?);
            Some(RankedHit { article: article.clone(), passages: passages.to_vec(), recency, rank })
        };
        match grouping {
            Grouping::Articles => {
                hit(&article.passages[..passages_max.max(1).min(article.passages.len())]).into_iter().collect()
            }
            Grouping::Passages => article.passages.chunks(1).filter_map(hit).collect(),
        }
    }

    /// Leaves out the articles for which an earlier one of their story stands, and tells of each that stands for others for
    /// which.
    fn fold(&self, articles: &mut Vec<Ranked>) -> Result<(), EngineError> {
        let stories: Vec<i64> = articles.iter().filter_map(|article| Some(article.story?.0)).collect();
        if stories.is_empty() {
            return Ok(());
        }
        let query = all(vec![self.lowered.found.clone(), json!({ "terms": { STORY: stories } })]);
        let mut members: BTreeMap<i64, Vec<(i64, String)>> = BTreeMap::new();
        self.asked.scan(&query, ask::Wanted::Columns(&[STORY, PLACE]), &mut |hit| {
            if let (Some(story), Some(place)) = (ask::number(hit, STORY), ask::number(hit, PLACE)) {
                let document = hit["_id"].as_str().unwrap_or_default().to_owned();
                members.entry(story).or_default().push((place, document));
            }
            Ok(())
        })?;
        members.values_mut().for_each(|members| members.sort_unstable());
        articles.retain_mut(|article| {
            let Some(members) = article.story.and_then(|(story, _)| members.get(&story)) else { return true };
            let Some(((_, first), others)) = members.split_first() else { return true };
            if *first != article.document {
                return false;
            }
            article.copies = others.iter().map(|(_, document)| document.clone()).collect();
            true
        });
        Ok(())
    }

    /// What is stored of some hits, with why their passages score what they do, where that is asked.
    pub(super) fn fetch(&self, hits: &[RankedHit]) -> Result<Fetched, EngineError> {
        let mut fetched = Fetched::default();
        for hits in hits.chunks(FETCHED_MAX) {
            let body = self.stored(hits);
            let answer = match self.search.explain {
                true => self.asked.search_telling_scores(&body)?,
                false => self.asked.search(&body, false)?,
            };
            ask::hits(&answer).iter().for_each(|hit| fetched.add(hit));
        }
        Ok(fetched)
    }

    /// The request for what is stored of a few hits: the heads of their articles and copies, and their passages.
    fn stored(&self, hits: &[RankedHit]) -> Value {
        let mut places: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for hit in hits {
            places.entry(&hit.article.document).or_default().extend(hit.passages.iter().map(|(place, _)| place));
        }
        let most = places.values().map(Vec::len).max().unwrap_or(1);
        let of = |name| mapping::of(Record::Paragraph, name);
        let wanted = places.iter().map(|(document, row)| {
            all(vec![json!({ "term": { of(KEY): document } }), json!({ "terms": { of(ORDINAL): row } })])
        });
        let wanted = any(wanted.collect());
        let mut inner = inner_hits("wanted", most);
        inner["_source"] = json!(["paragraphs.record"]);
        let mut parts = vec![json!({ "nested": {
            "path": PARAGRAPHS,
            "query": { "bool": { "filter": [wanted] } },
            "score_mode": "none",
            "inner_hits": inner,
        } })];
        if self.search.explain {
            parts.extend(self.scoring.shared());
            parts.extend(self.scoring.own_each(&wanted, &|name| inner_hits(name, most)));
        }
        let copies = hits.iter().flat_map(|hit| hit.article.copies.iter().take(COPIES_MAX)).map(String::as_str);
        let heads: BTreeSet<&str> = places.keys().copied().chain(copies).collect();
        json!({
            "size": heads.len(),
            "_source": ["record"],
            "query": { "bool": { "filter": [{ "ids": { "values": heads } }], "should": parts } },
        })
    }

    /// Why a passage of a hit scores what it does, where that is asked.
    pub(super) fn explanation(&self, hit: &RankedHit, place: u32, fetched: &Fetched) -> Option<Explanation> {
        let article = fetched.heads.get(&hit.article.document).filter(|_| self.search.explain)?;
        let words = self.scoring.explained(article, place);
        Some(Explanation { words, recency: (hit.recency < 1.0).then_some(hit.recency) })
    }
}

/// What was fetched of some hits.
#[derive(Default)]
pub(super) struct Fetched {
    /// By document.
    pub(super) heads: BTreeMap<String, Value>,
    /// By document and place.
    pub(super) passages: BTreeMap<(String, u32), Value>,
}

impl Fetched {
    fn add(&mut self, hit: &Value) {
        let document = hit["_id"].as_str().unwrap_or_default().to_owned();
        let ordinal = mapping::of(Record::Paragraph, ORDINAL);
        for inner in hit["inner_hits"]["wanted"]["hits"]["hits"].as_array().into_iter().flatten() {
            if let Some(place) = ask::number(inner, &ordinal).and_then(|place| u32::try_from(place).ok()) {
                self.passages.insert((document.clone(), place), inner.clone());
            }
        }
        self.heads.insert(document, hit.clone());
    }
}

/// The branch that an article is found in.
fn branch_of(hit: &Value) -> String {
    let names = hit["matched_queries"].as_array().into_iter().flatten().filter_map(Value::as_str);
    names.filter(|name| name.starts_with("shown-")).min().unwrap_or_default().to_owned()
}

/// Paragraphs by score, then by place. They are not sorted by name: then their scores would not be told.
fn inner_hits(name: &str, size: usize) -> Value {
    json!({
        "name": name,
        "size": size,
        "_source": false,
        "docvalue_fields": [mapping::of(Record::Paragraph, ORDINAL)],
    })
}
