//! Cuts a Chinese paragraph into clauses at its marks, each with the quotations beside it.

use std::ops::Range;

use super::super::quote::Quote;
use super::super::vocabulary::{Classes, Vocabulary};

/// A stretch of text between marks, outside quotations; quotations go by their number in the paragraph.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    /// Bytes of the paragraph's text, one at least, at the edges of characters.
    pub(super) span: Range<usize>,
    /// The quotation that ends right before it, and whether it begins its sentence.
    pub(super) after_quote: Option<usize>,
    /// The quotation that its mark (`：` or `，` or none) leads to.
    pub(super) before_quote: Option<usize>,
    /// One past the end of its sentence.
    pub(super) sentence_end: usize,
    pub(super) opens_sentence: bool,
}

pub(super) fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?')
}

pub(super) fn is_break(c: char) -> bool {
    is_end(c) || matches!(c, '，' | ',' | '；' | ';' | '：' | ':' | '—' | '…' | '（' | '）' | '(' | ')')
}

/// Cuts a paragraph at its marks and quotations; a scare quote inside a clause does not end it.
pub(super) fn clauses(text: &str, quotes: &[Quote], words: &Vocabulary) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut at = 0;
    let mut start = 0;
    let mut opens = true;
    let mut after_quote = None;
    let mut pending = Vec::new();
    let mut next_quote = quotes.iter().enumerate().peekable();
    while at < text.len() {
        if let Some((number, quote)) = next_quote.next_if(|(_, quote)| quote.span.start <= at) {
            let fragment = start < at && !text[start..at].is_empty() && !ends_with_break(text, at);
            // `说“…”`: a quotation directly after a verb of saying is its content.
            if fragment && words.at_end(&text[start..at], Classes::REPORTED).is_none() {
                // A scare quote inside a clause: the clause goes on.
                at = quote.span.end.max(at);
                continue;
            }
            push_clause(&mut clauses, start..at, after_quote, opens);
            pending.push(clauses.len());
            if let Some(last) = clauses
                .last_mut()
                .filter(|last| last.span.end + 3 >= quote.span.start && quote.span.start >= last.span.end)
            {
                last.before_quote = Some(number);
            }
            let led = clauses.last().is_some_and(|last| last.before_quote == Some(number));
            opens = !led || text[quote.inner.clone()].trim_end().ends_with(is_end);
            after_quote = Some(number);
            at = quote.span.end.max(at);
            start = at;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        if is_break(c) {
            push_clause(&mut clauses, start..at, after_quote, opens);
            if start < at {
                after_quote = None;
                opens = is_end(c);
            }
            if is_end(c) {
                opens = true;
                for clause in clauses.iter_mut().rev().take_while(|clause| clause.sentence_end == usize::MAX) {
                    clause.sentence_end = at;
                }
            }
            start = end;
        }
        at = end;
    }
    push_clause(&mut clauses, start..text.len(), after_quote, opens);
    for clause in &mut clauses {
        clause.sentence_end = clause.sentence_end.min(text.len());
    }
    clauses
}

fn push_clause(clauses: &mut Vec<Clause>, span: Range<usize>, after_quote: Option<usize>, opens_sentence: bool) {
    if span.start < span.end {
        clauses.push(Clause { span, after_quote, before_quote: None, sentence_end: usize::MAX, opens_sentence });
    }
}

fn ends_with_break(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(is_break)
}
