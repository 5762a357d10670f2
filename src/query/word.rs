//! What is looked for where one word, a phrase or a regular expression is typed.
//!
//! Its place: below the parser, which knows fields and operators; here only the shape of the word counts. `chin*`,
//! `chin!`, `wom?n` and `word~1` are patterns, if what is typed is one word outside of Han, Kana and Hangul. A `?` or
//! `!` that only ends a sentence (`what is rail?`) is no pattern.

use std::ops::Range;

use crate::analyzer::{WordPattern, folded, holds_run, tokens};
use crate::query::lex::{Lexeme, Quoted, lex};
use crate::query::limits::{NUMBER_MAX, PHRASE_WORDS_MAX, REGEX_CHARS_MAX};
use crate::query::{Find, Manner, Pattern, Words};

/// What was read, and what could not be read as meant.
pub(super) struct Reading {
    /// What to look for; `None` where nothing is left.
    pub find: Option<Find>,
    /// What is the matter and what was done.
    pub complaint: Option<String>,
}

impl Reading {
    fn of(find: Find) -> Self {
        Self { find: Some(find), complaint: None }
    }

    fn but(find: Find, complaint: impl Into<String>) -> Self {
        Self { find: Some(find), complaint: Some(complaint.into()) }
    }

    fn nothing(complaint: impl Into<String>) -> Self {
        Self { find: None, complaint: Some(complaint.into()) }
    }
}

/// Whether anything of a text can be looked for.
pub(super) fn has_word(text: &str) -> bool {
    !tokens(text).is_empty()
}

/// Reads a bare word.
pub(super) fn bare(text: &str) -> Reading {
    if !has_word(text) {
        let what = if text.contains('*') { "would match every word" } else { "holds no word" };
        return Reading::nothing(format!("`{text}` {what} and was ignored"));
    }
    // Whatever stands behind a `~` after wildcards is taken off, again and again: `a*~1,~2` is read as `a*`.
    let mut word = text;
    let reading = loop {
        match fuzzy(without_punctuation(word)) {
            Some((starred, _)) if shape(starred).is_some() => word = starred,
            Some((spelt, distance)) => break spelt_about(spelt, distance),
            None => break shaped(word),
        }
    };
    if word.len() == text.len() {
        return reading;
    }
    Reading { complaint: Some("`~` cannot stand with `*`, `?` or `!` and was ignored".into()), ..reading }
}

/// Reads a word that may have wildcards.
fn shaped(text: &str) -> Reading {
    let core = without_punctuation(text);
    match shape(core) {
        None => words(text, Manner::Bare),
        Some(_) if holds_run(core) => starred_run(text, core),
        Some(pattern) if is_one_word(core) => Reading::of(Find::Pattern(pattern)),
        Some(_) => Reading::but(as_typed(text), format!("`{text}` is more than one word, so it was read as words")),
    }
}

/// Punctuation that may follow any word in a sentence is no part of a pattern.
fn without_punctuation(text: &str) -> &str {
    text.trim_end_matches([',', ';', '.', ':'])
}

/// Reads words in quotation marks.
pub(super) fn quoted(Quoted { text, cased, slop, .. }: &Quoted) -> Reading {
    if !has_word(text) {
        return Reading::nothing(format!("`{text}` holds no word and was ignored"));
    }
    let manner = if *cased { Manner::Cased } else { Manner::Exact };
    match slop {
        Some(_) if *cased => Reading {
            complaint: Some("words after `=` stand as written, so the number after `~` was ignored".to_owned()),
            ..words(text, manner)
        },
        // One word or run has nothing to move.
        Some(slop) if *slop > 0 && folded(text).contains(' ') => sloppy(text, *slop),
        _ => words(text, manner),
    }
}

/// Reads a regular expression.
pub(super) fn regex(text: &str) -> Reading {
    let refusal = if text.chars().count() > REGEX_CHARS_MAX {
        format!("a regular expression has {REGEX_CHARS_MAX} characters at most; this one was ignored")
    } else if holds_run(text) {
        "a regular expression cannot match within Han, Kana or Hangul; this one was ignored".to_owned()
    } else if let Err(error) = WordPattern::regex(text) {
        format!("`/{text}/` was ignored: {error}")
    } else {
        return Reading::of(Find::Pattern(Pattern::Regex(text.to_owned())));
    };
    Reading::nothing(refusal)
}

/// Words that may be too many.
fn words(text: &str, manner: Manner) -> Reading {
    let (text, complaint) = first_words(text);
    Reading { find: Some(Find::Words(Words { text, manner })), complaint }
}

fn sloppy(text: &str, slop: u32) -> Reading {
    let (text, complaint) = first_words(text);
    let (slop, too_large) = within_bounds(slop, "`~` after a phrase");
    Reading { find: Some(Find::Sloppy(text, slop)), complaint: complaint.or(too_large) }
}

