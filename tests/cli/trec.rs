//! Properties: a run has six columns whatever names hold, an article once, best first; queries of a file are words
//! and nothing else; bad lines are told by file and line and the rest answered; an article goes by the id its
//! container states, else by its path; `--match any` and `--prefer recent` do as they say.

use onrecord::annotate::{AnnotatedArticle, People};
use onrecord::corrections::Applied;
use onrecord::engine::embedded::EmbeddedWriter;
use onrecord::engine::{Entry, Reader, Signature, Writer};
use onrecord::index::Place;

use crate::world::{Ran, World};

const LOOMS: &str = "Looms Move North\n\nIndia and Kenya opened a fair for looms. The looms were admired.\n\n\
                     The roads to the fair were repaired before the looms came.\n";
const ROADS: &str = "Roads Repaired\n\nRoads were repaired in Nairobi, and the repairs of roads were praised.\n";

fn indexed() -> World {
    let world = World::new();
    world.write("pages/loom fair.txt", LOOMS);
    world.write("pages/deep/roads.txt", ROADS);
    world.run(&["index", "pages"]).done();
    world
}

fn run(world: &World, queries: &str, options: &[&str]) -> Ran {
    world.write("queries.tsv", queries);
    let mut typed = vec!["search", "--format", "trec", "--queries", "queries.tsv"];
    typed.extend(options);
    world.run(&typed)
}

/// The rows of a run without their scores, which must fall.
fn rows(ran: &Ran) -> Vec<String> {
    let mut last: Option<(String, f32)> = None;
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(' ').collect();
        let [query, q0, name, rank, score, tag] = cells[..] else { panic!("no six columns: {line}") };
        let score: f32 = score.parse().unwrap();
        let before = last.replace((query.to_owned(), score));
        assert!(before.is_none_or(|(other, higher)| other != query || higher >= score), "{ran:?}");
        format!("{query} {q0} {name} {rank} {tag}")
    };
    ran.out.lines().map(row).collect()
}

