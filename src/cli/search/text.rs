//! An answer for people: a line on the whole, passages under their articles, facets as short bars.

use std::io::{self, Write};

use crate::annotate::{Kind, Speech};
use crate::cli::paint::{
    DIM, SPEAKER, TITLE, bar, counted, date, line_width, marked, paint, plain_width, spread, wrap,
};
use crate::engine::FacetRow;
use crate::query::Facet;
use crate::search::{Answer, GAP, HitArticle, Response};
use crate::span::Span;

/// How many rows of a facet are printed.
const FACET_ROWS: usize = 5;

pub(super) fn write(response: &Response, out: &mut dyn Write) -> io::Result<()> {
    let width = line_width();
    writeln!(out, "{}", summary(response, width))?;
    write_reading(response, width, out)?;
    writeln!(out)?;
    for hits in response.hits.groups() {
        write_article(hits, width, out)?;
    }
    if response.total > 0 {
        write_facets(response, width, out)?;
    }
    if let Some(next) = response.next {
        writeln!(out, "{}", paint(DIM, format!("more with --offset {next}")))?;
    }
    Ok(())
}

fn summary(response: &Response, width: usize) -> String {
    let took = paint(DIM, format!("{} ms", response.took_ms));
    let found = if response.total == 0 {
        "nothing found".to_owned()
    } else {
        format!(
            "{} in {}",
            counted(response.total, "passage", "passages"),
            counted(response.total_articles, "article", "articles")
        )
    };
    spread(&format!("{found} · {}", paint(DIM, &response.understood.text)), &took, width)
}

/// What a reader of the query may want to change in it: other names it was read by, other readings, a better
/// spelling, and what looser readings find.
fn write_reading(response: &Response, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let clauses = response.understood.clauses.iter().filter(|clause| !clause.expansions.is_empty());
    let also = clauses
        .map(|clause| format!("{} is also {} (--exact leaves them out)", clause.text, clause.expansions.join(", ")));
    let other = response.understood.other_readings.iter().map(|reading| format!("it can be read as {reading} too"));
    let looser = response.looser.iter().map(|looser| {
        let (passages, articles) =
            (counted(looser.total, "passage", "passages"), counted(looser.total_articles, "article", "articles"));
        format!("{}: {passages} in {articles}", looser.label)
    });
    let meant = response.suggestion.iter().map(|better| format!("did you mean {better}?"));
    for note in also.chain(other).chain(meant).chain(looser) {
        for line in wrap(&note, width) {
            writeln!(out, "{}", paint(DIM, marked(&note, line, &[])))?;
        }
    }
    Ok(())
}

fn write_article(hits: &[Answer], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let article = &hits[0].article;
    let title = article.title.as_deref().unwrap_or("(no title)");
    let marks = if article.title.is_some() { &article.title_highlights[..] } else { &[] };
    for line in wrap(title, width) {
        writeln!(out, "{TITLE}{}{TITLE:#}", marked(title, line, marks))?;
    }
    let (byline, path) = (byline(article), paint(DIM, &article.path));
    if plain_width(&byline) + plain_width(&path) + 2 <= width {
        writeln!(out, "{}\n", spread(&byline, &path, width))?;
    } else {
        writeln!(out, "{byline}\n{path}\n")?;
    }
    for hit in hits {
        write_passage(hit, width, out)?;
    }
    let left = hits[0].of_article.saturating_sub(hits.len() as u64);
    if left > 0 && hits.len() > 1 {
        let more = counted(left, "more passage", "more passages");
        writeln!(out, "  {}\n", paint(DIM, format!("{more} in this article")))?;
    }
    Ok(())
}

/// Publisher, date and pairs, as far as known.
pub(in crate::cli) fn byline(article: &HitArticle) -> String {
    let when = article.date.as_ref().or(article.event_date.as_ref()).map_or_else(|| "undated".to_owned(), date);
    let pairs = article.pairs.iter().map(|pair| pair.label());
    article.publisher.iter().cloned().chain([when]).chain(pairs).collect::<Vec<_>>().join(" · ")
}

fn write_passage(hit: &Answer, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let place = paint(DIM, format!("¶ {}", hit.paragraph.ordinal + 1));
    let speakers = shown_speakers(hit);
    let mut lines: Vec<String> = speakers.iter().map(|speech| speaker(speech)).collect();
    lines.dedup();
    let mut lines = lines.into_iter();
    writeln!(out, "{}", spread(&format!("  {}", lines.next().unwrap_or_default()), &place, width))?;
    for line in lines {
        writeln!(out, "  {line}")?;
    }
    let rule = rule(&speakers);
    let (text, marks) = with_ellipses(hit);
    for line in wrap(&text, width - 4) {
        writeln!(out, "  {} {}", paint(DIM, rule), marked(&text, line, &marks))?;
    }
    writeln!(out)
}

