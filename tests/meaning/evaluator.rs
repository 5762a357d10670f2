//! What a search means, said without any engine: the judge of the engines.
//!
//! It walks annotated articles paragraph by paragraph as the page on meaning has it, slowly and
//! plainly. It shares with the engines the tree, the analysis of text into tokens and the keys of
//! names; nothing of how they find, choose, count or mark. What stands where in one text is said in
//! `text`, facet rows in `facets`.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use onrecord::annotate::{AnnotatedArticle, AnnotatedParagraph, Basis, Country, Kind, People, SoughtPerson, Speech};
use onrecord::engine::keys;
use onrecord::query::{Concept, Find, Level, Manner, Node, PathPattern, Scope, Subject, Test, TextField, Who, Words};
use onrecord::span::{CharIndex, Span};

use crate::text::{self, Match, Row, row, row_within};

/// An article with every path it is filed under.
#[derive(Debug, Clone)]
pub struct Filed {
    pub article: AnnotatedArticle,
    pub paths: Vec<String>,
    /// The story it tells, where others may tell it, too.
    pub story: Option<u64>,
}

impl Filed {
    /// What decides which of two articles of a story is the earlier: undated ones are the later.
    fn age(&self) -> (bool, Option<jiff::civil::Date>, &str) {
        let date = keys::effective_date(&self.article).map(|date| date.first_day());
        (date.is_none(), date, self.article.id.as_str())
    }
}

/// What an article shows: passage by passage, the marks and the speeches that answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub title_marks: Vec<Span>,
    pub passages: BTreeMap<u32, (Vec<Span>, Vec<usize>)>,
}

/// Found articles by id, with what each shows.
pub type Judged = BTreeMap<String, Shown>;

/// Says what queries find among some articles, and remembers what stands where in them.
pub struct Judge<'a> {
    pub articles: &'a [Filed],
    pub people: &'a People,
    memo: RefCell<Memo>,
}

/// How many things looked for are remembered: a query has fewer.
const FINDS_MAX: usize = 48;

#[derive(Default)]
struct Memo {
    finds: Vec<Find>,
    /// By thing looked for and row.
    matches: HashMap<(usize, usize), Rc<Vec<Match>>>,
    /// By thing looked for and article: how often it stands in the title, and in the paragraphs.
    counts: HashMap<(usize, String), (usize, usize)>,
}

/// How a node is read where it stands in the tree, for one paragraph.
#[derive(Clone, Copy)]
pub struct Stand<'p> {
    filed: &'p Filed,
    paragraph: &'p AnnotatedParagraph,
    /// Whether words sought are read in the paragraph alone.
    narrow: bool,
    /// Whether an even number of NOTs stand above.
    even: bool,
    /// What words are brought down to, if to anything.
    within: Option<Bound>,
}

/// What words are brought down to.
#[derive(Clone, Copy)]
enum Bound {
    Paragraph,
    /// The first and last position of a sentence.
    Sentence((u32, u32)),
}

impl<'a> Judge<'a> {
    pub fn new(articles: &'a [Filed], people: &'a People) -> Self {
        Self { articles, people, memo: RefCell::default() }
    }

    /// Finds what a tree finds.
    pub fn find(&self, tree: Option<&Node>) -> Judged {
        let shown = |filed: &Filed| {
            let passages = self.passages(filed, tree);
            (!passages.is_empty()).then(|| (filed.article.id.to_string(), self.shown(filed, tree, &passages)))
        };
        self.articles.iter().filter_map(shown).collect()
    }

    fn shown(&self, filed: &Filed, tree: Option<&Node>, passages: &[u32]) -> Shown {
        let passage = |&p: &u32| {
            let paragraph = &filed.article.paragraphs[p as usize];
            (p, (self.paragraph_marks(paragraph, tree), self.answering(paragraph, tree)))
        };
        let title_marks = filed.article.title.as_deref().map(|title| self.title_marks(title, tree));
        Shown { title_marks: title_marks.unwrap_or_default(), passages: passages.iter().map(passage).collect() }
    }

    /// The articles of one story with another, the earliest first.
    pub fn told_with(&self, filed: &Filed) -> Vec<&Filed> {
        let same = self.articles.iter().filter(|other| other.story.is_some() && other.story == filed.story);
        let mut same: Vec<&Filed> = same.collect();
        same.sort_by(|a, b| a.age().cmp(&b.age()));
        same
    }

