//! Finds every form of the tables in a text, in one pass over the places where a word can begin.
//!
//! Its place: below `mention`, which judges what is found by the form's own rules.
//!
//! An automaton over all bytes was tried first: it takes about as long over a text (here a word of no form is gone after
//! one look at its first three characters), finds half again as much that begins within words, and takes ten times as
//! long to build, which every start of the program would pay.
//!
//! # Invariants
//! Forms that begin at one place are found whatever else begins there or before it. ASCII letters match in any case,
//! but a small letter never matches where the form begins with a capital.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::form::Form;
use super::script::{is_alphabetic_word, is_hangul, is_katakana};

/// The forms by how they begin.
#[derive(Debug)]
pub struct Finder {
    /// Which ASCII characters begin a form.
    ascii: [bool; 128],
    /// A bit for each head that a form has; other heads may share it.
    heads: Box<[u64]>,
    /// Where in `patterns` those with these first characters stand.
    groups: FxHashMap<[char; HEAD], Range<usize>>,
    patterns: Vec<Pattern>,
}

/// How many characters make a group; shorter forms are filled up with [`NONE`].
const HEAD: usize = 3;
const NONE: char = '\0';

#[derive(Debug)]
struct Pattern {
    text: Box<str>,
    /// The place of its form among those that the finder was made of.
    form: usize,
}

impl Finder {
    /// Of these forms; signs and endings of symbols are not searched for here.
    pub fn new(forms: &[Form]) -> Self {
        let mut all: Vec<([char; HEAD], Pattern)> = Vec::with_capacity(forms.len() * 2);
        for (at, form) in forms.iter().enumerate().filter(|(_, form)| form.stands_by_itself()) {
            for text in cases(form) {
                all.extend(heads(&text).map(|head| (head, Pattern { text: text.as_str().into(), form: at })));
            }
        }
        all.sort_by_key(|(head, _)| *head);
        let mut finder = Self {
            ascii: [false; 128],
            heads: vec![0; BITS / 64].into(),
            groups: FxHashMap::default(),
            patterns: Vec::new(),
        };
        for (head, pattern) in all {
            let at = finder.patterns.len();
            finder.groups.entry(head).or_insert(at..at).end = at + 1;
            if head[0].is_ascii() {
                finder.ascii[head[0] as usize] = true;
            }
            let bit = bit(&head);
            finder.heads[bit / 64] |= 1 << (bit % 64);
            finder.patterns.push(pattern);
        }
        finder
    }

