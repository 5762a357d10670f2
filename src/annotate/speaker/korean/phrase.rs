//! Finds the noun phrases of Korean that can be a source: names with offices, pronouns,
//! organisations, persons without a name.
//!
//! In: words. Out: [`Source`]s and [`Naming`]s. Where a name stands among the words before an office
//! is told by family names, the ends of organisations' names, and syllables only foreign names have.

use std::ops::Range;

use super::super::claim::{Naming, Pronoun, Sort, Source, Who};
use super::super::offices::{self, Language};
use super::NOUNS;
use super::word::Word;

/// Every person named with an office, and the heads of organisations in brackets: `협회(회장 홍길동)`.
pub(super) fn namings(text: &str, words: &[Word]) -> Vec<Naming> {
    let mut namings = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(Source { who: Who::Named(naming), .. }) = phrase(text, words, at, 0) {
            namings.push(naming);
        }
        if let Some(inside) = &word.brackets {
            let mut parts = text[inside.clone()].split([' ', ',', '·']).filter(|part| !part.is_empty());
            if let (Some(office), Some(name)) = (parts.next(), parts.next()) {
                let organisation = word.text.strip_suffix(particle(&word.text).unwrap_or("")).unwrap_or(&word.text);
                if offices::is_title(office) && offices::has_surname(name) {
                    namings.push(person(inside.clone(), name, Some(office.to_owned()), Some(organisation.to_owned())));
                }
            }
        }
    }
    namings
}

fn person(span: Range<usize>, name: &str, role: Option<String>, affiliation: Option<String>) -> Naming {
    Naming { span, name: name.to_owned(), sort: Sort::Person, gender: None, role, affiliation, alias: None }
}

/// Particles that mark a topic or subject, longest first; then others that a name may carry.
pub(super) const SUBJECT: [&str; 8] = ["께서는", "에서는", "은", "는", "이", "가", "도", "께서"];
const OTHER: [&str; 16] =
    ["에게는", "에게", "으로", "에서", "에", "의", "을", "를", "과", "와", "로", "등", "까지", "부터", "이라고", "만"];

fn particle(word: &str) -> Option<&'static str> {
    SUBJECT.iter().chain(&OTHER).find(|particle| word.len() > particle.len() && word.ends_with(**particle)).copied()
}

/// The noun of a word, without its particle.
fn stem(word: &str) -> &str {
    particle(word).and_then(|particle| word.strip_suffix(particle)).unwrap_or(word)
}

fn noun_sort(word: &str) -> Option<&'static str> {
    let sort = NOUNS.get(word).copied();
    sort.or_else(|| {
        word.char_indices().skip(1).map(|(at, _)| &word[at..]).find_map(|end| {
            let long_enough = end.chars().count() > 1 || word.chars().count() > 2;
            NOUNS.get(end).copied().filter(|sort| long_enough && *sort != "country")
        })
    })
}

fn is_organisation(word: &str) -> bool {
    noun_sort(word) == Some("organisation") || NOUNS.get(word) == Some(&"country")
}

/// The source that ends with the word at `at`, whatever its particle.
pub(super) fn phrase(text: &str, words: &[Word], at: usize, start: usize) -> Option<Source> {
    let word = &words[at];
    if word.quote.is_some() || word.glued || word.text.is_empty() {
        return None;
    }
    // "대표" and "부대표" keep their last syllable though it could be a particle.
    let noun = if offices::is_title(&word.text) { &word.text } else { stem(&word.text) };
    if let Some(title) = offices::title_at_end(noun, Language::Korean) {
        return titled(text, words, at, start, noun, title);
    }
    if matches!(noun, "그" | "그녀") && word.text != noun {
        let span = word.span.clone();
        return Some(Source { span, who: Who::Pronoun(Pronoun::Person) });
    }
    match noun_sort(noun) {
        Some("unnamed") => {
            let first = describing_words(words, at, start);
            let span = words[first].span.start..word.span.start + noun.len().min(word.span.len());
            Some(Source { span, who: Who::Described { head: noun.to_owned(), definite: false } })
        }
        Some("organisation") if noun.chars().count() >= 3 && word.text != noun => {
            Some(organisation(text, words, at, start, noun))
        }
        _ => None,
    }
}

fn organisation(text: &str, words: &[Word], at: usize, start: usize, noun: &str) -> Source {
    let led = at > start && NOUNS.get(words[at - 1].text.as_str()) == Some(&"country") && !words[at - 1].comma;
    let first = at - usize::from(led);
    let span = words[first].span.start..words[at].span.start + noun.len();
    let name = if led { format!("{} {noun}", words[first].text) } else { noun.to_owned() };
    let span = if text.is_char_boundary(span.end) { span } else { words[at].span.clone() };
    let naming = Naming {
        span: span.clone(),
        name,
        sort: Sort::Organisation,
        gender: None,
        role: None,
        affiliation: None,
        alias: None,
    };
    Source { span, who: Who::Named(naming) }
}

/// The words before a noun that describe it: "참가 기업의 한".
fn describing_words(words: &[Word], at: usize, start: usize) -> usize {
    let mut first = at;
    while first > start && at - first < 4 {
        let before = &words[first - 1];
        if before.quote.is_some()
            || before.comma
            || before.stop
            || SUBJECT[..4].iter().any(|p| before.text.ends_with(p)) && before.text != "한"
        {
            break;
        }
        first -= 1;
    }
    first
}

