//! Properties: a run of Han, Kana or Hangul is found wherever its characters stand in a row, quoted or not, and just
//! these are marked; traditional characters and simplified ones find each other.

use super::{indexed, shown};

const KOREAN: (&str, &str) = (
    "korean",
    "한중 철도 포럼\n\n\
     참석자들은 일대일로는 기회라고 말하고 물류 협력을 논의했다.\n\n\
     서울의 봄은 짧았고, 대일 무역은 늘었다.\n",
);
const CHINESE: (&str, &str) = (
    "chinese",
    "企业家座谈会举行\n\n\
     双方企业家讨论共建一带一路和铁路运输的机会。\n\n\
     会议一路顺利，带来许多新的想法。\n",
);
const TAIWAN: (&str, &str) = ("traditional", "鐵路座談會在城裡舉行\n\n兩地的企業家談到鐵路與關稅，會後參觀了工廠。\n");
const JAPANESE: (&str, &str) =
    ("japanese", "代表の会議が終わる\n\n両国の代表はサプライチェーンの強化について話し合った。\n");

#[test]
fn a_korean_word_is_found_with_its_particles() {
    let world = indexed(&[KOREAN]);
    for typed in ["일대일로", "\"일대일로\""] {
        assert_eq!(shown(&world, &[typed]), ["korean:0 일대일로"], "{typed}");
    }
    assert_eq!(shown(&world, &["협력 물류"]), ["korean:0 물류 · 협력"]);
    assert_eq!(shown(&world, &["협력을"]), ["korean:0 협력을"]);
    assert!(shown(&world, &["협력이"]).is_empty());
}

#[test]
fn a_korean_phrase_keeps_its_words_in_a_row() {
    let world = indexed(&[KOREAN]);
    assert_eq!(shown(&world, &["\"일대일로는 기회\""]), ["korean:0 일대일로는 기회"]);
    assert_eq!(shown(&world, &["\"물류 협력\""]), ["korean:0 물류 협력"]);
    assert!(shown(&world, &["\"협력 물류\""]).is_empty());
    assert!(shown(&world, &["\"대일로 기회\""]).is_empty(), "a particle stands between");
}

#[test]
fn a_chinese_phrase_is_found_inside_running_text() {
    let world = indexed(&[CHINESE]);
    for typed in ["一带一路", "\"一带一路\""] {
        assert_eq!(shown(&world, &[typed]), ["chinese:0 一带一路"], "{typed}");
    }
    assert_eq!(shown(&world, &["\"企业家讨论共建一带一路\""]), ["chinese:0 企业家讨论共建一带一路"]);
    // 一路 and 带 stand in the second paragraph too, but not in this row.
    assert_eq!(shown(&world, &["一路"]), ["chinese:0 一路", "chinese:1 一路"]);
    assert!(shown(&world, &["路一带"]).is_empty());
    assert!(shown(&world, &["\"一路一带\""]).is_empty());
}

#[test]
fn traditional_and_simplified_characters_find_each_other() {
    let world = indexed(&[CHINESE, TAIWAN]);
    for typed in ["铁路", "鐵路", "\"铁路\"", "\"鐵路\""] {
        assert_eq!(shown(&world, &[typed]), ["chinese:0 铁路", "traditional:0 鐵路", "traditional:T 鐵路"], "{typed}");
    }
    assert_eq!(shown(&world, &["企业家谈到铁路与关税"]), ["traditional:0 企業家談到鐵路與關稅"]);
}

#[test]
fn japanese_is_found_inside_running_text() {
    let world = indexed(&[JAPANESE]);
    for typed in ["サプライチェーン", "\"サプライチェーン\"", "ｻﾌﾟﾗｲﾁｪｰﾝ"] {
        assert_eq!(shown(&world, &[typed]), ["japanese:0 サプライチェーン"], "{typed}");
    }
    assert_eq!(shown(&world, &["両国 強化"]), ["japanese:0 両国 · 強化"]);
    assert_eq!(shown(&world, &["\"両国の代表\""]), ["japanese:0 両国の代表"]);
    assert_eq!(shown(&world, &["会議"]), ["japanese:0", "japanese:T 会議"]);
    assert!(shown(&world, &["チェーンサプライ"]).is_empty());
}

#[test]
fn one_character_is_how_a_run_may_go_on() {
    let world = indexed(&[CHINESE, KOREAN]);
    assert_eq!(shown(&world, &["运"]), ["chinese:0 运"]);
    assert_eq!(shown(&world, &["봄"]), ["korean:1 봄"]);
}

#[test]
fn a_star_behind_a_run_changes_nothing_and_other_patterns_in_it_are_told() {
    let world = indexed(&[CHINESE, KOREAN]);
    assert_eq!(shown(&world, &["일대*"]), shown(&world, &["일대"]));
    assert_eq!(world.search(&["일대*"])["warnings"], serde_json::json!([]));
    let found = world.search(&["一?一路"]);
    assert_eq!(found["warnings"].as_array().unwrap().len(), 1, "{found}");
}

#[test]
fn nearness_counts_in_every_script() {
    let world = indexed(&[KOREAN, CHINESE]);
    assert_eq!(shown(&world, &["기회 w/9 협력"]), ["korean:0 기회 · 협력"]);
    assert_eq!(shown(&world, &["물류 pre/9 협력"]), ["korean:0 물류 · 협력"]);
    assert!(shown(&world, &["협력 pre/9 물류"]).is_empty());
    assert_eq!(shown(&world, &["企业家 w/20 铁路"]), ["chinese:0 企业家 · 铁路"]);
}

#[test]
fn not_and_paragraphs_hold_in_every_script() {
    let world = indexed(&[KOREAN, CHINESE, TAIWAN]);
    assert_eq!(shown(&world, &["铁路 -一带一路"]), ["traditional:0 鐵路", "traditional:T 鐵路"]);
    assert_eq!(shown(&world, &["철도 무역"]), ["korean:1 무역", "korean:T 철도"]);
    assert!(shown(&world, &["철도 /p 무역"]).is_empty());
    assert!(shown(&world, &["포럼 -기회"]).is_empty());
}
