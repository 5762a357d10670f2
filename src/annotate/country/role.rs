//! Reads one block of text (the title or a paragraph): its sentences, its mentions, and the part each one plays.
//!
//! Its place: after `mention`, before `relation` and `weigh`, which never look at the text's words themselves again.

use std::ops::Range;

use super::form::MentionKind;
use super::mention::{Mention, find};
use super::sense::Choices;
use super::words::{Class, Words};
use super::{Country, Tables};

/// The part that a named country plays where it is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It acts, is acted on, or is where something happens.
    Actor,
    /// A city as the place where something happens: "met in Paris".
    Scene,
    /// The place of a dateline: "BEIJING, Jan. 5 --".
    Dateline,
    /// Through whom the news came: "according to Xinhua".
    Source,
    /// The owner of a currency: "Swiss francs".
    Money,
    /// Part of a company's name: "Korean Air Lines Co".
    Company,
    /// Named by the way: "born in Japan", "such as Japan", "the Paris accord".
    Passing,
}

/// A mention with its part.
#[derive(Debug)]
pub struct Naming {
    /// The words and whom they name.
    pub mention: Mention,
    /// The part they play.
    pub role: Role,
}

/// A block of text with its mentions.
#[derive(Debug)]
pub struct Block<'a> {
    /// The words.
    pub text: &'a str,
    /// The mentions, in order.
    pub namings: Vec<Naming>,
    /// Which of the namings stand in which sentence; sentences without any are left out.
    pub sentences: Vec<Range<usize>>,
}

impl<'a> Block<'a> {
    /// Reads a text; `choices` has read the whole article.
    pub fn read(text: &'a str, tables: &Tables, choices: &Choices) -> Self {
        let mentions = find(text, tables, choices);
        let dateline = dateline_end(text);
        let namings: Vec<Naming> = mentions
            .into_iter()
            .map(|mention| Naming { role: role(text, &mention, dateline, &tables.words), mention })
            .collect();
        let sentences = group(text, &namings);
        Self { text, namings, sentences }
    }

    /// The namings in whatever part; money names nobody.
    pub fn named(&self) -> impl Iterator<Item = &Mention> {
        self.namings.iter().map(|naming| &naming.mention).filter(|mention| mention.kind != MentionKind::Currency)
    }

