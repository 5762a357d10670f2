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

use smol_str::SmolStr;

use crate::analyzer::{Form, Sequence, SpanQuery, Token, Unit, WordPattern, tokens, tokens_within};
use crate::annotate::{Country, CountryPair, Kind, PartialDate, People, PersonKey, SoughtName, SoughtPerson, Speech};
use crate::query::{
    Concept, DateRange, Find, Level, Manner, Near, Node, Order, PathPattern, Pattern, Scope, Subject, Test, TextField,
    Who, Words,
};

/// How much the other names of a concept count beside the words typed.
const NAME_WEIGHT: f32 = 0.6;

/// A tree whose leaves say what they read.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// All hold of the paragraph; of none, true.
    And(Vec<Bound>),
    /// At least one holds.
    Or(Vec<Bound>),
    /// Does not hold.
    Not(Box<Bound>),
    /// Words, denied ones too, read one paragraph or sentence; the title does not count.
    Within(Scope, Box<Bound>),
    /// Something stands in the title or a paragraph.
    Text(TextClause),
    /// Something stands in the title. It reads the title in every case, and chooses no passages.
    Title(SpanQuery),
    /// Something stands in title and paragraphs together at least this often.
    AtLeast(u32, SpanQuery),
    /// A field of the article.
    Article(ArticleTest),
    /// A country or pair of the paragraph or of its article.
    Paragraph(ParagraphTest),
    /// One condition on one speech.
    Speech(SpeechCondition),
}

/// Something that stands in a text of the article.
#[derive(Debug, Clone, PartialEq)]
pub struct TextClause {
    /// What.
    pub query: SpanQuery,
    /// The same as it is typed.
    pub text: SmolStr,
    /// Whether the title counts too.
    pub in_title: bool,
    /// Whether it stands under an even number of NOTs: then it chooses passages and is marked.
    pub sought: bool,
    /// How much it counts in the score.
    pub weight: f32,
}

/// A condition on an article's own fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArticleTest {
    /// What it is about.
    About(Subject),
    /// Its publisher, by name.
    Publisher(String),
    /// Its language.
    Lang(String),
    /// One of its paths.
    Path(PathPattern),
    /// A range that its date overlaps.
    Date(DateRange),
    /// Its row of the month facet.
    Month(PartialDate),
    /// It has no date.
    Undated,
    /// Its date was worked out.
    Derived,
    /// Another article told its story before.
    Copy,
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
    /// Something stands in a text of the speech.
    Text(SpeechText, SpanQuery),
}

/// The texts of a speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpeechText {
    /// What is said.
    Said,
    /// The office of who speaks.
    Role,
    /// For whom one speaks: the affiliation, else the name.
    Org,
}

impl SpeechText {
    /// The field of queries that asks for it.
    #[must_use]
    pub fn field(self) -> TextField {
        match self {
            Self::Said => TextField::Said,
            Self::Role => TextField::Role,
            Self::Org => TextField::Org,
        }
    }
}

impl SpeechNode {
    /// Whether it is true of a speech that stands in a paragraph's text.
    #[must_use]
    pub fn is_true_of(&self, speech: &Speech, text: &str, people: &People) -> bool {
        match self {
            Self::And(nodes) => nodes.iter().all(|node| node.is_true_of(speech, text, people)),
            Self::Or(nodes) => nodes.iter().any(|node| node.is_true_of(speech, text, people)),
            Self::Not(node) => !node.is_true_of(speech, text, people),
            Self::Named(None) => false,
            Self::Named(Some(name)) => speech.name.as_deref().is_some_and(|own| {
                let words = people.words(own);
                name.words().iter().all(|readings| readings.iter().any(|reading| words.contains(reading)))
            }),
            Self::Key(key) => speech.name.as_deref().is_some_and(|own| people.key(own) == *key),
            Self::Kind(kind) => speech.kind.answers(*kind),
            Self::Text(SpeechText::Said, query) => stands(query, &tokens_within(text, &speech.content)),
            Self::Text(SpeechText::Role, query) => {
                speech.role.as_deref().is_some_and(|role| stands(query, &tokens(role)))
            }
            Self::Text(SpeechText::Org, query) => speech.org().is_some_and(|org| stands(query, &tokens(org))),
        }
    }

