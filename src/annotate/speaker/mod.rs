//! Says who speaks in each paragraph of an [`Article`], in which manner, with which words.
//!
//! Its place: an annotator, after `article`. A rule cascade, a file a stage:
//!
//! 1. `quote` finds the quotations, whatever their marks, also over paragraphs;
//! 2. a language (`english`, `korean`, `chinese`, `japanese`) reads each paragraph: who is named, and who is
//!    said to have said what (`claim`);
//! 3. `cast` gathers the figures of the article and tells whom each source means;
//! 4. this file puts the [`Speech`]es together: kind, content, relay.
//!
//! # Invariants
//! A row a paragraph. Spans lie in the paragraph's text. A speech has a name or a description.
//!
//! # Limits
//! The reporter's own questions in an interview and speeches inside quotations are not told.

mod cast;
mod chinese;
mod claim;
mod english;
mod japanese;
mod korean;
mod quote;
mod resolver;
mod speech;
mod vocabulary;

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Serialize;

pub use resolver::Against;
pub use speech::{Kind, Speech};

use crate::annotate::lexicon::{self, Names, Words};
use crate::annotate::speaker::cast::Cast;
use crate::annotate::speaker::claim::{Claim, Manner, Naming, Reading, Source, Who};
use crate::annotate::speaker::english::verb::{self, Verbs};
use crate::annotate::speaker::quote::Quote;
use crate::annotate::speaker::resolver::Resolver;
use crate::annotate::speaker::vocabulary::Vocabulary;
use crate::article::{Article, Paragraph, Reason};
use crate::span::CharIndex;
use crate::tables::{Added, Table, TableError};

/// The tables this annotator reads by, with a user's rows in them.
#[derive(Debug)]
pub struct Tables {
    words: Words,
    verbs: Verbs,
    names: Names,
    korean: Vocabulary,
    korean_nouns: Vocabulary,
    chinese: Vocabulary,
    japanese: Vocabulary,
}

/// The tables a user can add rows to.
pub static TABLES: &[&Table] = &[
    &lexicon::WORDS,
    &lexicon::TITLES,
    &lexicon::SURNAMES,
    &lexicon::SOUNDS,
    &verb::VERBS,
    &verb::FLOOR,
    &vocabulary::KOREAN,
    &vocabulary::KOREAN_NOUNS,
    &vocabulary::CHINESE,
    &vocabulary::JAPANESE,
];

impl Tables {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        Ok(Self {
            words: Words::new(added)?,
            verbs: Verbs::new(added)?,
            names: Names::new(added)?,
            korean: Vocabulary::new(&vocabulary::KOREAN, added)?,
            korean_nouns: Vocabulary::new(&vocabulary::KOREAN_NOUNS, added)?,
            chinese: Vocabulary::new(&vocabulary::CHINESE, added)?,
            japanese: Vocabulary::new(&vocabulary::JAPANESE, added)?,
        })
    }

    /// The tables as they ship.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Tables> =
            LazyLock::new(|| Tables::new(&Added::default()).expect("the built-in tables can be read"));
        &BUILT_IN
    }
}

/// What the whole article tells of its words before any paragraph is read.
#[derive(Debug, Default)]
struct Known {
    /// English words that occur in lower case.
    common: FxHashSet<String>,
    /// Chinese names whose ends are certain.
    names: FxHashSet<String>,
}

/// A speech whose speaker was told from a surname, title or pronoun, and whom else it could have meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResolvedMention {
    /// The paragraph, from 0.
    pub paragraph: usize,
    /// The speech in that paragraph, from 0.
    pub speech: usize,
    /// The words in the text.
    pub mention: String,
    /// The name they were taken for.
    pub chosen: String,
    /// The others, with what spoke against each.
    pub over: Vec<(String, Against)>,
}

/// Finds the speeches of an article, a row a paragraph.
#[must_use]
pub fn annotate(article: &Article, tables: &Tables) -> Vec<Vec<Speech>> {
    speeches(article, tables, None)
}

/// Tells of which speeches the speaker had to be chosen, and among whom.
#[must_use]
pub fn explain(article: &Article, tables: &Tables) -> Vec<ResolvedMention> {
    let mut considered = Vec::new();
    speeches(article, tables, Some(&mut considered));
    considered
}

