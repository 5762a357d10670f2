//! XML as office programs write it: elements, by their names without prefix, and text, one after the other. A part is
//! read as a stream, and one that is not well formed is damaged.
//!
//! # Invariants
//! Entities that a document declares are not expanded: what names one stands for nothing. No more elements than the
//! limit are open at once, and the walk does not recurse.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use crate::corpus::{Limits, Skip};

/// What comes next.
pub(super) enum Node<'x> {
    Open(Tag<'x>),
    Close(&'x str),
    Text(Cow<'x, str>),
}

/// The opening of an element.
pub(super) struct Tag<'x>(&'x BytesStart<'x>);

impl Tag<'_> {
    /// Its name without prefix.
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of a name, which has any prefix or none.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).filter_map(Result::ok);
        let attribute = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| attribute.value.to_string(), Cow::into_owned),
        )
    }
}

/// Where to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    On,
    /// Behind the element that was opened; neither its content nor its end is told.
    Past,
}

/// Walks over a document of a format.
///
/// # Errors
/// When it is no XML, nested too deeply, or `each` refuses.
pub(super) fn walk(
    format: &'static str,
    source: impl BufRead,
    limits: &Limits,
    each: &mut dyn FnMut(Node<'_>) -> Result<Go, Skip>,
) -> Result<(), Skip> {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    // How many elements were open when the one was opened that is passed over.
    let mut past: Option<usize> = None;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| from_xml(format, &error))?;
        match &event {
            Event::Eof if depth > 0 => return Err(Skip::damaged(format, "its XML ends amid an element")),
            Event::Eof => return Ok(()),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limits.depth {
            return Err(Skip::TooDeep(limits.depth));
        }
        match past {
            Some(outside) if depth == outside => past = None,
            Some(_) => {}
            None => {
                if tell(&event, each)? == Go::Past {
                    past = Some(depth - 1);
                }
            }
        }
    }
}

/// Tells what an event says, if it says anything.
fn tell(event: &Event<'_>, each: &mut dyn FnMut(Node<'_>) -> Result<Go, Skip>) -> Result<Go, Skip> {
    let on = |_| Go::On;
    match event {
        Event::Start(tag) => each(Node::Open(Tag(tag))),
        Event::End(tag) => each(Node::Close(tag.local_name().into_inner())).map(on),
        Event::Text(text) => each(Node::Text(text.xml10_content())).map(on),
        Event::CData(text) => each(Node::Text(text.xml10_content())).map(on),
        Event::GeneralRef(name) => {
            let character = name.resolve_char_ref().ok().flatten().map(String::from);
            let predefined = || resolve_predefined_entity(name).map(str::to_owned);
            character.or_else(predefined).map_or(Ok(Go::On), |text| each(Node::Text(text.into())).map(on))
        }
        _ => Ok(Go::On),
    }
}

fn from_xml(format: &'static str, error: &Error) -> Skip {
    match error {
        Error::Io(error) => Skip::from_format(format, error),
        other => Skip::damaged(format, other),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: names lose their prefix, references become characters, declared entities nothing; an element can be
    //! passed over; deep nesting, ends amid an element and what is no XML are errors.
    use super::*;

    fn told(text: &str, limits: &Limits) -> Result<String, Skip> {
        let mut told = String::new();
        walk("XML", text.as_bytes(), limits, &mut |node| {
            match node {
                Node::Open(tag) if tag.name() == "aside" => return Ok(Go::Past),
                Node::Open(tag) => {
                    told += &format!(
                        "<{}{}>",
                        tag.name(),
                        tag.attribute("id").map(|id| format!(" {id}")).unwrap_or_default()
                    );
                }
                Node::Close(name) => told += &format!("</{name}>"),
                Node::Text(text) => told += &text,
            }
            Ok(Go::On)
        })?;
        Ok(told)
    }

    #[test]
    fn what_it_says_is_told() {
        for (text, expected) in [
            ("<w:p r:id=\"a&amp;b\">부산&#x20;항 &amp; <b/></w:p>", "<p a&b>부산 항 & <b></b></p>"),
            ("<p><aside>x<p>y</p><aside>z</aside></aside>Порт</p>", "<p>Порт</p>"),
            ("<p><aside/>Порт</p>", "<p>Порт</p>"),
            ("<p><![CDATA[a < b]]></p>", "<p>a < b</p>"),
            ("<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><p>1&b;2&a;3</p>", "<p>123</p>"),
        ] {
            assert_eq!(told(text, &Limits::default()).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let limits = Limits { depth: 50, ..Limits::default() };
        let deep = "<p>".repeat(60);
        assert_eq!(told(&deep, &limits), Err(Skip::TooDeep(50)));
        for text in ["<p>", "<p></q>", "<p", "</p>"] {
            assert!(matches!(told(text, &limits), Err(Skip::Damaged { .. })), "{text}");
        }
    }
}
