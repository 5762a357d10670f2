//! Reads a paragraph of Korean: who is named, and who is said to have said what.
//!
//! A source is a noun phrase that ends in an office, a pronoun, an organisation or an unnamed
//! person with a topic or subject particle ("김 회장은"). It keeps the word until the next one; a
//! quotation with a quotative particle ("…”라고"), a reported clause before a verb of saying
//! ("…겠다고 밝혔다"), an object of one ("…를 제안했다") or an address ("축사를 했다") is its claim.
//!
//! # Limits
//! A foreign name before a company whose name shows no sign of one cannot be told from it.

mod phrase;
mod word;

use std::ops::Range;

use super::Tables;
use super::claim::{Claim, Manner, Reading, Sort, Source, Who};
use super::quote::Quote;
use super::vocabulary::Classes;
use phrase::{Phrases, SUBJECT};
use word::{Word, ends_sentence, words};

/// Reads one paragraph.
pub(super) fn read(text: &str, quotes: &[Quote], tables: &Tables) -> Reading {
    let words = words(text, quotes);
    let phrases = Phrases { text, words: &words, tables };
    let mut reader = Reader { quotes, phrases, words: &words, claims: Vec::new(), last: None };
    if reader.transcript() {
        return Reading { namings: phrases.namings(), claims: reader.claims };
    }
    let mut start = 0;
    for at in 0..words.len() {
        if ends_sentence(text, quotes, &words, at) {
            reader.sentence(start..at + 1);
            start = at + 1;
        }
    }
    reader.sentence(start..words.len());
    Reading { namings: phrases.namings(), claims: reader.claims }
}

struct Reader<'t> {
    phrases: Phrases<'t>,
    quotes: &'t [Quote],
    words: &'t [Word],
    claims: Vec<Claim>,
    /// The last source of the paragraph.
    last: Option<Source>,
}

/// What a sentence has gathered for its current source.
struct Turn {
    source: Option<Source>,
    /// The first word after the source.
    from: usize,
    /// The quotations with a quotative particle so far.
    quoted: Vec<usize>,
    /// Whether a claim was made of it already.
    spent: bool,
}

/// Labels of lines in an interview that are not speech of anybody the article tells of by name.
const ASKERS: [&str; 9] = ["기자", "질문", "문", "답", "답변", "사회자", "앵커", "Q", "A"];

