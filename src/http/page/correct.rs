//! The page of the user's corrections, and what it posts: say something, take it back, bring the index in step.
//!
//! What is said is written to the corrections file, which stays the user's own; the index has it after its next run, which
//! the page can start.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::pieces::inert;
use super::{Asked, Frame, Link, rendered};
use crate::corrections::{ArticleSays, Corrections, CorrectionsError, Entry, PersonSays, Subject, entries, say, unsay};
use crate::engine::Reader;
use crate::export::words::counted;
use crate::http::params::Params;
use crate::http::{Kind, Problem, Server, put};
use crate::index::{Change, CorrectionsChange, IndexError, Report, Silent, sync};

/// How many bytes a form may have.
const FORM_MAX: usize = 16 << 10;

#[derive(Template)]
#[template(path = "corrections.html")]
struct CorrectionsPage {
    frame: Frame,
    /// The file they stand in.
    file: String,
    entries: Vec<EntryView>,
    /// Whether the index does not have them as they are now.
    pending: bool,
    /// What the last run that was started here came to.
    outcome: Option<String>,
}

/// A correction, and what takes it back.
struct EntryView {
    /// What it is of.
    of: Link,
    says: String,
    /// The entry as the form posts it.
    entry: String,
}

/// What came of the last run that a page started, and the right to start one.
#[derive(Default)]
pub(in crate::http) struct Runs {
    outcome: Mutex<Option<String>>,
    running: Mutex<()>,
    /// Held while the corrections file is changed: two at once would each write it without the other's.
    writing: Mutex<()>,
}

/// The page of the corrections.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let file = file_of(asked.server, asked.reader)?;
    let said = entries(&file).map_err(refused)?;
    let digest =
        if file.is_file() { Corrections::read(&file).map_err(refused)?.digest().to_owned() } else { String::new() };
    let recorded = asked.reader.state().corrections.as_ref().map_or("", |record| record.digest.as_str());
    rendered(&CorrectionsPage {
        frame: Frame::of("Corrections · onrecord", asked.params).within("/status"),
        file: inert(&file.display().to_string()),
        entries: said.iter().rev().map(entry_view).collect(),
        pending: digest != recorded,
        outcome: asked.server.runs.outcome.lock().unwrap_or_else(PoisonError::into_inner).clone(),
    })
}

/// The file that an index is corrected by; where it has none, the one that the program takes.
fn file_of(server: &Server, reader: &dyn Reader) -> Result<PathBuf, Problem> {
    let recorded = reader.state().corrections.as_ref().map(|record| PathBuf::from(&record.file));
    Ok(recorded.unwrap_or_else(|| server.settings.corrections.clone()))
}

/// What the user asked for cannot be written: it is theirs to mend.
fn refused(error: CorrectionsError) -> Problem {
    Problem::new(Kind::BadParameter, error.to_string())
}

fn entry_view(entry: &Entry) -> EntryView {
    let (of, says) = match entry {
        Entry::Article { subject, says } => {
            let (label, href) = match subject {
                Subject::Id(id) => (format!("article {id}"), format!("/article/{id}")),
                Subject::Path(path) => (path.clone(), super::article_at(path)),
                Subject::Url(url) => (url.clone(), String::new()),
            };
            (Link { label: inert(&label), href }, article_says(says))
        }
        Entry::Person { name, says } => {
            let href = super::person_href(name, &Params::default());
            (Link { label: inert(name), href }, person_says(says))
        }
    };
    EntryView { of, says: inert(&says), entry: serde_json::to_string(entry).unwrap_or_default() }
}

fn article_says(says: &ArticleSays) -> String {
    match says {
        ArticleSays::Title(title) => format!("has the headline “{title}”"),
        ArticleSays::Publisher(name) => format!("was published by {name}"),
        ArticleSays::Date(date) => format!("has the date {date}"),
        ArticleSays::EventDate(date) => format!("tells of what happened: {date}"),
        ArticleSays::Countries(names) => format!("is about {}", listed(names)),
        ArticleSays::Pairs(names) => format!("is about the pairs {}", listed(names)),
        ArticleSays::Rename { from, to } => format!("calls {from} what is {to}"),
        ArticleSays::NotSpeaker(name) => format!("does not quote {name}"),
    }
}

fn person_says(says: &PersonSays) -> String {
    match says {
        PersonSays::Also(name) => format!("is also {name}"),
        PersonSays::Not(name) => format!("is not {name}"),
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// A form as it was posted.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a body, for as long as a client may take to send one.
    pub(super) async fn read(server: &Server, body: Body) -> Result<Self, Problem> {
        let late = |_| Problem::new(Kind::TooSlow, "the form did not come in time");
        let bytes =
            tokio::time::timeout(server.settings.bounds.patience, to_bytes(body, FORM_MAX)).await.map_err(late)?;
        let large = |_| Problem::new(Kind::TooLarge, format!("a form has at most {FORM_MAX} bytes"));
        Ok(Self(form_urlencoded::parse(&bytes.map_err(large)?).into_owned().collect()))
    }

    /// A field that must be there; blanks around it do not count.
    pub(super) fn field(&self, name: &str) -> Result<&str, Problem> {
        let value = self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.trim());
        let missing = || Problem::new(Kind::BadParameter, format!("`{name}` is empty: nothing was changed"));
        value.filter(|value| !value.is_empty()).ok_or_else(missing)
    }

    /// A list of names, parted by commas; `none` is none.
    fn names(&self, name: &str) -> Result<Vec<String>, Problem> {
        let text = self.field(name)?;
        let names = text.split(',').map(str::trim).filter(|part| !part.is_empty() && *part != "none");
        Ok(names.map(str::to_owned).collect())
    }

    /// What it says.
    fn entry(&self) -> Result<Entry, Problem> {
        let owned = |name: &str| self.field(name).map(str::to_owned);
        let says = match self.field("says")? {
            "date" => ArticleSays::Date(owned("value")?),
            "event-date" => ArticleSays::EventDate(owned("value")?),
            "title" => ArticleSays::Title(owned("value")?),
            "publisher" => ArticleSays::Publisher(owned("value")?),
            "countries" => ArticleSays::Countries(self.names("value")?),
            "pairs" => ArticleSays::Pairs(self.names("value")?),
            "rename" => ArticleSays::Rename { from: owned("from")?, to: owned("value")? },
            "not-speaker" => ArticleSays::NotSpeaker(owned("from")?),
            "also" => return Ok(Entry::Person { name: owned("name")?, says: PersonSays::Also(owned("value")?) }),
            "not" => return Ok(Entry::Person { name: owned("name")?, says: PersonSays::Not(owned("value")?) }),
            other => return Err(Problem::new(Kind::BadParameter, format!("nothing can be said by `{other}`"))),
        };
        Ok(Entry::Article { subject: Subject::Id(owned("article")?), says })
    }
}

