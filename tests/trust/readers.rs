//! Readers that search without pause while the index is written to and built anew.
//!
//! Properties: none ever sees an error, an article twice, or anything but the articles of one commit; what one sees is
//! never older than what it saw before; one that holds on to a commit finds the same in it, whatever comes after. A copy
//! of the folder that is made meanwhile is such an index too, or cannot be opened.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use onrecord::engine::{EngineError, Grouping, Interrupt, Reader};
use onrecord::index::{Change, Place, RootsChange, Silent, sync};
use onrecord::search::{Request, SearchError, answer};

use walkdir::WalkDir;

use crate::folder::now;
use crate::for_a_while;

const ARTICLES: usize = 12;
const READERS: usize = 2;

/// The edition that an index holds, which every article of it tells.
fn edition(reader: &dyn Reader) -> usize {
    let request = Request { query: "harbour".into(), grouping: Grouping::Articles, limit: 100, ..Request::default() };
    let found = serde_json::to_value(answer(reader, &request, Instant::now()).unwrap()).unwrap();
    let hits = found["hits"].as_array().unwrap();
    let ids: HashSet<&str> = hits.iter().map(|hit| hit["article"]["id"].as_str().unwrap()).collect();
    let titles: HashSet<&str> = hits.iter().map(|hit| hit["article"]["title"].as_str().unwrap()).collect();
    assert_eq!((ids.len(), found["total_articles"].as_u64()), (ARTICLES, Some(ARTICLES as u64)), "{found:#}");
    let editions: HashSet<&str> = titles.iter().map(|title| title.rsplit(' ').next().unwrap()).collect();
    assert_eq!(editions.len(), 1, "{editions:?}");
    editions.into_iter().next().unwrap().parse().unwrap()
}

#[test]
fn readers_see_whole_commits() {
    let folder = tempfile::tempdir().unwrap();
    let (news, place) = (folder.path().join("news"), Place::new(folder.path().join("index")));
    fs::create_dir(&news).unwrap();
    let write = |edition: usize, rebuild: bool| {
        for at in 0..ARTICLES {
            let text = format!(
                "The harbour opens berth {at} in edition {edition}\n\nIt was opened in Chile by {at} pilots.\n"
            );
            fs::write(news.join(format!("{at}.txt")), text).unwrap();
        }
        let change = Change { roots: RootsChange::Keep(vec![news.clone()]), rebuild, ..Change::default() };
        sync(&place, &change, now(), &Silent).unwrap();
    };
    write(0, true);
    let (over, searches) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (whole, torn) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let commits = thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                let held = place.open().unwrap();
                let (first, mut last) = (edition(&held), 0);
                while !over.load(Ordering::Relaxed) {
                    let seen = edition(&place.open().unwrap());
                    assert!(seen >= last, "edition {seen} after {last}");
                    last = seen;
                    assert_eq!(edition(&held), first);
                    searches.fetch_add(2, Ordering::Relaxed);
                }
            });
        }
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let copied = tempfile::tempdir().unwrap();
                copy(place.folder().unwrap(), copied.path());
                let counter = match Place::new(copied.path()).open() {
                    Ok(reader) => {
                        edition(&reader);
                        &whole
                    }
                    Err(_) => &torn,
                };
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        let commits = for_a_while(50, |at| write(at + 1, at % 10 == 9));
        over.store(true, Ordering::Relaxed);
        commits
    });
    assert_eq!(edition(&place.open().unwrap()), commits);
    let searches = searches.into_inner();
    let (whole, torn) = (whole.into_inner(), torn.into_inner());
    println!(
        "{commits} commits, each tenth a generation, under {searches} searches; {whole} copies whole, {torn} torn"
    );
    assert!(searches > commits && whole > 0);
}

/// Copies what is in a folder as whoever knows nothing of it would; what goes meanwhile is left out.
fn copy(folder: &Path, to: &Path) {
    for entry in WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        let to = to.join(entry.path().strip_prefix(folder).unwrap());
        let _ =
            if entry.file_type().is_dir() { fs::create_dir_all(to) } else { fs::copy(entry.path(), to).map(|_| ()) };
    }
}

/// Whoever asked and will not wait any longer.
#[test]
fn a_search_may_be_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let (news, place) = (folder.path().join("news"), Place::new(folder.path().join("index")));
    fs::create_dir(&news).unwrap();
    fs::write(news.join("a.txt"), "The harbour opens\n\nIt was opened in Chile.\n").unwrap();
    let change = Change { roots: RootsChange::Keep(vec![news]), ..Change::default() };
    sync(&place, &change, now(), &Silent).unwrap();
    let (reader, interrupt) = (place.open().unwrap(), Interrupt::default());
    let request = Request { query: "harbour OR speaker:Lind".into(), ..Request::default() };
    let patient = reader.interrupted_by(&interrupt);
    assert_eq!(answer(&patient, &request, Instant::now()).unwrap().total_articles, 1);
    interrupt.raise();
    let given_up = answer(&patient, &request, Instant::now()).unwrap_err();
    assert!(matches!(given_up, SearchError::Engine(EngineError::Interrupted)), "{given_up}");
    assert_eq!(answer(&reader, &request, Instant::now()).unwrap().total_articles, 1, "others go on");
}
