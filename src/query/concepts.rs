//! Things that go by several names: `one belt one road`, `BRI`, `일대일로`.
//!
//! Its place: between the parser and [`bind`](super::bind). [`Concepts::expand`] looks through a tree for runs of bare
//! words that spell a name, and makes one clause of each: the words typed, or any other name of the same thing. The
//! table is [`CONCEPTS`]; countries come in with all the names that the tables of countries give them. A user's rows
//! are kept with the index, so that a reader needs no file.
//!
//! Names are compared by their analysed words, stems included, so that `free trade agreements` spells a name too, and
//! `Belt-and-Road` as well as `belt and road`.
//!
//! # Invariants
//! A concept is looked for under one other name at least, and never under the name that was typed.
//!
//! # Limits
//! A name in Korean with a particle after it (`일대일로의`) is another word and spells no name.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use smol_str::SmolStr;

use crate::analyzer::{Token, tokens};
use crate::annotate::country_names;
use crate::query::{Clause, Concept, Find, Manner, Node, Test, TextField, Words};
use crate::span::Span;
use crate::tables::{Added, AddedRow, Origin, Row, Table, TableError, Touches};

/// The names of things. A user's row stands in for the built-in one of the same usual name.
pub static CONCEPTS: Table = Table {
    name: "concepts",
    columns: "names of one thing, the usual one first (`=` before: only as written; `~`: never looked for)",
    built_in: &[include_str!("data/concepts.txt")],
    touches: Touches::Queries,
};

/// The first cell of the row of those names of countries that are something else too.
const NOT_COUNTRIES: &str = "-";

/// Things by their names.
#[derive(Debug, Clone)]
pub struct Concepts {
    things: Vec<Vec<Name>>,
    /// By the stems of a name's words, which things have it.
    by_words: HashMap<String, Vec<Spelt>>,
    /// How many words the longest name has.
    words_max: usize,
}

/// A name of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    text: String,
    mark: Mark,
}

/// What stands before a name in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Nothing: it counts whatever its case.
    None,
    /// `=`: it counts only as written.
    AsWritten,
    /// `~`: it counts when it is typed, and is never looked for.
    OnlyTyped,
}

/// A thing's name as it is found by its words.
#[derive(Debug, Clone)]
struct Spelt {
    /// Its place among the things.
    thing: usize,
    /// The words as written, where they count only so.
    cased: Option<Vec<Option<SmolStr>>>,
}

impl Name {
    fn read(cell: &str) -> Self {
        let (text, mark) = match (cell.strip_prefix('='), cell.strip_prefix('~')) {
            (Some(text), _) => (text, Mark::AsWritten),
            (_, Some(text)) => (text, Mark::OnlyTyped),
            _ => (cell, Mark::None),
        };
        Self { text: text.trim().to_owned(), mark }
    }
}

