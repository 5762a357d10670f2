//! A page while it is read: its lines, how they look, what is known of each.
//!
//! Its place: filled by `read`, turned by `title` and `passes`.

use std::ops::Range;

use super::furniture::{self, Mark};
use super::html;
use super::line::Line;
use super::look::{Close, Look, is_hangul_syllable, width};
use super::{Reason, Tables};

/// The lines of a document with what is known of them; the vectors run side by side, and the headline and the body lie
/// within them.
#[derive(Debug)]
pub(super) struct Page<'t> {
    /// What it is read by.
    pub tables: &'t Tables,
    pub lines: Vec<Line>,
    pub looks: Vec<Look>,
    /// Why a line is no article text, as far as is known.
    pub marks: Vec<Option<Mark>>,
    /// The line that is the headline.
    pub title: Option<usize>,
    /// From the first paragraph of the story to its last; empty where nothing is running text.
    pub body: Range<usize>,
}

impl<'t> Page<'t> {
    /// Looks at every line by itself.
    pub fn new(lines: Vec<Line>, tables: &'t Tables) -> Self {
        let looks: Vec<Look> = lines.iter().map(|line| Look::of(&line.text)).collect();
        let marks: Vec<_> =
            lines.iter().zip(&looks).map(|(line, look)| furniture::mark(&line.text, look, tables)).collect();
        let mut page = Self { tables, lines, looks, marks, title: None, body: 0..0 };
        page.body = page.find_body();
        page
    }

    /// Heeds what the markup says of the lines.
    pub fn weigh(&mut self, by_markup: &[Option<Mark>]) {
        for (mark, &by_markup) in self.marks.iter_mut().zip(by_markup) {
            *mark = html::weigh(*mark, by_markup);
        }
        self.body = self.find_body();
    }

    /// Takes a line as the headline; the story then begins after it.
    pub fn set_title(&mut self, at: usize) {
        self.title = Some(at);
        self.marks[at] = None;
        self.body = self.find_body();
    }

    /// The words of a line.
    pub fn text(&self, at: usize) -> &str {
        &self.lines[at].text
    }

    /// Whether a line is running text that nothing speaks against.
    pub fn is_prose(&self, at: usize) -> bool {
        at < self.lines.len() && self.looks[at].prose && self.marks[at].is_none() && Some(at) != self.title
    }

    /// Whether a line is a sentence, be it short, that nothing speaks against.
    pub fn is_sentence(&self, at: usize) -> bool {
        self.looks[at].is_sentence() && self.marks[at].is_none() && Some(at) != self.title
    }

    /// Whether a line is short, open and unexplained: a headline, a name, a link.
    pub fn is_loose(&self, at: usize) -> bool {
        self.marks[at].is_none()
            && Some(at) != self.title
            && !self.looks[at].prose
            && !matches!(self.looks[at].close, Close::Sentence)
    }

    /// Marks a line unless it is marked or the title.
    pub fn drop(&mut self, at: usize, mark: Mark) {
        if Some(at) != self.title && self.marks[at].is_none() {
            self.marks[at] = Some(mark);
        }
    }

    fn find_body(&self) -> Range<usize> {
        let start = self.body_start();
        let end = self.sign_off(start);
        let last = (start..end).rev().find(|&at| self.is_sentence(at));
        start..last.map_or(start, |at| self.true_end(at + 1))
    }

    /// A question, an announcement ("The minister also said:") or a sentence that lost its full stop belongs to the
    /// story when it stands right after it, pictures aside.
    fn true_end(&self, end: usize) -> usize {
        let is_picture = |mark: Mark| matches!(mark.reason, Reason::Caption | Reason::Image | Reason::Advertisement);
        let goes_on = |at: usize| self.looks[at].close != Close::Open || is_unclosed_sentence(self.text(at));
        let mut true_end = end;
        for at in end..self.lines.len() {
            match self.marks[at] {
                None if goes_on(at) => true_end = at + 1,
                Some(mark) if is_picture(mark) => {}
                _ => break,
            }
        }
        true_end
    }

    /// The first running text that another paragraph follows, be it after a subhead. A standfirst or a caption before
    /// the date line, which look the same, are followed by furniture.
    fn body_start(&self) -> usize {
        let next = |at: usize| self.marks.get(at).is_none_or(Option::is_none);
        let ends = |at: usize| at >= self.lines.len() || self.is_sentence(at);
        let goes_on = |at: usize| next(at + 1) && (ends(at + 1) || next(at + 2));
        let prose = || (0..self.lines.len()).filter(|&at| self.is_prose(at));
        let sentence = || (0..self.lines.len()).find(|&at| self.is_sentence(at));
        prose().find(|&at| goes_on(at)).or_else(|| prose().next()).or_else(sentence).unwrap_or(self.lines.len())
    }

    /// Where the foot of the page begins: at the first copyright or contact line after which next to no running text
    /// comes. Without that bound a sentence in the foot would pass for the end of the story.
    fn sign_off(&self, start: usize) -> usize {
        let weight = |at: usize| if self.is_prose(at) { self.looks[at].width } else { 0 };
        let whole: usize = (start..self.lines.len()).map(weight).sum();
        let mut after = 0;
        let mut foot = self.lines.len();
        for at in (start..self.lines.len()).rev() {
            after += weight(at);
            if after * 7 > whole {
                break;
            }
            if self.marks[at].is_some_and(|mark| mark.firm && mark.reason.signs_off()) {
                foot = at;
            }
        }
        foot
    }
}

/// Whether a line reads like a sentence though its full stop is missing: it closes a quotation, or its last word is a
/// Korean verb in the past. Headlines do both, but not at such length.
fn is_unclosed_sentence(text: &str) -> bool {
    const COLUMNS_MIN: usize = 30;
    const QUOTING_MIN: usize = 60;
    let columns = width(text);
    let quoting = text.ends_with(['"', '”', '」']) && columns >= QUOTING_MIN;
    let mut last = text.chars().rev();
    let past = last.next() == Some('다')
        && last.next().is_some_and(|c| is_hangul_syllable(c) && (c as u32 - 0xac00) % 28 == 20);
    quoting || past && columns >= COLUMNS_MIN
}
