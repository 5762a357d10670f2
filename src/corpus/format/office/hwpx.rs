//! A document of Hancom Office in its open format (HWPX, OWPML): its paragraphs in order, a line each, then its notes.
//!
//! Press releases of Korean ministries come so. Tables and boxes follow the paragraph that they hang on; headers,
//! footers, hidden comments and what was deleted while changes were tracked are left out. The older HWP is not read.

use super::paragraphs::Lines;
use super::parts;
use super::xml::{Go, Node};
use crate::corpus::format::Format;
use crate::corpus::format::packed::{Archive, Package};
use crate::corpus::output::Output;
use crate::corpus::{Limits, Skip};

const NAME: &str = "HWPX document";

/// Files of this format are zip archives and taken as such: this row takes those that are not.
pub(in super::super) const FORMAT: Format = Format {
    name: NAME,
    extensions: &["hwpx"],
    begins: |_| false,
    whole: false,
    read: |_, _| Err(Skip::damaged(NAME, "it is no zip archive")),
};

pub(in super::super) const PACKAGE: Package = Package { name: NAME, is: |kind| kind == "application/hwp+zip", read };

fn read(archive: &mut Archive, output: &mut Output<'_>) -> Result<(), Skip> {
    let limits = *output.limits();
    if is_locked(archive, &limits)? {
        return Err(Skip::Locked);
    }
    let sections = sections(archive);
    if sections.is_empty() {
        return Err(Skip::damaged(NAME, "it has no part `Contents/section0.xml`"));
    }
    let mut story = Story::default();
    let mut bytes_left = limits.article_bytes;
    for section in sections {
        let left = std::rc::Rc::new(std::cell::Cell::new(bytes_left));
        parts::walk_part_within(archive, &section, &limits, &left, &mut |node| Ok(story.take(&node)))?;
        bytes_left = left.get();
    }
    parts::put(archive, story.lines.finish(), "Contents/content.hpf", output)
}

/// Whether its parts are encrypted.
fn is_locked(archive: &mut Archive, limits: &Limits) -> Result<bool, Skip> {
    let mut locked = false;
    parts::walk_part(archive, "META-INF/manifest.xml", limits, &mut |node| {
        locked |= matches!(node, Node::Open(tag) if tag.name() == "encryption-data");
        Ok(Go::On)
    })?;
    Ok(locked)
}

/// The names of the parts that hold the text, in order.
fn sections(archive: &Archive) -> Vec<String> {
    let mut sections: Vec<(u32, String)> = archive
        .names()
        .filter_map(|name| {
            let number = name.to_ascii_lowercase();
            let number = number.strip_prefix("contents/section")?.strip_suffix(".xml")?.parse().ok()?;
            Some((number, name.into_owned()))
        })
        .collect();
    sections.sort();
    sections.into_iter().map(|(_, name)| name).collect()
}

/// The text so far.
#[derive(Default)]
struct Story {
    lines: Lines,
    /// Whether what is read are characters of the text.
    in_text: bool,
    /// Whether what is read was deleted.
    deleted: bool,
}

impl Story {
    fn take(&mut self, node: &Node<'_>) -> Go {
        match node {
            Node::Open(tag) => return self.open(tag.name()),
            Node::Close("p" | "tr" | "footNote" | "endNote") => self.lines.close(),
            Node::Close("t") => self.in_text = false,
            Node::Text(text) => self.text(text),
            Node::Close(_) => {}
        }
        Go::On
    }

    fn open(&mut self, name: &str) -> Go {
        match name {
            "p" => self.lines.open_paragraph(),
            "tr" => self.lines.open_row(),
            "tc" => self.lines.open_cell(),
            "footNote" | "endNote" => self.lines.open_note(),
            "t" => self.in_text = true,
            "tab" | "nbSpace" | "fwSpace" => self.text(" "),
            "lineBreak" => self.text("\n"),
            "hyphen" => self.text("-"),
            "deleteBegin" => self.deleted = true,
            "deleteEnd" => self.deleted = false,
            "header" | "footer" | "hiddenComment" | "memo" | "secPr" => return Go::Past,
            _ => {}
        }
        Go::On
    }

    fn text(&mut self, text: &str) {
        if self.in_text && !self.deleted {
            self.lines.text(text);
        }
    }
}

#[cfg(test)]
mod tests {
    //! Properties: sections and paragraphs come in order, tables and notes in their places, furniture and deletions not;
    //! locked and damaged ones are told; damage never panics.
    use super::*;
    use crate::corpus::format::trial::{package, read, survives_in_parts};

