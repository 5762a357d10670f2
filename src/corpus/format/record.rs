//! A record of named values becomes a document, by the table of fields.
//!
//! Its place: called by the formats that hold records (JSON, tables). Names of nested values are joined by dots.

use super::export::by;
use super::{html, markup};
use crate::corpus::decode::Text;
use crate::corpus::fields::{Field, FieldNames, SUMMARY_RANK};
use crate::corpus::output::Output;
use crate::corpus::{Body, Decoding, Metadata, Skip};

/// Puts a record out that was in UTF-8.
pub(super) fn put<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>, output: &mut Output<'_>) {
    put_decoded(fields, Decoding::default(), output);
}

/// Puts a record out.
pub(super) fn put_decoded<'a>(
    fields: impl Iterator<Item = (&'a str, &'a str)>,
    decoding: Decoding,
    output: &mut Output<'_>,
) {
    let record = Record::new(fields, output.fields());
    let body = match record.body() {
        Ok(body) => body,
        Err(skip) => return output.skip(skip),
    };
    let metadata = record.metadata();
    match body {
        Body::Html(text) => {
            if let Err(skip) = html::put(Text { text, decoding }, metadata, output) {
                output.skip(skip);
            }
        }
        body => output.document(body, decoding, metadata),
    }
}

/// A record's values by what they hold.
pub(super) struct Record<'a> {
    known: Vec<Value<'a>>,
    /// The names of the fields that are not known and hold something.
    unknown: Vec<&'a str>,
    /// Whether there is a field for the text, be it empty.
    has_text: bool,
}

struct Value<'a> {
    field: Field,
    rank: u32,
    text: &'a str,
}

impl<'a> Record<'a> {
    pub fn new(fields: impl Iterator<Item = (&'a str, &'a str)>, names: &FieldNames) -> Self {
        let mut record = Self { known: Vec::new(), unknown: Vec::new(), has_text: false };
        for (name, text) in fields {
            let known = names.get(name);
            record.has_text |= matches!(known, Some((Field::Text | Field::Html, _)));
            match known {
                _ if text.trim().is_empty() => {}
                // Some records call the address of a text its source.
                Some((Field::Publisher, rank)) if is_address(text) => {
                    record.known.push(Value { field: Field::Url, rank, text });
                }
                Some((field, rank)) => record.known.push(Value { field, rank, text }),
                None => record.unknown.push(name),
            }
        }
        record
    }

    /// Whether it is an article and no picture, person or comment: it has a text, and a headline or the like besides.
    pub fn is_article(&self) -> bool {
        let has = |field| self.known.iter().any(|value| value.field == field);
        let whole = self.known.iter().any(|value| is_body(value) && value.rank < SUMMARY_RANK);
        let named = has(Field::Title) || has(Field::Url) || has(Field::Date) || has(Field::Id);
        let summed_up = has(Field::Text) && has(Field::Title) && has(Field::Date);
        (whole && named) || summed_up
    }

    /// The text; where there is none, the page; where there is none, a summary.
    fn body(&self) -> Result<Body, Skip> {
        let rank = |field| self.values(field).map(|value| value.rank).min();
        match (rank(Field::Text), rank(Field::Html)) {
            (None, None) if self.has_text || self.unknown.is_empty() => Err(Skip::Empty),
            (None, None) => Err(unknown(&self.unknown)),
            (Some(rank), html) if rank < SUMMARY_RANK || html.is_none() => Ok(body_of(self.text(rank))),
            (_, _) => Ok(Body::Html(self.best(Field::Html).unwrap_or_default().to_owned())),
        }
    }

    /// The text of a rank, the parts of which stand in several fields where these have one rank.
    fn text(&self, rank: u32) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for value in self.values(Field::Text).filter(|value| value.rank == rank) {
            if !parts.contains(&value.text) {
                parts.push(value.text);
            }
        }
        parts.join("\n")
    }

    /// What it states.
    pub fn metadata(&self) -> Metadata {
        let line = |field| self.best(field).map(one_line);
        let day = |field| self.best(field).map(|text| seconds(text.trim()).to_owned());
        Metadata {
            id: line(Field::Id),
            url: line(Field::Url),
            title: line(Field::Title),
            publisher: line(Field::Publisher),
            author: line(Field::Author).and_then(|line| by(&line)),
            date: day(Field::Date),
            updated: day(Field::Updated),
            fetched: day(Field::Fetched),
            lang: line(Field::Lang),
        }
    }

    fn values(&self, field: Field) -> impl Iterator<Item = &Value<'a>> {
        self.known.iter().filter(move |value| value.field == field)
    }

    /// The value of the lowest rank; of equals the first.
    fn best(&self, field: Field) -> Option<&'a str> {
        self.values(field).min_by_key(|value| value.rank).map(|value| value.text)
    }
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) && !text.contains(char::is_whitespace)
}

fn is_body(value: &Value<'_>) -> bool {
    matches!(value.field, Field::Text | Field::Html)
}

fn body_of(text: String) -> Body {
    if markup::is_html(&text) { Body::Html(text) } else { Body::Plain(markup::unescape(&text)) }
}

