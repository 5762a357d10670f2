//! Properties: the server that is started by hand answers, and with an index that is not there yet, too; the folders that
//! it watches are found as they change, those it was told of before where none is named; a line is told of each request
//! where asked; the first page is opened where asked; asked to stop, it ends well; where it cannot start it says why.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sync::five_articles;
use crate::world::World;

/// How long anything may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// `onrecord serve` while it runs.
struct Serving {
    child: Child,
    address: String,
    told: Receiver<String>,
}

impl Serving {
    fn start(world: &World, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = world.command(&[&["serve", "--addr", "127.0.0.1:0"], arguments].concat());
        command.envs(environment.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (tell, told) = channel();
        thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("serving on http://").and_then(|rest| rest.strip_suffix('/'));
        Self { address: address.unwrap_or_else(|| panic!("{line:?}")).to_owned(), child, told }
    }

    /// The status and the body of an answer.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Waits until a query finds so many articles.
    #[track_caller]
    fn until(&self, query: &str, articles: u64) {
        let began = Instant::now();
        loop {
            let (status, body) = self.get(&format!("/api/v1/count?q={query}"));
            let found =
                (status == 200).then(|| serde_json::from_str::<Value>(&body).unwrap()["total_articles"].as_u64());
            if found.flatten() == Some(articles) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{query}: {status} {body} instead of {articles} articles");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The first line told that holds some words.
    fn told(&self, words: &str) -> String {
        loop {
            let line = self.told.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("nothing is told of {words}"));
            if line.contains(words) {
                return line;
            }
        }
    }

    /// How it ended when it was asked to stop.
    fn stop(mut self) -> Option<i32> {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

const WALNUT: &str = "Walnuts\n\nThe walnut harvest was told in the hall.\n";

#[test]
fn watched_folders_are_found_as_they_change() {
    let world = five_articles();
    let serving = Serving::start(&world, &["--watch"], &[]);
    world.write("pages/walnut.txt", WALNUT);
    serving.until("walnut", 1);
    fs::remove_file(world.path("pages/walnut.txt")).unwrap();
    serving.until("walnut", 0);
    assert_eq!(serving.stop(), Some(0));
    assert!(world.run(&["index"]).out.contains("nothing has changed"));
}

#[test]
fn it_may_begin_with_no_index() {
    let world = World::with_pages();
    fs::create_dir(world.path("empty")).unwrap();
    let refused = world.run(&["serve", "--addr", "127.0.0.1:0"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(refused.err.contains("onrecord index"), "{refused:?}");
    let serving = Serving::start(&world, &["--watch", "empty"], &[]);
    serving.until("walnut", 0);
    world.write("empty/walnut.txt", WALNUT);
    serving.until("walnut", 1);
    assert_eq!(serving.stop(), Some(0));
}

#[test]
fn a_line_is_told_of_each_request() {
    let world = five_articles();
    let serving = Serving::start(&world, &["--log"], &[]);
    assert_eq!(serving.get("/search?q=harbour").0, 200);
    let line = serving.told("/search");
    assert!(line.starts_with("GET /search?q=harbour 200 ") && line.ends_with(" ms"), "{line}");
    assert_eq!(serving.get("/nothing%0a").0, 404);
    assert!(serving.told("/nothing").starts_with("GET /nothing%0a 404 "));
    assert_eq!(serving.stop(), Some(0));
}

#[test]
fn the_first_page_is_opened() {
    let world = five_articles();
    // Stands for the desktop's own way to open an address.
    world.write("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > opened.part && mv opened.part opened\n");
    fs::set_permissions(world.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", world.path("bin").display());
    let serving = Serving::start(&world, &["--open"], &[("PATH", &path)]);
    let began = Instant::now();
    while !world.path("opened").exists() {
        assert!(began.elapsed() < PATIENCE, "no page is opened");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(fs::read_to_string(world.path("opened")).unwrap(), format!("http://{}/", serving.address));
    assert_eq!(serving.stop(), Some(0));
}

#[test]
fn where_it_cannot_listen_it_says_why() {
    let world = five_articles();
    let serving = Serving::start(&world, &[], &[]);
    for (address, why) in [(serving.address.as_str(), "in use"), ("0.0.0.0:0", "--token")] {
        let refused = world.run(&["serve", "--addr", address]);
        assert_eq!(refused.status, 2, "{refused:?}");
        assert!(refused.err.contains(why), "{refused:?}");
    }
    assert_eq!(serving.stop(), Some(0));
}
