//! Says which countries and pairs of countries an [`Article`] is about, and which its paragraphs mention.
//!
//! Its place: the first of the annotators; `date` and `speaker` may ask it for the mentions in a text.
//!
//! The way: `mention` finds the forms of the tables (`form`, `finder`) in each block of text, telling names from other
//! words (`sense`, `sign`, `listing`); `role` says what part each plays; `relation` which pairs a sentence brings
//! together; `weigh` what it all comes to, and `explain` tells. `typed` reads what a user types.
//!
//! # Invariants
//! Furniture (`Article::dropped`) is never read. A bloc (`EU`, `ASEAN`) stands in pairs, never among the countries.
//! `main_pair` is one of `pairs`; both sides of a pair that are countries are among the countries.
//!
//! # Example
//! ```
//! use onrecord::annotate::country::{Tables, mentions};
//! let found = mentions("The Sino-Korean forum", Tables::built_in());
//! assert_eq!(found.len(), 2);
//! ```
//!
//! # Limits
//! An article that tells of a country without naming it, its people, its places or its leaders is not found.

mod code;
mod explain;
mod finder;
mod form;
mod listing;
mod mention;
mod relation;
mod role;
mod script;
mod sense;
mod sign;
mod typed;
mod weigh;
mod words;

pub use code::{Country, CountryPair};
pub use explain::{Weighed, WeighedCountry, WeighedPair, WeighedParagraph, explain};
pub use form::MentionKind;
pub use mention::{Mention, mentions};
pub use typed::{CountryName, country_names};

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::tables::{Added, Table, TableError};
use finder::Finder;
use form::Form;
use listing::Listings;
use relation::Tie;
use role::Block;
use sense::{Choices, Cues};
use sign::Signs;
use weigh::{Verdict, Zone};
use words::Words;

/// A country that an article is about, with the words that earned it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryTag {
    /// The country.
    pub country: Country,
    /// The different words in the text that named it, in order of appearance.
    pub evidence: Vec<String>,
}

/// A pair that an article is about, with the words that earned it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairTag {
    /// The pair.
    pub pair: CountryPair,
    /// The words in the text that named the two together, or each of them.
    pub evidence: Vec<String>,
}

/// What an article says of countries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The countries the article is about, by code.
    pub countries: Vec<CountryTag>,
    /// The pairs it is about, by code.
    pub pairs: Vec<PairTag>,
    /// The one of `pairs` that a reader would file it under.
    pub main_pair: Option<CountryPair>,
    /// A row a paragraph of the article, in order.
    pub paragraphs: Vec<ParagraphPlaces>,
}

/// What a paragraph says of countries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParagraphPlaces {
    /// The countries it mentions, by code.
    pub countries: Vec<Country>,
    /// The pairs it concerns, by code.
    pub pairs: Vec<CountryPair>,
}

/// The tables this annotator reads by, with a user's rows in them.
#[derive(Debug)]
pub struct Tables {
    forms: Vec<Form>,
    finder: Finder,
    signs: Signs,
    listings: Listings,
    words: Words,
    cues: Cues,
}

/// The tables a user can add rows to.
pub static TABLES: &[&Table] = &[&form::FORMS, &words::WORDS, &sense::CHOICES];

