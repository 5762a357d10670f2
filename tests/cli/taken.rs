//! Properties: ignore files, globs, links and limits do what is typed, and are honoured without being typed again; what
//! they leave out is counted and not reported as skipped; after each change the index is what a rebuild makes.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use serde_json::Value;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::world::{World, copy};

/// An article of its own for a name.
fn harbour(name: &str) -> String {
    format!("Harbour of {name} Opens\n\nThe harbour office of {name} said on Monday that the quay would open in May.\n")
}

fn world(names: &[&str]) -> World {
    let world = World::new();
    names.iter().for_each(|name| world.write(&format!("news/{name}"), harbour(name)));
    world
}

/// Where the articles of an index are found, without the name of the folder.
fn taken(world: &World, place: &str) -> BTreeSet<String> {
    let found = world.search(&["harbour", "--copies", "--limit", "1000", "--index", place]);
    let paths = found["hits"].as_array().unwrap().iter().flat_map(|hit| hit["article"]["paths"].as_array().unwrap());
    paths.map(|path| path.as_str().unwrap().trim_start_matches("news/").to_owned()).collect()
}

fn index(world: &World, typed: &[&str]) -> Value {
    world.json(&[&["index", "--format", "json"], typed].concat())
}

/// Types `index` with some options and then without: both times just these files are in the index, and in a rebuilt one.
#[track_caller]
fn step(world: &World, typed: &[&str], want: &[&str], ignored: u64) -> Value {
    let report = index(world, typed);
    let want: BTreeSet<String> = want.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(taken(world, "index"), want, "{typed:?}: {report}");
    assert_eq!(report["ignored"], ignored, "{typed:?}: {report}");
    let again = world.run(&["index"]);
    assert!(again.done().out.contains("nothing has changed") && again.out.contains(": 0 read"), "{typed:?}: {again:?}");
    let _ = std::fs::remove_dir_all(world.path("fresh"));
    copy(&world.path("index"), &world.path("fresh"));
    let rebuilt = index(world, &["--rebuild", "--index", "fresh"]);
    assert_eq!(taken(world, "fresh"), want, "{typed:?}: a rebuild honours what is recorded");
    assert_eq!(rebuilt["skipped"], index(world, &[])["skipped"], "{typed:?}");
    assert_eq!(world.status("index"), world.status("fresh"), "{typed:?}");
    report
}

#[test]
fn globs_are_remembered() {
    let world = world(&["2020/a.txt", "2021/a.txt", "2021/b.md", "2021/drafts/c.txt", "d.txt"]);
    let all = ["2020/a.txt", "2021/a.txt", "2021/b.md", "2021/drafts/c.txt", "d.txt"];
    step(&world, &["news"], &all, 0);
    let report =
        step(&world, &["--exclude", "drafts/", "--exclude", "*.md"], &["2020/a.txt", "2021/a.txt", "d.txt"], 2);
    assert_eq!((&report["removed"], &report["skipped"]), (&2.into(), &serde_json::json!([])));
    let told = world.run(&["index"]);
    assert!(
        told.done().out.contains("3 files found") && told.out.contains("2 files left out by your rules"),
        "{told:?}"
    );
    let status = world.run(&["status"]);
    assert!(status.done().out.contains("without `drafts/`, `*.md`"), "{status:?}");
    // Each option replaces what was recorded of it, and no more.
    step(&world, &["--include", "2021/"], &["2021/a.txt"], 4);
    step(&world, &["--exclude", "drafts/"], &["2021/a.txt", "2021/b.md"], 3);
    step(&world, &["--no-rules", "--include", "d.*"], &["d.txt"], 4);
    let told = world.run(&["index", "--no-rules"]);
    assert!(told.done().out.contains("from now on: every file"), "{told:?}");
    step(&world, &[], &all, 0);
    // What is new is held against what is recorded.
    step(&world, &["--exclude", "b.md"], &["2020/a.txt", "2021/a.txt", "2021/drafts/c.txt", "d.txt"], 1);
    world.write("news/2020/b.md", harbour("new"));
    step(&world, &[], &["2020/a.txt", "2021/a.txt", "2021/drafts/c.txt", "d.txt"], 2);
}

