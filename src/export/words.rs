//! The words for values that every front end and every citation uses: counts, dates, who speaks and how.
//!
//! Its place: the one table of such words. What only pages or only the terminal say stands with them.

use crate::annotate::{Basis, Date, Kind, PartialDate, Speech};
use crate::engine::opensearch::{Health, Source};

/// `12,345`.
#[must_use]
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 passage`, `12,345 passages`.
#[must_use]
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// `12.5 %` of a part from 0 to 1.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// `12 passages in 3 articles`.
#[must_use]
pub fn found(passages: u64, articles: u64) -> String {
    format!("{} in {}", counted(passages, "passage", "passages"), counted(articles, "article", "articles"))
}

/// A number of bytes, to two places or so.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        100_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// How a cluster is, what each row is about and what it tells.
#[must_use]
pub fn cluster(health: &Health) -> Vec<(&'static str, String)> {
    let Health { opensearch, nodes, state, shards, replicas, unassigned: _, sources } = health;
    let parts = counted(*shards, "part", "parts");
    let mut rows = vec![
        ("runs on", format!("OpenSearch {opensearch}, {}", counted(*nodes, "node", "nodes"))),
        ("spread", format!("{parts}, {} of each beside it", counted(*replicas, "copy", "copies"))),
        ("health", state.advice().to_owned()),
    ];
    rows.extend(sources.iter().map(|Source { name, articles, written_at }| {
        let last = written_at.as_ref().map_or("no run has ended yet".to_owned(), |at| format!("last run {at}"));
        ("source", format!("{name}: {}, {last}", counted(*articles, "article", "articles")))
    }));
    rows
}

/// The months, from January.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a month, from 1.
#[must_use]
pub fn month(number: usize) -> Option<&'static str> {
    MONTHS.get(number.checked_sub(1)?).copied()
}

/// `24 August 2017`, `August 2017`, `2017`: as much as is known.
#[must_use]
pub fn day(date: PartialDate) -> String {
    let month = date.month().and_then(|number| month(usize::from(number.unsigned_abs())));
    let day = date.day().map(|day| day.to_string());
    let parts = [day, month.map(str::to_owned), Some(date.year().to_string())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A date that says what it is not sure of: `24 August 2017`, `≈ August 2017`, `2017, month unknown`.
#[must_use]
pub fn when(date: &Date) -> String {
    let about = if date.basis == Basis::Derived { "≈ " } else { "" };
    let unknown = if date.value.month().is_none() { ", month unknown" } else { "" };
    format!("{about}{}{unknown}", day(date.value))
}

/// How somebody speaks.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "quoted",
        Kind::Indirect => "reported",
        Kind::Mixed => "quoted and reported",
        Kind::Floor => "took the floor",
    }
}

/// How somebody speaks, and through whom it is told: `reported, told by Xinhua`.
#[must_use]
pub fn manner(spoken: Kind, relay: Option<&str>) -> String {
    let relay = relay.map(|relay| format!(", told by {relay}")).unwrap_or_default();
    format!("{}{relay}", kind(spoken))
}

/// Whom a speech names: a name, else a description, else the words it was told from.
#[must_use]
pub fn who(speech: &Speech) -> &str {
    speech.name.as_ref().or(speech.description.as_ref()).unwrap_or(&speech.mention)
}

/// What a speaker stands for: `chair, Inland Trade Council`.
#[must_use]
pub fn office(speech: &Speech) -> Option<String> {
    let parts: Vec<&str> = [&speech.role, &speech.affiliation].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    //! Properties: thousands are parted; a date tells as much as is known, and what is not.
    use super::*;

    #[test]
    fn numbers() {
        for (count, want) in
            [(0, "0 hits"), (1, "1 hit"), (999, "999 hits"), (1_000, "1,000 hits"), (1_234_567, "1,234,567 hits")]
        {
            assert_eq!(counted(count, "hit", "hits"), want);
        }
    }

    #[test]
    fn sizes() {
        for (bytes, want) in [(0, "0.0 kB"), (1_540, "1.5 kB"), (123_456, "123 kB"), (7_650_000, "7.7 MB")] {
            assert_eq!(size(bytes), want);
        }
    }

    #[test]
    fn dates() {
        for (value, plain, told) in [
            ("2017-08-24", "24 August 2017", "≈ 24 August 2017"),
            ("2017-08", "August 2017", "≈ August 2017"),
            ("2017", "2017", "≈ 2017, month unknown"),
        ] {
            let value = value.parse().unwrap();
            assert_eq!(day(value), plain);
            assert_eq!(when(&Date { value, basis: Basis::Derived, evidence: String::new() }), told);
        }
    }
}
