//! Properties: lines that recur are listed by publisher, in any order of indexing, and copies of one story make none;
//! adding them writes rows and nothing else into the corrections file, once; the next run reads exactly the articles
//! that hold them, leaves them out, and leaves what a rebuild gives; deleting the row brings them back.

use std::fs;

use serde_json::{Value, json};

use crate::sync::{equals_rebuilt, five_articles, index};
use crate::world::World;

/// As the pages of the paper have it, and as it is read.
const APPEAL: &str = "The <b>Pier Post</b> is paid for by its readers &amp; carries no advertisements at all; if you \
    read it often, <a href='/join'>please become a member</a> today.";
const APPEAL_READ: &str = "The Pier Post is paid for by its readers & carries no advertisements at all; if you read it \
    often, please become a member today.";
const NOTE: &str = "These notes were made with the help of the harbour library and its night staff.";

const BODIES: [&str; 5] = [
    "Divers raised the second anchor of a grain ship that sank near the breakwater in the storm of last autumn.",
    "Fishermen will get larger lockers, since the old ones rot, and the council votes on their price in two weeks.",
    "A crane from the northern yard was moved across the bay on three barges while schoolchildren watched it pass.",
    "The lighthouse gets new lamps that need a tenth of the power, paid by a fund for monuments of the coast.",
    "Two ferries share one timetable from May, so that nobody waits longer than half an hour on either island.",
];

/// The five articles of other tests, five pages of a paper with its appeal, four notes without a publisher.
fn pier() -> World {
    let world = five_articles();
    for (at, body) in (1..).zip(BODIES) {
        let page = format!(
            "<html><head><title>Harbour news {at}</title><meta property='og:site_name' content='The Pier Post'></head>\
             <body><article><h1>Harbour news of week {at}</h1><p>{body}</p><p>{APPEAL}</p></article></body></html>"
        );
        world.write(&format!("pages/post/{at}.html"), page);
        if at < 5 {
            let shouted = if at == 3 { NOTE.to_uppercase() } else { NOTE.to_owned() };
            world.write(
                &format!("pages/notes/{at}.txt"),
                format!("Notes of day {at}\n\n{body}\n\n{shouted}\n\nAll was quiet.\n"),
            );
        }
    }
    index(&world, &[]);
    world
}

