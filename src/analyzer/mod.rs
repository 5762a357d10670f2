//! Turns text into the tokens that engines store and match, and typed words into what they match.
//!
//! Its place: the one analysis, for index, query and highlight alike. An engine stores and matches
//! the tokens it is given, so two engines find the same.
//!
//! A text gives one row of [`Token`]s; the row number is the token's position. Each token has up to
//! three forms that share it: `exact` (case, width and accents folded), `stem` (exact, stemmed where
//! a stemmer helps) and `cased` (as written, only for words that are not all lower case).
//!
//! - Words are those of Unicode UAX #29, split at `.` `:` between letters and at `_`; single letters joined by
//!   dots are one word without them (`U.S.` is `us`); a possessive `'s` is dropped.
//! - Runs of Han, Kana and Hangul become overlapping pairs of characters and the last character by
//!   itself, so that a run is found inside any longer one without a dictionary.
//! - Nothing is removed, stop words included.
//!
//! # Invariants
//! Token spans lie within the text, on character edges, and start in increasing order. No form is
//! empty or longer than 255 bytes.
//!
//! # Example
//! ```
//! use onrecord::analyzer::tokens;
//! let exact: Vec<_> = tokens("U.S.-China talks").into_iter().map(|t| t.exact).collect();
//! assert_eq!(exact, ["us", "china", "talks"]);
//! ```
//!
//! # Limits
//! Stemming goes by script, not by language: Latin words are stemmed as English, Cyrillic ones as
//! Russian, since a typed word does not say its language.

mod fold;
mod sentence;
mod sequence;
mod span_query;
mod stem;
mod stop;
mod word_pattern;

use std::borrow::Cow;
use std::ops::Range;

use smol_str::SmolStr;
use unicode_segmentation::UnicodeSegmentation;

pub use sentence::{sentences, sentences_of};
pub use sequence::{Form, Sequence, Unit};
pub use span_query::{Mark, Marks, SpanQuery, Stretch};
pub use stop::is_stop_word;
pub use word_pattern::{PatternError, WordPattern, WordShape};

use crate::span::{self, Span};

/// The version of the analysis; an index written by another one is rebuilt.
pub const VERSION: u32 = 2;

/// No form of a token is longer than this many bytes; longer ones are cut, alike everywhere.
pub const TOKEN_BYTES_MAX: usize = 255;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its place in the row of the whole text, from 0.
    pub position: u32,
    /// Case, width and accents folded.
    pub exact: SmolStr,
    /// The stem, where it differs from `exact`.
    stem: Option<SmolStr>,
    /// The word as written, where it is not all lower case.
    pub cased: Option<SmolStr>,
    /// Where the token stands in the text, in bytes.
    pub bytes: Range<usize>,
    /// Where its first character ends, for a match of that character alone.
    first_end: usize,
}

impl Token {
    /// The stemmed form.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.stem.as_deref().unwrap_or(&self.exact)
    }

    /// The token in one of its forms; a cased one only where it is not all lower case.
    #[must_use]
    pub fn form(&self, form: Form) -> Option<&str> {
        match form {
            Form::Exact => Some(&self.exact),
            Form::Stem => Some(self.stem()),
            Form::Cased => self.cased.as_deref(),
        }
    }
}

/// The bytes of the text that a mark covers, in the row it was found in.
///
/// # Panics
/// When the mark is none of this row.
#[must_use]
pub fn marked(row: &[Token], mark: Mark) -> Range<usize> {
    let at = |position: u32| {
        let at = row.binary_search_by_key(&position, |token| token.position);
        &row[at.expect("a mark lies in the row that it was found in")]
    };
    let last = at(mark.last);
    at(mark.first).bytes.start..if mark.open { last.first_end } else { last.bytes.end }
}

/// The tokens of some spans of a text, each span by itself, at the positions they have in the whole text: what
/// stands next to each other only because something was left out between does not follow each other.
#[must_use]
pub fn tokens_within(text: &str, spans: &[Span]) -> Vec<Token> {
    let whole = tokens(text);
    let mut within: Vec<Token> = Vec::new();
    for &span in spans {
        let bytes = span::bytes(text, span);
        let mut position = whole.partition_point(|token| token.bytes.start < bytes.start) as u32;
        if let Some(last) = within.last() {
            position = position.max(last.position + 1);
        }
        for token in tokens(&text[bytes.clone()]) {
            let moved = bytes.start + token.bytes.start..bytes.start + token.bytes.end;
            within.push(Token { position, bytes: moved, first_end: bytes.start + token.first_end, ..token });
            position += 1;
        }
    }
    within
}

