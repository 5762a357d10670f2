//! Properties: the looks beside `search` are pinned as text, JSON, lines of JSON and CSV; their filters are those of
//! `search`, denied ones too; what their rows promise a search finds; nothing found is exit status 1; a slip names
//! itself.

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
    let out = ran.out.replace('\x1b', "␛").replace('\r', "");
    format!("$ {}\n{out}{error}--- exit status {}\n\n", ran.typed, ran.status)
}

/// Scores may move a little with the engine.
fn without_scores(text: &str) -> String {
    let number = regex::Regex::new(r#""score":[0-9.]+"#).unwrap();
    let column = regex::Regex::new(r"(?m)^(\d+),[0-9]+\.[0-9]{4},").unwrap();
    column.replace_all(&number.replace_all(text, "\"score\":0"), "$1,SCORE,").into_owned()
}

#[test]
fn transcripts() {
    let world = with_seeds();
    let mut by_file: Vec<(&str, String)> = Vec::new();
    for (name, typed) in [
        ("timeline.txt", &["timeline"][..]),
        ("timeline.txt", &["timeline", "\"one belt one road\""]),
        ("timeline.txt", &["timeline", "--country", "vietnam", "--by", "year"]),
        ("timeline.txt", &["timeline", "forum", "--from", "2017", "--to", "2019", "--format", "csv"]),
        ("timeline.txt", &["timeline", "--pair", "korea-china", "--by", "year", "--format", "jsonl"]),
        ("timeline.txt", &["timeline", "zeppelin"]),
        ("facets.txt", &["speakers", "--limit", "5"]),
        ("facets.txt", &["speakers", "--prefix", "young"]),
        ("facets.txt", &["speakers", "forum", "--limit", "3", "--format", "csv"]),
        ("facets.txt", &["speakers", "--prefix", "김", "--format", "jsonl"]),
        ("facets.txt", &["pairs", "--limit", "4"]),
        ("facets.txt", &["pairs", "--prefix", "viet", "--not-lang", "ko"]),
        ("facets.txt", &["facet", "publisher", "--limit", "3"]),
        ("facets.txt", &["facet", "lang", "-forum", "--format", "csv"]),
        ("facets.txt", &["speakers", "zeppelin"]),
        ("quotes.txt", &["quotes", "--speaker", "Kim Young-joo"]),
        ("quotes.txt", &["quotes", "--speaker", "Kim Young-ju", "policy", "--format", "csv"]),
        ("quotes.txt", &["quotes", "--speaker", "Kim Young-joo", "zeppelin"]),
        ("terms.txt", &["terms", "chi", "--limit", "3"]),
        ("terms.txt", &["terms", "Young", "--format", "csv"]),
        ("terms.txt", &["terms", "김"]),
        ("terms.txt", &["terms", "zeppelin"]),
        ("similar.txt", &["similar", "seeds/kita-beijing-forum.txt", "--limit", "3"]),
        ("similar.txt", &["similar", "seeds/tokyo-summit-ko.txt", "--limit", "2", "--format", "csv"]),
        ("similar.txt", &["similar", "seeds/kita-beijing-forum.txt", "--publisher", "nobody"]),
    ] {
        let text = without_scores(&transcript(&world.run(typed)));
        match by_file.iter_mut().find(|(file, _)| *file == name) {
            Some((_, all)) => all.push_str(&text),
            None => by_file.push((name, text)),
        }
    }
    by_file.iter().for_each(|(name, text)| golden::check(&format!("looks-{name}"), text));
}

#[test]
fn json() {
    let world = with_seeds();
    for (name, typed) in [
        ("timeline.json", &["timeline", "--pair", "CN-KR", "--format", "json"][..]),
        ("speakers.json", &["speakers", "--country", "russia", "--limit", "2", "--format", "json"]),
        ("quotes.json", &["quotes", "--speaker", "Kim Young-ju", "policy", "--format", "json"]),
        ("terms.json", &["terms", "beij", "--format", "json"]),
        ("similar.json", &["similar", "seeds/kita-beijing-forum.txt", "--limit", "1", "--format", "json"]),
    ] {
        let ran = world.run(typed);
        golden::check(&format!("looks-{name}"), &golden::laid_out(&without_scores(&ran.done().out)));
    }
}

#[test]
fn rows_promise_what_a_search_finds() {
    let world = with_seeds();
    for (look, option, query) in
        [("speakers", "--speaker", "forum"), ("pairs", "--pair", "forum -lang:ko"), ("pairs", "--pair", "kind:direct")]
    {
        let listing = world.json(&[look, query, "--limit", "6", "--format", "json"]);
        assert!(!listing["rows"].as_array().unwrap().is_empty());
        for row in listing["rows"].as_array().unwrap() {
            let key = row["value"].as_str().unwrap();
            let value = if look == "speakers" { format!("={key}") } else { key.to_owned() };
            let found = world.search(&[query, option, &value]);
            assert_eq!(found["total_articles"], row["articles"], "{query} {row}");
        }
    }
}

#[test]
fn a_timeline_parts_what_is_found() {
    let world = with_seeds();
    for query in ["", "forum", "speaker:kim", "is:undated OR year:2020"] {
        for by in ["year", "month"] {
            let timeline = world.json(&["timeline", query, "--by", by, "--format", "json"]);
            let sum =
                |name: &str| timeline["rows"].as_array().unwrap().iter().map(|row| count(&row[name])).sum::<u64>();
            assert_eq!(
                (sum("articles"), sum("passages")),
                (count(&timeline["total_articles"]), count(&timeline["total"]))
            );
        }
    }
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn every_quote_is_by_who_is_named() {
    let world = with_seeds();
    let quotes = world.json(&["quotes", "--speaker", "kim", "--format", "json"]);
    let rows = quotes["rows"].as_array().unwrap();
    assert!(rows.len() > 1);
    let mut last = String::new();
    for row in rows {
        let at = count(&row["speech"]) as usize;
        let name = row["paragraph"]["speakers"][at]["name"].as_str().unwrap();
        assert!(name.to_lowercase().contains("kim") || name.contains('김'), "{name}");
        let date = row["article"]["date"]["value"].as_str().unwrap_or("9999").to_owned();
        assert!(last <= date, "{last} before {date}");
        last = date;
    }
    let page = world.json(&["quotes", "--speaker", "kim", "--offset", "1", "--limit", "1", "--format", "json"]);
    assert_eq!(page["rows"][0], rows[1]);
}

#[test]
fn denied_values_are_told_by_option() {
    let world = with_seeds();
    for (options, query) in [
        (&["--not-year", "2017", "--not-year", "2019"][..], "-year:2017 -year:2019"),
        (&["--not-pair", "korea-china"], "-pair:CN-KR"),
        (&["--not-country", "vietnam", "--not-lang", "ko"], "-country:VN -lang:ko"),
        (&["--not-speaker", "Kim Young-ju"], "-speaker:\"Kim Young-ju\""),
        (&["--not-kind", "direct"], "-kind:direct"),
        (&["--not-publisher", "KITA"], "-publisher:KITA"),
        (&["--undated"], "is:undated"),
    ] {
        let (by_option, typed) = (world.search(&[&["forum"], options].concat()), world.search(&["forum", query]));
        assert_eq!(by_option["total"], typed["total"], "{query}");
        assert_eq!(by_option["total_articles"], typed["total_articles"], "{query}");
    }
}

#[test]
fn an_article_is_not_like_itself_nor_its_copies() {
    let world = with_seeds();
    let text = std::fs::read_to_string(world.path("seeds/kita-beijing-forum.txt")).unwrap();
    world.write("seeds/copy.txt", &text);
    world.write("seeds/nearly-a-copy.txt", format!("{text}\n\nOne more line on the forum.\n"));
    world.run(&["index"]).done();
    let similar = world.json(&["similar", "seeds/kita-beijing-forum.txt", "--format", "json"]);
    let paths: Vec<&str> =
        similar["rows"].as_array().unwrap().iter().map(|row| row["article"]["path"].as_str().unwrap()).collect();
    assert_eq!(paths[0], "seeds/nearly-a-copy.txt", "{paths:?}");
    assert!(!paths.contains(&"seeds/copy.txt") && !paths.contains(&"seeds/kita-beijing-forum.txt"), "{paths:?}");
}

#[test]
fn slips_name_themselves() {
    let world = with_seeds();
    for (typed, says) in [
        (&["quotes", "policy"][..], "--speaker NAME"),
        (&["timeline", "--year", "20l7"], "`20l7`"),
        (&["timeline", "--by", "week"], "week"),
        (&["pairs", "--not-pair", "moon"], "`moon`"),
        (&["facet", "colour"], "colour"),
        (&["similar", "nowhere.txt"], "`nowhere.txt`"),
        (&["terms", "…"], "`…`"),
    ] {
        world.run(typed).refused(&[says]);
    }
    World::new().run(&["timeline"]).refused(&["onrecord index"]);
}
