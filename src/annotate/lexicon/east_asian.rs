//! The tables of offices and family names in Korean, Chinese and Japanese script.
//!
//! In: `data/titles_cjk.txt`, `data/names_cjk.txt`, `data/name_sounds.txt` and a user's rows.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::tables::{Added, Row, Table, TableError, Touches};

/// Offices and forms of address.
pub(crate) static TITLES: Table = Table {
    name: "titles_cjk",
    columns: "office, languages (ko zh ja)",
    built_in: &[include_str!("../data/titles_cjk.txt")],
    touches: Touches::FirstCell,
};

/// Family names.
pub(crate) static SURNAMES: Table = Table {
    name: "names_cjk",
    columns: "family name, languages (ko zh ja)",
    built_in: &[include_str!("../data/names_cjk.txt")],
    touches: Touches::FirstCell,
};

/// Characters that names of foreigners are written with.
pub(crate) static SOUNDS: Table = Table {
    name: "name_sounds",
    columns: "character, languages (ko zh)",
    built_in: &[include_str!("../data/name_sounds.txt")],
    touches: Touches::FirstCell,
};

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

    fn named(code: &str) -> Option<Self> {
        Some(match code {
            "ko" => Self::Korean,
            "zh" => Self::Chinese,
            "ja" => Self::Japanese,
            _ => return None,
        })
    }
}

/// The languages of a row as bits.
fn languages(row: &Row<'_>) -> Result<u8, TableError> {
    row.cell(1).split(' ').try_fold(0, |bits, code| {
        let language = Language::named(code).ok_or_else(|| row.refuse(format!("`{code}` is none of ko, zh, ja")))?;
        Ok(bits | language.bit())
    })
}

/// Whether a form of address tells no office: 氏, 씨, 先生.
pub(crate) fn is_honorific(title: &str) -> bool {
    matches!(title, "氏" | "さん" | "様" | "先生" | "女士" | "小姐" | "씨" | "님")
}

/// Offices and family names.
#[derive(Debug)]
pub(crate) struct Names {
    titles: FxHashMap<Box<str>, u8>,
    /// Characters of the longest office.
    longest: usize,
    surnames: FxHashSet<Box<str>>,
    sounds: FxHashMap<char, u8>,
}

impl Names {
    /// Reads the tables.
    pub(crate) fn new(added: &Added) -> Result<Self, TableError> {
        let mut names = Self {
            titles: FxHashMap::default(),
            longest: 0,
            surnames: FxHashSet::default(),
            sounds: FxHashMap::default(),
        };
        for row in TITLES.rows(added) {
            names.titles.insert(row.cell(0).into(), languages(&row)?);
            names.longest = names.longest.max(row.cell(0).chars().count());
        }
        for row in SURNAMES.rows(added) {
            languages(&row)?;
            names.surnames.insert(row.cell(0).into());
        }
        for row in SOUNDS.rows(added) {
            let mut characters = row.cell(0).chars();
            let (Some(sound), None) = (characters.next(), characters.next()) else {
                return Err(row.refuse("it must begin with one character"));
            };
            names.sounds.insert(sound, languages(&row)?);
        }
        Ok(names)
    }

    /// Whether the names of foreigners are written with this character.
    pub(crate) fn is_sound(&self, c: char, language: Language) -> bool {
        self.sounds.get(&c).is_some_and(|bits| bits & language.bit() != 0)
    }

    /// Whether a word is an office or form of address in any of the languages.
    pub(crate) fn is_title(&self, word: &str) -> bool {
        self.titles.contains_key(word)
    }

    /// The longest office that `text` ends with.
    pub(crate) fn title_at_end<'t>(&self, text: &'t str, language: Language) -> Option<&'t str> {
        self.longest(text.char_indices().rev().map(|(at, _)| &text[at..]), language)
    }

    /// The longest office that `text` begins with.
    pub(crate) fn title_at_start<'t>(&self, text: &'t str, language: Language) -> Option<&'t str> {
        self.longest(text.char_indices().map(|(at, c)| &text[..at + c.len_utf8()]), language)
    }

    fn longest<'t>(&self, candidates: impl Iterator<Item = &'t str>, language: Language) -> Option<&'t str> {
        let is_title = |word: &&str| self.titles.get(*word).is_some_and(|bits| bits & language.bit() != 0);
        candidates.take(self.longest).filter(is_title).last()
    }

    /// Whether a name begins with a known family name.
    pub(crate) fn has_surname(&self, name: &str) -> bool {
        self.surname(name).is_some()
    }

    /// The family name that a name begins with, two characters before one.
    pub(crate) fn surname<'t>(&self, name: &'t str) -> Option<&'t str> {
        let mut ends = name.char_indices().map(|(at, c)| at + c.len_utf8());
        let one = ends.next()?;
        let two = ends.next();
        [two, Some(one)].into_iter().flatten().map(|end| &name[..end]).find(|part| self.surnames.contains(*part))
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the tables are in order; the longest office and the longer family name win; a user's rows count,
    //! and a language that is none is refused.
    use super::*;

    #[test]
    fn the_longest_wins() {
        let names = Names::new(&Added::default()).unwrap();
        assert_eq!((TITLES.check(2), SURNAMES.check(2), SOUNDS.check(2)), (None, None, None));
        assert_eq!(names.title_at_end("협력국 부국장", Language::Korean), Some("부국장"));
        assert_eq!(names.title_at_start("副会长某某", Language::Chinese), Some("副会长"));
        assert_eq!(names.surname("欧阳某"), Some("欧阳"));
        assert_eq!(names.surname("무명"), None);
    }

    #[test]
    fn a_users_rows_count() {
        let mut added = Added::default();
        added.read("titles_cjk", "offices.txt", "港务监督\tzh\n");
        added.read("names_cjk", "names.txt", "무\tko\n");
        added.read("name_sounds", "sounds.txt", "囧\tzh\n");
        let names = Names::new(&added).unwrap();
        assert!(names.is_sound('囧', Language::Chinese) && !names.is_sound('囧', Language::Korean));
        assert_eq!(names.title_at_start("港务监督某", Language::Chinese), Some("港务监督"));
        assert_eq!(names.surname("무명"), Some("무"));
        for (table, file) in [("titles_cjk", "offices.txt"), ("names_cjk", "names.txt"), ("name_sounds", "sounds.txt")]
        {
            let mut added = Added::default();
            added.read(table, file, "某\tla\n");
            let refusal = Names::new(&added).unwrap_err().to_string();
            assert!(refusal.ends_with(&format!("of `{file}` line 1: `la` is none of ko, zh, ja")), "{refusal}");
        }
    }
}
