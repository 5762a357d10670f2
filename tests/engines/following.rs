//! A folder that changes at random, followed by an index in a folder and by one on a cluster, with runs that are killed.
//!
//! Properties: after every run that comes to its end both engines find the same, whatever runs were killed before it and
//! wherever they were: passages with their marks, totals, facet rows, and which queries are refused.
//!
//! `ONRECORD_STEPS` sets how many steps are made, `ONRECORD_SEED` where the random numbers start.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fastrand::Rng;
use onrecord::engine::{Copies, EngineError, Sort};
use onrecord::index::{Change, Place, RootsChange, Silent, sync};
use onrecord::query::{Facet, Node, PathPattern, Test};
use onrecord::search::{Answer, Request, SearchError, answer};

use crate::alike::now;
use crate::random::setting;
use crate::{cluster, trees, world};

const STEPS: usize = 10;
/// How many files there are at most.
const FILES: usize = 14;
/// One of so many steps begins with a run that is killed.
const KILLED_ONE_IN: usize = 4;
/// How many random queries are asked after each step.
const QUERIES: usize = 8;

/// The text of a file: an article with a title, a date, paragraphs and speeches, or one of a few reports that are long enough
/// to be known again, as another paper might print it.
fn text(rng: &mut Rng) -> String {
    if rng.usize(..3) == 0 {
        let (report, paper) = (rng.usize(..3), rng.usize(..9));
        let words: Vec<String> = (0..60).map(|at| format!("w{}", at * (report + 2) % 61)).collect();
        return format!("The Road Report\n\n2017-0{}-01\n\nPaper {paper}: {}.\n", paper + 1, words.join(" "));
    }
    let paragraphs: Vec<String> = (0..rng.usize(1..5)).map(|_| paragraph(rng)).collect();
    let (title, year) = (world::words(rng, 4), 2016 + rng.u16(..3));
    format!("The {title}\n\n{year}-0{}-{}\n\n{}\n", rng.u8(1..9), rng.u8(10..28), paragraphs.join("\n\n"))
}

fn paragraph(rng: &mut Rng) -> String {
    let country = world::pick(rng, &["South Korea", "China", "Japan", "the United States"]);
    let words = world::words(rng, 9);
    match rng.usize(..4) {
        0 => format!("\"The {words} is open,\" said Kim Young-joo, the trade minister."),
        1 => format!("\"We know the {words} of {country},\" Lee Min, chairman of the Inland Trade Council, said."),
        2 => format!("In {country} the {words} went on. {}.", world::words(rng, 6)),
        _ => format!("The {words}."),
    }
}

/// Creates, edits, renames, copies or deletes a file.
pub fn step(rng: &mut Rng, folder: &Path) {
    let file = |at: usize| folder.join(format!("{at}.txt"));
    let (one, other) = (rng.usize(..FILES), rng.usize(..FILES));
    match rng.usize(..6) {
        0 => _ = fs::remove_file(file(one)),
        1 => _ = fs::rename(file(one), file(other)),
        2 => _ = fs::copy(file(one), file(other)),
        _ => fs::write(file(one), text(rng)).unwrap(),
    }
}

/// Asks for everything: a filter that all pass.
pub fn everything() -> Node {
    Test::Path(PathPattern("*".into())).into()
}

/// What a query finds, as a text; none where it is refused because it mixes too much.
pub fn found(place: &Place, query: &Node) -> Option<String> {
    let request = Request {
        filters: vec![query.clone()],
        exact: true,
        sort: Sort::Newest,
        limit: 1_000,
        rows_max: usize::MAX,
        copies: Copies::Unfolded,
        ..Request::default()
    };
    let response = match answer(&place.open().unwrap(), &request, Instant::now()) {
        Err(SearchError::Engine(EngineError::TooMixed)) => return None,
        response => response.unwrap(),
    };
    let hit = |hit: &Answer| {
        let (article, marks) = (&hit.article, &hit.snippet.highlights);
        format!("{} {:?} {} {marks:?} {:?}", article.id, article.paths, hit.paragraph.ordinal, hit.speeches)
    };
    let mut hits: Vec<String> = response.hits.iter().map(hit).collect();
    hits.sort();
    let rows = Facet::ALL.map(|facet| format!("{:?}", response.facets.rows(facet)));
    let totals = (response.total, response.total_articles, response.total_stories);
    Some(format!("{totals:?}\n{}\n{}\n", hits.join("\n"), rows.join("\n")))
}

/// Brings an index in step; how long it took.
pub fn follow(place: &Place, folder: &Path) -> Duration {
    let began = Instant::now();
    let change = Change { roots: RootsChange::Keep(vec![folder.to_owned()]), ..Change::default() };
    sync(place, &change, now(), &Silent).unwrap();
    began.elapsed()
}

/// Begins a run as one does by hand.
fn run(place: &Place, folder: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(["index", "--index", &place.to_string()]).arg(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Begins a run and ends it as a machine does that loses its power, at any time within those that it `takes`; whether it was
/// still going on.
fn killed(rng: &mut Rng, place: &Place, folder: &Path, takes: Duration) -> bool {
    let mut run = run(place, folder);
    std::thread::sleep(takes.mul_f64(rng.f64()));
    let goes_on = run.try_wait().unwrap().is_none();
    run.kill().unwrap();
    run.wait().unwrap();
    goes_on
}

#[test]
fn both_engines_follow_a_folder_alike_whatever_is_killed() {
    let (steps, seed) = (setting("ONRECORD_STEPS", STEPS), setting("ONRECORD_SEED", 1));
    let Some(there) = cluster::place("follow") else { return };
    let mut rng = Rng::with_seed(seed as u64);
    let world = tempfile::tempdir().unwrap();
    let news = world.path().join("news");
    fs::create_dir(&news).unwrap();
    let here = Place::new(world.path().join("index"));
    (0..FILES).for_each(|_| step(&mut rng, &news));
    // A run by hand takes a little longer than the last one here, so that it is still going on when it is killed.
    let mut takes = [&there, &here].map(|place| follow(place, &news));
    let (mut kills, mut asked, mut refused) = ([0, 0], 0, 0);
    for at in 0..steps {
        (0..rng.usize(1..6)).for_each(|_| step(&mut rng, &news));
        if rng.usize(..KILLED_ONE_IN) == 0 {
            for (at, place) in [&there, &here].into_iter().enumerate() {
                kills[at] += usize::from(killed(&mut rng, place, &news, takes[at]));
            }
            (0..rng.usize(..4)).for_each(|_| step(&mut rng, &news));
        }
        takes = [&there, &here].map(|place| follow(place, &news));
        let random = (0..QUERIES).map(|_| {
            let depth = rng.usize(..=2);
            trees::tree(&mut rng, depth)
        });
        for query in std::iter::once(everything()).chain(random.collect::<Vec<_>>()) {
            let (theirs, ours) = (found(&there, &query), found(&here, &query));
            assert_eq!(theirs, ours, "seed {seed}, after step {at}: {query}");
            asked += 1;
            refused += usize::from(ours.is_none());
        }
    }
    let [there, here] = kills;
    println!(
        "{steps} steps, {there} runs killed on the cluster and {here} in the folder, {asked} queries, {refused} refused"
    );
}
