//! `search --explain FILE`: each part of the query is asked of that file alone.

use crate::world::World;

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
