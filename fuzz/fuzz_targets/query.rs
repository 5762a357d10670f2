//! Any text is read without a panic; complaints lie within it; what is printed is read as the same tree.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use onrecord::query::parse;

fuzz_target!(|text: &str| {
    let today = date(2017, 8, 24);
    let read = parse(text, today);
    let characters = text.chars().count();
    assert!(read.complaints.iter().all(|complaint| complaint.start <= complaint.end && complaint.end <= characters));
    let Some(tree) = read.tree else { return };
    for place in tree.clauses().iter().filter_map(|clause| clause.place) {
        assert!(place.start < place.end && place.end <= characters);
    }
    let printed = tree.to_string();
    assert_eq!(parse(&printed, today).tree.as_ref(), Some(&tree), "printed as {printed}");
});
