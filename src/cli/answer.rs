//! The parts of an answer that several commands print: how much was found, whose article, who speaks.

use std::io::{self, Write};

use super::paint::{DIM, SPEAKER, TITLE, marked, paint, plain_width, spread, wrap};
use crate::annotate::{Kind, Speech};
use crate::export::words;
use crate::search::HitArticle;

/// `12 passages in 3 articles · rail`.
pub(super) fn summary(passages: u64, articles: u64, asked: Option<&str>) -> String {
    format!("{} · {}", found(passages, articles), paint(DIM, asked.unwrap_or("the whole index")))
}

/// `12 passages in 3 articles`.
pub(super) fn found(passages: u64, articles: u64) -> String {
    match passages {
        0 => "nothing found".to_owned(),
        _ => words::found(passages, articles),
    }
}

/// The headline, with what matched in it.
pub(super) fn write_title(article: &HitArticle, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = article.title.as_deref().unwrap_or("(no title)");
    let marks = if article.title.is_some() { &article.title_highlights[..] } else { &[] };
    wrap(title, width).into_iter().try_for_each(|line| writeln!(out, "{TITLE}{}{TITLE:#}", marked(title, line, marks)))
}

/// Publisher, date and pairs to the left, a place to the right, or below where there is no room.
pub(super) fn write_byline(article: &HitArticle, place: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (byline, place) = (byline(article), paint(DIM, place));
    if plain_width(&byline) + plain_width(&place) + 2 <= width {
        writeln!(out, "{}", spread(&byline, &place, width))
    } else {
        writeln!(out, "{byline}\n{place}")
    }
}

/// Publisher, date and pairs, as far as known.
fn byline(article: &HitArticle) -> String {
    let when = article.date.as_ref().or(article.event_date.as_ref()).map_or_else(|| "undated".to_owned(), words::when);
    let pairs = article.pairs.iter().map(|pair| pair.label());
    article.publisher.iter().cloned().chain([when]).chain(pairs).collect::<Vec<_>>().join(" · ")
}

/// `Han Seo-yun, chair, Inland Trade Council · took the floor`.
pub(super) fn speaker(speech: &Speech) -> String {
    let office = words::office(speech).map(|office| format!(", {office}")).unwrap_or_default();
    let manner = words::manner(speech.kind, speech.relay.as_deref());
    format!("{}{office} {}", paint(SPEAKER, words::who(speech)), paint(DIM, format!("· {manner}")))
}

/// The rule beside a passage shows the kind of its first speech; the kind stands in words too.
pub(super) fn rule(speakers: &[&Speech]) -> &'static str {
    match speakers.first().map(|speech| speech.kind) {
        Some(Kind::Direct | Kind::Mixed) => "┃",
        Some(Kind::Floor) => "┊",
        Some(Kind::Indirect) => "│",
        None => " ",
    }
}
