//! Lays an [`Article`] out again as the page it came from: every line in order, with its role, its
//! written dates and its place before, in or after the body.
//!
//! The reading stage moves stamps, bylines and captions out of the text with a reason; a line without
//! one is judged by its form, so that evidence is found wherever it landed.

use aho_corasick::AhoCorasick;

use super::Tables;
use super::token::is_wide;
use super::written::{Names, Written, scan};
use crate::annotate::country;
use crate::article::{Article, Reason};
use crate::tables::{Added, Table, TableError, Touches};

/// What a line can testify to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The headline, printed once or again.
    Title,
    /// Sentences of the article.
    Prose,
    /// A short line of the text: a subheading, or a stamp or menu that nobody marked.
    Short,
    /// Furniture of the page that may carry a stamp and says nothing else: menus, bars of buttons.
    Margin,
    /// A line that the reading stage knows as a stamp or byline.
    Stamp,
    /// The words under a picture of the day.
    Caption,
    /// The words under an older picture.
    Archive,
    /// Rights, image addresses: their years bound the capture, never the publication.
    Capture,
    /// When and where something is to be held: 일시, 장소, "Venue: …".
    Occasion,
    /// Another story, an advertisement, a notice: says nothing about this article.
    Aside,
}

/// A line of the page.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Its number in the source; the headline has none.
    pub(super) number: Option<usize>,
    pub(super) text: &'a str,
    pub(super) role: Role,
    pub(super) dates: Vec<Written>,
}

/// The page in reading order.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// The first and last line of the body: the heaviest run of prose.
    pub(super) body: (usize, usize),
    /// What it is read by.
    pub(super) tables: &'a Tables,
    pub(super) countries: &'a country::Tables,
}

/// How wide a line is before it can be a sentence; a Han, Kana or Hangul character counts twice.
const PROSE_WIDTH: usize = 80;
/// How many short lines (subheadings, captions) may part two paragraphs of one body.
const GAP: usize = 4;
/// How many paragraphs of the body still belong to its head.
const LEAD: usize = 3;

impl<'a> Page<'a> {
    /// The page of an article.
    pub(super) fn new(article: &'a Article, tables: &'a Tables, countries: &'a country::Tables) -> Self {
        let mut rows: Vec<(usize, &'a str, Option<Reason>)> = article
            .paragraphs
            .iter()
            .map(|p| (p.line, p.text.as_str(), None))
            .chain(article.dropped.iter().map(|d| (d.line, d.text.as_str(), Some(d.reason))))
            .collect();
        rows.sort_by_key(|&(line, ..)| line);
        let title = article.title.iter().map(|title| (None, title.as_str(), Role::Title));
        let lines = title
            .chain(rows.iter().map(|&(number, text, reason)| (Some(number), text, role_of(text, reason, tables))))
            .map(|(number, text, role)| Line { number, text, role, dates: scan(text, &tables.names) })
            .collect::<Vec<_>>();
        let body = body_of(&lines);
        Self { lines, body, tables, countries }
    }

    /// The sentences of a text with their places.
    pub(super) fn sentences<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> + use<'a, 't> {
        sentences(text, &self.tables.names)
    }

    /// The lines with sentences, each with its index.
    pub(super) fn prose(&self) -> impl Iterator<Item = (usize, &Line<'a>)> {
        self.lines.iter().enumerate().filter(|(_, line)| line.role == Role::Prose)
    }

    /// The first paragraphs of the body.
    pub(super) fn lead(&self) -> impl Iterator<Item = &Line<'a>> {
        let (start, end) = self.body;
        self.prose().filter(move |&(at, _)| (start..=end).contains(&at)).map(|(_, line)| line).take(LEAD)
    }

    /// The last line that still belongs to the head.
    pub(super) fn head_end(&self) -> usize {
        let (start, end) = self.body;
        self.prose().map(|(at, _)| at).filter(|at| (start..=end).contains(at)).nth(LEAD).unwrap_or(end)
    }
}

fn role_of(text: &str, reason: Option<Reason>, tables: &Tables) -> Role {
    match reason.map(role_by_reason) {
        // The reading stage sees that such a line tells a date, not of what.
        Some(Role::Stamp) if tables.lines.role(text) == Role::Occasion => Role::Occasion,
        Some(role) => role,
        None => tables.lines.role(text),
    }
}

