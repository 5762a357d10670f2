//! Reads a paragraph of English: who is named, and who is said to have said what.
//!
//! Stages: [`token`] cuts, [`name`] finds the namings and [`around`] what belongs to them, [`phrase`] finds the source that belongs to a
//! verb, [`clause`] finds the claims with [`content`] and [`verbless`]. A trained tagger could take the place of `phrase` and `clause`:
//! it would have to give the same [`Claim`](super::claim::Claim)s.
//!
//! # Limits
//! Other languages in Latin letters are read by the same rules and yield little.

mod around;
mod clause;
mod content;
mod name;
mod phrase;
mod token;
pub(super) mod verb;
mod verbless;

use rustc_hash::FxHashSet;

use super::Tables;
use super::claim::Reading;
use super::quote::Quote;
use token::Line;

/// The words that a text writes in lower case, by which a capital at the start of a sentence is judged.
pub(super) fn common_words(text: &str, words: &mut FxHashSet<String>) {
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()) {
        if word.starts_with(char::is_lowercase) && !words.contains(word) {
            words.insert(word.to_owned());
        }
    }
}

/// Reads one paragraph.
pub(super) fn read(text: &str, quotes: &[Quote], common: &FxHashSet<String>, tables: &Tables) -> Reading {
    let line = Line::new(text, quotes, tables);
    let named = name::find(&line, common);
    let claims = clause::claims(&line, quotes, &named);
    Reading { namings: named.into_iter().map(|named| named.naming).collect(), claims }
}
