//! Bytes to text.

use crate::corpus::Skip;

/// The text of a file in UTF-8, without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Skip> {
    if bytes.contains(&0) {
        return Err(Skip::NotText);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Skip::InvalidUtf8(error.valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    //! Properties: what is text comes through; what is not is named with its place.
    use super::*;

    #[test]
    fn decodes_or_says_why_not() {
        for (bytes, want) in [
            (&b"plain"[..], Ok("plain")),
            ("\u{feff}한중".as_bytes(), Ok("한중")),
            (b"", Ok("")),
            (b"ab\xffcd", Err(Skip::InvalidUtf8(2))),
            (b"\x7fELF\0\0", Err(Skip::NotText)),
        ] {
            assert_eq!(decode(bytes), want);
        }
    }
}
