//! Writes single corrections into a corrections file, and takes them out again.
//!
//! In comes the file, which need not be there, with an [`Entry`]; out comes the file that says the entry, or does not any
//! more, everything else in it as it was, comments included. [`entries`] lists what a file says, entry by entry, so that
//! whatever stands there can be undone.
//!
//! # Invariants
//! What is about to be written is read again first: a file that could not be used is never written. A file is replaced at
//! once.
//!
//! # Limits
//! Corrections written as inline arrays (`article = [{ … }]`) are not added to.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

use super::add::replace;
use super::fix::Subject;
use super::{CorrectionsError, file};

/// One thing that a corrections file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// Of an article.
    Article {
        /// Which.
        subject: Subject,
        /// What is so.
        says: ArticleSays,
    },
    /// Of a person.
    Person {
        /// Who, by the name to show.
        name: String,
        /// What is so.
        says: PersonSays,
    },
}

/// What is so of an article; in the words of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArticleSays {
    /// Its headline.
    Title(String),
    /// Its publisher.
    Publisher(String),
    /// When it was published: a day, a month, a year or `unknown`.
    Date(String),
    /// When what it tells happened.
    EventDate(String),
    /// The countries it is about.
    Countries(Vec<String>),
    /// The pairs it is about, the main one first.
    Pairs(Vec<String>),
    /// A speaker is named otherwise.
    Rename {
        /// The name as read.
        from: String,
        /// The name to give.
        to: String,
    },
    /// Somebody does not speak in it.
    NotSpeaker(String),
}

/// What is so of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonSays {
    /// This is another name of theirs.
    Also(String),
    /// This is somebody else's.
    Not(String),
}

impl ArticleSays {
    /// The key that says it.
    fn key(&self) -> &'static str {
        match self {
            Self::Title(_) => "title",
            Self::Publisher(_) => "publisher",
            Self::Date(_) => "date",
            Self::EventDate(_) => "event-date",
            Self::Countries(_) => "countries",
            Self::Pairs(_) => "pairs",
            Self::Rename { .. } => "rename",
            Self::NotSpeaker(_) => "not-speakers",
        }
    }

    fn write(&self, row: &mut Table) -> Option<()> {
        let key = self.key();
        match self {
            Self::Title(text) | Self::Publisher(text) | Self::Date(text) | Self::EventDate(text) => {
                row.insert(key, value(text));
            }
            Self::Countries(names) | Self::Pairs(names) => {
                row.insert(key, value(names.iter().collect::<Array>()));
            }
            Self::Rename { from, to } => {
                let names = row.entry(key).or_insert_with(|| value(InlineTable::new())).as_table_like_mut()?;
                names.insert(from, value(to));
            }
            Self::NotSpeaker(name) => push(row, key, name)?,
        }
        Some(())
    }

    fn take_out(&self, row: &mut Table) {
        let key = self.key();
        match self {
            Self::Rename { from, .. } => {
                let names = row.get_mut(key).and_then(Item::as_table_like_mut);
                let is_empty = names.is_some_and(|names| names.remove(from).is_some() && names.is_empty());
                if is_empty {
                    row.remove(key);
                }
            }
            Self::NotSpeaker(name) => pull(row, key, name),
            _ => _ = row.remove(key),
        }
    }
}

impl PersonSays {
    fn key(&self) -> &'static str {
        match self {
            Self::Also(_) => "also",
            Self::Not(_) => "not",
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Also(name) | Self::Not(name) => name,
        }
    }
}

/// Adds a text to the list under a key, once.
fn push(row: &mut Table, key: &str, text: &str) -> Option<()> {
    let list = row.entry(key).or_insert_with(|| value(Array::new())).as_array_mut()?;
    if !list.iter().any(|item| item.as_str() == Some(text)) {
        list.push(text);
    }
    Some(())
}

/// Takes a text out of the list under a key, and with its last text the key.
fn pull(row: &mut Table, key: &str, text: &str) {
    let Some(list) = row.get_mut(key).and_then(Item::as_array_mut) else { return };
    list.retain(|item| item.as_str() != Some(text));
    if list.is_empty() {
        row.remove(key);
    }
}

