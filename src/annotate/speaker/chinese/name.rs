//! Finds the sources that Chinese names: persons after or before their office, bare names, organisations.

use std::ops::Range;

use super::super::Tables;
use super::super::claim::{Naming, Sort, Source, Who};
use super::super::vocabulary::Classes;
use crate::annotate::lexicon::Language;

/// Words that a name does not go on over.
const BOUNDARY: Classes = Classes::ADVERB.or(Classes::REPORTED).or(Classes::FLOOR);

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '·' | '・' | '々')
}

/// Whether a text begins with something that a name does not go on over.
fn is_boundary(text: &str, tables: &Tables) -> bool {
    text.chars().next().is_none_or(|c| !is_han(c))
        || text.starts_with('、')
        || tables.chinese.at_start(text, BOUNDARY).is_some()
}

/// The length of the name that a text begins with.
pub(super) fn name_length(text: &str, tables: &Tables) -> Option<usize> {
    let ends: Vec<usize> =
        text.char_indices().take_while(|(_, c)| is_han(*c)).map(|(at, c)| at + c.len_utf8()).take(14).collect();
    let end_of = |count: usize| ends.get(count - 1).copied();
    if let Some(dot) = text[..ends.last().copied().unwrap_or(0)].find(['·', '・']) {
        let rest = ends.iter().copied().filter(|end| *end > dot).find(|end| is_boundary(&text[*end..], tables));
        return rest.filter(|end| *end > dot + 3);
    }
    let bounded = |count: usize| end_of(count).filter(|end| is_boundary(&text[*end..], tables));
    match tables.names.surname(text).map(|surname| surname.chars().count()) {
        Some(family) => {
            let clan = text[..ends.get(1).copied().unwrap_or(0)].ends_with('氏');
            if clan {
                return bounded(4).or_else(|| bounded(3)).or_else(|| end_of(4));
            }
            bounded(family + 1)
                .or_else(|| bounded(family + 2))
                .or_else(|| bounded(family + 3))
                .or_else(|| end_of(family + 2))
        }
        None if bounded(2).is_some() => None,
        None => bounded(3).or_else(|| bounded(4)).or_else(|| bounded(5)),
    }
}

/// Persons named after their office in a stretch of text, with the place after the name.
pub(super) fn titled_names(text: &str, span: Range<usize>, tables: &Tables) -> Vec<(Naming, usize)> {
    let mut found = Vec::new();
    let clause = &text[span.clone()];
    let mut from = 0;
    for at in clause.char_indices().map(|(at, _)| at) {
        let Some(title) = tables.names.title_at_start(&clause[at..], Language::Chinese).filter(|_| at >= from) else {
            continue;
        };
        let name_start = at + title.len();
        let rest = &clause[name_start..];
        // "会长随后": what follows the office is no name.
        let other_word = tables
            .chinese
            .at_start(rest, BOUNDARY)
            .is_some_and(|word| word.chars().count() > 1 || !tables.names.has_surname(rest));
        if other_word || rest.starts_with('的') {
            continue;
        }
        let Some(length) = name_length(rest, tables) else { continue };
        let name = &rest[..length];
        if tables.names.title_at_start(name, Language::Chinese).is_some() && tables.names.surname(name).is_none()
            || tables.chinese.at_end(name, Classes::ORGANISATION).is_some_and(|end| end.chars().count() > 1)
        {
            continue;
        }
        let affiliation = clause[from..at].trim_start_matches(['和', '与', '與', '及', '、', '由', '的']);
        let affiliation = strip_adverbials(affiliation);
        let start = span.start + at - affiliation.len();
        let end = span.start + name_start + length;
        let affiliation = (!affiliation.is_empty()).then(|| affiliation.to_owned());
        found.push((
            Naming {
                span: start.min(end)..end,
                name: name.to_owned(),
                sort: Sort::Person,
                gender: None,
                role: Some(title.to_owned()),
                affiliation,
                alias: None,
            },
            end,
        ));
        from = name_start + length;
    }
    found
}

/// An affiliation begins after the last adverbial word of the clause before it.
fn strip_adverbials(text: &str) -> &str {
    text.rsplit(['，', '。', ' ']).next().unwrap_or(text)
}

/// An organisation that the stretch begins with, up to an adverbial.
pub(super) fn organisation(start: usize, text: &str, tables: &Tables) -> Option<Source> {
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let end = ends.iter().copied().find(|end| {
        text[..*end].chars().count() >= 2
            && tables.chinese.at_end(&text[..*end], Classes::ORGANISATION).is_some()
            && adverbial(&text[*end..], tables)
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
    let long = name.chars().count() <= 24 && !name.contains(['、', '的']);
    long.then_some(Source { span: naming.span.clone(), who: Who::Named(naming) })
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

/// Whether what stands between a source and its verb is short and begins like an adverbial.
pub(super) fn adverbial(text: &str, tables: &Tables) -> bool {
    let text = text.trim();
    text.is_empty() || text.chars().count() <= 24 && is_boundary(text, tables) && !text.starts_with(['、', '的'])
}
