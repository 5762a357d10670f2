//! Lists: every value of a facet with what has it, such as who speaks in what was found.
//!
//! Its place: a look beside [`crate::search::answer`], whose facets are cut short and leave their own filter aside; a list
//! is as long as asked and counts under the whole query.
//!
//! # Invariants
//! Choosing a row, which joins its value to the query, finds as many articles as the row promises.

use std::sync::Arc;

use serde::Serialize;

use crate::analyzer::folded;
use crate::engine::{EngineError, FacetAsk, FacetRow, NameCount, Named, Names, Reader, Search, Under};
use crate::query::{Complaint, Facet};
use crate::search::{FacetOther, Request, SearchError, Understood, read};

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which facet.
    pub facet: Facet,
    /// Only rows whose label, value or names have words that begin so, whatever the case and accents.
    pub prefix: Option<String>,
    /// At most how many rows.
    pub limit: usize,
}

/// The values of a facet in what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The query as typed.
    pub query: String,
    /// How it was read; none where everything is asked for.
    pub understood: Option<Understood>,
    /// Which facet.
    pub facet: Facet,
    /// Passages in all.
    pub total: u64,
    /// Articles in all.
    pub total_articles: u64,
    /// Years and months in order, others by count.
    pub rows: Vec<ListingRow>,
    /// What of the list was left out, where something was.
    pub other: Option<FacetOther>,
    /// What of the query was ignored or read differently.
    pub warnings: Vec<Complaint>,
}

/// A value with what has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListingRow {
    /// The stable key, by which the row filters; none for what has no date.
    pub value: Option<String>,
    /// The value for people.
    pub label: String,
    /// How many of the passages found have it.
    pub passages: u64,
    /// In how many articles.
    pub articles: u64,
    /// The names as printed in the whole index, the commonest first; of speakers and publishers.
    pub names: Vec<NameCount>,
}

/// Lists the values of a facet in what a request finds. An empty request asks for everything.
///
/// # Errors
/// When nothing of the query can be searched for, or the index cannot be read.
pub fn list(reader: &dyn Reader, request: &Request, listed: &Listed) -> Result<Listing, SearchError> {
    let read = read::or_everything(request, reader.state())?;
    let found = reader.search(&Search {
        tree: read.tree.clone(),
        facets: vec![FacetAsk { facet: listed.facet, under: Under::WholeQuery }],
        rows_max: usize::MAX,
        ..Search::counting()
    })?;
    let names = names(reader, listed.facet)?;
    let with_names = |row: FacetRow| ListingRow {
        names: row.value.as_ref().and_then(|key| names.get(key)).map(|named| named.names.clone()).unwrap_or_default(),
        value: row.value,
        label: row.label,
        passages: row.count,
        articles: row.articles,
    };
    let mut rows: Vec<ListingRow> = found.facets.into_iter().flat_map(|facet| facet.rows).map(with_names).collect();
    if let Some(prefix) = &listed.prefix {
        let prefix = folded(prefix);
        rows.retain(|row| row.begins(&prefix));
    }
    let other = cut(&mut rows, listed.limit);
    Ok(Listing {
        query: request.query.clone(),
        understood: read.understood(),
        facet: listed.facet,
        total: found.passages,
        total_articles: found.articles,
        rows,
        other,
        warnings: read.complaints,
    })
}

/// What the values of a facet go by, where they have names.
fn names(reader: &dyn Reader, facet: Facet) -> Result<Arc<Names>, EngineError> {
    match facet {
        Facet::Speaker => reader.names(Named::Speakers),
        Facet::Publisher => reader.names(Named::Publishers),
        _ => Ok(Arc::default()),
    }
}

impl ListingRow {
    fn begins(&self, folded_prefix: &str) -> bool {
        let names = self.names.iter().map(|name| name.name.as_str());
        let mut all = names.chain([self.label.as_str()]).chain(self.value.as_deref());
        all.any(|name| has_words_that_begin(name, folded_prefix))
    }
}

/// Whether some word of a name, with those after it, begins so.
pub(super) fn has_words_that_begin(name: &str, folded_prefix: &str) -> bool {
    let name = folded(name);
    !folded_prefix.is_empty() && (name.starts_with(folded_prefix) || name.contains(&format!(" {folded_prefix}")))
}

/// Cuts a list, and sums what was cut.
fn cut(rows: &mut Vec<ListingRow>, limit: usize) -> Option<FacetOther> {
    let rest = rows.split_off(limit.min(rows.len()));
    let count = rest.iter().map(|row| row.passages).sum();
    (!rest.is_empty()).then_some(FacetOther { values: rest.len() as u64, count })
}

#[cfg(test)]
mod tests {
    //! Properties: a prefix is one of words, folded; what is cut is summed.
    use super::*;

    #[test]
    fn words_begin() {
        for (name, prefix, want) in [
            ("Kim Young-joo", "you", true),
            ("Kim Young-joo", "Young-j", true),
            ("Kim Young-joo", "oung", false),
            ("Kim Young-joo", "KIM Y", true),
            ("Çağrı Demir", "cag", true),
            ("김영주", "김영", true),
            ("김영주", "영주", false),
            ("China–South Korea", "south", true),
            ("Kim", "", false),
        ] {
            assert_eq!(has_words_that_begin(name, &folded(prefix)), want, "{name} {prefix}");
        }
    }

    #[test]
    fn what_is_cut_is_summed() {
        let row = |passages| ListingRow { value: None, label: String::new(), passages, articles: 1, names: Vec::new() };
        let mut rows = vec![row(5), row(3), row(2)];
        assert_eq!(cut(&mut rows, 3), None);
        assert_eq!(cut(&mut rows, 1), Some(FacetOther { values: 2, count: 5 }));
        assert_eq!(rows, [row(5)]);
    }
}
