//! Properties: a row counts passages and articles, under every filter but the facet's own; two values of a facet mean
//! either, excluded ones neither; the undated have a row; choosing a row finds the articles it promises; what lies
//! beyond the top is counted; a prefix looks inside a facet; people stand under the commonest of their full names.

use serde_json::Value;

use super::indexed;
use crate::world::World;

/// Five pages: two pairs of countries, two papers, three dates, two people of whom one is spelt in two ways.
fn press() -> World {
    let world = indexed(&[
        (
            "rail",
            "Rail Talks in Seoul\nPublished: 14 May 2019\n\n\
             SEOUL — South Korea and China held talks on a rail line in Seoul on Tuesday.\n\n\
             \"A line needs two ends,\" said Kim Young-ju, chairman of the Rail Council.\n\n\
             Kim said that the talks would go on in June.\n\n\
             Copyright © 2019 Harbour Gazette. All rights reserved.\n",
        ),
        (
            "ports",
            "Port Talks in Busan\nPublished: 3 June 2019\n\n\
             BUSAN — South Korea and China held talks on ports in Busan on Monday.\n\n\
             Kim Young-joo, chairman of the Rail Council, said that ports \"need rails\" and that talks take time.\n\n\
             Copyright © 2019 Harbour Gazette. All rights reserved.\n",
        ),
        (
            "tea",
            "Tea Talks in Nairobi\nPublished: 9 June 2020\n\n\
             NAIROBI — India and Kenya held talks on tea in Nairobi on Tuesday.\n\n\
             \"We buy the leaf,\" said Mwangi Otieno, president of the Tea Board.\n\n\
             Copyright © 2020 Inland Post. All rights reserved.\n",
        ),
        (
            "review",
            "A Year of Talks Ends\n\n\
             Talks between India and Kenya came to nothing in the end, and nobody was surprised.\n",
        ),
        ("legend", "Talks by the Well\n\nThe talks were held by an old well, and nobody could say when.\n"),
    ]);
    // Of one page the reader knows the year.
    world.write("onrecord.toml", "[[article]]\npath = \"review.txt\"\ndate = \"2020\"\n");
    world.run(&["index"]).done();
    world
}