    /// Whether it would hold of a speech that satisfies none of the clauses.
    fn holds_of_silence(&self) -> bool {
        match self {
            Self::And(nodes) => nodes.iter().all(Self::holds_of_silence),
            Self::Or(nodes) => nodes.iter().any(Self::holds_of_silence),
            Self::Not(node) => !node.holds_of_silence(),
            Self::Named(_) | Self::Key(_) | Self::Kind(_) | Self::Text(..) => false,
        }
    }
}

/// A whole query, bound. The speech clauses joined at the top are kept apart, since facets over
/// speeches count those speeches that satisfy them.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundQuery {
    /// Everything but the speech clauses joined by AND at the top.
    pub rest: Bound,
    /// The speech clauses joined by AND at the top.
    pub speech: Option<SpeechClauses>,
    /// Words that find nothing but score where they stand in what is found.
    pub also_ranked: Vec<TextClause>,
}

impl BoundQuery {
    /// The query with a bare word that only ranks, weighing so much.
    #[must_use]
    pub fn also_ranked_by(mut self, word: &str, weight: f32) -> Self {
        let query = row(word, Form::Stem);
        self.also_ranked.push(TextClause { query, text: word.into(), in_title: true, sought: true, weight });
        self
    }

    /// The patterns that words are looked for by, each once for every field it stands in.
    #[must_use]
    pub fn patterns(&self) -> Vec<(TextField, &WordPattern)> {
        let mut texts = Vec::new();
        let mut visit = |field, spans| texts.push((field, spans));
        self.rest.for_texts(&mut visit);
        if let Some(clauses) = &self.speech {
            clauses.holds.for_texts(&mut visit);
        }
        let mut patterns = Vec::new();
        for (field, spans) in texts {
            for unit in spans.units() {
                let Unit::Like(pattern) = unit else { continue };
                if !patterns.contains(&(field, pattern)) {
                    patterns.push((field, pattern));
                }
            }
        }
        patterns
    }

    /// Puts any of some words in place of patterns, where it is known which these are in a field.
    pub fn expand(&mut self, words: &dyn Fn(TextField, &WordPattern) -> Option<Vec<String>>) {
        let mut visit = |field, spans: &mut SpanQuery| spans.expand(&|pattern| words(field, pattern));
        self.rest.for_texts_mut(&mut visit);
        if let Some(clauses) = &mut self.speech {
            clauses.holds.for_texts_mut(&mut visit);
            clauses.each.for_texts_mut(&mut visit);
        }
    }
}

impl Bound {
    fn for_texts<'q>(&'q self, visit: &mut dyn FnMut(TextField, &'q SpanQuery)) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.for_texts(visit)),
            Self::Not(node) | Self::Within(_, node) => node.for_texts(visit),
            Self::Text(clause) => visit(TextField::Text, &clause.query),
            Self::Title(query) => visit(TextField::Title, query),
            Self::AtLeast(_, query) => visit(TextField::Text, query),
            Self::Speech(condition) => condition.speech.for_texts(visit),
            Self::Article(_) | Self::Paragraph(_) => {}
        }
    }

    fn for_texts_mut(&mut self, visit: &mut dyn FnMut(TextField, &mut SpanQuery)) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter_mut().for_each(|node| node.for_texts_mut(visit)),
            Self::Not(node) | Self::Within(_, node) => node.for_texts_mut(visit),
            Self::Text(clause) => visit(TextField::Text, &mut clause.query),
            Self::Title(query) => visit(TextField::Title, query),
            Self::AtLeast(_, query) => visit(TextField::Text, query),
            Self::Speech(condition) => condition.speech.for_texts_mut(visit),
            Self::Article(_) | Self::Paragraph(_) => {}
        }
    }
}

