//! What an address asks for: parameters by name, in one order, with the defaults left out.
//!
//! Its place: between an address and a [`Request`]. Names and values are those of the command line's options, with `q` for
//! the query; a repeated filter means any of its values. What only pages take (`with`) has no option. [`TABLE`] is the one list of them: it parses, orders, prints, and
//! documents the API.
//!
//! # Invariants
//! Equal questions print equally: [`Params`] holds its values in the order of the table, each once, none that says what
//! holds anyway. Reading what was printed gives the same.

use std::fmt;

use form_urlencoded::{Serializer, parse};

use crate::config::Now;
use crate::engine::{Copies, Grouping, Sort};
use crate::query::{Field, Scope};
use crate::search::{Matching, Request};

/// What a parameter may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// Any texts, so many at most.
    Texts { most: usize },
    /// `true`, or nothing of it.
    Flag,
    /// A whole number within bounds; `usual` is what holds anyway.
    Number { least: usize, most: usize, usual: usize },
    /// One of these; the first is what holds anyway.
    OneOf(&'static [&'static str]),
    /// A value of a field, which must hold; repeated, any of them.
    Filter(Field),
    /// A value of a field, none of which may hold.
    Denied(Field),
}

/// What a parameter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// What is asked for.
    Query,
    /// What narrows it.
    Filter,
    /// In which order it comes, and how it stands together.
    Order,
    /// How it is listed or counted by a value.
    List,
    /// In which form.
    Form,
    /// Which part of it is shown.
    Page,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) group: Group,
    pub(super) kind: Kind,
    /// What it does, for people.
    pub(super) what: &'static str,
    /// A value that it may have.
    pub(super) example: &'static str,
}

/// How many hits a page may have.
pub(super) const LIMIT_MAX: usize = 200;

/// How many hits may be passed over: what lies deeper is for exports.
pub(super) const OFFSET_MAX: usize = 10_000;

/// How many queries may be counted beside the first.
pub(super) const WITH_MAX: usize = 3;

/// How many names of what is named may be left out one by one.
const NAMES_LEFT_OUT_MAX: usize = 32;

const fn row(group: Group, name: &'static str, kind: Kind, what: &'static str, example: &'static str) -> Parameter {
    Parameter { name, group, kind, what, example }
}

const fn number(least: usize, most: usize, usual: usize) -> Kind {
    Kind::Number { least, most, usual }
}

/// The forms of answers.
const FORMATS: [&str; 9] = ["", "json", "jsonl", "csv", "atom", "note", "ris", "bibtex", "csl"];

