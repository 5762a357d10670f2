//! Random queries: every construct inside every other that may hold it, as the parser makes them.

use fastrand::Rng;
use onrecord::annotate::{CountryPair, PersonKey};
use onrecord::query::{
    Concept, Find, Manner, Near, Node, Order, PathPattern, Pattern, Scope, Subject, Test, TextField, Weight, Who, Words,
};

use crate::world::{LANGS, ORGS, PUBLISHERS, ROLES, SHORT_RUNS, WORDS, country, kind, pick, some, words};

const RANGES: &[&str] = &["2017", "2016..2017", "2018..", "..2016"];
const DAY_RANGES: &[&str] = &["2017-08", "2017-12-01..", "..2017-08-24", "2016-05..2017-07", "2019"];
const PREFIXES: &[&str] = &["ro", "tra", "T", "caf", "be", "2", "CHAIR", "coun"];
const WILDCARDS: &[&str] = &["r*d", "r?ad", "*ing", "tra?e", "?he", "*oa*", "t*d*e", "c?fé", "*é", "min?ster", "*o"];
const FUZZY: &[&str] = &["raod", "road", "trade", "belts", "won", "tride", "cafés", "us", "chairmen"];
const EXPRESSIONS: &[&str] =
    &["roads?", "t.*e", "(one|the)", "[a-c].+", "u.", "WHO", "b[^aeiou]*elt", "(co|op)", ".{3}"];
const PATHS: &[&str] = &[
    "world",
    "world/news",
    "WORLD/News/",
    "*/2017/*",
    "*.TXT",
    "world/*/1*.txt",
    "news",
    "*news*",
    "world/news/3.txt",
];
const NAMES: &[&str] = &["belt and road", "일대일로", "一带一路", "one road", "the road", "road"];
const WEIGHTS: &[f32] = &[2.0, 0.5, 1.25, 10.0, 0.01, 100.0];

/// A random tree as the parser makes them: no group of one, no NOT of a NOT, no weight on a weight.
pub fn tree(rng: &mut Rng, depth: usize) -> Node {
    let node = match if depth == 0 { 0 } else { rng.usize(..20) } {
        0..9 => test(rng).into(),
        9..14 => Node::And((0..rng.usize(2..=4)).map(|_| tree(rng, depth - 1)).collect()),
        14..17 => Node::Or((0..rng.usize(2..=3)).map(|_| tree(rng, depth - 1)).collect()),
        17 | 18 => Node::Within(scope(rng), Box::new(tree(rng, depth - 1))),
        _ => {
            let node = tree(rng, depth - 1);
            weighed(rng, node)
        }
    };
    match node {
        Node::Not(_) => node,
        node if rng.usize(..5) == 0 => node.negated(),
        node => node,
    }
}

/// A few bare words joined by AND, as most queries are.
pub fn words_alone(rng: &mut Rng) -> Node {
    let word = |rng: &mut Rng| Find::Words(Words { text: bare_word(rng, WORDS), manner: Manner::Bare });
    let words = (0..rng.usize(1..=3)).map(|_| Test::Text(TextField::Anywhere, word(rng)).into()).collect();
    Node::all(words).expect("one word at least")
}

fn scope(rng: &mut Rng) -> Scope {
    if rng.bool() { Scope::Paragraph } else { Scope::Sentence }
}

fn weighed(rng: &mut Rng, node: Node) -> Node {
    match node {
        Node::Boost(..) => node,
        node => Node::Boost(Box::new(node), Weight::new(WEIGHTS[rng.usize(..WEIGHTS.len())]).unwrap()),
    }
}

/// The tree with a weight on one of its nodes; none if the node chosen has one, or is a conjunction at the top,
/// whose parts are filters by themselves.
pub fn weighed_somewhere(rng: &mut Rng, tree: &Node) -> Option<Node> {
    let mut chosen = rng.usize(..nodes(tree));
    if chosen == 0 && matches!(tree, Node::And(_)) {
        return None;
    }
    let weight = Weight::new(WEIGHTS[rng.usize(..WEIGHTS.len())]).unwrap();
    weigh(tree, &mut chosen, weight)
}

fn nodes(tree: &Node) -> usize {
    1 + match tree {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(self::nodes).sum(),
        Node::Not(node) | Node::Within(_, node) | Node::Boost(node, _) => nodes(node),
        Node::Clause(_) => 0,
    }
}

