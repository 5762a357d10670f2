//! JSON: an object a line, a list of objects, one object that is an article, or one that holds lists of articles
//! somewhere in it (`articles`, `response.docs`).
//!
//! It is read value by value. What is held is one article: an object of a list, or what an object itself says besides
//! the lists of articles in it.
//!
//! # Limits
//! A broken record is left where the next line begins one: what is broken within one long line takes the rest with it.

use std::collections::HashMap;
use std::io::BufRead;

use serde_json::Value;

use super::Format;
use super::lines::{Taken, line};
use super::record::{Record, put_decoded};
use crate::corpus::decode::decode;
use crate::corpus::fields::{Field, FieldNames, SUMMARY_RANK};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Decoding, Skip};

mod scan;

use scan::{Fault, Place, Scanner};

pub(super) const FORMAT: Format = Format {
    name: "JSON",
    extensions: &["json", "jsonl", "jsonlines", "ldjson", "ndjson"],
    begins,
    whole: false,
    read,
};

/// Objects that only wrap what they hold, and names of the one value of an object: they add nothing to a name.
const WRAPPERS: [&str; 17] = [
    "#text",
    "$date",
    "$oid",
    "@value",
    "_source",
    "article",
    "attributes",
    "data",
    "doc",
    "document",
    "fields",
    "item",
    "news",
    "node",
    "props",
    "record",
    "rendered",
];

/// Lists of what readers write under an article.
const COMMENTS: [&str; 4] = ["comment", "comments", "replies", "댓글"];

/// Whether it begins as an object or a list of objects does.
fn begins(head: &[u8]) -> bool {
    let marks = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"];
    let head = marks.iter().find_map(|mark| head.strip_prefix(*mark)).unwrap_or(head);
    let mut bytes = head.iter().copied().filter(|&b| !b.is_ascii_whitespace() && b != 0);
    match (bytes.next(), bytes.next()) {
        (Some(b'{'), Some(next)) => next == b'"',
        (Some(b'['), Some(next)) => next == b'{',
        _ => false,
    }
}

/// Whether it is in UTF-16.
fn is_wide(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff")
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let by_name = FORMAT.extensions[1..].contains(&input.extension().as_str());
    if is_wide(input.head()) {
        let text = decode(&input.bytes()?, None)?.text;
        return read_narrow(by_name || begins_with_lines(text.as_bytes()), &mut text.as_bytes(), output);
    }
    let is_lines = by_name || begins_with_lines(input.head());
    read_narrow(is_lines, input.stream(), output)
}

fn read_narrow(is_lines: bool, stream: &mut impl BufRead, output: &mut Output<'_>) -> Result<(), Skip> {
    let mut others = 0;
    let outcome = match is_lines {
        true => lines(stream, &mut others, output),
        false => values(&mut Scanner::new(stream), &mut others, output),
    };
    output.passed_over(others);
    outcome
}

/// Whether one of the first lines is a whole object and another object follows on the next.
fn begins_with_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        let follows = lines.peek().is_some_and(|next| next.starts_with(b"{"));
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if follows && line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok() {
            return true;
        }
    }
    false
}

/// Reads an object a line: a broken line leaves the others whole.
fn lines(stream: &mut impl BufRead, others: &mut u64, output: &mut Output<'_>) -> Result<(), Skip> {
    let max = output.limits().article_bytes;
    let mut at = Place::default();
    loop {
        let (taken, len) = match line(stream, max).map_err(|error| Skip::from_io(&error))? {
            None => return Ok(()),
            Some(taken) => taken,
        };
        match taken {
            Taken::TooLarge => output.skip(Skip::too_large(output.limits())),
            Taken::Raw(line) => values(&mut Scanner::at(&mut line.trim_ascii_end(), at), others, output)?,
        }
        at = Place { line: at.line + 1, byte: at.byte + len };
    }
}

