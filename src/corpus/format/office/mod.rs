//! Documents of word processors and spreadsheets, and what is printed from them.

mod paragraphs;
mod parts;
mod stated;
mod xml;

pub(super) mod docx;
pub(super) mod hwpx;
pub(super) mod pdf;
pub(super) mod rtf;
pub(super) mod xlsx;

pub(super) use parts::main_type;
