//! A web page: HTML or XHTML, one document a file. What it says of itself is found when it is read as an article.

use super::{Format, saved};
use crate::corpus::decode::{Text, declared_in_markup, decode};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Body, Metadata, Skip};

pub(super) const FORMAT: Format =
    Format { name: "HTML page", extensions: &["htm", "html", "xht", "xhtml"], begins, whole: true, read };

/// Whether the first tag is one that opens a page, after comments and a declaration of XML.
fn begins(head: &[u8]) -> bool {
    const OPENINGS: [&[u8]; 4] = [b"<!doctype html", b"<html", b"<head", b"<body"];
    let mut rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    for (opening, closing) in [(&b"<?"[..], &b"?>"[..]), (b"<!--", b"-->"), (b"<!--", b"-->")] {
        if rest.starts_with(opening) {
            let Some(end) = memchr::memmem::find(rest, closing) else { return false };
            rest = rest[end + closing.len()..].trim_ascii_start();
        }
    }
    OPENINGS.iter().any(|opening| rest.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening)))
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let bytes = input.bytes()?;
    let page = decode(&bytes, declared_in_markup(&bytes))?;
    let stated = saved::stated(&page.text);
    put(page, stated, output)
}

/// Puts a page out with what its container states.
///
/// # Errors
/// When its markup is nested too deeply to be read.
pub(super) fn put(page: Text, metadata: Metadata, output: &mut Output<'_>) -> Result<(), Skip> {
    let max = output.limits().depth;
    if is_deeper(page.text.as_bytes(), max) {
        return Err(Skip::TooDeep(max));
    }
    output.document(Body::Html(page.text), page.decoding, metadata);
    Ok(())
}

/// Elements without content, and those that the next of their kind closes: they nest in nothing of their own.
const FLAT: [&[u8]; 33] = [
    b"area",
    b"base",
    b"br",
    b"col",
    b"embed",
    b"hr",
    b"img",
    b"input",
    b"link",
    b"meta",
    b"param",
    b"source",
    b"track",
    b"wbr",
    b"p",
    b"li",
    b"dt",
    b"dd",
    b"option",
    b"optgroup",
    b"tr",
    b"td",
    b"th",
    b"thead",
    b"tbody",
    b"tfoot",
    b"colgroup",
    b"rt",
    b"rp",
    b"html",
    b"head",
    b"body",
    b"frame",
];

/// Elements whose content is no markup.
const RAW: [&[u8]; 7] = [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noframes"];

/// Whether more than `max` elements are open at once, at a glance: a parser closes some that count here as open, and in
/// odd pages leaves some open that count here as closed. Who walks the tree must not trust it.
fn is_deeper(markup: &[u8], max: usize) -> bool {
    let mut open: Vec<&[u8]> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &markup[at..]) {
        at += found + 1;
        let rest = &markup[at..];
        if rest.starts_with(b"!--") {
            at += memchr::memmem::find(rest, b"-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name = name_at(&rest[usize::from(closing)..]);
        if name.is_empty() || FLAT.iter().any(|flat| flat.eq_ignore_ascii_case(name)) {
            continue;
        }
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        if closing {
            if let Some(place) = open.iter().rposition(|other| other.eq_ignore_ascii_case(name)) {
                open.truncate(place);
            }
        } else if !rest[..end].ends_with(b"/") {
            open.push(name);
            if open.len() > max {
                return true;
            }
            if RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
                at += end_of_raw(&rest[end..], name).map_or(rest.len(), |raw| end + raw);
                open.pop();
                continue;
            }
        }
        at += end;
    }
    false
}

/// The letters and digits that a tag's name is made of.
fn name_at(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    if bytes.first().is_some_and(u8::is_ascii_alphabetic) { &bytes[..end] } else { &[] }
}

/// Where the content of an element that holds no markup ends.
fn end_of_raw(rest: &[u8], name: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(rest, b"</").find(|&end| name_at(&rest[end + 2..]).eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    //! Properties: open elements are counted, not those that others close, nor what is no markup.
    use super::*;

    #[test]
    fn depth_is_told() {
        for (part, closing, deep) in [
            ("<div>", "", true),
            ("<div>", "</div>", true),
            ("<p>text", "", false),
            ("<ul><li>text</ul>", "", false),
            ("<br/><img src=x>", "", false),
            ("<!-- <div> -->", "", false),
            ("<script>'<div>'</script>", "", false),
            ("<div></DIV>", "", false),
            ("<svg/>", "", false),
            ("a < b", "", false),
        ] {
            let page = format!("<html>{}{}", part.repeat(50), closing.repeat(50));
            assert_eq!(is_deeper(page.as_bytes(), 40), deep, "{part}");
        }
    }
}
