//! Finds who is named in a line of Latin text: persons with office and affiliation, organisations.
//!
//! In: a [`Line`] and the words that the article also writes in lower case. Out: [`Named`]s in order,
//! never overlapping. Whether "Airbus" is a man or a company is left open ([`Sort::Unknown`]).

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::super::claim::{Gender, Naming, Sort};
use super::around::{complete, join_brackets, join_governments};
use super::token::{Kind, Line, Token};
use crate::annotate::lexicon::Tags;
use crate::annotate::person::is_pinyin_given_name;

/// Words that no name begins with or runs on over.
pub(super) const FUNCTION: Tags = Tags::DETERMINER
    .or(Tags::PREPOSITION)
    .or(Tags::CONJUNCTION)
    .or(Tags::SUBORDINATOR)
    .or(Tags::PERFECT)
    .or(Tags::BE)
    .or(Tags::MODAL)
    .or(Tags::PRONOUN)
    .or(Tags::TIME)
    .or(Tags::OPENER)
    .or(Tags::ADVERB);
pub(super) const OFFICE: Tags = Tags::TITLE.or(Tags::ROLE);
const PERSONAL: Tags = Tags::FORENAME.or(Tags::SURNAME).or(Tags::TITLE);

/// A naming with the tokens of the whole mention.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// From the affiliation or office before the name to its last word: one token at least, of one sentence.
    pub(super) tokens: Range<usize>,
    pub(super) naming: Naming,
}

