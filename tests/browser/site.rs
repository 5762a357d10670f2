//! Servers over indexes made for the tests, and the browser that all tests share.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Instant, SystemTime};

use onrecord::config::Now;
use onrecord::http::{Settings, Stopper, serve, stopping};
use onrecord::index::{Change, Place, RootsChange, Silent, sync};

use crate::chromium::{self, Chromium};
use crate::page::Page;

#[path = "../http/hostile.rs"]
mod hostile;

/// What is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The sample articles.
    Seeds,
    /// Articles that try to be more than text.
    Hostile,
    /// An index of an empty folder.
    Empty,
}

struct World {
    chromium: Chromium,
    /// By site: the address, and what the server ends with.
    servers: [(String, Stopper); 3],
}

impl World {
    fn new(program: &Path) -> Self {
        // It ends with the browser: nothing that is static is dropped.
        let folder = tempfile::tempdir().unwrap().keep();
        let chromium = Chromium::start(program, &folder);
        let made = |name: &str| {
            let made = folder.join(name);
            fs::create_dir(&made).unwrap();
            made
        };
        let hostile = made("hostile");
        hostile::write(&hostile);
        let roots = [Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"), hostile, made("empty")];
        let servers = roots.map(|root| {
            let name = root.file_name().unwrap().to_str().unwrap();
            serve_index(folder.join(format!("index-{name}")), root)
        });
        Self { chromium, servers }
    }
}

fn now() -> Now {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Now { today: jiff::civil::date(2026, 1, 5), ns: since.as_nanos().cast_signed() }
}

fn serve_index(index: PathBuf, root: PathBuf) -> (String, Stopper) {
    let place = Place::new(index);
    sync(&place, &Change { roots: RootsChange::Keep(vec![root]), ..Change::default() }, now(), &Silent).unwrap();
    let address = "127.0.0.1:0".parse().unwrap();
    let settings = Settings { address, ..Settings::of(place, now, Instant::now) };
    let (stop, stopped) = stopping();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || serve(settings, stopped, |address| tell.send(address).unwrap()));
    (format!("http://{}", told.recv().unwrap()), stop)
}

/// What a test needs and this machine may not have. CI has it, or fails.
pub fn needed<T>(found: Option<T>, missing: &str) -> Option<T> {
    assert!(found.is_some() || env::var("CI").as_deref() != Ok("true"), "{missing}, which CI needs");
    if found.is_none() {
        // Not by `println!`, which is shown of failing tests only; at once, for tests run beside each other.
        let line = format!("skipped: {}: {missing}\n", thread::current().name().unwrap_or("a test"));
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    found
}

/// Has a page of a site before it, and then sees that nothing happened there that must not.
pub fn browse(site: Site, test: impl FnOnce(&Page<'_>)) {
    static WORLD: OnceLock<World> = OnceLock::new();
    let missing = "there is no Chromium on the path, nor one that ONRECORD_CHROMIUM names";
    let Some(program) = needed(chromium::program(), missing) else { return };
    let world = WORLD.get_or_init(|| World::new(&program));
    let page = Page::new(&world.chromium, world.servers[site as usize].0.clone());
    test(&page);
    stayed_quiet(&page);
    page.close();
}

fn stayed_quiet(page: &Page<'_>) {
    let mut asked = 0;
    for event in page.events() {
        let bad = match event.method.as_str() {
            "Network.requestWillBeSent" => {
                let url = event.params["request"]["url"].as_str().unwrap();
                asked += 1;
                // The second is the icon, of which there is none.
                !url.starts_with(&format!("{}/", page.origin())) && url != "data:,"
            }
            // That a page is not found is what some tests are about.
            "Log.entryAdded" => event.params["entry"]["source"] != "network",
            "Page.javascriptDialogOpening" | "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" => true,
            _ => false,
        };
        assert!(!bad, "{event:#?}");
    }
    assert!(asked > 0, "no request was seen at all");
    assert_eq!(page.look("typeof ran"), "undefined");
}