/// Counts `left` down over the nodes and puts the weight on the one where it is used up.
fn weigh(node: &Node, left: &mut usize, weight: Weight) -> Option<Node> {
    if *left == 0 {
        *left = usize::MAX;
        return match node {
            Node::Boost(..) => None,
            node => Some(Node::Boost(Box::new(node.clone()), weight)),
        };
    }
    *left -= 1;
    let mut each = |nodes: &[Node]| nodes.iter().map(|node| weigh(node, left, weight)).collect::<Option<Vec<_>>>();
    Some(match node {
        Node::And(nodes) => Node::And(each(nodes)?),
        Node::Or(nodes) => Node::Or(each(nodes)?),
        Node::Not(node) => Node::Not(Box::new(weigh(node, left, weight)?)),
        Node::Within(scope, node) => Node::Within(*scope, Box::new(weigh(node, left, weight)?)),
        Node::Boost(node, own) => match weigh(node, left, weight)? {
            Node::Boost(..) => return None,
            node => Node::Boost(Box::new(node), *own),
        },
        Node::Clause(clause) => Node::Clause(clause.clone()),
    })
}

/// A clause that reads the article, so that no other clause changes its meaning beside it.
pub fn article_clause(rng: &mut Rng) -> Node {
    loop {
        let test = test(rng);
        if test.level() == onrecord::query::Level::Article {
            return if rng.usize(..4) == 0 { Node::from(test).negated() } else { test.into() };
        }
    }
}

/// The tree as its printed form is read: a concept prints the words typed.
pub fn without_concepts(tree: &Node) -> Node {
    let typed = |node: &Node| -> Option<Vec<Node>> {
        let Node::Clause(clause) = node else { return None };
        let Test::Text(field, Find::Concept(concept)) = &clause.test else { return None };
        let bare = |word: &String| Words { text: word.clone(), manner: Manner::Bare };
        Some(concept.typed.iter().map(|word| Test::Text(*field, Find::Words(bare(word))).into()).collect())
    };
    let inner = |node: &Node| Box::new(without_concepts(node));
    match tree {
        Node::And(nodes) => {
            let each = |node: &Node| typed(node).unwrap_or_else(|| vec![without_concepts(node)]);
            Node::And(nodes.iter().flat_map(each).collect())
        }
        // What stands between the marks of a scope is a group of its own.
        Node::Within(scope, node) if matches!(&**node, Node::And(nodes) if !matches!(nodes[0], Node::Not(_))) => {
            Node::Within(*scope, Box::new(Node::And(node.conjuncts().iter().map(without_concepts).collect())))
        }
        Node::Or(nodes) => Node::Or(nodes.iter().map(without_concepts).collect()),
        Node::Not(node) => Node::Not(inner(node)),
        Node::Within(scope, node) => Node::Within(*scope, inner(node)),
        Node::Boost(node, weight) => Node::Boost(inner(node), *weight),
        Node::Clause(_) => typed(tree).and_then(Node::all).unwrap_or_else(|| tree.clone()),
    }
}

fn test(rng: &mut Rng) -> Test {
    match rng.usize(..33) {
        0..12 => Test::Text(TextField::Anywhere, find(rng, WORDS)),
        12 => Test::Text(TextField::Title, find(rng, WORDS)),
        13 => Test::Text(TextField::Text, find(rng, WORDS)),
        14..17 => Test::Text(TextField::Said, find(rng, WORDS)),
        17 => Test::Text(TextField::Role, find(rng, ROLES)),
        18 => Test::Text(TextField::Org, find(rng, ORGS)),
        19 => Test::AtLeast(rng.u16(1..=4), operand(rng, WORDS, 2)),
        20 => match CountryPair::new(country(rng), country(rng)) {
            Some(pair) => Test::About(Subject::Pair(pair)),
            None => Test::About(Subject::Country(country(rng))),
        },
        21 => Test::Publisher(pick(rng, PUBLISHERS).to_owned()),
        22 => Test::Lang(pick(rng, LANGS).to_owned()),
        23 => Test::Path(PathPattern(pick(rng, PATHS).to_owned())),
        24 => Test::Year(pick(rng, RANGES).parse().unwrap()),
        25 => Test::Date(pick(rng, DAY_RANGES).parse().unwrap()),
        26 => Test::Country(country(rng)),
        27 => CountryPair::new(country(rng), country(rng)).map_or(Test::Undated, Test::Pair),
        28 | 29 => Test::Speaker(who(rng)),
        30 => Test::Kind(kind(rng)),
        31 => some(rng, 2, |_| Test::Derived).unwrap_or(Test::Copy),
        _ => some(rng, 3, |_| Test::Undated)
            .unwrap_or_else(|| Test::Month(pick(rng, &["2017", "2017-08", "2017-12"]).parse().unwrap())),
    }
}

