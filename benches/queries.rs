//! What a query costs against a plain tantivy program over the same texts: term, AND and phrase queries.
//!
//! Both sides return the ten best with snippets and exact counts. Ours finds passages and counts passages and
//! articles; the plain program indexes paragraphs (for AND whole articles, since it has no article logic), cuts
//! snippets with its `SnippetGenerator` and counts documents and distinct articles. The last column compares with
//! the plain program when it counts nothing, which lets it skip most documents. The counts of both sides must agree.
//!
//! The corpus is made up from a seed: sentences of the sample articles, half of their words replaced by made-up
//! ones, of which few are common and most are rare. Annotated articles are written straight to the engine, and
//! both indexes kept under the target folder. Figures are medians of alternated runs: compare them as ratios.
//!
//! `cargo bench --bench queries` takes 100 MB; `ONRECORD_BENCH_MB=10` less.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use fastrand::Rng;
use onrecord::annotate::{AnnotatedArticle, AnnotatedParagraph, People, PlaceEvidence};
use onrecord::corpus::{Decoding, Document, Limits, Rules};
use onrecord::corrections::Applied;
use onrecord::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use onrecord::engine::{Entry, FORMAT, Signature, State, Versions, Writer};
use onrecord::search::{Request, answer};
use tantivy::collector::{Collector, Count, SegmentCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::query::QueryParser;
use tantivy::schema::{FAST, Field, STORED, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{DocId, Index, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument, doc};

const SEED: u64 = 11;
const MEGABYTES: usize = 100;
const VOCABULARY: usize = 200_000;
const RUNS: usize = 15;
/// Moves when the corpus is made differently, so that kept indexes are made anew.
const RECIPE: u32 = 1;
const HITS: usize = 10;
const SNIPPET_CHARS: usize = 300;

fn main() {
    let megabytes = std::env::var("ONRECORD_BENCH_MB").map_or(MEGABYTES, |text| text.parse().expect("a number"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("queries-{megabytes}-seed{SEED}-recipe{RECIPE}-format{FORMAT}"));
    if !folder.join("done").exists() {
        build(&folder, megabytes << 20);
    }
    let ours = EmbeddedReader::open(&folder.join("ours")).expect("our index");
    let [paragraphs, articles] = ["paragraphs", "articles"].map(|name| Plain::open(&folder.join(name)));
    println!("{megabytes} MB, seed {SEED}: {} articles", articles.searcher.num_docs());
    println!("{:<12} {:>10} {:>10} {:>7} {:>12}", "class", "ours, ms", "plain, ms", "ratio", "top 10 only");
    compare("term", &terms(), &ours, &paragraphs);
    compare("AND", &conjunctions(), &ours, &articles);
    compare("phrase", &phrases(), &ours, &paragraphs);
}

fn terms() -> Vec<String> {
    [2, 5, 12, 30, 80, 200, 600, 2_000, 8_000, 40_000].map(word).to_vec()
}

fn conjunctions() -> Vec<String> {
    let pairs = [(2, 5), (3, 40), (8, 200), (20, 30), (60, 90), (100, 700), (300, 350), (1_000, 4)];
    pairs.map(|(a, b)| format!("{} {}", word(a), word(b))).to_vec()
}

fn phrases() -> Vec<String> {
    let pairs = [(2, 3), (1, 12), (5, 3), (4, 4), (6, 9), (2, 1), (12, 3)];
    pairs.map(|(a, b)| format!("\"{} {}\"", word(a), word(b))).to_vec()
}

/// Times a class of queries on both sides by turns.
fn compare(class: &str, queries: &[String], ours: &EmbeddedReader, plain: &Plain) {
    let mut totals = [0.0; 3];
    for query in queries {
        let (passages, articles) = ask(ours, query);
        let (documents, distinct) = plain.ask(query);
        assert!(
            articles == distinct && (class == "AND" || passages == documents),
            "{query}: {passages} passages in {articles} articles, {documents} documents in {distinct}"
        );
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..RUNS {
            times[0].push(timed(|| ask(ours, query)));
            times[1].push(timed(|| plain.ask(query)));
            times[2].push(timed(|| plain.top(query)));
        }
        let medians = times.map(median);
        println!(
            "  {query:<28} {articles:>8} articles {:>9.3} {:>9.3} {:>6.2}",
            medians[0],
            medians[1],
            medians[0] / medians[1]
        );
        totals.iter_mut().zip(medians).for_each(|(total, time)| *total += time);
    }
    let [ours, counted, top] = totals.map(|total| total / queries.len() as f64);
    println!("{class:<12} {ours:>10.3} {counted:>10.3} {:>7.2} {:>12.2}", ours / counted, ours / top);
}

fn timed<T>(run: impl FnOnce() -> T) -> f64 {
    let began = Instant::now();
    black_box(run());
    began.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Our answer: passages and articles.
fn ask(reader: &EmbeddedReader, query: &str) -> (u64, u64) {
    let request = Request { query: query.to_owned(), facets: Vec::new(), limit: HITS, ..Request::default() };
    let response = answer(reader, &request, Instant::now()).expect("an answer");
    assert!(!response.hits.is_empty(), "{query} finds something");
    (response.total, response.total_articles)
}

/// The plain program.
struct Plain {
    searcher: Searcher,
    parser: QueryParser,
    text: Field,
}

impl Plain {
    fn open(folder: &Path) -> Self {
        let index = Index::open_in_dir(folder).expect("the plain index");
        let text = index.schema().get_field("text").expect("its field");
        let mut parser = QueryParser::for_index(&index, vec![text]);
        parser.set_conjunction_by_default();
        Self { searcher: index.reader().expect("a reader").searcher(), parser, text }
    }

    /// Documents and distinct articles, after the ten best have been shown.
    fn ask(&self, query: &str) -> (u64, u64) {
        let query = self.parser.parse_query(query).expect("a query");
        let collectors = (TopDocs::with_limit(HITS).order_by_score(), Count, Distinct);
        let (top, count, distinct) = self.searcher.search(&query, &collectors).expect("an answer");
        self.show(&*query, top.into_iter().map(|(_, address)| address));
        (count as u64, distinct)
    }

    /// The ten best alone.
    fn top(&self, query: &str) {
        let query = self.parser.parse_query(query).expect("a query");
        let top = self.searcher.search(&query, &TopDocs::with_limit(HITS).order_by_score()).expect("an answer");
        self.show(&*query, top.into_iter().map(|(_, address)| address));
    }

    fn show(&self, query: &dyn tantivy::query::Query, top: impl Iterator<Item = tantivy::DocAddress>) {
        let mut generator = SnippetGenerator::create(&self.searcher, query, self.text).expect("a generator");
        generator.set_max_num_chars(SNIPPET_CHARS);
        for address in top {
            let document: TantivyDocument = self.searcher.doc(address).expect("a document");
            black_box(generator.snippet_from_doc(&document).to_html());
            black_box(document.get_first(self.text).and_then(|value| value.as_str().map(str::len)));
        }
    }
}

/// Counts distinct articles: documents of one are neighbours.
struct Distinct;

struct SegmentDistinct {
    article: Column<u64>,
    last: Option<u64>,
    count: u64,
}

impl Collector for Distinct {
    type Fruit = u64;
    type Child = SegmentDistinct;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentDistinct> {
        Ok(SegmentDistinct { article: segment.fast_fields().u64("article")?, last: None, count: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, counts: Vec<u64>) -> tantivy::Result<u64> {
        Ok(counts.into_iter().sum())
    }
}

impl SegmentCollector for SegmentDistinct {
    type Fruit = u64;

    fn collect(&mut self, document: DocId, _: f32) {
        let article = self.article.first(document);
        self.count += u64::from(article != self.last);
        self.last = article;
    }

    fn harvest(self) -> u64 {
        self.count
    }
}

/// Writes the corpus into all three indexes.
fn build(folder: &Path, bytes: usize) {
    println!("making the indexes in {}", folder.display());
    let _ = fs::remove_dir_all(folder);
    let place = |name: &str| -> PathBuf {
        let place = folder.join(name);
        fs::create_dir_all(&place).expect("a folder");
        place
    };
    let mut schema = Schema::builder();
    let (text, article) = (schema.add_text_field("text", TEXT | STORED), schema.add_u64_field("article", FAST));
    let schema = schema.build();
    // One thread, so that the paragraphs of an article stay neighbours.
    let plain = |name: &str| {
        let index = Index::create_in_dir(place(name), schema.clone()).expect("an index");
        index.writer_with_num_threads(1, 128 << 20).expect("a writer")
    };
    let (paragraphs, articles) = (plain("paragraphs"), plain("articles"));
    let mut ours = Box::new(EmbeddedWriter::create(&place("ours")).expect("an index"));
    let (applied, people) = (&Applied::default(), &People::default());

    let source = sentences();
    let mut rng = Rng::with_seed(SEED);
    let mut written = 0;
    for serial in 0.. {
        if written >= bytes {
            break;
        }
        let made = made(&mut rng, serial, &source);
        for paragraph in &made.paragraphs {
            written += paragraph.text.len();
            paragraphs.add_document(doc!(text => paragraph.text.as_str(), article => serial)).expect("added");
        }
        let whole: Vec<&str> = made.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        articles.add_document(doc!(text => whole.join("\n"), article => serial)).expect("added");
        let paths = std::slice::from_ref(&made.path);
        let signature = &Signature::of(&made);
        ours.put_article(Entry { article: &made, stated_id: None, paths, applied, people, signature }).expect("added");
    }
    for mut writer in [paragraphs, articles] {
        writer.commit().expect("committed");
        writer.wait_merging_threads().expect("merged");
    }
    let state = State {
        versions: Versions::current(),
        roots: Vec::new(),
        rules: Rules::default(),
        limits: Limits::default(),
        corrections: None,
        people: People::default(),
        concepts: Vec::new(),
        written_at: "2026-01-01T00:00:00Z".into(),
    };
    ours.commit(&state).expect("committed");
    fs::write(folder.join("done"), "").expect("written");
}

/// The English sentences of the sample articles.
fn sentences() -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the samples").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "txt"));
    let texts: Vec<String> = texts.map(|path| fs::read_to_string(path).expect("a sample")).collect();
    let rows = texts.iter().flat_map(|text| text.lines()).flat_map(|line| line.split_inclusive(". "));
    let words = |row: &str| row.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    rows.filter(|row| row.is_ascii()).map(words).filter(|words| words.len() > 7).collect()
}

fn made(rng: &mut Rng, serial: u64, source: &[Vec<String>]) -> AnnotatedArticle {
    let document = Document::plain(format!("bench/{serial}.txt"), serial.to_string());
    // Titles have words of their own, so that both sides count the same.
    let title = (0..6).map(|_| format!("{}t", word(rank(rng)))).collect::<Vec<_>>().join(" ");
    let paragraphs = (0..3 + rng.u32(..10)).map(|ordinal| AnnotatedParagraph {
        ordinal,
        start: None,
        end: None,
        text: (0..1 + rng.usize(..4)).map(|_| sentence(rng, source)).collect::<Vec<_>>().join(" "),
        countries: Vec::new(),
        pairs: Vec::new(),
        speakers: Vec::new(),
    });
    AnnotatedArticle {
        id: document.id(),
        path: document.path,
        ordinal: 0,
        url: None,
        title: Some(title),
        publisher: None,
        author: None,
        decoding: Decoding::default(),
        lang: None,
        date: None,
        event_date: None,
        countries: Vec::new(),
        pairs: Vec::new(),
        main_pair: None,
        evidence: PlaceEvidence::default(),
        paragraphs: paragraphs.collect(),
        dropped: Vec::new(),
    }
}

/// A sentence of the samples with about half of its words replaced.
fn sentence(rng: &mut Rng, source: &[Vec<String>]) -> String {
    let words = source[rng.usize(..source.len())].iter().map(|old| match rng.usize(..20) {
        0 => rng.u32(..10_000).to_string(),
        1..10 => word(rank(rng)),
        _ => old.clone(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A rank by Zipf's law: the chance of a word falls as its rank grows.
fn rank(rng: &mut Rng) -> usize {
    ((VOCABULARY as f64).powf(rng.f64()) as usize).min(VOCABULARY - 1)
}

/// The made-up word of a rank. It ends in a way that no stemmer touches, so that a plain index finds the same.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ra", "mo", "ti", "ke", "su", "la", "bo", "vi", "ne", "do", "pa", "gri", "fe", "tu", "sho", "mi", "da", "ou",
        "ki", "ze",
    ];
    let mut word = String::new();
    let mut rest = rank + 20;
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 20]);
        rest /= 20;
    }
    word + "k"
}
