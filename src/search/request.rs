//! What to search for, checked.

use jiff::civil::Date as Day;

use crate::engine::{Copies, Grouping, Sort};
use crate::query::{Facet, Field, Node, Scope, filter_of};

/// A search as a front end asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The query as typed; it may be empty where there are filters.
    pub query: String,
    /// The day that `date:today` means. Front ends set it; a request of none takes the first of 1970.
    pub today: Day,
    /// How the query is read.
    pub syntax: Syntax,
    /// How many of its words must be found.
    pub matching: Matching,
    /// What its words are brought down to, if to less than the article.
    pub scope: Option<Scope>,
    /// Whether other names of what the query names are left aside.
    pub exact: bool,
    /// Which of the other names are left aside, whatever their case and accents.
    pub names_left_out: Vec<String>,
    /// Filters given as options, all of which must hold.
    pub filters: Vec<Node>,
    /// In which order.
    pub sort: Sort,
    /// As of which day newer articles are preferred, if they are.
    pub prefer_recent: Option<Day>,
    /// Whether every passage of an article is a hit.
    pub grouping: Grouping,
    /// How many passages of an article stand together, where they do.
    pub passages_max: usize,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to return.
    pub limit: usize,
    /// Which facets to count.
    pub facets: Vec<Facet>,
    /// How many rows of a facet to return.
    pub rows_max: usize,
    /// Whether to rank by words that the best answers share, too.
    pub expand: bool,
    /// Whether to say why each passage ranks where it does.
    pub explain: bool,
    /// How copies of one story are listed.
    pub copies: Copies,
}

/// How the text of a query is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// As the query language.
    #[default]
    Language,
    /// As words and nothing else: a question, a headline. Marks and operators are none, and a word that is
    /// repeated counts as often as it stands there.
    Words,
}

/// How many of the words typed without operators must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Matching {
    /// All of them, as if joined by AND.
    #[default]
    All,
    /// Any of them, as if joined by OR: the more and the rarer, the better.
    Any,
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
        let tests = values.iter().map(|value| filter_of(field, value, self.today));
        let tests = tests.collect::<Result<Vec<_>, _>>().map_err(|message| RequestError { message })?;
        self.filters.extend(Node::any(tests));
        Ok(())
    }

    /// Adds an option that denies: none of its values may hold.
    ///
    /// # Errors
    /// When a value is not one of the field's.
    pub fn exclude(&mut self, field: Field, values: &[String]) -> Result<(), RequestError> {
        for value in values {
            let node = filter_of(field, value, self.today).map_err(|message| RequestError { message })?;
            self.filters.push(node.negated());
        }
        Ok(())
    }
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: String::new(),
            today: Day::constant(1970, 1, 1),
            syntax: Syntax::default(),
            matching: Matching::default(),
            scope: None,
            exact: false,
            names_left_out: Vec::new(),
            filters: Vec::new(),
            sort: Sort::default(),
            prefer_recent: None,
            grouping: Grouping::default(),
            passages_max: 3,
            offset: 0,
            limit: 10,
            facets: Facet::ALL.to_vec(),
            rows_max: 20,
            expand: false,
            explain: false,
            copies: Copies::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: repeated values mean OR, several options AND, denied ones each deny; a bad value names itself.
    use super::*;

    #[test]
    fn options_become_filters() {
        let mut request = Request::default();
        request.filter(Field::Pair, &["KR-CN".into(), "KR-US".into()]).unwrap();
        request.filter(Field::Year, &["2017..2020".into()]).unwrap();
        request.exclude(Field::Lang, &["ko".into(), "zh".into()]).unwrap();
        let printed: Vec<String> = request.filters.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["pair:CN-KR OR pair:KR-US", "year:2017..2020", "-lang:ko", "-lang:zh"]);
        let error = request.filter(Field::Year, &["20l7".into()]).unwrap_err();
        assert!(error.message.contains("`20l7`"), "{error}");
    }
}
