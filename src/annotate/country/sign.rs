//! One-character signs of countries in Korean, Chinese and Japanese: `한·중`, `한-베트남`, `美, 대중 관세 유예`.
//!
//! Its place: adds to what `mention` found. Undotted pairs (`한중`) are forms of the tables; here a sign needs a mark
//! that joins it to another sign or name, or must be a single Han character on a Korean line.
//!
//! # Limits
//! `英·數` and the like on a Korean line read as Britain.

use rustc_hash::FxHashMap;

use super::Country;
use super::form::{Form, MentionKind};
use super::mention::Mention;
use super::script::{is_han, is_hangul, is_joint, is_kana};

/// The signs, forms of the tables of the kind `sign`. Hangul ones only count when joined.
#[derive(Debug)]
pub struct Signs(FxHashMap<char, Country>);

impl Signs {
    /// Those among the forms.
    pub fn new(forms: &[Form]) -> Self {
        let signs = forms.iter().filter(|form| form.kind == Some(MentionKind::Sign));
        Self(signs.filter_map(|form| Some((form.text.chars().next()?, *form.countries.first()?))).collect())
    }

    /// Adds the signs of `text` to its mentions, which stay in order.
    pub fn add(&self, text: &str, found: &mut Vec<Mention>) {
        let mut signs = self.joined(text, found);
        signs.extend(self.single_han(text, found, &signs));
        if signs.is_empty() {
            return;
        }
        found.extend(signs);
        found.sort_by_key(|mention| mention.range.start);
    }

    fn sign(&self, at: usize, c: char) -> Option<Mention> {
        Some(Mention { range: at..at + c.len_utf8(), countries: vec![*self.0.get(&c)?], kind: MentionKind::Sign })
    }

    /// Signs with a joining mark between them and another sign, or a name.
    fn joined(&self, text: &str, found: &[Mention]) -> Vec<Mention> {
        let mut signs: Vec<Mention> = Vec::new();
        for (at, joint) in text.char_indices().filter(|(_, c)| is_joint(*c)) {
            let end = at + joint.len_utf8();
            let left = ends_at(found, at).then_some(Side::Name).or_else(|| self.left(text, at));
            let right = starts_at(found, end).then_some(Side::Name).or_else(|| self.right(text, end, found));
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

    /// A sign before the mark, alone in its token: what stands before it is no letter of a word.
    fn left(&self, text: &str, end: usize) -> Option<Side> {
        let mut chars = text[..end].char_indices().rev();
        let (at, c) = chars.next()?;
        let before = chars.next().map(|(_, c)| c);
        let alone = !before.is_some_and(|b| b.is_alphanumeric());
        if alone { self.sign(at, c).map(Side::Sign) } else { None }
    }

    /// A sign after the mark; a word may go on after it (`한·중정상`), but not one that is a name or a mask itself.
    fn right(&self, text: &str, start: usize, found: &[Mention]) -> Option<Side> {
        let c = text[start..].chars().next()?;
        let inside = covers(found, start);
        let other = OTHER_WORDS.iter().any(|word| text[start..].starts_with(word));
        if inside || other { None } else { self.sign(start, c).map(Side::Sign) }
    }

    /// Single Han characters on a line written in Hangul, as Korean headlines use them.
    fn single_han(&self, text: &str, found: &[Mention], joined: &[Mention]) -> Vec<Mention> {
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
                && let Some(mention) = self.sign(at, c)
                && !covers(found, at)
                && !covers(joined, at)
            {
                signs.push(mention);
            }
            before = Some(c);
        }
        signs
    }
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
