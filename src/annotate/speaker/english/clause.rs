//! Finds the claims of a line of English: verbs of saying with source and content, "according to",
//! ways of taking the floor, "Name: “…”", and quotations that follow on.
//!
//! In: a [`Line`] with its quotations and namings. Out: [`Claim`]s in order of their cues. Passive,
//! denied and merely possible speech ("was told", "did not say", "will announce") is refused.

use std::ops::Range;

use super::super::claim::{Claim, Manner, Pronoun, Sort, Source, Who};
use super::super::quote::Quote;
use super::content::Spoken;
use super::name::Named;
use super::phrase::{Phrase, Phrases, Subject};
use super::token::{Kind, Line};
use super::verb::{Form, Needs, Verb};
use crate::annotate::lexicon::Tags;

/// A claim while the sentence is still being read. Its ranges are tokens of the line.
pub(super) struct Draft {
    pub(super) sources: Vec<Source>,
    /// The tokens of the cue.
    pub(super) cue: Range<usize>,
    /// The first token of the subject, or of the cue where it shares one.
    pub(super) start: usize,
    pub(super) content: Vec<Range<usize>>,
    pub(super) manner: Manner,
    pub(super) relay: Option<String>,
}

/// Finds the claims of a line.
pub(super) fn claims(line: &Line<'_>, quotes: &[Quote], named: &[Named]) -> Vec<Claim> {
    let phrases = Phrases::new(line, named);
    let mut reader = Reader { line, phrases: &phrases, quotes, used: vec![false; quotes.len()], drafts: Vec::new() };
    if reader.transcript() {
        return reader.finish();
    }
    for sentence in &line.sentences {
        reader.read(sentence.clone());
    }
    reader.finish()
}

pub(super) struct Reader<'l, 't> {
    pub(super) line: &'l Line<'t>,
    pub(super) phrases: &'l Phrases<'l, 't>,
    pub(super) quotes: &'l [Quote],
    /// Which quotations are content of a claim.
    pub(super) used: Vec<bool>,
    pub(super) drafts: Vec<Draft>,
}

impl Reader<'_, '_> {
    fn read(&mut self, sentence: Range<usize>) {
        let first_draft = self.drafts.len();
        if self.colon_line(&sentence) {
            return;
        }
        for at in sentence.clone() {
            let token = &self.line.tokens[at];
            if token.kind != Kind::Word {
                continue;
            }
            if &*token.lower == "according" && self.line.tokens.get(at + 1).is_some_and(|next| next.text == "to") {
                self.according_to(at, &sentence, first_draft);
                continue;
            }
            let spoken = token.verb.is_some_and(|verb| self.verb(at, verb, &sentence, first_draft));
            if !spoken && self.line.tables.verbs.floor(&token.lower).is_some() {
                self.floor(at, &sentence);
            }
        }
        self.cut_overlaps(first_draft);
        if self.drafts.len() == first_draft {
            self.follow_on(&sentence);
        }
    }
    fn verb(&mut self, at: usize, verb: &Verb, sentence: &Range<usize>, first_draft: usize) -> bool {
        if &*self.line.tokens[at].lower == "saying" && self.as_saying(at, sentence) {
            return true;
        }
        let Some((needs, end)) = self.needs(at, verb) else { return false };
        if self.asks_anonymity(end) {
            return false;
        }
        if let Some(draft) = self.inverted(at, end, verb, needs, sentence) {
            self.push(draft);
            return true;
        }
        if let Some(draft) = self.by_agent(at, end, verb, needs, sentence) {
            self.push(draft);
            return true;
        }
        let Some(subject) = self.phrases.subject(at, verb.form, sentence) else { return false };
        let (sources, start, shared) = match subject {
            Subject::Own(phrases, start) => {
                if !self.fits(&phrases, verb, at) {
                    return false;
                }
                (phrases.into_iter().map(|phrase| phrase.source).collect(), start, false)
            }
            Subject::Shared => match self.shared_sources(sentence, first_draft, at) {
                Some(sources) => (sources, at, true),
                None => return false,
            },
        };
        let subject = (!shared).then_some(start);
        let spoken = Spoken { verb, needs, cue: at..end, subject, sentence: sentence.clone() };
        let Some(content) = self.content(&spoken) else { return false };
        self.push(Draft { sources, cue: at..end, start, content, manner: Manner::Reported, relay: None });
        true
    }

