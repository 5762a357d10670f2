//! The page on the query language: each of its examples is read without a complaint and finds in the sample
//! articles what the page says. `ONRECORD_BLESS=1` renews the last column.

use std::fs;
use std::path::Path;

use crate::world::{World, copy};

/// What a line of the page claims of an example.
struct Example {
    query: String,
    finds: Option<String>,
}

/// A row of a table: its first cell in code marks is a query, its last one what it finds.
fn example(line: &str) -> Option<Example> {
    let cells = line.strip_prefix("| `")?.strip_suffix('|')?;
    let (query, rest) = cells.split_once("` |")?;
    let finds = rest.rsplit(" |").next().map(str::trim).filter(|cell| !cell.is_empty());
    Some(Example { query: query.replace("\\|", "|"), finds: finds.map(str::to_owned) })
}

#[test]
fn examples_find_what_the_page_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = root.join("docs/query.md");
    let text = fs::read_to_string(&page).unwrap();
    let world = World::new();
    copy(&root.join("seeds"), &world.path("seeds"));
    let mut renewed = String::new();
    let mut wrong = Vec::new();
    let mut examples = 0;
    for line in text.lines() {
        let Some(example) = example(line) else {
            renewed.push_str(line);
            renewed.push('\n');
            continue;
        };
        examples += 1;
        let found = world.search(&["--quiet", &example.query]);
        assert_eq!(found["warnings"], serde_json::json!([]), "{}", example.query);
        let counts = format!("{} in {}", found["total"], found["total_articles"]);
        match &example.finds {
            Some(finds) => {
                let row = line.strip_suffix('|').unwrap().trim_end().strip_suffix(finds.as_str()).unwrap();
                renewed.push_str(&format!("{row}{counts} |\n"));
                if *finds != counts {
                    wrong.push(format!("{}: {finds} on the page, {counts} found", example.query));
                }
            }
            None => {
                renewed.push_str(line);
                renewed.push('\n');
            }
        }
    }
    assert!(examples > 40, "only {examples} examples are found on the page");
    if std::env::var_os("ONRECORD_BLESS").is_some_and(|value| value == "1") {
        fs::write(&page, renewed).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn help_query_prints_the_page() {
    let ran = World::new().run(&["help", "query"]);
    assert!(ran.done().out.starts_with("# The query language\n"), "{ran:?}");
    assert!(World::new().run(&["help", "search"]).done().out.contains("--speaker"));
    World::new().run(&["help", "nothing"]).refused(&["`nothing`", "query"]);
}
