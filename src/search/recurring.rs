//! Lines that recur from page to page of one publisher: a standing appeal to subscribe, a paragraph on the house itself.
//! Furniture that no rule of `article` knows shows itself by that, so these are candidates to be shown to a person.
//!
//! Its place: a look beside [`crate::search::answer`], over the whole index. It proposes and changes nothing: what is
//! stored with an article depends on that article alone, and whoever wants a line left out says so in the corrections.
//!
//! How: a first pass hashes every line that could be furniture, with the publisher; lines whose hash recurs are then read
//! again from one article each.
//!
//! # Invariants
//! The list depends on the set of articles alone, in whatever order they were indexed. Articles of one story count once,
//! and so do articles of the same text, so that a report printed by many makes no furniture of its sentences.
//!
//! # Limits
//! Lines that differ by a name or a number are different. Notes too short to be told as near copies (see
//! [`crate::engine::story`]) count each. What is held is 16 bytes for each line short enough, and the id of each article.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::annotate::{AnnotatedArticle, AnnotatedParagraph};
use crate::corpus::ArticleId;
use crate::engine::{EngineError, Named, Names, Reader, StoredArticle, Story, keys, story};

/// A line recurs in at least so many stories: two may share a sentence because one took it from the other.
const STORIES_MIN: usize = 3;

/// And in one of so many that its publisher tells: furniture stands on most pages of a house, or of a section of it.
const SHARE: usize = 20;

/// In so many stories a smaller share is enough, for an appeal may have stood for a season only. It is no smaller because
/// agencies print a paragraph of background again and again, word for word, while a matter lasts; that is text, and seldom
/// stands in so much of all they print.
const STORIES_ENOUGH: usize = 5;
const SHARE_ENOUGH: usize = 100;

/// How many columns a line has at least: shorter ones are subheads, labels of tables and names, which recur by right.
const COLUMNS_MIN: usize = 20;

/// How many characters a line has at most: the paragraph on the house fits, a report does not.
const CHARS_MAX: usize = 400;

/// Marks of quoted words. The apostrophe is none.
const QUOTES: [char; 17] = ['"', '“', '”', '„', '‟', '«', '»', '‹', '›', '‘', '「', '」', '『', '』', '〝', '〞', '＂'];

/// A line that recurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecurringLine {
    /// Its place in the list, from 1.
    pub number: usize,
    /// Its words, as the example has them.
    pub line: String,
    /// Who published the articles, where they say so.
    pub publisher: Option<String>,
    /// Where they do not: the folder they lie in, which then stands for a publisher.
    pub folder: Option<String>,
    /// In how many of the articles it stands, those of one story counted once.
    pub articles: u64,
    /// How many articles there are, counted likewise.
    pub of: u64,
    /// The path of an article that has it.
    pub example: String,
}

/// The lines that recur, those in most articles first.
///
/// # Errors
/// When the index cannot be read.
pub fn recurring(reader: &dyn Reader) -> Result<Vec<RecurringLine>, EngineError> {
    let mut seen = Seen { stories: by_article(&reader.stories()?), ..Seen::default() };
    reader.for_each_article(&mut |stored| seen.add(stored))?;
    let totals = seen.totals();
    let names = reader.names(Named::Publishers)?;
    let mut survivors = seen.survivors(&totals);
    let sources = seen.sources_in_order();
    // Articles are read once each, however many of their lines recur.
    survivors.sort_unstable_by(|a, b| a.example.cmp(&b.example));
    let mut lines = Vec::with_capacity(survivors.len());
    for of_article in survivors.chunk_by(|a, b| a.example == b.example) {
        let Some(first) = of_article.first() else { continue };
        let Some(stored) = reader.article(&first.example)? else { continue };
        for survivor in of_article {
            let is_it = |paragraph: &&AnnotatedParagraph| line_hash(survivor.source, &paragraph.text) == survivor.hash;
            let Some(paragraph) = stored.article.paragraphs.iter().find(is_it) else { continue };
            lines.push(survivor.told(sources[survivor.source as usize], paragraph, &stored, &names));
        }
    }
    lines.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.place().cmp(&b.place())));
    lines.iter_mut().zip(1..).for_each(|(line, number)| line.number = number);
    Ok(lines)
}

impl RecurringLine {
    fn place(&self) -> (Option<&str>, Option<&str>, &str, u64) {
        (self.publisher.as_deref(), self.folder.as_deref(), &self.line, self.of)
    }
}

/// By the number of an article, the number of its story: that of the earliest article that tells it.
fn by_article(stories: &[Story]) -> HashMap<u64, u64> {
    stories.iter().flat_map(|story| story.iter().map(|&article| (article, story[0]))).collect()
}

/// Whose articles are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Source {
    /// The key of a publisher.
    Publisher(String),
    /// The first folder within a root, else the root.
    Folder(String),
}

