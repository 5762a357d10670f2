//! Reads anniversaries: "the 25th anniversary of diplomatic relations falls next year" tells the year of writing.
//!
//! The day counted from is that of two countries' relations (`relations.txt`) or of a named initiative
//! (`initiatives.txt`). A pair with two founding days, or a sentence that leaves the pair open, allows several years.
//!
//! # Limits
//! A sentence that names another year ("marked the 20th anniversary in 2012") is history and is passed over.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::ToSpan;
use regex::Regex;

use super::PartialDate;
use super::clue::{Clue, Weight};
use super::country_names::countries_named;
use super::number::{NTHS, TENS, number};
use super::page::{Page, Role};
use super::relative;
use super::table::{self, pattern};
use super::written::Form;
use crate::annotate::{Country, CountryPair};
use crate::tables::{Added, Table, TableError, Touches};

/// Cheap test: a text without any of these speaks of no anniversary.
const TRIGGERS: [&str; 15] = [
    "anniversary",
    "years of ",
    "years since ",
    "주년",
    "돌",
    "수교",
    "국교",
    "周年",
    "週年",
    "国交",
    "國交",
    "летие",
    "летия",
    "летию",
    "годовщин",
];

pub(super) static RELATIONS: Table = Table {
    name: "relations",
    columns: "two codes of countries, the lesser first, day from which anniversaries of their relations are counted",
    built_in: &[include_str!("../data/relations.txt")],
    touches: Touches::Words(&TRIGGERS),
};

/// The days that the anniversaries of each pair are counted from.
#[derive(Debug)]
pub(super) struct Relations(HashMap<CountryPair, Vec<PartialDate>>);

impl Relations {
    /// Reads the table.
    pub(super) fn new(added: &Added) -> Result<Self, TableError> {
        let mut pairs: HashMap<CountryPair, Vec<PartialDate>> = HashMap::new();
        for row in RELATIONS.rows(added) {
            let pair = CountryPair::from_codes(row.cell(0)).filter(|pair| pair.to_string() == row.cell(0));
            let pair = pair.ok_or_else(|| row.refuse("its first cell is no pair of codes in order, as CN-KR is"))?;
            pairs.entry(pair).or_default().push(table::date(&row, 1)?);
        }
        Ok(Self(pairs))
    }
}

static IS_COUNTED: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(TRIGGERS).expect("the triggers make an automaton")
});

/// The manners of counting; the group is the number.
static COUNTS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let nths = NTHS.iter().chain(&TENS).map(|(nth, _)| *nth).chain(["hundredth"]).collect::<Vec<_>>().join("|");
    let tens = TENS.map(|(_, tens)| tens).join("|");
    let english = format!(r"(?i)\b((?:(?:{tens})-)?(?:{nths})|\d{{1,3}}(?:st|nd|rd|th))\s+(?:[a-z]+\s+)?anniversary");
    [
        english.as_str(),
        r"(?i)\b(?:mark|celebrat|commemorat)\w*\s+([a-z]+|\d{1,3})\s+years\s+(?:of|since)\b",
        r"(\d{1,3})\s*(?:주년|돌)",
        r"(?:수교|국교)[^.]{0,20}?(\d{1,3})\s*년(?:을|이|째|맞|이다|\s|,|$)",
        r"([0-9０-９]{1,3}|[一二三四五六七八九十百]{1,5})\s*(?:周年|週年)",
        r"(?:国交|國交)[^。]{0,16}?(\d{1,3})\s*年(?:を|と|に|の|目|、)",
        r"(\d{1,3})-(?:летие|летия|летию|й годовщин|я годовщин|ю годовщин)",
    ]
    .iter()
    .map(|form| pattern(form))
    .collect()
});

/// Words that make the subject of an anniversary the relations of two countries.
const RELATION_WORDS: [&str; 15] = [
    "diplomatic",
    "bilateral relations",
    "relations between",
    "ties between",
    "normali",
    "수교",
    "국교",
    "외교관계",
    "외교 관계",
    "建交",
    "邦交",
    "外交关系",
    "外交關係",
    "国交",
    "дипломатическ",
];
/// Words that put the anniversary ahead.
const AHEAD: [&str; 9] = ["approach", "ahead of", "upcoming", "앞두고", "即将", "即將", "将迎来", "を前に", "を控え"];
/// Words that put it into the month of writing.
const THIS_MONTH: [&str; 7] = ["this month", "이달", "이번 달", "本月", "今月", "в этом месяце", "later this month"];

/// More anniversaries than this tell nothing new.
const ENOUGH: usize = 16;

/// The clues of the page's anniversaries.
pub(super) fn clues(page: &Page<'_>) -> Vec<Clue> {
    let lines = page.lines.iter().filter(|line| matches!(line.role, Role::Title | Role::Prose | Role::Short));
    let sentences = lines.filter(|line| IS_COUNTED.is_match(line.text)).flat_map(|line| page.sentences(line.text));
    let phrases =
        sentences.flat_map(|(_, sentence)| COUNTS.iter().filter_map(move |count| Phrase::of(sentence, count)));
    phrases.take(ENOUGH).filter_map(|phrase| phrase.clue(page)).collect()
}

static TO_THE_DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(\w+) years (?:ago )?(?:to the day|today)\b"));

