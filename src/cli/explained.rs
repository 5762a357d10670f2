//! What else was considered of an article, for people: a line a candidate, the losers with what spoke against them.

use std::io::{self, Write};

use super::paint::{DIM, line_width, marked, paint, wrap};
use crate::annotate::Explanation;
use crate::annotate::date::Mark;

/// How wide the column of names is.
const NAMES: usize = 10;

/// Writes the candidates for dates, countries, pairs and speakers.
pub(super) fn write(explained: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint(DIM, "considered"))?;
    for mark in &explained.dates {
        row("date", &of_mark(mark), mark.chosen, out)?;
    }
    for weighed in &explained.countries {
        let why = weighed_line(weighed.score, weighed.threshold, &weighed.evidence, &weighed.reason);
        row("country", &format!("{} {why}", weighed.country.name()), weighed.won, out)?;
    }
    for weighed in &explained.pairs {
        let why = weighed_line(weighed.score, weighed.threshold, &weighed.evidence, &weighed.reason);
        row("pair", &format!("{} {why}", weighed.pair.label()), weighed.won, out)?;
    }
    for resolved in &explained.speakers {
        let over: Vec<String> = resolved.over.iter().map(|(name, against)| format!("{name} ({against})")).collect();
        let over = if over.is_empty() { "nobody else".to_owned() } else { over.join(", ") };
        let text = format!("¶ {} “{}” is {}, over {over}", resolved.paragraph + 1, resolved.mention, resolved.chosen);
        row("speaker", &text, true, out)?;
    }
    Ok(())
}

fn of_mark(mark: &Mark) -> String {
    let kind = serde_json::to_value(mark.kind).ok();
    let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default();
    let line = mark.line.map(|line| format!(" in line {line}")).unwrap_or_default();
    let gives = if mark.gives.is_empty() { String::new() } else { format!(" → {}", mark.gives) };
    format!("{kind} “{}”{line}{gives}: {}", mark.words, mark.outcome)
}

fn weighed_line(score: f32, threshold: f32, evidence: &[String], reason: &str) -> String {
    format!("{score:.2} of {threshold:.2}: {reason} — {}", evidence.join(" · "))
}

/// One candidate: `+` before those that won, `-` before the others.
fn row(name: &str, text: &str, won: bool, out: &mut dyn Write) -> io::Result<()> {
    let sign = if won { '+' } else { '-' };
    for (at, line) in wrap(text, line_width() - NAMES - 6).into_iter().enumerate() {
        let (name, sign) = if at == 0 { (name, sign) } else { ("", ' ') };
        let line = marked(text, line, &[]);
        let line = if won { line } else { paint(DIM, line) };
        writeln!(out, "  {}{sign} {line}", paint(DIM, format!("{name:<NAMES$}")))?;
    }
    Ok(())
}
