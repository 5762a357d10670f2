//! A Chromium, and what is said to it and by it.
//!
//! It listens at a pipe and not at a port, so that the protocol needs no crate for it, nobody else can talk to it, and it
//! ends when this program does, whatever that ends of. A shell joins the pipe to the numbers 3 and 4, where Chromium looks
//! for it, and cleans up after it.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long an answer may take, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// `$1` is the folder of the run, the rest the command. What a browser leaves that ended badly can be looked at.
const SHELL: &str = r#"
    folder=$1; shift
    if [ "$(id -u)" = 0 ]; then set -- "$@" --no-sandbox; fi
    "$@" 3<&0 4>&1 </dev/null >"$folder/chromium.log" 2>&1 && rm -rf "$folder"
"#;

const FLAGS: [&str; 14] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--force-color-profile=srgb",
    "--lang=en-US",
];

/// The program to run, if there is one.
pub fn program() -> Option<PathBuf> {
    if !cfg!(unix) {
        return None;
    }
    if let Some(named) = env::var_os("ONRECORD_CHROMIUM") {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    NAMES.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file()))
}

/// What a page tells unasked.
#[derive(Debug, Clone)]
pub struct Event {
    pub method: String,
    pub params: Value,
}

#[derive(Default)]
struct Inbox {
    answers: HashMap<u64, Result<Value, String>>,
    /// By session, in order.
    events: HashMap<String, Vec<Event>>,
    has_ended: bool,
}

#[derive(Default)]
struct Shared {
    inbox: Mutex<Inbox>,
    came: Condvar,
}

pub struct Chromium {
    to: Mutex<ChildStdin>,
    last: AtomicU64,
    shared: Arc<Shared>,
    log: PathBuf,
}

impl Chromium {
    /// Starts one that keeps what it writes in a folder, which goes away with it.
    pub fn start(program: &Path, folder: &Path) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", SHELL, "sh"]).arg(folder).arg(program).args(FLAGS);
        command.arg(format!("--user-data-dir={}", folder.join("profile").display()));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let shared = Arc::new(Shared::default());
        let listening = shared.clone();
        thread::spawn(move || {
            listen(from, &listening);
            child.wait()
        });
        let log = folder.join("chromium.log");
        let chromium = Self { to: Mutex::new(to), last: AtomicU64::new(0), shared, log };
        chromium.call("", "Browser.getVersion", json!({})).unwrap_or_else(|error| panic!("{error}"));
        chromium
    }

    /// Asks for something and waits for the answer. The browser itself has the session ``.
    pub fn call(&self, session: &str, method: &str, params: Value) -> Result<Value, String> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        let sent = self.to.lock().unwrap().write_all(format!("{message}\0").as_bytes());
        let told = || fs::read_to_string(&self.log).unwrap_or_default();
        sent.unwrap_or_else(|error| panic!("Chromium does not listen to `{method}`: {error}\n{}", told()));
        let until = Instant::now() + PATIENCE;
        let mut inbox = self.shared.inbox.lock().unwrap();
        loop {
            if let Some(answer) = inbox.answers.remove(&id) {
                return answer.map_err(|error| format!("`{method}`: {error}"));
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!inbox.has_ended && !left.is_zero(), "Chromium does not answer `{method}`\n{}", told());
            inbox = self.shared.came.wait_timeout(inbox, left).unwrap().0;
        }
    }

    /// All that a session has told so far.
    pub fn events(&self, session: &str) -> Vec<Event> {
        self.shared.inbox.lock().unwrap().events.get(session).cloned().unwrap_or_default()
    }
}

fn listen(from: ChildStdout, shared: &Shared) {
    for message in BufReader::new(from).split(0).map_while(Result::ok) {
        let Ok(mut message) = serde_json::from_slice::<Value>(&message) else { continue };
        let mut inbox = shared.inbox.lock().unwrap();
        if let Some(id) = message["id"].as_u64() {
            let answer = match message.get("error") {
                Some(error) => Err(error["message"].as_str().unwrap_or_default().to_owned()),
                None => Ok(message["result"].take()),
            };
            inbox.answers.insert(id, answer);
        } else {
            let session = message["sessionId"].as_str().unwrap_or_default().to_owned();
            let method = message["method"].as_str().unwrap_or_default().to_owned();
            inbox.events.entry(session).or_default().push(Event { method, params: message["params"].take() });
        }
        drop(inbox);
        shared.came.notify_all();
    }
    shared.inbox.lock().unwrap().has_ended = true;
    shared.came.notify_all();
}
