//! Properties of parsing and printing: the tree of each construct, a row a case, with the number of complaints;
//! printing and parsing agree; places are those of the typed words; other readings are told where they differ;
//! nothing fails on odd input.

use super::limits::{CHARS_MAX, COMPLAINTS_MAX};
use super::*;
use crate::span::slice;

fn read(text: &str) -> Parsed {
    parse(text, jiff::civil::date(2017, 8, 24))
}

/// The tree printed, after it was told that it reads back as the same on another day.
fn printed(text: &str, parsed: &Parsed) -> String {
    let printed = parsed.tree.as_ref().map(ToString::to_string).unwrap_or_default();
    let again = parse(&printed, jiff::civil::date(2020, 2, 29));
    assert_eq!(again.tree, parsed.tree, "{text} printed as {printed} and read again");
    printed
}

fn check(rows: &[(&str, &str, usize)]) {
    for &(text, want, complaints) in rows {
        let parsed = read(text);
        let got = printed(text, &parsed);
        assert_eq!((got.as_str(), parsed.complaints.len()), (want, complaints), "{text}: {:?}", parsed.complaints);
    }
}

#[test]
fn words_and_groups() {
    check(&[
        ("one belt one road", "one belt one road", 0),
        ("\"one belt one road\"", "\"one belt one road\"", 0),
        ("“one belt” rail", "\"one belt\" rail", 0),
        ("=\"US\" =“Apple”", "=\"US\" =\"Apple\"", 0),
        ("= \"US\"", "\"US\"", 1),
        ("rail -tariffs", "rail -tariffs", 0),
        ("rail NOT tariffs", "rail -tariffs", 0),
        ("rail AND road", "rail road", 0),
        ("rail AND NOT road", "rail -road", 0),
        ("rail OR road port", "rail OR road port", 0),
        ("rail|road", "rail OR road", 0),
        ("(rail OR road) port", "(rail OR road) port", 0),
        ("(a b) c", "(a b) c", 0),
        ("((a))", "a", 0),
        ("（a OR b）c", "(a OR b) c", 0),
        ("--a", "a", 0),
        ("-(-a)", "a", 0),
        ("-(a OR b)", "-(a OR b)", 0),
        ("co-op - b", "co-op b", 1),
        ("COVID-19 U.S.", "COVID-19 U.S.", 0),
        ("일대일로 -관세", "일대일로 -관세", 0),
        ("rock and roll or not same", "rock and roll or not same", 0),
        ("10:30 https://example.org/a km/h 24/7 and/or w/o", "10:30 https://example.org/a km/h 24/7 and/or w/o", 0),
        ("speakr:kim", "speakr:kim", 1),
        ("speakr:\"kim\"", "\"kim\"", 1),
        ("\"open", "\"open\"", 1),
        ("(open", "open", 1),
        ("closed)", "closed", 1),
        ("closed) more", "closed more", 1),
        ("()", "", 1),
        ("... rail", "rail", 1),
        ("OR rail", "rail", 1),
        ("rail AND", "rail", 1),
        ("rail OR AND road", "rail OR road", 1),
        ("NOT", "", 1),
        ("", "", 0),
        ("  ", "", 0),
    ]);
}

