//! Properties: after each kind of change just the files that changed are read, and a run right after
//! reads none; whatever happened, every query, article and count is that of a rebuild; a moved file
//! keeps its id; a change within one tick of the clock is noticed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use crate::world::World;

const HARBOUR: &str = "Harbour Towns Sign Pact\nPublished: 3 March 2016\n\n\
    Officials from Japan and Chile signed a harbour pact in Osaka on Thursday.\n\n\
    \"A harbour is a promise,\" said Mori Kenta, mayor of Osaka Bay.\n\n\
    Pilar Rojas, a spokeswoman for the Copper Union, said that the pact would halve the waiting time.\n";
const ORCHARD: &str = "Orchards Look for Sockets\nPublished: 18 March 2021\n\n\
    Growers from China and Vietnam met in Hanoi to talk about one belt one road cold chains.\n\n\
    Nguyen Minh Duc, chair of the Hanoi Fruit Society, said that apples fear waiting more than distance.\n";
const WAGONS: &str = "Wagons Wait at the Border\nPublished: 9 November 2018\n\n\
    Logistics firms from Korea and China discussed the waiting wagons in Seoul.\n\n\
    \"The rail changes before the harbour does,\" Park Seo-jun, director of the East Sea Society, told reporters.\n";
const LOOMS: &str = "Looms Move North\n\nIndia and Kenya opened a fair for looms. The roads were repaired for it.\n";
const KOREAN: &str = "한중 물류 포럼 서울서 개최\n입력 2018-11-09 09:30\n\n\
    한국과 중국의 물류 기업들이 9일 서울에서 일대일로 사업 협력 방안을 논의했다.\n";

/// Words, phrases, filters, all of which some article of these tests answers at some time.
const QUERIES: &[&[&str]] = &[
    &["harbour"],
    &["waiting", "wagons"],
    &["\"one belt one road\""],
    &["일대일로"],
    &["road", "-belt"],
    &["pact OR socket"],
    &["(rail OR apples) -looms"],
    &["--year", "2016..2018"],
    &["--from", "2018-11", "--to", "2021-03-18", "waiting"],
    &["--pair", "korea-china"],
    &["--country", "KE"],
    &["--speaker", "Park Seo-jun"],
    &["--speaker", "Mori", "promise"],
    &["--kind", "direct"],
    &["--kind", "indirect", "waiting"],
    &["--lang", "ko"],
    &["--lang", "en"],
    &["is:undated"],
];

/// What a run says it did: files read, taken, unchanged, removed; articles written, taken out, there.
pub type Did = [u64; 7];

pub fn index(world: &World, arguments: &[&str]) -> Did {
    let mut all = vec!["index", "--format", "json"];
    all.extend(arguments);
    let report = world.json(&all);
    ["read", "taken", "unchanged", "removed", "articles_written", "articles_removed", "articles"]
        .map(|name| report[name].as_u64().unwrap_or_else(|| panic!("no {name}: {report}")))
}

/// Brings the index in step and holds it against the report that is expected.
#[track_caller]
fn step(world: &World, what: &str, want: Did) {
    assert_eq!(index(world, &[]), want, "{what}: [read, taken, unchanged, removed, written, taken out, articles]");
    let files = want[1] + want[2];
    let again = world.run(&["index"]);
    let nothing = format!("{files} files found: 0 read, 0 taken, {files} unchanged, 0 skipped; 0 removed");
    assert!(again.done().out.contains("nothing has changed"), "{what}: {again:?}");
    assert!(again.out.contains(&nothing), "{what}: {again:?}");
    equals_rebuilt(world, what);
}

