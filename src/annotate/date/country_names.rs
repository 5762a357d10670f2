//! The countries that a text names, as far as `relations.txt` needs them.
//!
//! Its place: a stand-in of this annotator until `country` tells the mentions of a text; [`countries_named`] is the one
//! function to change then.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::table;
use super::token::is_wide;
use crate::annotate::Country;

/// The forms of `date_countries.txt` in one automaton, longest first.
static COUNTRIES: LazyLock<(AhoCorasick, Vec<(Country, bool)>)> = LazyLock::new(|| {
    let rows: Vec<_> = table::rows(include_str!("../data/date_countries.txt")).collect();
    let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(rows.iter().map(|row| row[0]));
    let country = |row: &Vec<&str>| {
        let code = Country::from_code(row[1]).expect("date_countries.txt: the code of a country");
        (code, row[0].is_ascii())
    };
    (words.expect("date_countries.txt: forms make an automaton"), rows.iter().map(country).collect())
});

/// The countries that a text names, in order. The one place to change where `country` tells the mentions of a text.
pub(super) fn countries_named(text: &str) -> Vec<Country> {
    let (words, countries) = &*COUNTRIES;
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
    let mut found: Vec<(usize, Country)> = words
        .find_iter(text)
        .filter(|hit| {
            let (_, whole) = countries[hit.pattern().as_usize()];
            !whole || !letter(text[..hit.start()].chars().next_back()) && !letter(text[hit.end()..].chars().next())
        })
        .map(|hit| (hit.start(), countries[hit.pattern().as_usize()].0))
        .collect();
    found.extend(short_pairs(text));
    found.sort();
    let mut out: Vec<Country> = Vec::new();
    for (_, country) in found {
        if !out.contains(&country) {
            out.push(country);
        }
    }
    out
}

/// One character for a country, as Korean, Chinese and Japanese join them: 한중, 中韩, 日米.
const SHORT: [(char, &str); 36] = [
    ('한', "KR"),
    ('중', "CN"),
    ('일', "JP"),
    ('미', "US"),
    ('러', "RU"),
    ('베', "VN"),
    ('북', "KP"),
    ('독', "DE"),
    ('불', "FR"),
    ('영', "GB"),
    ('호', "AU"),
    ('몽', "MN"),
    ('韩', "KR"),
    ('韓', "KR"),
    ('中', "CN"),
    ('日', "JP"),
    ('美', "US"),
    ('米', "US"),
    ('俄', "RU"),
    ('露', "RU"),
    ('越', "VN"),
    ('法', "FR"),
    ('仏', "FR"),
    ('德', "DE"),
    ('独', "DE"),
    ('英', "GB"),
    ('印', "IN"),
    ('澳', "AU"),
    ('豪', "AU"),
    ('朝', "KP"),
    ('蒙', "MN"),
    ('泰', "TH"),
    ('巴', "PK"),
    ('伊', "IR"),
    ('意', "IT"),
    ('哈', "KZ"),
];

fn short_pairs(text: &str) -> Vec<(usize, Country)> {
    let short = |c: char| SHORT.iter().find(|(short, _)| *short == c).and_then(|(_, code)| Country::from_code(code));
    let mut out = Vec::new();
    let mut before: Option<(usize, char)> = None;
    for (at, c) in text.char_indices().filter(|(_, c)| !matches!(c, '·' | '-' | '・' | 'ㆍ')) {
        if let Some((at_before, b)) = before.filter(|_| is_wide(c))
            && let (Some(first), Some(second)) = (short(b), short(c))
            && first != second
        {
            out.extend([(at_before, first), (at, second)]);
        }
        before = Some((at, c));
    }
    out
}

#[cfg(test)]
mod tests {
    //! Properties: whole names and short pairs are found in order, parts of other words are not.
    use super::*;

    #[test]
    fn countries() {
        for (text, want) in [
            ("ties of Vietnam and the Republic of Korea", "VN KR"),
            ("한중 수교", "KR CN"),
            ("한·러 수교", "KR RU"),
            ("中越建交", "CN VN"),
            ("Koreans", ""),
            ("Romania's", "RO"),
        ] {
            let codes: Vec<&str> = countries_named(text).into_iter().map(Country::code).collect();
            assert_eq!(codes.join(" "), want, "{text}");
        }
    }
}
