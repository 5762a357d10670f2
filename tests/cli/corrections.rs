//! Properties: a correction shows at once and survives rebuilds; changing the file writes the articles it touches and
//! no others, and leaves what a rebuild gives; one whose article is gone is told; a bad one changes nothing.

use std::fs;

use serde_json::Value;

use crate::sync::{equals_rebuilt, five_articles, index};
use crate::world::World;

/// Articles written by a run, and articles there.
fn written(world: &World) -> (u64, u64) {
    let did = index(world, &[]);
    equals_rebuilt(world, "corrected");
    (did[4], did[6])
}

fn speakers(world: &World, query: &str) -> Vec<String> {
    let found = world.search(&[query]);
    let rows = found["facets"]["speaker"].as_array().unwrap();
    rows.iter().map(|row| row["label"].as_str().unwrap().to_owned()).collect()
}

fn correct(world: &World, text: &str) {
    fs::write(world.path("onrecord.toml"), text).unwrap();
}

#[test]
fn an_article_is_fixed_and_no_other_is_touched() {
    let world = five_articles();
    correct(
        &world,
        "[[article]]\npath = \"deep/looms.txt\"\ndate = \"2019-04\"\npairs = [\"KE-IN\", \"kenya-china\"]\n\
         publisher = \"Loom Weekly\"\n",
    );
    assert_eq!(written(&world), (1, 5));
    let found = world.search(&["looms", "--year", "2019", "--pair", "IN-KE", "--publisher", "loom weekly"]);
    let date = &found["hits"][0]["article"]["date"];
    assert_eq!(date["value"], "2019-04", "{found}");
    assert_eq!(date["evidence"], "set in `onrecord.toml`");
    assert_eq!(found["hits"][0]["article"]["pairs"], serde_json::json!(["CN-KE", "IN-KE"]));
    assert_eq!(index(&world, &[])[0], 0, "a second run reads nothing");
    assert!(world.run(&["status"]).done().out.contains("onrecord.toml"), "status names the file");

    // The fix is by path: it follows the name, not the content.
    fs::rename(world.path("pages/deep/looms.txt"), world.path("pages/deep/other.txt")).unwrap();
    let moved = world.run(&["index"]);
    moved.done().says(&["a correction has no article: path `deep/looms.txt`"]);
    assert_eq!(world.search(&["looms", "--year", "2019"])["total"], 0);
    equals_rebuilt(&world, "moved away from its fix");

    fs::remove_file(world.path("onrecord.toml")).unwrap();
    world.run(&["index"]).refused(&["no corrections file", "--no-corrections"]);
    let without = world.run(&["index", "--no-corrections"]);
    assert!(without.done().out.contains("corrections: none any more"), "{without:?}");
    assert_eq!(world.search(&["looms", "--pair", "CN-KE"])["total"], 0);
}

#[test]
fn names_are_joined_and_parted() {
    let world = five_articles();
    assert_eq!(speakers(&world, "harbour pact -wagons"), ["Mori Kenta", "Pilar Rojas"]);
    correct(&world, "[[person]]\nname = \"Pilar Rojas Vega\"\nalso = [\"Pilar Rojas\", \"Mori Kenta\"]\n");
    assert_eq!(written(&world), (1, 5), "both speak in one article, which is filed anew");
    assert_eq!(speakers(&world, "harbour pact -wagons"), ["Pilar Rojas Vega"]);
    assert_eq!(world.search(&["speaker:Vega"])["total"], 2);

    world.write("pages/joo.txt", "Two Meet\n\n\"We had to meet,\" said Kim Young-joo, who came by rail.\n");
    world.write("pages/ju.txt", "Two Met\n\n\"So we did meet,\" said Kim Young-ju, who came by ship.\n");
    index(&world, &[]);
    assert_eq!(speakers(&world, "meet").len(), 1);
    correct(&world, "[[person]]\nname = \"Kim Young-ju\"\nnot = [\"Kim Young-joo\"]\n");
    assert_eq!(written(&world), (2, 7), "one gains a key, and the two of the row before are parted again");
    assert_eq!(speakers(&world, "meet").len(), 2);
    for (name, path) in [("Kim Young-ju", "pages/ju.txt"), ("kim young-joo", "pages/joo.txt")] {
        let found = world.search(&["--speaker", name]);
        assert_eq!((&found["total"], &found["hits"][0]["article"]["path"]), (&1.into(), &path.into()));
    }
}

