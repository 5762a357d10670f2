//! The one table of formats: a row and a file a format.
//!
//! A format is told by what a stream begins with, then by the end of its name. To add one, write its file and add its
//! row where no earlier row takes its streams.

mod csv;
#[cfg(test)]
mod encodings;
mod export;
mod html;
mod json;
mod lines;
mod mail;
mod markdown;
mod markup;
mod named;
mod office;
mod packed;
mod record;
mod saved;
mod text;
#[cfg(test)]
mod trial;
mod warc;
mod xml;

use super::Skip;
use super::input::Input;
use super::output::Output;
use mail::{eml, mbox, mhtml};
use office::{docx, hwpx, pdf, rtf, xlsx};
use packed::{gzip, zip, zst};
use xml::{feed, news};

/// A format: how its streams are told, and how they are read.
pub(super) struct Format {
    /// What people call it.
    name: &'static str,
    /// How names of its files end.
    extensions: &'static [&'static str],
    /// Whether a stream that begins so can be nothing else, whatever its name.
    begins: fn(head: &[u8]) -> bool,
    /// Whether its reader holds all of a stream: then a stream is no longer than an article.
    whole: bool,
    /// Puts its documents out. An error means that nothing (more) can be taken from it.
    read: fn(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip>,
}

impl Format {
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    pub(super) fn read(&self, input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
        (self.read)(input, output)
    }
}

/// Every format. The first row that knows a beginning takes the stream; of the others the first that knows the name.
/// What holds records or messages stands before pages, which may lie in any of them.
const FORMATS: &[Format] = &[
    gzip::FORMAT,
    zip::FORMAT,
    zst::FORMAT,
    warc::FORMAT,
    docx::FORMAT,
    hwpx::FORMAT,
    xlsx::FORMAT,
    pdf::FORMAT,
    rtf::FORMAT,
    named::OLE,
    mhtml::FORMAT,
    eml::FORMAT,
    mbox::FORMAT,
    feed::FORMAT,
    news::FORMAT,
    json::FORMAT,
    csv::FORMAT,
    html::FORMAT,
    markdown::FORMAT,
    text::FORMAT,
];

/// The format of a stream.
///
/// # Errors
/// When no row of the table takes it.
pub(super) fn of(input: &Input<'_>) -> Result<&'static Format, Skip> {
    let extension = input.extension();
    let by_head = || FORMATS.iter().find(|format| (format.begins)(input.head()));
    let by_name = || FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()));
    if let Some(format) = by_head() {
        return Ok(format);
    }
    if let Some(kind) = named::by_head(input.head()) {
        return Err(Skip::Unsupported(kind));
    }
    let unread =
        || named::by_extension(&extension).map_or_else(|| Skip::UnknownFormat(extension.clone()), Skip::Unsupported);
    by_name().ok_or_else(unread)
}

/// What a worker says of a file. PDF is the one format whose parser is kept apart.
pub(super) fn answer(bytes: Vec<u8>) -> Vec<u8> {
    pdf::answer(bytes)
}

#[cfg(test)]
mod tests {
    //! Properties: a stream is told by what it begins with, also where a page lies in it.
    use super::*;
    use crate::corpus::Limits;

    #[test]
    fn formats_are_told_by_their_beginnings() {
        for (name, head, format) in [
            ("a.txt", "{\"title\": \"A\", \"html\": \"<html>\"}", "JSON"),
            ("a", "title,date,html\nA,2017,<html><p>x</p></html>\n", "table"),
            ("a.csv", "<html><p>a, b</p>", "HTML page"),
            ("a.txt", "Message-ID: 1\nSubject: A\nContent-Type: text/html\n\n<html>", "mail"),
            ("a.html", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n\n<html>", "MHTML"),
            ("a.html", "From k Tue Mar 14 09:00:00 2017\nSubject: A\n\n<html>", "mailbox"),
            ("a.xml", "<?xml version='1.0'?><rss><item><description><html>", "feed"),
            ("a.xml", "<newsMessage><html>", "news XML"),
            ("a.html", "WARC/1.0\r\n\r\n<html>", "WARC"),
            ("a.txt", "<!DOCTYPE html>", "HTML page"),
            ("a.md", "# A\n", "Markdown"),
            ("a.txt", "[서울] A, B", "plain text"),
        ] {
            let input = Input::new(name, Box::new(head.as_bytes()), Limits::default()).unwrap();
            assert_eq!(of(&input).unwrap().name, format, "{head}");
        }
    }
}