fn speeches(article: &Article, tables: &Tables, mut considered: Option<&mut Vec<ResolvedMention>>) -> Vec<Vec<Speech>> {
    let mut known = Known::default();
    let mut carried = false;
    let mut quoted = Vec::with_capacity(article.paragraphs.len());
    for Paragraph { text, .. } in &article.paragraphs {
        let quotes = quote::find(text, carried);
        carried = quotes.last().is_some_and(|quote| quote.open);
        match script(text) {
            Script::Latin => english::common_words(text, &mut known.common),
            Script::Han => chinese::certain_names(text, &quotes, tables, &mut known.names),
            Script::Hangul | Script::Kana => {}
        }
        quoted.push(quotes);
    }
    let read: Vec<(Vec<Quote>, Reading)> = article
        .paragraphs
        .iter()
        .zip(quoted)
        .map(|(paragraph, quotes)| {
            let reading = read(&paragraph.text, &quotes, &known, tables);
            (quotes, reading)
        })
        .collect();
    let elsewhere = namings_elsewhere(article, &known, tables);
    let mut speeches = Vec::with_capacity(read.len());
    for chapter in chapters(&article.paragraphs) {
        let namings = read[chapter.clone()].iter().flat_map(|(_, reading)| reading.all_namings());
        let cast = Cast::new(namings.chain(&elsewhere));
        let considered = considered.as_deref_mut();
        let mut speaking = Speaking { cast: &cast, resolver: Resolver::new(&cast), last: None, considered };
        speeches.extend(chapter.map(|at| {
            let (quotes, reading) = &read[at];
            speaking.paragraph(at, &article.paragraphs[at].text, quotes, reading)
        }));
    }
    speeches
}

/// How long a text is whose figures are one cast. No article is longer; a book or a year of minutes is, and who is meant
/// by a name in it has been said not far before.
const CHAPTER_BYTES: usize = 200_000;

/// The paragraphs in stretches that have a cast each.
fn chapters(paragraphs: &[Paragraph]) -> Vec<Range<usize>> {
    let mut chapters: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        bytes += paragraph.text.len();
        match chapters.last_mut().filter(|_| bytes <= CHAPTER_BYTES) {
            Some(chapter) => chapter.end = at + 1,
            None => {
                chapters.push(at..at + 1);
                bytes = paragraph.text.len();
            }
        }
    }
    chapters
}

/// The writing system that decides how a paragraph is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Hangul,
    Han,
    Kana,
}

fn script(text: &str) -> Script {
    let (mut latin, mut hangul, mut han, mut kana) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' => latin += 1,
            '가'..='힣' => hangul += 1,
            '\u{3400}'..='\u{9fff}' => han += 1,
            '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => kana += 1,
            _ => {}
        }
    }
    // A Latin word takes some three letters where Hangul or Han take one.
    match (hangul * 3 > latin, (han + kana) * 3 > latin) {
        (true, _) if hangul > han => Script::Hangul,
        (_, true) if kana * 10 > han => Script::Kana,
        (_, true) => Script::Han,
        _ => Script::Latin,
    }
}

fn read(text: &str, quotes: &[Quote], known: &Known, tables: &Tables) -> Reading {
    match script(text) {
        Script::Hangul => korean::read(text, quotes, tables),
        Script::Han => chinese::read(text, quotes, tables, &known.names),
        Script::Kana => japanese::read(text, quotes, tables),
        Script::Latin => english::read(text, quotes, &known.common, tables),
    }
}

/// Who is named in the headline and in captions: their names may be fuller than those of the text.
fn namings_elsewhere(article: &Article, known: &Known, tables: &Tables) -> Vec<Naming> {
    let captions =
        article.dropped.iter().filter(|dropped| dropped.reason == Reason::Caption).map(|dropped| dropped.text.as_str());
    article
        .title
        .as_deref()
        .into_iter()
        .chain(captions)
        .flat_map(|text| read(text, &[], known, tables).namings)
        .collect()
}

/// Up to so many words a paragraph without speech is taken for a heading.
const SHORT: usize = 8;

/// The state of reading: who is in focus, and who spoke last.
struct Speaking<'c> {
    cast: &'c Cast,
    resolver: Resolver<'c>,
    /// The last speech of the paragraph before, if there was any.
    last: Option<Speech>,
    /// Where the choices are noted, if anybody asked.
    considered: Option<&'c mut Vec<ResolvedMention>>,
}

