//! What articles show, told to people: texts with their marks in square brackets.

use std::collections::BTreeSet;

use onrecord::span::{Span, slice};

use crate::evaluator::{Filed, Judged, Shown};

/// A text with its marks in square brackets.
fn bracketed(text: &str, marks: &[Span]) -> String {
    let mut told = String::new();
    let mut at = 0;
    for &mark in marks {
        told += slice(text, Span { start: at, end: mark.start });
        told += &format!("[{}]", slice(text, mark));
        at = mark.end;
    }
    told + slice(text, Span { start: at, end: text.chars().count() })
}

/// The title of an article, if it has one, then its passages; behind each which speeches answer, if any do.
pub fn told(Filed { article, .. }: &Filed, Shown { title_marks, passages }: &Shown) -> Vec<String> {
    let title = article.title.as_deref().map(|title| bracketed(title, title_marks));
    let passages = passages.iter().map(|(&p, (marks, speeches))| {
        let text = bracketed(&article.paragraphs[p as usize].text, marks);
        if speeches.is_empty() { format!("{p} {text}") } else { format!("{p} {text} {speeches:?}") }
    });
    title.into_iter().chain(passages).collect()
}

/// Where what was found differs from what should have been, line by line.
pub fn differences(articles: &[Filed], got: &Judged, want: &Judged) -> String {
    let lines = |judged: &Judged, filed: &Filed| -> BTreeSet<String> {
        judged.get(filed.article.id.as_str()).map(|shown| told(filed, shown)).unwrap_or_default().into_iter().collect()
    };
    let of_article = |filed: &Filed| {
        let (got, want) = (lines(got, filed), lines(want, filed));
        let only = |mark: &str, some: &BTreeSet<String>, others: &BTreeSet<String>| -> String {
            some.difference(others).map(|line| format!("\n{mark} {} {line}", filed.article.id)).collect()
        };
        only("got ", &got, &want) + &only("want", &want, &got)
    };
    articles.iter().map(of_article).collect()
}
