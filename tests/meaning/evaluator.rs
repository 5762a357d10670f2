//! What a search means, said without any engine: the judge of the engines.
//!
//! It walks annotated articles paragraph by paragraph as the page on meaning has it, slowly and
//! plainly. It shares with the engines the tree, the analysis of text into tokens and the keys of
//! names; nothing of how they find, choose, count or mark.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use onrecord::analyzer::{Token, is_stop_word, tokens};
use onrecord::annotate::{
    AnnotatedArticle, AnnotatedParagraph, Country, Kind, People, PersonKey, SoughtPerson, Speech,
};
use onrecord::engine::keys;
use onrecord::query::{Facet, Node, Test, Who, Words};
use onrecord::span::{CharIndex, Span};

/// What an article shows: passage by passage, the marks and the speeches that answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub title_marks: Vec<Span>,
    pub passages: BTreeMap<u32, (Vec<Span>, Vec<usize>)>,
}

/// Found articles by id, with what each shows.
pub type Judged = BTreeMap<String, Shown>;

/// Facet rows: passages shown that have the value, articles that choosing it would find.
pub type Rows = BTreeMap<Option<String>, (u64, u64)>;

thread_local! {
    static PEOPLE: RefCell<People> = RefCell::default();
}

/// Says which names are one person in the world that this thread judges from now on.
pub fn set_people(people: &People) {
    PEOPLE.set(people.clone());
}

fn people<T>(ask: impl FnOnce(&People) -> T) -> T {
    PEOPLE.with_borrow(ask)
}

/// Whether a speaker of this name is meant.
fn is_person(name: &str, who: &Who) -> bool {
    people(|people| match who {
        Who::Key(key) => people.key(name) == *key,
        Who::Named(typed) => match people.sought(typed) {
            None => false,
            Some(SoughtPerson::Key(key)) => people.key(name) == key,
            Some(SoughtPerson::Words(sought)) => {
                let words = people.words(name);
                sought.words().iter().all(|readings| readings.iter().any(|reading| words.contains(reading)))
            }
        },
    })
}

/// Finds what a tree finds.
pub fn find(articles: &[AnnotatedArticle], tree: Option<&Node>) -> Judged {
    let shown = |article: &AnnotatedArticle| {
        let passages = passages(article, tree);
        (!passages.is_empty()).then(|| {
            let marks = |text: &str| marks(text, tree);
            let passages = passages.into_iter().map(|p| {
                let paragraph = &article.paragraphs[p as usize];
                (p, (marks(&paragraph.text), answering(paragraph, tree)))
            });
            let title_marks = article.title.as_deref().map(marks).unwrap_or_default();
            (article.id.to_string(), Shown { title_marks, passages: passages.collect() })
        })
    };
    articles.iter().filter_map(shown).collect()
}

/// Whether a tree is true of any paragraph of an article.
fn is_found(article: &AnnotatedArticle, tree: &Node) -> bool {
    article.paragraphs.iter().any(|p| holds(tree, article, p, Reading::Article, true))
}

/// The paragraphs an article shows; none if it is not found.
fn passages(article: &AnnotatedArticle, tree: Option<&Node>) -> Vec<u32> {
    let all = || article.paragraphs.iter();
    let ordinals = |paragraphs: Vec<&AnnotatedParagraph>| paragraphs.iter().map(|p| p.ordinal).collect();
    let Some(tree) = tree else { return ordinals(all().collect()) };
    let holds = |p: &AnnotatedParagraph, reading| holds(tree, article, p, reading, true);
    let truth: Vec<&AnnotatedParagraph> = all().filter(|p| holds(p, Reading::Article)).collect();
    let sought = sought(tree);
    if sought.is_empty() {
        return ordinals(truth);
    }
    let narrow: Vec<&AnnotatedParagraph> = all().filter(|p| holds(p, Reading::Paragraph)).collect();
    if !narrow.is_empty() {
        return ordinals(narrow);
    }
    let telling: Vec<&&Words> = sought.iter().filter(|words| !is_stop(words)).collect();
    let telling = if telling.is_empty() { sought.iter().collect() } else { telling };
    let holding: Vec<&AnnotatedParagraph> =
        truth.iter().copied().filter(|p| telling.iter().any(|words| stands_in(words, &p.text))).collect();
    if !holding.is_empty() {
        return ordinals(holding);
    }
    let speaking: Vec<&AnnotatedParagraph> =
        truth.iter().copied().filter(|p| !answering(p, Some(tree)).is_empty()).collect();
    if !speaking.is_empty() {
        return ordinals(speaking);
    }
    if truth.first().is_some_and(|p| p.ordinal == 0) {
        return vec![0];
    }
    ordinals(truth)
}

/// Where words sought are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Article,
    Paragraph,
}