impl Speaking<'_> {
    fn paragraph(&mut self, paragraph: usize, text: &str, quotes: &[Quote], reading: &Reading) -> Vec<Speech> {
        let index = CharIndex::new(text);
        let mut speeches = Vec::new();
        let mut passed = reading.namings.iter().peekable();
        for claim in &reading.claims {
            while let Some(naming) = passed.next_if(|naming| naming.span.start < claim.source.span.start) {
                self.resolver.pass(naming, opens_sentence(text, naming));
            }
            let before = self.considered.is_some().then(|| self.resolver.clone());
            let Some(speech) = self.speech(text, &index, quotes, claim) else { continue };
            if let Some(before) = before {
                self.consider(&before, &claim.source, (paragraph, speeches.len()), &speech);
            }
            speeches.push(speech);
        }
        for naming in passed {
            self.resolver.pass(naming, opens_sentence(text, naming));
        }
        // A subheading or a caption does not end what a speaker began.
        if !speeches.is_empty() || text.split(' ').count() > SHORT {
            self.last = speeches.last().cloned();
        }
        speeches
    }

    /// Notes among whom the speaker of a speech was chosen; `before` is the state in which it was.
    fn consider(&mut self, before: &Resolver<'_>, source: &Source, place: (usize, usize), speech: &Speech) {
        let Some(name) = speech.name.clone().filter(|name| !speech.mention.contains(name)) else { return };
        let Some(chosen) = before.clone().speaker(source, &speech.mention) else { return };
        let rivals = before.rivals(source, chosen);
        let over = rivals.into_iter().map(|(index, against)| (self.cast.figure(index).name.clone(), against)).collect();
        let (paragraph, speech_at) = place;
        let mention = speech.mention.clone();
        if let Some(considered) = self.considered.as_mut() {
            considered.push(ResolvedMention { paragraph, speech: speech_at, mention, chosen: name, over });
        }
    }

    fn speech(&mut self, text: &str, index: &CharIndex, quotes: &[Quote], claim: &Claim) -> Option<Speech> {
        let content = merged(&claim.content);
        let kind = match claim.manner {
            Manner::Floor => Kind::Floor,
            Manner::Verbatim => Kind::Direct,
            Manner::Reported => kind(text, &content, quotes),
        };
        let spans = content.iter().map(|range| index.span(range.clone())).collect();
        if claim.source.who == Who::Carried {
            let last = self.last.clone()?;
            return Some(Speech { kind, content: spans, cue: None, relay: None, mention: String::new(), ..last });
        }
        let mention = text[claim.source.span.clone()].to_owned();
        let figure = self.resolver.speaker(&claim.source, &mention).map(|figure| self.cast.figure(figure));
        let (own_role, own_affiliation, own_name) = match &claim.source.who {
            Who::Named(naming) => (naming.role.clone(), naming.affiliation.clone(), Some(naming.name.clone())),
            _ => (None, None, None),
        };
        let name = figure.map(|figure| figure.name.clone()).or(own_name);
        Some(Speech {
            description: name.is_none().then(|| mention.clone()),
            role: own_role.or_else(|| figure.and_then(|figure| figure.role.clone())),
            affiliation: own_affiliation.or_else(|| figure.and_then(|figure| figure.affiliation.clone())),
            name,
            mention,
            kind,
            content: spans,
            cue: claim.cue.clone().map(|cue| index.span(cue)),
            relay: claim.relay.clone(),
        })
    }
}

/// Whether a naming stands where a sentence begins.
fn opens_sentence(text: &str, naming: &Naming) -> bool {
    let before = text[..naming.span.start].trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?', '”', '"'])
}

