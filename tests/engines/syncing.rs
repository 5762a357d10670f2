//! Several who write to one index on a cluster.
//!
//! Properties: what a run left that ended early is put in order by the next one; two sources feed one index, neither takes out
//! what is of the other, and each has its own corrections; what onrecord has not made is left alone.

use std::fs;
use std::time::Instant;

use fastrand::Rng;
use onrecord::annotate::People;
use onrecord::index::{Change, CorrectionsChange, Place, RootsChange, Silent, sync};
use onrecord::search::{Request, Response, answer};

use crate::alike::now;
use crate::asked::TODAY;
use crate::following::{everything, follow, found, step};
use crate::{cluster, filing, world};

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
    let before = found(&place, &everything());
    // A run that writes an article that no file holds, and ends before it has told of any file.
    let mut writer = index.writer();
    filing::put(&mut writer, &world::article(&mut rng, 1), &People::default());
    writer.flush().unwrap();
    drop(writer);
    follow(&place, &news);
    assert_eq!(found(&place, &everything()), before);
}

fn asked(place: &Place, query: &str) -> Response {
    let request = Request { query: query.into(), today: TODAY, limit: 100, ..Request::default() };
    answer(&place.open().unwrap(), &request, Instant::now()).unwrap()
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
    let articles = |place: &Place, query: &str| asked(place, query).total_articles;
    // The one that ends last has seen what the other wrote; another run of the first one settles it if neither had.
    fs::write(world.path().join("seoul/late.txt"), "A Late One\n\nThe belt is late.\n").unwrap();
    follow(&seoul, &world.path().join("seoul"));
    let both = asked(&busan, "\"harbour of both\"");
    assert_eq!((both.total_articles, both.total_stories, both.hits.len(), both.hits[0].copies_total), (2, 1, 1, 1));
    let all = articles(&seoul, "the");
    let own = fs::read_dir(world.path().join("seoul")).unwrap().count();
    for file in fs::read_dir(world.path().join("seoul")).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    follow(&seoul, &world.path().join("seoul"));
    assert_eq!(articles(&busan, "\"harbour of both\""), 1, "of {own} files in Seoul none is left");
    assert!(articles(&busan, "the") < all);
    assert_eq!(asked(&busan, "\"harbour of both\"").total_stories, 1);
    // Building afresh keeps what is of the other.
    let busans = articles(&busan, "the");
    let change = Change { rebuild: true, ..Change::default() };
    sync(&seoul, &change, now(), &Silent).unwrap();
    assert_eq!(articles(&seoul, "the"), busans);
}

#[test]
fn each_source_has_its_own_corrections() {
    let Some(hosts) = cluster::running().filter(|_| cluster::place("corrected").is_some()) else { return };
    let world = tempfile::tempdir().unwrap();
    let text = "Both Tell It\n\n2017-05-11\n\n\"The harbour is open,\" said Kim Young-joo, the trade minister.\n";
    let run = |source: &str, date: Option<&str>, name: &str| {
        let (folder, file) = (world.path().join(source), world.path().join(format!("{source}.toml")));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("both.txt"), text).unwrap();
        let date = date.map(|date| format!("[[article]]\npath = \"both.txt\"\ndate = \"{date}\"\n"));
        let person = format!("[[person]]\nname = \"{name}\"\nalso = [\"Kim Young-joo\"]\n");
        fs::write(&file, date.unwrap_or_default() + &person).unwrap();
        let change = Change {
            roots: RootsChange::Keep(vec![folder]),
            corrections: CorrectionsChange::Use(file),
            ..Change::default()
        };
        sync(&cluster::place_of(&hosts, "corrected", Some(source)), &change, now(), &Silent).unwrap();
    };
    let told = |source: &str| -> Vec<(String, String)> {
        let response = asked(&cluster::place_of(&hosts, "corrected", Some(source)), "harbour");
        let told = response.hits.iter().map(|hit| {
            let date = hit.article.date.as_ref().map(|date| date.value.to_string());
            (hit.article.paths[0].clone(), date.unwrap_or_default())
        });
        let mut told: Vec<_> = told.collect();
        told.sort();
        told
    };
    let pair = |path: &str, date: &str| (path.to_owned(), date.to_owned());
    run("seoul", Some("2018-01-02"), "Kim the Elder");
    run("busan", None, "Kim the Younger");
    let both = [pair("busan/both.txt", "2017-05-11"), pair("seoul/both.txt", "2018-01-02")];
    assert_eq!((told("seoul"), told("busan")), (both.to_vec(), both.to_vec()));
    let speakers = |source: &str| {
        let response = asked(&cluster::place_of(&hosts, "corrected", Some(source)), "harbour");
        let rows = response.facets.rows(onrecord::query::Facet::Speaker).iter();
        rows.map(|row| (row.label.clone(), row.articles)).collect::<Vec<_>>()
    };
    let two = |one: &str, other: &str| vec![(one.to_owned(), 1), (other.to_owned(), 1)];
    assert_eq!(speakers("seoul"), two("Kim the Elder", "Kim the Younger"));
    // What has to be read here is read by each source's names.
    let elder = asked(&cluster::place_of(&hosts, "corrected", Some("busan")), r#"speaker:elder said:/har\Bbour/"#);
    assert_eq!(elder.hits.iter().map(|hit| hit.article.paths[0].as_str()).collect::<Vec<_>>(), ["seoul/both.txt"]);
    // One changes what it corrects, and nothing of the other's changes.
    run("seoul", Some("2018-03-04"), "Kim the Eldest");
    run("busan", None, "Kim the Younger");
    let both = [pair("busan/both.txt", "2017-05-11"), pair("seoul/both.txt", "2018-03-04")];
    assert_eq!((told("seoul"), told("busan")), (both.to_vec(), both.to_vec()));
    assert_eq!(speakers("busan"), two("Kim the Eldest", "Kim the Younger"));
}

#[test]
fn who_was_asleep_writes_no_more() {
    let Some(hosts) = cluster::running().filter(|_| cluster::place("asleep").is_some()) else { return };
    let place = cluster::place_of(&hosts, "asleep", None);
    let world = tempfile::tempdir().unwrap();
    let news = world.path().join("news");
    fs::create_dir(&news).unwrap();
    for at in 0..3 {
        fs::write(news.join(format!("{at}.txt")), format!("Report {at}\n\nThe harbour is open, {at}.\n")).unwrap();
    }
    follow(&place, &news);
    // Who holds the right and is not heard of, as a machine that sleeps; another one takes it over.
    let lease = format!("{}/onrecord-test-asleep-leases/_doc/main", hosts.split(',').next().unwrap());
    let held = place.lock().unwrap();
    let body = r#"{"holder":"another","beat":7}"#;
    cluster::curl(&["-X", "PUT", &lease, "-H", "Content-Type: application/json", "-d", body]);
    let began = Instant::now();
    while !held.is_taken_over() {
        assert!(began.elapsed().as_secs() < 20, "it is noticed within some beats");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    drop(held);
    assert!(cluster::curl(&[&lease]).contains("another"), "what is another's is not given back");
    // Its holder is dead, so the next run takes it over in turn.
    follow(&place, &news);
    assert_eq!(asked(&place, "harbour").total_articles, 3);
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
