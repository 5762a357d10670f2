//! Which rows of a user's could bear on a document.
//!
//! What is stored with an article carries the fingerprint of these rows, so that a changed table has exactly those
//! documents annotated again. It may say too many rows, never too few: words are looked for anywhere in the text,
//! whatever their case.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use crate::article;
use crate::corpus::Document;
use crate::tables::{Added, Table, Touches};

/// The rows of a user's, by the words that call them up.
#[derive(Debug, Default)]
pub(super) struct Touching {
    /// The rows that bear on every document.
    always: Vec<String>,
    words: Option<Words>,
}

#[derive(Debug)]
struct Words {
    automaton: AhoCorasick,
    /// For each pattern of the automaton, the rows it calls up.
    rows: Vec<Vec<String>>,
}

impl Touching {
    /// Gathers the rows; those of unknown tables bear on nothing.
    pub(super) fn new(added: &Added, tables: impl Iterator<Item = &'static Table>) -> Self {
        let touches: BTreeMap<&str, Touches> = tables.map(|table| (table.name, table.touches)).collect();
        let mut always = Vec::new();
        let mut by_word: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (table, row) in added.iter() {
            let line = format!("{table}\t{}", row.text);
            let words = match touches.get(table) {
                None | Some(Touches::Queries) => continue,
                Some(Touches::Every) => Vec::new(),
                Some(Touches::Words(words)) => words.iter().map(|word| word.to_lowercase()).collect(),
                Some(Touches::FirstCell) => first_words(&row.text),
            };
            if words.is_empty() {
                always.push(line);
                continue;
            }
            for word in words {
                by_word.entry(word).or_default().push(line.clone());
            }
        }
        let words = (!by_word.is_empty()).then(|| {
            let automaton = AhoCorasick::new(by_word.keys()).expect("a user's table is small enough for an automaton");
            Words { automaton, rows: by_word.into_values().collect() }
        });
        Self { always, words }
    }

    /// The rows that could bear on a document, in order; `tables` are those it is read by.
    pub(super) fn rows(&self, document: &Document, tables: &article::Tables) -> BTreeSet<&str> {
        let mut found: BTreeSet<&str> = self.always.iter().map(String::as_str).collect();
        if let Some(words) = &self.words {
            let text = plain(document, tables);
            for hit in words.automaton.find_overlapping_iter(&text) {
                found.extend(words.rows[hit.pattern().as_usize()].iter().map(String::as_str));
            }
        }
        found
    }
}

/// The parts of a row's first cell that a text must hold, in lower case; a stem counts without its `*`.
fn first_words(row: &str) -> Vec<String> {
    let cell = row.split('\t').next().unwrap_or_default();
    let parts = cell.split('|').map(|part| folded(part.trim_matches('*')));
    parts.filter(|part| !part.is_empty()).collect()
}

/// Everything of a document that is read, in lower case with single blanks; of a web page with its markup and without.
fn plain(document: &Document, tables: &article::Tables) -> String {
    let stated = document.metadata.stated().map(|(_, part)| part);
    let words = article::words_of_page(document, tables);
    let parts: Vec<&str> = stated.chain([document.body.content()]).chain(words.as_deref()).collect();
    folded(&parts.join("\n"))
}

fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    //! Properties: a row bears on the texts with its words, over line ends and whatever the case, on no other; one
    //! without words on all, one for queries on none; a stem counts without its star, alternatives each; the words of a
    //! page are found whatever markup stands between them.
    use super::*;
    use crate::corpus::Body;

    static PLACES: Table = Table { name: "places", columns: "", built_in: &[], touches: Touches::FirstCell };
    static TIMES: Table =
        Table { name: "times", columns: "", built_in: &[], touches: Touches::Words(&["Anniversary"]) };
    static NAMES: Table = Table { name: "names", columns: "", built_in: &[], touches: Touches::Queries };
    static RULES: Table = Table { name: "rules", columns: "", built_in: &[], touches: Touches::Every };

    fn rows(text: &str) -> Vec<String> {
        rows_of(&Document::plain("a.txt", text))
    }

    fn rows_of(document: &Document) -> Vec<String> {
        let mut added = Added::default();
        added.read("places", "t", "Port Ada*\tX\nBo|Cy\tY\n|\tZ\n");
        added.read("times", "t", "1\t2\n");
        added.read("rules", "t", "r\ts\n");
        added.read("unknown", "t", "port\ts\n");
        added.read("names", "t", "port\ts\n");
        let touching = Touching::new(&added, [&PLACES, &TIMES, &RULES, &NAMES].into_iter());
        touching
            .rows(document, article::Tables::built_in())
            .into_iter()
            .map(|row| row.split('\t').nth(1).unwrap().to_owned())
            .collect()
    }

    #[test]
    fn rows_bear_on_texts_with_their_words() {
        assert_eq!(rows("nothing"), ["|", "r"]);
        assert_eq!(rows("in PORT\n ADALAND"), ["Port Ada*", "|", "r"]);
        assert_eq!(rows("cy"), ["Bo|Cy", "|", "r"]);
        assert_eq!(rows("the anniversary"), ["|", "r", "1"]);
    }

    #[test]
    fn markup_stands_between_no_words() {
        for (page, want) in [
            ("<p>in Port <b>Ada</b></p>", true),
            ("<p>in Port&nbsp;&#65;da</p>", true),
            ("<title>Port &Auml;da</title><p>in P</p>", false),
            ("<meta property='og:title' content='Port&#32;Ada'><p>in P</p>", true),
            ("<p class='port ada'>in P</p>", true),
        ] {
            let document = Document { body: Body::Html(page.into()), ..Document::plain("a.html", "") };
            assert_eq!(rows_of(&document).contains(&"Port Ada*".to_owned()), want, "{page}");
        }
    }
}