/// Every parameter of a search, in the order in which addresses have them.
pub(super) const TABLE: [Parameter; 38] = [
    row(Group::Query, "q", Kind::Text, "The query, in the query language", "one belt one road"),
    row(Group::Query, "match", Kind::OneOf(&["all", "any"]), "How many of its loose words must be found", "any"),
    row(
        Group::Query,
        "scope",
        Kind::OneOf(&["article", "paragraph", "sentence"]),
        "What its words are brought down to",
        "paragraph",
    ),
    row(Group::Query, "exact", Kind::Flag, "Leave other names of what is named aside", "true"),
    row(
        Group::Query,
        "not-name",
        Kind::Texts { most: NAMES_LEFT_OUT_MAX },
        "Leave one of the other names aside",
        "BRI",
    ),
    row(Group::Order, "expand", Kind::Flag, "Rank by words that the best answers share, too", "true"),
    row(Group::Filter, "year", Kind::Filter(Field::Year), "Years: 2017, 2017..2020", "2017"),
    row(Group::Filter, "from", Kind::Filter(Field::After), "Not before a day, month or year", "2017-08"),
    row(Group::Filter, "to", Kind::Filter(Field::Before), "Not after a day, month or year", "2018"),
    row(Group::Filter, "month", Kind::Filter(Field::Month), "Months: 2017-08; a year is what has no month", "2017-08"),
    row(Group::Filter, "undated", Kind::Flag, "Without any date", "true"),
    row(Group::Filter, "pair", Kind::Filter(Field::Pair), "Two countries in any order", "CN-KR"),
    row(Group::Filter, "country", Kind::Filter(Field::Country), "A country mentioned", "KR"),
    row(Group::Filter, "speaker", Kind::Filter(Field::Speaker), "Who speaks, in any spelling", "Kim Young-joo"),
    row(Group::Filter, "kind", Kind::Filter(Field::Kind), "How: direct, indirect, mixed, floor", "direct"),
    row(Group::Filter, "publisher", Kind::Filter(Field::Publisher), "Who published it", "China Daily"),
    row(Group::Filter, "lang", Kind::Filter(Field::Lang), "The language", "en"),
    row(Group::Filter, "not-year", Kind::Denied(Field::Year), "None of these years", "2016"),
    row(Group::Filter, "not-pair", Kind::Denied(Field::Pair), "No paragraph on this pair", "CN-JP"),
    row(Group::Filter, "not-country", Kind::Denied(Field::Country), "No paragraph that mentions this country", "JP"),
    row(Group::Filter, "not-speaker", Kind::Denied(Field::Speaker), "Not said by this speaker", "Kim Young-joo"),
    row(Group::Filter, "not-kind", Kind::Denied(Field::Kind), "Not said in this way", "floor"),
    row(Group::Filter, "not-publisher", Kind::Denied(Field::Publisher), "Not from this publisher", "China Daily"),
    row(Group::Filter, "not-lang", Kind::Denied(Field::Lang), "Not in this language", "ko"),
    row(Group::Order, "sort", Kind::OneOf(&["relevance", "newest", "oldest"]), "In which order", "newest"),
    row(Group::Order, "prefer", Kind::OneOf(&["", "recent"]), "What to prefer mildly", "recent"),
    row(
        Group::Order,
        "group",
        Kind::OneOf(&["", "article", "none"]),
        "Whether passages of an article stand together",
        "article",
    ),
    row(Group::Order, "copies", Kind::Flag, "List copies of one story each in its own place", "true"),
    row(Group::Order, "passages", number(1, 50, 3), "How many passages of an article, where they stand together", "5"),
    row(
        Group::List,
        "by",
        Kind::OneOf(&["", "year", "month"]),
        "How long a period is, unless it is to fit the range",
        "year",
    ),
    row(
        Group::List,
        "with",
        Kind::Texts { most: WITH_MAX },
        "Further queries to count beside the first, under the same filters",
        "trade",
    ),
    row(Group::List, "prefix", Kind::Text, "Only values with a word that begins so", "kim"),
    row(Group::List, "rows", number(1, 1_000, 20), "How many rows of a facet", "50"),
    row(Group::Form, "format", Kind::OneOf(&FORMATS), "In which form, where there are several", "csv"),
    row(Group::Form, "paragraph", number(1, 1_000_000, 0), "A paragraph of an article, from 1", "3"),
    row(Group::Page, "limit", number(1, LIMIT_MAX, 10), "How many hits a page", "20"),
    row(Group::Page, "offset", number(0, OFFSET_MAX, 0), "How many hits to pass over", "20"),
    row(
        Group::Page,
        "cursor",
        Kind::Text,
        "Where to go on in a list, however long: `*` begins it, and `Link` names the next",
        "*",
    ),
];

/// The parameters of an address that say something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Params(Vec<(usize, String)>);

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// There is none of this name.
    #[error("there is no parameter `{name}`")]
    Unknown {
        /// The name.
        name: String,
    },
    /// Its value is none that it may have.
    #[error("`{name}`: {message}")]
    Value {
        /// The name.
        name: &'static str,
        /// What is wrong and what to write instead.
        message: String,
    },
}

impl ParamError {
    /// The parameter that is wrong.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown { name } => name,
            Self::Value { name, .. } => name,
        }
    }
}

