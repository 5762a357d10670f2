//! Cuts a line into numbers, words and marks, so that written dates can be matched piece by piece.
//!
//! # Invariants
//! Every token's range lies on character edges of the line; tokens are in order and do not overlap.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of ASCII or full-width digits with its value, and how many digits it has.
    Number(u32, u8),
    /// A run of letters of one script.
    Word,
    /// Any other character that is no blank, full-width forms folded.
    Mark(char),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Bytes of the line.
    pub(super) range: Range<usize>,
    /// Whether a blank stands before it.
    pub(super) spaced: bool,
}

/// Scripts that never share a word, and blanks and marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
    Han,
    Kana,
    Hangul,
    Blank,
    Mark,
}

fn class(c: char) -> Class {
    match c {
        '0'..='9' | '０'..='９' => Class::Digit,
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '\0'..='\u{7f}' => {
            if c.is_whitespace() {
                Class::Blank
            } else {
                Class::Mark
            }
        }
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' | '〇' => Class::Han,
        '\u{3040}'..='\u{30ff}' => Class::Kana,
        '\u{ac00}'..='\u{d7a3}' => Class::Hangul,
        _ if c.is_alphabetic() => Class::Letter,
        _ if c.is_whitespace() => Class::Blank,
        _ => Class::Mark,
    }
}

/// Whether a character belongs to a script written without blanks, or to Hangul.
pub(super) fn is_wide(c: char) -> bool {
    matches!(class(c), Class::Han | Class::Kana | Class::Hangul)
}

/// A full-width digit or mark as its ASCII form.
pub(super) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// The tokens of a line.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut spaced = false;
    let mut last = Class::Blank;
    // Where a number in Han numerals ends, while its characters are passed over.
    let mut passed = 0;
    for (at, c) in line.char_indices() {
        if at < passed {
            continue;
        }
        if let Some((value, digits, end)) = han_number(line, at, out.last()) {
            out.push(Token { kind: Kind::Number(value, digits), range: at..end, spaced });
            (spaced, last, passed) = (false, Class::Mark, end);
            continue;
        }
        let class = class(c);
        let end = at + c.len_utf8();
        match (class, out.last_mut()) {
            (Class::Blank, _) => spaced = true,
            (Class::Digit, Some(Token { kind: Kind::Number(value, digits), range, .. })) if last == class => {
                *value = value.saturating_mul(10).saturating_add(narrow(c) as u32 - '0' as u32);
                *digits = digits.saturating_add(1);
                range.end = end;
            }
            (Class::Digit, _) => {
                out.push(Token { kind: Kind::Number(narrow(c) as u32 - '0' as u32, 1), range: at..end, spaced });
            }
            (Class::Mark, _) => out.push(Token { kind: Kind::Mark(narrow(c)), range: at..end, spaced }),
            (_, Some(token)) if last == class => token.range.end = end,
            _ => out.push(Token { kind: Kind::Word, range: at..end, spaced }),
        }
        if class != Class::Blank {
            spaced = false;
        }
        last = class;
    }
    out
}

/// A year in four Han numerals before 年, or the month and day that follow one: 二〇二一年三月十三日.
fn han_number(line: &str, at: usize, before: Option<&Token>) -> Option<(u32, u8, usize)> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| match c {
        '零' | '○' => Some(0),
        _ => DIGITS.chars().position(|digit| digit == c).map(|digit| digit as u32),
    };
    let rest = &line[at..];
    if !matches!(rest.chars().next(), Some('〇' | '一'..='龥' | '○')) {
        return None;
    }
    let year: Vec<u32> = rest.chars().map_while(digit).take(5).collect();
    let year_end = at + rest.char_indices().nth(4).map_or(rest.len(), |(end, _)| end);
    if year.len() == 4 && line[year_end..].starts_with('年') {
        return Some((year.iter().fold(0, |sum, digit| sum * 10 + digit), 4, year_end));
    }
    let unit = before.filter(|token| token.range.end == at).map(|token| &line[token.range.clone()])?;
    let ends = match unit {
        "年" => '月',
        "月" => '日',
        _ => return None,
    };
    let numeral = &rest[..rest.find(ends)?];
    let (tens, ones) = match numeral.split_once('十') {
        Some(("", ones)) => (1, ones),
        Some((tens, ones)) => (digit(tens.chars().next()?).filter(|_| tens.chars().count() == 1)?, ones),
        None => (0, numeral),
    };
    let ones = if ones.is_empty() { 0 } else { digit(ones.chars().next()?).filter(|_| ones.chars().count() == 1)? };
    Some((tens * 10 + ones, 2, at + numeral.len()))
}

#[cfg(test)]
mod tests {
    //! Properties: scripts part words; full-width digits count; ranges cut the line on character edges.
    use super::*;

    #[test]
    fn lines_are_cut() {
        for (line, want) in [
            ("Aug. 24, 2017", &["Aug", ".", "24", ",", "2017"][..]),
            ("2017년 12월", &["2017", "년", "12", "월"]),
            ("二〇二一年三月十三日于北京", &["二〇二一", "年", "三", "月", "十三", "日于北京"]),
            ("三月十三日", &["三月十三日"]),
            ("東京で１３日（水）", &["東京", "で", "１３", "日", "（", "水", "）"]),
            ("", &[]),
        ] {
            let cut: Vec<&str> = tokens(line).iter().map(|token| &line[token.range.clone()]).collect();
            assert_eq!(cut, want);
        }
        assert_eq!(tokens("１３")[0].kind, Kind::Number(13, 2));
        assert_eq!(tokens("（")[0].kind, Kind::Mark('('));
    }
}
