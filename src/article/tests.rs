//! Properties of reading, over random lines: every line that is not blank is title, paragraph or dropped; places lie
//! in the source, rise, and hold the text with blanks folded; nothing panics on any mixture of line ends. And, on
//! whole invented pages: what is kept, what is dropped and why.

use super::*;
use crate::corpus::Metadata;
use crate::span::slice;

fn document(text: &str) -> Document {
    Document { path: "a.txt".into(), ordinal: 0, body: Body::Plain(text.into()), metadata: Metadata::default() }
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
    "harbour", "Pilots", "berths", "Photo:", "©", "2021-03-04", "hit", "12", "By", "|", ">", "▲", "항만", "기자", "港务局",
    "発表", "said.", "“open”", "\u{a0}", "  ", "\t", "\u{feff}", "\u{200b}", "İ", "é", "…", "Related:", "[", "]", "(AFP)", "-", "*",
    "https://a.example/b.png", "a@b.example", "Share", "无断转载", "무단전재", "。", "10:42", "#tag", "\u{301}", "👍",
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
    for seed in 1..4000 {
        let source = random_source(&mut Random(u64::wrapping_mul(seed, 0x9e37_79b9_7f4a_7c15)));
        let article = read(&document(&source));
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
