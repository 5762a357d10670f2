//! Totals and facets: what is counted branch by branch and added up.
//!
//! Counts are exact. A list of values is asked for whole; where the cluster would cut it off, the values are asked for in parts
//! that it does not cut ([`Part`]).

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use super::ask::Asked;
use super::lowered::{Filters, Lowered};
use super::mapping::{self, KEY, PARAGRAPHS, PLACE, SPEECHES, STORY};
use super::spans::{all, any};
use crate::annotate::Kind;
use crate::engine::EngineError;
use crate::engine::facets::{Count, Counts, row_of};
use crate::engine::fields::{self, Record};
use crate::query::Facet;

/// How many values of one facet an answer holds; a cluster allows 65,535 rows in all.
const VALUES_MAX: usize = 2_000;

/// How many values of one facet an answer holds where nothing else is counted.
const VALUES_ALONE_MAX: usize = 10_000;

/// Some of the values of a facet: those whose hash falls into one of so many parts.
#[derive(Debug, Clone, Copy)]
struct Part {
    number: usize,
    of: usize,
}

/// What speeches are counted by.
#[derive(Debug, Clone)]
pub(super) struct Speeches {
    /// What a speech must satisfy, asked within speeches.
    pub(super) each: Value,
    /// The articles with the paragraphs of which the query without its speech clauses is true.
    pub(super) rest: Vec<Filters>,
}

/// What is counted over.
pub(super) struct Counting<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) lowered: &'a Lowered,
    pub(super) speeches: &'a Speeches,
    /// The articles over which is counted: those found, or more for rows that promise more.
    pub(super) over: &'a Value,
}

/// Totals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) passages: u64,
    pub(super) articles: u64,
    /// Those that tell a story with others.
    in_stories: u64,
}

