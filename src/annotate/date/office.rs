//! Terms of office (`offices.txt`): "President X said" is written during a term of X, "former President X" after it began
//! to be over, "president-elect X" just before it began.
//!
//! # Limits
//! Only whole names beside a word for the office count. History told with the office of its day
//! ("President X signed the treaty in 1994") misleads; such clues are of fair weight and give way to others.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date as Day;
use jiff::{Span, ToSpan};

use super::clue::{Clue, Weight};
use super::page::{Page, Role, edge_before, sentence_around};
use super::table;
use super::token::is_wide;
use super::written::Names;
use crate::tables::{Added, Row, Table, TableError, Touches};

pub(super) static TERMS: Table = Table {
    name: "offices",
    columns: "spellings of a name parted by |, office, first day, last day or -",
    built_in: &[include_str!("../data/offices.txt")],
    touches: Touches::FirstCell,
};
/// Names an office by its own word, which the text need not hold.
pub(super) static WORDS: Table = Table {
    name: "office_words",
    columns: "office, words for it parted by |",
    built_in: &[include_str!("../data/office_words.txt")],
    touches: Touches::Every,
};

/// One term of one person.
#[derive(Debug)]
struct Term {
    name: Box<str>,
    office: Box<str>,
    first: Day,
    last: Day,
}

/// Who held which office when.
#[derive(Debug)]
pub(super) struct Offices {
    names: AhoCorasick,
    /// For each pattern of `names`, the terms of the person.
    terms: Vec<Vec<usize>>,
    all: Vec<Term>,
    /// The words of each office.
    words: HashMap<Box<str>, Vec<Box<str>>>,
}

impl Offices {
    /// Reads both tables.
    pub(super) fn new(added: &Added) -> Result<Self, TableError> {
        let mut words: HashMap<Box<str>, Vec<Box<str>>> = HashMap::new();
        for row in WORDS.rows(added) {
            let forms = table::spellings(&row, 1)?.into_iter().map(|word| word.to_lowercase().into());
            words.entry(row.filled(0)?.into()).or_default().extend(forms);
        }
        let mut all = Vec::new();
        let mut forms: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in TERMS.rows(added) {
            for form in table::spellings(&row, 0)? {
                forms.entry(form).or_default().push(all.len());
            }
            all.push(Term::new(&row, &words)?);
        }
        let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(forms.keys());
        Ok(Self {
            names: names.expect("a table of names makes an automaton"),
            terms: forms.into_values().collect(),
            all,
            words,
        })
    }
}

impl Term {
    fn new(row: &Row<'_>, words: &HashMap<Box<str>, Vec<Box<str>>>) -> Result<Self, TableError> {
        let office = row.filled(1)?;
        if !words.contains_key(office) {
            return Err(row.refuse(format!("`{office}` is no office of `office_words`")));
        }
        let first = table::date(row, 2)?.first_day();
        let last = if row.cell(3) == "-" { Day::MAX } else { table::date(row, 3)?.last_day() };
        if last < first {
            return Err(row.refuse("the term ends before it begins"));
        }
        let name = table::spellings(row, 0)?.first().copied().unwrap_or_default();
        Ok(Self { name: name.into(), office: office.into(), first, last })
    }
}

/// How a name stands to its office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tense {
    Holds,
    Held,
    /// Held it at the time spoken of, so the text is not older than the term.
    Then,
    Elected,
}

/// How long before a term somebody is spoken of as elected.
fn before_term() -> Span {
    180.days()
}

