//! Finds the verbs of saying and of taking the floor in a clause of Chinese.

use std::ops::Range;

use super::super::claim::Manner;
use super::super::vocabulary::{Classes, Vocabulary};
use super::clause::Clause;

/// A verb in a clause: its bytes in the paragraph, at the edges of characters and within the clause.
pub(super) struct Cue {
    pub(super) span: Range<usize>,
    pub(super) manner: Manner,
}

/// The verbs of a clause, verbs of saying first: those at its end, then others, then ways of taking the floor.
pub(super) fn cues(text: &str, clause: &Clause, vocabulary: &Vocabulary) -> Vec<Cue> {
    let words = &text[clause.span.clone()];
    let mut reported = Vec::new();
    let mut floor = Vec::new();
    let mut skip = 0;
    for (at, _) in words.char_indices() {
        if at < skip {
            continue;
        }
        if let Some(word) = vocabulary.at_start(&words[at..], Classes::REPORTED.or(Classes::FLOOR)) {
            let classes = vocabulary.classes(word);
            // "回应称": two verbs of saying in a row are one.
            let second = vocabulary.at_start(&words[at + word.len()..], Classes::REPORTED);
            let second = second.filter(|_| classes.has(Classes::REPORTED)).map_or(0, str::len);
            let word = &words[at..at + word.len() + second];
            let after = &words[at + word.len()..];
            let span = clause.span.start + at..clause.span.start + at + word.len();
            let (says, takes_floor) = (classes.has(Classes::REPORTED), classes.has(Classes::FLOOR));
            skip = at + word.len();
            if is_part_of_word(&words[..at], word, after) {
                continue;
            }
            // "作出回应", "作了说明": no content is reported.
            if after.is_empty() && LIGHT.iter().any(|verb| words[..at].ends_with(verb)) {
                if !matches!(word, "回应" | "回應" | "评价" | "評價" | "表示" | "承诺" | "承諾") {
                    floor.push(Cue { span, manner: Manner::Floor });
                }
                continue;
            }
            if takes_floor && (!says || after.starts_with('了')) {
                // "在致辞中表示": the address is only where it was said.
                if !after
                    .starts_with(['中', '时', '時', '会', '會', '者', '人', '里', '稿', '说', '指', '表', '后', '後'])
                {
                    floor.push(Cue { span: span.clone(), manner: Manner::Floor });
                }
            }
            if says && !(takes_floor && after.starts_with('了')) {
                reported.push(Cue { span, manner: Manner::Reported });
            }
        }
    }
    reported.extend(floor);
    reported
}

/// Verbs that say nothing but that the noun after them was done.
const LIGHT: [&str; 8] = ["作了", "作出", "做了", "做出", "给出", "給出", "进行了", "進行了"];

/// One-character verbs inside other words: 据说, 名称, 小说.
fn is_part_of_word(before: &str, word: &str, after: &str) -> bool {
    let previous = before.chars().next_back();
    match word {
        "说" | "說" => {
            previous.is_some_and(|c| {
                matches!(c, '据' | '據' | '小' | '学' | '學' | '传' | '傳' | '来' | '來' | '可' | '话')
            }) || after.starts_with(['法', '服', '不'])
        }
        "称" | "稱" => {
            previous.is_some_and(|c| matches!(c, '名' | '职' | '号' | '简' | '對' | '对' | '堪'))
                || after.starts_with(['号', '为', '為', '职'])
        }
        "要求" | "希望" | "期望" | "期盼" | "建议" | "承诺" | "报道" | "公布" => {
            previous == Some('的') || after.starts_with('的')
        }
        _ => false,
    }
}
