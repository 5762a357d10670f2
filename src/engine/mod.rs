//! Engines: where articles are written to and searched in.
//!
//! Its place: below `index`, which decides what to write, and `search`, which decides what to ask and
//! how to show it. The traits [`Writer`] and [`Reader`] are the seam: the embedded engine ([`embedded`],
//! tantivy in a folder) and a cluster ([`opensearch`]) stand behind it. Both are synchronous.
//!
//! # Invariants
//! - An engine stores and matches the tokens of [`crate::analyzer`] and the fields of [`fields`], and lowers
//!   the tree of [`crate::query::bind`]; it decides nothing about what a query means.
//! - An article is written and replaced as a whole, and a reader sees the state of one commit; on a cluster a sync may be seen
//!   in part, an article never.
//!
//! # Limits
//! Highlights and snippets are not an engine's work: they are spans over the text it returns.

mod boxed;
pub mod embedded;
mod facets;
pub mod fields;
mod interrupt;
pub mod keys;
mod names;
pub mod opensearch;
mod order;
pub mod plan;
pub mod recency;
pub mod scores;
pub mod story;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date as Day;
use serde::{Deserialize, Serialize};

use crate::analyzer::{self, WordPattern};
use crate::annotate::{AnnotatedArticle, AnnotatedParagraph, People};
use crate::corpus::{ArticleId, Limits, Rules};
use crate::corrections::Applied;
use crate::query::{Facet, Node};
pub use interrupt::Interrupt;
pub use story::{Signature, Signed, Story};

/// The version of the stored form: fields, their contents, the layout of blocks. It moves with every
/// change to any of them; an index of another version is rebuilt.
pub const FORMAT: u32 = 7;

/// A pattern of a query may stand for this many different words of a field; a query with a broader one is refused.
pub const EXPANSIONS_MAX: usize = 10_000;

/// At most so many articles that tell the same story are told by name; all are counted.
pub const COPIES_MAX: usize = 20;

/// What went wrong in an engine.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The index is there but cannot be read or written.
    #[error("cannot {attempt} the index in `{place}`")]
    Access {
        /// What was attempted: "open", "write to".
        attempt: &'static str,
        /// The folder.
        place: String,
        /// The engine's own error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A pattern of the query stands for too many words.
    #[error("`{pattern}` stands for more than {EXPANSIONS_MAX} different words: write more of its letters")]
    TooBroad {
        /// The pattern as typed.
        pattern: String,
    },
    /// The query mixes clauses in more ways than can be told apart.
    #[error(
        "this query joins what an article, a paragraph and a speech must be by OR and NOT in more than {} ways: ask in several \
         steps",
        plan::ALTERNATIVES_MAX
    )]
    TooMixed,
    /// A cluster could not do it.
    #[error(transparent)]
    Cluster(#[from] opensearch::ClusterError),
    /// Somebody asked to give up; see [`Interrupt`].
    #[error("the search was given up before its end")]
    Interrupted,
    /// What is stored cannot be understood: the index is damaged.
    #[error("the index in `{place}` is damaged: {what}; rebuild it with `onrecord index --rebuild FOLDER`")]
    Damaged {
        /// The folder.
        place: String,
        /// What was found.
        what: String,
    },
}

/// What the index says of itself; it belongs to the same commit as the articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What wrote it.
    pub versions: Versions,
    /// The folders it follows.
    pub roots: Vec<Root>,
    /// Which of their files are taken.
    #[serde(default)]
    pub rules: Rules,
    /// What a file may ask for.
    #[serde(default)]
    pub limits: Limits,
    /// The corrections it was written by.
    #[serde(default)]
    pub corrections: Option<CorrectionsRecord>,
    /// Which names are one person, as the user says.
    #[serde(default)]
    pub people: People,
    /// The user's rows of the table of concepts, by which searches know other names: see
    /// [`crate::query::Concepts::with_rows`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concepts: Vec<String>,
    /// When the last run that changed anything ended, in RFC 3339.
    pub written_at: String,
}

/// The versions that decide what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// [`FORMAT`].
    pub format: u32,
    /// [`analyzer::VERSION`].
    pub analyzer: u32,
    /// [`crate::annotate::VERSION`].
    pub annotator: u32,
}

impl Versions {
    /// Those of this program.
    #[must_use]
    pub fn current() -> Self {
        Self { format: FORMAT, analyzer: analyzer::VERSION, annotator: crate::annotate::VERSION }
    }
}

/// The corrections file that an index was written by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionsRecord {
    /// Where it is.
    pub file: String,
    /// A hash of it and of the tables beside it.
    pub digest: String,
}

/// A folder that the index follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// The name its files are shown under: the first part of their paths.
    pub label: String,
    /// Where it is.
    pub folder: String,
}