/// The clues of the office-holders that the page names, one a person and tense.
pub(super) fn clues(page: &Page<'_>) -> Vec<Clue> {
    let offices = &page.tables.offices;
    let mut out: Vec<Clue> = Vec::new();
    let mut holders: Vec<Clue> = Vec::new();
    for line in page.lines.iter().filter(|line| matches!(line.role, Role::Title | Role::Prose)) {
        for hit in offices.names.find_iter(line.text) {
            let terms = &offices.terms[hit.pattern().as_usize()];
            let clue = offices.clue(line.text, hit.start(), hit.end(), terms, &page.tables.names);
            let Some((tense, clue)) = clue else { continue };
            let list = if tense == Tense::Holds { &mut holders } else { &mut out };
            if !list.iter().any(|known| known.how == clue.how) {
                list.push(clue);
            }
        }
    }
    // Holders who never served together: the text tells of the past under the titles of the time. The youngest remain.
    let youngest = holders.iter().filter_map(|clue| clue.allows.iter().map(|term| term.0).min()).max();
    let together = |clue: &Clue| youngest.is_none_or(|youngest| clue.allows.iter().any(|&(_, last)| last > youngest));
    holders.retain(together);
    out.extend(holders);
    out
}

/// How far before a name the word for its office can stand, in bytes.
const REACH: usize = 48;

impl Offices {
    /// The clue that a name gives, if a word for its office stands beside it.
    fn clue(&self, text: &str, start: usize, end: usize, terms: &[usize], names: &Names) -> Option<(Tense, Clue)> {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
        if latin(text[..start].chars().next_back()) || latin(text[end..].chars().next()) {
            return None;
        }
        let offices: Vec<&str> = terms.iter().map(|&term| &*self.all[term].office).collect();
        let (office, words, tense) = self.beside(text, start, end, &offices)?;
        let held: Vec<&Term> =
            terms.iter().map(|&term| &self.all[term]).filter(|term| &*term.office == office).collect();
        // A sentence about another year tells history: "President X signed it in 1994".
        let sentence = sentence_around(text, start, names);
        if sentence.bytes().any(|b| b.is_ascii_digit()) && super::relative::names_other_year(sentence, &[], names) {
            return None;
        }
        let name = &held.first()?.name;
        let range = |term: &&Term| {
            let last = if term.last == Day::MAX { "today".to_owned() } else { term.last.to_string() };
            format!("{} to {last}", term.first)
        };
        let spans = held.iter().map(range).collect::<Vec<_>>().join(", ");
        let (allows, how) = match tense {
            Tense::Holds => {
                (held.iter().map(|term| (term.first, term.last)).collect(), format!("{name} was {office} {spans}"))
            }
            Tense::Held => {
                let over = held.iter().map(|term| term.last).filter(|&last| last < Day::MAX).min()?;
                (vec![(over, Day::MAX)], format!("{name} was {office} until {over}"))
            }
            Tense::Then => {
                let first = held.iter().map(|term| term.first).min()?;
                (vec![(first, Day::MAX)], format!("{name} became {office} on {first}"))
            }
            Tense::Elected => (
                held.iter().map(|term| (term.first.saturating_sub(before_term()), term.first)).collect(),
                format!("{name} became {office} {spans}"),
            ),
        };
        Some((tense, Clue { allows, weight: Weight::Fair, words: words.to_owned(), how }))
    }

