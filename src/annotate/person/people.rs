//! What a user says of people: these spellings are one person, those are not.
//!
//! Its place: on top of [`PersonKey`], which is a function of the name alone. The engine files speeches under
//! [`People::key`], and a search for a name asks [`People::sought`]; where the user says nothing, both are the key's own.
//!
//! # Invariants
//! A spelling belongs to one person at most. Two people told apart differ in spelling; somebody whose namesake is
//! spelt alike can only be renamed within an article.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{PersonKey, SoughtName, fold, without_brackets};

/// The merges and splits of a user's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// By the key of the name alone, the person's key.
    merged: BTreeMap<PersonKey, PersonKey>,
    /// By spelling, the person's key: goes before `merged`.
    apart: BTreeMap<String, PersonKey>,
    /// By the person's key, what is told of them.
    figures: BTreeMap<PersonKey, Figure>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Figure {
    /// The name they are shown by.
    name: String,
    /// The words of all their names.
    words: BTreeSet<String>,
}

/// What a user says of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// The name to show.
    pub name: String,
    /// Other names of the same person, in any script.
    pub also: Vec<String>,
    /// Names that belong to somebody else although they read alike.
    pub not: Vec<String>,
}

/// Who a name that somebody typed means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoughtPerson {
    /// One person, told from a namesake.
    Key(PersonKey),
    /// Whoever has these words in the name.
    Words(SoughtName),
}

/// Rows that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// A name that stands in two rows.
    #[error("`{name}` is said to be both `{first}` and `{second}`; a name can belong to one person only")]
    TwoPersons {
        /// The name.
        name: String,
        /// The person of the earlier row.
        first: String,
        /// The person of the later row.
        second: String,
    },
    /// Two people of one spelling.
    #[error(
        "`{name}` is spelt as the namesake it is to be told from; rename one of them in an [[article]] with `rename`"
    )]
    SameSpelling {
        /// The spelling.
        name: String,
    },
    /// A name without letters.
    #[error("`{name}` names nobody")]
    Nobody {
        /// What was given.
        name: String,
    },
}

impl People {
    /// Reads what a user says.
    ///
    /// # Errors
    /// When two rows contradict each other.
    pub fn new(rows: &[PersonRow]) -> Result<Self, PeopleError> {
        let mut people = Self::default();
        for row in rows {
            people.check(row)?;
            people.tell_apart(row);
        }
        for row in rows {
            people.join(row)?;
        }
        for name in rows.iter().flat_map(|row| &row.not) {
            let key = people.key(name);
            people.apart.entry(spelling(name)).or_insert(key);
        }
        Ok(people)
    }

    fn check(&self, row: &PersonRow) -> Result<(), PeopleError> {
        for name in row.names().chain(&row.not) {
            if PersonKey::of(name).as_str().is_empty() {
                return Err(PeopleError::Nobody { name: name.clone() });
            }
        }
        let spelt: BTreeSet<String> = row.names().map(|name| spelling(name)).collect();
        match row.not.iter().find(|name| spelt.contains(&spelling(name))) {
            Some(name) => Err(PeopleError::SameSpelling { name: name.clone() }),
            None => Ok(()),
        }
    }

    /// Gives a person told from a namesake a key of their own, for the spellings that would meet the namesake's.
    fn tell_apart(&mut self, row: &PersonRow) {
        let namesakes: BTreeSet<PersonKey> = row.not.iter().map(|name| PersonKey::of(name)).collect();
        if !row.names().any(|name| namesakes.contains(&PersonKey::of(name))) {
            return;
        }
        let own = PersonKey(format!("{} ({})", PersonKey::of(&row.name), spelling(&row.name)));
        for name in row.names() {
            self.apart.insert(spelling(name), own.clone());
        }
    }

    /// Brings the names of a row together under one key.
    fn join(&mut self, row: &PersonRow) -> Result<(), PeopleError> {
        let key = self.apart.get(&spelling(&row.name)).cloned().unwrap_or_else(|| PersonKey::of(&row.name));
        for name in row.names() {
            let raw = PersonKey::of(name);
            let known = match self.apart.get(&spelling(name)) {
                Some(own) => Some(own.clone()),
                None => self.merged.insert(raw.clone(), key.clone()),
            };
            if let Some(other) = known.filter(|known| *known != key) {
                let first = self.figures.get(&other).map_or_else(|| other.to_string(), |figure| figure.name.clone());
                return Err(PeopleError::TwoPersons { name: name.clone(), first, second: row.name.clone() });
            }
            let figure = self.figures.entry(key.clone()).or_default();
            figure.name.clone_from(&row.name);
            figure.words.extend(raw.words().map(str::to_owned));
        }
        Ok(())
    }