/// Whether a tree is true of a paragraph. `even` tells whether an even number of NOTs stand above.
fn holds(node: &Node, article: &AnnotatedArticle, p: &AnnotatedParagraph, reading: Reading, even: bool) -> bool {
    match node {
        Node::And(nodes) => {
            let (speech, rest): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| is_of_speech(node));
            let spoken = match speech[..] {
                // One alone is joined with none: it stands for itself.
                [alone] => holds(alone, article, p, reading, even),
                _ => speech_holds(&speech, p),
            };
            spoken && rest.into_iter().all(|node| holds(node, article, p, reading, even))
        }
        Node::Or(nodes) => nodes.iter().any(|node| holds(node, article, p, reading, even)),
        Node::Not(node) => !holds(node, article, p, reading, !even),
        Node::Clause(clause) => match &clause.test {
            Test::Words(words) => {
                if reading == Reading::Paragraph && even {
                    stands_in(words, &p.text)
                } else {
                    article.title.as_deref().is_some_and(|title| stands_in(words, title))
                        || article.paragraphs.iter().any(|p| stands_in(words, &p.text))
                }
            }
            Test::Publisher(name) => {
                article.publisher.as_deref().is_some_and(|own| keys::publisher(own) == keys::publisher(name))
            }
            Test::Lang(code) => article.lang.as_deref() == Some(code),
            Test::Year(range) | Test::Date(range) => keys::effective_date(article).is_some_and(|d| range.overlaps(d)),
            Test::Month(month) => keys::effective_date(article).is_some_and(|d| keys::month(d) == month.to_string()),
            Test::Undated => keys::effective_date(article).is_none(),
            Test::Country(country) => countries(article, p).contains(country),
            Test::Pair(pair) => p.pairs.contains(pair) || article.pairs.contains(pair),
            Test::Speaker(_) | Test::Kind(_) => speech_holds(&[node], p),
        },
    }
}

/// The countries of a paragraph: those it mentions, those its article is about, and the sides of their pairs.
fn countries(article: &AnnotatedArticle, p: &AnnotatedParagraph) -> Vec<Country> {
    let pairs = p.pairs.iter().chain(&article.pairs).flat_map(|pair| [pair.first(), pair.second()]);
    p.countries.iter().chain(&article.countries).copied().chain(pairs).collect()
}

fn is_of_speech(node: &Node) -> bool {
    node.clauses().iter().all(|clause| matches!(clause.test, Test::Speaker(_) | Test::Kind(_)))
}

/// One condition on one and the same speech. If silence would satisfy it, it denies: no speech may break it.
fn speech_holds(conjuncts: &[&Node], p: &AnnotatedParagraph) -> bool {
    let holds_of = |speech: Option<&Speech>| conjuncts.iter().all(|node| of_speech(node, speech));
    if holds_of(None) {
        p.speakers.iter().all(|speech| holds_of(Some(speech)))
    } else {
        p.speakers.iter().any(|speech| holds_of(Some(speech)))
    }
}

/// Whether a tree of speech clauses is true of a speech, or of silence, which satisfies no clause.
fn of_speech(node: &Node, speech: Option<&Speech>) -> bool {
    match node {
        Node::And(nodes) => nodes.iter().all(|node| of_speech(node, speech)),
        Node::Or(nodes) => nodes.iter().any(|node| of_speech(node, speech)),
        Node::Not(node) => !of_speech(node, speech),
        Node::Clause(clause) => {
            let Some(speech) = speech else { return false };
            match &clause.test {
                Test::Kind(kind) => {
                    speech.kind == *kind || speech.kind == Kind::Mixed && [Kind::Direct, Kind::Indirect].contains(kind)
                }
                Test::Speaker(who) => speech.name.as_deref().is_some_and(|name| is_person(name, who)),
                _ => unreachable!("only speech clauses come here"),
            }
        }
    }
}

/// The speeches of a paragraph that satisfy a condition which asks for one, under an even number of NOTs.
fn answering(p: &AnnotatedParagraph, tree: Option<&Node>) -> Vec<usize> {
    let mut conditions = Vec::new();
    if let Some(tree) = tree {
        conditions_of(tree, true, &mut conditions);
    }
    let answers = |speech: &Speech| {
        conditions.iter().any(|conjuncts| {
            let all = |speech| conjuncts.iter().all(|node| of_speech(node, speech));
            !all(None) && all(Some(speech))
        })
    };
    p.speakers.iter().enumerate().filter(|(_, speech)| answers(speech)).map(|(at, _)| at).collect()
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
        Node::Clause(_) if even && is_of_speech(node) => into.push(vec![node]),
        Node::Clause(_) => {}
    }
}

