//! The table of English words by which sources and offices are told.
//!
//! In: `data/speech_words_en.txt` and a user's rows. Out: the [`Tags`] of a word.

use rustc_hash::FxHashMap;

use crate::tables::{Added, Table, TableError, Touches};

/// The table.
pub(crate) static WORDS: Table = Table {
    name: "speech_words_en",
    columns: "word, tags",
    built_in: &[include_str!("../data/speech_words_en.txt")],
    touches: Touches::FirstCell,
};

/// What the table says of a word: a set of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tags(u64);

impl Tags {
    pub(crate) const DETERMINER: Tags = Tags(1);
    pub(crate) const PREPOSITION: Tags = Tags(1 << 1);
    pub(crate) const CONJUNCTION: Tags = Tags(1 << 2);
    pub(crate) const SUBORDINATOR: Tags = Tags(1 << 3);
    pub(crate) const PERFECT: Tags = Tags(1 << 4);
    pub(crate) const BE: Tags = Tags(1 << 5);
    pub(crate) const MODAL: Tags = Tags(1 << 6);
    pub(crate) const ADVERB: Tags = Tags(1 << 7);
    pub(crate) const PRONOUN: Tags = Tags(1 << 8);
    pub(crate) const TIME: Tags = Tags(1 << 9);
    pub(crate) const PARTICLE: Tags = Tags(1 << 10);
    pub(crate) const OPENER: Tags = Tags(1 << 11);
    pub(crate) const TITLE: Tags = Tags(1 << 12);
    pub(crate) const ROLE: Tags = Tags(1 << 13);
    pub(crate) const HONORIFIC: Tags = Tags(1 << 14);
    pub(crate) const MODIFIER: Tags = Tags(1 << 15);
    pub(crate) const MALE: Tags = Tags(1 << 16);
    pub(crate) const FEMALE: Tags = Tags(1 << 17);
    pub(crate) const NOMINAL: Tags = Tags(1 << 18);
    pub(crate) const DOCUMENT: Tags = Tags(1 << 19);
    pub(crate) const ORGANISATION: Tags = Tags(1 << 20);
    pub(crate) const ORGANISATION_TAIL: Tags = Tags(1 << 21);
    pub(crate) const SUFFIX: Tags = Tags(1 << 22);
    pub(crate) const AGENCY: Tags = Tags(1 << 23);
    pub(crate) const PLACE: Tags = Tags(1 << 24);
    pub(crate) const DEMONYM: Tags = Tags(1 << 25);
    pub(crate) const FORENAME: Tags = Tags(1 << 26);
    pub(crate) const SURNAME: Tags = Tags(1 << 27);
    pub(crate) const POSTMODIFIER: Tags = Tags(1 << 28);

    /// Whether any of `these` is among the tags.
    pub(crate) fn has(self, these: Tags) -> bool {
        self.0 & these.0 != 0
    }

    /// Both sets together.
    pub(crate) const fn or(self, other: Tags) -> Tags {
        Tags(self.0 | other.0)
    }

    fn named(word: &str) -> Option<Tags> {
        Some(match word {
            "det" => Self::DETERMINER,
            "prep" => Self::PREPOSITION,
            "conj" => Self::CONJUNCTION,
            "sub" => Self::SUBORDINATOR,
            "aux" => Self::PERFECT,
            "be" => Self::BE,
            "modal" => Self::MODAL,
            "adv" => Self::ADVERB,
            "pron" => Self::PRONOUN,
            "time" => Self::TIME,
            "particle" => Self::PARTICLE,
            "opener" => Self::OPENER,
            "title" => Self::TITLE,
            "role" => Self::ROLE,
            "honorific" => Self::HONORIFIC,
            "mod" => Self::MODIFIER,
            "male" => Self::MALE,
            "female" => Self::FEMALE,
            "nominal" => Self::NOMINAL,
            "document" => Self::DOCUMENT,
            "org" => Self::ORGANISATION,
            "orgtail" => Self::ORGANISATION_TAIL,
            "suffix" => Self::SUFFIX,
            "agency" => Self::AGENCY,
            "place" => Self::PLACE,
            "demonym" => Self::DEMONYM,
            "forename" => Self::FORENAME,
            "surname" => Self::SURNAME,
            "post" => Self::POSTMODIFIER,
            _ => return None,
        })
    }
}

/// The words of the table with their tags.
#[derive(Debug)]
pub(crate) struct Words(FxHashMap<Box<str>, Tags>);

impl Words {
    /// Reads the table.
    pub(crate) fn new(added: &Added) -> Result<Self, TableError> {
        let mut words = FxHashMap::default();
        for row in WORDS.rows(added) {
            let mut tags = Tags::default();
            for name in row.cell(1).split(' ') {
                let tag = Tags::named(name).ok_or_else(|| row.refuse(format!("`{name}` is no tag of a word")))?;
                tags = tags.or(tag);
            }
            let word = row.cell(0).to_lowercase();
            words.insert(word.strip_suffix('.').unwrap_or(&word).into(), tags);
        }
        Ok(Self(words))
    }

    /// The tags of a word, which must be given in lower case and without a final full stop.
    pub(crate) fn tags(&self, word: &str) -> Tags {
        self.0.get(word).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the table is in order and can be read; a user's row is read in any case; an unknown tag is refused.
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        assert_eq!(WORDS.check(2), None);
        assert!(Words::new(&Added::default()).unwrap().tags("chairman").has(Tags::TITLE));
    }

    #[test]
    fn a_users_row_counts() {
        let mut added = Added::default();
        added.read("speech_words_en", "mine.txt", "Cllr.\ttitle\n");
        assert!(Words::new(&added).unwrap().tags("cllr").has(Tags::TITLE));
        added.read("speech_words_en", "mine.txt", "reeve\toffice\n");
        let refusal = Words::new(&added).unwrap_err().to_string();
        assert_eq!(refusal, "cannot read the row `reeve ⇥ office` of `mine.txt` line 1: `office` is no tag of a word");
    }
}
