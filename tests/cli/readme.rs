//! The examples of the README: each command is run on the sample articles, and each line shown below it is printed.

use std::fs;
use std::path::Path;

use crate::world::{World, copy};

/// What is compared of a text: outputs in the README are shortened, at `…` and between lines, and their bars scaled.
fn essence(text: &str) -> String {
    text.replace(['…', '▇'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A command as a shell parts it.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ' ' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}

#[test]
fn examples_print_what_the_readme_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let world = World::new();
    copy(&root.join("seeds"), &world.path("seeds"));
    world.run(&["index", "seeds"]).done();
    for (name, title, text) in [
        ("a", "A Small Fair Opens", "India and Kenya opened a fair in Nairobi."),
        ("b", "A Small Fair Closes", "India and Kenya closed a fair in Nairobi."),
        ("c", "A Small Fair Moves", "India and Kenya will hold the next fair in Pune."),
    ] {
        let house = "The Fair Sheet is paid for by the stallholders and printed in the old tea hall.";
        world.write(&format!("news/{name}.txt"), format!("{title}\n\n{text}\n\n{house}\n"));
    }
    world.write("news/a.key", "deck");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut examples = 0;
    for block in readme.split("```").filter_map(|block| block.strip_prefix("\n$ onrecord ")) {
        let (command, shown) = block.split_once('\n').unwrap();
        let words = words(command);
        let ran = world.run_with(&words.iter().map(String::as_str).collect::<Vec<_>>(), &[("COLUMNS", "90")]);
        let printed = essence(&format!("{}{}", ran.done().err, ran.out));
        for line in shown.lines().map(essence) {
            assert!(printed.contains(&line), "`{command}` prints no line {line:?}: {ran:?}");
        }
        examples += 1;
    }
    assert!(examples >= 10, "only {examples} examples are found");
}