/// What the index knows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The path it is shown under: label of the root, then the path within it, with `/`.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub modified_ns: i128,
    /// When it was read, in the same measure: a file modified about then may have changed unseen.
    pub read_ns: i128,
    /// BLAKE3 of its bytes, in hexadecimal; none if they were not read.
    pub hash: Option<String>,
    /// Its articles, in order.
    pub articles: Vec<HeldArticle>,
    /// From what nothing was taken: from it, or from parts of it.
    pub skipped: Vec<SkippedPart>,
}

/// An article that a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldArticle {
    /// The article.
    pub id: ArticleId,
    /// The member of the file's archive it stands in, where the file is an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

/// What gave no article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedPart {
    /// What stands behind the path of the file where the part is shown, as [`crate::corpus::Item::Skipped`] has it;
    /// none where it is the whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Why.
    pub reason: String,
    /// The reason without what only this part has, where there is such; see [`crate::corpus::Skip::kind`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

impl SkippedPart {
    /// A part, or the whole of a file.
    #[must_use]
    pub fn new(part: Option<String>, reason: String, kind: &str) -> Self {
        let kind = (kind != reason).then(|| kind.to_owned());
        Self { part, reason, kind }
    }

    /// What parts of many files are told by together.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or(&self.reason)
    }
}

/// An article as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredArticle {
    /// Everything but the paragraphs, which are stored on their own.
    pub article: AnnotatedArticle,
    /// The id that its container gives it, where it gives one.
    pub stated_id: Option<String>,
    /// Every path it was found under, in order.
    pub paths: Vec<String>,
    /// Which corrections applied to it.
    #[serde(default)]
    pub applied: Applied,
}

/// An article on its way into an index.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The article.
    pub article: &'a AnnotatedArticle,
    /// The id that its container gives it, where it gives one.
    pub stated_id: Option<&'a str>,
    /// Every path it is found under, in order.
    pub paths: &'a [String],
    /// Which corrections applied to it.
    pub applied: &'a Applied,
    /// Whose names its speakers' are.
    pub people: &'a People,
    /// What its text resembles others by.
    pub signature: &'a Signature,
}

/// Writes to one index. What is written becomes visible to readers with the commit, all at once.
pub trait Writer {
    /// Adds an article, or replaces the one with its id.
    ///
    /// # Errors
    /// When the engine cannot take it.
    fn put_article(&mut self, entry: Entry<'_>) -> Result<(), EngineError>;

    /// Takes an article out.
    ///
    /// # Errors
    /// When the engine cannot take it out.
    fn delete_article(&mut self, id: &ArticleId) -> Result<(), EngineError>;

    /// Adds what is known of a file, or replaces it.
    ///
    /// # Errors
    /// When the engine cannot take it.
    fn put_file(&mut self, file: &FileRecord) -> Result<(), EngineError>;

    /// Forgets a file.
    ///
    /// # Errors
    /// When the engine cannot forget it.
    fn delete_file(&mut self, path: &str) -> Result<(), EngineError>;

    /// Tells which articles tell one story, instead of what was told before; see [`story::group`].
    ///
    /// # Errors
    /// When the engine cannot take it.
    fn put_stories(&mut self, stories: &[Story]) -> Result<(), EngineError>;

    /// Where an earlier run ended in the middle and left part of its work behind: the articles that files are known to hold and
    /// that are not there. What depends on all articles must then be told again, even if nothing else has changed.
    fn missing(&self) -> Option<&HashSet<ArticleId>> {
        None
    }

    /// Makes everything since the last commit visible, with the new state; without it, nothing is.
    ///
    /// # Errors
    /// When it cannot be written; the last commit then stays as it was.
    fn commit(self: Box<Self>, state: &State) -> Result<(), EngineError>;
}

/// Reads one index as of one commit; on a cluster what a run changes meanwhile may be seen in part.
pub trait Reader {
    /// The same index, with searches that give up when somebody asks for it.
    fn interrupted_by(&self, interrupt: &Interrupt) -> Box<dyn Reader + Send + Sync>;

    /// What the index says of itself.
    fn state(&self) -> &State;

    /// Finds passages, counts and facets.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn search(&self, search: &Search) -> Result<Found, EngineError>;

    /// A whole article, with its paragraphs.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn article(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError>;

    /// An article without its paragraphs.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn head(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError>;

    /// The other articles that tell the story of one, without their paragraphs: the earliest first, at most
    /// [`COPIES_MAX`]. Then how many there are.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn copies(&self, id: &ArticleId) -> Result<(Vec<StoredArticle>, u64), EngineError>;

    /// The articles whose id begins so, or that were found under this path; at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn lookup(&self, id_or_path: &str, limit: usize) -> Result<Vec<ArticleId>, EngineError>;