#[test]
fn fields() {
    check(&[
        ("title:rail text:\"one belt\" said:rail", "title:rail text:\"one belt\" said:rail", 0),
        ("title:(rail OR road)", "title:rail OR title:road", 0),
        ("title:(a speaker:Kim)", "title:a speaker:Kim", 0),
        ("role:president org:\"Trade Bank\" TITLE:a", "role:president org:\"Trade Bank\" title:a", 0),
        (
            "title:=\"US\" title:chin* title:/a+/ said:\"a b\"~2",
            "title:=\"US\" title:chin* title:/a+/ said:\"a b\"~2",
            0,
        ),
        ("title:AND title:and", "title:AND title:and", 0),
        ("title:-a", "-a", 1),
        ("about:korea about:korea-china", "about:KR about:CN-KR", 0),
        ("about:nowhere", "", 1),
        ("path:news/2017/* rail", "path:news/2017/* rail", 0),
        ("path:a-\"b|c:d^2 rail", "path:a-*b|c:d^2 rail", 0),
        ("(rail path:news/(1)/*) road", "(rail path:\"news/(1)/*\") road", 0),
        ("(path:a)^2 (rail path:b) -path:c", "(path:a)^2 (rail path:b) -path:c", 0),
        ("path:\"my news/*\" path:(a OR /b/)", "path:\"my news/*\" (path:a OR path:/b/)", 0),
        ("path:a)", "path:\"a)\"", 0),
        ("pair:kr-cn", "pair:CN-KR", 0),
        ("pair:(KR-CN OR US-KR)", "pair:CN-KR OR pair:KR-US", 0),
        ("-speaker:Kim", "-speaker:Kim", 0),
        ("speaker:\"Kim Young-joo\"", "speaker:\"Kim Young-joo\"", 0),
        (
            "speaker:=\"kim young\" speaker:\"=kim young\" speaker:=kim",
            "speaker:\"=kim young\" speaker:\"=kim young\" speaker:=kim",
            0,
        ),
        ("is:undated lang:KO kind:direct", "is:undated lang:ko kind:direct", 0),
        ("has:date -has:date", "-is:undated is:undated", 0),
        ("has:speaker is:new", "", 2),
        ("pair:KR-ZZ rail", "rail", 1),
        ("speaker: Kim", "Kim", 1),
        ("lang:english kind:loud country:atlantis", "", 3),
        ("publisher:\"Trade Bridge\"~3", "publisher:\"Trade Bridge\"", 1),
    ]);
}

#[test]
fn dates() {
    check(&[
        ("year:2017", "year:2017", 0),
        ("year:2017..2020 date:2017-08", "year:2017..2020 date:2017-08", 0),
        ("after:2017-06", "date:2017-06..", 0),
        ("before:2017-06", "date:..2017-06", 0),
        ("date:today date:yesterday", "date:2017-08-24 date:2017-08-23", 0),
        ("date:\"last 3 months\"", "date:2017-05-25..2017-08-24", 0),
        ("after:\"last month\" before:yesterday", "date:2017-07.. date:..2017-08-23", 0),
        ("year:\"last year\" month:last-month", "year:2016 month:2017-07", 0),
        ("date:2017/08/24 date:24.8.2017", "date:2017-08-24 date:2017-08-24", 0),
        ("date:(2017 OR 2019)", "date:2017 OR date:2019", 0),
        ("year:2017-08", "", 1),
        ("date:2017-13 rail", "rail", 1),
        ("date:5.6.2017 rail", "rail", 1),
        ("date:tomorrow", "", 1),
    ]);
}

#[test]
fn patterns_and_slop() {
    check(&[
        ("chin* chin! wom?n *ese c*a C*", "chin* chin* wom?n *ese c*a C*", 0),
        ("wom?n! what?", "wom?n* what?", 0),
        ("what is rail? really?! no!!", "what is rail? really?! no!!", 0),
        ("chin*, japan", "chin* japan", 0),
        ("word~ organise~ word~1 word~2 word~0", "word~1 organise~2 word~1 word~2 \"word\"", 0),
        ("word~3", "word~2", 1),
        ("about ~5", "about ~5", 0),
        ("* ** ?", "", 3),
        ("COVID-1* co-op~1 U.S.! U.S~", "COVID-1* co-op U.S.! U.S", 4),
        ("w/3~1", "\"w/3\"", 1),
        ("chin*~1", "chin*", 1),
        ("chin*~1,~2", "chin*", 1),
        ("일대일로* 일대*로 한국~1 SK하이*", "일대일로 일대*로 한국 SK하이", 2),
        ("/colou?rs?/ /usr/bin /a\\/b/ /a/b/", "/colou?rs?/ /usr/bin /a\\/b/ /a\\/b/", 0),
        ("(/a(b|c)/) -/a/", "/a(b|c)/ -/a/", 0),
        ("/a(/ /한/ rail", "rail", 2),
        ("/a b/", "/a b/", 0),
        ("\"a b\"~5 \"일대일로\"~5 \"a\"~2 \"a b\"~0", "\"a b\"~5 \"일대일로\" \"a\" \"a b\"", 0),
        ("\"a b\"~999 =\"a b\"~3", "\"a b\"~255 =\"a b\"", 2),
        ("\"a b\"~", "\"a b\"", 1),
    ]);
}

