//! An article with everything that is known of it, for people: the evidence beside the text.
//!
//! In the text, the words that make something a speech are marked; in the margin stand who speaks and what the
//! paragraph is tagged with, with the words behind each tag where they are known.

use std::io::{self, Write};

use super::paint::{DIM, SPEAKER, TITLE, line_width, marked, paint, plain_width, spread, wrap};
use crate::annotate::country::WeighedParagraph;
use crate::annotate::{AnnotatedArticle, AnnotatedParagraph, Date, Explanation, Speech};
use crate::export::words;
use crate::search::SameStory;
use crate::span::Span;

/// How wide the margin beside a paragraph is.
const MARGIN: usize = 30;

/// Writes an article, found under some paths, with the words behind its tags if they are at hand, and who else tells its
/// story.
pub(super) fn write(
    article: &AnnotatedArticle,
    paths: &[String],
    explained: Option<&Explanation>,
    also: &SameStory,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = line_width();
    writeln!(out, "{}", paint(TITLE, article.title.as_deref().unwrap_or("(no title)")))?;
    let facts = article.publisher.iter().chain(&article.lang).cloned().collect::<Vec<_>>().join(" · ");
    writeln!(out, "{}", spread(&facts, &paint(DIM, &article.id), width))?;
    for path in paths {
        writeln!(out, "{}", paint(DIM, path))?;
    }
    writeln!(out)?;
    write_dates(article, width, out)?;
    write_places(article, width, out)?;
    write_others(also, width, out)?;
    writeln!(out)?;
    for paragraph in &article.paragraphs {
        let words = explained.and_then(|explained| explained.paragraphs.get(paragraph.ordinal as usize));
        write_paragraph(paragraph, words, width, out)?;
    }
    write_dropped(article, out)
}

/// A fact with its name before it, wrapped.
fn write_fact(name: &str, text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for (at, line) in wrap(text, width - 12).into_iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        writeln!(out, "{}  {}", paint(DIM, format!("{name:<10}")), marked(text, line, &[]))?;
    }
    Ok(())
}

fn write_dates(article: &AnnotatedArticle, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let reasoned = |known: &Date| format!("{} — {}", words::when(known), known.evidence);
    match (&article.date, &article.event_date) {
        (None, None) => write_fact("date", "undated: nothing in the text fixes one", width, out)?,
        (None, Some(_)) => {}
        (Some(known), _) => write_fact("date", &reasoned(known), width, out)?,
    }
    article.event_date.as_ref().map_or(Ok(()), |event| write_fact("event", &reasoned(event), width, out))
}

fn write_places(article: &AnnotatedArticle, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for tag in &article.evidence.pairs {
        let main = if article.main_pair == Some(tag.pair) { " (main)" } else { "" };
        let text = format!("{}{main} — {}", tag.pair.label(), tag.evidence.join(" · "));
        write_fact("pair", &text, width, out)?;
    }
    for tag in &article.evidence.countries {
        write_fact("country", &format!("{} — {}", tag.country.name(), tag.evidence.join(" · ")), width, out)?;
    }
    Ok(())
}

/// The other articles of the story, each with what `show` finds it by.
fn write_others(also: &SameStory, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for copy in &also.articles {
        let when = copy.date.as_ref().map(|date| format!("{} · ", words::when(date))).unwrap_or_default();
        let publisher = copy.publisher.as_ref().map(|name| format!("{name} · ")).unwrap_or_default();
        write_fact("also in", &format!("{publisher}{when}{}", copy.path), width, out)?;
    }
    match also.total.saturating_sub(also.articles.len() as u64) {
        0 => Ok(()),
        more => write_fact("", &format!("and {}", words::counted(more, "other place", "other places")), width, out),
    }
}

