//! Finds the phrase that is the source of a verb of saying: before it ("X, head of Y, said"), after it
//! ("said X"), shared with an earlier verb ("and added").
//!
//! In: a [`Line`] with its [`Named`]s and the place of the verb. Out: [`Subject`]s.

use std::ops::Range;

use super::super::claim::{Pronoun, Sort, Source, Who};
use super::name::Named;
use super::token::{Kind, Line, Token};
use super::verb::Form;
use crate::annotate::lexicon::Tags;

/// A source with the tokens it covers, one at least, all from the start that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    pub(super) source: Source,
    pub(super) tokens: Range<usize>,
}

/// What stands as the subject of a verb.
#[derive(Debug)]
pub(super) enum Subject {
    /// Its own, with the first token of all it covers.
    Own(Vec<Phrase>, usize),
    /// That of the verb before: "and added", "adding".
    Shared,
}

const OFFICE: Tags = Tags::TITLE.or(Tags::ROLE);
const SOURCE_NOUN: Tags = OFFICE.or(Tags::NOMINAL).or(Tags::DOCUMENT).or(Tags::ORGANISATION);
/// Prepositions that tie a noun to the one before: "a spokesman for".
const TIES: [&str; 12] = ["of", "for", "from", "at", "in", "with", "on", "to", "behind", "about", "among", "by"];
/// Tokens of the longest phrase: what goes on for longer ("x of x of x of x") is no source, and would be followed from
/// noun to noun until the stack is full.
const LONGEST: usize = 500;

/// The phrases of a line.
pub(super) struct Phrases<'l, 't> {
    pub(super) line: &'l Line<'t>,
    pub(super) named: &'l [Named],
    /// The naming that each token belongs to.
    owner: Vec<Option<usize>>,
}

impl<'l, 't> Phrases<'l, 't> {
    pub(super) fn new(line: &'l Line<'t>, named: &'l [Named]) -> Self {
        let mut owner = vec![None; line.tokens.len()];
        for (index, named) in named.iter().enumerate() {
            owner[named.tokens.clone()].fill(Some(index));
        }
        Self { line, named, owner }
    }

