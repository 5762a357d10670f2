//! Finds the claims that rest on no verb of saying: "according to", ways of taking the floor,
//! "Name: “…”", and quotations that follow on.

use std::ops::Range;

use super::super::claim::{Manner, Pronoun, Sort, Source, Who};
use super::clause::{Draft, Reader};
use super::phrase::{Phrase, Subject};
use super::token::Kind;
use super::verb::Form;
use crate::annotate::lexicon::Tags;

/// Labels of lines in an interview that are not speech of anybody the article tells of by name.
const ASKERS: [&str; 9] =
    ["q", "a", "question", "answer", "reporter", "journalist", "interviewer", "host", "moderator"];

impl Reader<'_, '_> {
    /// `Ann Lee: We are open.`, a line of an interview: her words as they fell, to the end of the paragraph. Lines
    /// of those who ask are read as nobody's.
    pub(super) fn transcript(&mut self) -> bool {
        let asked = self.line.tokens.first().is_some_and(|first| ASKERS.contains(&&*first.lower))
            && self.phrases.kind(1) == Some(Kind::Colon);
        let Some(named) = self.phrases.named_at(0).filter(|named| named.naming.sort == Sort::Person) else {
            return asked;
        };
        let (colon, end) = (named.tokens.end, self.line.tokens.len());
        let whole = self.line.text.trim_end().ends_with(['.', '!', '?', '…', '”', '"']);
        let quoted = matches!(self.phrases.kind(colon + 1), Some(Kind::Quote(_)));
        if self.phrases.kind(colon) != Some(Kind::Colon) || quoted || !whole || colon + 1 >= end {
            return asked;
        }
        self.push(Draft {
            sources: vec![self.phrases.named_phrase(named).source],
            cue: colon..colon + 1,
            start: 0,
            content: std::iter::once(colon + 1..end).collect(),
            manner: Manner::Verbatim,
            relay: None,
        });
        true
    }

    /// "NHK quoted Ann Lee as saying", "Ann Lee was quoted as saying": she speaks, told by NHK.
    pub(super) fn as_saying(&mut self, at: usize, sentence: &Range<usize>) -> bool {
        let Some(told) =
            at.checked_sub(2).filter(|told| *told > sentence.start && self.line.tokens[at - 1].text == "as")
        else {
            return false;
        };
        let passive = self.line.tokens[told].lower.ends_with("ed") && self.line.tokens[told - 1].is(Tags::BE);
        let end = if passive { told - 1 } else { told + 1 };
        let Some(source) = self.phrases.before(end, sentence.start).filter(|phrase| self.phrases.is_source(phrase))
        else {
            return false;
        };
        let start = source.tokens.start;
        // "Ann Lee was reported by NHK as saying": the agent tells it.
        if !passive && let Some(by) = start.checked_sub(3).filter(|_| self.line.tokens[start - 1].text == "by") {
            let told = self.line.tokens[by].is(Tags::BE).then(|| self.before_or_apposition(by, sentence)).flatten();
            let Some(speaker) = told.filter(|phrase| self.phrases.is_source(phrase)) else { return false };
            let relay = Some(self.line.words(source.tokens.clone()).to_owned());
            self.say_as(speaker, at, sentence, relay);
            return true;
        }
        let teller = self.drafts.pop_if(|draft| !passive && draft.cue.end == start);
        let relay = teller.and_then(|draft| match draft.sources.into_iter().next().map(|source| source.who) {
            Some(Who::Named(naming)) => Some(naming.name),
            _ => None,
        });
        self.say_as(source, at, sentence, relay);
        true
    }

    /// The source that ends here, or before the apposition that does.
    fn before_or_apposition(&self, end: usize, sentence: &Range<usize>) -> Option<Phrase> {
        match self.phrases.kind(end.checked_sub(1)?) {
            Some(Kind::Comma) => self.phrases.before_apposition(end - 1, sentence.start),
            _ => self.phrases.before(end, sentence.start),
        }
    }

    fn say_as(&mut self, source: Phrase, at: usize, sentence: &Range<usize>, relay: Option<String>) {
        let stop = self.trimmed_end(at + 1, sentence);
        self.push(Draft {
            start: source.tokens.start,
            sources: vec![source.source],
            cue: at..at + 1,
            content: (at + 1 < stop).then_some(at + 1..stop).into_iter().collect(),
            manner: Manner::Reported,
            relay,
        });
    }

