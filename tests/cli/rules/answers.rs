//! Properties: an answer says how it read the query; where nothing is found it says what looser readings would find and
//! applies none; what the best answers share ranks when asked; equal scores go to the newest; passages of an article stand together when asked; pages of an answer
//! follow each other.

use serde_json::json;

use super::{indexed, name, pages};
use crate::world::World;

const LINE: &str = "The tram line to the mill was opened by the mayor.";

/// Three pages with one and the same paragraph, of three days.
fn twins() -> World {
    let page = |day: &str| format!("Tram Line to the Mill Opens\nPublished: {day}\n\n{LINE}\n");
    indexed(&[("b", &page("2 May 2017")), ("a", &page("3 May 2017")), ("c", &page("1 May 2017"))])
}

#[test]
fn an_answer_says_how_it_read_the_query() {
    let world = twins();
    let found = world.search(&["tram OBOR after:2017-05", "--pair", "korea-china"]);
    assert_eq!(found["understood"]["text"], "tram OBOR date:2017-05.. pair:CN-KR");
    let reads: Vec<_> =
        found["understood"]["clauses"].as_array().unwrap().iter().map(|clause| clause["reads"].clone()).collect();
    assert_eq!(reads, ["article", "article", "article", "paragraph"]);
}

#[test]
fn looser_readings_are_offered_and_never_applied() {
    let world = twins();
    let found = world.search(&["tram mill", "--year", "2019"]);
    assert_eq!((&found["total"], &found["hits"]), (&0.into(), &json!([])));
    let offer = json!([{"label": "without year:2019", "query": "tram mill", "total": 3, "total_articles": 3}]);
    assert_eq!(found["looser"], offer);
    let text = world.run(&["search", "tram mill", "--year", "2019"]);
    assert!(text.status == 1 && text.out.contains("without year:2019"), "{text:?}");
}

#[test]
fn a_word_that_the_index_lacks_is_offered_spelt_otherwise() {
    let world = twins();
    let found = world.search(&["tramm mill"]);
    assert_eq!((&found["total"], &found["suggestion"]), (&0.into(), &"tram mill".into()));
}

#[test]
fn equal_scores_go_to_the_newest() {
    assert_eq!(pages(&twins(), &["tram"]), ["a", "b", "c"]);
}

#[test]
fn pages_of_an_answer_follow_each_other() {
    let world = twins();
    let mut offset = json!(0);
    let mut seen = Vec::new();
    while let Some(at) = offset.as_u64() {
        let found = world.search(&["tram", "--limit", "2", "--offset", &at.to_string()]);
        seen.extend(found["hits"].as_array().unwrap().iter().map(|hit| name(hit).to_owned()));
        offset = found["next"].clone();
    }
    assert_eq!(seen, pages(&world, &["tram"]));
}

#[test]
fn passages_of_an_article_stand_together_when_asked() {
    let world = indexed(&[(
        "dew",
        "Dew Falls on Four Mornings\n\nDew fell on Monday.\n\nDew fell on Tuesday, when the road was closed again.\n\n\
         Dew fell on Wednesday, and nobody went out at all.\n\nDew fell on Thursday in the hills and in the town.\n",
    )]);
    let passages = |typed: &[&str]| {
        let found = world.search(&[&["dew"], typed].concat());
        assert_eq!((&found["total"], &found["total_articles"]), (&4.into(), &1.into()), "{typed:?}");
        let hits = found["hits"].as_array().unwrap().clone();
        hits.iter().map(|hit| hit["passages"].as_array().map_or(1, Vec::len)).collect::<Vec<_>>()
    };
    assert_eq!(passages(&[]), [1, 1, 1, 1]);
    assert_eq!(passages(&["--group", "article"]), [3]);
    assert_eq!(passages(&["--group", "article", "--passages", "4"]), [4]);
}

#[test]
fn answers_may_be_ranked_by_what_the_best_of_them_share() {
    let world = indexed(&[
        ("a", "Tram Works Start\n\nThe tram line needs a viaduct and a tunnel, and the viaduct comes first.\n"),
        ("b", "Tram Costs Rise\n\nThe tram is late since the viaduct costs more than any viaduct before.\n"),
        ("c", "Choir Sings Aboard\n\nThe choir sang aboard a tram on Sunday for an hour or two without a stop.\n"),
        ("d", "Viaduct Opens\n\nThe viaduct over the valley carries a road and a path for walkers now.\n"),
        ("e", "Bakers Meet\n\nThe bakers of the valley met to talk about flour and about the price of it.\n"),
    ]);
    let (plain, expanded) = (world.search(&["tram"]), world.search(&["tram", "--expand"]));
    assert_eq!(plain.get("also_ranked_by"), None);
    let words: Vec<&str> =
        expanded["also_ranked_by"].as_array().unwrap().iter().map(|shared| shared["word"].as_str().unwrap()).collect();
    assert!(words.contains(&"viaduct") && !words.contains(&"tram") && !words.contains(&"the"), "{words:?}");
    for of_both in ["total", "total_articles", "facets"] {
        assert_eq!(plain[of_both], expanded[of_both], "ranking finds nothing more");
    }
    assert_eq!(pages(&world, &["tram", "--expand"]).last().unwrap(), "c", "which has no word of the others");
    let any = world.search(&["tram", "--match", "any", "--expand"]);
    let found: Vec<&str> = any["hits"].as_array().unwrap().iter().map(name).collect();
    assert!(found.contains(&"d") && any["total_articles"].as_u64() > plain["total_articles"].as_u64(), "{found:?}");
    let text = world.run(&["search", "tram", "--expand"]);
    assert!(text.done().out.contains("ranked by what the best answers share, too:"), "{text:?}");
}
