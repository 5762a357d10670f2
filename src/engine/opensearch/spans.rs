//! What stands in a text, as a cluster is asked for it: terms, phrases, patterns, and intervals for nearness.
//!
//! Lucene's intervals are those that hold no other, as [`SpanQuery`] asks of nearness, and its `max_gaps` counts the
//! positions between what is joined, so `w/n` is an ordered pair with at most n − 1 gaps. What is joined must itself hold
//! no other: alternatives of different lengths (`korea` or `korea trade council`) are therefore asked for one by one.
//!
//! # Limits
//! The words of a phrase with slop are asked for as a phrase; within nearness or a sentence only two of them can be. What
//! cannot be asked for is told ([`NotAsked`]), and looked for in the texts themselves (`verify`).

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use serde_json::{Value, json};

use super::mapping::{PARAGRAPHS, SPEECHES, TOKENS};
use super::stored;
use crate::analyzer::{Form, Sequence, SpanQuery, Unit, WordPattern, WordShape};
use crate::engine::EXPANSIONS_MAX;

/// How many pairs of alternatives nearness is asked for by.
const PAIRS_MAX: usize = 256;

/// How many states an automaton may have that Lucene makes of an expression.
const STATES_MAX: usize = 1_000_000;

/// It cannot be asked for in the query language of the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotAsked;

/// A text that is looked in, by the path of its fields: `title`, `paragraphs.text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl Text<'_> {
    fn field(self, name: &str) -> String {
        format!("{}.{name}", self.0)
    }

    pub(super) fn every(self) -> String {
        self.field("every")
    }

    pub(super) fn stem(self) -> String {
        self.field("stem")
    }

    /// The field of its different words.
    pub(super) fn words(self) -> String {
        self.field("words")
    }

    /// Where the records are nested that it is a text of; nowhere where these are the articles.
    pub(super) fn nested_in(self) -> Option<&'static str> {
        [SPEECHES, PARAGRAPHS].into_iter().find(|path| self.0.starts_with(path))
    }

    /// The field whose tokens a unit is one of.
    fn of(self, unit: &Unit) -> String {
        match unit {
            Unit::Is(Form::Stem, _) => self.stem(),
            _ => self.every(),
        }
    }

    /// The field by which words of a form score.
    pub(super) fn scored(self, form: Form) -> String {
        self.field(if form == Form::Stem { "stem" } else { "exact" })
    }
}

/// Asks for the records in whose text something stands.
pub(super) fn query(spans: &SpanQuery, text: Text<'_>) -> Result<Value, NotAsked> {
    match spans {
        SpanQuery::Row(row) => row_query(row, text),
        SpanQuery::Sloppy(row, slop) => sloppy_query(row, *slop, text),
        SpanQuery::Any(parts) => match any_token(parts, text) {
            Some(query) => Ok(query),
            None => Ok(any(parts.iter().map(|part| query(part, text)).collect::<Result<Vec<_>, _>>()?)),
        },
        SpanQuery::Near { .. } => Ok(intervals(text, rule(spans, text)?)),
    }
}

/// Asks for the records in whose text all the units stand that something needs: more than have it, but not fewer.
pub(super) fn candidates(spans: &SpanQuery, text: Text<'_>) -> Result<Value, NotAsked> {
    let units = spans.units().into_iter().map(|unit| unit_query(unit, text)).collect::<Result<Vec<_>, _>>()?;
    let both = |a: Value, b: Value| all(vec![a, b]);
    let either = |a: Value, b: Value| any(vec![a, b]);
    Ok(spans.fold(&mut units.into_iter(), &both, &either).unwrap_or_else(|| any(Vec::new())))
}

/// Asks for the records in whose text intervals stand.
pub(super) fn intervals(text: Text<'_>, rule: Value) -> Value {
    json!({ "intervals": { text.every(): rule } })
}

/// All hold.
pub(super) fn all(parts: Vec<Value>) -> Value {
    match <[Value; 1]>::try_from(parts) {
        Ok([alone]) => alone,
        Err(parts) if parts.is_empty() => json!({ "match_all": {} }),
        Err(parts) => json!({ "bool": { "filter": parts } }),
    }
}

