//! What annotating costs in one thread: articles and megabytes a second, by stage, start-up excluded.
//!
//! Texts: the sample articles, and the development set of the speaker evaluation where `../shared` is there (or
//! `ONRECORD_SHARED` names it; without it that part is skipped and says so). Each figure is the best of several
//! passes, which is what the machine can do when nobody disturbs it. The answers are checked: no text may be without
//! its paragraphs, and most must have a speaker.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use onrecord::annotate::{country, date, speaker};
use onrecord::article;
use onrecord::corpus::Document;
use onrecord::corrections::Annotator;

const PASSES: usize = 5;

fn main() {
    let samples: Vec<Document> = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"));
    measure("sample articles", &samples);
    let shared = std::env::var_os("ONRECORD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    match std::fs::read_to_string(shared.join("eval/speakers/dev.jsonl")) {
        Ok(rows) => measure("speaker development set", &rows.lines().map(of_row).collect::<Vec<_>>()),
        Err(_) => println!("skipped: the speaker development set is not here"),
    }
}

fn read_folder(folder: &Path) -> Vec<Document> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the samples are here").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| Document::plain("page.txt", std::fs::read_to_string(path).expect("a text"))).collect()
}

/// The document of a row of the evaluation.
fn of_row(row: &str) -> Document {
    let row: serde_json::Value = serde_json::from_str(row).expect("a row is JSON");
    Document::plain("page.txt", row["text"].as_str().expect("a row has a text"))
}

fn measure(what: &str, documents: &[Document]) {
    let bytes: usize = documents.iter().map(|document| document.body.content().len()).sum();
    println!("{what}: {} articles, {:.2} MB", documents.len(), bytes as f64 / 1e6);
    let tell = |stage: &str, took: Duration| {
        let seconds = took.as_secs_f64();
        println!(
            "  {stage:<12} {:>8.0} articles/s {:>8.2} MB/s",
            documents.len() as f64 / seconds,
            bytes as f64 / 1e6 / seconds
        );
    };
    let annotator = Annotator::built_in();
    let today = jiff::civil::date(2026, 1, 1);
    let annotated: Vec<_> = documents.iter().map(|document| annotator.annotate(document, &[], today)).collect();
    assert!(annotated.iter().all(|article| !article.paragraphs.is_empty()), "every text has paragraphs");
    let speaks = annotated.iter().filter(|article| article.paragraphs.iter().any(|p| !p.speakers.is_empty())).count();
    assert!(speaks * 10 > documents.len() * 8, "most texts have a speaker: {speaks}");

    tell(
        "all",
        best(|| documents.iter().for_each(|document| drop(annotator.annotate(black_box(document), &[], today)))),
    );
    let reading = article::Tables::built_in();
    tell("reading", best(|| documents.iter().for_each(|document| drop(article::read(black_box(document), reading)))));
    let articles: Vec<_> = documents.iter().map(|document| article::read(document, reading)).collect();
    let countries = country::Tables::built_in();
    tell("countries", best(|| articles.iter().for_each(|article| drop(country::annotate(article, countries)))));
    let dates = date::Tables::built_in();
    tell(
        "dates",
        best(|| {
            articles.iter().for_each(|article| {
                drop(date::annotate(article, today, dates, countries));
            });
        }),
    );
    let speakers = speaker::Tables::built_in();
    tell("speakers", best(|| articles.iter().for_each(|article| drop(speaker::annotate(article, speakers)))));
}

fn best(pass: impl Fn()) -> Duration {
    (0..PASSES)
        .map(|_| {
            let began = Instant::now();
            pass();
            began.elapsed()
        })
        .min()
        .expect("there is a pass")
}