impl Params {
    /// Reads what stands behind the question mark of an address. What is wrong is left out and told.
    #[must_use]
    pub fn read(query: &str) -> (Self, Vec<ParamError>) {
        let (mut params, mut errors) = (Self::default(), Vec::new());
        for (name, value) in parse(query.as_bytes()) {
            let Some(row) = row_of(&name) else {
                errors.push(ParamError::Unknown { name: name.into_owned() });
                continue;
            };
            match TABLE[row].kind.checked(&value) {
                Ok(Some(value)) => {
                    if let Err(message) = params.put(row, value) {
                        errors.push(ParamError::Value { name: TABLE[row].name, message });
                    }
                }
                Ok(None) => {}
                Err(message) => errors.push(ParamError::Value { name: TABLE[row].name, message }),
            }
        }
        (params, errors)
    }

    fn put(&mut self, row: usize, value: String) -> Result<(), String> {
        let kind = TABLE[row].kind;
        if !kind.is_repeated() {
            self.0.retain(|(other, _)| *other != row);
        }
        let entry = (row, value);
        let Err(at) = self.0.binary_search(&entry) else { return Ok(()) };
        let held = self.0.iter().filter(|(other, _)| *other == row).count();
        match kind {
            Kind::Texts { most } if held >= most => Err(format!("`{}` is one too many: there may be {most}", entry.1)),
            _ => {
                self.0.insert(at, entry);
                Ok(())
            }
        }
    }

    /// The values of a parameter, in order.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let row = row_of(name);
        self.0.iter().filter(move |(at, _)| Some(*at) == row).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that has one at most.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    fn flag(&self, name: &str) -> bool {
        self.one(name).is_some()
    }

    /// The number that a parameter says or that holds anyway.
    fn number(&self, name: &str) -> usize {
        let usual = row_of(name).map_or(0, |row| TABLE[row].kind.usual());
        self.one(name).and_then(|value| value.parse().ok()).unwrap_or(usual)
    }

    /// The same with another value of a parameter: one more of those that may be repeated, else instead of the one it has.
    /// It shows the first page, as every change but that of the page itself.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.on_first_page(name);
        if let Some(row) = row_of(name) {
            if let Ok(Some(value)) = TABLE[row].kind.checked(value) {
                // One too many changes nothing.
                let _ = changed.put(row, value);
            } else if !TABLE[row].kind.is_repeated() {
                changed.0.retain(|(other, _)| *other != row);
            }
        }
        changed
    }

    /// The same without one value of a parameter.
    pub(super) fn without(&self, name: &str, value: &str) -> Self {
        let mut changed = self.on_first_page(name);
        let row = row_of(name);
        changed.0.retain(|(other, held)| Some(*other) != row || held != value);
        changed
    }

    /// The same without any value of a parameter.
    pub(super) fn without_all(&self, name: &str) -> Self {
        let mut changed = self.on_first_page(name);
        let row = row_of(name);
        changed.0.retain(|(other, _)| Some(*other) != row);
        changed
    }

    fn on_first_page(&self, changed: &str) -> Self {
        let offset = row_of("offset").filter(|_| changed != "offset");
        Self(self.0.iter().filter(|(row, _)| Some(*row) != offset).cloned().collect())
    }

    /// What of it is in some of these groups.
    pub(super) fn only(&self, groups: &[Group]) -> Self {
        self.filtered(|parameter| groups.contains(&parameter.group))
    }

    /// What of it has parameters that pass.
    pub(super) fn filtered(&self, passes: impl Fn(&Parameter) -> bool) -> Self {
        Self(self.0.iter().filter(|(row, _)| passes(&TABLE[*row])).cloned().collect())
    }

    /// Whether nothing is asked for: no query and no filter.
    pub(super) fn is_empty(&self) -> bool {
        !self.0.iter().any(|(row, _)| TABLE[*row].group == Group::Filter || TABLE[*row].name == "q")
    }

    /// Each value with its parameter.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static Parameter, &str)> {
        self.0.iter().map(|(row, value)| (&TABLE[*row], value.as_str()))
    }

    /// What is asked. Passages stand as `grouping` says where nothing else is asked for.
    ///
    /// # Errors
    /// When a value is not one of its field's.
    pub fn request(&self, grouping: Grouping, now: Now) -> Result<Request, ParamError> {
        let mut request = Request {
            query: self.one("q").unwrap_or_default().to_owned(),
            today: now.today,
            matching: if self.one("match") == Some("any") { Matching::Any } else { Matching::All },
            scope: match self.one("scope") {
                Some("paragraph") => Some(Scope::Paragraph),
                Some("sentence") => Some(Scope::Sentence),
                _ => None,
            },
            exact: self.flag("exact"),
            names_left_out: self.all("not-name").map(str::to_owned).collect(),
            expand: self.flag("expand"),
            sort: match self.one("sort") {
                Some("newest") => Sort::Newest,
                Some("oldest") => Sort::Oldest,
                _ => Sort::Relevance,
            },
            prefer_recent: self.flag("prefer").then_some(now.today),
            grouping: match self.one("group") {
                Some("article") => Grouping::Articles,
                Some("none") => Grouping::Passages,
                _ => grouping,
            },
            copies: if self.flag("copies") { Copies::Unfolded } else { Copies::Folded },
            passages_max: self.number("passages"),
            rows_max: self.number("rows"),
            limit: self.number("limit"),
            offset: self.number("offset"),
            ..Request::default()
        };
        for Parameter { name, kind, .. } in &TABLE {
            let values: Vec<String> = self.all(name).map(str::to_owned).collect();
            let outcome = match kind {
                Kind::Filter(field) => request.filter(*field, &values),
                Kind::Denied(field) => request.exclude(*field, &values),
                Kind::Flag if *name == "undated" && !values.is_empty() => {
                    request.filter(Field::Is, &["undated".to_owned()])
                }
                _ => Ok(()),
            };
            outcome.map_err(|error| ParamError::Value { name, message: error.message })?;
        }
        Ok(request)
    }
}

