//! What to search for, checked.

use crate::engine::Sort;
use crate::query::{Field, Node, clause_of};

/// A search as a front end asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The query as typed; it may be empty where there are filters.
    pub query: String,
    /// Filters given as options, all of which must hold.
    pub filters: Vec<Node>,
    /// In which order.
    pub sort: Sort,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to return.
    pub limit: usize,
    /// How many rows of a facet to return.
    pub rows_max: usize,
}

/// An option whose value cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RequestError {
    /// What is wrong and what to write instead.
    pub message: String,
}

impl Request {
    /// Adds an option: one of its values must hold.
    ///
    /// # Errors
    /// When a value is not one of the field's.
    pub fn filter(&mut self, field: Field, values: &[String]) -> Result<(), RequestError> {
        let tests = values.iter().map(|value| clause_of(field, value).map(Node::from));
        let tests = tests.collect::<Result<Vec<_>, _>>().map_err(|message| RequestError { message })?;
        self.filters.extend(Node::any(tests));
        Ok(())
    }
}

impl Default for Request {
    fn default() -> Self {
        Self { query: String::new(), filters: Vec::new(), sort: Sort::default(), offset: 0, limit: 10, rows_max: 20 }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: repeated values mean OR, several options AND; a bad value names itself.
    use super::*;

    #[test]
    fn options_become_filters() {
        let mut request = Request::default();
        request.filter(Field::Pair, &["KR-CN".into(), "KR-US".into()]).unwrap();
        request.filter(Field::Year, &["2017..2020".into()]).unwrap();
        let printed: Vec<String> = request.filters.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["pair:CN-KR OR pair:KR-US", "year:2017..2020"]);
        let error = request.filter(Field::Year, &["20l7".into()]).unwrap_err();
        assert!(error.message.contains("`20l7`"), "{error}");
    }
}