fn role_by_reason(reason: Reason) -> Role {
    match reason {
        Reason::RepeatedTitle => Role::Title,
        Reason::DateLine | Reason::HitCounter | Reason::Byline => Role::Stamp,
        Reason::Caption => Role::Caption,
        Reason::Image | Reason::Copyright | Reason::SiteFooter => Role::Capture,
        Reason::AdjacentTitle | Reason::Related | Reason::Advertisement | Reason::Notice => Role::Aside,
        // A stamp may share its line with a section, a menu or a bar of buttons.
        _ => Role::Margin,
    }
}

pub(super) static LINES: Table = Table {
    name: "date_lines",
    columns: "words, what their line is (copyright, image, archive, caption, occasion, aside)",
    built_in: &[include_str!("../data/date_lines.txt")],
    touches: Touches::FirstCell,
};

/// Words that show what a line is.
#[derive(Debug)]
pub(super) struct LineWords {
    words: AhoCorasick,
    /// The role that each of the words shows.
    roles: Vec<Role>,
}

impl LineWords {
    /// Reads the table.
    pub(super) fn new(added: &Added) -> Result<Self, TableError> {
        let (mut words, mut roles) = (Vec::new(), Vec::new());
        for row in LINES.rows(added) {
            words.push(row.filled(0)?);
            roles.push(match row.cell(1) {
                "copyright" | "image" => Role::Capture,
                "archive" => Role::Archive,
                "caption" => Role::Caption,
                "occasion" => Role::Occasion,
                "aside" => Role::Aside,
                other => {
                    let roles = "copyright, image, archive, caption, occasion or aside";
                    return Err(row.refuse(format!("`{other}` is not {roles}")));
                }
            });
        }
        let words = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
        Ok(Self { words: words.expect("a table of words makes an automaton"), roles })
    }

    /// The role of a line by its form.
    fn role(&self, text: &str) -> Role {
        // The foot of a message taken from a network, which is older than the text around it.
        if text.starts_with(['—', '–']) && text.contains("(@") {
            return Role::Archive;
        }
        // An archive picture is one even where its caption also says who took it.
        let marks = self.words.find_iter(text).map(|found| (self.roles[found.pattern().as_usize()], found.start()));
        // 일시 in 보도일시 is a part of another word.
        let parted = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
        // Measured once: a line may have many marks.
        let (is_prose, is_narrow) = (is_prose(text), width(text) < 4 * PROSE_WIDTH);
        let mut mark = None;
        for (role, at) in marks {
            let counts = match role {
                Role::Aside => at < 8,
                Role::Occasion => parted(at) && !is_prose,
                Role::Capture => is_narrow || at < 8,
                _ => true,
            };
            if counts && mark != Some(Role::Archive) {
                mark = Some(role);
            }
        }
        match mark {
            Some(role) => role,
            None if is_prose => Role::Prose,
            None => Role::Short,
        }
    }
}

pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_prose(text: &str) -> bool {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '"' | '”' | '」' | '’' | ')');
    let stops =
        text.contains(['。', '！', '？']) || text.contains(". ") || text.contains("다.") || text.ends_with(ends);
    stops && width(text) >= PROSE_WIDTH && text.matches(" | ").count() < 2
}

/// The heaviest run of prose lines.
fn body_of(lines: &[Line<'_>]) -> (usize, usize) {
    let mut best = (0, (0, lines.len().saturating_sub(1)));
    let mut run: Option<(usize, usize, usize)> = None;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.role == Role::Prose) {
        let weight = width(line.text);
        run = match run {
            Some((start, end, sum)) if at - end <= GAP + 1 => Some((start, at, sum + weight)),
            _ => Some((at, at, weight)),
        };
        if let Some((start, end, sum)) = run.filter(|run| run.2 > best.0) {
            best = (sum, (start, end));
        }
    }
    best.1
}

/// The last character edge at or before a byte.
pub(super) fn edge_before(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// How far the words around a date or a name are read, in bytes: a long clause. It keeps a line of any length linear.
const REACH: usize = 240;

/// The words before a byte of a text, as far as they are read.
pub(super) fn words_before(text: &str, at: usize) -> &str {
    &text[edge_before(text, at.saturating_sub(REACH))..at]
}

/// The words behind a byte of a text, as far as they are read.
pub(super) fn words_behind(text: &str, at: usize) -> &str {
    &text[at..edge_before(text, at.saturating_add(REACH))]
}

/// The sentence around a byte of a text, as far as it is read.
pub(super) fn sentence_around<'t>(text: &'t str, at: usize, names: &Names) -> &'t str {
    let from = at - words_before(text, at).len();
    let window = &text[from..at + words_behind(text, at).len()];
    sentences(window, names)
        .find(|(start, sentence)| (*start..start + sentence.len()).contains(&(at - from)))
        .map_or(window, |s| s.1)
}

