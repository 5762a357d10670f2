//! A clue: words of the page that allow some days of publication and exclude the rest.

use jiff::civil::Date as Day;

use super::PartialDate;

/// How far a clue is trusted. Where clues contradict each other the lesser gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A turn of phrase that usually means this.
    Loose,
    /// A fact in passing: who held an office.
    Fair,
    /// A fact that cannot be spoken of earlier, or a day with its weekday.
    Firm,
    /// The text says how its year lies to a known year.
    Fixing,
}

/// A clue to the day of publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clue {
    /// The stretches of days it allows, both ends included.
    pub(super) allows: Vec<(Day, Day)>,
    pub(super) weight: Weight,
    /// The words, as printed.
    pub(super) words: String,
    /// What follows from them.
    pub(super) how: String,
}

impl Clue {
    /// Published in one of these years.
    pub(super) fn years(years: &[i16], weight: Weight, words: &str, how: String) -> Option<Self> {
        let allows: Vec<_> = years
            .iter()
            .filter_map(|&year| PartialDate::from_year(year))
            .map(|y| (y.first_day(), y.last_day()))
            .collect();
        (!allows.is_empty()).then(|| Self { allows, weight, words: quote(words), how })
    }

    /// Published between two days.
    pub(super) fn between(first: Day, last: Day, weight: Weight, words: &str, how: String) -> Self {
        Self { allows: vec![(first, last)], weight, words: quote(words), how }
    }

    /// Not published before a day.
    pub(super) fn not_before(day: Day, weight: Weight, words: &str, how: String) -> Self {
        Self::between(day, Day::MAX, weight, words, how)
    }

    /// Not published after a day.
    pub(super) fn not_after(day: Day, weight: Weight, words: &str, how: String) -> Self {
        Self::between(Day::MIN, day, weight, words, how)
    }

    /// Whether it allows a day.
    pub(super) fn allows_day(&self, day: Day) -> bool {
        self.allows.iter().any(|&(first, last)| (first..=last).contains(&day))
    }

    /// Whether it allows some day between two.
    pub(super) fn allows_part(&self, from: Day, to: Day) -> bool {
        self.allows.iter().any(|&(first, last)| first <= to && from <= last)
    }

    /// Whether it says until when.
    pub(super) fn ends(&self) -> bool {
        self.allows.iter().all(|&(_, last)| last < Day::MAX)
    }
}

/// How many characters of a line are quoted as evidence.
const QUOTE: usize = 100;

/// Words as evidence: trimmed, and cut where they run long.
pub(super) fn quote(words: &str) -> String {
    let words = words.trim();
    match words.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words.to_owned(),
    }
}
