//! Finds what a verb of saying reports: the clause or quotation after it, before it, or on both sides.
//!
//! In: a verb in its place ([`Spoken`]). Out: ranges of tokens; nothing where what the verb needs is missing.

use std::ops::Range;

use super::clause::Reader;
use super::token::Kind;
use super::verb::{Form, Needs, Verb};
use crate::annotate::lexicon::Tags;

/// A verb of saying in its place.
pub(super) struct Spoken<'v> {
    pub(super) verb: &'v Verb,
    pub(super) needs: Needs,
    /// The verb with its particle, within the sentence.
    pub(super) cue: Range<usize>,
    /// The first token of its subject; `None` where it shares that of an earlier verb.
    pub(super) subject: Option<usize>,
    pub(super) sentence: Range<usize>,
}

impl Reader<'_, '_> {
    /// What the verb reports, as ranges of tokens; `None` where what it needs is missing.
    pub(super) fn content(&self, spoken: &Spoken<'_>) -> Option<Vec<Range<usize>>> {
        let Spoken { verb, needs, cue, subject, sentence } = spoken;
        let (at, end) = (cue.start, cue.end);
        let quotation = self.quotation_after(end, sentence);
        let clause = self
            .clause_follows(end)
            .filter(|clause| quotation.as_ref().is_none_or(|quotation| clause <= &quotation.start));
        let before = subject.and_then(|start| self.reported_before(start, end, sentence));
        if let Some(before) = before.filter(|_| clause.is_none()) {
            let mut content = vec![before];
            content.extend(self.later_quotation(end, sentence));
            content.extend(self.resumed(end, sentence));
            return Some(content);
        }
        if let (Some(quotation), None) = (&quotation, clause) {
            return Some(vec![quotation.clone()]);
        }
        let from = clause.unwrap_or(end);
        let bare = verb.form != Form::Participle && self.bare_clause(end, sentence);
        let enough = match needs {
            Needs::Nothing => {
                let ambiguous = verb.form == Form::Base || verb.form == Form::Present && !verb.plain;
                clause.is_some()
                    || bare
                    || !ambiguous
                    || !self.line.tokens.get(end).is_some_and(|next| next.is(Tags::PREPOSITION))
            }
            Needs::Clause => clause.is_some() || bare,
            Needs::Quotation => false,
        };
        let by_agent = verb.form == Form::Past && self.line.tokens.get(at + 1).is_some_and(|next| next.text == "by");
        if !enough || by_agent || from >= sentence.end {
            return None;
        }
        let stop = self.trimmed_end(from, sentence);
        let stretch = from..stop;
        (!stretch.is_empty()).then(|| vec![stretch])
    }

    /// The place of "that" or another word that begins a reported clause, soon after the verb.
    pub(super) fn clause_follows(&self, end: usize) -> Option<usize> {
        (end..end + 9)
            .take_while(|at| matches!(self.phrases.kind(*at), Some(Kind::Word | Kind::Possessive | Kind::Comma)))
            .find(|at| {
                let word = &*self.line.tokens[*at].lower;
                matches!(word, "that" | "whether")
                    || *at == end && matches!(word, "how" | "why" | "what" | "if" | "there")
            })
    }

    /// A clause without "that": a subject and an auxiliary soon after the verb.
    fn bare_clause(&self, end: usize, sentence: &Range<usize>) -> bool {
        (end + 1..sentence.end.min(end + 10))
            .take_while(|at| self.phrases.kind(*at) == Some(Kind::Word))
            .any(|at| self.line.tokens[at].is(Tags::BE.or(Tags::MODAL).or(Tags::PERFECT)))
    }

    /// A quotation that the verb leads up to: at once, or after a comma, a colon or a few plain words.
    fn quotation_after(&self, end: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let quote = (end..sentence.end).take(16).find(|at| matches!(self.phrases.kind(*at), Some(Kind::Quote(_))))?;
        let lead = &self.line.tokens[end..quote];
        let led = lead.last().is_none_or(|last| matches!(last.kind, Kind::Comma | Kind::Colon))
            || lead.len() <= 2 && lead.iter().all(|token| token.is(Tags::ADVERB.or(Tags::PRONOUN)));
        if !led {
            return None;
        }
        let mut stop = quote + 1;
        // A quotation that is only the beginning of the clause: `said “we” and the rest`.
        let goes_on = self
            .line
            .tokens
            .get(stop)
            .is_some_and(|next| next.kind == Kind::Word && !next.is(Tags::CONJUNCTION) && next.kind != Kind::Stop)
            && stop < sentence.end;
        if goes_on {
            stop = self.trimmed_end(quote, sentence);
        }
        Some(quote..stop)
    }

    /// `“…,” he said, “…”`: the second half.
    pub(super) fn later_quotation(&self, end: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let quote = (end..sentence.end).find(|at| matches!(self.phrases.kind(*at), Some(Kind::Quote(_))))?;
        let between = quote - end;
        let led = quote == end
            || matches!(self.phrases.kind(quote - 1), Some(Kind::Comma | Kind::Colon | Kind::Stop)) && between < 25;
        let spoken = (end..quote).any(|at| self.line.tokens[at].verb.is_some());
        (led && !spoken).then_some(quote..quote + 1)
    }

