//! XML as feeds and news agencies write it: tags and texts one after the other, for readers that look for a few. It is
//! held whole, so that a reader can take an element as it stands.
//!
//! # Invariants
//! References are resolved to single characters, those that a document defines itself never; nothing is read from
//! elsewhere. What is not well formed is read on as far as it can be.

pub(super) mod feed;
pub(super) mod news;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::markup;
use crate::corpus::Skip;

/// A piece of XML.
enum Node<'x> {
    Open(Tag<'x>),
    /// Holds the local name.
    Close(String),
    Text(Cow<'x, str>),
}

/// An opening tag.
struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// The name without its prefix, in lower case.
    pub fn local(&self) -> String {
        local(self.0.name().into_inner())
    }

    /// What stands before the colon of the name; empty where nothing does.
    pub fn prefix(&self) -> &str {
        self.0.name().into_inner().rsplit_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// The value of an attribute, by its name with its prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|attribute| attribute.key.into_inner() == name)?;
        Some(markup::unescape(&found.value)).filter(|value| !value.trim().is_empty())
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// What stands in an element.
struct Inner<'x> {
    /// The words, tags left out.
    pub text: String,
    /// All as it stands.
    pub raw: &'x str,
    /// Whether there are elements in it.
    pub has_elements: bool,
}

/// The nodes of a text, in order.
struct Nodes<'x> {
    source: &'x str,
    reader: Reader<&'x [u8]>,
    format: &'static str,
}

impl<'x> Nodes<'x> {
    /// The nodes of a text of a format.
    pub fn new(source: &'x str, format: &'static str) -> Self {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        Self { source, reader, format }
    }

    /// The next node; `None` at the end.
    ///
    /// # Errors
    /// When it cannot be read on.
    pub fn next(&mut self) -> Result<Option<Node<'x>>, Skip> {
        loop {
            let event = self.reader.read_event();
            return Ok(Some(match event.map_err(|error| self.damaged(&error))? {
                Event::Start(tag) | Event::Empty(tag) => Node::Open(Tag(tag)),
                Event::End(tag) => Node::Close(local(tag.name().into_inner())),
                Event::Text(text) => Node::Text(text.into_inner()),
                Event::CData(text) => Node::Text(text.into_inner()),
                Event::GeneralRef(name) => Node::Text(resolved(&name.into_inner())),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }

    fn damaged(&self, error: &quick_xml::Error) -> Skip {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX).min(self.source.len());
        let line = memchr::memchr_iter(b'\n', &self.source.as_bytes()[..at]).count() + 1;
        Skip::damaged(self.format, format!("line {line}: {error}"))
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.source.len())
    }

    /// What stands in the element that was just opened; it is closed then.
    ///
    /// # Errors
    /// When it cannot be read to its end.
    pub fn inner(&mut self, name: &str) -> Result<Inner<'x>, Skip> {
        let start = self.position();
        let mut end = start;
        let (mut text, mut has_elements, mut open) = (String::new(), false, 1);
        while let Some(node) = self.next()? {
            match node {
                Node::Open(tag) => {
                    has_elements = true;
                    open += i32::from(tag.local() == name);
                }
                Node::Close(other) => open -= i32::from(other == name),
                Node::Text(part) => text.push_str(&part),
            }
            if open == 0 {
                break;
            }
            end = self.position();
        }
        Ok(Inner { text, raw: self.source.get(start..end).unwrap_or_default(), has_elements })
    }
}

/// What a reference stands for, or the reference.
fn resolved(name: &str) -> Cow<'static, str> {
    Cow::Owned(markup::resolve(name).unwrap_or_else(|| format!("&{name};")))
}

/// The words in the first element of a name within some XML.
fn child(raw: &str, name: &str) -> Option<String> {
    let mut nodes = Nodes::new(raw, "XML");
    while let Ok(Some(node)) = nodes.next() {
        if matches!(&node, Node::Open(tag) if tag.local() == name) {
            return nodes.inner(name).ok().map(|inner| inner.text.trim().to_owned()).filter(|text| !text.is_empty());
        }
    }
    None
}

/// The first tag of a text, without its brackets; `None` if it begins with anything but what XML begins with.
fn root(head: &[u8]) -> Option<String> {
    let marks = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"];
    let head = marks.iter().find_map(|mark| head.strip_prefix(*mark)).unwrap_or(head);
    // Of UTF-16, one byte of two is left: enough for names of tags.
    let narrow: Vec<u8> = head.iter().copied().filter(|&b| b != 0).collect();
    let mut rest = narrow.trim_ascii_start();
    loop {
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            // A list of definitions ends with the bracket of its tag behind a square one.
            [b'<', b'!', ..] if memchr::memchr2(b'[', b'>', rest).is_some_and(|at| rest[at] == b'[') => b"]>",
            [b'<', b'!', ..] => b">",
            [b'<', ..] => break,
            _ => return None,
        };
        rest = rest[memchr::memmem::find(rest, end)? + end.len()..].trim_ascii_start();
    }
    let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
    Some(String::from_utf8_lossy(&rest[1..end]).into_owned())
}

/// The local name, in lower case, of a tag without its brackets.
fn name_of(tag: &str) -> String {
    local(tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    //! Properties: the first tag is found behind what may stand before it; references are resolved, definitions are not.
    use super::*;

    #[test]
    fn roots_are_told() {
        for (head, name) in [
            ("<rss version=\"2.0\">", Some("rss")),
            ("\u{feff}<?xml version=\"1.0\"?>\n<!-- a -->\n<rdf:RDF xmlns=\"x\"", Some("rdf")),
            ("<!DOCTYPE nitf SYSTEM \"nitf.dtd\" [<!ENTITY a \"b\">\n]><nitf>", Some("nitf")),
            ("<!DOCTYPE nitf>\n<nitf/>", Some("nitf")),
            ("words <rss>", None),
            ("<?xml ", None),
            ("", None),
        ] {
            assert_eq!(root(head.as_bytes()).map(|tag| name_of(&tag)).as_deref(), name, "{head}");
        }
    }

    #[test]
    fn definitions_are_not_followed() {
        let source = "<!DOCTYPE a [<!ENTITY x \"&y;&y;\"><!ENTITY y SYSTEM \"file:///etc/passwd\">]><a>1 &lt; &#50; &x; &eacute; &</a>";
        assert_eq!(child(source, "a").as_deref(), Some("1 < 2 &x; é &"));
    }
}