/// At least one holds.
pub(super) fn any(parts: Vec<Value>) -> Value {
    match <[Value; 1]>::try_from(parts) {
        Ok([alone]) => alone,
        Err(parts) if parts.is_empty() => json!({ "match_none": {} }),
        Err(parts) => json!({ "bool": { "should": parts, "minimum_should_match": 1 } }),
    }
}

/// Does not hold.
pub(super) fn not(part: Value) -> Value {
    json!({ "bool": { "must_not": [part] } })
}

/// The token that a unit is; none of what may be several.
fn token(unit: &Unit) -> Option<String> {
    match unit {
        Unit::Is(Form::Cased, word) => Some(stored::cased(word)),
        Unit::Is(Form::Exact | Form::Stem, word) => Some(stored::word(word)),
        Unit::Begins(_, start) => {
            let mut characters = start.chars();
            characters.next().filter(|_| characters.next().is_none()).map(stored::first)
        }
        Unit::Like(_) => None,
    }
}

/// The field in which all units of a row are tokens, and these, with a blank between.
fn tokens(row: &Sequence, text: Text<'_>) -> Option<(String, String)> {
    let field = text.of(row.units().first()?);
    if row.units().iter().any(|unit| text.of(unit) != field) {
        return None;
    }
    let tokens = row.units().iter().map(token).collect::<Option<Vec<String>>>()?;
    Some((field, tokens.join(" ")))
}

/// Asks for any of some tokens of one field, where nothing else is looked for.
fn any_token(parts: &[SpanQuery], text: Text<'_>) -> Option<Value> {
    let token = |part: &SpanQuery| match part {
        SpanQuery::Row(row) if row.units().len() == 1 => tokens(row, text),
        _ => None,
    };
    let (fields, tokens): (Vec<String>, Vec<String>) = parts.iter().map(token).collect::<Option<_>>()?;
    let field = fields.first().filter(|first| fields.iter().all(|field| field == *first))?;
    Some(json!({ "terms": { field: tokens } }))
}

fn row_query(row: &Sequence, text: Text<'_>) -> Result<Value, NotAsked> {
    if let [unit] = row.units() {
        return unit_query(unit, text);
    }
    Ok(match tokens(row, text) {
        Some((field, tokens)) => phrase(&field, &tokens, 0),
        None => intervals(text, row_rule(row, text)?),
    })
}

fn phrase(field: &str, tokens: &str, slop: u32) -> Value {
    json!({ "match_phrase": { field: { "query": tokens, "analyzer": TOKENS, "slop": slop } } })
}

/// A phrase of tokens that scores, in the field of their form.
pub(super) fn scored(words: &[&str], field: &str, weight: f32) -> Value {
    let words: Vec<String> = words.iter().map(|word| stored::word(word)).collect();
    match &words[..] {
        [word] => json!({ "term": { field: { "value": word, "boost": weight } } }),
        words => {
            json!({ "match_phrase": { field: { "query": words.join(" "), "analyzer": TOKENS, "boost": weight } } })
        }
    }
}

fn sloppy_query(row: &Sequence, slop: u32, text: Text<'_>) -> Result<Value, NotAsked> {
    match (row.units(), tokens(row, text)) {
        ([unit], _) => unit_query(unit, text),
        ([_, _], _) => Ok(intervals(text, sloppy_rule(row, slop, text)?)),
        // What stands twice Lucene reads by rules of its own.
        (units, Some((field, tokens))) if has_no_twins(units) => Ok(phrase(&field, &tokens, slop)),
        _ => Err(NotAsked),
    }
}

/// Whether no token can be two of the units.
fn has_no_twins(units: &[Unit]) -> bool {
    let overlaps = |a: &Unit, b: &Unit| match (a, b) {
        (Unit::Begins(_, start), Unit::Is(_, word)) | (Unit::Is(_, word), Unit::Begins(_, start)) => {
            word.starts_with(start.as_str())
        }
        (a, b) => a == b,
    };
    (1..units.len()).all(|at| units[..at].iter().all(|before| !overlaps(before, &units[at])))
}

