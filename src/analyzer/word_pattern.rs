//! Patterns over one word: beginnings, wildcards, near spellings, regular expressions.
//!
//! They are matched against the exact form of a token, the whole of it. Tokens of Han, Kana and Hangul are
//! pairs of characters, not words, so no pattern matches them.

use std::str::Chars;
use std::sync::{Arc, OnceLock};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use super::fold;

/// A compiled regular expression may take this many bytes.
const REGEX_BYTES_MAX: usize = 1 << 20;

/// A pattern, ready to match. Cloning shares it.
#[derive(Clone)]
pub struct WordPattern {
    /// As typed, by which patterns are told apart.
    source: String,
    shape: Shape,
}

/// The shape of a pattern, for engines that match it in a way of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordShape<'a> {
    /// Words that begin so.
    Prefix(&'a str),
    /// Words of this shape, `*` standing for any characters and `?` for one.
    Wildcard(&'a str),
    /// Words of which at most so many letters differ, two changed places counting as one.
    Fuzzy(&'a str, u8),
    /// Words that a regular expression matches as a whole, whatever the case.
    Regex(&'a Hir),
}

/// What was typed, folded as tokens are, with what matches it.
#[derive(Clone)]
enum Shape {
    Prefix(String),
    /// What every match begins with, and the whole.
    Wildcard(String, String),
    Fuzzy(String, u8, Arc<DFA>),
    Regex(Arc<Hir>, Regex),
}

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A regular expression with an error in it, or one that grows too large.
    #[error("{0}")]
    Regex(String),
}

impl WordPattern {
    /// Words that begin so.
    #[must_use]
    pub fn prefix(typed: &str) -> Self {
        let folded = fold::word(typed).into_owned();
        Self { source: format!("{typed}*"), shape: Shape::Prefix(folded) }
    }

    /// Words of this shape, `*` standing for any characters and `?` for one.
    #[must_use]
    pub fn wildcard(typed: &str) -> Self {
        let folded = fold::word(typed).into_owned();
        let prefix = folded.chars().take_while(|c| !matches!(c, '*' | '?')).collect();
        Self { source: typed.to_owned(), shape: Shape::Wildcard(prefix, folded) }
    }

    /// Words of which at most `distance` letters differ from `typed`, two changed places counting as one
    /// (Schulz and Mihov, "Fast String Correction with Levenshtein Automata", 2002).
    #[must_use]
    pub fn fuzzy(typed: &str, distance: u8) -> Self {
        static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; 2] = [OnceLock::new(), OnceLock::new()];
        let distance = distance.clamp(1, 2);
        let builder =
            BUILDERS[usize::from(distance) - 1].get_or_init(|| LevenshteinAutomatonBuilder::new(distance, true));
        let folded = fold::word(typed).into_owned();
        let dfa = Arc::new(builder.build_dfa(&folded));
        Self { source: format!("{typed}~{distance}"), shape: Shape::Fuzzy(folded, distance, dfa) }
    }

    /// Words that a regular expression matches as a whole, whatever the case.
    ///
    /// # Errors
    /// When it is no regular expression, or grows too large.
    pub fn regex(typed: &str) -> Result<Self, PatternError> {
        let told = |error: &str| {
            PatternError::Regex(error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned())
        };
        // By itself first, so that the message speaks of what was typed, and no `)` escapes the group.
        let parsed = ParserBuilder::new().case_insensitive(true).build().parse(typed);
        let parsed = parsed.map_err(|error| told(&error.to_string()))?;
        let mut whole = RegexBuilder::new(&format!("^(?:{typed})$"));
        let regex = whole.case_insensitive(true).size_limit(REGEX_BYTES_MAX).build().map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => PatternError::Regex("it grows too large".to_owned()),
            error => told(&error.to_string()),
        })?;
        Ok(Self { source: format!("/{typed}/"), shape: Shape::Regex(Arc::new(parsed), regex) })
    }

    /// As it is typed.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What every word that matches begins with.
    #[must_use]
    pub fn common_prefix(&self) -> &str {
        match &self.shape {
            Shape::Prefix(prefix) | Shape::Wildcard(prefix, _) => prefix,
            Shape::Regex(..) | Shape::Fuzzy(..) => "",
        }
    }

    /// Its shape.
    #[must_use]
    pub fn shape(&self) -> WordShape<'_> {
        match &self.shape {
            Shape::Prefix(start) => WordShape::Prefix(start),
            Shape::Wildcard(_, shape) => WordShape::Wildcard(shape),
            Shape::Fuzzy(word, distance, _) => WordShape::Fuzzy(word, *distance),
            Shape::Regex(expression, _) => WordShape::Regex(expression),
        }
    }

    /// Whether the exact form of a token has the shape.
    #[must_use]
    pub fn matches(&self, exact: &str) -> bool {
        if exact.chars().next().is_some_and(fold::is_paired) {
            return false;
        }
        match &self.shape {
            Shape::Prefix(prefix) => exact.starts_with(prefix.as_str()),
            Shape::Wildcard(_, shape) => has_shape(exact, shape),
            Shape::Regex(_, regex) => regex.is_match(exact),
            Shape::Fuzzy(_, _, dfa) => matches!(dfa.eval(exact), Distance::Exact(_)),
        }
    }
}

