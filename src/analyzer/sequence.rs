//! What typed words match: a row of tokens one after another, in one of the forms.

use std::ops::Range;

use super::{Token, fold, tokens};

/// Which form of the tokens a sequence is matched against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Folded, unstemmed: what quotation marks ask for.
    Exact,
    /// Stemmed: bare words.
    Stem,
}

/// One place of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unit {
    /// The token with exactly this form.
    Is(String),
    /// Any token that begins so: the last character of a run of Han, Kana or Hangul, which may go on.
    Begins(String),
}

impl Unit {
    fn matches(&self, form: &str) -> bool {
        match self {
            Self::Is(whole) => form == whole,
            Self::Begins(start) => form.starts_with(start.as_str()),
        }
    }
}

/// Tokens that must stand one after another. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sequence {
    form: Form,
    units: Vec<Unit>,
}

impl Sequence {
    /// What `text` means when typed; `None` where it holds no word.
    ///
    /// A run of Han, Kana or Hangul means that run of characters wherever it stands, so the last
    /// character by itself, which the index keeps only where a run ends, is not asked for.
    #[must_use]
    pub fn of(text: &str, form: Form) -> Option<Self> {
        let row = tokens(text);
        let (last, before) = row.split_last()?;
        let mut units: Vec<Unit> = before.iter().map(|token| Unit::Is(token.form(form).to_owned())).collect();
        let ends_run = last.bytes.end == last.first_end && last.exact.chars().all(fold::is_paired);
        let continues = before.last().is_some_and(|token| token.bytes.end == last.bytes.end);
        match (ends_run, continues) {
            (true, true) => {}
            (true, false) => units.push(Unit::Begins(last.exact.clone())),
            (false, _) => units.push(Unit::Is(last.form(form).to_owned())),
        }
        Some(Self { form, units })
    }

    /// The form to match.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// The places, in order; at least one.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Every place where the sequence stands in a row of tokens: the bytes of the text it covers.
    pub fn occurrences<'a>(&'a self, row: &'a [Token]) -> impl Iterator<Item = Range<usize>> + 'a {
        row.windows(self.units.len())
            .filter(|window| window.iter().zip(&self.units).all(|(token, unit)| unit.matches(token.form(self.form))))
            .map(|window| {
                let last = &window[window.len() - 1];
                let end = match self.units.last() {
                    Some(Unit::Begins(_)) => last.first_end,
                    _ => last.bytes.end,
                };
                window[0].bytes.start..end
            })
    }
}

#[cfg(test)]
mod tests {
    //! Properties: stems match bare words only; a phrase needs its words in order; a run of
    //! pair-wise characters stands in any longer run, and only its own characters are covered.
    use super::*;

    fn found(query: &str, form: Form, text: &str) -> Vec<String> {
        let Some(sequence) = Sequence::of(query, form) else { return Vec::new() };
        sequence.occurrences(&tokens(text)).map(|bytes| text[bytes].to_owned()).collect()
    }

    #[test]
    fn matches() {
        use Form::{Exact, Stem};
        for (query, form, text, want) in [
            ("company", Stem, "Companies and a company", "Companies|company"),
            ("company", Exact, "Companies and a company", "company"),
            ("one belt one road", Exact, "the One Belt, One Road plan", "One Belt, One Road"),
            ("one road", Exact, "road one", ""),
            ("COVID-19", Stem, "covid 19 and covid-19", "covid 19|covid-19"),
            ("U.S.", Stem, "U.S. and US; us", "U.S|US|us"),
            ("일대일로", Exact, "일대일로는 그 일대일로", "일대일로|일대일로"),
            ("일대", Exact, "일대일로는", "일대"),
            ("로", Exact, "일대일로 로마", "로|로"),
            ("한", Exact, "한중 신한", "한|한"),
            ("SK하이닉스", Stem, "SK하이닉스가 하이닉스", "SK하이닉스"),
            ("하이닉스 반도체", Exact, "하이닉스 반도체는 하이닉스는 반도체", "하이닉스 반도체"),
            ("一带一路", Exact, "共建一帶一路倡議", "一帶一路"),
            ("...", Exact, "anything ...", ""),
        ] {
            assert_eq!(found(query, form, text).join("|"), want, "{query} in {text}");
        }
    }
}
