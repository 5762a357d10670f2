//! What answers look like outside: rows of CSV, citations, feeds. One answer, many renderers.
//!
//! Its place: after `search`, before the front ends, which share it because they may not use each other. It takes values
//! that were answered and gives text. What is asked, and where the text goes, is left to the front ends, and so is JSON,
//! which the values have of themselves.
//!
//! # Invariants
//! Nothing is read or looked up here: the text is a function of the values. What is written goes to a writer piece by
//! piece, so that a long answer is never held twice.

pub mod atom;
pub mod cite;
pub mod columns;
mod csv;
pub mod words;

pub use csv::Columns;