#[test]
fn nearness() {
    check(&[
        ("a w/5 b", "a w/5 b", 0),
        ("a W/5 b NEAR/3 c /2 d near/1 e", "a w/5 b w/3 c w/2 d w/1 e", 0),
        ("a pre/3 b PRE/2 c", "a pre/3 b pre/2 c", 0),
        ("a w/3 (b w/2 c)", "a w/3 (b w/2 c)", 0),
        ("(a w/3 b) w/2 c", "a w/3 b w/2 c", 0),
        ("(a OR b w/2 c OR (d OR e)) w/5 chin*", "(a OR b w/2 c OR (d OR e)) w/5 chin*", 0),
        ("\"a b\"~2 w/3 \"c d\" w/3 =\"US\" w/2 /x+/ w/1 y~1", "\"a b\"~2 w/3 \"c d\" w/3 =\"US\" w/2 /x+/ w/1 y~1", 0),
        ("a w/3 b c", "a w/3 b c", 0),
        ("-a w/3 b", "-(a w/3 b)", 0),
        ("a OR b w/3 c", "a OR b w/3 c", 0),
        ("title:(a w/3 b)", "title:(a w/3 b)", 0),
        ("said:(a w/3 (b OR c)) d", "said:(a w/3 (b OR c)) d", 0),
        ("title:(title:a w/3 b)", "title:(a w/3 b)", 0),
        ("title:a w/3 b", "title:a b", 1),
        ("a w/3 title:b c", "(a title:b) c", 1),
        ("a w/3 (b c) w/3 d w/2 e", "a (b c) d w/2 e", 2),
        ("a w/3 -b", "a -b", 1),
        ("a w/3 (b OR -c)", "a (b OR -c)", 1),
        ("a w/3 (/p b)", "a (/p b)", 1),
        ("a w/3 atleast2(b)", "a atleast2(b)", 1),
        ("a w/3 year:2017", "a year:2017", 1),
        ("speaker:(Kim w/3 Lee)", "speaker:Kim speaker:Lee", 1),
        ("a w/3 b^2", "a w/3 b", 1),
        ("a w/0 b w/300 c", "a w/1 b w/255 c", 2),
        ("w/3 a", "a", 1),
        ("a w/3", "a", 1),
        ("a w/3 w/4 b", "a w/3 b", 1),
        ("(w/3) a", "a", 2),
        ("title:w/3 a", "title:w/3 a", 0),
    ]);
}

#[test]
fn scope_and_counts() {
    check(&[
        ("a /p b /p c", "a /p b /p c", 0),
        ("a w/p b W/S c", "(a /p b) /s c", 0),
        ("a /s b /p c", "(a /s b) /p c", 0),
        ("(a /p b) /p c", "(a /p b) /p c", 0),
        ("a /p (b /p c)", "a /p (b /p c)", 0),
        ("a /p -b", "a /p -b", 0),
        ("a /p --b NOT c", "(a /p b) -c", 0),
        ("a /p (b c) d", "(a /p (b c)) d", 0),
        ("a /p (b OR c)", "a /p (b OR c)", 0),
        ("/p x", "/p x", 0),
        ("/p -x", "/p -x", 0),
        ("-/p x", "-(/p x)", 0),
        ("/p (-x b)", "/p (-x b)", 0),
        ("/p (x b)", "x /p b", 0),
        ("/p /s x", "/p (/s x)", 0),
        ("/p a /s b", "(/p a) /s b", 0),
        ("a /p /s b", "a /p (/s b)", 0),
        ("-a /p b", "-(a /p b)", 0),
        ("a w/3 b /p c", "a w/3 b /p c", 0),
        ("a OR b /p c", "a OR b /p c", 0),
        ("c (/p x)", "c (/p x)", 0),
        ("title:a /p speaker:Kim /p \"b c\"", "title:a /p speaker:Kim /p \"b c\"", 0),
        ("title:(a /s b)", "title:a /s title:b", 0),
        ("a /p", "a", 1),
        ("/p", "", 1),
        ("a /p OR b", "a OR b", 1),
        ("a /p NOT", "a", 2),
        ("a and not b /p c", "a -(b /p c)", 0),
        ("a or b same c /p d", "a OR b /p c /p d", 0),
        ("same a and b", "same a and b", 0),
        ("title:and /p title:same", "title:and /p title:same", 0),
        ("atleast3(rail)", "atleast3(rail)", 0),
        ("ATLEAST3(rail OR road) and a", "atleast3(rail OR road) a", 0),
        ("atleast2(a w/3 b) -atleast2(\"c d\")", "atleast2(a w/3 b) -atleast2(\"c d\")", 0),
        ("atleast2((a OR b) w/3 c)^2", "atleast2((a OR b) w/3 c)^2", 0),
        ("atleast3 rail", "atleast3 rail", 0),
        ("atleast3 (rail)", "atleast3 rail", 0),
        ("atleast0(a) atleast999(b)", "atleast1(a) atleast255(b)", 2),
        ("atleast2(a b)", "a b", 1),
        ("atleast2(title:a)", "title:a", 1),
        ("atleast2()", "", 1),
        ("title:atleast2(a)", "atleast2(a)", 1),
    ]);
}

