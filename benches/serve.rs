//! What a server bears: many clients with mixed questions, commits and a new generation meanwhile, and more than it can.
//!
//! 64 clients keep their connections and ask without pause, each questions of its own: words, pairs of words, phrases,
//! filters, counts, lists, timelines, pages of searches and articles. Every answer is looked at: one that is none, or that
//! lacks what must always be found, ends the run. Clients and server share the machine, and the memory told is that of both.
//!
//! `cargo bench --bench serve` takes 10,000 articles and 20 seconds; `ONRECORD_ARTICLES=100000 ONRECORD_SECONDS=60` more.

mod archive;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use archive::{SEED, file, forget_peak, now, peak, wanted, write};
use fastrand::Rng;
use onrecord::http::{Bounds, Settings, Stopper, serve, stopping};
use onrecord::index::{Change, Place, RootsChange, Silent, sync};

const ARTICLES: usize = 10_000;
const SECONDS: u64 = 20;
const CLIENTS: usize = 64;
/// Words that stand in most archives of such news, and some that stand in few.
const WORDS: [&str; 16] = [
    "trade",
    "cooperation",
    "forum",
    "minister",
    "export",
    "investment",
    "belt",
    "road",
    "railway",
    "tariff",
    "port",
    "summit",
    "협력",
    "합의",
    "合作",
    "opening",
];

fn main() {
    let articles = wanted(ARTICLES);
    let seconds = std::env::var("ONRECORD_SECONDS").map_or(SECONDS, |text| text.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (news, place) = (folder.path().join("news"), Place::new(folder.path().join("index")));
    write(&news, articles, &mut Rng::with_seed(SEED));
    let named = Change { roots: RootsChange::Keep(vec![news.clone()]), ..Change::default() };
    let began = Instant::now();
    sync(&place, &named, now(), &Silent).expect("a build");
    println!("built in {:.0} s", began.elapsed().as_secs_f64());
    forget_peak();

    let server = Server::start(&place, Bounds::default());
    let ends = |seconds| {
        let until = Instant::now() + Duration::from_secs(seconds);
        move || Instant::now() >= until
    };
    let steady = ask_all(server.address, ends(seconds));
    steady.tell("nothing else going on");
    assert_eq!(steady.statuses.keys().collect::<Vec<_>>(), [&200], "every question is answered");

    let done = AtomicBool::new(false);
    let busy = thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..3 {
                for serial in 0..10 {
                    let path = file(&news, (round * 977 + serial * 31) % articles);
                    let text = fs::read_to_string(&path).expect("an article");
                    fs::write(path, format!("{text}\nIt was changed in round {round}.\n")).expect("an article");
                }
                sync(&place, &Change::default(), now(), &Silent).expect("a commit");
            }
            sync(&place, &Change { rebuild: true, ..Change::default() }, now(), &Silent).expect("a rebuild");
            done.store(true, Ordering::Relaxed);
        });
        ask_all(server.address, || done.load(Ordering::Relaxed))
    });
    busy.tell("3 commits and a new generation meanwhile");
    assert_eq!(busy.statuses.keys().collect::<Vec<_>>(), [&200], "nothing is lost in a commit or a swap");
    server.stop();

    let narrow = Server::start(&place, Bounds { at_once: 1, waiting: 4, ..Bounds::default() });
    let over = ask_all(narrow.address, ends(seconds.min(10)));
    over.tell("more than it takes in (one at a time, four waiting)");
    assert!(over.statuses.keys().all(|status| [200, 503].contains(status)) && over.statuses.contains_key(&503));
    let (status, _) = Client::connect(narrow.address).get("/api/v1/count?q=trade");
    assert_eq!(status, 200, "it recovers");
    narrow.stop();
    if let Some(bytes) = peak() {
        println!("{:.0} MB at most, clients included", bytes as f64 / 1e6);
    }
}

/// A server on a port of its own.
struct Server {
    address: SocketAddr,
    stop: Stopper,
    thread: thread::JoinHandle<()>,
}

impl Server {
    fn start(place: &Place, bounds: Bounds) -> Self {
        let address = "127.0.0.1:0".parse().expect("an address");
        let settings = Settings { address, bounds, ..Settings::of(place.clone(), now, Instant::now) };
        let (stop, stopped) = stopping();
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            serve(settings, stopped, |address| tell.send(address).expect("somebody waits")).expect("a server");
        });
        Self { address: told.recv().expect("an address"), stop, thread }
    }

    fn stop(self) {
        self.stop.stop();
        self.thread.join().expect("it ends");
    }
}

