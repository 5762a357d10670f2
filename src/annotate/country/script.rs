//! Which script a character belongs to, as far as finding names needs to know.

/// A letter or digit of an alphabet that parts words by spaces.
pub fn is_alphabetic_word(c: char) -> bool {
    c.is_alphanumeric() && !is_hangul(c) && !is_han(c) && !is_kana(c)
}

/// A Hangul syllable.
pub fn is_hangul(c: char) -> bool {
    ('\u{AC00}'..='\u{D7A3}').contains(&c)
}

/// A Han character, in Chinese, Japanese or Korean.
pub fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c) || ('\u{F900}'..='\u{FAFF}').contains(&c)
}

/// A Hiragana or Katakana letter, the long mark included; the middle dot is none.
pub fn is_kana(c: char) -> bool {
    ('\u{3041}'..='\u{3096}').contains(&c) || is_katakana(c)
}

/// A Katakana letter or the long mark.
pub fn is_katakana(c: char) -> bool {
    ('\u{30A1}'..='\u{30FA}').contains(&c) || c == '\u{30FC}'
}

/// Marks that join two countries into one word: hyphens, dashes, middle dots, a slash.
pub fn is_joint(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—' | '/' | '·' | 'ㆍ' | '・' | '･' | '‧' | '∙' | '•' | '⋅')
}