impl Counting<'_> {
    /// Counts everything and some facets at once.
    pub(super) fn all(&self, facets: &[Facet]) -> Result<(Totals, Vec<Counts>), EngineError> {
        let answer = self.ask(facets, VALUES_MAX, None, true)?;
        let totals = Totals {
            passages: self.lowered.shown.iter().enumerate().map(|(at, _)| passages(&answer, at)).sum(),
            articles: answer["hits"]["total"]["value"].as_u64().unwrap_or(0),
            in_stories: documents(&answer["aggregations"]["in-stories"]),
        };
        let counts = facets.iter().map(|&facet| match self.counts(&answer, facet) {
            Some(counts) => Ok(counts),
            None => self.in_parts(facet),
        });
        Ok((totals, counts.collect::<Result<_, EngineError>>()?))
    }

    /// Counts one facet.
    pub(super) fn facet(&self, facet: Facet) -> Result<Counts, EngineError> {
        let answer = self.ask(&[facet], VALUES_ALONE_MAX, None, false)?;
        match self.counts(&answer, facet) {
            Some(counts) => Ok(counts),
            None => self.in_parts(facet),
        }
    }

    /// Counts a facet of very many values: part after part, in as many as it takes.
    fn in_parts(&self, facet: Facet) -> Result<Counts, EngineError> {
        in_parts(4, &mut |of| {
            let mut all = Counts::default();
            for number in 0..of {
                let answer = self.ask(&[facet], VALUES_ALONE_MAX, Some(Part { number, of }), false)?;
                let Some(counts) = self.counts(&answer, facet) else { return Ok(None) };
                for (key, count) in counts {
                    // The undated are counted along with every part.
                    if key.is_some() || number == 0 {
                        add(&mut all, key, count.passages, count.articles);
                    }
                }
            }
            Ok(Some(all))
        })
    }

    fn ask(&self, facets: &[Facet], size: usize, part: Option<Part>, total: bool) -> Result<Value, EngineError> {
        let values = Values { size, part };
        let mut aggs = Map::new();
        for (at, branch) in self.lowered.shown.iter().enumerate() {
            let counted = self.shown_by(facets, values, branch);
            aggs.insert(format!("shown-{at}"), json!({ "filter": branch.article, "aggs": counted }));
        }
        // What choosing a value of paragraphs or speeches would find is counted over more than the passages shown.
        for (name, branches) in [(TRUE_OF, &self.lowered.true_of), (REST, &self.speeches.rest)] {
            let counted = self.chosen_by(facets.iter().copied().filter(|facet| over_of(*facet) == Some(name)), values);
            if counted.is_empty() {
                continue;
            }
            for (at, Filters { article, paragraph }) in branches.iter().enumerate() {
                let paragraphs = json!({ "paragraphs": within(paragraph, counted.clone()) });
                aggs.insert(format!("{name}-{at}"), json!({ "filter": article, "aggs": paragraphs }));
            }
        }
        if total {
            aggs.insert("in-stories".to_owned(), json!({ "filter": in_story() }));
        }
        let body = json!({ "size": 0, "track_total_hits": total, "query": self.over, "aggs": aggs });
        self.asked.search(&body, false)
    }

    /// The passages that the articles of a branch show, and both of them by the values of facets. Filtering paragraphs is what
    /// costs most, and is asked for once.
    fn shown_by(&self, facets: &[Facet], values: Values, branch: &Filters) -> Map<String, Value> {
        let (mut of_article, mut of_paragraph) = (Map::new(), Map::new());
        for &facet in facets {
            let (name, field) = (facet.name().to_owned(), field_of(facet));
            match facet {
                Facet::Year | Facet::Month | Facet::Publisher | Facet::Lang => {
                    for (level, field) in [(&mut of_article, field.clone()), (&mut of_paragraph, repeated(&field))] {
                        if has_undated(facet) {
                            level.insert(UNDATED.to_owned(), json!({ "missing": { "field": field } }));
                        }
                        level.insert(name.clone(), values.of(&field, json!({})));
                    }
                }
                Facet::Pair | Facet::Country => _ = of_paragraph.insert(name, values.of(&field, json!({}))),
                Facet::Speaker | Facet::Kind => {
                    let holders = json!({ "holders": { "reverse_nested": { "path": PARAGRAPHS } } });
                    of_paragraph.insert(name, self.speeches_by(facet, values, holders));
                }
            }
        }
        of_article.insert("passages".to_owned(), within(&branch.paragraph, of_paragraph));
        of_article
    }

    /// The articles that choosing a value of some facets would find, counted from their paragraphs.
    fn chosen_by(&self, facets: impl Iterator<Item = Facet>, values: Values) -> Map<String, Value> {
        let holders = json!({ "holders": { "reverse_nested": {} } });
        let by = |facet: Facet| match facet {
            Facet::Speaker | Facet::Kind => self.speeches_by(facet, values, holders.clone()),
            _ => values.of(&field_of(facet), holders.clone()),
        };
        facets.map(|facet| (facet.name().to_owned(), by(facet))).collect()
    }

    /// Speeches that satisfy the speech clauses, by who speaks or how, with the records around them.
    fn speeches_by(&self, facet: Facet, values: Values, around: Value) -> Value {
        let by = match facet {
            Facet::Kind => {
                let field = mapping::of(Record::Speech, fields::KIND);
                let answering = |sought: Kind| {
                    let kinds = Kind::ALL.into_iter().filter(|kind| kind.answers(sought));
                    any(kinds.map(|kind| json!({ "term": { &field: kind.as_str() } })).collect())
                };
                let kinds: Map<String, Value> =
                    Kind::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), answering(kind))).collect();
                json!({ "filters": { "filters": kinds }, "aggs": around })
            }
            _ => values.of(&field_of(facet), around),
        };
        json!({
            "nested": { "path": SPEECHES },
            "aggs": { "each": { "filter": self.speeches.each, "aggs": { "by": by } } },
        })
    }

    /// The counts of a facet from an answer; `None` where it does not hold all values.
    fn counts(&self, answer: &Value, facet: Facet) -> Option<Counts> {
        let mut counts = Counts::default();
        let name = facet.name();
        for at in 0..self.lowered.shown.len() {
            let branch = &answer["aggregations"][format!("shown-{at}")];
            let those = &branch["passages"]["those"];
            match facet {
                Facet::Year | Facet::Month | Facet::Publisher | Facet::Lang => {
                    for (key, bucket) in buckets(&branch[name])? {
                        add(&mut counts, Some(row_of(facet, key)), 0, documents(bucket));
                    }
                    for (key, bucket) in buckets(&those[name])? {
                        add(&mut counts, Some(row_of(facet, key)), documents(bucket), 0);
                    }
                    if has_undated(facet) {
                        add(&mut counts, None, documents(&those[UNDATED]), documents(&branch[UNDATED]));
                    }
                }
                Facet::Pair | Facet::Country => {
                    for (key, bucket) in buckets(&those[name])? {
                        add(&mut counts, Some(key), documents(bucket), 0);
                    }
                }
                Facet::Speaker | Facet::Kind => {
                    for (key, bucket) in buckets(&those[name]["each"]["by"])? {
                        add(&mut counts, Some(key), documents(&bucket["holders"]), 0);
                    }
                }
            }
        }
        let Some(over) = over_of(facet) else { return Some(counts) };
        let branches = if over == REST { self.speeches.rest.len() } else { self.lowered.true_of.len() };
        for at in 0..branches {
            let those = &answer["aggregations"][format!("{over}-{at}")]["paragraphs"]["those"][name];
            let those = if over == REST { &those["each"]["by"] } else { those };
            for (key, bucket) in buckets(those)? {
                add(&mut counts, Some(key), 0, documents(&bucket["holders"]));
            }
        }
        Some(counts)
    }

    /// How many articles and passages are found for which an earlier one of their story stands.
    pub(super) fn folded(&self, totals: Totals) -> Result<Folded, EngineError> {
        // One alone folds under none.
        if totals.in_stories < 2 {
            return Ok(Folded::default());
        }
        let over = all(vec![self.over.clone(), in_story()]);
        in_parts(1, &mut |of| {
            let mut folded = Folded::default();
            for number in 0..of {
                let Some(part) = self.folded_part(&over, Part { number, of })? else { return Ok(None) };
                folded.articles += part.articles;
                folded.passages += part.passages;
            }
            Ok(Some(folded))
        })
    }

    fn folded_part(&self, over: &Value, part: Part) -> Result<Option<Folded>, EngineError> {
        let mut aggs = Map::new();
        let include = json!({ "partition": part.number, "num_partitions": part.of });
        for (at, branch) in self.lowered.shown.iter().enumerate() {
            let of_article = json!({
                "place": { "min": { "field": PLACE } },
                "passages": within(&branch.paragraph, Map::new()),
            });
            // The members of a story are few; a story of more than fit is asked for in smaller parts, by itself at last.
            let articles = json!({ "terms": { "field": KEY, "size": VALUES_ALONE_MAX }, "aggs": of_article });
            let stories = json!({ "field": STORY, "size": VALUES_MAX, "include": include });
            let aggs_of = json!({ "stories": { "terms": stories, "aggs": { "articles": articles } } });
            aggs.insert(format!("shown-{at}"), json!({ "filter": branch.article, "aggs": aggs_of }));
        }
        let body = json!({ "size": 0, "track_total_hits": false, "query": over, "aggs": aggs });
        let answer = self.asked.search(&body, false)?;
        let mut members: FxHashMap<i64, Vec<(i64, String, u64)>> = FxHashMap::default();
        for at in 0..self.lowered.shown.len() {
            let stories = &answer["aggregations"][format!("shown-{at}")]["stories"];
            let Some(stories) = buckets(stories) else { return Ok(None) };
            for (_, story) in stories {
                let Some(articles) = buckets(&story["articles"]) else { return Ok(None) };
                let Some(number) = story["key"].as_i64() else { continue };
                for (document, article) in articles {
                    let place = article["place"]["value"].as_f64().unwrap_or(0.0) as i64;
                    let passages = documents(&article["passages"]["those"]);
                    members.entry(number).or_default().push((place, document, passages));
                }
            }
        }
        let mut folded = Folded::default();
        for mut articles in members.into_values() {
            articles.sort_unstable();
            folded.articles += articles.len() as u64 - 1;
            folded.passages += articles[1..].iter().map(|(_, _, passages)| passages).sum::<u64>();
        }
        Ok(Some(folded))
    }
}

