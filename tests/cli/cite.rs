//! Properties: citations are pinned in every format, of articles, passages, searches, quotes and similar articles; each
//! article of an answer is cited once, in its order; what is not there is told; nothing found is exit status 1.

use std::path::Path;

use serde_json::Value;

use crate::golden;
use crate::world::{Ran, World, copy};

/// A world with an index of the sample articles.
fn with_seeds() -> World {
    let world = World::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"), &world.path("seeds"));
    world.run(&["index", "seeds"]).done();
    world
}

fn transcript(ran: &Ran) -> String {
    let error = if ran.err.is_empty() { String::new() } else { format!("--- standard error\n{}", ran.err) };
    format!("$ {}\n{}{error}--- exit status {}\n\n", ran.typed, ran.out.replace("\r\n", "\n"), ran.status)
}

#[test]
fn transcripts() {
    let world = with_seeds();
    let beijing = "seeds/kita-beijing-forum.txt";
    let mut text = String::new();
    for typed in [
        &["cite", beijing][..],
        &["cite", "seeds/eu-vietnam-agreement.txt", "--paragraph", "4"],
        &["cite", "seeds/india-kenya-tea-fair.txt", "--format", "ris"],
        &["cite", beijing, "--format", "ris"],
        &["cite", beijing, "--paragraph", "2", "--format", "bibtex"],
        &["cite", "seeds/tokyo-summit-ko.txt", "--format", "bibtex"],
        &["cite", "seeds/saudi-iran-beijing-zh-hant.txt", "--format", "csl"],
        &["search", "\"one belt one road\"", "--format", "ris"],
        &["search", "forum", "--limit", "2", "--sort", "newest", "--format", "bibtex"],
        &["search", "zeppelin", "--format", "csl"],
        &["search", "zeppelin", "--format", "ris"],
        &["similar", beijing, "--limit", "2", "--format", "csl"],
        &["quotes", "--speaker", "Kim Young-ju", "policy", "--format", "bibtex"],
        &["cite", beijing, "--paragraph", "99"],
        &["cite", beijing, "--paragraph", "0"],
        &["cite", "nowhere.txt"],
    ] {
        text.push_str(&transcript(&world.run(typed)));
    }
    golden::check("cite.txt", &text);
}

#[test]
fn each_article_of_an_answer_is_cited_once() {
    let world = with_seeds();
    for options in [&["forum"][..], &["forum", "--group", "none", "--limit", "20"], &["forum", "--sort", "oldest"]] {
        let ran = world.run(&[&["search", "--format", "csl"], options].concat());
        let cited: Vec<Value> = serde_json::from_str(&ran.done().out).unwrap();
        let mut ids: Vec<&str> = cited.iter().map(|item| item["id"].as_str().unwrap()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert!(all > 1 && ids.len() == all, "{ids:?}");
    }
}

#[test]
fn citations_keep_the_order_of_the_answer() {
    let world = with_seeds();
    let options = ["forum", "--sort", "newest", "--limit", "5"];
    let found = world.search(&[&["--group", "article"], &options[..]].concat());
    let titles: Vec<&Value> = found["hits"].as_array().unwrap().iter().map(|hit| &hit["article"]["title"]).collect();
    let ran = world.run(&[&["search", "--format", "csl"], &options[..]].concat());
    let cited: Vec<Value> = serde_json::from_str(&ran.done().out).unwrap();
    assert_eq!(cited.iter().map(|item| &item["title"]).collect::<Vec<_>>(), titles);
}
