//! Properties: quotation marks are exact; slop, nearness and order count as they say, groups included; bare words take
//! their other forms and names; what is marked is what was sought and nothing else.

use super::{indexed, pages, shown};

const TARIFFS: (&str, &str) = (
    "tariffs",
    "Tariffs Fall in the Spring\n\n\
     The tariff on café chairs fell. The US sold ＣＨＡＩＲＳ to us as well.\n",
);

#[test]
fn quotation_marks_take_no_other_form() {
    let world = indexed(&[TARIFFS]);
    assert_eq!(shown(&world, &["tariffs"]), ["tariffs:0 tariff", "tariffs:T Tariffs"]);
    assert_eq!(shown(&world, &["\"tariffs\""]), ["tariffs:0", "tariffs:T Tariffs"]);
    assert_eq!(shown(&world, &["\"tariff\""]), ["tariffs:0 tariff"]);
    assert!(shown(&world, &["\"falls\""]).is_empty());
    assert_eq!(shown(&world, &["falling chair"]), ["tariffs:0 chairs · ＣＨＡＩＲＳ", "tariffs:T Fall"]);
}

#[test]
fn quotation_marks_keep_the_order() {
    let world = indexed(&[TARIFFS]);
    assert_eq!(shown(&world, &["\"chairs fell\""]), ["tariffs:0 chairs fell"]);
    assert!(shown(&world, &["\"fell chairs\""]).is_empty());
    assert!(shown(&world, &["\"tariff café\""]).is_empty(), "no word may be left out");
    assert_eq!(shown(&world, &["\"fell the us\""]), ["tariffs:0 fell. The US"]);
}

#[test]
fn quotation_marks_heed_neither_case_nor_accents_nor_width() {
    let world = indexed(&[TARIFFS]);
    for typed in ["\"CAFE chairs\"", "\"café chairs\"", "“Cafe\u{301} Chairs”", "\"ｃａｆｅ chairs\""] {
        assert_eq!(shown(&world, &[typed]), ["tariffs:0 café chairs"], "{typed}");
    }
    assert_eq!(shown(&world, &["\"sold chairs\""]), ["tariffs:0 sold ＣＨＡＩＲＳ"]);
}

#[test]
fn as_written_keeps_the_case() {
    let world = indexed(&[TARIFFS, ("we", "We Sold It All\n\nThey came to us and bought every chair we had.\n")]);
    assert_eq!(shown(&world, &["\"us\""]), ["tariffs:0 US · us", "we:0 us"]);
    assert_eq!(shown(&world, &["=\"US\""]), ["tariffs:0 US"]);
    assert!(shown(&world, &["=\"Us\""]).is_empty());
    assert_eq!(shown(&world, &["=\"the US\""]), ["tariffs:0 The US"]);
}

#[test]
fn bare_names_are_found_under_their_other_names_and_quoted_ones_are_not() {
    let world = indexed(&[
        ("long", "A Long Road Opens\n\nThe one belt one road line was opened in the spring.\n"),
        ("short", "A Short Line Closes\n\nThe BRI line was closed in the autumn.\n"),
        ("korean", "철도 노선 운행 시작\n\n일대일로 노선이 봄에 열렸다.\n"),
    ]);
    assert_eq!(shown(&world, &["BRI"]), ["korean:0 일대일로", "long:0 one belt one road", "short:0 BRI"]);
    let other_names = world.search(&["BRI"])["understood"]["clauses"][0]["expansions"].to_string();
    assert!(other_names.contains("one belt one road") && other_names.contains("일대일로"), "{other_names}");
    for typed in [&["\"BRI\""][..], &["BRI", "--exact"]] {
        assert_eq!(shown(&world, typed), ["short:0 BRI"], "{typed:?}");
    }
    assert_eq!(shown(&world, &["\"one belt one road\""]), ["long:0 one belt one road"]);
}

#[test]
fn names_that_are_words_too_count_in_capitals_only() {
    let world = indexed(&[
        ("body", "A Body Meets Again\n\nThe World Health Organization met in the spring.\n"),
        ("asks", "A Town Asks Around\n\nNobody knew who had mended the clock.\n"),
    ]);
    assert_eq!(pages(&world, &["who"]), ["asks"]);
    assert!(pages(&world, &["WHO"]).contains(&"body".to_owned()));
}