impl Entry {
    /// The kind of row it stands in, with the key and the text that name the row.
    fn place(&self) -> (&'static str, &'static str, &str) {
        match self {
            Self::Article { subject: Subject::Id(id), .. } => ("article", "id", id),
            Self::Article { subject: Subject::Path(path), .. } => ("article", "path", path),
            Self::Article { subject: Subject::Url(url), .. } => ("article", "url", url),
            Self::Person { name, .. } => ("person", "name", name),
        }
    }

    fn write(&self, document: &mut DocumentMut) -> Option<()> {
        let (kind, key, named) = self.place();
        let rows = document.entry(kind).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let rows = rows.as_array_of_tables_mut()?;
        let last = rows.iter().enumerate().filter(|(_, row)| is_of(row, key, named)).last();
        let at = match last.map(|(at, _)| at) {
            Some(at) => at,
            None => {
                let mut row = Table::new();
                row.insert(key, value(named));
                rows.push(row);
                rows.len() - 1
            }
        };
        let row = rows.get_mut(at)?;
        match self {
            Self::Article { says, .. } => says.write(row),
            Self::Person { says, .. } => push(row, says.key(), says.name()),
        }
    }

    /// Takes it out, and with the last thing a row says the row.
    fn take_out(&self, document: &mut DocumentMut) -> Option<()> {
        let (kind, key, named) = self.place();
        let rows = document.get_mut(kind)?.as_array_of_tables_mut()?;
        for row in rows.iter_mut().filter(|row| is_of(row, key, named)) {
            match self {
                Self::Article { says, .. } => says.take_out(row),
                Self::Person { says, .. } => pull(row, says.key(), says.name()),
            }
        }
        rows.retain(|row| !is_of(row, key, named) || row.len() > 1);
        Some(())
    }
}

fn is_of(row: &Table, key: &str, named: &str) -> bool {
    row.get(key).and_then(Item::as_str) == Some(named)
}

/// Writes an entry into a corrections file. What the file said in its place before is replaced.
///
/// # Errors
/// When the file cannot be read or written, has no place for it, or could not be used with it; it is left as it was.
pub fn say(path: &Path, entry: &Entry) -> Result<(), CorrectionsError> {
    change(path, |document| entry.write(document))
}

/// Takes an entry out of a corrections file. One that is not there is no error.
///
/// # Errors
/// As [`say`].
pub fn unsay(path: &Path, entry: &Entry) -> Result<(), CorrectionsError> {
    // Somebody may have written something else in its place since.
    if !entries(path)?.contains(entry) {
        return Ok(());
    }
    change(path, |document| entry.take_out(document))
}

/// Changes a file, which need not be there, unless it could not be used afterwards.
fn change(path: &Path, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Result<(), CorrectionsError> {
    let text = text_of(path)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    // What is wrong with the file as it is, is told with its line.
    file::parse(text.as_deref().unwrap_or_default(), &name, &[])?;
    let no_place = || CorrectionsError::NoPlace { path: path.to_owned() };
    let mut document: DocumentMut = text.as_deref().unwrap_or_default().parse().map_err(|_| no_place())?;
    edit(&mut document).ok_or_else(no_place)?;
    let edited = document.to_string();
    file::parse(&edited, &name, &[])?;
    let unwritable = |source| CorrectionsError::Unwritable { path: path.to_owned(), source };
    if text.is_some() { replace(path, &edited) } else { fs::write(path, edited) }.map_err(unwritable)
}

/// The text of a file; none where there is no file.
fn text_of(path: &Path) -> Result<Option<String>, CorrectionsError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CorrectionsError::Unreadable { path: path.to_owned(), source }),
    }
}

/// What a corrections file says of articles and people, in its order; nothing where there is no file.
///
/// # Errors
/// When it cannot be read, or something in it cannot be understood.
pub fn entries(path: &Path) -> Result<Vec<Entry>, CorrectionsError> {
    let Some(text) = text_of(path)? else { return Ok(Vec::new()) };
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    file::entries(&text, &name)
}

