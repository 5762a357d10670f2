//! What is said of people by the corrections of each source that feeds an index.

use std::collections::BTreeMap;

use super::document;
use crate::annotate::People;
use crate::engine::names::given;
use crate::engine::{Named, State};

/// What each source says of people; the articles of a source are filed by it.
#[derive(Debug, Default)]
pub(super) struct PeopleBySource {
    /// What the source says as which one reads or writes.
    own: People,
    /// What the others say.
    by_source: BTreeMap<String, People>,
}

impl PeopleBySource {
    /// What all sources say, to a source that says this now, whatever it said before.
    pub(super) fn new(source: &str, own: &People, states: &BTreeMap<String, State>) -> Self {
        let others = states.iter().filter(|(other, _)| *other != source);
        let by_source = others.map(|(source, state)| (source.clone(), state.people.clone())).collect();
        Self { own: own.clone(), by_source }
    }

    /// What queries mean.
    pub(super) fn own(&self) -> &People {
        &self.own
    }

    /// By what the article in a document is filed.
    pub(super) fn of(&self, document: &str) -> &People {
        self.by_source.get(document::source_of(document)).unwrap_or(&self.own)
    }

    /// The name that a source gives somebody; one's own goes before those of others.
    pub(super) fn given(&self, of: Named, key: &str) -> Option<&str> {
        std::iter::once(&self.own).chain(self.by_source.values()).find_map(|people| given(of, key, people))
    }
}

#[cfg(test)]
mod tests {
    //! Properties: an article is read by what its own source says; of several names one's own is taken.
    use super::*;
    use crate::annotate::{PersonKey, PersonRow};

    fn people(name: &str) -> People {
        People::new(&[PersonRow { name: name.into(), also: vec!["Kim Young-joo".into()], not: Vec::new() }]).unwrap()
    }

    #[test]
    fn sources_are_told_apart() {
        let (elder, younger) = (people("Kim the Elder"), people("Kim the Younger"));
        let by_source = [("busan".to_owned(), younger.clone())].into();
        let known = PeopleBySource { own: elder.clone(), by_source };
        assert_eq!(
            (known.of("busan:5cb546"), known.of("seoul:5cb546"), known.of("jeju:5cb546")),
            (&younger, &elder, &elder)
        );
        let name = |name: &str| known.given(Named::Speakers, PersonKey::of(name).as_str()).map(str::to_owned);
        assert_eq!(name("Kim the Younger").as_deref(), Some("Kim the Younger"));
        assert_eq!(name("Kim the Elder").as_deref(), Some("Kim the Elder"));
        assert_eq!(name("Lee Min"), None);
    }
}
