//! What was found, as every front end shows it. Its JSON form is the contract of `onrecord search`.

use std::ops::Deref;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::annotate::{AnnotatedArticle, AnnotatedParagraph, Country, CountryPair, Date, Speech};
use crate::corpus::ArticleId;
use crate::engine::{Explanation, FacetRow, FacetRows, Grouping, StoredArticle};
use crate::query::{Clause, Complaint, Facet, Find, Level, Node, Test};
use crate::search::{GAP, Looser, Marker, SharedWord};
use crate::span::Span;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// The query as typed.
    pub query: String,
    /// How it was read.
    pub understood: Understood,
    /// Passages in all.
    pub total: u64,
    /// Articles in all.
    pub total_articles: u64,
    /// Articles with copies of one story counted once.
    pub total_stories: u64,
    /// How many hits there are in all, of which a page shows some.
    #[serde(skip)]
    pub listed: u64,
    /// Time taken, in milliseconds.
    pub took_ms: u64,
    /// The offset of the next page, where there is one.
    pub next: Option<usize>,
    /// The passages; those of an article follow each other where they stand together.
    pub hits: Hits,
    /// Counts by year, pair, speaker and so on.
    pub facets: Facets,
    /// Words that the best answers share and all are ranked by too, where that was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_ranked_by: Vec<SharedWord>,
    /// The query with words that the index does not hold spelt like ones that it does.
    pub suggestion: Option<String>,
    /// Where nothing was found, what looser readings would find.
    pub looser: Vec<Looser>,
    /// What of the query was ignored or read differently.
    pub warnings: Vec<Complaint>,
}

/// How a query was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// The whole, options included, as a query.
    pub text: String,
    /// Its clauses.
    pub clauses: Vec<ReadClause>,
    /// Other readings of what was typed that somebody may have meant, as queries.
    pub other_readings: Vec<String>,
}

/// How one clause was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadClause {
    /// The clause as a query.
    pub text: String,
    /// Its first character in the query as typed; none for an option.
    pub start: Option<usize>,
    /// One past its last character.
    pub end: Option<usize>,
    /// What it reads.
    pub reads: Level,
    /// Other names it was also looked for under.
    pub expansions: Vec<String>,
}

impl Understood {
    /// The reading of a tree; concepts in it are the words typed for them, with their other names.
    #[must_use]
    pub fn of(tree: &Node, other_readings: Vec<String>) -> Self {
        let clause = |clause: &Clause| ReadClause {
            text: clause.to_string(),
            start: clause.place.map(|place| place.start),
            end: clause.place.map(|place| place.end),
            reads: clause.test.level(),
            expansions: match &clause.test {
                Test::Text(_, Find::Concept(concept)) => concept.names.iter().map(|name| name.text.clone()).collect(),
                _ => Vec::new(),
            },
        };
        Self { text: tree.to_string(), clauses: tree.clauses().into_iter().map(clause).collect(), other_readings }
    }
}

/// Passages in order. In JSON a hit is a passage, or an article with its passages where they stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    passages: Vec<Answer>,
    grouping: Grouping,
}

impl Hits {
    pub(super) fn new(passages: Vec<Answer>, grouping: Grouping) -> Self {
        Self { passages, grouping }
    }

    /// Each hit as a line of JSON.
    ///
    /// # Errors
    /// Never, as long as their parts can be written as JSON.
    pub fn to_json_lines(&self) -> serde_json::Result<Vec<String>> {
        match self.grouping {
            Grouping::Passages => self.passages.iter().map(serde_json::to_string).collect(),
            Grouping::Articles => {
                self.groups().filter_map(ArticleHit::of).map(|hit| serde_json::to_string(&hit)).collect()
            }
        }
    }

    /// The passages by hit: each alone, or those of one article.
    pub fn groups(&self) -> impl Iterator<Item = &[Answer]> {
        self.passages.chunk_by(|a, b| a.rank == b.rank)
    }
}

impl Deref for Hits {
    type Target = [Answer];

    fn deref(&self) -> &[Answer] {
        &self.passages
    }
}

impl<'a> IntoIterator for &'a Hits {
    type Item = &'a Answer;
    type IntoIter = std::slice::Iter<'a, Answer>;

    fn into_iter(self) -> Self::IntoIter {
        self.passages.iter()
    }
}

impl Serialize for Hits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.grouping {
            Grouping::Passages => serializer.collect_seq(&self.passages),
            Grouping::Articles => serializer.collect_seq(self.groups().filter_map(ArticleHit::of)),
        }
    }
}

/// An article with its best passages, as JSON has it.
#[derive(Serialize)]
struct ArticleHit<'a> {
    rank: usize,
    score: f32,
    article: &'a HitArticle,
    copies: &'a [CopyArticle],
    copies_total: u64,
    /// Passages of the article in all.
    total: u64,
    passages: Vec<ArticlePassage<'a>>,
}

#[derive(Serialize)]
struct ArticlePassage<'a> {
    score: f32,
    paragraph: &'a HitParagraph,
    speeches: &'a [usize],
    snippet: &'a Snippet,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a Explanation>,
}

impl<'a> ArticleHit<'a> {
    /// The hit of these passages; `None` of none.
    fn of(passages: &'a [Answer]) -> Option<Self> {
        let Answer { rank, score, article, of_article, copies, copies_total, .. } = passages.first()?;
        let passage = |Answer { score, paragraph, speeches, snippet, explanation, .. }: &'a Answer| ArticlePassage {
            score: *score,
            paragraph,
            speeches,
            snippet,
            explanation: explanation.as_ref(),
        };
        Some(Self {
            rank: *rank,
            score: *score,
            article,
            copies,
            copies_total: *copies_total,
            total: *of_article,
            passages: passages.iter().map(passage).collect(),
        })
    }
}

