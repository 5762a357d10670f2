//! The embedded engine: tantivy in a folder.
//!
//! Its place: behind the traits of `engine`; nothing outside this folder names tantivy.
//!
//! An article is one block of records, contiguous in one segment: its head, its paragraphs, its
//! speeches (`blocks`). Postings leapfrog from article to article (`condition`); within a block
//! truth is a set of paragraphs (`bits`), so that words can read the whole article while pairs read
//! the paragraph and speakers one speech. tantivy has no joins and no span queries; these are ours, over
//! its postings (`spans`), as is bringing words down to a sentence (`parts`).
//!
//! A search goes through each segment (`collect`): the words joined at its top (`words`), then whatever else is asked,
//! then what the passages score (`scoring`), of which the best are kept (`ranked`). Words alone get a first look that
//! only counts and bounds (`survey`); few articles then need to be read in full. Facets are counted on the way (`facets`)
//! from the `values` of its columns, and called by the `names` that are printed.
//!
//! # Invariants
//! A block is written by one call, so it never parts over two segments, and deleted by the article's
//! id, which every record of it carries. Merging keeps the order of records within a segment.

mod bits;
mod blocks;
mod collect;
mod columns;
mod condition;
mod facets;
mod leaf;
mod matches;
mod names;
mod parts;
mod ranked;
mod reader;
mod records;
mod run;
mod schema;
mod scoring;
mod spans;
mod stories;
mod survey;
mod values;
mod vocabulary;
mod words;
mod writer;

pub use reader::EmbeddedReader;
pub use writer::EmbeddedWriter;

use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::OpenWriteError;

use crate::engine::EngineError;

/// Wraps tantivy's error with what was attempted. Of what went wrong with a file the system's own words are told.
fn access(attempt: &'static str, place: &Path) -> impl Fn(TantivyError) -> EngineError {
    let place = place.display().to_string();
    move |error| {
        let source: Box<dyn std::error::Error + Send + Sync> = match error {
            TantivyError::IoError(cause)
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: cause, .. }) => Box::new(cause),
            other => Box::new(other),
        };
        EngineError::Access { attempt, place: place.clone(), source }
    }
}
