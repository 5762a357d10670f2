//! Folding of characters and words: case, width, accents, traditional to simplified characters.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Traditional characters that stand for one simplified one.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let rows = include_str!("han_simplified.txt").lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| {
        let mut characters = row.chars();
        Some((characters.next()?, characters.next()?))
    })
    .collect()
});

/// Whether a character belongs to Han, Kana or Hangul, whose runs are stored as pairs.
pub(super) fn is_paired(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}'      // Hangul jamo
        | '\u{3005}'..='\u{3007}'    // iteration mark, closing mark, zero
        | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303b}'
        | '\u{3041}'..='\u{30ff}'    // Hiragana, Katakana, the long vowel mark
        | '\u{3131}'..='\u{318e}'    // Hangul compatibility jamo
        | '\u{31f0}'..='\u{31ff}'    // Katakana extensions
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'    // half-width Katakana
        | '\u{ffa0}'..='\u{ffdc}'    // half-width Hangul
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character only modifies the one before it.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c) || is_invisible(c)
}

/// Characters that are not seen and carry no meaning within a word: soft hyphen, joiners, marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// A character of a pair-wise script, composed, in its usual width, simplified.
pub(super) fn paired(grapheme: &str) -> String {
    let compose = grapheme.nfkc().filter(|&c| !is_invisible(c));
    compose.map(|c| SIMPLIFIED.get(&c).copied().unwrap_or(c)).collect()
}

/// A word with case, width and accents folded.
pub(super) fn word(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        let is_lower = !word.bytes().any(|b| b.is_ascii_uppercase());
        return if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_ascii_lowercase()) };
    }
    let plain = word.nfkd().filter(|&c| !is_mark(c));
    let lower = plain.flat_map(char::to_lowercase).filter(|&c| !is_mark(c));
    let mut folded = String::with_capacity(word.len());
    for c in lower {
        match letter(c) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(c),
        }
    }
    Cow::Owned(folded)
}

/// The plain spelling of letters that Unicode does not take apart into letter and accent.
fn letter(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        '’' | 'ʼ' => "'",
        _ => return None,
    })
}

/// A word as written, in its usual width.
pub(super) fn width(word: &str) -> String {
    if word.is_ascii() { word.to_owned() } else { word.nfkc().filter(|&c| !is_invisible(c)).collect() }
}

/// The word without a possessive `'s`.
pub(super) fn without_possessive(word: &str) -> &str {
    let stripped = ["'s", "’s", "＇s", "'S", "’S"].iter().find_map(|end| word.strip_suffix(end));
    stripped.filter(|rest| !rest.is_empty()).unwrap_or(word)
}

/// Whether the word is two or more single letters joined by dots: `U.S`, `u.k`.
pub(super) fn is_initials(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// The parts of a word: it is split at `.` and `:` between letters and at `_`.
pub(super) fn parts(word: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    let mut before: Option<char> = None;
    let mut rest = word.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((at, c)) = rest.next() {
            let between =
                before.is_some_and(char::is_alphabetic) && rest.peek().is_some_and(|&(_, next)| next.is_alphabetic());
            before = Some(c);
            if c == '_' || matches!(c, '.' | ':') && between {
                let part = from..at;
                from = at + c.len_utf8();
                if !part.is_empty() {
                    return Some(part);
                }
            }
        }
        let part = from..word.len();
        from = word.len();
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    //! Properties: the table of characters is sorted, without repeats, and simplifying is final.
    use super::*;

    #[test]
    fn table_is_sorted_and_final() {
        let rows: Vec<&str> = include_str!("han_simplified.txt").lines().filter(|row| !row.starts_with('#')).collect();
        assert!(rows.windows(2).all(|w| w[0].chars().next() < w[1].chars().next()));
        assert!(rows.iter().all(|row| row.chars().count() == 2));
        for simplified in SIMPLIFIED.values() {
            assert_eq!(SIMPLIFIED.get(simplified), None, "{simplified} is itself simplified further");
        }
    }
}
