//! Finds the quotations of a paragraph: any script's marks, doubled, mixed, unbalanced, or running
//! on from one paragraph to the next.
//!
//! In: the text and whether the paragraph before ended inside a quotation. Out: [`Quote`]s in order,
//! never overlapping. Whether a quotation is speech, a title or a scare quote is for others to say.
//!
//! # Limits
//! Single marks need their partner in the same paragraph, since apostrophes look like them.

use std::ops::Range;

/// One quotation, in bytes of the paragraph's text at the edges of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    /// With its marks.
    pub(super) span: Range<usize>,
    /// Without them.
    pub(super) inner: Range<usize>,
    /// Whether it goes on from the paragraph before, with or without a mark of its own.
    pub(super) continues: bool,
    /// Whether it lacks its closing mark here.
    pub(super) open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Curly,
    Straight,
    Doubled,
    Low,
    Guillemet,
    Corner,
    WhiteCorner,
    Single,
    StraightSingle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
}

/// Finds the quotations of `text`; `carried` says that the paragraph before ended inside one.
pub(super) fn find(text: &str, carried: bool) -> Vec<Quote> {
    let mut reader = Reader { text, quotes: Vec::new(), open: None };
    let marks = marks(text);
    if carried && marks.first().is_some_and(|(_, mark, side)| *side == Side::Closes && !is_single(*mark)) {
        reader.open = Some((0..0, Mark::Curly, true));
    }
    for (at, mark, side) in marks {
        reader.meet(at, mark, side);
    }
    let mut quotes = reader.finish();
    if let Some(first) = quotes.first_mut().filter(|first| carried && text[..first.span.start].trim().is_empty()) {
        first.continues = true;
    }
    quotes
}

fn is_single(mark: Mark) -> bool {
    matches!(mark, Mark::Single | Mark::StraightSingle)
}

struct Reader<'t> {
    text: &'t str,
    quotes: Vec<Quote>,
    /// The opening mark, its sort, and whether the quotation began in a paragraph before.
    open: Option<(Range<usize>, Mark, bool)>,
}

impl Reader<'_> {
    fn meet(&mut self, at: Range<usize>, mark: Mark, side: Side) {
        match (self.open.clone(), side) {
            (None, Side::Opens) => {
                if !is_single(mark) || self.has_partner(&at, mark) {
                    self.open = Some((at, mark, false));
                }
            }
            (None, Side::Closes) => self.stretch_last(at, mark),
            (Some((opened, inside, continues)), Side::Closes) => {
                if closes(inside, mark) {
                    self.close(opened, at, continues);
                }
            }
            (Some((opened, inside, continues)), Side::Opens) => self.reopen(opened, inside, continues, at, mark),
        }
    }

    /// An opening mark inside a quotation: a doubled mark, a nested quotation, or a lost closing mark.
    fn reopen(&mut self, opened: Range<usize>, inside: Mark, continues: bool, at: Range<usize>, mark: Mark) {
        let between = &self.text[opened.end..at.start];
        let doubled = between.trim().is_empty() && !is_single(mark);
        let same_sort = inside == mark && !matches!(mark, Mark::Corner | Mark::WhiteCorner) && !is_single(mark);
        if doubled || !same_sort {
            return;
        }
        let end = opened.end + between.trim_end().len();
        self.push(opened.start..end, opened.end..end, continues, false);
        self.open = Some((at, mark, false));
    }

    fn close(&mut self, opened: Range<usize>, at: Range<usize>, continues: bool) {
        self.push(opened.start..at.end, opened.end..at.start, continues, false);
        self.open = None;
    }

    fn push(&mut self, span: Range<usize>, inner: Range<usize>, continues: bool, open: bool) {
        if !self.text[inner.clone()].trim().is_empty() {
            self.quotes.push(Quote { span, inner, continues, open });
        }
    }

    /// A closing mark too many belongs to the quotation it follows directly.
    fn stretch_last(&mut self, at: Range<usize>, mark: Mark) {
        if let Some(last) = self.quotes.last_mut()
            && !is_single(mark)
            && self.text[last.span.end..at.start].trim().is_empty()
        {
            last.span.end = at.end;
        }
    }

    /// Whether a single mark has its closing partner further on, before the next opening one.
    fn has_partner(&self, at: &Range<usize>, mark: Mark) -> bool {
        let rest = &self.text[at.end..];
        rest.match_indices(['\u{2019}', '\'']).take(12).any(|(offset, found)| {
            let same = (found == "'") == (mark == Mark::StraightSingle);
            same && single_closes(self.text, at.end + offset, found.len())
        })
    }

    fn finish(mut self) -> Vec<Quote> {
        if let Some((opened, mark, continues)) = self.open.take()
            && !is_single(mark)
        {
            let inner = opened.end..self.text.trim_end().len().max(opened.end);
            match self.stray_single_close(&inner) {
                Some(at) => self.push(opened.start..at.end, opened.end..at.start, continues, false),
                None => self.push(opened.start..inner.end, inner, continues, true),
            }
        }
        self.quotes
    }

    /// A double mark closed by a single one by mistake: `"The Road Ahead’. He`.
    fn stray_single_close(&self, inner: &Range<usize>) -> Option<Range<usize>> {
        let text = &self.text[inner.clone()];
        if text.contains('\u{2018}') {
            return None;
        }
        text.match_indices('\u{2019}').map(|(at, mark)| inner.start + at..inner.start + at + mark.len()).find(|at| {
            let before = self.text[..at.start].chars().next_back();
            let after = self.text[at.end..].chars().next();
            before.is_some_and(|c| c.is_alphanumeric() && c != 's') && after.is_some_and(|c| matches!(c, '.' | ','))
        })
    }
}

