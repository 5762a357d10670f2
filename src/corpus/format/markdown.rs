//! Markdown, as clipping programs and site generators keep articles: what stands above the text in YAML or TOML is
//! stated of it, the text is taken without its marks, a line a block.
//!
//! Kept are the words of links; addresses, code and markup are dropped. A picture leaves the words that stand for it, on
//! a line of its own that says so.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::record::Record;
use super::{Format, markup};
use crate::corpus::decode::decode;
use crate::corpus::fields::FieldNames;
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Body, Metadata, Skip};

pub(super) const FORMAT: Format =
    Format { name: "Markdown", extensions: &["markdown", "md", "mdown", "mkd"], begins: |_| false, whole: true, read };

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let text = decode(&input.bytes()?, None)?;
    let (front, body) = parted(&text.text);
    let mut stated = front.map(|front| stated(&front, output.fields())).unwrap_or_default();
    let lines = Lines::of(body);
    stated.title = stated.title.or(lines.heading);
    if lines.text.trim().is_empty() {
        return Err(Skip::Empty);
    }
    output.document(Body::Extracted(lines.text), text.decoding, stated);
    Ok(())
}

/// What stands above the text.
enum Front<'t> {
    Yaml(&'t str),
    Toml(&'t str),
}

/// What stands between two lines of `---` or `+++` at the beginning, and the rest.
fn parted(text: &str) -> (Option<Front<'_>>, &str) {
    let fence = text.lines().next().unwrap_or_default().trim_end();
    if !matches!(fence, "---" | "+++") {
        return (None, text);
    }
    let start = text.find('\n').map_or(text.len(), |end| end + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let front = &text[start..at];
        at += line.len();
        match (line.trim_end(), fence) {
            ("---" | "...", "---") => return (Some(Front::Yaml(front)), &text[at..]),
            ("+++", "+++") => return (Some(Front::Toml(front)), &text[at..]),
            _ => {}
        }
    }
    (None, text)
}

/// What is stated above the text, by the table of fields of records.
fn stated(front: &Front<'_>, names: &FieldNames) -> Metadata {
    let fields = match front {
        Front::Yaml(front) => of_yaml(front),
        Front::Toml(front) => of_toml(front),
    };
    let fields = fields.iter().map(|(name, value)| {
        let name = match &*name.to_ascii_lowercase() {
            // The note, not the article.
            "created" => "fetched",
            _ => name.as_str(),
        };
        (name, value.as_str())
    });
    Record::new(fields, names).metadata()
}

/// The lines `name: value` of YAML; of lists the elements. What is nested deeper is left out.
fn of_yaml(front: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in front.lines() {
        let trimmed = line.trim();
        let is_element = trimmed.strip_prefix("- ").or_else(|| line.strip_prefix("  ").map(str::trim));
        match (is_element, fields.last_mut()) {
            _ if trimmed.is_empty() || trimmed.starts_with('#') => {}
            (Some(element), Some((_, value))) => {
                let between = if trimmed.starts_with("- ") { ", " } else { " " };
                if !value.is_empty() {
                    value.push_str(between);
                }
                value.push_str(&scalar(element));
            }
            (None, _) => {
                if let Some((name, value)) = line.split_once(':') {
                    fields.push((unquoted(name.trim()).to_owned(), values(value.trim())));
                }
            }
            (Some(_), None) => {}
        }
    }
    fields
}

/// A value of YAML: a list in brackets, a word, or none where it follows on the next lines.
fn values(value: &str) -> String {
    if let Some(list) = value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        let elements: Vec<String> = list.split(',').map(|element| scalar(element.trim())).collect();
        return elements.join(", ");
    }
    if matches!(value, "|" | ">" | "|-" | ">-" | "null" | "~") { String::new() } else { scalar(value) }
}

/// A word of YAML without quotation marks and remarks; of a link to another note its words.
fn scalar(value: &str) -> String {
    let value = match value.starts_with(['"', '\'']) {
        true => unquoted(value),
        false => value.split(" #").next().unwrap_or(value).trim(),
    };
    value.strip_prefix("[[").and_then(|link| link.strip_suffix("]]")).unwrap_or(value).replace("\\\"", "\"")
}