impl Source {
    fn of(stored: &StoredArticle) -> Self {
        match stored.article.publisher.as_deref().map(keys::publisher).filter(|key| !key.is_empty()) {
            Some(key) => Self::Publisher(key),
            None => Self::Folder(folder(path(stored)).to_owned()),
        }
    }
}

/// The first of the paths an article is found under.
fn path(stored: &StoredArticle) -> &str {
    stored.paths.first().map_or(stored.article.path.as_str(), String::as_str)
}

/// The first folder of a path within its root: `news/pier-post` of `news/pier-post/2017/a.txt`; the root where it lies
/// in none.
fn folder(path: &str) -> &str {
    let folders = path.rsplit_once('/').map_or(path, |(folders, _)| folders);
    let second = folders.match_indices('/').nth(1);
    second.map_or(folders, |(at, _)| &folders[..at])
}

/// What is kept of an article.
struct SeenArticle {
    id: ArticleId,
    source: u32,
    story: u64,
}

/// What is kept of the articles while they pass.
#[derive(Default)]
struct Seen {
    stories: HashMap<u64, u64>,
    /// The sources, numbered from 0 as they were met.
    sources: HashMap<Source, u32>,
    articles: Vec<SeenArticle>,
    /// Hashes of lines, each with the place of its article.
    lines: Vec<(u64, u32)>,
}

/// A line whose hash recurs.
struct Survivor {
    hash: u64,
    source: u32,
    example: ArticleId,
    articles: usize,
    of: usize,
}

impl Seen {
    fn add(&mut self, stored: StoredArticle) {
        let next = u32::try_from(self.sources.len()).expect("there are fewer publishers than articles in memory");
        let source = *self.sources.entry(Source::of(&stored)).or_insert(next);
        let place = u32::try_from(self.articles.len()).expect("an index of so many articles is not held in one folder");
        let article = stored.article;
        let may_be = article.paragraphs.iter().filter(|paragraph| may_be_furniture(paragraph, &article));
        self.lines.extend(may_be.map(|paragraph| (line_hash(source, &paragraph.text), place)));
        let told = self.stories.get(&story::number(&article.id)).copied();
        let story = told.unwrap_or_else(|| text_hash(&article));
        self.articles.push(SeenArticle { id: article.id, source, story });
    }

    fn sources_in_order(&self) -> Vec<&Source> {
        let mut sources: Vec<(&Source, u32)> = self.sources.iter().map(|(source, &at)| (source, at)).collect();
        sources.sort_unstable_by_key(|(_, at)| *at);
        sources.into_iter().map(|(source, _)| source).collect()
    }

    /// How many stories each source tells.
    fn totals(&self) -> Vec<usize> {
        let mut told: Vec<(u32, u64)> = self.articles.iter().map(|article| (article.source, article.story)).collect();
        told.sort_unstable();
        told.dedup();
        let mut totals = vec![0; self.sources.len()];
        told.into_iter().for_each(|(source, _)| totals[source as usize] += 1);
        totals
    }

    fn survivors(&mut self, totals: &[usize]) -> Vec<Survivor> {
        self.lines.sort_unstable();
        let runs = self.lines.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() >= STORIES_MIN);
        runs.filter_map(|run| {
            let articles = || run.iter().map(|&(_, at)| &self.articles[at as usize]);
            let mut stories: Vec<u64> = articles().map(|article| article.story).collect();
            stories.sort_unstable();
            stories.dedup();
            let example = articles().min_by(|a, b| a.id.cmp(&b.id))?;
            let (articles, of) = (stories.len(), totals[example.source as usize]);
            let survivor =
                Survivor { hash: run[0].0, source: example.source, example: example.id.clone(), articles, of };
            recurs(articles, of).then_some(survivor)
        })
        .collect()
    }
}

impl Survivor {
    fn told(
        &self,
        source: &Source,
        paragraph: &AnnotatedParagraph,
        example: &StoredArticle,
        names: &Names,
    ) -> RecurringLine {
        let (publisher, folder) = match source {
            Source::Publisher(key) => (Some(names.get(key).map_or(key, |named| &named.label).clone()), None),
            Source::Folder(folder) => (None, Some(folder.clone())),
        };
        RecurringLine {
            number: 0,
            line: paragraph.text.clone(),
            publisher,
            folder,
            articles: self.articles as u64,
            of: self.of as u64,
            example: path(example).to_owned(),
        }
    }
}

/// Whether a line in so many stories, of so many that its publisher tells, recurs.
fn recurs(stories: usize, of: usize) -> bool {
    let is_share = |one_in: usize| stories * one_in >= of;
    stories >= STORIES_MIN && is_share(SHARE) || stories >= STORIES_ENOUGH && is_share(SHARE_ENOUGH)
}

/// Whether a paragraph is short enough to be furniture, nobody speaks in it, and it can be written as a row of a table.
/// The headline of an article without text stands as its only paragraph and is none.
fn may_be_furniture(paragraph: &AnnotatedParagraph, article: &AnnotatedArticle) -> bool {
    let text = paragraph.text.as_str();
    paragraph.speakers.is_empty()
        && text.width() >= COLUMNS_MIN
        && text.chars().nth(CHARS_MAX).is_none()
        && !text.contains(QUOTES)
        // So begin the headers of tables.
        && !text.starts_with("# ")
        && article.title.as_deref() != Some(text)
}