/// The sentences of a line with their places. A full stop after a short word ends none: "Nov. 15", "Mr. Lee".
fn sentences<'t, 'n>(text: &'t str, names: &'n Names) -> impl Iterator<Item = (usize, &'t str)> + use<'t, 'n> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let from = start;
        let end = sentence_end(&text[from..], names).map_or(text.len(), |end| from + end);
        start = end;
        Some((from, &text[from..end]))
    })
}

fn sentence_end(text: &str, names: &Names) -> Option<usize> {
    let mut letters = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let stop = match c {
            '。' | '！' | '？' => true,
            '.' => {
                let number =
                    text[..at].ends_with(|c: char| c.is_ascii_digit()) && !month_follows(&text[at + 1..], names);
                (letters > 3 || number) && next.is_none_or(char::is_whitespace) || text[..at].ends_with('다')
            }
            '!' | '?' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        letters = if c.is_alphanumeric() { letters + 1 } else { 0 };
        if stop {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// Whether a Korean verb in the past stands in a text: a syllable that closes with ㅆ before 다 or 으며.
pub(super) fn has_korean_past(text: &str) -> bool {
    let closes =
        |c: char| ('가'..='힣').contains(&c) && (c as u32 - '가' as u32) % 28 == 20 && !matches!(c, '있' | '겠');
    let mut last = ' ';
    for c in text.chars() {
        if matches!(c, '다' | '으' | '고' | '지') && closes(last) {
            return true;
        }
        last = c;
    }
    false
}

/// "3. Juli": a number with a full stop before a month is a day.
fn month_follows(rest: &str, names: &Names) -> bool {
    let word = rest.split_whitespace().next().unwrap_or_default();
    names.month(word.trim_end_matches(['.', ','])).is_some() || word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    //! Properties: lines come back in the order of the page; roles follow the reason, else the form; the
    //! body is the heaviest run of sentences.
    use super::*;
    use crate::article::{Dropped, Paragraph};

    #[test]
    fn roles_by_form() {
        for (text, role) in [
            ("March 3, 2021", Role::Short),
            ("© 2024 Example Press", Role::Capture),
            ("FILE - Containers at a port, May 2, 2016.", Role::Archive),
            ("Photo: Port authority, May 2, 2016", Role::Caption),
            ("Read also: Another fair opens", Role::Aside),
            ("The two chambers met in the capital on Tuesday to talk about tariffs, quotas and ports.", Role::Prose),
            (
                "양국 상공회의소는 화요일 수도에서 만나 관세와 항만 문제를 논의하고 협력 방안을 찾기로 뜻을 모았다.",
                Role::Prose,
            ),
        ] {
            assert_eq!(Tables::built_in().lines.role(text), role, "{text}");
        }
    }

    #[test]
    fn lines_are_in_order() {
        let paragraph = |line, text: &str| Paragraph { line, place: None, text: text.into() };
        let article = Article {
            title: Some("T".into()),
            paragraphs: vec![paragraph(2, "a"), paragraph(5, "c")],
            dropped: vec![Dropped { line: 3, text: "b".into(), reason: Reason::Byline }],
            ..Article::default()
        };
        let page = Page::new(&article, Tables::built_in(), country::Tables::built_in());
        assert_eq!(page.lines.iter().map(|line| line.text).collect::<String>(), "Tabc");
        assert_eq!(page.lines[2].role, Role::Stamp);
    }

    #[test]
    fn sentences_end_where_they_end() {
        let text = "It met on Nov. 15 with Mr. Park. It ended early. 회의가 끝났다. 会议结束。完";
        let cut: Vec<&str> = sentences(text, &Tables::built_in().names).map(|s| s.1).collect();
        assert_eq!(
            cut,
            ["It met on Nov. 15 with Mr. Park.", " It ended early.", " 회의가 끝났다.", " 会议结束。", "完"]
        );
    }
}