/// Asks for articles that tell a story with others.
fn in_story() -> Value {
    json!({ "exists": { "field": STORY } })
}

/// What an earlier article of the same story stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) articles: u64,
    pub(super) passages: u64,
}

/// Does something in parts, in more and more of them until none is too large.
pub(super) fn in_parts<T>(
    first: usize,
    attempt: &mut dyn FnMut(usize) -> Result<Option<T>, EngineError>,
) -> Result<T, EngineError> {
    let mut parts = first;
    loop {
        if let Some(done) = attempt(parts)? {
            return Ok(done);
        }
        parts *= 4;
    }
}

/// How values are asked for.
#[derive(Clone, Copy)]
struct Values {
    size: usize,
    part: Option<Part>,
}

impl Values {
    fn of(self, field: &str, inner: Value) -> Value {
        let mut terms = json!({ "field": field, "size": self.size });
        if let Some(Part { number, of }) = self.part {
            terms["include"] = json!({ "partition": number, "num_partitions": of });
        }
        json!({ "terms": terms, "aggs": inner })
    }
}

/// The paragraphs that pass a filter, counted from the article.
fn within(filter: &Value, inner: Map<String, Value>) -> Value {
    json!({
        "nested": { "path": PARAGRAPHS },
        "aggs": { "those": { "filter": filter, "aggs": inner } },
    })
}