/// Whether a word has a shape, in which `*` stands for any characters and `?` for one. What does not fit goes on behind the
/// last `*`, which takes one more character.
fn has_shape(word: &str, shape: &str) -> bool {
    let (mut word, mut shape) = (word.chars(), shape.chars());
    let mut star: Option<(Chars<'_>, Chars<'_>)> = None;
    loop {
        match shape.next() {
            Some('*') => star = Some((word.clone(), shape.clone())),
            Some(c) if word.next().is_some_and(|own| c == '?' || c == own) => {}
            None if word.as_str().is_empty() => return true,
            _ => {
                let Some((taken, behind)) = &mut star else { return false };
                if taken.next().is_none() {
                    return false;
                }
                (word, shape) = (taken.clone(), behind.clone());
            }
        }
    }
}

impl PartialEq for WordPattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for WordPattern {}

impl std::hash::Hash for WordPattern {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.source.hash(state);
    }
}

impl std::fmt::Debug for WordPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WordPattern({})", self.source)
    }
}

#[cfg(test)]
mod tests {
    //! Properties: what each shape matches, a row a case; a wildcard matches what it does as an expression; errors speak of
    //! what was typed.
    use super::*;

    #[test]
    fn shapes() {
        let regex = |text| WordPattern::regex(text).unwrap();
        for (pattern, yes, no) in [
            (WordPattern::prefix("Chin"), "chin china chinese", "machine 中国"),
            (WordPattern::wildcard("wom?n"), "woman women", "womn woman's"),
            (WordPattern::wildcard("*ese"), "chinese ese", "chineses"),
            (WordPattern::wildcard("c*a"), "china ca", "chinas"),
            (WordPattern::wildcard("b?n*k"), "bank banknotebook bünk", "bnk ban banks"),
            (WordPattern::fuzzy("Korea", 1), "korea korae kore koreas", "koreans 한국"),
            (WordPattern::fuzzy("abcd", 2), "abdce badc ab", "dcba"),
            (regex("colou?rs?"), "color colours", "discolor"),
            (regex("a|b"), "a b", "ab"),
            (regex("K.*"), "korea", "southkorea"),
        ] {
            assert!(yes.split(' ').all(|word| pattern.matches(word)), "{pattern:?}");
            assert!(!no.split(' ').any(|word| pattern.matches(word)), "{pattern:?}");
            assert!(yes.split(' ').all(|word| word.starts_with(pattern.common_prefix())), "{pattern:?}");
        }
    }

    #[test]
    fn wildcards_are_expressions() {
        let mut rng = fastrand::Rng::with_seed(3);
        let mut random = |of: &[char], most: usize| -> String {
            (0..rng.usize(..most)).map(|_| of[rng.usize(..of.len())]).collect()
        };
        let mut alike = 0;
        for _ in 0..400 {
            let shape = random(&['a', 'b', 'é', '*', '?'], 7);
            let expression = Regex::new(&format!("^{}$", shape.replace('*', ".*").replace('?', "."))).unwrap();
            for _ in 0..100 {
                let word = random(&['a', 'b', 'é'], 9);
                assert_eq!(has_shape(&word, &shape), expression.is_match(&word), "{word} as {shape}");
                alike += usize::from(has_shape(&word, &shape));
            }
        }
        assert!((4_000..36_000).contains(&alike), "{alike}");
    }

    #[test]
    fn errors() {
        for (text, part) in [("a(", "unclosed"), ("a)(b", "unopened"), ("(\\w{99}){99}", "large")] {
            let error = WordPattern::regex(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
