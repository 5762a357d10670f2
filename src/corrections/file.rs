//! Reads a corrections file: TOML, every key of which is listed here.
//!
//! In comes the text with the name to show it by; out come [`Corrections`], or the first thing that is wrong with its
//! line. Rows of tables may stand in the file itself or in a folder beside it, in the shape of the built-in tables;
//! two or more blanks part cells as well as a tab does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::edit::{ArticleSays, Entry, PersonSays};
use super::fix::{Fix, Subject};
use super::{Corrections, CorrectionsError, tables};
use crate::annotate::{Country, CountryPair, PartialDate, People, PersonRow};
use crate::tables::{Added, AddedRow, Origin};

/// The file, as written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    #[serde(default)]
    article: Vec<Spanned<ArticleRow>>,
    #[serde(default)]
    person: Vec<Spanned<Person>>,
    #[serde(default)]
    place: Vec<Spanned<Place>>,
    #[serde(default)]
    office: Vec<Spanned<Office>>,
    #[serde(default)]
    phrase: Vec<Spanned<Phrase>>,
    tables: Option<Spanned<BTreeMap<String, Spanned<String>>>>,
    tables_folder: Option<Spanned<PathBuf>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ArticleRow {
    id: Option<String>,
    path: Option<String>,
    url: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    event_date: Option<String>,
    countries: Option<Vec<String>>,
    pairs: Option<Vec<String>>,
    #[serde(default)]
    rename: BTreeMap<String, String>,
    #[serde(default)]
    not_speakers: Vec<String>,
}

impl ArticleRow {
    /// What it says, key by key.
    fn says(&self) -> Vec<ArticleSays> {
        let Self { title, publisher, date, event_date, countries, pairs, rename, not_speakers, .. } = self;
        let rename = rename.iter().map(|(from, to)| ArticleSays::Rename { from: from.clone(), to: to.clone() });
        let said = [
            title.clone().map(ArticleSays::Title),
            publisher.clone().map(ArticleSays::Publisher),
            date.clone().map(ArticleSays::Date),
            event_date.clone().map(ArticleSays::EventDate),
            countries.clone().map(ArticleSays::Countries),
            pairs.clone().map(ArticleSays::Pairs),
        ];
        let not = not_speakers.iter().cloned().map(ArticleSays::NotSpeaker);
        said.into_iter().flatten().chain(rename).chain(not).collect()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    name: String,
    country: String,
    #[serde(default = "city")]
    kind: String,
}

fn city() -> String {
    "city".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Office {
    holder: String,
    office: String,
    from: String,
    to: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    text: String,
    reason: String,
    #[serde(default = "whole")]
    stands: String,
}

fn whole() -> String {
    "whole".to_owned()
}

/// What is read from, so that a complaint can name file and line.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn origin(&self, at: usize) -> Origin {
        let breaks = self.text.bytes().take(at).filter(|&byte| byte == b'\n');
        Origin { file: self.file.to_owned(), line: 1 + breaks.count() }
    }

    /// Where the first row of a text within the file stands: a line break right behind the opening marks is no part of it.
    fn first_row(&self, text: &Range<usize>) -> Origin {
        let Origin { file, line } = self.origin(text.start);
        let written = self.text.get(text.clone()).unwrap_or_default();
        let mut behind = ["\"\"\"", "'''"].iter().filter_map(|marks| written.strip_prefix(marks));
        let below = behind.any(|rest| rest.starts_with(['\n', '\r']));
        Origin { file, line: line + usize::from(below) }
    }

    fn wrong(&self, at: usize, what: impl Into<String>) -> CorrectionsError {
        CorrectionsError::Row { origin: self.origin(at), what: what.into() }
    }
}

/// Reads a corrections file and the folder of tables it names.
pub(super) fn read(path: &Path) -> Result<Corrections, CorrectionsError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| CorrectionsError::Unreadable { path, source }
    };
    let text = std::fs::read_to_string(path).map_err(unreadable(path))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut files = Vec::new();
    if let Some(tables) = parse_file(&text, &name)?.tables_folder {
        let folder = folder.join(tables.get_ref());
        for entry in std::fs::read_dir(&folder).map_err(unreadable(&folder))? {
            let path = entry.map_err(unreadable(&folder))?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                files.push((path.clone(), std::fs::read_to_string(&path).map_err(unreadable(&path))?));
            }
        }
        files.sort();
    }
    parse(&text, &name, &files)
}

