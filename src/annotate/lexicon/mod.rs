//! Words by which persons are told: what a word of English is, offices and family names of East Asia.
//!
//! Its place: below `person` and `speaker`, which both read names. `person` reads by what ships with the program, so
//! that a key depends on the name alone; `speaker` reads by a user's rows as well.

mod east_asian;
mod english;

pub(crate) use east_asian::{Language, Names, SOUNDS, SURNAMES, TITLES, is_honorific};
pub(crate) use english::{Tags, WORDS, Words};
