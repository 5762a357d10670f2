//! Reads a paragraph of Japanese: who is named, and who is said to have said what.
//!
//! A source is a topic: *affiliation の name office は* ("東商会の山田太郎会長は"), a family name with an
//! office, 同氏 or 彼, an organisation, or somebody unnamed. It keeps the word until the next topic of
//! that kind; what ends in と, よう, を and the like before a verb of saying, a quotation before one,
//! an address ("講演した"), or "によると" is its claim.
//!
//! # Limits
//! Names end where their office begins; where they begin is told by の, marks and the change of script.

use std::ops::Range;

use super::Tables;
use super::claim::{Claim, Manner, Naming, Pronoun, Reading, Sort, Source, Who};
use super::quote::Quote;
use super::vocabulary::Classes;
use crate::annotate::lexicon::{Language, Tags, is_honorific};

/// Reads one paragraph.
pub(super) fn read(text: &str, quotes: &[Quote], tables: &Tables) -> Reading {
    let outside = blanked(text, quotes);
    let mut reader = Reader {
        text,
        tables,
        outside: &outside,
        quotes,
        used: vec![false; quotes.len()],
        reading: Reading::default(),
        last: None,
    };
    let mut start = 0;
    for (at, c) in outside.char_indices() {
        if matches!(c, '。' | '！' | '？') {
            reader.sentence(start..at);
            start = at + c.len_utf8();
        }
    }
    reader.sentence(start..text.len());
    reader.follow_on();
    reader.reading
}

/// What fills a quotation or a bracket, so that its words are no words of the sentence around it;
/// a byte for a byte, so that places stay the same. Neither a text nor a word of a table holds a tab: what is found
/// never begins or ends inside of what is blanked, where places would be amid the characters of the text.
const BLANK: char = '\t';

fn blanked(text: &str, quotes: &[Quote]) -> String {
    let mut blanked: Vec<u8> = text.as_bytes().to_vec();
    for quote in quotes {
        blanked[quote.span.clone()].fill(BLANK as u8);
    }
    let mut out = String::from_utf8(blanked).unwrap_or_else(|_| text.to_owned());
    while let Some(open) = out.find('（') {
        let Some(close) = out[open..].find('）').map(|at| open + at + '）'.len_utf8()) else { break };
        out.replace_range(open..close, &BLANK.to_string().repeat(close - open));
    }
    out
}

struct Reader<'t> {
    text: &'t str,
    tables: &'t Tables,
    /// The text with quotations and brackets blanked.
    outside: &'t str,
    quotes: &'t [Quote],
    used: Vec<bool>,
    reading: Reading,
    last: Option<Source>,
}