    /// "asked not to be named": says nothing of the matter.
    fn asks_anonymity(&self, end: usize) -> bool {
        let words = |from: usize| self.line.tokens.get(from).map_or("", |token| &*token.lower);
        match words(end) {
            "not" => words(end + 1) == "to" && words(end + 2) == "be",
            "to" => matches!(words(end + 1), "remain" | "stay") && words(end + 2) == "anonymous",
            "for" | "on" => matches!(words(end + 1), "anonymity" | "condition"),
            _ => false,
        }
    }

    /// What the verb needs here, and the token after it and its particle.
    fn needs(&self, at: usize, verb: &Verb) -> Option<(Needs, usize)> {
        let next = self.line.tokens.get(at + 1);
        let particle = next.is_some_and(|next| verb.particles.iter().any(|particle| **particle == *next.lower));
        if particle { Some((verb.particle_needs, at + 2)) } else { verb.needs.map(|needs| (needs, at + 1)) }
    }

    /// Whether such sources can be the subject of this form.
    fn fits(&self, phrases: &[Phrase], verb: &Verb, at: usize) -> bool {
        let plural = phrases.len() > 1
            || phrases.iter().any(|phrase| match &phrase.source.who {
                Who::Pronoun(Pronoun::They) => true,
                Who::Described { head, .. } => {
                    head.ends_with('s') || matches!(&**head, "people" | "police" | "media" | "men" | "women")
                }
                Who::Named(naming) => naming.sort != Sort::Person && naming.role.is_none() && verb.plain,
                _ => false,
            });
        let emphatic = at > 0 && matches!(&*self.line.tokens[at - 1].lower, "did" | "does");
        if verb.form == Form::Base && !plural && !emphatic {
            return false;
        }
        let known = phrases.iter().all(|phrase| self.phrases.is_source(phrase));
        let has_clause = self.clause_follows(at + 1).is_some();
        known || verb.plain || has_clause
    }

    /// The sources of the claim before in the sentence, or the subject of the sentence.
    fn shared_sources(&self, sentence: &Range<usize>, first_draft: usize, at: usize) -> Option<Vec<Source>> {
        if let Some(last) = self.drafts.get(first_draft..).and_then(<[Draft]>::last) {
            return Some(last.sources.clone());
        }
        let phrase = self.phrases.of_sentence(sentence).filter(|phrase| phrase.tokens.end <= at)?;
        self.phrases.is_source(&phrase).then(|| vec![phrase.source])
    }

    /// `“…,” said Ann Lee`: the source after the verb.
    fn inverted(&self, at: usize, end: usize, verb: &Verb, needs: Needs, sentence: &Range<usize>) -> Option<Draft> {
        if !matches!(verb.form, Form::Past | Form::Present) {
            return None;
        }
        let before = at.checked_sub(1).filter(|before| *before >= sentence.start);
        let quoted = before.is_some_and(|before| {
            matches!(self.phrases.kind(before), Some(Kind::Quote(_)))
                || self.phrases.kind(before) == Some(Kind::Comma)
                    && before > sentence.start
                    && matches!(self.phrases.kind(before - 1), Some(Kind::Quote(_)))
        });
        let reported = verb.plain
            && before
                .is_some_and(|before| self.phrases.kind(before) == Some(Kind::Comma) && before > sentence.start + 2);
        // A lower-case verb that opens a "sentence" belongs to the quotation before it: `“Why?” said Ann Lee.`
        let leads_clause = |before: usize| {
            reported
                && needs == Needs::Nothing
                && (self.closed_by_name(end, sentence)
                    || self.phrases.before_apposition(before, sentence.start).is_none())
        };
        if !quoted && !before.is_some_and(leads_clause) {
            return None;
        }
        let source = self.phrases.after(end, sentence.end)?;
        if !self.phrases.is_source(&source)
            || self.clause_follows(source.tokens.end).is_some_and(|clause| clause == source.tokens.end)
        {
            return None;
        }
        let before = before?;
        let reported = sentence.start..before + usize::from(quoted && self.phrases.kind(before) != Some(Kind::Comma));
        let mut content = vec![reported];
        content.extend(self.later_quotation(source.tokens.end, sentence));
        Some(Draft {
            sources: vec![source.source],
            cue: at..end,
            start: at,
            content: self.speech_only(content, quoted),
            manner: Manner::Reported,
            relay: None,
        })
    }

