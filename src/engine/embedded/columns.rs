//! Columns of texts, in which a record has the ordinal of its text.

use tantivy::TantivyError;
use tantivy::columnar::StrColumn;

/// The texts of some ordinals, which ascend. Neighbours share what has to be unpacked, so asking for many at once is far
/// cheaper than for each.
pub(super) fn texts(column: &StrColumn, ordinals: &[u64]) -> Result<Vec<String>, TantivyError> {
    let mut texts = Vec::with_capacity(ordinals.len());
    let whole = column
        .dictionary()
        .sorted_ords_to_term_cb(ordinals, |text| texts.push(String::from_utf8_lossy(text).into_owned()))?;
    if !whole {
        let missing = ordinals.get(texts.len()).copied().unwrap_or_default();
        return Err(TantivyError::InternalError(format!("a column has no text of ordinal {missing}")));
    }
    Ok(texts)
}