    /// The key of the person whom a name means.
    #[must_use]
    pub fn key(&self, name: &str) -> PersonKey {
        if let Some(key) = (!self.apart.is_empty()).then(|| self.apart.get(&spelling(name))).flatten() {
            return key.clone();
        }
        let raw = PersonKey::of(name);
        self.merged.get(&raw).cloned().unwrap_or(raw)
    }

    /// The words by which a person of this name is found: those of all their names.
    #[must_use]
    pub fn words(&self, name: &str) -> BTreeSet<String> {
        let mut words: BTreeSet<String> = PersonKey::of(name).words().map(str::to_owned).collect();
        if let Some(figure) = self.figures.get(&self.key(name)) {
            words.extend(figure.words.iter().cloned());
        }
        words
    }

    /// The name to show a person by, where the user gave one.
    #[must_use]
    pub fn label(&self, key: &PersonKey) -> Option<&str> {
        self.figures.get(key).map(|figure| figure.name.as_str())
    }

    /// Whom a typed name means; `None` if it names nobody.
    #[must_use]
    pub fn sought(&self, typed: &str) -> Option<SoughtPerson> {
        match self.apart.get(&spelling(typed)) {
            Some(key) => Some(SoughtPerson::Key(key.clone())),
            None => SoughtName::of(typed).map(SoughtPerson::Words),
        }
    }
}

impl PersonRow {
    fn names(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.also)
    }
}

/// A name as spelt: without regard to case, width, accents and what stands in brackets.
fn spelling(name: &str) -> String {
    fold(&without_brackets(name)).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    //! Properties: without rows, keys are those of names; merged names share a key and are found by the words of
    //! each; people told apart are found each by their own spelling; contradictions are refused.
    use super::*;

    fn row(name: &str, also: &[&str], not: &[&str]) -> PersonRow {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        PersonRow { name: name.to_owned(), also: owned(also), not: owned(not) }
    }

    #[test]
    fn without_rows_keys_are_those_of_names() {
        let people = People::default();
        for name in ["Kim Young-joo", "金榮柱", "José Núñez", ""] {
            assert_eq!(people.key(name), PersonKey::of(name));
        }
        assert_eq!(people.sought("Kim"), SoughtName::of("Kim").map(SoughtPerson::Words));
        assert_eq!(people.sought("…"), None);
    }

    #[test]
    fn merged_names_are_one_person() {
        let people = People::new(&[row("Kim Young-joo", &["金荣柱", "Jin Rongzhu"], &[])]).unwrap();
        let key = PersonKey::of("Kim Young-joo");
        for name in ["Kim Young-ju", "金荣柱", "Rongzhu Jin"] {
            assert_eq!(people.key(name), key, "{name}");
            assert!(people.words(name).contains("rongzhu"), "{name}");
        }
        assert_eq!(people.label(&key), Some("Kim Young-joo"));
        assert_eq!(people.key("Kim Young-woo"), PersonKey::of("Kim Young-woo"));
    }

    #[test]
    fn namesakes_are_told_by_spelling() {
        let people = People::new(&[row("Kim Young-ju", &[], &["Kim Young-joo"])]).unwrap();
        assert_ne!(people.key("Kim Young-ju"), people.key("Kim Young-joo"));
        assert_eq!(people.key("Kim Young-joo"), PersonKey::of("Kim Young-joo"));
        assert_eq!(people.sought("kim young-ju"), Some(SoughtPerson::Key(people.key("Kim Young-ju"))));
        assert_eq!(people.sought("Kim Young-joo"), Some(SoughtPerson::Key(PersonKey::of("Kim Young-joo"))));
        assert!(people.words("Kim Young-ju").contains("kim"));
        let both = [row("Kim Young-ju", &["김영주"], &["Kim Young-joo"]), row("Kim Young-joo", &[], &["Kim Young-ju"])];
        let people = People::new(&both).unwrap();
        assert_ne!(people.key("Kim Young-ju"), people.key("Kim Young-joo"));
        assert_eq!(people.key("김영주"), people.key("Kim Young-ju"));
    }

    #[test]
    fn contradictions_are_refused() {
        let twice = [row("Ann Lee", &["A. Li"], &[]), row("Anna Li", &["A. Li"], &[])];
        let error = People::new(&twice).unwrap_err().to_string();
        assert_eq!(error, "`A. Li` is said to be both `Ann Lee` and `Anna Li`; a name can belong to one person only");
        assert!(matches!(People::new(&[row("Ann Lee", &[], &["ANN LEE"])]), Err(PeopleError::SameSpelling { .. })));
        assert!(matches!(People::new(&[row("…", &[], &[])]), Err(PeopleError::Nobody { .. })));
    }
}
