//! MHTML: a page that a browser saved with all its pictures in one file. The page is the document.

use super::headers::Headers;
use super::mime::{Message, Part};
use crate::corpus::format::{Format, html};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Metadata, Skip};

pub(in super::super) const FORMAT: Format =
    Format { name: "MHTML", extensions: &["mht", "mhtml"], begins, whole: true, read };

/// Whether it is a message of parts that belong together, and none that was sent.
fn begins(head: &[u8]) -> bool {
    let mut stream = head;
    let headers = Headers::read(&mut stream).unwrap_or_default();
    let is_related = headers.content_type().is_some_and(|kind| kind.value == "multipart/related");
    let was_sent = ["delivered-to", "message-id", "received", "to"].iter().any(|name| headers.get(name).is_some());
    let by_browser = headers.get("snapshot-content-location").is_some()
        || headers.get("from").is_some_and(|from| from.to_ascii_lowercase().contains("saved by"));
    is_related && (by_browser || !was_sent)
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let bytes = input.bytes()?;
    let message = Message::new(&bytes);
    let page = root(&message).ok_or(Skip::damaged(FORMAT.name, "there is no page in it"))?;
    let address = |headers: &Headers, name| headers.get(name).filter(|url| url.starts_with("http"));
    let stated = Metadata {
        url: address(&message.headers, "snapshot-content-location")
            .or_else(|| address(&page.headers, "content-location"))
            .or_else(|| address(&message.headers, "content-location")),
        fetched: message.headers.get("date"),
        ..Metadata::default()
    };
    html::put(page.text()?, stated, output)
}

/// The part that is the page: the one that the message names, else the first that is one.
fn root<'m, 'b>(message: &'m Message<'b>) -> Option<&'m Part<'b>> {
    let start = message.headers.content_type().and_then(|kind| kind.parameter("start").map(str::to_owned));
    let is_page = |part: &&Part<'_>| matches!(&*part.kind().value, "text/html" | "application/xhtml+xml");
    let mut pages = message.parts.iter().filter(is_page);
    let named =
        start.and_then(|start| pages.clone().find(|part| part.headers.get("content-id") == Some(start.clone())));
    named.or_else(|| pages.next())
}

#[cfg(test)]
mod tests {
    //! Properties: the page is read with its address and the day it was saved; a file without one is told; nothing panics.
    use crate::corpus::format::trial::{read, shown_of, survives};

    const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://port.example/1\r\nSubject: =?utf-8?Q?x?=\r\n\
        Date: Tue, 14 Mar 2017 09:00:00 -0000\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b----\"\r\n\r\n\r\n\
        ------b----\r\nContent-Type: text/css\r\nContent-Location: cid:1\r\n\r\np {}\r\n\
        ------b----\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-ID: <f>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: https://port.example/frame\r\n\r\n<html><p>=ED=95=AD=EB=A7=\r\n=8C</p></html>\r\n\
        ------b----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n------b------\r\n";

    #[test]
    fn pages_are_read() {
        let want = ["0 url=https://port.example/1 fetched=Tue, 14 Mar 2017 09:00:00 -0000 [<html><p>항만</p></html>]"];
        assert_eq!(shown_of("a.mhtml", SAVED.as_bytes()), want);
        assert_eq!(shown_of("a", SAVED.as_bytes()), want);
        let plain = SAVED.replace("Snapshot-Content-Location", "X-Other").replace("\r\n", "\n");
        assert_eq!(shown_of("a.mht", plain.as_bytes()), [want[0].replace("/1", "/frame")]);
    }

    #[test]
    fn a_file_without_a_page_is_told() {
        let found = read("a.mht", SAVED.replace("text/html; ", "text/x; ").as_bytes());
        assert_eq!(found.error(), "damaged MHTML: there is no page in it");
    }

    #[test]
    fn nothing_makes_it_panic() {
        survives("a.mhtml", SAVED.as_bytes());
    }
}