/// Reads the objects of a list, or objects that follow each other: neither needs the other's punctuation. Counts what
/// is no object.
fn values<R: BufRead>(scanner: &mut Scanner<'_, R>, others: &mut u64, output: &mut Output<'_>) -> Result<(), Skip> {
    let (mut open, mut broken) = (0_i64, false);
    loop {
        let outcome = match scanner.token() {
            Ok(None) => break,
            Ok(Some(b'{')) => object(scanner, output),
            Ok(Some(byte @ (b',' | b'[' | b']'))) => {
                open += i64::from(byte == b'[') - i64::from(byte == b']');
                scanner.bump();
                Ok(())
            }
            Ok(Some(_)) => other(scanner, output).map(|()| *others += 1),
            Err(fault) => Err(fault),
        };
        match outcome {
            Ok(()) => {}
            Err(Fault::Stream(skip)) => return Err(skip),
            Err(Fault::Record(skip)) => {
                broken = true;
                output.skip(skip);
                scanner.skip_to_next().map_err(Fault::into_skip)?;
            }
        }
    }
    if open > 0 && !broken { Err(scanner.place().damaged("the list does not end")) } else { Ok(()) }
}

/// Reads what is no object.
fn other<R: BufRead>(scanner: &mut Scanner<'_, R>, output: &Output<'_>) -> Result<(), Fault> {
    let place = scanner.place();
    match scanner.value(output.limits().article_bytes)? {
        Taken::Raw(raw) => parse(&raw).map(|_| ()).map_err(|what| Fault::Record(place.damaged(what))),
        Taken::TooLarge => Ok(()),
    }
}

/// What an object says itself, besides the lists of articles in it.
struct Own {
    fields: Fields,
    /// The names of the objects within objects that are open.
    path: Vec<String>,
    /// Whether there was a list of articles in it.
    listed: bool,
}

/// Reads an object that begins here.
fn object<R: BufRead>(scanner: &mut Scanner<'_, R>, output: &mut Output<'_>) -> Result<(), Fault> {
    const DEPTH_MAX: usize = 128;
    let max = output.limits().article_bytes;
    let mut own = Own { fields: Fields::new(max), path: Vec::new(), listed: false };
    scanner.bump();
    loop {
        match scanner.token()? {
            Some(b'}') => {
                scanner.bump();
                if own.path.pop().is_none() {
                    break;
                }
            }
            Some(b',') => scanner.bump(),
            Some(b'"') => {
                let key = scanner.key()?;
                match scanner.token()? {
                    Some(b'{') if own.path.len() < DEPTH_MAX => {
                        scanner.bump();
                        own.path.push(key);
                    }
                    Some(b'{') => return Err(scanner.fault("objects lie too deep in one another")),
                    Some(b'[') => list(scanner, &key, &mut own, output)?,
                    _ => {
                        let name = joined(own.path.iter().chain([&key]));
                        let place = scanner.place();
                        own.fields.take(&name, scanner.value(max)?, place, output.fields());
                    }
                }
            }
            Some(_) => return Err(scanner.fault("a name in quotation marks should stand here")),
            None => return Err(scanner.fault("it ends within a record")),
        }
    }
    own.put(output);
    Ok(())
}

/// Reads a list that begins here: articles, which go out, or whatever else, which the object says itself.
fn list<R: BufRead>(
    scanner: &mut Scanner<'_, R>,
    key: &String,
    own: &mut Own,
    output: &mut Output<'_>,
) -> Result<(), Fault> {
    let max = output.limits().article_bytes;
    let name = joined(own.path.iter().chain([key]));
    let mut is_articles = false;
    scanner.bump();
    loop {
        match scanner.token()? {
            Some(b']') => {
                scanner.bump();
                return Ok(());
            }
            Some(b',') => scanner.bump(),
            Some(b'{') => {
                let place = scanner.place();
                match scanner.value(max)? {
                    Taken::TooLarge => output.skip(Skip::too_large(output.limits())),
                    Taken::Raw(raw) => match flat("", &raw, output.fields()) {
                        Err(what) => output.skip(place.damaged(what)),
                        Ok(fields) => {
                            is_articles |= !COMMENTS.contains(&key.as_str()) && own.is_around(&fields, output);
                            own.element(&name, fields, is_articles, output);
                        }
                    },
                }
            }
            Some(_) => {
                let place = scanner.place();
                own.fields.take(&name, scanner.value(max)?, place, output.fields());
            }
            None => return Err(scanner.fault("it ends within a list")),
        }
    }
}

impl Own {
    /// Whether the fields are those of an article in a list, around which there is this object.
    fn is_around(&self, fields: &Fields, output: &Output<'_>) -> bool {
        !self.fields.has_whole_text && fields.record(output.fields()).is_article()
    }

