//! Finds the claims of a line of English: verbs of saying with source and content, "according to",
//! ways of taking the floor, "Name: “…”", and quotations that follow on.
//!
//! In: a [`Line`] with its quotations and namings. Out: [`Claim`]s in order of their cues. Passive,
//! denied and merely possible speech ("was told", "did not say", "will announce") is refused.

use std::ops::Range;

use super::super::claim::{Claim, Manner, Pronoun, Sort, Source, Who};
use super::super::lexicon::{self, Form, Needs, Tags, Verb};
use super::super::quote::Quote;
use super::name::Named;
use super::phrase::{Phrase, Phrases, Subject};
use super::token::{Kind, Line};

/// A claim while the sentence is still being read.
struct Draft {
    sources: Vec<Source>,
    /// The tokens of the cue.
    cue: Range<usize>,
    /// The first token of the subject, or of the cue where it shares one.
    start: usize,
    content: Vec<Range<usize>>,
    manner: Manner,
    relay: Option<String>,
}

/// Finds the claims of a line.
pub(super) fn claims(line: &Line<'_>, quotes: &[Quote], named: &[Named]) -> Vec<Claim> {
    let phrases = Phrases::new(line, named);
    let mut reader = Reader { line, phrases: &phrases, quotes, used: vec![false; quotes.len()], drafts: Vec::new() };
    for sentence in &line.sentences {
        reader.read(sentence.clone());
    }
    reader.finish()
}

