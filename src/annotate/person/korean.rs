//! Korean names in Latin letters, spelt alike: `Young-joo`, `Yeong-ju` and `Youngju` are one.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Spelling to the spelling that stands for its group.
type Groups = HashMap<&'static str, &'static str>;

static SURNAMES: LazyLock<Groups> = LazyLock::new(|| groups(include_str!("../data/names_ko_surnames.txt")));
static SYLLABLES: LazyLock<Groups> = LazyLock::new(|| groups(include_str!("../data/romanisation_ko.txt")));

fn groups(table: &'static str) -> Groups {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(head, others)| {
            std::iter::once((head, head)).chain(others.split(' ').map(move |other| (other, head)))
        })
        .filter(|(spelling, _)| !spelling.is_empty())
        .collect()
}

/// The key's words of a family name with a given name of two syllables in either order, if that is
/// what the words are. Family name first is tried first.
pub(super) fn key_words(words: &[&str]) -> Option<Vec<String>> {
    if !(2..=3).contains(&words.len()) {
        return None;
    }
    let (first, last) = (words.first()?, words.last()?);
    named(first, &words[1..]).or_else(|| named(last, &words[..words.len() - 1]))
}

/// The key's word for a family name by itself.
pub(super) fn family_name(word: &str) -> Option<String> {
    SURNAMES.get(word).map(|head| (*head).to_owned())
}

/// The key's word for a given name of two syllables by itself.
pub(super) fn given_name(word: &str) -> Option<String> {
    match word.split('-').collect::<Vec<_>>()[..] {
        [joined] => two_syllables(joined),
        [one, two] => Some(format!("{}{}", SYLLABLES.get(one)?, SYLLABLES.get(two)?)),
        _ => None,
    }
}

fn named(surname: &str, given: &[&str]) -> Option<Vec<String>> {
    let surname = SURNAMES.get(surname)?;
    let syllables: Vec<&str> = given.iter().flat_map(|word| word.split('-')).filter(|part| !part.is_empty()).collect();
    let given = match syllables[..] {
        [joined] => two_syllables(joined)?,
        [one, two] => format!("{}{}", SYLLABLES.get(one)?, SYLLABLES.get(two)?),
        _ => return None,
    };
    Some(vec![(*surname).to_owned(), given])
}

/// `youngjoo` as its two syllables, each spelt as its group; the longest first syllable wins.
fn two_syllables(joined: &str) -> Option<String> {
    (1..joined.len()).rev().filter(|at| joined.is_char_boundary(*at)).find_map(|at| {
        let (one, two) = joined.split_at(at);
        Some(format!("{}{}", SYLLABLES.get(one)?, SYLLABLES.get(two)?))
    })
}

#[cfg(test)]
mod tests {
    //! Properties: the tables are sorted, and no spelling stands in two groups.
    use std::collections::HashSet;

    #[test]
    fn tables_are_sorted_and_unambiguous() {
        for table in [include_str!("../data/names_ko_surnames.txt"), include_str!("../data/romanisation_ko.txt")] {
            let rows: Vec<_> = table
                .lines()
                .filter(|l| !l.starts_with('#'))
                .map(|l| l.split_once('\t').expect("two columns"))
                .collect();
            assert!(rows.is_sorted_by(|a, b| a.0 < b.0));
            let mut seen = HashSet::new();
            for (head, others) in rows {
                for spelling in std::iter::once(head).chain(others.split_whitespace()) {
                    assert!(seen.insert(spelling), "{spelling}");
                }
            }
        }
    }
}