fn parse_file(text: &str, file: &str) -> Result<File, CorrectionsError> {
    let source = Source { file, text };
    toml::from_str(text).map_err(|error: toml::de::Error| {
        source.wrong(error.span().map_or(0, |span| span.start.min(text.len())), error.message().replace('\n', ", "))
    })
}

/// Where the text of a corrections file has tables.
#[derive(Debug, Default)]
pub(super) struct TablesPlace {
    /// The header of the tables, or what else stands for one.
    pub(super) header: Option<Range<usize>>,
    /// The rows of the table asked for, in their quotation marks.
    pub(super) rows: Option<Range<usize>>,
}

/// Finds the tables of a corrections file, and the rows of one of them.
pub(super) fn place_of(table: &str, text: &str, name: &str) -> Result<TablesPlace, CorrectionsError> {
    let Some(tables) = parse_file(text, name)?.tables else { return Ok(TablesPlace::default()) };
    let rows = tables.get_ref().get(table).map(Spanned::span);
    Ok(TablesPlace { header: Some(tables.span()), rows })
}

/// Reads the text of a corrections file with the tables of its folder.
pub(super) fn parse(text: &str, name: &str, files: &[(PathBuf, String)]) -> Result<Corrections, CorrectionsError> {
    let source = Source { file: name, text };
    let file = parse_file(text, name)?;
    let mut added = Added::default();
    for (path, text) in files {
        let table = path.file_stem().unwrap_or_default().to_string_lossy();
        let shown = path.display().to_string();
        check_table(&table)
            .map_err(|what| CorrectionsError::Row { origin: Origin { file: shown.clone(), line: 1 }, what })?;
        added.read(&table, &shown, text);
    }
    for (table, rows) in file.tables.iter().flat_map(Spanned::get_ref) {
        check_table(table).map_err(|what| source.wrong(rows.span().start, what))?;
        add_rows(&mut added, table, rows.get_ref(), source.first_row(&rows.span()));
    }
    add_typed(&mut added, &file, &source);
    let mut fixes = Vec::new();
    for row in &file.article {
        fixes.push(fix(row.get_ref()).map_err(|what| source.wrong(row.span().start, what))?);
    }
    let people = people(&file, &source)?;
    let mut hash = blake3::Hasher::new();
    for part in std::iter::once(text).chain(files.iter().map(|(_, text)| text.as_str())) {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    Ok(Corrections { name: name.to_owned(), digest: hash.finalize().to_hex()[..16].to_owned(), added, fixes, people })
}

fn check_table(name: &str) -> Result<(), String> {
    if tables().any(|table| table.name == name) {
        return Ok(());
    }
    Err(format!("there is no table `{name}`; `onrecord tables` lists them"))
}

/// Adds the rows of a text within the file. Two or more blanks part cells as a tab does.
fn add_rows(added: &mut Added, table: &str, rows: &str, first: Origin) {
    for (line, row) in (first.line..).zip(rows.lines()) {
        if row.trim().is_empty() || row.starts_with("# ") {
            continue;
        }
        let cells: Vec<&str> = row.split('\t').flat_map(|part| part.split("  ")).collect();
        let cells: Vec<&str> = cells.into_iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let origin = Origin { file: first.file.clone(), line };
        added.push(table, AddedRow { text: cells.join("\t"), origin });
    }
}

/// Adds the rows that have a form of their own in the file.
fn add_typed(added: &mut Added, file: &File, source: &Source<'_>) {
    let mut push = |table: &str, at: usize, cells: &[&str]| {
        added.push(table, AddedRow { text: cells.join("\t"), origin: source.origin(at) });
    };
    for row in &file.place {
        let Place { name, country, kind } = row.get_ref();
        let code = Country::from_name(country).map_or(country.as_str(), |country| country.code());
        push("country_forms", row.span().start, &[name, code, kind]);
    }
    for row in &file.office {
        let Office { holder, office, from, to } = row.get_ref();
        push("offices", row.span().start, &[holder, office, from, to.as_deref().unwrap_or("-")]);
    }
    for row in &file.phrase {
        let Phrase { text, reason, stands } = row.get_ref();
        push("furniture", row.span().start, &[text, stands, reason, "-"]);
    }
}

fn people(file: &File, source: &Source<'_>) -> Result<People, CorrectionsError> {
    let rows: Vec<PersonRow> = file
        .person
        .iter()
        .map(|row| {
            let Person { name, also, not } = row.get_ref();
            PersonRow { name: name.clone(), also: also.clone(), not: not.clone() }
        })
        .collect();
    People::new(&rows).map_err(|error| {
        // Read one by one, the row that brought the contradiction is the first with which there is one.
        let fails = |end: &usize| rows.get(..*end).is_some_and(|rows| People::new(rows).is_err());
        let row = (1..=rows.len()).find(fails).and_then(|end| file.person.get(end - 1));
        source.wrong(row.map_or(0, |row| row.span().start), error.to_string())
    })
}

fn subject(row: &ArticleRow) -> Result<Subject, String> {
    match (&row.id, &row.path, &row.url) {
        (Some(id), None, None) if id.len() >= ID_MIN => Ok(Subject::Id(id.clone())),
        (Some(id), None, None) => Err(format!("the id `{id}` is too short to name one article")),
        (None, Some(path), None) => Ok(Subject::Path(path.clone())),
        (None, None, Some(url)) => Ok(Subject::Url(url.clone())),
        _ => Err("an [[article]] is named by one of `id`, `path` and `url`".to_owned()),
    }
}

/// What a text says of articles and people, entry by entry.
pub(super) fn entries(text: &str, name: &str) -> Result<Vec<Entry>, CorrectionsError> {
    let source = Source { file: name, text };
    let file = parse_file(text, name)?;
    let mut entries = Vec::new();
    for row in &file.article {
        let subject = subject(row.get_ref()).map_err(|what| source.wrong(row.span().start, what))?;
        let of = |says| Entry::Article { subject: subject.clone(), says };
        entries.extend(row.get_ref().says().into_iter().map(of));
    }
    for row in &file.person {
        let Person { name, also, not } = row.get_ref();
        let also = also.iter().cloned().map(PersonSays::Also);
        let says = also.chain(not.iter().cloned().map(PersonSays::Not));
        entries.extend(says.map(|says| Entry::Person { name: name.clone(), says }));
    }
    Ok(entries)
}

fn fix(row: &ArticleRow) -> Result<(Subject, Fix), String> {
    let subject = subject(row)?;
    let mut speakers: BTreeMap<String, Option<String>> =
        row.rename.iter().map(|(from, to)| (from.clone(), Some(to.clone()))).collect();
    speakers.extend(row.not_speakers.iter().map(|name| (name.clone(), None)));
    let fix = Fix {
        title: row.title.clone(),
        publisher: row.publisher.clone(),
        date: row.date.as_deref().map(date).transpose()?,
        event_date: row.event_date.as_deref().map(date).transpose()?,
        countries: row
            .countries
            .as_deref()
            .map(|names| names.iter().map(|name| country(name)).collect())
            .transpose()?,
        pairs: row.pairs.as_deref().map(|names| names.iter().map(|name| pair(name)).collect()).transpose()?,
        speakers,
    };
    if fix == Fix::default() {
        return Err("this [[article]] fixes nothing".to_owned());
    }
    Ok((subject, fix))
}

/// So many characters of an id name one article among many millions.
const ID_MIN: usize = 8;

/// A day, a month, a year, or `unknown`.
fn date(text: &str) -> Result<Option<PartialDate>, String> {
    if text == "unknown" {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| format!("`{text}` is no date: write 2017, 2017-08, 2017-08-24 or unknown"))
}

fn country(name: &str) -> Result<Country, String> {
    let known = Country::from_name(name).filter(|country| !country.is_bloc());
    known.ok_or_else(|| format!("`{name}` is no country: write a code such as KR, or a name"))
}

fn pair(name: &str) -> Result<CountryPair, String> {
    CountryPair::parse(name).ok_or_else(|| format!("`{name}` is no pair of countries: write CN-KR, or two names"))
}

#[cfg(test)]
mod tests {
    //! Properties: every key is read; what is wrong is told with its line; rows reach the tables they name.
    use super::*;

    fn read(text: &str) -> Result<Corrections, String> {
        let corrections = parse(text, "onrecord.toml", &[]).map_err(|error| error.to_string())?;
        corrections.own_lines().map_err(|error| error.to_string())?;
        Ok(corrections)
    }

    #[test]
    fn every_key_is_read() {
        let corrections = read(
            r#"
            [[article]]
            path = "news/a.txt"
            title = "T"
            publisher = "P"
            date = "2017-08"
            event-date = "unknown"
            countries = ["KR", "china"]
            pairs = ["KR-CN"]
            rename = { "Kim" = "Kim Young-joo" }
            not-speakers = ["Moon Sung"]

            [[person]]
            name = "Kim Young-joo"
            also = ["金荣柱"]
            not = ["Kim Young-ju"]

            [[place]]
            name = "Pangyo"
            country = "south korea"

            [[office]]
            holder = "Ann Lee"
            office = "president"
            from = "2017-01"

            [[phrase]]
            text = "Read our letter"
            reason = "advertisement"

            [tables]
            country_forms = """
# Mine.
Songdo   KR  city
Ada	NO	city
"""
            "#,
        )
        .unwrap();
        let rows: Vec<_> = corrections.added.iter().map(|(table, row)| (table, row.text.as_str())).collect();
        assert_eq!(
            rows,
            [
                ("country_forms", "Songdo\tKR\tcity"),
                ("country_forms", "Ada\tNO\tcity"),
                ("country_forms", "Pangyo\tKR\tcity"),
                ("furniture", "Read our letter\twhole\tadvertisement\t-"),
                ("offices", "Ann Lee\tpresident\t2017-01\t-"),
            ]
        );
        let (subject, fix) = &corrections.fixes[0];
        assert_eq!(*subject, Subject::Path("news/a.txt".into()));
        assert_eq!((fix.date, fix.event_date), (Some("2017-08".parse().ok()), Some(None)));
        assert_eq!((fix.pairs.as_ref().unwrap().len(), fix.countries.as_ref().unwrap().len()), (1, 2));
        assert_eq!(fix.speakers["Moon Sung"], None);
        assert_ne!(corrections.people.key("Kim Young-joo"), corrections.people.key("Kim Young-ju"));
        assert_ne!(corrections.digest, read("").unwrap().digest);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, want) in [
            ("[[article]]\npath = \"a\"\n", "`onrecord.toml` line 1: this [[article]] fixes nothing"),
            ("\n[[article]]\ndate = \"2017\"\n", "line 2: an [[article]] is named by one of `id`, `path` and `url`"),
            ("[[article]]\nid = \"abc\"\ndate = \"2017\"\n", "the id `abc` is too short to name one article"),
            ("[[article]]\npath = \"a\"\ndate = \"20l7\"\n", "`20l7` is no date"),
            ("[[article]]\npath = \"a\"\npairs = [\"KR-KR\"]\n", "`KR-KR` is no pair of countries"),
            ("[[article]]\npath = \"a\"\ncountries = [\"EU\"]\n", "`EU` is no country"),
            ("[[article]]\npath = \"a\"\ndaet = \"2017\"\n", "line 3: unknown field `daet`"),
            ("[tables]\nplaces = \"a\"\n", "line 2: there is no table `places`; `onrecord tables` lists them"),
            (
                "[tables]\nfurniture = \"\"\"\na  whole  notice\nb  here  notice\n\"\"\"\n",
                "`onrecord.toml` line 4: `here`",
            ),
            ("[tables]\nfurniture = '''\r\nb  here  notice'''\r\n", "`onrecord.toml` line 3: `here`"),
            ("[tables]\nfurniture = \"b  here  notice\"\n", "`onrecord.toml` line 2: `here`"),
            ("a = \n", "line 1:"),
            (
                "[[person]]\nname = \"Ann Lee\"\nalso = [\"Bo\"]\n[[person]]\nname = \"Cy\"\nalso = [\"Bo\"]\n",
                "line 4: `Bo` is said to be both",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(want), "{text:?} gives {error:?}");
        }
    }
}