impl Reader<'_> {
    fn sentence(&mut self, span: Range<usize>) {
        self.named_in(&span);
        let mut source = None;
        let mut inverted = None;
        let mut from = span.start;
        let mut spent = true;
        let outside = self.outside;
        let sentence = &outside[span.clone()];
        for (offset, c) in sentence.char_indices() {
            let at = span.start + offset;
            if at < from {
                continue;
            }
            let rest = &outside[at..span.end];
            if c == 'に' && (rest.starts_with("によると") || rest.starts_with("によれば")) {
                if let Some(found) = self.source_before(at, span.start) {
                    let end = at + "によると".len();
                    let content = trimmed(self.text, end..span.end);
                    self.speak(&found, Some(at..end), content.into_iter().collect(), Manner::Reported);
                    (source, from, spent) = (Some(found), end, true);
                }
                continue;
            }
            if let Some(particle) = topic(rest) {
                if let Some(found) = self.source_before(at, span.start) {
                    let organisation = matches!(&found.who, Who::Named(naming) if naming.sort == Sort::Organisation);
                    let subject_only = particle == "が";
                    if source.is_none() || spent && !(organisation && subject_only) {
                        self.last = Some(found.clone());
                        inverted = self.quoted_to(found.span.start, span.start);
                        (source, from, spent) = (Some(found), at + particle.len(), false);
                    }
                }
                continue;
            }
            let speaker = source.clone().or_else(|| self.last.clone().filter(|_| self.quoted_before(at, span.start)));
            let Some(speaker) = speaker else { continue };
            // "「…」と山田氏は説明した": the quotation stands before its speaker.
            if let Some(quotation) = inverted.clone()
                && let Some(cue) = self.tables.japanese.at_start(rest, Classes::REPORTED)
            {
                inverted = None;
                self.speak(&speaker, Some(at..at + cue.len()), vec![quotation], Manner::Reported);
                (from, spent) = (at + cue.len(), true);
                continue;
            }
            if let Some((cue, manner)) = self.verb(at, from, &span) {
                let content = if manner == Manner::Floor { Vec::new() } else { self.content(from, at) };
                if manner == Manner::Floor || !content.is_empty() {
                    self.speak(&speaker, Some(at..at + cue), content, manner);
                    (from, spent) = (at + cue, true);
                }
            }
        }
        // "「…」と胸を張った": a quotation with と is speech whatever verb follows.
        let quoting = |quote: &Quote| {
            self.text[quote.span.end..].starts_with('と') && !self.text[quote.span.end..].starts_with("という")
        };
        let pending: Vec<usize> = (0..self.quotes.len())
            .filter(|number| {
                let quote = &self.quotes[*number];
                !self.used[*number]
                    && quote.span.start >= from
                    && quote.span.end <= span.end
                    && quoting(quote)
                    && self.is_speech(*number)
            })
            .collect();
        if let (Some(source), false) = (source, pending.is_empty()) {
            let content = pending.iter().map(|number| self.quotes[*number].span.clone()).collect();
            pending.iter().for_each(|number| self.used[*number] = true);
            self.speak(&source, None, content, Manner::Reported);
        }
    }

    /// The quotation with と that ends where a source begins.
    fn quoted_to(&mut self, at: usize, start: usize) -> Option<Range<usize>> {
        let end = at - self.outside[start..at].strip_suffix('と').map(|_| 'と'.len_utf8())?;
        let number = self.quotes.iter().position(|quote| quote.span.end == end)?;
        self.used[number] = true;
        Some(self.quotes[number].span.clone())
    }

    /// Keeps every person of a sentence who is named with an office, whether a source or not.
    fn named_in(&mut self, span: &Range<usize>) {
        let outside = self.outside;
        let mut from = span.start;
        for (offset, _) in outside[span.clone()].char_indices() {
            let at = span.start + offset;
            if at < from {
                continue;
            }
            let Some(title) = self.tables.names.title_at_start(&outside[at..span.end], Language::Japanese) else {
                continue;
            };
            let end = at + title.len();
            from = end;
            // "首相官邸": an office inside a longer word names nobody.
            if outside[span.start..at].ends_with(is_name_character) && !outside[end..].starts_with(is_name_character) {
                self.titled(span.start, &outside[span.start..at], title, end);
            }
        }
    }

    /// The length of a verb of saying that begins here with what it needs before it.
    fn verb(&self, at: usize, from: usize, span: &Range<usize>) -> Option<(usize, Manner)> {
        let rest = &self.outside[at..span.end];
        let before = &self.outside[from..at];
        if let Some(word) = self.tables.japanese.at_start(rest, Classes::REPORTED) {
            let quoting = ["と", "とも", "とし", "ように", "よう", "など", "とだけ", "って"]
                .iter()
                .any(|end| before.ends_with(end));
            let noun = word.ends_with('を')
                && rest[word.len()..]
                    .chars()
                    .take(6)
                    .any(|c| matches!(c, '示' | '述' | '表' | '語' | '口' | '寄' | '強'));
            let object = before.ends_with(['を', 'も'])
                && matches!(
                    word,
                    "呼びかけ"
                        | "呼び掛け"
                        | "求め"
                        | "訴え"
                        | "強調し"
                        | "指摘し"
                        | "提案し"
                        | "要請し"
                        | "表明し"
                        | "明らかにし"
                        | "約束し"
                        | "説明し"
                );
            let quoted = before.ends_with(BLANK) && !before.trim_matches(BLANK).is_empty() || before.ends_with(BLANK);
            if quoting || noun || object || quoted {
                return Some((word.len(), Manner::Reported));
            }
        }
        // "…とした。", "…という。"
        for ending in ["とした", "としている", "とする", "という", "との考え", "との見方"] {
            if rest.starts_with(ending) && rest.len() == ending.len() && from < at {
                return Some((ending.len(), Manner::Reported));
            }
        }
        let word = self.tables.japanese.at_start(rest, Classes::FLOOR)?;
        let taken =
            before.ends_with(['を', 'て', 'で', 'に', 'が', '、']) || before.is_empty() || before.ends_with("と題し");
        taken.then_some((word.len(), Manner::Floor))
    }

    fn quoted_before(&self, at: usize, start: usize) -> bool {
        self.quotes.iter().any(|quote| quote.span.start >= start && quote.span.end <= at)
    }

    /// The quotations of a stretch, or all of it where nothing in it is quoted or much is not.
    fn content(&mut self, from: usize, to: usize) -> Vec<Range<usize>> {
        let inside: Vec<usize> = (0..self.quotes.len())
            .filter(|number| self.quotes[*number].span.start >= from && self.quotes[*number].span.end <= to)
            .collect();
        let spoken: Vec<usize> = inside.iter().copied().filter(|number| self.is_speech(*number)).collect();
        for number in &inside {
            self.used[*number] = true;
        }
        if spoken.is_empty() {
            return trimmed(self.text, from..to).into_iter().collect();
        }
        spoken.into_iter().map(|number| self.quotes[number].span.clone()).collect()
    }

    /// A quotation that と or a verb follows is speech, one that の or a noun follows is a title.
    fn is_speech(&self, number: usize) -> bool {
        let after = &self.text[self.quotes[number].span.end..];
        !after.starts_with(['の', 'を', 'に', 'が', 'は', 'で']) && !after.starts_with("と題")
    }

    fn speak(&mut self, source: &Source, cue: Option<Range<usize>>, content: Vec<Range<usize>>, manner: Manner) {
        self.last = Some(source.clone());
        self.reading.claims.push(Claim { source: source.clone(), cue, content, manner, relay: None });
    }

    /// The source whose last character stands before `at`; names found are kept.
    fn source_before(&mut self, at: usize, start: usize) -> Option<Source> {
        let before = self.outside[start..at].trim_end_matches(BLANK);
        let before = before.strip_suffix("から").or_else(|| before.strip_suffix('ら')).unwrap_or(before);
        let end = start + before.len();
        for pronoun in ["同氏", "同社長", "同会長", "彼", "彼女"] {
            if before.ends_with(pronoun) {
                let near = self
                    .last
                    .as_ref()
                    .filter(|last| !matches!(&last.who, Who::Named(naming) if naming.sort == Sort::Organisation));
                let who = near.map_or(Who::Pronoun(Pronoun::Person), |last| last.who.clone());
                return Some(Source { span: end - pronoun.len()..end, who });
            }
        }
        if let Some(word) = self.tables.japanese.at_end(before, Classes::UNNAMED) {
            let own = &before[..before.len() - word.len()];
            // "東海重工の担当者": whose it is belongs to the description.
            let owner = own.strip_suffix('の').filter(|owner| phrase_start(owner) < owner.len());
            let first = owner.map_or_else(|| phrase_start(own), phrase_start);
            return Some(Source {
                span: start + first..end,
                who: Who::Described { head: word.to_owned(), tags: Tags::default(), definite: false },
            });
        }
        if let Some(title) = self.tables.names.title_at_end(before, Language::Japanese) {
            let name_end = before.len() - title.len();
            return self.titled(start, &before[..name_end], title, end);
        }
        self.tables.japanese.at_end(before, Classes::ORGANISATION)?;
        let first = phrase_start(before);
        let name = &before[first..];
        // "通信" by itself names nobody; "共同通信" does, whether or not the table has it whole.
        let rest = name.char_indices().nth(1).map_or("", |(second, _)| &name[second..]);
        let ends = self.tables.japanese.at_end(rest, Classes::ORGANISATION).is_some();
        let whole = ends && name.chars().count() >= 3;
        whole.then(|| Source {
            span: start + first..end,
            who: Who::Named(naming(start + first..end, name, Sort::Organisation, None, None)),
        })
    }

    /// A name before an office; its start is told by の, marks, or the change of script.
    fn titled(&mut self, start: usize, before: &str, title: &str, end: usize) -> Option<Source> {
        let before = before.trim_end_matches(BLANK);
        let first = phrase_start(before);
        let name = &before[first..];
        let span = start + first..end;
        if name.is_empty()
            || name.chars().count() > 14
            || self.tables.japanese.at_end(name, Classes::ORGANISATION).is_some_and(|word| word.chars().count() > 1)
            || !is_name(name)
        {
            return Some(Source {
                span,
                who: Who::Described { head: title.to_owned(), tags: Tags::default(), definite: false },
            });
        }
        let affiliation = before[..first]
            .strip_suffix('の')
            .map(|owner| owner[phrase_start(owner)..].to_owned())
            .filter(|owner| !owner.is_empty());
        let role = Some(title).filter(|title| !is_honorific(title));
        let found = naming(span.clone(), name, Sort::Person, role, affiliation);
        self.reading.namings.push(found.clone());
        Some(Source { span, who: Who::Named(found) })
    }

    /// Quotations that no verb led to, as in Chinese.
    fn follow_on(&mut self) {
        for (number, quote) in self.quotes.iter().enumerate() {
            let whole = self.text.trim_end().len() == quote.span.end || quote.open || quote.continues;
            if !self.used[number] && quote.span.start == 0 && whole && self.reading.claims.is_empty() {
                let source = Source { span: 0..0, who: Who::Carried };
                self.reading.claims.push(Claim {
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

/// Every person named with an office in a text without claims (headline, caption) and in paragraphs.
fn naming(span: Range<usize>, name: &str, sort: Sort, role: Option<&str>, affiliation: Option<String>) -> Naming {
    Naming { span, name: name.to_owned(), sort, gender: None, role: role.map(str::to_owned), affiliation, alias: None }
}

/// The particle that marks a source here: は, も, が after an office, からは.
fn topic(rest: &str) -> Option<&'static str> {
    ["からは", "は", "も", "が"].into_iter().find(|particle| rest.starts_with(particle))
}

/// Where the last phrase of a text begins: after の, a mark, a particle, or a verb's ending in Hiragana.
fn phrase_start(text: &str) -> usize {
    let mut start = text.len();
    let mut other_script = false;
    for (at, c) in text.char_indices().rev() {
        let hiragana = matches!(c, '\u{3041}'..='\u{3096}');
        let breaks = matches!(c, '、' | '。' | '，' | '「' | '」' | '　' | ' ' | BLANK | '／' | '：' | '＝')
            || c.is_ascii_punctuation();
        // Given names in Hiragana (さくら) are two or three characters that the office follows directly.
        let given_name = hiragana
            && !other_script
            && !matches!(c, 'の' | 'は' | 'を' | 'に' | 'で' | 'た' | 'る' | 'と' | 'が' | 'て');
        if breaks || hiragana && !given_name {
            break;
        }
        other_script |= !hiragana;
        start = at;
    }
    start
}

fn is_name_character(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{30a1}'..='\u{30ff}' | '々' | '＝')
}

/// Whether the characters are those of a name: Han, Katakana, or Han with Hiragana at its end.
fn is_name(name: &str) -> bool {
    let count = name.chars().count();
    let script = |c| is_name_character(c) || matches!(c, '\u{3041}'..='\u{3096}');
    count >= 1 && name.chars().all(script) && !name.starts_with(|c| matches!(c, '\u{3041}'..='\u{3096}'))
}

/// A stretch without marks at its ends and the と before the verb; `None` where nothing is left.
fn trimmed(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let part = &text[span.clone()];
    let left = part.trim_start_matches(['、', '，', ' ', '　']);
    let right = left.trim_end_matches(['、', 'と', ' ', '　', '。']);
    let start = span.start + part.len() - left.len();
    (!right.is_empty()).then(|| start..start + right.len())
}

#[cfg(test)]
mod tests {
    //! Properties: names with office and affiliation, 同氏, によると, organisations and unnamed sources
    //! speak; addresses take the floor; acts are none; places in the text stay right.
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
                _ => ("氏".to_owned(), claim.manner),
            })
            .collect()
    }

    #[test]
    fn sources_speak() {
        use Manner::{Floor, Reported};
        for (text, want) in [
            ("東海商工会の山田太郎会長は「海は道だ」と述べた。", &[("山田太郎", Reported)][..]),
            ("山田会長は船が足りないと指摘した。", &[("山田", Reported)]),
            ("山田会長によると、輸出は増えた。", &[("山田", Reported)]),
            ("北洋貿易のマルコ・ロッシ社長は「海と港」と題して講演した。", &[("マルコ・ロッシ", Floor)]),
            ("北洋貿易の担当者は「難しい」と話す。", &[("?", Reported)]),
            ("山田太郎会長は協定に署名した。", &[]),
            ("「海は道だ」と山田氏は説明した。", &[("山田", Reported)]),
            ("山田太郎官房長官は「海は道だ」と述べた。", &[("山田太郎", Reported)]),
            ("山田氏は増額も求めた。", &[("山田", Reported)]),
            ("東海ニュースは山田太郎会長が来ると報じた。", &[("東海ニュース", Reported)]),
            ("聯合ニュースは、山田太郎会長が来ると報じた。", &[("聯合ニュース", Reported)]),
        ] {
            let want: Vec<_> = want.iter().map(|(name, manner)| ((*name).to_owned(), *manner)).collect();
            assert_eq!(told(text), want, "{text}");
        }
    }
}