/// The paragraph to the left, its speakers and tags to the right.
fn write_paragraph(
    paragraph: &AnnotatedParagraph,
    words: Option<&WeighedParagraph>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let room = width - MARGIN - 7;
    let mut cues: Vec<Span> = paragraph.speakers.iter().filter_map(|speech| speech.cue).collect();
    cues.sort_unstable_by_key(|cue| (cue.start, cue.end));
    cues.dedup_by(|next, last| next.start < last.end);
    let text: Vec<String> =
        wrap(&paragraph.text, room).into_iter().map(|line| marked(&paragraph.text, line, &cues)).collect();
    let notes = notes(paragraph, words);
    for at in 0..text.len().max(notes.len()) {
        let number = if at == 0 { format!("¶ {}", paragraph.ordinal + 1) } else { String::new() };
        let line = text.get(at).map_or("", String::as_str);
        let gap = " ".repeat(room.saturating_sub(plain_width(line)));
        let note = notes.get(at).map_or("", String::as_str);
        writeln!(out, "{}{}", paint(DIM, format!("{number:<5}")), format!("{line}{gap}  {note}").trim_end())?;
    }
    writeln!(out)
}

fn notes(paragraph: &AnnotatedParagraph, words: Option<&WeighedParagraph>) -> Vec<String> {
    let speeches = paragraph.speakers.iter().flat_map(speech);
    let tags = match words {
        Some(words) => tags_with_words(paragraph, words),
        None => {
            let countries: Vec<&str> = paragraph.countries.iter().map(|country| country.code()).collect();
            let pairs: Vec<String> = paragraph.pairs.iter().map(ToString::to_string).collect();
            vec![pairs.join(" "), countries.join(" ")]
        }
    };
    let tags = tags.iter().flat_map(|tags| cut(tags)).map(|line| paint(DIM, line));
    speeches.chain(tags).collect()
}

/// A line a tag: the code, and the words of the paragraph that earned it.
fn tags_with_words(paragraph: &AnnotatedParagraph, words: &WeighedParagraph) -> Vec<String> {
    let pairs = paragraph.pairs.iter().map(|pair| {
        let tag = words.pairs.iter().find(|tag| tag.pair == *pair);
        (pair.to_string(), tag.map(|tag| tag.evidence.join(" · ")))
    });
    let countries = paragraph.countries.iter().map(|country| {
        let tag = words.countries.iter().find(|tag| tag.country == *country);
        (country.code().to_owned(), tag.map(|tag| tag.evidence.join(" · ")))
    });
    pairs.chain(countries).map(|(tag, words)| format!("{tag} {}", words.unwrap_or_default())).collect()
}

/// Who speaks, from which words that was read, as what and how.
fn speech(speech: &Speech) -> Vec<String> {
    let name = speech.name.as_ref().or(speech.description.as_ref()).unwrap_or(&speech.mention);
    let mut lines: Vec<String> = cut(name).into_iter().map(|line| paint(SPEAKER, line)).collect();
    let office: Vec<&str> = [&speech.role, &speech.affiliation].into_iter().flatten().map(String::as_str).collect();
    if !office.is_empty() {
        lines.extend(cut(&office.join(", ")));
    }
    let from = if Some(&speech.mention) == speech.name.as_ref() {
        String::new()
    } else {
        format!(" from “{}”", speech.mention)
    };
    let relay = speech.relay.as_ref().map(|relay| format!(" by {relay}")).unwrap_or_default();
    lines.extend(cut(&format!("{}{from}{relay}", speech.kind)).into_iter().map(|line| paint(DIM, line)));
    lines
}

fn cut(text: &str) -> Vec<String> {
    wrap(text, MARGIN).into_iter().map(|line| marked(text, line, &[])).collect()
}

fn write_dropped(article: &AnnotatedArticle, out: &mut dyn Write) -> io::Result<()> {
    if article.dropped.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", paint(DIM, "left out"))?;
    for dropped in &article.dropped {
        let reason = serde_json::to_value(dropped.reason).ok();
        let reason = reason.as_ref().and_then(|reason| reason.as_str()).unwrap_or_default();
        writeln!(out, "{}", paint(DIM, format!("  line {:<4} {reason:<15} {}", dropped.line, dropped.text)))?;
    }
    Ok(())
}