#[test]
fn what_is_typed_without_a_blank_is_its_words_in_a_row() {
    let world = indexed(&[
        ("row", "Bread and Its Prices\n\nA co-op of bakers sells bread in the U.S. and at Ada Lind's shop.\n"),
        ("loose", "Doctors and Nurses\n\nThe op was short, and the co wrote nothing.\n"),
    ]);
    assert_eq!(shown(&world, &["co-op"]), ["row:0 co-op"]);
    assert_eq!(shown(&world, &["\"us and at\""]), ["row:0 U.S. and at"]);
    assert_eq!(shown(&world, &["\"ada lind shop\""]), ["row:0 Ada Lind's shop"]);
}

/// Positions: crane 0, lifted 1, eleven 2, boxes 3, onto 4, the 5, train 6.
const CRANE: (&str, &str) = ("crane", "At Work in the Port\n\nCranes lifted eleven boxes onto the train.\n");

#[test]
fn slop_counts_the_moves_of_a_phrase() {
    let world = indexed(&[CRANE]);
    assert_eq!(shown(&world, &["\"lifted boxes\"~1"]), ["crane:0 lifted · boxes"]);
    assert!(shown(&world, &["\"lifted boxes\""]).is_empty());
    assert_eq!(shown(&world, &["\"cranes train\"~5"]), ["crane:0 Cranes · train"]);
    assert!(shown(&world, &["\"cranes train\"~4"]).is_empty());
    // To turn two neighbours round takes two moves.
    assert_eq!(shown(&world, &["\"eleven lifted\"~2"]), ["crane:0 lifted · eleven"]);
    assert!(shown(&world, &["\"eleven lifted\"~1"]).is_empty());
    assert!(shown(&world, &["\"crane train\"~5"]).is_empty(), "exact words, with slop too");
}

#[test]
fn nearness_counts_positions_in_either_order() {
    let world = indexed(&[CRANE]);
    for typed in ["crane w/6 train", "train w/6 crane", "train NEAR/6 crane", "train near/6 crane"] {
        assert_eq!(shown(&world, &[typed]), ["crane:0 Cranes · train"], "{typed}");
    }
    for typed in ["crane w/5 train", "train NEAR/5 crane"] {
        assert!(shown(&world, &[typed]).is_empty(), "{typed}");
    }
    // A phrase reaches from its last word.
    assert_eq!(shown(&world, &["\"lifted eleven\" w/4 train"]), ["crane:0 lifted eleven · train"]);
    assert!(shown(&world, &["\"lifted eleven\" w/3 train"]).is_empty());
}

#[test]
fn pre_wants_the_order() {
    let world = indexed(&[CRANE]);
    for typed in ["crane pre/6 train", "crane PRE/6 train"] {
        assert_eq!(shown(&world, &[typed]), ["crane:0 Cranes · train"], "{typed}");
    }
    assert!(shown(&world, &["crane pre/5 train"]).is_empty());
    assert!(shown(&world, &["train pre/6 crane"]).is_empty());
}

#[test]
fn nearness_holds_between_groups_in_both_orders() {
    let world = indexed(&[
        ("there", "The Way There\n\nSeoul sent two envoys to Beijing.\n"),
        ("back", "The Way Back\n\nChina sent two envoys to Korea.\n"),
        ("far", "A Longer Way\n\nKorea has sent two very old envoys by ship to China.\n"),
    ]);
    for typed in ["(korea OR seoul) w/5 (china OR beijing)", "(china OR beijing) NEAR/5 (seoul OR korea)"] {
        assert_eq!(shown(&world, &[typed, "--exact"]), ["back:0 China · Korea", "there:0 Seoul · Beijing"], "{typed}");
    }
    let ordered = "(korea OR seoul) pre/5 (china OR beijing)";
    assert_eq!(shown(&world, &[ordered, "--exact"]), ["there:0 Seoul · Beijing"]);
    let denied = "envoys -((korea OR seoul) w/5 (china OR beijing))";
    assert_eq!(shown(&world, &[denied, "--exact"]), ["far:0 envoys"]);
}

#[test]
fn one_word_never_serves_both_sides() {
    let world = indexed(&[
        ("once", "One Way Across\n\nThe town has a bridge and nothing else to cross by.\n"),
        ("twice", "Two Ways Across\n\nThe bridge and the other bridge were painted in the spring.\n"),
    ]);
    assert_eq!(shown(&world, &["bridge w/9 bridge"]), ["twice:0 bridge · bridge"]);
    assert_eq!(shown(&world, &["(bridge OR town) w/9 bridge"]), ["once:0 town · bridge", "twice:0 bridge · bridge"]);
}

