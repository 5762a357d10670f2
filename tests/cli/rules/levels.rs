//! Properties: words and NOT read the article with its title; phrases and nearness a paragraph or the title; pairs and
//! countries the paragraph; clauses on who speaks one speech; `/p`, `/s` and `--scope` bring words down to less.

use super::{indexed, shown};

const QUAY: (&str, &str) = (
    "quay",
    "Harbour Opens Again in Osthaven\n\n\
     The ferry left the old quay at noon with forty people on board.\n\n\
     A second ferry is being built and will be ready in the autumn.\n",
);
const APART: (&str, &str) = (
    "apart",
    "Osthaven Counts Its Visitors\n\n\
     The ferry brought nine hundred people to the town in the summer.\n\n\
     Most of them stayed for one night and asked for the museum.\n\n\
     The quay was too small for all of them, and some waited an hour.\n",
);

#[test]
fn words_in_one_paragraph_show_that_paragraph() {
    let world = indexed(&[QUAY]);
    assert_eq!(shown(&world, &["ferry noon"]), ["quay:0 ferry · noon"]);
}

#[test]
fn words_in_different_paragraphs_find_the_article_and_show_each() {
    let world = indexed(&[APART]);
    assert_eq!(shown(&world, &["ferry quay"]), ["apart:0 ferry", "apart:2 quay"]);
    assert!(shown(&world, &["ferry zeppelin"]).is_empty());
}

#[test]
fn stop_words_choose_no_passage() {
    let world = indexed(&[APART]);
    assert_eq!(shown(&world, &["the museum hour"]), ["apart:1 the · museum", "apart:2 The · hour"]);
}

#[test]
fn not_drops_the_whole_article() {
    let world = indexed(&[QUAY, APART]);
    assert_eq!(shown(&world, &["ferry"]), ["apart:0 ferry", "quay:0 ferry", "quay:1 ferry"]);
    // The museum stands in another paragraph than the ferry.
    assert_eq!(shown(&world, &["ferry -museum"]), ["quay:0 ferry", "quay:1 ferry"]);
    assert_eq!(shown(&world, &["ferry NOT autumn"]), ["apart:0 ferry"]);
    // Words of the title count.
    assert_eq!(shown(&world, &["ferry -visitors"]), ["quay:0 ferry", "quay:1 ferry"]);
}

#[test]
fn words_of_the_title_count() {
    let world = indexed(&[APART]);
    assert_eq!(shown(&world, &["visitors museum"]), ["apart:1 museum", "apart:T Visitors"]);
    // In the title alone: the first paragraph stands for the article.
    assert_eq!(shown(&world, &["counts visitors"]), ["apart:0", "apart:T Counts · Visitors"]);
    // Who asks for the title seeks no words in the text, so every paragraph stands for it.
    assert_eq!(shown(&world, &["title:visitors"]), ["apart:0", "apart:1", "apart:2"]);
    assert!(shown(&world, &["text:visitors"]).is_empty() && shown(&world, &["title:museum"]).is_empty());
}

#[test]
fn a_phrase_lies_within_one_paragraph_or_the_title() {
    let world = indexed(&[APART]);
    assert_eq!(shown(&world, &["\"asked for the museum\""]), ["apart:1 asked for the museum"]);
    assert_eq!(shown(&world, &["\"counts its visitors\""]), ["apart:0", "apart:T Counts Its Visitors"]);
    for over_an_edge in ["\"its visitors the ferry\"", "\"in the summer most of them\"", "summer w/9 night"] {
        assert!(shown(&world, &[over_an_edge]).is_empty(), "{over_an_edge}");
    }
}