    /// The words of paragraphs that have a shape, in exact form, the commonest first; at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn words(&self, shape: &WordPattern, limit: usize) -> Result<Vec<WordCount>, EngineError>;

    /// In how many live paragraphs each of these words stands, in its stemmed form, and how many paragraphs there are.
    /// Together they tell how common a word is; deleted articles do not count.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn frequencies(&self, stems: &[&str]) -> Result<Frequencies, EngineError>;

    /// Everybody who speaks, or every publisher, with their names as printed.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn names(&self, of: Named) -> Result<Arc<Names>, EngineError>;

    /// What is known of every file, by path.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn files(&self) -> Result<Vec<FileRecord>, EngineError>;

    /// Every article as stories are made of it.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn signed(&self) -> Result<Vec<Signed>, EngineError>;

    /// The stories that several articles tell, as the last commit has them.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn stories(&self) -> Result<Vec<Story>, EngineError>;

    /// Visits every article with its paragraphs, in an order that means nothing.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn for_each_article(&self, each: &mut dyn FnMut(StoredArticle)) -> Result<(), EngineError>;

    /// Counts over the whole index.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn statistics(&self) -> Result<Statistics, EngineError>;
}

/// What to find.
#[derive(Debug, Clone)]
pub struct Search {
    /// The query with its filters; `None` asks for everything.
    pub tree: Option<Node>,
    /// Words that find nothing but score where they stand in what is found.
    pub also_ranked: Vec<AlsoRanked>,
    /// In which order.
    pub sort: Sort,
    /// As of which day newer articles are preferred, if they are; see [`recency`].
    pub prefer_recent: Option<Day>,
    /// Which passages of an article are hits.
    pub grouping: Grouping,
    /// How many passages of an article stand together, where they do.
    pub passages_max: usize,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to return.
    pub limit: usize,
    /// Which facets to count, and under which filters each.
    pub facets: Vec<FacetAsk>,
    /// How many rows of a facet to return; years and months come whole.
    pub rows_max: usize,
    /// Whether to say why each passage scores what it does.
    pub explain: bool,
    /// How copies of one story are listed.
    pub copies: Copies,
}

/// How articles that tell one story are listed. Counts and facets are the same either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// The earliest of those found stands for the others.
    #[default]
    Folded,
    /// Each in its own place.
    Unfolded,
}

impl Search {
    /// Everything is counted, nothing returned.
    #[must_use]
    pub fn counting() -> Self {
        Self {
            tree: None,
            also_ranked: Vec::new(),
            sort: Sort::default(),
            prefer_recent: None,
            grouping: Grouping::default(),
            passages_max: 0,
            offset: 0,
            limit: 0,
            facets: Vec::new(),
            rows_max: 0,
            explain: false,
            copies: Copies::default(),
        }
    }
}

/// A word that only scores.
#[derive(Debug, Clone, PartialEq)]
pub struct AlsoRanked {
    /// The word; it is read as a bare one.
    pub word: String,
    /// How much it counts beside the words of the query.
    pub weight: f32,
}

/// A facet to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetAsk {
    /// Which facet.
    pub facet: Facet,
    /// Under which filters it counts.
    pub under: Under,
}

/// Under which filters a facet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Under {
    /// Every filter but its own, so that its rows show what choosing another value would find.
    #[default]
    OtherFilters,
    /// The whole query: its rows part what was found.
    WholeQuery,
}

impl From<Facet> for FacetAsk {
    fn from(facet: Facet) -> Self {
        Self { facet, under: Under::default() }
    }
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By score, then newest, then id, then paragraph.
    #[default]
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

/// Which passages of an article are hits. Counts and facets are the same either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// All of them, each in its own place.
    #[default]
    Passages,
    /// Its best ones together, in the place of the best.
    Articles,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Passages in all.
    pub passages: u64,
    /// Articles in all.
    pub articles: u64,
    /// Articles in all, those of one story counted once.
    pub stories: u64,
    /// Hits of the whole list.
    pub listed: u64,
    /// The hits asked for, in order: passages, or articles where their passages stand together.
    pub hits: Vec<Hit>,
    /// The facets asked for, in the order they were asked.
    pub facets: Vec<FacetRows>,
}

/// An article with passages of it: one of them, or the best ones of an article that stands for them all.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// How well it answers; comparable within one answer only. That of its best passage here.
    pub score: f32,
    /// The article, without paragraphs.
    pub article: StoredArticle,
    /// The passages, best first. Never empty.
    pub passages: Vec<Passage>,
    /// How many passages the article shows in all.
    pub of_article: u64,
    /// The articles it stands for, without paragraphs, the earliest first; of many the first.
    pub copies: Vec<StoredArticle>,
    /// How many articles it stands for.
    pub copies_total: u64,
}

