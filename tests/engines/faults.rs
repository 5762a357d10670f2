//! Machines that are lost while something goes on.
//!
//! Properties: a run goes on to its end when one of three nodes is killed in the middle, and everything is found afterwards; no
//! search fails meanwhile; the cluster is green at the end. Where a part of the index is nowhere, a search tells so and finds
//! nothing rather than less. With all nodes stopped the error says so, and a run afterwards
//! puts everything in order.
//!
//! These take some minutes and end processes, so they are not run unless asked for:
//! `cargo test --test engines -- --ignored --test-threads 1`. `ONRECORD_ROUNDS` says how often (10 unless told).

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use onrecord::engine::opensearch::{HealthState, Spread};
use onrecord::index::{Change, ClusterOptions, Place, RootsChange, Silent, sync};
use onrecord::search::{Request, answer};

use crate::alike::now;
use crate::asked::TODAY;
use crate::cluster;

const FILES: usize = 400;

fn script(arguments: &[&str]) {
    assert!(cluster::script(arguments).is_some(), "{arguments:?}");
}

fn rounds() -> usize {
    std::env::var("ONRECORD_ROUNDS").map_or(10, |text| text.parse().unwrap())
}

/// A place whose parts have a copy each.
fn place(name: &str) -> Option<Place> {
    let hosts = cluster::running()?;
    cluster::place(name)?;
    let spread = Spread { shards: 3, replicas: 1 };
    let address = format!("{hosts}/onrecord-test-{name}").parse().unwrap();
    Some(Place::on_cluster(address, ClusterOptions { spread, ..ClusterOptions::default() }))
}

fn write(folder: &Path, round: usize) {
    for at in 0..FILES {
        let text = format!(
            "Report {at} of Round {round}\n\n2021-05-11\n\nThe harbour of round{round} is open, number {at}.\n"
        );
        fs::write(folder.join(format!("{at}.txt")), text).unwrap();
    }
}

fn follow(place: &Place, folder: &Path) {
    let change = Change { roots: RootsChange::Keep(vec![folder.to_owned()]), ..Change::default() };
    sync(place, &change, now(), &Silent).unwrap();
}

fn total(place: &Place, query: &str) -> u64 {
    let request = Request { query: query.into(), today: TODAY, ..Request::default() };
    answer(&place.open().unwrap(), &request, Instant::now()).unwrap().total_articles
}

fn wait_until_green(place: &Place) {
    for _ in 0..120 {
        // What other tests have left on it may take longer, and no cluster is one for the next test before.
        if place.health().unwrap().unwrap().state == HealthState::Green && cluster::is_green() {
            return;
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    panic!("the cluster is not green after two minutes");
}

#[test]
#[ignore = "ends processes of the cluster"]
fn a_node_is_lost_while_a_run_writes() {
    let Some(place) = place("lost-writing") else { return };
    let folder = tempfile::tempdir().unwrap();
    for round in 0..rounds() {
        write(folder.path(), round);
        let node = (round % 3 + 1).to_string();
        std::thread::scope(|scope| {
            let run = scope.spawn(|| follow(&place, folder.path()));
            std::thread::sleep(Duration::from_millis(100 + 150 * round as u64));
            script(&["kill", &node]);
            run.join().unwrap();
        });
        assert_eq!(total(&place, &format!("round{round}")), FILES as u64, "after round {round}");
        script(&["revive", &node]);
        wait_until_green(&place);
        assert_eq!(total(&place, "harbour"), FILES as u64, "after round {round}");
    }
}

#[test]
#[ignore = "ends processes of the cluster"]
fn a_node_is_lost_while_searches_go_on() {
    let Some(place) = place("lost-searching") else { return };
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 0);
    follow(&place, folder.path());
    wait_until_green(&place);
    for round in 0..rounds() {
        let node = (round % 3 + 1).to_string();
        let (stop, mut asked) = (AtomicBool::new(false), 0);
        std::thread::scope(|scope| {
            let searches = scope.spawn(|| {
                let mut asked = 0;
                while !stop.load(Ordering::Relaxed) {
                    assert_eq!(total(&place, "harbour"), FILES as u64, "search {asked} of round {round}");
                    asked += 1;
                }
                asked
            });
            std::thread::sleep(Duration::from_millis(500));
            script(&["kill", &node]);
            std::thread::sleep(Duration::from_secs(6));
            script(&["revive", &node]);
            stop.store(true, Ordering::Relaxed);
            asked = searches.join().unwrap();
        });
        println!("round {round}: {asked} searches");
        assert!(asked > 3, "{asked}");
        wait_until_green(&place);
    }
}

#[test]
#[ignore = "ends processes of the cluster"]
fn an_answer_is_whole_or_none() {
    let Some(hosts) = cluster::running().filter(|_| cluster::place("lost-part").is_some()) else { return };
    let options = ClusterOptions { spread: Spread { shards: 3, replicas: 0 }, ..ClusterOptions::default() };
    let place = Place::on_cluster(format!("{hosts}/onrecord-test-lost-part").parse().unwrap(), options);
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 0);
    follow(&place, folder.path());
    script(&["kill", "2"]);
    let request = Request { query: "harbour".into(), today: TODAY, ..Request::default() };
    let outcome = place.open().map_err(|error| error.to_string());
    let outcome = outcome.and_then(|reader| {
        answer(&reader, &request, Instant::now()).map(|found| found.total).map_err(|error| error.to_string())
    });
    let told = place.health().unwrap().unwrap();
    script(&["revive", "2"]);
    let error = outcome.expect_err("a third of the articles is gone");
    assert!(
        error.contains("parts of the index are missing")
            || error.contains("shards did not answer")
            || error.contains("point in time"),
        "{error}"
    );
    assert_eq!(told.state, HealthState::Red);
    wait_until_green(&place);
    assert_eq!(total(&place, "harbour"), FILES as u64);
}

#[test]
#[ignore = "ends processes of the cluster"]
fn all_nodes_are_lost() {
    let Some(place) = place("lost-all") else { return };
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 0);
    follow(&place, folder.path());
    wait_until_green(&place);
    ["1", "2", "3"].iter().for_each(|node| script(&["kill", node]));
    let request = Request { query: "harbour".into(), today: TODAY, ..Request::default() };
    let error = match place.open() {
        Err(error) => error.to_string(),
        Ok(reader) => answer(&reader, &request, Instant::now()).unwrap_err().to_string(),
    };
    assert!(error.contains("cannot reach OpenSearch") && error.contains("127.0.0.1"), "{error}");
    // `start` brings back those that are missing, with what they had.
    script(&["start"]);
    write(folder.path(), 1);
    follow(&place, folder.path());
    wait_until_green(&place);
    assert_eq!((total(&place, "round1"), total(&place, "round0")), (FILES as u64, 0));
}