/// One passage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The place of its hit in the answer, from 1; passages of one article that stand together share it.
    pub rank: usize,
    /// How well it answers; comparable within one answer only.
    pub score: f32,
    /// Its article.
    pub article: HitArticle,
    /// Other articles found that tell the same story and fold under this one, the earliest first; of many the first.
    pub copies: Vec<CopyArticle>,
    /// How many fold under it.
    pub copies_total: u64,
    /// The paragraph.
    pub paragraph: HitParagraph,
    /// Which of the paragraph's speakers satisfied the query.
    pub speeches: Vec<usize>,
    /// The best stretch of it.
    pub snippet: Snippet,
    /// How many passages its article shows in all.
    #[serde(skip)]
    pub of_article: u64,
    /// Why it scores so, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

impl Answer {
    /// The speeches that answer; where none was asked for, those with a word that matched; else all.
    #[must_use]
    pub fn shown_speakers(&self) -> Vec<&Speech> {
        let all = &self.paragraph.speakers;
        if !self.speeches.is_empty() {
            return self.speeches.iter().filter_map(|&at| all.get(at)).collect();
        }
        let marks = &self.snippet.highlights;
        let whole = self.snippet.text == self.paragraph.text;
        let said =
            |speech: &&Speech| speech.content.iter().any(|&content| marks.iter().any(|&mark| content.contains(mark)));
        let matching: Vec<&Speech> = if whole { all.iter().filter(said).collect() } else { Vec::new() };
        if matching.is_empty() { all.iter().collect() } else { matching }
    }

    /// Whether the paragraph goes on before its snippet, and after it.
    #[must_use]
    pub fn cut_off(&self) -> (bool, bool) {
        let (snippet, whole) = (&self.snippet, self.paragraph.text.trim());
        let first = snippet.text.split(GAP).next().unwrap_or_default();
        let last = snippet.text.rsplit(GAP).next().unwrap_or_default();
        (!whole.starts_with(first), !whole.ends_with(last))
    }
}

/// The article of a passage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HitArticle {
    /// Its id.
    pub id: ArticleId,
    /// The first of its paths.
    pub path: String,
    /// Every path it was found under.
    pub paths: Vec<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// What matched in the headline.
    pub title_highlights: Vec<Span>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// When what it tells of happened, where that differs.
    pub event_date: Option<Date>,
    /// The pairs it is about.
    pub pairs: Vec<CountryPair>,
    /// The countries it is about.
    pub countries: Vec<Country>,
}

impl HitArticle {
    pub(super) fn of(stored: StoredArticle, marker: &Marker) -> Self {
        let StoredArticle { article, paths, .. } = stored;
        Self {
            title_highlights: article.title.as_deref().map(|title| marker.title(title)).unwrap_or_default(),
            id: article.id,
            path: paths.first().cloned().unwrap_or(article.path),
            paths,
            url: article.url,
            title: article.title,
            publisher: article.publisher,
            lang: article.lang,
            date: article.date,
            event_date: article.event_date,
            pairs: article.pairs,
            countries: article.countries,
        }
    }
}

/// An article that folds under another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CopyArticle {
    /// Its id.
    pub id: ArticleId,
    /// The first of its paths.
    pub path: String,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
}

impl CopyArticle {
    pub(super) fn of(stored: StoredArticle) -> Self {
        let AnnotatedArticle { id, path, url, title, publisher, date, .. } = stored.article;
        Self { id, path: stored.paths.into_iter().next().unwrap_or(path), url, title, publisher, date }
    }
}

/// The paragraph of a passage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HitParagraph {
    /// Its place in the article, from 0.
    pub ordinal: u32,
    /// Its words.
    pub text: String,
    /// The pairs it concerns.
    pub pairs: Vec<CountryPair>,
    /// The countries it mentions.
    pub countries: Vec<Country>,
    /// Who speaks in it.
    pub speakers: Vec<Speech>,
}

impl HitParagraph {
    pub(super) fn of(paragraph: AnnotatedParagraph) -> Self {
        let AnnotatedParagraph { ordinal, text, pairs, countries, speakers, .. } = paragraph;
        Self { ordinal, text, pairs, countries, speakers }
    }
}

/// A stretch of a paragraph, or several joined by ` … `.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The words.
    pub text: String,
    /// What matched, in characters of `text`.
    pub highlights: Vec<Span>,
}

/// Counts by facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    rows: Vec<FacetRows>,
}

/// What of a facet was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FacetOther {
    /// How many values.
    pub values: u64,
    /// The sum of their counts.
    pub count: u64,
}

impl Facets {
    pub(super) fn of(rows: Vec<FacetRows>) -> Self {
        Self { rows }
    }

    /// The rows of a facet.
    #[must_use]
    pub fn rows(&self, facet: Facet) -> &[FacetRow] {
        self.rows.iter().find(|rows| rows.facet == facet).map_or(&[], |rows| &rows.rows)
    }

    /// What of a facet was left out, where something was.
    #[must_use]
    pub fn other(&self, facet: Facet) -> Option<FacetOther> {
        let rows = self.rows.iter().find(|rows| rows.facet == facet && rows.other_values > 0)?;
        Some(FacetOther { values: rows.other_values, count: rows.other_count })
    }
}

impl Serialize for Facets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.rows.len() + 1))?;
        for rows in &self.rows {
            map.serialize_entry(rows.facet.name(), &rows.rows)?;
        }
        let others = self.rows.iter().filter_map(|rows| Some((rows.facet.name(), self.other(rows.facet)?)));
        map.serialize_entry("other", &others.collect::<std::collections::BTreeMap<_, _>>())?;
        map.end()
    }
}
