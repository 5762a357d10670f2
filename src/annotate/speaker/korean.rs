//! Reads a paragraph of Korean: who is named, and who is said to have said what.
//!
//! A source is a noun phrase that ends in an office, a pronoun, an organisation or an unnamed
//! person with a topic or subject particle ("김 회장은"). It keeps the word until the next one; a
//! quotation with a quotative particle ("…”라고"), a reported clause before a verb of saying
//! ("…겠다고 밝혔다"), an object of one ("…를 제안했다") or an address ("축사를 했다") is its claim.
//!
//! # Limits
//! A foreign name before a company whose name shows no sign of one cannot be told from it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::claim::{Claim, Manner, Naming, Pronoun, Reading, Sort, Source, Who};
use super::offices::{self, Language};
use super::quote::Quote;

static VERBS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../data/speech_ko.txt")).collect());
static NOUNS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../data/speech_nouns_ko.txt")).collect());

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// A word between blanks, or a quotation.
#[derive(Debug, Clone)]
struct Word {
    /// Without what stands in brackets and without marks at the end.
    text: String,
    span: Range<usize>,
    /// What stood in brackets.
    brackets: Option<Range<usize>>,
    /// Which quotation it is.
    quote: Option<usize>,
    /// Follows a quotation without a blank.
    glued: bool,
    /// Ends with a comma; ends with a full stop.
    comma: bool,
    stop: bool,
}

/// Reads one paragraph.
pub(super) fn read(text: &str, quotes: &[Quote]) -> Reading {
    let words = words(text, quotes);
    let namings = namings(text, &words);
    let mut reader = Reader { text, quotes, words: &words, claims: Vec::new(), last: None };
    let mut start = 0;
    for at in 0..words.len() {
        if ends_sentence(text, quotes, &words, at) {
            reader.sentence(start..at + 1);
            start = at + 1;
        }
    }
    reader.sentence(start..words.len());
    Reading { namings, claims: reader.claims }
}

/// Cuts a paragraph into words and quotations.
fn words(text: &str, quotes: &[Quote]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    for (number, quote) in quotes.iter().enumerate() {
        plain_words(text, at..quote.span.start, false, &mut words);
        words.push(Word {
            text: String::new(),
            span: quote.span.clone(),
            brackets: None,
            quote: Some(number),
            glued: false,
            comma: false,
            stop: false,
        });
        at = quote.span.end;
    }
    plain_words(text, at..text.len(), !quotes.is_empty(), &mut words);
    for index in 1..words.len() {
        words[index].glued = words[index - 1].quote.is_some() && words[index].span.start == words[index - 1].span.end;
    }
    words
}

fn plain_words(text: &str, part: Range<usize>, _after_quote: bool, words: &mut Vec<Word>) {
    let mut word: Option<Word> = None;
    let mut depth = 0usize;
    let mut opened = 0;
    for (offset, c) in text[part.clone()].char_indices() {
        let at = part.start + offset;
        let end = at + c.len_utf8();
        match c {
            '(' | '（' if depth == 0 => {
                depth = 1;
                opened = end;
            }
            '(' | '（' => depth += 1,
            ')' | '）' if depth > 0 => {
                depth -= 1;
                if let Some(word) = word.as_mut().filter(|_| depth == 0) {
                    word.brackets = Some(opened..at);
                    word.span.end = end;
                }
            }
            _ if depth > 0 => {}
            c if c.is_whitespace() => words.extend(word.take().map(finished)),
            c => {
                let word = word.get_or_insert_with(|| Word {
                    text: String::new(),
                    span: at..end,
                    brackets: None,
                    quote: None,
                    glued: false,
                    comma: false,
                    stop: false,
                });
                word.text.push(c);
                word.span.end = end;
            }
        }
    }
    words.extend(word.map(finished));
}

fn finished(mut word: Word) -> Word {
    word.comma = word.text.ends_with([',', '·', ';']);
    word.stop = word.text.ends_with(['.', '?', '!']);
    let bare = word.text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    word.text = bare;
    word
}

fn ends_sentence(text: &str, quotes: &[Quote], words: &[Word], at: usize) -> bool {
    let next_glued = words.get(at + 1).is_some_and(|next| next.glued);
    match words[at].quote {
        Some(number) => !next_glued && text[quotes[number].inner.clone()].trim_end().ends_with(['.', '?', '!', '…']),
        None => words[at].stop,
    }
}

