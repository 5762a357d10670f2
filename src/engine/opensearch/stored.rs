//! Texts as they are sent to a cluster: our own tokens with blanks between, to be split there and nothing else.
//!
//! A text is up to four fields, the tokens of three of them at the same positions:
//!
//! - `exact` and `stem` hold one token a position; words and phrases score by them.
//! - `every` holds all that can be asked for but stems, stacked on one position: the exact form, the form as written, of a
//!   pair of Han, Kana or Hangul its first character, and where sentences begin and end. It restricts and does not score.
//! - `words` holds the different exact forms, by which words are completed and those counted that a pattern stands for.
//!
//! # Invariants
//! No token holds a blank. What is not the exact form of a word begins with [`MARK`], which no word holds, and which is longer
//! than the two letters by which a misspelling may differ: patterns meet words only.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::analyzer::{Form, Token, holds_run};

/// Stands before everything that is not the exact form of a word. Characters of the private use area are no letters, so no
/// token holds them.
pub(super) const MARK: &str = "\u{e001}\u{e001}";

/// Between [`MARK`] and two characters of Han, Kana or Hangul.
const PAIR: char = '\u{e002}';
/// Between [`MARK`] and the first character of such a pair.
const FIRST: char = '\u{e003}';
/// Between [`MARK`] and a word as it is written.
const CASED: char = '\u{e004}';

/// What stands where a sentence begins.
pub(super) const SENTENCE_BEGINS: &str = "\u{e001}\u{e001}\u{e005}b";
/// What stands where a sentence ends.
pub(super) const SENTENCE_ENDS: &str = "\u{e001}\u{e001}\u{e005}e";
/// What stands at the only token of a sentence.
pub(super) const SENTENCE_OF_ONE: &str = "\u{e001}\u{e001}\u{e005}o";

/// What parts the tokens that stand on one position.
pub(super) const STACKED: char = '\u{e000}';

/// What stands at a position without a token, and is not kept.
pub(super) const GAP: &str = "_";

/// What stands for a blank within a token.
const BLANK: char = '\u{e006}';

/// The exact or stemmed form of a token.
pub(super) fn word(form: &str) -> String {
    let is_pair = form.chars().next().is_some_and(|first| holds_run(first.encode_utf8(&mut [0; 4])));
    let form = without_blanks(form);
    if is_pair { format!("{MARK}{PAIR}{form}") } else { form }
}

/// A word as it is written.
pub(super) fn cased(form: &str) -> String {
    format!("{MARK}{CASED}{}", without_blanks(form))
}

/// The first character of a pair of Han, Kana or Hangul.
pub(super) fn first(character: char) -> String {
    format!("{MARK}{FIRST}{character}")
}

/// What pairs begin with that begin so.
pub(super) fn pairs_from(start: &str) -> String {
    format!("{MARK}{PAIR}{start}")
}

fn without_blanks(form: &str) -> String {
    // What is split at blanks is split at some control characters too.
    form.chars().map(|c| if c.is_whitespace() || c.is_control() { BLANK } else { c }).collect()
}

/// A row of tokens in a form that stands alone, or nothing if there is none.
pub(super) fn row(tokens: &[Token], form: Form) -> Option<String> {
    written(tokens, |token, into| into.push_str(&token.form(form).map_or_else(|| GAP.to_owned(), word)))
}

/// A row of tokens with all that can be asked for but stems; `sentences` are the positions at which sentences begin, if they
/// matter.
pub(super) fn every(tokens: &[Token], sentences: &[u32]) -> Option<String> {
    let last = tokens.last()?.position;
    let begins = |position: u32| sentences.binary_search(&position).is_ok();
    written(tokens, |token, into| {
        into.push_str(&word(&token.exact));
        let stacked = [
            token.cased.as_deref().map(cased),
            token.exact.chars().next().filter(|c| holds_run(c.encode_utf8(&mut [0; 4]))).map(first),
            match (begins(token.position), begins(token.position + 1) || token.position == last) {
                _ if sentences.is_empty() => None,
                (true, true) => Some(SENTENCE_OF_ONE.to_owned()),
                (true, false) => Some(SENTENCE_BEGINS.to_owned()),
                (false, true) => Some(SENTENCE_ENDS.to_owned()),
                (false, false) => None,
            },
        ];
        for token in stacked.into_iter().flatten() {
            let _ = write!(into, "{STACKED}{token}");
        }
    })
}

/// The different words of a row in their exact form.
pub(super) fn words(tokens: &[Token]) -> BTreeSet<String> {
    tokens.iter().map(|token| word(&token.exact)).collect()
}

/// Tokens one after another, with gaps where positions have none.
fn written(tokens: &[Token], write: impl Fn(&Token, &mut String)) -> Option<String> {
    let (mut text, mut next) = (String::with_capacity(tokens.len() * 8), 0);
    for token in tokens {
        while next < token.position {
            text.push_str(GAP);
            text.push(' ');
            next += 1;
        }
        write(token, &mut text);
        text.push(' ');
        next += 1;
    }
    text.pop().map(|_| text)
}

#[cfg(test)]
mod tests {
    //! Properties: one token a position and blank; stacked forms; sentences; gaps.
    use super::*;
    use crate::analyzer::{sentences_of, tokens, tokens_within};
    use crate::span::Span;

    fn shown(text: Option<String>) -> String {
        let marks = [
            (MARK, "^"),
            ("\u{e002}", "p"),
            ("\u{e003}", "f"),
            ("\u{e004}", "c"),
            ("\u{e005}", "s"),
            ("\u{e000}", "+"),
        ];
        marks.iter().fold(text.unwrap_or_default(), |text, (mark, shown)| text.replace(mark, shown))
    }

    #[test]
    fn rows() {
        let text = "Rail opens. Kim of SK하이 said so. Yes.";
        let row_of = tokens(text);
        assert_eq!(shown(row(&row_of, Form::Stem)), "rail open kim of sk ^p하이 ^p이 said so yes");
        assert_eq!(shown(row(&row_of, Form::Exact)), "rail opens kim of sk ^p하이 ^p이 said so yes");
        let sentences = sentences_of(text, &row_of);
        assert_eq!(
            shown(every(&row_of, &sentences)),
            "rail+^cRail+^sb opens+^se kim+^cKim+^sb of sk+^cSK ^p하이+^f하 ^p이+^f이 said so+^se yes+^cYes+^so"
        );
        assert_eq!(every(&[], &[0]), None);
    }

    #[test]
    fn positions_without_a_token() {
        let text = "He said rail opens and so on";
        let within = tokens_within(text, &[Span { start: 8, end: 12 }, Span { start: 23, end: 25 }]);
        assert_eq!(shown(every(&within, &[])), "_ _ rail _ _ so");
    }
}
