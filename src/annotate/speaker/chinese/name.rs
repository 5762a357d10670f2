//! Finds the sources that Chinese names: persons after or before their office, bare names, organisations.
//!
//! Nothing in writing shows where a name ends. Its end is certain before a word that names do not go on over, or
//! where the characters of a transliteration end; elsewhere a name whose end is certain at another place of the
//! article decides, at last the usual length.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::super::Tables;
use super::super::claim::{Naming, Sort, Source, Who};
use super::super::vocabulary::Classes;
use crate::annotate::lexicon::{Language, is_honorific};

/// Words that a name does not go on over.
const BOUNDARY: Classes = Classes::ADVERB.or(Classes::REPORTED).or(Classes::FLOOR);
/// Characters of the longest name.
const LONGEST: usize = 14;

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '·' | '・' | '々')
}

/// Reads names by the tables and by the names of the article whose ends are certain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'t> {
    pub(super) tables: &'t Tables,
    pub(super) known: &'t FxHashSet<String>,
}

/// The name that a text begins with: how long it is, and whether its end is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    /// At the edge of a character.
    pub(super) bytes: usize,
    pub(super) certain: bool,
}

impl Names<'_> {
    /// Whether a text begins with something that a name does not go on over.
    fn is_boundary(self, text: &str) -> bool {
        let Some(first) = text.chars().next().filter(|c| is_han(*c)) else { return true };
        let Some(word) = self.tables.chinese.at_start(text, BOUNDARY) else { return first == '、' };
        // "蔡文和強調": a conjunction or preposition that a verb follows at once, or nothing, is a part of the name.
        let joins =
            matches!(word, "和" | "與" | "与" | "及" | "同" | "于" | "於" | "以" | "从" | "從" | "向" | "对" | "對");
        let rest = &text[word.len()..];
        let verb = || self.tables.chinese.at_start(rest, Classes::REPORTED.or(Classes::FLOOR)).is_some();
        !joins || !rest.is_empty() && !verb()
    }

    /// The length of the name that a text begins with; where its end is not certain, known names decide.
    pub(super) fn length(self, text: &str) -> Option<Length> {
        let own = self.own_length(text);
        if own.is_some_and(|length| length.certain) {
            return own;
        }
        self.known_length(text).map(|bytes| Length { bytes, certain: true }).or(own)
    }

    /// The longest of the known names that a text begins with.
    pub(super) fn known_length(self, text: &str) -> Option<usize> {
        if self.known.is_empty() {
            return None;
        }
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST);
        ends.skip(1).filter(|end| self.known.contains(&text[..*end])).last()
    }

    fn own_length(self, text: &str) -> Option<Length> {
        let ends: Vec<usize> = text
            .char_indices()
            .take_while(|(_, c)| is_han(*c))
            .map(|(at, c)| at + c.len_utf8())
            .take(LONGEST)
            .collect();
        let certain = |bytes| Length { bytes, certain: true };
        let uncertain = |bytes| Length { bytes, certain: false };
        let dots = text[..ends.last().copied().unwrap_or(0)].rmatch_indices(['·', '・']).next();
        if let Some((dot, mark)) = dots {
            return self.dotted_length(text, dot + mark.len(), &ends).map(certain);
        }
        let end_of = |count: usize| ends.get(count - 1).copied();
        let bounded = |count: usize| end_of(count).filter(|end| self.is_boundary(&text[*end..]));
        let foreign = || {
            let sounds = |end: &usize| text[..*end].chars().all(|c| self.is_sound(c));
            (5..=8).find_map(bounded).filter(sounds)
        };
        match self.tables.names.surname(text).map(|surname| surname.chars().count()) {
            Some(family) => {
                let clan = text[..ends.get(1).copied().unwrap_or(0)].ends_with('氏');
                if clan {
                    return bounded(4).or_else(|| bounded(3)).map(certain).or_else(|| end_of(4).map(uncertain));
                }
                let own = (family + 1..=family + 3).find_map(bounded).or_else(foreign).map(certain);
                own.or_else(|| end_of(family + 2).map(uncertain))
            }
            None if bounded(2).is_some() => None,
            None => (3..=5).find_map(bounded).or_else(foreign).map(certain),
        }
    }

    fn is_sound(self, c: char) -> bool {
        self.tables.names.is_sound(c, Language::Chinese)
    }

    /// The end of a name with dots whose last part begins at `after`: at a word that ends names, or where
    /// the characters of transliterations end well before one.
    fn dotted_length(self, text: &str, after: usize, ends: &[usize]) -> Option<usize> {
        let part = || ends.iter().copied().filter(|end| *end > after);
        let bound = part().find(|end| self.is_boundary(&text[*end..]));
        let sounds = part().take_while(|end| text[..*end].ends_with(|c| self.is_sound(c))).last();
        let foreign = sounds.filter(|end| text[after..*end].chars().count() >= 2);
        match (bound, foreign) {
            (Some(bound), Some(foreign)) if text[foreign.min(bound)..bound].chars().count() < 2 => Some(bound),
            (bound, foreign) => foreign.or(bound),
        }
    }

    /// Persons named after their office in a stretch of text, with the place after the name.
    pub(super) fn titled(self, text: &str, span: Range<usize>) -> Vec<(Naming, usize)> {
        let mut found = Vec::new();
        let clause = &text[span.clone()];
        let mut from = 0;
        for at in clause.char_indices().map(|(at, _)| at) {
            let Some(title) = self.tables.names.title_at_start(&clause[at..], Language::Chinese).filter(|_| at >= from)
            else {
                continue;
            };
            let name_start = at + title.len();
            let rest = &clause[name_start..];
            // "会长随后": what follows the office is no name.
            let other_word = self
                .tables
                .chinese
                .at_start(rest, BOUNDARY)
                .is_some_and(|word| word.chars().count() > 1 || !self.tables.names.has_surname(rest));
            if other_word || rest.starts_with('的') {
                continue;
            }
            let Some(Length { bytes: length, .. }) = self.length(rest) else { continue };
            let name = &rest[..length];
            if self.tables.names.title_at_start(name, Language::Chinese).is_some()
                && self.tables.names.surname(name).is_none()
                || self.tables.chinese.at_end(name, Classes::ORGANISATION).is_some_and(|end| end.chars().count() > 1)
            {
                continue;
            }
            let affiliation = clause[from..at].trim_start_matches(['和', '与', '與', '及', '、', '由', '的']);
            let whole = self.strip_others(strip_adverbials(affiliation));
            let affiliation = whole.trim_end_matches('的');
            let genitive = whole.len() - affiliation.len();
            let (affiliation, title) = with_rank(affiliation, &clause[..name_start], title);
            let start = span.start + name_start - title.len() - genitive - affiliation.len();
            let end = span.start + name_start + length;
            let affiliation = (!affiliation.is_empty()).then(|| affiliation.to_owned());
            found.push((
                Naming {
                    span: start.min(end)..end,
                    name: name.to_owned(),
                    sort: Sort::Person,
                    gender: None,
                    role: (!is_honorific(title)).then(|| title.to_owned()),
                    affiliation,
                    alias: None,
                },
                end,
            ));
            from = name_start + length;
        }
        found
    }

    /// "韩方代表、大一精工总经理": of two posts the affiliation is that of the last.
    fn strip_others(self, affiliation: &str) -> &str {
        match affiliation.rsplit_once('、') {
            Some((before, last)) if self.tables.names.title_at_end(before, Language::Chinese).is_some() => last,
            _ => affiliation,
        }
    }

    /// An organisation that the stretch begins with, up to an adverbial.
    pub(super) fn organisation(self, start: usize, text: &str) -> Option<Source> {
        let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        let end = ends.iter().copied().find(|end| {
            text[..*end].chars().count() >= 2
                && self.tables.chinese.at_end(&text[..*end], Classes::ORGANISATION).is_some()
                && self.tables.chinese.at_end(&text[..*end], Classes::EVENT).is_none()
                && self.adverbial(&text[*end..])
        })?;
        let name = text[..end].trim_start_matches(['由', '另', '据', '據', '而', '但']);
        let naming = Naming {
            span: start + end - name.len()..start + end,
            name: name.to_owned(),
            sort: Sort::Organisation,
            gender: None,
            role: None,
            affiliation: None,
            alias: None,
        };
        // "李明在会": the name of an organisation holds no place and no verb.
        let verbal = |word: &str| word.chars().count() > 1;
        let whole = name.chars().count() <= 24
            && !name.contains(['、', '的', '在'])
            && !name
                .char_indices()
                .any(|(at, _)| self.tables.chinese.at_start(&name[at..], Classes::REPORTED).is_some_and(verbal));
        whole.then_some(Source { span: naming.span.clone(), who: Who::Named(naming) })
    }

    /// Whether what stands between a source and its verb is short and begins like an adverbial.
    pub(super) fn adverbial(self, text: &str) -> bool {
        let text = text.trim();
        text.is_empty() || text.chars().count() <= 24 && self.is_boundary(text) && !text.starts_with(['、', '的'])
    }
}