/// "Ten years to the day after the treaty", with the treaty's day told anywhere: the day of writing, and the weekday of the
/// lead chooses among several.
pub(super) fn to_the_day(page: &Page<'_>) -> Option<Clue> {
    let (words, years) = page.prose().filter(|(_, line)| line.text.contains(" years ")).find_map(|(_, line)| {
        let found = TO_THE_DAY.captures(line.text)?;
        Some((found.get(0)?.as_str(), number(&found[1])?))
    })?;
    let weekday =
        page.lead().flat_map(|line| &line.dates).find(|date| date.form == Form::Weekday).and_then(|date| date.weekday);
    let days = page.prose().flat_map(|(_, line)| &line.dates).filter_map(|date| match date.form {
        Form::Day(day) => Some(day),
        _ => None,
    });
    let (from, day) = days
        .filter_map(|from| Some((from, from.checked_add(i32::from(years).years()).ok()?)))
        .find(|(_, day)| weekday.is_none_or(|weekday| weekday == day.weekday()))?;
    Some(Clue::between(day, day, Weight::Fixing, words, format!("{years} years after {from} → {day}")))
}

/// A counted anniversary in its sentence.
struct Phrase<'a> {
    sentence: &'a str,
    start: usize,
    end: usize,
    number: i16,
}

impl<'a> Phrase<'a> {
    /// The first anniversary that a sentence counts in this manner.
    fn of(sentence: &'a str, count: &Regex) -> Option<Self> {
        let found = count.captures(sentence)?;
        let (whole, digits) = (found.get(0)?, found.get(1)?);
        Some(Self { sentence, start: whole.start(), end: whole.end(), number: number(digits.as_str())? })
    }

    fn clue(&self, page: &Page<'_>) -> Option<Clue> {
        let number = self.number;
        let founded = self.subject(page)?;
        let shift = page.tables.years.nearest(self.sentence, self.start, self.end);
        let shifts: Vec<i16> = match shift {
            Some(shift) => vec![shift],
            None if AHEAD.iter().any(|word| self.sentence.contains(word)) => vec![0, 1],
            None => vec![0],
        };
        let years: Vec<i16> = founded
            .dates
            .iter()
            .flat_map(|date| shifts.iter().map(move |shift| date.year() + number - shift))
            .collect();
        if shift.is_none() && relative::names_other_year(self.sentence, &founded.dates, &page.tables.names) {
            return None;
        }
        let distance = match shift {
            Some(1) => " next year",
            Some(-1) => " last year",
            _ => "",
        };
        let how = format!("{} of {}{distance} → {}", nth(number), founded.name, joined(&years));
        let weight = if shift.is_some() { Weight::Fixing } else { Weight::Firm };
        if shift.is_none_or(|shift| shift == 0)
            && THIS_MONTH.iter().any(|word| self.sentence.contains(word))
            && let [founding] = founded.dates[..]
            && let Some(month) =
                founding.month().and_then(|month| PartialDate::from_month(founding.year() + number, month))
        {
            return Some(Clue::between(month.first_day(), month.last_day(), weight, self.words(), how));
        }
        Clue::years(&years, weight, self.words(), how)
    }

    /// The words around the count, to be shown.
    fn words(&self) -> &str {
        let text = self.sentence;
        let edge = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        let from = edge(self.start.saturating_sub(40));
        let from = text[from..self.start].find(char::is_whitespace).filter(|_| from > 0).map_or(from, |at| from + at);
        let to = edge((self.end + 60).min(text.len()));
        let to = text[..to].rfind([' ', '，', '。', ',']).filter(|&at| to < text.len() && at > self.end).unwrap_or(to);
        &text[from..to]
    }

    /// What is counted from.
    fn subject(&self, page: &Page<'_>) -> Option<Subject> {
        let text = self.sentence;
        if RELATION_WORDS.iter().any(|word| text.contains(word)) {
            return relation(text, page);
        }
        let (name, founded) = page.tables.initiatives.founded(text, self.start, self.end)?;
        Some(Subject { name: name.to_owned(), dates: vec![founded] })
    }
}

struct Subject {
    name: String,
    dates: Vec<PartialDate>,
}

/// The relations that a sentence speaks of: of the countries it names, else of those of the headline and lead.
fn relation(sentence: &str, page: &Page<'_>) -> Option<Subject> {
    let named = |text| countries_named(text, page.countries);
    let relations = &page.tables.relations.0;
    let near = named(sentence);
    let known = |a: &Country, b: &Country| CountryPair::new(*a, *b).filter(|pair| relations.contains_key(pair));
    let mut pairs: Vec<CountryPair> =
        near.iter().enumerate().flat_map(|(i, a)| near[i + 1..].iter().filter_map(move |b| known(a, b))).collect();
    if pairs.is_empty() {
        let mut wide = page.lines.iter().filter(|line| line.role == Role::Title).map(|line| line.text);
        let mut far = wide.by_ref().flat_map(named).collect::<Vec<_>>();
        far.extend(page.lead().flat_map(|line| named(line.text)));
        let sides = if near.is_empty() { &far } else { &near };
        // The first pair named is the one the page is about.
        pairs.extend(sides.iter().find_map(|a| far.iter().find_map(|b| known(a, b))));
    }
    pairs.sort();
    pairs.dedup();
    let dates: Vec<PartialDate> = pairs.iter().flat_map(|pair| relations[pair].iter().copied()).collect();
    let days: Vec<String> = dates.iter().map(ToString::to_string).collect();
    let names: Vec<String> = pairs.iter().map(ToString::to_string).collect();
    (!dates.is_empty())
        .then(|| Subject { name: format!("{} relations ({})", names.join(", "), days.join(", ")), dates })
}

fn nth(number: i16) -> String {
    let tail = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{tail} anniversary")
}

fn joined(years: &[i16]) -> String {
    years.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    //! Properties: ordinals are written as English has them.
    use super::*;

    #[test]
    fn ordinals() {
        assert_eq!(
            [nth(1), nth(12), nth(22), nth(33)],
            ["1st anniversary", "12th anniversary", "22nd anniversary", "33rd anniversary"]
        );
    }
}