#[test]
fn ignore_files_count_at_the_next_sync() {
    let world = world(&["a.txt", "x/a.txt", "x/b.txt", "x/y/a.txt", "z/b.txt"]);
    world.write("news/.onrecordignore", "# what is old\na.txt\nz/\n");
    step(&world, &["news"], &["x/b.txt"], 4);
    world.write("news/x/.onrecordignore", "!y/a.txt\nb.txt\n");
    step(&world, &[], &["x/y/a.txt"], 4);
    // Included and yet ignored is ignored.
    step(&world, &["--include", "x/"], &["x/y/a.txt"], 4);
    world.write("news/.onrecordignore", "z/\n{a\n");
    let report = step(&world, &["--no-rules"], &["a.txt", "x/a.txt", "x/y/a.txt"], 2);
    assert_eq!(report["skipped"][0]["path"], "news/.onrecordignore", "{report}");
    std::fs::remove_file(world.path("news/.onrecordignore")).unwrap();
    std::fs::remove_file(world.path("news/x/.onrecordignore")).unwrap();
    step(&world, &[], &["a.txt", "x/a.txt", "x/b.txt", "x/y/a.txt", "z/b.txt"], 0);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_when_asked() {
    use std::os::unix::fs::symlink;
    let world = world(&["a.txt", "own/b.txt"]);
    world.write("else/c.txt", harbour("c"));
    for (to, link) in [
        ("../else", "link"),
        ("../else/c.txt", "z.txt"),
        ("../../news", "own/loop"),
        ("a.txt", "again.txt"),
        ("nowhere.txt", "gone.txt"),
        ("self.txt", "self.txt"),
    ] {
        symlink(to, world.path("news").join(link)).unwrap();
    }
    let report = step(&world, &["news"], &["a.txt", "own/b.txt"], 0);
    assert_eq!((&report["files"], &report["skipped"]), (&2.into(), &serde_json::json!([])));
    let report = step(&world, &["--follow-links"], &["a.txt", "link/c.txt", "own/b.txt"], 0);
    let skipped: Vec<&str> =
        report["skipped"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!((&report["files"], skipped), (&3.into(), vec!["news/gone.txt", "news/self.txt"]));
    step(&world, &["--exclude", "link"], &["a.txt", "own/b.txt", "z.txt"], 1);
    step(&world, &["--no-rules"], &["a.txt", "link/c.txt", "own/b.txt"], 0);
    // The index is never read into itself.
    symlink("../index", world.path("news/place")).unwrap();
    assert_eq!(index(&world, &[])["files"], 3);
    std::fs::remove_file(world.path("news/place")).unwrap();
    step(&world, &["--no-follow-links"], &["a.txt", "own/b.txt"], 0);
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The reasons of a report, each behind its path.
fn told(report: &Value) -> Vec<String> {
    let told = |file: &Value| format!("{}: {}", file["path"].as_str().unwrap(), file["reason"].as_str().unwrap());
    report["skipped"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn limits_are_remembered_and_looked_at_again() {
    let world = world(&["a.txt"]);
    let long = format!("{}\n{}", harbour("long"), "The road was repaired. ".repeat(60_000));
    let record = |name: &str, text: &str| format!("{}\n", serde_json::json!({"title": name, "text": text}));
    world.write("news/long.txt", &long);
    world.write("news/list.jsonl", record("Long", &long) + &record("Short", &harbour("short")));
    world.write("news/outer.zip", zipped(&[("2021/inner.zip", &zipped(&[("b.txt", harbour("inner").as_bytes())]))]));
    world.write(
        "news/grows.zip",
        zipped(&[("c.txt", format!("{}{}", harbour("grows"), " ".repeat(6 << 20)).as_bytes())]),
    );
    let deep = format!("<html><body>{}<p>{}</p></body></html>", "<div>".repeat(40), harbour("deep"));
    world.write("news/deep.html", deep);
    let all = ["a.txt", "deep.html", "list.jsonl", "long.txt", "outer.zip/2021/inner.zip/b.txt"];
    let grows = "news/grows.zip/c.txt: unpacks to more than 200 times its size; see --max-expansion";
    assert_eq!(told(&step(&world, &["news"], &all, 0)), [grows]);

    let with = |more: &'static str| [&all[..], &[more]].concat();
    let report = step(&world, &["--max-expansion", "2000"], &with("grows.zip/c.txt"), 0);
    assert_eq!((told(&report), &report["taken"], &report["articles_written"]), (vec![], &1.into(), &1.into()));
    let report = step(
        &world,
        &["--max-nesting", "1", "--max-depth", "20"],
        &["a.txt", "grows.zip/c.txt", "list.jsonl", "long.txt"],
        0,
    );
    assert_eq!(
        told(&report),
        [
            "news/deep.html: markup nested more than 20 deep; see --max-depth",
            "news/outer.zip/2021/inner.zip/b.txt: archives nested more than 1 deep; see --max-nesting",
        ]
    );
    let report = step(
        &world,
        &["--max-size", "1", "--max-nesting", "2", "--max-depth", "400"],
        &all.map(|path| if path == "long.txt" { "a.txt" } else { path }),
        0,
    );
    assert_eq!(
        told(&report),
        [
            "news/grows.zip/c.txt: too large: more than 1 MB; see --max-size",
            "news/list.jsonl, record 1: too large: more than 1 MB; see --max-size",
            "news/long.txt: too large: more than 1 MB; see --max-size",
        ]
    );
    assert_eq!(report["articles_removed"], 3);
    let status = world.run(&["status"]);
    assert!(
        status.done().out.contains("--max-size 1 --max-expansion 2000 --max-nesting 2 --max-depth 400\n"),
        "{status:?}"
    );
    step(&world, &["--max-size", "64", "--max-expansion", "200", "--max-nesting", "4"], &all, 0);

    let ran = world.run(&["annotate", "--max-depth", "20", "news/deep.html", "news/a.txt"]);
    assert!(ran.status == 2 && ran.out.contains("Harbour of a.txt Opens"), "{ran:?}");
    ran.says(&["`news/deep.html`: markup nested more than 20 deep; see --max-depth"]);
    world.run(&["annotate", "--max-size", "1", "news/list.jsonl"]).says(&["`news/list.jsonl, record 1`: too large"]);
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let world = world(&["a.txt"]);
    for (typed, says) in [
        (&["--max-size", "0"][..], &["--max-size", "1..=4096"][..]),
        (&["--max-size", "999999"], &["--max-size", "1..=4096"]),
        (&["--max-size", "64MB"], &["--max-size", "64MB"]),
        (&["--max-expansion", "1"], &["--max-expansion", "2..=100000"]),
        (&["--max-nesting", "0"], &["--max-nesting", "1..=32"]),
        (&["--max-depth", "1000000"], &["--max-depth", "16..=4000"]),
        (&["--max-seconds", "0"], &["--max-seconds", "1..=86400"]),
        (&["--max-seconds", "-5"], &["-5"]),
        (&["--include", "{a"], &["`{a` of `--include`"]),
        (&["--exclude", "[z-a]"], &["`[z-a]` of `--exclude`"]),
        (&["--exclude", ""], &["`--exclude`", "empty"]),
    ] {
        world.run(&[&["index", "news"], typed].concat()).refused(says);
        if typed[0].starts_with("--max") {
            world.run(&[&["annotate", "news/a.txt"], typed].concat()).refused(says);
        }
    }
    // A refused glob leaves what is recorded as it was.
    step(&world, &["news", "--exclude", "b.txt"], &["a.txt"], 0);
    world.run(&["index", "--include", "{a"]).refused(&["`{a` of `--include`"]);
    let status = world.json(&["status", "--format", "json"]);
    assert_eq!(
        (&status["rules"]["exclude"], &status["rules"]["include"]),
        (&serde_json::json!(["b.txt"]), &serde_json::json!([]))
    );
}
