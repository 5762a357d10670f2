//! Reads the tab-separated tables of `data/` (comment lines start with `#`, the rest are rows) and compiles patterns.

use jiff::civil::Date as Day;
use regex::Regex;

use super::PartialDate;

/// The rows of a table, each as its columns.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// A date of a table, to whatever precision it is written.
pub(super) fn date(text: &str) -> PartialDate {
    text.parse().expect("tables: a date is 2017, 2017-08 or 2017-08-24")
}

/// The first day of a date of a table.
pub(super) fn first_day(text: &str) -> Day {
    date(text).first_day()
}

/// A pattern of the code. Its word boundaries are those of ASCII: the Unicode ones take the engine's slow path, and the
/// alternatives beside them are English words.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace(r"\b", r"(?-u:\b)")).expect("the patterns of this module compile")
}

#[cfg(test)]
mod tests {
    //! Properties: every table of this annotator is in byte order, without repeats, with full rows.
    use super::*;

    #[test]
    fn tables_are_sorted_without_repeats() {
        for (name, text, columns) in [
            ("date_labels", include_str!("../data/date_labels.txt"), 2),
            ("date_lines", include_str!("../data/date_lines.txt"), 2),
            ("initiatives", include_str!("../data/initiatives.txt"), 4),
            ("months", include_str!("../data/months.txt"), 2),
            ("office_words", include_str!("../data/office_words.txt"), 2),
            ("offices", include_str!("../data/offices.txt"), 4),
            ("relations", include_str!("../data/relations.txt"), 2),
            ("relative_years", include_str!("../data/relative_years.txt"), 2),
            ("weekdays", include_str!("../data/weekdays.txt"), 2),
        ] {
            let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
            for pair in lines.windows(2) {
                assert!(pair[0] < pair[1], "{name}: `{}` stands before `{}`", pair[0], pair[1]);
            }
            assert!(rows(text).all(|row| row.len() == columns && row.iter().all(|cell| !cell.is_empty())), "{name}");
        }
    }
}