/// Everything that can be asked has the answer of an index built afresh from the same folder.
#[track_caller]
pub fn equals_rebuilt(world: &World, what: &str) {
    index(world, &["--index", "fresh", "--rebuild", "pages"]);
    let mut found = 0;
    for query in QUERIES {
        let ask = |place: &str| {
            let mut all = vec!["--index", place, "--limit", "1000"];
            all.extend(*query);
            sorted(world.search(&all))
        };
        let (synced, rebuilt) = (ask("index"), ask("fresh"));
        assert_eq!(synced, rebuilt, "{what}: {query:?}");
        found += synced["total"].as_u64().unwrap();
        for hit in synced["hits"].as_array().unwrap() {
            let show = |place: &str| world.json(&["show", "--format", "json", "--index", place, id_of(hit)]);
            assert_eq!(show("index"), show("fresh"), "{what}: {query:?}");
        }
    }
    assert!(found > 0, "{what}: no query found anything");
    assert_eq!(world.status("index"), world.status("fresh"), "{what}");
}

/// An answer without the time it took, scores and the order they make.
fn sorted(mut answer: Value) -> Value {
    answer["took_ms"] = Value::Null;
    let hits = answer["hits"].as_array_mut().unwrap();
    for hit in hits.iter_mut() {
        hit["rank"] = Value::Null;
        hit["score"] = Value::Null;
    }
    hits.sort_by_key(|hit| (id_of(hit).to_owned(), hit["paragraph"]["ordinal"].as_u64()));
    answer
}

fn id_of(hit: &Value) -> &str {
    hit["article"]["id"].as_str().unwrap()
}

