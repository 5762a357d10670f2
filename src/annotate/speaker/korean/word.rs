//! Cuts a Korean paragraph into words between blanks; a quotation is one word, what stands in brackets is set apart.

use std::ops::Range;

use super::super::quote::Quote;

/// A word between blanks, or a quotation.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Without what stands in brackets and without marks at the end.
    pub(super) text: String,
    /// Bytes of the paragraph's text, at the edges of characters; no shorter than `text`.
    pub(super) span: Range<usize>,
    /// What stood in brackets, likewise.
    pub(super) brackets: Option<Range<usize>>,
    /// Which quotation it is.
    pub(super) quote: Option<usize>,
    /// Follows a quotation without a blank.
    pub(super) glued: bool,
    /// Ends with a comma; ends with a full stop.
    pub(super) comma: bool,
    pub(super) stop: bool,
}

/// Cuts a paragraph into words and quotations.
pub(super) fn words(text: &str, quotes: &[Quote]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    for (number, quote) in quotes.iter().enumerate() {
        plain_words(text, at..quote.span.start, &mut words);
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
    plain_words(text, at..text.len(), &mut words);
    for index in 1..words.len() {
        words[index].glued = words[index - 1].quote.is_some() && words[index].span.start == words[index - 1].span.end;
    }
    words
}

fn plain_words(text: &str, part: Range<usize>, words: &mut Vec<Word>) {
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

pub(super) fn ends_sentence(text: &str, quotes: &[Quote], words: &[Word], at: usize) -> bool {
    let next_glued = words.get(at + 1).is_some_and(|next| next.glued);
    match words[at].quote {
        Some(number) => !next_glued && text[quotes[number].inner.clone()].trim_end().ends_with(['.', '?', '!', '…']),
        None => words[at].stop,
    }
}