struct Reader<'l, 't> {
    line: &'l Line<'t>,
    phrases: &'l Phrases<'l, 't>,
    quotes: &'l [Quote],
    /// Which quotations are content of a claim.
    used: Vec<bool>,
    drafts: Vec<Draft>,
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
            let spoken = lexicon::verb(&token.lower).is_some_and(|verb| self.verb(at, verb, &sentence, first_draft));
            if !spoken && lexicon::floor(&token.lower).is_some() {
                self.floor(at, &sentence);
            }
        }
        self.cut_overlaps(first_draft);
        if self.drafts.len() == first_draft {
            self.follow_on(&sentence);
        }
    }

    // ---- verbs -------------------------------------------------------------------------------

    fn verb(&mut self, at: usize, verb: &Verb, sentence: &Range<usize>, first_draft: usize) -> bool {
        let Some((needs, end)) = self.needs(at, verb) else { return false };
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
        let Some(content) = self.content(at, end, start, shared, verb, needs, sentence) else { return false };
        self.push(Draft { sources, cue: at..end, start, content, manner: Manner::Reported, relay: None });
        true
    }

    /// What the verb needs here, and the token after it and its particle.
    fn needs(&self, at: usize, verb: &Verb) -> Option<(Needs, usize)> {
        let next = self.line.tokens.get(at + 1);
        let particle = next.is_some_and(|next| verb.particles.split(' ').any(|particle| *particle == *next.lower));
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
        if !quoted
            && !(reported
                && needs == Needs::Nothing
                && self.phrases.before_apposition(at - 1, sentence.start).is_none())
        {
            return None;
        }
        let source = self.phrases.after(end, sentence.end)?;
        if !self.phrases.is_source(&source)
            || self.clause_follows(source.tokens.end).is_some_and(|clause| clause == source.tokens.end)
        {
            return None;
        }
        let before = before?;
        let mut content =
            vec![sentence.start..before + usize::from(quoted && self.phrases.kind(before) != Some(Kind::Comma))];
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

    /// "announced on Monday by Ann Lee": the agent of a passive, where it is named.
    fn by_agent(&self, at: usize, end: usize, verb: &Verb, needs: Needs, sentence: &Range<usize>) -> Option<Draft> {
        if verb.form != Form::Past || verb.plain || needs != Needs::Nothing {
            return None;
        }
        let by = (end..sentence.end.min(end + 4))
            .take_while(|at| self.phrases.kind(*at) == Some(Kind::Word))
            .find(|at| self.line.tokens[*at].text == "by")?;
        let aside = (end..by).all(|at| self.line.tokens[at].is(Tags::TIME.or(Tags::ADVERB).or(Tags::PREPOSITION)));
        let agent = self.phrases.after(by + 1, sentence.end).filter(|agent| matches!(&agent.source.who, Who::Named(_)))?;
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
        if quoted {
            if let Some(first) = content.first_mut() {
                let opens = first.clone().find(|at| matches!(self.phrases.kind(*at), Some(Kind::Quote(_))));
                let words = opens.map_or(0, |opens| opens - first.start);
                if words > 0 && words <= 3 {
                    first.start = opens.unwrap_or(first.start);
                }
            }
        }
        content
    }

    // ---- content -----------------------------------------------------------------------------

    /// What the verb reports, as ranges of tokens; `None` where what it needs is missing.
    #[allow(clippy::too_many_arguments)]
    fn content(
        &self,
        at: usize,
        end: usize,
        start: usize,
        shared: bool,
        verb: &Verb,
        needs: Needs,
        sentence: &Range<usize>,
    ) -> Option<Vec<Range<usize>>> {
        let quotation = self.quotation_after(end, sentence);
        let clause = self
            .clause_follows(end)
            .filter(|clause| quotation.as_ref().is_none_or(|quotation| clause <= &quotation.start));
        let before = if shared { None } else { self.reported_before(start, end, sentence) };
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
        (from < stop).then(|| vec![from..stop])
    }

    /// The place of "that" or another word that begins a reported clause, soon after the verb.
    fn clause_follows(&self, end: usize) -> Option<usize> {
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
    fn later_quotation(&self, end: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let quote = (end..sentence.end).find(|at| matches!(self.phrases.kind(*at), Some(Kind::Quote(_))))?;
        let between = quote - end;
        let led = quote == end
            || matches!(self.phrases.kind(quote - 1), Some(Kind::Comma | Kind::Colon | Kind::Stop)) && between < 25;
        let spoken = (end..quote).any(|at| lexicon::verb(&self.line.tokens[at].lower).is_some());
        (led && !spoken).then_some(quote..quote + 1)
    }

    /// `Leave out oil, he said, and exports grew`: what comes after the insertion.
    fn resumed(&self, end: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let comma = self.phrases.kind(end) == Some(Kind::Comma);
        let lower =
            self.line.tokens.get(end + 1).is_some_and(|next| {
                next.kind == Kind::Word && !next.is_capital() && lexicon::verb(&next.lower).is_none()
            });
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
            Kind::Quote(_) => Some(self.from_quotation(sentence.start, before + 1)),
            Kind::Comma if matches!(self.phrases.kind(before.wrapping_sub(1)), Some(Kind::Quote(_))) => {
                Some(self.from_quotation(sentence.start, before))
            }
            Kind::Comma if before - sentence.start >= 3 && self.closes_sentence(end, sentence) => {
                Some(sentence.start..before)
            }
            _ => None,
        }
    }

    /// Leaves out a few words before the quotation that the reported stretch ends with.
    fn from_quotation(&self, start: usize, end: usize) -> Range<usize> {
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
                let addressee = next.is_capital()
                    || next.is(Tags::PRONOUN.or(Tags::DETERMINER))
                    || lexicon::tags(&next.lower).has(Tags::NOMINAL);
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
    fn trimmed_end(&self, from: usize, sentence: &Range<usize>) -> usize {
        let mut end = sentence.end;
        for at in from..sentence.end {
            let token = &self.line.tokens[at];
            let next = self.line.tokens.get(at + 1);
            let joint = token.kind == Kind::Comma || token.is(Tags::CONJUNCTION);
            let according = token.kind == Kind::Comma && next.is_some_and(|next| &*next.lower == "according");
            let verb = next.and_then(|next| lexicon::verb(&next.lower)).map(|verb| verb.form);
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
    fn cut_overlaps(&mut self, first_draft: usize) {
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
                    }
                    draft.content.retain(|content| content.start < content.end);
                }
            }
        }
    }

    // ---- other ways --------------------------------------------------------------------------

    /// `Ambassador X: “…”` and nothing else.
    fn colon_line(&mut self, sentence: &Range<usize>) -> bool {
        let Some(named) = self.phrases.named_at(sentence.start) else { return false };
        let colon = named.tokens.end;
        let quoted = matches!(self.phrases.kind(colon + 1), Some(Kind::Quote(_)));
        if self.phrases.kind(colon) != Some(Kind::Colon) || !quoted || sentence.start != 0 {
            return false;
        }
        let source = self.phrases.named_phrase(named).source;
        let content = vec![colon + 1..colon + 2];
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

    fn according_to(&mut self, at: usize, sentence: &Range<usize>, first_draft: usize) {
        let Some(mut phrase) = self.phrases.after(at + 2, sentence.end).filter(|phrase| self.phrases.is_source(phrase))
        else {
            return;
        };
        let mut sources = vec![];
        if let Some(author) = self.author(&phrase, sentence) {
            phrase = author;
        }
        let mut end = phrase.tokens.end;
        sources.push(phrase.source);
        if self.line.tokens.get(end).is_some_and(|token| token.text == "and") {
            if let Some(other) =
                self.phrases.after(end + 1, sentence.end).filter(|other| matches!(other.source.who, Who::Named(_)))
            {
                end = other.tokens.end;
                sources.push(other.source);
            }
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
                if naming.name.split(' ').any(|word| lexicon::tags(&word.to_lowercase()).has(Tags::AGENCY)) =>
            {
                Some(naming.name.clone())
            }
            _ => None,
        };
        if let Some(agency) = agency {
            for draft in &mut self.drafts[first_draft..] {
                draft.relay = Some(agency.clone());
            }
        }
        let content = content.filter(|content| content.start < content.end).into_iter().collect();
        self.push(Draft { sources, cue: at..at + 2, start: at, content, manner: Manner::Reported, relay: None });
    }

    /// The author of a document: "figures compiled by the league", "a report from the bank".
    fn author(&self, phrase: &Phrase, sentence: &Range<usize>) -> Option<Phrase> {
        let Who::Described { head, .. } = &phrase.source.who else { return None };
        if !lexicon::tags(head).has(Tags::DOCUMENT) {
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

    fn floor(&mut self, at: usize, sentence: &Range<usize>) {
        let Some(objects) = lexicon::floor(&self.line.tokens[at].lower) else { return };
        let near = (at + 1..sentence.end).take(8).take_while(|at| {
            self.phrases.kind(*at) == Some(Kind::Word)
                || matches!(self.phrases.kind(*at), Some(Kind::Quote(_) | Kind::Possessive))
        });
        let mut matches = near.clone().enumerate().filter(|(offset, at)| {
            let token = &self.line.tokens[*at];
            let plain = !token.is(Tags::PREPOSITION.or(Tags::DETERMINER));
            objects.contains(&&*token.lower) && (plain || *offset == 0)
                || *offset == 0 && objects.contains(&"*") && token.is_capital()
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
    fn follow_on(&mut self, sentence: &Range<usize>) {
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
            let content = vec![sentence.start..sentence.start + 1];
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
            Who::Described { head, definite } => *definite && lexicon::tags(head).has(Tags::TITLE.or(Tags::ROLE)),
            Who::Pronoun(pronoun) => matches!(pronoun, Pronoun::He | Pronoun::She),
            Who::Carried => false,
        };
        person.then_some(phrase.source)
    }

    // ---- the end -----------------------------------------------------------------------------

    fn push(&mut self, draft: Draft) {
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

/// Persons take the floor; organisations do not.
fn takes_floor(who: &Who) -> bool {
    match who {
        Who::Named(naming) => naming.sort == Sort::Person || naming.sort == Sort::Unknown && naming.name.contains(' '),
        Who::Pronoun(pronoun) => !matches!(pronoun, Pronoun::It | Pronoun::They),
        Who::Described { head, .. } => lexicon::tags(head).has(Tags::TITLE.or(Tags::ROLE)),
        Who::Carried => false,
    }
}
