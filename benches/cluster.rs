//! The same archive in a folder and on an OpenSearch cluster: what writing it costs, how large it is, and how long the same
//! questions take there and here.
//!
//! The cluster is the one that `ONRECORD_BENCH_CLUSTER` names, such as `http://127.0.0.1:19201`; without it nothing is done.
//! Both sides must find the same numbers of passages and articles. Articles are mixed from a seed as in `archive`.
//!
//! `ONRECORD_ARTICLES` (2,000 unless told) says how many articles there are, or several numbers with commas; `ONRECORD_SHARDS`
//! (1) over how many parts each is spread, or several. Questions are asked at the last number of articles of each.

// Other benches use more of it.
#[allow(dead_code)]
mod archive;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use archive::{SEED, forget_peak, now, peak, write};
use fastrand::Rng;
use onrecord::engine::opensearch::Spread;
use onrecord::engine::{Reader, Statistics};
use onrecord::index::{Change, ClusterOptions, OpenIndex, Place, RootsChange, Silent, sync};
use onrecord::search::{Request, answer, similar, timeline};

/// How often each question is asked.
const RUNS: usize = 12;

/// Questions by class. What is asked of each is a page of hits with all facets, as the page of results shows them.
const CLASSES: &[(&str, &[&str])] = &[
    ("a word", &["trade", "cooperation", "forum", "railway", "협력", "合作", "tariff", "summit"]),
    ("two words", &["trade minister", "port investment", "belt road", "export tariff", "forum opening"]),
    (
        "a phrase",
        &["\"prime minister\"", "\"free trade\"", "\"trade deficit\"", "\"interest rates\"", "\"one belt one road\""],
    ),
    ("nearness", &["trade w/5 agreement", "minister w/8 cooperation", "dollar n/3 yen"]),
    ("beginnings", &["cooperat*", "invest* minister", "rail*"]),
    ("either, not", &["(trade OR tariff) -rail", "(forum OR summit) minister -port", "export OR investment"]),
    ("who spoke", &["speaker:Kim", "speaker:Xi trade", "said:cooperation", "said:\"belt and road\""]),
    (
        "when and where",
        &["trade year:2017", "pair:korea-china cooperation", "minister year:2010..2015 pair:china-japan"],
    ),
];

