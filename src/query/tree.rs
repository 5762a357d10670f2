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
    /// Words, denied ones too, read one paragraph or one sentence instead of the article.
    Within(Scope, Box<Node>),
    /// What it finds scores higher or lower; truth stays as it is.
    Boost(Box<Node>, Weight),
    /// One clause.
    Clause(Clause),
}

/// What a part of a query is brought down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One paragraph: `/p`.
    Paragraph,
    /// One sentence: `/s`.
    Sentence,
}

/// How much a part of a query counts in the score, in hundredths: `^2` is 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Weight {
    hundredths: u16,
}

impl Weight {
    /// The largest weight.
    pub const MAX: f32 = 100.0;

    /// A weight above nothing and up to [`Weight::MAX`], rounded to hundredths.
    #[must_use]
    pub fn new(weight: f32) -> Option<Self> {
        let hundredths = (weight * 100.0).round();
        ((1.0..=Self::MAX * 100.0).contains(&hundredths)).then_some(Self { hundredths: hundredths as u16 })
    }

    /// As a factor.
    #[must_use]
    pub fn factor(self) -> f32 {
        f32::from(self.hundredths) / 100.0
    }
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

    /// The negation; of a negation, what it denies.
    #[must_use]
    pub fn negated(self) -> Node {
        match self {
            Self::Not(node) => *node,
            node => Self::Not(Box::new(node)),
        }
    }

    /// The clauses in the order of the tree.
    #[must_use]
    pub fn clauses(&self) -> Vec<&Clause> {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().flat_map(Self::clauses).collect(),
            Self::Not(node) | Self::Within(_, node) | Self::Boost(node, _) => node.clauses(),
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
    /// Something stands in a text.
    Text(TextField, Find),
    /// Something stands in the title and the paragraphs of the article this often, taken together.
    AtLeast(u16, Find),
    /// A country or pair that the article is about.
    About(Subject),
    /// A publisher, by name.
    Publisher(String),
    /// A language, by ISO 639-1 code.
    Lang(String),
    /// One of the article's paths: see [`PathPattern`].
    Path(PathPattern),
    /// A range of whole years that the date overlaps.
    Year(DateRange),
    /// A range of days that the date overlaps.
    Date(DateRange),
    /// Exactly this row of the month facet: a month, or a year of which the month is not known.
    Month(PartialDate),
    /// No date at all.
    Undated,
    /// A date that was worked out, not stated.
    Derived,
    /// A copy: another article of the index told the same story before.
    Copy,
    /// A country that the paragraph mentions or its article is about.
    Country(Country),
    /// A pair that the paragraph concerns or its article is about.
    Pair(CountryPair),
    /// A person or organisation that speaks.
    Speaker(Who),
    /// A kind of speech; direct and indirect include mixed.
    Kind(Kind),
}

/// The texts that words are looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextField {
    /// The title or a paragraph: words without a field.
    Anywhere,
    /// The title: `title:`.
    Title,
    /// A paragraph: `text:`.
    Text,
    /// What is said in one speech: `said:`.
    Said,
    /// The office of one who speaks: `role:`.
    Role,
    /// For whom one speaks: `org:`; an affiliation, else the name itself.
    Org,
}

/// What is looked for in a text. It stands within one title, one paragraph or one speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// Words one after another.
    Words(Words),
    /// The words of a phrase, moved by at most so many positions in all: Lucene's slop.
    Sloppy(String, u16),
    /// One word of a certain shape.
    Pattern(Pattern),
    /// Any of these, within nearness and counts. Two or more.
    Any(Vec<Find>),
    /// Two things near each other.
    Near(Box<Near>),
    /// A name that goes by others too.
    Concept(Concept),
}

/// Words as typed. What is typed without a blank may be several: `COVID-19`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The characters, without quotation marks.
    pub text: String,
    /// How closely they are meant.
    pub manner: Manner,
}

/// How closely words are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Manner {
    /// Bare: by stem.
    Bare,
    /// In quotation marks: exactly these, whatever the case.
    Exact,
    /// In quotation marks after `=`: words with a capital as they are written, others exactly.
    Cased,
}

