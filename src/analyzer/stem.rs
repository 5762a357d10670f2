//! Stems by script: Latin words as English, Cyrillic ones as Russian, by the Snowball algorithms.

use std::cell::RefCell;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// How many words a thread remembers before it starts afresh: newswire of a year has fewer.
const CACHE_MAX: usize = 1 << 16;

/// The stemmers of a thread with the stems they gave. Stemming costs far more than a look-up, and
/// most words of a text have been met before.
struct Cache {
    english: Stemmer,
    russian: Stemmer,
    stems: FxHashMap<SmolStr, Option<SmolStr>>,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::new(Cache {
        english: Stemmer::new(Algorithm::English),
        russian: Stemmer::new(Algorithm::Russian),
        stems: FxHashMap::default(),
    });
}

/// The stem of a folded word, or `None` where it is the word itself.
pub(super) fn stem(exact: &str) -> Option<SmolStr> {
    let english = exact.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'');
    if exact.len() < 3 || !english && !exact.chars().all(|c| ('\u{400}'..='\u{4ff}').contains(&c)) {
        return None;
    }
    CACHE.with_borrow_mut(|cache| {
        if let Some(known) = cache.stems.get(exact) {
            return known.clone();
        }
        let stemmer = if english { &cache.english } else { &cache.russian };
        let stem = stemmer.stem(exact);
        let stem = (stem != exact && !stem.is_empty()).then(|| SmolStr::from(stem));
        if cache.stems.len() >= CACHE_MAX {
            cache.stems.clear();
        }
        cache.stems.insert(exact.into(), stem.clone());
        stem
    })
}

#[cfg(test)]
mod tests {
    //! Properties: stems by script, and none where no stemmer helps.
    use super::*;

    #[test]
    fn by_script() {
        for (word, want) in [
            ("companies", Some("compani")),
            ("road", None),
            ("us", None),
            ("covid19", None),
            ("странами", Some("стран")),
            ("cafe", None),
        ] {
            assert_eq!(stem(word).as_deref(), want, "{word}");
            assert_eq!(stem(word).as_deref(), want, "{word}, remembered");
        }
    }
}
