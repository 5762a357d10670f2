//! Patterns over one word: beginnings, wildcards, near spellings, regular expressions.
//!
//! They are matched against the exact form of a token, the whole of it. Tokens of Han, Kana and Hangul are
//! pairs of characters, not words, so no pattern matches them.

use std::sync::{Arc, OnceLock};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use regex::{Regex, RegexBuilder};

use super::fold;

/// A compiled regular expression may take this many bytes.
const REGEX_BYTES_MAX: usize = 1 << 20;

/// A pattern, ready to match. Cloning shares it.
#[derive(Clone)]
pub struct WordPattern {
    /// As typed, by which patterns are told apart.
    source: String,
    typed: Typed,
    shape: Shape,
}

/// What was typed, folded as tokens are.
#[derive(Clone)]
enum Typed {
    Prefix(String),
    Wildcard(String),
    Fuzzy(String, u8),
    Regex(String),
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
    Regex(&'a str),
}

#[derive(Clone)]
enum Shape {
    Prefix(String),
    /// What every match begins with, and the whole.
    Regex(String, Regex),
    Fuzzy(Arc<DFA>),
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
        Self { source: format!("{typed}*"), shape: Shape::Prefix(folded.clone()), typed: Typed::Prefix(folded) }
    }

    /// Words of this shape, `*` standing for any characters and `?` for one.
    #[must_use]
    pub fn wildcard(typed: &str) -> Self {
        let folded = fold::word(typed);
        let prefix: String = folded.chars().take_while(|c| !matches!(c, '*' | '?')).collect();
        let mut expression = String::from("^(?s:");
        for c in folded.chars() {
            match c {
                '*' => expression.push_str(".*"),
                '?' => expression.push('.'),
                c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
        expression.push_str(")$");
        let shape = match Regex::new(&expression) {
            Ok(regex) => Shape::Regex(prefix, regex),
            // Only a word far longer than any token grows beyond the limit: it matches none.
            Err(_) => Shape::Prefix("\0".to_owned()),
        };
        Self { source: typed.to_owned(), shape, typed: Typed::Wildcard(folded.into_owned()) }
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
        let shape = Shape::Fuzzy(Arc::new(builder.build_dfa(&folded)));
        Self { source: format!("{typed}~{distance}"), shape, typed: Typed::Fuzzy(folded, distance) }
    }

    /// Words that a regular expression matches as a whole, whatever the case.
    ///
    /// # Errors
    /// When it is no regular expression, or grows too large.
    pub fn regex(typed: &str) -> Result<Self, PatternError> {
        // By itself first, so that the message speaks of what was typed, and no `)` escapes the group.
        let build = |text: &str| RegexBuilder::new(text).case_insensitive(true).size_limit(REGEX_BYTES_MAX).build();
        let told = |error: regex::Error| {
            PatternError::Regex(match error {
                regex::Error::CompiledTooBig(_) => "it grows too large".to_owned(),
                error => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
            })
        };
        build(typed).map_err(told)?;
        let regex = build(&format!("^(?:{typed})$")).map_err(told)?;
        let (source, shape) = (format!("/{typed}/"), Shape::Regex(String::new(), regex));
        Ok(Self { source, shape, typed: Typed::Regex(typed.to_owned()) })
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
            Shape::Prefix(prefix) | Shape::Regex(prefix, _) => prefix,
            Shape::Fuzzy(_) => "",
        }
    }

    /// Its shape.
    #[must_use]
    pub fn shape(&self) -> WordShape<'_> {
        match &self.typed {
            Typed::Prefix(start) => WordShape::Prefix(start),
            Typed::Wildcard(shape) => WordShape::Wildcard(shape),
            Typed::Fuzzy(word, distance) => WordShape::Fuzzy(word, *distance),
            Typed::Regex(expression) => WordShape::Regex(expression),
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
            Shape::Regex(prefix, regex) => exact.starts_with(prefix.as_str()) && regex.is_match(exact),
            Shape::Fuzzy(dfa) => matches!(dfa.eval(exact), Distance::Exact(_)),
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
    //! Properties: what each shape matches, a row a case; errors speak of what was typed.
    use super::*;

    #[test]
    fn shapes() {
        let regex = |text| WordPattern::regex(text).unwrap();
        for (pattern, yes, no) in [
            (WordPattern::prefix("Chin"), "chin china chinese", "machine 中国"),
            (WordPattern::wildcard("wom?n"), "woman women", "womn woman's"),
            (WordPattern::wildcard("*ese"), "chinese ese", "chineses"),
            (WordPattern::wildcard("c*a"), "china ca", "chinas"),
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
    fn errors() {
        for (text, part) in [("a(", "unclosed"), ("a)(b", "unopened"), ("(\\w{99}){99}", "large")] {
            let error = WordPattern::regex(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