/// A phrase that ends in an office: finds the name and the affiliation among the words before it.
fn titled(text: &str, words: &[Word], at: usize, start: usize, noun: &str, title: &str) -> Option<Source> {
    let (first, affiliation) = titled_words(words, at, start);
    let before: Vec<&Word> = words[first..at].iter().collect();
    let unnamed = before.iter().any(|word| word.text == "한")
        || at > 0
            && words[..at]
                .iter()
                .rev()
                .take(3)
                .any(|word| word.text == "한" && word.span.end <= words[first].span.start);
    let end = words[at].span.start + noun.len();
    let end = if text.is_char_boundary(end) { end } else { words[at].span.end };
    let span = words[first].span.start..end;
    let prefix = noun.strip_suffix(title).unwrap_or("");
    let glued_surname = prefix.chars().count() == 1 && offices::has_surname(prefix) && before.is_empty();
    let name = if unnamed { None } else { name_among(&before, title) };
    let named = |name: String, affiliation: Option<String>| {
        let role = if glued_surname { title } else { noun };
        Who::Named(person(span.clone(), &name, Some(role.to_owned()), affiliation))
    };
    let who = match name {
        Some(range) => {
            let join = |words: &[&Word]| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            let own: Vec<&Word> = before[..range.start].iter().chain(&before[range.end..]).copied().collect();
            let own = (!own.is_empty()).then(|| join(&own));
            named(join(&before[range]), own.or(affiliation))
        }
        None if glued_surname => named(prefix.to_owned(), affiliation),
        None => Who::Described { head: title.to_owned(), definite: !unnamed && before.is_empty() },
    };
    Some(Source { span, who })
}

/// The first of the words that can belong to a titled phrase, and the affiliation in the genitive before them.
fn titled_words(words: &[Word], at: usize, start: usize) -> (usize, Option<String>) {
    let mut first = at;
    while first > start && at - first < 6 {
        let before = &words[first - 1];
        let adjacent = first == at;
        if before.quote.is_some() || before.comma || before.stop || before.glued || before.text.is_empty() {
            break;
        }
        let korean_name = adjacent && is_korean_name(&before.text) && before.text.chars().count() == 3;
        if !korean_name {
            if let Some(genitive) = before.text.strip_suffix('의').filter(|owner| owner.chars().count() > 1) {
                return (first, Some(genitive.to_owned()));
            }
            // "겐타로 국장": a foreign name may end like a word with a particle.
            let foreign_name = at - first <= 1
                && before.text.chars().count() >= 3
                && before.text.chars().any(|c| FOREIGN.contains(c))
                && !before.text.ends_with("에서");
            if ends_phrase(&before.text) && !foreign_name {
                break;
            }
        }
        first -= 1;
    }
    (first, None)
}

/// Whether a word's ending shows that it belongs to what comes before: a particle, a relative or connective form.
fn ends_phrase(word: &str) -> bool {
    const ENDINGS: [&str; 31] = [
        "은", "는", "을", "를", "에", "에서", "로", "으로", "와", "과", "도", "며", "면서", "고", "서", "해", "한",
        "된", "인", "던", "한테", "에게", "부터", "까지", "이어", "위해", "선", "른", "라는", "맡은", "들",
    ];
    let short = word.chars().count() < 2;
    !short && !is_organisation(word) && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Syllables that foreign names have and Korean given names have not.
const FOREIGN: &str = "코타토츠쓰카키케테티치파피포푸프드트스즈르레네니누루로메베브버쩐응옌엠샤쑤쉬츄챠";

fn is_korean_name(word: &str) -> bool {
    let count = word.chars().count();
    (2..=4).contains(&count)
        && offices::has_surname(word)
        && word.chars().all(|c| matches!(c, '가'..='힣') && !FOREIGN.contains(c))
}

/// "산둥성": a region belongs to the office that follows.
fn is_region(word: &str) -> bool {
    word.chars().count() >= 3 && word.ends_with(['성', '시', '도', '현', '주'])
}

/// Which of the words before an office are the name.
fn name_among(before: &[&Word], title: &str) -> Option<Range<usize>> {
    let count = before.len();
    let last = before.last()?;
    let department =
        ["국장", "과장", "부장", "실장", "처장", "팀장", "소장", "원장"].iter().any(|end| title.ends_with(end));
    let organisation =
        |word: &Word| is_organisation(&word.text) || word.text.chars().any(|c| c.is_ascii_alphanumeric());
    if organisation(last) {
        let lead = before
            .iter()
            .enumerate()
            .take_while(|(at, word)| !organisation(word) && (*at == 0 || !is_region(&word.text)))
            .count();
        if lead > 0 {
            return (lead <= 4).then_some(0..lead);
        }
        let name = is_korean_name(&last.text) && last.text.chars().count() == 3 && !(department && count > 1);
        return name.then_some(count - 1..count);
    }
    // A Korean name leads, its affiliation follows: only where the first word is one and the last is none.
    if is_korean_name(&last.text) || count == 1 {
        let foreign = count > 1 && !organisation(before[count - 2]) && !is_korean_name(&last.text);
        if !foreign {
            // "이반 최": a short last word belongs to the one before it.
            let joins = last.text.chars().count() == 1 && count > 1 && !organisation(before[count - 2]);
            return Some(count - 1 - usize::from(joins)..count);
        }
    }
    if is_korean_name(&before[0].text)
        && before[0].text.chars().count() == 3
        && count > 1
        && before[1..].iter().any(|word| organisation(word))
    {
        return Some(0..1);
    }
    let run = before.iter().rev().take_while(|word| !organisation(word)).count().min(4);
    Some(count - run..count)
}