/// A connection that is kept.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: SocketAddr) -> Self {
        Self(BufReader::new(TcpStream::connect(address).expect("a connection")))
    }

    /// The status and the body of an answer. One sent away must be told when to come again.
    fn get(&mut self, address: &str) -> (u16, Vec<u8>) {
        write!(self.0.get_mut(), "GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a question");
        let (mut line, mut length, mut retry) = (String::new(), 0, false);
        self.0.read_line(&mut line).expect("an answer");
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("a header");
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().expect("a length"),
                "retry-after" => retry = true,
                _ => {}
            }
        }
        assert!(status != 503 || retry, "{address}: 503 without a time to come again");
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a body");
        (status, body)
    }
}

/// What came of many questions.
#[derive(Default)]
struct Outcome {
    statuses: BTreeMap<u16, usize>,
    /// How long the answered ones took, in milliseconds.
    times: Vec<f64>,
    seconds: f64,
}

impl Outcome {
    fn tell(&self, what: &str) {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times.get((times.len() as f64 * part) as usize).copied().unwrap_or_default();
        let asked: usize = self.statuses.values().sum();
        println!("{what}");
        println!("  {:.0} answers a second, {asked} in all: {:?}", asked as f64 / self.seconds, self.statuses);
        println!(
            "  p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, most {:.1} ms",
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0 - 1e-9)
        );
    }
}

/// Lets all clients ask until it is enough.
fn ask_all(address: SocketAddr, is_enough: impl Fn() -> bool + Sync) -> Outcome {
    let began = Instant::now();
    let mut all = Outcome::default();
    thread::scope(|scope| {
        let asking: Vec<_> = (0..CLIENTS)
            .map(|client| {
                scope.spawn({
                    let is_enough = &is_enough;
                    move || ask(address, client as u64, is_enough)
                })
            })
            .collect();
        for asking in asking {
            let one = asking.join().expect("no client fails");
            one.statuses.into_iter().for_each(|(status, count)| *all.statuses.entry(status).or_default() += count);
            all.times.extend(one.times);
        }
    });
    all.seconds = began.elapsed().as_secs_f64();
    all
}

fn ask(address: SocketAddr, client: u64, is_enough: &(impl Fn() -> bool + Sync)) -> Outcome {
    let mut rng = Rng::with_seed(SEED * 1_000 + client);
    let mut connection = Client::connect(address);
    let mut outcome = Outcome::default();
    let mut article = None;
    while !is_enough() {
        let question = question(&mut rng, article.as_deref());
        let began = Instant::now();
        let (status, body) = connection.get(&question);
        *outcome.statuses.entry(status).or_default() += 1;
        if status == 200 {
            outcome.times.push(began.elapsed().as_secs_f64() * 1e3);
            let text = String::from_utf8(body).expect("text");
            assert!(text.ends_with('}') || text.contains("</html>"), "{question}: not whole");
            // What everything holds is always found, whatever is written meanwhile.
            assert!(!question.contains("q=trade&") || !text.contains("\"total\":0,"), "{question}: nothing found");
            article = text
                .split("\"article\":{\"id\":\"")
                .nth(1)
                .and_then(|rest| rest.get(..20))
                .map(str::to_owned)
                .or(article);
        }
    }
    outcome
}

/// One of the questions that people ask.
fn question(rng: &mut Rng, article: Option<&str>) -> String {
    let mut word = || WORDS[rng.usize(..WORDS.len())];
    let (one, other) = (word(), word());
    let encoded = |query: &str| form_urlencoded::byte_serialize(query.as_bytes()).collect::<String>();
    match (rng.usize(..12), article) {
        (0, _) => "/api/v1/search?q=trade&limit=10".to_owned(),
        (1 | 2, _) => format!("/api/v1/search?q={}", encoded(&format!("{one} {other}"))),
        (3, _) => format!("/api/v1/search?q={}", encoded(&format!("\"{one} {other}\" OR {one}"))),
        (4, _) => format!("/api/v1/search?q={}&year={}&sort=newest", encoded(one), rng.u16(2005..2025)),
        (5, _) => format!("/api/v1/search?q={}&pair=CN-KR&group=article", encoded(one)),
        (6, _) => format!("/api/v1/count?q={}", encoded(one)),
        (7, _) => format!("/api/v1/people?q={}&limit=20", encoded(one)),
        (8, _) => format!("/api/v1/timeline?q={}", encoded(other)),
        (9, _) => format!("/search?q={}", encoded(&format!("{one} {other}"))),
        (10, Some(id)) => format!("/article/{id}?q={}", encoded(one)),
        _ => format!("/api/v1/suggest?q={}", encoded(&one.chars().take(2).collect::<String>())),
    }
}
