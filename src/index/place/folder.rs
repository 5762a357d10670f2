//! An index in a folder: its generations, the current one, and the writer's lock.
//!
//! `CURRENT` names the generation that readers open. A rebuild writes the next generation beside it and
//! then replaces `CURRENT` by one rename, so that readers see the old index or the new one, whole.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::engine::State;
use crate::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use crate::index::IndexError;

/// Names the current generation.
const CURRENT: &str = "CURRENT";
/// Held while the index is written to; its content names the holder for people.
const LOCK: &str = ".lock";
/// What the folder of a generation is called, before its number.
const GENERATION: &str = "generation-";

/// A folder that an index is in, or will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder(pub(super) PathBuf);

/// The right to write, until dropped. It is the system's lock on an open file, so that a dead holder
/// holds nothing.
#[derive(Debug)]
pub(super) struct FileLock {
    file: File,
}

impl Drop for FileLock {
    /// Gives the right back at once: a program that another thread is just starting shares the open file until it runs, and
    /// would hold the lock until then.
    fn drop(&mut self) {
        // A lock that cannot be given back ends with the file.
        let _ = self.file.unlock();
    }
}

/// Makes sure that what was renamed in a folder stays so when the power fails. Elsewhere than on Unix folders are no
/// files that can be opened, and the system sees to it.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Folder {
    /// The folder of the current generation, if there is an index.
    pub(super) fn current(&self) -> Result<Option<PathBuf>, IndexError> {
        let pointer = self.0.join(CURRENT);
        match fs::read_to_string(&pointer) {
            Ok(name) => Ok(Some(self.0.join(name.trim()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(IndexError::io("read", pointer)(error)),
        }
    }

    /// The folder of the current generation.
    pub(super) fn generation(&self) -> Result<PathBuf, IndexError> {
        self.current()?.ok_or_else(|| IndexError::Missing { place: self.0.display().to_string() })
    }

    /// The folder as the system resolves it, where it is there: what is in it is no article.
    pub(super) fn resolved(&self) -> PathBuf {
        self.0.canonicalize().unwrap_or_else(|_| self.0.clone())
    }

    /// What the current generation says of itself; `None` if there is no index.
    pub(super) fn state(&self) -> Result<Option<State>, IndexError> {
        Ok(self.current()?.map(|folder| EmbeddedReader::state_in(&folder)).transpose()?)
    }

    /// Tells the last commit from every other one, those of other generations included.
    pub(super) fn commit(&self) -> Result<String, IndexError> {
        let folder = self.generation()?;
        let generation = folder.file_name().unwrap_or_default().to_string_lossy();
        Ok(format!("{generation}-{}", EmbeddedReader::commit_in(&folder)?))
    }

    /// Opens the current generation for reading.
    pub(super) fn open(&self) -> Result<EmbeddedReader, IndexError> {
        // A rebuild may swap and remove the generation between reading its name and opening it.
        let mut tried = None;
        loop {
            let folder = self.generation()?;
            match EmbeddedReader::state_in(&folder).map_err(IndexError::from).and_then(|state| {
                self.check_versions(&state)?;
                Ok(EmbeddedReader::open(&folder)?)
            }) {
                Err(IndexError::Engine(_)) if tried.as_ref() != Some(&folder) => {
                    tried = Some(folder);
                }
                result => return result,
            }
        }
    }

    fn check_versions(&self, state: &State) -> Result<(), IndexError> {
        super::check_versions(&super::Place::new(&self.0), state.versions.clone())
    }

    /// Takes the right to write, making the folder if need be.
    pub(super) fn lock(&self) -> Result<FileLock, IndexError> {
        fs::create_dir_all(&self.0).map_err(IndexError::io("make the folder", &self.0))?;
        let path = self.0.join(LOCK);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(IndexError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {
                let note = file.set_len(0).and_then(|()| file.rewind());
                // The note is for people only: without it the lock holds all the same.
                let _ = note.and_then(|()| write!(file, "process {}", std::process::id()));
                Ok(FileLock { file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = if holder.is_empty() { "an unknown process".to_owned() } else { holder };
                Err(IndexError::Locked { place: self.0.display().to_string(), holder })
            }
            Err(TryLockError::Error(error)) => Err(IndexError::io("lock", path)(error)),
        }
    }

    /// Makes the folder of the next generation and opens it for writing.
    pub(super) fn create_generation(&self) -> Result<(PathBuf, EmbeddedWriter), IndexError> {
        self.check_room()?;
        let last = self.generations()?.into_iter().map(|(number, _)| number).max().unwrap_or(0);
        let folder = self.0.join(format!("{GENERATION}{}", last + 1));
        fs::create_dir_all(&folder).map_err(IndexError::io("make the folder", &folder))?;
        let writer = EmbeddedWriter::create(&folder)?;
        Ok((folder, writer))
    }

    /// A generation takes about as much as the one before it, and some more while its parts are merged.
    fn check_room(&self) -> Result<(), IndexError> {
        let Some(current) = self.current()? else { return Ok(()) };
        let files = WalkDir::new(current).into_iter().filter_map(Result::ok).filter_map(|file| file.metadata().ok());
        let size: u64 = files.filter(std::fs::Metadata::is_file).map(|file| file.len()).sum();
        let needed = size + size / 4;
        // Where the system does not tell, writing will.
        match fs4::available_space(&self.0) {
            Ok(free) if free < needed => Err(IndexError::NoRoom { place: self.0.display().to_string(), needed, free }),
            _ => Ok(()),
        }
    }

    /// Removes a generation that did not come about.
    pub(super) fn abandon_generation(&self, generation: &Path) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(generation);
    }

    /// Makes a generation the current one, in one step.
    pub(super) fn make_current(&self, generation: &Path) -> Result<(), IndexError> {
        let name = generation.file_name().expect("generations are named").to_string_lossy();
        let draft = self.0.join(format!("{CURRENT}.new"));
        let written = File::create(&draft).and_then(|mut file| {
            writeln!(file, "{name}")?;
            file.sync_all()
        });
        written.map_err(IndexError::io("write", &draft))?;
        let pointer = self.0.join(CURRENT);
        fs::rename(&draft, &pointer).map_err(IndexError::io("replace", &pointer))?;
        sync_folder(&self.0).map_err(IndexError::io("replace", pointer))
    }

    /// Removes generations that are not the current one: leftovers of a crash, or the one just replaced.
    /// What cannot be removed now (open files on some systems) is left for the next time.
    pub(super) fn remove_old(&self) -> Result<(), IndexError> {
        let current = self.current()?;
        // If the pointer itself is damaged, any of them may be the one that people want back.
        if current.as_ref().is_some_and(|folder| !folder.is_dir()) {
            return Ok(());
        }
        for (_, folder) in self.generations()? {
            if Some(&folder) != current.as_ref() {
                let _ = fs::remove_dir_all(folder);
            }
        }
        Ok(())
    }

    fn generations(&self) -> Result<Vec<(u64, PathBuf)>, IndexError> {
        let failed = || IndexError::io("read", &self.0);
        let mut generations = Vec::new();
        for entry in fs::read_dir(&self.0).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if let Some(number) = name.strip_prefix(GENERATION).and_then(|number| number.parse().ok()) {
                generations.push((number, path));
            }
        }
        Ok(generations)
    }
}
