//! Any bytes as a zip archive: its directory, names in any encoding, members of every format.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.zip", bytes));
