//! The tables of Korean, Chinese and Japanese words by which sources and speech are told.
//!
//! In: `data/speech_{ko,nouns_ko,zh,ja}.txt` and a user's rows, a word with its classes in each. Out: the [`Classes`]
//! of a word, and the longest word of a class that a text begins or ends with.

use rustc_hash::FxHashMap;

use crate::tables::{Added, Table, TableError, Touches};

/// Korean verbs of saying. A form is also met contracted, so that a row may bear on texts that do not hold it.
pub(super) static KOREAN: Table = Table {
    name: "speech_ko",
    columns: "beginning of a verb's form, classes (reported any floor address)",
    built_in: &[include_str!("../data/speech_ko.txt")],
    touches: Touches::Every,
};

/// Korean nouns that show a source.
pub(super) static KOREAN_NOUNS: Table = Table {
    name: "speech_nouns_ko",
    columns: "noun, classes (organisation unnamed country)",
    built_in: &[include_str!("../data/speech_nouns_ko.txt")],
    touches: Touches::FirstCell,
};

/// Chinese words.
pub(super) static CHINESE: Table = Table {
    name: "speech_zh",
    columns: "word, classes (reported floor adverb organisation unnamed event)",
    built_in: &[include_str!("../data/speech_zh.txt")],
    touches: Touches::FirstCell,
};

/// Japanese words.
pub(super) static JAPANESE: Table = Table {
    name: "speech_ja",
    columns: "beginning of a form or word, classes (reported floor organisation unnamed)",
    built_in: &[include_str!("../data/speech_ja.txt")],
    touches: Touches::FirstCell,
};

/// What a word is in speech: a set, since a word may be several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Classes(u16);

impl Classes {
    /// A verb of saying after a quotation or a reported clause.
    pub(super) const REPORTED: Self = Self(1);
    /// A verb of saying with any object.
    pub(super) const ANY: Self = Self(1 << 1);
    /// A way of taking the floor.
    pub(super) const FLOOR: Self = Self(1 << 2);
    /// A noun that the floor is taken with.
    pub(super) const ADDRESS: Self = Self(1 << 3);
    /// What may stand between a name and the verb.
    pub(super) const ADVERB: Self = Self(1 << 4);
    /// The end of an organisation's name.
    pub(super) const ORGANISATION: Self = Self(1 << 5);
    /// A sign of somebody without a name.
    pub(super) const UNNAMED: Self = Self(1 << 6);
    /// What stands before an organisation's name.
    pub(super) const COUNTRY: Self = Self(1 << 7);
    /// The end of an event's name, which does not speak though it ends like an organisation's.
    pub(super) const EVENT: Self = Self(1 << 8);

    const NAMED: [(&'static str, Self); 9] = [
        ("reported", Self::REPORTED),
        ("any", Self::ANY),
        ("floor", Self::FLOOR),
        ("address", Self::ADDRESS),
        ("adverb", Self::ADVERB),
        ("organisation", Self::ORGANISATION),
        ("unnamed", Self::UNNAMED),
        ("country", Self::COUNTRY),
        ("event", Self::EVENT),
    ];

    /// Whether any of `these` is among the classes.
    pub(super) fn has(self, these: Self) -> bool {
        self.0 & these.0 != 0
    }

    /// Both sets together.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The words of a table.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: FxHashMap<Box<str>, Classes>,
    /// Characters of the longest word.
    longest: usize,
}

impl Vocabulary {
    /// Reads a table whose rows may have the classes that its columns tell.
    pub(super) fn new(table: &'static Table, added: &Added) -> Result<Self, TableError> {
        let (_, known) = table.columns.split_once('(').expect("the columns tell the classes");
        let known: Vec<&str> = known.trim_end_matches(')').split(' ').collect();
        let mut vocabulary = Self { words: FxHashMap::default(), longest: 0 };
        for row in table.rows(added) {
            let mut classes = Classes::default();
            for name in row.cell(1).split(' ') {
                let class = Classes::NAMED.into_iter().find(|(own, _)| *own == name && known.contains(own));
                let (_, class) =
                    class.ok_or_else(|| row.refuse(format!("`{name}` is none of {}", known.join(", "))))?;
                classes = classes.or(class);
            }
            vocabulary.longest = vocabulary.longest.max(row.cell(0).chars().count());
            vocabulary.words.insert(row.cell(0).into(), classes);
        }
        Ok(vocabulary)
    }

    /// The classes of a word; none where the table does not have it.
    pub(super) fn classes(&self, word: &str) -> Classes {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The longest word of these classes that a text begins with.
    pub(super) fn at_start<'t>(&self, text: &'t str, wanted: Classes) -> Option<&'t str> {
        self.longest(text.char_indices().map(|(at, c)| &text[..at + c.len_utf8()]), wanted)
    }

    /// The longest word of these classes that a text ends with.
    pub(super) fn at_end<'t>(&self, text: &'t str, wanted: Classes) -> Option<&'t str> {
        self.longest(text.char_indices().rev().map(|(at, _)| &text[at..]), wanted)
    }

    fn longest<'t>(&self, candidates: impl Iterator<Item = &'t str>, wanted: Classes) -> Option<&'t str> {
        candidates.take(self.longest).filter(|word| self.classes(word).has(wanted)).last()
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the longest word wins; a class that the table has not is refused.
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let mut added = Added::default();
        added.read("speech_zh", "mine.txt", "申说\treported\n申说道\treported floor\n");
        let words = Vocabulary::new(&CHINESE, &added).unwrap();
        assert_eq!(words.at_start("申说道理", Classes::REPORTED), Some("申说道"));
        assert_eq!(words.at_end("他申说", Classes::REPORTED), Some("申说"));
        assert_eq!(words.at_end("他申说", Classes::FLOOR), None);
    }

    #[test]
    fn unknown_classes_are_refused() {
        for table in [&KOREAN, &KOREAN_NOUNS, &CHINESE, &JAPANESE] {
            let mut added = Added::default();
            added.read(table.name, "mine.txt", "某\tspeech\n");
            let refusal = Vocabulary::new(table, &added).unwrap_err().to_string();
            assert!(refusal.contains("`mine.txt` line 1: `speech` is none of"), "{refusal}");
        }
    }
}
