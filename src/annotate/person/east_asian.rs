//! Names in Hangul, Han and Kana: titles off, family name and given name apart where they can be told.

use super::NAMES;

/// Whether a character belongs to the scripts of Korean, Chinese or Japanese.
pub(super) fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Korean family names of two syllables.
const DOUBLE_HANGUL: [&str; 8] = ["남궁", "독고", "동방", "사공", "선우", "제갈", "황보", "서문"];

/// The key's words of a name in one of these scripts.
pub(super) fn key_words(folded: &str) -> Vec<String> {
    let mut words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, '・' | '·' | '･' | ','))
        .filter(|w| !w.is_empty())
        .collect();
    while words.len() > 1 && words.last().is_some_and(|word| NAMES.is_title(word)) {
        words.pop();
    }
    let hangul = words.iter().all(|word| word.chars().all(|c| matches!(c, '\u{ac00}'..='\u{d7a3}')));
    let short = words.iter().map(|word| word.chars().count()).sum::<usize>() <= 4;
    let name: String = words.concat();
    match words.len() {
        1 => split(&name, hangul),
        2 if short && words[0].chars().count() <= 2 && hangul => split(&name, hangul),
        _ => words.into_iter().map(str::to_owned).collect(),
    }
}

fn split(name: &str, hangul: bool) -> Vec<String> {
    let count = name.chars().count();
    let family = if hangul {
        match count {
            3 | 4 if DOUBLE_HANGUL.iter().any(|double| name.starts_with(double)) => 2,
            2 | 3 if NAMES.has_surname(name) => 1,
            _ => 0,
        }
    } else {
        let han = name.chars().all(|c| !matches!(c, '\u{3041}'..='\u{30ff}'));
        match count {
            2 | 3 if han && NAMES.has_surname(name) => 1,
            4 if han => 2,
            _ => 0,
        }
    };
    let at = name.char_indices().nth(family).map_or(0, |(at, _)| at);
    [&name[..at], &name[at..]].into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