    /// The countries named, by code.
    pub fn countries(&self) -> Vec<Country> {
        let mut all: Vec<Country> = self.named().flat_map(|mention| mention.countries.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn role(text: &str, mention: &Mention, dateline: usize, words: &Words) -> Role {
    if mention.kind == MentionKind::Agency {
        return Role::Source;
    }
    if mention.kind == MentionKind::Currency {
        return Role::Money;
    }
    if mention.range.end <= dateline {
        return Role::Dateline;
    }
    let after = &text[mention.range.end..];
    let before = &text[..mention.range.start];
    if is_money(after, words) {
        Role::Money
    } else if is_company(mention, before, after, words) {
        Role::Company
    } else if is_passing(before, after, words) || is_treaty(mention, after, words) {
        Role::Passing
    } else if is_scene(mention, before, after) {
        Role::Scene
    } else {
        Role::Actor
    }
}

fn is_money(after: &str, words: &Words) -> bool {
    after.starts_with('$') || follows(after, Class::Currency, words)
}

/// A word of a company's name follows within the next capitalised words.
fn is_company(mention: &Mention, before: &str, after: &str, words: &Words) -> bool {
    if before.ends_with('<') {
        return true;
    }
    if !matches!(mention.kind, MentionKind::Name | MentionKind::Demonym | MentionKind::Capital | MentionKind::City) {
        return false;
    }
    let Some(rest) = after.strip_prefix(' ') else { return false };
    rest.split(' ')
        .take(LONGEST_COMPANY)
        .take_while(|word| word.starts_with(|c: char| c.is_uppercase() || c == '&'))
        .any(|word| words.has(Class::Company, word.trim_end_matches([',', ';', '\'', '"', '>'])))
}

/// How many words may stand between a country's name and the "Corp" that makes it a company's, that one included.
const LONGEST_COMPANY: usize = 4;

fn is_passing(before: &str, after: &str, words: &Words) -> bool {
    let before = before.trim_end().trim_end_matches(" the");
    words.of(Class::Passing).any(|passing| ends_with_words(before, passing)) || follows(after, Class::Origin, words)
}

/// Whether a word of the class follows.
fn follows(after: &str, class: Class, words: &Words) -> bool {
    let word = after.trim_start_matches([' ', '-']);
    if word.starts_with(|c: char| c.is_ascii()) {
        let latin = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        words.has(class, latin) || words.has(class, &latin.to_ascii_lowercase())
    } else {
        words.begin(class, word)
    }
}

/// An agreement goes by the city it was signed in: "the Paris accord", `パリ協定`.
fn is_treaty(mention: &Mention, after: &str, words: &Words) -> bool {
    matches!(mention.kind, MentionKind::Capital | MentionKind::City) && follows(after, Class::Treaty, words)
}

/// A capital that stands for a government is no scene; one with "in" before it is.
fn is_scene(mention: &Mention, before: &str, after: &str) -> bool {
    matches!(mention.kind, MentionKind::Capital | MentionKind::City)
        && ([" in ", "In ", " at ", " near ", "在", "于", "於"].iter().any(|word| before.ends_with(word))
            || ["에서", "で", "-based"].iter().any(|word| after.starts_with(word)))
}

fn ends_with_words(text: &str, words: &str) -> bool {
    text.strip_suffix(words).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
}

/// Where a dateline at the start of the text ends; 0 where there is none. The forms read are
/// `BEIJING, Jan. 5 (Xinhua) -- …`, `Seoul, Jan 5 (Yonhap) — …`, the same alone on its line, `NEW DELHI: …`,
/// `МОСКВА, 5 января. /ТАСС/. …`, `(서울=연합뉴스) …` or `【东京…】…`, and `新华社北京1月5日电 …`.
fn dateline_end(text: &str) -> usize {
    let head = text.char_indices().nth(LONGEST_DATELINE).map_or(text, |(at, _)| &text[..at]);
    bracketed_dateline(head)
        .or_else(|| wire_dateline(head))
        .or_else(|| dashed_dateline(head))
        .or_else(|| placed_dateline(head, text))
        .unwrap_or(0)
}

fn bracketed_dateline(head: &str) -> Option<usize> {
    let close = match head.chars().next()? {
        '(' => ')',
        '[' => ']',
        '<' => '>',
        '【' => '】',
        '（' => '）',
        '［' => '］',
        '〈' => '〉',
        _ => return None,
    };
    head.find(close).map(|at| at + close.len_utf8())
}

/// The day and the word for "wire", whatever agency stands before.
fn wire_dateline(head: &str) -> Option<usize> {
    let ends = ["日电", "日電", "日讯", "日訊"].iter().filter_map(|end| Some(head.find(end)? + end.len()));
    ends.min().filter(|&end| head[..end].chars().count() <= LONGEST_DATELINE / 2)
}

/// A place, then a bracket or a date, then a dash; or a place in capitals and a dash.
fn dashed_dateline(head: &str) -> Option<usize> {
    let dash = ["--", " - ", " – ", "—", " -"].iter().filter_map(|dash| head.find(dash)).min()?;
    let words = &head[..dash];
    let place = place(words)?;
    let stamped = if is_in_capitals(place) {
        words.contains(['(', ',']) || words.trim() == place
    } else {
        has_agency(words) || has_day(words)
    };
    stamped.then_some(dash)
}

/// A place in capitals without a dash: with the date alone on its line, with the agency between strokes, with a colon.
fn placed_dateline(head: &str, text: &str) -> Option<usize> {
    let place = place(head).filter(|place| is_in_capitals(place))?;
    let after = &head[place.len()..];
    if after.starts_with(", ") && head.len() == text.len() && has_day(head) && !text.ends_with('.') {
        return Some(text.len());
    }
    let stroke = || {
        let from = head.find('/')?;
        Some(from + 1 + head[from + 1..].find('/')? + 1)
    };
    let colon = after.starts_with(": ") && head.len() < text.len();
    stroke().filter(|_| has_day(head)).or_else(|| colon.then_some(place.len()))
}

/// The up to three words that a dateline begins with.
fn place(head: &str) -> Option<&str> {
    let place = head.split([',', '(', '/', ':', '-', '–', '—']).next()?.trim_end();
    let words = || place.split(' ');
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 3 && words().count() <= 3 && words().all(|word| word.starts_with(char::is_uppercase))).then_some(place)
}

fn is_in_capitals(place: &str) -> bool {
    !place.chars().any(char::is_lowercase)
}

fn has_agency(words: &str) -> bool {
    words.trim_end().ends_with(')')
}

/// A number and a month.
fn has_day(words: &str) -> bool {
    let lower = words.to_lowercase();
    let month = |word: &str| MONTHS.iter().any(|month| word.starts_with(month));
    lower.contains(|c: char| c.is_ascii_digit()) && lower.split(|c: char| !c.is_alphabetic()).any(month)
}

/// How the months begin, in English and Russian.
const MONTHS: [&str; 24] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "янв", "фев", "мар", "апр",
    "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
];

/// In characters.
const LONGEST_DATELINE: usize = 60;

/// Groups the namings by the sentence they stand in.
fn group(text: &str, namings: &[Naming]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, naming) in namings.iter().enumerate() {
        let same = at > 0 && !ends_sentence(&text[namings[at - 1].mention.range.start..naming.mention.range.start]);
        match groups.last_mut() {
            Some(last) if same => last.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

/// Whether a sentence ends within `between`, which runs from one mention's start to the next one's.
fn ends_sentence(between: &str) -> bool {
    let bytes = between.as_bytes();
    between.char_indices().any(|(at, c)| match c {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => {
            let rest = &bytes[at + 1..];
            let closing = rest.iter().take_while(|b| matches!(b, b'"' | b'\'' | b')')).count();
            let space = rest.get(closing) == Some(&b' ') || between[at + 1..].starts_with(['”', '’']);
            space && !is_abbreviation(&between[..at])
        }
        _ => false,
    })
}

/// The word before a full stop is an abbreviation: one letter, letters with stops, or a title.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit([' ', '(']).next().unwrap_or_default();
    let short = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    short
        || word.contains('.')
        || matches!(
            word,
            "Mr" | "Mrs"
                | "Ms"
                | "Dr"
                | "St"
                | "Gen"
                | "Gov"
                | "Sen"
                | "Rep"
                | "No"
                | "Co"
                | "vs"
                | "Jan"
                | "Feb"
                | "Aug"
                | "Sept"
                | "Oct"
                | "Nov"
                | "Dec"
        )
}

#[cfg(test)]
mod tests {
    //! Properties: each role is read from the words around a name; sentences part mentions, abbreviations do not.
    use super::*;

    fn read(text: &str) -> Block<'_> {
        let tables = Tables::built_in();
        Block::read(text, tables, &Choices::new([text], &tables.cues))
    }

    fn roles(text: &str) -> Vec<Role> {
        read(text).namings.iter().map(|naming| naming.role).collect()
    }

    #[test]
    fn roles_are_read_from_the_words_around() {
        for (text, want) in [
            ("Norway opened the port.", vec![Role::Actor]),
            ("OSLO, March 3 (Agency) -- Norway opened the port.", vec![Role::Dateline, Role::Actor]),
            ("(서울=연합뉴스) 홍길동 기자 = 노르웨이", vec![Role::Dateline, Role::Source, Role::Actor]),
            ("Oslo, March 3 (Agency) — Norway opened the port.", vec![Role::Dateline, Role::Actor]),
            ("SEOUL, Jan. 5", vec![Role::Dateline]),
            (
                "OSLO: Norway opened the port that it had promised to open for many years.",
                vec![Role::Dateline, Role::Actor],
            ),
            ("ОСЛО, 5 января. /Агентство/. Норвегия открыла порт.", vec![Role::Dateline, Role::Actor]),
            ("本报记者东京1月5日电 挪威开放港口。", vec![Role::Dateline, Role::Actor]),
            ("Norway, the port's owner, - so it said - agreed.", vec![Role::Actor]),
            ("The Oslo accord binds Norway.", vec![Role::Passing, Role::Actor]),
            ("パリ協定でノルウェーは", vec![Role::Passing, Role::Actor]),
            ("It cost ten Norwegian crowns.", vec![Role::Money]),
            ("Norwegian Salt Works Ltd closed.", vec![Role::Company]),
            ("She was born in Norway.", vec![Role::Passing]),
            ("Kyodo wrote that Norway agreed.", vec![Role::Source, Role::Actor]),
        ] {
            assert_eq!(roles(text), want, "{text}");
        }
    }

    #[test]
    fn sentences_part_mentions() {
        for (text, count) in [
            ("Norway and Chile met.", 1),
            ("Norway met them. Chile did not.", 2),
            ("The U.S. and Mr. Olsen of Norway met.", 1),
            ("挪威同意。智利反对。", 2),
        ] {
            assert_eq!(read(text).sentences.len(), count, "{text}");
        }
    }
}
