//! The countries that a text names, for anniversaries of the relations between them.
//!
//! Its place: what this annotator takes from `country`: names and short forms, not cities, offices or agencies, which
//! seldom stand for the two sides of a relation.

use crate::annotate::Country;
use crate::annotate::country::{self, MentionKind, mentions};

/// The countries that a text names, in order, each once.
pub(super) fn countries_named(text: &str, tables: &country::Tables) -> Vec<Country> {
    let mut named: Vec<Country> = Vec::new();
    for mention in mentions(text, tables) {
        if !matches!(
            mention.kind,
            MentionKind::Name | MentionKind::Demonym | MentionKind::Combining | MentionKind::Pair | MentionKind::Sign
        ) {
            continue;
        }
        for country in mention.countries {
            if !named.contains(&country) {
                named.push(country);
            }
        }
    }
    named
}

#[cfg(test)]
mod tests {
    //! Properties: whole names and short pairs are found in order, parts of other words are not.
    use super::*;

    #[test]
    fn countries() {
        for (text, want) in [
            ("ties of Vietnam and the Republic of Korea", "VN KR"),
            ("한중 수교", "KR CN"),
            ("한·러 수교", "KR RU"),
            ("中越建交", "CN VN"),
            ("a turkey dinner", ""),
            ("Romania's", "RO"),
        ] {
            let named = countries_named(text, country::Tables::built_in());
            let codes: Vec<&str> = named.into_iter().map(Country::code).collect();
            assert_eq!(codes.join(" "), want, "{text}");
        }
    }
}
