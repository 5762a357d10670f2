//! What it costs to keep an index in step with a folder: a build from nothing, a run with nothing to do, and runs with a
//! few changes among many articles.
//!
//! Articles are mixed from a seed: paragraphs of real texts in random order, so that their words, names and dates are
//! those of news. The texts are the sample articles, or those of the folder that `ONRECORD_TEXTS` names, in any format.
//! The highest use of memory is that of this process during the step, where the system tells it; it holds no texts then.
//!
//! `cargo bench --bench sync` takes 10,000 articles; `ONRECORD_ARTICLES=100000` more.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use fastrand::Rng;
use onrecord::article::{self, Tables};
use onrecord::config::Now;
use onrecord::corpus::{Item, Reader, Rules, Walker};
use onrecord::index::{Change, Place, Report, RootsChange, Silent, drift, sync};
use walkdir::WalkDir;

const SEED: u64 = 5;
const ARTICLES: usize = 10_000;
const PARAGRAPHS: std::ops::Range<usize> = 4..15;
/// Folders of so many files, as people keep them.
const FILES_A_FOLDER: usize = 1_000;
const CHANGED: usize = 10;

fn main() {
    let articles = std::env::var("ONRECORD_ARTICLES").map_or(ARTICLES, |text| text.parse().expect("a number"));
    let texts = std::env::var_os("ONRECORD_TEXTS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"), PathBuf::from);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let news = folder.path().join("news");
    let mut rng = Rng::with_seed(SEED);
    let bytes = {
        let paragraphs = paragraphs(&texts);
        let mut bytes = 0;
        for serial in 0..articles {
            let text = mixed(&mut rng, &paragraphs, serial);
            bytes += text.len();
            let path = file(&news, serial);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("an article");
        }
        println!("{articles} articles of {} paragraphs, {:.1} MB, seed {SEED}", paragraphs.len(), bytes as f64 / 1e6);
        bytes
    };
    // What was written just now may change again within a tick of the clock, and would be read twice.
    std::thread::sleep(Duration::from_millis(200));

    let place = Place::new(folder.path().join("index"));
    let run = |change: Change| sync(&place, &change, now(), &Silent).expect("a run");
    let named = Change { roots: RootsChange::Keep(vec![news.clone()]), ..Change::default() };
    let (built, took) = step("build from nothing", || run(named.clone()));
    assert_eq!(built.articles, articles);
    let seconds = took.as_secs_f64();
    println!("{:<36} {:>9.0} articles/s {:>6.2} MB/s", "", articles as f64 / seconds, bytes as f64 / 1e6 / seconds);
    println!("{:<36} {:>9.1} MB", "size of the index", size(place.folder()) as f64 / 1e6);

    let steady = Change::default();
    assert_eq!(step("run, nothing changed", || run(steady.clone())).0.read, 0);
    let touched: Vec<PathBuf> = (0..CHANGED).map(|_| file(&news, rng.usize(..articles))).collect();
    for path in &touched {
        let text = fs::read_to_string(path).expect("an article");
        fs::write(path, format!("{text}\nIt was changed.\n")).expect("an article");
    }
    let report = step(&format!("run, {CHANGED} files changed"), || run(steady.clone())).0;
    assert!(report.taken > 0 && report.taken <= CHANGED, "{report:?}");
    for serial in articles..articles + CHANGED {
        fs::write(
            file(&news, serial % FILES_A_FOLDER).with_extension(format!("{serial}.txt")),
            format!("New {serial}\n\nIt is new.\n"),
        )
        .expect("an article");
    }
    assert_eq!(step(&format!("run, {CHANGED} files new"), || run(steady.clone())).0.taken, CHANGED);
    touched.iter().for_each(|path| drop(fs::remove_file(path)));
    assert!(step("run, as many deleted", || run(steady.clone())).0.removed > 0);
    step("what has changed, told by `status`", || {
        let reader = place.open().expect("an index");
        let files = onrecord::engine::Reader::files(&reader).expect("its files");
        assert!(drift(&place, onrecord::engine::Reader::state(&reader), &files).expect("the folder").is_none());
    });
    let compacted: Report = step("run, made one piece", || run(Change { compact: true, ..steady.clone() })).0;
    assert!(compacted.is_unchanged());
}

fn now() -> Now {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock past 1970");
    Now { today: jiff::civil::date(2026, 1, 1), ns: since.as_nanos().cast_signed() }
}

/// Runs a step, and tells how long it took and how much memory was used at most.
fn step<T>(what: &str, run: impl FnOnce() -> T) -> (T, Duration) {
    forget_peak();
    let began = Instant::now();
    let value = run();
    let took = began.elapsed();
    let peak =
        peak().map_or_else(|| "memory not told".to_owned(), |bytes| format!("{:.0} MB at most", bytes as f64 / 1e6));
    println!("{what:<36} {:>9.2} s  {peak}", took.as_secs_f64());
    (value, took)
}

/// Lets the system count the highest use of memory anew (Linux).
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The highest use of memory since, in bytes (Linux).
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn size(folder: &Path) -> u64 {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter_map(|entry| entry.metadata().ok());
    files.filter(fs::Metadata::is_file).map(|file| file.len()).sum()
}

fn file(news: &Path, serial: usize) -> PathBuf {
    news.join(format!("{:03}/{serial:06}.txt", serial / FILES_A_FOLDER))
}

/// The paragraphs of all articles in a folder, in order.
fn paragraphs(folder: &Path) -> Vec<String> {
    const CHARS: std::ops::Range<usize> = 60..2_000;
    let walker = Walker::new(&Rules::default()).expect("no rules");
    let reader = Reader::default();
    let mut paragraphs = Vec::new();
    for entry in walker.walk(folder, &folder.join("index")).files {
        let opened = reader.open(&entry.path);
        // What cannot be read gives no paragraphs.
        let _ = reader.read(&entry.within, &opened, &mut |item| {
            if let Item::Document { document, .. } = item {
                let read = article::read(&document, Tables::built_in()).paragraphs.into_iter();
                paragraphs
                    .extend(read.map(|paragraph| paragraph.text).filter(|text| CHARS.contains(&text.chars().count())));
            }
        });
    }
    assert!(!paragraphs.is_empty(), "no articles in `{}`", folder.display());
    paragraphs
}

/// An article of paragraphs of others, with a headline and a date.
fn mixed(rng: &mut Rng, paragraphs: &[String], serial: usize) -> String {
    let mut one = || paragraphs[rng.usize(..paragraphs.len())].as_str();
    let headline: String = one().split(' ').take(9).collect::<Vec<_>>().join(" ").chars().take(90).collect();
    let count = PARAGRAPHS.start + serial % PARAGRAPHS.len();
    let text: Vec<&str> = (0..count).map(|_| one()).collect();
    let (year, month, day) = (2005 + serial % 20, 1 + serial % 12, 1 + serial % 28);
    format!("{headline} {serial}\n{year}-{month:02}-{day:02}\n\n{}\n", text.join("\n\n"))
}
