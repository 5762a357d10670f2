//! Why nothing was taken from a file, or from a part of it.

use std::io;

use super::Limits;

/// Why nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Skip {
    /// The system would not let us read it.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is a folder, a pipe or the like.
    #[error("not a file")]
    NotAFile,
    /// No row of the table of formats takes it. Holds the extension, in lower case.
    #[error("of no known format: {}", if .0.is_empty() { "no extension".to_owned() } else { format!(".{}", .0) })]
    UnknownFormat(String),
    /// It is of a kind that the program does not read.
    #[error("{0} is not read")]
    Unsupported(&'static str),
    /// It holds bytes that no text has.
    #[error("not text: it holds bytes that no text has")]
    NotText,
    /// It says it is in some format and is not. Holds what is wrong.
    #[error("damaged {format}: {what}")]
    Damaged {
        /// The name of the format.
        format: &'static str,
        /// What is wrong, and where.
        what: String,
    },
    /// It can only be read with a password.
    #[error("locked by a password")]
    Locked,
    /// It holds no words.
    #[error("without text")]
    Empty,
    /// None of a record's fields is known to hold its text. Holds the names of the fields it has.
    #[error(
        "none of its fields is known to hold text: {0}; `onrecord tables record_fields` says which do, and takes more"
    )]
    UnknownFields(String),
    /// So many records of a file are none of articles: pictures, requests, redirects.
    #[error("{0} hold no article")]
    PassedOver(u64),
    /// It is longer than an article may be.
    #[error("too large: more than {} MB; see --max-size", .0 >> 20)]
    TooLarge(u64),
    /// Its text is longer than an article's may be.
    #[error("too long: a text of more than {} MB is no article; see --max-size", .0 >> 20)]
    TooLong(u64),
    /// It grows too much when unpacked.
    #[error("unpacks to more than {0} times its size; see --max-expansion")]
    Bomb(u64),
    /// Archives lie in archives too often.
    #[error("archives nested more than {0} deep; see --max-nesting")]
    TooNested(u32),
    /// Its markup is nested too deeply.
    #[error("markup nested more than {0} deep; see --max-depth")]
    TooDeep(usize),
    /// Reading it took too long.
    #[error("took longer than {0} seconds to read; see --max-seconds")]
    TooSlow(u64),
    /// The program itself failed on it. Holds what it says of that.
    #[error("onrecord failed on it ({0}): this is a mistake of the program, please report it")]
    Failed(String),
}

impl Skip {
    /// The reason without what only this file has: what many files are told by together.
    #[must_use]
    pub fn kind(&self) -> String {
        match self {
            Self::Unreadable(_) => "cannot be read".to_owned(),
            Self::Damaged { format, .. } => format!("damaged {format}"),
            Self::UnknownFields(_) => "none of its fields is known to hold text".to_owned(),
            Self::PassedOver(_) => "hold no article".to_owned(),
            Self::Failed(_) => "onrecord failed on it".to_owned(),
            other => other.to_string(),
        }
    }

    /// What is wrong with a file of a format.
    pub(super) fn damaged(format: &'static str, what: impl ToString) -> Self {
        Self::Damaged { format, what: what.to_string() }
    }

    /// Carries a reason through an interface that knows only errors of input.
    pub(super) fn into_io(self) -> io::Error {
        io::Error::other(self)
    }

    /// The reason behind an error of input.
    pub(super) fn from_io(error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        inner.cloned().unwrap_or_else(|| Self::Unreadable(error.to_string()))
    }

    /// The reason behind an error of input that a format's reader met; one without a reason of ours is damage.
    pub(super) fn from_format(format: &'static str, error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        inner.cloned().unwrap_or_else(|| Self::damaged(format, error))
    }

    pub(super) fn too_large(limits: &Limits) -> Self {
        Self::TooLarge(limits.article_bytes)
    }

    pub(super) fn too_slow(limits: &Limits) -> Self {
        Self::TooSlow(limits.time.as_secs())
    }
}