fn unit_query(unit: &Unit, text: Text<'_>) -> Result<Value, NotAsked> {
    let field = text.of(unit);
    if let Some(token) = token(unit) {
        return Ok(json!({ "term": { field: token } }));
    }
    Ok(match unit {
        Unit::Begins(_, start) => json!({ "prefix": { field: stored::pairs_from(start) } }),
        Unit::Like(pattern) => match pattern.shape() {
            WordShape::Prefix(start) => json!({ "prefix": { field: start } }),
            WordShape::Fuzzy(word, distance) => json!({ "fuzzy": { field: {
                "value": word, "fuzziness": distance, "max_expansions": EXPANSIONS_MAX, "rewrite": "constant_score",
            } } }),
            _ => json!({ "regexp": { field: {
                "value": expression(pattern)?, "flags": "ALL", "max_determinized_states": STATES_MAX,
            } } }),
        },
        Unit::Is(..) => return Err(NotAsked),
    })
}

/// The intervals at which something stands.
pub(super) fn rule(spans: &SpanQuery, text: Text<'_>) -> Result<Value, NotAsked> {
    match spans {
        SpanQuery::Row(row) => row_rule(row, text),
        SpanQuery::Sloppy(row, slop) => sloppy_rule(row, *slop, text),
        SpanQuery::Any(parts) => any_rule(parts.iter().map(|part| rule(part, text)).collect::<Result<_, _>>()?),
        SpanQuery::Near { left, right, distance, in_order } => {
            let (left, right) = (operands(left, text)?, operands(right, text)?);
            if left.len() * right.len() > PAIRS_MAX {
                return Err(NotAsked);
            }
            let gaps = distance.saturating_sub(1);
            let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
            let rules = pairs.flat_map(|(left, right)| {
                let typed = follow(left, right, gaps);
                std::iter::once(typed).chain((!in_order).then(|| follow(right, left, gaps)))
            });
            any_rule(rules.collect())
        }
    }
}

/// One after the other, with at most so many positions between.
fn follow(earlier: &Value, later: &Value, gaps: u32) -> Value {
    json!({ "all_of": { "ordered": true, "max_gaps": gaps, "intervals": [earlier, later] } })
}

fn any_rule(mut rules: Vec<Value>) -> Result<Value, NotAsked> {
    match rules.len() {
        // No interval is none of any: there is no rule for nothing.
        0 => Ok(json!({ "match": { "query": stored::STACKED.to_string(), "analyzer": TOKENS } })),
        1 => Ok(rules.remove(0)),
        _ => Ok(json!({ "any_of": { "intervals": rules } })),
    }
}

/// The alternatives of one side of nearness, each a rule whose intervals hold no other; those of one word are one rule.
fn operands(spans: &SpanQuery, text: Text<'_>) -> Result<Vec<Value>, NotAsked> {
    let mut parts = Vec::new();
    flatten(spans, &mut parts);
    let is_word = |part: &&SpanQuery| matches!(part, SpanQuery::Row(row) if row.units().len() == 1);
    let (words, others): (Vec<&SpanQuery>, Vec<&SpanQuery>) = parts.into_iter().partition(is_word);
    let rules = |parts: Vec<&SpanQuery>| parts.into_iter().map(|part| rule(part, text)).collect::<Result<Vec<_>, _>>();
    let mut operands = rules(others)?;
    if !words.is_empty() {
        operands.push(any_rule(rules(words)?)?);
    }
    Ok(operands)
}

fn flatten<'q>(spans: &'q SpanQuery, into: &mut Vec<&'q SpanQuery>) {
    match spans {
        SpanQuery::Any(parts) => parts.iter().for_each(|part| flatten(part, into)),
        other => into.push(other),
    }
}

fn row_rule(row: &Sequence, text: Text<'_>) -> Result<Value, NotAsked> {
    if let [unit] = row.units() {
        return unit_rule(unit, text);
    }
    if let Some((field, tokens)) = tokens(row, text) {
        return Ok(json!({ "match": {
            "query": tokens, "ordered": true, "max_gaps": 0, "analyzer": TOKENS, "use_field": field,
        } }));
    }
    let units = row.units().iter().map(|unit| unit_rule(unit, text)).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "all_of": { "ordered": true, "max_gaps": 0, "intervals": units } }))
}

