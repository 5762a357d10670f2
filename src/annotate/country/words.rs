//! Words beside a country's name that say how it is meant, from `data/country_words.txt`.
//!
//! Its place: asked by `mention` (is this a name at all?) and by `role` and `relation` (what part does it play?).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::form::rows;

/// What a word says about the country's name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// After a demonym: money, not an actor ("Swiss francs").
    Currency,
    /// Ends a company's name ("Korean Air Lines Co").
    Company,
    /// May follow a place in capitals without making it a person's name ("Jordan King").
    Place,
    /// Before a place it makes it a person's name ("Jack London").
    Forename,
    /// Before a name: mentioned in passing ("born in", "such as").
    Passing,
    /// After a short Korean, Chinese or Japanese form: two governments are meant.
    Talk,
    /// One country deals with another.
    Relation,
}

static WORDS: LazyLock<HashMap<Class, HashSet<&'static str>>> = LazyLock::new(|| {
    let mut words: HashMap<Class, HashSet<&'static str>> = HashMap::new();
    for row in rows(TABLE) {
        let (word, class) = row.split_once('\t').unwrap_or((row, ""));
        let class = class_of(class).unwrap_or_else(|| panic!("unknown class in the row `{row}`"));
        words.entry(class).or_default().insert(word);
    }
    words
});

const TABLE: &str = include_str!("../data/country_words.txt");

fn class_of(word: &str) -> Option<Class> {
    Some(match word {
        "currency" => Class::Currency,
        "company" => Class::Company,
        "place" => Class::Place,
        "forename" => Class::Forename,
        "passing" => Class::Passing,
        "talk" => Class::Talk,
        "relation" => Class::Relation,
        _ => return None,
    })
}

impl Class {
    /// Whether `word` is of the class.
    pub fn has(self, word: &str) -> bool {
        self.words().contains(word)
    }

    /// The words of the class.
    pub fn words(self) -> &'static HashSet<&'static str> {
        &WORDS[&self]
    }

    /// Whether `text` begins with a word of the class; for scripts that write without spaces.
    pub fn begins(self, text: &str) -> bool {
        let edges = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]).take(LONGEST);
        edges.into_iter().any(|edge| self.has(&text[..edge]))
    }
}

/// In characters, how long a word of running Han, Kana or Hangul may be.
const LONGEST: usize = 6;

#[cfg(test)]
mod tests {
    //! Properties: the table is sorted, without repeats, and every row has a known class.
    use super::*;

    #[test]
    fn table_is_sorted_and_known() {
        let all: Vec<_> = rows(TABLE).collect();
        for pair in all.windows(2) {
            let key = |row: &str| row.split_once('\t').map(|(w, c)| (w.to_owned(), c.to_owned())).unwrap();
            assert!(key(pair[0]) < key(pair[1]), "{} stands before {}", pair[0], pair[1]);
        }
        assert!(Class::Currency.has("francs") && Class::Talk.begins("정상회담이"));
        assert!(!Class::Talk.begins("") && !Class::Talk.begins("이다"));
    }
}
