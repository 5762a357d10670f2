//! What goes wrong between onrecord and a cluster, met by the program as it is started by hand.
//!
//! Properties: each message names the thing and what to do, the exit status is 2, no password is shown, nothing is lost, and
//! the next run completes. A search ends when nobody waits for it any more.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use onrecord::engine::{EngineError, Interrupt, Reader};
use onrecord::search::{Request, SearchError, answer};
use serde_json::{Value, json};

use crate::between::{self, Manner};
use crate::cluster::{self, curl};

const PASSWORD: &str = "quite-secret";
/// `kim:quite-secret`, as HTTP encodes it.
const HEADER: &str = "authorization: Basic a2ltOnF1aXRlLXNlY3JldA==";

/// A folder of news and an index of it.
struct Desk {
    folder: tempfile::TempDir,
    name: String,
    host: String,
}

impl Desk {
    /// None where no cluster runs.
    fn open(name: &str) -> Option<Self> {
        let hosts = cluster::running()?;
        cluster::place(name)?;
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        let host = hosts.split(',').next().unwrap().to_owned();
        let desk = Self { folder, name: format!("onrecord-test-{name}"), host };
        desk.write("a.txt", 5);
        Some(desk)
    }

    /// Writes a file of so many paragraphs.
    fn write(&self, file: &str, paragraphs: usize) {
        let text: Vec<String> = (0..paragraphs).map(|at| format!("The harbour is open, says line {at}.")).collect();
        let text = format!("Of Harbours in {file}\n\n2017-05-11\n\n{}\n", text.join("\n\n"));
        fs::write(self.news().join(file), text).unwrap();
    }

    fn news(&self) -> std::path::PathBuf {
        self.folder.path().join("news")
    }

    fn through(&self, host: &str) -> Asking<'_> {
        Asking { desk: self, index: format!("{host}/{}", self.name), options: Vec::new(), environment: Vec::new() }
    }

    fn direct(&self) -> Asking<'_> {
        self.through(&self.host)
    }

    /// Asks the cluster for something else.
    fn curl(&self, method: &str, path: &str, body: &Value) -> String {
        let (address, body) = (format!("{}/{path}", self.host), body.to_string());
        curl(&["-X", method, &address, "-H", "Content-Type: application/json", "-d", &body])
    }

    /// Sets something of the index that is there.
    fn set(&self, settings: &Value) {
        let told = self.curl("PUT", &format!("{}/_settings", self.name), settings);
        assert!(told.contains("\"acknowledged\":true"), "{told}");
    }
}

/// The program, and how it is told where the index is.
struct Asking<'a> {
    desk: &'a Desk,
    index: String,
    options: Vec<String>,
    environment: Vec<(&'a str, String)>,
}

impl<'a> Asking<'a> {
    fn with(mut self, option: &str, value: &Path) -> Self {
        self.options.extend([option.to_owned(), value.display().to_string()]);
        self
    }

    fn knowing(mut self, name: &'a str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).args(["--index", &self.index]).args(&self.options).current_dir(self.desk.folder.path());
        for name in ["ONRECORD_USER", "ONRECORD_PASSWORD", "ONRECORD_CREDENTIALS"] {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().map(|(name, value)| (*name, value))).output().unwrap()
    }

    /// A run of `index` that must be refused with these words.
    fn is_refused(&self, arguments: &[&str], words: &[&str]) {
        let out = self.run(arguments);
        let told = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{told}");
        for word in words {
            assert!(told.contains(word), "`{word}` is not in: {told}");
        }
        assert!(!told.contains(PASSWORD) && !told.contains("a2lt"), "{told}");
    }