#[test]
fn a_run_over_articles() {
    let world = indexed();
    let ran = run(&world, "1\tlooms\n2\trepaired roads\r\n\n3\tzebras\n", &["--match", "any", "--run-tag", "try-1"]);
    let want = ["1 Q0 loom%20fair.txt 1 try-1", "2 Q0 deep/roads.txt 1 try-1", "2 Q0 loom%20fair.txt 2 try-1"];
    assert_eq!(rows(ran.done()), want);
    let ran = run(&world, "2\trepaired roads", &["--match", "any", "--limit", "1"]);
    assert_eq!(rows(&ran), ["2 Q0 deep/roads.txt 1 onrecord"]);
    let ran = run(&world, "3\tzebras", &[]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
}

#[test]
fn queries_are_words_and_nothing_else() {
    let world = indexed();
    let same = |a: &str, b: &str| {
        let run = |text: &str| run(&world, &format!("1\t{text}\n"), &["--match", "any"]);
        assert_eq!(run(a).done().out, run(b).done().out, "{a} and {b}");
    };
    same("-looms roads", "looms roads");
    same("\"fair looms\" kenya", "fair looms kenya");
    same("lang:ko looms OR (roads)?", "lang ko looms or roads");
    let score = |text: &str| -> f32 {
        let ran = run(&world, &format!("1\t{text}\n"), &["--match", "any"]);
        ran.out.split(' ').nth(4).unwrap().parse().unwrap()
    };
    assert!(score("kenya kenya") > score("kenya") * 1.9, "a repeated word counts twice");
    let all = run(&world, "1\tlooms nairobi\n2\tlooms roads\n", &[]);
    assert_eq!(rows(all.done()), ["2 Q0 loom%20fair.txt 1 onrecord"]);
}

#[test]
fn bad_lines_are_told_and_stepped_over() {
    let world = indexed();
    let ran = run(&world, "1 looms\n\tlooms\n3\tlooms\n4\t?!\n3\troads\na b\tlooms\n", &[]);
    assert_eq!(ran.status, 2);
    assert_eq!(rows(&ran), ["3 Q0 loom%20fair.txt 1 onrecord"]);
    ran.says(&[
        "`queries.tsv`, line 1: no tab",
        "`queries.tsv`, line 2: no id",
        "`queries.tsv`, line 4: no words in query `4`",
        "`queries.tsv`, line 5: the id `3` a second time",
        "`queries.tsv`, line 6: the id `a b` holds a blank",
    ]);
}

#[test]
fn what_makes_no_run_is_refused() {
    let world = indexed();
    world.write("queries.tsv", "1\tlooms\n");
    world.run(&["search", "looms", "--format", "trec"]).refused(&["--queries FILE"]);
    world.run(&["search", "--queries", "queries.tsv"]).refused(&["--format trec"]);
    let trec = ["search", "--format", "trec", "--queries"];
    world.run(&[&trec[..], &["none.tsv"]].concat()).refused(&["cannot read `none.tsv`"]);
    world.run(&[&trec[..], &["queries.tsv", "--run-tag", "a b"]].concat()).refused(&["`a b` is no tag"]);
}

#[test]
fn an_article_goes_by_the_id_it_states() {
    let world = indexed();
    let place = Place::new(world.path("index"));
    let reader = place.open().unwrap();
    let id = reader.lookup("pages/deep/roads.txt", 1).unwrap().remove(0);
    let stored = reader.article(&id).unwrap().unwrap();
    assert_eq!(stored.stated_id, None);
    let article: &AnnotatedArticle = &stored.article;
    let (paths, applied, people) = (&stored.paths[..], &Applied::default(), &People::default());
    let mut writer = Box::new(EmbeddedWriter::open(place.generation().unwrap().folder().unwrap()).unwrap());
    let signature = &Signature::of(article);
    writer.put_article(Entry { article, stated_id: Some("doc 7"), paths, applied, people, signature }).unwrap();
    writer.commit(reader.state()).unwrap();
    assert_eq!(rows(&run(&world, "1\tnairobi", &[])), ["1 Q0 doc%207 1 onrecord"]);
}

#[test]
fn several_folders_keep_their_names() {
    let world = indexed();
    world.write("more/roads.txt", "More Roads\n\nMore roads were opened by a crane.\n");
    world.run(&["index", "--add", "more"]).done();
    assert_eq!(
        rows(&run(&world, "1\tcrane\n2\tnairobi", &[])),
        ["1 Q0 more/roads.txt 1 onrecord", "2 Q0 pages/deep/roads.txt 1 onrecord"]
    );
}

#[test]
fn any_word_will_do() {
    let world = indexed();
    assert_eq!(world.search(&["looms nairobi"])["total_articles"], 0);
    let any = world.search(&["looms nairobi", "--match", "any"]);
    assert_eq!((&any["total_articles"], &any["understood"]["text"]), (&2.into(), &"looms OR nairobi".into()));
    assert_eq!(world.search(&["looms nairobi -fair", "--match", "any"])["total_articles"], 1);
    assert_eq!(world.search(&["looms AND nairobi", "--match", "any"])["total_articles"], 0);
    assert_eq!(world.search(&["looms nairobi", "--match", "any", "--year", "1990"])["total_articles"], 0);
}

#[test]
fn recent_articles_are_preferred_when_asked() {
    let world = World::new();
    world.write("pages/old.txt", "Looms of Old\n\nPublished: March 3, 2001\n\nIndia opened a fair for looms.\n");
    world.run(&["index", "pages"]).done();
    let score = |options: &[&str]| world.search(&[&["looms"], options].concat())["hits"][0]["score"].as_f64().unwrap();
    let ratio = score(&["--prefer", "recent"]) / score(&[]);
    assert!(ratio > 0.75 && ratio < 0.80, "{ratio}");
}
