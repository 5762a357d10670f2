//! Properties: one report at several papers is one story: counts and facets take all of its articles, the list shows
//! the earliest of those found and names the others; who else tells it depends on what is there, not on the order it
//! came in; other reports, and short notes, stand by themselves.

use serde_json::Value;

use crate::world::World;

const REPORT: &str = "Norway and Chile agreed on Monday to open a joint office for salmon inspectors in Puerto Montt, \
    after two years of talks about fish health and the papers that travel with each load.\n\n\
    \"Inspectors will no longer fly across the world to read a thermometer,\" said Ingrid Solheim, who led the \
    Norwegian side, at the signing in the old customs house.\n\n\
    The office opens in March with six people from each country, and its costs are shared in halves, the two \
    ministries said in a joint statement.\n";

const OTHER: &str = "Norway and Chile met on the football field on Friday, where the salmon farmers of both \
    countries had sent their best eleven for a match that ended without a goal.\n\n\
    \"We will meet again next year, and then with a better keeper,\" said Pedro Rojas, the captain of the guests, \
    when rain had stopped the music on the pier.\n";

fn page(headline: &str, day: u32, text: &str, ending: &str) -> String {
    format!("{headline}\nPublished: March {day}, 2021\n\n{text}\n{ending}")
}

/// The report at three papers, the second with a paragraph of its own, and another story.
fn world() -> World {
    let world = World::new();
    world.write("news/b.txt", page("Salmon Office to Open", 9, REPORT, ""));
    world.write("news/a.txt", page("Two Countries Share an Office", 10, REPORT, "The ministers then dined on cod.\n"));
    world.write("news/c.txt", page("Puerto Montt Gets Inspectors", 11, REPORT, ""));
    world.write("news/d.txt", page("Farmers Play to a Draw", 9, OTHER, ""));
    world.run(&["index", "news"]).done();
    world
}

/// Each article of an answer with those that fold under it.
fn listed(found: &Value) -> Vec<String> {
    let path = |article: &Value| article["path"].as_str().unwrap().trim_start_matches("news/").replace(".txt", "");
    let mut lines: Vec<String> = Vec::new();
    for hit in found["hits"].as_array().unwrap() {
        let copies: String = hit["copies"].as_array().unwrap().iter().map(|copy| format!("+{}", path(copy))).collect();
        assert_eq!(hit["copies_total"], hit["copies"].as_array().unwrap().len());
        let line = format!("{}{copies}", path(&hit["article"]));
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    lines.sort();
    lines
}

#[test]
fn copies_fold_under_the_earliest() {
    let world = world();
    let found = world.search(&["salmon"]);
    assert_eq!(listed(&found), ["b+a+c", "d"]);
    assert_eq!((&found["total_articles"], &found["total_stories"]), (&4.into(), &2.into()));
    assert_eq!(found["facets"]["year"][0]["articles"], 4, "facets count what is folded");
    assert_eq!(listed(&world.search(&["salmon", "--copies"])), ["a", "b", "c", "d"]);
    assert_eq!(world.search(&["salmon", "--copies"])["total_stories"], 2);
    let text = world.run(&["search", "salmon"]).out;
    assert!(text.contains("in 4 articles, 2 stories") || text.contains("2 stories"), "{text}");
    assert!(text.contains("and 2 copies (--copies lists them): news/a.txt (2021-03-10)"), "{text}");
}

#[test]
fn an_article_tells_where_else_its_story_is() {
    let world = world();
    let also = |path: &str| -> Vec<String> {
        let text = world.run(&["show", path]).out;
        let lines = text.lines().filter(|line| line.contains("news/") && line.starts_with("also in"));
        lines.map(|line| line.split_whitespace().skip(2).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(also("news/a.txt"), ["9 March 2021 · news/b.txt", "11 March 2021 · news/c.txt"]);
    assert_eq!(also("news/b.txt"), ["10 March 2021 · news/a.txt", "11 March 2021 · news/c.txt"]);
    assert_eq!(also("news/d.txt"), [""; 0]);
    std::fs::remove_file(world.path("news/b.txt")).unwrap();
    world.run(&["index"]).done();
    assert_eq!(also("news/a.txt"), ["11 March 2021 · news/c.txt"]);
}

#[test]
fn the_earliest_of_those_found_stands_for_the_others() {
    let world = world();
    assert_eq!(listed(&world.search(&["salmon", "--from", "2021-03-10"])), ["a+c"]);
    assert_eq!(listed(&world.search(&["salmon", "cod"])), ["a"]);
    assert_eq!(listed(&world.search(&["is:copy", "--copies"])), ["a", "c"]);
    assert_eq!(listed(&world.search(&["is:copy"])), ["a+c"]);
    assert_eq!(listed(&world.search(&["salmon -is:copy"])), ["b", "d"]);
    let pages = ["0", "1", "2"].map(|offset| {
        let found = world.search(&["salmon", "--group", "article", "--limit", "1", "--offset", offset]);
        (found["hits"].as_array().unwrap().len(), found["next"].clone())
    });
    assert_eq!(pages, [(1, 1.into()), (1, Value::Null), (0, Value::Null)]);
}

#[test]
fn stories_follow_the_folder() {
    let world = world();
    std::fs::remove_file(world.path("news/b.txt")).unwrap();
    world.write("news/e.txt", page("An Office for Salmon", 1, REPORT, ""));
    world.run(&["index"]).done();
    let synced = world.search(&["salmon"]);
    assert_eq!(listed(&synced), ["d", "e+a+c"]);
    world.run(&["index", "--rebuild"]).done();
    assert_eq!(listed(&world.search(&["salmon"])), listed(&synced));
    for gone in ["a", "c"] {
        std::fs::remove_file(world.path(&format!("news/{gone}.txt"))).unwrap();
    }
    world.run(&["index"]).done();
    assert_eq!(listed(&world.search(&["salmon"])), ["d", "e"]);
}

#[test]
fn a_run_for_evaluation_leaves_nothing_out() {
    let world = world();
    world.write("queries.tsv", "1\tsalmon office\n");
    let ran = world.run(&["search", "--format", "trec", "--match", "any", "--queries", "queries.tsv"]);
    assert_eq!(ran.done().out.lines().count(), 4, "{ran:?}");
}
