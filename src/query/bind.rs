//! What each part of a tree reads, settled once for every engine.
//!
//! A bound tree is true or false of a paragraph. Its leaves say what they read: words of the article
//! (and whether they are *sought*, that is, under an even number of NOTs), the article's own fields,
//! the paragraph's countries and pairs, or one condition on one and the same speech.
//!
//! Speech clauses joined by AND, with OR and NOT purely among them, are one [`SpeechCondition`]. A
//! condition that a paragraph without speech would satisfy (all its clauses are denied) must hold of
//! every speech; any other must hold of one. So NOT of a condition is the condition on the NOT.

use crate::annotate::{Country, CountryPair, Kind, PartialDate, PersonKey, SoughtName};
use crate::query::{DateRange, Level, Node, Test, Who, Words};

/// A tree whose leaves say what they read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// All hold of the paragraph; of none, true.
    And(Vec<Bound>),
    /// At least one holds.
    Or(Vec<Bound>),
    /// Does not hold.
    Not(Box<Bound>),
    /// Words of the title or any paragraph.
    Words {
        /// What was typed.
        words: Words,
        /// Whether they stand under an even number of NOTs: then they choose passages and are marked.
        sought: bool,
    },
    /// A field of the article.
    Article(ArticleTest),
    /// A country or pair of the paragraph or of its article.
    Paragraph(ParagraphTest),
    /// One condition on one speech.
    Speech(SpeechCondition),
}

/// A condition on an article's own fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArticleTest {
    /// Its publisher, by key.
    Publisher(String),
    /// Its language.
    Lang(String),
    /// A range that its date overlaps.
    Date(DateRange),
    /// Its row of the month facet.
    Month(PartialDate),
    /// It has no date.
    Undated,
}

/// A condition on a paragraph together with what its article is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParagraphTest {
    /// A country.
    Country(Country),
    /// A pair.
    Pair(CountryPair),
}

/// A condition on one and the same speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechCondition {
    /// What is asked of the speech.
    pub speech: SpeechNode,
    /// Whether one speech or every speech must satisfy it.
    pub of: Quantity,
    /// Whether it stands under an even number of NOTs, so that its speeches are shown as answers.
    pub sought: bool,
}

/// How many of a paragraph's speeches must satisfy a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// At least one.
    One,
    /// Every one; a paragraph without speech satisfies it.
    Every,
}

/// A tree over the clauses on one speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeechNode {
    /// All hold.
    And(Vec<SpeechNode>),
    /// At least one holds.
    Or(Vec<SpeechNode>),
    /// Does not hold.
    Not(Box<SpeechNode>),
    /// The speaker's name has all of these words; `None`, where no word was typed, is nobody's.
    Named(Option<SoughtName>),
    /// The speaker has this key.
    Key(PersonKey),
    /// The speech is of this kind; direct and indirect include mixed.
    Kind(Kind),
}

impl SpeechNode {
    /// Whether it would hold of a speech that satisfies none of the clauses.
    fn holds_of_silence(&self) -> bool {
        match self {
            Self::And(nodes) => nodes.iter().all(Self::holds_of_silence),
            Self::Or(nodes) => nodes.iter().any(Self::holds_of_silence),
            Self::Not(node) => !node.holds_of_silence(),
            Self::Named(_) | Self::Key(_) | Self::Kind(_) => false,
        }
    }
}

/// A whole query, bound. The speech clauses joined at the top are kept apart, since facets over
/// speeches count those speeches that satisfy them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundQuery {
    /// Everything but the speech clauses joined by AND at the top.
    pub rest: Bound,
    /// The speech clauses joined by AND at the top.
    pub speech: Option<SpeechCondition>,
}

/// Binds a query; without a tree, everything is asked for.
#[must_use]
pub fn bind(tree: Option<&Node>) -> BoundQuery {
    let conjuncts = tree.map_or(&[][..], Node::conjuncts);
    let (speech, rest) = part(conjuncts, true);
    BoundQuery { rest: Bound::And(rest), speech }
}

/// Parts conjuncts into the one condition on a speech and the rest, bound.
fn part(conjuncts: &[Node], sought: bool) -> (Option<SpeechCondition>, Vec<Bound>) {
    let (pure, mixed): (Vec<&Node>, Vec<&Node>) = conjuncts.iter().partition(|node| is_of_speech(node));
    let speech = (!pure.is_empty()).then(|| {
        let mut nodes: Vec<SpeechNode> = pure.into_iter().map(speech_node).collect();
        let speech = if nodes.len() == 1 { nodes.remove(0) } else { SpeechNode::And(nodes) };
        condition(speech, sought)
    });
    (speech, mixed.into_iter().map(|node| bound(node, sought)).collect())
}

