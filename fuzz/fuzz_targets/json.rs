//! Any bytes as JSON: an object, a list, lists in objects, an object a line.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.json", bytes));
