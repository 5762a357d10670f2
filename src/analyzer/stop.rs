//! Words so common that they say little of what a text is about. Nothing is removed for it: stop
//! words only weigh less, and do not choose passages by themselves.

use std::collections::HashSet;
use std::sync::LazyLock;

static STOP_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("stop_words.txt").lines().filter(|row| !row.starts_with('#')).collect());

/// Whether a folded word (exact form) is a stop word.
#[must_use]
pub fn is_stop_word(exact: &str) -> bool {
    STOP_WORDS.contains(exact)
}

#[cfg(test)]
mod tests {
    //! Properties: the table is sorted, without repeats, and folded.
    use super::*;

    #[test]
    fn table_is_sorted_and_folded() {
        let rows: Vec<&str> = include_str!("stop_words.txt").lines().filter(|row| !row.starts_with('#')).collect();
        assert!(rows.windows(2).all(|w| w[0] < w[1]));
        assert!(rows.iter().all(|row| super::super::tokens(row).iter().map(|t| &t.exact).eq([row])));
        assert!(is_stop_word("the") && !is_stop_word("road"));
    }
}