/// The tokens of a text.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut row = Row { text, tokens: Vec::with_capacity(text.len() / 6), run: None };
    for (at, word) in text.unicode_word_indices() {
        if word.is_ascii() {
            row.push(Piece { bytes: at..at + word.len(), paired: false });
        } else {
            pieces(at, word).for_each(|piece| row.push(piece));
        }
    }
    row.close_run();
    row.tokens
}

/// The words of a text folded to their exact form, with a blank between; runs of Han, Kana and Hangul
/// stay whole. Folding what is folded changes nothing.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut end = 0;
    for token in tokens(text) {
        if !folded.is_empty() && token.bytes.start >= end {
            folded.push(' ');
        }
        end = token.bytes.end;
        // Each pair of a run gives its first character; the second one begins the next token.
        match token.exact.chars().next() {
            Some(first) if fold::is_paired(first) => folded.push(first),
            _ => folded.push_str(&token.exact),
        }
    }
    folded
}

/// Whether a text holds a character of Han, Kana or Hangul, whose runs are stored as pairs.
#[must_use]
pub fn holds_run(text: &str) -> bool {
    text.chars().any(fold::is_paired)
}

/// A stretch of one UAX #29 word that is all in pair-wise scripts or all outside of them.
struct Piece {
    bytes: Range<usize>,
    paired: bool,
}

/// Parts a word where the script changes between pair-wise and others: `SK하이닉스`.
fn pieces(at: usize, word: &str) -> impl Iterator<Item = Piece> + '_ {
    let mut rest = word.char_indices().peekable();
    std::iter::from_fn(move || {
        let (from, first) = rest.next()?;
        let paired = fold::is_paired(first);
        let mut end = from + first.len_utf8();
        // A combining mark belongs to the character before it, whatever its own script.
        while let Some((to, c)) = rest.next_if(|&(_, c)| fold::is_paired(c) == paired || fold::is_mark(c)) {
            end = to + c.len_utf8();
        }
        Some(Piece { bytes: at + from..at + end, paired })
    })
}

/// The row under construction, with the run of pair-wise characters that may still grow.
struct Row<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    run: Option<Range<usize>>,
}

impl Row<'_> {
    fn push(&mut self, piece: Piece) {
        match &mut self.run {
            Some(run) if piece.paired && run.end == piece.bytes.start => run.end = piece.bytes.end,
            _ => {
                self.close_run();
                if piece.paired {
                    self.run = Some(piece.bytes);
                } else {
                    self.push_word(piece.bytes);
                }
            }
        }
    }

    /// Adds the overlapping pairs of the run, and its last character by itself.
    fn close_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        let text = self.text;
        let mut characters = text[run.clone()]
            .grapheme_indices(true)
            .map(|(at, c)| (run.start + at..run.start + at + c.len(), fold::paired(c)))
            .filter(|(_, folded)| !folded.is_empty())
            .peekable();
        while let Some((bytes, mut exact)) = characters.next() {
            let mut end = bytes.end;
            if let Some((next, folded)) = characters.peek() {
                exact.push_str(folded);
                end = next.end;
            }
            let position = self.tokens.len() as u32;
            self.tokens.push(Token {
                position,
                exact: SmolStr::new(cut(&exact)),
                stem: None,
                cased: None,
                bytes: bytes.start..end,
                first_end: bytes.end,
            });
        }
    }

    /// Adds a word outside the pair-wise scripts, parted where the rules part it.
    fn push_word(&mut self, bytes: Range<usize>) {
        let text = self.text;
        let word = fold::without_possessive(&text[bytes.clone()]);
        let bytes = bytes.start..bytes.start + word.len();
        if fold::is_initials(word) {
            let joined: String = word.chars().filter(|&c| c != '.').collect();
            self.push_part(&joined, bytes);
            return;
        }
        for part in fold::parts(word) {
            self.push_part(&word[part.clone()], bytes.start + part.start..bytes.start + part.end);
        }
    }

    fn push_part(&mut self, word: &str, bytes: Range<usize>) {
        let folded = fold::word(word);
        let exact = SmolStr::new(cut(&folded));
        if exact.is_empty() {
            return;
        }
        let is_cased = matches!(folded, Cow::Owned(_)) && word.chars().any(char::is_uppercase);
        let cased = is_cased.then(|| SmolStr::new(cut(&fold::width(word))));
        let (stem, first_end, position) = (stem::stem(&exact), bytes.end, self.tokens.len() as u32);
        self.tokens.push(Token { position, exact, stem, cased, bytes, first_end });
    }
}