    fn is_done(&self, arguments: &[&str]) -> String {
        let out = self.run(arguments);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// How many articles a word finds.
    fn total(&self, query: &str) -> u64 {
        let told: Value = serde_json::from_str(&self.is_done(&["search", query, "--format", "json"])).unwrap();
        told["total_articles"].as_u64().unwrap()
    }
}

const INDEX: [&str; 2] = ["index", "news"];

#[test]
fn nobody_answers_or_something_else_does() {
    let Some(desk) = Desk::open("elsewhere") else { return };
    desk.through("http://127.0.0.1:1")
        .is_refused(&INDEX, &["cannot reach OpenSearch at `http://127.0.0.1:1`", "runs there"]);
    let other = between::start(&desk.host, Manner::Answers("Welcome to the intranet"), None);
    desk.through(&format!("http://{other}"))
        .is_refused(&INDEX, &[&other, "is not OpenSearch", "Welcome to the intranet"]);
    for (number, distribution, words) in [
        ("8.15.0", "", ["version 8.15.0", "not OpenSearch"]),
        ("1.3.20", "opensearch", ["runs OpenSearch 1.3.20", "2.19 and 3"]),
    ] {
        let body = json!({ "version": { "number": number, "distribution": distribution } }).to_string();
        let other = between::start(&desk.host, Manner::Answers(body.leak()), None);
        desk.through(&format!("http://{other}")).is_refused(&INDEX, &words);
    }
    // One host of several that answers is enough.
    let mixed = format!("http://127.0.0.1:1,{}", desk.host);
    desk.through(&mixed).is_done(&INDEX);
    assert_eq!(desk.through(&mixed).total("harbour"), 1);
}

#[test]
fn who_is_not_known_gets_no_further() {
    let Some(desk) = Desk::open("password") else { return };
    let gate = format!("http://{}", between::start(&desk.host, Manner::Asks(HEADER.to_owned()), None));
    desk.through(&gate).is_refused(&INDEX, &[&gate, "nobody without a password", "ONRECORD_USER"]);
    let wrong = desk.through(&gate).knowing("ONRECORD_USER", "kim").knowing("ONRECORD_PASSWORD", "quite-secret-not");
    wrong.is_refused(&INDEX, &[&gate, "`kim`"]);
    let address = gate.replace("http://", "http://kim:quite-secret@");
    desk.through(&address).is_refused(&INDEX, &["ONRECORD_USER"]);
    let known = desk.through(&gate).knowing("ONRECORD_USER", "kim").knowing("ONRECORD_PASSWORD", PASSWORD);
    known.is_done(&INDEX);
    assert_eq!(known.total("harbour"), 1);
    assert!(!known.is_done(&["status"]).contains(PASSWORD));
    let file = desk.folder.path().join("credentials");
    fs::write(&file, format!("kim:{PASSWORD}\n")).unwrap();
    let by_file = desk.through(&gate).knowing("ONRECORD_CREDENTIALS", &file.display().to_string());
    assert_eq!(by_file.total("harbour"), 1);
}

#[test]
fn certificates_are_checked() {
    let Some(desk) = Desk::open("certificate") else { return };
    let (pem, config) = between::certificate();
    let host = format!("https://{}", between::start(&desk.host, Manner::Passes, Some(config)));
    desk.through(&host).is_refused(&INDEX, &["certificate", &host, "--cacert"]);
    let file = desk.folder.path().join("authority.pem");
    fs::write(&file, pem).unwrap();
    desk.through(&host).with("--cacert", &file).is_done(&INDEX);
    assert_eq!(desk.through(&host).with("--cacert", &file).total("harbour"), 1);
    // Another authority, and a file that is none.
    fs::write(&file, between::certificate().0).unwrap();
    desk.through(&host).with("--cacert", &file).is_refused(&INDEX, &["certificate", &host]);
    fs::write(&file, "no certificate").unwrap();
    desk.through(&host).with("--cacert", &file).is_refused(&INDEX, &["--cacert", "no certificate in PEM"]);
}

#[test]
fn an_index_of_another_version_is_built_afresh() {
    let Some(desk) = Desk::open("version") else { return };
    desk.direct().is_done(&INDEX);
    let generation = format!("{}-000001", desk.name);
    let versions = json!({ "_meta": { "onrecord": { "format": 1, "analyzer": 1, "annotator": 1 } } });
    assert!(desk.curl("PUT", &format!("{generation}/_mapping"), &versions).contains("acknowledged"));
    desk.direct().is_refused(&["search", "harbour"], &["onrecord index", &desk.name]);
    desk.direct().is_done(&INDEX);
    assert_eq!(desk.direct().total("harbour"), 1);
    assert!(
        curl(&[&format!("{}/_cat/indices/{generation}", desk.host)]).contains("index_not_found"),
        "the old one is gone"
    );
}

#[test]
fn what_is_locked_is_searched_and_not_written() {
    let Some(desk) = Desk::open("locked") else { return };
    desk.direct().is_done(&INDEX);
    desk.set(&json!({ "index.blocks.read_only_allow_delete": true }));
    desk.write("b.txt", 3);
    desk.direct()
        .is_refused(&INDEX, &[&desk.name, "lets nobody write", "disk is nearly full", "read_only_allow_delete"]);
    assert_eq!(desk.direct().total("harbour"), 1);
    desk.set(&json!({ "index.blocks.read_only_allow_delete": null }));
    desk.direct().is_done(&INDEX);
    assert_eq!(desk.direct().total("harbour"), 2);
}

#[test]
fn requests_that_are_too_large_are_parted() {
    let Some(desk) = Desk::open("large") else { return };
    (0..30).for_each(|at| desk.write(&format!("{at}.txt"), 3));
    let narrow = format!("http://{}", between::start(&desk.host, Manner::TakesShort(20_000), None));
    desk.through(&narrow).is_done(&INDEX);
    assert_eq!(desk.direct().total("harbour"), 31);
    desk.write("long.txt", 400);
    desk.through(&narrow).is_refused(&INDEX, &["refuses a request of", "`news/long.txt`", "http.max_content_length"]);
    assert_eq!(desk.direct().total("harbour"), 31);
    desk.direct().is_done(&INDEX);
    assert_eq!(desk.direct().total("harbour"), 32);
}

#[test]
fn a_busy_cluster_is_asked_again() {
    let Some(desk) = Desk::open("busy") else { return };
    (0..30).for_each(|at| desk.write(&format!("{at}.txt"), 3));
    let busy = format!("http://{}", between::start(&desk.host, Manner::IsBusy(3, Default::default()), None));
    desk.through(&busy).is_done(&INDEX);
    assert_eq!(desk.through(&busy).total("harbour"), 31);
    // One that never has time is told of.
    let never = format!("http://{}", between::start(&desk.host, Manner::IsBusy(1, Default::default()), None));
    desk.through(&never).is_refused(&["search", "harbour"], &[&never]);
}

#[test]
fn each_article_that_is_refused_is_named() {
    let Some(desk) = Desk::open("refused") else { return };
    desk.direct().is_done(&INDEX);
    desk.set(&json!({ "index.mapping.nested_objects.limit": 6 }));
    desk.write("b.txt", 9);
    desk.write("c.txt", 2);
    desk.write("d.txt", 8);
    desk.direct().is_refused(&INDEX, &["refused 2 of", "\n  `news/b.txt`: ", "\n  `news/d.txt`: ", "nested"]);
    desk.set(&json!({ "index.mapping.nested_objects.limit": 1_000_000 }));
    desk.direct().is_done(&INDEX);
    assert_eq!(desk.direct().total("harbour"), 4);
}

#[test]
fn a_query_beyond_the_limits_of_the_cluster_is_refused() {
    let Some(desk) = Desk::open("limits") else { return };
    desk.direct().is_done(&INDEX);
    desk.set(&json!({ "index.max_regex_length": 2 }));
    desk.direct().is_refused(&["search", "/harb.*r/"], &["more than the cluster allows", "maximum"]);
    desk.set(&json!({ "index.max_regex_length": 1_000_000 }));
    assert_eq!(desk.direct().total("/harb.*r/"), 1);
}

#[test]
fn a_long_article_is_one_document_and_found_whole() {
    let Some(desk) = Desk::open("long") else { return };
    desk.write("long.txt", 10_001);
    desk.direct().is_done(&INDEX);
    let told = desk.direct().is_done(&["search", "harbour 10000", "--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((told["total"].as_u64(), told["hits"][0]["paragraph"]["ordinal"].as_u64()), (Some(1), Some(10_000)));
    // Every passage of it can be listed, however deep.
    let listed = desk.direct().is_done(&["search", "harbour", "--format", "jsonl", "--limit", "20000"]);
    assert_eq!(listed.lines().count(), 10_006);
}

#[test]
fn a_search_takes_no_longer_than_somebody_waits() {
    let Some(desk) = Desk::open("patience") else { return };
    desk.write("long.txt", 3_000);
    desk.direct().is_done(&INDEX);
    let reader = cluster::kept_place("patience").unwrap().open().unwrap();
    let ask = |patience| {
        let hurried = reader.interrupted_by(&Interrupt::within(patience));
        answer(&hurried, &Request { query: "harbour line".into(), ..Request::default() }, Instant::now())
    };
    assert_eq!(ask(Duration::from_secs(60)).unwrap().total, 3_005);
    // The cluster gives it up: nobody here raises the flag. One that it answers at once may still come through.
    let given_up =
        (0..50).map(|_| ask(Duration::from_millis(1))).find_map(Result::err).expect("not all in a millisecond");
    assert!(matches!(given_up, SearchError::Engine(EngineError::Interrupted)), "{given_up}");
}