    /// Takes an element of a list.
    fn element(&mut self, name: &str, fields: Fields, is_article: bool, output: &mut Output<'_>) {
        if is_article {
            self.listed = true;
            return fields.put(output);
        }
        for (inner, text) in fields.values {
            let name = if inner.is_empty() { name.to_owned() } else { format!("{name}.{inner}") };
            self.fields.add(&name, &text, output.fields());
        }
    }

    /// Puts out what the object says itself, if it is an article or holds none.
    fn put(self, output: &mut Output<'_>) {
        if !self.listed || self.fields.refused.is_some() || self.fields.has_whole_text {
            self.fields.put(output);
        }
    }
}

/// Named values, in order; those of one name are one.
struct Fields {
    values: Vec<(String, String)>,
    by_name: HashMap<String, usize>,
    decoding: Decoding,
    bytes: u64,
    bytes_max: u64,
    /// Whether there is a text among them that is more than a summary.
    has_whole_text: bool,
    /// What keeps them from being a record.
    refused: Option<Skip>,
}

impl Fields {
    fn new(bytes_max: u64) -> Self {
        let (values, by_name) = (Vec::new(), HashMap::new());
        Self {
            values,
            by_name,
            decoding: Decoding::default(),
            bytes: 0,
            bytes_max,
            has_whole_text: false,
            refused: None,
        }
    }

    /// Takes a value of a name, whatever it is.
    fn take(&mut self, name: &str, value: Taken, place: Place, names: &FieldNames) {
        let raw = match value {
            Taken::TooLarge => return self.bytes = u64::MAX,
            Taken::Raw(raw) => raw,
        };
        match flat(name, &raw, names) {
            Ok(fields) => {
                if fields.decoding != Decoding::default() {
                    self.decoding = fields.decoding;
                }
                fields.values.iter().for_each(|(name, text)| self.add(name, text, names));
            }
            Err(what) => self.refused = Some(place.damaged(what)),
        }
    }

    /// Adds a value. Paragraphs that are elements of a list are lines of one text, names are words of one line.
    fn add(&mut self, name: &str, text: &str, names: &FieldNames) {
        self.bytes = self.bytes.saturating_add((name.len() + text.len()) as u64);
        if self.bytes > self.bytes_max {
            self.values.clear();
            self.by_name.clear();
            return;
        }
        let holds = names.get(name);
        let is_text = matches!(holds, Some((Field::Text | Field::Html, _)));
        self.has_whole_text |= is_text && holds.is_some_and(|(_, rank)| rank < SUMMARY_RANK) && !text.trim().is_empty();
        let Some((_, value)) = self.by_name.get(name).and_then(|&at| self.values.get_mut(at)) else {
            self.by_name.insert(name.to_owned(), self.values.len());
            return self.values.push((name.to_owned(), text.to_owned()));
        };
        let between = if is_text { "\n" } else { ", " };
        value.push_str(between);
        value.push_str(text);
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    fn record(&self, names: &FieldNames) -> Record<'_> {
        Record::new(self.pairs(), names)
    }

    fn put(&self, output: &mut Output<'_>) {
        if self.bytes > self.bytes_max {
            return output.skip(Skip::too_large(output.limits()));
        }
        match &self.refused {
            Some(skip) => output.skip(skip.clone()),
            None => put_decoded(self.pairs(), self.decoding.clone(), output),
        }
    }
}

/// The values in a value, each with its name behind the given one.
fn flat(name: &str, raw: &[u8], names: &FieldNames) -> Result<Fields, String> {
    let (value, decoding) = parse(raw)?;
    let mut fields = Fields { decoding, ..Fields::new(u64::MAX) };
    let mut open = vec![(name.to_owned(), value)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => fields.add(&name, &number.to_string(), names),
            Value::String(text) => fields.add(&name, &text, names),
            Value::Array(values) => open.extend(values.into_iter().rev().map(|value| (name.clone(), value))),
            Value::Object(values) => {
                open.extend(values.into_iter().rev().map(|(key, value)| (joined([&name, &key]), value)));
            }
        }
    }
    Ok(fields)
}

/// A value, and how its bytes became text.
fn parse(raw: &[u8]) -> Result<(Value, Decoding), String> {
    let told = |error: serde_json::Error| error.to_string();
    if std::str::from_utf8(raw).is_err() {
        let text = decode(raw, None).map_err(|skip| skip.to_string())?;
        return Ok((serde_json::from_str(&text.text).map_err(told)?, text.decoding));
    }
    let value = serde_json::from_slice(raw).or_else(|error| {
        // Python writes `NaN` where a table has a gap.
        scan::without_nan(raw).and_then(|raw| serde_json::from_slice(&raw).ok()).ok_or(error)
    });
    Ok((value.map_err(told)?, Decoding::default()))
}

