//! Any bytes as Markdown with what stands above it in YAML or TOML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.md", bytes));