#[test]
fn weights() {
    check(&[
        ("a^2 b", "a^2 b", 0),
        ("\"a b\"^0.5 \"c d\"~2^3", "\"a b\"^0.5 \"c d\"~2^3", 0),
        ("(a OR b)^2", "(a OR b)^2", 0),
        ("(a w/3 b)^2 (-a)^2 -a^2", "(a w/3 b)^2 (-a)^2 -a^2", 0),
        ("(a^2)^3", "(a^2)^3", 0),
        ("title:a^1.25 chin*^2 word~1^2 /a/^2 speaker:Kim^2", "title:a^1.25 chin*^2 word~1^2 /a/^2 speaker:Kim^2", 0),
        ("(a /p b)^2", "(a /p b)^2", 0),
        ("a^2^3", "a^2", 1),
        ("a^0 b^101 c^1.2.3", "a b c", 3),
        ("a^b ^2 a^", "a^b ^2 a^", 0),
        ("()^2 b", "b", 1),
    ]);
}

#[test]
fn places_cover_what_was_typed() {
    for (text, want) in [
        ("무역 -pair:kr-cn \"a b\"", "무역|pair:kr-cn|\"a b\""),
        ("title:rail^2 =\"US\" x", "title:rail^2|=\"US\"|x"),
        ("a w/3 (b OR c) pre/2 d e", "a w/3 (b OR c) pre/2 d|e"),
        ("title:(a w/3 b) c /p d", "title:(a w/3 b)|c|d"),
        ("(a w/3 b)^2 has:date", "(a w/3 b)^2|has:date"),
        ("\"a b\"~5 chin*^2 atleast3(x OR y)", "\"a b\"~5|chin*^2|atleast3(x OR y)"),
        ("title:(a OR b) path:x/*", "a|b|path:x/*"),
    ] {
        let tree = read(text).tree.unwrap();
        let places: Vec<&str> = tree.clauses().iter().map(|clause| slice(text, clause.place.unwrap())).collect();
        assert_eq!(places.join("|"), want);
    }
}

#[test]
fn complaints_name_the_part() {
    for (text, part, message) in [
        ("rail title:a w/3 b", "w/3", "write `title:(a w/5 b)`"),
        ("무역 date:5.6.2017", "date:5.6.2017", "two ways"),
        ("rail ()", "(", "empty"),
        ("rail a^0", "^0", "no weight"),
        ("/a(/", "/a(/", "unclosed group"),
        ("speakr:kim", "speakr:kim", "there are about, after,"),
    ] {
        let complaints = read(text).complaints;
        let Complaint { message: told, start, end } = &complaints[0];
        let place = crate::span::Span { start: *start, end: *end };
        assert!(told.contains(message), "{told}");
        assert!(slice(text, place).contains(part) || part.contains(slice(text, place)), "{text}: {place:?}");
    }
}

#[test]
fn other_readings_are_told() {
    for (text, want) in [
        ("rail OR road port", "(rail OR road) port"),
        ("rail AND road OR port", "rail (road OR port)"),
        ("a OR b w/3 c", "(a OR b) w/3 c"),
        ("a w/3 b OR c", "a w/3 (b OR c)"),
        ("a /p b OR c", "a /p (b OR c)"),
        ("a or b /p c or d", "(a OR b) /p (c OR d)"),
        ("a OR b /p c /s d", "(a OR b) /p (c /s d)"),
        ("x (a OR b c)", "x ((a OR b) c)"),
        ("a OR -b c", "(a OR -b) c"),
        ("pair:(KR-CN OR KR-US) a", ""),
        ("(rail OR road) port", ""),
        ("rail OR road", ""),
        ("a OR -b", ""),
        ("a w/3 (b OR c) d", ""),
    ] {
        let parsed = read(text);
        assert_eq!(parsed.other_readings.join("|"), want, "{text}");
        for reading in &parsed.other_readings {
            assert_ne!(read(reading).tree, parsed.tree);
            assert_eq!(read(reading).tree.unwrap().to_string(), *reading);
        }
    }
}

