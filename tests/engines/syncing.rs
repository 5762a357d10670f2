//! A folder that changes, followed by an index in a folder and by one on a cluster.
//!
//! Properties: after every sync both find the same; what a run left that ended early is put in order by the next one; two
//! sources feed one index, and neither takes out what is of the other.

use std::fs;
use std::path::Path;
use std::time::Instant;

use fastrand::Rng;
use onrecord::annotate::People;
use onrecord::engine::{Copies, Sort};
use onrecord::index::{Change, Place, RootsChange, Silent, sync};
use onrecord::query::Facet;
use onrecord::search::{Request, answer};

use crate::alike::now;
use crate::asked::TODAY;
use crate::{cluster, filing, world};

const STEPS: usize = 16;
const WORDS: [&str; 8] = ["harbour", "rail", "trade", "Korea", "China", "belt", "일대일로", "minister"];
const QUERIES: [&str; 8] = [
    "",
    "harbour",
    "rail trade",
    "rail OR -trade",
    "\"rail trade\"",
    "Korea w/4 China",
    "일대일로",
    "speaker:Kim -harbour",
];

fn text(rng: &mut Rng) -> String {
    if rng.usize(..3) == 0 {
        // One of a few reports that are long enough to be known again, as another paper might print it.
        let (report, paper) = (rng.usize(..3), rng.usize(..9));
        let words: Vec<String> = (0..60).map(|at| format!("w{}", at * (report + 2) % 61)).collect();
        return format!("The Harbour Report\n\n2021-0{}-01\n\nPaper {paper}: {}.\n", paper + 1, words.join(" "));
    }
    let sentence = |rng: &mut Rng| {
        let words: Vec<&str> = (0..rng.usize(3..12)).map(|_| WORDS[rng.usize(..WORDS.len())]).collect();
        format!("The {}.", words.join(" "))
    };
    let speech = if rng.bool() { "\n\n\"The rail is open,\" said Kim Young-joo, the minister." } else { "" };
    let paragraphs: Vec<String> = (0..rng.usize(1..5)).map(|_| sentence(rng)).collect();
    format!(
        "A {} Report\n\n2021-0{}-11\n\n{}{speech}\n",
        WORDS[rng.usize(..WORDS.len())],
        rng.u8(1..6),
        paragraphs.join("\n\n")
    )
}

/// Creates, edits, renames or deletes a file.
fn step(rng: &mut Rng, folder: &Path) {
    let file = |at: usize| folder.join(format!("{at}.txt"));
    let (one, other) = (rng.usize(..12), rng.usize(..12));
    match rng.usize(..6) {
        0 => _ = fs::remove_file(file(one)),
        1 => _ = fs::rename(file(one), file(other)),
        2 => _ = fs::copy(file(one), file(other)),
        _ => fs::write(file(one), text(rng)).unwrap(),
    }
}

/// Everything that some queries find, as one text.
fn found(place: &Place) -> String {
    let reader = place.open().unwrap();
    let mut told = String::new();
    for query in QUERIES {
        let request = Request {
            query: query.into(),
            today: TODAY,
            sort: Sort::Newest,
            limit: 1_000,
            rows_max: usize::MAX,
            copies: Copies::Unfolded,
            // Without a word everything is asked for, by a filter that all pass.
            filters: if query.is_empty() {
                vec![onrecord::query::Test::Path(onrecord::query::PathPattern("*".into())).into()]
            } else {
                Vec::new()
            },
            ..Request::default()
        };
        let response = answer(&reader, &request, Instant::now()).unwrap();
        let mut hits: Vec<String> = response
            .hits
            .iter()
            .map(|hit| {
                format!(
                    "{} {:?} {} {:?}",
                    hit.article.id, hit.article.paths, hit.paragraph.ordinal, hit.snippet.highlights
                )
            })
            .collect();
        hits.sort();
        let rows = Facet::ALL.map(|facet| format!("{:?}", response.facets.rows(facet)));
        let totals = (response.total, response.total_articles, response.total_stories);
        told += &format!("{query}: {totals:?}\n{}\n{}\n", hits.join("\n"), rows.join("\n"));
    }
    told
}

fn follow(place: &Place, folder: &Path) {
    let change = Change { roots: RootsChange::Keep(vec![folder.to_owned()]), ..Change::default() };
    sync(place, &change, now(), &Silent).unwrap();
}

#[test]
fn both_engines_follow_a_folder_alike() {
    let Some(there) = cluster::place("follow") else { return };
    let mut rng = Rng::with_seed(7);
    let world = tempfile::tempdir().unwrap();
    let news = world.path().join("news");
    fs::create_dir(&news).unwrap();
    let here = Place::new(world.path().join("index"));
    for at in 0..STEPS {
        (0..rng.usize(1..6)).for_each(|_| step(&mut rng, &news));
        follow(&there, &news);
        follow(&here, &news);
        assert_eq!(found(&there), found(&here), "after step {at}");
    }
}