impl Reader<'_> {
    /// `홍길동 회장: 길이 열린다.`, a line of an interview; lines of those who ask are read as nobody's.
    fn transcript(&mut self) -> bool {
        let text = self.phrases.text;
        let colon = |word: &Word| word.quote.is_none() && text[word.span.clone()].ends_with(':');
        let Some(at) = self.words.iter().take(6).position(colon) else { return false };
        if at == 0 && ASKERS.contains(&self.words[at].text.as_str()) {
            return true;
        }
        let Some(source) = self.phrases.ending_at(at, 0).filter(|source| {
            source.span.start == self.words[0].span.start
                && matches!(&source.who, Who::Named(naming) if naming.sort == Sort::Person)
        }) else {
            return false;
        };
        let rest = self.content(at + 1, self.words.len());
        let quoted = self.words.get(at + 1).is_some_and(|next| next.quote.is_some());
        let whole = text.trim_end().ends_with(['.', '!', '?', '…', '”', '"']);
        if rest.is_empty() || !whole {
            return false;
        }
        let manner = if quoted { Manner::Reported } else { Manner::Verbatim };
        self.claims.push(claim(source, Some(self.words[at].span.clone()), rest, manner));
        true
    }

    fn sentence(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if self.lone_quotation(&range) {
            return;
        }
        let mut turn = Turn { source: None, from: range.start, quoted: Vec::new(), spent: false };
        for at in range.clone() {
            let word = &self.words[at];
            if let Some(number) = word.quote {
                let particle = self.words.get(at + 1).filter(|next| next.glued && at + 1 < range.end);
                if particle.is_some_and(|next| is_quotative(&next.text)) || self.quote_of_verb(at, &range) {
                    turn.quoted.push(number);
                }
                continue;
            }
            if self.according_to(at, &range) {
                turn.spent = true;
                continue;
            }
            if let Some(mut source) = self.subject(at, range.start, &turn) {
                // "그는" is whoever had the word in this paragraph, named or not.
                if let (Who::Pronoun(_), Some(before)) = (&source.who, &self.last)
                    && !matches!(&before.who, Who::Named(naming) if naming.sort == Sort::Organisation)
                {
                    source.who = before.who.clone();
                }
                self.flush(&mut turn, at);
                self.last = Some(source.clone());
                turn = Turn { source: Some(source), from: at + 1, quoted: Vec::new(), spent: false };
                continue;
            }
            self.predicate(at, &range, &mut turn);
        }
        self.flush(&mut turn, range.end);
    }

    /// A sentence that is one quotation: of the source that spoke or stood last in the paragraph, else
    /// carried over from the paragraph before.
    fn lone_quotation(&mut self, range: &Range<usize>) -> bool {
        let [Word { quote: Some(number), .. }] = self.words[range.clone()] else { return false };
        let quote = &self.quotes[number];
        if let Some(claim) = self.claims.last_mut().filter(|claim| claim.manner == Manner::Reported) {
            claim.content.push(quote.span.clone());
        } else if let Some(source) = self.last.clone() {
            self.claims.push(claim(source, None, vec![quote.span.clone()], Manner::Reported));
        } else if quote.continues || quote.open {
            let at = quote.span.start;
            self.claims.push(claim(
                Source { span: at..at, who: Who::Carried },
                None,
                vec![quote.span.clone()],
                Manner::Reported,
            ));
        }
        true
    }

    /// A quotation without a particle right before a verb of saying, or after a comma.
    fn quote_of_verb(&self, at: usize, range: &Range<usize>) -> bool {
        self.words
            .get(at + 1)
            .filter(|_| at + 1 < range.end)
            .is_some_and(|next| self.verb_classes(&next.text).has(Classes::REPORTED))
    }

    /// A source as topic or subject. Inside what is reported only a new titled person or pronoun counts.
    fn subject(&self, at: usize, start: usize, turn: &Turn) -> Option<Source> {
        let word = &self.words[at];
        let particle =
            SUBJECT.iter().find(|particle| word.text.ends_with(**particle) && word.text.len() > particle.len())?;
        let source = self.phrases.ending_at(at, start)?;
        if self.phrases.tables.names.is_title(&word.text) {
            return None;
        }
        let topic = particle.ends_with('는') || particle.ends_with('은');
        let opens = turn.source.is_none() || turn.spent;
        let counts = match &source.who {
            Who::Named(naming) if naming.sort == Sort::Organisation => topic && opens,
            Who::Described { .. } => topic && (opens || !turn.quoted.is_empty()),
            // "통신은 홍길동 총리가 온다고 보도했다": who acts inside what is reported does not speak.
            _ => topic || opens || !turn.quoted.is_empty() || *particle == "도",
        };
        counts.then_some(source)
    }

    /// "통계청에 따르면": its own claim with the rest of the sentence.
    fn according_to(&mut self, at: usize, range: &Range<usize>) -> bool {
        let follows = self.words.get(at + 1).filter(|_| at + 1 < range.end);
        let according = self.words[at].text.ends_with('에')
            && follows.is_some_and(|next| next.text.starts_with("따르면") || next.text.starts_with("의하면"));
        if !according {
            return false;
        }
        // "통계청이 내놓은 「전망」에 따르면": the author stands before the title.
        let author = if self.words[at].glued {
            (range.start..at).rev().find_map(|before| self.author(before, range.start))
        } else {
            None
        };
        let Some(source) = author.or_else(|| self.phrases.ending_at(at, range.start)) else { return false };
        let rest = at + 2..range.end;
        let content = self.content(rest.start, rest.end);
        self.last = Some(source.clone());
        let cue = self.words[at + 1].span.clone();
        self.claims.push(claim(source, Some(cue), content, Manner::Reported));
        true
    }

    fn author(&self, at: usize, start: usize) -> Option<Source> {
        let word = &self.words[at].text;
        let subject = SUBJECT.iter().any(|particle| word.ends_with(particle));
        self.phrases.ending_at(at, start).filter(|source| subject && matches!(source.who, Who::Named(_)))
    }

    fn predicate(&mut self, at: usize, range: &Range<usize>, turn: &mut Turn) {
        let word = &self.words[at];
        let classes = self.verb_classes(&word.text);
        if classes == Classes::default() {
            self.address(at, range, turn);
            return;
        }
        if word.glued {
            return;
        }
        let reported_clause = (turn.from..at).rev().take(3).any(|before| is_reported(&self.words[before]));
        let quoted = !turn.quoted.is_empty();
        let titled_talk = classes.has(Classes::FLOOR)
            && !reported_clause
            && !quoted
            && (turn.from..at).any(|before| {
                ["주제로", "제목으로", "대해", "관해"].iter().any(|sign| self.words[before].text.ends_with(sign))
            });
        // "용기를 높이 평가했다": an adverb may stand between.
        let last = at - usize::from(at > turn.from && is_degree(&self.words[at - 1].text));
        let object = last > turn.from && self.words[last - 1].text.ends_with(['을', '를', '도', '만']);
        let manner = if titled_talk {
            Manner::Floor
        } else if classes.has(Classes::REPORTED) && (reported_clause || quoted) || classes.has(Classes::ANY) && object {
            Manner::Reported
        } else if classes.has(Classes::FLOOR) && object {
            Manner::Floor
        } else {
            return;
        };
        let Some(source) = turn.source.clone().or_else(|| self.last.clone().filter(|_| reported_clause || quoted))
        else {
            return;
        };
        if manner == Manner::Floor && matches!(&source.who, Who::Named(naming) if naming.sort == Sort::Organisation) {
            return;
        }
        let content = match manner {
            Manner::Floor | Manner::Verbatim => Vec::new(),
            Manner::Reported if quoted && !reported_clause => {
                turn.quoted.iter().map(|number| self.quotes[*number].span.clone()).collect()
            }
            Manner::Reported => self.content(turn.from, at),
        };
        self.claims.push(claim(source, Some(word.span.clone()), content, manner));
        turn.quoted.clear();
        turn.spent = true;
        turn.from = at + 1;
    }

    /// The classes of the verb that a word is a form of: those of the longest stem it begins with.
    fn verb_classes(&self, word: &str) -> Classes {
        let contracted = word.replace("하였", "했");
        let every = Classes::REPORTED.or(Classes::ANY).or(Classes::FLOOR).or(Classes::ADDRESS);
        let verbs = &self.phrases.tables.korean;
        let classes = verbs.at_start(&contracted, every).map_or_else(Classes::default, |stem| verbs.classes(stem));
        if classes == Classes::ADDRESS { Classes::default() } else { classes }
    }

    fn content(&self, from: usize, to: usize) -> Vec<Range<usize>> {
        let stretch = (from < to).then(|| self.words[from].span.start..self.words[to - 1].span.end);
        stretch.into_iter().collect()
    }

    /// "축사를 했다", also "축사를," where the verb comes later.
    fn address(&mut self, at: usize, range: &Range<usize>, turn: &mut Turn) {
        let word = &self.words[at];
        let Some(noun) = word.text.strip_suffix(['을', '를']) else { return };
        let is_address = self.phrases.tables.korean.classes(noun).has(Classes::ADDRESS);
        let taken = word.comma
            || self.words.get(at + 1).filter(|_| at + 1 < range.end).is_some_and(|next| {
                ["했", "하였", "한", "전했", "맡았", "진행했", "펼쳤", "통해"]
                    .iter()
                    .any(|verb| next.text.starts_with(verb))
                    && !next.text.starts_with("통해")
            });
        let Some(source) = turn.source.clone().filter(|_| is_address && taken) else { return };
        self.claims.push(claim(source, Some(word.span.clone()), Vec::new(), Manner::Floor));
        turn.spent = true;
    }

    /// Quotations with a quotative particle are speech whatever verb follows ("…”며 웃었다").
    fn flush(&mut self, turn: &mut Turn, at: usize) {
        if turn.quoted.is_empty() {
            return;
        }
        let Some(source) = turn.source.clone().or_else(|| self.last.clone()) else { return };
        let content = turn.quoted.iter().map(|number| self.quotes[*number].span.clone()).collect();
        let cue = at.checked_sub(1).map(|last| self.words[last].span.clone());
        self.claims.push(claim(source, cue, content, Manner::Reported));
        turn.quoted.clear();
        turn.spent = true;
    }
}