#[test]
fn connectors_and_scope_bring_words_down_to_a_paragraph() {
    let world = indexed(&[QUAY, APART]);
    for typed in [&["ferry /p quay"][..], &["ferry w/p quay"], &["ferry quay", "--scope", "paragraph"]] {
        assert_eq!(shown(&world, typed), ["quay:0 ferry · quay"], "{typed:?}");
    }
    // `same` is a connector beside another one, else a word.
    assert_eq!(shown(&world, &["ferry same quay w/3 noon"]), ["quay:0 ferry · quay · noon"]);
    assert!(shown(&world, &["ferry same quay"]).is_empty());
    // Denied words too, and the title does not count.
    assert_eq!(shown(&world, &["ferry /p -quay"]), ["apart:0 ferry", "quay:1 ferry"]);
    assert_eq!(shown(&world, &["ferry -quay", "--scope", "paragraph"]), ["apart:0 ferry", "quay:1 ferry"]);
    assert!(shown(&world, &["visitors /p ferry"]).is_empty());
    assert!(shown(&world, &["visitors ferry", "--scope", "paragraph"]).is_empty());
}

#[test]
fn connectors_and_scope_bring_words_down_to_a_sentence() {
    let world = indexed(&[
        ("two", "Two Lines Merge\n\nThe tram runs to the mill. Since May the bus runs there as well.\n"),
        ("one", "One Line Opens\n\nThe tram and the bus now meet at the mill. Nobody waits there any more.\n"),
    ]);
    assert_eq!(shown(&world, &["tram bus"]), ["one:0 tram · bus", "two:0 tram · bus"]);
    for typed in [&["tram /s bus"][..], &["tram w/s bus"], &["tram bus", "--scope", "sentence"]] {
        assert_eq!(shown(&world, typed), ["one:0 tram · bus"], "{typed:?}");
    }
    assert_eq!(shown(&world, &["tram /s -bus"]), ["two:0 tram"]);
}

const TRADE: (&str, &str) = (
    "trade",
    "India and Kenya Talk About Tea\n\n\
     India and Kenya held talks about the tea trade in Nairobi this week.\n\n\
     The price of leaf fell twice, and growers asked for a lower tax.\n\n\
     Brazil and Peru, which sell coffee to each other, sent their greetings.\n",
);

#[test]
fn a_pair_belongs_to_the_paragraph_with_what_its_article_is_about() {
    let world = indexed(&[TRADE]);
    // The article is about India and Kenya, so each paragraph is.
    for typed in [&["--pair", "india-kenya"][..], &["pair:KE-IN"], &["about:IN-KE"]] {
        assert_eq!(shown(&world, typed), ["trade:0", "trade:1", "trade:2"], "{typed:?}");
    }
    // The other two are in one paragraph only, and words of the article find that one.
    assert_eq!(shown(&world, &["--pair", "BR-PE"]), ["trade:2"]);
    assert_eq!(shown(&world, &["growers pair:brazil-peru"]), ["trade:2"]);
    assert!(shown(&world, &["about:BR-PE"]).is_empty());
    assert_eq!(shown(&world, &["--not-pair", "BR-PE"]), ["trade:0", "trade:1"]);
}

#[test]
fn a_country_belongs_to_the_paragraph_with_what_its_article_is_about() {
    let world = indexed(&[TRADE]);
    assert_eq!(shown(&world, &["--country", "peru"]), ["trade:2"]);
    assert_eq!(shown(&world, &["tax country:KE"]), ["trade:1 tax"]);
    assert!(shown(&world, &["tax /p country:PE"]).is_empty());
    assert_eq!(shown(&world, &["-country:peru"]), ["trade:0", "trade:1"]);
}

const FORUM: (&str, &str) = (
    "forum",
    "Forum Hears Two Views on the Bridge\n\n\
     \"The bridge is too narrow for two trams,\" said Mara Quist, mayor of Osthaven. Jon Reed, director of the Port \
     Institute, said that the toll would fall next year.\n\n\
     \"The toll pays for the bridge,\" Jon Reed told the forum.\n\n\
     The toll has been two crowns since the bridge was built.\n",
);

