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
    /// Named by the way: "born in Japan", "such as Japan".
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

    /// The countries named, by code, in whatever part; money names none.
    pub fn countries(&self) -> Vec<Country> {
        let named = self.namings.iter().filter(|naming| naming.mention.kind != MentionKind::Currency);
        let mut all: Vec<Country> = named.flat_map(|naming| naming.mention.countries.iter().copied()).collect();
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
    } else if is_passing(before, words) {
        Role::Passing
    } else if is_scene(mention, before, after) {
        Role::Scene
    } else {
        Role::Actor
    }
}

fn is_money(after: &str, words: &Words) -> bool {
    let word = after.trim_start_matches([' ', '-']);
    let latin = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    after.starts_with('$')
        || words.has(Class::Currency, latin)
        || words.has(Class::Currency, &latin.to_ascii_lowercase())
        || { !word.starts_with(|c: char| c.is_ascii()) && words.begin(Class::Currency, word) }
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

fn is_passing(before: &str, words: &Words) -> bool {
    let before = before.trim_end().trim_end_matches(" the");
    words.of(Class::Passing).any(|passing| ends_with_words(before, passing))
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

/// Where a dateline at the start of the text ends; 0 where there is none. Three forms are read:
/// `BEIJING, Jan. 5 (Xinhua) -- …`, `(서울=연합뉴스) …` or `【东京…】…`, `新华社北京1月5日电 …`.
fn dateline_end(text: &str) -> usize {
    bracketed_dateline(text).or_else(|| wire_dateline(text)).or_else(|| dashed_dateline(text)).unwrap_or(0)
}

fn bracketed_dateline(text: &str) -> Option<usize> {
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        '【' => '】',
        '（' => '）',
        _ => return None,
    };
    text.char_indices().take(LONGEST_DATELINE).find(|(_, c)| *c == close).map(|(at, c)| at + c.len_utf8())
}

fn wire_dateline(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().take(LONGEST_DATELINE / 2);
    let agency = ["新华社", "新華社", "中新社", "中央社", "韩联社"].iter().any(|name| text.starts_with(name));
    agency.then(|| chars.find(|(_, c)| matches!(c, '电' | '電')).map(|(at, c)| at + c.len_utf8())).flatten()
}

/// Words in capitals, then a bracket or a date, then a dash.
fn dashed_dateline(text: &str) -> Option<usize> {
    let head = text.char_indices().nth(LONGEST_DATELINE).map_or(text, |(at, _)| &text[..at]);
    let dash = ["--", " - ", " – ", "—", " -"].iter().filter_map(|dash| head.find(dash)).min()?;
    let words = &head[..dash];
    let place = words.split([',', '(', '/']).next()?.trim();
    let capitals = place.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !place.chars().any(char::is_lowercase);
    let stamped = words.contains(['(', ',']) || words.trim() == place;
    (capitals && stamped && place.split(' ').count() <= 3).then_some(dash)
}

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
