//! Properties: what is written, edited, moved and taken away while it watches is found soon, with nothing typed; a file
//! that is being written is taken when it is whole; a folder that vanishes is told and waited for; asked to stop, it ends
//! well and leaves an index that is in step.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sync::five_articles;
use crate::world::World;

/// How long anything may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// `onrecord watch` while it runs.
struct Watching {
    child: Child,
    reports: Receiver<Value>,
    errors: Receiver<String>,
}

impl Watching {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let mut command = world.command(&[&["watch", "--format", "json"], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let ((tell_report, reports), (tell_error, errors)) = (channel(), channel());
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = tell_report.send(serde_json::from_str(&line).unwrap());
            }
        });
        thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                let _ = tell_error.send(line);
            }
        });
        let watching = Self { child, reports, errors };
        watching.reports.recv_timeout(PATIENCE).expect("the first run is told");
        watching
    }

    /// How it ended when it was asked to stop.
    fn stop(mut self) -> Option<i32> {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Waits until a query finds so many articles.
#[track_caller]
fn until(world: &World, query: &str, articles: u64) {
    let began = Instant::now();
    loop {
        let found = world.search(&[query])["total_articles"].as_u64().unwrap();
        if found == articles {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{query}: {found} articles instead of {articles}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn changes_are_found_with_nothing_typed() {
    let world = five_articles();
    let watching = Watching::start(&world, &[]);
    let walnut = "Walnuts\n\nThe walnut harvest was told in the hall.\n";
    world.write("pages/walnut.txt", walnut);
    until(&world, "walnut", 1);
    world.write("pages/new/almond.txt", walnut.replace("walnut", "almond"));
    until(&world, "almond", 1);
    // In a folder that was made while it watches, too.
    world.write("pages/new/hazel.txt", walnut.replace("walnut", "hazel"));
    until(&world, "hazel", 1);
    fs::rename(world.path("pages/new"), world.path("pages/newer")).unwrap();
    until(&world, "path:pages/newer", 2);
    world.write("pages/walnut.txt", walnut.replace("walnut", "chestnut"));
    until(&world, "chestnut", 1);
    fs::remove_file(world.path("pages/walnut.txt")).unwrap();
    until(&world, "chestnut", 0);
    assert_eq!(watching.stop(), Some(0));
    assert!(world.run(&["index"]).out.contains("nothing has changed"));
}

#[test]
fn a_file_is_taken_when_it_is_whole() {
    let world = five_articles();
    let watching = Watching::start(&world, &[]);
    let mut file = fs::File::create(world.path("pages/slow.txt")).unwrap();
    file.write_all(b"Walnuts\n").unwrap();
    for part in 0..12 {
        thread::sleep(Duration::from_millis(100));
        write!(file, "\nThe walnut harvest was told in hall {part}.\n").unwrap();
    }
    drop(file);
    let report = watching.reports.recv_timeout(PATIENCE).unwrap();
    assert_eq!(report["articles_written"], 1, "{report}");
    assert_eq!(world.search(&["\"hall 11\""])["total"], 1);
    assert_eq!(watching.stop(), Some(0));
}

#[test]
fn a_folder_that_vanishes_is_waited_for() {
    let world = five_articles();
    let watching = Watching::start(&world, &[]);
    fs::rename(world.path("pages"), world.path("away")).unwrap();
    let told = watching.errors.recv_timeout(PATIENCE).unwrap();
    assert!(told.starts_with("waiting: no folder"), "{told}");
    assert_eq!(world.search(&["harbour"])["total_articles"], 2, "what was indexed is still found");
    world.write("away/walnut.txt", "Walnuts\n\nThe walnut harvest was told in the hall.\n");
    fs::rename(world.path("away"), world.path("pages")).unwrap();
    until(&world, "walnut", 1);
    world.write("pages/almond.txt", "Almonds\n\nThe almond harvest was told in the hall.\n");
    until(&world, "almond", 1);
    assert_eq!(watching.stop(), Some(0));
}

#[test]
fn where_no_events_come_it_looks_by_itself() {
    let world = five_articles();
    // Nobody tells of what lies behind a link, for the link itself does not change.
    world.write("elsewhere/a.txt", "Almonds\n\nThe almond harvest was told in the hall.\n");
    std::os::unix::fs::symlink(world.path("elsewhere"), world.path("pages/link")).unwrap();
    world.run(&["index", "--follow-links"]).done();
    let watching = Watching::start(&world, &["--poll", "1"]);
    world.write("elsewhere/b.txt", "Walnuts\n\nThe walnut harvest was told in the hall.\n");
    until(&world, "walnut", 1);
    assert_eq!(watching.stop(), Some(0));
}