/// The rows of a facet: `value passages in articles`, with `undated` for what has no value.
fn rows(found: &Value, facet: &str) -> Vec<String> {
    let row = |row: &Value| {
        let value = row["value"].as_str().unwrap_or("undated");
        format!("{value} {} in {}", row["count"], row["articles"])
    };
    found["facets"][facet].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn a_row_counts_passages_and_articles() {
    let world = press();
    let found = world.search(&["talks"]);
    assert_eq!((&found["total"], &found["total_articles"]), (&7.into(), &5.into()));
    assert_eq!(rows(&found, "pair"), ["CN-KR 4 in 2", "IN-KE 2 in 2"]);
    assert_eq!(rows(&found, "country"), ["CN 4 in 2", "KR 4 in 2", "IN 2 in 2", "KE 2 in 2"]);
    assert_eq!(rows(&found, "lang"), ["en 7 in 5"]);
    assert_eq!(rows(&found, "publisher"), ["harbour gazette 4 in 2", "inland post 1 in 1"]);
}

#[test]
fn a_facet_counts_under_every_filter_but_its_own() {
    let world = press();
    let all = world.search(&["talks"]);
    let korea = world.search(&["talks", "--pair", "CN-KR"]);
    assert_eq!(korea["total_articles"], 2);
    assert_eq!(rows(&korea, "pair"), rows(&all, "pair"), "its own filter leaves the pairs to choose from");
    assert_eq!(rows(&korea, "publisher"), ["harbour gazette 4 in 2"]);
    assert_eq!(rows(&korea, "year"), ["2019 4 in 2"]);
    // A clause in the query is the same filter as an option, denied ones too.
    for typed in ["talks pair:CN-KR", "talks -pair:CN-KR"] {
        assert_eq!(rows(&world.search(&[typed]), "pair"), rows(&all, "pair"), "{typed}");
    }
    assert_eq!(rows(&world.search(&["talks -pair:CN-KR"]), "publisher"), ["inland post 1 in 1"]);
    let both = world.search(&["talks", "--pair", "IN-KE", "--year", "2019"]);
    assert_eq!(both["total"], 0);
    assert_eq!((rows(&both, "pair"), rows(&both, "year")), (vec!["CN-KR 4 in 2".into()], vec!["2020 2 in 2".into()]));
}

#[test]
fn two_values_of_a_facet_mean_either() {
    let world = press();
    for typed in [
        &["talks", "--pair", "CN-KR", "--pair", "IN-KE"][..],
        &["talks pair:(CN-KR OR IN-KE)"],
        &["talks", "--lang", "en", "--year", "2019", "--year", "2020"],
    ] {
        assert_eq!(world.search(typed)["total_articles"], 4, "{typed:?}");
    }
    // Typed one beside the other, as all clauses are, both must hold.
    assert_eq!(world.search(&["talks pair:CN-KR pair:IN-KE"])["total_articles"], 0);
}

#[test]
fn excluded_values_are_left_out_each_of_them() {
    let world = press();
    let articles = |typed: &[&str]| world.search(&[&["talks"], typed].concat())["total_articles"].clone();
    assert_eq!(articles(&["--not-pair", "CN-KR"]), 3);
    assert_eq!(articles(&["--not-pair", "CN-KR", "--not-pair", "IN-KE"]), 1);
    assert_eq!(articles(&["--not-country", "china"]), 3);
    assert_eq!(articles(&["--not-publisher", "Harbour Gazette"]), 3);
    assert_eq!(articles(&["--not-year", "2019"]), 3);
    assert_eq!(articles(&["--not-year", "2019", "--not-year", "2020"]), 1);
    assert_eq!(articles(&["--not-lang", "en"]), 0);
    // Of who speaks, the paragraph is left out.
    let silent = world.search(&["talks", "--not-speaker", "Kim Young-ju"]);
    assert_eq!((&silent["total"], &silent["total_articles"]), (&5.into(), &5.into()));
    assert_eq!(world.search(&["talks", "--not-kind", "indirect"])["total"], 5);
}

#[test]
fn the_undated_have_a_row_that_can_be_chosen() {
    let world = press();
    let found = world.search(&["talks"]);
    assert_eq!(rows(&found, "year"), ["2019 4 in 2", "2020 2 in 2", "undated 1 in 1"]);
    for typed in [&["talks", "--undated"][..], &["talks is:undated"]] {
        let chosen = world.search(typed);
        assert_eq!(chosen["hits"][0]["article"]["path"], "news/legend.txt");
        assert_eq!(chosen["total_articles"], 1);
        // The years are one family, so all are still there to choose from.
        assert_eq!(rows(&chosen, "year"), rows(&found, "year"));
    }
}

#[test]
fn months_stay_under_the_year_and_a_year_without_month_has_its_row() {
    let world = press();
    let all = ["2019-05 2 in 1", "2019-06 2 in 1", "2020 1 in 1", "2020-06 1 in 1", "undated 1 in 1"];
    assert_eq!(rows(&world.search(&["talks"]), "month"), all);
    assert_eq!(rows(&world.search(&["talks", "--year", "2020"]), "month"), ["2020 1 in 1", "2020-06 1 in 1"]);
    assert_eq!(rows(&world.search(&["talks", "--from", "2019-06"]), "month"), all, "a range is of their own family");
    // A row is its month only, where a range takes the year without month as well.
    assert_eq!(world.search(&["talks month:2020-06"])["total_articles"], 1);
    assert_eq!(world.search(&["talks month:2020"])["total_articles"], 1);
    assert_eq!(world.search(&["talks date:2020-06"])["total_articles"], 2);
}

#[test]
fn kinds_of_speech_are_counted_by_speech() {
    let world = press();
    // What is quoted and reported at once counts as either. Passages are those shown; an article is promised where
    // it has speech of the kind in any paragraph, since words read the article.
    let found = world.search(&["talks"]);
    assert_eq!(rows(&found, "kind"), ["indirect 2 in 2", "direct 1 in 3", "mixed 1 in 1"]);
    assert_eq!(world.search(&["talks", "--kind", "direct"])["total_articles"], 3);
    // The other clauses on speech must hold in the same one.
    let kim = world.search(&["speaker:\"Kim Young-ju\""]);
    assert_eq!(rows(&kim, "kind"), ["direct 2 in 2", "indirect 2 in 2", "mixed 1 in 1"]);
    let said = world.search(&["said:leaf"]);
    assert_eq!(rows(&said, "kind"), ["direct 1 in 1"]);
    let line = world.search(&["said:line"]);
    assert_eq!(line["facets"]["speaker"].as_array().unwrap().len(), 1, "{line}");
}

#[test]
fn people_stand_under_the_commonest_of_their_full_names() {
    let world = press();
    let found = world.search(&["--speaker", "Kim Young-joo"]);
    assert_eq!(found["total_articles"], 2, "in any spelling");
    // The other name is longer, and not as common.
    let row = &found["facets"]["speaker"][0];
    assert_eq!((&row["label"], &row["count"], &row["articles"]), (&"Kim Young-ju".into(), &3.into(), &2.into()));
    let listed = world.json(&["speakers", "--format", "json"]);
    let names = serde_json::json!([{"name": "Kim Young-ju", "count": 2}, {"name": "Kim Young-joo", "count": 1}]);
    assert_eq!(listed["rows"][0]["names"], names);
    // A surname alone is its bearer, and no row of its own.
    assert!(listed["rows"].as_array().unwrap().iter().all(|row| row["label"] != "Kim"), "{listed}");
}

/// What is typed to choose a row of a facet.
fn chosen(facet: &str, row: &Value) -> Vec<String> {
    let typed = |option: &str, value: String| vec![option.to_owned(), value];
    match (facet, row["value"].as_str()) {
        (_, None) => vec!["--undated".to_owned()],
        ("month", Some(key)) => vec![format!("month:{key}")],
        ("speaker", Some(key)) => typed("--speaker", format!("={key}")),
        (_, Some(key)) => typed(&format!("--{facet}"), key.to_owned()),
    }
}

#[test]
fn choosing_a_row_finds_the_articles_it_promises() {
    let world = press();
    let mut tried = 0;
    for query in
        [&["talks"][..], &["rail talks"], &["said:talks"], &["kind:direct"], &["-nobody", "--not-year", "2020"]]
    {
        let found = world.search(query);
        for (facet, rows) in found["facets"].as_object().unwrap().iter().filter(|(facet, _)| *facet != "other") {
            // A row replaces what was chosen of its facet before.
            let own = |facet: &str| facet == "year" && query.contains(&"--not-year");
            if own(facet) || facet == "month" && own("year") || facet == "kind" && query.contains(&"kind:direct") {
                continue;
            }
            for row in rows.as_array().unwrap() {
                let typed = chosen(facet, row);
                let all: Vec<&str> = query.iter().copied().chain(typed.iter().map(String::as_str)).collect();
                assert_eq!(world.search(&all)["total_articles"], row["articles"], "{all:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "only {tried} rows");
}

#[test]
fn choosing_a_row_or_leaving_it_out_keeps_the_rows_beside_it() {
    let world = press();
    for facet in ["year", "pair", "country", "speaker", "kind", "publisher", "lang"] {
        let before = world.search(&["talks"])["facets"][facet].clone();
        let chosen = chosen(facet, &before[0]);
        let left_out: Vec<String> = chosen.iter().map(|typed| typed.replacen("--", "--not-", 1)).collect();
        for typed in [chosen, left_out] {
            let typed: Vec<&str> = ["talks"].into_iter().chain(typed.iter().map(String::as_str)).collect();
            assert_eq!(world.search(&typed)["facets"][facet], before, "{typed:?}");
        }
    }
}

/// Thirty papers, the first with two pages.
fn papers() -> World {
    let page = |paper: usize, day: usize| {
        let name = format!("{} Evening Post", char::from(b'A' + u8::try_from(paper % 26).unwrap()));
        let text = format!("Dew Falls in Town {paper}\n\nDew fell on day {day} in the town of the paper.\n\n");
        (format!("p{paper}-{day}"), format!("{text}Copyright © 2020 {name} {paper}. All rights reserved.\n"))
    };
    let all: Vec<(String, String)> = (0..30).map(|paper| page(paper, 1)).chain([page(0, 2)]).collect();
    indexed(&all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
fn what_lies_beyond_the_top_is_counted() {
    let world = papers();
    let found = world.search(&["dew"]);
    let shown = found["facets"]["publisher"].as_array().unwrap();
    assert_eq!((shown.len(), &shown[0]["count"]), (20, &2.into()));
    assert_eq!(found["facets"]["other"]["publisher"], serde_json::json!({"values": 10, "count": 10}));
    let listed = world.json(&["facet", "publisher", "dew", "--limit", "1", "--format", "json"]);
    assert_eq!(listed["rows"].as_array().unwrap().len(), 1);
    assert_eq!(listed["other"], serde_json::json!({"values": 29, "count": 29}));
    let text = world.run(&["facet", "publisher", "dew", "--limit", "1"]);
    assert!(text.done().out.contains("29            29 more\n"), "{text:?}");
}

#[test]
fn a_prefix_looks_inside_a_facet() {
    let world = press();
    let labels = |typed: &[&str]| {
        let listed = world.json(&[typed, &["--format", "json"]].concat());
        let labels: Vec<String> =
            listed["rows"].as_array().unwrap().iter().map(|row| row["label"].as_str().unwrap().to_owned()).collect();
        labels
    };
    assert_eq!(labels(&["facet", "speaker", "--prefix", "oti"]), ["Mwangi Otieno"]);
    assert_eq!(labels(&["facet", "country", "--prefix", "KEN"]), ["Kenya"]);
    assert_eq!(labels(&["facet", "pair", "--prefix", "china"]), ["China–South Korea"]);
    assert_eq!(labels(&["facet", "publisher", "--prefix", "in"]), ["Inland Post"]);
    assert_eq!(labels(&["facet", "month", "--prefix", "2019"]), ["2019-05", "2019-06"]);
    // A spelling that is not the one shown finds the person, and filters hold as in a search.
    assert_eq!(labels(&["speakers", "--prefix", "young-joo"]), ["Kim Young-ju"]);
    assert_eq!(labels(&["speakers", "--prefix", "k", "rail"]), ["Kim Young-ju"]);
    assert_eq!(world.run(&["speakers", "--prefix", "k", "tea"]).status, 1, "no Kim speaks there");
}