/// Every person named with an office, and the heads of organisations in brackets: `협회(회장 홍길동)`.
fn namings(text: &str, words: &[Word]) -> Vec<Naming> {
    let mut namings = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(Source { who: Who::Named(naming), .. }) = phrase(text, words, at, 0) {
            namings.push(naming);
        }
        if let Some(inside) = &word.brackets {
            let mut parts = text[inside.clone()].split([' ', ',', '·']).filter(|part| !part.is_empty());
            if let (Some(office), Some(name)) = (parts.next(), parts.next()) {
                let organisation = word.text.strip_suffix(particle(&word.text).unwrap_or("")).unwrap_or(&word.text);
                if offices::is_title(office) && offices::has_surname(name) {
                    namings.push(person(inside.clone(), name, Some(office.to_owned()), Some(organisation.to_owned())));
                }
            }
        }
    }
    namings
}

fn person(span: Range<usize>, name: &str, role: Option<String>, affiliation: Option<String>) -> Naming {
    Naming { span, name: name.to_owned(), sort: Sort::Person, gender: None, role, affiliation, alias: None }
}

/// Particles that mark a topic or subject, longest first; then others that a name may carry.
const SUBJECT: [&str; 8] = ["께서는", "에서는", "은", "는", "이", "가", "도", "께서"];
const OTHER: [&str; 16] =
    ["에게는", "에게", "으로", "에서", "에", "의", "을", "를", "과", "와", "로", "등", "까지", "부터", "이라고", "만"];

fn particle(word: &str) -> Option<&'static str> {
    SUBJECT.iter().chain(&OTHER).find(|particle| word.len() > particle.len() && word.ends_with(**particle)).copied()
}

/// The noun of a word, without its particle.
fn stem(word: &str) -> &str {
    particle(word).and_then(|particle| word.strip_suffix(particle)).unwrap_or(word)
}

fn noun_sort(word: &str) -> Option<&'static str> {
    let sort = NOUNS.get(word).copied();
    sort.or_else(|| {
        word.char_indices().skip(1).map(|(at, _)| &word[at..]).find_map(|end| {
            let long_enough = end.chars().count() > 1 || word.chars().count() > 2;
            NOUNS.get(end).copied().filter(|sort| long_enough && *sort != "country")
        })
    })
}

fn is_organisation(word: &str) -> bool {
    noun_sort(word) == Some("organisation") || NOUNS.get(word) == Some(&"country")
}

/// The source that ends with the word at `at`, whatever its particle.
fn phrase(text: &str, words: &[Word], at: usize, start: usize) -> Option<Source> {
    let word = &words[at];
    if word.quote.is_some() || word.glued || word.text.is_empty() {
        return None;
    }
    // "대표" and "부대표" keep their last syllable though it could be a particle.
    let noun = if offices::is_title(&word.text) { &word.text } else { stem(&word.text) };
    if let Some(title) = offices::title_at_end(noun, Language::Korean) {
        return titled(text, words, at, start, noun, title);
    }
    if matches!(noun, "그" | "그녀") && word.text != noun {
        let span = word.span.clone();
        return Some(Source { span, who: Who::Pronoun(Pronoun::Person) });
    }
    match noun_sort(noun) {
        Some("unnamed") => {
            let first = describing_words(words, at, start);
            let span = words[first].span.start..word.span.start + noun.len().min(word.span.len());
            Some(Source { span, who: Who::Described { head: noun.to_owned(), definite: false } })
        }
        Some("organisation") if noun.chars().count() >= 3 && word.text != noun => {
            Some(organisation(text, words, at, start, noun))
        }
        _ => None,
    }
}

fn organisation(text: &str, words: &[Word], at: usize, start: usize, noun: &str) -> Source {
    let led = at > start && NOUNS.get(words[at - 1].text.as_str()) == Some(&"country") && !words[at - 1].comma;
    let first = at - usize::from(led);
    let span = words[first].span.start..words[at].span.start + noun.len();
    let name = if led { format!("{} {noun}", words[first].text) } else { noun.to_owned() };
    let span = if text.is_char_boundary(span.end) { span } else { words[at].span.clone() };
    let naming = Naming {
        span: span.clone(),
        name,
        sort: Sort::Organisation,
        gender: None,
        role: None,
        affiliation: None,
        alias: None,
    };
    Source { span, who: Who::Named(naming) }
}

/// The words before a noun that describe it: "참가 기업의 한".
fn describing_words(words: &[Word], at: usize, start: usize) -> usize {
    let mut first = at;
    while first > start && at - first < 4 {
        let before = &words[first - 1];
        if before.quote.is_some()
            || before.comma
            || before.stop
            || SUBJECT[..4].iter().any(|p| before.text.ends_with(p)) && before.text != "한"
        {
            break;
        }
        first -= 1;
    }
    first
}

