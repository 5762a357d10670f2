//! What is packed: streams in fewer bytes, and archives of files or of the parts of one document.

mod archive;

pub(super) mod gzip;
pub(super) mod zip;
pub(super) mod zst;

pub(super) use archive::{Archive, Bounded, little_endian};
pub(super) use zip::Package;
