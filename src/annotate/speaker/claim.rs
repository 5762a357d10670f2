//! The values between the stages: how a source is worded, and what is claimed of it.
//!
//! A language reads a paragraph into [`Naming`]s (who is named, with office and affiliation) and
//! [`Claim`]s (who is said to have said what). The [`cast`](super::cast) then says who is meant.
//! All ranges are bytes of the paragraph's text, at the edges of characters.

use std::ops::Range;

use crate::annotate::lexicon::Tags;

/// Whether a name is that of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Person,
    Organisation,
    /// A name without any sign of either: "Airbus", or a family name alone.
    Unknown,
}

/// The gender a title, a pronoun or a forename tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Male,
    Female,
}

/// Somebody named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Naming {
    /// The whole mention: "Chairman Sohn", "Chinese Vice Premier He Lifeng".
    pub(super) span: Range<usize>,
    /// The name alone.
    pub(super) name: String,
    pub(super) sort: Sort,
    pub(super) gender: Option<Gender>,
    pub(super) role: Option<String>,
    pub(super) affiliation: Option<String>,
    /// Other names that the text gives in brackets: "KITA".
    pub(super) alias: Option<String>,
}

/// A word that stands for somebody named elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    /// A person whose gender the language does not tell: 그는, 同氏は.
    Person,
    It,
    They,
}

/// How a source is worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    Named(Naming),
    /// By a name that may be none: Korean 한 before an office is a family name or "a". Nobody unless one of that
    /// name and office is in the article.
    Perhaps(Naming),
    Pronoun(Pronoun),
    /// By office or kind: "the minister", "an official from Company A". `head` is the noun in lower case,
    /// `tags` what the table of English words says of it.
    Described {
        head: String,
        tags: Tags,
        definite: bool,
    },
    /// Not worded at all: a quotation that follows on.
    Carried,
}

/// A source with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) span: Range<usize>,
    pub(super) who: Who,
}

/// What a claim reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Content, quoted or reported.
    Reported,
    /// Content in the speaker's words though no marks say so: a line of an interview.
    Verbatim,
    /// That somebody took the floor.
    Floor,
}

/// An attribution before anybody asks who its source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) source: Source,
    pub(super) cue: Option<Range<usize>>,
    /// The stretches of content, in order.
    pub(super) content: Vec<Range<usize>>,
    pub(super) manner: Manner,
    /// The agency through which it is told.
    pub(super) relay: Option<String>,
}

/// What a language finds in a paragraph.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) namings: Vec<Naming>,
    pub(super) claims: Vec<Claim>,
}

impl Reading {
    /// The namings, and those that only the source of a claim gives in full ("Head of the office, X,").
    pub(super) fn all_namings(&self) -> impl Iterator<Item = &Naming> {
        let sources = self.claims.iter().filter_map(|claim| match &claim.source.who {
            Who::Named(naming) => Some(naming),
            _ => None,
        });
        self.namings.iter().chain(sources)
    }
}