fn claim(source: Source, cue: Option<Range<usize>>, content: Vec<Range<usize>>, manner: Manner) -> Claim {
    Claim { source, cue, content, manner, relay: None }
}

/// Whether a word is an adverb that stands between an object and its verb of saying.
fn is_degree(word: &str) -> bool {
    ["높이", "거듭", "다시", "강력히", "강하게", "강력하게", "적극", "크게", "공식", "직접"].contains(&word)
}

/// Whether what follows a quotation makes it speech: 라고, 고, 며, 면서, 라는.
fn is_quotative(word: &str) -> bool {
    ["라고", "이라고", "고", "며", "이라며", "라며", "면서", "라면서", "이라면서", "하고", "라는", "이라는", "라"]
        .iter()
        .any(|particle| word.starts_with(particle))
}

/// Whether a word ends a reported clause: …다고, …자고, …라며, …다는.
fn is_reported(word: &Word) -> bool {
    !word.glued
        && [
            "다고",
            "라고",
            "자고",
            "냐고",
            "다며",
            "라며",
            "자며",
            "다면서",
            "라면서",
            "려고도",
            "달라고",
            "다는",
            "라는",
            "자는",
            "냐는",
            "다고도",
            "라고도",
            "다고만",
        ]
        .iter()
        .any(|ending| word.text.ends_with(ending) && word.text.len() > ending.len())
}