#[test]
fn who_speaks_how_and_what_is_said_hold_in_one_speech() {
    let world = indexed(&[FORUM]);
    // Both speak in the first paragraph, of the bridge and of the toll.
    assert_eq!(shown(&world, &["speaker:Quist said:bridge"]), ["forum:0 bridge"]);
    assert!(shown(&world, &["speaker:Quist said:toll"]).is_empty());
    assert_eq!(shown(&world, &["said:toll", "--speaker", "Jon Reed"]), ["forum:0 toll", "forum:1 toll"]);
    assert_eq!(shown(&world, &["speaker:Reed said:toll kind:indirect"]), ["forum:0 toll"]);
    assert_eq!(shown(&world, &["speaker:Reed said:toll", "--kind", "direct"]), ["forum:1 toll"]);
    assert!(shown(&world, &["speaker:Quist kind:indirect"]).is_empty());
    // Role and organisation belong to the same speech too.
    assert_eq!(shown(&world, &["role:mayor said:bridge"]), ["forum:0 bridge"]);
    assert!(shown(&world, &["role:mayor org:\"Port Institute\""]).is_empty());
    // An answer tells which speech it was.
    let found = world.search(&["speaker:Reed kind:indirect"]);
    assert_eq!(found["hits"][0]["speeches"], serde_json::json!([1]));
}

#[test]
fn denied_beside_another_it_is_a_speech_that_is_not_so() {
    let world = indexed(&[FORUM]);
    assert_eq!(shown(&world, &["speaker:Reed -kind:direct"]), ["forum:0"]);
    assert_eq!(shown(&world, &["said:bridge -speaker:Quist"]), ["forum:1 bridge"]);
}

#[test]
fn denied_alone_no_speech_of_the_paragraph_may_be_so() {
    let world = indexed(&[FORUM]);
    assert_eq!(shown(&world, &["toll -speaker:Quist"]), ["forum:1 toll", "forum:2 toll"]);
    assert_eq!(shown(&world, &["toll -speaker:Quist -kind:direct"]), ["forum:2 toll"]);
    assert_eq!(shown(&world, &["toll", "--not-speaker", "Jon Reed"]), ["forum:2 toll"]);
}

#[test]
fn words_away_from_the_speaker_show_where_the_speaker_speaks() {
    let world = indexed(&[FORUM]);
    // The crowns are in the third paragraph, where nobody speaks.
    assert_eq!(shown(&world, &["crowns speaker:Reed"]), ["forum:0", "forum:1"]);
    assert_eq!(shown(&world, &["toll speaker:Reed"]), ["forum:0 toll", "forum:1 toll"]);
}

#[test]
fn what_is_said_is_marked_in_the_speech_that_satisfies() {
    let world = indexed(&[(
        "toll",
        "Council Is Split Over the Toll\n\n\
         \"The toll is fair,\" said Mara Quist, mayor of Osthaven. Jon Reed, director of the Port Institute, said that \
         no toll was ever fair. The toll is two crowns.\n",
    )]);
    assert_eq!(shown(&world, &["toll"]), ["toll:0 toll · toll · toll", "toll:T Toll"]);
    assert_eq!(shown(&world, &["said:toll"]), ["toll:0 toll · toll"]);
    assert_eq!(shown(&world, &["said:toll speaker:Reed"]), ["toll:0 toll"]);
}

#[test]
fn publisher_language_and_path_belong_to_the_article() {
    let world = indexed(&[
        (
            "north/may/dew",
            "Dew Falls in the North\n\nDew fell on the hills, and the roads were wet.\n\n\
             Copyright © 2020 Harbour Gazette. All rights reserved.\n",
        ),
        ("south/dew-ko", "남부 지방에 이슬이 내렸다\n\n남부 지방의 언덕에 이슬이 내리고 길이 젖었다.\n"),
    ]);
    assert_eq!(shown(&world, &["--publisher", "harbour gazette"]), ["dew:0"]);
    assert_eq!(shown(&world, &["-lang:en"]), ["dew-ko:0"]);
    // A star crosses folders, and a folder stands for all that is in it.
    assert_eq!(shown(&world, &["path:*dew*"]), ["dew-ko:0", "dew:0"]);
    assert_eq!(shown(&world, &["path:*north*.txt"]), ["dew:0"]);
    assert_eq!(shown(&world, &["path:news/north"]), ["dew:0"]);
}
