//! Runs that end before their time: killed at each stage and at any moment, without room on the disk, with torn files.
//!
//! Properties: the index says what it said before, or what the new one would; it can be read at once; the next run
//! completes, and leaves nothing of what the dead one left.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use onrecord::index::{Place, Silent, sync};
use serde_json::Value;

use crate::dying::{STAGES, run_until};
use crate::folder::{Plan, World, now};
use crate::judge::{assert_as_fresh, told};
use crate::{for_a_while, random};

/// The files below a folder, by their paths.
fn files(folder: &Path) -> BTreeSet<std::path::PathBuf> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// Runs to the end after a run that died, and holds the index against one built afresh.
fn recover(world: &World, after: &str) {
    let place = world.place("index");
    sync(&place, &world.plan().change(), now(), &Silent).unwrap();
    assert_as_fresh(world, false, &|| after.to_owned());
    let left =
        fs::read_dir(place.folder().unwrap()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let generations = left.filter(|name| name.starts_with("generation")).count();
    assert_eq!(generations, 1, "{after}");
}

fn world_with_index() -> World {
    let mut world = World::new(random().0);
    (0..6).for_each(|_| _ = world.disturb_files());
    sync(&world.place("index"), &world.plan().change(), now(), &Silent).unwrap();
    world
}

#[test]
fn a_run_may_die_at_every_stage() {
    let mut world = world_with_index();
    let place = world.place("index");
    let mut deaths = 0;
    for rebuild in [false, true] {
        for (stage, _) in STAGES {
            for torn in [false, true] {
                for after in 0..3 {
                    (0..4).for_each(|_| _ = world.disturb_files());
                    let plan = Plan { rebuild, compact: stage == "compact", ..world.plan() };
                    let (before, whole) = (told(&place, false), files(place.folder().unwrap()));
                    let died = run_until(&place, &plan, stage, after);
                    deaths += usize::from(died);
                    let case = format!("dying at {stage} {after}, rebuild {rebuild}, torn {torn}");
                    if died && torn {
                        tear(&place, &whole);
                    }
                    let is_late = matches!(stage, "clear") || stage == "compact" && !rebuild;
                    if died && !is_late {
                        assert_eq!(told(&place, false), before, "{case}");
                    }
                    recover(&world, &case);
                }
            }
        }
    }
    println!("{deaths} deaths at {} stages survived", STAGES.len());
    assert!(deaths >= 2 * STAGES.len());
}

/// A run that dies just before its commit is told of has written all of it, under the names that the next run will use.
#[test]
fn a_run_may_die_in_its_commit() {
    for rows in 0..8 {
        let mut world = world_with_index();
        let (place, ahead) = (world.place("index"), world.place("ahead"));
        for path in files(place.folder().unwrap()) {
            let to = ahead.folder().unwrap().join(path.strip_prefix(place.folder().unwrap()).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(path, to).unwrap();
        }
        (0..=rows).for_each(|_| _ = world.disturb_files());
        let before = told(&place, false);
        sync(&ahead, &world.plan().change(), now(), &Silent).unwrap();
        for path in files(ahead.folder().unwrap()) {
            let to = place.folder().unwrap().join(path.strip_prefix(ahead.folder().unwrap()).unwrap());
            if !path.ends_with("meta.json") && !to.ends_with(".lock") {
                fs::copy(path, to).unwrap();
            }
        }
        assert_eq!(told(&place, false), before);
        recover(&world, &format!("dying in a commit, {rows}"));
    }
}

/// Cuts off what the dead run wrote last: files that no commit tells of need not have reached the disk.
fn tear(place: &Place, whole: &BTreeSet<std::path::PathBuf>) {
    let generation = place.generation().unwrap();
    let current = generation.folder().unwrap();
    let committed = fs::read_to_string(current.join("meta.json")).unwrap();
    for path in files(place.folder().unwrap()).difference(whole) {
        let segment = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
        let is_told = path.starts_with(current) && committed.replace('-', "").contains(&segment);
        if !is_told && segment != "meta" {
            let file = OpenOptions::new().write(true).open(path).unwrap();
            file.set_len(file.metadata().unwrap().len() / 2).unwrap();
        }
    }
}

/// A folder of many articles, and the program that indexes it.
struct Program {
    folder: tempfile::TempDir,
}

impl Program {
    fn new(articles: usize) -> Self {
        let program = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(program.folder.path().join("news")).unwrap();
        program.write(articles, 0);
        program
    }

    /// Writes all articles anew, each in this edition.
    fn write(&self, articles: usize, edition: usize) {
        for at in 0..articles {
            let text = format!(
                "Berth {at} opens in edition {edition}\n\n{}",
                format!("Officials from Chile and Kenya opened berth {at} of the harbour, said Ada Lind.\n\n")
                    .repeat(12)
            );
            fs::write(self.folder.path().join(format!("news/{at}.txt")), text).unwrap();
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn index(&self) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_onrecord"));
        command.args(["index", "--quiet", "news"]);
        command
    }

    /// Indexes, and it must come to its end.
    #[track_caller]
    fn run(&self) {
        let output = self.index().output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    /// How many articles tell each edition.
    fn editions(&self) -> Vec<(String, u64)> {
        let mut command = self.command(env!("CARGO_BIN_EXE_onrecord"));
        command.args(["search", "harbour", "--format", "json", "--group", "article", "--copies", "--limit", "1000"]);
        let output = command.output().unwrap();
        let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        let mut editions = std::collections::BTreeMap::new();
        for hit in found["hits"].as_array().unwrap() {
            let title = hit["article"]["title"].as_str().unwrap();
            *editions.entry(title.rsplit(' ').next().unwrap().to_owned()).or_default() += 1;
        }
        editions.into_iter().collect()
    }
}

#[test]
fn a_run_may_be_killed_at_any_moment() {
    const ARTICLES: usize = 150;
    let program = Program::new(ARTICLES);
    program.run();
    let (mut random, seed) = random();
    let (mut killed, mut edition) = (0, 0);
    let whole = |edition: usize| vec![(edition.to_string(), ARTICLES as u64)];
    let began = Instant::now();
    program.write(ARTICLES, 1);
    program.run();
    let usual = began.elapsed();
    edition += 1;
    let runs = for_a_while(15, |at| {
        program.write(ARTICLES, edition + 1);
        let mut command = program.index();
        if at % 4 == 3 {
            command.arg("--rebuild");
        }
        let mut child = command.spawn().unwrap();
        thread::sleep(usual.mul_f64(random.f64() * 1.2));
        child.kill().unwrap();
        let died = !child.wait().unwrap().success();
        killed += usize::from(died);
        let found = program.editions();
        assert!(found == whole(edition + 1) || died && found == whole(edition), "seed {seed}, run {at}: {found:?}");
        if found == whole(edition) {
            program.run();
            assert_eq!(program.editions(), whole(edition + 1));
        }
        edition += 1;
    });
    println!("{killed} of {runs} runs killed, nothing lost");
    assert!(killed > 0);
}

/// Runs the program where no file may grow beyond so many blocks of 512 bytes, which is what a full disk is to it.
#[cfg(unix)]
#[test]
fn the_disk_may_be_full() {
    const ARTICLES: usize = 150;
    let program = Program::new(ARTICLES);
    program.run();
    program.write(ARTICLES, 1);
    let mut refused = 0;
    for blocks in [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512] {
        for option in ["", "--rebuild"] {
            let mut command = program.command("sh");
            let run = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" index --quiet news {option}");
            let output = command.args(["-c", &run, env!("CARGO_BIN_EXE_onrecord")]).output().unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            let found = program.editions();
            if output.status.success() {
                assert_eq!(found, [("1".to_owned(), ARTICLES as u64)]);
            } else {
                refused += 1;
                assert_eq!(output.status.code(), Some(2), "{blocks}: {output:?}");
                assert!(error.contains("index") && !error.contains("panicked"), "{blocks}: {error}");
                assert_eq!(found, [("0".to_owned(), ARTICLES as u64)], "{blocks} {option}");
            }
            if output.status.success() {
                println!("enough at {blocks} blocks; {refused} runs before were refused");
                return;
            }
        }
    }
    program.run();
    assert_eq!(program.editions(), [("1".to_owned(), ARTICLES as u64)]);
}

/// A small disk, where whoever runs this may make one.
#[cfg(target_os = "linux")]
#[test]
fn another_generation_needs_room() {
    const ARTICLES: usize = 150;
    let disk = tempfile::tempdir().unwrap();
    let mount = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .args(arguments)
            .arg(disk.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !mount("mount", &["-t", "tmpfs", "-o", "size=24m", "tmpfs"]) {
        println!("skipped: a small disk: only root makes one");
        return;
    }
    let program = Program::new(ARTICLES);
    let place = disk.path().join("index");
    let index = |options: &[&str]| program.index().arg("--index").arg(&place).args(options).output().unwrap();
    let (first, filler) = (index(&[]), vec![0; 24 << 20]);
    // Whatever room there is gets used up.
    let _ = fs::write(disk.path().join("filler"), &filler);
    let again = index(&["--rebuild"]);
    let found = told(&Place::new(&place), false);
    let left = fs::read_dir(&place).unwrap().count();
    assert!(mount("umount", &[]));
    assert!(first.status.success(), "{first:?}");
    let error = String::from_utf8_lossy(&again.stderr);
    assert!(again.status.code() == Some(2) && error.contains("no room"), "{again:?}");
    assert_eq!(found["statistics"]["articles"], ARTICLES);
    assert_eq!(left, 3, "the pointer, the lock, a generation");
}

/// Whoever asks a run to stop has the index of before.
#[cfg(unix)]
#[test]
fn a_run_may_be_interrupted() {
    const ARTICLES: usize = 400;
    const ATTEMPTS: usize = 20;
    let program = Program::new(ARTICLES);
    program.run();
    program.write(ARTICLES, 1);
    let began = Instant::now();
    program.run();
    let takes = began.elapsed();
    // On a busy machine a run may have ended before it is asked: it is asked sooner and sooner, at last when it has just begun.
    let is_interrupted = |attempt: usize| {
        program.write(ARTICLES, 1 + attempt);
        let child = program.index().spawn().unwrap();
        thread::sleep(takes.mul_f64((ATTEMPTS - attempt) as f64 / (2 * ATTEMPTS) as f64));
        // Not INT, which is ignored by all that is begun in the background of a shell.
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        !child.wait_with_output().unwrap().status.success()
    };
    let attempt = (1..=ATTEMPTS).find(|attempt| is_interrupted(*attempt)).expect("none was interrupted");
    let edition = 1 + attempt;
    assert_eq!(program.editions(), [((edition - 1).to_string(), ARTICLES as u64)]);
    program.run();
    assert_eq!(program.editions(), [(edition.to_string(), ARTICLES as u64)]);
}
