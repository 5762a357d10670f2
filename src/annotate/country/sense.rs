//! Names that may mean something else: a person, or another country of the same name.
//!
//! Its place: asked by `mention`. Facts stand in `data/country_choices.txt` and `data/country_words.txt`.

use std::cell::OnceCell;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Country;
use super::form::{Form, country};
use super::words::{Class, Words};
use crate::tables::{Added, Row, Table, TableError, Touches};

/// The names that the text decides about.
pub static CHOICES: Table = Table {
    name: "country_choices",
    columns: "form of several countries, code of one, words that tell of it (parted by `|`)",
    built_in: &[include_str!("../data/country_choices.txt")],
    touches: Touches::FirstCell,
};

/// One row of `country_choices.txt`.
#[derive(Debug)]
struct Choice {
    form: Box<str>,
    country: Country,
}

/// The words that decide, found in one pass.
#[derive(Debug)]
pub struct Cues {
    choices: Vec<Choice>,
    automaton: AhoCorasick,
    /// For each cue the choices it speaks for; a word such as "Seoul" speaks for several.
    owners: Vec<Vec<usize>>,
}

impl Cues {
    /// Reads the table; a user's row must be about one of the forms that have the rule `choice`.
    pub fn read(added: &Added, forms: &[Form]) -> Result<Self, TableError> {
        let own = added.iter().filter(|(table, _)| *table == CHOICES.name).map(|(_, row)| Row::from(row));
        if let Some(row) = own.filter(|row| row.cell(1) != "-").find(|row| !is_open(row, forms)) {
            return Err(row.refuse("no row of country_forms with the rule `choice` has this form and code"));
        }
        let mut choices = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        let mut owners: Vec<Vec<usize>> = Vec::new();
        for row in CHOICES.rows(added) {
            for cue in row.cell(2).split('|').filter(|cue| !cue.is_empty()) {
                let at = words.iter().position(|word| *word == cue).unwrap_or_else(|| {
                    words.push(cue);
                    owners.push(Vec::new());
                    words.len() - 1
                });
                owners[at].push(choices.len());
            }
            choices.push(Choice { form: bare(&row).into(), country: country(&row, row.cell(1))? });
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(words)
            .expect("the table is far below the automaton's limits");
        Ok(Self { choices, automaton, owners })
    }

    /// For each row whether the texts hold one of its cues.
    fn held(&self, texts: &[&str]) -> Vec<bool> {
        let mut held = vec![false; self.choices.len()];
        for text in texts {
            for hit in self.automaton.find_iter(text) {
                if stands_alone(text, hit.range()) {
                    self.owners[hit.pattern().as_usize()].iter().for_each(|&row| held[row] = true);
                }
            }
        }
        held
    }
}

fn bare<'a>(row: &Row<'a>) -> &'a str {
    row.cell(0).trim_end_matches('*')
}

/// Whether the text may decide that the form of the row means its country.
fn is_open(row: &Row, forms: &[Form]) -> bool {
    let may_mean = |form: &Form| form.countries.iter().any(|country| country.code() == row.cell(1));
    forms.iter().any(|form| *form.text == *bare(row) && form.rules.choice && may_mean(form))
}

/// What the ambiguous names of a text mean. The text is searched for cues at the first such name.
#[derive(Debug)]
pub struct Choices<'a> {
    cues: &'a Cues,
    texts: Vec<&'a str>,
    held: OnceCell<Vec<bool>>,
}

impl<'a> Choices<'a> {
    /// Of a text that has these parts.
    pub fn new(texts: impl IntoIterator<Item = &'a str>, cues: &'a Cues) -> Self {
        Self { cues, texts: texts.into_iter().collect(), held: OnceCell::new() }
    }

    /// The country meant: the form's first one, unless the text holds cues of another and none of the first's.
    pub fn of(&self, form: &Form) -> Country {
        let usual = form.countries[0];
        let held = self.held.get_or_init(|| self.cues.held(&self.texts));
        let told = |country| {
            let mut rows = self.cues.choices.iter().zip(held);
            rows.any(|(choice, held)| *held && choice.form == form.text && choice.country == country)
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
pub fn is_person(text: &str, range: &Range<usize>, words: &Words) -> bool {
    let after = text[range.end..].strip_prefix(' ').map(first_word).unwrap_or_default();
    let before = text[..range.start].strip_suffix(' ').map(last_word).unwrap_or_default();
    if is_forename(before, words) {
        return true;
    }
    is_capitalised(after) && !words.has(Class::Place, after) && !is_heading(text)
}

fn is_forename(word: &str, words: &Words) -> bool {
    let initial = word.len() == 2 && word.ends_with('.') && word.starts_with(|c: char| c.is_ascii_uppercase());
    initial || words.has(Class::Forename, word)
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
    //! Properties: every built-in choice is open in the forms; a person's name is one
    //! by the word before or after it, never in a headline set in capitals.
    use super::*;
    use crate::annotate::country::{Tables, form};

    #[test]
    fn built_in_choices_are_open() {
        let forms = form::read(&Added::default()).unwrap();
        for row in CHOICES.rows(&Added::default()) {
            assert!(is_open(&row, &forms), "{} {}", row.cell(0), row.cell(1));
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
            assert_eq!(is_person(text, &(at..at + name.len()), &Tables::built_in().words), person, "{text}");
        }
    }
}