/// Content in order, without overlaps.
fn merged(content: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut sorted: Vec<Range<usize>> = content.iter().filter(|range| range.start < range.end).cloned().collect();
    sorted.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Nine letters of ten in quotation marks are direct speech, a quoted fragment makes it mixed.
fn kind(text: &str, content: &[Range<usize>], quotes: &[Quote]) -> Kind {
    let letters =
        |range: Range<usize>| text.get(range).map_or(0, |part| part.chars().filter(|c| c.is_alphanumeric()).count());
    let all: usize = content.iter().map(|range| letters(range.clone())).sum();
    let quoted: usize = content
        .iter()
        .flat_map(|range| {
            quotes.iter().map(move |quote| quote.span.start.max(range.start)..quote.span.end.min(range.end))
        })
        .filter(|range| range.start < range.end)
        .map(letters)
        .sum();
    match quoted * 10 {
        0 => Kind::Indirect,
        most if most >= all * 9 => Kind::Direct,
        _ => Kind::Mixed,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a row a paragraph; kinds follow the share of quoted letters; a quotation goes on
    //! over paragraphs; the fullest name is given; a relay is kept; a speech has a name or a
    //! description, and its spans lie in the text, whatever the text and a user's rows are; a phrase
    //! may be as long as a line; a monotonous text takes time by its length.
    use std::time::{Duration, Instant};

    use super::*;
    use crate::article::Paragraph;
    use crate::corpus::Document;

    fn article(paragraphs: &[&str]) -> Article {
        let paragraphs =
            paragraphs.iter().map(|text| Paragraph { line: 1, place: None, text: (*text).to_owned() }).collect();
        Article { paragraphs, ..Article::default() }
    }

    fn told(paragraphs: &[&str]) -> Vec<Vec<(Option<String>, Kind)>> {
        let speeches = annotate(&article(paragraphs), Tables::built_in());
        speeches.into_iter().map(|row| row.into_iter().map(|speech| (speech.name, speech.kind)).collect()).collect()
    }

    #[test]
    fn kinds_and_names() {
        let ann = || Some("Ann Lee".to_owned());
        assert_eq!(
            told(&[
                "Ann Lee, head of the Port League, said the port is open.",
                "“It is open to all,” Lee said. “It will",
                "“remain open.”",
                "She called it “open” in a talk.",
                "Nobody spoke here, and the rest of the day was spent on a tour.",
            ]),
            [
                vec![(ann(), Kind::Indirect)],
                vec![(ann(), Kind::Direct)],
                vec![(ann(), Kind::Direct)],
                vec![(ann(), Kind::Mixed)],
                vec![],
            ]
        );
    }

    #[test]
    fn a_book_has_a_cast_a_chapter() {
        let between = "The pier was dry and its planks were new. ".repeat(40);
        for (bytes, name) in [(CHAPTER_BYTES / 2, "Ann Lee"), (CHAPTER_BYTES * 2, "Lee")] {
            let mut paragraphs = vec!["Ann Lee, head of the Port League, said the port is open."];
            paragraphs.extend(std::iter::repeat_n(&*between, bytes / between.len()));
            paragraphs.push("“It is open to all,” Lee said.");
            let told = told(&paragraphs);
            assert_eq!(told.len(), paragraphs.len());
            assert_eq!(told.last().unwrap()[..], [(Some(name.to_owned()), Kind::Direct)]);
        }
    }

    #[test]
    fn monotonous_text_takes_time_by_its_length() {
        let timed = |text: &str| {
            let article = crate::article::read(&Document::plain("a.txt", text), crate::article::Tables::built_in());
            let began = Instant::now();
            assert_eq!(annotate(&article, Tables::built_in()).len(), article.paragraphs.len());
            began.elapsed()
        };
        for unit in [
            "Mr. Kim said ",
            "said ",
            "Wed ",
            "Ann, ",
            "Ann Bob Cat ",
            "‘a ",
            "a.",
            "김 장관은 ",
            "田中大臣は「行く」と述べた。",
        ] {
            let [short, long] = [60_000, 240_000].map(|bytes| timed(&unit.repeat(bytes / unit.len())));
            // By its square it would be sixteen times as long.
            assert!(long < short * 9 + Duration::from_millis(500), "`{unit}`: {short:?}, four times of it {long:?}");
        }
    }

    #[test]
    fn choices_can_be_told() {
        let text =
            ["Minister Ann Lee met Ambassador Bob Lee.", "Minister Lee said it is open. He said roads are open too."];
        let told: Vec<_> = explain(&article(&text), Tables::built_in())
            .into_iter()
            .map(|choice| (choice.mention, choice.chosen, choice.over))
            .collect();
        let (ann, bob) = ("Ann Lee".to_owned(), "Bob Lee".to_owned());
        assert_eq!(
            told,
            [
                ("Minister Lee".to_owned(), ann.clone(), vec![(bob.clone(), Against::Office)]),
                ("He".to_owned(), bob, vec![(ann, Against::Gender)]),
            ]
        );
    }

    #[test]
    fn a_relay_is_kept() {
        let speeches =
            annotate(&article(&["The port is open, Minister Ann Lee said, according to Yonhap."]), Tables::built_in());
        assert_eq!(speeches[0][0].relay.as_deref(), Some("Yonhap"));
        assert_eq!(speeches[0][1].name.as_deref(), Some("Yonhap"));
    }

    #[test]
    fn built_in_tables_are_in_order() {
        for table in TABLES {
            assert_eq!(table.check(2), None);
        }
    }

    #[test]
    fn a_users_rows_change_what_is_found() {
        for (table, row, text) in [
            ("speech_words_en", "portreeve\ttitle", "Portreeve Ann Lee Roe said so."),
            ("speech_verbs_en", "bugle\t-\tany\t-", "Ann Lee bugled that the port is open."),
            ("speech_floor_en", "warm\t-\tpodium", "Ann Lee warmed the podium."),
            ("titles_cjk", "항만지기\tko", "홍길동 항만지기는 배가 늘었다고 말했다."),
            ("names_cjk", "豳\tzh", "豳小明表示，航线要加密。"),
            ("speech_ko", "읊조렸\treported", "홍길동 회장은 배가 늘었다고 읊조렸다."),
            ("speech_nouns_ko", "뱃사람\tunnamed", "동해 뱃사람은 배가 늘었다고 말했다."),
            ("name_sounds", "囧\tzh", "商会会长囧囧囧囧囧囧囧表示，航线要加密。"),
            ("speech_zh", "唠叨\treported", "东海商会会长李小明唠叨，航线要加密。"),
            ("speech_ja", "つぶやき散らし\treported", "山田太郎会長は「海は道だ」とつぶやき散らした。"),
        ] {
            let mut added = Added::default();
            added.read(table, "mine.txt", row);
            let built_in = annotate(&article(&[text]), Tables::built_in());
            let extended = annotate(&article(&[text]), &Tables::new(&added).unwrap());
            assert_ne!(built_in, extended, "{table}");
            assert_eq!(extended[0].len(), 1, "{table}");
        }
    }

    #[test]
    fn a_phrase_may_be_as_long_as_a_line() {
        for unit in ["x of ", "Korea of ", "() ", "a, "] {
            let text = format!("Ann Lee of {}x said the port is open.", unit.repeat(20_000 / unit.len()));
            assert_eq!(annotate(&article(&[&text]), Tables::built_in()).len(), 1, "{unit}");
        }
    }

    #[test]
    fn a_mention_ends_with_its_noun_or_word() {
        for (text, want) in [
            ("관계자는 배가 늘었다고 말했다.", "관계자"),
            ("-관계자는 배가 늘었다고 말했다.", "-관계자는"),
            ("관(é)계자는 배가 늘었다고 말했다.", "관(é)계자는"),
        ] {
            let speeches = annotate(&article(&[text]), Tables::built_in());
            assert_eq!(speeches[0][0].mention, want, "{text}");
        }
    }

    #[test]
    fn odd_rows_do_no_harm() {
        for (table, row, text) in [
            ("speech_ja", "\u{1}者\tunnamed", "「船」者は「海は道だ」と述べた。"),
            ("speech_ja", "\u{1}\treported", "山田会長は港を「船」と海を「道」と述べた。"),
            ("titles_cjk", "\u{1}\tja", "山田「船」からは「海は道だ」と述べた。"),
        ] {
            let mut added = Added::default();
            added.read(table, "mine.txt", row);
            let speeches = annotate(&article(&[text]), &Tables::new(&added).unwrap());
            assert_eq!(speeches, annotate(&article(&[text]), Tables::built_in()), "{row:?}");
        }
    }

    #[test]
    fn any_text_is_read_without_harm() {
        let samples = [
            "“It’s ‘open’,” said Dr. Ann Lee of the U.S. Port League (PL), who “wept”.",
            "홍길동(洪吉童) 동해대 교수는 “배가”라며 \"없다\"고 했다. 통계청에 따르면 늘었다.",
            "东海商会会长李小明在致辞中表示：“航线、要《加密》。”他说，“好”！",
            "東海商工会の山田太郎（やまだ）会長は「海は『道』だ」と述べ、同氏によると、",
            "\"''``„“”‘’«»「」『』（）()…—–-:;,.!?·・ e\u{301}\u{200b}🙂",
        ];
        for one in samples {
            for other in samples {
                for cut in one.char_indices().map(|(at, _)| at) {
                    let text = format!("{}{other}", &one[..cut]);
                    let rows = annotate(&article(&[&text, &one[cut..], other]), Tables::built_in());
                    assert_eq!(rows.len(), 3);
                    for speech in &rows[0] {
                        assert!(speech.name.is_some() != speech.description.is_some(), "{speech:?}");
                        let length = text.chars().count();
                        let spans = speech.content.iter().chain(&speech.cue);
                        assert!(spans.clone().all(|span| span.start <= span.end && span.end <= length), "{speech:?}");
                    }
                }
            }
        }
    }
}
