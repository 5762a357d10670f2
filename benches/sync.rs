//! What it costs to keep an index in step with a folder: a build from nothing, a run with nothing to do, and runs with a
//! few changes among many articles.
//!
//! Articles are mixed from a seed: paragraphs of real texts in random order, so that their words, names and dates are
//! those of news. The texts are the sample articles, or those of the folder that `ONRECORD_TEXTS` names, in any format.
//! The highest use of memory is that of this process during the step, where the system tells it; it holds no texts then.
//!
//! `cargo bench --bench sync` takes 10,000 articles; `ONRECORD_ARTICLES=100000` more.

mod archive;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use archive::{FILES_A_FOLDER, SEED, file, forget_peak, now, peak, wanted, write};
use fastrand::Rng;
use onrecord::index::{Change, Place, Report, RootsChange, Silent, drift, sync};
use walkdir::WalkDir;

const ARTICLES: usize = 10_000;
const CHANGED: usize = 10;

fn main() {
    let articles = wanted(ARTICLES);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let news = folder.path().join("news");
    let mut rng = Rng::with_seed(SEED);
    let bytes = write(&news, articles, &mut rng);
    // What was written just now may change again within a tick of the clock, and would be read twice.
    std::thread::sleep(Duration::from_millis(200));

    let place = Place::new(folder.path().join("index"));
    let run = |change: Change| sync(&place, &change, now(), &Silent).expect("a run");
    let named = Change { roots: RootsChange::Keep(vec![news.clone()]), ..Change::default() };
    let (built, took) = step("build from nothing", || run(named.clone()));
    assert_eq!(built.articles, articles);
    let seconds = took.as_secs_f64();
    println!("{:<36} {:>9.0} articles/s {:>6.2} MB/s", "", articles as f64 / seconds, bytes as f64 / 1e6 / seconds);
    println!("{:<36} {:>9.1} MB", "size of the index", size(place.folder().unwrap()) as f64 / 1e6);

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

fn size(folder: &Path) -> u64 {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter_map(|entry| entry.metadata().ok());
    files.filter(fs::Metadata::is_file).map(|file| file.len()).sum()
}