fn unquoted(value: &str) -> &str {
    let inner = |mark| value.strip_prefix(mark).and_then(|value: &str| value.strip_suffix(mark));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// The values of TOML that are words, numbers, dates, or lists of them, in the outermost table and those within it.
fn of_toml(front: &str) -> Vec<(String, String)> {
    let Ok(table) = front.parse::<toml::Table>() else { return Vec::new() };
    let inner = table.values().filter_map(toml::Value::as_table).flatten();
    let shown = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Array(values) => {
            Some(values.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    };
    table.iter().chain(inner).filter_map(|(name, value)| Some((name.clone(), shown(value)?))).collect()
}

/// The text without its marks.
#[derive(Default)]
struct Lines {
    text: String,
    /// The first heading of the first rank.
    heading: Option<String>,
    /// The line that is being written.
    line: String,
    /// Pictures met in the line, which follow it.
    pictures: Vec<String>,
    /// How many pictures are open: their words are not of the line.
    in_pictures: u32,
    is_code: bool,
    markup: String,
}

impl Lines {
    fn of(body: &str) -> Self {
        let mut lines = Self::default();
        for event in Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            lines.take(event);
        }
        lines.end();
        lines
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Image { .. }) => {
                if self.in_pictures == 0 {
                    self.pictures.push(String::new());
                }
                self.in_pictures += 1;
            }
            Event::End(TagEnd::Image) => self.in_pictures = self.in_pictures.saturating_sub(1),
            Event::Start(Tag::CodeBlock(_)) => self.is_code = true,
            Event::End(TagEnd::CodeBlock) => self.is_code = false,
            Event::Text(text) | Event::Code(text) if !self.is_code => self.words(&text),
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.end(),
            Event::Html(html) => self.markup.push_str(&html),
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => self.end(),
            Event::End(TagEnd::HtmlBlock) => self.end_markup(),
            Event::End(TagEnd::Heading(rank)) => {
                if rank == pulldown_cmark::HeadingLevel::H1 && self.heading.is_none() {
                    self.heading = Some(self.line.trim().to_owned()).filter(|heading| !heading.is_empty());
                }
                self.end();
            }
            Event::End(TagEnd::TableCell) => self.words(" "),
            // What begins within an element of a list is no part of its line.
            Event::Start(tag) if is_block(&tag) => self.end(),
            Event::End(tag) if is_block_end(tag) => self.end(),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        match self.pictures.last_mut().filter(|_| self.in_pictures > 0) {
            Some(picture) => picture.push_str(words),
            None => self.line.push_str(words),
        }
    }

    /// Ends the line.
    fn end(&mut self) {
        for line in self.line.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.line.clear();
        for picture in self.pictures.drain(..).filter(|picture| !picture.trim().is_empty()) {
            self.text.push_str("[image] ");
            self.text.push_str(picture.trim());
            self.text.push('\n');
        }
    }

    /// Ends a block of HTML, of which the words are lines.
    fn end_markup(&mut self) {
        let words = markup::plain(&std::mem::take(&mut self.markup));
        self.line.push_str(&words);
        self.end();
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::Table(_))
}

fn is_block_end(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead | TagEnd::BlockQuote(_))
}

#[cfg(test)]
mod tests {
    //! Properties: what stands above the text is stated of it, in YAML and in TOML; a block is a line, without addresses,
    //! code and markup; pictures say that they are; nothing panics.
    use super::super::trial::{read, shown_of, survives};
    use super::*;

    const CLIPPED: &str = "---\ntitle: \"Berths: two 'open'\"\ndate: 2017-03-14 # day\ncreated: 2018-01-01\nauthor:\n  - \"[[K. Port]]\"\n  - L. Quay\nsource: https://port.example/1\nsite: Harbour Post\ntags: [a, b]\nlang: en\n---\n\n# Berths\n\nThe **trust** opened [two\nberths](https://port.example/b \"t\").\n\n![A *quay* at dawn](q.png)\n\n- one `quay`\n- two\n\n  more\n\n```\nlet x = 1;\n```\n\n<div>Said <b>Kim</b> &amp; Lee<br>today</div>\n\n> Quoted ![inner](x.png) words.\n\n| a | b |\n|---|---|\n| c | d |\n";

    #[test]
    fn clipped_articles() {
        assert_eq!(
            shown_of("a.md", CLIPPED.as_bytes()),
            ["0 url=https://port.example/1 title=Berths: two 'open' publisher=Harbour Post author=K. Port, L. Quay \
                 date=2017-03-14 fetched=2018-01-01 lang=en [Berths\nThe trust opened two berths.\n[image] A quay at dawn\none quay\ntwo\n\
                 more\nSaid Kim & Lee\ntoday\nQuoted  words.\n[image] inner\na b\nc d\n]"]
        );
    }

    #[test]
    fn fronts() {
        for (text, want) in [
            (
                "+++\ntitle = \"항만\"\ndate = 2017-03-14T09:00:00Z\n[params]\nauthor = [\"김하나\"]\n+++\n본문.\n",
                "0 title=항만 author=김하나 date=2017-03-14T09:00:00Z [본문.\n]",
            ),
            ("# 港口\n\n代表团来访。\n", "0 title=港口 [港口\n代表团来访。\n]"),
            ("---\nno end\n\nText.\n", "0 [no end\nText.\n]"),
            (
                "---\ntitle: >-\n  Two\n  berths\nsource: Harbour Post\n...\nText.\n",
                "0 title=Two berths publisher=Harbour Post [Text.\n]",
            ),
            ("+++\nbroken = \n+++\nText.\n", "0 [Text.\n]"),
        ] {
            assert_eq!(shown_of("a.md", text.as_bytes()), [want], "{text}");
        }
        assert_eq!(read("a.md", b"---\ntitle: x\n---\n```\ncode\n```\n").fate, Err(Skip::Empty));
    }

    #[test]
    fn nothing_makes_it_panic() {
        survives("a.md", CLIPPED.as_bytes());
        for piece in ["> ", "- ", "![", "[", "<div>", "*", "`", "|"] {
            read("a.md", piece.repeat(2_000).as_bytes());
        }
    }
}
