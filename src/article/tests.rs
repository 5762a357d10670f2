//! Properties of reading, over random lines: every line that is not blank is title, paragraph or dropped; places lie
//! in the source, rise, and hold the text with blanks folded; nothing panics on any mixture of line ends. And, on
//! whole invented pages: what is kept, what is dropped and why.

use super::*;
use crate::span::slice;

fn document(text: &str) -> Document {
    Document::plain("a.txt", text)
}

/// A page as read by the tables as they ship.
pub(super) fn article(text: &str) -> Article {
    read(&document(text), Tables::built_in())
}

/// A small generator, so that a failure can be run again: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const WORDS: &[&str] = &[
    "harbour",
    "Pilots",
    "berths",
    "Photo:",
    "©",
    "2021-03-04",
    "hit",
    "12",
    "By",
    "|",
    ">",
    "▲",
    "항만",
    "기자",
    "港务局",
    "発表",
    "said.",
    "“open”",
    "\u{a0}",
    "  ",
    "\t",
    "\u{feff}",
    "\u{200b}",
    "İ",
    "é",
    "…",
    "Related:",
    "[",
    "]",
    "(AFP)",
    "-",
    "*",
    "https://a.example/b.png",
    "a@b.example",
    "Share",
    "无断转载",
    "무단전재",
    "。",
    "10:42",
    "#tag",
    "\u{301}",
    "👍",
];
const ENDS: &[&str] = &["\n", "\n", "\r\n", "\r", "\n\n", "\n\n\n", "\u{c}", "\u{2028}", "\u{85}", "\r\n\r\n"];

fn random_source(random: &mut Random) -> String {
    let mut source = String::new();
    for _ in 0..random.below(14) {
        let words_max = if random.below(3) == 0 { 40 } else { 6 };
        for _ in 0..random.below(words_max) {
            source.push_str(random.of(WORDS));
            if random.below(5) > 0 {
                source.push(' ');
            }
        }
        source.push_str(random.of(ENDS));
    }
    source
}

#[test]
fn every_line_is_accounted_for() {
    for seed in 1..800 {
        let source = random_source(&mut Random(u64::wrapping_mul(seed, 0x9e37_79b9_7f4a_7c15)));
        let article = read(&document(&source), Tables::built_in());
        let mut place = 0;
        for paragraph in &article.paragraphs {
            let span = paragraph.place.unwrap();
            assert!(place <= span.start && span.start < span.end && span.end <= source.chars().count(), "{source:?}");
            assert_eq!(line::fold(slice(&source, span)), paragraph.text, "{source:?}");
            place = span.end;
        }
        let lines = wrap::join(line::split(&source));
        let told = article.dropped.len() + article.paragraphs.len();
        let with_title = told + usize::from(article.title.is_some());
        assert!(told == lines.len() || with_title == lines.len(), "{source:?}\n{article:#?}");
        for line in &lines {
            let title = article.title.as_deref().is_some_and(|title| title == title::strip_bullet(&line.text));
            let paragraph = article.paragraphs.iter().any(|p| p.line == line.number && p.text == line.text);
            let dropped = article.dropped.iter().any(|d| d.line == line.number && d.text == line.text);
            assert!(title || paragraph || dropped, "{line:?} of {source:?}");
        }
    }
}

/// A whole page: source, headline, publisher, language, what is kept (by its first words), what is dropped.
struct Case {
    source: &'static str,
    title: Option<&'static str>,
    publisher: Option<&'static str>,
    lang: &'static str,
    kept: &'static [&'static str],
    dropped: &'static [(usize, Reason)],
}

