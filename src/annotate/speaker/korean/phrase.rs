//! Finds the noun phrases of Korean that can be a source: names with offices, pronouns,
//! organisations, persons without a name.
//!
//! In: words. Out: [`Source`]s and [`Naming`]s. Where a name stands among the words before an office
//! is told by family names, the ends of organisations' names, and syllables only foreign names have.

use std::ops::Range;

use super::super::Tables;
use super::super::claim::{Naming, Pronoun, Sort, Source, Who};
use super::super::vocabulary::Classes;
use super::word::Word;
use crate::annotate::lexicon::{Language, Tags, is_honorific};

/// The words of a paragraph, whose noun phrases are sought.
#[derive(Clone, Copy)]
pub(super) struct Phrases<'t> {
    pub(super) text: &'t str,
    pub(super) words: &'t [Word],
    pub(super) tables: &'t Tables,
}

impl Phrases<'_> {
    /// Every person named with an office, and the heads of organisations in brackets: `협회(회장 홍길동)`.
    pub(super) fn namings(self) -> Vec<Naming> {
        let mut namings = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            if let Some(Source { who: Who::Named(naming), .. }) = self.ending_at(at, 0) {
                namings.push(naming);
            }
            if let Some(inside) = &word.brackets {
                let mut parts = self.text[inside.clone()].split([' ', ',', '·']).filter(|part| !part.is_empty());
                if let (Some(office), Some(name)) = (parts.next(), parts.next()) {
                    let organisation = word.text.strip_suffix(particle(&word.text).unwrap_or("")).unwrap_or(&word.text);
                    if self.tables.names.is_title(office) && self.tables.names.has_surname(name) {
                        namings.push(person(
                            inside.clone(),
                            name,
                            Some(office.to_owned()),
                            Some(organisation.to_owned()),
                        ));
                    }
                }
            }
        }
        namings
    }

    /// The source that ends with the word at `at`, whatever its particle.
    pub(super) fn ending_at(self, at: usize, start: usize) -> Option<Source> {
        let word = &self.words[at];
        if word.quote.is_some() || word.glued || word.text.is_empty() {
            return None;
        }
        // "대표" and "부대표" keep their last syllable though it could be a particle.
        let noun = if self.tables.names.is_title(&word.text) { &word.text } else { stem(&word.text) };
        if let Some(title) = self.tables.names.title_at_end(noun, Language::Korean) {
            return self.titled(at, start, noun, title);
        }
        if matches!(noun, "그" | "그녀") && word.text != noun {
            let span = word.span.clone();
            return Some(Source { span, who: Who::Pronoun(Pronoun::Person) });
        }
        let classes = self.noun_classes(noun);
        if classes.has(Classes::UNNAMED) {
            let first = describing_words(self.words, at, start);
            let span = self.words[first].span.start..self.noun_end(at, noun);
            return Some(Source { span, who: described(noun, false) });
        }
        let named = classes.has(Classes::ORGANISATION) && noun.chars().count() >= 3 && word.text != noun;
        named.then(|| self.organisation(at, start, noun))
    }

    /// The place after the noun of a word, or after the whole word where a mark or a bracket in it shifts that place into
    /// a character.
    fn noun_end(self, at: usize, noun: &str) -> usize {
        let span = &self.words[at].span;
        let end = span.start + noun.len();
        if self.text.is_char_boundary(end) { end } else { span.end }
    }

    fn organisation(self, at: usize, start: usize, noun: &str) -> Source {
        let led = at > start && self.is_country(&self.words[at - 1].text) && !self.words[at - 1].comma;
        let first = at - usize::from(led);
        let span = self.words[first].span.start..self.words[at].span.start + noun.len();
        let name = if led { format!("{} {noun}", self.words[first].text) } else { noun.to_owned() };
        let span = if self.text.is_char_boundary(span.end) { span } else { self.words[at].span.clone() };
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

    /// A phrase that ends in an office: finds the name and the affiliation among the words before it.
    fn titled(self, at: usize, start: usize, noun: &str, title: &str) -> Option<Source> {
        let (first, affiliation) = self.titled_words(at, start);
        let before = self.without_time_of_office(&self.words[first..at]);
        let unnamed = before.iter().any(|word| word.text == "한")
            || at > 0
                && self.words[..at]
                    .iter()
                    .rev()
                    .take(3)
                    .any(|word| word.text == "한" && word.span.end <= self.words[first].span.start);
        let span = self.words[first].span.start..self.noun_end(at, noun);
        let prefix = noun.strip_suffix(title).unwrap_or("");
        let glued_surname = prefix.chars().count() == 1 && self.tables.names.has_surname(prefix) && before.is_empty();
        let name = if unnamed { None } else { self.name_among(&before, title) };
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
            None if before.len() == 1 && before[0].text == "한" => {
                Who::Perhaps(person(span.clone(), "한", Some(noun.to_owned()), affiliation))
            }
            None if glued_surname => named(prefix.to_owned(), affiliation),
            None => described(title, !unnamed && before.is_empty()),
        };
        Some(Source { span, who })
    }

    /// The first of the words that can belong to a titled phrase, and the affiliation in the genitive before them.
    fn titled_words(self, at: usize, start: usize) -> (usize, Option<String>) {
        let mut first = at;
        while first > start && at - first < 6 {
            let before = &self.words[first - 1];
            let adjacent = first == at;
            if before.quote.is_some() || before.comma || before.stop || before.glued || before.text.is_empty() {
                break;
            }
            let korean_name = adjacent && self.is_korean_name(&before.text) && before.text.chars().count() == 3;
            if self.is_office_with_particle(&before.text)
                || first + 1 == at && !self.may_precede(before, &self.words[first])
            {
                break;
            }
            if !korean_name {
                if let Some(genitive) = before.text.strip_suffix('의').filter(|owner| owner.chars().count() > 1) {
                    return (first, Some(genitive.to_owned()));
                }
                // "겐타로 국장": a foreign name may end like a word with a particle.
                let foreign_name = at - first <= 1
                    && before.text.chars().count() >= 3
                    && self.is_foreign(&before.text)
                    && !before.text.ends_with("에서");
                if self.ends_phrase(&before.text) && !foreign_name {
                    break;
                }
            }
            first -= 1;
        }
        (first, None)
    }

    /// Which of the words before an office are the name.
    fn name_among(self, before: &[&Word], title: &str) -> Option<Range<usize>> {
        let count = before.len();
        let last = before.last()?;
        let department =
            ["국장", "과장", "부장", "실장", "처장", "팀장", "소장", "원장"].iter().any(|end| title.ends_with(end));
        let mission = |word: &Word| self.is_mission(&word.text, title);
        let organisation = |word: &Word| {
            mission(word) || self.is_organisation(&word.text) || word.text.chars().any(|c| c.is_ascii_alphanumeric())
        };
        if organisation(last) {
            let lead = before
                .iter()
                .enumerate()
                .take_while(|(at, word)| !organisation(word) && (*at == 0 || !is_region(&word.text)))
                .count();
            if lead > 0 {
                return (lead <= 4).then_some(0..lead);
            }
            let name = self.is_korean_name(&last.text) && last.text.chars().count() == 3 && !(department && count > 1);
            return name.then_some(count - 1..count);
        }
        // A Korean name leads, its affiliation follows: only where the first word is one and the last is none.
        if self.is_korean_name(&last.text) || count == 1 {
            let foreign = count > 1 && !organisation(before[count - 2]) && !self.is_korean_name(&last.text);
            if !foreign {
                // "이반 최": a short last word belongs to the one before it.
                let joins = last.text.chars().count() == 1 && count > 1 && !organisation(before[count - 2]);
                return Some(count - 1 - usize::from(joins)..count);
            }
        }
        if self.is_korean_name(&before[0].text)
            && before[0].text.chars().count() == 3
            && count > 1
            && before[1..].iter().any(|word| organisation(word))
        {
            return Some(0..1);
        }
        let run = before.iter().rev().take_while(|word| !organisation(word)).count().min(4);
        Some(count - run..count)
    }

    /// What a noun is by the table: as a whole, or by how it ends.
    fn noun_classes(self, word: &str) -> Classes {
        let nouns = &self.tables.korean_nouns;
        let whole = nouns.classes(word);
        if whole != Classes::default() {
            return whole;
        }
        let long = word.chars().count() > 2;
        let ends = word.char_indices().skip(1).map(|(at, _)| &word[at..]).filter(|end| long || end.chars().count() > 1);
        let source = Classes::ORGANISATION.or(Classes::UNNAMED);
        ends.map(|end| nouns.classes(end)).find(|classes| classes.has(source)).unwrap_or_default()
    }

    fn is_country(self, word: &str) -> bool {
        self.tables.korean_nouns.classes(word).has(Classes::COUNTRY)
    }

    fn is_organisation(self, word: &str) -> bool {
        self.noun_classes(word).has(Classes::ORGANISATION.or(Classes::COUNTRY))
    }

    /// The words before an office without those that tell when it was held: "홍길동 당시 장관", "홍길동 전 장관".
    /// 전 and 현 alone before the office are family names.
    fn without_time_of_office(self, words: &[Word]) -> Vec<&Word> {
        const TIMES: [&str; 7] = ["당시", "전", "현", "전임", "신임", "초대", "임시"];
        let alone = words.len() == 1;
        let kept = |word: &&Word| alone && self.is_family_name(&word.text) || !TIMES.contains(&word.text.as_str());
        words.iter().filter(kept).collect()
    }

    /// Whether a word is a family name of one syllable, as in "홍 회장".
    fn is_family_name(self, word: &str) -> bool {
        word.chars().count() == 1 && self.tables.names.has_surname(word)
    }

    /// "대통령과": the office of somebody named before.
    fn is_office_with_particle(self, word: &str) -> bool {
        !self.tables.names.is_title(word)
            && particle(word).is_some()
            && self
                .tables
                .names
                .title_at_end(stem(word), Language::Korean)
                .is_some_and(|title| title.chars().count() > 1)
    }

    /// Whether a word can belong to a titled phrase whose next word is `next`: before a lone family name only an
    /// organisation, a whole name, or a foreign one ("토마스 최").
    fn may_precede(self, before: &Word, next: &Word) -> bool {
        // Before an office these are more often words than names: "홍길동 전 장관".
        let time = matches!(next.text.as_str(), "전" | "현");
        let foreign = before.text.chars().count() >= 2 && self.is_foreign(&before.text);
        let name = self.is_korean_name(&before.text) && before.text.chars().count() == 3;
        time || !self.is_family_name(&next.text)
            || self.is_organisation(&before.text)
            || (foreign || name) && !self.ends_phrase(&before.text)
    }

    /// "주베트남 대사": the country an envoy is sent to.
    fn is_mission(self, word: &str, title: &str) -> bool {
        const SHORT: [&str; 12] = ["한", "미", "중", "일", "러", "영", "독", "불", "인", "유엔", "이", "북"];
        let envoy = ["대사", "공사", "영사", "참사관", "대리", "무관"].iter().any(|end| title.ends_with(end));
        envoy && word.strip_prefix('주').is_some_and(|to| SHORT.contains(&to) || self.is_country(to))
    }

    /// Whether a word has syllables that Korean given names do not have.
    fn is_foreign(self, word: &str) -> bool {
        word.chars().any(|c| self.tables.names.is_sound(c, Language::Korean))
    }

    /// Whether a word's ending shows that it belongs to what comes before: a particle, a relative or connective form.
    fn ends_phrase(self, word: &str) -> bool {
        const ENDINGS: [&str; 66] = [
            "찾아", "만나", "맞아", "따라", "대해", "관해", "함께", "앞서", "나서", "르면", "으면", "하면", "되면",
            "라면", "다면", "은", "는", "을", "를", "에", "에서", "로", "으로", "와", "과", "도", "며", "면서", "고",
            "서", "해", "한", "된", "인", "던", "한테", "에게", "부터", "까지", "이어", "위해", "선", "른", "라는",
            "맡은", "들", // Verbs that a name follows: "턱을 넘어 문 대통령의 손을".
            "넘어", "들어", "열어", "걸어", "돌아", "모아", "지나", "떠나", "건너", "올라", "내려", "불러", "받아",
            "잡아", "나눈", "만난", "떠난", "오른", "이끈", "꾸린",
        ];
        let short = word.chars().count() < 2;
        !short && !self.is_organisation(word) && ENDINGS.iter().any(|ending| word.ends_with(ending))
    }

    fn is_korean_name(self, word: &str) -> bool {
        let count = word.chars().count();
        (2..=4).contains(&count)
            && self.tables.names.has_surname(word)
            && word.chars().all(|c| matches!(c, '가'..='힣'))
            && !self.is_foreign(word)
    }
}

fn described(noun: &str, definite: bool) -> Who {
    let tags = if definite { Tags::TITLE } else { Tags::default() };
    Who::Described { head: noun.to_owned(), tags, definite }
}

fn person(span: Range<usize>, name: &str, role: Option<String>, affiliation: Option<String>) -> Naming {
    let role = role.filter(|role| !is_honorific(role));
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

/// "산둥성": a region belongs to the office that follows.
fn is_region(word: &str) -> bool {
    word.chars().count() >= 3 && word.ends_with(['성', '시', '도', '현', '주'])
}
