//! Scrambled queries: pieces of the queries of the table, put together with operators, marks and odd characters.
//!
//! Properties, as in the fuzz targets: nothing panics; complaints and places lie within the text; what is printed is
//! read as the same tree; marks lie within a text, in order, apart from each other.

use std::fs;

use fastrand::Rng;
use onrecord::annotate::People;
use onrecord::query::parse;
use onrecord::search::Marker;

use crate::TODAY;

const SCRAMBLES: usize = 20_000;

/// What queries are made of, and what nobody types on purpose.
const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "\"",
    "'",
    "(",
    ")",
    "-",
    "+",
    "~",
    "~2",
    "^",
    "^2.5",
    "*",
    "?",
    "!",
    "/",
    "\\",
    ":",
    "=",
    "|",
    "&",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    ",",
    ".",
    "..",
    ";",
    "AND",
    "OR",
    "NOT",
    "and",
    "or",
    "not",
    "same",
    "w/5",
    "pre/3",
    "NEAR/2",
    "/p",
    "/s",
    "w/s",
    "atleast3(",
    "title:",
    "text:",
    "said:",
    "speaker:",
    "pair:",
    "country:",
    "year:",
    "date:",
    "path:",
    "kind:",
    "is:",
    "has:",
    "after:",
    "before:",
    "last month",
    "2017",
    "2017-08",
    "CN-KR",
    "“",
    "”",
    "„",
    "«",
    "」",
    "「",
    "’",
    "\u{a0}",
    "\u{200b}",
    "\u{301}",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "\n",
    "\t",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "Ａ",
    "일대일로",
    "一带一路",
    "ー",
    "ㄱ",
    "가",
    "𠮷",
    "👩‍👩‍👧",
    "🇰🇷",
    "ا",
    "क्षि",
];

/// Queries that were once printed as something else.
const ONCE_AMISS: &[&str] = &["일대일로~*", "s~,~2", "ut~1:~", "il!;~", "said:(talk w/3 year:", "path:“|a\u{202e}l"];

fn scrambled(rng: &mut Rng, queries: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..rng.usize(1..8) {
        if rng.bool() {
            text.push_str(PIECES[rng.usize(..PIECES.len())]);
        } else {
            let from: Vec<char> = queries[rng.usize(..queries.len())].chars().collect();
            let start = rng.usize(..from.len());
            text.extend(&from[start..rng.usize(start..from.len()) + 1]);
        }
    }
    text
}

#[test]
fn nothing_that_is_typed_breaks_a_query() {
    let cases = crate::cases::parse(&fs::read_to_string(crate::beside("cases.txt")).unwrap());
    let queries: Vec<String> = cases.into_iter().map(|case| case.query).filter(|query| !query.is_empty()).collect();
    ONCE_AMISS.iter().for_each(|query| assert!(holds_something(query, query), "{query}"));
    let mut rng = Rng::with_seed(5);
    let trees = (0..SCRAMBLES)
        .filter(|_| holds_something(&scrambled(&mut rng, &queries), &scrambled(&mut rng, &queries)))
        .count();
    assert!(trees * 2 > SCRAMBLES, "only {trees} of them hold anything");
}

/// Checks a query, and what it marks in a text; tells whether anything of it can be looked for.
fn holds_something(query: &str, text: &str) -> bool {
    let read = parse(query, TODAY);
    let within = |start: usize, end: usize, of: &str| start <= end && end <= of.chars().count();
    assert!(read.complaints.iter().all(|c| within(c.start, c.end, query)), "{query:?}: {:?}", read.complaints);
    let Some(tree) = read.tree else { return false };
    let places: Vec<_> = tree.clauses().iter().filter_map(|clause| clause.place).collect();
    assert!(places.iter().all(|at| at.start < at.end && within(at.start, at.end, query)), "{query:?}: {places:?}");
    let printed = tree.to_string();
    assert_eq!(parse(&printed, TODAY).tree.as_ref(), Some(&tree), "{query:?} printed as {printed:?}");
    let marks = Marker::new(Some(&tree), &People::default()).title(text);
    assert!(
        marks.iter().all(|mark| mark.start < mark.end && within(mark.start, mark.end, text)),
        "{query:?}, {text:?}"
    );
    assert!(marks.windows(2).all(|pair| pair[0].end <= pair[1].start), "{query:?}, {text:?}: {marks:?}");
    true
}