/// One passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// How well it answers.
    pub score: f32,
    /// The paragraph.
    pub paragraph: AnnotatedParagraph,
    /// Which of its speeches satisfied the speech clauses, in order.
    pub speeches: Vec<usize>,
    /// Why it scores so, where that was asked.
    pub explanation: Option<Explanation>,
}

/// Why a passage scores what it does: the sum of what the words add, times the factor of its age.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What each of the words adds, in the order of the query; those that add nothing are left out.
    pub words: Vec<WordScore>,
    /// What is left of the score for the article's age, where newer ones are preferred.
    pub recency: Option<f32>,
}

/// What some words add to the score of a passage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordScore {
    /// The words as they are typed.
    pub text: String,
    /// Whether they are two words that were typed next to each other and count more where they stand so.
    pub together: bool,
    /// For standing in the passage.
    pub passage: f32,
    /// For standing in the article: what they score in its best paragraph.
    pub article: f32,
    /// For standing in the title, or first in an article that has none.
    pub title: f32,
}

impl Explanation {
    /// The score.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.words.iter().map(WordScore::sum).sum::<f32>() * self.recency.unwrap_or(1.0)
    }
}

impl WordScore {
    /// What they add in all.
    #[must_use]
    pub fn sum(&self) -> f32 {
        self.passage + self.article + self.title
    }
}

/// The rows of one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRows {
    /// Which facet.
    pub facet: Facet,
    /// Years and months in order, others by count; only values that would find something.
    pub rows: Vec<FacetRow>,
    /// How many values were left out.
    pub other_values: u64,
    /// The sum of their counts.
    pub other_count: u64,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetRow {
    /// The stable key, by which the row filters; `None` for the undated.
    pub value: Option<String>,
    /// The value for people.
    pub label: String,
    /// How many of the passages now shown have it.
    pub count: u64,
    /// How many articles choosing the row would find.
    pub articles: u64,
}

/// A word of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordCount {
    /// Its exact form.
    pub word: String,
    /// In how many paragraphs it stands.
    pub paragraphs: u64,
}

/// How common some words are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frequencies {
    /// How many paragraphs the index has.
    pub paragraphs: u64,
    /// In how many of them each word stands, in the order asked.
    pub with: Vec<u64>,
}

/// What has names that are printed in several ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// People and organisations that speak.
    Speakers,
    /// Publishers.
    Publishers,
}

/// Everybody, or every publisher, with the names they go by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(Vec<NamedKey>);

impl Names {
    /// What goes by a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&NamedKey> {
        let at = self.0.binary_search_by(|named| named.key.as_str().cmp(key)).ok()?;
        self.0.get(at)
    }

    /// All, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = &NamedKey> {
        self.0.iter()
    }
}

impl FromIterator<NamedKey> for Names {
    fn from_iter<I: IntoIterator<Item = NamedKey>>(named: I) -> Self {
        let mut named: Vec<NamedKey> = named.into_iter().collect();
        named.sort_by(|a, b| a.key.cmp(&b.key));
        Self(named)
    }
}

/// Names that share a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedKey {
    /// The key, by which facet rows filter.
    pub key: String,
    /// The name for people: as the user gives it, else the commonest.
    pub label: String,
    /// The names as printed, the commonest first. Never empty.
    pub names: Vec<NameCount>,
}

/// A name as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameCount {
    /// The name.
    pub name: String,
    /// How many speeches, or articles of a publisher, have it.
    pub count: u64,
}

impl NameCount {
    /// By count; the longer, then the lesser of equals goes first.
    #[must_use]
    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let longer = || other.name.chars().count().cmp(&self.name.chars().count());
        other.count.cmp(&self.count).then_with(longer).then_with(|| self.name.cmp(&other.name))
    }
}

/// Counts over a whole index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Articles.
    pub articles: u64,
    /// Paragraphs.
    pub paragraphs: u64,
    /// Speeches.
    pub speeches: u64,
    /// Different persons and organisations that speak.
    pub speakers: u64,
    /// Articles with a stated date.
    pub dated_explicit: u64,
    /// Articles with a date that was worked out.
    pub dated_derived: u64,
    /// Articles without any date.
    pub undated: u64,
    /// Size on disk, in bytes.
    pub bytes: u64,
    /// Of what that is made up.
    pub bytes_by_part: BytesByPart,
}

/// The size of the parts of an index, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct BytesByPart {
    /// The texts with their annotations, packed.
    pub texts: u64,
    /// The words and keys, and in which records each stands.
    pub words: u64,
    /// At which positions each word stands.
    pub positions: u64,
    /// The numbers and keys of records in columns, for facets and order.
    pub columns: u64,
}
