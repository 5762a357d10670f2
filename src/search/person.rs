//! One person: every spelling of the name, the offices they are given, and what they said.
//!
//! Its place: a look beside [`crate::search::quotes()`], for front ends that show somebody; what else is found of them is an
//! ordinary search with their key.
//!
//! # Invariants
//! Whoever a list of speakers names is found by key and by any spelling.

use std::collections::BTreeMap;

use crate::annotate::{PersonKey, Speech};
use crate::engine::{NameCount, Named, NamedKey, Names, Reader};
use crate::query::{Node, Test, Who};
use crate::search::quotes::Speeches;
use crate::search::{Quotes, Request, SearchError};

/// What is known of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The stable key.
    pub key: String,
    /// The name for people.
    pub label: String,
    /// The names as printed in the whole index, the commonest first.
    pub names: Vec<NameCount>,
    /// The offices they are given where they say what was found, the commonest first.
    pub offices: Vec<Office>,
    /// What they said.
    pub quotes: Quotes,
}

/// An office as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// What they are: `chair`.
    pub role: Option<String>,
    /// For whom: `Harbour Trust`.
    pub affiliation: Option<String>,
    /// How many of the speeches say so.
    pub speeches: u64,
}

/// What a request finds of the person of a key, or of a name in any spelling. See [`crate::search::quotes()`] for how it is read.
///
/// # Errors
/// When nobody of that name speaks, nothing of the query can be searched for, or the index cannot be read.
pub fn person(reader: &dyn Reader, request: &Request, key_or_name: &str) -> Result<Person, SearchError> {
    let names = reader.names(Named::Speakers)?;
    let NamedKey { key, label, names } = known(reader, &names, key_or_name)?.clone();
    let mut request = request.clone();
    request.filters.push(Node::from(Test::Speaker(Who::Key(PersonKey::from_text(&key)))));
    let speeches = Speeches::find(reader, &request)?;
    Ok(Person { key, label, names, offices: offices(speeches.all()), quotes: speeches.page(reader, &request) })
}

/// The person of a key, else of a name.
fn known<'n>(reader: &dyn Reader, names: &'n Names, key_or_name: &str) -> Result<&'n NamedKey, SearchError> {
    let by_name = reader.state().people.key(key_or_name);
    let found = names.get(key_or_name).or_else(|| names.get(by_name.as_str()));
    found.ok_or_else(|| SearchError::NoPerson { name: key_or_name.to_owned() })
}

/// The names of those whose keys these are, in the same order; none for a key that nobody has.
///
/// # Errors
/// When the index cannot be read.
pub fn labels(reader: &dyn Reader, keys: &[&str]) -> Result<Vec<Option<String>>, SearchError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let names = reader.names(Named::Speakers)?;
    Ok(keys.iter().map(|key| names.get(key).map(|named| named.label.clone())).collect())
}

fn offices<'a>(speeches: impl Iterator<Item = &'a Speech>) -> Vec<Office> {
    let mut counts: BTreeMap<(Option<&str>, Option<&str>), u64> = BTreeMap::new();
    for Speech { role, affiliation, .. } in
        speeches.filter(|speech| speech.role.is_some() || speech.affiliation.is_some())
    {
        *counts.entry((role.as_deref(), affiliation.as_deref())).or_default() += 1;
    }
    let office = |((role, affiliation), speeches): ((Option<&str>, Option<&str>), u64)| Office {
        role: role.map(str::to_owned),
        affiliation: affiliation.map(str::to_owned),
        speeches,
    };
    let mut offices: Vec<Office> = counts.into_iter().map(office).collect();
    offices.sort_by_key(|office| std::cmp::Reverse(office.speeches));
    offices
}

#[cfg(test)]
mod tests {
    //! Properties: offices are counted as printed, the commonest first; speeches that tell none are left out.
    use super::*;
    use crate::annotate::Kind;

    fn speech(role: Option<&str>, affiliation: Option<&str>) -> Speech {
        Speech {
            name: Some("Ada Lind".into()),
            description: None,
            mention: "she".into(),
            role: role.map(str::to_owned),
            affiliation: affiliation.map(str::to_owned),
            kind: Kind::Direct,
            content: Vec::new(),
            cue: None,
            relay: None,
        }
    }

    #[test]
    fn offices_as_printed() {
        let (chair, trust) = (Some("chair"), Some("Harbour Trust"));
        let speeches =
            [speech(chair, None), speech(None, None), speech(chair, trust), speech(chair, trust), speech(None, trust)];
        let told: Vec<_> = offices(speeches.iter())
            .into_iter()
            .map(|office| (office.role, office.affiliation, office.speeches))
            .collect();
        let owned = |text: Option<&str>| text.map(str::to_owned);
        assert_eq!(told, [(owned(chair), owned(trust), 2), (None, owned(trust), 1), (owned(chair), None, 1)]);
    }
}
