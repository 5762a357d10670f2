//! Tells date lines and hit counters from other short lines.
//!
//! Its place: a furniture rule. What the date is, and whether it is the publication, is read by `annotate::date`;
//! here it only has to be seen that the line says nothing else.
//!
//! The line is stripped of dates, times and the words of `data/stamps.txt`; what remains must be a place or a desk at
//! most.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::furniture::Mark;
use super::look::{Look, is_han_or_kana, is_hangul, width};
use super::{Reason, Tables};
use crate::tables::{Added, Row, Table, TableError, Touches};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Stamp,
    Hit,
    HitFill,
    Day,
    Ago,
    Fill,
}

pub(super) static STAMPS: Table = Table {
    name: "stamps",
    columns: "words, what they are for in a line of dates (stamp, hit, hitfill, day, ago, fill)",
    built_in: &[include_str!("data/stamps.txt")],
    touches: Touches::FirstCell,
};

/// The words of date lines and hit counters.
#[derive(Debug)]
pub(super) struct Words(HashMap<Box<str>, Word>);

impl Words {
    /// Reads the table.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        STAMPS
            .rows(added)
            .map(|row| Ok((row.filled(0)?.to_lowercase().into(), kind(&row)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn kind(row: &Row<'_>) -> Result<Word, TableError> {
    Ok(match row.cell(1) {
        "stamp" => Word::Stamp,
        "hit" => Word::Hit,
        "hitfill" => Word::HitFill,
        "day" => Word::Day,
        "ago" => Word::Ago,
        "fill" => Word::Fill,
        other => return Err(row.refuse(format!("`{other}` is not stamp, hit, hitfill, day, ago or fill"))),
    })
}

/// A date with its year in digits, in the usual orders, with months by number or by name.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let month = "(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|set|out|fév|avr|aoû|déc\
        |янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)\\p{L}{0,8}\\.?";
    let patterns = [
        r"(?:19|20)\d\d\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}(?:\s?付)?\.?".to_owned(),
        r"\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d".to_owned(),
        r"\b1\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?".to_owned(),
        r"\d{1,2}[-./]\d{1,2}[-./]\d\d\b".to_owned(),
        r"(?:令和|平成|昭和|民國|民国)?\s?(?:\d{1,4}|元)\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?".to_owned(),
        r"\d{4}\s?년\s?\d{1,2}\s?월(?:\s?\d{1,2}\s?일)?".to_owned(),
        format!(r"\b\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?\s?(?:de\s|of\s)?{month}(?:\sde)?,?\s?(?:19|20)\d\d"),
        format!(r"\b{month}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"),
        format!(r"\b{month}\s(?:19|20)\d\d"),
    ];
    Regex::new(&format!("(?i)(?:{})", patterns.join("|"))).expect("the date patterns are well formed")
});

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\d{1,2}(?::|\.|h|시\s?|時|点)\d{2}(?::\d{2})?(?:分|분)?\s?(?:[ap]\.?m\b\.?|uhr)?")
        .expect("the time pattern is well formed")
});

/// What remains of a line when dates, times and the words of the trade are taken out.
#[derive(Debug, Default)]
struct Residue {
    words: usize,
    width: usize,
    stamp: bool,
    hit: bool,
    hit_named: bool,
    /// Whether something is named that stands beside dates, such as the source.
    named: bool,
    ago: bool,
    day: bool,
}

/// Whether the line is a date line or a hit counter.
pub(super) fn mark(text: &str, look: &Look, tables: &Tables) -> Option<Mark> {
    if look.prose || look.width > 160 || !may_be_stamp(text) {
        return None;
    }
    let dated = DATE.is_match(text);
    let undated = DATE.replace_all(text, " ");
    let timed = TIME.is_match(&undated);
    let rest = residue(&TIME.replace_all(&undated, " "), &tables.stamps);
    let divided = text.contains(['|', '｜']);
    if rest.hit && (rest.words == 0 || rest.hit_named || divided && rest.words <= 4) {
        return Some(Mark::firm(Reason::HitCounter));
    }
    let told = rest.stamp || timed;
    let placed = rest.words <= 3 && rest.width <= 30 && (told || rest.named || opens_with_place(text));
    if dated && (rest.words == 0 || placed) {
        return Some(Mark { reason: Reason::DateLine, firm: told });
    }
    let undated_stamp = rest.stamp && (rest.ago || timed) && rest.words <= 1;
    let clock_only = timed && rest.words == 0 && (rest.day || rest.ago);
    (undated_stamp || clock_only).then_some(Mark::firm(Reason::DateLine))
}

