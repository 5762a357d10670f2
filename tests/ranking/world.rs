//! An index of written articles, and who finds what in it.

use std::collections::BTreeMap;
use std::time::Instant;

use fastrand::Rng;
use onrecord::annotate::{AnnotatedArticle, AnnotatedParagraph, Basis, Date, People, PlaceEvidence};
use onrecord::corpus::{Decoding, Document};
use onrecord::corrections::Applied;
use onrecord::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use onrecord::engine::{Entry, Grouping, Signature, Writer};
use onrecord::search::{Request, Response, answer};

use crate::state::state;

/// An article as written: what ranking needs of it.
#[derive(Debug, Clone)]
pub struct Written {
    pub id: String,
    title: String,
    paragraphs: Vec<String>,
    date: Option<String>,
}

pub fn article(id: &str, title: &str, paragraphs: &[String]) -> Written {
    Written { id: id.to_owned(), title: title.to_owned(), paragraphs: paragraphs.to_vec(), date: None }
}

impl Written {
    pub fn dated(mut self, date: &str) -> Self {
        self.date = Some(date.to_owned());
        self
    }

    fn annotated(&self) -> AnnotatedArticle {
        let document = Document::plain(format!("world/{}", self.id), &*self.id);
        let date = |text: &String| Date {
            value: text.parse().unwrap(),
            basis: Basis::Explicit,
            evidence: "a stamp".to_owned(),
        };
        let paragraph = |(ordinal, text): (u32, &String)| AnnotatedParagraph {
            ordinal,
            start: None,
            end: None,
            text: text.clone(),
            countries: Vec::new(),
            pairs: Vec::new(),
            speakers: Vec::new(),
        };
        AnnotatedArticle {
            id: document.id(),
            path: document.path,
            ordinal: 0,
            url: None,
            title: Some(self.title.clone()),
            publisher: None,
            author: None,
            decoding: Decoding::default(),
            lang: None,
            date: self.date.as_ref().map(date),
            event_date: None,
            countries: Vec::new(),
            pairs: Vec::new(),
            main_pair: None,
            evidence: PlaceEvidence::default(),
            paragraphs: (0..).zip(&self.paragraphs).map(paragraph).collect(),
            dropped: Vec::new(),
        }
    }
}

/// Paragraphs about nothing that any test asks for.
pub fn filler(paragraphs: usize, seed: u64) -> Vec<String> {
    const WORDS: &[&str] = &[
        "morning", "market", "people", "street", "window", "children", "teacher", "garden", "river", "letter",
        "season", "kitchen", "winter", "music", "paper", "bridge", "summer", "village", "evening", "corner", "family",
        "table",
    ];
    let mut rng = Rng::with_seed(seed);
    let mut sentence = || (0..14).map(|_| WORDS[rng.usize(..WORDS.len())]).collect::<Vec<_>>().join(" ");
    (0..paragraphs).map(|_| format!("The {}.", sentence())).collect()
}

/// Those of `articles.txt`.
pub fn written() -> Vec<Written> {
    let mut articles: Vec<Written> = Vec::new();
    for line in include_str!("articles.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix("= ") {
            let (id, date) = head.split_once(' ').expect("an id and a date");
            articles.push(article(id, "", &[]).dated(date));
        } else {
            let article = articles.last_mut().expect("an article has begun");
            match line.strip_prefix("+ ") {
                Some(title) => article.title = title.to_owned(),
                None => article.paragraphs.push(line.to_owned()),
            }
        }
    }
    articles
}

/// What is asked, and what answers it.
pub struct Judged {
    pub topics: Vec<(String, String)>,
    /// By topic and article.
    pub gains: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Judged {
    pub fn read() -> Self {
        let rows = |text: &'static str| text.lines().filter(|row| !row.starts_with('#')).map(|row| row.split('\t'));
        let topics = rows(include_str!("topics.tsv"))
            .map(|mut row| (row.next().unwrap().to_owned(), row.next().unwrap().to_owned()))
            .collect();
        let mut gains: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        for mut row in rows(include_str!("qrels.tsv")) {
            let (topic, article, gain) = (row.next().unwrap(), row.next().unwrap(), row.next().unwrap());
            gains.entry(topic.to_owned()).or_default().insert(article.to_owned(), gain.parse().unwrap());
        }
        Self { topics, gains }
    }
}

/// An index of some articles.
pub struct World {
    _folder: tempfile::TempDir,
    reader: EmbeddedReader,
    ids: BTreeMap<String, String>,
}

impl World {
    pub fn new(articles: &[Written]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = EmbeddedWriter::create(folder.path()).unwrap();
        let (applied, people) = (&Applied::default(), &People::default());
        let mut ids = BTreeMap::new();
        for written in articles {
            let article = written.annotated();
            let paths = std::slice::from_ref(&article.path);
            let signature = &Signature::of(&article);
            writer
                .put_article(Entry { article: &article, stated_id: None, paths, applied, people, signature })
                .unwrap();
            ids.insert(written.id.clone(), article.id.to_string());
        }
        Box::new(writer).commit(&state(people)).unwrap();
        let reader = EmbeddedReader::open(folder.path()).unwrap();
        Self { _folder: folder, reader, ids }
    }

    /// The id that an article has in the index.
    pub fn id(&self, name: &str) -> String {
        self.ids[name].clone()
    }

    fn answer(&self, request: &Request) -> Response {
        answer(&self.reader, &Request { limit: 1000, ..request.clone() }, Instant::now()).unwrap()
    }

    /// The articles found, best first.
    pub fn articles(&self, request: &Request) -> Vec<String> {
        self.scores(request).into_iter().map(|(id, _)| id).collect()
    }

    /// The articles found with their scores, best first.
    pub fn scores(&self, request: &Request) -> Vec<(String, f32)> {
        let response = self.answer(&Request { grouping: Grouping::Articles, ..request.clone() });
        response.hits.into_iter().map(|hit| (name(&hit.article.path), hit.score)).collect()
    }

    /// The passages found, best first.
    pub fn passages(&self, request: &Request) -> Vec<(String, u32)> {
        let hits = self.answer(request).hits;
        hits.into_iter().map(|hit| (name(&hit.article.path), hit.paragraph.ordinal)).collect()
    }
}

fn name(path: &str) -> String {
    path.trim_start_matches("world/").to_owned()
}
