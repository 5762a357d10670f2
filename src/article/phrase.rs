//! Finds the phrases of `data/furniture.txt` in a line: one automaton for all languages.
//!
//! Its place: asked once a line by the furniture rules.
//!
//! # Limits
//! Only ASCII letters are compared without regard to case; a phrase in Cyrillic stands in the table in each spelling.
//! Whole lines of the user's are compared whatever the case.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, Match};

use super::Reason;
use super::line::fold;
use super::look::{Close, Look};
use crate::tables::{Added, Row, Table, TableError, Touches};

/// Where a phrase must stand to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// It is the line, decoration and counters aside.
    Whole,
    /// It opens a line that is no running text.
    Start,
    /// It closes a line that is no running text.
    End,
    /// It stands in a line that is no running text.
    Part,
    /// It tells by itself, in running text too.
    Mark,
}

impl Stand {
    /// How much a phrase tells by standing so.
    fn strength(self) -> u8 {
        match self {
            Self::Whole | Self::Mark => 2,
            Self::Start | Self::End => 1,
            Self::Part => 0,
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct Phrase {
    /// Never empty: an automaton would find that within characters, too.
    pub text: Box<str>,
    pub stand: Stand,
    pub reason: Reason,
    /// Whether a user added it.
    pub is_own: bool,
}

pub(super) static FURNITURE: Table = Table {
    name: "furniture",
    columns: "phrase, where it must stand (whole, start, end, part, mark), why its line is left out, language",
    built_in: &[include_str!("data/furniture.txt")],
    touches: Touches::FirstCell,
};

/// The phrases that tell furniture.
#[derive(Debug)]
pub(super) struct Phrases {
    automaton: AhoCorasick,
    /// The phrase of each pattern of the automaton.
    rows: Vec<Phrase>,
    own: OwnLines,
}

impl Phrases {
    /// Reads the table.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let rows: Vec<Phrase> = FURNITURE.rows(added).map(|row| Phrase::new(&row)).collect::<Result<_, _>>()?;
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(rows.iter().map(|row| &*row.text))
            .expect("a table of phrases makes an automaton");
        Ok(Self { automaton, rows, own: OwnLines::new(added)? })
    }

    /// Why a line is left out that the user's table has whole, bullets and counters aside.
    pub fn own_line(&self, text: &str, look: &Look) -> Option<Reason> {
        if self.own.is_empty() {
            return None;
        }
        self.own.reason(text).or_else(|| {
            let mut counting = self.counting(text, look);
            counting.find(|phrase| phrase.is_own && phrase.stand == Stand::Whole).map(|phrase| phrase.reason)
        })
    }

    /// The phrase that counts in the line: one that tells by itself before others, the longer before the shorter.
    pub fn find(&self, text: &str, look: &Look) -> Option<&Phrase> {
        self.counting(text, look).max_by_key(|phrase| (phrase.stand.strength(), phrase.text.len()))
    }

    fn counting<'p>(&'p self, text: &str, look: &Look) -> impl Iterator<Item = &'p Phrase> {
        self.automaton.find_overlapping_iter(text).filter_map(move |found| {
            let phrase = &self.rows[found.pattern().as_usize()];
            counts(phrase, &found, text, look).then_some(phrase)
        })
    }
}

/// The lines that a user's table of furniture has whole, with the reason of each.
#[derive(Debug, Default)]
pub struct OwnLines(HashMap<String, Reason>);

