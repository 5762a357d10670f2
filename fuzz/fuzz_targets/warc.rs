//! Any bytes as a WARC: records, answers of HTTP, what servers pack them in.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.warc", bytes));
