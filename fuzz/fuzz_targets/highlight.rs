//! Whatever the query and the text: marks lie within the text, in order, apart from each other, and cover words.
//! The first line is the query, the rest the text.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use onrecord::annotate::People;
use onrecord::query::parse;
use onrecord::search::Marker;
use onrecord::span::slice;

fuzz_target!(|data: &str| {
    let (query, text) = data.split_once('\n').unwrap_or((data, data));
    let tree = parse(query, date(2017, 8, 24)).tree;
    let marks = Marker::new(tree.as_ref(), &People::default()).title(text);
    let characters = text.chars().count();
    assert!(marks.iter().all(|mark| mark.start < mark.end && mark.end <= characters));
    assert!(marks.windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert!(marks.iter().all(|&mark| slice(text, mark).chars().any(|c| !c.is_whitespace())));
});