impl SpeechNode {
    fn for_texts<'q>(&'q self, visit: &mut dyn FnMut(TextField, &'q SpanQuery)) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.for_texts(visit)),
            Self::Not(node) => node.for_texts(visit),
            Self::Text(text, query) => visit(text.field(), query),
            Self::Named(_) | Self::Key(_) | Self::Kind(_) => {}
        }
    }

    fn for_texts_mut(&mut self, visit: &mut dyn FnMut(TextField, &mut SpanQuery)) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter_mut().for_each(|node| node.for_texts_mut(visit)),
            Self::Not(node) => node.for_texts_mut(visit),
            Self::Text(text, query) => visit(text.field(), query),
            Self::Named(_) | Self::Key(_) | Self::Kind(_) => {}
        }
    }
}

/// Speech clauses joined by AND.
#[derive(Debug, Clone, PartialEq)]
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
    let (speech, rest) = Binder { people }.part(conjuncts, Stand { sought: true, weight: 1.0 });
    BoundQuery { rest: Bound::And(rest), speech, also_ranked: Vec::new() }
}

/// Knows whom the user's names mean.
struct Binder<'a> {
    people: &'a People,
}

/// Where in the tree a node stands.
#[derive(Clone, Copy)]
struct Stand {
    /// Under an even number of NOTs.
    sought: bool,
    /// The product of the weights above.
    weight: f32,
}

impl Stand {
    fn denied(self) -> Self {
        Self { sought: !self.sought, ..self }
    }

    fn weighing(self, factor: f32) -> Self {
        Self { weight: self.weight * factor, ..self }
    }
}

impl Binder<'_> {
    /// Parts conjuncts into those on speeches and the rest, bound.
    fn part(&self, conjuncts: &[Node], stand: Stand) -> (Option<SpeechClauses>, Vec<Bound>) {
        let (pure, mixed): (Vec<&Node>, Vec<&Node>) = conjuncts.iter().partition(|node| is_of_speech(node));
        let speech = match pure[..] {
            [] => None,
            [alone] => Some(SpeechClauses { holds: self.bound(alone, stand), each: self.speech_node(alone) }),
            _ => {
                let each = SpeechNode::And(pure.into_iter().map(|node| self.speech_node(node)).collect());
                Some(SpeechClauses { holds: Bound::Speech(condition(each.clone(), stand.sought)), each })
            }
        };
        (speech, mixed.into_iter().map(|node| self.bound(node, stand)).collect())
    }

    fn bound(&self, node: &Node, stand: Stand) -> Bound {
        match node {
            Node::And(nodes) => {
                let (speech, mut rest) = self.part(nodes, stand);
                rest.extend(speech.map(|clauses| clauses.holds));
                Bound::And(rest)
            }
            Node::Or(nodes) => Bound::Or(nodes.iter().map(|node| self.bound(node, stand)).collect()),
            Node::Not(node) => Bound::Not(Box::new(self.bound(node, stand.denied()))),
            Node::Within(_, inner) if is_of_speech(inner) => self.bound(inner, stand),
            Node::Within(scope, inner) => Bound::Within(*scope, Box::new(self.bound(inner, stand))),
            Node::Boost(inner, weight) => self.bound(inner, stand.weighing(weight.factor())),
            Node::Clause(clause) if clause.test.level() == Level::Speech => {
                Bound::Speech(condition(self.speech_node(node), stand.sought))
            }
            Node::Clause(clause) => leaf(&clause.test, stand),
        }
    }

    fn speech_node(&self, node: &Node) -> SpeechNode {
        match node {
            Node::And(nodes) => SpeechNode::And(nodes.iter().map(|node| self.speech_node(node)).collect()),
            Node::Or(nodes) => SpeechNode::Or(nodes.iter().map(|node| self.speech_node(node)).collect()),
            Node::Not(node) => SpeechNode::Not(Box::new(self.speech_node(node))),
            Node::Within(_, node) | Node::Boost(node, _) => self.speech_node(node),
            Node::Clause(clause) => match &clause.test {
                Test::Speaker(Who::Named(name)) => match self.people.sought(name) {
                    Some(SoughtPerson::Key(key)) => SpeechNode::Key(key),
                    Some(SoughtPerson::Words(words)) => SpeechNode::Named(Some(words)),
                    None => SpeechNode::Named(None),
                },
                Test::Speaker(Who::Key(key)) => SpeechNode::Key(key.clone()),
                Test::Kind(kind) => SpeechNode::Kind(*kind),
                Test::Text(TextField::Said, find) => in_speech(SpeechText::Said, find),
                Test::Text(TextField::Role, find) => in_speech(SpeechText::Role, find),
                Test::Text(TextField::Org, find) => in_speech(SpeechText::Org, find),
                _ => unreachable!("only pure speech trees come here"),
            },
        }
    }
}