impl Tables {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a row that a user added cannot be read.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let forms = form::read(added)?;
        Ok(Self {
            finder: Finder::new(&forms),
            signs: Signs::new(&forms),
            listings: Listings::new(&forms),
            words: Words::read(added)?,
            cues: Cues::read(added, &forms)?,
            forms,
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

/// Finds the countries and pairs of an article.
#[must_use]
pub fn annotate(article: &Article, tables: &Tables) -> Places {
    let blocks = read(article, tables);
    let Verdict { countries, pairs, main_pair } = weigh::weigh(&blocks).verdict();
    let is_about = about(&countries, &pairs);
    let paragraphs = bodies(&blocks).map(|(_, block, ties)| paragraph(block, ties, &is_about)).collect();
    Places { countries, pairs, main_pair, paragraphs }
}

/// A block of an article, where it stands, and what it ties.
type Read<'a> = (Zone, Block<'a>, Vec<Tie<'a>>);

/// Reads the headline and the paragraphs.
fn read<'a>(article: &'a Article, tables: &'a Tables) -> Vec<Read<'a>> {
    let title = article.title.as_deref();
    let paragraphs = || article.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let choices = Choices::new(title.into_iter().chain(paragraphs()), &tables.cues);
    let zones = [Zone::Lead, Zone::Second].into_iter().chain(std::iter::repeat(Zone::Body));
    let parts = title.map(|text| (Zone::Title, text)).into_iter().chain(zones.zip(paragraphs()));
    let read = |(zone, text)| {
        let block = Block::read(text, tables, &choices);
        let ties = relation::ties(&block, &tables.words);
        (zone, block, ties)
    };
    parts.map(read).collect()
}

fn bodies<'b, 'a>(blocks: &'b [Read<'a>]) -> impl Iterator<Item = &'b Read<'a>> {
    blocks.iter().filter(|(zone, ..)| *zone != Zone::Title)
}

/// Which countries the article is about. Only beside these can a country be a third one.
fn about(countries: &[CountryTag], pairs: &[PairTag]) -> impl Fn(Country) -> bool + use<> {
    let sides = pairs.iter().flat_map(|tag| [tag.pair.first(), tag.pair.second()]);
    let about: Vec<Country> = countries.iter().map(|tag| tag.country).chain(sides).collect();
    let any = pairs.is_empty();
    move |country| any || about.contains(&country)
}

fn paragraph(block: &Block, ties: &[Tie], is_about: impl Fn(Country) -> bool) -> ParagraphPlaces {
    let countries = block.countries().into_iter().filter(|country| !country.is_bloc()).collect();
    ParagraphPlaces { countries, pairs: relation::concerned(ties, is_about) }
}

#[cfg(test)]
mod tests {
    //! Properties: title and lead decide; a list, a source or a passing word makes no pair; furniture is not read;
    //! blocs stand in pairs only; a paragraph has what it names itself; there is a row a paragraph.
    use super::form::FORMS;
    use super::*;
    use crate::article::{Dropped, Paragraph, Reason};

    fn article(title: &str, paragraphs: &[&str]) -> Article {
        let paragraph = |text: &&str| Paragraph { line: 1, place: None, text: (*text).to_owned() };
        Article {
            title: Some(title.to_owned()),
            paragraphs: paragraphs.iter().map(paragraph).collect(),
            ..Article::default()
        }
    }

    fn pairs(places: &Places) -> Vec<String> {
        places.pairs.iter().map(|tag| tag.pair.to_string()).collect()
    }

    #[test]
    fn an_article_is_about_its_actors() {
        for (title, paragraphs, want) in [
            ("Norway and Chile sign salmon pact", &["Norway and Chile signed a pact on salmon."][..], &["CL-NO"][..]),
            ("Salmon pact signed", &["Chile's minister flew to Norway.", "Norway will buy Chilean feed."], &["CL-NO"]),
            ("노르웨이-칠레 포럼 열려", &["오슬로에서 포럼이 열렸다."], &["CL-NO"]),
            ("Norway opens port", &["Norway opened a port.", "It was built with Norwegian steel, Kyodo wrote."], &[]),
            (
                "Fishing fleets shrink",
                &["Norway, Chile, Peru, Japan, Canada and Iceland have fewer ships.", "Nobody knows why."],
                &[],
            ),
            (
                "EU fines Norway",
                &["The European Union fined Norway over salmon.", "The EU told Norway so."],
                &["EU-NO"],
            ),
            ("노르웨이·칠레·페루 장관 회의", &["세 나라 장관이 만났다."], &["CL-NO", "CL-PE", "NO-PE"]),
            ("남북 이산가족 상봉 재개", &["통일부는 북측이 명단을 보냈다고 밝혔다."], &["KP-KR"]),
            ("Норвежские суда у чилийского порта", &["Норвежские суда ждут у чилийского порта."], &["CL-NO"]),
            ("Chilean-born cook opens in Norway", &["The Chilean-born cook opened a café in Norway."], &[]),
            ("Oslo accord at work", &["The Oslo accord is kept, Chile's minister said. Chile was early."], &[]),
            (
                "OSTROM PAPER <OSP> BUYS CHILEAN MILL",
                &["Ostrom Paper Co <OSP> bought a mill from Papeles del Sur of Chile."],
                &["CL-US"],
            ),
        ] {
            let places = annotate(&article(title, paragraphs), Tables::built_in());
            assert_eq!(pairs(&places), want, "{title}");
            assert_eq!(places.main_pair.map(|pair| pair.to_string()).as_deref(), want.first().copied(), "{title}");
            assert!(places.countries.iter().all(|tag| !tag.country.is_bloc() && !tag.evidence.is_empty()));
            assert!(places.pairs.iter().all(|tag| !tag.evidence.is_empty()));
            assert_eq!(places.paragraphs.len(), paragraphs.len());
        }
    }

    #[test]
    fn furniture_is_not_read() {
        let mut page = article("Norway opens port", &["Norway opened a port."]);
        let text = "Norway-Chile talks fail; Norway and Chile part".to_owned();
        page.dropped.push(Dropped { line: 3, text, reason: Reason::Related });
        assert!(annotate(&page, Tables::built_in()).pairs.is_empty());
    }

    #[test]
    fn paragraphs_have_what_they_name() {
        let places = annotate(
            &article("Norway and Chile meet", &["Norway was first.", "Chile's envoy to Norway spoke.", "Both agreed."]),
            Tables::built_in(),
        );
        let codes: Vec<Vec<_>> =
            places.paragraphs.iter().map(|p| p.countries.iter().map(|c| c.code()).collect()).collect();
        assert_eq!(codes, [vec!["NO"], vec!["CL", "NO"], vec![]]);
        let counts: Vec<_> = places.paragraphs.iter().map(|p| p.pairs.len()).collect();
        assert_eq!(counts, [0, 1, 0]);
    }

    #[test]
    fn nothing_makes_nothing() {
        assert_eq!(annotate(&Article::default(), Tables::built_in()), Places::default());
    }

    /// What a text names when a user's rows stand in the tables; or why they are refused.
    fn named(table: &str, row: &str, text: &str) -> Result<String, String> {
        let mut added = Added::default();
        added.read(table, "mine.txt", &format!("# Mine.\n{row}\n"));
        let tables = Tables::new(&added).map_err(|e| e.to_string())?;
        let codes = mentions(text, &tables).into_iter().map(|mention| {
            let codes: Vec<_> = mention.countries.iter().map(|country| country.code()).collect();
            codes.join("+")
        });
        Ok(codes.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_users_rows_change_what_is_found() {
        for (table, row, text, want) in [
            ("country_forms", "Lysø\tNO\tcity", "In Lysø and LYSØ", "NO NO"),
            ("country_forms", "노르웨이\t-", "노르웨이와 칠레", "CL"),
            ("country_forms", "Chile\tNO\tname", "Chile and Chilean", "NO CL"),
            ("country_forms", "Peru Street\t-\tmask", "Peru Street in Peru", "PE"),
            ("country_forms", "칠\tCL\tsign", "한·칠", "KR CL"),
            ("country_forms", "Лис*\tNO\tcity", "в Лисе", "NO"),
            ("country_forms", ".LYS\tNO\tlisting", "Halden Paper (HLDN.LYS)", "NO"),
            ("country_choices", "Georgia\tGE\tkhachapuri", "Georgia by the governor", "GE"),
            ("country_words", "Ferdinand\tforename", "Ferdinand Norway, Ferdinand Jordan", "NO"),
        ] {
            assert_eq!(named(table, row, text).as_deref(), Ok(want), "{row}");
        }
    }

    #[test]
    fn a_row_that_says_nothing_is_refused() {
        for (table, row, what) in [
            ("country_forms", "Lysø\tXX\tcity", "`XX` is no code of a country"),
            ("country_forms", "Lysø\tNO\ttown", "`town` is no kind of form"),
            ("country_forms", "Lysø\tNO\tcity\tbig", "`big` is no rule"),
            ("country_forms", "Lysø\t-\tcity", "it names no country"),
            ("country_forms", "Lysø\tNO\tpair", "a pair names two countries or more"),
            ("country_forms", "Lysø\tNO\tmask", "a mask names no country: its codes are `-`"),
            ("country_forms", "Ly\tNO\tsign", "a sign is one character"),
            ("country_forms", "LY\tNO\tlisting", "the ending of a symbol begins with a stop"),
            ("country_words", "Lysø\ttown", "`town` is no class of words"),
            (
                "country_choices",
                "Lysø\tNO\tfjord",
                "no row of country_forms with the rule `choice` has this form and code",
            ),
        ] {
            let row_shown = row.replace('\t', " ⇥ ");
            let want = format!("cannot read the row `{row_shown}` of `mine.txt` line 2: {what}");
            assert_eq!(named(table, row, ""), Err(want));
        }
    }

    #[test]
    fn the_built_in_tables_are_in_order() {
        for (table, cells) in TABLES.iter().zip([3, 2, 3]) {
            assert_eq!(table.check(cells), None);
        }
        let none = Added::default();
        let mut forms: Vec<_> = FORMS.rows(&none).map(|row| row.cell(0)).collect();
        forms.sort_unstable();
        assert!(forms.windows(2).all(|two| two[0] != two[1]), "a form stands in both texts");
    }
}