/// The names of nested values as one.
fn joined<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let says = |name: &&String| !name.is_empty() && !WRAPPERS.contains(&name.as_str());
    names.into_iter().filter(says).map(String::as_str).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    //! Properties: lines, lists, single objects and objects around lists are read; a broken or too long record leaves the
    //! others whole and is told with its place; nested names are found; no stream makes it panic.
    use super::super::trial::{read, read_within, shown_of, survives};
    use super::*;
    use crate::corpus::Limits;

    const LINES: &str = concat!(
        r#"{"id": 1, "title": "Berths open", "maintext": "The trust opened two berths.", "date_publish": "2017-03-14"}"#,
        "\n\n",
        r#"{"title": "항만 개장", "text": "항만공사가 \"선석\" 두 곳을 열었다.", "authors": ["김하나", "이두리"], "language": "ko"}"#,
        "\r\n",
        r#"{"title": "港口", "content": ["代表团访问港口。", "双方签署协议。"], "author": NaN}"#,
    );

    const LINES_SHOWN: [&str; 3] = [
        "0 id=1 title=Berths open date=2017-03-14 [The trust opened two berths.]",
        "1 title=항만 개장 author=김하나, 이두리 lang=ko [항만공사가 \"선석\" 두 곳을 열었다.]",
        "2 title=港口 [代表团访问港口。\n双方签署协议。]",
    ];

    #[test]
    fn lines_lists_and_objects_in_a_row() {
        let list = format!("[{}]", LINES.replace("\r\n", ",\n").replace("\n\n", ",\n"));
        let one_line = list.replace('\n', " ");
        let marked = format!("\u{feff}{LINES}");
        for (name, bytes) in [
            ("a.jsonl", LINES.as_bytes()),
            ("a.json", LINES.as_bytes()),
            ("a", LINES.as_bytes()),
            ("a.json", list.as_bytes()),
            ("a.json", one_line.as_bytes()),
            ("a.ndjson", marked.as_bytes()),
        ] {
            assert_eq!(shown_of(name, bytes), LINES_SHOWN, "{name}");
        }
    }

    #[test]
    fn objects_around_lists() {
        let a = r#"{"title": "A", "text": "One."}"#;
        let b = r#"{"title": "B", "text": "Two."}"#;
        for text in [
            format!(r#"{{"status": "ok", "total": 2, "articles": [{a}, {b}]}}"#),
            format!(
                r#"{{"responseHeader": {{"q": "x"}}, "response": {{"numFound": 2, "docs": [{a}, {b}]}}, "n": []}}"#
            ),
            format!(r#"{{"hits": {{"hits": [{{"_index": "n", "_source": {a}}}, {{"_source": {b}}}]}}}}"#),
            format!(r#"{{"tags": ["x"], "people": [{{"name": "K"}}], "data": [{a}], "more": [{b}]}}"#),
        ] {
            assert_eq!(shown_of("a.json", text.as_bytes()), ["0 title=A [One.]", "1 title=B [Two.]"], "{text}");
        }
    }

    #[test]
    fn single_objects() {
        for (text, want) in [
            (
                r#"{"@type": "NewsArticle", "headline": "A", "author": [{"@type": "Person", "name": "K. Port"}, {"name": "L. Quay"}],
                   "image": [{"url": "x.png", "name": "pic"}], "datePublished": "2020-01-02", "publisher": {"name": "Harbour Post"},
                   "inLanguage": "en", "articleBody": "One."}"#,
                "0 title=A publisher=Harbour Post author=K. Port, L. Quay date=2020-01-02 lang=en [One.]",
            ),
            (
                r#"{"id": 7, "date": "2020-01-02T03:04:05", "title": {"rendered": "A &#8211; B"},
                   "content": {"rendered": "<p>One.</p><p>Two.</p>", "protected": false}}"#,
                "0 id=7 title=A – B date=2020-01-02T03:04:05 [<p>One.</p><p>Two.</p>]",
            ),
            (
                r#"{"title": "A", "text": "One.", "comments": [{"title": "c", "text": "me first", "date": "x"}]}"#,
                "0 title=A [One.]",
            ),
            (
                r#"{"comments": [{"title": "c", "text": "me first", "date": "x"}], "title": "A", "text": "One."}"#,
                "0 title=A [One.]",
            ),
            (
                r#"{"title": "A", "content": [{"kind": "p", "text": "One."}, {"kind": "p", "text": "Two."}]}"#,
                "0 title=A [One.\nTwo.]",
            ),
        ] {
            assert_eq!(shown_of("a.json", text.as_bytes()), [want]);
        }
    }

    #[test]
    fn broken_records_are_told_and_the_rest_is_read() {
        let good = |title: &str| format!(r#"{{"title": "{title}", "text": "One."}}"#);
        for broken in [
            r#"{"title": "x", "text": "no end"#,
            r#"{"title": "x", "text": "no end""#,
            r#"{"title": "x", "text": wrong}"#,
            r#"{"tags": ["x","#,
            "no JSON at all",
            r#"{'title': 'x'}"#,
        ] {
            let lines = format!("{}\n{broken}\n{}\n", good("A"), good("B"));
            let shown = shown_of("a.jsonl", lines.as_bytes());
            assert_eq!(shown.len(), 3, "{shown:?}");
            assert!(shown[1].starts_with("record 2: damaged JSON: line 2, byte "), "{shown:?}");
            assert_eq!((shown[0].as_str(), shown[2].as_str()), ("0 title=A [One.]", "2 title=B [One.]"));
        }
        let list = format!("[\n{},\n{{\"title\": \"x\n,\n{}\n]", good("A"), good("B"));
        let shown = shown_of("a.json", list.as_bytes());
        assert!(shown[1].contains("line 3, byte ") && shown[2] == "2 title=B [One.]", "{shown:?}");
    }

    #[test]
    fn what_is_no_article_is_told() {
        for (text, want) in [
            (r#"{"a": 1, "b": {"c": "x"}}"#, "record 1: none of its fields is known to hold text: `a`, `b.c`;"),
            (r#"{"title": "x", "text": ""}"#, "record 1: without text"),
            (r#"[{"title": "x", "text": ""}, 1, "two", [3]]"#, "other records: 3 hold no article"),
            ("{}", "record 1: without text"),
        ] {
            let shown = shown_of("a.json", text.as_bytes());
            assert!(shown.iter().any(|line| line.starts_with(want)), "{shown:?}");
        }
        let found = read("a.json", br#"[{"title": "x", "text": "y"},"#);
        assert_eq!(found.error(), "damaged JSON: line 1, byte 30: the list does not end");
    }

    #[test]
    fn records_that_are_too_long_are_not_held() {
        let limits = Limits { article_bytes: 200, ..Limits::default() };
        let good = r#"{"title": "A", "text": "One."}"#;
        let long = format!(r#"{{"title": "B", "text": "{}"}}"#, "word ".repeat(100));
        for (name, text) in [
            ("a.jsonl", format!("{good}\n{long}\n{good}")),
            ("a.json", format!("[{good},{long},{good}]")),
            ("a.json", format!(r#"{{"articles": [{good},{long},{good}]}}"#)),
        ] {
            let found = read_within(limits, name, text.as_bytes());
            assert_eq!(found.fate, Ok(()));
            assert_eq!(
                found.shown,
                ["0 title=A [One.]", "record 2: too large: more than 0 MB; see --max-size", "2 title=A [One.]"]
            );
        }
    }

    #[test]
    fn json_is_told_by_its_beginning() {
        for (head, json) in [
            (&b"{\"a\""[..], true),
            (b"\xef\xbb\xbf \n[ {", true),
            (b"\xff\xfe{\0\"\0", true),
            (b"[image] harbour", false),
            (b"{\\rtf1", false),
            (b"", false),
        ] {
            assert_eq!(begins(head), json, "{head:?}");
        }
    }

    #[test]
    fn nothing_makes_it_panic() {
        survives("a.jsonl", LINES.as_bytes());
        survives("a.json", format!(r#"{{"x": {{"y": [{}]}}}}"#, LINES.replace('\n', ",")).as_bytes());
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert_eq!(read("a.json", deep.as_bytes()).skipped.len(), 1);
        let deep = "{\"a\":".repeat(100_000);
        assert_eq!(read("a.json", deep.as_bytes()).skipped.len(), 1);
    }
}
