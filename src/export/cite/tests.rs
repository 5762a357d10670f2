//! Properties: each format tells the same of a source in its own letters: what is known and nothing else, dates as fine as
//! they are known, worked out ones marked; values stay on a line and what is a command to a format is spelt out; keys are
//! ASCII and unique, and depend on the article alone unless two would share one.
use super::*;
use crate::annotate::Basis;
use crate::span::Span;

const ID: &str = "e09e25596c7390000b07";

fn article(title: &str, publisher: &str, date: &str) -> Cited {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let date = known(date).map(|value| match value.strip_prefix('≈') {
        Some(value) => dated(value, Basis::Derived, "\"August 24, Thursday\" → 2017-08-24"),
        None => dated(&value, Basis::Explicit, value.as_str()),
    });
    let path = "pages/rail_1.txt".to_owned();
    let id = ArticleId::parse(ID).unwrap();
    Cited { title: known(title), publisher: known(publisher), date, path, ..Cited::of(id) }
}

fn dated(value: &str, basis: Basis, evidence: &str) -> Date {
    Date { value: value.parse().unwrap(), basis, evidence: evidence.to_owned() }
}

fn speech(name: &str, kind: Kind, content: &[(usize, usize)]) -> Speech {
    Speech {
        name: Some(name.to_owned()),
        description: None,
        mention: name.to_owned(),
        role: Some("chair".to_owned()),
        affiliation: Some("Inland Council".to_owned()),
        kind,
        content: content.iter().map(|&part| Span::from(part)).collect(),
        cue: None,
        relay: None,
    }
}

