//! The parts of an office document that is a zip archive: which part is what, and what it states of itself.
//!
//! Its place: asked by the formats that are such packages. What stands in the parts is theirs to read.

use std::cell::Cell;
use std::io::BufReader;
use std::rc::Rc;

use super::stated;
use super::xml::{Go, Node, walk};
use crate::corpus::format::export;
use crate::corpus::format::packed::{Archive, Bounded};
use crate::corpus::output::Output;
use crate::corpus::{Body, Decoding, Limits, Metadata, Skip};

/// A part and its type.
pub(super) struct Typed {
    pub part: String,
    pub kind: String,
}

/// The types of the parts, as an Office document lists them; none of other archives.
///
/// # Errors
/// When the list cannot be read.
pub(super) fn types(archive: &mut Archive, limits: &Limits) -> Result<Vec<Typed>, Skip> {
    let mut types = Vec::new();
    walk_part(archive, "[Content_Types].xml", limits, &mut |node| {
        if let Node::Open(tag) = node
            && let Some((part, kind)) = tag.attribute("PartName").zip(tag.attribute("ContentType"))
        {
            types.push(Typed { part, kind });
        }
        Ok(Go::On)
    })?;
    Ok(types)
}

/// The type of the part that the others belong to.
///
/// # Errors
/// When the list of types cannot be read.
pub(in super::super) fn main_type(archive: &mut Archive, limits: &Limits) -> Result<Option<String>, Skip> {
    let mut types = types(archive, limits)?.into_iter().map(|typed| typed.kind);
    Ok(types.find(|kind| kind.contains(".main")))
}

/// The name of the part of a type.
pub(super) fn of_type(types: &[Typed], is: impl Fn(&str) -> bool) -> Option<&str> {
    types.iter().find(|typed| is(&typed.kind)).map(|typed| &*typed.part)
}

/// Walks over a part that is read whole; false if there is none of that name.
///
/// # Errors
/// When it is longer than an article may be, or is no XML, or `each` refuses.
pub(super) fn walk_part(
    archive: &mut Archive,
    part: &str,
    limits: &Limits,
    each: &mut dyn FnMut(Node<'_>) -> Result<Go, Skip>,
) -> Result<bool, Skip> {
    walk_part_within(archive, part, limits, &Rc::new(Cell::new(limits.article_bytes)), each)
}

/// Walks over a part of which some bytes are held at once; `left` may be set again on the way.
///
/// # Errors
/// When more is held, or it is no XML, or `each` refuses.
pub(super) fn walk_part_within(
    archive: &mut Archive,
    part: &str,
    limits: &Limits,
    left: &Rc<Cell<u64>>,
    each: &mut dyn FnMut(Node<'_>) -> Result<Go, Skip>,
) -> Result<bool, Skip> {
    let format = archive.name();
    let Some(stream) = archive.part(part)? else { return Ok(false) };
    walk(format, BufReader::new(Bounded::new(stream, Rc::clone(left), *limits)), limits, each)?;
    Ok(true)
}

/// Puts out the text of a document, with what a part states of it.
///
/// # Errors
/// When there is no text.
pub(super) fn put(archive: &mut Archive, text: String, properties: &str, output: &mut Output<'_>) -> Result<(), Skip> {
    if text.trim().is_empty() {
        return Err(Skip::Empty);
    }
    // The text is there, whatever has befallen a part that is seldom filled in.
    let metadata = metadata(archive, &text, properties, output.limits()).unwrap_or_default();
    export::put(text, Body::Extracted, Decoding::default(), metadata, output);
    Ok(())
}

/// What a part states in the words of Dublin Core.
fn metadata(archive: &mut Archive, text: &str, properties: &str, limits: &Limits) -> Result<Metadata, Skip> {
    let (mut title, mut lang) = (String::new(), String::new());
    let mut open = String::new();
    walk_part(archive, properties, limits, &mut |node| {
        match node {
            Node::Open(tag) => tag.name().clone_into(&mut open),
            Node::Close(_) => open.clear(),
            Node::Text(text) => match open.as_str() {
                "title" => title.push_str(&text),
                "language" => lang.push_str(&text),
                _ => {}
            },
        }
        Ok(Go::On)
    })?;
    Ok(stated::metadata(&title, &lang, text))
}
