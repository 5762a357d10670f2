//! Properties: whatever is wrong, the message names the thing and what to do, the status is 2 where
//! nothing could be done, nothing panics, and what was there before is there after.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::Stdio;

use onrecord::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use onrecord::engine::{State, Versions, Writer};
use onrecord::index::Place;

use crate::world::{World, skip};

const LOOMS: &str = "Looms Move North\n\nIndia and Kenya opened a fair for looms. The roads were repaired.\n";

fn indexed() -> World {
    let world = World::new();
    world.write("pages/looms.txt", LOOMS);
    world.run(&["index", "pages"]).done();
    world
}

#[track_caller]
fn still_there(world: &World) {
    assert_eq!(world.search(&["looms"])["total_articles"], 1);
}

/// The folder of the current generation.
fn generation(world: &World) -> PathBuf {
    Place::new(world.path("index")).generation().unwrap().folder().expect("the index is in a folder").to_owned()
}

#[test]
fn no_folder_and_no_index() {
    let world = World::new();
    world.run(&["index", "nowhere"]).refused(&["no folder `nowhere`"]);
    world.run(&["index"]).refused(&["no sample articles here", "onrecord index FOLDER"]);
    world.run(&["search", "looms"]).refused(&["onrecord index FOLDER"]);
    for typed in [&["status"][..], &["show", "x"], &["search", "looms", "--index", "other"]] {
        world.run(typed).refused(&["no index in", "onrecord index FOLDER"]);
    }
}

#[test]
fn a_file_is_no_folder() {
    let world = World::new();
    world.write("looms.txt", LOOMS);
    world.run(&["index", "looms.txt"]).refused(&["looms.txt"]);
    world.run(&["index", ".", "--index", "looms.txt"]).refused(&["looms.txt"]);
    world.run(&["search", "looms", "--index", "looms.txt"]).refused(&["looms.txt"]);
}

#[test]
fn one_bad_file_never_stops_a_run() {
    let world = World::new();
    world.write("pages/looms.txt", LOOMS);
    world.write("pages/binary.txt", b"\x01\x02\x03\0\0\x04\0");
    world.write("pages/program.txt", b"\x7fELF\0\0\0");
    world.write("pages/latin.txt", b"The caf\xe9 in Nairobi was repaired.");
    world.write("pages/blank.txt", " \n\n");
    world.write("pages/sheet.xyz", "1;2");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("loop.txt", world.path("pages/loop.txt")).unwrap();
        std::os::unix::fs::symlink("nowhere.txt", world.path("pages/dangling.txt")).unwrap();
        pipe(&world, "pages/pipe.txt");
    }
    let ran = world.run(&["index", "pages"]);
    ran.done().says(&[
        "skipped `pages/binary.txt`: not text",
        "skipped `pages/blank.txt`: without text",
        "skipped `pages/program.txt`: a program is not read",
        "skipped `pages/sheet.xyz`: of no known format: .xyz",
    ]);
    still_there(&world);
    assert_eq!(world.search(&["café"])["total_articles"], 1, "a page in Latin-1 is read as such");
    let again = world.run(&["index"]);
    assert!(again.done().out.contains("nothing has changed"), "{again:?}");
    again.says(&["pages/binary.txt"]);

    let typed = ["annotate", "pages/binary.txt", "pages/looms.txt", "pages/none.txt", "pages"];
    let ran = world.run(&typed);
    assert!(ran.status == 2 && ran.out.contains("Looms Move North"), "the good one is printed: {ran:?}");
    ran.says(&["`pages/binary.txt`: not text", "`pages/none.txt`: cannot be read", "`pages`"]);
}

#[cfg(unix)]
fn pipe(world: &World, name: &str) {
    let made = std::process::Command::new("mkfifo").arg(world.path(name)).status();
    if !made.is_ok_and(|status| status.success()) {
        skip(name, "no mkfifo here");
    }
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let world = indexed();
    world.write("pages/secret.txt", LOOMS);
    let path = world.path("pages/secret.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return skip("a file without permissions", "root reads everything");
    }
    world.run(&["index"]).done().says(&["skipped `pages/secret.txt`: cannot be read"]);
    still_there(&world);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let report = world.json(&["index", "--format", "json"]);
    assert_eq!((&report["read"], &report["skipped"]), (&1.into(), &serde_json::json!([])));
}

