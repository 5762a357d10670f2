//! What facets count, and how their rows are ordered and named, alike for every engine.

use rustc_hash::FxHashMap;

use crate::annotate::{Country, CountryPair};
use crate::engine::{FacetAsk, Search, Under};
use crate::query::bind::{BoundQuery, SpeechClauses};
use crate::query::{Facet, Node, without_family};

/// What is counted of one value of a facet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Passages shown that have it.
    pub(super) passages: u64,
    /// Articles that choosing it would find.
    pub(super) articles: u64,
}

impl Count {
    pub(super) fn add(&mut self, other: Self) {
        self.passages += other.passages;
        self.articles += other.articles;
    }
}

/// Counts by value; `None` is the row of the undated.
pub(super) type Counts = FxHashMap<Option<String>, Count>;

/// The values of a facet in the order of its rows, and what of them is left out: years and months whole and in order, others
/// by count and cut.
pub(super) fn ordered(facet: Facet, counts: Counts, rows_max: usize) -> (Vec<(Option<String>, Count)>, Vec<Count>) {
    let mut counts: Vec<_> = counts.into_iter().collect();
    if matches!(facet, Facet::Year | Facet::Month) {
        counts.sort_by(|(a, _), (b, _)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
        return (counts, Vec::new());
    }
    counts
        .sort_by(|(a, x), (b, y)| y.passages.cmp(&x.passages).then(y.articles.cmp(&x.articles)).then_with(|| a.cmp(b)));
    let others = counts.split_off(rows_max.min(counts.len()));
    (counts, others.into_iter().map(|(_, count)| count).collect())
}

/// A value for people where its key tells it.
pub(super) fn label_of_key(facet: Facet, value: &str) -> Option<String> {
    match facet {
        Facet::Pair => CountryPair::from_codes(value).map(CountryPair::label),
        Facet::Country => Country::from_code(value).map(|country| country.name().to_owned()),
        Facet::Year | Facet::Month | Facet::Lang | Facet::Kind => Some(value.to_owned()),
        Facet::Speaker | Facet::Publisher => None,
    }
}

/// What the undated are called.
pub(super) const UNDATED: &str = "undated";

/// The tree that a facet counts under.
pub(super) fn tree_under(search: &Search, ask: FacetAsk) -> Option<Node> {
    match ask.under {
        Under::OtherFilters => search.tree.as_ref().and_then(|tree| without_family(tree, ask.facet)),
        Under::WholeQuery => search.tree.clone(),
    }
}

/// Whether the rows of a facet promise articles that the query itself does not find.
pub(super) fn reaches_beyond(query: &BoundQuery, facet: Facet) -> bool {
    query.speech.as_ref().is_some_and(SpeechClauses::can_find_more) && matches!(facet, Facet::Speaker | Facet::Kind)
}

/// A month, `2017-05`, begins with its year.
const YEAR_LENGTH: usize = 4;

/// The row of a facet that a stored value counts for: months are stored, and years counted by them.
pub(super) fn row_of(facet: Facet, stored: String) -> String {
    match (facet, stored.get(..YEAR_LENGTH)) {
        (Facet::Year, Some(year)) => year.to_owned(),
        _ => stored,
    }
}
