//! Which articles a query finds and which paragraphs each shows, as disjoint filters.
//!
//! MEANING.md chooses the passages of an article by cases that exclude each other. Each case is made into branches: what the
//! article must satisfy, and which of its paragraphs it then shows. An article is in one branch at most, so whatever is counted
//! branch by branch adds up.

use super::formula::{Alternative, Formula, TooMany};
use super::leaf::{Clauses, Leaf, Reading, Reads, formula};
use crate::engine::scores;
use crate::query::bind::{Bound, BoundQuery, Quantity, SpeechCondition, TextClause};

/// So many words and other things may be asked for in all branches of a query together: enough for as many words as a query
/// may have, joined by AND or by OR.
const SIZE_MAX: usize = 5_000;

/// Into so many alternatives a query may fall that mixes what reads the article with what reads the paragraph.
pub const ALTERNATIVES_MAX: usize = 64;

/// Some articles, and some of their paragraphs.
pub(in crate::engine) type Branch<'q> = Alternative<Leaf<'q>>;

/// What a query finds.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Plan<'q> {
    /// The articles with the paragraphs of which the query is true, in branches.
    pub(in crate::engine) true_of: Vec<Branch<'q>>,
    /// The articles with the passages they show, in branches.
    pub(in crate::engine) shown: Vec<Branch<'q>>,
}

/// Plans a query.
pub(in crate::engine) fn plan(query: &BoundQuery) -> Result<Plan<'_>, TooMany> {
    let true_of = branches(whole(query, Reading::Wide)?)?;
    let words = words_sought(query);
    let shown = if words.is_empty() { true_of.clone() } else { shown(query, &true_of, &words)? };
    let plan = Plan { true_of: merged(true_of), shown: merged(shown) };
    if plan.size() > SIZE_MAX { Err(TooMany) } else { Ok(plan) }
}

impl Plan<'_> {
    /// How many words and other things are asked for in all.
    fn size(&self) -> usize {
        let branches = self.true_of.iter().chain(&self.shown);
        branches.map(|branch| size(&branch.outer) + size(&branch.inner)).sum()
    }
}

fn size(clauses: &Clauses<'_>) -> usize {
    match clauses {
        Formula::All(parts) | Formula::Any(parts) => parts.iter().map(size).sum(),
        Formula::Not(part) => size(part),
        Formula::Leaf(leaf) => match leaf {
            Leaf::Anywhere(clause) => 2 * clause.query.units().len(),
            Leaf::Title(query) | Leaf::Words(query) | Leaf::InSentence(query) => query.units().len(),
            Leaf::AtLeast(_, query) => 2 * query.units().len(),
            Leaf::Some(inner) | Leaf::Sentence(inner) => size(inner),
            Leaf::Article(_)
            | Leaf::Among(_)
            | Leaf::Paragraph(_)
            | Leaf::Speech(_)
            | Leaf::At(_)
            | Leaf::Listed(_) => 1,
        },
    }
}

/// Branches that show the same paragraphs, as one.
fn merged<'q>(branches: Vec<Branch<'q>>) -> Vec<Branch<'q>> {
    let mut merged: Vec<Branch<'q>> = Vec::with_capacity(branches.len());
    for branch in branches {
        match merged.iter_mut().find(|known| known.inner == branch.inner) {
            Some(known) => known.outer = Formula::any([known.outer.clone(), branch.outer]),
            None => merged.push(branch),
        }
    }
    merged
}

/// The query without the speech clauses at its top: the paragraphs of which it is true, in branches.
pub(in crate::engine) fn plan_of_rest(query: &BoundQuery) -> Result<Vec<Branch<'_>>, TooMany> {
    Ok(merged(branches(formula(&query.rest, Reading::Wide, ALTERNATIVES_MAX)?)?))
}

/// Articles with a paragraph of one of some branches.
pub(in crate::engine) fn found<'q>(branches: &[Branch<'q>]) -> Clauses<'q> {
    Formula::any(branches.iter().map(|branch| Formula::all([branch.outer.clone(), some(branch.inner.clone())])))
}

/// Some paragraph satisfies something.
pub(in crate::engine) fn some(inner: Clauses<'_>) -> Clauses<'_> {
    match inner.is_false() {
        true => Formula::FALSE,
        false => Formula::Leaf(Leaf::Some(Box::new(inner))),
    }
}

fn whole(query: &BoundQuery, reading: Reading) -> Result<Clauses<'_>, TooMany> {
    let rest = formula(&query.rest, reading, ALTERNATIVES_MAX)?;
    let speech = query.speech.as_ref().map(|speech| formula(&speech.holds, reading, ALTERNATIVES_MAX)).transpose()?;
    Ok(Formula::all([rest].into_iter().chain(speech)))
}

