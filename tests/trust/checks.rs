//! Indexes in which something is wrong.
//!
//! Properties: a file of the index with a wrong byte is named; so is an article that is missing, that nobody holds, that
//! does not stand where it says or is not what annotating gives; what has changed in the folders is no fault. A copy of the folder of an index is that index.

use std::fs;

use onrecord::annotate::People;
use onrecord::engine::embedded::EmbeddedWriter;
use onrecord::engine::{Entry, Reader, Signature, StoredArticle, Writer};
use onrecord::index::{Change, Check, CheckOptions, Drift, Silent, check, sync};

use crate::folder::{World, now};
use crate::judge::told;
use crate::random;

fn world() -> World {
    let world = World::new(random().0);
    fs::write(
        world.path("news/loom.txt"),
        "A loom for Kenya opens in spring\n\n“A loom is a promise,” said Ada Lind, mayor of Osaka Bay.\n",
    )
    .unwrap();
    sync(&world.place("index"), &world.plan().change(), now(), &Silent).unwrap();
    world
}

fn checked(world: &World) -> Check {
    check(&world.place("index"), &CheckOptions::default(), now(), &Silent).unwrap()
}

/// What is wrong, in words.
fn faults(world: &World) -> Vec<String> {
    checked(world).faults.into_iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect()
}

/// Writes to the index behind the program's back.
fn meddle(world: &World, act: impl FnOnce(&mut EmbeddedWriter, StoredArticle)) {
    let place = world.place("index");
    let reader = place.open().unwrap();
    let id = reader.lookup("news/loom.txt", 1).unwrap().remove(0);
    let stored = reader.article(&id).unwrap().unwrap();
    let mut writer = EmbeddedWriter::open(place.generation().unwrap().folder().unwrap()).unwrap();
    act(&mut writer, stored);
    Box::new(writer).commit(reader.state()).unwrap();
}

fn put(writer: &mut EmbeddedWriter, stored: &StoredArticle) {
    let StoredArticle { article, paths, applied, .. } = stored;
    let (people, signature) = (&People::default(), &Signature::of(article));
    writer.put_article(Entry { article, stated_id: None, paths, applied, people, signature }).unwrap();
}

#[test]
fn a_sound_index_has_no_faults() {
    let found = checked(&world());
    assert_eq!(found.faults, []);
    assert!(found.articles > 1 && found.located == found.articles && found.annotated == found.articles, "{found:?}");
}

#[test]
fn a_wrong_byte_is_found() {
    for part in ["fast", "fieldnorm", "idx", "pos", "store", "term"] {
        let world = world();
        let generation = world.place("index").generation().unwrap();
        let mut files = fs::read_dir(generation.folder().unwrap()).unwrap().map(|entry| entry.unwrap().path());
        let file = files.find(|path| path.extension().is_some_and(|end| end == part)).unwrap();
        let mut bytes = fs::read(&file).unwrap();
        bytes[3] ^= 1;
        fs::write(&file, bytes).unwrap();
        assert_eq!(faults(&world), [format!("{}: its checksum is wrong", file.display())]);
    }
}

#[test]
fn an_article_that_is_missing_or_held_by_nobody_is_found() {
    let missing = world();
    meddle(&missing, |writer, stored| writer.delete_article(&stored.article.id).unwrap());
    let found = faults(&missing);
    assert!(found.len() == 1 && found[0].starts_with("news/loom.txt: its article"), "{found:?}");
    let held_by_nobody = world();
    meddle(&held_by_nobody, |writer, _| writer.delete_file("news/loom.txt").unwrap());
    let found = faults(&held_by_nobody);
    assert!(found.len() == 1 && found[0].starts_with("news/loom.txt: no file is known to hold"), "{found:?}");
}

#[test]
fn an_article_that_is_not_what_its_file_gives_is_found() {
    let displaced = world();
    meddle(&displaced, |writer, mut stored| {
        stored.article.paragraphs[0].start = Some(3);
        put(writer, &stored);
    });
    let [one, other] = ["annotating it again gives something else", "paragraph 1 does not stand where it says"];
    assert_eq!(faults(&displaced), [one, other].map(|what| format!("news/loom.txt: {what}")));
    let out_of_order = world();
    meddle(&out_of_order, |writer, mut stored| {
        let paragraph = &mut stored.article.paragraphs[0];
        paragraph.speakers[0].content[0].end = 1_000;
        put(writer, &stored);
    });
    let beyond = "a speech in paragraph 1 lies beyond its text";
    assert_eq!(faults(&out_of_order), [beyond, one].map(|what| format!("news/loom.txt: {what}")));
}

#[test]
fn a_copy_of_the_index_is_the_index() {
    let world = world();
    let (index, copy) = (world.path("index"), world.path("elsewhere/copy"));
    for entry in walkdir::WalkDir::new(&index).into_iter().map(Result::unwrap) {
        let to = copy.join(entry.path().strip_prefix(&index).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(to).unwrap(),
            false => _ = fs::copy(entry.path(), to).unwrap(),
        }
    }
    let copy = world.place("elsewhere/copy");
    assert_eq!(told(&copy, true), told(&world.place("index"), true));
    fs::remove_dir_all(index).unwrap();
    fs::write(world.path("news/new.txt"), "A loom for Chile\n\nA loom was opened.\n").unwrap();
    let report = sync(&copy, &Change::default(), now(), &Silent).unwrap();
    assert_eq!((report.taken, report.articles_written), (1, 1));
}

#[test]
fn what_changes_in_the_folders_is_no_fault() {
    let world = world();
    fs::write(world.path("news/new.txt"), "A loom\n").unwrap();
    fs::write(world.path("news/loom.txt"), "A loom and another\n").unwrap();
    fs::remove_file(world.path("news/a.txt")).unwrap();
    let found = checked(&world);
    assert_eq!(found.faults, []);
    assert_eq!(found.drift, Drift { new: 1, changed: 1, gone: 1 });
}