impl Concepts {
    /// Those that ship with the program.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Concepts> =
            LazyLock::new(|| Concepts::new(&Added::default()).expect("the built-in table can be read"));
        &BUILT_IN
    }

    /// Reads the table with a user's rows in it.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let mut concepts = Self { things: Vec::new(), by_words: HashMap::new(), words_max: 0 };
        let mut apart = Vec::new();
        for row in CONCEPTS.rows(added) {
            if row.cell(0) == NOT_COUNTRIES {
                apart = names(&row)?;
            } else {
                concepts.add(names(&row)?);
            }
        }
        let own = added.iter().filter(|(table, _)| *table == CONCEPTS.name);
        let own: HashSet<&str> = own.filter_map(|(_, row)| row.text.split('\t').next()).collect();
        for (usual, names) in countries(&apart) {
            if !own.contains(usual.as_str()) {
                concepts.add(names);
            }
        }
        Ok(concepts)
    }

    /// Those that an index is searched with: [`Concepts::own_rows`] of its corrections are in it.
    #[must_use]
    pub fn with_rows(rows: &[String]) -> Cow<'static, Self> {
        if rows.is_empty() {
            return Cow::Borrowed(Self::built_in());
        }
        let mut added = Added::default();
        for (line, text) in (1..).zip(rows) {
            let origin = Origin { file: "the index".to_owned(), line };
            added.push(CONCEPTS.name, AddedRow { text: text.clone(), origin });
        }
        // The rows were read when they were written. Another version of the program that cannot read them any more
        // searches without them.
        Self::new(&added).map_or(Cow::Borrowed(Self::built_in()), Cow::Owned)
    }

    /// The rows of a user's for this table, as an index keeps them.
    #[must_use]
    pub fn own_rows(added: &Added) -> Vec<String> {
        added.iter().filter(|(table, _)| *table == CONCEPTS.name).map(|(_, row)| row.text.clone()).collect()
    }

    fn add(&mut self, names: Vec<Name>) {
        let thing = self.things.len();
        for name in &names {
            let row = tokens(&name.text);
            let cased = (name.mark == Mark::AsWritten).then(|| row.iter().map(|token| token.cased.clone()).collect());
            self.words_max = self.words_max.max(row.len());
            let spelt = self.by_words.entry(stems(&row)).or_default();
            if cased.is_some() || spelt.iter().all(|spelt| spelt.thing != thing || spelt.cased.is_some()) {
                spelt.push(Spelt { thing, cased });
            }
        }
        self.things.push(names);
    }

    /// The tree in which runs of bare words that spell a name stand for the thing under any of its names, but for those
    /// left out, whatever their case and accents.
    #[must_use]
    pub fn expand(&self, node: Node, left_out: &[String]) -> Node {
        let left_out = left_out.iter().map(|name| exact(&tokens(name))).collect();
        Expansion { concepts: self, left_out }.expand(node)
    }
}

/// How a tree is expanded.
struct Expansion<'c> {
    concepts: &'c Concepts,
    /// The names left out, as [`exact`] words.
    left_out: HashSet<String>,
}

impl Expansion<'_> {
    fn expand(&self, node: Node) -> Node {
        let within = |node: Box<Node>| Box::new(self.expand(*node));
        match node {
            Node::And(nodes) => self.conjunction(nodes),
            Node::Or(nodes) => Node::Or(nodes.into_iter().map(|node| self.expand(node)).collect()),
            Node::Not(node) => Node::Not(within(node)),
            Node::Within(scope, node) => Node::Within(scope, within(node)),
            Node::Boost(node, weight) => Node::Boost(within(node), weight),
            Node::Clause(_) => self.conjunction(vec![node]),
        }
    }

    fn conjunction(&self, nodes: Vec<Node>) -> Node {
        let mut expanded = Vec::with_capacity(nodes.len());
        let mut at = 0;
        while at < nodes.len() {
            if let Some((concept, len)) = self.longest(&nodes[at..]) {
                expanded.push(concept);
                at += len;
                continue;
            }
            expanded.push(match &nodes[at] {
                Node::Clause(_) => nodes[at].clone(),
                node => self.expand(node.clone()),
            });
            at += 1;
        }
        Node::all(expanded).expect("a conjunction has parts, and none is lost")
    }

    /// The longest name that the first nodes spell, as one clause, and how many of them.
    fn longest(&self, nodes: &[Node]) -> Option<(Node, usize)> {
        let (field, _, _) = bare_word(nodes.first()?)?;
        let words =
            nodes.iter().map_while(bare_word).take_while(|(of, _, _)| *of == field).take(self.concepts.words_max);
        let words: Vec<(&str, Option<Span>)> = words.map(|(_, text, place)| (text, place)).collect();
        (1..=words.len()).rev().find_map(|len| {
            let concept = self.concept(words[..len].iter().map(|(text, _)| *text).collect())?;
            let place = joined(words[0].1, words[len - 1].1);
            Some((Node::Clause(Clause { test: Test::Text(field, Find::Concept(concept)), place }), len))
        })
    }

    /// What some words mean, if they spell a name of a thing that has others.
    fn concept(&self, typed: Vec<&str>) -> Option<Concept> {
        let row: Vec<Token> = typed.iter().flat_map(|word| tokens(word)).collect();
        let as_typed = stems(&row);
        let things = self.concepts.by_words.get(&as_typed)?.iter().filter(|spelt| spelt.is_meant(&row));
        let mut seen = self.left_out.clone();
        let mut names = Vec::new();
        for name in
            things.flat_map(|spelt| &self.concepts.things[spelt.thing]).filter(|name| name.mark != Mark::OnlyTyped)
        {
            let words = tokens(&name.text);
            if stems(&words) != as_typed && seen.insert(exact(&words)) {
                let manner = if name.mark == Mark::AsWritten { Manner::Cased } else { Manner::Exact };
                names.push(Words { text: name.text.clone(), manner });
            }
        }
        let typed = typed.into_iter().map(str::to_owned).collect();
        (!names.is_empty()).then_some(Concept { typed, names })
    }
}

