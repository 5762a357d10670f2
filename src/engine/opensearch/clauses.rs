//! The leaves of a planned query, as a cluster is asked for them.

use serde_json::{Value, json};

use super::mapping::{self, KEY, ORDINAL, PARAGRAPHS, PATH_FOLDED, PLACE, SPEECHES};
use super::spans::{self, NotAsked, Text, all, any, not};
use super::stored;
use crate::annotate::{Basis, Kind};
use crate::engine::fields::{self, Record};
use crate::engine::keys::{self, fitting};
use crate::engine::plan::{Clauses, Formula, Leaf, Places};
use crate::engine::story::days;
use crate::query::bind::{ArticleTest, ParagraphTest, Quantity, SpeechNode, SpeechText};
use crate::query::{DateRange, PathPattern, Subject};

/// Asks for articles; leaves that cannot be asked for were replaced before.
pub(super) fn articles(clauses: &Clauses<'_>) -> Result<Value, NotAsked> {
    lowered(clauses, &article_leaf)
}

/// Asks, within paragraphs, for paragraphs.
pub(super) fn paragraphs(clauses: &Clauses<'_>) -> Result<Value, NotAsked> {
    lowered(clauses, &paragraph_leaf)
}

/// Asks, from the article, for some paragraph.
pub(super) fn some_paragraph(query: Value) -> Value {
    nested(PARAGRAPHS, query)
}

/// Asks, from the paragraph, for some speech.
pub(super) fn some_speech(query: Value) -> Value {
    nested(SPEECHES, query)
}

fn nested(path: &str, query: Value) -> Value {
    json!({ "nested": { "path": path, "query": query, "score_mode": "none" } })
}

fn lowered<L>(formula: &Formula<L>, leaf: &impl Fn(&L) -> Result<Value, NotAsked>) -> Result<Value, NotAsked> {
    let each = |parts: &[Formula<L>]| parts.iter().map(|part| lowered(part, leaf)).collect::<Result<Vec<_>, _>>();
    Ok(match formula {
        Formula::All(parts) => all(each(parts)?),
        Formula::Any(parts) => any(each(parts)?),
        Formula::Not(part) => not(lowered(part, leaf)?),
        Formula::Leaf(own) => leaf(own)?,
    })
}

pub(super) const TITLE: Text<'static> = Text("title");
pub(super) const TEXT: Text<'static> = Text("paragraphs.text");

pub(super) fn article_leaf(leaf: &Leaf<'_>) -> Result<Value, NotAsked> {
    Ok(match leaf {
        Leaf::Anywhere(clause) => {
            let text = some_paragraph(spans::query(&clause.query, TEXT)?);
            if clause.in_title { any(vec![spans::query(&clause.query, TITLE)?, text]) } else { text }
        }
        Leaf::Title(query) => spans::query(query, TITLE)?,
        Leaf::AtLeast(0, _) => all(Vec::new()),
        Leaf::AtLeast(1, query) => any(vec![spans::query(query, TITLE)?, some_paragraph(spans::query(query, TEXT)?)]),
        Leaf::AtLeast(..) => return Err(NotAsked),
        Leaf::Article(test) => article_test(test),
        Leaf::Some(inner) => some_paragraph(paragraphs(inner)?),
        Leaf::Among(keys) => json!({ "terms": { (KEY): **keys } }),
        _ => return Err(NotAsked),
    })
}

fn term(field: &str, key: &str) -> Value {
    json!({ "term": { field: fitting(key) } })
}

fn article_test(test: &ArticleTest) -> Value {
    match test {
        ArticleTest::About(Subject::Country(country)) => term(fields::ABOUT, country.code()),
        ArticleTest::About(Subject::Pair(pair)) => term(fields::ABOUT, &pair.to_string()),
        ArticleTest::Publisher(name) => term(fields::PUBLISHER, &keys::publisher(name)),
        ArticleTest::Lang(code) => term(fields::LANG, code),
        ArticleTest::Path(pattern) => path(pattern),
        ArticleTest::Date(range) => date(*range),
        ArticleTest::Month(month) => term(fields::MONTH, &month.to_string()),
        ArticleTest::Undated => not(json!({ "exists": { "field": fields::DATE_FIRST } })),
        ArticleTest::Derived => term(fields::BASIS, fields::basis(Basis::Derived)),
        ArticleTest::Copy => json!({ "range": { PLACE: { "gt": 0 } } }),
    }
}

fn path(pattern: &PathPattern) -> Value {
    let folded = pattern.0.to_lowercase();
    if folded.contains('*') {
        let escaped = folded.replace('\\', "\\\\").replace('?', "\\?");
        return json!({ "wildcard": { PATH_FOLDED: { "value": escaped } } });
    }
    let folder = format!("{}/", folded.trim_end_matches('/'));
    any(vec![term(PATH_FOLDED, &folded), json!({ "prefix": { PATH_FOLDED: folder } })])
}

fn date(range: DateRange) -> Value {
    let mut parts = vec![json!({ "exists": { "field": fields::DATE_FIRST } })];
    parts.extend(range.last_day().map(|day| json!({ "range": { (fields::DATE_FIRST): { "lte": days(day) } } })));
    parts.extend(range.first_day().map(|day| json!({ "range": { (fields::DATE_LAST): { "gte": days(day) } } })));
    all(parts)
}

