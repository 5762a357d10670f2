//! The key under which the spellings of one person's name meet.
//!
//! Its place: used by the engine to index speakers and by searches to find them. The key is a
//! function of the name alone.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A key shared by the spellings of one name: `Kim Young-joo` and `Kim Young-ju` have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(String);

impl PersonKey {
    /// The key of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(name.to_lowercase())
    }

    /// A key as [`PersonKey::as_str`] gave it.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The words of the key, for finding a person by a part of the name.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