/// A cheap look before expensive work: digits, or a counter that shows none.
fn may_be_stamp(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) || text.ends_with("()") || text.ends_with("ago")
}

/// "Busan, 3 May 2021": a short name and a comma before the first digit.
fn opens_with_place(text: &str) -> bool {
    let Some(digit) = text.find(|c: char| c.is_ascii_digit()) else { return false };
    let head = text[..digit].trim_end();
    head.strip_suffix([',', '，', '、']).is_some_and(|place| place.split(' ').count() <= 4 && !place.contains(','))
}

fn residue(text: &str, table: &Words) -> Residue {
    let lower = text.to_lowercase();
    let tokens: Vec<(usize, &str)> = words(&lower).collect();
    let mut rest = Residue::default();
    let mut at = 0;
    while at < tokens.len() {
        let (word, taken, end) = longest(&lower, &tokens[at..], table);
        match word {
            Some(Word::Stamp) => rest.stamp = true,
            Some(Word::Hit) => {
                rest.hit = true;
                rest.hit_named |= lower[end..].trim_start().starts_with([':', '：']);
            }
            Some(Word::Ago) => rest.ago = true,
            Some(Word::Day) => rest.day = true,
            Some(Word::Fill) => rest.named |= lower[end..].trim_start().starts_with([':', '：']),
            Some(Word::HitFill) => {}
            None if is_lone_sign(tokens[at].1) => {}
            None => {
                rest.words += 1;
                rest.width += width(tokens[at].1) + 1;
            }
        }
        at += taken;
    }
    rest
}

/// The longest entry of the table that starts here, in up to three words: its kind, its words, where it ends.
fn longest(text: &str, tokens: &[(usize, &str)], table: &Words) -> (Option<Word>, usize, usize) {
    let start = tokens[0].0;
    for count in (1..=tokens.len().min(3)).rev() {
        let (at, last) = tokens[count - 1];
        let end = at + last.len();
        if let Some(&word) = table.0.get(&text[start..end]) {
            return (Some(word), count, end);
        }
    }
    (None, 1, start + tokens[0].1.len())
}

/// Stretches of letters, with their places; full stops stay inside ("p.m.").
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    static WORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\p{L}.]*\p{L}[\p{L}.]*").expect("the word pattern is well formed"));
    WORD.find_iter(text).map(|found| (found.start(), found.as_str()))
}

/// A weekday in one sign, the 日 or 일 of a day, 大 of a font bar.
fn is_lone_sign(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if is_han_or_kana(c) || is_hangul(c) || c.is_ascii())
}

#[cfg(test)]
mod tests {
    //! Properties: lines that only tell a date or a count are seen in all five languages;
    //! headlines and sentences with dates and counts are not.
    use super::*;

    #[test]
    fn stamps_and_counters_are_seen() {
        let date = Some(Reason::DateLine);
        let hit = Some(Reason::HitCounter);
        for (text, expected) in [
            ("2021-03-04", date),
            ("Published: Mar 04, 2021 11:44 PM", date),
            ("| UPDATED: 11:05, Thu, Mar 4, 2021", date),
            ("Updated an hour ago", date),
            ("Updated 2 hours ago", date),
            ("Updated at 9:50 p.m. ET Thursday", date),
            ("Port Amsel, 4 March 2021", date),
            ("4. März 2021 - 18:50 Uhr 3 Kommentare", date),
            ("14/03/2021 16h15", date),
            ("입력 2021.03.04 16:42 수정 2021.03.05 08:15", date),
            ("发布时间：2021-03-04 09:32 来源：港务局", date),
            ("發布日期：110-03-04", date),
            ("2021年3月4日 来源：港报", date),
            ("令和3年3月4日 10:00 配信", date),
            ("更新时间 2021年3月4日, 格林尼治标准时间10:41", date),
            ("2021-03-04 hit 2104", hit),
            ("hit 1532", hit),
            ("조회수 1,874", hit),
            ("작성자 항만과 | 조회수 1,874 | 첨부파일 2", hit),
            ("浏览次数：1186 字号：[大] [中] [小]", hit),
            ("Number of readings: 1087", hit),
            ("Strike hits 20 ports", None),
            ("Harbour plan for 2021-2025 agreed", None),
            ("Pilots vote on 4 March 2021 about dues", None),
            ("The berth was closed on 4 March 2021.", None),
        ] {
            assert_eq!(mark(text, &Look::of(text), Tables::built_in()).map(|mark| mark.reason), expected, "{text}");
        }
    }
}
