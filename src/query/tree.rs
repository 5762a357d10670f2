//! The tree of a query, and what each of its clauses reads.

use crate::annotate::{Country, CountryPair, Kind, PartialDate, PersonKey};
use crate::query::DateRange;
use crate::span::Span;

/// A query. Groups are kept as typed, since a group that mixes clauses stands for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// All hold. Two or more.
    And(Vec<Node>),
    /// At least one holds. Two or more.
    Or(Vec<Node>),
    /// Does not hold.
    Not(Box<Node>),
    /// One clause.
    Clause(Clause),
}

impl Node {
    /// The conjunction of nodes: none for none, the node itself for one.
    #[must_use]
    pub fn all(mut nodes: Vec<Node>) -> Option<Node> {
        if nodes.len() > 1 { Some(Self::And(nodes)) } else { nodes.pop() }
    }

    /// The disjunction of nodes: none for none, the node itself for one.
    #[must_use]
    pub fn any(mut nodes: Vec<Node>) -> Option<Node> {
        if nodes.len() > 1 { Some(Self::Or(nodes)) } else { nodes.pop() }
    }

    /// The negation.
    #[must_use]
    pub fn negated(self) -> Node {
        Self::Not(Box::new(self))
    }

    /// The clauses in the order of the tree.
    #[must_use]
    pub fn clauses(&self) -> Vec<&Clause> {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().flat_map(Self::clauses).collect(),
            Self::Not(node) => node.clauses(),
            Self::Clause(clause) => vec![clause],
        }
    }

    /// The parts joined by AND at the top.
    #[must_use]
    pub fn conjuncts(&self) -> &[Node] {
        match self {
            Self::And(nodes) => nodes,
            _ => std::slice::from_ref(self),
        }
    }

    /// This tree and further filters, joined by AND at the top.
    #[must_use]
    pub fn with(self, filters: Vec<Node>) -> Node {
        let mut nodes = match self {
            Self::And(nodes) => nodes,
            node => vec![node],
        };
        nodes.extend(filters);
        Self::all(nodes).expect("the tree itself is one of the nodes")
    }
}

/// One condition with its place in the query.
#[derive(Debug, Clone, Eq)]
pub struct Clause {
    /// What is asked.
    pub test: Test,
    /// Where it was typed, in characters of the query; `None` for a filter given as an option.
    pub place: Option<Span>,
}

/// Two clauses are one if they ask the same, wherever they were typed.
impl PartialEq for Clause {
    fn eq(&self, other: &Self) -> bool {
        self.test == other.test
    }
}

impl From<Test> for Node {
    fn from(test: Test) -> Self {
        Self::Clause(Clause { test, place: None })
    }
}

/// What a clause asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Words of the title or a paragraph.
    Words(Words),
    /// A publisher, by name.
    Publisher(String),
    /// A language, by ISO 639-1 code.
    Lang(String),
    /// A range of whole years that the date overlaps.
    Year(DateRange),
    /// A range of days that the date overlaps.
    Date(DateRange),
    /// Exactly this row of the month facet: a month, or a year of which the month is not known.
    Month(PartialDate),
    /// No date at all.
    Undated,
    /// A country that the paragraph mentions or its article is about.
    Country(Country),
    /// A pair that the paragraph concerns or its article is about.
    Pair(CountryPair),
    /// A person or organisation that speaks.
    Speaker(Who),
    /// A kind of speech; direct and indirect include mixed.
    Kind(Kind),
}

/// Words as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The characters, without quotation marks.
    pub text: String,
    /// Whether they stood in quotation marks and so mean exactly themselves.
    pub quoted: bool,
}

/// How a speaker is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Words of the name, in any spelling that shares their key.
    Named(String),
    /// The key of one person, as facet rows give it; typed with `=` before it.
    Key(PersonKey),
}

/// What a clause reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Title and paragraphs together.
    Article,
    /// One paragraph, with what its article is about.
    Paragraph,
    /// One speech.
    Speech,
}

/// The names a clause can be typed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// `publisher:`
    Publisher,
    /// `lang:`
    Lang,
    /// `year:`
    Year,
    /// `date:`
    Date,
    /// `after:`
    After,
    /// `before:`
    Before,
    /// `month:`
    Month,
    /// `is:`
    Is,
    /// `country:`
    Country,
    /// `pair:`
    Pair,
    /// `speaker:`
    Speaker,
    /// `kind:`
    Kind,
}

impl Field {
    /// Every field with the name it is typed under.
    pub const NAMES: [(&'static str, Field); 12] = [
        ("after", Field::After),
        ("before", Field::Before),
        ("country", Field::Country),
        ("date", Field::Date),
        ("is", Field::Is),
        ("kind", Field::Kind),
        ("lang", Field::Lang),
        ("month", Field::Month),
        ("pair", Field::Pair),
        ("publisher", Field::Publisher),
        ("speaker", Field::Speaker),
        ("year", Field::Year),
    ];

    /// The field typed as `name`, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| field)
    }
}

impl Test {
    /// What the clause reads.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Words(_)
            | Self::Publisher(_)
            | Self::Lang(_)
            | Self::Year(_)
            | Self::Date(_)
            | Self::Month(_)
            | Self::Undated => Level::Article,
            Self::Country(_) | Self::Pair(_) => Level::Paragraph,
            Self::Speaker(_) | Self::Kind(_) => Level::Speech,
        }
    }
}