/// Writes what a form says into the corrections file.
pub(super) async fn posted(server: Arc<Server>, body: Body) -> Result<Response, Problem> {
    let entry = Form::read(&server, body).await?.entry()?;
    change(server, move |file| say(file, &entry)).await?;
    Ok(see("/corrections"))
}

/// Takes an entry out of the corrections file.
pub(super) async fn undone(server: Arc<Server>, body: Body) -> Result<Response, Problem> {
    let form = Form::read(&server, body).await?;
    let unread = |_| Problem::new(Kind::BadParameter, "this is no correction");
    let entry: Entry = serde_json::from_str(form.field("entry")?).map_err(unread)?;
    change(server, move |file| unsay(file, &entry)).await?;
    Ok(see("/corrections"))
}

/// Changes the corrections file when it is its turn.
async fn change(
    server: Arc<Server>,
    act: impl FnOnce(&Path) -> Result<(), CorrectionsError> + Send + 'static,
) -> Result<(), Problem> {
    let changing = server.clone();
    let passed = server.gate.pass(move |_| {
        let file = file_of(&changing, &changing.shelf.volume()?.reader)?;
        let _alone = changing.runs.writing.lock().unwrap_or_else(PoisonError::into_inner);
        act(&file).map_err(refused)
    });
    passed.await
}

/// Brings the index in step with its folders and the corrections, one run at a time.
pub(super) async fn run(server: Arc<Server>) -> Result<Response, Problem> {
    let task = tokio::task::spawn_blocking(move || {
        let _alone = match server.runs.running.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(Problem::new(Kind::Busy, "a run is under way already")),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Ok(alone) => alone,
        };
        let outcome = in_step(&server);
        let told = match &outcome {
            Ok(report) => done(report),
            Err(error) => format!("It failed: {error}"),
        };
        *server.runs.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(inert(&told));
        outcome.map(|_| ()).map_err(Problem::from)
    });
    task.await.map_err(|_| Problem::new(Kind::Internal, "the run broke off; the index is as it was"))??;
    Ok(see("/corrections"))
}

fn in_step(server: &Server) -> Result<Report, IndexError> {
    let place = server.shelf.place();
    let recorded = place.state()?.and_then(|state| state.corrections);
    let corrections = match recorded {
        None if server.settings.corrections.is_file() => CorrectionsChange::Use(server.settings.corrections.clone()),
        _ => CorrectionsChange::Keep,
    };
    let change = Change { corrections, ..server.settings.change.clone() };
    sync(place, &change, (server.settings.clock)(), &Silent)
}

/// What a run did, in a line.
fn done(report: &Report) -> String {
    let mut told = format!(
        "{} written, {} taken out",
        counted(report.articles_written as u64, "article", "articles"),
        counted(report.articles_removed as u64, "article", "articles")
    );
    if !report.skipped.is_empty() {
        // Writing to a text does not fail.
        let _ = write!(told, "; {} not read", counted(report.skipped.len() as u64, "file or part", "files or parts"));
    }
    told
}

/// Sends a browser on to a page.
pub(super) fn see(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    put(&mut response, header::LOCATION, address);
    response
}

#[cfg(test)]
mod tests {
    //! Properties: a form says one thing, in the file's words; what is missing is told by name.
    use super::*;

    fn form(query: &str) -> Form {
        Form(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    #[test]
    fn forms_say_one_thing() {
        let article = |says| Entry::Article { subject: Subject::Id("ab12".into()), says };
        for (query, want) in [
            ("says=date&article=ab12&value=+2017-08+", article(ArticleSays::Date("2017-08".into()))),
            (
                "says=pairs&article=ab12&value=CN-KR,+KR-JP,",
                article(ArticleSays::Pairs(vec!["CN-KR".into(), "KR-JP".into()])),
            ),
            ("says=pairs&article=ab12&value=none", article(ArticleSays::Pairs(Vec::new()))),
            ("says=not-speaker&article=ab12&from=Belt+Road", article(ArticleSays::NotSpeaker("Belt Road".into()))),
            (
                "says=also&name=Kim&value=%EA%B9%80",
                Entry::Person { name: "Kim".into(), says: PersonSays::Also("김".into()) },
            ),
        ] {
            assert_eq!(form(query).entry().unwrap(), want, "{query}");
        }
        for (query, words) in [
            ("", "`says` is empty"),
            ("says=date&article=ab12&value=+", "`value` is empty"),
            ("says=date&value=2017", "`article` is empty"),
            ("says=everything&article=ab12&value=x", "`everything`"),
        ] {
            let problem = form(query).entry().unwrap_err();
            assert!(problem.detail.contains(words), "{problem}");
        }
    }
}
