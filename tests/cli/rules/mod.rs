//! The rules of a search as a person meets them: a folder of a few pages, `onrecord index`, then searches. A rule a
//! test, its pages beside it, so that what must be found can be read off.
//!
//! Beside them: `tests/language/` has the language case by case, `tests/meaning/` asks random queries. These show that
//! the command line keeps to the same rules.

mod answers;
mod dates;
mod facets;
mod levels;
mod scripts;
mod words;

use std::path::Path;

use serde_json::Value;

use crate::world::World;

/// A world with an index of some pages: a name and the text of each.
fn indexed(pages: &[(&str, &str)]) -> World {
    let world = World::new();
    for (name, text) in pages {
        world.write(&format!("news/{name}.txt"), text);
    }
    world.run(&["index", "news"]).done();
    world
}

/// What a search shows, in the order of names: `page:0 ferry · quay` for a paragraph, counted from 0, and what is
/// marked in it; `page:T ferry` for a title with marks.
fn shown(world: &World, typed: &[&str]) -> Vec<String> {
    let found = world.search(&[&["--limit", "1000"], typed].concat());
    let hits = found["hits"].as_array().unwrap();
    assert_eq!(found["total"], hits.len(), "{found}");
    let mut lines: Vec<String> = hits.iter().flat_map(|hit| [passage(hit), title(hit)]).flatten().collect();
    lines.sort();
    lines.dedup();
    lines
}

fn passage(hit: &Value) -> Option<String> {
    let marks = marked(&hit["snippet"]["text"], &hit["snippet"]["highlights"]);
    Some(format!("{}:{} {marks}", name(hit), hit["paragraph"]["ordinal"]).trim_end().to_owned())
}

fn title(hit: &Value) -> Option<String> {
    let marks = marked(&hit["article"]["title"], &hit["article"]["title_highlights"]);
    (!marks.is_empty()).then(|| format!("{}:T {marks}", name(hit)))
}

/// The page of a hit.
fn name(hit: &Value) -> &str {
    Path::new(hit["article"]["path"].as_str().unwrap()).file_stem().unwrap().to_str().unwrap()
}

fn marked(text: &Value, marks: &Value) -> String {
    let text: Vec<char> = text.as_str().unwrap_or_default().chars().collect();
    let at = |end: &Value| end.as_u64().unwrap() as usize;
    let cut = |mark: &Value| text[at(&mark[0])..at(&mark[1])].iter().collect::<String>();
    marks.as_array().unwrap().iter().map(cut).collect::<Vec<_>>().join(" · ")
}

/// The pages that a search finds, in the order it prints them.
fn pages(world: &World, typed: &[&str]) -> Vec<String> {
    let found = world.search(&[&["--limit", "1000", "--group", "article"], typed].concat());
    found["hits"].as_array().unwrap().iter().map(|hit| name(hit).to_owned()).collect()
}
