//! Names that may mean something else: a person, or another country of the same name.
//!
//! Its place: asked by `mention`. Facts stand in `data/country_choices.txt` and `data/country_words.txt`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Country;
use super::form::{Form, rows};
use super::words::Class;

/// One row of `country_choices.txt`.
struct Choice {
    form: &'static str,
    country: Country,
}

struct Cues {
    choices: Vec<Choice>,
    automaton: AhoCorasick,
    /// For each cue the choices it speaks for; a word such as "Seoul" speaks for several.
    owners: Vec<Vec<usize>>,
}

const TABLE: &str = include_str!("../data/country_choices.txt");

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let mut choices = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    let mut owners: Vec<Vec<usize>> = Vec::new();
    for row in rows(TABLE) {
        let mut fields = row.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (form, code, cues) = (field(), field(), field());
        let country = Country::from_code(code).unwrap_or_else(|| panic!("unknown code in the row `{row}`"));
        for cue in cues.split('|') {
            let at = words.iter().position(|word| *word == cue).unwrap_or_else(|| {
                words.push(cue);
                owners.push(Vec::new());
                words.len() - 1
            });
            owners[at].push(choices.len());
        }
        choices.push(Choice { form: form.trim_end_matches('*'), country });
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(words)
        .expect("the table is far below the automaton's limits");
    Cues { choices, automaton, owners }
});

/// Which of the cues a text holds, and so what its ambiguous names mean.
#[derive(Debug)]
pub struct Choices {
    /// For each row of the table whether the text holds one of its cues.
    held: Vec<bool>,
}

impl Choices {
    /// Reads every part of a text once.
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let cues = &*CUES;
        let mut held = vec![false; cues.choices.len()];
        for text in texts {
            for hit in cues.automaton.find_iter(text) {
                if stands_alone(text, hit.range()) {
                    cues.owners[hit.pattern().as_usize()].iter().for_each(|&row| held[row] = true);
                }
            }
        }
        Self { held }
    }

    /// The country meant: the form's first one, unless the text holds cues of another and none of the first's.
    pub fn of(&self, form: &Form) -> Country {
        let usual = form.countries[0];
        let told = |country| {
            let rows = CUES.choices.iter().zip(&self.held);
            rows.into_iter().any(|(choice, held)| *held && choice.form == form.text && choice.country == country)
        };
        if told(usual) {
            return usual;
        }
        form.countries.iter().copied().find(|&country| told(country)).unwrap_or(usual)
    }
}

/// Cues in Latin letters are whole words.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, after) = (text[..range.start].chars().next_back(), text[range.end..].chars().next());
    let word = &text[range];
    let joined_before = touches(word.chars().next()) && touches(before);
    let joined_after = touches(word.chars().next_back()) && touches(after);
    !joined_before && !joined_after
}

/// Whether a place's name is somebody's: "Jordan Smith", "Jack London". Headlines that set every word in capitals
/// tell nothing, so there the place is taken.
pub fn is_person(text: &str, range: &Range<usize>) -> bool {
    let after = text[range.end..].strip_prefix(' ').map(first_word).unwrap_or_default();
    let before = text[..range.start].strip_suffix(' ').map(last_word).unwrap_or_default();
    if is_forename(before) {
        return true;
    }
    is_capitalised(after) && !Class::Place.has(after) && !is_heading(text)
}

fn is_forename(word: &str) -> bool {
    let initial = word.len() == 2 && word.ends_with('.') && word.starts_with(|c: char| c.is_ascii_uppercase());
    initial || Class::Forename.has(word)
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

fn last_word(text: &str) -> &str {
    text.rsplit(' ').next().unwrap_or_default()
}

/// One capital, then small letters.
fn is_capitalised(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
}

/// Whether the line is set as an English headline: most of its longer words begin with a capital.
fn is_heading(text: &str) -> bool {
    if text.len() > LONGEST_HEADING {
        return false;
    }
    let long = || text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3);
    let capital = long().filter(|word| word.starts_with(char::is_uppercase)).count();
    long().count() >= 5 && capital * 5 >= long().count() * 4
}

/// In bytes; longer lines are paragraphs.
const LONGEST_HEADING: usize = 200;

#[cfg(test)]
mod tests {
    //! Properties: the table is sorted and its forms are marked `choice` in the forms table; a person's name is one
    //! by the word before or after it, never in a headline set in capitals.
    use super::*;
    use crate::annotate::country::form::FORMS;

    #[test]
    fn choices_are_sorted_and_known() {
        let keys: Vec<_> = rows(TABLE).map(|row| row.split('\t').take(2).collect::<Vec<_>>()).collect();
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
        for Choice { form, country } in &CUES.choices {
            let known = FORMS.iter().find(|f| f.text == *form && f.rules.choice);
            assert!(known.is_some_and(|f| f.countries.contains(country)), "{form} {country}");
        }
    }

    #[test]
    fn persons_are_told_by_their_other_name() {
        for (text, name, person) in [
            ("Jordan Baker joined the board.", "Jordan", true),
            ("Jordan signed the water accord.", "Jordan", false),
            ("The novels of Jack London sell well.", "London", true),
            ("Talks in London ended.", "London", false),
            ("Jordan King Abdullah flew home.", "Jordan", false),
            ("Jordan Signs Water Accord With Three Neighbours", "Jordan", false),
        ] {
            let at = text.find(name).unwrap();
            assert_eq!(is_person(text, &(at..at + name.len())), person, "{text}");
        }
    }
}