/// Finds the namings of a line. `common` holds the words that stand in lower case in the article.
pub(super) fn find(line: &Line<'_>, common: &FxHashSet<String>) -> Vec<Named> {
    let mut finder = Finder { line, common, initial: initials(line), found: Vec::new() };
    let mut at = 0;
    while at < line.tokens.len() {
        if finder.begins(at) {
            let end = finder.run_end(at);
            finder.take(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    let mut found = finder.found;
    join_governments(line, &mut found);
    join_brackets(line, &mut found);
    for index in 0..found.len() {
        complete(line, &mut found, index);
    }
    found
}

/// Whether a token stands where any word is capitalised.
fn initials(line: &Line<'_>) -> Vec<bool> {
    let mut initial = vec![false; line.tokens.len()];
    for sentence in &line.sentences {
        for at in sentence
            .clone()
            .take_while(|at| line.tokens[*at].kind != Kind::Word)
            .chain(sentence.clone().find(|at| line.tokens[*at].kind == Kind::Word))
        {
            initial[at] = true;
        }
    }
    initial
}

struct Finder<'l, 't> {
    line: &'l Line<'t>,
    common: &'l FxHashSet<String>,
    initial: Vec<bool>,
    found: Vec<Named>,
}

impl<'t> Finder<'_, 't> {
    fn token(&self, at: usize) -> Option<&Token<'t>> {
        self.line.tokens.get(at)
    }

    fn is_capital(&self, at: usize) -> bool {
        let letter = |token: &Token<'_>| {
            token.text == "A" && at > 0 && self.line.tokens[at - 1].is_capital() && !self.initial[at]
        };
        // "Jan" and "May" are names after a name, months elsewhere.
        let month = |token: &Token<'_>| {
            token.is(Tags::FORENAME)
                && at > 0
                && self.line.tokens[at - 1].is_capital()
                && !self.line.tokens[at - 1].is(FUNCTION)
        };
        self.token(at).is_some_and(|token| {
            token.is_capital() && (!token.is(FUNCTION) || letter(token) || month(token)) || is_particled(token.text)
        })
    }

    fn begins(&self, at: usize) -> bool {
        let Some(token) = self.token(at).filter(|token| token.is_capital()) else { return false };
        let next_capital = self.is_capital(at + 1);
        if token.is(FUNCTION) {
            let next_hyphened = next_capital && self.line.tokens[at + 1].text.contains('-');
            let named = token.is(Tags::FORENAME) && next_capital && !token.is(Tags::OPENER);
            return token.is(Tags::SURNAME) && (next_hyphened || next_capital && &*token.lower == "he")
                || named
                || token.is_acronym() && token.is(Tags::PLACE);
        }
        if !self.initial[at] {
            return true;
        }
        let compound = token.text.contains('-') && token.lower.ends_with("ed");
        let before_noun = self.token(at + 1).is_some_and(|next| {
            next.kind == Kind::Word
                && !next.is_capital()
                && next.tags == Tags::default()
                && !next.lower.ends_with("ed")
                && next.verb.is_none()
        });
        if compound || before_noun && token.tags == Tags::default() && !token.is_acronym() {
            return false;
        }
        let telling = PERSONAL.or(Tags::PLACE).or(Tags::DEMONYM).or(Tags::ORGANISATION_TAIL).or(Tags::AGENCY);
        if token.is(telling) && !token.is(Tags::NOMINAL) || token.is_acronym() {
            return true;
        }
        if token.is(Tags::NOMINAL.or(Tags::MODIFIER).or(Tags::ROLE).or(Tags::DOCUMENT)) {
            return next_capital || token.is(Tags::TITLE);
        }
        next_capital || !self.common.contains(&*token.lower)
    }

    /// The end of the run of capitalised words that begins here, with what joins them.
    fn run_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        loop {
            if self.is_capital(end) && !self.initial.get(end).copied().unwrap_or(false) {
                end += 1;
            } else if let Some(next) = self.joined(start..end) {
                end = next;
            } else if self.is_small_given_name(start..end) {
                end += 1;
            } else {
                return end;
            }
        }
    }

    /// "Wu jiaming, head": a given name in pinyin whose capital was forgotten.
    fn is_small_given_name(&self, run: Range<usize>) -> bool {
        let surname = self.line.tokens[run.end - 1].is(Tags::SURNAME)
            && (run.len() == 1 || self.line.tokens[run.end - 2].is(Tags::TITLE));
        let Some(given) = self.token(run.end).filter(|_| surname) else { return false };
        let ends =
            self.token(run.end + 1).is_some_and(|next| next.kind == Kind::Comma || matches!(next.text, "of" | "at"));
        ends && given.kind == Kind::Word && given.tags == Tags::default() && is_pinyin_given_name(&given.lower)
    }

    /// Over a particle (`de`), an ampersand, or inside the name of an institution a preposition.
    fn joined(&self, run: Range<usize>) -> Option<usize> {
        let joint = self.token(run.end)?;
        let words = &self.line.tokens[run.clone()];
        if joint.kind == Kind::Comma {
            let suffix = self.token(run.end + 1).is_some_and(|next| next.is_capital() && next.is(Tags::SUFFIX));
            return if suffix { Some(run.end + 2) } else { self.list_end(run) };
        }
        if joint.kind == Kind::Possessive {
            // "the Prime Minister's Bureau" is one institution.
            let office = words.last().is_some_and(|word| word.is(OFFICE));
            let institution =
                self.token(run.end + 1).is_some_and(|next| next.is_capital() && next.is(Tags::ORGANISATION_TAIL));
            return (office && institution).then_some(run.end + 2);
        }
        if joint.kind != Kind::Word {
            return None;
        }
        if joint.text == "&" || joint.is(Tags::PARTICLE) {
            let second = self.token(run.end + 1).is_some_and(|token| token.is(Tags::PARTICLE) && !token.is_capital());
            let next = run.end + 1 + usize::from(second);
            return self.is_capital(next).then_some(next + 1);
        }
        let institution = words.iter().any(|word| word.is(Tags::ORGANISATION_TAIL));
        let office = run.len() <= 4
            && words.last().is_some_and(|word| matches!(&*word.lower, "secretary" | "minister" | "speaker"));
        match &*joint.lower {
            "of" | "for" | "on" if institution || office && &*joint.lower == "of" => {
                let the = self.token(run.end + 1).is_some_and(|token| token.text == "the");
                let next = run.end + 1 + usize::from(the);
                (self.is_capital(next) && !self.line.tokens[next].is(Tags::FORENAME)).then_some(next + 1)
            }
            "and"
                if institution && words.iter().any(|word| matches!(&*word.lower, "of" | "for"))
                    || self.heads_office(run.end) =>
            {
                let next = self.token(run.end + 1)?;
                let own = (run.end + 1..run.end + 4)
                    .take_while(|at| self.is_capital(*at))
                    .any(|at| self.line.tokens[at].is(Tags::ORGANISATION_TAIL.or(PERSONAL)));
                let place = words.last().is_some_and(|word| word.is(Tags::PLACE));
                (self.is_capital(run.end + 1) && !place && (!own || self.heads_office(run.end)) && !next.is_acronym())
                    .then_some(run.end + 2)
            }
            _ => None,
        }
    }

    /// "Ports and Shipping Department": the words on both sides of `and` lead up to one institution.
    fn heads_office(&self, and: usize) -> bool {
        let tail =
            |at: usize| self.token(at).is_some_and(|token| token.is(Tags::ORGANISATION_TAIL) && token.is_capital());
        let plain = |at: usize| {
            self.is_capital(at) && !self.line.tokens[at].is(PERSONAL.or(Tags::PLACE).or(Tags::ORGANISATION_TAIL))
        };
        let whole = and > 0 && self.line.tokens[and - 1].is(Tags::ORGANISATION)
            || self.token(and + 1).is_some_and(|next| next.is(Tags::DEMONYM));
        and > 0 && !whole && plain(and - 1) && plain(and + 1) && tail(and + 2)
    }

    /// "Ministry of Trade, Industry and Energy": the end of the list.
    fn list_end(&self, run: Range<usize>) -> Option<usize> {
        let words = &self.line.tokens[run.clone()];
        let ministry = words
            .iter()
            .any(|word| matches!(&*word.lower, "ministry" | "department" | "minister" | "committee" | "commission"))
            && words.iter().any(|word| word.text == "of" || word.text == "on" || word.text == "for");
        if !ministry {
            return None;
        }
        let mut at = run.end + 1;
        for _ in 0..4 {
            let start = at;
            while self.is_capital(at) && at < start + 3 {
                at += 1;
            }
            let joint = self.token(at)?;
            if at == start {
                return None;
            }
            if joint.text == "and" || joint.text == "&" {
                return self.is_capital(at + 1).then_some(at + 2);
            }
            if joint.kind != Kind::Comma {
                return None;
            }
            at += 1;
            if self.token(at)?.text == "and" {
                return self.is_capital(at + 1).then_some(at + 2);
            }
        }
        None
    }

    /// Parts a run into affiliation, office and name, and keeps it.
    fn take(&mut self, run: Range<usize>) {
        let tokens = &self.line.tokens;
        let led_by_article = run.start > 0 && tokens[run.start - 1].is(Tags::DETERMINER);
        if is_office_alone(&tokens[run.clone()]) || led_by_article && is_short_for_institution(&tokens[run.clone()]) {
            return;
        }
        let name = self.name_start(&run).max(self.place_before_person(&run));
        let office = (run.start..name)
            .rev()
            .take_while(|at| {
                tokens[*at].is(OFFICE.or(Tags::MODIFIER)) || tokens[*at].text == "of" || self.of_state(*at, name)
            })
            .last()
            .unwrap_or(name);
        let nationality =
            (run.start..office).rev().take_while(|at| tokens[*at].is(Tags::DEMONYM)).last().unwrap_or(office);
        let mut naming = self.naming(name..run.end, name > run.start);
        let mut start = run.start;
        if name > run.start {
            naming.gender = naming.gender.or_else(|| gender_of(&tokens[office..name]));
            let honorific = office < name && (office..name).all(|at| tokens[at].is(Tags::HONORIFIC));
            naming.role = (!honorific && office < name).then(|| self.line.words(nationality..name).to_owned());
            naming.affiliation = (run.start < nationality).then(|| self.line.words(run.start..nationality).to_owned());
        } else if naming.sort != Sort::Organisation {
            start = self.lower_office(run.start, &mut naming);
        }
        let tokens = start..run.end;
        naming.span = self.line.bytes(tokens.clone());
        self.found.retain(|named| named.tokens.end <= tokens.start);
        self.found.push(Named { tokens, naming });
    }

    /// The complement of an office inside the run: "State" in "Secretary of State Jane Roe".
    fn of_state(&self, at: usize, name: usize) -> bool {
        at > 0 && at < name && (self.line.tokens[at - 1].text == "of" || self.line.tokens[at - 1].is(Tags::MODIFIER))
    }

    /// "in Rome Ann Lee": the end of a place that happens to stand before a person's name.
    fn place_before_person(&self, run: &Range<usize>) -> usize {
        let tokens = &self.line.tokens[run.clone()];
        let place =
            tokens.len() >= 3 && tokens[0].is(Tags::PLACE) && !tokens[0].is(Tags::FORENAME) && !tokens[0].is_acronym();
        if place && sort_of(&tokens[1..]) == Sort::Person { run.start + 1 } else { run.start }
    }

    /// Where the name begins in a run: after the last office with a name behind it.
    fn name_start(&self, run: &Range<usize>) -> usize {
        let tokens = &self.line.tokens;
        let named = |at: usize| !tokens[at].is(Tags::SUFFIX) && !is_office_alone(&tokens[at..run.end]);
        let Some(title) = run.clone().rev().find(|at| {
            at + 1 < run.end && tokens[*at].is(Tags::TITLE) && (named(at + 1) || tokens[*at].is(Tags::HONORIFIC))
        }) else {
            return run.start;
        };
        if self.is_in_institution(run.start, title) {
            return run.start;
        }
        let mut name = title + 1;
        if tokens[name].text == "of" {
            // An office with its complement: one word, or several where no name would be left.
            if run.end < name + 3 {
                return run.start;
            }
            name = if run.end - name >= 4 { run.end - 2 } else { name + 2 };
        }
        let institution =
            tokens[name..run.end].iter().any(|word| word.is(Tags::ORGANISATION_TAIL) || word.text == "of");
        if institution && !tokens[title].is(Tags::HONORIFIC) {
            return run.start;
        }
        // "King" in "Otto King III" and "Dean" in "Otto Dean Marlow" follow a forename.
        if title > run.start && tokens[title - 1].is(Tags::FORENAME) && tokens[title].is(Tags::FORENAME) {
            return run.start;
        }
        name
    }

    /// "Office of the Special Envoy": the office belongs to the name of an institution that its holder leads.
    fn is_in_institution(&self, start: usize, title: usize) -> bool {
        institution_of(&self.line.tokens[start..title])
    }

    fn naming(&self, name: Range<usize>, titled: bool) -> Naming {
        let words = &self.line.tokens[name.clone()];
        let sort = match sort_of(words) {
            Sort::Unknown if titled => Sort::Person,
            sort => sort,
        };
        let gender = if sort == Sort::Person { words.first().and_then(gender) } else { None };
        Naming {
            span: self.line.bytes(name.clone()),
            name: self.line.words(name).trim_end_matches('.').to_owned(),
            sort,
            gender,
            role: None,
            affiliation: None,
            alias: None,
        }
    }

    /// An office in lower case before the name ("trade counsellor", "the managing director"), and the
    /// affiliation before that; gives the start of the whole mention.
    fn lower_office(&mut self, name: usize, naming: &mut Naming) -> usize {
        let tokens = &self.line.tokens;
        let is_office = |at: usize| tokens[at].kind == Kind::Word && !tokens[at].is_capital() && tokens[at].is(OFFICE);
        if name == 0 || !is_office(name - 1) {
            return name;
        }
        let plain = |token: &Token<'_>| {
            token.kind == Kind::Word
                && !token.is(FUNCTION)
                && (!token.is_capital() || token.is(Tags::DEMONYM.or(Tags::TITLE)))
        };
        let office = (name.saturating_sub(5)..name)
            .rev()
            .take_while(|at| plain(&tokens[*at]) && !tokens[*at].verb.is_some_and(|verb| verb.plain))
            .last()
            .unwrap_or(name - 1);
        naming.role = Some(self.line.words(office..name).to_owned());
        naming.sort = Sort::Person;
        naming.gender = naming.gender.or_else(|| gender_of(&tokens[office..name]));
        let mut start = office;
        if start > 0 && tokens[start - 1].kind == Kind::Possessive {
            start -= 1;
        }
        if let Some(last) = self.found.last().filter(|last| last.tokens.end == start && start > 0)
            && last.naming.sort != Sort::Person
        {
            naming.affiliation = Some(last.naming.name.clone());
            return last.tokens.start;
        }
        if office > 0 && tokens[office - 1].is(Tags::DETERMINER) { office - 1 } else { office }
    }
}

