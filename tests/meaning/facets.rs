//! The rows of facets, said without any engine: which clauses are a facet's own, what choosing a row would find.

use std::collections::{BTreeMap, BTreeSet};

use onrecord::annotate::{AnnotatedArticle, AnnotatedParagraph, Kind, PersonKey, Speech};
use onrecord::engine::keys;
use onrecord::query::{Facet, Node, Test, Who};

use crate::evaluator::{Judge, countries, is_of_speech};

/// Facet rows: passages shown that have the value, articles that choosing it would find.
pub type Rows = BTreeMap<Option<String>, (u64, u64)>;

/// The rows of a facet.
pub fn rows(judge: &Judge<'_>, tree: Option<&Node>, facet: Facet) -> Rows {
    let tree = without_own(tree, facet);
    let shown = judge.find(tree.as_ref());
    let articles = || judge.articles.iter().map(|filed| &filed.article);
    let values: BTreeSet<Option<String>> = articles().flat_map(|a| values_of_article(judge, a, facet)).collect();
    let mut rows = Rows::new();
    for value in values {
        let chosen = choose(tree.clone(), facet, value.as_deref());
        let found = judge.articles.iter().filter(|filed| judge.is_found(filed, &chosen)).count() as u64;
        let count = articles()
            .filter_map(|article| Some((article, shown.get(article.id.as_str())?)))
            .flat_map(|(article, shown)| {
                shown.passages.keys().map(move |&p| (article, &article.paragraphs[p as usize]))
            })
            .filter(|(article, p)| has_value(judge, article, p, facet, value.as_deref(), tree.as_ref()))
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
        Test::Text(..) | Test::AtLeast(..) | Test::About(_) | Test::Path(_) | Test::Derived | Test::Copy => false,
    };
    let conjuncts: Vec<Node> = match tree? {
        Node::And(nodes) => nodes.clone(),
        node => vec![node.clone()],
    };
    let all = conjuncts.len();
    let left: Vec<Node> = conjuncts.into_iter().filter(|node| !node.clauses().iter().all(|c| own(&c.test))).collect();
    match &left[..] {
        // Parentheses stay where what stood beside them goes.
        [Node::And(_)] if all > 1 => Some(Node::And(left)),
        _ => Node::all(left),
    }
}

fn values_of_article(judge: &Judge<'_>, article: &AnnotatedArticle, facet: Facet) -> Vec<Option<String>> {
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
            some(paragraphs().flat_map(|p| &p.speakers).flat_map(|s| values_of_speech(judge, s, facet)).collect())
        }
    }
}

fn values_of_speech(judge: &Judge<'_>, speech: &Speech, facet: Facet) -> Vec<String> {
    match (facet, speech.kind) {
        (Facet::Kind, Kind::Mixed) => vec!["direct".into(), "indirect".into(), "mixed".into()],
        (Facet::Kind, kind) => vec![kind.to_string()],
        _ => speech.name.iter().map(|name| judge.people.key(name).to_string()).collect(),
    }
}

/// Whether a passage has a value; for speeches, one that satisfies the other speech clauses at the top.
fn has_value(
    judge: &Judge<'_>,
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
                values_of_speech(judge, speech, facet).iter().any(|own| own == value)
                    && conjuncts.iter().all(|node| judge.of_speech(node, p, Some(speech)))
            })
        }
        (_, value) => values_of_article(judge, article, facet).iter().any(|own| own.as_deref() == value),
    }
}
