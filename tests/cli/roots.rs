//! Properties: folders are recorded; another one is refused with the two commands to choose from; the
//! samples alone give way; the index folder is never walked; a folder that is gone loses nothing.

use std::fs;

use crate::world::World;

const LOOMS: &str = "Looms Move North\n\nIndia and Kenya opened a fair for looms. The roads were repaired.\n";
const KILNS: &str = "Kilns Cool Down\n\nJapan and Chile closed a fair for kilns. Nobody bought one.\n";

fn two_folders() -> World {
    let world = World::new();
    world.write("looms/a.txt", LOOMS);
    world.write("kilns/a.txt", KILNS);
    world.run(&["index", "looms"]).done();
    world
}

fn total(world: &World, word: &str) -> u64 {
    world.search(&[word])["total_articles"].as_u64().unwrap()
}

#[test]
fn another_folder_is_refused_with_two_commands() {
    let world = two_folders();
    let refused = world.run(&["index", "kilns"]);
    refused.refused(&["`kilns`", "looms", "onrecord index --add kilns", "onrecord index --replace kilns"]);
    assert_eq!((total(&world, "looms"), total(&world, "kilns")), (1, 0));
    // A recorded folder may be named, however it is written.
    world.run(&["index", "./looms"]).done();
    world.run(&["index", "--add", "--replace", "kilns"]).refused(&["cannot be used with"]);
    world.run(&["index", "--add"]).refused(&["PATHS"]);
}

#[test]
fn add_follows_both_and_replace_the_other() {
    let world = two_folders();
    world.run(&["index", "--add", "kilns"]).done();
    assert_eq!((total(&world, "looms"), total(&world, "kilns")), (1, 1));
    // Without a path, the recorded ones.
    world.write("looms/b.txt", format!("{LOOMS}\nTwice.\n"));
    world.write("kilns/b.txt", format!("{KILNS}\nTwice.\n"));
    world.run(&["index"]).done();
    assert_eq!((total(&world, "looms"), total(&world, "kilns")), (2, 2));
    let report = world.json(&["index", "--replace", "kilns", "--format", "json"]);
    assert_eq!(report["removed"], 2);
    assert_eq!((total(&world, "looms"), total(&world, "kilns")), (0, 2));
    world.run(&["index", "looms"]).refused(&["--add looms"]);
}

/// Two folders of one name hold files of one path, size and time: they are still different files.
#[test]
fn a_folder_of_the_same_name_is_another_folder() {
    let world = World::new();
    let other = KILNS.replace("kilns", "ovens");
    world.write("one/news/a.txt", KILNS);
    world.write("two/news/a.txt", &other);
    world.set_modified("two/news/a.txt", world.modified("one/news/a.txt"));
    world.run(&["index", "one/news"]).done();
    world.run(&["index", "--replace", "two/news"]).done();
    assert_eq!((total(&world, "kilns bought"), total(&world, "ovens")), (1, 1), "the title says kilns, the text ovens");
}

#[test]
fn the_samples_give_way_with_a_notice() {
    let world = World::new();
    world.write("seeds/a.txt", LOOMS);
    world.write("kilns/a.txt", KILNS);
    let first = world.run(&["search", "looms"]);
    first.done().says(&["no index yet", "`seeds`", "onrecord index FOLDER"]);
    let ran = world.run(&["index", "kilns"]);
    assert!(ran.done().out.contains("the sample articles were replaced"), "{ran:?}");
    assert_eq!((total(&world, "looms"), total(&world, "kilns")), (0, 1));
}

#[test]
fn the_index_folder_is_never_walked() {
    let world = World::new();
    world.write("a.txt", LOOMS);
    world.run(&["index", "."]).done();
    world.write("index/b.txt", KILNS);
    let report = world.json(&["index", "--format", "json"]);
    assert_eq!((&report["files"], &report["skipped"]), (&1.into(), &serde_json::json!([])), "{report}");
    // Nor at a place of another name, named from elsewhere.
    let report = world.json(&["index", "--rebuild", "--index", "./x/../index", "--format", "json"]);
    assert_eq!(report["files"], 1);
}

#[test]
fn a_folder_that_is_gone_loses_nothing() {
    let world = two_folders();
    fs::rename(world.path("looms"), world.path("away")).unwrap();
    for typed in [&["index"][..], &["index", "--rebuild"], &["index", "looms"], &["index", "--add", "nowhere"]] {
        world.run(typed).refused(&["no folder", "nothing was changed"]);
        assert_eq!(total(&world, "looms"), 1, "{typed:?}");
    }
    fs::rename(world.path("away"), world.path("looms")).unwrap();
    assert!(world.run(&["index"]).done().out.contains("nothing has changed"));
}

#[test]
fn an_empty_folder_is_an_empty_index() {
    let world = World::new();
    fs::create_dir(world.path("empty")).unwrap();
    let ran = world.run(&["index", "empty"]);
    assert!(ran.done().out.contains("0 files found"), "{ran:?}");
    assert_eq!(total(&world, "looms"), 0);
    assert_eq!(world.json(&["status", "--format", "json"])["articles"], 0);
}
