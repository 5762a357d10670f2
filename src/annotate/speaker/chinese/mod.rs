//! Reads a paragraph of Chinese, simplified or traditional: who is named, and who is said to have said what.
//!
//! Without blanks between words a source is found from the verb backwards: a clause that reads
//! *source, adverbial, verb of saying* ("某某会长李明在致辞中表示"), where the source is an office with a
//! name, a family name with an office ("李会长"), a name, a pronoun, an organisation, or unnamed
//! ("一位…"). Two sources may share a verb ("A和B分别介绍了").
//!
//! # Limits
//! A given name is two characters unless a known word follows the first.

mod clause;
mod cue;
mod name;

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Tables;
use super::claim::{Claim, Manner, Pronoun, Reading, Sort, Source, Who};
use super::quote::Quote;
use super::vocabulary::Classes;
use crate::annotate::lexicon::{Language, Tags};
use clause::{Clause, clauses, is_break, is_end};
use cue::{Cue, cues};
use name::{Names, person};

/// The names of a paragraph whose ends are certain, with the parts of those that have dots: what the
/// rest of the article may call by them without an office.
pub(super) fn certain_names(text: &str, quotes: &[Quote], tables: &Tables, certain: &mut FxHashSet<String>) {
    let none = FxHashSet::default();
    let names = Names { tables, known: &none };
    let reading = read(text, quotes, tables, &none);
    for naming in reading.all_namings().filter(|naming| naming.sort == Sort::Person) {
        let ends = naming.name.len() >= 2 * '人'.len_utf8()
            && text[naming.span.clone()].find(&naming.name).is_some_and(|at| {
                let from = naming.span.start + at;
                names.length(&text[from..]).is_some_and(|own| own.certain && own.bytes == naming.name.len())
            });
        if ends {
            let parts = naming.name.split(['·', '・']).filter(|part| part.chars().count() >= 3);
            certain.extend(parts.map(str::to_owned));
            certain.insert(naming.name.clone());
        }
    }
}

/// Reads one paragraph; `known` are the [`certain_names`] of the article.
pub(super) fn read(text: &str, quotes: &[Quote], tables: &Tables, known: &FxHashSet<String>) -> Reading {
    let names = Names { tables, known };
    let clauses = clauses(text, quotes, &tables.chinese);
    let mut reading = Reading::default();
    for clause in &clauses {
        reading.namings.extend(names.titled(text, clause.span.clone()).into_iter().map(|(naming, _)| naming));
        if let Some(Source { who: Who::Named(naming), .. }) =
            names.organisation(clause.span.start, &text[clause.span.clone()])
        {
            reading.namings.push(naming);
        }
    }
    let first = clauses.first().cloned();
    let mut reader =
        Reader { text, names, tables, quotes, used: vec![false; quotes.len()], claims: Vec::new(), last: None };
    if first.is_some_and(|first| reader.transcript(&first)) {
        reading.claims = reader.claims;
        return reading;
    }
    for clause in &clauses {
        reader.clause(clause);
    }
    reader.follow_on();
    reading.claims = reader.claims;
    reading
}

struct Reader<'t> {
    text: &'t str,
    names: Names<'t>,
    tables: &'t Tables,
    quotes: &'t [Quote],
    used: Vec<bool>,
    claims: Vec<Claim>,
    last: Option<Source>,
}

/// Labels of those who ask and answer in an interview, and how those of reporters end.
const LABELS: [&str; 7] = ["问", "問", "答", "Ｑ", "Ａ", "Q", "A"];
const ASKERS: [&str; 3] = ["记者", "記者", "主持人"];