#[test]
fn strict_parsing_refuses_what_is_complained_of() {
    let today = jiff::civil::date(2017, 8, 24);
    assert_eq!(parse_strict("rail", today).unwrap().unwrap().to_string(), "rail");
    assert_eq!(parse_strict("", today), Ok(None));
    assert_eq!(parse_strict("rail ()", today).unwrap_err().len(), 1);
}

#[test]
fn limits_are_told_once() {
    let text = format!("{}x", "(".repeat(10_000));
    assert!(read(&text).complaints.iter().filter(|complaint| complaint.message.contains("deep")).count() == 1);
    let many = "a ".repeat(300);
    assert_eq!(read(&many).complaints.len(), 1);
    assert_eq!(read(&many).tree.unwrap().clauses().len(), 256);
    for (text, part) in [
        (format!("\"{}\"", "a ".repeat(65)), "64 words"),
        ("한".repeat(65), "64 words"),
        (format!("/{}/", "a".repeat(201)), "200 characters"),
        ("a ".repeat(2_001), "4000 characters"),
        (format!("{}x", "/p ".repeat(65)), "64 deep"),
    ] {
        let parsed = read(&text);
        assert!(parsed.complaints.iter().any(|complaint| complaint.message.contains(part)), "{part}");
        printed(&text, &parsed);
    }
}

#[test]
fn odd_input_gives_complaints_not_failures() {
    let long =
        ["(", "-", "a:", "\"(\")|:-", "/p ", "a w/1 ", "title:(", "NOT ", "a OR ", "^2", "-(", "a /p (", "path:"];
    for text in long.map(|piece| piece.repeat(10_000 / piece.len())) {
        hold_up(&text);
    }
    hold_up(&format!("a*{}", "~1,".repeat(1_300)));
    let pieces = [
        "(",
        ")",
        "（",
        "-",
        "|",
        "\"",
        "“",
        "=\"",
        "a",
        "b",
        "chin*",
        "wom?n",
        "w~1",
        "*",
        "?",
        "!",
        "~",
        "~5",
        "^2",
        "^",
        ".",
        ":",
        "/",
        "/a+/",
        "\\",
        "OR",
        "AND",
        "NOT",
        "and",
        "or",
        "not",
        "same",
        "w/3",
        "pre/2",
        "/5",
        "/p",
        "/s",
        "atleast2(",
        "atleast2",
        "title:",
        "said:",
        "path:",
        "speaker:",
        "date:",
        "has:date",
        "is:undated",
        "is:derived",
        "pair:KR-CN",
        "일대일로",
        "한",
        "2017",
        "U.S.",
        "co-op",
        "…",
        "=",
        "x:\"",
        "\u{301}",
        "ﬁ",
        "é",
    ];
    let mut rng = fastrand::Rng::with_seed(7);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..rng.usize(1..12) {
            text.push_str(pieces[rng.usize(..pieces.len())]);
            if rng.u8(..3) > 0 {
                text.push(' ');
            }
        }
        hold_up(&text);
    }
}

/// Complaints lie within the text and the tree reads back as itself.
fn hold_up(text: &str) {
    let parsed = read(text);
    printed(text, &parsed);
    let len = text.chars().count();
    assert!(parsed.complaints.iter().all(|c| c.start <= c.end && c.end <= len), "{text}: {:?}", parsed.complaints);
    assert!(parsed.complaints.len() <= COMPLAINTS_MAX + 1);
    let places: Vec<_> = parsed.tree.iter().flat_map(Node::clauses).map(|clause| clause.place.unwrap()).collect();
    assert!(
        places.iter().all(|place| place.start < place.end && place.end <= len.min(CHARS_MAX)),
        "{text}: {places:?}"
    );
    for reading in &parsed.other_readings {
        assert_eq!(read(reading).tree.unwrap().to_string(), *reading, "{text}");
    }
}