/// Two words, one of which may be moved by so many positions: the second stands from `slop` before to `slop` after the
/// place behind the first, but not on it.
fn sloppy_rule(row: &Sequence, slop: u32, text: Text<'_>) -> Result<Value, NotAsked> {
    let [first, second] = row.units() else {
        return if let [unit] = row.units() { unit_rule(unit, text) } else { Err(NotAsked) };
    };
    let (first, second) = (unit_rule(first, text)?, unit_rule(second, text)?);
    let in_order = follow(&first, &second, slop);
    any_rule(match slop {
        0 | 1 => vec![in_order],
        _ => vec![in_order, follow(&second, &first, slop - 2)],
    })
}

fn unit_rule(unit: &Unit, text: Text<'_>) -> Result<Value, NotAsked> {
    let field = text.of(unit);
    if let Some(token) = token(unit) {
        return Ok(json!({ "match": { "query": token, "analyzer": TOKENS, "use_field": field } }));
    }
    let pattern = match unit {
        Unit::Begins(_, start) => format!("{}.*", escaped(&stored::pairs_from(start))),
        Unit::Like(pattern) => expression(pattern)?,
        Unit::Is(..) => return Err(NotAsked),
    };
    Ok(
        json!({ "regexp": { "pattern": pattern, "flags": "ALL", "use_field": field, "max_expansions": EXPANSIONS_MAX } }),
    )
}

/// A pattern as an expression of Lucene's that the whole word matches, and nothing but words: what begins with a letter meets
/// nothing else, nor does what differs from a word by two letters.
pub(super) fn expression(pattern: &WordPattern) -> Result<String, NotAsked> {
    let shape = match pattern.shape() {
        WordShape::Prefix(start) => format!("{}.*", escaped(start)),
        WordShape::Wildcard(shape) => shape.chars().fold(String::new(), |mut text, c| {
            match c {
                '*' => text.push_str(".*"),
                '?' => text.push('.'),
                c => text.push_str(&escaped(c.encode_utf8(&mut [0; 4]))),
            }
            text
        }),
        WordShape::Fuzzy(word, distance) => misspelt(&word.chars().collect::<Vec<char>>(), distance),
        WordShape::Regex(expression) => {
            let mut text = String::new();
            whole(expression).into_iter().try_for_each(|part| write(part, &mut text))?;
            text
        }
    };
    let mark = stored::MARK.chars().next().unwrap_or_default();
    let meets_words_only = match pattern.shape() {
        WordShape::Fuzzy(word, _) => !word.contains(mark),
        _ => pattern.common_prefix().starts_with(|first| first != mark),
    };
    Ok(if meets_words_only { shape } else { format!("({shape})&([^{mark}].*)") })
}

/// A text in which no character has a meaning of its own.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// One character out of some ranges. In Lucene's classes no range begins or ends with what has a meaning there, whether it is
/// escaped or not, so such characters stand beside the class.
fn one_of(ranges: impl Iterator<Item = (char, char)>) -> String {
    const WITH_MEANING: [char; 4] = ['\\', ']', '^', '-'];
    let (mut class, mut alone) = (String::new(), Vec::new());
    for (mut start, mut end) in ranges {
        let next = |c: char| ((c as u32 + 1)..).find_map(char::from_u32).unwrap_or(char::MAX);
        let before = |c: char| (0..c as u32).rev().find_map(char::from_u32).unwrap_or('\0');
        while start < end && WITH_MEANING.contains(&start) {
            alone.push(start);
            start = next(start);
        }
        while start < end && WITH_MEANING.contains(&end) {
            alone.push(end);
            end = before(end);
        }
        if start == end {
            alone.push(start);
        } else {
            class.extend([start, '-', end]);
        }
    }
    let class = (!class.is_empty()).then(|| format!("[{class}]"));
    let alone = alone.into_iter().map(|c| escaped(c.encode_utf8(&mut [0; 4])));
    let parts: Vec<String> = class.into_iter().chain(alone).collect();
    // Of none: the empty language.
    if parts.is_empty() { "#".to_owned() } else { format!("({})", parts.join("|")) }
}

