//! Any bytes as a table: its names, what parts its cells, its encoding.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.csv", bytes));