/// Something in a text of a speech; the names of a concept stand beside the typed words.
fn in_speech(text: SpeechText, find: &Find) -> SpeechNode {
    match find {
        Find::Concept(Concept { typed, names }) => {
            let one = |query| SpeechNode::Text(text, query);
            let typed = SpeechNode::And(typed.iter().map(|word| one(row(word, Form::Stem))).collect());
            let names = names.iter().map(|name| one(row(&name.text, form(name.manner))));
            SpeechNode::Or(std::iter::once(typed).chain(names).collect())
        }
        find => SpeechNode::Text(text, span_query(find)),
    }
}

/// What is looked for, in tokens.
#[must_use]
pub fn span_query(find: &Find) -> SpanQuery {
    match find {
        Find::Words(Words { text, manner }) => row(text, form(*manner)),
        Find::Sloppy(text, slop) => match Sequence::of(text, Form::Exact) {
            Some(sequence) => SpanQuery::Sloppy(sequence, u32::from(*slop)),
            None => SpanQuery::Any(Vec::new()),
        },
        Find::Pattern(pattern) => match word_pattern(pattern) {
            Some(pattern) => SpanQuery::Row(Sequence::like(pattern)),
            None => SpanQuery::Any(Vec::new()),
        },
        Find::Any(finds) => SpanQuery::Any(finds.iter().map(span_query).collect()),
        Find::Near(near) => {
            let Near { left, right, distance, order } = &**near;
            SpanQuery::Near {
                left: Box::new(span_query(left)),
                right: Box::new(span_query(right)),
                distance: u32::from(*distance),
                in_order: *order == Order::Typed,
            }
        }
        // Within nearness a name stands for itself; the parser makes concepts of whole clauses only.
        Find::Concept(Concept { typed, names }) => {
            let typed = row(&typed.join(" "), Form::Stem);
            SpanQuery::Any(
                std::iter::once(typed).chain(names.iter().map(|name| row(&name.text, form(name.manner)))).collect(),
            )
        }
    }
}

fn row(text: &str, form: Form) -> SpanQuery {
    Sequence::of(text, form).map_or(SpanQuery::Any(Vec::new()), SpanQuery::Row)
}

fn form(manner: Manner) -> Form {
    match manner {
        Manner::Bare => Form::Stem,
        Manner::Exact => Form::Exact,
        Manner::Cased => Form::Cased,
    }
}

/// A pattern ready to match; `None` for a regular expression that is none, of which the parser complains.
fn word_pattern(pattern: &Pattern) -> Option<WordPattern> {
    Some(match pattern {
        Pattern::Prefix(start) => WordPattern::prefix(start),
        Pattern::Wildcard(shape) => WordPattern::wildcard(shape),
        Pattern::Fuzzy(word, distance) => WordPattern::fuzzy(word, *distance),
        Pattern::Regex(expression) => return WordPattern::regex(expression).ok(),
    })
}

fn stands(query: &SpanQuery, row: &[Token]) -> bool {
    !query.stretches_in(row).is_empty()
}

fn condition(speech: SpeechNode, sought: bool) -> SpeechCondition {
    let of = if speech.holds_of_silence() { Quantity::Every } else { Quantity::One };
    SpeechCondition { speech, of, sought }
}

fn is_of_speech(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_of_speech),
        Node::Not(node) | Node::Within(_, node) | Node::Boost(node, _) => is_of_speech(node),
        Node::Clause(clause) => clause.test.level() == Level::Speech,
    }
}

