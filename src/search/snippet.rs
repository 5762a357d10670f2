//! Cuts the best stretch out of a paragraph, at the bounds of sentences or words.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::search::Snippet;
use crate::span::Span;

/// About how many characters a snippet has.
pub(super) const CHARS_MAX: usize = 240;

/// A paragraph up to this many times the length is shown whole, rather than cut by a few words.
const WHOLE_FACTOR: f32 = 1.25;

/// How many characters around a part are read to find its bounds.
const AROUND_BOUNDS: usize = 16;

/// A word longer than this many characters may be cut.
const LONG_WORD_CHARS: usize = 48;

/// What stands between fragments that lie apart.
pub const GAP: &str = " … ";

/// Cuts a snippet of about `chars_max` characters around the marks.
pub(super) fn cut(text: &str, marks: &[Span], chars_max: usize) -> Snippet {
    let whole_max = (chars_max as f32 * WHOLE_FACTOR) as usize;
    if text.chars().nth(whole_max).is_none() {
        return Snippet { text: text.to_owned(), highlights: marks.to_vec() };
    }
    let page = Page::new(text);
    let mut fragments = fragments(&page, marks, chars_max);
    fragments.sort_unstable_by_key(|fragment| fragment.start);
    joined(&page, &fragments, marks)
}

/// The words in some spans of a text, with the marks that lie in them.
pub(super) fn of_spans(text: &str, spans: &[Span], marks: &[Span]) -> Snippet {
    let page = Page::new(text);
    let fragments: Vec<Range<usize>> = spans.iter().map(|span| page.trimmed(span.start..span.end)).collect();
    joined(&page, &fragments, marks)
}

/// A text whose places are counted in characters.
struct Page<'t> {
    text: &'t str,
    /// Byte offset of each character, and of the end.
    bytes: Vec<usize>,
}

impl<'t> Page<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, bytes: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    /// Where sentences begin in a part, its end included.
    fn sentences(&self, part: Range<usize>) -> Vec<usize> {
        self.starts(part, |text| text.split_sentence_bound_indices().map(|(byte, _)| byte).collect())
    }

    /// Where words begin in a part, its end included.
    fn words(&self, part: Range<usize>) -> Vec<usize> {
        self.starts(part, |text| text.unicode_word_indices().map(|(byte, _)| byte).collect())
    }

    /// Finding bounds is most of the work of a snippet, so no more of a page is read than needed. They hang on what
    /// stands around them.
    fn starts(&self, part: Range<usize>, of: impl Fn(&str) -> Vec<usize>) -> Vec<usize> {
        let (from, to) = (part.start.saturating_sub(AROUND_BOUNDS), (part.end + AROUND_BOUNDS).min(self.len()));
        let start = self.byte(from);
        let place = |byte: usize| self.bytes.partition_point(|&at| at < start + byte);
        let starts = of(self.slice(from..to)).into_iter().map(place);
        starts.filter(|at| (part.start..=part.end).contains(at)).collect()
    }

    fn len(&self) -> usize {
        self.bytes.len() - 1
    }

    /// The byte offset of a character; the end for one beyond it.
    fn byte(&self, at: usize) -> usize {
        self.bytes.get(at).copied().unwrap_or(self.text.len())
    }

    fn slice(&self, range: Range<usize>) -> &'t str {
        &self.text[self.byte(range.start)..self.byte(range.end)]
    }

    /// The range without blanks at its ends.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = self.slice(range.clone());
        let before = text.chars().take_while(|c| c.is_whitespace()).count();
        let after = text.chars().rev().take_while(|c| c.is_whitespace()).count();
        range.start + before..(range.end - after).max(range.start + before)
    }
}

/// One fragment that holds every mark, or the two best.
fn fragments(page: &Page<'_>, marks: &[Span], chars_max: usize) -> Vec<Range<usize>> {
    let Some((first, last)) = marks.first().zip(marks.last()) else {
        return vec![around(page, 0..0, chars_max)];
    };
    if last.end - first.start <= chars_max {
        return vec![around(page, first.start..last.end, chars_max)];
    }
    let half = chars_max / 2;
    let best = around(page, densest(marks, half), half);
    let rest: Vec<Span> =
        marks.iter().copied().filter(|mark| mark.end <= best.start || best.end <= mark.start).collect();
    let second = (!rest.is_empty()).then(|| around(page, densest(&rest, half), half));
    let Some(second) = second else { return vec![best] };
    if second.end < best.start || best.end < second.start {
        return vec![best, second];
    }
    let both = best.start.min(second.start)..best.end.max(second.end);
    vec![both]
}

/// The stretch of at most `chars_max` characters with the most marks, the first of equals.
fn densest(marks: &[Span], chars_max: usize) -> Range<usize> {
    let window = |from: usize| {
        let start = marks[from].start;
        let held = marks[from..].iter().take_while(|mark| mark.end <= start + chars_max).count().max(1);
        (held, start..marks[from + held - 1].end)
    };
    let best = (0..marks.len()).map(window).rev().max_by_key(|(held, _)| *held);
    best.map_or(0..0, |(_, range)| range)
}

