//! Messages: mail and what is written like it. Headers, then a text or parts, each part with headers of its own.

mod headers;
mod mime;

pub(super) mod eml;
pub(super) mod mbox;
pub(super) mod mhtml;

pub(super) use headers::{Headers, Valued};
