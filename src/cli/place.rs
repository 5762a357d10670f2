//! Where the index is, as it is typed: a folder, or an address on a cluster with what it takes to get in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::engine::opensearch::{Access, Spread};
use crate::index::{ClusterOptions, Place};

/// Who one is to a cluster.
const USER: &str = "ONRECORD_USER";
/// What proves it.
const PASSWORD: &str = "ONRECORD_PASSWORD";
/// A file that holds both, as `user:password`.
const CREDENTIALS: &str = "ONRECORD_CREDENTIALS";

/// Where the index is.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct PlaceArgs {
    /// Where the index is: a folder, or `http(s)://host:9200/name` for one on an OpenSearch cluster
    #[arg(long, global = true, value_name = "PLACE", default_value = Place::USUAL)]
    index: OsString,
    /// On a cluster: trust certificates signed by the authority in this file (PEM)
    #[arg(long, global = true, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// On a cluster: whose folders these are, where several machines feed one index [default: main]
    #[arg(long, global = true, value_name = "NAME", value_parser = source)]
    source: Option<String>,
}

impl PlaceArgs {
    /// The place meant.
    pub(super) fn place(&self) -> anyhow::Result<Place> {
        self.spread(Spread::default())
    }

    /// The same, with a new index on a cluster spread so.
    pub(super) fn spread(&self, spread: Spread) -> anyhow::Result<Place> {
        // What is no text is a folder.
        let Some(text) = self.index.to_str() else { return Ok(Place::new(&self.index)) };
        let options = ClusterOptions { access: self.access()?, source: self.source.clone(), spread };
        Ok(Place::named(text, options)?)
    }

    fn access(&self) -> anyhow::Result<Access> {
        let authority = self.cacert.as_deref().map(|file| {
            std::fs::read(file).with_context(|| format!("cannot read the certificates in `{}`", file.display()))
        });
        Ok(Access { credentials: credentials()?, authority: authority.transpose()? })
    }
}

/// The name of a source is part of ids.
fn source(text: &str) -> Result<String, String> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    if !text.is_empty() && text.len() <= 64 && text.bytes().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err("use up to 64 small letters, digits, `-` and `_`".to_owned())
    }
}

/// `user:password`, from the environment or the file that it names; a file goes before.
fn credentials() -> anyhow::Result<Option<String>> {
    let set = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    if let Some(file) = set(CREDENTIALS) {
        let text = std::fs::read_to_string(Path::new(&file))
            .with_context(|| format!("cannot read `{file}`, which {CREDENTIALS} names"))?;
        let text = text.trim();
        anyhow::ensure!(text.contains(':'), "`{file}`, which {CREDENTIALS} names, holds no `user:password`");
        return Ok(Some(text.to_owned()));
    }
    match (set(USER), set(PASSWORD)) {
        (Some(user), Some(password)) => Ok(Some(format!("{user}:{password}"))),
        (None, None) => Ok(None),
        (Some(_), None) => anyhow::bail!("{USER} is set and {PASSWORD} is not"),
        (None, Some(_)) => anyhow::bail!("{PASSWORD} is set and {USER} is not"),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: which names a source may have.
    use super::*;

    #[test]
    fn sources() {
        for (name, want) in [("seoul-desk", true), ("a_1", true), ("", false), ("Seoul", false), ("a:b", false)] {
            assert_eq!(source(name).is_ok(), want, "{name}");
        }
    }
}
