//! "Did you mean": words that the index does not hold, with near ones that it does.

use crate::analyzer::{WordPattern, tokens};
use crate::engine::{EngineError, Reader};
use crate::query::{Clause, Find, Node, Test, Words};
use crate::search::count;

/// Shorter words have too many neighbours to guess which is meant.
const LETTERS_MIN: usize = 4;

/// From this length on two letters may be wrong.
const LETTERS_OF_TWO: usize = 7;

/// How many words of one query are looked at.
const WORDS_MAX: usize = 16;

/// The query as typed, with words that stand nowhere in the index spelt like ones that do; `None` if nothing
/// better is known.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn suggestion(reader: &dyn Reader, typed: &str, tree: &Node) -> Result<Option<String>, EngineError> {
    let mut letters: Vec<char> = typed.chars().collect();
    let mut changed = false;
    // From the end on, so that places before a change stay true.
    let mut clauses: Vec<&Clause> = tree.clauses().into_iter().filter(|clause| word(clause).is_some()).collect();
    clauses.sort_by_key(|clause| clause.place.map(|place| place.start));
    for clause in clauses.into_iter().rev().take(WORDS_MAX) {
        let (Some(word), Some(place)) = (word(clause), clause.place) else { continue };
        if count(reader, Node::Clause(clause.clone()))?.1 > 0 {
            continue;
        }
        let Some(better) = nearest(reader, word)? else { continue };
        let Some(part) = letters.get(place.start..place.end) else { continue };
        let part: String = part.iter().collect();
        // The place may include a field or marks around the word.
        letters.splice(place.start..place.end, part.replacen(word, &better, 1).chars());
        changed = true;
    }
    Ok(changed.then(|| letters.into_iter().collect()))
}

/// The word of a clause that asks for just one.
fn word(clause: &Clause) -> Option<&str> {
    match &clause.test {
        Test::Text(_, Find::Words(Words { text, .. })) if clause.place.is_some() => {
            let one = tokens(text).len() == 1 && text.chars().all(char::is_alphabetic);
            (one && text.chars().count() >= LETTERS_MIN).then_some(text.as_str())
        }
        _ => None,
    }
}

/// The commonest of the words nearest to one.
fn nearest(reader: &dyn Reader, word: &str) -> Result<Option<String>, EngineError> {
    let distances = if word.chars().count() >= LETTERS_OF_TWO { 1..=2 } else { 1..=1 };
    for distance in distances {
        let found = reader.words(&WordPattern::fuzzy(word, distance), 1)?;
        if let Some(found) = found.into_iter().next() {
            return Ok(Some(found.word));
        }
    }
    Ok(None)
}