/// At most [`PHRASE_WORDS_MAX`] words of a text.
fn first_words(text: &str) -> (String, Option<String>) {
    match tokens(text).get(PHRASE_WORDS_MAX) {
        None => (text.to_owned(), None),
        Some(beyond) => (
            text[..beyond.bytes.start].trim_end().to_owned(),
            Some(format!("a phrase has {PHRASE_WORDS_MAX} words at most; the others were ignored")),
        ),
    }
}

/// A number between 1 and [`NUMBER_MAX`], with a complaint where it was not.
pub(super) fn within_bounds(number: u32, of: &str) -> (u16, Option<String>) {
    let bounded = number.clamp(1, u32::from(NUMBER_MAX));
    let complaint = (bounded != number).then(|| format!("{of} is 1 to {NUMBER_MAX}; it was taken as {bounded}"));
    (u16::try_from(bounded).unwrap_or(NUMBER_MAX), complaint)
}

/// The word and number of `word~1`; the number is empty where none is typed.
fn fuzzy(core: &str) -> Option<(&str, &str)> {
    let split = |text: &'_ str| -> Option<usize> {
        let (word, digits) = text.rsplit_once('~')?;
        (has_word(word) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(word.len())
    };
    let end = split(core)?;
    // What stands before a further `~` is the word: `word~1~2`.
    let mut word = &core[..end];
    while let Some(end) = split(word) {
        word = &word[..end];
    }
    Some((word, &core[end + 1..]))
}

/// Reads `word~1`.
fn spelt_about(word: &str, distance: &str) -> Reading {
    if holds_run(word) || !is_one_word(word) {
        let why = format!("`~` is for one word outside of Han, Kana and Hangul; `{word}` was read without it");
        return Reading::but(as_typed(word), why);
    }
    let usual = if word.chars().count() <= 5 { 1 } else { 2 };
    let pattern = |distance| Find::Pattern(Pattern::Fuzzy(word.to_owned(), distance));
    match distance {
        "" => Reading::of(pattern(usual)),
        "0" => Reading::of(Find::Words(Words { text: word.to_owned(), manner: Manner::Exact })),
        "1" => Reading::of(pattern(1)),
        "2" => Reading::of(pattern(2)),
        _ => Reading::but(pattern(2), "after `~` stands 1 or 2; it was taken as 2"),
    }
}

/// The pattern that wildcards in a word make of it.
fn shape(core: &str) -> Option<Pattern> {
    let stem = core.trim_end_matches(['?', '!']);
    let end = &core[stem.len()..];
    if stem.contains(['*', '?']) {
        let whole = match end {
            "" => stem.to_owned(),
            "!" => format!("{stem}*"),
            _ => format!("{stem}{}", end.replace('!', "")),
        };
        let start = whole.trim_end_matches('*');
        return Some(match start.contains(['*', '?']) {
            true => Pattern::Wildcard(whole),
            false => Pattern::Prefix(start.to_owned()),
        });
    }
    (end == "!").then(|| Pattern::Prefix(stem.to_owned()))
}

/// A run of Han, Kana or Hangul may go on in any case, so a star at its end changes nothing.
fn starred_run(text: &str, core: &str) -> Reading {
    let run = core.trim_end_matches(['*', '!']);
    if run.contains(['*', '?']) {
        let why = "`*` and `?` have no meaning within Han, Kana and Hangul; it was read without them";
        return Reading::but(as_typed(text), why);
    }
    Reading { complaint: None, ..Reading::of(as_typed(run)) }
}

/// Whether a bare word is read as words, its marks of a pattern and all.
fn reads_as_words(core: &str) -> bool {
    let is_pattern = match shape(core) {
        None => false,
        Some(_) if holds_run(core) => !core.trim_end_matches(['*', '!']).contains(['*', '?']),
        Some(_) => is_one_word(core),
    };
    !is_pattern && fuzzy(core).is_none()
}

/// Bare words; in quotation marks where a bare word of these letters would be something else.
fn as_typed(text: &str) -> Find {
    let (text, _) = first_words(text);
    let core = without_punctuation(&text);
    let is_word = matches!(&lex(&text)[..], [(Lexeme::Word(word), _)] if *word == text);
    let is_bare = is_word && reads_as_words(core);
    Find::Words(Words { text, manner: if is_bare { Manner::Bare } else { Manner::Exact } })
}

/// Whether a pattern asks for a single word, and that word is folded letter by letter (`U.S.` is not: it is *us*).
fn is_one_word(pattern: &str) -> bool {
    let starred = pattern.strip_suffix('!').map_or(pattern.to_owned(), |start| format!("{start}*"));
    let probe = starred.replace(['*', '?'], "x");
    let whole =
        |bytes: &Range<usize>, exact: &str| *bytes == (0..probe.len()) && exact.contains('.') == probe.contains('.');
    matches!(&tokens(&probe)[..], [token] if whole(&token.bytes, &token.exact))
}
