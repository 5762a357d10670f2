//! `search --explain`: a hit's score is the sum of what its words add. `--explain FILE`: each part of the query is
//! asked of that file alone.

use serde_json::Value;

use crate::world::World;

/// The hits of a search that explains them.
fn hits(world: &World, args: &[&str]) -> Vec<Value> {
    let out = world.run(&[&["search", "--format", "json"], args].concat()).done().out.clone();
    let response: Value = serde_json::from_str(&out).unwrap();
    response["hits"].as_array().unwrap().clone()
}

#[test]
fn a_score_is_the_sum_of_what_its_words_add() {
    let world = World::with_pages();
    world.run(&["index", "pages"]).done();
    for query in
        ["one belt one road", "\"belt one\" stops", "train* -zeppelin", "forum OR sockets", "(sockets OR forum) belt"]
    {
        let explained = hits(&world, &[query, "--explain"]);
        assert!(!explained.is_empty(), "{query}");
        for hit in &explained {
            let words = hit["explanation"]["words"].as_array().unwrap();
            let part = |word: &Value, name: &str| word[name].as_f64().unwrap();
            let sum: f64 =
                words.iter().map(|word| part(word, "passage") + part(word, "article") + part(word, "title")).sum();
            let score = hit["score"].as_f64().unwrap();
            assert!((sum - score).abs() < 1e-3 * score.max(1.0), "{query}: {sum} for {hit}");
        }
        let mut plain = hits(&world, &[query]);
        assert!(plain.iter().all(|hit| hit.get("explanation").is_none()), "{query}");
        for (plain, explained) in plain.iter_mut().zip(&explained) {
            plain["explanation"] = explained["explanation"].clone();
        }
        assert_eq!(plain, explained, "{query}: explaining changes nothing else");
    }
}

#[test]
fn what_stands_together_and_how_old_it_is_are_told() {
    let world = World::with_pages();
    world.run(&["index", "pages"]).done();
    let shown = world.run(&["search", "belt one road", "--explain", "--prefer", "recent"]);
    assert!(shown.done().out.contains("belt one together") && shown.out.contains("for its age"), "{shown:?}");
    let before = world.run(&["search", "--explain", "belt one road"]);
    assert!(before.done().out.contains("belt one together"), "the query may come after the option: {before:?}");
}

#[test]
fn a_file_is_found_or_told_why_not() {
    let world = World::with_pages();
    world.run(&["index", "pages"]).done();
    let file = "pages/rail-forum.txt";
    let found = world.run(&["search", "rail", "--explain", file]);
    assert!(found.done().out.contains("is found in place"), "{found:?}");
    let missing = world.run(&["search", "rail zeppelin", "--explain", file]);
    assert_eq!(missing.status, 1, "{missing:?}");
    assert!(missing.out.contains("✓ rail") && missing.out.contains("✗ zeppelin"), "{missing:?}");
    let unknown = world.run(&["search", "rail", "--explain", "pages/nowhere.txt"]);
    assert!(unknown.status == 1 && unknown.out.contains("not in the index"), "{unknown:?}");
}