impl Reader<'_> {
    /// `李小明：航线要加密。`, a line of an interview; lines of those who ask are read as nobody's.
    fn transcript(&mut self, label: &Clause) -> bool {
        let text = &self.text[label.span.clone()];
        let after = &self.text[label.span.end..];
        let Some(rest) = after.strip_prefix(['：', ':']).filter(|_| label.span.start == 0) else { return false };
        if LABELS.contains(&text.trim()) || ASKERS.iter().any(|asker| text.ends_with(asker)) {
            return true;
        }
        let titled = self.names.titled(self.text, label.span.clone()).pop().filter(|(_, end)| *end == label.span.end);
        let source = match titled {
            Some((naming, end)) => Source { span: naming.span.start..end, who: Who::Named(naming) },
            None if self.bare_name(text) == Some(text.len()) => person(label.span.clone(), text, None),
            None => return false,
        };
        let whole = rest.trim_end().ends_with(['。', '！', '？', '!', '?', '…', '”', '」', '』']);
        let content = trimmed(self.text, self.text.len() - rest.len()..self.text.len());
        let Some(content) = content.filter(|_| whole) else { return false };
        let quoted = self.quotes.iter().any(|quote| quote.span.start == content.start);
        let manner = if quoted { Manner::Reported } else { Manner::Verbatim };
        self.claims.push(Claim {
            source,
            cue: Some(label.span.end..self.text.len() - rest.len()),
            content: vec![content],
            manner,
            relay: None,
        });
        true
    }

    fn clause(&mut self, clause: &Clause) {
        if self.according_to(clause) {
            return;
        }
        let found = cues(self.text, clause, &self.tables.chinese)
            .into_iter()
            .find_map(|cue| Some((self.sources(clause, &cue)?, cue)));
        let Some((sources, cue)) = found else {
            // A subject without a verb of saying still holds the word for "他".
            if let Some((naming, end)) = self.names.titled(self.text, clause.span.clone()).pop() {
                let span = naming.span.start..end;
                self.last = Some(Source { span, who: Who::Named(naming) });
            }
            return;
        };
        let content = self.content(clause, &cue);
        for source in sources {
            self.last = Some(source.clone());
            self.claims.push(Claim {
                source,
                cue: Some(cue.span.clone()),
                content: content.clone(),
                manner: cue.manner,
                relay: None,
            });
        }
    }

    /// "据越通社报道": the rest of the sentence is its content.
    fn according_to(&mut self, clause: &Clause) -> bool {
        let clause_text = &self.text[clause.span.clone()];
        let Some(at) =
            clause_text.char_indices().take(6).find(|(_, c)| matches!(c, '据' | '據')).map(|(at, c)| at + c.len_utf8())
        else {
            return false;
        };
        const ENDS: [&str; 14] = [
            "报道", "報道", "報導", "介绍", "介紹", "消息", "统计", "統計", "透露", "数据", "數據", "通报", "称",
            "估计",
        ];
        let Some(end) = ENDS.iter().filter_map(|end| clause_text[at..].find(end)).min() else { return false };
        let span = clause.span.start + at..clause.span.start + at + end;
        let rest = clause.span.end..clause.sentence_end.max(clause.span.end);
        let Some(source) = self.source(span.clone()) else { return false };
        let content = trimmed(self.text, rest);
        self.last = Some(source.clone());
        self.claims.push(Claim {
            source,
            cue: Some(span.end..clause.span.end),
            content: content.into_iter().collect(),
            manner: Manner::Reported,
            relay: None,
        });
        true
    }

    /// The sources of a verb, from the clause before it.
    fn sources(&self, clause: &Clause, cue: &Cue) -> Option<Vec<Source>> {
        let before = clause.span.start..cue.span.start;
        let named = self.names.titled(self.text, before.clone());
        if let Some((_, end)) = named.last()
            && self.names.adverbial(&self.text[*end..cue.span.start])
        {
            let mut sources: Vec<Source> = Vec::new();
            let mut next_start = None;
            for (naming, end) in named.into_iter().rev() {
                let joined = next_start.is_none_or(|start: usize| {
                    end <= start && matches!(self.text[end..start].trim(), "和" | "与" | "與" | "及" | "、" | "")
                });
                if !joined {
                    break;
                }
                let start = naming.span.start;
                next_start = Some(start);
                sources.insert(0, Source { span: start..end, who: Who::Named(naming) });
            }
            if let (Some(start), Manner::Floor) = (next_start, cue.manner) {
                sources.splice(0..0, self.names_listed(clause.span.start..start));
            }
            return Some(sources);
        }
        let listed = self.names_listed(before.clone());
        if listed.len() > 1 {
            return Some(listed);
        }
        // "会长李明（左）表示": the source stands before the bracket.
        if let Some(source) = self.before_bracket(clause).filter(|_| self.names.adverbial(&self.text[before.clone()])) {
            return Some(vec![source]);
        }
        // "…，并呼吁": the subject is that of the clause before.
        let joint = self.text[before.clone()]
            .trim_start_matches(['并', '並', '但', '也', '还', '還', '又', '而', '同', '时', '時', '且']);
        if joint.is_empty() && !clause.opens_sentence && clause.after_quote.is_none() {
            return self.last.clone().map(|last| vec![last]);
        }
        let organisation =
            |source: &Source| matches!(&source.who, Who::Named(naming) if naming.sort == Sort::Organisation);
        self.source(before)
            .filter(|source| cue.manner != Manner::Floor || !organisation(source))
            .map(|source| vec![source])
    }

    /// The source that ends where a bracket opens that this clause follows.
    fn before_bracket(&self, clause: &Clause) -> Option<Source> {
        let inside = self.text[..clause.span.start].strip_suffix(['）', ')'])?;
        let open = inside.rfind(['（', '('])?;
        let start = inside[..open].char_indices().rev().find(|(_, c)| is_break(*c));
        let start = start.map_or(0, |(at, c)| at + c.len_utf8());
        (start < open).then(|| self.source(start..open))?
    }

    /// The length of a name without office that a stretch begins with.
    fn bare_name(&self, text: &str) -> Option<usize> {
        let known = self.names.known_length(text).filter(|length| self.names.adverbial(&text[*length..]));
        known.or_else(|| {
            let own = self.names.length(text).filter(|_| self.tables.names.has_surname(text))?;
            (own.certain && text[..own.bytes].chars().count() >= 2).then_some(own.bytes)
        })
    }

    /// An office that stands for its holder: "外长表示", "该会长说".
    fn office_alone(&self, start: usize, text: &str) -> Option<Source> {
        let bare = ["该", "該", "这位", "這位"].iter().find_map(|lead| text.strip_prefix(lead)).unwrap_or(text);
        let title = self.tables.names.title_at_start(bare, Language::Chinese)?;
        let end = text.len() - bare.len() + title.len();
        let who = Who::Described { head: title.to_owned(), tags: Tags::TITLE, definite: true };
        self.names.adverbial(&text[end..]).then(|| Source { span: start..start + end, who })
    }

    /// "李明、王芳先后": names without office in a list.
    fn names_listed(&self, span: Range<usize>) -> Vec<Source> {
        let text = &self.text[span.clone()];
        if !text.contains('、') {
            return Vec::new();
        }
        let mut at = span.start;
        let mut sources = Vec::new();
        for piece in text.split('、') {
            let start = at;
            at += piece.len() + '、'.len_utf8();
            let Some(length) = self.bare_name(piece) else { return Vec::new() };
            if !self.names.adverbial(&piece[length..]) {
                return Vec::new();
            }
            sources.push(person(start..start + length, &piece[..length], None));
        }
        sources
    }

    /// The source that a stretch before a verb begins with.
    fn source(&self, span: Range<usize>) -> Option<Source> {
        let text = &self.text[span.clone()];
        let lead = text.trim_start_matches(['而', '但', '对', '對', '此']).trim_start();
        let lead = text.len() - lead.strip_prefix("只有").unwrap_or(lead).len();
        let (start, text) = (span.start + lead, &text[lead..]);
        if let Some((naming, end)) = self.names.titled(self.text, span.clone()).pop()
            && self.names.adverbial(&self.text[end..span.end])
        {
            return Some(Source { span: naming.span.start..end, who: Who::Named(naming) });
        }
        if let Some(pronoun) = text.chars().next().filter(|c| matches!(c, '他' | '她')) {
            let end = start + pronoun.len_utf8();
            let plural = self.text[end..].starts_with('们') || self.text[end..].starts_with('們');
            let gendered = if pronoun == '他' { Pronoun::He } else { Pronoun::She };
            let near = self
                .last
                .as_ref()
                .filter(|last| !matches!(&last.who, Who::Named(naming) if naming.sort == Sort::Organisation));
            let who = near.map_or(Who::Pronoun(gendered), |last| last.who.clone());
            return (!plural && self.names.adverbial(&self.text[end..span.end]))
                .then_some(Source { span: start..end, who });
        }
        // "越通社引述官员的话报道": the agency tells it.
        if let Some(quoting) = ["引述", "援引", "引用"].iter().find_map(|word| text.find(word))
            && let Some(agency) = self.names.organisation(start, &text[..quoting])
        {
            return Some(agency);
        }
        if text.char_indices().any(|(at, _)| {
            self.tables.chinese.at_start(&text[at..], Classes::UNNAMED).is_some_and(|word| word.chars().count() > 1)
        }) {
            return Some(Source {
                span: start..span.end,
                who: Who::Described { head: text.to_owned(), tags: Tags::default(), definite: false },
            });
        }
        if let Some(surname) = self.tables.names.surname(text)
            && let Some(title) = self.tables.names.title_at_start(&text[surname.len()..], Language::Chinese)
        {
            let end = start + surname.len() + title.len();
            return self.names.adverbial(&self.text[end..span.end]).then(|| person(start..end, surname, Some(title)));
        }
        if let Some(length) = self.names.known_length(text).filter(|length| self.names.adverbial(&text[*length..])) {
            return Some(person(start..start + length, &text[..length], None));
        }
        self.names.organisation(start, text).or_else(|| self.office_alone(start, text)).or_else(|| {
            let length = self.bare_name(text).filter(|length| self.names.adverbial(&text[*length..]))?;
            Some(person(start..start + length, &text[..length], None))
        })
    }

    fn content(&mut self, clause: &Clause, cue: &Cue) -> Vec<Range<usize>> {
        if cue.manner == Manner::Floor {
            return Vec::new();
        }
        let mut content = Vec::new();
        let addressed = self.text[cue.span.clone()].starts_with("告");
        let closes = addressed || trimmed(self.text, cue.span.end..clause.span.end).is_none();
        let inverted = clause
            .after_quote
            .filter(|number| clause.span.start == self.quotes[*number].span.end && !self.used[*number]);
        if let Some(number) = inverted {
            self.used[number] = true;
            content.push(self.quotes[number].span.clone());
        }
        if let Some(number) = clause.before_quote.filter(|_| closes) {
            self.used[number] = true;
            content.push(self.quotes[number].span.clone());
            return content;
        }
        if inverted.is_some() && closes {
            return content;
        }
        // "告诉记者，…": whom the words are addressed to is no part of them.
        let from = if addressed { clause.span.end } else { cue.span.end };
        let rest = from..clause.sentence_end.max(from);
        for (number, quote) in self.quotes.iter().enumerate() {
            if rest.start <= quote.span.start && quote.span.end <= rest.end {
                self.used[number] = true;
            }
        }
        content.extend(trimmed(self.text, rest));
        content
    }

    /// Quotations that no verb led to: after a claim of the paragraph they are its speaker's, at the
    /// start of a paragraph they go on from the one before.
    fn follow_on(&mut self) {
        for (number, quote) in self.quotes.iter().enumerate() {
            let long = self.text[quote.inner.clone()].chars().count() >= 8;
            let whole = self.text[quote.inner.clone()].trim_end().ends_with(is_end) || quote.open || quote.continues;
            if self.used[number] || !long || !whole {
                continue;
            }
            let owner = self.claims.iter_mut().rev().find(|claim| {
                claim.manner == Manner::Reported
                    && claim.content.last().is_some_and(|content| content.end <= quote.span.start)
            });
            if let Some(owner) = owner {
                owner.content.push(quote.span.clone());
            } else if quote.span.start == 0
                && self.claims.is_empty()
                && (quote.open || quote.continues || quote.span.end == self.text.len())
            {
                let source = Source { span: 0..0, who: Who::Carried };
                self.claims.push(Claim {
                    source,
                    cue: None,
                    content: vec![quote.span.clone()],
                    manner: Manner::Reported,
                    relay: None,
                });
            }
        }
    }
}

