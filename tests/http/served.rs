//! An index of the sample articles, served in memory.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use onrecord::config::Now;
use onrecord::http::{Settings, router};
use onrecord::index::{Change, Place, RootsChange, Silent, sync};
use serde_json::Value;
use tower::ServiceExt;

/// A folder that goes away with the test, with an index.
pub struct Served {
    folder: tempfile::TempDir,
    pub router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Came {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Came {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn now() -> Now {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Now { today: jiff::civil::date(2026, 1, 5), ns: since.as_nanos().cast_signed() }
}

pub fn settings(place: Place) -> Settings {
    let address = "127.0.0.1:0".parse().unwrap();
    Settings { address, ..Settings::of(place, now, Instant::now) }
}

impl Served {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("index"));
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
        let roots = RootsChange::Keep(vec![seeds]);
        sync(&place, &Change { roots, ..Change::default() }, now(), &Silent).unwrap();
        Self { router: router(settings(place)), folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn place(&self) -> Place {
        Place::new(self.path("index"))
    }

    /// Asks as a program on this machine does.
    pub fn get(&self, address: &str) -> Came {
        self.ask(Request::get(address).header("host", "localhost:7700").body(Body::empty()).unwrap())
    }

    pub fn ask(&self, request: Request<Body>) -> Came {
        ask(&self.router, request)
    }

    /// What the command line prints for the same index.
    pub fn typed(&self, arguments: &[&str]) -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(arguments).args(["--format", "json", "--index", "index"]).current_dir(self.folder.path());
        let output = command.env_clear().env("TZ", "UTC").output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }
}

pub fn ask(router: &Router, request: Request<Body>) -> Came {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Came { status: parts.status, headers: parts.headers, body }
    })
}
