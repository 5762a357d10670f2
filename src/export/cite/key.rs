//! Citation keys: `harbour2019-e09e25`, of the publisher, the year and the first digits of the article's id.
//!
//! The digits make the key the same in every export, whatever else stands there: a document that cites by it goes on
//! working. Letters that count up (`2019a`, `2019b`) would not.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Cited, CitedPassage};

/// How many digits of an id stand in a key.
const DIGITS: usize = 6;
/// No word of a key is longer.
const WORD_MAX: usize = 20;
/// Words that tell nothing at the start of a name.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// The keys of sources, in their order. Where two articles would share one, both have all digits.
pub(super) fn keys(cited: &[&Cited]) -> Vec<String> {
    let mut ids: HashMap<String, HashSet<&str>> = HashMap::new();
    for source in cited {
        ids.entry(stem(source, DIGITS)).or_default().insert(source.id.as_str());
    }
    let key = |source: &&Cited| {
        let short = stem(source, DIGITS);
        let is_shared = ids.get(&short).is_some_and(|ids| ids.len() > 1);
        let stem = if is_shared { stem(source, usize::MAX) } else { short };
        format!("{stem}{}", source.passage.as_ref().map(place).unwrap_or_default())
    };
    cited.iter().map(key).collect()
}

/// The key of the article.
fn stem(source: &Cited, digits: usize) -> String {
    let names = [source.publisher.as_deref(), source.url.as_deref().and_then(host), source.title.as_deref()];
    let word = names.into_iter().flatten().find_map(first_word).unwrap_or_else(|| "article".to_owned());
    let year = source.date.as_ref().map_or_else(|| "nd".to_owned(), |date| date.value.year().to_string());
    let id = source.id.as_str();
    format!("{word}{year}-{}", &id[..digits.min(id.len())])
}

/// `-p4`, `-p4-2`: which paragraph, which speech.
fn place(passage: &CitedPassage) -> String {
    let speech = passage.speech.map(|speech| format!("-{speech}")).unwrap_or_default();
    format!("-p{}{speech}", passage.number)
}

/// The name of the site in an address: `yna.co.kr` of `https://www.yna.co.kr/view/1`.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// The first word in Latin letters that tells something, without accents, in lower case.
fn first_word(text: &str) -> Option<String> {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    let mut words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| {
        word.is_ascii() && word.starts_with(|c: char| c.is_ascii_alphabetic()) && !ARTICLES.contains(word)
    });
    words.next().map(|word| word[..word.len().min(WORD_MAX)].to_owned())
}
