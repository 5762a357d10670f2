//! Adds to the namings of a line what stands around them: a nation's institution, brackets, appositions.
//!
//! In: the [`Named`]s as [`name`](super::name) found them. Out: the same, joined and with office and affiliation.

use std::ops::Range;

use super::super::claim::Sort;
use super::name::{FUNCTION, Named, OFFICE};
use super::token::{Kind, Line};
use crate::annotate::lexicon::Tags;

/// "the Thai government", "Japan's Finance Ministry": a nation with its institution is one name.
pub(super) fn join_governments(line: &Line<'_>, found: &mut Vec<Named>) {
    let mut index = 0;
    while index < found.len() {
        let tokens = found[index].tokens.clone();
        let nation = line.tokens[tokens.clone()].iter().all(|token| token.is(Tags::PLACE.or(Tags::DEMONYM)));
        let possessive = usize::from(line.tokens.get(tokens.end).is_some_and(|token| token.kind == Kind::Possessive));
        let start = tokens.end + possessive;
        let next = found
            .get(index + 1)
            .filter(|next| next.tokens.start == start && possessive == 1 && next.naming.sort == Sort::Organisation);
        let end = match next {
            Some(next) => Some(next.tokens.end),
            None => institution_end(line, start),
        };
        if let Some(end) = end.filter(|_| nation) {
            found.retain(|named| named.tokens.start < start || named.tokens.start >= end);
            let named = &mut found[index];
            named.tokens.end = end;
            named.naming.span = line.bytes(named.tokens.clone());
            named.naming.name = line.words(named.tokens.clone()).to_owned();
            named.naming.sort = Sort::Organisation;
        }
        index += 1;
    }
}

/// The end of "(foreign) ministry" in lower case, where no person's name follows.
fn institution_end(line: &Line<'_>, start: usize) -> Option<usize> {
    const INSTITUTIONS: [&str; 16] = [
        "government",
        "military",
        "army",
        "navy",
        "ministry",
        "parliament",
        "cabinet",
        "embassy",
        "consulate",
        "police",
        "forces",
        "authorities",
        "treasury",
        "regime",
        "bank",
        "court",
    ];
    let word = |at: usize| line.tokens.get(at).filter(|token| token.kind == Kind::Word && !token.is_capital());
    (start..start + 3)
        .take_while(|at| word(*at).is_some_and(|token| !token.is(FUNCTION)))
        .find(|at| INSTITUTIONS.contains(&&*line.tokens[*at].lower))
        .filter(|at| {
            let next = line.tokens.get(at + 1);
            next.is_none_or(|next| next.kind != Kind::Word || !next.is(OFFICE.or(Tags::NOMINAL)) && !next.is_capital())
        })
        .map(|at| at + 1)
}

/// `Trade Union League (TUL)` gives one naming with another name; `League (Chairman, Jane Roe)` gives
/// the person her office and affiliation.
pub(super) fn join_brackets(line: &Line<'_>, found: &mut Vec<Named>) {
    let mut index = 1;
    while index < found.len() {
        let (before, inside) = (&found[index - 1].tokens, &found[index].tokens);
        let opens = line.tokens.get(before.end).is_some_and(|token| token.kind == Kind::Open);
        let closes = line.tokens.get(inside.end).is_some_and(|token| token.kind == Kind::Close);
        if !opens || !closes {
            index += 1;
            continue;
        }
        if inside.start == before.end + 1 && found[index].naming.role.is_none() {
            found[index - 1].naming.alias = Some(found[index].naming.name.clone());
            if found[index - 1].naming.sort == Sort::Unknown {
                found[index - 1].naming.sort = Sort::Organisation;
            }
            found.remove(index);
            continue;
        }
        index += 1;
    }
    for index in 0..found.len() {
        let inside = found[index].tokens.clone();
        let Some(open) = inside.start.checked_sub(3).filter(|open| line.tokens[*open].kind == Kind::Open) else {
            continue;
        };
        let office = &line.tokens[open + 1];
        if office.is(OFFICE) && matches!(line.tokens[open + 2].kind, Kind::Comma | Kind::Colon) {
            let organisation =
                found[..index].iter().rev().find(|named| named.tokens.end == open || named.tokens.end == open + 2);
            let affiliation = found[..index]
                .iter()
                .rev()
                .find(|named| named.tokens.end == open)
                .or(organisation)
                .map(|named| named.naming.name.clone());
            let role = office.text.to_owned();
            let naming = &mut found[index].naming;
            (naming.sort, naming.role, naming.affiliation) = (Sort::Person, Some(role), affiliation);
        }
    }
}

