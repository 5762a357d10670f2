//! A record of an article whose parts have names becomes a document.

use crate::corpus::fields::Field;
use crate::corpus::output::Output;
use crate::corpus::{Body, Decoding, Metadata, Skip};

/// Puts out what the fields of a record hold; of several that hold the same, that of the lowest rank counts.
pub(super) fn put<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>, output: &mut Output<'_>) {
    let mut held: Vec<(Field, u32, &str)> = Vec::new();
    for (name, value) in fields {
        if let Some((field, rank)) = output.fields().get(name).filter(|_| !value.trim().is_empty()) {
            held.push((field, rank, value));
        }
    }
    held.sort_by_key(|(_, rank, _)| *rank);
    let take = |wanted: Field| held.iter().find(|(field, ..)| *field == wanted).map(|(.., value)| (*value).to_owned());
    let body = take(Field::Html).map(Body::Html).or_else(|| take(Field::Text).map(Body::Plain));
    let metadata = Metadata {
        id: take(Field::Id),
        url: take(Field::Url),
        title: take(Field::Title),
        publisher: take(Field::Publisher),
        author: take(Field::Author),
        date: take(Field::Date),
        updated: take(Field::Updated),
        fetched: take(Field::Fetched),
        lang: take(Field::Lang),
    };
    match body {
        Some(body) => output.document(body, Decoding::default(), metadata),
        None => output.skip(Skip::Empty),
    }
}
