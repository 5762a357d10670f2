//! Where a list is read on, whatever is indexed in the meantime: the commit it began with, and how far it was read.

use std::fmt;

use crate::http::params::ParamError;

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The commit it began with; none where it begins.
    pub(super) commit: Option<String>,
    /// How many hits were read.
    pub(super) offset: usize,
}

impl Cursor {
    /// Reads a cursor as an answer gave it; `*` begins.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn parse(text: &str) -> Result<Self, ParamError> {
        if text == "*" {
            return Ok(Self { commit: None, offset: 0 });
        }
        let parts = text.split_once('.').and_then(|(offset, commit)| Some((offset.parse().ok()?, commit)));
        match parts {
            Some((offset, commit)) if !commit.is_empty() => Ok(Self { commit: Some(commit.to_owned()), offset }),
            _ => Err(ParamError::Value {
                name: "cursor",
                message: format!("`{text}` is no cursor: begin with `*` and go on with what `next` names"),
            }),
        }
    }
}

/// As an address has it.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.commit {
            Some(commit) => write!(f, "{}.{commit}", self.offset),
            None => f.write_str("*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back() {
        for text in ["*", "0.generation-1-ab", "120.generation-2-77.5"] {
            assert_eq!(Cursor::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "x", "-1.a", "12", "12.", "1e3.a"] {
            assert!(Cursor::parse(text).is_err(), "{text}");
        }
    }
}
