//! Any bytes as a feed: RSS, Atom, RDF, JSON Feed, and the XML of news agencies.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    onrecord_fuzz::read("a.rss", bytes);
    onrecord_fuzz::read("a.newsml", bytes);
});
