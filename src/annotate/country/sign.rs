//! One-character signs of countries in Korean, Chinese and Japanese: `한·중`, `한-베트남`, `美, 대중 관세 유예`.
//!
//! Its place: adds to what `mention` found. Undotted pairs (`한중`) are forms of the tables; here a sign needs a mark
//! that joins it to another sign or name, or must be a single Han character on a Korean line.
//!
//! # Limits
//! `英·數` and the like on a Korean line read as Britain.

use super::Country;
use super::form::MentionKind;
use super::mention::Mention;
use super::script::{is_han, is_hangul, is_joint, is_kana};

/// The signs that headlines use; Hangul ones only count when joined.
const SIGNS: [(char, &str); 40] = [
    ('한', "KR"),
    ('중', "CN"),
    ('미', "US"),
    ('일', "JP"),
    ('북', "KP"),
    ('러', "RU"),
    ('영', "GB"),
    ('독', "DE"),
    ('불', "FR"),
    ('프', "FR"),
    ('호', "AU"),
    ('베', "VN"),
    ('우', "UA"),
    ('이', "IL"),
    ('캐', "CA"),
    ('남', "KR"),
    ('韓', "KR"),
    ('韩', "KR"),
    ('中', "CN"),
    ('美', "US"),
    ('米', "US"),
    ('日', "JP"),
    ('北', "KP"),
    ('朝', "KP"),
    ('露', "RU"),
    ('俄', "RU"),
    ('ロ', "RU"),
    ('英', "GB"),
    ('獨', "DE"),
    ('独', "DE"),
    ('德', "DE"),
    ('佛', "FR"),
    ('仏', "FR"),
    ('法', "FR"),
    ('印', "IN"),
    ('豪', "AU"),
    ('澳', "AU"),
    ('越', "VN"),
    ('台', "TW"),
    ('欧', "EU"),
];

fn country(sign: char) -> Option<Country> {
    SIGNS.iter().find(|(c, _)| *c == sign).and_then(|(_, code)| Country::from_code(code))
}

/// Adds the signs of `text` to its mentions, which stay in order.
pub fn add(text: &str, found: &mut Vec<Mention>) {
    let mut signs = joined(text, found);
    signs.extend(single_han(text, found, &signs));
    if signs.is_empty() {
        return;
    }
    found.extend(signs);
    found.sort_by_key(|mention| mention.range.start);
}

fn sign(at: usize, c: char) -> Option<Mention> {
    Some(Mention { range: at..at + c.len_utf8(), countries: vec![country(c)?], kind: MentionKind::Sign })
}

/// Signs with a joining mark between them and another sign, or a name.
fn joined(text: &str, found: &[Mention]) -> Vec<Mention> {
    let mut signs: Vec<Mention> = Vec::new();
    for (at, joint) in text.char_indices().filter(|(_, c)| is_joint(*c)) {
        let end = at + joint.len_utf8();
        let left = ends_at(found, at).then_some(Side::Name).or_else(|| left_sign(text, at));
        let right = starts_at(found, end).then_some(Side::Name).or_else(|| right_sign(text, end, found));
        let (Some(left), Some(right)) = (left, right) else { continue };
        for side in [left, right] {
            // Of a chain (`한·중·일`) the sign before this mark was the one after the last mark.
            if let Side::Sign(mention) = side
                && signs.last() != Some(&mention)
            {
                signs.push(mention);
            }
        }
    }
    signs
}

enum Side {
    Name,
    Sign(Mention),
}

/// Whether one of the mentions, which are in order, covers the byte.
fn covers(mentions: &[Mention], at: usize) -> bool {
    let after = mentions.partition_point(|mention| mention.range.start <= at);
    after > 0 && mentions[after - 1].range.end > at
}

fn ends_at(found: &[Mention], at: usize) -> bool {
    found.binary_search_by_key(&at, |mention| mention.range.end).is_ok()
}

fn starts_at(found: &[Mention], at: usize) -> bool {
    found.binary_search_by_key(&at, |mention| mention.range.start).is_ok()
}

/// A sign before the mark, alone in its token: what stands before it is no letter of a word.
fn left_sign(text: &str, end: usize) -> Option<Side> {
    let mut chars = text[..end].char_indices().rev();
    let (at, c) = chars.next()?;
    let before = chars.next().map(|(_, c)| c);
    let alone = !before.is_some_and(|b| b.is_alphanumeric());
    if alone { sign(at, c).map(Side::Sign) } else { None }
}

/// A sign after the mark; a word may go on after it (`한·중정상`), but not one that is a name or a mask itself.
fn right_sign(text: &str, start: usize, found: &[Mention]) -> Option<Side> {
    let c = text[start..].chars().next()?;
    let inside = covers(found, start);
    let other = OTHER_WORDS.iter().any(|word| text[start..].starts_with(word));
    if inside || other { None } else { sign(start, c).map(Side::Sign) }
}

/// Words that begin with a sign and mean something else: regions, ages, works.
const OTHER_WORDS: [&str; 22] = [
    "중앙",
    "중동",
    "중남미",
    "중미",
    "중소",
    "중고",
    "중견",
    "중장",
    "중등",
    "북유럽",
    "북미",
    "북아",
    "남미",
    "남아",
    "남유럽",
    "일반",
    "일부",
    "미래",
    "미주",
    "이동",
    "이후",
    "우주",
];

/// Single Han characters on a line written in Hangul, as Korean headlines use them.
fn single_han(text: &str, found: &[Mention], joined: &[Mention]) -> Vec<Mention> {
    if !text.chars().any(is_hangul) {
        return Vec::new();
    }
    let mut signs = Vec::new();
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let alone = |c: Option<char>| !c.is_some_and(|c| is_han(c) || is_kana(c) || c.is_numeric());
        if is_han(c)
            && alone(before)
            && alone(after)
            && !before.is_some_and(|b| is_hangul(b) || b == '(')
            && let Some(mention) = sign(at, c)
            && !covers(found, at)
            && !covers(joined, at)
        {
            signs.push(mention);
        }
        before = Some(c);
    }
    signs
}
