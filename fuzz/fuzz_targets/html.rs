//! Any bytes as a web page: decoded, parsed, pruned to its story, annotated.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.html", bytes));