/// The shape of one word, matched against the exact form of a token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// It begins so: `chin*`.
    Prefix(String),
    /// With `*` for any characters and `?` for one: `wom?n`.
    Wildcard(String),
    /// At most so many letters differ, two changed places counting as one: `word~1`. One or two.
    Fuzzy(String, u8),
    /// A regular expression that the whole word matches, whatever the case: `/colou?rs?/`.
    Regex(String),
}

/// Two things near each other. From the last word of the earlier to the first of the later are at most
/// `distance` positions; one word never serves both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The one typed first.
    pub left: Find,
    /// The one typed second.
    pub right: Find,
    /// At most how many positions apart; 1 is next to each other.
    pub distance: u16,
    /// Which may come first.
    pub order: Order,
}

/// Which of two things near each other may come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Either: `w/n`.
    Either,
    /// The one typed first: `pre/n`.
    Typed,
}

/// A name with the other names of the same thing: all typed words, or one of the names as a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// The bare words as typed, each as its own; they hold by AND. At least one.
    pub typed: Vec<String>,
    /// The other names, as exact phrases, or as written where lower-case letters would make another word of them
    /// (`US`). At least one.
    pub names: Vec<Words>,
}

/// What an article is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A country, or a bloc that is a side of a pair.
    Country(Country),
    /// A pair.
    Pair(CountryPair),
}

/// A pattern over paths: `*` stands for any characters, `/` too; all else for itself, whatever the case.
/// Without `*` it names a file, or a folder with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathPattern(pub String);

impl PathPattern {
    /// Whether a path is meant.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let (pattern, path) = (self.0.to_lowercase(), path.to_lowercase());
        let Some((start, rest)) = pattern.split_once('*') else {
            let folder = pattern.trim_end_matches('/');
            return path == pattern || path.strip_prefix(folder).is_some_and(|inside| inside.starts_with('/'));
        };
        let Some(mut left) = path.strip_prefix(start) else { return false };
        let mut parts = rest.split('*').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return left.ends_with(part);
            }
            let Some(at) = left.find(part) else { return false };
            left = &left[at + part.len()..];
        }
        true
    }
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
    /// `title:`
    Title,
    /// `text:`
    Text,
    /// `said:`
    Said,
    /// `role:`
    Role,
    /// `org:`
    Org,
    /// `about:`
    About,
    /// `publisher:`
    Publisher,
    /// `path:`
    Path,
    /// `has:`
    Has,
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
    pub const NAMES: [(&'static str, Field); 20] = [
        ("about", Field::About),
        ("after", Field::After),
        ("before", Field::Before),
        ("country", Field::Country),
        ("date", Field::Date),
        ("has", Field::Has),
        ("is", Field::Is),
        ("kind", Field::Kind),
        ("lang", Field::Lang),
        ("month", Field::Month),
        ("org", Field::Org),
        ("pair", Field::Pair),
        ("path", Field::Path),
        ("publisher", Field::Publisher),
        ("role", Field::Role),
        ("said", Field::Said),
        ("speaker", Field::Speaker),
        ("text", Field::Text),
        ("title", Field::Title),
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
            Self::Text(TextField::Anywhere | TextField::Title | TextField::Text, _)
            | Self::AtLeast(..)
            | Self::About(_)
            | Self::Publisher(_)
            | Self::Lang(_)
            | Self::Path(_)
            | Self::Year(_)
            | Self::Date(_)
            | Self::Month(_)
            | Self::Undated
            | Self::Derived
            | Self::Copy => Level::Article,
            Self::Country(_) | Self::Pair(_) => Level::Paragraph,
            Self::Text(TextField::Said | TextField::Role | TextField::Org, _) | Self::Speaker(_) | Self::Kind(_) => {
                Level::Speech
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: which paths a pattern names, a row a case.
    use super::*;

    #[test]
    fn paths() {
        for (pattern, path, want) in [
            ("news/a.txt", "news/A.txt", true),
            ("news", "news/2017/a.txt", true),
            ("news/", "news/a.txt", true),
            ("new", "news/a.txt", false),
            ("news/*", "news/2017/a.txt", true),
            ("*.txt", "news/a.txt", true),
            ("*2017*", "news/2017/a.txt", true),
            ("n*a*a.txt", "news/a.txt", false),
            ("n*s*a.txt", "news/a.txt", true),
            ("*", "a", true),
        ] {
            assert_eq!(PathPattern(pattern.to_owned()).matches(path), want, "{pattern} {path}");
        }
    }
}