/// The id and the paths of the one article that a query finds.
fn the_article(world: &World, query: &str) -> (String, Vec<String>) {
    let found = world.search(&[query]);
    assert_eq!(found["total_articles"], 1, "{query}: {found}");
    let hit = &found["hits"][0];
    let paths = hit["article"]["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned());
    (id_of(hit).to_owned(), paths.collect())
}

pub fn five_articles() -> World {
    let world = World::new();
    for (name, text) in [
        ("pages/harbour.txt", HARBOUR),
        ("pages/orchard.txt", ORCHARD),
        ("pages/wagons.txt", WAGONS),
        ("pages/deep/looms.txt", LOOMS),
        ("pages/deep/물류.txt", KOREAN),
    ] {
        world.write(name, text);
    }
    assert_eq!(index(&world, &["pages"]), [5, 5, 0, 0, 5, 0, 5]);
    world
}

#[test]
fn only_what_changed_is_read_and_all_is_as_rebuilt() {
    let world = five_articles();
    let rename = |from: &str, to: &str| fs::rename(world.path(from), world.path(to)).unwrap();
    step(&world, "nothing", [0, 0, 5, 0, 0, 0, 5]);

    world.age("pages/harbour.txt");
    step(&world, "touched", [1, 0, 5, 0, 0, 0, 5]);

    world.write("pages/harbour.txt", format!("{HARBOUR}\nThe pact ends in 2030, said Pilar Rojas.\n"));
    step(&world, "edited", [1, 1, 4, 0, 1, 1, 5]);

    let same_size = ORCHARD.replace("apples", "grapes");
    assert_eq!(same_size.len(), ORCHARD.len());
    world.write("pages/orchard.txt", &same_size);
    step(&world, "edited, of the same size", [1, 1, 4, 0, 1, 1, 5]);
    assert_eq!(world.search(&["apples"])["total"], 0);
    assert_eq!(world.search(&["grapes"])["total"], 1);

    world.write("pages/new.txt", HARBOUR);
    step(&world, "added", [1, 1, 5, 0, 1, 0, 6]);

    let (id, paths) = the_article(&world, "looms");
    assert_eq!(paths, ["pages/deep/looms.txt"]);
    rename("pages/deep/looms.txt", "pages/looms-2.txt");
    step(&world, "renamed", [1, 1, 5, 1, 1, 0, 6]);
    assert_eq!(the_article(&world, "looms"), (id, vec!["pages/looms-2.txt".to_owned()]));

    rename("pages/wagons.txt", "pages/between");
    rename("pages/looms-2.txt", "pages/wagons.txt");
    rename("pages/between", "pages/looms-2.txt");
    step(&world, "names swapped", [2, 2, 4, 0, 2, 0, 6]);
    assert_eq!(the_article(&world, "looms").1, ["pages/wagons.txt"]);

    let (id, _) = the_article(&world, "looms");
    world.write("pages/deep/copy.txt", LOOMS);
    step(&world, "copied", [1, 1, 6, 0, 1, 0, 6]);
    let both = vec!["pages/deep/copy.txt".to_owned(), "pages/wagons.txt".to_owned()];
    assert_eq!(the_article(&world, "looms"), (id.clone(), both));

    fs::remove_file(world.path("pages/deep/copy.txt")).unwrap();
    step(&world, "copy removed", [0, 0, 6, 1, 1, 0, 6]);
    assert_eq!(the_article(&world, "looms"), (id, vec!["pages/wagons.txt".to_owned()]));

    fs::remove_file(world.path("pages/wagons.txt")).unwrap();
    step(&world, "deleted", [0, 0, 5, 1, 0, 1, 5]);
    assert_eq!(world.search(&["looms"])["total"], 0);

    fs::remove_file(world.path("pages/orchard.txt")).unwrap();
    world.write("pages/orchard.txt/inner.txt", ORCHARD);
    step(&world, "file turned into folder", [1, 1, 4, 1, 1, 1, 5]);

    rename("pages/deep", "pages/deeper");
    step(&world, "folder renamed", [1, 1, 4, 1, 1, 0, 5]);

    world.age("pages/harbour.txt");
    world.write("pages/new.txt", LOOMS);
    world.write("pages/newer.txt", LOOMS);
    fs::remove_file(world.path("pages/looms-2.txt")).unwrap();
    step(&world, "several at once", [3, 2, 3, 1, 1, 2, 4]);
}

/// A file that was modified about when it was read may have been modified again since, without a
/// change of size or time.
#[test]
fn a_change_within_a_tick_of_the_clock_is_noticed() {
    let moments: [fn() -> SystemTime; 2] = [
        // Fine times: between this and the reading lies less than the tick that is allowed for.
        || SystemTime::now() + Duration::from_millis(300),
        // Times in whole seconds, as some file systems keep them.
        || {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
            SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
        },
    ];
    for moment in moments {
        let world = five_articles();
        let moment = moment();
        world.write("pages/orchard.txt", ORCHARD.replace("apples", "grapes"));
        world.set_modified("pages/orchard.txt", moment);
        index(&world, &[]);
        assert_eq!(world.search(&["grapes"])["total"], 1);
        world.write("pages/orchard.txt", ORCHARD.replace("apples", "quince"));
        world.set_modified("pages/orchard.txt", moment);
        assert_eq!(index(&world, &[]), [1, 1, 4, 0, 1, 1, 5]);
        assert_eq!(world.search(&["grapes"])["total"], 0);
        assert_eq!(world.search(&["quince"])["total"], 1);
    }
}

/// What a folder holds: by path, the bytes and the time of each file.
type Snapshot = BTreeMap<String, (String, SystemTime)>;

fn snapshot(world: &World) -> Snapshot {
    fn look(world: &World, folder: &str, into: &mut Snapshot) {
        for entry in fs::read_dir(world.path(folder)).unwrap().map(Result::unwrap) {
            let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                look(world, &name, into);
            } else {
                let content = fs::read_to_string(entry.path()).unwrap();
                let modified = world.modified(&name);
                into.insert(name, (content, modified));
            }
        }
    }
    let mut found = Snapshot::new();
    look(world, "pages", &mut found);
    found
}

/// What a run must do between two states of a folder. An empty file holds no article.
fn expected(before: &Snapshot, after: &Snapshot) -> Did {
    let homes = |snapshot: &Snapshot| {
        let mut homes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, (content, _)) in snapshot.iter().filter(|(_, (content, _))| !content.is_empty()) {
            homes.entry(content.clone()).or_default().insert(path.clone());
        }
        homes
    };
    let (homes_before, homes_after) = (homes(before), homes(after));
    let count = |test: &dyn Fn(&str, &(String, SystemTime)) -> bool| {
        after.iter().filter(|(path, file)| test(path, file)).count() as u64
    };
    let same = |path: &str, content: &str| before.get(path).is_some_and(|(known, _)| known == content);
    [
        count(&|path, file| before.get(path) != Some(file)),
        count(&|path, (content, _)| !content.is_empty() && !same(path, content)),
        count(&|path, (content, _)| same(path, content)),
        before.keys().filter(|path| !after.contains_key(*path)).count() as u64,
        homes_after.iter().filter(|(content, paths)| homes_before.get(*content) != Some(paths)).count() as u64,
        homes_before.keys().filter(|content| !homes_after.contains_key(*content)).count() as u64,
        homes_after.len() as u64,
    ]
}