    /// ", said Ann Lee, head of the port.": a person with nothing but an apposition behind is no object.
    fn closed_by_name(&self, end: usize, sentence: &Range<usize>) -> bool {
        let told = end > 0 && self.line.tokens[end - 1].lower.starts_with("t");
        self.phrases.named_at(end).filter(|named| named.naming.sort != Sort::Organisation && !told).is_some_and(
            |named| {
                named.tokens.end >= sentence.end
                    || matches!(self.phrases.kind(named.tokens.end), Some(Kind::Comma | Kind::Stop))
            },
        )
    }

    /// "announced on Monday by Ann Lee": the agent of a passive, where it is named.
    fn by_agent(&self, at: usize, end: usize, verb: &Verb, needs: Needs, sentence: &Range<usize>) -> Option<Draft> {
        if verb.form != Form::Past || verb.plain || needs != Needs::Nothing {
            return None;
        }
        let by = (end..sentence.end.min(end + 4))
            .take_while(|at| self.phrases.kind(*at) == Some(Kind::Word))
            .find(|at| self.line.tokens[*at].text == "by")?;
        let aside = (end..by).all(|at| self.line.tokens[at].is(Tags::TIME.or(Tags::ADVERB).or(Tags::PREPOSITION)));
        let agent =
            self.phrases.after(by + 1, sentence.end).filter(|agent| matches!(&agent.source.who, Who::Named(_)))?;
        aside.then(|| Draft {
            sources: vec![agent.source],
            cue: at..end,
            start: at,
            content: Vec::new(),
            manner: Manner::Reported,
            relay: None,
        })
    }

    /// Where the text before a verb is quoted, its content is from the first quotation on.
    fn speech_only(&self, mut content: Vec<Range<usize>>, quoted: bool) -> Vec<Range<usize>> {
        if quoted && let Some(first) = content.first_mut() {
            let opens = first.clone().find(|at| matches!(self.phrases.kind(*at), Some(Kind::Quote(_))));
            let words = opens.map_or(0, |opens| opens - first.start);
            if words > 0 && words <= 3 {
                first.start = opens.unwrap_or(first.start);
            }
        }
        content
    }

    pub(super) fn push(&mut self, draft: Draft) {
        for content in &draft.content {
            for at in content.clone() {
                if let Some(Kind::Quote(number)) = self.phrases.kind(at) {
                    self.used[number] = true;
                }
            }
        }
        self.drafts.push(draft);
    }

    fn finish(self) -> Vec<Claim> {
        let line = self.line;
        let mut claims = Vec::new();
        let mut drafts = self.drafts;
        adopt_leading_quotation(&mut drafts, line);
        for draft in drafts {
            let cue = (draft.cue.start < draft.cue.end).then(|| line.bytes(draft.cue.clone()));
            for source in draft.sources {
                claims.push(Claim {
                    source,
                    cue: cue.clone(),
                    content: draft.content.iter().map(|content| line.bytes(content.clone())).collect(),
                    manner: draft.manner,
                    relay: draft.relay.clone(),
                });
            }
        }
        claims
    }
}

/// `“…” “…,” he said`: a quotation that opens a paragraph belongs to the claim that the next
/// sentence makes with a quotation.
fn adopt_leading_quotation(drafts: &mut Vec<Draft>, line: &Line<'_>) {
    let [first, second, ..] = &drafts[..] else { return };
    let carried = matches!(first.sources[..], [Source { who: Who::Carried, .. }]);
    let Some(opening) = first.content.first().cloned() else { return };
    let next = second.content.first().map(|content| content.start);
    let quoted = next.is_some_and(|next| {
        next == opening.end && matches!(line.tokens.get(next).map(|token| token.kind), Some(Kind::Quote(_)))
    });
    if carried && quoted {
        drafts.remove(0);
        drafts[0].content.insert(0, opening);
    }
}

#[cfg(test)]
mod tests {
    //! Properties: sources before and after the verb, with appositions, shared, joined; "according to"
    //! and its authors; the floor; content on either side, cut where the next claim begins; passive,
    //! denied and merely possible speech, acts and thoughts are refused.
    use rustc_hash::FxHashSet;