/// A phrase that ends in an office: finds the name and the affiliation among the words before it.
fn titled(text: &str, words: &[Word], at: usize, start: usize, noun: &str, title: &str) -> Option<Source> {
    let (first, affiliation) = titled_words(words, at, start);
    let before: Vec<&Word> = words[first..at].iter().collect();
    let unnamed = before.iter().any(|word| word.text == "한")
        || at > 0
            && words[..at]
                .iter()
                .rev()
                .take(3)
                .any(|word| word.text == "한" && word.span.end <= words[first].span.start);
    let end = words[at].span.start + noun.len();
    let end = if text.is_char_boundary(end) { end } else { words[at].span.end };
    let span = words[first].span.start..end;
    let prefix = noun.strip_suffix(title).unwrap_or("");
    let glued_surname = prefix.chars().count() == 1 && offices::has_surname(prefix) && before.is_empty();
    let name: Option<(Range<usize>, bool)> = if unnamed { None } else { name_among(&before, title) };
    let named = |name: String, affiliation: Option<String>| {
        let role = if glued_surname { title } else { noun };
        Who::Named(person(span.clone(), &name, Some(role.to_owned()), affiliation))
    };
    let who = match name {
        Some((range, _)) => {
            let join = |words: &[&Word]| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            let own: Vec<&Word> = before[..range.start].iter().chain(&before[range.end..]).copied().collect();
            let own = (!own.is_empty()).then(|| join(&own));
            named(join(&before[range]), own.or(affiliation))
        }
        None if glued_surname => named(prefix.to_owned(), affiliation),
        None => Who::Described { head: title.to_owned(), definite: !unnamed && before.is_empty() },
    };
    Some(Source { span, who })
}

/// The first of the words that can belong to a titled phrase, and the affiliation in the genitive before them.
fn titled_words(words: &[Word], at: usize, start: usize) -> (usize, Option<String>) {
    let mut first = at;
    while first > start && at - first < 6 {
        let before = &words[first - 1];
        let adjacent = first == at;
        if before.quote.is_some() || before.comma || before.stop || before.glued || before.text.is_empty() {
            break;
        }
        let korean_name = adjacent && is_korean_name(&before.text) && before.text.chars().count() == 3;
        if !korean_name {
            if let Some(genitive) = before.text.strip_suffix('의').filter(|owner| owner.chars().count() > 1) {
                return (first, Some(genitive.to_owned()));
            }
            // "고타로 사무국장": a foreign name may end like a word with a particle.
            let foreign_name = at - first <= 1
                && before.text.chars().count() >= 3
                && before.text.chars().any(|c| FOREIGN.contains(c))
                && !before.text.ends_with("에서");
            if ends_phrase(&before.text) && !foreign_name {
                break;
            }
        }
        first -= 1;
    }
    (first, None)
}