/// The words under an even number of NOTs.
fn sought(tree: &Node) -> Vec<&Words> {
    fn walk<'n>(node: &'n Node, even: bool, into: &mut Vec<&'n Words>) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| walk(node, even, into)),
            Node::Not(node) => walk(node, !even, into),
            Node::Clause(clause) => match &clause.test {
                Test::Words(words) if even => into.push(words),
                _ => {}
            },
        }
    }
    let mut into = Vec::new();
    walk(tree, true, &mut into);
    into
}

/// A word by itself that is a stop word.
fn is_stop(words: &Words) -> bool {
    let row = &read(&words.text).0;
    row.len() == 1 && is_stop_word(if words.quoted { &row[0].exact } else { row[0].stem() })
}

/// A part of a text: a word, or a character of a run of Han, Kana or Hangul.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Word { exact: String, stem: String },
    Character { c: char, ends_run: bool },
}

fn parts(row: &[Token]) -> Vec<Part> {
    let part = |token: &Token| {
        let c = token.exact.chars().next().expect("no token is empty");
        let of_run = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
        if of_run {
            Part::Character { c, ends_run: token.exact.chars().count() == 1 }
        } else {
            Part::Word { exact: token.exact.clone(), stem: token.stem().to_owned() }
        }
    };
    row.iter().map(part).collect()
}

/// The tokens and parts of a text.
type Read = Rc<(Vec<Token>, Vec<Part>)>;

/// Reads a text. The few texts of a run are read many thousand times.
fn read(text: &str) -> Read {
    thread_local! {
        static READ: RefCell<HashMap<String, Read>> = RefCell::default();
    }
    READ.with_borrow_mut(|read| {
        if let Some(known) = read.get(text) {
            return known.clone();
        }
        let row = tokens(text);
        let parts = parts(&row);
        read.entry(text.to_owned()).or_insert(Rc::new((row, parts))).clone()
    })
}

/// Where the words of a clause stand in a text, in bytes: first and last token.
fn places(words: &Words, text: &str) -> Vec<(usize, usize)> {
    let (sought, text_read) = (read(&words.text), read(text));
    let (sought, (row, parts)) = (&sought.1, &*text_read);
    if sought.is_empty() {
        return Vec::new();
    }
    let fits = |(at, want): (usize, &Part), got: &Part| match (want, got) {
        (Part::Word { exact, .. }, Part::Word { exact: got, .. }) if words.quoted => exact == got,
        (Part::Word { stem, .. }, Part::Word { stem: got, .. }) => stem == got,
        // A run may go on after the last character asked for, not where something follows it.
        (Part::Character { c, ends_run }, Part::Character { c: got, ends_run: ends }) => {
            c == got && (ends_run == ends || at + 1 == sought.len())
        }
        _ => false,
    };
    let stands = |from: usize| sought.iter().enumerate().zip(&parts[from..]).all(|(want, got)| fits(want, got));
    (0..(parts.len() + 1).saturating_sub(sought.len()))
        .filter(|&from| stands(from))
        .map(|from| {
            let last = from + sought.len() - 1;
            let start = row[last].bytes.start;
            let end = match parts[last] {
                Part::Character { .. } => start + text[start..].chars().next().map_or(0, char::len_utf8),
                Part::Word { .. } => row[last].bytes.end,
            };
            (row[from].bytes.start, end)
        })
        .collect()
}

fn stands_in(words: &Words, text: &str) -> bool {
    !places(words, text).is_empty()
}

