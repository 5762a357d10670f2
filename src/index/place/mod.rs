//! Where an index is: in a folder of this machine, or on a cluster.
//!
//! Its place: below [`super::sync`], which asks for generations and writers, and above the engines. What is done with an index
//! is the same wherever it is; only here is it known which it is.

mod folder;
mod remote;

use std::fmt;
use std::path::{Path, PathBuf};

use folder::{FileLock, Folder};
use remote::Remote;

use crate::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use crate::engine::opensearch::{self, Access, AddressError, ClusterAddress, Health, HealthState, Lease, Spread};
use crate::engine::{Reader, State, Versions, Writer};
use crate::index::{Fault, IndexError};

/// Where an index is.
#[derive(Debug, Clone)]
pub struct Place(At);

#[derive(Debug, Clone)]
enum At {
    Folder(Folder),
    Cluster(Remote),
}

/// How an index on a cluster is got at.
#[derive(Debug, Clone, Default)]
pub struct ClusterOptions {
    /// Credentials and certificates.
    pub access: Access,
    /// Whose folders are indexed; [`Place::SOURCE`] unless told otherwise.
    pub source: Option<String>,
    /// Over how many parts a new index is spread.
    pub spread: Spread,
}

/// The right to write, until dropped.
#[derive(Debug)]
pub struct Lock {
    held: Held,
}

impl Lock {
    /// Whether somebody else has taken it over, as may happen on a cluster where nothing is heard of the holder for a while.
    /// Nothing is written any more then.
    #[must_use]
    pub fn is_taken_over(&self) -> bool {
        self.lease().is_some_and(Lease::is_taken_over)
    }

    /// On a cluster, what may be taken over where nothing is heard of the holder.
    fn lease(&self) -> Option<&Lease> {
        match &self.held {
            Held::File { .. } => None,
            Held::Lease(lease) => Some(lease),
        }
    }
}

#[derive(Debug)]
enum Held {
    File { _lock: FileLock },
    Lease(Lease),
}

/// One generation of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Generation {
    /// A folder within that of the index.
    Folder(PathBuf),
    /// An index on a cluster.
    Cluster(opensearch::Generation),
}

impl Generation {
    /// The folder, unless it is on a cluster.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Cluster(_) => None,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Folder(folder) => folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            Self::Cluster(generation) => generation.index.clone(),
        }
    }
}

/// A generation that is begun.
pub(super) struct Begun {
    pub(super) generation: Generation,
    pub(super) writer: Box<dyn Writer + Sync>,
    /// What others have written there, if they have.
    pub(super) others: Option<OpenIndex>,
}

/// An index that is open for reading.
pub type OpenIndex = Box<dyn Reader + Send + Sync>;

impl Place {
    /// The folder the program uses unless told otherwise.
    pub const USUAL: &'static str = "index";

    /// Whose folders are indexed unless told otherwise.
    pub const SOURCE: &'static str = "main";