fn condition(speech: SpeechNode, sought: bool) -> SpeechCondition {
    let of = if speech.holds_of_silence() { Quantity::Every } else { Quantity::One };
    SpeechCondition { speech, of, sought }
}

fn is_of_speech(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_of_speech),
        Node::Not(node) => is_of_speech(node),
        Node::Clause(clause) => clause.test.level() == Level::Speech,
    }
}

fn bound(node: &Node, sought: bool) -> Bound {
    if is_of_speech(node) {
        return Bound::Speech(condition(speech_node(node), sought));
    }
    match node {
        Node::And(nodes) => {
            let (speech, mut rest) = part(nodes, sought);
            rest.extend(speech.map(Bound::Speech));
            Bound::And(rest)
        }
        Node::Or(nodes) => Bound::Or(nodes.iter().map(|node| bound(node, sought)).collect()),
        Node::Not(node) => Bound::Not(Box::new(bound(node, !sought))),
        Node::Clause(clause) => leaf(&clause.test, sought),
    }
}

fn leaf(test: &Test, sought: bool) -> Bound {
    match test {
        Test::Words(words) => Bound::Words { words: words.clone(), sought },
        Test::Publisher(name) => Bound::Article(ArticleTest::Publisher(name.clone())),
        Test::Lang(code) => Bound::Article(ArticleTest::Lang(code.clone())),
        Test::Year(range) | Test::Date(range) => Bound::Article(ArticleTest::Date(*range)),
        Test::Month(month) => Bound::Article(ArticleTest::Month(*month)),
        Test::Undated => Bound::Article(ArticleTest::Undated),
        Test::Country(country) => Bound::Paragraph(ParagraphTest::Country(*country)),
        Test::Pair(pair) => Bound::Paragraph(ParagraphTest::Pair(*pair)),
        Test::Speaker(_) | Test::Kind(_) => unreachable!("speech clauses are bound as conditions"),
    }
}

fn speech_node(node: &Node) -> SpeechNode {
    match node {
        Node::And(nodes) => SpeechNode::And(nodes.iter().map(speech_node).collect()),
        Node::Or(nodes) => SpeechNode::Or(nodes.iter().map(speech_node).collect()),
        Node::Not(node) => SpeechNode::Not(Box::new(speech_node(node))),
        Node::Clause(clause) => match &clause.test {
            Test::Speaker(Who::Named(name)) => SpeechNode::Named(SoughtName::of(name)),
            Test::Speaker(Who::Key(key)) => SpeechNode::Key(key.clone()),
            Test::Kind(kind) => SpeechNode::Kind(*kind),
            _ => unreachable!("only pure speech trees come here"),
        },
    }
}

#[cfg(test)]
mod tests {
    //! Properties: which clauses become one condition, and of how many speeches it must hold.
    use super::*;
    use crate::query::parse;

    #[test]
    fn conditions_on_one_speech() {
        for (query, conditions) in [
            ("rail speaker:Kim kind:direct", "one"),
            ("rail speaker:Kim -kind:direct", "one"),
            ("-speaker:Kim -kind:direct", "every"),
            ("-speaker:Kim", "every"),
            ("speaker:Kim OR -kind:direct", "every"),
            ("(speaker:Kim rail) kind:direct", "one one"),
            ("(speaker:Kim kind:floor) kind:direct", "one"),
            ("rail OR -speaker:Kim", "every"),
            ("-(speaker:Kim rail)", "one"),
        ] {
            let BoundQuery { rest, speech } = bind(parse(query).tree.as_ref());
            let mut found: Vec<Quantity> = speech.map(|s| s.of).into_iter().collect();
            collect(&rest, &mut found);
            let words: Vec<&str> = found.iter().map(|q| if *q == Quantity::One { "one" } else { "every" }).collect();
            assert_eq!(words.join(" "), conditions, "{query}");
        }
    }

    fn collect(bound: &Bound, into: &mut Vec<Quantity>) {
        match bound {
            Bound::And(nodes) | Bound::Or(nodes) => nodes.iter().for_each(|node| collect(node, into)),
            Bound::Not(node) => collect(node, into),
            Bound::Speech(condition) => into.push(condition.of),
            Bound::Words { .. } | Bound::Article(_) | Bound::Paragraph(_) => {}
        }
    }
}
