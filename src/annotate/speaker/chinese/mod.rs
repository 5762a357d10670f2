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
mod name;

use std::ops::Range;

use super::Tables;
use super::claim::{Claim, Manner, Pronoun, Reading, Sort, Source, Who};
use super::quote::Quote;
use super::vocabulary::{Classes, Vocabulary};
use crate::annotate::lexicon::{Language, Tags};
use clause::{Clause, clauses, is_break, is_end};
use name::{adverbial, name_length, organisation, person, titled_names};

/// Reads one paragraph.
pub(super) fn read(text: &str, quotes: &[Quote], tables: &Tables) -> Reading {
    let clauses = clauses(text, quotes, &tables.chinese);
    let mut reading = Reading::default();
    for clause in &clauses {
        reading.namings.extend(titled_names(text, clause.span.clone(), tables).into_iter().map(|(naming, _)| naming));
        if let Some(Source { who: Who::Named(naming), .. }) =
            organisation(clause.span.start, &text[clause.span.clone()], tables)
        {
            reading.namings.push(naming);
        }
    }
    let mut reader = Reader { text, tables, quotes, used: vec![false; quotes.len()], claims: Vec::new(), last: None };
    for clause in &clauses {
        reader.clause(clause);
    }
    reader.follow_on();
    reading.claims = reader.claims;
    reading
}

struct Reader<'t> {
    text: &'t str,
    tables: &'t Tables,
    quotes: &'t [Quote],
    used: Vec<bool>,
    claims: Vec<Claim>,
    last: Option<Source>,
}

/// A verb in a clause: its bytes in the paragraph.
struct Cue {
    span: Range<usize>,
    manner: Manner,
}

impl Reader<'_> {
    fn clause(&mut self, clause: &Clause) {
        if self.according_to(clause) {
            return;
        }
        let found = cues(self.text, clause, &self.tables.chinese)
            .into_iter()
            .find_map(|cue| Some((self.sources(clause, &cue)?, cue)));
        let Some((sources, cue)) = found else {
            // A subject without a verb of saying still holds the word for "他".
            if let Some((naming, end)) = titled_names(self.text, clause.span.clone(), self.tables).pop() {
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
        let named = titled_names(self.text, before.clone(), self.tables);
        if let Some((_, end)) = named.last()
            && adverbial(&self.text[*end..cue.span.start], self.tables)
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
        // "…，并呼吁": the subject is that of the clause before.
        let joint = self.text[before.clone()]
            .trim_start_matches(['并', '並', '但', '也', '还', '還', '又', '而', '同', '时', '時', '且']);
        if joint.is_empty() && !clause.opens_sentence && clause.after_quote.is_none() {
            return self.last.clone().map(|last| vec![last]);
        }
        self.source(before).map(|source| vec![source])
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
            let Some(length) = name_length(piece, self.tables).filter(|_| self.tables.names.has_surname(piece)) else {
                return Vec::new();
            };
            if !adverbial(&piece[length..], self.tables) {
                return Vec::new();
            }
            sources.push(person(start..start + length, &piece[..length], None));
        }
        sources
    }

    /// The source that a stretch before a verb begins with.
    fn source(&self, span: Range<usize>) -> Option<Source> {
        let text = &self.text[span.clone()];
        let lead = text.len() - text.trim_start_matches(['而', '但', '对', '此']).trim_start().len();
        let (start, text) = (span.start + lead, &text[lead..]);
        if let Some((naming, end)) = titled_names(self.text, span.clone(), self.tables).pop()
            && adverbial(&self.text[end..span.end], self.tables)
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
            return (!plural && adverbial(&self.text[end..span.end], self.tables))
                .then_some(Source { span: start..end, who });
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
            return adverbial(&self.text[end..span.end], self.tables).then(|| person(start..end, surname, Some(title)));
        }
        organisation(start, text, self.tables).or_else(|| {
            let length = name_length(text, self.tables)
                .filter(|length| self.tables.names.has_surname(text) && adverbial(&text[*length..], self.tables))?;
            let bare = text[..length].chars().count() >= 2;
            bare.then(|| person(start..start + length, &text[..length], None))
        })
    }

    fn content(&mut self, clause: &Clause, cue: &Cue) -> Vec<Range<usize>> {
        if cue.manner == Manner::Floor {
            return Vec::new();
        }
        let mut content = Vec::new();
        let closes = trimmed(self.text, cue.span.end..clause.span.end).is_none();
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
        let rest = cue.span.end..clause.sentence_end.max(cue.span.end);
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

/// The verbs of a clause, verbs of saying first: those at its end, then others, then ways of taking the floor.
fn cues(text: &str, clause: &Clause, vocabulary: &Vocabulary) -> Vec<Cue> {
    let words = &text[clause.span.clone()];
    let mut reported = Vec::new();
    let mut floor = Vec::new();
    let mut skip = 0;
    for (at, _) in words.char_indices() {
        if at < skip {
            continue;
        }
        if let Some(word) = vocabulary.at_start(&words[at..], Classes::REPORTED.or(Classes::FLOOR)) {
            let after = &words[at + word.len()..];
            let span = clause.span.start + at..clause.span.start + at + word.len();
            let classes = vocabulary.classes(word);
            let (says, takes_floor) = (classes.has(Classes::REPORTED), classes.has(Classes::FLOOR));
            skip = at + word.len();
            if is_part_of_word(&words[..at], word, after) {
                continue;
            }
            if takes_floor && (!says || after.starts_with('了')) {
                // "在致辞中表示": the address is only where it was said.
                if !after
                    .starts_with(['中', '时', '時', '会', '會', '者', '人', '里', '稿', '说', '指', '表', '后', '後'])
                {
                    floor.push(Cue { span: span.clone(), manner: Manner::Floor });
                }
            }
            if says && !(takes_floor && after.starts_with('了')) {
                reported.push(Cue { span, manner: Manner::Reported });
            }
        }
    }
    reported.extend(floor);
    reported
}

/// One-character verbs inside other words: 据说, 名称, 小说.
fn is_part_of_word(before: &str, word: &str, after: &str) -> bool {
    let previous = before.chars().next_back();
    match word {
        "说" | "說" => {
            previous.is_some_and(|c| {
                matches!(c, '据' | '據' | '小' | '学' | '學' | '传' | '傳' | '来' | '來' | '可' | '话')
            }) || after.starts_with(['法', '服', '不'])
        }
        "称" | "稱" => {
            previous.is_some_and(|c| matches!(c, '名' | '职' | '号' | '简' | '對' | '对' | '堪'))
                || after.starts_with(['号', '为', '為', '职'])
        }
        "要求" | "希望" | "期望" | "期盼" | "建议" | "承诺" | "报道" | "公布" => {
            previous == Some('的') || after.starts_with('的')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: offices before names, family names before offices, pronouns, organisations and
    //! unnamed sources speak; verbs after quotations too; two share a verb; acts and chairs do not speak.
    use super::super::quote;
    use super::*;

    fn told(text: &str) -> Vec<(String, Manner)> {
        let reading = read(text, &quote::find(text, false), Tables::built_in());
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
            ("据东海社报道，出口增长。", &[("东海社", Reported)]),
            ("東海商會會長李小明表示：「航線要加密。」", &[("李小明", Reported)]),
        ] {
            let want: Vec<_> = want.iter().map(|(name, manner)| ((*name).to_owned(), *manner)).collect();
            assert_eq!(told(text), want, "{text}");
        }
    }
}