#[test]
fn speakers_of_an_article_are_renamed_or_taken_out() {
    let world = five_articles();
    correct(
        &world,
        "[[article]]\npath = \"harbour.txt\"\nrename = { \"Mori Kenta\" = \"Mori Kenta (Osaka)\" }\n\
         not-speakers = [\"Pilar Rojas\"]\n",
    );
    assert_eq!(written(&world), (1, 5));
    assert_eq!(speakers(&world, "harbour pact"), ["Mori Kenta (Osaka)"]);
}

#[test]
fn rows_touch_the_articles_with_their_words() {
    let world = five_articles();
    correct(&world, "[[place]]\nname = \"Hanoi Fruit Society\"\ncountry = \"kenya\"\nkind = \"institution\"\n");
    assert_eq!(written(&world).0, 1, "one article has the words");
    assert_eq!(world.search(&["orchards", "--country", "KE"])["total_articles"], 1);
    correct(&world, "[tables]\ncountry_forms = \"\"\"\nOsaka  KE  city\n\"\"\"\n");
    assert_eq!(written(&world).0, 2, "one article gains the row, another loses it");
    assert_eq!(world.search(&["orchards", "--country", "KE"])["total_articles"], 0);
    correct(&world, "# Nothing.\n");
    assert_eq!(written(&world).0, 1);
}

#[test]
fn names_of_things_reach_a_search_and_touch_no_article() {
    let world = five_articles();
    let total = |query: &str| world.search(&[query])["total_articles"].clone();
    assert_eq!((total("항만협약"), total("Hafenpakt")), (0.into(), 0.into()));
    correct(&world, "[tables]\nconcepts = \"\"\"\nharbour pact  항만협약  Hafenpakt\n\"\"\"\n");
    assert_eq!(written(&world).0, 0, "only searches know of it");
    let found = world.search(&["항만협약"]);
    assert_eq!(found["total_articles"], total("\"harbour pact\""));
    assert_ne!(found["total_articles"], 0);
    let expansions = &found["understood"]["clauses"][0]["expansions"];
    assert_eq!(*expansions, serde_json::json!(["harbour pact", "Hafenpakt"]));
    correct(&world, "# Nothing.\n");
    assert_eq!(written(&world).0, 0);
    assert_eq!(total("항만협약"), 0);
    correct(&world, "[tables]\nconcepts = \"alone\"\n");
    world.run(&["index"]).refused(&["cannot read the row `alone`", "a thing has two names or more"]);
}

#[test]
fn tables_may_stand_in_a_folder() {
    let world = five_articles();
    correct(&world, "tables-folder = \"mine\"\n");
    world.write("mine/country_forms.txt", "# Mine.\nOsaka\tKE\tcity\n");
    world.write("mine/furniture.txt", "Officials from Japan\tstart\tnotice\t-\n");
    assert_eq!(written(&world).0, 1);
    assert_eq!(world.search(&["--country", "KE", "pact"])["total_articles"], 1);
    world.write("mine/country_forms.txt", "# Mine.\nOsaka\tXY\tcity\n");
    world.run(&["index"]).refused(&["cannot read the row `Osaka", "country_forms.txt` line 2", "XY"]);
    assert_eq!(world.search(&["--country", "KE", "pact"])["total_articles"], 1, "the last commit stays");
    world.write("mine/countries_forms.txt", "");
    world.run(&["index"]).refused(&["there is no table `countries_forms`", "onrecord tables"]);
}

#[test]
fn annotate_honours_corrections_too() {
    let world = five_articles();
    correct(&world, "[[article]]\npath = \"looms.txt\"\ndate = \"2019\"\n");
    let date = |arguments: &[&str]| {
        let mut all = vec!["annotate", "--format", "json", "pages/deep/looms.txt"];
        all.extend(arguments);
        world.json(&all)[0]["date"].clone()
    };
    assert_eq!(date(&[])["value"], "2019");
    assert_eq!(date(&["--no-corrections"]), Value::Null);
    fs::write(world.path("other.toml"), "[[article]]\npath = \"looms.txt\"\ndate = \"2020\"\n").unwrap();
    assert_eq!(date(&["--corrections", "other.toml"])["value"], "2020");
    world.run(&["annotate", "--corrections", "gone.toml", "pages/deep/looms.txt"]).refused(&["gone.toml"]);
}

#[test]
fn tables_are_listed_and_printed() {
    let world = World::new();
    let list = world.run(&["tables"]);
    assert!(list.done().out.contains("country_forms") && list.out.contains("furniture"), "{list:?}");
    for name in list.out.lines().map(|line| line.split_whitespace().next().unwrap()) {
        let table = world.run(&["tables", name]);
        assert!(table.done().out.lines().any(|line| !line.starts_with("# ") && !line.is_empty()), "{name}");
    }
    world.run(&["tables", "places"]).refused(&["there is no table `places`"]);
}
