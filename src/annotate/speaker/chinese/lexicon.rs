//! The table of Chinese words by which sources and speech are told: `data/speech_zh.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word is in Chinese speech; a word may be several things.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Classes {
    pub(super) reported: bool,
    pub(super) floor: bool,
    pub(super) adverb: bool,
    pub(super) organisation: bool,
    pub(super) unnamed: bool,
}

pub(super) static WORDS: LazyLock<HashMap<&'static str, Classes>> = LazyLock::new(|| {
    include_str!("../../data/speech_zh.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(word, classes)| {
            let is = |class| classes.split(' ').any(|own| own == class);
            let classes = Classes {
                reported: is("reported"),
                floor: is("floor"),
                adverb: is("adverb"),
                organisation: is("organisation"),
                unnamed: is("unnamed"),
            };
            (word, classes)
        })
        .collect()
});

/// The longest word of the table that a text begins with and that is wanted.
pub(super) fn word_at(text: &str, wanted: impl Fn(Classes) -> bool) -> Option<&str> {
    text.char_indices()
        .map(|(at, c)| &text[..at + c.len_utf8()])
        .take(5)
        .filter(|word| WORDS.get(word).is_some_and(|classes| wanted(*classes)))
        .last()
}

pub(super) fn word_at_end(text: &str, wanted: impl Fn(Classes) -> bool) -> Option<&str> {
    text.char_indices()
        .rev()
        .map(|(at, _)| &text[at..])
        .take(5)
        .filter(|word| WORDS.get(word).is_some_and(|classes| wanted(*classes)))
        .last()
}
