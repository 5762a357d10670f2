//! Finds the files of a folder and reads each into [`Document`]s.
//!
//! Its place: the first stage. It hands documents to `article`, and leaves all reading of
//! their content to it.

pub mod document;

pub use document::{ArticleId, Body, Document, Metadata};