fn main() {
    let Some(hosts) = std::env::var("ONRECORD_BENCH_CLUSTER").ok() else {
        println!("skipped: ONRECORD_BENCH_CLUSTER names no cluster");
        return;
    };
    let numbers = |name: &str, usual: &str| -> Vec<usize> {
        let text = std::env::var(name).unwrap_or_else(|_| usual.to_owned());
        text.split(',').map(|number| number.trim().parse().expect("numbers")).collect()
    };
    let (sizes, spreads) = (numbers("ONRECORD_ARTICLES", "2000"), numbers("ONRECORD_SHARDS", "1"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let archive = |articles: usize| -> PathBuf {
        let news = folder.path().join(format!("news-{articles}"));
        if !news.exists() {
            write(&news, articles, &mut Rng::with_seed(SEED));
        }
        news
    };
    let last = *sizes.last().expect("a number of articles");
    println!(
        "{:<24} {:>9} {:>10} {:>10} {:>9} {:>7} {:>12} {:>11}",
        "", "articles", "paragraphs", "articles/s", "CPU, s", "MB", "bytes", "a paragraph"
    );
    let here = Place::new(folder.path().join("index"));
    built("folder", &here, &archive(last), last);
    for &shards in &spreads {
        for &articles in &sizes {
            let place = on_cluster(&hosts, shards);
            built(&format!("cluster, {shards} part(s)"), &place, &archive(articles), articles);
        }
        compare(&here.open().expect("an index"), &on_cluster(&hosts, shards).open().expect("an index"), shards);
    }
}

fn on_cluster(hosts: &str, shards: usize) -> Place {
    let address = format!("{hosts}/onrecord-bench-{shards}").parse().expect("an address");
    let spread = Spread { shards: shards.try_into().expect("a few"), replicas: 0 };
    Place::on_cluster(address, ClusterOptions { spread, ..ClusterOptions::default() })
}

/// Builds an index of a folder afresh, and tells what that took: the time of processors, and the most memory, are those of this
/// process.
fn built(what: &str, place: &Place, news: &Path, articles: usize) {
    let change = Change { roots: RootsChange::Replace(vec![news.to_owned()]), rebuild: true, ..Change::default() };
    forget_peak();
    let (began, cpu_before) = (Instant::now(), cpu());
    sync(place, &change, now(), &Silent).expect("a build");
    let took = began.elapsed().as_secs_f64();
    let used = cpu().zip(cpu_before).map_or("not told".to_owned(), |(after, before)| format!("{:.1}", after - before));
    let most = peak().map_or("?".to_owned(), |bytes| format!("{:.0}", bytes as f64 / 1e6));
    // What a cluster writes last is counted when it has come to rest.
    std::thread::sleep(Duration::from_secs(5));
    let Statistics { bytes, paragraphs, .. } = place.open().expect("an index").statistics().expect("its statistics");
    println!(
        "{what:<24} {articles:>9} {paragraphs:>10} {:>10.0} {used:>9} {most:>7} {bytes:>12} {:>11.0}",
        articles as f64 / took,
        bytes as f64 / paragraphs as f64
    );
}

/// Asks both the same, class by class.
fn compare(here: &OpenIndex, there: &OpenIndex, shards: usize) {
    println!(
        "{shards} part(s), milliseconds         {:>10} {:>10} {:>12} {:>12}",
        "folder p50", "p99", "cluster p50", "p99"
    );
    for (class, questions) in CLASSES {
        let requests = questions.iter().map(|question| Request { query: (*question).to_owned(), ..Request::default() });
        let requests: Vec<Request> = requests.collect();
        let mut passages = 0;
        for request in &requests {
            let (ours, theirs) = (found(here, request), found(there, request));
            assert_eq!(ours, theirs, "{}", request.query);
            passages += ours.0;
        }
        let class = format!("{class} ({passages} found)");
        tell(&class, here, there, &|reader, at| _ = found(reader, &requests[at]), requests.len());
    }
    let trade = Request { query: "trade".into(), ..Request::default() };
    tell("a timeline", here, there, &|reader, _| _ = timeline(reader, &trade, None).expect("a timeline"), 1);
    let hits = answer(here, &Request { limit: 5, ..trade }, Instant::now()).expect("an answer").hits;
    let ids: Vec<_> = hits.iter().map(|hit| hit.article.id.clone()).collect();
    let like = |reader: &OpenIndex, at: usize| _ = similar(reader, &ids[at], &Request::default()).expect("articles");
    tell("what is similar", here, there, &like, ids.len());
}

fn found(reader: &OpenIndex, request: &Request) -> (u64, u64, u64) {
    let response = answer(reader, request, Instant::now()).expect("an answer");
    (response.total, response.total_articles, response.total_stories)
}

fn tell(class: &str, here: &OpenIndex, there: &OpenIndex, ask: &dyn Fn(&OpenIndex, usize), questions: usize) {
    let (ours, theirs) = (times(here, ask, questions), times(there, ask, questions));
    let at = |times: &[f64], part: f64| times[((times.len() as f64 * part) as usize).min(times.len() - 1)];
    println!(
        "  {class:<30} {:>10.1} {:>10.1} {:>12.1} {:>12.1}",
        at(&ours, 0.5),
        at(&ours, 0.99),
        at(&theirs, 0.5),
        at(&theirs, 0.99)
    );
}

/// How long each question took each time, in milliseconds, in order; the first time does not count.
fn times(reader: &OpenIndex, ask: &dyn Fn(&OpenIndex, usize), questions: usize) -> Vec<f64> {
    let mut times = Vec::new();
    for at in 0..questions {
        ask(reader, at);
        for _ in 0..RUNS {
            let began = Instant::now();
            ask(reader, at);
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

/// The time of processors that this process has used, in seconds (Linux).
fn cpu() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name of the process, which may hold blanks; in hundredths of a second.
    let mut numbers = stat.rsplit_once(") ")?.1.split(' ').skip(11).map(str::parse::<u64>);
    let (user, system) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some((user + system) as f64 / 100.0)
}
