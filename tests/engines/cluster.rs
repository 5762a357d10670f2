//! The cluster that tests ask, and indexes there that are gone when the test is over.

use std::process::Command;
use std::sync::Arc;

use onrecord::engine::opensearch::{Access, Cluster, ClusterAddress, ClusterReader, ClusterWriter, Generation, Spread};
use onrecord::index::{ClusterOptions, Place};

/// Over two shards, so that what must be added up is.
const SPREAD: Spread = Spread { shards: 2, replicas: 0 };

/// The hosts of the cluster that `tests/cluster/cluster` runs, with commas; `None`, told, if it runs none.
pub fn running() -> Option<String> {
    let Some(addresses) = script(&["status"]).and_then(|_| script(&["addresses"])) else {
        println!("skipped: no cluster runs; start one with `tests/cluster/cluster start`");
        return None;
    };
    Some(addresses.split_whitespace().collect::<Vec<_>>().join(","))
}

/// Whether the whole cluster is as it should be, with all indexes on it.
pub fn is_green() -> bool {
    script(&["status"]).is_some()
}

/// What a sub-command of the script prints, where it succeeds.
pub fn script(command: &[&str]) -> Option<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/cluster");
    let output = Command::new("bash").arg(script).args(command).output().ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8(output.stdout).expect("it prints text"))
}

fn address(hosts: &str, name: &str) -> ClusterAddress {
    format!("{hosts}/onrecord-test-{name}").parse().unwrap()
}

/// What the cluster answers to somebody else.
pub fn curl(arguments: &[&str]) -> String {
    let out = Command::new("curl").arg("--silent").args(arguments).output().unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// Takes away what an earlier run of a test left.
fn cleared(hosts: &str, name: &str) -> Arc<Cluster> {
    let cluster = Arc::new(Cluster::connect(&address(hosts, name), &Access::default()).unwrap());
    cluster.generations().unwrap().iter().for_each(|old| cluster.remove(old).unwrap());
    cluster
}

/// A place for an index of one test, where there is none yet; `None`, told, if no cluster runs.
pub fn place(name: &str) -> Option<Place> {
    let hosts = running()?;
    cleared(&hosts, name);
    Some(place_of(&hosts, name, None))
}

/// The place of an index that a test made before.
pub fn kept_place(name: &str) -> Option<Place> {
    Some(place_of(&running()?, name, None))
}

/// The place of an index as a source sees it.
pub fn place_of(hosts: &str, name: &str, source: Option<&str>) -> Place {
    let options = ClusterOptions { source: source.map(str::to_owned), spread: SPREAD, ..ClusterOptions::default() };
    Place::on_cluster(address(hosts, name), options)
}

/// An index of one test, written without a folder.
pub struct TestIndex {
    cluster: Arc<Cluster>,
    generation: Generation,
}

impl TestIndex {
    pub fn create(hosts: &str, name: &str) -> Self {
        let cluster = cleared(hosts, name);
        let generation = cluster.create_generation(SPREAD).unwrap();
        cluster.make_current(&generation).unwrap();
        Self { cluster, generation }
    }

    pub fn writer(&self) -> ClusterWriter {
        ClusterWriter::open(self.cluster.clone(), &self.generation, Place::SOURCE).unwrap()
    }

    pub fn reader(&self) -> ClusterReader {
        ClusterReader::open(self.cluster.clone(), &self.generation, Place::SOURCE).unwrap()
    }
}

impl Drop for TestIndex {
    fn drop(&mut self) {
        let _ = self.cluster.remove(&self.generation);
    }
}