    /// `Two ports, he said, and three roads will open`: what comes after the insertion.
    fn resumed(&self, end: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let comma = self.phrases.kind(end) == Some(Kind::Comma);
        let lower = self
            .line
            .tokens
            .get(end + 1)
            .is_some_and(|next| next.kind == Kind::Word && !next.is_capital() && next.verb.is_none());
        if !comma || !lower || end + 1 >= sentence.end {
            return None;
        }
        let stop = self.trimmed_end(end + 1, sentence);
        (end + 1 < stop).then_some(end + 1..stop)
    }

    /// What stands before the subject, where that is what the verb reports: a quotation or, if nothing
    /// but a place or a time follows the verb, the clause before the comma.
    fn reported_before(&self, start: usize, end: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let before = start.checked_sub(1).filter(|before| *before >= sentence.start && start > sentence.start)?;
        match self.phrases.kind(before)? {
            Kind::Quote(_) => Some(self.since_quotation(sentence.start, before + 1)),
            Kind::Comma if matches!(self.phrases.kind(before.wrapping_sub(1)), Some(Kind::Quote(_))) => {
                Some(self.since_quotation(sentence.start, before))
            }
            Kind::Comma if before - sentence.start >= 3 && self.closes_sentence(end, sentence) => {
                Some(sentence.start..before)
            }
            _ => None,
        }
    }

    /// Leaves out a few words before the quotation that the reported stretch ends with.
    fn since_quotation(&self, start: usize, end: usize) -> Range<usize> {
        let quote = (start..end).find(|at| matches!(self.phrases.kind(*at), Some(Kind::Quote(_)))).unwrap_or(start);
        if quote - start <= 2 { quote..end } else { start..end }
    }

    /// Whether only an addressee, a place or a time follows the verb.
    fn closes_sentence(&self, end: usize, sentence: &Range<usize>) -> bool {
        let Some(next) = self.line.tokens.get(end).filter(|_| end < sentence.end) else { return true };
        match next.kind {
            Kind::Stop | Kind::Comma | Kind::Break => true,
            Kind::Word => {
                let rest = end..sentence.end;
                let short = rest.len() <= 22;
                let addressee =
                    next.is_capital() || next.is(Tags::PRONOUN.or(Tags::DETERMINER)) || next.is(Tags::NOMINAL);
                let aside = next.is(Tags::PREPOSITION.or(Tags::TIME).or(Tags::ADVERB));
                let verbal = rest.clone().any(|at| {
                    self.line.tokens[at].is(Tags::BE.or(Tags::MODAL).or(Tags::PERFECT))
                        || &*self.line.tokens[at].lower == "that"
                });
                short && !verbal && (aside || addressee && self.is_tell(end - 1))
            }
            _ => false,
        }
    }

    fn is_tell(&self, at: usize) -> bool {
        matches!(&*self.line.tokens[at].lower, "told" | "tells" | "tell")
    }

    /// The end of a reported clause: before the stop, "according to", ", adding", "and added".
    pub(super) fn trimmed_end(&self, from: usize, sentence: &Range<usize>) -> usize {
        let mut end = sentence.end;
        for at in from..sentence.end {
            let token = &self.line.tokens[at];
            let next = self.line.tokens.get(at + 1);
            let joint = token.kind == Kind::Comma || token.is(Tags::CONJUNCTION);
            let according = token.kind == Kind::Comma && next.is_some_and(|next| &*next.lower == "according");
            let verb = next.and_then(|next| next.verb).map(|verb| verb.form);
            let adding =
                joint && (verb == Some(Form::Participle) || verb == Some(Form::Past) && token.kind != Kind::Comma);
            if at > from && (according || adding) {
                end = at;
                break;
            }
        }
        while end > from && matches!(self.phrases.kind(end - 1), Some(Kind::Stop | Kind::Comma)) {
            end -= 1;
        }
        end
    }

    /// A claim's content ends where the next claim's own clause begins.
    pub(super) fn cut_overlaps(&mut self, first_draft: usize) {
        for index in first_draft + 1..self.drafts.len() {
            let start = self.drafts[index].start;
            let joint = start.checked_sub(1).map(|before| &self.line.tokens[before]);
            let own = joint.is_some_and(|joint| {
                matches!(joint.kind, Kind::Comma | Kind::Break)
                    || joint.is(Tags::CONJUNCTION)
                    || matches!(&*joint.lower, "while" | "whereas")
            });
            let reports_before = self.drafts[index].content.iter().any(|content| content.start < start);
            if own && !reports_before {
                for draft in &mut self.drafts[first_draft..index] {
                    for content in &mut draft.content {
                        if content.start < start && content.end > start - 1 {
                            content.end = start - 1;
                        }
                        while content.start < content.end && self.line.tokens[content.end - 1].kind == Kind::Comma {
                            content.end -= 1;
                        }
                    }
                    draft.content.retain(|content| content.start < content.end);
                }
            }
        }
    }
}