    /// Whether a tree is true of any paragraph of an article.
    pub fn is_found(&self, filed: &Filed, tree: &Node) -> bool {
        filed.article.paragraphs.iter().any(|p| self.is_true(tree, filed, p, false))
    }

    fn is_true(&self, tree: &Node, filed: &Filed, paragraph: &AnnotatedParagraph, narrow: bool) -> bool {
        self.holds(tree, Stand { filed, paragraph, narrow, even: true, within: None })
    }

    /// The paragraphs an article shows; none if it is not found.
    fn passages(&self, filed: &Filed, tree: Option<&Node>) -> Vec<u32> {
        let all = || filed.article.paragraphs.iter();
        let ordinals = |paragraphs: Vec<&AnnotatedParagraph>| paragraphs.iter().map(|p| p.ordinal).collect();
        let Some(tree) = tree else { return ordinals(all().collect()) };
        let truth: Vec<&AnnotatedParagraph> = all().filter(|p| self.is_true(tree, filed, p, false)).collect();
        let sought = sought(tree);
        if sought.is_empty() {
            return ordinals(truth);
        }
        let narrow: Vec<&AnnotatedParagraph> = all().filter(|p| self.is_true(tree, filed, p, true)).collect();
        if !narrow.is_empty() {
            return ordinals(narrow);
        }
        let telling: Vec<&Find> = sought.iter().map(|(_, find)| find).filter(|find| !text::is_stop(find)).collect();
        let telling = if telling.is_empty() { sought.iter().map(|(_, find)| find).collect() } else { telling };
        let holds_one = |p: &&AnnotatedParagraph| telling.iter().any(|find| self.stands_in(find, &p.text));
        let holding: Vec<&AnnotatedParagraph> = truth.iter().copied().filter(holds_one).collect();
        if !holding.is_empty() {
            return ordinals(holding);
        }
        let speaking: Vec<&AnnotatedParagraph> =
            truth.iter().copied().filter(|p| !self.answering(p, Some(tree)).is_empty()).collect();
        if !speaking.is_empty() {
            return ordinals(speaking);
        }
        if truth.first().is_some_and(|p| p.ordinal == 0) {
            return vec![0];
        }
        ordinals(truth)
    }