    use super::super::super::claim::Who;
    use super::super::super::{Tables, quote};
    use super::super::read;
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        let reading = read(text, &quote::find(text, false), &FxHashSet::default(), Tables::built_in());
        let who = |claim: &Claim| match &claim.source.who {
            Who::Named(naming) => naming.name.clone(),
            _ => text[claim.source.span.clone()].to_owned(),
        };
        let words = |claim: &Claim| {
            let content: Vec<_> = claim.content.iter().map(|range| text[range.clone()].trim()).collect();
            content.join(" | ")
        };
        reading.claims.iter().map(|claim| (who(claim), words(claim))).collect()
    }

    #[test]
    fn sources_are_found_with_their_content() {
        for (text, want) in [
            ("Ann Lee said the port is open.", &[("Ann Lee", "the port is open")][..]),
            ("“It is open,” said Ann Lee, head of the port.", &[("Ann Lee", "“It is open,”")]),
            ("“It is open,” Ann Lee said, “to all.”", &[("Ann Lee", "“It is open,” | “to all.”")]),
            ("The port is open, Ann Lee told Reuters on Monday.", &[("Ann Lee", "The port is open")]),
            ("Ann Lee, head of the Port League, said: “It is open.”", &[("Ann Lee", "“It is open.”")]),
            (
                "The port is open to all, which is new, said Ann Lee, its head.",
                &[("Ann Lee", "The port is open to all, which is new")],
            ),
            ("Ann Lee, who runs the port, said it is open.", &[("Ann Lee", "it is open")]),
            (
                "Ann Lee said, “It is open,” and added, “to all.”",
                &[("Ann Lee", "“It is open,”"), ("Ann Lee", "“to all.”")],
            ),
            (
                "Ann Lee urged calm, while Bob Roe said he would wait.",
                &[("Ann Lee", "calm"), ("Bob Roe", "he would wait")],
            ),
            ("According to figures compiled by the Port League, trade grew.", &[("Port League", "trade grew")]),
            ("Trade grew, according to the Port League.", &[("Port League", "Trade grew")]),
            ("A senior official said the port is open.", &[("A senior official", "the port is open")]),
            ("An official from Company A said, “It is", &[("An official from Company A", "“It is")]),
            (
                "A person familiar with the talks said the port is open.",
                &[("A person familiar with the talks", "the port is open")],
            ),
            (
                "Glass makers from South Korea and Chile said the port is open.",
                &[("Glass makers from South Korea and Chile", "the port is open")],
            ),
            ("He said it is open. “To all.”", &[("He", "it is open | “To all.”")]),
            ("Ambassador Ann Lee: “It is open”", &[("Ann Lee", "“It is open”")]),
            ("Ann Lee: We are open. To all.", &[("Ann Lee", "We are open. To all.")]),
            (
                "The heads of Korea and Japan said the port is open.",
                &[("The heads of Korea and Japan", "the port is open")],
            ),
            (
                "According to the Office of the Special Envoy for Ports, trade grew.",
                &[("Office of the Special Envoy for Ports", "trade grew")],
            ),
            ("NHK quoted Ann Lee as saying that the port is open.", &[("Ann Lee", "that the port is open")]),
            ("Ann Lee was quoted as saying the port is open.", &[("Ann Lee", "the port is open")]),
            ("Ann Lee, head of Norfish, was reported by NHK as saying it is open.", &[("Ann Lee", "it is open")]),
            (
                "An official, who asked not to be named, told NHK that the port is open.",
                &[("An official", "that the port is open")],
            ),
        ] {
            let want: Vec<_> = want.iter().map(|(who, what)| ((*who).to_owned(), (*what).to_owned())).collect();
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn some_take_the_floor() {
        for (text, want) in [
            ("Ann Lee delivered a keynote speech on ports.", &["Ann Lee"][..]),
            ("Ann Lee and Bob Roe shared their opinions on ports.", &["Ann Lee", "Bob Roe"]),
            ("Ann Lee presented on ports, and Bob Roe gave a lecture.", &["Ann Lee", "Bob Roe"]),
            ("Ann Lee delivered a ship.", &[]),
        ] {
            let who: Vec<_> = told(text).into_iter().map(|(who, _)| who).collect();
            assert_eq!(who, want, "{text}");
        }
    }

    #[test]
    fn no_speech_is_found_in() {
        for text in [
            "Ann Lee was told to leave.",
            "Q: What have officials said?",
            "Reporter: The league said no, is that so?",
            "Ann Lee did not say who came.",
            "Ann Lee will announce a plan.",
            "Ann Lee signed the pact and met Bob Roe.",
            "Ann Lee believes the port is open.",
            "The ‘Port Forum’ was held on Monday.",
            "The claims and reports of the League were long.",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