/// Whether a word's ending shows that it belongs to what comes before: a particle, a relative or connective form.
fn ends_phrase(word: &str) -> bool {
    const ENDINGS: [&str; 31] = [
        "은", "는", "을", "를", "에", "에서", "로", "으로", "와", "과", "도", "며", "면서", "고", "서", "해", "한",
        "된", "인", "던", "한테", "에게", "부터", "까지", "이어", "위해", "선", "른", "라는", "맡은", "들",
    ];
    let short = word.chars().count() < 2;
    !short && !is_organisation(word) && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Syllables that foreign names have and Korean given names have not.
const FOREIGN: &str = "코타토츠쓰카키케테티치파피포푸프드트스즈르레네니누루로메베브버쩐응옌엠샤쑤쉬츄챠";

fn is_korean_name(word: &str) -> bool {
    let count = word.chars().count();
    (2..=4).contains(&count)
        && offices::has_surname(word)
        && word.chars().all(|c| matches!(c, '가'..='힣') && !FOREIGN.contains(c))
}

/// "산둥성": a region belongs to the office that follows.
fn is_region(word: &str) -> bool {
    word.chars().count() >= 3 && word.ends_with(['성', '시', '도', '현', '주'])
}

/// Which of the words before an office are the name; the flag tells that it leads ("홍길동 동해대 교수").
fn name_among(before: &[&Word], title: &str) -> Option<(Range<usize>, bool)> {
    let count = before.len();
    let last = before.last()?;
    let department =
        ["국장", "과장", "부장", "실장", "처장", "팀장", "소장", "원장"].iter().any(|end| title.ends_with(end));
    let organisation =
        |word: &Word| is_organisation(&word.text) || word.text.chars().any(|c| c.is_ascii_alphanumeric());
    if organisation(last) {
        let lead = before
            .iter()
            .enumerate()
            .take_while(|(at, word)| !organisation(word) && (*at == 0 || !is_region(&word.text)))
            .count();
        if lead > 0 {
            return (lead <= 4).then_some((0..lead, true));
        }
        let name = is_korean_name(&last.text) && last.text.chars().count() == 3 && !(department && count > 1);
        return name.then_some((count - 1..count, false));
    }
    // A Korean name leads, its affiliation follows: only where the first word is one and the last is none.
    if is_korean_name(&last.text) || count == 1 {
        let foreign = count > 1 && !organisation(before[count - 2]) && !is_korean_name(&last.text);
        if !foreign {
            // "드미트리 안": a short last word belongs to the one before it.
            let joins = last.text.chars().count() == 1 && count > 1 && !organisation(before[count - 2]);
            return Some((count - 1 - usize::from(joins)..count, false));
        }
    }
    if is_korean_name(&before[0].text)
        && before[0].text.chars().count() == 3
        && count > 1
        && before[1..].iter().any(|word| organisation(word))
    {
        return Some((0..1, true));
    }
    let run = before.iter().rev().take_while(|word| !organisation(word)).count().min(4);
    Some((count - run..count, false))
}

struct Reader<'t> {
    text: &'t str,
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

impl Reader<'_> {
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
            .is_some_and(|next| verb_class(&next.text).is_some_and(|class| class.contains("reported")))
    }

    /// A source as topic or subject. Inside what is reported only a new titled person or pronoun counts.
    fn subject(&self, at: usize, start: usize, turn: &Turn) -> Option<Source> {
        let word = &self.words[at];
        let particle =
            SUBJECT.iter().find(|particle| word.text.ends_with(**particle) && word.text.len() > particle.len())?;
        let source = phrase(self.text, self.words, at, start)?;
        if offices::is_title(&word.text) {
            return None;
        }
        let topic = particle.ends_with('는') || particle.ends_with('은');
        let opens = turn.source.is_none() || turn.spent;
        let counts = match &source.who {
            Who::Named(naming) if naming.sort == Sort::Organisation => topic && opens,
            Who::Described { .. } => topic && (opens || !turn.quoted.is_empty()),
            _ => topic || opens || *particle == "이" || *particle == "가" || *particle == "도",
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
        let Some(source) = author.or_else(|| phrase(self.text, self.words, at, range.start)) else { return false };
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
        phrase(self.text, self.words, at, start).filter(|source| subject && matches!(source.who, Who::Named(_)))
    }

    fn predicate(&mut self, at: usize, range: &Range<usize>, turn: &mut Turn) {
        let word = &self.words[at];
        let Some(classes) = verb_class(&word.text) else {
            self.address(at, range, turn);
            return;
        };
        if word.glued {
            return;
        }
        let reported_clause = (turn.from..at).rev().take(3).any(|before| is_reported(&self.words[before]));
        let quoted = !turn.quoted.is_empty();
        let titled_talk = classes.contains("floor")
            && !reported_clause
            && !quoted
            && (turn.from..at).any(|before| {
                ["주제로", "제목으로", "대해", "관해"].iter().any(|sign| self.words[before].text.ends_with(sign))
            });
        let object = at > turn.from && self.words[at - 1].text.ends_with(['을', '를', '도', '만']);
        let manner = if titled_talk {
            Manner::Floor
        } else if classes.contains("reported") && (reported_clause || quoted) || classes.contains("any") && object {
            Manner::Reported
        } else if classes.contains("floor") && object {
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
            Manner::Floor => Vec::new(),
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

    fn content(&self, from: usize, to: usize) -> Vec<Range<usize>> {
        let stretch = (from < to).then(|| self.words[from].span.start..self.words[to - 1].span.end);
        stretch.into_iter().collect()
    }

    /// "축사를 했다", also "축사를," where the verb comes later.
    fn address(&mut self, at: usize, range: &Range<usize>, turn: &mut Turn) {
        let word = &self.words[at];
        let Some(noun) = word.text.strip_suffix(['을', '를']) else { return };
        let is_address = VERBS.get(noun).is_some_and(|classes| classes.contains("address"));
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

/// The classes of the verb that a word is a form of: the longest stem it begins with.
fn verb_class(word: &str) -> Option<&'static str> {
    let contracted = word.replace("하였", "했");
    contracted
        .char_indices()
        .map(|(at, c)| &contracted[..at + c.len_utf8()])
        .take(6)
        .filter_map(|stem| VERBS.get(stem))
        .last()
        .copied()
        .filter(|classes| *classes != "address")
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
        let reading = read(text, &quote::find(text, false));
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
        ] {
            let want: Vec<_> = want.iter().map(|(name, manner)| ((*name).to_owned(), *manner)).collect();
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn heads_in_brackets_are_named() {
        let text = "동해교역협회(회장 홍길동)는 모임을 열었다.";
        let head = read(text, &[]).namings.into_iter().find(|naming| naming.name == "홍길동").expect("named");
        assert_eq!((head.role.as_deref(), head.affiliation.as_deref()), (Some("회장"), Some("동해교역협회")));
    }

    #[test]
    fn tables_are_sorted() {
        for table in [include_str!("../data/speech_ko.txt"), include_str!("../data/speech_nouns_ko.txt")] {
            let keys: Vec<_> = rows(table).map(|(key, _)| key).collect();
            assert!(keys.is_sorted_by(|a, b| a < b));
        }
    }
}