impl Spelt {
    /// Whether the words are written as the name counts.
    fn is_meant(&self, row: &[Token]) -> bool {
        self.cased.as_ref().is_none_or(|cased| row.iter().map(|token| &token.cased).eq(cased))
    }
}

/// The names in a row, each of which has a word.
fn names(row: &Row<'_>) -> Result<Vec<Name>, TableError> {
    let cells = (0..).map(|column| row.cell(column)).take_while(|cell| !cell.is_empty());
    let names: Vec<Name> = cells.filter(|cell| *cell != NOT_COUNTRIES).map(Name::read).collect();
    match names.iter().find(|name| tokens(&name.text).is_empty()) {
        Some(name) => Err(row.refuse(format!("`{}` holds no word", name.text))),
        None if names.len() < 2 => Err(row.refuse("a thing has two names or more")),
        None => Ok(names),
    }
}

/// The countries by their usual names, with the names that are something else too marked or left out.
fn countries(apart: &[Name]) -> BTreeMap<String, Vec<Name>> {
    let apart: HashMap<String, &Name> = apart.iter().map(|name| (exact(&tokens(&name.text)), name)).collect();
    let mut countries: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    for name in country_names() {
        let mark = if name.also_word { Mark::OnlyTyped } else { Mark::None };
        let name_in_table = Name { text: name.text, mark };
        let name_here = match apart.get(&exact(&tokens(&name_in_table.text))) {
            Some(Name { mark: Mark::None, .. }) => continue,
            Some(marked) => (*marked).clone(),
            None => name_in_table,
        };
        countries.entry(name.country.name().to_owned()).or_default().push(name_here);
    }
    countries.retain(|_, names| names.len() > 1);
    countries
}

/// The field, the text and the place of a clause on one bare word, where concepts are looked for.
fn bare_word(node: &Node) -> Option<(TextField, &str, Option<Span>)> {
    let Node::Clause(Clause { test: Test::Text(field, Find::Words(words)), place }) = node else { return None };
    let looked_for = matches!(field, TextField::Anywhere | TextField::Title | TextField::Text | TextField::Said);
    (looked_for && words.manner == Manner::Bare).then_some((*field, words.text.as_str(), *place))
}

fn joined(first: Option<Span>, last: Option<Span>) -> Option<Span> {
    first.zip(last).map(|(first, last)| Span { start: first.start, end: last.end })
}

fn stems(row: &[Token]) -> String {
    row.iter().map(Token::stem).collect::<Vec<_>>().join(" ")
}

