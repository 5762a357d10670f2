//! How large a query may be; what goes beyond is cut off or left out with a complaint.

/// Characters of a query.
pub(super) const CHARS_MAX: usize = 4_000;

/// How deep groups and prefixes go within each other.
pub(super) const DEPTH_MAX: usize = 64;

/// Terms of a query.
pub(super) const CLAUSES_MAX: usize = 256;

/// Words in quotation marks, or typed without a blank.
pub(super) const PHRASE_WORDS_MAX: usize = 64;

/// The largest number after `w/`, `pre/`, `~` and `atleast`.
pub(super) const NUMBER_MAX: u16 = 255;

/// Characters of a regular expression.
pub(super) const REGEX_CHARS_MAX: usize = 200;

/// Complaints that are told; a query with more is not worth more lines.
pub(super) const COMPLAINTS_MAX: usize = 32;