#[cfg(test)]
mod tests {
    //! Properties: what is said is read back and, undone, leaves the file as it was; everything else stays as it stands; a
    //! file that could not be used is not written.
    use super::*;
    use crate::corrections::Corrections;

    fn of_article(says: ArticleSays) -> Entry {
        Entry::Article { subject: Subject::Id("e09e25596c7390000b07".into()), says }
    }

    fn of_person(says: PersonSays) -> Entry {
        Entry::Person { name: "Kim Young-joo".into(), says }
    }

    fn all() -> Vec<Entry> {
        let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        let article = [
            ArticleSays::Title("Two \"berths\"".into()),
            ArticleSays::Publisher("P".into()),
            ArticleSays::Date("2017-08".into()),
            ArticleSays::EventDate("unknown".into()),
            ArticleSays::Countries(names(["KR", "CN"])),
            ArticleSays::Pairs(names(["CN-KR", "JP-KR"])),
            ArticleSays::Rename { from: "A. B".into(), to: "Ann Bee".into() },
            ArticleSays::NotSpeaker("Belt Road".into()),
            ArticleSays::NotSpeaker("Silk Road".into()),
        ];
        let person = [PersonSays::Also("金荣柱".into()), PersonSays::Not("Kim Young-ju".into())];
        article.into_iter().map(of_article).chain(person.into_iter().map(of_person)).collect()
    }

    const OWN: &str = "# Mine.\n[[article]] # the forum\npath = 'a.txt'\ndate =   \"2017\"\n\n[tables]\nspeech_verbs_en = \"\"\"\nthunder  -  quote  -\n\"\"\"\n";

    #[test]
    fn what_is_said_is_read_back_and_undone() {
        for own in ["", OWN] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("onrecord.toml");
            if !own.is_empty() {
                fs::write(&path, own).unwrap();
            }
            let before = entries(&path).unwrap();
            for entry in all() {
                say(&path, &entry).unwrap();
                say(&path, &entry).unwrap();
                assert!(entries(&path).unwrap().contains(&entry), "{entry:?}");
            }
            let mut want = [before.clone(), all()].concat();
            let mut said = entries(&path).unwrap();
            assert!(Corrections::read(&path).unwrap().fixes.len() == before.len() + 1);
            want.sort_by_key(|entry| format!("{entry:?}"));
            said.sort_by_key(|entry| format!("{entry:?}"));
            assert_eq!(said, want);
            assert!(own.lines().all(|line| fs::read_to_string(&path).unwrap().contains(line)));
            for entry in all() {
                unsay(&path, &entry).unwrap();
                assert!(!entries(&path).unwrap().contains(&entry), "{entry:?}");
            }
            assert_eq!(fs::read_to_string(&path).unwrap().trim(), own.trim());
        }
    }

    #[test]
    fn another_value_takes_the_place_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onrecord.toml");
        let date = |text: &str| of_article(ArticleSays::Date(text.into()));
        say(&path, &date("2017")).unwrap();
        say(&path, &date("2018-02")).unwrap();
        assert_eq!(entries(&path).unwrap(), [date("2018-02")]);
        // What is not there any more is not undone by mistake.
        unsay(&path, &date("2017")).unwrap();
        assert_eq!(entries(&path).unwrap(), [date("2018-02")]);
    }

    #[test]
    fn what_could_not_be_used_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onrecord.toml");
        say(&path, &of_person(PersonSays::Also("金荣柱".into()))).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for entry in [
            of_article(ArticleSays::Date("soon".into())),
            of_article(ArticleSays::Pairs(vec!["Atlantis".into()])),
            Entry::Person { name: "Someone Else".into(), says: PersonSays::Also("金荣柱".into()) },
            of_person(PersonSays::Also("...".into())),
        ] {
            assert!(say(&path, &entry).is_err(), "{entry:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        for (text, entry) in
            [("article = [{ path = 'a', date = '2017' }]\n", all().remove(0)), ("[tables\n", all().remove(0))]
        {
            fs::write(&path, text).unwrap();
            assert!(say(&path, &entry).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