pub(super) fn paragraph_leaf(leaf: &Leaf<'_>) -> Result<Value, NotAsked> {
    let of = |name| mapping::of(Record::Paragraph, name);
    Ok(match leaf {
        Leaf::Words(query) => spans::query(query, TEXT)?,
        Leaf::Paragraph(ParagraphTest::Country(country)) => term(&of(fields::COUNTRY), country.code()),
        Leaf::Paragraph(ParagraphTest::Pair(pair)) => term(&of(fields::PAIR), &pair.to_string()),
        Leaf::Speech(condition) => {
            let speech = speech(&condition.speech)?;
            match condition.of {
                Quantity::One => some_speech(speech),
                Quantity::Every => not(some_speech(not(speech))),
            }
        }
        Leaf::At(place) => json!({ "term": { of(ORDINAL): place } }),
        Leaf::Sentence(inner) => sentence(inner)?,
        Leaf::Listed(places) => listed(places),
        _ => return Err(NotAsked),
    })
}

/// Asks, within paragraphs, for those of a list. Many are of one place in their articles, so places part them.
fn listed(places: &Places) -> Value {
    let of = |name| mapping::of(Record::Paragraph, name);
    let at = |(place, keys): (&u32, &Vec<String>)| {
        all(vec![json!({ "term": { of(ORDINAL): place } }), json!({ "terms": { of(KEY): keys } })])
    };
    any(places.iter().map(at).collect())
}

/// Asks, within speeches, for speeches.
pub(super) fn speech(node: &SpeechNode) -> Result<Value, NotAsked> {
    let each = |nodes: &[SpeechNode]| nodes.iter().map(speech).collect::<Result<Vec<_>, _>>();
    let of = |name| mapping::of(Record::Speech, name);
    Ok(match node {
        SpeechNode::And(nodes) => all(each(nodes)?),
        SpeechNode::Or(nodes) => any(each(nodes)?),
        SpeechNode::Not(node) => not(speech(node)?),
        SpeechNode::Named(None) => any(Vec::new()),
        SpeechNode::Named(Some(name)) => {
            let word = |readings: &Vec<String>| {
                any(readings.iter().map(|reading| term(&of(fields::SPEAKER_WORD), reading)).collect())
            };
            all(name.words().iter().map(word).collect())
        }
        SpeechNode::Key(key) => term(&of(fields::SPEAKER), key.as_str()),
        SpeechNode::Kind(sought) => {
            let answering = Kind::ALL.into_iter().filter(|kind| kind.answers(*sought));
            any(answering.map(|kind| term(&of(fields::KIND), kind.as_str())).collect())
        }
        SpeechNode::Text(text, query) => spans::query(query, Text(&path_of(*text)))?,
    })
}

/// The path of a text of speeches.
pub(super) fn path_of(text: SpeechText) -> String {
    let (record, name) = fields::text_of(text.field());
    mapping::of(record, name)
}

/// Asks, within paragraphs, for those with a sentence of which something is true: sentences are intervals from where one
/// begins to where it ends, filtered by what they must contain.
fn sentence(clauses: &Clauses<'_>) -> Result<Value, NotAsked> {
    let found = spans::intervals(TEXT, sentence_rule(clauses)?);
    // A paragraph without any words has a sentence without any.
    if clauses.holds(&|_| false) {
        return Ok(any(vec![found, not(json!({ "exists": { "field": TEXT.every() } }))]));
    }
    Ok(found)
}

/// The sentences of which something is true, as intervals.
fn sentence_rule(clauses: &Clauses<'_>) -> Result<Value, NotAsked> {
    Ok(match clauses {
        Formula::All(parts) => {
            let mut rule = every_sentence();
            for part in parts {
                rule = filtered(rule, part)?;
            }
            rule
        }
        Formula::Any(parts) => {
            let rules = parts.iter().map(sentence_rule).collect::<Result<Vec<_>, _>>()?;
            json!({ "any_of": { "intervals": rules } })
        }
        part => filtered(every_sentence(), part)?,
    })
}

fn every_sentence() -> Value {
    let mark = |mark: &str| json!({ "match": { "query": mark, "analyzer": mapping::TOKENS } });
    let long = json!({ "all_of": {
        "ordered": true, "intervals": [mark(stored::SENTENCE_BEGINS), mark(stored::SENTENCE_ENDS)],
    } });
    json!({ "any_of": { "intervals": [long, mark(stored::SENTENCE_OF_ONE)] } })
}

/// Those of some sentences of which one more thing is true.
fn filtered(sentences: Value, part: &Clauses<'_>) -> Result<Value, NotAsked> {
    let (name, rule) = match part {
        Formula::Leaf(Leaf::InSentence(query)) => ("containing", spans::rule(query, TEXT)?),
        Formula::Not(inner) => match &**inner {
            Formula::Leaf(Leaf::InSentence(query)) => ("not_containing", spans::rule(query, TEXT)?),
            // Sentences hold no other, so that one is contained in another only if it is that one.
            inner => ("not_containing", sentence_rule(inner)?),
        },
        other => ("containing", sentence_rule(other)?),
    };
    Ok(json!({ "any_of": { "intervals": [sentences], "filter": { name: rule } } }))
}