/// The hash of a line of a source, whatever its case. Blanks were folded when it was read.
fn line_hash(source: u32, line: &str) -> u64 {
    hash_of(&(source, line.to_lowercase()))
}

fn text_hash(article: &AnnotatedArticle) -> u64 {
    hash_of(&article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect::<Vec<_>>())
}

fn hash_of<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    //! Properties: what is no furniture by its own look is no candidate; a line recurs by stories, in any order of
    //! articles; those of one story or one text count once.
    use super::*;
    use crate::corpus::Document;
    use crate::corrections::Annotator;

    fn article(path: &str, text: &str) -> StoredArticle {
        let article = Annotator::built_in().annotate(&Document::plain(path, text), &[], jiff::civil::date(2026, 1, 1));
        StoredArticle {
            article,
            stated_id: None,
            paths: vec![path.to_owned()],
            applied: crate::corrections::Applied::default(),
        }
    }

    #[test]
    fn lines_that_may_be_furniture() {
        for (line, want) in [
            ("The Pier Post is published by a trust of its readers and carries no advertisements at all.", true),
            ("このニュースは港湾組合の助成を受けて制作されました。", true),
            ("The harbour’s trust pays for the reports of this newspaper, and decides nothing in them.", true),
            ("What comes next", false),
            ("次に起きること", false),
            ("The “Pier Post” is published by a trust of its readers and carries no advertisements.", false),
            ("The pier will be closed on Monday, the harbour master Ada Fenwright said in a statement.", false),
            ("# The Pier Post is published by a trust of its readers and carries no advertisements.", false),
        ] {
            let mut article =
                article("a.txt", "Two berths open in the north\n\nThe ice has gone from the lower river.\n").article;
            let annotated =
                self::article("a.txt", &format!("Two berths open\n\n{line}\n\nThe ice has gone from the river.\n"));
            let paragraphs = annotated.article.paragraphs;
            article.paragraphs = paragraphs;
            let found = article.paragraphs.iter().find(|paragraph| paragraph.text == line);
            assert_eq!(found.is_some_and(|paragraph| may_be_furniture(paragraph, &article)), want, "{line}");
        }
        let long = format!("{}.", "The trust publishes it for its readers ".repeat(11));
        let paragraph = AnnotatedParagraph { text: long, ..article("a.txt", "A.\n").article.paragraphs.remove(0) };
        assert!(!may_be_furniture(&paragraph, &article("a.txt", "A.\n").article));
        let alone = article("a.txt", "Two berths open in the north after ice\n").article;
        assert!(!may_be_furniture(&alone.paragraphs[0], &alone), "{alone:?}");
    }

    #[test]
    fn how_often_is_often() {
        for (stories, of, want) in [
            (2, 2, false),
            (3, 3, true),
            (3, 60, true),
            (3, 61, false),
            (4, 90, false),
            (5, 500, true),
            (5, 501, false),
            (900, 90_000, true),
        ] {
            assert_eq!(recurs(stories, of), want, "{stories} of {of}");
        }
    }

    #[test]
    fn folders() {
        for (path, want) in [
            ("news/a.txt", "news"),
            ("news/pier-post/a.txt", "news/pier-post"),
            ("news/pier-post/2017/05/a.txt", "news/pier-post"),
            ("a.txt", "a.txt"),
        ] {
            assert_eq!(folder(path), want);
        }
    }

    #[test]
    fn stories_count_once_in_any_order() {
        const NOTICE: &str = "The Pier Post is published by a trust of its readers and carries no advertisements.";
        let text = |at: usize, notice: &str| {
            format!("Berth {at} opens in the north\n\nBerth {at} was opened after {at} days of dredging.\n\n{notice}\n")
        };
        let mut articles: Vec<StoredArticle> =
            (0..4).map(|at| article(&format!("n/{at}.txt"), &text(at, NOTICE))).collect();
        // The same text once more, and two articles that tell one story.
        articles.push(article("n/again.txt", &text(0, NOTICE)));
        articles.push(article("n/shouted.txt", &text(7, &NOTICE.to_uppercase())));
        let number = |at: usize| story::number(&articles[at].article.id);
        let stories = by_article(&[vec![number(2), number(3)]]);
        for _ in 0..articles.len() {
            articles.rotate_left(1);
            let mut seen = Seen { stories: stories.clone(), ..Seen::default() };
            articles.iter().for_each(|article| seen.add(article.clone()));
            let totals = seen.totals();
            let survivors = seen.survivors(&totals);
            let counts: Vec<_> = survivors.iter().map(|survivor| (survivor.articles, survivor.of)).collect();
            assert_eq!(counts, [(4, 4)]);
        }
    }
}