    fn holds(&self, node: &Node, stand: Stand<'_>) -> bool {
        match node {
            Node::And(nodes) => {
                let (speech, rest): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| is_of_speech(node));
                let spoken = match speech[..] {
                    // One alone is joined with none: it stands for itself.
                    [alone] => self.holds(alone, stand),
                    _ => self.speech_holds(&speech, stand.paragraph),
                };
                spoken && rest.into_iter().all(|node| self.holds(node, stand))
            }
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, stand)),
            Node::Not(node) => !self.holds(node, Stand { even: !stand.even, ..stand }),
            Node::Within(Scope::Paragraph, node) => self.holds(node, Stand { within: Some(Bound::Paragraph), ..stand }),
            // Words that are brought down to a sentence already are read in that one.
            Node::Within(Scope::Sentence, node) if matches!(stand.within, Some(Bound::Sentence(_))) => {
                self.holds(node, stand)
            }
            Node::Within(Scope::Sentence, node) => row(&stand.paragraph.text)
                .sentences()
                .into_iter()
                .any(|sentence| self.holds(node, Stand { within: Some(Bound::Sentence(sentence)), ..stand })),
            Node::Boost(node, _) => self.holds(node, stand),
            Node::Clause(clause) => self.clause_holds(&clause.test, node, stand),
        }
    }

    fn clause_holds(&self, test: &Test, node: &Node, stand: Stand<'_>) -> bool {
        let (Filed { article, paths, .. }, p) = (stand.filed, stand.paragraph);
        match test {
            _ if is_of_speech(node) => self.speech_holds(&[node], p),
            Test::Text(field, Find::Concept(concept)) => self.holds(&spelt_out(*field, concept), stand),
            Test::Text(field, find) => self.text_holds(*field, find, stand),
            Test::AtLeast(count, find) => {
                let (title, paragraphs) = self.counts(find, article);
                title + paragraphs >= usize::from(*count)
            }
            Test::About(Subject::Pair(pair)) => article.pairs.contains(pair),
            Test::About(Subject::Country(country)) => {
                let sides = article.pairs.iter().flat_map(|pair| [pair.first(), pair.second()]);
                article.countries.iter().copied().chain(sides).any(|about| about == *country)
            }
            Test::Publisher(name) => {
                article.publisher.as_deref().is_some_and(|own| keys::publisher(own) == keys::publisher(name))
            }
            Test::Lang(code) => article.lang.as_deref() == Some(code),
            Test::Path(pattern) => paths.iter().any(|path| path_fits(path, pattern)),
            Test::Year(range) | Test::Date(range) => keys::effective_date(article).is_some_and(|d| range.overlaps(d)),
            Test::Month(month) => keys::effective_date(article).is_some_and(|d| keys::month(d) == month.to_string()),
            Test::Undated => keys::effective_date(article).is_none(),
            Test::Derived => keys::dating(article).is_some_and(|date| date.basis == Basis::Derived),
            Test::Copy => {
                let first = self.told_with(stand.filed).first().map(|first| first.article.id.clone());
                first.is_some_and(|first| first != article.id)
            }
            Test::Country(country) => countries(article, p).contains(country),
            Test::Pair(pair) => p.pairs.contains(pair) || article.pairs.contains(pair),
            Test::Speaker(_) | Test::Kind(_) => unreachable!("these are of speech"),
        }
    }

    /// Whether something stands where it is to be read: title, article, paragraph or sentence.
    fn text_holds(&self, field: TextField, find: &Find, stand: Stand<'_>) -> bool {
        let here = &stand.paragraph.text;
        let (in_title, in_paragraphs) = self.counts(find, &stand.filed.article);
        match (field, stand.within) {
            (TextField::Title, _) => in_title > 0,
            (_, Some(Bound::Paragraph)) => self.stands_in(find, here),
            (_, Some(Bound::Sentence(sentence))) => text::any_within(&self.matches(find, &row(here)), sentence),
            (_, None) if stand.narrow && stand.even => self.stands_in(find, here),
            (TextField::Anywhere, None) => in_title + in_paragraphs > 0,
            (TextField::Text, None) => in_paragraphs > 0,
            (TextField::Said | TextField::Role | TextField::Org, None) => unreachable!("these are of speech"),
        }
    }

    /// How often something stands in the title of an article and in its paragraphs.
    fn counts(&self, find: &Find, article: &AnnotatedArticle) -> (usize, usize) {
        let key = (self.id_of(find), article.id.to_string());
        if let Some(&known) = self.memo.borrow().counts.get(&key) {
            return known;
        }
        let count = |text: &str| text::count(&self.matches(find, &row(text)));
        let title = article.title.as_deref().map_or(0, count);
        let counts = (title, article.paragraphs.iter().map(|p| count(&p.text)).sum());
        self.memo.borrow_mut().counts.insert(key, counts);
        counts
    }

    /// Whether something stands in a text, anywhere in it.
    fn stands_in(&self, find: &Find, text: &str) -> bool {
        !self.matches(find, &row(text)).is_empty()
    }

    fn matches(&self, find: &Find, row: &Row) -> Rc<Vec<Match>> {
        let key = (self.id_of(find), row.serial);
        if let Some(known) = self.memo.borrow().matches.get(&key) {
            return known.clone();
        }
        let found = Rc::new(text::matches(find, row));
        self.memo.borrow_mut().matches.insert(key, found.clone());
        found
    }

    fn id_of(&self, find: &Find) -> usize {
        let mut memo = self.memo.borrow_mut();
        if let Some(id) = memo.finds.iter().position(|known| known == find) {
            return id;
        }
        if memo.finds.len() == FINDS_MAX {
            *memo = Memo::default();
        }
        memo.finds.push(find.clone());
        memo.finds.len() - 1
    }

    /// Whether a speaker of this name is meant.
    fn is_person(&self, name: &str, who: &Who) -> bool {
        match who {
            Who::Key(key) => self.people.key(name) == *key,
            Who::Named(typed) => match self.people.sought(typed) {
                None => false,
                Some(SoughtPerson::Key(key)) => self.people.key(name) == key,
                Some(SoughtPerson::Words(sought)) => {
                    let words = self.people.words(name);
                    sought.words().iter().all(|readings| readings.iter().any(|reading| words.contains(reading)))
                }
            },
        }
    }

    /// One condition on one and the same speech. If silence would satisfy it, it denies: no speech may break it.
    fn speech_holds(&self, conjuncts: &[&Node], p: &AnnotatedParagraph) -> bool {
        let holds_of = |speech: Option<&Speech>| conjuncts.iter().all(|node| self.of_speech(node, p, speech));
        if holds_of(None) {
            p.speakers.iter().all(|speech| holds_of(Some(speech)))
        } else {
            p.speakers.iter().any(|speech| holds_of(Some(speech)))
        }
    }

    /// Whether a tree of speech clauses is true of a speech, or of silence, which satisfies no clause.
    pub fn of_speech(&self, node: &Node, p: &AnnotatedParagraph, speech: Option<&Speech>) -> bool {
        match node {
            Node::And(nodes) => nodes.iter().all(|node| self.of_speech(node, p, speech)),
            Node::Or(nodes) => nodes.iter().any(|node| self.of_speech(node, p, speech)),
            Node::Not(node) => !self.of_speech(node, p, speech),
            Node::Within(_, node) | Node::Boost(node, _) => self.of_speech(node, p, speech),
            Node::Clause(clause) => {
                let Some(speech) = speech else { return false };
                match &clause.test {
                    Test::Kind(kind) => {
                        let either = [Kind::Direct, Kind::Indirect].contains(kind);
                        speech.kind == *kind || speech.kind == Kind::Mixed && either
                    }
                    Test::Speaker(who) => speech.name.as_deref().is_some_and(|name| self.is_person(name, who)),
                    Test::Text(field, Find::Concept(concept)) => {
                        self.of_speech(&spelt_out(*field, concept), p, Some(speech))
                    }
                    Test::Text(TextField::Said, find) => {
                        !self.matches(find, &row_within(&p.text, &speech.content)).is_empty()
                    }
                    Test::Text(TextField::Role, find) => {
                        speech.role.as_deref().is_some_and(|role| self.stands_in(find, role))
                    }
                    Test::Text(TextField::Org, find) => {
                        let org = speech.affiliation.as_deref().or(speech.name.as_deref());
                        org.is_some_and(|org| self.stands_in(find, org))
                    }
                    _ => unreachable!("only speech clauses come here"),
                }
            }
        }
    }

    /// The speeches of a paragraph that satisfy a condition which asks for one, under an even number of NOTs.
    fn answering(&self, p: &AnnotatedParagraph, tree: Option<&Node>) -> Vec<usize> {
        let conditions = conditions(tree);
        let answers = |speech: &Speech| conditions.iter().any(|condition| self.answers(condition, p, speech));
        p.speakers.iter().enumerate().filter(|(_, speech)| answers(speech)).map(|(at, _)| at).collect()
    }

    fn answers(&self, condition: &[&Node], p: &AnnotatedParagraph, speech: &Speech) -> bool {
        let all = |speech| condition.iter().all(|node| self.of_speech(node, p, speech));
        !all(None) && all(Some(speech))
    }

    fn title_marks(&self, title: &str, tree: Option<&Node>) -> Vec<Span> {
        let sought = tree.map(sought).unwrap_or_default();
        let read = sought.iter().filter(|(field, _)| *field == TextField::Anywhere);
        joined(title, read.flat_map(|(_, find)| self.marks(find, &row(title))).collect())
    }

    fn paragraph_marks(&self, p: &AnnotatedParagraph, tree: Option<&Node>) -> Vec<Span> {
        let sought = tree.map(sought).unwrap_or_default();
        let mut marks: Vec<Range<usize>> =
            sought.iter().flat_map(|(_, find)| self.marks(find, &row(&p.text))).collect();
        for condition in conditions(tree) {
            let said = said(&condition);
            for speech in p.speakers.iter().filter(|speech| self.answers(&condition, p, speech)) {
                let row = row_within(&p.text, &speech.content);
                marks.extend(said.iter().flat_map(|find| self.marks(find, &row)));
            }
        }
        joined(&p.text, marks)
    }

    /// What of a text is marked for one thing looked for: the words of every place where it stands.
    fn marks(&self, find: &Find, row: &Row) -> Vec<Range<usize>> {
        self.matches(find, row).iter().flat_map(|found| found.words.clone()).collect()
    }
}

