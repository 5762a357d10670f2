//! A line cut into tokens, with what a date is put together from: numbers, marks, units, years, months, weekdays.

use std::ops::Range;

use jiff::civil::Weekday;

use super::Names;
use crate::annotate::date::token::{Kind, Token, is_wide};

/// The years a date can lie in to be taken for one: earlier ones are history, later ones numbers.
pub(super) const YEARS: Range<u32> = 1900..2100;

/// A line with its tokens. Methods take the index of a token and give the index after what they read, which is one
/// token at least.
pub(super) struct Reader<'a> {
    pub(super) line: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) names: &'a Names,
}

impl Reader<'_> {
    pub(super) fn number(&self, at: usize) -> Option<(u32, u8)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(value, digits) => Some((value, digits)),
            _ => None,
        }
    }

    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.kind {
            Kind::Mark(c) => Some(c),
            _ => None,
        }
    }

    pub(super) fn word(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        Some(&self.line[token.range.clone()])
    }

    pub(super) fn spaced(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.spaced)
    }

    pub(super) fn range(&self, from: usize, to: usize) -> Range<usize> {
        self.tokens[from].range.start..self.tokens[to - 1].range.end
    }

    /// A number of four digits that can be a year; one glued to the hour after it ("20204:29 AM") counts.
    pub(super) fn year(&self, at: usize) -> Option<i16> {
        let (value, digits) = self.number(at)?;
        let value = match digits {
            4 => value,
            5 | 6 if self.mark(at + 1) == Some(':') => value / 10u32.pow(u32::from(digits) - 4),
            _ => return None,
        };
        YEARS.contains(&value).then_some(value as i16)
    }

    pub(super) fn small(&self, at: usize, max: u32) -> Option<i8> {
        let (value, digits) = self.number(at)?;
        (digits <= 2 && (1..=max).contains(&value)).then_some(value as i8)
    }

    /// Whether the word at `at` begins with the East Asian unit, as in 日 or 일부터.
    pub(super) fn unit(&self, at: usize, units: &[&str]) -> bool {
        self.word(at).is_some_and(|word| units.iter().any(|unit| word.starts_with(unit)))
    }

    /// Behind a short bracket that opens at a token.
    pub(super) fn bracketed(&self, at: usize) -> Option<usize> {
        self.mark(at).filter(|&c| c == '(')?;
        (at + 2..at + 5).find(|&end| self.mark(end) == Some(')')).map(|end| end + 1)
    }

    /// Whether a number is no part of a longer figure: a price, a version, a telephone number.
    pub(super) fn stands_free(&self, at: usize) -> bool {
        let glued = |i: usize, marks: &[char]| !self.spaced(i) && self.mark(i).is_some_and(|c| marks.contains(&c));
        let before = at > 0
            && !self.spaced(at)
            && (self
                .mark(at - 1)
                .is_some_and(|c| matches!(c, '$' | '€' | '£' | '¥' | '₩' | '.' | ',' | '#' | '/' | '+' | '='))
                || self.word(at - 1).is_some_and(|w| w.is_ascii())
                || self.mark(at - 1) == Some('-') && at > 1 && self.number(at - 2).is_some());
        let after = glued(at + 1, &['.', ',', '/', '%']) && !self.spaced(at + 2) && self.number(at + 2).is_some()
            || glued(at + 1, &['%']);
        !before && !after
    }

    pub(super) fn month(&self, at: usize, small: bool) -> Option<i8> {
        let word = self.word(at)?;
        let first = word.chars().next()?;
        // English names are written large; "may" and "march" are verbs. Other languages write them small.
        if !(small || first.is_uppercase()) || !first.is_alphabetic() {
            return None;
        }
        self.names.month(word)
    }

    /// A weekday at `at`, in brackets or not.
    pub(super) fn weekday(&self, at: usize) -> Option<(Weekday, usize)> {
        let word = self.word(at)?;
        let first = word.chars().next()?;
        if is_wide(first) {
            let longest = word.char_indices().map(|(i, c)| i + c.len_utf8()).take(3);
            let found = longest.filter_map(|end| self.names.weekday_beginning(&word[..end])).last()?;
            return Some((found, at + 1));
        }
        // "sat", "sun" and "wed" are words; names of days are written large in English.
        if !first.is_alphabetic() || !first.is_uppercase() && word.is_ascii() {
            return None;
        }
        Some((self.names.weekday(word)?, at + 1))
    }

    /// A weekday in brackets: (화), （星期二）, (Tue).
    pub(super) fn bracketed_weekday(&self, at: usize) -> Option<(Weekday, usize)> {
        if self.mark(at) != Some('(') {
            return None;
        }
        let day = match self.word(at + 1)? {
            "월" | "月" | "一" => Weekday::Monday,
            "화" | "火" | "二" => Weekday::Tuesday,
            "수" | "水" | "三" => Weekday::Wednesday,
            "목" | "木" | "四" => Weekday::Thursday,
            "금" | "金" | "五" => Weekday::Friday,
            "토" | "土" | "六" => Weekday::Saturday,
            "일" | "日" => Weekday::Sunday,
            _ => self.weekday(at + 1)?.0,
        };
        (self.mark(at + 2) == Some(')')).then_some((day, at + 3))
    }
}

/// Whether a number is counted by what follows it: "7th".
pub(super) fn is_ordinal_tail(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH" | "er" | "º")
}