    const MANIFEST: &str = "<odf:manifest xmlns:odf='o'/>";
    const PROPERTIES: &str = "<opf:package xmlns:opf='o'><opf:metadata><opf:title>닝보항 협정 체결 보도자료</opf:title>\
        <opf:language>ko</opf:language><opf:meta name='CreatedDate' content='text'>2021-01-01</opf:meta></opf:metadata></opf:package>";

    fn section(paragraphs: &str) -> String {
        format!(
            "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hs:sec xmlns:hs='s' xmlns:hp='p'>{paragraphs}</hs:sec>"
        )
    }

    fn paragraph(runs: &str) -> String {
        format!(
            "<hp:p id='0'><hp:run charPrIDRef='0'>{runs}</hp:run><hp:linesegarray><hp:lineseg/></hp:linesegarray></hp:p>"
        )
    }

    fn parts<'a>(first: &'a str, second: &'a str) -> [(&'static str, &'a str); 5] {
        [
            ("mimetype", "application/hwp+zip"),
            ("Contents/section10.xml", second),
            ("Contents/section9.xml", first),
            ("META-INF/manifest.xml", MANIFEST),
            ("Contents/content.hpf", PROPERTIES),
        ]
    }

    fn document(runs: &str) -> (String, String) {
        (section(&paragraph(runs)), section(&paragraph("<hp:t>끝.</hp:t>")))
    }

    #[test]
    fn text_is_taken_in_order() {
        let cell = |text: &str| {
            format!("<hp:tc><hp:subList>{}</hp:subList></hp:tc>", paragraph(&format!("<hp:t>{text}</hp:t>")))
        };
        let table = format!("<hp:t>표 1</hp:t><hp:tbl><hp:tr>{}{}</hp:tr></hp:tbl>", cell("배포"), cell("2024. 5. 1."));
        let aside =
            |kind: &str| format!("<hp:{kind}><hp:subList>{}</hp:subList></hp:{kind}>", paragraph("<hp:t>곁글</hp:t>"));
        for (runs, expected) in [
            (
                "<hp:t>부산항<hp:nbSpace/>개항<hp:lineBreak/>기념<hp:tab width='1'/>식</hp:t>".to_owned(),
                "부산항 개항\n기념 식\n끝.",
            ),
            (
                "<hp:secPr><hp:p><hp:run><hp:t>x</hp:t></hp:run></hp:p></hp:secPr><hp:t>본문</hp:t>".to_owned(),
                "본문\n끝.",
            ),
            (table, "표 1\n배포\t2024. 5. 1.\n끝."),
            (format!("<hp:t>글</hp:t><hp:ctrl>{}</hp:ctrl><hp:t>월</hp:t>", aside("footNote")), "글월\n끝.\n곁글"),
            (format!("<hp:ctrl>{}</hp:ctrl><hp:t>글</hp:t>", aside("header")), "글\n끝."),
            ("<hp:t>새<hp:deleteBegin Id='1'/>헌<hp:deleteEnd Id='1'/> 글</hp:t>".to_owned(), "새 글\n끝."),
        ] {
            let (first, second) = document(&runs);
            assert_eq!(read("a.hwpx", &package(&parts(&first, &second))).text(), expected, "{runs}");
        }
    }

    #[test]
    fn metadata_is_what_the_text_confirms() {
        let (first, second) = document("<hp:t>닝보항 협정 체결</hp:t><hp:t> 보도자료</hp:t>");
        let found = read("a.hwpx", &package(&parts(&first, &second)));
        let metadata = &found.documents[0].metadata;
        assert_eq!(metadata.title.as_deref(), Some("닝보항 협정 체결 보도자료"));
        assert_eq!(metadata.lang.as_deref(), Some("ko"));
        assert_eq!(metadata.date, None);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let (first, second) = document("<hp:t>글</hp:t>");
        let mut parts = parts(&first, &second);
        parts[3].1 = "<odf:manifest><odf:file-entry><odf:encryption-data/></odf:file-entry></odf:manifest>";
        assert_eq!(read("a.hwpx", &package(&parts)).fate, Err(Skip::Locked));
        let bare = package(&[("mimetype", "application/hwp+zip")]);
        assert!(matches!(read("a.hwpx", &bare).fate, Err(Skip::Damaged { format: NAME, .. })));
        assert!(matches!(read("a.hwpx", b"\x01\x02").fate, Err(Skip::Damaged { format: NAME, .. })));
    }

    #[test]
    fn damage_never_panics() {
        let (first, second) = document("<hp:t>부산항<hp:tab/></hp:t><hp:tbl><hp:tr><hp:tc/></hp:tr></hp:tbl>");
        survives_in_parts("a.hwpx", &parts(&first, &second));
    }
}
