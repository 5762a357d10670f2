//! Any bytes as plain text: decoded, repaired, parted where it is an export of Nexis or Factiva, freed of furniture.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| onrecord_fuzz::read("a.txt", bytes));