    /// The office that stands beside a name, with the words and the tense.
    fn beside<'a, 'o>(
        &self,
        text: &'a str,
        start: usize,
        end: usize,
        offices: &[&'o str],
    ) -> Option<(&'o str, &'a str, Tense)> {
        let words = |office: &'o str| self.words.get(office).into_iter().flatten().map(move |word| (office, &**word));
        offices.iter().flat_map(|&office| words(office)).find_map(|(office, word)| {
            before_name(text, start, word)
                .filter(|_| !goes_on(text, end))
                .map(|(at, tense)| (office, text[at..end].trim_start(), tense))
                .or_else(|| after_name(text, end, word).map(|(to, tense)| (office, &text[start..to], tense)))
        })
    }
}

/// The word right before a name: "former President X", 国家主席某某. Where the words begin, and the tense.
fn before_name(text: &str, start: usize, word: &str) -> Option<(usize, Tense)> {
    let from = edge_before(text, start.saturating_sub(REACH));
    let before = text[from..start].to_ascii_lowercase();
    let before = before.trim_end();
    let elect = before.strip_suffix("-elect").filter(|rest| rest.ends_with(word));
    let lead = elect.unwrap_or(before).strip_suffix(word)?;
    // The tail of a longer word, or the deputy, is another office.
    let joined = lead.chars().next_back().is_some_and(|c| c.is_alphabetic() && !is_wide(c));
    let lead = lead.trim_end_matches([' ', '-']);
    if joined || lead.ends_with("vice") || lead.ends_with("deputy") || lead.ends_with(['副', '부']) {
        return None;
    }
    let said = |past: &[&str]| lead.rsplit([' ', '-']).take(4).any(|word| past.contains(&word));
    let tense = if elect.is_some() {
        Tense::Elected
    } else if said(&["then"]) {
        Tense::Then
    } else if said(&["former", "ex", "late", "onetime"]) || lead.ends_with(['前', '原', '元', '전']) {
        Tense::Held
    } else {
        Tense::Holds
    };
    Some((from + lead.len(), tense))
}

/// Whether a Korean name goes on behind a byte, as 박진 does in 박진영; a particle ends it.
fn goes_on(text: &str, end: usize) -> bool {
    const PARTICLES: [char; 16] =
        ['은', '는', '이', '가', '을', '를', '과', '와', '의', '도', '에', '로', '께', '측', '및', '등'];
    let hangul = |c: Option<char>| c.filter(|c| ('가'..='힣').contains(c));
    hangul(text[..end].chars().next_back()).is_some()
        && hangul(text[end..].chars().next()).is_some_and(|c| !PARTICLES.contains(&c))
}

/// The word right behind a name, as in Korean, Chinese and Japanese: 아무개 전 대통령. Where the words end, and the tense.
fn after_name(text: &str, end: usize, word: &str) -> Option<(usize, Tense)> {
    if word.is_ascii() {
        return None;
    }
    let after = text[end..].trim_start_matches([' ', '·']);
    let past = ["전임 ", "전 ", "前", "元"].iter().find_map(|past| after.strip_prefix(past));
    let then = after.strip_prefix("당시 ");
    let tail = past.or(then).unwrap_or(after).strip_prefix(word)?;
    let tense = if tail.trim_start().starts_with("당선") {
        Tense::Elected
    } else if past.is_some() {
        Tense::Held
    } else if then.is_some() {
        Tense::Then
    } else {
        Tense::Holds
    };
    Some((text.len() - tail.len(), tense))
}

#[cfg(test)]
mod tests {
    //! Properties: a name counts only beside its office; tenses are told apart.
    use super::super::Tables;

    #[test]
    fn tenses() {
        for (text, want) in [
            ("talks with President Moon Jae-in today", Some("was president 2017")),
            ("talks with former South Korean President Moon Jae-in", Some("until 2022-05-09")),
            ("talks with former President Moon Jae-in", Some("until 2022-05-09")),
            ("President-elect Joe Biden", Some("became president 2021")),
            ("then-President Joe Biden", Some("on 2021-01-20")),
            ("Vice President Joe Biden", Some("was vice president")),
            ("Moon Jae-in, a reader,", None),
            ("문재인 대통령은", Some("was president 2017")),
            ("문재인 전 대통령은", Some("until 2022-05-09")),
            ("国家主席习近平", Some("was president 2013")),
            ("President Bill Clinton signed it in 1994", None),
            ("외교장관 박진은", Some("was foreign minister 2022")),
            ("외교장관 박진영 씨", None),
            ("부총리 한덕수", None),
            ("岸田首相は", Some("was prime minister 2021")),
            ("国务院副总理何立峰", Some("was vice premier 2023")),
        ] {
            let (offices, names) = (&Tables::built_in().offices, &Tables::built_in().names);
            let found = offices.names.find(text).expect("the text names somebody");
            let terms = &offices.terms[found.pattern().as_usize()];
            let got = offices.clue(text, found.start(), found.end(), terms, names);
            match want {
                Some(want) => assert!(got.as_ref().is_some_and(|(_, clue)| clue.how.contains(want)), "{text}: {got:?}"),
                None => assert!(got.is_none(), "{text}: {got:?}"),
            }
        }
    }
}