const PAGES: &[Case] = &[
    // An association's bulletin: bullet, subtitle between dashes, footnote, neighbours in the list.
    Case {
        source: "PPHA News and Reports\n  • PPHA Opens ‘River Day’ in Lakeland\n\n    PPHA Opens ‘River Day’ in Lakeland\n\n    \
            -   Forty firms met pilots and dredgers  -\n\n    The Pier and Pilots’ Harbour Association opened the \
            ‘River Day’ in Lakeland on May 3, Monday.\n\n    Ada Fenwright, its head, said that the ice* had gone.\n\n    \
            *The ice of the upper river\n\n    The day closed with a tour of the locks.\n\n    \
            Dredging and the Future of Small Ports\n    PPHA Holds Seminar on Tides\nFamily Site",
        title: Some("PPHA Opens ‘River Day’ in Lakeland"),
        publisher: Some("PPHA"),
        lang: "en",
        kept: &["- Forty", "The Pier", "Ada Fenwright", "*The ice", "The day"],
        dropped: &[
            (1, Reason::Section),
            (4, Reason::RepeatedTitle),
            (16, Reason::AdjacentTitle),
            (17, Reason::AdjacentTitle),
            (18, Reason::SiteFooter),
        ],
    },
    // A newspaper: section, stamp, caption printed twice, credit, a box of links amid the story.
    Case {
        source: "SOURCE / RIVERS\nLakeland ports eye shared dredging after a winter of ice\nPublished: May 03, 2021 11:44 PM\n\
            Pilots wait at the pier of Lakeland on May 3, 2021. Photo: Bo Lindqvist/LP\n\n\
            Pilots wait at the pier of Lakeland on May 3, 2021. Photo: Bo Lindqvist/LP\n\n\
            Two ports will share one dredger from autumn, their masters told the Lakeland Post on Monday.\n\
            “One dredger is enough for both rivers,” said Ada Fenwright, who heads the northern port.\nMore:\n\
            Ice breaks early on the upper river\nPilots ask for a second tug\n\
            The price is still open, Bo Mattsson of the southern port told the Lakeland Post.\nWhat pilots say\n\
            Pilots doubt that the plan will hold through a hard winter.\n",
        title: Some("Lakeland ports eye shared dredging after a winter of ice"),
        publisher: Some("Lakeland Post"),
        lang: "en",
        kept: &["Two ports", "“One dredger", "The price", "What pilots say", "Pilots doubt"],
        dropped: &[
            (1, Reason::Section),
            (3, Reason::DateLine),
            (4, Reason::Caption),
            (6, Reason::Caption),
            (10, Reason::Related),
            (11, Reason::Related),
            (12, Reason::Related),
        ],
    },
    Case {
        source: "나루신문\n산업 | 항만 | 사회\n강변항 두 선석 개장… 도선사 “물길 깊어졌다”\n입력 2021.05.03 09:12 수정 2021.05.03 10:01\n\
            서하늘 기자 sky@naru.example\n▲ 도선사들이 3일 강변항 부두에서 배를 기다리고 있다.\n\
            강변항이 3일 두 선석을 새로 열었다. 준설은 겨우내 이어졌다.\n한가람 부두장은 “물길이 2m 깊어졌다”고 말했다.\n\
            ⓒ 나루신문, 무단전재 및 재배포 금지\n관련기사\n상류 얼음 일찍 풀려\n",
        title: Some("강변항 두 선석 개장… 도선사 “물길 깊어졌다”"),
        publisher: Some("나루신문"),
        lang: "ko",
        kept: &["강변항이", "한가람"],
        dropped: &[
            (1, Reason::Section),
            (2, Reason::Menu),
            (4, Reason::DateLine),
            (5, Reason::Byline),
            (6, Reason::Caption),
            (9, Reason::Copyright),
            (10, Reason::Related),
            (11, Reason::Related),
        ],
    },
    Case {
        source: "首页 > 协会动态 > 正文\n临港两个泊位启用仪式举行\n发布时间：2021-05-03 09:32 浏览次数：118\n\
            5月3日，临港引航协会在新码头举行两个泊位启用仪式，四十家企业参加。\n会长江一帆说：“水深了，船就来了。”\n\
            【打印】【关闭】\n上一篇：上游冰情通报\n临港引航协会 版权所有 © 2019-2021\n",
        title: Some("临港两个泊位启用仪式举行"),
        publisher: Some("临港引航协会"),
        lang: "zh",
        kept: &["5月3日", "会长江一帆"],
        dropped: &[
            (1, Reason::Menu),
            (3, Reason::HitCounter),
            (6, Reason::Share),
            (7, Reason::AdjacentTitle),
            (8, Reason::Copyright),
        ],
    },
    // Nothing to take away: a text that opens with its first sentence.
    Case {
        source: "The ice has gone from the lower river, and with it the worries of the pilots.\n\n\
            “We can work again,” said Ada Fenwright, who heads them.\n",
        title: None,
        publisher: None,
        lang: "en",
        kept: &["The ice", "“We can"],
        dropped: &[],
    },
];

#[test]
fn pages_are_read() {
    for case in PAGES {
        let article = read(&document(case.source), Tables::built_in());
        let head = case.source.lines().next().unwrap_or_default();
        assert_eq!(article.title.as_deref(), case.title, "{head}");
        assert_eq!(article.publisher.as_deref(), case.publisher, "{head}");
        assert_eq!(article.lang.as_deref(), Some(case.lang), "{head}");
        let kept: Vec<_> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(kept.len(), case.kept.len(), "{kept:#?}");
        assert!(kept.iter().zip(case.kept).all(|(text, opening)| text.starts_with(opening)), "{kept:#?}");
        let dropped: Vec<_> = article.dropped.iter().map(|line| (line.line, line.reason)).collect();
        assert_eq!(dropped, case.dropped, "{head}");
    }
}

#[test]
fn what_the_container_states_goes_first() {
    let mut stated =
        document("News\nHarbour trust opens two berths\nThe trust opened two berths on Monday, after ice.\n");
    stated.metadata.title = Some("Harbour trust opens two berths".into());
    stated.metadata.publisher = Some("The Pier Post".into());
    stated.metadata.lang = Some("EN-gb".into());
    let article = read(&stated, Tables::built_in());
    assert_eq!(article.title.as_deref(), Some("Harbour trust opens two berths"));
    assert_eq!((article.publisher.as_deref(), article.lang.as_deref()), (Some("The Pier Post"), Some("en")));
    assert_eq!(article.paragraphs.len(), 1);
}

#[test]
fn a_headline_alone_is_its_own_paragraph() {
    let article = read(&document("Harbour trust opens two berths\n"), Tables::built_in());
    assert_eq!(article.title.as_deref(), Some("Harbour trust opens two berths"));
    assert_eq!(article.paragraphs.len(), 1);
}