    /// Tells `found` of every form in the text that begins where a word can begin, from left to right.
    pub fn find(&self, text: &str, mut found: impl FnMut(Range<usize>, usize)) {
        let bytes = text.as_bytes();
        let (mut at, mut before) = (0, NONE);
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii() {
                let inside = byte.is_ascii_alphanumeric() && is_alphabetic_word(before);
                if !inside && self.ascii[usize::from(byte)] {
                    self.find_at(text, at, &mut found);
                }
                before = char::from(byte);
                at += 1;
            } else {
                let Some(c) = text[at..].chars().next() else { break };
                if is_open(c, before, &text[..at]) {
                    self.find_at(text, at, &mut found);
                }
                before = c;
                at += c.len_utf8();
            }
        }
    }

    /// Whether some form may have this head; nearly always false where none has.
    fn may_hold(&self, head: &[char; HEAD]) -> bool {
        let bit = bit(head);
        self.heads[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn find_at(&self, text: &str, at: usize, found: &mut impl FnMut(Range<usize>, usize)) {
        let rest = &text[at..];
        let mut head = head(rest);
        for last in (0..HEAD).rev() {
            if head[last] != NONE
                && self.may_hold(&head)
                && let Some(group) = self.groups.get(&head)
            {
                for pattern in &self.patterns[group.clone()] {
                    if begins_with(rest, &pattern.text) {
                        found(at..at + pattern.text.len(), pattern.form);
                    }
                }
            }
            head[last] = NONE;
        }
    }
}

/// How many bits tell heads apart: few enough for the nearest cache, enough that one in twenty is taken by chance.
const BITS: usize = 1 << 17;

fn bit(head: &[char; HEAD]) -> usize {
    // Odd numbers without a pattern, to spread the characters over all bits.
    let [a, b, c] = head.map(u32::from);
    let mixed = a.wrapping_mul(0x9E37_79B1) ^ b.wrapping_mul(0x85EB_CA77) ^ c.wrapping_mul(0xC2B2_AE3D);
    (mixed ^ mixed >> 15) as usize % BITS
}

fn begins_with(text: &str, pattern: &str) -> bool {
    text.as_bytes().get(..pattern.len()).is_some_and(|start| start.eq_ignore_ascii_case(pattern.as_bytes()))
}

/// The first characters, ASCII ones after the first in small letters.
fn head(text: &str) -> [char; HEAD] {
    if let Some(&[a, b, c]) = text.as_bytes().first_chunk()
        && a.is_ascii()
        && b.is_ascii()
        && c.is_ascii()
    {
        return [a, b.to_ascii_lowercase(), c.to_ascii_lowercase()].map(char::from);
    }
    let mut head = [NONE; HEAD];
    for (at, c) in text.chars().take(HEAD).enumerate() {
        head[at] = if at == 0 { c } else { c.to_ascii_lowercase() };
    }
    head
}

/// How a text may begin that holds the form: as written, and a small letter also as a capital.
fn heads(text: &str) -> impl Iterator<Item = [char; HEAD]> {
    let small = head(text);
    let mut capital = small;
    capital[0].make_ascii_uppercase();
    [small, capital].into_iter().take(if small == capital { 1 } else { 2 })
}

/// ASCII is compared in any case; for other letters the cases are patterns of their own.
fn cases(form: &Form) -> Vec<String> {
    let mut cases = vec![form.text.to_string()];
    if !form.text.is_ascii() && !form.rules.exact {
        let mut chars = form.text.chars();
        let capital = chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>());
        for case in capital.into_iter().chain([form.text.to_uppercase()]) {
            if !cases.iter().any(|known| known.eq_ignore_ascii_case(&case)) {
                cases.push(case);
            }
        }
    }
    cases
}

/// Whether a word that begins with `first` can begin after `before`, the last character of `text`.
fn is_open(first: char, before: char, text: &str) -> bool {
    if is_hangul(first) {
        !is_hangul(before) || follows_prefix(text)
    } else if is_katakana(first) {
        !is_katakana(before)
    } else {
        !is_alphabetic_word(first) || !is_alphabetic_word(before)
    }
}

/// One-syllable Korean prefixes before a country's name: to, in, visiting, pro-, anti-, pan-, leaving.
fn follows_prefix(before: &str) -> bool {
    let mut chars = before.chars().rev();
    chars.next().is_some_and(|c| "대주재방친반범탈".contains(c)) && !chars.next().is_some_and(is_hangul)
}

#[cfg(test)]
mod tests {
    //! Properties: what the finder finds is what trying every form at every place finds.
    use super::*;
    use crate::annotate::country::Tables;

    #[test]
    fn the_finder_finds_what_a_plain_search_finds() {
        let tables = Tables::built_in();
        for text in [
            "US, U.S. and UK: the European Union's EU office in New York, NEW YORK, new york; Norwegians",
            "주한중국대사 한중일 정상회담, 재일 한국인, 대중국 수출, 북한이 미국에",
            "其中美国占三成，访华，日米韓、タイムとタイ、ノルウェー",
            "ИНДИЯ и Китаем, Южной Корее, южнокорейский; ÉTATS-UNIS, États-Unis, états-unis",
            "",
        ] {
            let mut found = Vec::new();
            tables.finder.find(text, |range, form| found.push((range.start, range.end, form)));
            let mut plain = Vec::new();
            for (form, row) in tables.forms.iter().enumerate().filter(|(_, row)| row.stands_by_itself()) {
                for (at, c) in text.char_indices() {
                    let before = text[..at].chars().next_back().unwrap_or(NONE);
                    let small = c.is_ascii_lowercase() && row.text.starts_with(|f: char| f.is_ascii_uppercase());
                    if cases(row).iter().any(|case| begins_with(&text[at..], case))
                        && is_open(c, before, &text[..at])
                        && !small
                    {
                        plain.push((at, at + row.text.len(), form));
                    }
                }
            }
            found.sort_unstable();
            plain.sort_unstable();
            assert_eq!(found, plain, "{text}");
        }
    }
}
