//! The tables of this annotator, together.
//!
//! Its place: each module reads its own; [`super::page::Page`] carries them to all.

use std::sync::LazyLock;

use super::{anniversary, initiative, office, page, relative, stamp, written};
use crate::tables::{Added, Table, TableError};

/// The tables this annotator reads by, with a user's rows in them.
#[derive(Debug)]
pub struct Tables {
    pub(super) names: written::Names,
    pub(super) labels: stamp::Labels,
    pub(super) lines: page::LineWords,
    pub(super) relations: anniversary::Relations,
    pub(super) offices: office::Offices,
    pub(super) initiatives: initiative::Initiatives,
    pub(super) years: relative::RelativeYears,
}

/// The tables a user can add rows to.
pub static TABLES: &[&Table] = &[
    &written::MONTHS,
    &written::WEEKDAYS,
    &stamp::LABELS,
    &page::LINES,
    &anniversary::RELATIONS,
    &office::TERMS,
    &office::WORDS,
    &initiative::INITIATIVES,
    &relative::YEARS,
];

impl Tables {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        Ok(Self {
            names: written::Names::new(added)?,
            labels: stamp::Labels::new(added)?,
            lines: page::LineWords::new(added)?,
            relations: anniversary::Relations::new(added)?,
            offices: office::Offices::new(added)?,
            initiatives: initiative::Initiatives::new(added)?,
            years: relative::RelativeYears::new(added)?,
        })
    }

    /// The tables as they ship.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Tables> =
            LazyLock::new(|| Tables::new(&Added::default()).expect("the built-in tables can be read"));
        &BUILT_IN
    }
}

#[cfg(test)]
mod tests {
    //! Properties: built-in rows are in order and full; a user's row in each table changes what is found, and one that
    //! cannot be read is refused with its file and line.
    use super::super::tests::{dates_by, shown};
    use super::*;

    #[test]
    fn rows_are_in_order() {
        for table in TABLES {
            let cells = if ["offices", "initiatives"].contains(&table.name) { 4 } else { 2 };
            assert_eq!(table.check(cells), None);
        }
    }

    /// A page whose date, or whose lack of one, turns on a row of each table.
    #[test]
    fn a_users_row_changes_what_is_found() {
        const BODY: &str = "The two chambers of commerce agreed to open a joint desk for small exporters, their presidents told the guests.";
        for (table, row, lines, before, after) in [
            ("months", "tammikuu\t1", &["T", "Published: 4 tammikuu 2021", BODY][..], "none", "2021-01-04 explicit"),
            ("weekdays", "maanantai\t1", &["T", "Maanantai 01/03/2021", BODY], "none", "2021-03-01 explicit"),
            (
                "date_labels",
                "Painettu\tpublished",
                &["T", "Painettu: March 1, 2021", "March 3, 2021", BODY],
                "2021-03-03 explicit",
                "2021-03-01 explicit",
            ),
            (
                "date_lines",
                "arkistokuva\taside",
                &["T", "Arkistokuva, March 3, 2021", BODY],
                "2021-03-03 explicit",
                "none",
            ),
            (
                "relations",
                "FI-NO\t1918-03-29",
                &[
                    "T",
                    "This year marks the 100th anniversary of diplomatic relations between Finland and Norway, the rector told the seminar.",
                ],
                "none",
                "2018 derived",
            ),
            (
                "offices",
                "Aino Virta\tpresident\t2019-01-01\t2019-12-31",
                &[
                    "T",
                    "President Aino Virta told the chamber of commerce that ports need a joint desk for small exporters.",
                ],
                "none",
                "2019 derived",
            ),
            (
                "office_words",
                "prime minister\tpääministeri",
                &[
                    "T",
                    "The chamber of commerce heard pääministeri Liz Truss, who promised small exporters a joint desk in every port.",
                ],
                "none",
                "2022 derived",
            ),
            (
                "initiatives",
                "Amber Corridor\t2015-03\t2015-03-02\tAmber Corridor",
                &[
                    "T",
                    "Guests of the chamber celebrated the fifth anniversary of the Amber Corridor, which joins the ports of both countries.",
                ],
                "none",
                "2020 derived",
            ),
            (
                "relative_years",
                "tänä vuonna\t-1",
                &[
                    "T",
                    "The 30th anniversary of Korea-Vietnam diplomatic relations was marked (tänä vuonna) by both chambers of commerce.",
                ],
                "2022 derived",
                "2023 derived",
            ),
        ] {
            let mut added = Added::default();
            added.read(table, "mine.txt", row);
            let published = |added: &Added| shown(dates_by(&Tables::new(added).unwrap(), lines).published.as_ref());
            assert_eq!(published(&Added::default()), before, "{table} without `{row}`");
            assert_eq!(published(&added), after, "{table} with `{row}`");
        }
    }

    #[test]
    fn bad_rows_are_refused() {
        for (table, row, what) in [
            ("months", "tammikuu\t13", "`13` is no number from 1 to 12"),
            ("weekdays", "maanantai\tone", "`one` is no number from 1 to 7"),
            ("date_labels", "painettu\tprinted", "`printed` is not published, updated or counter"),
            ("date_lines", "\taside", "its cell 1 is empty"),
            ("date_lines", "kuva\tpicture", "`picture` is not copyright, image, archive, caption, occasion or aside"),
            ("relations", "NO-FI\t1918", "its first cell is no pair of codes in order, as CN-KR is"),
            ("relations", "FI-NO\tspring", "`spring` is not a date like 2017, 2017-08 or 2017-08-24"),
            ("offices", "Aino Virta\tking\t2019\t-", "`king` is no office of `office_words`"),
            ("offices", "Aino Virta\tpresident\t2019\t2018", "the term ends before it begins"),
            ("offices", "Aino Virta||Virta\tpresident\t2019\t-", "a spelling in its cell 1 is empty"),
            ("office_words", "king\t", "a spelling in its cell 2 is empty"),
            ("initiatives", "Amber Corridor\t2015\t-", "its cell 4 is empty"),
            ("relative_years", "silloin\tthen", "`then` is no number from -9 to 9"),
        ] {
            let mut added = Added::default();
            added.read(table, "mine.txt", &format!("# Mine.\n{row}\n"));
            let refused = Tables::new(&added).unwrap_err().to_string();
            assert!(refused.ends_with(&format!("`mine.txt` line 2: {what}")), "{refused}");
        }
    }
}