impl OwnLines {
    /// Gathers them from the rows that a user adds.
    ///
    /// # Errors
    /// When a row of that table cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let own = FURNITURE.rows(added).filter(Row::is_added).map(|row| Phrase::new(&row));
        let own = own.filter(|phrase| phrase.as_ref().map_or(true, |phrase| phrase.stand == Stand::Whole));
        let lines = own.map(|phrase| phrase.map(|phrase| (folded(&phrase.text), phrase.reason)));
        Ok(Self(lines.collect::<Result<_, _>>()?))
    }

    /// Why a line is left out by them, whatever its case and blanks.
    #[must_use]
    pub fn reason(&self, line: &str) -> Option<Reason> {
        self.0.get(&folded(line)).copied()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn folded(line: &str) -> String {
    fold(line).to_lowercase()
}

impl Phrase {
    fn new(row: &Row<'_>) -> Result<Self, TableError> {
        let stand = match row.cell(1) {
            "whole" => Stand::Whole,
            "start" => Stand::Start,
            "end" => Stand::End,
            "part" => Stand::Part,
            "mark" => Stand::Mark,
            other => return Err(row.refuse(format!("`{other}` is not whole, start, end, part or mark"))),
        };
        let reason = Reason::parse(row.cell(2)).map_err(|error| row.refuse(error))?;
        Ok(Self { text: row.filled(0)?.into(), stand, reason, is_own: row.is_added() })
    }
}

fn counts(phrase: &Phrase, found: &Match, text: &str, look: &Look) -> bool {
    let (before, after) = (&text[..found.start()], &text[found.end()..]);
    // A caption may be long; what it never does is close like a sentence and then hold a credit at its very end.
    let running_text = look.prose && (look.close != Close::Open || phrase.reason != Reason::Caption);
    let stands = match phrase.stand {
        Stand::Whole => is_decoration(before) && is_decoration_or_count(after),
        Stand::Start => !running_text && is_decoration(before),
        Stand::End => !running_text && is_decoration(after),
        Stand::Part => !running_text,
        Stand::Mark => true,
    };
    stands && is_word(text, found) && (phrase.reason != Reason::Byline || names_follow(phrase, after))
}

/// Whether no word runs on over the edges of the match. Menus are often glued ("captionThe berth"), so a capital
/// after a small letter is an edge too.
fn is_word(text: &str, found: &Match) -> bool {
    let inner = &text[found.range()];
    let joins = |a: char, b: char| runs_on(a) && runs_on(b) && !(a.is_lowercase() && b.is_uppercase());
    let edge = |a: Option<char>, b: Option<char>| !matches!((a, b), (Some(a), Some(b)) if joins(a, b));
    edge(text[..found.start()].chars().next_back(), inner.chars().next())
        && edge(inner.chars().next_back(), text[found.end()..].chars().next())
}

/// Whether `c` belongs to a script that parts its words; Korean particles are left to run on.
fn runs_on(c: char) -> bool {
    c.is_alphabetic() && !super::look::is_han_or_kana(c) && !super::look::is_hangul(c)
}

/// A byline phrase in small Latin letters ("by", "von", "por") opens a byline only before a capital.
fn names_follow(phrase: &Phrase, after: &str) -> bool {
    phrase.stand != Stand::Start
        || !phrase.text.is_ascii()
        || after.trim_start_matches([' ', ':', '|']).chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii())
}

fn is_decoration(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

fn is_decoration_or_count(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    //! Properties: phrases count where they must stand and nowhere else.
    use super::*;

    #[test]
    fn phrases_count_where_they_stand() {
        let phrases = Phrases::new(&Added::default()).unwrap();
        for (text, expected) in [
            ("【 Print 】", Some(Reason::Share)),
            ("Comments 12", Some(Reason::Share)),
            ("Print runs fall at river papers", None),
            ("By Ada Fenwright", Some(Reason::Byline)),
            ("By and large a quiet year for pilots", None),
            ("▲ 이전글 부두 개장 안내", Some(Reason::AdjacentTitle)),
            ("Media captionAda Fenwright at the pier", Some(Reason::Caption)),
            ("강변일보, 무단전재 및 재배포 금지", Some(Reason::Copyright)),
            ("The print that hung in the harbour office was sold by its owners to a museum on Tuesday.", None),
            ("Previously unknown berth found", None),
        ] {
            assert_eq!(phrases.find(text, &Look::of(text)).map(|phrase| phrase.reason), expected, "{text}");
        }
    }
}
