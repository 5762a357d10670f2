//! What typed words match: a row of tokens one after another, in one of the forms.

use super::{Token, WordPattern, fold, tokens};

/// Which form of a token is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Folded, unstemmed: what quotation marks ask for.
    Exact,
    /// Stemmed: bare words.
    Stem,
    /// As written, where it is not all lower case.
    Cased,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 3] = [Form::Exact, Form::Stem, Form::Cased];
}

/// One place of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unit {
    /// The token whose form is exactly this.
    Is(Form, String),
    /// Any token whose form begins so: the last character of a run of Han, Kana or Hangul, which may go on.
    Begins(Form, String),
    /// Any token whose exact form has a shape.
    Like(WordPattern),
}

impl Unit {
    /// The form that is matched.
    #[must_use]
    pub fn form(&self) -> Form {
        match self {
            Self::Is(form, _) | Self::Begins(form, _) => *form,
            Self::Like(_) => Form::Exact,
        }
    }

    /// Whether a token is meant.
    #[must_use]
    pub fn matches(&self, token: &Token) -> bool {
        match self {
            Self::Is(form, whole) => token.form(*form) == Some(whole),
            Self::Begins(form, start) => token.form(*form).is_some_and(|own| own.starts_with(start.as_str())),
            Self::Like(pattern) => pattern.matches(&token.exact),
        }
    }
}

/// Tokens that must stand one after another. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sequence {
    units: Vec<Unit>,
}

impl Sequence {
    /// What `text` means when typed; `None` where it holds no word.
    ///
    /// A run of Han, Kana or Hangul means that run of characters wherever it stands, so the last
    /// character by itself, which the index keeps only where a run ends, is not asked for. In the cased form,
    /// words without a capital are read exactly.
    #[must_use]
    pub fn of(text: &str, form: Form) -> Option<Self> {
        let row = tokens(text);
        let (last, before) = row.split_last()?;
        let form_of = |token: &Token| if token.form(form).is_some() { form } else { Form::Exact };
        let whole = |token: &Token| {
            let form = form_of(token);
            Unit::Is(form, token.form(form).unwrap_or(&token.exact).to_owned())
        };
        let mut units: Vec<Unit> = before.iter().map(whole).collect();
        let ends_run = last.bytes.end == last.first_end && last.exact.chars().all(fold::is_paired);
        let continues = before.last().is_some_and(|token| token.bytes.end == last.bytes.end);
        match (ends_run, continues) {
            (true, true) => {}
            (true, false) => units.push(Unit::Begins(form_of(last), last.exact.to_string())),
            (false, _) => units.push(whole(last)),
        }
        Some(Self { units })
    }

    /// One word of a shape.
    #[must_use]
    pub fn like(pattern: WordPattern) -> Self {
        Self { units: vec![Unit::Like(pattern)] }
    }

    /// One word, in its exact form.
    #[must_use]
    pub fn word(exact: String) -> Self {
        Self { units: vec![Unit::Is(Form::Exact, exact)] }
    }

    /// The pattern, where the row is one word of a shape.
    #[must_use]
    pub fn pattern(&self) -> Option<&WordPattern> {
        match &self.units[..] {
            [Unit::Like(pattern)] => Some(pattern),
            _ => None,
        }
    }

    /// This row and another one right after it.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self { units: self.units.iter().chain(&next.units).cloned().collect() }
    }

    /// The places, in order; at least one.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }
}

#[cfg(test)]
mod tests {
    //! Properties: stems match bare words only; a phrase needs its words in order; a run of
    //! pair-wise characters stands in any longer run, and only its own characters are covered.
    use super::*;
    use crate::analyzer::{SpanQuery, marked};

    fn found(query: &str, form: Form, text: &str) -> Vec<String> {
        let Some(sequence) = Sequence::of(query, form) else { return Vec::new() };
        let row = tokens(text);
        let stretches = SpanQuery::Row(sequence).stretches_in(&row);
        stretches.iter().flat_map(|s| &s.marks).map(|&mark| text[marked(&row, mark)].to_owned()).collect()
    }

    #[test]
    fn matches() {
        use Form::{Cased, Exact, Stem};
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
            ("US", Cased, "us US Us", "US"),
            ("the US", Cased, "The US, the US", "The US|the US"),
            ("...", Exact, "anything ...", ""),
        ] {
            assert_eq!(found(query, form, text).join("|"), want, "{query} in {text}");
        }
    }
}