#[cfg(test)]
mod tests {
    //! Properties: names before and after their affiliation, foreign names in several words, names in
    //! brackets; quotations, reported clauses, objects and addresses are claims of the nearest source;
    //! acts are none.
    use super::super::quote;
    use super::*;

    fn told(text: &str) -> Vec<(String, Manner)> {
        let reading = read(text, &quote::find(text, false), Tables::built_in());
        let name = |claim: &Claim| match &claim.source.who {
            Who::Named(naming) => naming.name.clone(),
            other => format!("{other:?}").split([' ', '(']).next().unwrap_or_default().to_owned(),
        };
        reading.claims.iter().map(|claim| (name(claim), claim.manner)).collect()
    }

    #[test]
    fn sources_speak() {
        use Manner::{Floor, Reported};
        for (text, want) in [
            ("홍길동 회장은 “바다가 길이다”라고 말했다.", &[("홍길동", Reported)][..]),
            ("동해교역협회의 홍길동 회장은 길이 열린다고 밝혔다.", &[("홍길동", Reported)]),
            ("홍길동 동해대 해운학과 교수는 배가 모자란다고 지적했다.", &[("홍길동", Reported)]),
            ("마르코 로시 남해무역 사장은 “좋다”며 웃었다.", &[("마르코 로시", Reported)]),
            ("홍 회장은 협력을 제안했다. 그는 길이 열린다고 덧붙였다.", &[("홍", Reported), ("홍", Reported)]),
            ("홍길동 장관은 축사를 했다.", &[("홍길동", Floor)]),
            ("한 무역업체 관계자는 “어렵다”고 했다.", &[("Described", Reported)]),
            ("동해통계청에 따르면 수출이 늘었다.", &[("동해통계청", Reported)]),
            ("홍길동 회장은 협정에 서명했다.", &[]),
            ("홍길동 당시 외교부 장관은 길이 열린다고 말했다.", &[("홍길동", Reported)]),
            ("홍길동 전 장관은 길이 열린다고 말했다.", &[("홍길동", Reported)]),
            ("통계에 따르면 홍 회장은 길이 열린다고 말했다.", &[("홍", Reported)]),
            ("이어 단상에 선 홍 회장은 길이 열린다고 말했다.", &[("홍", Reported)]),
            ("홍길동 대통령과 아카기 다케루 일본 총리가 만났다고 말했다.", &[("아카기 다케루", Reported)]),
            ("홍길동 회장은 용기를 높이 평가했다.", &[("홍길동", Reported)]),
            ("동해통신은 홍길동 총리가 온다고 보도했다.", &[("동해통신", Reported)]),
            ("홍길동 주베트남 대사는 길이 열린다고 말했다.", &[("홍길동", Reported)]),
            ("기자: 홍길동 장관은 온다고 밝혔는데요?", &[]),
            ("홍길동 회장: 길이 열립니다. 모두에게요.", &[("홍길동", Manner::Verbatim)]),
            ("한 대통령은 길이 열린다고 말했다.", &[("Perhaps", Reported)]),
        ] {
            let want: Vec<_> = want.iter().map(|(name, manner)| ((*name).to_owned(), *manner)).collect();
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn heads_in_brackets_are_named() {
        let text = "동해교역협회(회장 홍길동)는 모임을 열었다.";
        let head = read(text, &[], Tables::built_in())
            .namings
            .into_iter()
            .find(|naming| naming.name == "홍길동")
            .expect("named");
        assert_eq!((head.role.as_deref(), head.affiliation.as_deref()), (Some("회장"), Some("동해교역협회")));
    }
}