/// A stretch without the marks and blanks at its ends; `None` where nothing is left.
fn trimmed(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let part = &text[span.clone()];
    let left =
        part.trim_start_matches(|c: char| c.is_whitespace() || is_break(c) || matches!(c, '了' | '着' | '著' | '道'));
    let right = left.trim_end_matches(|c: char| c.is_whitespace());
    let start = span.start + part.len() - left.len();
    (!right.is_empty()).then(|| start..start + right.len())
}

#[cfg(test)]
mod tests {
    //! Properties: offices before names, family names before offices, pronouns, organisations and
    //! unnamed sources speak; verbs after quotations too; two share a verb; acts and chairs do not speak.
    use super::super::quote;
    use super::*;

    fn told(text: &str) -> Vec<(String, Manner)> {
        let reading = read(text, &quote::find(text, false), Tables::built_in(), &FxHashSet::default());
        reading
            .claims
            .iter()
            .map(|claim| match &claim.source.who {
                Who::Named(naming) => (naming.name.clone(), claim.manner),
                Who::Described { .. } => ("?".to_owned(), claim.manner),
                _ => ("他".to_owned(), claim.manner),
            })
            .collect()
    }

    #[test]
    fn sources_speak() {
        use Manner::{Floor, Reported};
        for (text, want) in [
            ("东海商会会长李小明在致辞中表示，航线要加密。", &[("李小明", Reported)][..]),
            ("“航线要加密。”东海商会会长李小明说。", &[("李小明", Reported)]),
            ("李会长随后指出，运价太高。", &[("李", Reported)]),
            ("东海商会表示，将组织回访。", &[("东海商会", Reported)]),
            ("一位参会商说：“很好。”", &[("?", Reported)]),
            ("东海大学教授王小芳和北港公司经理赵大同分别介绍了港口建设。", &[("王小芳", Floor), ("赵大同", Floor)]),
            ("座谈会由秘书长李小明主持。", &[]),
            ("东海商会会长李小明签署了协议。", &[]),
            ("东海商会会长李小明作了说明。", &[("李小明", Floor)]),
            ("东海社引述官员的话报道，出口增长。", &[("东海社", Reported)]),
            ("東海商會會長李文和強調，航線要加密。", &[("李文和", Reported)]),
            ("记者：会长李小明是否表示过反对？", &[]),
            ("会长李小明：航线要加密。我们等着。", &[("李小明", Manner::Verbatim)]),
            ("与会企业先后发言。", &[]),
            ("李小明用数据作答：航线要加密。", &[("李小明", Reported)]),
            ("“航线要加密。”会长李小明告诉记者。", &[("李小明", Reported)]),
            ("据东海社报道，出口增长。", &[("东海社", Reported)]),
            ("東海商會會長李小明表示：「航線要加密。」", &[("李小明", Reported)]),
        ] {
            let want: Vec<_> = want.iter().map(|(name, manner)| ((*name).to_owned(), *manner)).collect();
            assert_eq!(told(text), want, "{text}");
        }
    }
}