fn branches(whole: Clauses<'_>) -> Result<Vec<Branch<'_>>, TooMany> {
    whole.alternatives(&|leaf| leaf.reads() == Reads::Article, ALTERNATIVES_MAX)
}

/// The passages of articles of whose paragraphs words are sought.
fn shown<'q>(
    query: &'q BoundQuery,
    true_of: &[Branch<'q>],
    words: &[&'q TextClause],
) -> Result<Vec<Branch<'q>>, TooMany> {
    let narrow = whole(query, Reading::Narrow)?;
    // With the words sought in that paragraph alone, which then stand in the article too.
    let mut shown: Vec<Branch<'q>> = branches(narrow.clone())?
        .into_iter()
        .map(|Alternative { outer, inner }| Alternative { outer: Formula::all([outer, some(inner.clone())]), inner })
        .collect();
    // Those that hold one of the words, or else a speech that answers, or else the first, or else all.
    let further = [holding(words), speaking(query), Formula::Leaf(Leaf::At(0)), Formula::TRUE];
    for Alternative { outer, inner } in true_of {
        // What is known of these articles need not be asked again.
        let narrow = branches(given(narrow.clone(), outer))?.into_iter();
        let mut earlier: Vec<Clauses<'q>> =
            narrow.map(|branch| Formula::all([branch.outer, some(branch.inner)])).collect();
        for further in &further {
            let inner = Formula::all([inner.clone(), further.clone()]);
            let some = some(inner.clone());
            if inner.is_false() || earlier.contains(&some) {
                continue;
            }
            let before = Formula::any(earlier.iter().cloned()).negated();
            shown.push(Alternative { outer: Formula::all([outer.clone(), before, some.clone()]), inner });
            earlier.push(some);
        }
    }
    Ok(shown)
}

/// A formula over articles of which something is known to be true.
fn given<'q>(mut formula: Clauses<'q>, known: &Clauses<'q>) -> Clauses<'q> {
    let parts = match known {
        Formula::All(parts) => parts.as_slice(),
        part => std::slice::from_ref(part),
    };
    for part in parts {
        formula = match part {
            Formula::Not(part) => formula.given(part, false),
            part => formula.given(part, true),
        };
        // What stands nowhere in an article stands in none of its paragraphs.
        if let Formula::Not(part) = part {
            let mut absent = Vec::new();
            match &**part {
                Formula::Leaf(Leaf::Anywhere(clause)) => absent.push(&clause.query),
                Formula::Any(parts) => absent.extend(parts.iter().filter_map(|part| match part {
                    Formula::Leaf(Leaf::Anywhere(clause)) => Some(&clause.query),
                    _ => None,
                })),
                _ => {}
            }
            for query in absent {
                formula = formula.given(&Formula::Leaf(Leaf::Words(query)), false);
            }
        }
    }
    formula
}

/// The paragraphs with a word sought that is no stop word, or with any if all are.
fn holding<'q>(words: &[&'q TextClause]) -> Clauses<'q> {
    let all_stop = words.iter().all(|clause| scores::is_stop_word(clause));
    let telling = words.iter().filter(|clause| all_stop || !scores::is_stop_word(clause));
    Formula::any(telling.map(|clause| Formula::Leaf(Leaf::Words(&clause.query))))
}

/// The paragraphs with a speech that satisfies a speech clause.
fn speaking(query: &BoundQuery) -> Clauses<'_> {
    let each = answers(query).into_iter().map(|condition| Formula::Leaf(Leaf::Speech(condition)));
    Formula::any(each)
}

/// The words that are sought, in the order of the query: those joined at its top first.
pub(in crate::engine) fn words_sought(query: &BoundQuery) -> Vec<&TextClause> {
    let (mut words, others) = scores::conjuncts(&query.rest);
    others.into_iter().for_each(|node| {
        gather(node, &mut |leaf| {
            if let Found::Words(clause) = leaf {
                words.push(clause)
            }
        })
    });
    words
}

/// The conditions whose speeches are answers.
pub(in crate::engine) fn answers(query: &BoundQuery) -> Vec<&SpeechCondition> {
    let mut answers = Vec::new();
    let mut add = |leaf| {
        if let Found::Speech(condition) = leaf {
            answers.push(condition)
        }
    };
    gather(&query.rest, &mut add);
    query.speech.iter().for_each(|clauses| gather(&clauses.holds, &mut add));
    answers
}

/// What is sought: words, or speeches of which one suffices.
enum Found<'q> {
    Words(&'q TextClause),
    Speech(&'q SpeechCondition),
}

fn gather<'q>(bound: &'q Bound, visit: &mut dyn FnMut(Found<'q>)) {
    match bound {
        Bound::And(nodes) | Bound::Or(nodes) => nodes.iter().for_each(|node| gather(node, visit)),
        Bound::Not(node) | Bound::Within(_, node) => gather(node, visit),
        Bound::Text(clause) if clause.sought => visit(Found::Words(clause)),
        Bound::Speech(condition) if condition.sought && condition.of == Quantity::One => {
            visit(Found::Speech(condition));
        }
        _ => {}
    }
}