/// What of a text is marked: every character that an occurrence of a clause sought covers.
fn marks(text: &str, tree: Option<&Node>) -> Vec<Span> {
    let mut places: Vec<(usize, usize)> =
        tree.map(sought).unwrap_or_default().into_iter().flat_map(|words| places(words, text)).collect();
    places.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in places {
        match joined.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    let index = CharIndex::new(text);
    joined.into_iter().map(|(start, end)| index.span(start..end)).collect()
}

/// The rows of a facet.
pub fn rows(articles: &[AnnotatedArticle], tree: Option<&Node>, facet: Facet) -> Rows {
    let tree = without_own(tree, facet);
    let shown = find(articles, tree.as_ref());
    let values: BTreeSet<Option<String>> = articles.iter().flat_map(|a| values_of_article(a, facet)).collect();
    let mut rows = Rows::new();
    for value in values {
        let chosen = choose(tree.clone(), facet, value.as_deref());
        let found = articles.iter().filter(|article| is_found(article, &chosen)).count() as u64;
        let count = articles
            .iter()
            .filter_map(|article| Some((article, shown.get(article.id.as_str())?)))
            .flat_map(|(article, shown)| {
                shown.passages.keys().map(move |&p| (article, &article.paragraphs[p as usize]))
            })
            .filter(|(article, p)| has_value(article, p, facet, value.as_deref(), tree.as_ref()))
            .count() as u64;
        if found > 0 {
            rows.insert(value, (count, found));
        }
    }
    rows
}

/// The tree with the row of a facet chosen.
pub fn choose(tree: Option<Node>, facet: Facet, value: Option<&str>) -> Node {
    let test = match (facet, value) {
        (_, None) => Test::Undated,
        (Facet::Year, Some(value)) => Test::Year(value.parse().unwrap()),
        (Facet::Month, Some(value)) => Test::Month(value.parse().unwrap()),
        (Facet::Pair, Some(value)) => Test::Pair(value.to_owned().try_into().unwrap()),
        (Facet::Country, Some(value)) => Test::Country(value.to_owned().try_into().unwrap()),
        (Facet::Speaker, Some(value)) => Test::Speaker(Who::Key(PersonKey::from_text(value))),
        (Facet::Kind, Some(value)) => Test::Kind(value.parse().unwrap()),
        (Facet::Publisher, Some(value)) => Test::Publisher(value.to_owned()),
        (Facet::Lang, Some(value)) => Test::Lang(value.to_owned()),
    };
    match tree {
        Some(tree) => tree.with(vec![test.into()]),
        None => test.into(),
    }
}

/// The tree without the clauses at its top that are the facet's own filters.
fn without_own(tree: Option<&Node>, facet: Facet) -> Option<Node> {
    let own = |test: &Test| match test {
        Test::Year(_) => facet == Facet::Year,
        Test::Date(_) | Test::Month(_) | Test::Undated => facet == Facet::Year || facet == Facet::Month,
        Test::Pair(_) => facet == Facet::Pair,
        Test::Country(_) => facet == Facet::Country,
        Test::Speaker(_) => facet == Facet::Speaker,
        Test::Kind(_) => facet == Facet::Kind,
        Test::Publisher(_) => facet == Facet::Publisher,
        Test::Lang(_) => facet == Facet::Lang,
        Test::Words(_) => false,
    };
    let conjuncts: Vec<Node> = match tree? {
        Node::And(nodes) => nodes.clone(),
        node => vec![node.clone()],
    };
    Node::all(conjuncts.into_iter().filter(|node| !node.clauses().iter().all(|c| own(&c.test))).collect())
}

fn values_of_article(article: &AnnotatedArticle, facet: Facet) -> Vec<Option<String>> {
    let some = |values: Vec<String>| values.into_iter().map(Some).collect();
    let paragraphs = || article.paragraphs.iter();
    match facet {
        Facet::Year => vec![keys::effective_date(article).map(|d| d.year().to_string())],
        Facet::Month => vec![keys::effective_date(article).map(keys::month)],
        Facet::Publisher => some(article.publisher.iter().map(|name| keys::publisher(name)).collect()),
        Facet::Lang => some(article.lang.iter().cloned().collect()),
        Facet::Pair => {
            some(paragraphs().flat_map(|p| &p.pairs).chain(&article.pairs).map(ToString::to_string).collect())
        }
        Facet::Country => {
            some(paragraphs().flat_map(|p| countries(article, p)).map(|country| country.to_string()).collect())
        }
        Facet::Speaker | Facet::Kind => {
            some(paragraphs().flat_map(|p| &p.speakers).flat_map(|s| values_of_speech(s, facet)).collect())
        }
    }
}

fn values_of_speech(speech: &Speech, facet: Facet) -> Vec<String> {
    match (facet, speech.kind) {
        (Facet::Kind, Kind::Mixed) => vec!["direct".into(), "indirect".into(), "mixed".into()],
        (Facet::Kind, kind) => vec![kind.to_string()],
        _ => speech.name.iter().map(|name| people(|people| people.key(name).to_string())).collect(),
    }
}

/// Whether a passage has a value; for speeches, one that satisfies the other speech clauses at the top.
fn has_value(
    article: &AnnotatedArticle,
    p: &AnnotatedParagraph,
    facet: Facet,
    value: Option<&str>,
    tree: Option<&Node>,
) -> bool {
    match (facet, value) {
        (Facet::Pair, Some(value)) => p.pairs.iter().chain(&article.pairs).any(|pair| pair.to_string() == value),
        (Facet::Country, Some(value)) => countries(article, p).iter().any(|c| c.code() == value),
        (Facet::Speaker | Facet::Kind, Some(value)) => {
            let conjuncts: Vec<&Node> = match tree {
                Some(Node::And(nodes)) => nodes.iter().filter(|node| is_of_speech(node)).collect(),
                Some(node) if is_of_speech(node) => vec![node],
                _ => Vec::new(),
            };
            p.speakers.iter().any(|speech| {
                values_of_speech(speech, facet).iter().any(|own| own == value)
                    && conjuncts.iter().all(|node| of_speech(node, Some(speech)))
            })
        }
        (_, value) => values_of_article(article, facet).iter().any(|own| own.as_deref() == value),
    }
}