/// All that differs from a word by so many letters left out, put in, put for another or put behind the next one. Each half
/// of the word takes its share of them, or two letters change places where the halves meet. The cluster makes an automaton
/// of it wherever it stands in a request, and is slow to do so where one letter is written after the other (`association~2`:
/// 89 ms instead of 17).
fn misspelt(word: &[char], distance: u8) -> String {
    let letters = |letters: &[char]| letters.iter().map(|c| escaped(c.encode_utf8(&mut [0; 4]))).collect::<String>();
    let spellings: Vec<String> = match (word, distance) {
        (_, 0) => return letters(word),
        ([], _) => return format!(".{{0,{distance}}}"),
        // The letter among as many others, or as many of any.
        ([_], _) => {
            let letter = letters(word);
            let among = |at: u8| format!("{}{letter}{}", ".".repeat(at.into()), ".".repeat((distance - at).into()));
            std::iter::once(misspelt(&[], distance)).chain((0..=distance).map(among)).collect()
        }
        _ => {
            let (left, right) = word.split_at(word.len() / 2);
            let ((before, last), (first, behind)) = (left.split_at(left.len() - 1), right.split_at(1));
            let shared = |at: u8| misspelt(left, at) + &misspelt(right, distance - at);
            let exchanged =
                |at: u8| misspelt(before, at) + &letters(first) + &letters(last) + &misspelt(behind, distance - 1 - at);
            (0..=distance).map(shared).chain((0..distance).map(exchanged)).collect()
        }
    };
    format!("({})", spellings.join("|"))
}

/// An expression without the marks of beginning and end around it, which hold of themselves where the whole word matches.
fn whole(hir: &Hir) -> Vec<&Hir> {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts.iter().collect(),
        _ => vec![hir],
    };
    let is = |part: Option<&&Hir>, look| part.is_some_and(|part| *part.kind() == HirKind::Look(look));
    let from = usize::from(is(parts.first(), Look::Start));
    let to = parts.len() - usize::from(parts.len() > from && is(parts.last(), Look::End));
    parts[from..to].to_vec()
}

/// Writes an expression in Lucene's syntax, which matches whole words and knows no other looking around.
fn write(hir: &Hir, into: &mut String) -> Result<(), NotAsked> {
    match hir.kind() {
        HirKind::Empty => into.push_str("()"),
        HirKind::Literal(literal) => into.push_str(&escaped(std::str::from_utf8(&literal.0).map_err(|_| NotAsked)?)),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges().iter().map(|range| (range.start(), range.end()));
            into.push_str(&one_of(ranges));
        }
        HirKind::Class(Class::Bytes(_)) => return Err(NotAsked),
        HirKind::Look(_) => return Err(NotAsked),
        HirKind::Repetition(repetition) => {
            into.push('(');
            write(&repetition.sub, into)?;
            into.push(')');
            into.push_str(&match (repetition.min, repetition.max) {
                (0, None) => "*".to_owned(),
                (1, None) => "+".to_owned(),
                (0, Some(1)) => "?".to_owned(),
                (min, None) => format!("{{{min},}}"),
                (min, Some(max)) => format!("{{{min},{max}}}"),
            });
        }
        HirKind::Capture(capture) => {
            into.push('(');
            write(&capture.sub, into)?;
            into.push(')');
        }
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, into))?,
        HirKind::Alternation(parts) => {
            into.push('(');
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    into.push('|');
                }
                write(part, into)?;
            }
            into.push(')');
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    //! Properties: what is asked for as misspelt is what a pattern itself takes for it.
    use super::*;

    fn random(rng: &mut fastrand::Rng, length: usize) -> String {
        (0..length).map(|_| ['a', 'b', 'c', '-'][rng.usize(..4)]).collect()
    }

    #[test]
    fn misspelt_words() {
        let mut rng = fastrand::Rng::with_seed(7);
        let (mut alike, mut tried) = (0, 0);
        for _ in 0..60 {
            let length = rng.usize(1..7);
            let (word, distance) = (random(&mut rng, length), rng.u8(1..=2));
            let pattern = WordPattern::fuzzy(&word, distance);
            let expression = regex::Regex::new(&format!("^(?:{})$", expression(&pattern).unwrap())).unwrap();
            for _ in 0..500 {
                let length = rng.usize(1..9);
                let text = random(&mut rng, length);
                assert_eq!(expression.is_match(&text), pattern.matches(&text), "{text} as {word}~{distance}");
                alike += usize::from(pattern.matches(&text));
                tried += 1;
            }
        }
        assert!(alike > 500 && alike < tried / 2, "{alike} of {tried}");
    }
}
