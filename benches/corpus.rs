//! What the whole way costs: annotating, indexing, a sync with nothing to do, and queries by class.
//!
//! The corpus is made up from a seed: articles of eight paragraphs over a vocabulary in which few words
//! are common and most are rare, with datelines, countries and speakers. Each query's answer is checked
//! against a count made while the corpus was written. Figures are medians of repeated runs; compare
//! them as ratios within one run, since machines differ.
//!
//! `cargo bench` runs 2,000 articles; `ONRECORD_ARTICLES=100000 cargo bench` more.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use fastrand::Rng;
use onrecord::config::Now;
use onrecord::corpus::Document;
use onrecord::corrections::Annotator;
use onrecord::index::{Change, Place, RootsChange, Silent, sync};
use onrecord::search::{Request, answer};

const SEED: u64 = 7;
const ARTICLES: usize = 2_000;
const VOCABULARY: usize = 20_000;
const RUNS: usize = 15;

const PHRASE: &str = "one belt one road";
const SPEAKERS: &[&str] = &["Park Ji-an", "Lena Hoffmann", "Zhao Mingde", "Carlos Ibarra", "Kim Young-joo"];
const COUNTRIES: &[&str] = &["South Korea", "China", "Japan", "Vietnam", "Germany", "Chile"];

/// How many articles hold what the queries look for.
#[derive(Default)]
struct Counts {
    phrase: u64,
    articles: u64,
    bytes: usize,
}

fn main() {
    let articles = std::env::var("ONRECORD_ARTICLES").map_or(ARTICLES, |text| text.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pages = folder.path().join("pages");
    let (texts, counts) = write_corpus(&pages, articles);
    println!("{articles} articles, {:.1} MB, seed {SEED}", counts.bytes as f64 / 1e6);

    let annotator = Annotator::built_in();
    let today = jiff::civil::date(2026, 1, 1);
    let began = Instant::now();
    let speeches: usize = texts
        .iter()
        .map(|text| Document::plain("page.txt", text.as_str()))
        .map(|document| annotator.annotate(&document, &[], today))
        .map(|article| article.paragraphs.iter().map(|p| p.speakers.len()).sum::<usize>())
        .sum();
    assert!(speeches >= articles, "every article has a speaker");
    rate("annotate, one thread", began.elapsed(), articles, counts.bytes);

    let place = Place::new(folder.path().join("index"));
    let now = Now { today, ns: i128::from(i64::MAX) };
    let run = |change: RootsChange| {
        sync(&place, &Change { roots: change, ..Change::default() }, now, &Silent).expect("a sync")
    };
    let began = Instant::now();
    let report = run(RootsChange::Keep(vec![pages.clone()]));
    assert_eq!(report.articles as u64, counts.articles);
    rate("index", began.elapsed(), articles, counts.bytes);

    let began = Instant::now();
    assert_eq!(run(RootsChange::Keep(Vec::new())).read, 0);
    println!("{:<34} {:>9.1} ms", "sync, nothing changed", millis(began.elapsed()));
    queries(&place, &counts);
}

fn rate(what: &str, took: Duration, articles: usize, bytes: usize) {
    let seconds = took.as_secs_f64();
    println!("{what:<34} {:>9.0} articles/s {:>8.2} MB/s", articles as f64 / seconds, bytes as f64 / 1e6 / seconds);
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// Times each class of query, with snippets and all facets, on an open index.
fn queries(place: &Place, counts: &Counts) {
    let reader = place.open().expect("an index");
    let word = |rank: usize| word(rank);
    let (common, rare) = (word(3), word(VOCABULARY / 50));
    for (class, query, articles) in [
        ("a common word", common.clone(), None),
        ("a rare word", rare.clone(), None),
        ("two words (AND)", format!("{common} {}", word(40)), None),
        ("a phrase", format!("\"{PHRASE}\""), Some(counts.phrase)),
        ("a phrase with a year", format!("\"{PHRASE}\" year:2017"), None),
        ("a word with a speaker", format!("{common} speaker:\"Kim Young-ju\""), None),
        ("a word without another", format!("{rare} -{common}"), None),
        ("a speaker, all articles", "speaker:Hoffmann".to_owned(), None),
    ] {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..RUNS {
            let request = Request { query: query.clone(), ..Request::default() };
            let began = Instant::now();
            found = answer(&reader, &request, began).expect("an answer").total_articles;
            times.push(millis(began.elapsed()));
        }
        assert!(found > 0 || class.contains("without"), "{class} finds something");
        assert!(articles.is_none_or(|expected| expected == found), "{class}: {found}, expected {articles:?}");
        times.sort_by(f64::total_cmp);
        println!("{class:<34} {:>9.2} ms {found:>8} articles", times[times.len() / 2]);
    }
}

fn write_corpus(folder: &Path, articles: usize) -> (Vec<String>, Counts) {
    std::fs::create_dir_all(folder).expect("a folder");
    let mut rng = Rng::with_seed(SEED);
    let mut counts = Counts { articles: articles as u64, ..Counts::default() };
    let mut texts = Vec::with_capacity(articles);
    for serial in 0..articles {
        let text = page(&mut rng, serial);
        counts.bytes += text.len();
        counts.phrase += u64::from(text.contains(PHRASE));
        std::fs::write(folder.join(format!("{serial:06}.txt")), &text).expect("a page");
        texts.push(text);
    }
    (texts, counts)
}

fn page(rng: &mut Rng, serial: usize) -> String {
    let mut text = String::new();
    let (a, b) = (rng.usize(..COUNTRIES.len()), rng.usize(..COUNTRIES.len()));
    let year = 2010 + rng.usize(..15);
    let _ = writeln!(text, "{} and {} discuss the {}\n", COUNTRIES[a], COUNTRIES[b], sentence(rng, 4));
    let _ = writeln!(text, "Published: March {}, {year}\n", 1 + serial % 28);
    for at in 0..8 {
        let speaker = SPEAKERS[rng.usize(..SPEAKERS.len())];
        let _ = match at % 4 {
            1 => writeln!(
                text,
                "\"The {},\" said {speaker}, chairman of the trade council. {}.\n",
                sentence(rng, 12),
                sentence(rng, 20)
            ),
            2 => writeln!(text, "{speaker} said that {}. {}.\n", sentence(rng, 14), sentence(rng, 20)),
            _ => writeln!(text, "The {}. The {}.\n", sentence(rng, 18), sentence(rng, 20)),
        };
    }
    if rng.usize(..50) == 0 {
        let _ = writeln!(text, "The {PHRASE} plan was named as well.\n");
    }
    text
}

fn sentence(rng: &mut Rng, words: usize) -> String {
    let words: Vec<String> = (0..words).map(|_| word(rank(rng))).collect();
    words.join(" ")
}

/// A rank by Zipf's law: the chance of a word falls as its rank grows.
fn rank(rng: &mut Rng) -> usize {
    ((VOCABULARY as f64).powf(rng.f64()) as usize).min(VOCABULARY - 1)
}

/// The made-up word of a rank.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ra", "mo", "ti", "ke", "su", "lan", "bor", "vi", "nes", "do", "pal", "gri", "fen", "tu", "sho", "mil", "dar",
        "ous", "ken", "zel",
    ];
    let mut word = String::new();
    let mut rest = rank + 20;
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 20]);
        rest /= 20;
    }
    word
}
