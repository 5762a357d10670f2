//! Which folders an index follows, and under which names their files are shown.

use std::path::{Path, PathBuf};

use crate::engine::{Root, State};
use crate::index::{IndexError, Place};

/// Where the sample articles are, looked for where nothing else is named.
const SAMPLES: &str = "seeds";

/// Whether the sample articles are here.
#[must_use]
pub fn has_samples() -> bool {
    Path::new(SAMPLES).is_dir()
}

/// What to do about the folders an index follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootsChange {
    /// Follow the recorded ones; `seeds` where there is no index. Named ones must be among them.
    Keep(Vec<PathBuf>),
    /// Follow these too.
    Add(Vec<PathBuf>),
    /// Follow these instead.
    Replace(Vec<PathBuf>),
}

impl Default for RootsChange {
    fn default() -> Self {
        Self::Keep(Vec::new())
    }
}

impl RootsChange {
    /// Whether the folders to follow are named, so that the recorded ones need not be known.
    pub(super) fn names_all(&self) -> bool {
        matches!(self, Self::Keep(named) | Self::Replace(named) if !named.is_empty())
    }
}

/// The folders to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Roots {
    pub(super) roots: Vec<Root>,
    /// The sample articles gave way to the folders named.
    pub(super) replaced_samples: bool,
}

/// Settles which folders to follow.
pub(super) fn settle(place: &Place, state: Option<&State>, change: &RootsChange) -> Result<Roots, IndexError> {
    let recorded = state.map_or(&[][..], |state| &state.roots);
    let keep = |roots: Vec<Root>| Ok(Roots { roots, replaced_samples: false });
    match change {
        RootsChange::Replace(named) => keep(labelled(Vec::new(), named)?),
        RootsChange::Add(named) => keep(labelled(recorded.to_vec(), named)?),
        RootsChange::Keep(named) if named.is_empty() && recorded.is_empty() => {
            if !has_samples() {
                return Err(IndexError::NoRoots);
            }
            keep(labelled(Vec::new(), &[PathBuf::from(SAMPLES)])?)
        }
        RootsChange::Keep(named) if recorded.is_empty() => keep(labelled(Vec::new(), named)?),
        RootsChange::Keep(named) => {
            let other = others(recorded, named)?;
            match other {
                None => keep(recorded.to_vec()),
                Some(_) if only_samples(recorded) => {
                    Ok(Roots { roots: labelled(Vec::new(), named)?, replaced_samples: true })
                }
                Some(path) => {
                    let names: Vec<String> = recorded.iter().map(|root| format!("`{}`", root.folder)).collect();
                    Err(IndexError::OtherRoot { place: place.to_string(), path, recorded: names.join(", ") })
                }
            }
        }
    }
}

/// The first named folder that is not recorded.
fn others(recorded: &[Root], named: &[PathBuf]) -> Result<Option<PathBuf>, IndexError> {
    for path in named {
        let folder = absolute(path)?;
        if !recorded.iter().any(|root| Path::new(&root.folder) == folder) {
            return Ok(Some(path.clone()));
        }
    }
    Ok(None)
}

/// Whether nothing but the sample articles here is followed.
fn only_samples(recorded: &[Root]) -> bool {
    let samples = Path::new(SAMPLES).canonicalize().ok();
    matches!(recorded, [root] if Some(Path::new(&root.folder)) == samples.as_deref())
}

/// Roots with those of the named folders that are not among them, each under a name of its own.
fn labelled(mut roots: Vec<Root>, named: &[PathBuf]) -> Result<Vec<Root>, IndexError> {
    for path in named {
        let folder = absolute(path)?;
        if roots.iter().any(|root| Path::new(&root.folder) == folder) {
            continue;
        }
        let name = folder.file_name().map_or_else(|| "root".into(), |name| name.to_string_lossy().into_owned());
        let taken = |label: &str| roots.iter().any(|root| root.label == label);
        let label = if taken(&name) {
            (2..).map(|n| format!("{name}-{n}")).find(|label| !taken(label)).expect("numbers do not end")
        } else {
            name
        };
        roots.push(Root { label, folder: folder.to_string_lossy().into_owned() });
    }
    Ok(roots)
}

fn absolute(path: &Path) -> Result<PathBuf, IndexError> {
    let missing = |source| IndexError::NoFolder { path: path.to_owned(), source };
    let folder = path.canonicalize().map_err(missing)?;
    if folder.is_dir() { Ok(folder) } else { Err(missing(std::io::ErrorKind::NotADirectory.into())) }
}