/// Does something to the folder.
fn disturb(world: &World, random: &mut fastrand::Rng) -> String {
    const NAMES: [&str; 7] = ["a.txt", "b.txt", "c.txt", "in/a.txt", "in/b.txt", "in/deep/c.txt", "d.txt"];
    const TEXTS: [&str; 6] = [HARBOUR, ORCHARD, WAGONS, LOOMS, KOREAN, ""];
    let files: Vec<String> = snapshot(world).into_keys().collect();
    let free: Vec<String> =
        NAMES.iter().map(|name| format!("pages/{name}")).filter(|name| !files.contains(name)).collect();
    let text = |random: &mut fastrand::Rng| {
        let text = random.choice(TEXTS).unwrap();
        // Few enough variants that byte copies come up by themselves.
        if text.is_empty() { String::new() } else { format!("{text}\nNumber {} waited.\n", random.u8(..3)) }
    };
    let Some(file) = random.choice(&files) else {
        world.write("pages/a.txt", HARBOUR);
        return "first".into();
    };
    match (random.u8(..8), random.choice(&free)) {
        (0, _) => {
            world.age(file);
            format!("touch {file}")
        }
        (1, _) => {
            world.write(file, text(random));
            format!("write {file}")
        }
        (2, _) => {
            fs::remove_file(world.path(file)).unwrap();
            format!("delete {file}")
        }
        (3, _) => {
            let other = random.choice(&files).unwrap();
            fs::rename(world.path(file), world.path("between")).unwrap();
            if other != file {
                fs::rename(world.path(other), world.path(file)).unwrap();
            }
            fs::rename(world.path("between"), world.path(other)).unwrap();
            format!("swap {file} {other}")
        }
        (4, Some(name)) => {
            fs::create_dir_all(world.path(name).parent().unwrap()).unwrap();
            fs::rename(world.path(file), world.path(name)).unwrap();
            format!("rename {file} {name}")
        }
        (5, Some(name)) => {
            world.write(name, fs::read(world.path(file)).unwrap());
            format!("copy {file} {name}")
        }
        (_, Some(name)) => {
            world.write(name, text(random));
            format!("add {name}")
        }
        (_, None) => "nothing".into(),
    }
}

#[test]
fn random_changes_are_as_rebuilt() {
    const STEPS: usize = 300;
    const STEPS_LEAST: usize = 20;
    const LONG_ENOUGH: Duration = Duration::from_secs(25);
    let began = Instant::now();
    let mut random = fastrand::Rng::with_seed(20_170_824);
    let world = five_articles();
    let mut before = snapshot(&world);
    let mut story = Vec::new();
    for at in 0..STEPS {
        if at >= STEPS_LEAST && began.elapsed() > LONG_ENOUGH {
            break;
        }
        let changes: Vec<String> = (0..random.usize(1..5)).map(|_| disturb(&world, &mut random)).collect();
        story.push(changes.join(", "));
        let after = snapshot(&world);
        assert_eq!(index(&world, &[]), expected(&before, &after), "{story:#?}");
        // Something every query can be held against.
        if after.values().any(|(content, _)| content.contains("waited")) && at % 3 == 0 {
            equals_rebuilt(&world, &format!("{story:#?}"));
            let none = index(&world, &[]);
            assert_eq!((none[0], none[3], none[4], none[5]), (0, 0, 0, 0), "{story:#?}");
        }
        before = after;
    }
    eprintln!("{} steps", story.len());
    equals_rebuilt_or_empty(&world, &story);
}

pub fn equals_rebuilt_or_empty(world: &World, story: &[String]) {
    if Path::new(&world.path("pages")).exists() && !snapshot(world).is_empty() {
        equals_rebuilt(world, &format!("{story:#?}"));
    }
}