/// A headline or a name, without the markup and the line breaks that some programs leave in it.
fn one_line(text: &str) -> String {
    let plain = if markup::is_html(text) || text.contains('&') { markup::plain(text) } else { text.to_owned() };
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A date that is given in milliseconds since 1970 in seconds, as which dates are read.
fn seconds(text: &str) -> &str {
    const MILLISECONDS_LEN: usize = 13;
    let is_number = text.len() == MILLISECONDS_LEN && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { &text[..MILLISECONDS_LEN - 3] } else { text }
}

/// Why records with fields of these names are not read. Not all are listed if they are many.
pub(super) fn unknown(names: &[&str]) -> Skip {
    const SHOWN_MAX: usize = 12;
    const NAME_MAX: usize = 40;
    let shown = |name: &&str| format!("`{}`", name.chars().take(NAME_MAX).collect::<String>());
    let mut list = names.iter().take(SHOWN_MAX).map(shown).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN_MAX {
        list.push_str(&format!(" and {} more", names.len() - SHOWN_MAX));
    }
    Skip::UnknownFields(list)
}

#[cfg(test)]
mod tests {
    //! Properties: the lowest rank wins, empty values do not count, texts of one rank are joined; markup becomes a page;
    //! a record without text is skipped, one whose fields are not known by its fields.
    use super::super::trial::found;
    use super::*;
    use crate::corpus::Item;

    fn put_of(fields: &[(&str, &str)]) -> Item {
        let mut items = found(|output| put(fields.iter().copied(), output));
        assert_eq!(items.len(), 1);
        items.remove(0)
    }

    fn document_of(fields: &[(&str, &str)]) -> (Body, Metadata) {
        match put_of(fields) {
            Item::Document { document, .. } => (document.body, document.metadata),
            Item::Skipped { reason, .. } => panic!("{reason}"),
        }
    }

    #[test]
    fn ranks_decide() {
        let (body, stated) = document_of(&[
            ("text", "raw"),
            ("maintext", "Two berths opened."),
            ("Title", " Ports &amp; <b>harbours</b>\n open <i>today</i>"),
            ("headline", "other"),
            ("date", "2017-01-02"),
            ("date_publish", ""),
            ("published_at", "1489536000000"),
            ("언론사", "항만일보"),
            ("hostname", "port.example"),
            ("source", "https://port.example/1"),
            ("byline", "By K. Port"),
        ]);
        assert_eq!(body, Body::Plain("Two berths opened.".into()));
        assert_eq!(stated.title.as_deref(), Some("Ports & harbours open today"));
        assert_eq!(stated.date.as_deref(), Some("1489536000"));
        assert_eq!(stated.publisher.as_deref(), Some("항만일보"));
        assert_eq!(stated.url.as_deref(), Some("https://port.example/1"));
        assert_eq!(stated.author.as_deref(), Some("K. Port"));
    }

    #[test]
    fn texts_of_one_rank_are_joined() {
        let (body, _) = document_of(&[("LP", "First."), ("TD", "Second."), ("HD", "Title")]);
        assert_eq!(body, Body::Plain("First.\nSecond.".into()));
    }

    #[test]
    fn bodies_are_told_apart() {
        for (fields, body) in [
            (&[("text", "<p>One.</p><p>Two.</p>")][..], Body::Html("<p>One.</p><p>Two.</p>".into())),
            (&[("content_html", "Plain word")], Body::Html("Plain word".into())),
            (&[("content_html", "<p>x</p>"), ("text", "x &quot;y&quot;")], Body::Plain("x \"y\"".into())),
            (&[("content_html", "<p>x</p>"), ("summary", "y")], Body::Html("<p>x</p>".into())),
            (&[("summary", "y")], Body::Plain("y".into())),
        ] {
            assert_eq!(document_of(fields).0, body);
        }
    }

    #[test]
    fn records_without_text_are_told() {
        for (fields, reason) in [
            (&[("text", " "), ("foo", "x")][..], "without text"),
            (&[], "without text"),
            (&[("foo", "x"), ("bar", ""), ("바", "y")], "none of its fields is known to hold text: `foo`, `바`;"),
            (&[("title", "x"), ("zoo", "x")], "none of its fields is known to hold text: `zoo`;"),
        ] {
            let Item::Skipped { reason: skip, .. } = put_of(fields) else { panic!("a document") };
            assert!(skip.to_string().starts_with(reason), "{skip}");
        }
        let names: Vec<String> = (0..20).map(|n| format!("f{n}")).collect();
        let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        let Item::Skipped { reason, .. } = put_of(&many) else { panic!("a document") };
        assert!(reason.to_string().contains("`f11` and 8 more"), "{reason}");
    }

    #[test]
    fn articles_are_told_from_other_things() {
        let is_article =
            |fields: &[(&str, &str)]| Record::new(fields.iter().copied(), FieldNames::built_in()).is_article();
        for (fields, article) in [
            (&[("text", "x"), ("title", "y")][..], true),
            (&[("text", "x")], false),
            (&[("url", "x"), ("description", "y")], false),
            (&[("title", "x"), ("date", "y"), ("summary", "z")], true),
            (&[("name", "x"), ("url", "y")], false),
        ] {
            assert_eq!(is_article(fields), article, "{fields:?}");
        }
    }
}