fn leaf(test: &Test, stand: Stand) -> Bound {
    match test {
        Test::Text(field, find) => text(*field, find, stand),
        Test::AtLeast(count, find) => Bound::AtLeast(u32::from(*count), span_query(find)),
        Test::About(subject) => Bound::Article(ArticleTest::About(*subject)),
        Test::Publisher(name) => Bound::Article(ArticleTest::Publisher(name.clone())),
        Test::Lang(code) => Bound::Article(ArticleTest::Lang(code.clone())),
        Test::Path(pattern) => Bound::Article(ArticleTest::Path(pattern.clone())),
        Test::Year(range) | Test::Date(range) => Bound::Article(ArticleTest::Date(*range)),
        Test::Month(month) => Bound::Article(ArticleTest::Month(*month)),
        Test::Undated => Bound::Article(ArticleTest::Undated),
        Test::Derived => Bound::Article(ArticleTest::Derived),
        Test::Copy => Bound::Article(ArticleTest::Copy),
        Test::Country(country) => Bound::Paragraph(ParagraphTest::Country(*country)),
        Test::Pair(pair) => Bound::Paragraph(ParagraphTest::Pair(*pair)),
        Test::Speaker(_) | Test::Kind(_) => unreachable!("speech clauses are bound as conditions"),
    }
}

/// A clause on the article's texts; the names of a concept stand beside the typed words, each for itself.
fn text(field: TextField, find: &Find, stand: Stand) -> Bound {
    let one = |query: SpanQuery, text: &str, stand: Stand| match field {
        TextField::Title => Bound::Title(query),
        TextField::Anywhere | TextField::Text => Bound::Text(TextClause {
            query,
            text: text.into(),
            in_title: field == TextField::Anywhere,
            sought: stand.sought,
            weight: stand.weight,
        }),
        TextField::Said | TextField::Role | TextField::Org => unreachable!("speech clauses are bound as conditions"),
    };
    match find {
        Find::Concept(Concept { typed, names }) => {
            let typed = Bound::And(typed.iter().map(|word| one(row(word, Form::Stem), word, stand)).collect());
            let named = stand.weighing(NAME_WEIGHT);
            let names = names.iter().map(|name| one(row(&name.text, form(name.manner)), &name.text, named));
            Bound::Or(std::iter::once(typed).chain(names).collect())
        }
        find => one(span_query(find), &find.to_string(), stand),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: which clauses become one condition, and of how many speeches it must hold; every pattern can be expanded.
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
            let BoundQuery { rest, speech, .. } =
                bind(parse(query, jiff::civil::date(2017, 8, 24)).tree.as_ref(), &People::default());
            let mut found = Vec::new();
            collect(&rest, &mut found);
            speech.iter().for_each(|clauses| collect(&clauses.holds, &mut found));
            let words: Vec<&str> = found.iter().map(|q| if *q == Quantity::One { "one" } else { "every" }).collect();
            assert_eq!(words.join(" "), conditions, "{query}");
        }
    }

    #[test]
    fn every_pattern_can_be_expanded() {
        for query in [
            "port* title:port* text:port* said:port* role:port* org:port*",
            "-(rail OR port*) (said:port* OR -role:port*)",
            "rail (port* w/3 (belt OR /ports?/)) speaker:Kim -said:port*",
            "paragraph:(rail port*) sentence:(port~1 rail) atleast2(p?rt)",
        ] {
            let mut query = bind(parse(query, jiff::civil::date(2017, 8, 24)).tree.as_ref(), &People::default());
            assert!(!query.patterns().is_empty(), "{query:?}");
            query.expand(&|_, _| Some(vec!["port".to_owned()]));
            assert!(!format!("{query:?}").contains("Like("), "{query:?}");
        }
    }

    fn collect(bound: &Bound, into: &mut Vec<Quantity>) {
        match bound {
            Bound::And(nodes) | Bound::Or(nodes) => nodes.iter().for_each(|node| collect(node, into)),
            Bound::Not(node) | Bound::Within(_, node) => collect(node, into),
            Bound::Speech(condition) => into.push(condition.of),
            Bound::Text(_) | Bound::Title(_) | Bound::AtLeast(..) | Bound::Article(_) | Bound::Paragraph(_) => {}
        }
    }
}
