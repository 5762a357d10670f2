//! The tables of this stage, together.
//!
//! Its place: each module reads its own; [`super::page::Page`] carries them to all.

use std::sync::LazyLock;

use super::{agency, html, phrase, publisher, stamp};
use crate::tables::{Added, Table, TableError};

/// The tables this stage reads by, with a user's rows in them.
#[derive(Debug)]
pub struct Tables {
    pub(super) phrases: phrase::Phrases,
    pub(super) stamps: stamp::Words,
    pub(super) agencies: agency::Agencies,
    pub(super) names: publisher::NameWords,
    pub(super) page_meta: html::MetaNames,
    pub(super) regions: html::RegionWords,
}

/// The tables a user can add rows to.
pub static TABLES: &[&Table] = &[
    &phrase::FURNITURE,
    &stamp::STAMPS,
    &agency::AGENCIES,
    &publisher::SITE_WORDS,
    &publisher::PAPER_WORDS,
    &html::PAGE_META,
    &html::PAGE_REGIONS,
];

impl Tables {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        Ok(Self {
            phrases: phrase::Phrases::new(added)?,
            stamps: stamp::Words::new(added)?,
            agencies: agency::Agencies::new(added)?,
            names: publisher::NameWords::new(added)?,
            page_meta: html::MetaNames::new(added)?,
            regions: html::RegionWords::new(added)?,
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
    //! Properties: built-in rows are in order and full; a user's row in each table changes what is read, and one that
    //! cannot be read is refused with its file and line; a whole line of the user's is left out wherever it stands,
    //! however it looks and whatever the page is made of.
    use super::super::{Article, Reason, read};
    use super::*;
    use crate::corpus::{Body, Document};

    const LEAD: &str = "The harbour trust opened two berths on Monday after a winter of dredging, its master said.\n\
        Pilots cheered from the pier while the first of the ships made fast with a line from the north.\n";

    fn article(text: &str, added: &Added) -> Article {
        read(&Document::plain("a.txt", text), &Tables::new(added).unwrap())
    }

    #[test]
    fn rows_are_in_order() {
        for (table, cells) in TABLES.iter().zip([4, 2, 2, 2, 1, 2, 2]) {
            assert_eq!(table.check(cells), None);
        }
    }

    #[test]
    fn a_users_row_changes_what_is_read() {
        for (table, row, text) in [
            (
                "furniture",
                "lue lisää\twhole\trelated\tfi",
                format!("Two berths open in the north\n{LEAD}Lue lisää\n{LEAD}"),
            ),
            ("stamps", "painettu\tstamp", format!("Two berths open in the north\nPainettu klo 10:15\n{LEAD}")),
            (
                "agencies",
                "PNS\tPier News Service",
                format!("Two berths open in the north\nHARBOURTON, May 3 (PNS) -- {LEAD}"),
            ),
            ("site_words", "Tiedotteet\tfi", format!("Satama Tiedotteet\nTwo berths open in the north\n{LEAD}")),
            (
                "paper_words",
                "Sanomat",
                format!(
                    "Two berths open in the north\n{LEAD}The master told the Pier Sanomat so.\nA pilot told the Pier Sanomat that he doubts it, and many others do.\nA pilot at the pier. Photo: PS\n"
                ),
            ),
        ] {
            let mut added = Added::default();
            added.read(table, "mine.txt", row);
            assert_ne!(article(&text, &Added::default()), article(&text, &added), "{table}");
        }
    }

    #[test]
    fn a_users_whole_line_is_left_out_wherever_it_stands() {
        const APPEAL: &str = "The Pier Post is paid for by those who read it. If it tells you what you would not have \
            learnt elsewhere, please think of becoming a member, from three crowns a month; members also read the \
            letter of our editors, vote on what we look into, and meet us at the old pier once a year.";
        for (line, reason, shown) in [
            (APPEAL, "notice", APPEAL.to_owned()),
            (APPEAL, "menu", APPEAL.to_uppercase()),
            ("Économie", "section", "ÉCONOMIE".into()),
            ("read our letter", "byline", "▶ Read our Letter (12)".into()),
            ("(2/3 pages)", "menu", "(2/3 pages)".into()),
            ("Printed on 3 May 2021", "date-line", "Printed on 3 May 2021".into()),
            ("Read more & better", "related", "Read more & better".into()),
        ] {
            let mut added = Added::default();
            added.read("furniture", "mine.txt", &format!("{line}\twhole\t{reason}\t-"));
            let [lead, second]: [&str; 2] = LEAD.lines().collect::<Vec<_>>().try_into().unwrap();
            let wrapped = |text: &str| {
                let mut wrapped = String::new();
                for word in text.split(' ') {
                    let column = wrapped.len() - wrapped.rfind('\n').map_or(0, |at| at + 1);
                    wrapped.push(if column + word.len() > 45 { '\n' } else { ' ' });
                    wrapped.push_str(word);
                }
                wrapped
            };
            let markup = shown.replace('&', "&amp;").replacen(' ', " <b>", 1) + "</b>";
            let page = |body: Body| Document { body, ..Document::plain("a", "") };
            for document in [
                page(Body::Plain(format!("Two berths open in the north\n\n{lead}\n{shown}\n{second}\n"))),
                page(Body::Plain([lead, &shown, second].map(|text| wrapped(text).trim().to_owned()).join("\n\n"))),
                page(Body::Extracted(format!("{lead}\n{second}\n{shown}\n"))),
                page(Body::Html(format!(
                    "<h1>Two berths open</h1><article><p>{lead}</p><p>{markup}</p><p>{second}</p></article>"
                ))),
            ] {
                let article = read(&document, &Tables::new(&added).unwrap());
                let why: Vec<Reason> =
                    article.dropped.iter().filter(|dropped| dropped.text == shown).map(|line| line.reason).collect();
                assert_eq!(why, [Reason::parse(reason).unwrap()], "{shown}: {article:#?}");
                assert!(article.paragraphs.iter().all(|paragraph| paragraph.text != shown), "{shown}");
            }
        }
    }

    #[test]
    fn bad_rows_are_refused() {
        for (table, row, what) in [
            ("furniture", "lue lisää\there\trelated\tfi", "`here` is not whole, start, end, part or mark"),
            ("furniture", "\twhole\trelated\tfi", "its cell 1 is empty"),
            ("stamps", "painettu\tprint", "`print` is not stamp, hit, hitfill, day, ago or fill"),
            ("agencies", "PNS", "its cell 2 is empty"),
            ("site_words", "\tfi", "its cell 1 is empty"),
            ("paper_words", "\tfi", "its cell 1 is empty"),
        ] {
            let mut added = Added::default();
            added.read(table, "mine.txt", &format!("# Mine.\n{row}\n"));
            let refused = Tables::new(&added).unwrap_err().to_string();
            assert!(refused.ends_with(&format!("`mine.txt` line 2: {what}")), "{refused}");
        }
        let mut added = Added::default();
        added.read("furniture", "mine.txt", "lue lisää\twhole\tlost\tfi");
        assert!(Tables::new(&added).unwrap_err().to_string().contains("`lost`"));
    }
}