    /// `Ambassador X: “…”` and nothing else.
    pub(super) fn colon_line(&mut self, sentence: &Range<usize>) -> bool {
        let Some(named) = self.phrases.named_at(sentence.start) else { return false };
        let colon = named.tokens.end;
        let quoted = matches!(self.phrases.kind(colon + 1), Some(Kind::Quote(_)));
        if self.phrases.kind(colon) != Some(Kind::Colon) || !quoted || sentence.start != 0 {
            return false;
        }
        let source = self.phrases.named_phrase(named).source;
        let quotation = colon + 1..colon + 2;
        let content = vec![quotation];
        self.push(Draft {
            sources: vec![source],
            cue: colon..colon + 1,
            start: 0,
            content,
            manner: Manner::Reported,
            relay: None,
        });
        true
    }

    pub(super) fn according_to(&mut self, at: usize, sentence: &Range<usize>, first_draft: usize) {
        let Some(mut phrase) = self.phrases.after(at + 2, sentence.end).filter(|phrase| self.phrases.is_source(phrase))
        else {
            return;
        };
        let mut sources = vec![];
        if let Some(mut author) = self.author(&phrase, sentence) {
            // The mention is the whole of it: "figures compiled by the league".
            author.source.span.start = author.source.span.start.min(phrase.source.span.start);
            author.source.span.end = author.source.span.end.max(phrase.source.span.end);
            author.tokens.end = author.tokens.end.max(phrase.tokens.end);
            phrase = author;
        }
        let mut end = phrase.tokens.end;
        sources.push(phrase.source);
        if self.line.tokens.get(end).is_some_and(|token| token.text == "and")
            && let Some(other) =
                self.phrases.after(end + 1, sentence.end).filter(|other| matches!(other.source.who, Who::Named(_)))
        {
            end = other.tokens.end;
            sources.push(other.source);
        }
        let leads = !(sentence.start..at).any(|before| {
            self.phrases.kind(before) == Some(Kind::Word)
                && !self.line.tokens[before].is(Tags::CONJUNCTION.or(Tags::ADVERB))
        });
        let content = if leads {
            let comma = (end..sentence.end).find(|at| self.phrases.kind(*at) == Some(Kind::Comma));
            comma.map(|comma| comma + 1..self.trimmed_end(comma + 1, sentence))
        } else {
            let before = (sentence.start..at)
                .rev()
                .find(|at| self.phrases.kind(*at) != Some(Kind::Comma))
                .map_or(at, |last| last + 1);
            Some(sentence.start..before)
        };
        let agency = match &sources[0].who {
            Who::Named(naming)
                if naming
                    .name
                    .split(' ')
                    .any(|word| self.line.tables.words.tags(&word.to_lowercase()).has(Tags::AGENCY)) =>
            {
                Some(naming.name.clone())
            }
            _ => None,
        };
        if let Some(agency) = agency {
            for draft in self.drafts.iter_mut().skip(first_draft) {
                draft.relay = Some(agency.clone());
            }
        }
        let content = content.filter(|content| content.start < content.end).into_iter().collect();
        self.push(Draft { sources, cue: at..at + 2, start: at, content, manner: Manner::Reported, relay: None });
    }

    /// The author of a document: "figures compiled by the league", "a report from the bank".
    fn author(&self, phrase: &Phrase, sentence: &Range<usize>) -> Option<Phrase> {
        let Who::Described { tags, .. } = &phrase.source.who else { return None };
        if !tags.has(Tags::DOCUMENT) {
            return None;
        }
        // "the Xinhua report" names its author before the noun.
        let inside = phrase
            .tokens
            .clone()
            .find_map(|at| self.phrases.named_at(at))
            .filter(|named| named.tokens.end <= phrase.tokens.end);
        if let Some(named) = inside.filter(|named| named.naming.sort != Sort::Person) {
            return Some(self.phrases.named_phrase(named));
        }
        let limit = sentence.end.min(phrase.tokens.end + 6);
        let tie = (phrase.tokens.start..limit)
            .take_while(|at| {
                self.phrases.kind(*at) == Some(Kind::Word) || self.phrases.kind(*at) == Some(Kind::Possessive)
            })
            .find(|at| matches!(&*self.line.tokens[*at].lower, "by" | "from" | "of"))?;
        self.phrases.after(tie + 1, sentence.end).filter(|author| self.phrases.is_source(author))
    }