fn lines(world: &World) -> Vec<Value> {
    let ran = world.run(&["recurring", "--format", "json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let lines = found["lines"].as_array().unwrap().clone();
    assert_eq!((ran.status, &found["total"]), (i32::from(lines.is_empty()), &json!(lines.len())));
    lines
}

fn kept(world: &World, path: &str) -> Vec<String> {
    let article = world.json(&["show", "--format", "json", path]);
    article["paragraphs"].as_array().unwrap().iter().map(|p| p["text"].as_str().unwrap().to_owned()).collect()
}

fn dropped(world: &World, path: &str) -> Vec<(String, String)> {
    let article = world.json(&["show", "--format", "json", path]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    article["dropped"].as_array().unwrap().iter().map(|d| (text(&d["text"]), text(&d["reason"]))).collect()
}

#[test]
fn lines_that_recur_are_listed_and_left_out() {
    let world = pier();
    let found = lines(&world);
    let row = |line: &Value| (line["line"].clone(), line["publisher"].clone(), line["folder"].clone());
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(row(&found[0]), (json!(APPEAL_READ), json!("The Pier Post"), Value::Null));
    assert_eq!((&found[0]["articles"], &found[0]["of"]), (&json!(5), &json!(5)));
    assert_eq!((&found[1]["articles"], &found[1]["of"]), (&json!(4), &json!(4)));
    assert_eq!((&found[1]["folder"], &found[1]["added"]), (&json!("pages/notes"), &json!(false)));
    for line in &found {
        let path = line["example"].as_str().unwrap();
        assert!(kept(&world, path).iter().any(|paragraph| *paragraph == line["line"]), "{line}");
    }
    let text = world.run(&["recurring"]);
    for shown in
        ["2 lines recur", "1  in 5 of 5 articles · The Pier Post", "please become a member today.", "--add 1 2"]
    {
        assert!(text.done().out.contains(shown), "{shown}: {text:?}");
    }
    assert!(text.out.lines().all(|line| line.chars().count() <= 80), "{text:?}");
    assert!(world.run(&["status"]).done().out.contains("onrecord recurring"));

    let own = "# Mine.\n[[place]]\nname = 'Hanoi Fruit Society' # a society\ncountry = 'VN'\n";
    fs::write(world.path("onrecord.toml"), own).unwrap();
    index(&world, &[]);
    let added = world.run(&["recurring", "--add", "1"]);
    for shown in ["1 line added to `onrecord.toml`", "line 9 ", "`onrecord index` applies it", "delete the line"] {
        assert!(added.done().out.contains(shown), "{shown}: {added:?}");
    }
    assert!(added.out.lines().all(|line| line.chars().count() <= 80), "{added:?}");
    let text = fs::read_to_string(world.path("onrecord.toml")).unwrap();
    assert!(text.starts_with(own), "{text}");
    assert_eq!(text.lines().nth(8), Some(format!("{APPEAL_READ}  whole  notice  -").as_str()));
    assert_eq!(lines(&world)[0]["added"], true, "the numbers stay until the next run");

    let did = index(&world, &[]);
    assert_eq!((did[4], did[6]), (5, 14), "the five pages with the line are written and no other");
    equals_rebuilt(&world, "with a line left out");
    for at in 1..=5 {
        let path = format!("pages/post/{at}.html");
        assert!(dropped(&world, &path).contains(&(APPEAL_READ.to_owned(), "notice".to_owned())), "{path}");
        assert_eq!(kept(&world, &path), [BODIES[at - 1]]);
    }
    let left = lines(&world);
    assert_eq!((left.len(), &left[0]["number"], &left[0]["folder"]), (1, &json!(1), &json!("pages/notes")));

    let added = world.json(&["recurring", "--add", "--all", "--reason", "copyright", "--format", "json"]);
    assert_eq!((&added["rows"][0]["row"], &added["apply"]), (&json!(10), &json!("onrecord index")), "{added}");
    assert_eq!(index(&world, &[])[4], 4, "whatever the case of the line");
    equals_rebuilt(&world, "with both lines left out");
    assert!(lines(&world).is_empty());
    assert!(dropped(&world, "pages/notes/3.txt").contains(&(NOTE.to_uppercase(), "copyright".to_owned())));

    let text = fs::read_to_string(world.path("onrecord.toml")).unwrap();
    let without = text.lines().filter(|line| !line.starts_with(APPEAL_READ)).map(|line| format!("{line}\n"));
    fs::write(world.path("onrecord.toml"), without.collect::<String>()).unwrap();
    assert_eq!(index(&world, &[])[4], 5, "deleting the row undoes it");
    equals_rebuilt(&world, "with one line back");
    assert_eq!(kept(&world, "pages/post/1.html"), [BODIES[0], APPEAL_READ]);
}

#[test]
fn the_file_is_made_where_there_is_none() {
    let world = pier();
    let added = world.run(&["recurring", "--add", "2", "1"]);
    let apply = "onrecord index --corrections onrecord.toml";
    assert!(added.done().out.contains("2 lines added to `onrecord.toml`, a new file"), "{added:?}");
    assert!(added.out.contains(&format!("`{apply}` applies it")), "{added:?}");
    let text = fs::read_to_string(world.path("onrecord.toml")).unwrap();
    let again = world.run(&["recurring", "--add", "--all"]);
    assert!(again.done().out.contains("2 lines stand in `onrecord.toml` already"), "{again:?}");
    assert_eq!(fs::read_to_string(world.path("onrecord.toml")).unwrap(), text);
    assert!(world.run(&["recurring"]).done().out.contains("2 lines stand in `onrecord.toml`"));
    world.run(&apply.split(' ').skip(1).collect::<Vec<_>>()).done();
    assert!(lines(&world).is_empty());
    equals_rebuilt(&world, "with a new file");
    let nothing = world.run(&["recurring"]);
    assert_eq!((nothing.status, nothing.out.as_str()), (1, "no line recurs\n"));
    world.run(&["recurring", "--add", "1"]).refused(&["no line recurs"]);

    // Another file, of an index elsewhere.
    fs::remove_file(world.path("onrecord.toml")).unwrap();
    index(&world, &["--index", "other", "pages"]);
    let elsewhere = world.run(&["recurring", "--index", "other", "--add", "1", "--corrections", "mine.toml"]);
    assert!(elsewhere.done().out.contains("`onrecord index --index other --corrections mine.toml` applies it"));
    world.run(&["index", "--index", "other", "--corrections", "mine.toml"]).done();
    assert_eq!(world.json(&["recurring", "--index", "other", "--format", "json"])["total"], 1);
    world.run(&["recurring", "--add", "1"]).refused(&["no corrections file", "onrecord.toml"]);
}

#[test]
fn what_cannot_be_added_changes_nothing() {
    let world = pier();
    for (arguments, says) in [
        (&["--add"][..], "which lines?"),
        (&["--add", "3"], "there is no line 3: `onrecord recurring` lists 1 to 2"),
        (&["--add", "1,0"], "there is no line 0"),
        (&["--add", "1", "--reason", "boredom"], "boredom"),
        (&["--all"], "--add"),
    ] {
        let all: Vec<&str> = ["recurring"].iter().chain(arguments).copied().collect();
        world.run(&all).refused(&[says]);
    }
    assert!(!world.path("onrecord.toml").exists());
    for (text, says) in [
        ("[tables]\nfurniture = 'Ad  whole  notice  -'\n", "cannot add to the table `furniture`"),
        ("[tables\n", "cannot use the corrections: `onrecord.toml` line 1"),
    ] {
        fs::write(world.path("onrecord.toml"), text).unwrap();
        world.run(&["recurring", "--add", "1"]).refused(&[says]);
        assert_eq!(fs::read_to_string(world.path("onrecord.toml")).unwrap(), text);
    }
    World::new().run(&["recurring"]).refused(&["no index in `index`"]);
}

#[test]
fn copies_of_one_story_make_no_line_recur() {
    let world = World::new();
    let story = BODIES.join("\n\n");
    for (at, body) in (1..).zip(BODIES) {
        world.write(
            &format!("pages/{at}.txt"),
            format!("Berths of the week\n\n{story}\n\n{body} So it was told {at} times.\n"),
        );
        world.write(&format!("pages/short/{at}.txt"), format!("Berths of day {at}\n\nThe berth was opened at noon.\n"));
    }
    index(&world, &["pages"]);
    assert_eq!(lines(&world), [] as [Value; 0]);
}

#[test]
fn the_list_depends_on_the_articles_alone() {
    let world = pier();
    let moved = |from: &str, to: &str| fs::rename(world.path(from), world.path(to)).unwrap();
    moved("pages", "all");
    fs::create_dir_all(world.path("pages/post")).unwrap();
    fs::create_dir_all(world.path("pages/notes")).unwrap();
    for at in [5, 2, 4, 1, 3] {
        moved(&format!("all/post/{at}.html"), &format!("pages/post/{at}.html"));
        if at < 5 {
            moved(&format!("all/notes/{at}.txt"), &format!("pages/notes/{at}.txt"));
        }
        index(&world, &["--index", "slow", "pages"]);
    }
    index(&world, &["--index", "fresh", "--rebuild", "pages"]);
    let printed =
        |place: &str, format: &str| world.run(&["recurring", "--index", place, "--format", format]).done().out.clone();
    for format in ["json", "jsonl", "csv"] {
        assert_eq!(printed("slow", format), printed("fresh", format));
        assert!(printed("slow", format).contains(NOTE), "{format}");
    }
    assert_eq!(printed("slow", "jsonl").lines().count(), 2);
    assert!(printed("slow", "csv").starts_with("number,articles,of,publisher,folder,example,added,line\r\n"));
}
