//! The key under which the spellings of one person's name meet.
//!
//! Its place: used by the engine to index speakers and by searches to find them. The key is a
//! function of the name alone: case, accents, hyphens, blanks, the order of family and given name,
//! titles and middle initials make no difference; spellings of Korean syllables meet where the tables
//! say so, and given names in pinyin may be joined or split.
//!
//! # Invariants
//! A key is its words, sorted and joined by blanks. Hangul, Han and Kana names keep their script:
//! they meet no Latin spelling, nor traditional characters simplified ones.
//!
//! # Example
//! ```
//! use onrecord::annotate::PersonKey;
//! assert_eq!(PersonKey::of("Chairman Kim Young-joo"), PersonKey::of("Yeong Ju KIM"));
//! assert_ne!(PersonKey::of("Kim Young-joo"), PersonKey::of("Kim Young-woo"));
//! ```
//!
//! # Limits
//! One spelling can stand for two Korean syllables (`suk`): the tables choose the commoner. A
//! Japanese name in four characters is cut in the middle, others of unknown family name not at all.

mod east_asian;
mod korean;
mod people;

pub use people::{People, PeopleError, PersonRow, SoughtPerson};

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::annotate::lexicon::{Names, Tags, Words};
use crate::tables::Added;

/// The tables as they ship: a key is a function of the name alone, whatever rows a user adds.
static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::new(&Added::default()).expect("the built-in table can be read"));
static NAMES: LazyLock<Names> =
    LazyLock::new(|| Names::new(&Added::default()).expect("the built-in tables can be read"));

/// A key shared by the spellings of one name: `Kim Young-joo` and `Kim Young-ju` have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(String);

impl PersonKey {
    /// The key of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let folded = fold(without_brackets(name).as_str());
        let mut words = if folded.chars().any(east_asian::is_east_asian) {
            east_asian::key_words(&folded)
        } else {
            latin_key_words(&folded)
        };
        words.sort_unstable();
        Self(words.join(" "))
    }

    /// A key as [`PersonKey::as_str`] gave it.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The words of the key (family name and given name as one word each, where they can be told),
    /// for finding a person by a part of the name.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words of a name as somebody types it to find a person: a whole name, or a part in any spelling.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SoughtName {
    /// For each word, the words of a key that it may stand for.
    words: Vec<Vec<String>>,
}

impl SoughtName {
    /// What was typed; `None` if it names nobody.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let key = PersonKey::of(typed);
        let mut words: Vec<Vec<String>> = key.words().map(|word| vec![word.to_owned()]).collect();
        // A word by itself may be a family name or a given name: only in a whole name is that told.
        if let [alone] = &mut words[..] {
            let folded = fold(without_brackets(typed).as_str());
            let last = folded.split_whitespace().last().unwrap_or_default();
            for reading in [korean::family_name(last), korean::given_name(last)].into_iter().flatten() {
                if !alone.contains(&reading) {
                    alone.push(reading);
                }
            }
        }
        (!words.is_empty()).then_some(Self { words })
    }

    /// For each word typed, the words of a key of which one must be there.
    #[must_use]
    pub fn words(&self) -> &[Vec<String>] {
        &self.words
    }

    /// Whether a person of this key has such a name.
    #[must_use]
    pub fn is_of(&self, key: &PersonKey) -> bool {
        self.words.iter().all(|readings| readings.iter().any(|reading| key.words().any(|word| word == reading)))
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A reading or spelling in brackets is no part of the name.
fn without_brackets(name: &str) -> String {
    let mut depth = 0usize;
    name.chars()
        .filter(|c| match c {
            '(' | '（' => {
                depth += 1;
                false
            }
            ')' | '）' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// Lower case and compatible width, without the marks of Latin letters; Hangul stays composed and
/// Kana keeps its voicing marks.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.nfkc().flat_map(char::to_lowercase) {
        if c.is_ascii() || east_asian::is_east_asian(c) {
            folded.push(c);
        } else {
            folded.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)).map(plain_letter));
        }
    }
    folded
}

/// Letters that Unicode does not decompose, and the typographic hyphens and apostrophes.
fn plain_letter(c: char) -> char {
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ı' => 'i',
        '‐' | '‑' | '–' => '-',
        '’' | 'ʼ' => '\'',
        other => other,
    }
}

fn latin_key_words(folded: &str) -> Vec<String> {
    let mut words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    drop_titles(&mut words);
    let initials = words.iter().filter(|word| word.chars().count() == 1).count();
    if words.len() >= initials + 2 {
        words.retain(|word| word.chars().count() > 1);
    }
    korean::key_words(&words)
        .or_else(|| pinyin_key_words(&words))
        .unwrap_or_else(|| words.iter().map(|word| joined(word)).collect())
}

/// Titles stand before the name and suffixes after it. A title that is also a family name (`King`)
/// stays where too little would be left.
fn drop_titles(words: &mut Vec<&str>) {
    while words.len() > 1 && WORDS.tags(words[words.len() - 1]).has(Tags::SUFFIX) {
        words.pop();
    }
    let titles = words
        .iter()
        .enumerate()
        .take_while(|(at, word)| {
            let tags = WORDS.tags(word);
            let left = words.len() - at - 1;
            left >= 1 && tags.has(Tags::HONORIFIC)
                || left >= 2 && tags.has(Tags::TITLE.or(Tags::MODIFIER)) && !tags.has(Tags::FORENAME.or(Tags::SURNAME))
        })
        .count();
    words.drain(..titles);
}

