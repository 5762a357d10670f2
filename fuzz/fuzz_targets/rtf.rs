//! Any bytes as RTF: groups, code pages, notes, tables.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.rtf", bytes));
