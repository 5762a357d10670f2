//! Cuts text in Latin letters into words and marks, a quotation being one opaque token, and into sentences.
//!
//! In: a paragraph with its quotations. Out: a [`Line`].

use std::borrow::Cow;
use std::ops::Range;

use super::super::Tables;
use super::super::quote::Quote;
use super::verb::{Form, Verb};
use crate::annotate::lexicon::Tags;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// `’s` after a word.
    Possessive,
    Comma,
    Colon,
    /// A full stop, question or exclamation mark.
    Stop,
    /// Semicolon, dash, ellipsis.
    Break,
    Open,
    Close,
    /// The quotation of this number in the paragraph.
    Quote(usize),
    Other,
}

/// A word or mark.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    /// Bytes of the paragraph's text, at the edges of characters.
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
    pub(super) tags: Tags,
    /// The verb of saying it may be a form of.
    pub(super) verb: Option<&'t Verb>,
    pub(super) lower: Cow<'t, str>,
}

impl Token<'_> {
    /// Whether it is a word that begins with a capital letter.
    pub(super) fn is_capital(&self) -> bool {
        self.kind == Kind::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is written in capitals only, as acronyms are.
    pub(super) fn is_acronym(&self) -> bool {
        self.kind == Kind::Word
            && self.text.chars().filter(|c| c.is_alphabetic()).count() > 1
            && self.text.chars().all(|c| !c.is_lowercase())
            && self.is_capital()
    }

    /// Whether it may be this form of a verb of saying.
    pub(super) fn is_form(&self, form: Form) -> bool {
        self.verb.is_some_and(|verb| verb.form == form)
    }

    pub(super) fn is(&self, tags: Tags) -> bool {
        self.tags.has(tags)
    }
}

/// A paragraph as tokens and sentences.
#[derive(Debug)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) tables: &'t Tables,
    /// In order, never overlapping.
    pub(super) tokens: Vec<Token<'t>>,
    /// Ranges of tokens: one after the other they are all of them, and none is empty.
    pub(super) sentences: Vec<Range<usize>>,
}

impl<'t> Line<'t> {
    pub(super) fn new(text: &'t str, quotes: &[Quote], tables: &'t Tables) -> Self {
        let tokens = Cutter { text, tables, tokens: Vec::with_capacity(text.len() / 5) }.cut(quotes);
        let sentences = sentences(text, &tokens, quotes);
        Self { text, tables, tokens, sentences }
    }

    /// The bytes that a range of tokens covers.
    pub(super) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => first.span.start..last.span.end,
            (Some(first), _) => first.span.start..first.span.start,
            _ => self.text.len()..self.text.len(),
        }
    }

    /// The words that a range of tokens covers.
    pub(super) fn words(&self, tokens: Range<usize>) -> &'t str {
        &self.text[self.bytes(tokens)]
    }
}

/// Cuts a text into tokens.
struct Cutter<'t> {
    text: &'t str,
    tables: &'t Tables,
    tokens: Vec<Token<'t>>,
}

impl<'t> Cutter<'t> {
    fn cut(mut self, quotes: &[Quote]) -> Vec<Token<'t>> {
        let mut at = 0;
        for (number, quote) in quotes.iter().enumerate() {
            self.plain(at..quote.span.start);
            self.push(quote.span.clone(), Kind::Quote(number));
            at = quote.span.end;
        }
        self.plain(at..self.text.len());
        self.tokens
    }

    fn plain(&mut self, part: Range<usize>) {
        let mut at = part.start;
        while let Some(c) = self.text[at..part.end].chars().next() {
            let end = if c.is_alphanumeric() { word_end(self.text, at, part.end) } else { at + c.len_utf8() };
            match kind_of(c) {
                _ if c.is_whitespace() => {}
                Kind::Word => self.push_word(at..end),
                kind => self.push(at..end, kind),
            }
            // An abbreviation has taken its full stop along.
            at = self.tokens.last().map_or(end, |last| last.span.end.max(end));
        }
    }

    /// Splits off a possessive and keeps the full stop of an abbreviation.
    fn push_word(&mut self, span: Range<usize>) {
        let word = &self.text[span.clone()];
        let stem = ["'s", "’s"].iter().find_map(|end| word.strip_suffix(end)).filter(|stem| !stem.is_empty());
        if let Some(stem) = stem {
            let cut = span.start + stem.len();
            self.push(span.start..cut, Kind::Word);
            self.push(cut..span.end, Kind::Possessive);
            return;
        }
        let stop = self.text[span.end..].starts_with('.') && is_abbreviation(word);
        self.push(span, Kind::Word);
        if stop && let Some(last) = self.tokens.last_mut() {
            last.span.end += 1;
            last.text = &self.text[last.span.clone()];
        }
    }

    fn push(&mut self, span: Range<usize>, kind: Kind) {
        let text = &self.text[span.clone()];
        let words = &self.tables.words;
        let token = match kind {
            Kind::Word => {
                let lower = lower_case(text.strip_suffix('.').unwrap_or(text));
                let mut tags = words.tags(&lower);
                if tags == Tags::default() && lower.len() > 4 && lower.ends_with("ly") {
                    tags = Tags::ADVERB;
                }
                Token { text, span, kind, tags, verb: self.tables.verbs.saying(&lower), lower }
            }
            _ => {
                let tags = if kind == Kind::Possessive { words.tags("'s") } else { Tags::default() };
                Token { text, span, kind, tags, verb: None, lower: Cow::Borrowed(text) }
            }
        };
        self.tokens.push(token);
    }
}

fn lower_case(word: &str) -> Cow<'_, str> {
    if word.chars().any(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
}