fn who(rng: &mut Rng) -> Who {
    let name = pick(rng, &["Kim", "Kim Young-joo", "Kim Young-ju", "Kim Young-woo", "Min Lee", "Xinhua", "Agency"]);
    if rng.usize(..4) == 0 { Who::Key(PersonKey::of(name)) } else { Who::Named(name.to_owned()) }
}

/// What may be looked for by a clause.
fn find(rng: &mut Rng, among: &[&str]) -> Find {
    match rng.usize(..16) {
        0..11 => simple(rng, among),
        11..15 => near(rng, among, 2),
        _ => Find::Concept(Concept {
            typed: (0..rng.usize(1..=3)).map(|_| bare_word(rng, among)).collect(),
            names: (0..rng.usize(1..=3)).map(|_| name(rng)).collect(),
        }),
    }
}

/// A name of a concept; those that are words too in their capitals.
fn name(rng: &mut Rng) -> Words {
    match rng.usize(..5) {
        0 => Words { text: pick(rng, &["US", "WHO"]).to_owned(), manner: Manner::Cased },
        _ => Words { text: pick(rng, NAMES).to_owned(), manner: Manner::Exact },
    }
}

/// What may stand within nearness and counts.
fn operand(rng: &mut Rng, among: &[&str], depth: usize) -> Find {
    match rng.usize(..8) {
        0 if depth > 0 => Find::Any((0..rng.usize(2..=3)).map(|_| operand(rng, among, depth - 1)).collect()),
        1 if depth > 0 => near(rng, among, depth - 1),
        _ => simple(rng, among),
    }
}

fn near(rng: &mut Rng, among: &[&str], depth: usize) -> Find {
    Find::Near(Box::new(Near {
        left: operand(rng, among, depth),
        right: operand(rng, among, depth),
        distance: rng.u16(1..=6),
        order: if rng.bool() { Order::Either } else { Order::Typed },
    }))
}

/// Words or a pattern.
fn simple(rng: &mut Rng, among: &[&str]) -> Find {
    match rng.usize(..16) {
        0..6 => Find::Words(Words { text: bare_word(rng, among), manner: Manner::Bare }),
        6..9 => Find::Words(Words { text: phrase(rng, among, 1), manner: Manner::Exact }),
        9 | 10 => Find::Words(Words { text: phrase(rng, among, 1), manner: Manner::Cased }),
        11 | 12 => Find::Sloppy(phrase(rng, among, 2), rng.u16(1..=5)),
        _ => Find::Pattern(pattern(rng)),
    }
}

/// One word, or what is typed without a blank.
fn bare_word(rng: &mut Rng, among: &[&str]) -> String {
    let from = if rng.usize(..5) == 0 { pick(rng, SHORT_RUNS) } else { pick(rng, among) };
    // Beside a connector a bare `and` is an operator.
    let words: Vec<&str> = from.split(' ').filter(|word| *word != "and").collect();
    pick(rng, &words).to_owned()
}

fn phrase(rng: &mut Rng, among: &[&str], least: usize) -> String {
    if among == WORDS && least == 1 && rng.bool() {
        return words(rng, 3);
    }
    let words: Vec<String> = (0..rng.usize(least..=3)).map(|_| bare_word(rng, among)).collect();
    words.join(" ")
}

fn pattern(rng: &mut Rng) -> Pattern {
    match rng.usize(..4) {
        0 => Pattern::Prefix(pick(rng, PREFIXES).to_owned()),
        1 => Pattern::Wildcard(pick(rng, WILDCARDS).to_owned()),
        2 => Pattern::Fuzzy(pick(rng, FUZZY).to_owned(), rng.u8(1..=2)),
        _ => Pattern::Regex(pick(rng, EXPRESSIONS).to_owned()),
    }
}
