//! Plain text: one document a file.

use super::Format;
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
    output.document(Body::Plain(text.text), text.decoding, Metadata::default());
    Ok(())
}