/// "al-Harbi" and the like.
fn is_particled(word: &str) -> bool {
    word.split_once('-').is_some_and(|(particle, rest)| {
        matches!(particle, "al" | "el" | "ul" | "ad" | "as" | "ash" | "ar" | "az" | "an" | "at")
            && rest.starts_with(char::is_uppercase)
    })
}

/// "Director General": an office without a name describes somebody, it names nobody.
fn is_office_alone(run: &[Token<'_>]) -> bool {
    if (1..run.len()).any(|end| institution_of(&run[..end])) {
        return false;
    }
    let personal = Tags::FORENAME.or(Tags::SURNAME);
    let ends_in_office =
        |last: &Token<'_>| last.is(OFFICE) && !last.is(personal.or(Tags::ORGANISATION)) && !run[0].is(personal);
    if run.len() > 1 && run.last().is_some_and(ends_in_office) && !run[0].is(Tags::HONORIFIC) {
        return true;
    }
    run.iter().all(|token| token.is(OFFICE.or(Tags::MODIFIER)) && !token.is(Tags::FORENAME.or(Tags::SURNAME)))
}

/// "Office of the Special": an institution that is named by an office, up to that office.
fn institution_of(words: &[Token<'_>]) -> bool {
    words.iter().zip(words.iter().skip(1)).enumerate().any(|(at, (tail, of))| {
        let led = tail.is(Tags::ORGANISATION_TAIL) && of.text == "of";
        let rest = &words[at + 2..];
        led && rest.first().is_some_and(|first| first.text == "the")
            && rest[1..].iter().all(|word| !word.is(PERSONAL.or(Tags::ORGANISATION_TAIL)) && word.kind == Kind::Word)
    })
}

/// "the Council" stands for an institution named elsewhere.
fn is_short_for_institution(run: &[Token<'_>]) -> bool {
    run.len() == 1 && run[0].is(Tags::ORGANISATION_TAIL)
}

fn gender(token: &Token<'_>) -> Option<Gender> {
    match (token.is(Tags::MALE), token.is(Tags::FEMALE)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

fn gender_of(tokens: &[Token<'_>]) -> Option<Gender> {
    tokens.iter().find_map(gender)
}

/// Whether the words of a name are those of a person.
fn sort_of(words: &[Token<'_>]) -> Sort {
    let count = words.len();
    let first = &words[0];
    let personal = |word: &Token<'_>| word.is(Tags::FORENAME.or(Tags::SURNAME));
    let institution =
        words.iter().any(|word| word.is(Tags::ORGANISATION_TAIL) || word.text == "of" || word.text == "&");
    let organisation = institution
        || words.iter().any(|word| word.is(Tags::ORGANISATION.or(Tags::AGENCY)))
        || words.iter().all(|word| word.is(Tags::PLACE.or(Tags::DEMONYM))) && !(count == 1 && first.is(Tags::FORENAME))
        || words.iter().any(|word| word.is_acronym() && word.text.len() <= 6) && !personal(first);
    let initial = words.iter().skip(1).any(|word| word.text.len() == 2 && word.text.ends_with('.'));
    let person = (2..=5).contains(&count)
        && !institution
        && (first.is(Tags::FORENAME)
            || initial
            || first.is(Tags::SURNAME)
                && (words[1].text.contains('-') || count <= 3 && !words[1].is(Tags::ORGANISATION.or(Tags::PLACE)))
            || words[count - 1].is(Tags::SURNAME) && first.text.contains('-'));
    match (person, organisation) {
        (true, true) if count > 2 || words[count - 1].is(Tags::SUFFIX) => Sort::Organisation,
        (true, _) => Sort::Person,
        (false, true) => Sort::Organisation,
        (false, false) => Sort::Unknown,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a run of capitals is parted into affiliation, office and name; offices in lower
    //! case, after the name and in brackets count; institutions keep their prepositions; words
    //! capitalised only by their place are no names.
    use super::super::super::{Tables, quote};
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<String>, Option<String>)> {
        let line = Line::new(text, &quote::find(text, false), Tables::built_in());
        let common = FxHashSet::from_iter(["experts".to_owned(), "trade".to_owned()]);
        find(&line, &common).into_iter().map(|n| (n.naming.name, n.naming.role, n.naming.affiliation)).collect()
    }

    #[test]
    fn persons_have_office_and_affiliation() {
        for (text, name, role, affiliation) in [
            (
                "Chairman Baek Il-sung of the Harbour League left.",
                "Baek Il-sung",
                Some("Chairman"),
                Some("Harbour League"),
            ),
            ("It met Harbour League Chairman Baek Il-sung.", "Baek Il-sung", Some("Chairman"), Some("Harbour League")),
            ("Baek Il-sung, head of the Harbour League, left.", "Baek Il-sung", Some("head"), Some("Harbour League")),
            (
                "The managing director Baek Il-sung at Norfish left.",
                "Baek Il-sung",
                Some("managing director"),
                Some("Norfish"),
            ),
            (
                "The Harbour League (Chairman, Baek Il-sung) met.",
                "Baek Il-sung",
                Some("Chairman"),
                Some("Harbour League"),
            ),
            ("Mr. Baek left.", "Baek", None, None),
            ("US Secretary of State Jane Roe left.", "Jane Roe", Some("Secretary of State"), Some("US")),
            ("He Xiaodan left.", "He Xiaodan", None, None),
        ] {
            let found = read(text);
            let want = (name.to_owned(), role.map(str::to_owned), affiliation.map(str::to_owned));
            assert!(found.contains(&want), "{text} {found:?}");
        }
    }

    #[test]
    fn names_are_whole_and_no_more() {
        for (text, want) in [
            ("The Ministry of Trade, Industry and Energy met.", &["Ministry of Trade, Industry and Energy"][..]),
            ("Experts met Ann Lee in Rome.", &["Ann Lee", "Rome"]),
            ("The Harbour League (HL) met.", &["Harbour League"]),
            ("Ludwig van Horn and Otto de la Cruz met.", &["Ludwig van Horn", "Otto de la Cruz"]),
            ("On Monday Norfish grew.", &["Norfish"]),
        ] {
            let names: Vec<_> = read(text).into_iter().map(|found| found.0).collect();
            assert_eq!(names, want, "{text}");
        }
    }
}