fn exact(row: &[Token]) -> String {
    row.iter().map(|token| token.exact.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    //! Properties: what words become, a row a case; the table is in order and full, every cell of it has a word, and
    //! no name stands twice; a user's rows stand in for built-in ones, countries too.
    use super::*;
    use crate::query::parse;

    /// The tree with each concept in braces: what was typed, and how many other names there are at least.
    fn expanded(concepts: &Concepts, query: &str) -> String {
        let tree = concepts.expand(parse(query, jiff::civil::date(2017, 8, 24)).tree.unwrap(), &[]);
        shown(&tree)
    }

    fn shown(node: &Node) -> String {
        let all = |nodes: &[Node], by: &str| nodes.iter().map(shown).collect::<Vec<_>>().join(by);
        match node {
            Node::And(nodes) => format!("({})", all(nodes, " ")),
            Node::Or(nodes) => all(nodes, " OR "),
            Node::Not(node) => format!("-{}", shown(node)),
            Node::Within(_, node) => format!("/p {}", shown(node)),
            Node::Boost(node, weight) => format!("{}{weight}", shown(node)),
            Node::Clause(Clause { test: Test::Text(_, Find::Concept(_)), .. }) => format!("{{{node}}}"),
            Node::Clause(_) => node.to_string(),
        }
    }

    fn other_names(query: &str) -> Vec<String> {
        let tree = Concepts::built_in().expand(parse(query, jiff::civil::date(2017, 8, 24)).tree.unwrap(), &[]);
        let clauses = tree.clauses().into_iter().cloned().collect::<Vec<_>>();
        let Some(Clause { test: Test::Text(_, Find::Concept(concept)), .. }) = clauses.first() else {
            return Vec::new();
        };
        let typed =
            |words: &Words| if words.manner == Manner::Cased { format!("={}", words.text) } else { words.text.clone() };
        concept.names.iter().map(typed).collect()
    }

    #[test]
    fn names_can_be_left_out() {
        let concepts = Concepts::new(&Added::default()).unwrap();
        let names = |left_out: &[&str]| {
            let left_out: Vec<String> = left_out.iter().map(|name| (*name).to_owned()).collect();
            let tree = parse("BRI", jiff::civil::date(2017, 8, 24)).tree.unwrap();
            match concepts.expand(tree, &left_out) {
                Node::Clause(Clause { test: Test::Text(_, Find::Concept(concept)), .. }) => {
                    concept.names.into_iter().map(|name| name.text).collect::<Vec<_>>()
                }
                _ => Vec::new(),
            }
        };
        let all = names(&[]);
        let folds = |text: &str| text.eq_ignore_ascii_case("one belt one road");
        assert!(all.iter().any(|name| folds(name)), "{all:?}");
        let fewer = names(&["One BELT one road", "no such name"]);
        assert_eq!(fewer.len(), all.len() - 1);
        assert!(!fewer.iter().any(|name| folds(name)));
        assert_eq!(names(&all.iter().map(String::as_str).collect::<Vec<_>>()), [""; 0]);
    }

    #[test]
    fn runs_of_bare_words_spell_names() {
        for (query, want) in [
            ("one belt one road", "{one belt one road}"),
            ("rail one belt one road port", "(rail {one belt one road} port)"),
            ("Belt-and-Road rail", "({Belt-and-Road} rail)"),
            ("belt and road initiatives", "{belt and road initiatives}"),
            ("\"one belt one road\"", "\"one belt one road\""),
            ("one belt \"one road\"", "(one belt \"one road\")"),
            ("one belt -one road", "(one belt -one road)"),
            ("일대일로 rail", "({일대일로} rail)"),
            ("일대일로의", "일대일로의"),
            ("free trade agreements", "{free trade agreements}"),
            ("FTAs fta", "({FTAs} {fta})"),
            ("title:one title:belt title:one title:road", "{title:one title:belt title:one title:road}"),
            ("title:one belt one road", "(title:one belt one road)"),
            ("said:(world bank)", "{said:world said:bank}"),
            ("role:china org:china", "(role:china org:china)"),
            ("rail OR world bank", "rail OR {world bank}"),
            ("-(world bank) -wto", "(-{world bank} -{wto})"),
            ("/p wto (imf rail)^2", "(/p {wto} ({imf} rail)^2)"),
            ("wto w/3 imf", "wto w/3 imf"),
            ("who", "who"),
            ("WHO said", "({WHO} said)"),
            ("us let", "(us let)"),
            ("US trade", "({US} trade)"),
            ("U.S. u.s.", "({U.S.} u.s.)"),
            ("north korea south korea korea", "({north korea} {south korea} {korea})"),
            ("이란 핵합의", "{이란 핵합의}"),
            ("scotland", "scotland"),
            ("タイ", "{タイ}"),
            ("chin* wto~1", "(chin* wto~1)"),
        ] {
            assert_eq!(expanded(Concepts::built_in(), query), want, "{query}");
        }
    }

    #[test]
    fn other_names_are_looked_for() {
        for (query, with, without) in [
            ("one belt one road", "BRI|OBOR|Belt and Road|일대일로|一带一路|一帯一路", "one belt one road"),
            ("사드", "THAAD|萨德|Terminal High Altitude Area Defense", "사드"),
            ("한국", "Korea|South Korea|韓国|대한민국|R.O.K.", "한국|North Korea|우리나라"),
            ("US", "United States|미국|美国|U.S.A.|アメリカ", "=US|US|U.S.|=U.S."),
            ("미국", "United States|=US|美国", "US|U.S.|미국"),
            ("north korea", "북한|朝鮮|D.P.R.K.", "North Korea|Korea"),
            ("중국", "China|中国", "Republic of China"),
            ("iran", "伊朗|イラン|Иран", "이란"),
            ("who world", "", "WHO"),
            ("WHO", "World Health Organization|세계보건기구|世界卫生组织", "=WHO"),
            ("세계보건기구", "=WHO|World Health Organization", "WHO"),
            ("free trade agreements", "FTA|자유무역협정|自由贸易协定", ""),
            ("Thailand", "泰国|태국", "タイ"),
            ("EU", "European Union|유럽연합|欧盟", "EU"),
        ] {
            let names = other_names(query);
            let has = |name: &str| names.iter().any(|known| known == name);
            let missing: Vec<&str> = with.split('|').filter(|name| !name.is_empty() && !has(name)).collect();
            let extra: Vec<&str> = without.split('|').filter(|name| has(name)).collect();
            assert_eq!((missing, extra), (vec![], vec![]), "{query}: {names:?}");
        }
    }

    #[test]
    fn places_cover_the_typed_words() {
        let text = "rail one belt one road";
        let tree = Concepts::built_in().expand(parse(text, jiff::civil::date(2017, 8, 24)).tree.unwrap(), &[]);
        let places: Vec<&str> = tree.clauses().iter().map(|c| crate::span::slice(text, c.place.unwrap())).collect();
        assert_eq!(places, ["rail", "one belt one road"]);
    }

    #[test]
    fn the_table_is_in_order() {
        assert_eq!(CONCEPTS.check(2), None);
        let none = Added::default();
        let rows = CONCEPTS.rows(&none).filter(|row| row.cell(0) != NOT_COUNTRIES);
        let mut things: Vec<(String, Vec<Name>)> =
            rows.map(|row| (row.cell(0).to_owned(), names(&row).unwrap())).collect();
        assert!(things.len() >= 200, "{} rows", things.len());
        let apart = CONCEPTS.rows(&none).find(|row| row.cell(0) == NOT_COUNTRIES).unwrap();
        let countries = countries(&names(&apart).unwrap());
        // Spellings that analysis makes one may repeat among the names of one country, never among things.
        things.extend(countries.into_iter().map(|(usual, mut names)| {
            let mut seen = HashSet::new();
            names.retain(|name| seen.insert(exact(&tokens(&name.text))));
            (usual, names)
        }));
        let mut seen: HashMap<String, &str> = HashMap::new();
        let mut twice = Vec::new();
        for (usual, names) in &things {
            for name in names {
                if let Some(other) = seen.insert(exact(&tokens(&name.text)), usual) {
                    twice.push(format!("{} of {usual} and {other}", name.text));
                }
            }
        }
        assert_eq!(twice, [""; 0]);
    }

    #[test]
    fn a_users_rows_stand_in_for_built_in_ones() {
        let rows = ["Harbour Pact\tHP-7\t항만협약", "South Korea\tROK", "Group of Seven\t-"].map(str::to_owned);
        let concepts = Concepts::with_rows(&rows);
        assert_eq!(
            expanded(&concepts, "항만협약 OR harbour pact OR 한국 OR rok OR g7 OR wto"),
            "{항만협약} OR {harbour pact} OR 한국 OR {rok} OR g7 OR {wto}"
        );
        assert_eq!(Concepts::with_rows(&[]).things.len(), Concepts::built_in().things.len());
        let mut added = Added::default();
        added.read("concepts", "mine.txt", "Harbour Pact\n");
        assert!(Concepts::new(&added).unwrap_err().to_string().contains("`mine.txt` line 1"));
        assert_eq!(Concepts::own_rows(&added), ["Harbour Pact"]);
    }
}
