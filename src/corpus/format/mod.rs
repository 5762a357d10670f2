//! The one table of formats: a row and a file a format.
//!
//! A format is told by what a stream begins with, then by the end of its name. To add one, write its file and add its
//! row where no earlier row takes its streams.

mod archive;
mod docx;
mod gzip;
mod html;
mod hwpx;
mod lines;
mod named;
mod parts;
mod pdf;
mod record;
mod rtf;
mod stated;
mod text;
#[cfg(test)]
mod trial;
mod xlsx;
mod xml;
mod zip;
mod zst;

use super::Skip;
use super::input::Input;
use super::output::Output;

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
const FORMATS: &[Format] = &[
    gzip::FORMAT,
    zip::FORMAT,
    zst::FORMAT,
    html::FORMAT,
    docx::FORMAT,
    hwpx::FORMAT,
    xlsx::FORMAT,
    pdf::FORMAT,
    rtf::FORMAT,
    named::OLE,
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
