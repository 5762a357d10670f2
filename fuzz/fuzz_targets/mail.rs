//! Any bytes as mail: a message, a folder of them, a page saved as MHTML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.eml", "a.mbox", "a.mhtml"] {
        onrecord_fuzz::read(name, bytes);
    }
});
