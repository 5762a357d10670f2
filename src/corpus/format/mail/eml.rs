//! Mail: a message a file. Its text is the document, files attached to it are members.
//!
//! Of a text that is there both as plain text and as a page, the plain one is taken, unless it only says that there is a
//! page. Pictures, signatures and the like are no members.

use std::io::Cursor;

use super::headers::Headers;
use super::mime::{Message, Part, words};
use crate::corpus::decode::Text;
use crate::corpus::format::{Format, html, markup};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Body, Metadata, Skip};

pub(in super::super) const FORMAT: Format = Format { name: "mail", extensions: &["eml"], begins, whole: true, read };

/// Whether it begins with headers that only mail has.
fn begins(head: &[u8]) -> bool {
    const OF_MAIL: [&str; 4] = ["message-id", "mime-version", "received", "return-path"];
    const OF_LETTERS: [&str; 3] = ["date", "from", "subject"];
    let mut stream = head;
    let headers = if is_header(head) { Headers::read(&mut stream).unwrap_or_default() } else { Headers::default() };
    let has = |names: &[&str]| names.iter().any(|name| headers.raw(name).is_some());
    has(&OF_MAIL) && has(&OF_LETTERS)
}

/// Whether a line begins with a name and a colon.
pub(super) fn is_header(line: &[u8]) -> bool {
    let name = &line[..memchr::memchr(b':', line).unwrap_or(0)];
    !name.is_empty() && name.iter().all(|&b| b.is_ascii_alphanumeric() || b == b'-')
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    put(&input.bytes()?, output);
    Ok(())
}

/// Puts a message out, and what is attached to it.
pub(super) fn put(bytes: &[u8], output: &mut Output<'_>) {
    let message = Message::new(bytes);
    let (attached, shown): (Vec<_>, Vec<_>) = message.parts.iter().partition(|part| is_file(part));
    let members: Vec<&&Part<'_>> = attached.iter().filter(|part| may_hold_text(&part.kind().value)).collect();
    match text(&shown) {
        Ok(Some(text)) => put_text(text, stated(&message.headers), output),
        Ok(None) if members.is_empty() => output.skip(Skip::Empty),
        Ok(None) => {}
        Err(skip) => output.skip(skip),
    }
    for part in members {
        let name = part.file_name().unwrap_or_else(|| usual_name(&part.kind().value).to_owned());
        output.member(&name, Box::new(Cursor::new(part.bytes())));
    }
}

fn put_text(text: Shown, stated: Metadata, output: &mut Output<'_>) {
    let put = match text {
        Shown::Plain(Text { text, decoding }) => {
            output.document(Body::Plain(text), decoding, stated);
            Ok(())
        }
        Shown::Page(page) => html::put(page, stated, output),
    };
    if let Err(skip) = put {
        output.skip(skip);
    }
}

/// What the headers state. Who sent it is its author: whether that is who published it, nothing tells.
fn stated(headers: &Headers) -> Metadata {
    let bare = |value: String| value.trim_matches(['<', '>', ' ']).to_owned();
    Metadata {
        id: headers.get("message-id").map(bare),
        url: headers.get("archived-at").map(bare).filter(|url| url.starts_with("http")),
        title: headers.raw("subject").map(words).filter(|subject| !subject.is_empty()),
        author: headers.raw("from").map(words).map(|from| name_of(&from)).filter(|name| !name.is_empty()),
        date: headers.get("date"),
        lang: headers.get("content-language"),
        ..Metadata::default()
    }
}

/// The name before an address in angle brackets, or the address where there is none.
fn name_of(from: &str) -> String {
    let (name, address) = from.split_once('<').unwrap_or((from, ""));
    let name = name.trim().trim_matches('"').trim();
    if name.is_empty() { address.trim_end_matches('>').to_owned() } else { name.to_owned() }
}

/// A message's text.
enum Shown {
    Plain(Text),
    Page(Text),
}