    /// An index in this folder, which need not exist yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(At::Folder(Folder(folder.into())))
    }

    /// An index on a cluster, which need not exist yet.
    #[must_use]
    pub fn on_cluster(address: ClusterAddress, options: ClusterOptions) -> Self {
        Self(At::Cluster(Remote::new(address, options)))
    }

    /// The index that a text means: an address of a cluster, or else a folder.
    ///
    /// # Errors
    /// When it begins as an address does and is none.
    pub fn named(text: &str, options: ClusterOptions) -> Result<Self, AddressError> {
        if ClusterAddress::is_meant_by(text) {
            Ok(Self::on_cluster(text.parse()?, options))
        } else {
            Ok(Self::new(text))
        }
    }

    /// The folder, unless it is on a cluster.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.0 {
            At::Folder(Folder(folder)) => Some(folder),
            At::Cluster(_) => None,
        }
    }

    /// The option that names this place on the command line; empty for the usual one.
    #[must_use]
    pub fn option(&self) -> String {
        match &self.0 {
            At::Folder(Folder(folder)) if folder == Path::new(Self::USUAL) => String::new(),
            _ => format!(" --index {self}"),
        }
    }

    /// The current generation, if there is an index.
    ///
    /// # Errors
    /// When that cannot be told.
    pub fn current(&self) -> Result<Option<Generation>, IndexError> {
        Ok(match &self.0 {
            At::Folder(folder) => folder.current()?.map(Generation::Folder),
            At::Cluster(remote) => remote.current()?.map(Generation::Cluster),
        })
    }

    /// The current generation.
    ///
    /// # Errors
    /// When there is no index, or that cannot be told.
    pub fn generation(&self) -> Result<Generation, IndexError> {
        self.current()?.ok_or_else(|| IndexError::Missing { place: self.to_string() })
    }

    /// The folder as the system resolves it, where it is there: what is in it is no article.
    pub(super) fn resolved(&self) -> Option<PathBuf> {
        match &self.0 {
            At::Folder(folder) => Some(folder.resolved()),
            At::Cluster(_) => None,
        }
    }

    /// What the current generation says of itself; `None` if there is no index, or nothing of this source in it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn state(&self) -> Result<Option<State>, IndexError> {
        match &self.0 {
            At::Folder(folder) => folder.state(),
            At::Cluster(remote) => remote.state(),
        }
    }

    /// Tells the last commit from every other one, those of other generations included.
    ///
    /// # Errors
    /// When there is no index, or it cannot be read.
    pub fn commit(&self) -> Result<String, IndexError> {
        match &self.0 {
            At::Folder(folder) => folder.commit(),
            At::Cluster(remote) => remote.commit(self),
        }
    }

    /// Opens the current generation for reading.
    ///
    /// # Errors
    /// When there is no index, another version wrote it, or it cannot be read.
    pub fn open(&self) -> Result<OpenIndex, IndexError> {
        Ok(match &self.0 {
            At::Folder(folder) => Box::new(folder.open()?),
            At::Cluster(remote) => Box::new(remote.open(self)?),
        })
    }

    /// Takes the right to write, making the folder if need be.
    ///
    /// # Errors
    /// When somebody else holds it, or the place cannot be written to.
    pub fn lock(&self) -> Result<Lock, IndexError> {
        let held = match &self.0 {
            At::Folder(folder) => Held::File { _lock: folder.lock()? },
            At::Cluster(remote) => Held::Lease(remote.lock(self)?),
        };
        Ok(Lock { held })
    }

    /// Makes the next generation and opens it for writing. One that others write to as well is gone on with, unless it is to
    /// be made afresh; what is theirs is then there from the beginning.
    pub(super) fn begin_generation(&self, lock: &Lock, afresh: bool) -> Result<Begun, IndexError> {
        match &self.0 {
            At::Folder(folder) => {
                let (generation, writer) = folder.create_generation()?;
                Ok(Begun { generation: Generation::Folder(generation), writer: Box::new(writer), others: None })
            }
            At::Cluster(remote) => remote.begin_generation(afresh, lock.lease()),
        }
    }

    /// Opens the current generation for writing.
    pub(super) fn writer(&self, lock: &Lock) -> Result<Box<dyn Writer + Sync>, IndexError> {
        Ok(match (&self.0, self.generation()?) {
            (At::Cluster(remote), Generation::Cluster(generation)) => {
                Box::new(remote.writer(&generation, lock.lease())?)
            }
            (_, Generation::Folder(folder)) => Box::new(EmbeddedWriter::open(&folder)?),
            (At::Folder(_), Generation::Cluster(_)) => unreachable!("a folder has folders for generations"),
        })
    }

    /// Removes a generation that did not come about.
    pub(super) fn abandon_generation(&self, generation: &Generation, lock: &Lock) {
        match (&self.0, generation) {
            (At::Folder(folder), Generation::Folder(generation)) => folder.abandon_generation(generation),
            (At::Cluster(remote), Generation::Cluster(generation)) => {
                remote.abandon_generation(generation, lock.lease());
            }
            _ => {}
        }
    }

    /// Makes a generation the current one, in one step.
    pub(super) fn make_current(&self, generation: &Generation, _lock: &Lock) -> Result<(), IndexError> {
        match (&self.0, generation) {
            (At::Folder(folder), Generation::Folder(generation)) => folder.make_current(generation),
            (At::Cluster(remote), Generation::Cluster(generation)) => remote.make_current(generation),
            _ => unreachable!("a generation is of the place that made it"),
        }
    }

    /// Removes generations that are not the current one: leftovers of a crash, or the one just replaced.
    pub(super) fn remove_old(&self, _lock: &Lock) -> Result<(), IndexError> {
        match &self.0 {
            At::Folder(folder) => folder.remove_old(),
            At::Cluster(remote) => remote.remove_old(),
        }
    }

    /// Writes a generation anew as one piece, without what was deleted since.
    pub(super) fn compact(&self, generation: &Generation, _lock: &Lock) -> Result<(), IndexError> {
        match (&self.0, generation) {
            (At::Cluster(remote), Generation::Cluster(generation)) => remote.compact(generation),
            (_, Generation::Folder(folder)) => Ok(EmbeddedWriter::open(folder)?.compact()?),
            (At::Folder(_), Generation::Cluster(_)) => unreachable!("a folder has folders for generations"),
        }
    }

    /// How the cluster is that the index is on, if it is on one.
    ///
    /// # Errors
    /// When there is no index, or that cannot be told.
    pub fn health(&self) -> Result<Option<Health>, IndexError> {
        match &self.0 {
            At::Folder(_) => Ok(None),
            At::Cluster(remote) => remote.health(self).map(Some),
        }
    }

    /// What is wrong with how the current generation is stored.
    pub(super) fn damages(&self) -> Result<Vec<Fault>, IndexError> {
        match self.generation()? {
            Generation::Folder(folder) => {
                let fault = |file: PathBuf| Fault::new(file.display().to_string(), "its checksum is wrong");
                Ok(EmbeddedReader::damaged_files_in(&folder)?.into_iter().map(fault).collect())
            }
            // The cluster looks after its own files, and tells what is missing.
            Generation::Cluster(generation) => Ok(match self.health()? {
                Some(Health { state: HealthState::Red, .. }) => {
                    vec![Fault::new(generation.index, HealthState::Red.advice())]
                }
                _ => Vec::new(),
            }),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            At::Folder(Folder(folder)) => write!(f, "{}", folder.display()),
            At::Cluster(remote) => write!(f, "{}", remote.address()),
        }
    }
}

/// What another version wrote is not read.
fn check_versions(place: &Place, found: Versions) -> Result<(), IndexError> {
    let current = Versions::current();
    if found == current {
        return Ok(());
    }
    Err(IndexError::OtherVersion { place: place.to_string(), option: place.option(), found, current })
}