/// What lies behind this link says that it is a file, and gives an error when it is read.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_breaks_off_when_it_is_read() {
    let world = indexed();
    let broken = world.path("pages/broken.txt");
    std::os::unix::fs::symlink("/proc/self/mem", &broken).unwrap();
    world.run(&["index", "--follow-links"]).done().says(&["skipped `pages/broken.txt`: cannot be read: "]);
    still_there(&world);
    fs::remove_file(&broken).unwrap();
    world.run(&["index"]).done();
    still_there(&world);
}

#[test]
fn an_index_of_another_version() {
    let world = indexed();
    let folder = generation(&world);
    let state = EmbeddedReader::state_in(&folder).unwrap();
    let versions = Versions { annotator: state.versions.annotator + 1000, ..state.versions.clone() };
    let writer = Box::new(EmbeddedWriter::open(&folder).unwrap());
    writer.commit(&State { versions, ..state }).unwrap();
    for typed in [&["search", "looms"][..], &["status"], &["show", "pages/looms.txt"]] {
        world.run(typed).refused(&["another version of onrecord", "`onrecord index`"]);
    }
    let elsewhere = world.path("index").to_str().unwrap().to_owned();
    world.run(&["search", "looms", "--index", &elsewhere]).refused(&["`onrecord index --index "]);
    let ran = world.run(&["index"]);
    assert!(ran.done().out.contains("built afresh"), "{ran:?}");
    still_there(&world);
}

#[test]
fn a_locked_index() {
    let world = indexed();
    let lock = Place::new(world.path("index")).lock().unwrap();
    world.write("pages/more.txt", format!("{LOOMS}\nMore.\n"));
    let holder = format!("process {}", std::process::id());
    for typed in [&["index"][..], &["index", "--rebuild"]] {
        world.run(typed).refused(&["being written to by another onrecord", &holder, "try again"]);
    }
    still_there(&world);
    drop(lock);
    world.run(&["index"]).done();
    assert_eq!(world.search(&["looms"])["total_articles"], 2);
}

#[test]
fn what_cannot_be_asked() {
    let world = indexed();
    for (typed, says) in [
        (&["search"][..], &["the query is empty", "--year 2017"][..]),
        (&["search", ""], &["the query is empty"]),
        (&["search", "  ", "\t"], &["the query is empty"]),
        (&["search", "!?"], &["!?"]),
        (&["search", "looms", "--colour", "red"], &["--colour"]),
        (&["search", "--yaer", "2017"], &["--yaer"]),
        (&["search", "--year", "20l7"], &["`20l7`"]),
        (&["search", "--year", "2020..2017"], &["2020..2017", "earlier date first"]),
        (&["search", "--from", "2017-13"], &["2017-13"]),
        (&["search", "--to", "2017-02-30"], &["2017-02-30"]),
        (&["search", "--country", "Atlantis"], &["unknown country `Atlantis`", "`KR`"]),
        (&["search", "--pair", "korea-atlantis"], &["`korea-atlantis` is no pair", "`KR-CN`"]),
        (&["search", "--pair", "korea-korea"], &["`korea-korea`"]),
        (&["search", "--kind", "loud"], &["`loud` is no kind", "direct"]),
        (&["search", "--lang", "english"], &["`english`", "`en`"]),
        (&["search", "--limit", "many", "looms"], &["many", "--limit"]),
        (&["search", "--format", "xml", "looms"], &["xml", "jsonl"]),
        (&["show", "nothing"], &["no article `nothing`"]),
        (&["fetch"], &["fetch"]),
        (&["annotate"], &["FILES"]),
    ] {
        world.run(typed).refused(says);
    }
}

