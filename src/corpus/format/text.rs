//! Plain text: one document a file, unless a news database exported it with many articles in it.

use super::{Format, export};
use crate::corpus::decode::decode;
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Body, Metadata, Skip};

pub(super) const FORMAT: Format =
    Format { name: "plain text", extensions: &["text", "txt"], begins: |_| false, whole: true, read };

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let text = decode(&input.bytes()?, None)?;
    if text.text.trim().is_empty() {
        return Err(Skip::Empty);
    }
    export::put(text.text, Body::Plain, text.decoding, Metadata::default(), output);
    Ok(())
}