#[test]
fn what_a_dead_run_left_is_put_in_order() {
    let Some(index) = cluster::running().map(|hosts| cluster::TestIndex::create(&hosts, "dead")) else { return };
    let Some(place) = cluster::kept_place("dead") else { return };
    let mut rng = Rng::with_seed(3);
    let world = tempfile::tempdir().unwrap();
    let news = world.path().join("news");
    fs::create_dir(&news).unwrap();
    (0..8).for_each(|_| step(&mut rng, &news));
    follow(&place, &news);
    let before = found(&place);
    // A run that writes an article that no file holds, and ends before it has told of any file.
    let mut writer = index.writer();
    filing::put(&mut writer, &world::article(&mut rng, 1), &People::default());
    writer.flush().unwrap();
    drop(writer);
    follow(&place, &news);
    assert_eq!(found(&place), before);
}

#[test]
fn sources_leave_each_other_alone() {
    let Some(hosts) = cluster::running().filter(|_| cluster::place("sources").is_some()) else { return };
    let place = |source: &str| cluster::place_of(&hosts, "sources", Some(source));
    let (seoul, busan) = (place("seoul"), place("busan"));
    let world = tempfile::tempdir().unwrap();
    let mut rng = Rng::with_seed(5);
    for name in ["seoul", "busan"] {
        fs::create_dir(world.path().join(name)).unwrap();
        (0..10).for_each(|_| step(&mut rng, &world.path().join(name)));
    }
    // A file that both hold, long enough to be known again.
    let words: Vec<String> = (0..60).map(|word| format!("w{word}")).collect();
    let both = format!("Both Hold It\n\nThe harbour of both is open. {}.\n", words.join(" "));
    for name in ["seoul", "busan"] {
        fs::write(world.path().join(name).join("both.txt"), &both).unwrap();
    }
    std::thread::scope(|scope| {
        for (place, name) in [(&seoul, "seoul"), (&busan, "busan")] {
            let folder = world.path().join(name);
            scope.spawn(move || follow(place, &folder));
        }
    });
    let found = |place: &Place, query: &str| {
        let request = Request { query: query.into(), today: TODAY, limit: 100, ..Request::default() };
        answer(&place.open().unwrap(), &request, Instant::now()).unwrap()
    };
    let articles = |place: &Place, query: &str| found(place, query).total_articles;
    // The one that ends last has seen what the other wrote; another run of the first one settles it if neither had.
    fs::write(world.path().join("seoul/late.txt"), "A Late One\n\nThe belt is late.\n").unwrap();
    follow(&seoul, &world.path().join("seoul"));
    let both = found(&busan, "\"harbour of both\"");
    assert_eq!((both.total_articles, both.total_stories, both.hits.len(), both.hits[0].copies_total), (2, 1, 1, 1));
    let all = articles(&seoul, "the");
    let own = fs::read_dir(world.path().join("seoul")).unwrap().count();
    for file in fs::read_dir(world.path().join("seoul")).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    follow(&seoul, &world.path().join("seoul"));
    assert_eq!(articles(&busan, "\"harbour of both\""), 1, "of {own} files in Seoul none is left");
    assert!(articles(&busan, "the") < all);
    assert_eq!(found(&busan, "\"harbour of both\"").total_stories, 1);
    // Building afresh keeps what is of the other.
    let busans = articles(&busan, "the");
    let change = Change { rebuild: true, ..Change::default() };
    sync(&seoul, &change, now(), &Silent).unwrap();
    assert_eq!(articles(&seoul, "the"), busans);
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let Some(hosts) = cluster::running() else { return };
    for (index, name) in [("onrecord-test-foreign", "foreign"), ("onrecord-test-nest-000001", "nest")] {
        let place = cluster::place(name).unwrap();
        let address = format!("{}/{index}", hosts.split(',').next().unwrap());
        cluster::curl(&["-X", "DELETE", &address]);
        cluster::curl(&["-X", "PUT", &address]);
        let world = tempfile::tempdir().unwrap();
        fs::write(world.path().join("a.txt"), "A\n\nA harbour.\n").unwrap();
        let change = Change { roots: RootsChange::Keep(vec![world.path().to_owned()]), ..Change::default() };
        let error = sync(&place, &change, now(), &Silent).unwrap_err().to_string();
        assert!(error.contains("was not made by onrecord"), "{error}");
        assert!(cluster::curl(&[&format!("{address}/_count")]).contains("\"count\":0"), "{index}");
        cluster::curl(&["-X", "DELETE", &address]);
    }
}