/// The text among the parts that are shown.
fn text(shown: &[&Part<'_>]) -> Result<Option<Shown>, Skip> {
    const PAGE_TIMES_AS_LONG: usize = 3;
    let of = |kind: &'static str| shown.iter().filter(move |part| part.kind().value == kind).map(|part| part.text());
    let plain = of("text/plain").reduce(|one, other| Ok(both(one?, &other?))).transpose()?;
    let pages: Vec<Text> = of("text/html").collect::<Result<_, _>>()?;
    let page = pages.into_iter().max_by_key(|page| page.text.len());
    let len = |text: &str| text.split_whitespace().map(str::len).sum::<usize>();
    Ok(match (plain.filter(|plain| !plain.text.trim().is_empty()), page) {
        (Some(plain), Some(page)) if len(&plain.text) * PAGE_TIMES_AS_LONG < len(&markup::plain(&page.text)) => {
            Some(Shown::Page(page))
        }
        (Some(plain), _) => Some(Shown::Plain(plain)),
        (None, page) => page.map(Shown::Page),
    })
}

/// Two parts of a text between which a picture stands, as one.
fn both(mut one: Text, other: &Text) -> Text {
    one.text.push('\n');
    one.text.push_str(&other.text);
    one
}

/// Whether a part is a file and not what is shown.
fn is_file(part: &Part<'_>) -> bool {
    let kind = part.kind().value;
    part.is_attached() || part.file_name().is_some() || !matches!(&*kind, "text/plain" | "text/html")
}

/// Whether what is of this type may be an article.
fn may_hold_text(kind: &str) -> bool {
    const NEVER: [&str; 12] = [
        "image/",
        "audio/",
        "video/",
        "font/",
        "multipart/",
        "text/css",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
        "application/ms-tnef",
        "message/delivery-status",
        "message/disposition-notification",
    ];
    !NEVER.iter().any(|never| kind.starts_with(never)) && !kind.contains("signature") && !kind.contains("pkcs7")
}

/// The name of a file that has none.
fn usual_name(kind: &str) -> &'static str {
    match kind {
        "message/rfc822" => "message.eml",
        "application/pdf" => "attachment.pdf",
        "text/plain" => "attachment.txt",
        _ => "attachment",
    }
}

#[cfg(test)]
mod tests {
    //! Properties: mail is told from other text; the better of two texts is taken, with what the headers state; attached
    //! files are members; nothing panics.
    use super::*;
    use crate::corpus::format::trial::{shown_of, survives};

    const HEADERS: &str = "Received: by mx\r\nMessage-ID: <1@port.example>\r\nFrom: =?utf-8?B?6rmA7ZWY64KY?= <k@port.example>\r\n\
        Date: Tue, 14 Mar 2017 09:00:00 +0900\r\nSubject: =?utf-8?Q?=ED=95=AD=EB=A7=8C?= news\r\nMIME-Version: 1.0\r\n";
    const STATED: &str = "0 id=1@port.example title=항만 news author=김하나 date=Tue, 14 Mar 2017 09:00:00 +0900";

    fn alternatives(plain: &str, page: &str) -> String {
        format!(
            "{HEADERS}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             {plain}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n"
        )
    }

    #[test]
    fn the_better_text_is_taken() {
        let page = format!("<html><p>{}</p></html>", "The trust opened two berths. ".repeat(4).trim());
        for (message, text) in [
            (format!("{HEADERS}\r\n항만공사가 선석을 열었다.\r\n"), "항만공사가 선석을 열었다.\r\n"),
            (
                alternatives("The trust opened two berths, in the snow.", &page),
                "The trust opened two berths, in the snow.",
            ),
            (alternatives("See the page.", &page), &page),
            (alternatives("", &page), &page),
        ] {
            assert_eq!(shown_of("a.eml", message.as_bytes()), [format!("{STATED} [{text}]")]);
            assert_eq!(shown_of("a", message.as_bytes()).len(), 1);
        }
    }

    const ATTACHED: &str = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOne.\r\n\
        --b\r\nContent-Type: image/png; name=x.png\r\n\r\n?\r\n--b\r\n\r\nTwo.\r\n\
        --b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"c.txt\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\n7ZWt66eM\r\n\
        --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nMIME-Version: 1.0\r\n\r\nThree.\r\n--b--\r\n";

    #[test]
    fn attached_files_are_members() {
        let message = format!("{HEADERS}{ATTACHED}");
        assert_eq!(
            shown_of("a.eml", message.as_bytes()),
            [format!("{STATED} [One.\nTwo.]"), "1 [항만]".to_owned(), "2 title=inner [Three.]".to_owned()]
        );
        let without_text = message.replace("One.", "").replace("Two.", "");
        assert_eq!(shown_of("a.eml", without_text.as_bytes()).len(), 2);
        let empty = format!("{HEADERS}\r\n");
        assert_eq!(shown_of("a.eml", empty.as_bytes()), ["record 1: without text"]);
    }

    #[test]
    fn mail_is_told_from_other_text() {
        for (head, mail) in [
            (HEADERS, true),
            ("Subject: Berths\nDate: 14 March\n\nThe trust opened two.", false),
            ("The harbour: two berths\nMessage-ID: x\nDate: y\n", false),
            ("", false),
        ] {
            assert_eq!(begins(head.as_bytes()), mail, "{head}");
        }
        assert_eq!(name_of("\"Port, K.\" <k@port.example>"), "Port, K.");
        assert_eq!(name_of("<k@port.example>"), "k@port.example");
    }

    #[test]
    fn nothing_makes_it_panic() {
        survives("a.eml", format!("Subject: =?utf-8?B?7ZWt?=\r\n{ATTACHED}").as_bytes());
    }
}