/// The spans of a text that ranges of it cover; those that overlap are one.
fn joined(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Span> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    let index = CharIndex::new(text);
    joined.into_iter().map(|range| index.span(range)).collect()
}

/// The clauses that a concept stands for: all words typed, or one of the names as a phrase.
pub fn spelt_out(field: TextField, Concept { typed, names }: &Concept) -> Node {
    let typed = Node::all(typed.iter().map(|word| Test::Text(field, bare(word)).into()).collect());
    let names = names.iter().map(|name| Test::Text(field, Find::Words(name.clone())).into());
    Node::any(typed.into_iter().chain(names).collect()).expect("a concept has words")
}

fn bare(word: &str) -> Find {
    Find::Words(Words { text: word.to_owned(), manner: Manner::Bare })
}

/// The countries of a paragraph: those it mentions, those its article is about, and the sides of their pairs.
pub fn countries(article: &AnnotatedArticle, p: &AnnotatedParagraph) -> Vec<Country> {
    let pairs = p.pairs.iter().chain(&article.pairs).flat_map(|pair| [pair.first(), pair.second()]);
    p.countries.iter().chain(&article.countries).copied().chain(pairs).collect()
}

/// Whether a path has the shape asked for, or lies in the folder.
fn path_fits(path: &str, PathPattern(pattern): &PathPattern) -> bool {
    let (path, pattern) = (path.to_lowercase(), pattern.to_lowercase());
    if !pattern.contains('*') {
        let named = pattern.strip_suffix('/').unwrap_or(&pattern);
        return path == named || path.strip_prefix(named).is_some_and(|rest| rest.starts_with('/'));
    }
    // `?` stands for itself in a path.
    let letters = |text: &str| text.replace('?', "\u{0}").chars().collect::<Vec<char>>();
    text::has_shape(&letters(&path), &letters(&pattern))
}