/// The snippet, with dots where the paragraph goes on before or after it.
fn with_ellipses(hit: &Answer) -> (String, Vec<Span>) {
    let (snippet, whole) = (&hit.snippet, hit.paragraph.text.trim());
    let first = snippet.text.split(GAP).next().unwrap_or_default();
    let last = snippet.text.rsplit(GAP).next().unwrap_or_default();
    let before = if whole.starts_with(first) { "" } else { "… " };
    let after = if whole.ends_with(last) { "" } else { " …" };
    let shift = before.chars().count();
    let marks = snippet.highlights.iter().map(|mark| Span { start: mark.start + shift, end: mark.end + shift });
    (format!("{before}{}{after}", snippet.text), marks.collect())
}

/// The speeches that answer; where none was asked for, those with a word that matched; else all.
fn shown_speakers(hit: &Answer) -> Vec<&Speech> {
    let all = &hit.paragraph.speakers;
    if !hit.speeches.is_empty() {
        return hit.speeches.iter().filter_map(|&at| all.get(at)).collect();
    }
    let marks = &hit.snippet.highlights;
    let whole = hit.snippet.text == hit.paragraph.text;
    let said =
        |speech: &&Speech| speech.content.iter().any(|&content| marks.iter().any(|&mark| content.contains(mark)));
    let matching: Vec<&Speech> = if whole { all.iter().filter(said).collect() } else { Vec::new() };
    if matching.is_empty() { all.iter().collect() } else { matching }
}

/// `Han Seo-yun, chair, Inland Trade Council · took the floor`.
pub(in crate::cli) fn speaker(speech: &Speech) -> String {
    let name = speech.name.as_ref().or(speech.description.as_ref()).unwrap_or(&speech.mention);
    let office: Vec<&str> = [&speech.role, &speech.affiliation].into_iter().flatten().map(String::as_str).collect();
    let office = office.iter().map(|part| format!(", {part}")).collect::<String>();
    let kind = match speech.kind {
        Kind::Direct => "quoted",
        Kind::Indirect => "reported",
        Kind::Mixed => "quoted and reported",
        Kind::Floor => "took the floor",
    };
    let relay = speech.relay.as_ref().map(|relay| format!(", told by {relay}")).unwrap_or_default();
    format!("{}{office} {}", paint(SPEAKER, name), paint(DIM, format!("· {kind}{relay}")))
}

/// The rule beside a passage shows the kind of its first speech; the kind stands in words too.
pub(in crate::cli) fn rule(speakers: &[&Speech]) -> &'static str {
    match speakers.first().map(|speech| speech.kind) {
        Some(Kind::Direct | Kind::Mixed) => "┃",
        Some(Kind::Floor) => "┊",
        Some(Kind::Indirect) => "│",
        None => " ",
    }
}

fn write_facets(response: &Response, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for facet in [Facet::Year, Facet::Pair, Facet::Speaker, Facet::Country, Facet::Publisher, Facet::Lang] {
        let rows = response.facets.rows(facet);
        if rows.is_empty() {
            continue;
        }
        let text = if facet == Facet::Year { years(rows) } else { names(response, facet, rows) };
        for (at, line) in wrap(&text, width - 11).into_iter().enumerate() {
            let name = if at == 0 { facet.name() } else { "" };
            writeln!(out, "{}  {}", paint(DIM, format!("{name:<9}")), marked(&text, line, &[]))?;
        }
    }
    Ok(())
}

/// `2015 ▇▇▇ 21   2016 ▇▇▇▇ 27`, undated last.
fn years(rows: &[FacetRow]) -> String {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0);
    let year = |row: &FacetRow| format!("{}\u{a0}{}\u{a0}{}", row.label, bar(row.count, most, 8), row.count);
    rows.iter().map(year).collect::<Vec<_>>().join("   ")
}

/// `China–Russia 26 · China–Japan 14 · 5 more`.
fn names(response: &Response, facet: Facet, rows: &[FacetRow]) -> String {
    let shown = rows.iter().take(FACET_ROWS).map(|row| format!("{} {}", row.label, row.count));
    let left =
        rows.len().saturating_sub(FACET_ROWS) as u64 + response.facets.other(facet).map_or(0, |other| other.values);
    let more = (left > 0).then(|| format!("{left} more"));
    shown.chain(more).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    //! Properties: years are bars in scale; names are cut with the rest counted.
    use super::*;

    #[test]
    fn years_are_bars_in_scale() {
        let row = |label: &str, count| FacetRow { value: None, label: label.into(), count, articles: 1 };
        let text = years(&[row("2016", 2), row("2017", 4), row("undated", 0)]);
        assert_eq!(text.replace('\u{a0}', " "), "2016 ▇▇▇▇ 2   2017 ▇▇▇▇▇▇▇▇ 4   undated  0");
    }
}