    fn token(&self, at: usize) -> Option<&Token<'t>> {
        self.line.tokens.get(at)
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.token(at).map(|token| token.kind)
    }

    /// The naming that begins with this token.
    pub(super) fn named_at(&self, at: usize) -> Option<&'l Named> {
        let named = &self.named[(*self.owner.get(at)?)?];
        (named.tokens.start == at).then_some(named)
    }

    /// The subject of the verb at `verb` in `sentence`.
    pub(super) fn subject(&self, verb: usize, form: Form, sentence: &Range<usize>) -> Option<Subject> {
        let end = self.before_auxiliaries(verb, form, sentence.start)?;
        if end == sentence.start {
            return None;
        }
        let last = &self.line.tokens[end - 1];
        match last.kind {
            Kind::Comma if form == Form::Participle => Some(Subject::Shared),
            Kind::Comma => {
                self.before_apposition(end - 1, sentence.start).map(|phrase| self.own(phrase, sentence.start))
            }
            Kind::Word if last.is(Tags::CONJUNCTION) => Some(Subject::Shared),
            Kind::Word if form == Form::Participle => {
                let introduces = matches!(&*last.lower, "by" | "in") || last.is(Tags::DOCUMENT.or(Tags::TIME));
                introduces.then_some(Subject::Shared)
            }
            Kind::Word if matches!(&*last.lower, "who" | "which") => {
                let comma = end >= 2 && self.kind(end - 2) == Some(Kind::Comma);
                self.before(end - 1 - usize::from(comma), sentence.start).map(|phrase| self.own(phrase, sentence.start))
            }
            _ => self.before(end, sentence.start).map(|phrase| self.own(phrase, sentence.start)),
        }
    }

    /// The end of the subject: before adverbs, "has", a day, "however" between commas. `None` where
    /// the verb is passive, denied, or only possible.
    fn before_auxiliaries(&self, verb: usize, form: Form, start: usize) -> Option<usize> {
        let mut end = verb;
        while end > start {
            let last = &self.line.tokens[end - 1];
            if form == Form::Base && matches!(&*last.lower, "did" | "does") {
                // "did warn" affirms, "did not warn" stops at "not".
                end -= 1;
                continue;
            }
            if last.is(Tags::MODAL) || last.is(Tags::BE) && form != Form::Participle {
                return None;
            }
            let aside = end >= start + 3
                && last.kind == Kind::Comma
                && self.line.tokens[end - 2].is(Tags::ADVERB)
                && self.kind(end - 3) == Some(Kind::Comma);
            if aside {
                end -= 3;
            } else if last.is(Tags::PRONOUN) || self.owner[end - 1].is_some() {
                break;
            } else if last.is(Tags::ADVERB.or(Tags::PERFECT).or(Tags::BE)) {
                end -= 1;
            } else if last.is(Tags::TIME) {
                let led = end >= start + 2
                    && matches!(
                        &*self.line.tokens[end - 2].lower,
                        "on" | "last" | "late" | "early" | "this" | "in" | "next"
                    );
                end -= 1 + usize::from(led);
            } else {
                break;
            }
        }
        Some(end)
    }

    /// A phrase with those joined to it: "X of the A and Y, head of the B,".
    fn own(&self, phrase: Phrase, start: usize) -> Subject {
        let mut phrases = vec![phrase];
        let mut first = phrases[0].tokens.start;
        while let Some(other) = self.joined_before(first, start) {
            first = other.tokens.start;
            phrases.insert(0, other);
        }
        Subject::Own(phrases, first)
    }

    fn joined_before(&self, first: usize, start: usize) -> Option<Phrase> {
        let and = first.checked_sub(1).filter(|and| *and > start && self.line.tokens[*and].text == "and")?;
        let other = if self.kind(and - 1) == Some(Kind::Comma) {
            self.before_apposition(and - 1, start)?
        } else {
            self.before(and, start)?
        };
        let before = other.tokens.start.checked_sub(1).filter(|before| *before >= start);
        let begins = before.is_none_or(|before| {
            matches!(self.kind(before), Some(Kind::Comma | Kind::Break | Kind::Colon | Kind::Quote(_)))
                || self.line.tokens[before].is(Tags::SUBORDINATOR.or(Tags::CONJUNCTION))
        });
        (begins && matches!(other.source.who, Who::Named(_))).then_some(other)
    }

    /// The phrase that ends before the token `end`, brackets left out.
    pub(super) fn before(&self, mut end: usize, start: usize) -> Option<Phrase> {
        // Nouns tied to each other call this again, with this start.
        let start = start.max(end.saturating_sub(LONGEST));
        while end > start && self.kind(end - 1) == Some(Kind::Close) {
            end = (start..end).rev().find(|at| self.kind(*at) == Some(Kind::Open))?;
        }
        if end <= start {
            return None;
        }
        let last = &self.line.tokens[end - 1];
        if last.kind != Kind::Word {
            return None;
        }
        if let Some(named) = self.owner[end - 1].map(|index| &self.named[index]) {
            if named.tokens.end != end || named.tokens.start < start {
                return None;
            }
            if let Some(head) = self.head_of_places(named, start) {
                return Some(self.widened(head, end));
            }
            let begins = self.widest_start(named, start);
            let head = self.head_before(begins, start).filter(|head| self.may_be_head(head, named));
            return Some(head.map_or_else(|| self.named_from(named, begins), |head| self.widened(head, end)));
        }
        if let Some(pronoun) = pronoun(&last.lower) {
            return Some(self.phrase(end - 1..end, Who::Pronoun(pronoun)));
        }
        self.described_before(end, start)
    }

    /// "the presidents of Korea and Japan": the head of a list of countries that ends with this one.
    fn head_of_places(&self, named: &Named, start: usize) -> Option<Phrase> {
        let place = |named: &Named| {
            let tokens = &self.line.tokens[named.tokens.clone()];
            let told = |token: &Token| token.is(Tags::PLACE.or(Tags::DEMONYM));
            // "South Korea", "New Zealand": the first half is no country by itself.
            let half = |token: &Token| matches!(&*token.lower, "north" | "south" | "east" | "west" | "new");
            tokens.iter().all(told)
                || matches!(tokens, [first, rest @ ..] if half(first) && !rest.is_empty() && rest.iter().all(told))
        };
        let mut first = named;
        loop {
            let joint = first.tokens.start.checked_sub(1).filter(|joint| *joint > start)?;
            let listed = self.line.tokens[joint].text == "and" || self.kind(joint) == Some(Kind::Comma);
            let before = self.owner[joint - 1].map(|index| &self.named[index]);
            match before.filter(|before| listed && before.tokens.end == joint && place(before)) {
                Some(before) if place(first) => first = before,
                _ => break,
            }
        }
        if first.tokens.start == named.tokens.start {
            return None;
        }
        self.head_before(first.tokens.start, start)
    }

    /// Where the whole phrase of a naming begins: "India's federal" in "India's federal minister X".
    fn widest_start(&self, named: &Named, start: usize) -> usize {
        let mut begins = named.tokens.start;
        while begins > start && named.tokens.start - begins < 5 {
            let before = &self.line.tokens[begins - 1];
            if before.is(Tags::DETERMINER) {
                return begins - 1;
            }
            let adjective = before.kind == Kind::Word
                && !before.is_capital()
                && (before.tags == Tags::default() || before.is(Tags::MODIFIER.or(Tags::ROLE).or(Tags::NOMINAL)))
                && !before.lower.ends_with("ed")
                && !before.lower.ends_with("ing")
                && before.verb.is_none()
                && named.naming.role.is_some();
            let owner =
                before.kind == Kind::Possessive || begins < named.tokens.start && self.owner[begins - 1].is_some();
            if !adjective && !owner {
                break;
            }
            begins -= 1;
            if let Some(owner) = self.owner[begins].filter(|_| before.kind != Kind::Possessive) {
                begins = self.named[owner].tokens.start.max(start);
            }
        }
        begins
    }

    /// "officials" in "officials in Rome": a noun tied by a preposition to what begins at `begins`.
    fn head_before(&self, begins: usize, start: usize) -> Option<Phrase> {
        let tie = begins.checked_sub(1).filter(|tie| *tie > start)?;
        if !TIES.contains(&&*self.line.tokens[tie].lower) {
            return None;
        }
        // "a person familiar with the talks", "people briefed on them".
        let end = if self.line.tokens[tie - 1].is(Tags::POSTMODIFIER) { tie - 1 } else { tie };
        if end == start { None } else { self.before(end, start) }
    }

    /// A head must be a source itself; what ties a person to a place is no source ("talks with Ann Lee").
    fn may_be_head(&self, head: &Phrase, named: &Named) -> bool {
        match &head.source.who {
            Who::Named(naming) => naming.sort != Sort::Organisation || named.naming.sort != Sort::Person,
            // "the ambassador to Britain Ann Lee": the place belongs to the office, the name to the person.
            Who::Described { .. }
                if named.naming.sort == Sort::Person
                    && named.naming.role.is_none()
                    && named.naming.affiliation.is_some() =>
            {
                false
            }
            Who::Described { tags, .. } => tags.has(OFFICE.or(Tags::NOMINAL)),
            _ => false,
        }
    }

    fn widened(&self, mut phrase: Phrase, end: usize) -> Phrase {
        if matches!(phrase.source.who, Who::Described { .. }) {
            phrase.tokens.end = end;
            phrase.source.span = self.line.bytes(phrase.tokens.clone());
        }
        phrase
    }

    /// A source without a name, by its noun: "the minister", "senior officials".
    fn described_before(&self, end: usize, start: usize) -> Option<Phrase> {
        let breaks = Tags::PREPOSITION
            .or(Tags::CONJUNCTION)
            .or(Tags::SUBORDINATOR)
            .or(Tags::PRONOUN)
            .or(Tags::BE)
            .or(Tags::MODAL)
            .or(Tags::PERFECT)
            .or(Tags::TIME);
        let head = &self.line.tokens[end - 1];
        if head.is(breaks.or(Tags::DETERMINER).or(Tags::ADVERB)) {
            return None;
        }
        let mut begins = end - 1;
        while begins > start && end - begins < 9 {
            let token = &self.line.tokens[begins - 1];
            let inside = token.kind == Kind::Possessive
                || token.kind == Kind::Word && !(token.is(breaks) && self.owner[begins - 1].is_none());
            let verbal = token.is_form(Form::Past);
            if !inside || verbal {
                break;
            }
            begins -= 1;
            if token.is(Tags::DETERMINER)
                && !self.line.tokens.get(begins.wrapping_sub(1)).is_some_and(|before| before.is(Tags::DETERMINER))
            {
                break;
            }
        }
        let definite =
            matches!(&*self.line.tokens[begins].lower, "the" | "its" | "his" | "her" | "their" | "that" | "this");
        let phrase = self.phrase(begins..end, described(head, definite));
        if let Some(head) = self.head_before(begins, start)
            && (matches!(&head.source.who, Who::Described { tags, .. } if tags.has(OFFICE.or(Tags::NOMINAL)))
                || matches!(&head.source.who, Who::Named(naming) if naming.sort == Sort::Person))
        {
            return Some(self.widened(head, end));
        }
        Some(phrase)
    }

    /// The source before one or more appositions, the last of which ends at the comma `comma`.
    pub(super) fn before_apposition(&self, comma: usize, start: usize) -> Option<Phrase> {
        let mut end = comma;
        let mut second_best = None;
        for _ in 0..7 {
            let before = (start..end).rev().find(|at| {
                self.kind(*at) == Some(Kind::Comma) && !self.token(at + 1).is_some_and(|next| next.is(Tags::SUFFIX))
            });
            let Some(before) = before else { break };
            let piece = before + 1..end;
            if let Some(phrase) = self.named_apposition(&piece, before, start) {
                return Some(phrase);
            }
            if !self.may_be_apposition(&piece) {
                break;
            }
            if let Some(phrase) = self.before(before, start).filter(|phrase| self.is_source(phrase)) {
                if self.heads_clause(&phrase, start) {
                    return Some(phrase);
                }
                second_best = second_best.or(Some(phrase));
            }
            end = before;
        }
        second_best
    }

    /// Whether a phrase can be what the appositions after it belong to: it stands where a clause
    /// begins, and is no apposition itself ("Ann Lee, president, the Harbour League, said").
    fn heads_clause(&self, phrase: &Phrase, start: usize) -> bool {
        let Some(before) = phrase.tokens.start.checked_sub(1).filter(|_| phrase.tokens.start > start) else {
            return true;
        };
        let named = matches!(&phrase.source.who, Who::Named(naming) if naming.sort != Sort::Organisation);
        match self.kind(before) {
            Some(Kind::Comma) => named || matches!(&phrase.source.who, Who::Described { definite: true, .. }),
            Some(Kind::Word) => self.line.tokens[before].is(Tags::CONJUNCTION.or(Tags::SUBORDINATOR)),
            _ => true,
        }
    }

    /// "Head of the Trade Division, Ann Lee, said": the name stands in the apposition.
    fn named_apposition(&self, piece: &Range<usize>, before: usize, start: usize) -> Option<Phrase> {
        let named = self
            .named_at(piece.start)
            .filter(|named| named.tokens == *piece && named.naming.sort != Sort::Organisation)?;
        let office = self.before(before, start)?;
        let is_office = match &office.source.who {
            Who::Described { tags, .. } => tags.has(OFFICE),
            Who::Named(naming) => {
                self.line.tokens[office.tokens.clone()].iter().any(|token| token.is(OFFICE)) && naming.role.is_none()
            }
            _ => false,
        };
        let mut phrase = self.named_phrase(named);
        if is_office {
            phrase.tokens.start = office.tokens.start;
            if let Who::Named(naming) = &mut phrase.source.who {
                naming.role.get_or_insert_with(|| self.line.words(office.tokens.clone()).to_owned());
                naming.sort = Sort::Person;
            }
            return Some(phrase);
        }
        None
    }

    fn may_be_apposition(&self, piece: &Range<usize>) -> bool {
        let Some(first) = self.token(piece.start) else { return false };
        let spoken =
            piece.clone().any(|at| self.line.tokens[at].verb.is_some_and(|verb| verb.plain && verb.form == Form::Past));
        !piece.is_empty() && first.kind == Kind::Word && !first.is(Tags::CONJUNCTION.or(Tags::PRONOUN)) && !spoken
    }

    /// The phrase that begins with the token `start`: "said X", "according to Y".
    pub(super) fn after(&self, start: usize, limit: usize) -> Option<Phrase> {
        let first = self.token(start).filter(|first| first.kind == Kind::Word && start < limit)?;
        let possessive = first.text == "her"
            && self
                .token(start + 1)
                .is_some_and(|next| next.kind == Kind::Word && next.tags.has(SOURCE_NOUN.or(Tags::MODIFIER)));
        if let Some(pronoun) = pronoun(&first.lower).filter(|_| self.owner[start].is_none() && !possessive) {
            return Some(self.phrase(start..start + 1, Who::Pronoun(pronoun)));
        }
        let stops = Tags::PREPOSITION
            .or(Tags::SUBORDINATOR)
            .or(Tags::BE)
            .or(Tags::MODAL)
            .or(Tags::TIME)
            .or(Tags::CONJUNCTION)
            .or(Tags::PERFECT);
        let mut at = start;
        while at < limit {
            let token = &self.line.tokens[at];
            if let Some(named) = self.named_at(at) {
                let next = self.token(named.tokens.end);
                let office =
                    next.is_some_and(|next| next.kind == Kind::Word && !next.is_capital() && next.is(SOURCE_NOUN));
                let possessive = next.is_some_and(|next| next.kind == Kind::Possessive);
                if !office && !possessive {
                    return Some(self.named_phrase(named));
                }
                at = named.tokens.end;
                continue;
            }
            let inside = token.kind == Kind::Possessive || token.kind == Kind::Word && !token.is(stops);
            // "figures compiled by": a participle ends the noun phrase.
            let participle = at > start && token.lower.ends_with("ed") && self.line.tokens[at - 1].is(SOURCE_NOUN);
            if !inside || participle {
                break;
            }
            at += 1;
        }
        let head = &self.line.tokens[at.checked_sub(1).filter(|head| *head >= start && self.owner[*head].is_none())?];
        let definite = matches!(&*first.lower, "the" | "its" | "his" | "her" | "their");
        Some(self.phrase(start..self.tied_end(at, limit), described(head, definite)))
    }

    /// "an official from Company A": the description goes on over what is tied to it.
    fn tied_end(&self, at: usize, limit: usize) -> usize {
        let tie = self.token(at).is_some_and(|token| TIES[..6].contains(&&*token.lower));
        if !tie || at >= limit {
            return at;
        }
        let article = usize::from(self.token(at + 1).is_some_and(|token| token.is(Tags::DETERMINER)));
        self.named_at(at + 1 + article).map_or(at, |named| named.tokens.end)
    }

    /// The subject of a whole sentence: after an introductory phrase, the first name, pronoun or source.
    pub(super) fn of_sentence(&self, sentence: &Range<usize>) -> Option<Phrase> {
        let mut at = sentence.start;
        for _ in 0..3 {
            let first = self.token(at)?;
            let article = usize::from(first.is(Tags::DETERMINER) && self.owner[at].is_none());
            if let Some(named) = self.named_at(at + article) {
                return Some(self.named_phrase(named));
            }
            if let Some(pronoun) = pronoun(&first.lower) {
                return Some(self.phrase(at..at + 1, Who::Pronoun(pronoun)));
            }
            let phrase = self.after(at, sentence.end).filter(|phrase| self.is_source(phrase));
            if phrase.is_some() {
                return phrase;
            }
            at = (at..sentence.end).find(|at| self.kind(*at) == Some(Kind::Comma))? + 1;
        }
        None
    }

    pub(super) fn is_source(&self, phrase: &Phrase) -> bool {
        match &phrase.source.who {
            Who::Described { tags, .. } => tags.has(SOURCE_NOUN),
            _ => true,
        }
    }

    pub(super) fn named_phrase(&self, named: &Named) -> Phrase {
        self.phrase(named.tokens.clone(), Who::Named(named.naming.clone()))
    }

    /// The phrase of a naming with the article before it.
    fn named_from(&self, named: &Named, begins: usize) -> Phrase {
        let mut phrase = self.named_phrase(named);
        phrase.tokens.start = begins;
        phrase
    }

    fn phrase(&self, tokens: Range<usize>, who: Who) -> Phrase {
        Phrase { source: Source { span: self.line.bytes(tokens.clone()), who }, tokens }
    }
}

fn described(head: &Token<'_>, definite: bool) -> Who {
    Who::Described { head: head.lower.clone().into_owned(), tags: head.tags, definite }
}

fn pronoun(word: &str) -> Option<Pronoun> {
    match word {
        "he" | "him" => Some(Pronoun::He),
        "she" | "her" => Some(Pronoun::She),
        "it" => Some(Pronoun::It),
        "they" | "them" => Some(Pronoun::They),
        _ => None,
    }
}
