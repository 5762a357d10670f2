//! CSL-JSON: a list of objects of the type `article-newspaper`, an object a line.
//!
//! An unknown part of a date is left out of `date-parts`, an unknown date altogether; `circa` marks one that was worked
//! out. A name is `literal`, not parted.

use std::io::{self, Write};

use serde::Serialize;

use super::entry::Entry;
use crate::annotate::PartialDate;

#[derive(Serialize)]
struct Item<'e> {
    id: &'e str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<[Name<'e>; 1]>,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    container_title: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Issued>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'e str>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'e str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

#[derive(Serialize)]
struct Name<'e> {
    literal: &'e str,
}

#[derive(Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    date_parts: [Vec<i16>; 1],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    circa: bool,
}

pub(super) fn write(entries: impl Iterator<Item = Entry>, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut before = "[\n";
    for entry in entries {
        write!(out, "{before}{}", serde_json::to_string(&item(&entry))?)?;
        before = ",\n";
    }
    writeln!(out, "{}", if before == "[\n" { "[]" } else { "\n]" })
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: &entry.key,
        r#type: "article-newspaper",
        title: entry.title.as_deref(),
        author: entry.author.as_deref().map(|literal| [Name { literal }]),
        container_title: entry.publisher.as_deref(),
        issued: entry.date.map(|date| Issued { date_parts: [parts(date)], circa: entry.derived.is_some() }),
        language: entry.lang.as_deref(),
        url: entry.url.as_deref(),
        note: entry.remarks().into_iter().chain(entry.saved_file()).collect::<Vec<_>>().join("\n"),
    }
}

fn parts(date: PartialDate) -> Vec<i16> {
    [Some(date.year()), date.month().map(i16::from), date.day().map(i16::from)].into_iter().flatten().collect()
}
