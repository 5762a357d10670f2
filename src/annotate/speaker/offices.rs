//! The tables of offices and family names in Korean, Chinese and Japanese script.
//!
//! In: `data/titles_cjk.txt`, `data/names_cjk.txt`. New rows need no code.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A language of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Korean,
    Chinese,
    Japanese,
}

impl Language {
    fn bit(self) -> u8 {
        match self {
            Self::Korean => 1,
            Self::Chinese => 2,
            Self::Japanese => 4,
        }
    }

    fn parse(code: &str) -> u8 {
        match code {
            "ko" => Self::Korean.bit(),
            "zh" => Self::Chinese.bit(),
            "ja" => Self::Japanese.bit(),
            _ => 0,
        }
    }
}

static TITLES: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    rows(include_str!("../data/titles_cjk.txt"))
        .map(|(word, languages)| (word, languages.split(' ').map(Language::parse).sum()))
        .collect()
});

static SURNAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rows(include_str!("../data/names_cjk.txt")).map(|(name, _)| name).collect());

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Whether a word is an office or form of address in any of the languages.
pub(crate) fn is_title(word: &str) -> bool {
    TITLES.contains_key(word)
}

/// The longest office that `text` ends with.
pub(crate) fn title_at_end(text: &str, language: Language) -> Option<&str> {
    longest(text.char_indices().rev().map(|(at, _)| &text[at..]), language)
}

/// The longest office that `text` begins with.
pub(crate) fn title_at_start(text: &str, language: Language) -> Option<&str> {
    longest(text.char_indices().map(|(at, c)| &text[..at + c.len_utf8()]), language)
}

fn longest<'t>(candidates: impl Iterator<Item = &'t str>, language: Language) -> Option<&'t str> {
    const LONGEST: usize = 9;
    candidates.take(LONGEST).filter(|word| TITLES.get(word).is_some_and(|bits| bits & language.bit() != 0)).last()
}

/// Whether a name begins with a known family name.
pub(crate) fn has_surname(name: &str) -> bool {
    surname(name).is_some()
}

/// The family name that a name begins with, two characters before one.
pub(crate) fn surname(name: &str) -> Option<&str> {
    let mut ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
    let one = ends.next()?;
    let two = ends.next();
    [two, Some(one)].into_iter().flatten().map(|end| &name[..end]).find(|part| SURNAMES.contains(part))
}

#[cfg(test)]
mod tests {
    //! Properties: the tables are sorted without doubles and every language is known; the longest
    //! office and the longer family name win.
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [include_str!("../data/titles_cjk.txt"), include_str!("../data/names_cjk.txt")] {
            let keys: Vec<_> = rows(table).map(|(key, _)| key).collect();
            assert!(keys.is_sorted_by(|a, b| a < b));
            assert!(rows(table).all(|(_, languages)| languages.split(' ').all(|code| Language::parse(code) != 0)));
        }
    }

    #[test]
    fn the_longest_wins() {
        assert_eq!(title_at_end("협력국 부국장", Language::Korean), Some("부국장"));
        assert_eq!(title_at_start("副会长某某", Language::Chinese), Some("副会长"));
        assert_eq!(surname("欧阳某"), Some("欧阳"));
        assert_eq!(surname("무명"), None);
    }
}
