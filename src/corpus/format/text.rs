//! Plain text: one document a file.

use crate::corpus::decode::decode;
use crate::corpus::{Body, Document, Metadata, Skip};

pub(super) fn read(path: &str, bytes: &[u8]) -> Result<Vec<Document>, Skip> {
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(Skip::Empty);
    }
    let body = Body::Plain(text.to_owned());
    Ok(vec![Document { path: path.to_owned(), ordinal: 0, body, metadata: Metadata::default() }])
}