    pub(super) fn floor(&mut self, at: usize, sentence: &Range<usize>) {
        let Some(objects) = self.line.tables.verbs.floor(&self.line.tokens[at].lower) else { return };
        let near = (at + 1..sentence.end).take(8).take_while(|at| {
            self.phrases.kind(*at) == Some(Kind::Word)
                || matches!(self.phrases.kind(*at), Some(Kind::Quote(_) | Kind::Possessive))
        });
        let mut matches = near.clone().enumerate().filter(|(offset, at)| {
            let token = &self.line.tokens[*at];
            let plain = !token.is(Tags::PREPOSITION.or(Tags::DETERMINER));
            objects.iter().any(|object| **object == *token.lower) && (plain || *offset == 0)
                || *offset == 0 && objects.iter().any(|object| &**object == "*") && token.is_capital()
        });
        if matches.next().is_none() {
            return;
        }
        let Some(Subject::Own(phrases, start)) = self.phrases.subject(at, Form::Past, sentence) else { return };
        let sources: Vec<Source> =
            phrases.into_iter().filter(|phrase| takes_floor(&phrase.source.who)).map(|phrase| phrase.source).collect();
        if !sources.is_empty() {
            self.push(Draft {
                sources,
                cue: at..at + 1,
                start,
                content: Vec::new(),
                manner: Manner::Floor,
                relay: None,
            });
        }
    }

    /// A sentence that is a quotation and nothing more belongs to the claim before it, or to one in
    /// an earlier paragraph.
    pub(super) fn follow_on(&mut self, sentence: &Range<usize>) {
        let Some(Kind::Quote(number)) = self.phrases.kind(sentence.start) else { return };
        if self.used[number] {
            return;
        }
        let alone = sentence.clone().all(|at| !matches!(self.phrases.kind(at), Some(Kind::Word)));
        let quote = &self.quotes[number];
        let long = self.line.text[quote.inner.clone()].split(' ').count() >= 6;
        let continued = quote.continues || quote.open || sentence.start == 0 && long && alone;
        if let Some(last) = self.drafts.last_mut().filter(|last| alone && last.manner == Manner::Reported) {
            last.content.push(sentence.start..sentence.start + 1);
            self.used[number] = true;
        } else if (continued || long) && alone && self.drafts.is_empty() || continued && self.drafts.is_empty() {
            let quotation = sentence.start..sentence.start + 1;
            let content = vec![quotation];
            let span = self.line.bytes(sentence.start..sentence.start);
            let source = match self.subject_before(sentence.start) {
                Some(subject) => subject,
                None if continued => Source { span, who: Who::Carried },
                None => return,
            };
            self.push(Draft {
                sources: vec![source],
                cue: sentence.start..sentence.start,
                start: sentence.start,
                content,
                manner: Manner::Reported,
                relay: None,
            });
        }
    }

    /// The person who is the subject of the sentence before: "The chairman did not agree. “…”"
    fn subject_before(&self, start: usize) -> Option<Source> {
        let before = self.line.sentences.iter().find(|sentence| sentence.end == start)?;
        let phrase = self.phrases.of_sentence(before)?;
        let person = match &phrase.source.who {
            Who::Named(naming) => naming.sort == Sort::Person,
            Who::Described { tags, definite, .. } => *definite && tags.has(Tags::TITLE.or(Tags::ROLE)),
            Who::Pronoun(pronoun) => matches!(pronoun, Pronoun::He | Pronoun::She),
            Who::Perhaps(_) | Who::Carried => false,
        };
        person.then_some(phrase.source)
    }
}

/// Persons take the floor; organisations do not.
fn takes_floor(who: &Who) -> bool {
    match who {
        Who::Named(naming) => naming.sort == Sort::Person || naming.sort == Sort::Unknown && naming.name.contains(' '),
        Who::Pronoun(pronoun) => !matches!(pronoun, Pronoun::It | Pronoun::They),
        Who::Described { tags, .. } => tags.has(Tags::TITLE.or(Tags::ROLE)),
        Who::Perhaps(_) | Who::Carried => false,
    }
}