pub fn is_of_speech(node: &Node) -> bool {
    node.clauses().iter().all(|clause| clause.test.level() == Level::Speech)
}

/// The conditions on speeches that stand under an even number of NOTs, each as its conjuncts.
fn conditions(tree: Option<&Node>) -> Vec<Vec<&Node>> {
    let mut conditions = Vec::new();
    if let Some(tree) = tree {
        conditions_of(tree, true, &mut conditions);
    }
    conditions
}

fn conditions_of<'n>(node: &'n Node, even: bool, into: &mut Vec<Vec<&'n Node>>) {
    match node {
        Node::And(nodes) => {
            let (speech, rest): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| is_of_speech(node));
            match speech[..] {
                [alone] => conditions_of(alone, even, into),
                _ if even => into.push(speech),
                _ => {}
            }
            rest.into_iter().for_each(|node| conditions_of(node, even, into));
        }
        Node::Or(nodes) => nodes.iter().for_each(|node| conditions_of(node, even, into)),
        Node::Not(node) => conditions_of(node, !even, into),
        Node::Within(_, node) | Node::Boost(node, _) => conditions_of(node, even, into),
        Node::Clause(_) if even && is_of_speech(node) => into.push(vec![node]),
        Node::Clause(_) => {}
    }
}

/// What stands in texts under an even number of NOTs within these nodes; of a concept, each word and name.
fn affirmed(nodes: &[&Node], even: bool, into: &mut Vec<(TextField, Find)>) {
    for node in nodes {
        match node {
            Node::And(nodes) | Node::Or(nodes) => affirmed(&nodes.iter().collect::<Vec<_>>(), even, into),
            Node::Not(node) => affirmed(&[node], !even, into),
            Node::Within(_, node) | Node::Boost(node, _) => affirmed(&[node], even, into),
            Node::Clause(clause) => match &clause.test {
                Test::Text(field, Find::Concept(Concept { typed, names })) if even => {
                    into.extend(typed.iter().map(|word| (*field, bare(word))));
                    into.extend(names.iter().map(|name| (*field, Find::Words(name.clone()))));
                }
                Test::Text(field, find) if even => into.push((*field, find.clone())),
                _ => {}
            },
        }
    }
}

/// What a tree seeks in title and paragraphs.
fn sought(tree: &Node) -> Vec<(TextField, Find)> {
    let mut found = Vec::new();
    affirmed(&[tree], true, &mut found);
    found.retain(|(field, _)| matches!(field, TextField::Anywhere | TextField::Text));
    found
}

/// What a condition wants to be said.
fn said(condition: &[&Node]) -> Vec<Find> {
    let mut found = Vec::new();
    affirmed(condition, true, &mut found);
    found.into_iter().filter(|(field, _)| *field == TextField::Said).map(|(_, find)| find).collect()
}