/// As it stands behind the question mark of an address.
impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printed = Serializer::new(String::new());
        for (parameter, value) in self.iter() {
            printed.append_pair(parameter.name, value);
        }
        f.write_str(&printed.finish())
    }
}

fn row_of(name: &str) -> Option<usize> {
    TABLE.iter().position(|parameter| parameter.name == name)
}

impl Kind {
    /// The number that holds where none is given.
    fn usual(self) -> usize {
        if let Self::Number { usual, .. } = self { usual } else { 0 }
    }

    fn is_repeated(self) -> bool {
        matches!(self, Self::Filter(_) | Self::Denied(_) | Self::Texts { .. })
    }

    /// A value in its one form; none where it says what holds anyway.
    fn checked(self, value: &str) -> Result<Option<String>, String> {
        let value = value.trim();
        match self {
            _ if value.is_empty() => Ok(None),
            Self::Text | Self::Texts { .. } | Self::Filter(_) | Self::Denied(_) => Ok(Some(value.to_owned())),
            Self::Flag => match value {
                "true" | "on" | "1" => Ok(Some("true".to_owned())),
                "false" | "off" | "0" => Ok(None),
                _ => Err(format!("`{value}` is neither `true` nor `false`")),
            },
            Self::Number { least, most, usual } => match value.parse::<usize>() {
                Ok(number) if (least..=most).contains(&number) => Ok((number != usual).then(|| number.to_string())),
                _ => Err(format!("`{value}` is no whole number from {least} to {most}")),
            },
            Self::OneOf(choices) => match choices.iter().position(|choice| *choice == value) {
                Some(0) => Ok(None),
                Some(_) => Ok(Some(value.to_owned())),
                None => {
                    let choices: Vec<String> = choices
                        .iter()
                        .filter(|choice| !choice.is_empty())
                        .map(|choice| format!("`{choice}`"))
                        .collect();
                    Err(format!("`{value}` is none of {}", choices.join(", ")))
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: equal questions print equally, and what is printed reads back; what is wrong is told by name and leaves
    //! the rest; a change of anything but the page shows the first page.
    use super::*;

    fn read(query: &str) -> (String, Vec<String>) {
        let (params, errors) = Params::read(query);
        (params.to_string(), errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn equal_questions_print_equally() {
        for (typed, want) in [
            ("", ""),
            ("q=", ""),
            ("q=+rail++link+", "q=rail++link"),
            ("year=2017&q=rail", "q=rail&year=2017"),
            ("pair=CN-KR&pair=CN-JP&pair=CN-KR", "pair=CN-JP&pair=CN-KR"),
            ("q=one&q=two", "q=two"),
            ("with=rail&q=a&with=port&with=rail&with=", "q=a&with=port&with=rail"),
            ("exact=on&expand=false&sort=relevance&match=any", "match=any&exact=true"),
            ("offset=0020&limit=5", "limit=5&offset=20"),
            ("speaker=Kim%20Young-joo&q=%EC%9D%BC%EB%8C%80", "q=%EC%9D%BC%EB%8C%80&speaker=Kim+Young-joo"),
        ] {
            let (printed, errors) = read(typed);
            assert_eq!((printed.as_str(), errors), (want, Vec::new()), "{typed}");
            assert_eq!(read(&printed).0, printed);
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (typed, left, error) in [
            ("q=a&page=3", "q=a", "there is no parameter `page`"),
            ("limit=0&q=a", "q=a", "`limit`: `0` is no whole number from 1 to 200"),
            ("paragraph=0&q=a", "q=a", "`paragraph`: `0` is no whole number from 1 to 1000000"),
            ("limit=-1", "", "`limit`: `-1` is no whole number from 1 to 200"),
            ("sort=best", "", "`sort`: `best` is none of `relevance`, `newest`, `oldest`"),
            ("group=all", "", "`group`: `all` is none of `article`, `none`"),
            (
                "with=a&with=b&with=c&with=d&with=c",
                "with=a&with=b&with=c",
                "`with`: `d` is one too many: there may be 3",
            ),
            ("exact=maybe", "", "`exact`: `maybe` is neither `true` nor `false`"),
        ] {
            assert_eq!(read(typed), (left.to_owned(), vec![error.to_owned()]), "{typed}");
        }
        let now = Now { today: jiff::civil::date(2026, 1, 5), ns: 0 };
        let error = Params::read("year=20l7").0.request(Grouping::Passages, now).unwrap_err();
        assert!(error.name() == "year" && error.to_string().contains("`20l7`"), "{error}");
    }

    #[test]
    fn changes_show_the_first_page() {
        let (params, _) = Params::read("q=rail&pair=CN-KR&offset=20");
        for (changed, want) in [
            (params.with("pair", "CN-JP"), "q=rail&pair=CN-JP&pair=CN-KR"),
            (params.with("q", "road"), "q=road&pair=CN-KR"),
            (params.with("q", ""), "pair=CN-KR"),
            (params.with("sort", "newest"), "q=rail&pair=CN-KR&sort=newest"),
            (params.with("offset", "40"), "q=rail&pair=CN-KR&offset=40"),
            (params.with("offset", "0"), "q=rail&pair=CN-KR"),
            (params.without("pair", "CN-KR"), "q=rail"),
            (params.without("pair", "CN-JP"), "q=rail&pair=CN-KR"),
            (params.without_all("pair"), "q=rail"),
            (params.with("with", "road").with("with", "port"), "q=rail&pair=CN-KR&with=port&with=road"),
            (params.with("nothing", "x"), "q=rail&pair=CN-KR"),
        ] {
            assert_eq!(changed.to_string(), want);
        }
    }

    #[test]
    fn every_example_is_a_value() {
        let now = Now { today: jiff::civil::date(2026, 1, 5), ns: 0 };
        for Parameter { name, example, what, .. } in TABLE {
            let (params, errors) = Params::read(&Serializer::new(String::new()).append_pair(name, example).finish());
            assert_eq!((errors, params.one(name).is_some(), what.is_empty()), (Vec::new(), true, false), "{name}");
            params.request(Grouping::Passages, now).unwrap();
        }
    }
}