/// A form up to [`TOKEN_BYTES_MAX`], cut at a character's edge. A stem is no longer than its word.
fn cut(form: &str) -> &str {
    &form[..form.floor_char_boundary(TOKEN_BYTES_MAX)]
}

#[cfg(test)]
mod tests {
    //! Properties: each rule of MEANING.md on tokens, a row a case; spans cut the words out of the
    //! text; long tokens are cut on a character's edge.
    use super::*;

    fn exact(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.exact.into()).collect()
    }

    #[test]
    fn words_and_runs() {
        for (text, want) in [
            ("One Belt, One Road", "one|belt|one|road"),
            ("the U.S. and the U.K.", "the|us|and|the|uk"),
            ("S.Korea's example.com", "s|korea|example|com"),
            ("China’s 45.4 percent, 2,104 hits", "china|45.4|percent|2,104|hits"),
            ("co-op COVID-19", "co|op|covid|19"),
            ("snake_case __init__", "snake|case|init"),
            ("Çağrı café ＦＴＡ", "cagri|cafe|fta"),
            ("don’t don't", "don't|don't"),
            ("일대일로는 좋다", "일대|대일|일로|로는|는|좋다|다"),
            ("SK하이닉스", "sk|하이|이닉|닉스|스"),
            ("一带一路倡议", "一带|带一|一路|路倡|倡议|议"),
            ("一帶一路", "一带|带一|一路|路"),
            ("ＡＩ時代", "ai|时代|代"),
            ("サービスは", "サー|ービ|ビス|スは|は"),
            ("ｻｰﾋﾞｽ", "サー|ービ|ビス|ス"),
            ("中", "中"),
            ("Москва и Сеул", "москва|и|сеул"),
            ("", ""),
            ("— … !", ""),
        ] {
            assert_eq!(exact(text).join("|"), want, "{text}");
        }
    }

    #[test]
    fn folding_keeps_runs_whole() {
        for (text, want) in [
            ("The  Global TIMES", "the global times"),
            ("무역신문 (서울)", "무역신문 서울"),
            ("SK하이닉스", "sk 하이닉스"),
            ("中國 U.S.", "中国 us"),
        ] {
            assert_eq!(folded(text), want);
            assert_eq!(folded(want), want);
        }
    }

    #[test]
    fn decomposed_hangul_is_composed() {
        assert_eq!(exact("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"), exact("한국"));
    }

    #[test]
    fn forms_share_positions() {
        let row = tokens("Korean companies in the US");
        let stems: Vec<&str> = row.iter().map(Token::stem).collect();
        assert_eq!(stems, ["korean", "compani", "in", "the", "us"]);
        let cased: Vec<Option<&str>> = row.iter().map(|t| t.cased.as_deref()).collect();
        assert_eq!(cased, [Some("Korean"), None, None, None, Some("US")]);
    }

    #[test]
    fn spans_cut_the_words_out() {
        let text = "“China’s” 一帶一路 U.S.";
        let cuts: Vec<&str> = tokens(text).iter().map(|t| &text[t.bytes.clone()]).collect();
        assert_eq!(cuts, ["China", "一帶", "帶一", "一路", "路", "U.S"]);
    }

    #[test]
    fn long_tokens_are_cut_on_an_edge() {
        let row = tokens(&"é".repeat(400));
        assert_eq!(row[0].exact.len(), 255);
        let row = tokens(&"ж".repeat(400));
        assert_eq!(row[0].exact.len(), 254);
    }
}