#[test]
fn at_least_counts_within_the_article() {
    let world = indexed(&[
        ("often", "Levy Is Raised\n\nThe levy on sand was raised by a third.\n\nNobody paid the levy in March.\n"),
        ("once", "Sand Gets Dearer\n\nThe levy on sand was raised by a third in March.\n"),
    ]);
    assert_eq!(pages(&world, &["atleast3(levy)"]), ["often"]);
    assert!(pages(&world, &["atleast4(levy)"]).is_empty());
}

#[test]
fn parts_and_shapes_of_words() {
    let world = indexed(&[("mill", "A Day at Work\n\nThe miller and two women milled rye, then the colour went.\n")]);
    for (typed, marks) in [
        ("mill*", "mill:0 miller · milled"),
        ("wom?n", "mill:0 women"),
        ("colur~1", "mill:0 colour"),
        ("/colou?rs?/", "mill:0 colour"),
    ] {
        assert!(shown(&world, &[typed]).contains(&marks.to_owned()), "{typed}");
    }
    assert_eq!(shown(&world, &["mill!"]), shown(&world, &["mill*"]));
    assert!(shown(&world, &["colr~1"]).is_empty());
}

#[test]
fn nearness_binds_tightest_then_not_and_or() {
    let world = indexed(&[
        ("ab", "First Page of All\n\nThe heron and the stork nest here.\n"),
        ("c", "Second Page of All\n\nThe crow nests here with its young.\n"),
        ("a", "Third Page of All\n\nThe heron nests here with its young.\n"),
    ]);
    let found = |typed: &str| {
        let mut names = pages(&world, &[typed]);
        names.sort();
        names
    };
    assert_eq!(found("heron stork OR crow"), ["ab", "c"]);
    assert_eq!(found("heron (stork OR crow)"), ["ab"]);
    assert_eq!(found("heron -stork OR crow"), ["a", "c"]);
    assert_eq!(found("heron w/3 stork young"), [""; 0]);
    assert_eq!(found("heron OR stork w/3 heron"), ["a", "ab"]);
    // Where OR first is another reading, it is offered.
    let readings = |typed: &str| world.search(&[typed])["understood"]["other_readings"].clone();
    assert_eq!(readings("heron stork OR crow"), serde_json::json!(["heron (stork OR crow)"]));
    assert_eq!(readings("heron OR crow"), serde_json::json!([]));
}

#[test]
fn small_operators_count_beside_connectors_only() {
    let world = indexed(&[
        ("grey", "Grey and Tall\n\nThe heron and the stork nest here.\n"),
        ("white", "White and Tall\n\nThe heron nests alone, near or far.\n"),
    ]);
    assert_eq!(world.search(&["heron or stork"])["understood"]["text"], "heron or stork");
    assert_eq!(pages(&world, &["heron and stork"]), ["grey"]);
    assert_eq!(world.search(&["heron w/3 nest or stork"])["understood"]["text"], "heron w/3 nest OR stork");
    assert_eq!(pages(&world, &["heron and not stork w/4 nest"]), ["white"]);
}

#[test]
fn all_that_was_sought_is_marked_and_nothing_that_was_denied() {
    let world = indexed(&[("bay", "Birds Come and Go\n\nThe heron left the bay before the stork came to the bay.\n")]);
    // Either branch, whichever held.
    assert_eq!(shown(&world, &["heron OR stork"]), ["bay:0 heron · stork"]);
    // Of a phrase, the phrase; of nearness, the words of each shortest stretch.
    assert_eq!(shown(&world, &["\"the bay\" -crow"]), ["bay:0 the bay · the bay"]);
    assert_eq!(shown(&world, &["stork w/5 bay"]), ["bay:0 bay · stork · bay"]);
    assert_eq!(shown(&world, &["heron w/3 bay"]), ["bay:0 heron · bay"]);
    // Denied within one branch of what was found.
    assert_eq!(shown(&world, &["heron OR (crow -stork)"]), ["bay:0 heron"]);
}

#[test]
fn what_cannot_stand_in_nearness_is_told_and_read_as_and() {
    let world = indexed(&[CRANE]);
    let found = world.search(&["crane w/1 -zeppelin"]);
    assert_eq!((&found["total"], &found["understood"]["text"]), (&1.into(), &"crane -zeppelin".into()));
    assert_eq!(found["warnings"].as_array().unwrap().len(), 1, "{found}");
}