#[test]
fn what_of_a_query_was_not_understood_is_told() {
    let world = indexed();
    for (query, says) in [
        ("looms author:\"x\"", "author"),
        ("looms date:2017-13", "2017-13"),
        ("looms country:atlantis", "atlantis"),
        ("looms )", "`)`"),
        ("\"looms", "quotation mark"),
    ] {
        let ran = world.run(&["search", query]);
        assert!(ran.status < 2, "{ran:?}");
        ran.says(&[says]);
        let warnings = &world.search(&[query])["warnings"];
        assert!(warnings[0]["message"].as_str().is_some_and(|message| message.contains(says)), "{query}: {warnings}");
    }
}

#[test]
fn finding_nothing_is_status_1() {
    let world = indexed();
    let ran = world.run(&["search", "zeppelin"]);
    assert!(ran.status == 1 && ran.out.contains("nothing found") && ran.err.is_empty(), "{ran:?}");
}

/// Whoever reads our output may stop at any time.
#[test]
fn a_reader_who_leaves_is_no_error() {
    let world = indexed();
    let long = format!("{LOOMS}\n{}\n", "The looms were heard over the hills. ".repeat(20_000));
    world.write("pages/long.txt", long);
    let typed = [&["annotate", "--format", "jsonl", "pages/long.txt", "pages/looms.txt"][..], &["completions", "zsh"]];
    for typed in typed {
        let mut child = world.command(typed).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut one = [0];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut one).unwrap();
        drop(out);
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""), "{typed:?}");
    }
}

/// Whatever of the index is cut short: told, never a panic, and rebuilt by one command.
#[test]
fn a_damaged_index() {
    let names: Vec<PathBuf> = {
        let world = indexed();
        let folder = generation(&world);
        let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let kinds = files.filter(|path| path.is_file() && fs::metadata(path).unwrap().len() > 0);
        kinds.map(|path| path.strip_prefix(&folder).unwrap().to_owned()).collect()
    };
    let mut told = 0;
    let kinds: std::collections::BTreeSet<String> = names
        .iter()
        .map(|name| {
            name.extension()
                .map_or_else(|| name.to_string_lossy().into_owned(), |kind| kind.to_string_lossy().into_owned())
        })
        .collect();
    for kind in kinds {
        for halves in [0, 1] {
            let world = indexed();
            for entry in fs::read_dir(generation(&world)).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.to_string_lossy().ends_with(&kind) {
                    let bytes = fs::read(&entry).unwrap();
                    fs::write(&entry, &bytes[..bytes.len() * halves / 2]).unwrap();
                }
            }
            for typed in [&["search", "looms"][..], &["status"], &["show", "pages/looms.txt"], &["index"]] {
                let ran = world.run(typed);
                if ran.status == 2 {
                    told += 1;
                    ran.says(&["index", "onrecord: "]);
                }
            }
            let ran = world.run(&["index", "--rebuild", "pages"]);
            assert_eq!(ran.status, 0, "{kind} cut to {halves} halves: {ran:?}");
            still_there(&world);
        }
    }
    assert!(told > 0);
}

/// A full disk: told, and the last commit still answers.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let world = indexed();
    fs::create_dir(world.path("small")).unwrap();
    let small = world.path("small");
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=400k", "none"])
        .arg(&small)
        .stderr(Stdio::null())
        .status();
    if !mount.is_ok_and(|status| status.success()) {
        return skip("a full disk", "mounting is not allowed here");
    }
    let place = ["--index", "small/index"];
    let first = world.run(&["index", "pages", place[0], place[1]]);
    let words = |n: usize| (0..20_000).map(|at| format!("word{n}x{at} ")).collect::<String>();
    (0..5).for_each(|n| world.write(&format!("pages/{n}.txt"), format!("{LOOMS}\n{}\n", words(n))));
    let full = world.run(&["index", place[0], place[1]]);
    let after = world.run(&["search", "looms", place[0], place[1]]);
    let _ = std::process::Command::new("umount").arg(&small).status();
    first.done();
    full.refused(&["small/index", "No space left"]);
    assert!(after.done().out.contains("1 article"), "{after:?}");
}