/// Those without a date, in answers.
const UNDATED: &str = "undated";

/// The paragraphs of which a query is true, and those of which it is without its speech clauses, in answers.
const TRUE_OF: &str = "true";
const REST: &str = "rest";

/// Over which paragraphs it is counted what choosing a value would find; none where the article itself has it.
fn over_of(facet: Facet) -> Option<&'static str> {
    match facet {
        Facet::Year | Facet::Month | Facet::Publisher | Facet::Lang => None,
        Facet::Pair | Facet::Country => Some(TRUE_OF),
        Facet::Speaker | Facet::Kind => Some(REST),
    }
}

/// Whether a facet has a row for articles without a value.
fn has_undated(facet: Facet) -> bool {
    matches!(facet, Facet::Year | Facet::Month)
}

fn field_of(facet: Facet) -> String {
    match facet {
        Facet::Year | Facet::Month => fields::MONTH.to_owned(),
        Facet::Publisher => fields::PUBLISHER.to_owned(),
        Facet::Lang => fields::LANG.to_owned(),
        Facet::Pair => mapping::of(Record::Paragraph, fields::PAIR),
        Facet::Country => mapping::of(Record::Paragraph, fields::COUNTRY),
        Facet::Speaker => mapping::of(Record::Speech, fields::SPEAKER),
        Facet::Kind => mapping::of(Record::Speech, fields::KIND),
    }
}

/// The field by which paragraphs repeat one of their article.
fn repeated(field: &str) -> String {
    mapping::of(Record::Paragraph, field)
}

fn add(counts: &mut Counts, key: Option<String>, passages: u64, articles: u64) {
    if passages + articles > 0 {
        counts.entry(key).or_default().add(Count { passages, articles });
    }
}

fn passages(answer: &Value, branch: usize) -> u64 {
    documents(&answer["aggregations"][format!("shown-{branch}")]["passages"]["those"])
}

pub(super) fn documents(bucket: &Value) -> u64 {
    bucket["doc_count"].as_u64().unwrap_or(0)
}

/// The rows of a list of values; `None` where it was cut off.
pub(super) fn buckets(values: &Value) -> Option<Vec<(String, &Value)>> {
    if values["sum_other_doc_count"].as_u64().unwrap_or(0) > 0 {
        return None;
    }
    let key = |bucket: &Value| bucket["key"].as_str().map_or_else(|| bucket["key"].to_string(), str::to_owned);
    Some(match &values["buckets"] {
        Value::Array(buckets) => buckets.iter().map(|bucket| (key(bucket), bucket)).collect(),
        Value::Object(buckets) => buckets.iter().map(|(key, bucket)| (key.clone(), bucket)).collect(),
        _ => Vec::new(),
    })
}