/// The words that make an office a lower or higher one.
const RANKS: [&str; 13] =
    ["常务副", "常務副", "执行副", "執行副", "高级副", "高級副", "首席", "助理", "名誉", "名譽", "副", "代", "总"];

/// Splits "行政院副" before "院長" into the affiliation and the whole office; `before` ends with that office.
fn with_rank<'a>(affiliation: &'a str, before: &'a str, title: &'a str) -> (&'a str, &'a str) {
    let ranked = RANKS.iter().find_map(|rank| {
        let whose = affiliation.strip_suffix(rank)?;
        let unranked = before.strip_suffix(title)?.strip_suffix(rank)?;
        Some((whose, &before[unranked.len()..]))
    });
    ranked.unwrap_or((affiliation, title))
}

/// An affiliation begins after the last adverbial word of the clause before it.
fn strip_adverbials(text: &str) -> &str {
    text.rsplit(['，', '。', ' ']).next().unwrap_or(text)
}

pub(super) fn person(span: Range<usize>, name: &str, role: Option<&str>) -> Source {
    let naming = Naming {
        span: span.clone(),
        name: name.to_owned(),
        sort: Sort::Person,
        gender: None,
        role: role.map(str::to_owned),
        affiliation: None,
        alias: None,
    };
    Source { span, who: Who::Named(naming) }
}