fn kind_of(c: char) -> Kind {
    match c {
        c if c.is_alphanumeric() => Kind::Word,
        '&' => Kind::Word,
        ',' => Kind::Comma,
        ':' => Kind::Colon,
        '.' | '!' | '?' => Kind::Stop,
        ';' | '—' | '–' | '…' | '-' => Kind::Break,
        '(' | '[' => Kind::Open,
        ')' | ']' => Kind::Close,
        _ => Kind::Other,
    }
}

/// A word goes on over inner hyphens, apostrophes, `&`, and stops between letters (`U.S.`).
fn word_end(text: &str, start: usize, limit: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..limit].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '-' | '‑' | '‐' | '\'' | '’' | '.' | ',' | '&')
            && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric() && (c != ',' || next.is_ascii_digit()))
            && (c != ',' || text[..start + at].ends_with(|before: char| before.is_ascii_digit()))
            && !(c == '.' && is_sentence_joint(&text[start..start + at], chars.peek().map(|(_, next)| *next)));
        if !c.is_alphanumeric() && !joins && !is_mark(c) {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

/// Combining marks belong to their letter.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A full stop without a blank after it (`end.The`) that follows a word of lower-case letters.
fn is_sentence_joint(before: &str, next: Option<char>) -> bool {
    /// No word is longer; what looks like one may be a whole page without blanks.
    const WORD_MAX: usize = 60;
    let lower = || before.chars().rev().take(WORD_MAX).filter(|c| c.is_lowercase());
    next.is_some_and(char::is_uppercase) && lower().nth(1).is_some()
}

/// Words whose full stop does not end a sentence.
fn is_abbreviation(word: &str) -> bool {
    const SHORT: [&str; 38] = [
        "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "col", "lt", "maj", "capt", "sgt", "adm", "cmdr",
        "rev", "st", "jr", "sr", "co", "ltd", "inc", "corp", "smt", "eng", "no", "vs", "jan", "feb", "aug", "sept",
        "oct", "nov", "dec", "pvt", "messrs", "hon",
    ];
    let mut chars = word.chars();
    let initial = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
    initial
        || word.contains('.') && word.chars().all(|c| c.is_alphabetic() || c == '.')
        || SHORT.contains(&word.to_lowercase().as_str())
}

/// A sentence ends at a stop, or with a quotation that holds one, where a new one plausibly begins.
fn sentences(text: &str, tokens: &[Token<'_>], quotes: &[Quote]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let ends = match token.kind {
            Kind::Stop => {
                next.is_none_or(|next| !matches!(next.kind, Kind::Stop | Kind::Close) && begins_sentence(next))
            }
            Kind::Quote(number) => {
                let stop = last_letter_or_mark(text, &quotes[number]);
                match stop {
                    Some('.' | '…' | '。') => next.is_none_or(begins_sentence),
                    Some('?' | '!') => {
                        next.is_none_or(|next| begins_sentence(next) && !verb_follows(&tokens[at + 1..]))
                    }
                    _ => matches!((next.map(|next| next.kind), stop), (Some(Kind::Quote(_)), Some(','))),
                }
            }
            _ => false,
        };
        if ends {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

fn begins_sentence(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Word => token.is_capital() || token.text.starts_with(|c: char| c.is_ascii_digit()),
        Kind::Quote(_) | Kind::Open | Kind::Other | Kind::Break => true,
        _ => false,
    }
}

/// The character before the closing mark.
fn last_letter_or_mark(text: &str, quote: &Quote) -> Option<char> {
    text[quote.inner.clone()]
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '”' | '"'))
        .chars()
        .next_back()
}

/// "Is it so?" Kim asked: the verb closes the sentence that the question mark seemed to end.
fn verb_follows(rest: &[Token<'_>]) -> bool {
    rest.iter()
        .take(8)
        .take_while(|token| token.kind == Kind::Word || token.kind == Kind::Comma)
        .position(|token| token.is_form(Form::Past))
        .is_some_and(|at| {
            rest.get(at + 1).is_none_or(|after| {
                matches!(after.kind, Kind::Stop | Kind::Comma) || after.is(Tags::PREPOSITION.or(Tags::TIME))
            })
        })
}

#[cfg(test)]
mod tests {
    //! Properties: abbreviations and possessives are told; a quotation is one token; sentences end
    //! where a reader ends them.
    use super::super::super::quote;
    use super::*;

    fn line_words(text: &str) -> (Vec<String>, Vec<String>) {
        let line = Line::new(text, &quote::find(text, false), Tables::built_in());
        (
            line.tokens.iter().map(|token| token.text.to_owned()).collect(),
            line.sentences.iter().map(|range| line.words(range.clone()).to_owned()).collect(),
        )
    }

    #[test]
    fn words_and_marks() {
        for (text, want) in [
            ("Mr. Ito of R&D Co., Ltd. left.", &["Mr.", "Ito", "of", "R&D", "Co.", ",", "Ltd.", "left", "."][..]),
            ("the U.S. firm's 1,000 cars", &["the", "U.S.", "firm", "'s", "1,000", "cars"]),
            ("“Yes,” said Ann.", &["“Yes,”", "said", "Ann", "."]),
        ] {
            assert_eq!(line_words(text).0, want);
        }
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, want) in [
            ("He left. She came.", &["He left.", "She came."][..]),
            ("“Why?” Ann Lee asked. He left.", &["“Why?” Ann Lee asked.", "He left."]),
            ("“Yes,” he said. “No.”", &["“Yes,” he said.", "“No.”"]),
            ("He said “We go.” Mr. Ito added “No”.", &["He said “We go.”", "Mr. Ito added “No”."]),
            ("It grew 3.5 percent. Then it fell", &["It grew 3.5 percent.", "Then it fell"]),
        ] {
            assert_eq!(line_words(text).1, want);
        }
    }
}