/// Straight and curly double marks stand in for each other; others close only their own sort.
fn closes(inside: Mark, mark: Mark) -> bool {
    use Mark::{Curly, Doubled, Low, Straight};
    inside == mark || matches!((inside, mark), (Curly | Straight | Doubled | Low, Curly | Straight | Doubled))
}

/// Every mark of the text with its side, in order.
fn marks(text: &str) -> Vec<(Range<usize>, Mark, Side)> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        if matches!(c, '\'' | '`') && chars.peek().is_some_and(|(_, next)| *next == c) {
            end += 1;
            chars.next();
        }
        let doubled = end - at == 2 && c.is_ascii();
        if let Some((mark, side)) = mark_at(text, at..end, c, doubled) {
            found.push((at..end, mark, side));
        }
    }
    found
}

fn mark_at(text: &str, at: Range<usize>, c: char, doubled: bool) -> Option<(Mark, Side)> {
    let fixed = match c {
        '\u{201c}' => (Mark::Curly, Side::Opens),
        '\u{201d}' => (Mark::Curly, Side::Closes),
        '\u{201e}' => (Mark::Low, Side::Opens),
        '«' => (Mark::Guillemet, Side::Opens),
        '»' => (Mark::Guillemet, Side::Closes),
        '「' => (Mark::Corner, Side::Opens),
        '」' => (Mark::Corner, Side::Closes),
        '『' => (Mark::WhiteCorner, Side::Opens),
        '』' => (Mark::WhiteCorner, Side::Closes),
        '\u{2018}' => (Mark::Single, Side::Opens),
        '\u{2019}' => return single_closes(text, at.start, c.len_utf8()).then_some((Mark::Single, Side::Closes)),
        '"' | '＂' => (Mark::Straight, straight_side(text, &at)),
        '`' if doubled => (Mark::Doubled, Side::Opens),
        '\'' if doubled => (Mark::Doubled, straight_side(text, &at)),
        '\'' => {
            if single_closes(text, at.start, 1) {
                (Mark::StraightSingle, Side::Closes)
            } else if single_opens(text, &at) {
                (Mark::StraightSingle, Side::Opens)
            } else {
                return None;
            }
        }
        _ => return None,
    };
    Some(fixed)
}

/// A straight mark opens where something follows it closely and nothing of the kind precedes it.
/// Without blanks on either side (Hangul particles follow directly: `"…"라고`) it opens after a
/// bracket or a dash and closes after anything else.
fn straight_side(text: &str, at: &Range<usize>) -> Side {
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    let free_before = before
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '\u{2018}' | '\u{201c}' | ':'));
    let free_after =
        after.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']'));
    if free_before && !free_after { Side::Opens } else { Side::Closes }
}

fn single_opens(text: &str, at: &Range<usize>) -> bool {
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '"' | '\u{201c}'))
        && after.is_some_and(|c| c.is_alphabetic() || c == '[')
}

/// An apostrophe has a letter after it; a closing mark has a letter or a stop before it and none after.
fn single_closes(text: &str, at: usize, len: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    before.is_some_and(|c| !c.is_whitespace() && c != '(')
        && after.is_none_or(|c| !c.is_alphanumeric() || !c.is_ascii() && is_cjk(c))
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    //! Properties: every sort of mark is found; nested and doubled marks make one quotation; marks of
    //! different sorts close each other; apostrophes are none; a quotation may be left open, be carried
    //! on, or lose one of its marks; spans lie on character edges and never overlap.
    use super::*;

    #[test]
    fn quotations_are_found() {
        for (text, carried, want) in [
            ("“We agree,” she said, “for now.”", false, &["“We agree,”", "“for now.”"][..]),
            ("\"We agree,\" she said.", false, &["\"We agree,\""]),
            ("''We agree,'' she said.", false, &["''We agree,''"]),
            ("``We agree,'' she said.", false, &["``We agree,''"]),
            ("He said, “We agree. \"", false, &["“We agree. \""]),
            ("He said “We agree", false, &["“We agree"]),
            ("and so on.” He left.", true, &["and so on.”"]),
            ("“and so on.” He left.", true, &["“and so on.”"]),
            ("He left.", true, &[]),
            ("“ “We agree,” ” he said.", false, &["“ “We agree,” ”"]),
            ("He said: “a ‘new road’ is open”.", false, &["“a ‘new road’ is open”"]),
            ("the ‘new road’ and the firms’ plans", false, &["‘new road’"]),
            ("the firms’ plans aren’t ready", false, &[]),
            ("'We agree,' he said of the firms' plan.", false, &["'We agree,'"]),
            ("\"We agree. \"But not now,\" he said.", false, &["\"We agree.", "\"But not now,\""]),
            ("a talk titled \"The Road Ahead’. He said", false, &["\"The Road Ahead’"]),
            ("「同意する」と述べ、『道』を", false, &["「同意する」", "『道』"]),
            ("“동의한다”며 \"좋다\"고 했다", false, &["“동의한다”", "\"좋다\""]),
            ("“ ”", false, &[]),
        ] {
            let found: Vec<_> = find(text, carried).into_iter().map(|quote| &text[quote.span]).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn an_open_end_is_told() {
        assert!(find("He said “We agree", false)[0].open);
        assert!(find("and on.” He left", true)[0].continues);
        assert!(find("“And on.” He left", true)[0].continues);
        assert!(!find("He left. “And on.”", true)[0].continues);
    }
}