/// Adds what follows a person's name: "of the Trade Union League", ", head of its Seoul office,".
pub(super) fn complete(line: &Line<'_>, found: &mut [Named], index: usize) {
    if found[index].naming.sort == Sort::Organisation {
        return;
    }
    let end = found[index].tokens.end;
    let Some(after) = line.tokens.get(end) else { return };
    let follows = |from: usize, to: usize| {
        found.iter().skip(index + 1).take_while(move |n| n.tokens.start < to).filter(move |n| n.tokens.start >= from)
    };
    if matches!(&*after.lower, "of" | "at" | "from" | "with") && found[index].naming.affiliation.is_none() {
        let article = line.tokens.get(end + 1).is_some_and(|token| token.is(Tags::DETERMINER));
        let start = end + 1 + usize::from(article);
        let affiliation = follows(start, start + 1).next().map(|named| named.naming.name.clone());
        if affiliation.is_some() {
            found[index].naming.affiliation = affiliation;
            found[index].naming.sort = Sort::Person;
        }
        return;
    }
    if after.kind != Kind::Comma || found[index].naming.role.is_some() && found[index].naming.affiliation.is_some() {
        return;
    }
    let stop = apposition_end(line, end + 1);
    let Some(office) = office_in_apposition(line, end + 1..stop) else { return };
    let preposition =
        (office..stop).find(|at| matches!(&*line.tokens[*at].lower, "of" | "at" | "for" | "from" | "with" | "in"));
    let role = line.words(end + 1..preposition.unwrap_or(stop)).to_owned();
    let candidates: Vec<&Named> =
        follows(end + 1, stop).filter(|named| named.naming.sort != Sort::Person || named.tokens.end < stop).collect();
    let possessor = candidates
        .iter()
        .find(|named| line.tokens.get(named.tokens.end).is_some_and(|token| token.kind == Kind::Possessive));
    let affiliation = possessor.or(candidates.last()).map(|named| {
        named
            .naming
            .affiliation
            .clone()
            .filter(|_| named.naming.role.is_some())
            .unwrap_or_else(|| named.naming.name.clone())
    });
    let naming = &mut found[index].naming;
    naming.sort = Sort::Person;
    naming.role = naming.role.take().or(Some(role));
    naming.affiliation = naming.affiliation.take().or(affiliation);
}

/// Where an apposition ends: at the next comma (but one before a company's suffix), stop or quotation.
pub(super) fn apposition_end(line: &Line<'_>, start: usize) -> usize {
    (start..line.tokens.len())
        .find(|at| match line.tokens[*at].kind {
            Kind::Comma => !line.tokens.get(at + 1).is_some_and(|next| next.is(Tags::SUFFIX)),
            Kind::Stop | Kind::Break | Kind::Colon | Kind::Quote(_) => true,
            _ => false,
        })
        .unwrap_or(line.tokens.len())
}

/// The place of the office in a piece between commas, if the piece is an apposition that names one.
fn office_in_apposition(line: &Line<'_>, piece: Range<usize>) -> Option<usize> {
    let first = line.tokens.get(piece.start)?;
    let leads = first.kind == Kind::Word
        && (first.is(Tags::DETERMINER.or(OFFICE).or(Tags::MODIFIER)) || first.is_capital() || !first.is(FUNCTION));
    let office = piece.clone().take(7).find(|at| line.tokens[*at].is(OFFICE))?;
    let verbal = line.tokens[piece.start..office].iter().any(|token| {
        token.is(Tags::BE.or(Tags::MODAL).or(Tags::SUBORDINATOR).or(Tags::PRONOUN)) || token.verb.is_some()
    });
    (leads && !verbal).then_some(office)
}
