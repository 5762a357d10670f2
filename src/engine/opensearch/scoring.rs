//! What the words of a query score on the cluster, and the telling of it.
//!
//! Words are weighed as [`crate::engine::scores`] says; how well a word stands in a text is the cluster's BM25.

use serde_json::{Value, json};

use super::ask;
use super::clauses::{TEXT, TITLE};
use super::mapping::{self, ORDINAL, PARAGRAPHS};
use super::spans;
use crate::analyzer::{Form, Unit};
use crate::engine::WordScore;
use crate::engine::fields::Record;
use crate::engine::plan::words_sought;
use crate::engine::scores::{self, ARTICLE_WEIGHT, LEAD_WEIGHT, Neighbours, TITLE_WEIGHT, TOGETHER_WEIGHT};
use crate::query::bind::BoundQuery;

/// What the scores of a cluster lack: Lucene leaves a factor out of BM25 that is the same for all, k1 + 1, and OpenSearch had put
/// it back until its third version.
fn factor_left_out(version: &str) -> f32 {
    if version.starts_with("2.") { 1.0 } else { 2.2 }
}

/// A word of a query, or two together, and how much they count.
struct Scored<'q> {
    typed: String,
    together: bool,
    form: Form,
    words: Vec<&'q str>,
    in_title: bool,
    weight: f32,
}

/// What of a query scores.
pub(super) struct Scoring<'q> {
    words: Vec<Scored<'q>>,
}

/// A part of a score, known by its name in the cluster's answer.
#[derive(Clone, Copy)]
enum Part {
    /// What a word scores in a paragraph.
    Own,
    /// What the best paragraph of the article adds for it.
    Article,
    /// What the title adds.
    Title,
    /// What the first paragraph adds where there is no title.
    Lead,
}

impl Part {
    /// The name of the part of a word.
    fn of(self, word: usize) -> String {
        let part = match self {
            Self::Own => "own",
            Self::Article => "article",
            Self::Title => "title",
            Self::Lead => "lead",
        };
        format!("{part}-{word}")
    }
}

impl<'q> Scoring<'q> {
    /// The words of a query, asked of a cluster of some version.
    pub(super) fn of(query: &'q BoundQuery, neighbours: &'q [Neighbours], version: &str) -> Self {
        let factor = factor_left_out(version);
        let words = words_sought(query).into_iter().chain(&query.also_ranked).filter_map(|clause| {
            let (form, words) = scores::plain_words(&clause.query)?;
            let (typed, weight) = (clause.text.to_string(), factor * scores::weight(clause));
            Some(Scored { typed, together: false, form, words, in_title: clause.in_title, weight })
        });
        let pairs = neighbours.iter().filter_map(|pair| {
            let words = pair.row.units().iter().map(|unit| match unit {
                Unit::Is(_, word) => Some(word.as_str()),
                _ => None,
            });
            Some(Scored {
                typed: pair.typed.clone(),
                together: true,
                form: Form::Stem,
                words: words.collect::<Option<_>>()?,
                in_title: pair.in_title,
                weight: factor * TOGETHER_WEIGHT * pair.weight,
            })
        });
        Self { words: words.chain(pairs).collect() }
    }

    /// What the words score in a paragraph by itself, asked within paragraphs.
    pub(super) fn own(&self) -> Vec<Value> {
        self.words.iter().map(|word| word.text(word.weight)).collect()
    }

    /// What each word scores in some paragraphs, told apart: the cluster does not tell named scores of what is nested, but it
    /// tells the score of each inner hit.
    pub(super) fn own_each(&self, paragraphs: &Value, inner_hits: &dyn Fn(&str) -> Value) -> Vec<Value> {
        let one = |(at, word): (usize, &Scored<'_>)| {
            json!({ "nested": {
                "path": PARAGRAPHS,
                "score_mode": "none",
                "query": { "bool": { "filter": [paragraphs], "must": [word.text(word.weight)] } },
                "inner_hits": inner_hits(&Part::Own.of(at)),
            } })
        };
        self.words.iter().enumerate().map(one).collect()
    }

    /// What each word scores for all paragraphs of an article.
    pub(super) fn shared(&self) -> Vec<Value> {
        let best = |query: Value| json!({ "nested": { "path": PARAGRAPHS, "score_mode": "max", "query": query } });
        let mut parts = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            parts.push(named(best(word.text(ARTICLE_WEIGHT * word.weight)), Part::Article.of(at)));
            if word.in_title {
                let title = spans::scored(&word.words, &TITLE.scored(word.form), TITLE_WEIGHT * word.weight);
                parts.push(named(title, Part::Title.of(at)));
            }
            let first = json!({ "term": { mapping::of(Record::Paragraph, ORDINAL): 0 } });
            let lead = json!({ "bool": { "must": [word.text(LEAD_WEIGHT * word.weight)], "filter": [first] } });
            let untitled = json!({ "bool": { "must": [best(lead)], "must_not": [is_titled()] } });
            parts.push(named(untitled, Part::Lead.of(at)));
        }
        parts
    }

    /// What each word scores for a paragraph of an article, from the answer to [`Self::shared`] and [`Self::own_each`].
    pub(super) fn explained(&self, article: &Value, place: u32) -> Vec<WordScore> {
        let of_article = |part: Part, at| article["matched_queries"][part.of(at)].as_f64().unwrap_or(0.0) as f32;
        let words = self.words.iter().enumerate().map(|(at, word)| WordScore {
            text: word.typed.clone(),
            together: word.together,
            passage: own_score(&article["inner_hits"][Part::Own.of(at)], place),
            article: of_article(Part::Article, at),
            title: of_article(Part::Title, at) + of_article(Part::Lead, at),
        });
        words.filter(|word| word.sum() > 0.0).collect()
    }
}

impl Scored<'_> {
    fn text(&self, weight: f32) -> Value {
        spans::scored(&self.words, &TEXT.scored(self.form), weight)
    }
}

/// The score of the paragraph at a place among inner hits.
fn own_score(inner: &Value, place: u32) -> f32 {
    let ordinal = mapping::of(Record::Paragraph, ORDINAL);
    let is_it = |hit: &&Value| ask::number(hit, &ordinal) == Some(place.into());
    let hit = inner["hits"]["hits"].as_array().into_iter().flatten().find(is_it);
    hit.and_then(|hit| hit["_score"].as_f64()).unwrap_or(0.0) as f32
}

/// Whether an article has a title with a word in it.
fn is_titled() -> Value {
    json!({ "exists": { "field": TITLE.every() } })
}

fn named(query: Value, name: String) -> Value {
    json!({ "bool": { "must": [query], "_name": name } })
}