/// A fragment of about `chars_max` characters around a range: from the start of its sentence if that
/// is near, else from a word; to a word's end.
fn around(page: &Page<'_>, range: Range<usize>, chars_max: usize) -> Range<usize> {
    let spare = chars_max.saturating_sub(range.len());
    let start = match page.sentences(range.start.saturating_sub(spare / 2)..range.start).last() {
        Some(&sentence) => sentence,
        None => {
            let words = page.words(range.start.saturating_sub(spare / 3)..range.start);
            words.first().copied().unwrap_or(range.start)
        }
    };
    let limit = (start + chars_max).clamp(range.end, page.len().max(range.end));
    let end = if limit >= page.len() { page.len() } else { end_of(page, range.end, limit) };
    page.trimmed(start..end)
}

/// Where to end: the last sentence's end within the limit if that keeps most of the room, else a word's.
fn end_of(page: &Page<'_>, least: usize, limit: usize) -> usize {
    let keeping_most = limit - (limit - least) / 2..limit;
    if let Some(&sentence) = page.sentences(keeping_most).last() {
        return sentence;
    }
    let last_words = (least + 1).max(limit.saturating_sub(LONG_WORD_CHARS));
    page.words(last_words..limit).last().copied().unwrap_or(limit)
}

/// The fragments in one text, with the marks that lie in them.
fn joined(page: &Page<'_>, fragments: &[Range<usize>], marks: &[Span]) -> Snippet {
    let mut text = String::new();
    let mut chars = 0;
    let mut highlights = Vec::new();
    for fragment in fragments {
        if !text.is_empty() {
            text.push_str(GAP);
            chars += GAP.chars().count();
        }
        let inside = marks.iter().filter(|mark| fragment.start <= mark.start && mark.end <= fragment.end);
        highlights.extend(
            inside.map(|mark| Span {
                start: mark.start - fragment.start + chars,
                end: mark.end - fragment.start + chars,
            }),
        );
        text.push_str(page.slice(fragment.clone()));
        chars += fragment.len();
    }
    Snippet { text, highlights }
}

#[cfg(test)]
mod tests {
    //! Properties: every mark of a short paragraph and at least one of a long one is kept, and cuts
    //! the same words out; a snippet is near its length; each fragment stands in the paragraph.
    use super::*;
    use crate::annotate::People;
    use crate::query::parse;
    use crate::search::Marker;
    use crate::span::slice;

    fn check(text: &str, query: &str) -> Snippet {
        let marks =
            Marker::new(parse(query, jiff::civil::date(2017, 8, 24)).tree.as_ref(), &People::default()).title(text);
        let snippet = cut(text, &marks, CHARS_MAX);
        assert!(snippet.text.split(GAP).all(|fragment| text.contains(fragment)), "{snippet:?}");
        assert!(snippet.text.chars().count() <= CHARS_MAX * 3 / 2, "{snippet:?}");
        assert_eq!(marks.is_empty(), snippet.highlights.is_empty());
        let words: Vec<&str> = marks.iter().map(|&mark| slice(text, mark)).collect();
        assert!(snippet.highlights.iter().all(|&mark| words.contains(&slice(&snippet.text, mark))), "{snippet:?}");
        snippet
    }

    #[test]
    fn short_paragraphs_come_whole() {
        let text = "A short paragraph about rail.";
        assert_eq!(check(text, "rail").text, text);
    }

    #[test]
    fn long_paragraphs_are_cut_around_the_marks() {
        let filler = "Delegates spoke of many other things that day. ".repeat(12);
        let text = format!("{filler}The rail link will open in spring, the chairman said. {filler}");
        let snippet = check(&text, "rail");
        assert!(snippet.text.contains("The rail link will open in spring"), "{snippet:?}");
    }

    #[test]
    fn marks_far_apart_give_two_fragments() {
        let filler = "Delegates spoke of many other things that day. ".repeat(12);
        let text = format!("A rail link was named first. {filler}At last the harbour came up. {filler}");
        let snippet = check(&text, "rail harbour");
        assert!(snippet.text.contains(GAP) && snippet.text.contains("rail") && snippet.text.contains("harbour"));
    }

    #[test]
    fn spans_stand_side_by_side() {
        let span = |start, end| Span { start, end };
        let got = of_spans("“Rail, ” he said, “and 항구.”", &[span(0, 8), span(18, 27)], &[span(1, 5), span(9, 11)]);
        assert_eq!(got, Snippet { text: "“Rail, ” … “and 항구.”".into(), highlights: vec![span(1, 5)] });
        // What lies beyond the end is left out, as everywhere.
        assert_eq!(of_spans("항구", &[span(1, 9)], &[]).text, "구");
    }

    #[test]
    fn every_script_and_shape() {
        for text in
            ["한중 양국은 협력을 강화하기로 했다. ".repeat(40), "共建一带一路，推动合作。".repeat(60), "x".repeat(2000)]
        {
            for query in ["협력", "一带一路", "x", "nothing"] {
                check(&text, query);
            }
        }
    }
}