fn written(format: Format, cited: &[Cited]) -> String {
    let mut text = Vec::new();
    write(format, cited, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// The article with what the other cases do not have.
fn full() -> Cited {
    Cited {
        author: Some("Ada Lind".into()),
        lang: Some("en".into()),
        url: Some("https://example.org/rail?a=1&b={2}_3".into()),
        ..article("Rail Forum Asks for \"Fewer\" Stops", "Harbour Trade Bulletin", "2019-05-14")
    }
}

fn passage() -> Cited {
    let text = "\"A train is a bus,\" Han Seo-yun said. \"One belt,\" she added; Liu sang.";
    let speeches = [speech("Han Seo-yun", Kind::Direct, &[(0, 19), (38, 49)]), speech("Liu", Kind::Floor, &[])];
    Cited {
        passage: Some(CitedPassage::of(1, text, &speeches)),
        address: Some("http://localhost:7700/a/e09e25#p2".into()),
        ..article("Rail Forum", "Harbour Bulletin", "2019-05-14")
    }
}

#[test]
fn notes() {
    let in_odd_file = Cited { path: "a  b\r\n\u{1b}[2J.txt".into(), ..article("Rail", "", "") };
    for (cited, want) in [
        (in_odd_file, "“Rail.” n.d. a  b   [2J.txt."),
        (
            full(),
            "Ada Lind. “Rail Forum Asks for ‘Fewer’ Stops.” Harbour Trade Bulletin, 14 May 2019. \
             https://example.org/rail?a=1&b={2}_3.",
        ),
        (article("Why Rail?", "Bulletin", "2017-12"), "“Why Rail?” Bulletin, December 2017. pages/rail_1.txt."),
        (article("Rail", "", "2017"), "“Rail.” 2017. pages/rail_1.txt."),
        (article("", "Bulletin", ""), "[No headline]. Bulletin, n.d. pages/rail_1.txt."),
        (
            article("‘Chongqing Forum’", "Bulletin", "≈2017-08-24"),
            "“‘Chongqing Forum.’” Bulletin, [24 August 2017]. pages/rail_1.txt. \
             The date in brackets is worked out from the text.",
        ),
        (
            article("沙伊“握手”言和", "藍鵲時報", "2023-03-11"),
            "“沙伊‘握手’言和.” 藍鵲時報, 11 March 2023. pages/rail_1.txt.",
        ),
        (article("Rail\r\nForum\u{7}\u{2028}Opens", "", ""), "“Rail Forum Opens.” n.d. pages/rail_1.txt."),
        (
            passage(),
            "Han Seo-yun, chair, Inland Council (quoted): \"A train is a bus,\" … \"One belt.\" Liu, chair, Inland \
             Council (took the floor). In “Rail Forum.” Harbour Bulletin, 14 May 2019, ¶ 2. pages/rail_1.txt. \
             http://localhost:7700/a/e09e25#p2.",
        ),
    ] {
        assert_eq!(written(Format::Note, &[cited]), format!("{want}\n"));
    }
}

#[test]
fn ris() {
    for (cited, want) in [
        (
            full(),
            "TY  - NEWS|ID  - harbour2019-e09e25|TI  - Rail Forum Asks for \"Fewer\" Stops|AU  - Ada Lind|\
             T2  - Harbour Trade Bulletin|PY  - 2019/05/14/|DA  - 2019/05/14/|LA  - en|\
             UR  - https://example.org/rail?a=1&b={2}_3|N1  - Saved file: pages/rail_1.txt|ER  - |",
        ),
        (
            article("Rail\n\nER  - \r\nTY  - BOOK", "The *Bulletin*", "2017-12"),
            "TY  - NEWS|ID  - bulletin2017-e09e25|TI  - Rail ER - TY - BOOK|T2  - The Bulletin|PY  - 2017/12//|\
             DA  - 2017/12//|N1  - Saved file: pages/rail_1.txt|ER  - |",
        ),
        (
            Cited {
                author: Some("Lind, Ada; Kim Ha-neul".into()),
                event_date: Some(dated("2017-12-16", Basis::Explicit, "Saturday")),
                ..article("", "", "2018")
            },
            "TY  - NEWS|ID  - article2018-e09e25|AU  - Lind / Ada / Kim Ha-neul|PY  - 2018///|DA  - 2018///|\
             N1  - Tells of 16 December 2017|N1  - Saved file: pages/rail_1.txt|ER  - |",
        ),
        (
            article("일대일로", "한국일보", "≈2017-08-24"),
            "TY  - NEWS|ID  - article2017-e09e25|TI  - 일대일로|T2  - 한국일보|PY  - 2017/08/24/|DA  - 2017/08/24/|\
             N1  - Date worked out from \"August 24, Thursday\" → 2017-08-24|\
             N1  - Saved file: pages/rail_1.txt|ER  - |",
        ),
        (
            passage(),
            "TY  - NEWS|ID  - harbour2019-e09e25-p2|TI  - Rail Forum|T2  - Harbour Bulletin|PY  - 2019/05/14/|\
             DA  - 2019/05/14/|\
             N1  - ¶ 2: Han Seo-yun, chair, Inland Council (quoted): \"A train is a bus,\" … \"One belt,\"|\
             N1  - ¶ 2: Liu, chair, Inland Council (took the floor)|\
             N1  - Permanent address: http://localhost:7700/a/e09e25#p2|N1  - Saved file: pages/rail_1.txt|ER  - |",
        ),
        (
            article("Rail", "", ""),
            "TY  - NEWS|ID  - railnd-e09e25|TI  - Rail|N1  - Saved file: pages/rail_1.txt|ER  - |",
        ),
    ] {
        assert_eq!(written(Format::Ris, &[cited]), want.replace('|', "\r\n"));
    }
}

#[test]
fn bibtex() {
    for (cited, want) in [
        (
            full(),
            r#"@article{harbour2019-e09e25,
  title = {{Rail Forum Asks for "Fewer" Stops}},
  author = {{Ada Lind}},
  journal = {Harbour Trade Bulletin},
  year = {2019},
  month = may,
  day = {14},
  language = {en},
  url = {https://example.org/rail?a=1&b=%7B2%7D_3},
  note = {Saved file: pages/rail\_1.txt},
}
"#,
        ),
        (
            article("50% of {Rail} & ~$3 #1 \\ ^", "", "2017-12"),
            r"@misc{of2017-e09e25,
  title = {{50\% of {\textbraceleft}Rail{\textbraceright} \& {\textasciitilde}\$3 \#1 {\textbackslash} {\textasciicircum}}},
  year = {2017},
  month = dec,
  note = {Saved file: pages/rail\_1.txt},
}
",
        ),
        (
            article("", "한국일보", "≈2017"),
            r#"@article{article2017-e09e25,
  journal = {한국일보},
  year = {2017},
  note = {Saved file: pages/rail\_1.txt},
  annote = {Date worked out from "August 24, Thursday" → 2017-08-24.},
}
"#,
        ),
        (
            passage(),
            r#"@article{harbour2019-e09e25-p2,
  title = {{Rail Forum}},
  journal = {Harbour Bulletin},
  year = {2019},
  month = may,
  day = {14},
  note = {Saved file: pages/rail\_1.txt},
  annote = {¶ 2: Han Seo-yun, chair, Inland Council (quoted): "A train is a bus," … "One belt." ¶ 2: Liu, chair, Inland Council (took the floor). Permanent address: http://localhost:7700/a/e09e25\#p2.},
}
"#,
        ),
    ] {
        let text = written(Format::Bibtex, &[cited]);
        assert_eq!(text, want);
        assert_eq!(text.matches('{').count(), text.matches('}').count(), "{text}");
    }
    let two = written(Format::Bibtex, &[article("A", "", ""), passage()]);
    assert!(two.contains("}\n\n@article{"), "an empty line parts entries: {two}");
}

#[test]
fn csl() {
    for (cited, want) in [
        (vec![], "[]\n"),
        (
            vec![full(), article("The same again", "", "")],
            r#"[
{"id":"harbour2019-e09e25","type":"article-newspaper","title":"Rail Forum Asks for \"Fewer\" Stops","author":[{"literal":"Ada Lind"}],"container-title":"Harbour Trade Bulletin","issued":{"date-parts":[[2019,5,14]]},"language":"en","URL":"https://example.org/rail?a=1&b={2}_3","note":"Saved file: pages/rail_1.txt"}
]
"#,
        ),
        (
            vec![article("일대일로", "", "≈2017-12")],
            r#"[
{"id":"article2017-e09e25","type":"article-newspaper","title":"일대일로","issued":{"date-parts":[[2017,12]],"circa":true},"note":"Date worked out from \"August 24, Thursday\" → 2017-08-24\nSaved file: pages/rail_1.txt"}
]
"#,
        ),
        (
            vec![passage(), article("Rail", "", "2017")],
            r#"[
{"id":"harbour2019-e09e25-p2","type":"article-newspaper","title":"Rail Forum","container-title":"Harbour Bulletin","issued":{"date-parts":[[2019,5,14]]},"note":"¶ 2: Han Seo-yun, chair, Inland Council (quoted): \"A train is a bus,\" … \"One belt,\"\n¶ 2: Liu, chair, Inland Council (took the floor)\nPermanent address: http://localhost:7700/a/e09e25#p2\nSaved file: pages/rail_1.txt"},
{"id":"rail2017-e09e25","type":"article-newspaper","title":"Rail","issued":{"date-parts":[[2017]]},"note":"Saved file: pages/rail_1.txt"}
]
"#,
        ),
    ] {
        let text = written(Format::Csl, &cited);
        assert_eq!(text, want);
        let _: serde_json::Value = serde_json::from_str(&text).unwrap();
    }
}