/// A name without its hyphens and apostrophes.
fn joined(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `Huang Qun Hui`, `Huang Qunhui` and `Qun Hui Huang`: the family name and the rest in one.
fn pinyin_key_words(words: &[&str]) -> Option<Vec<String>> {
    if words.len() != 3 || words.iter().any(|word| word.len() > 6) {
        return None;
    }
    let is_surname = |word: &str| WORDS.tags(word).has(Tags::SURNAME);
    let (surname, given) = if is_surname(words[0]) {
        (words[0], &words[1..])
    } else if is_surname(words[2]) {
        (words[2], &words[..2])
    } else {
        return None;
    };
    if !given.iter().all(|word| is_pinyin_syllable(word)) {
        return None;
    }
    Some(vec![surname.to_owned(), given.iter().map(|word| joined(word)).collect()])
}

/// Whether a word is a given name of two syllables in pinyin.
pub(crate) fn is_pinyin_given_name(word: &str) -> bool {
    (2..word.len().saturating_sub(1)).filter(|at| word.is_char_boundary(*at)).any(|at| {
        let (one, two) = word.split_at(at);
        is_pinyin_syllable(one) && is_pinyin_syllable(two)
    })
}

/// Whether a word has the shape of one syllable of pinyin: an initial, vowels, `n`, `ng` or `r`.
fn is_pinyin_syllable(word: &str) -> bool {
    const INITIALS: [&str; 23] = [
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s",
        "y", "w",
    ];
    let rest = INITIALS.iter().find_map(|initial| word.strip_prefix(initial)).unwrap_or(word);
    let coda = rest.trim_start_matches(['a', 'e', 'i', 'o', 'u']);
    coda.len() < rest.len() && matches!(coda, "" | "n" | "ng" | "r")
}

#[cfg(test)]
mod tests {
    //! Properties: case, accents, hyphens, blanks, order, titles and middle initials make no
    //! difference; spellings of Korean syllables meet by the tables and no further; given names in
    //! pinyin may be split; scripts stay apart; the words are the family and the given name.
    use super::*;

    #[test]
    fn a_part_of_a_name_finds_it_in_any_spelling() {
        for (typed, name, want) in [
            ("Young-joo", "Kim Young-ju", true),
            ("youngju", "Kim Young-joo", true),
            ("Young-woo", "Kim Young-joo", false),
            ("Chey", "Choi Tae-sun", true),
            ("Kim", "Kim Young-joo", true),
            ("Mr. Kim", "Kim Young-joo", true),
            ("Kim Young-joo", "Kim Young-ju", true),
            ("Kim Young-woo", "Kim Young-joo", false),
            ("Marlow", "John F. Marlow", true),
            ("Commerce Ministry", "Ministry of Commerce", true),
            ("김", "김영주", true),
            ("김영주 회장", "김영주", true),
        ] {
            let sought = SoughtName::of(typed).unwrap();
            assert_eq!(
                sought.is_of(&PersonKey::of(name)),
                want,
                "{typed} in {name}: {sought:?} {:?}",
                PersonKey::of(name)
            );
        }
        assert_eq!(SoughtName::of("…"), None);
    }

    #[test]
    fn spellings_of_one_name_meet() {
        for group in [
            &[
                "Kim Young-joo",
                "KIM Young Joo",
                "Kim Young-ju",
                "Kim Yeong-ju",
                "Youngjoo Kim",
                "Young-joo Kim",
                "Chairman Kim Young-joo",
                "Mr. Kim Young-joo",
            ][..],
            &["Chey Tae-sun", "Choi Tae-seon", "Choe Taeseon"],
            &["Lee Hyun-woo", "Yi Hyeon-woo", "Rhee Hyunwoo"],
            &["Park Soo-min", "Pak Su-min", "Bak Soo Min"],
            &["Huang Qun Hui", "Huang Qunhui", "Qun Hui Huang"],
            &["John F. Marlow", "John Marlow", "JOHN MARLOW", "Marlow John", "Senator John F. Marlow"],
            &["José Muñoz", "Jose Munoz", "Dr. Jose Munoz Jr."],
            &["김영주", "김 영주", "김영주 회장", "김영주(金映周)"],
            &["王毅", "王毅 部长"],
        ] {
            for name in group {
                assert_eq!(PersonKey::of(name), PersonKey::of(group[0]), "{name}");
            }
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for (one, other) in [
            ("Kim Young-woo", "Kim Young-joo"),
            ("Kim Tae-ho", "Kim Dae-ho"),
            ("Kim Soon-ja", "Kim Seon-ja"),
            ("Lee Yong-ho", "Lee Young-ho"),
            ("Park Min-ho", "Paik Min-ho"),
            ("김영주", "김영우"),
            ("김영주", "Kim Young-joo"),
            ("John Marlow", "John Barlow"),
        ] {
            assert_ne!(PersonKey::of(one), PersonKey::of(other), "{one} {other}");
        }
    }

    #[test]
    fn words_are_family_and_given_name() {
        for (name, words) in [
            ("Kim Young-joo", &["kim", "yeongjoo"][..]),
            ("Huang Qun Hui", &["huang", "qunhui"]),
            ("김영주", &["김", "영주"]),
            ("남궁현", &["남궁", "현"]),
            ("王小明", &["小明", "王"]),
            ("Otto King", &["king", "otto"]),
            ("", &[]),
            ("Mr.", &["mr"]),
        ] {
            assert_eq!(PersonKey::of(name).words().collect::<Vec<_>>(), words, "{name}");
        }
    }
}
