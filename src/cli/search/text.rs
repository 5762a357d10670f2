//! An answer for people: a line on the whole, passages under their articles, facets as short bars.

use std::io::{self, Write};

use crate::cli::answer::{found, rule, speaker, summary, write_byline, write_title};
use crate::cli::paint::{DIM, NO_BREAK, bar, line_width, marked, paint, spread, wrap};
use crate::engine::{Explanation, FacetRow, WordScore};
use crate::export::words::counted;
use crate::query::Facet;
use crate::search::{Answer, CopyArticle, Response};
use crate::span::Span;

/// How many other names of a thing are printed.
const NAMES: usize = 5;

/// How many rows of a facet are printed.
const FACET_ROWS: usize = 5;

pub(super) fn write(response: &Response, out: &mut dyn Write) -> io::Result<()> {
    let width = line_width();
    let mut summary = summary(response.total, response.total_articles, Some(&response.understood.text));
    if response.total_stories < response.total_articles {
        summary += &format!(", {}", counted(response.total_stories, "story", "stories"));
    }
    writeln!(out, "{}", spread(&summary, &paint(DIM, format!("{} ms", response.took_ms)), width))?;
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

/// What a reader of the query may want to change in it: other names it was read by, other readings, a better
/// spelling, and what looser readings find.
fn write_reading(response: &Response, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let clauses = response.understood.clauses.iter().filter(|clause| !clause.expansions.is_empty());
    let also = clauses
        .map(|clause| format!("{} is also {} (--exact leaves them out)", clause.text, some_names(&clause.expansions)));
    let other = response.understood.other_readings.iter().map(|reading| format!("it can be read as {reading} too"));
    let looser = response
        .looser
        .iter()
        .map(|looser| format!("{}: {}", looser.label, found(looser.total, looser.total_articles)));
    let meant = response.suggestion.iter().map(|better| format!("did you mean {better}?"));
    let words: Vec<&str> = response.also_ranked_by.iter().map(|shared| shared.word.as_str()).collect();
    let shared =
        (!words.is_empty()).then(|| format!("ranked by what the best answers share, too: {}", words.join(", ")));
    for note in also.chain(other).chain(shared).chain(meant).chain(looser) {
        for line in wrap(&note, width) {
            writeln!(out, "{}", paint(DIM, marked(&note, line, &[])))?;
        }
    }
    Ok(())
}

/// The first names, and how many more there are.
fn some_names(names: &[String]) -> String {
    let (shown, left) = names.split_at(names.len().min(NAMES));
    let more = (!left.is_empty()).then(|| format!("{} more", left.len()));
    shown.iter().cloned().chain(more).collect::<Vec<_>>().join(", ")
}

fn write_article(hits: &[Answer], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let article = &hits[0].article;
    write_title(article, width, out)?;
    write_byline(article, &article.path, width, out)?;
    write_copies(&hits[0], width, out)?;
    writeln!(out)?;
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

/// Who else tells the story: "and 2 copies: Pier Ledger (2017-12-17), pages/b.txt".
fn write_copies(hit: &Answer, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if hit.copies_total == 0 {
        return Ok(());
    }
    let named = |copy: &CopyArticle| {
        let name = copy.publisher.as_ref().unwrap_or(&copy.path);
        copy.date.as_ref().map_or_else(|| name.clone(), |date| format!("{name} ({})", date.value))
    };
    let mut names: Vec<String> = hit.copies.iter().take(NAMES).map(named).collect();
    let left = hit.copies_total.saturating_sub(names.len() as u64);
    names.extend((left > 0).then(|| format!("{left} more")));
    let copies = counted(hit.copies_total, "copy", "copies");
    let line = format!("and {copies} (--copies lists them): {}", names.join(", "));
    for part in wrap(&line, width) {
        writeln!(out, "{}", paint(DIM, marked(&line, part, &[])))?;
    }
    Ok(())
}

fn write_passage(hit: &Answer, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let place = paint(DIM, format!("¶ {}", hit.paragraph.ordinal + 1));
    let speakers = hit.shown_speakers();
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
    if let Some(explanation) = &hit.explanation {
        write_explanation(explanation, hit.score, out)?;
    }
    writeln!(out)
}

/// `4.31 = 2.50 belt (here 1.00, article 1.50)`, then a line for each further word.
fn write_explanation(explanation: &Explanation, score: f32, out: &mut dyn Write) -> io::Result<()> {
    let factor = explanation.recency.map(|factor| format!("{factor:.2} for its age × the sum of"));
    let words = explanation.words.iter().map(|word| format!("{:>5.2} {}", word.sum(), word_score(word)));
    let mut sign = format!("{score:.2} =");
    for line in factor.into_iter().chain(words) {
        writeln!(out, "    {}", paint(DIM, format!("{sign:>8} {line}")))?;
        sign = "+".to_owned();
    }
    Ok(())
}

fn word_score(word: &WordScore) -> String {
    let places = [("here", word.passage), ("article", word.article), ("title", word.title)];
    let places = places.into_iter().filter(|(_, score)| *score > 0.0);
    let places: Vec<String> = places.map(|(place, score)| format!("{place} {score:.2}")).collect();
    let together = if word.together { " together" } else { "" };
    format!("{}{together} ({})", word.text, places.join(", "))
}

/// The snippet, with dots where the paragraph goes on before or after it.
fn with_ellipses(hit: &Answer) -> (String, Vec<Span>) {
    let snippet = &hit.snippet;
    let (before, after) = hit.cut_off();
    let (before, after) = (if before { "… " } else { "" }, if after { " …" } else { "" });
    let shift = before.chars().count();
    let marks = snippet.highlights.iter().map(|mark| Span { start: mark.start + shift, end: mark.end + shift });
    (format!("{before}{}{after}", snippet.text), marks.collect())
}

fn write_facets(response: &Response, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for facet in [Facet::Year, Facet::Pair, Facet::Speaker, Facet::Country, Facet::Publisher, Facet::Lang] {
        // A row without passages promises other passages than these: choosing it still finds its articles.
        let rows: Vec<&FacetRow> = response.facets.rows(facet).iter().filter(|row| row.count > 0).collect();
        if rows.is_empty() {
            continue;
        }
        let text = if facet == Facet::Year { years(&rows) } else { names(response, facet, &rows) };
        for (at, line) in wrap(&text, width - 11).into_iter().enumerate() {
            let name = if at == 0 { facet.name() } else { "" };
            // What kept a count beside its name is a blank like any other to who reads it.
            let line = marked(&text, line, &[]).replace(NO_BREAK, " ");
            writeln!(out, "{}  {line}", paint(DIM, format!("{name:<9}")))?;
        }
    }
    Ok(())
}

/// `2015 ▇▇▇ 21   2016 ▇▇▇▇ 27`, undated last.
fn years(rows: &[&FacetRow]) -> String {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0);
    let year = |row: &&FacetRow| format!("{}{NO_BREAK}{}{NO_BREAK}{}", row.label, bar(row.count, most, 8), row.count);
    rows.iter().map(year).collect::<Vec<_>>().join("   ")
}

/// `China–Russia 26 · China–Japan 14 · 5 more`.
fn names(response: &Response, facet: Facet, rows: &[&FacetRow]) -> String {
    let shown = rows.iter().take(FACET_ROWS).map(|row| format!("{}{NO_BREAK}{}", row.label, row.count));
    let left =
        rows.len().saturating_sub(FACET_ROWS) as u64 + response.facets.other(facet).map_or(0, |other| other.values);
    let more = (left > 0).then(|| format!("{left}{NO_BREAK}more"));
    shown.chain(more).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    //! Properties: years are bars in scale; names are cut with the rest counted.
    use super::*;

    #[test]
    fn years_are_bars_in_scale() {
        let row = |label: &str, count| FacetRow { value: None, label: label.into(), count, articles: 1 };
        let text = years(&[&row("2016", 2), &row("2017", 4)]);
        assert_eq!(text.replace('\u{a0}', " "), "2016 ▇▇▇▇ 2   2017 ▇▇▇▇▇▇▇▇ 4");
    }
}