#[test]
fn keys_are_unique_and_last() {
    let with_id = |id: &str, publisher: &str| Cited {
        id: ArticleId::parse(id).unwrap(),
        url: Some("https://www.yna.co.kr/view/1".into()),
        ..article("Rail", publisher, "2017")
    };
    let near = "e09e25596c7390000b08";
    for (cited, want) in [
        (vec![with_id(ID, "The Érable Post")], vec!["erable2017-e09e25"]),
        (vec![with_id(ID, "연합뉴스")], vec!["yna2017-e09e25"]),
        (
            vec![with_id(ID, "24/7 News"), with_id(near, "24/7 News")],
            vec!["news2017-e09e25596c7390000b07", "news2017-e09e25596c7390000b08"],
        ),
        (vec![with_id(ID, "Post"), with_id(near, "Herald")], vec!["post2017-e09e25", "herald2017-e09e25"]),
        (vec![passage(), Cited { passage: None, ..passage() }], vec!["harbour2019-e09e25-p2", "harbour2019-e09e25"]),
    ] {
        let cited: Vec<&Cited> = cited.iter().collect();
        assert_eq!(key::keys(&cited), want);
    }
    let speech_of = |at| {
        let speeches = [speech("A", Kind::Indirect, &[(0, 4)]), speech("B", Kind::Mixed, &[(5, 9)])];
        Cited { passage: Some(CitedPassage::of_speech(0, "Rail stop", &speeches, at)), ..full() }
    };
    let text = written(Format::Ris, &[speech_of(0), speech_of(1), speech_of(0)]);
    assert_eq!(text.matches("TY  - ").count(), 2, "what is cited twice stands once: {text}");
    assert!(text.contains("ID  - harbour2019-e09e25-p1-1\r\n") && text.contains("ID  - harbour2019-e09e25-p1-2\r\n"));
    assert!(text.contains("N1  - ¶ 1: A, chair, Inland Council (reported): Rail\r\n"), "{text}");
}
