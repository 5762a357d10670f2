//! What each part of a tree reads, settled once for every engine.
//!
//! A bound tree is true or false of a paragraph. Its leaves say what they read: words of the article
//! (and whether they are *sought*, that is, under an even number of NOTs), the article's own fields,
//! the paragraph's countries and pairs, or one condition on one and the same speech.
//!
//! Speech clauses joined by AND, with OR and NOT purely among them, are one [`SpeechCondition`] on one
//! and the same speech. A condition that a paragraph without speech would satisfy (all its clauses are
//! denied) must hold of every speech; any other must hold of one. Clauses joined by OR alone, or denied
//! alone, stand for themselves: otherwise a further alternative could lose articles.

use crate::annotate::{Country, CountryPair, Kind, PartialDate, People, PersonKey, SoughtName, SoughtPerson};
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
    pub speech: Option<SpeechClauses>,
}

/// Speech clauses joined by AND.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechClauses {
    /// Of which paragraphs they are true.
    pub holds: Bound,
    /// What a speech must satisfy for one more clause on it to be true with them.
    pub each: SpeechNode,
}

impl SpeechClauses {
    /// Whether one more clause on the speech can find articles of which they are not true by themselves:
    /// where something is denied alone, the further clause joins it, and asks for one speech instead of
    /// all of them.
    #[must_use]
    pub fn can_find_more(&self) -> bool {
        fn asks_for_one(bound: &Bound) -> bool {
            match bound {
                Bound::Speech(condition) => condition.of == Quantity::One,
                Bound::Or(nodes) => nodes.iter().all(asks_for_one),
                Bound::And(nodes) => matches!(&nodes[..], [alone] if asks_for_one(alone)),
                _ => false,
            }
        }
        !asks_for_one(&self.holds)
    }
}

/// Binds a query; without a tree, everything is asked for. `people` are the user's, as the index holds them.
#[must_use]
pub fn bind(tree: Option<&Node>, people: &People) -> BoundQuery {
    let conjuncts = tree.map_or(&[][..], Node::conjuncts);
    let (speech, rest) = Binder { people }.part(conjuncts, true);
    BoundQuery { rest: Bound::And(rest), speech }
}

/// Knows whom the user's names mean.
struct Binder<'a> {
    people: &'a People,
}

impl Binder<'_> {
    /// Parts conjuncts into those on speeches and the rest, bound.
    fn part(&self, conjuncts: &[Node], sought: bool) -> (Option<SpeechClauses>, Vec<Bound>) {
        let (pure, mixed): (Vec<&Node>, Vec<&Node>) = conjuncts.iter().partition(|node| is_of_speech(node));
        let speech = match pure[..] {
            [] => None,
            [alone] => Some(SpeechClauses { holds: self.bound(alone, sought), each: self.speech_node(alone) }),
            _ => {
                let each = SpeechNode::And(pure.into_iter().map(|node| self.speech_node(node)).collect());
                Some(SpeechClauses { holds: Bound::Speech(condition(each.clone(), sought)), each })
            }
        };
        (speech, mixed.into_iter().map(|node| self.bound(node, sought)).collect())
    }

    fn bound(&self, node: &Node, sought: bool) -> Bound {
        match node {
            Node::And(nodes) => {
                let (speech, mut rest) = self.part(nodes, sought);
                rest.extend(speech.map(|clauses| clauses.holds));
                Bound::And(rest)
            }
            Node::Or(nodes) => Bound::Or(nodes.iter().map(|node| self.bound(node, sought)).collect()),
            Node::Not(node) => Bound::Not(Box::new(self.bound(node, !sought))),
            Node::Clause(clause) if clause.test.level() == Level::Speech => {
                Bound::Speech(condition(self.speech_node(node), sought))
            }
            Node::Clause(clause) => leaf(&clause.test, sought),
        }
    }

    fn speech_node(&self, node: &Node) -> SpeechNode {
        match node {
            Node::And(nodes) => SpeechNode::And(nodes.iter().map(|node| self.speech_node(node)).collect()),
            Node::Or(nodes) => SpeechNode::Or(nodes.iter().map(|node| self.speech_node(node)).collect()),
            Node::Not(node) => SpeechNode::Not(Box::new(self.speech_node(node))),
            Node::Clause(clause) => match &clause.test {
                Test::Speaker(Who::Named(name)) => match self.people.sought(name) {
                    Some(SoughtPerson::Key(key)) => SpeechNode::Key(key),
                    Some(SoughtPerson::Words(words)) => SpeechNode::Named(Some(words)),
                    None => SpeechNode::Named(None),
                },
                Test::Speaker(Who::Key(key)) => SpeechNode::Key(key.clone()),
                Test::Kind(kind) => SpeechNode::Kind(*kind),
                _ => unreachable!("only pure speech trees come here"),
            },
        }
    }
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
            ("-speaker:Kim", "one"),
            ("speaker:Kim OR -kind:direct", "one one"),
            ("rail (speaker:Kim OR -kind:direct)", "one one"),
            ("kind:floor (speaker:Kim OR -kind:direct)", "one"),
            ("(speaker:Kim rail) kind:direct", "one one"),
            ("(speaker:Kim kind:floor) kind:direct", "one"),
            ("rail OR -speaker:Kim", "one"),
            ("-(speaker:Kim rail)", "one"),
        ] {
            let BoundQuery { rest, speech } = bind(parse(query).tree.as_ref(), &People::default());
            let mut found = Vec::new();
            collect(&rest, &mut found);
            speech.iter().for_each(|clauses| collect(&clauses.holds, &mut found));
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
