//! A Word document: its paragraphs in order, a line each, then its notes.
//!
//! Text boxes follow the paragraph that they hang on. Left out: what was deleted while changes were tracked, headers
//! and footers, comments, the codes of fields, readings above characters.
//!
//! # Limits
//! Numbers of lists are not written in the file and not told. Hidden text is told.

use super::paragraphs::Lines;
use super::parts;
use super::xml::{Go, Node, Tag};
use crate::corpus::Skip;
use crate::corpus::format::Format;
use crate::corpus::format::packed::{Archive, Package};
use crate::corpus::output::Output;

const NAME: &str = "Word document";

/// Files of this format are zip archives and taken as such: this row takes those that are not.
pub(in super::super) const FORMAT: Format = Format {
    name: NAME,
    extensions: &["docm", "docx", "dotm", "dotx"],
    begins: |_| false,
    whole: false,
    read: |_, _| Err(Skip::damaged(NAME, "it is no zip archive")),
};

pub(in super::super) const PACKAGE: Package = Package { name: NAME, is, read };

fn is(kind: &str) -> bool {
    kind.ends_with(".main+xml") && (kind.contains("wordprocessingml") || kind.contains("ms-word"))
}

fn read(archive: &mut Archive, output: &mut Output<'_>) -> Result<(), Skip> {
    let limits = *output.limits();
    let types = parts::types(archive, &limits)?;
    let mut story = Story::default();
    let main = parts::of_type(&types, is).unwrap_or("word/document.xml");
    if !parts::walk_part(archive, main, &limits, &mut |node| Ok(story.take(&node)))? {
        return Err(Skip::damaged(NAME, format!("it has no part `{main}`")));
    }
    for notes in [".footnotes+xml", ".endnotes+xml"] {
        if let Some(notes) = parts::of_type(&types, |kind| kind.ends_with(notes)) {
            parts::walk_part(archive, notes, &limits, &mut |node| Ok(story.take(&node)))?;
        }
    }
    parts::put(archive, story.lines.finish(), "docProps/core.xml", output)
}

/// Elements whose content is no text of the document.
const PASSED_OVER: [&str; 13] = [
    "del",
    "delText",
    "instrText",
    "moveFrom",
    "pPr",
    "rPr",
    "rt",
    "sdtPr",
    "sectPr",
    "tblGrid",
    "tblPr",
    "tcPr",
    "trPr",
];

/// The text so far.
#[derive(Default)]
struct Story {
    lines: Lines,
    /// Whether what is read are characters of the text.
    in_text: bool,
    /// Of each open element that says the same in several ways, whether one way was taken.
    alternatives: Vec<bool>,
}

impl Story {
    fn take(&mut self, node: &Node<'_>) -> Go {
        match node {
            Node::Open(tag) => return self.open(tag),
            Node::Close("p" | "tr") => self.lines.close(),
            Node::Close("t") => self.in_text = false,
            Node::Close("AlternateContent") => {
                self.alternatives.pop();
            }
            Node::Text(text) if self.in_text => self.lines.text(text),
            Node::Close(_) | Node::Text(_) => {}
        }
        Go::On
    }

    /// Whether another way to say the same was taken before this one, which is taken else.
    fn is_taken(&mut self) -> bool {
        self.alternatives.last_mut().is_some_and(|taken| std::mem::replace(taken, true))
    }

    fn open(&mut self, tag: &Tag<'_>) -> Go {
        match tag.name() {
            "p" => self.lines.open_paragraph(),
            "tr" => self.lines.open_row(),
            "tc" => self.lines.open_cell(),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.lines.text(" "),
            "br" | "cr" => self.lines.text("\n"),
            "noBreakHyphen" => self.lines.text("-"),
            "AlternateContent" => self.alternatives.push(false),
            "Choice" | "Fallback" if self.is_taken() => return Go::Past,
            // The lines that part notes from the text are listed among the notes.
            "footnote" | "endnote" if tag.attribute("type").is_some_and(|kind| kind != "normal") => return Go::Past,
            name if PASSED_OVER.contains(&name) => return Go::Past,
            _ => {}
        }
        Go::On
    }
}

#[cfg(test)]
mod tests {
    //! Properties: paragraphs are lines, tables and text boxes stand where they hang, deletions and furniture are left
    //! out; a title is told where the text has it; damage never panics.
    use super::*;
    use crate::corpus::format::trial::{package, read, survives_in_parts};

    const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>"#;

    const NOTES: &str = r#"<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/><w:t xml:space="preserve"> 2019년 기준.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;

    const CORE: &str = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>부산항, 닝보항과 협정</dc:title>
<dcterms:created>2020-01-01T00:00:00Z</dcterms:created><dc:language>ko-KR</dc:language></cp:coreProperties>"#;

    fn parts(body: &str) -> [(&'static str, String); 4] {
        [
            ("[Content_Types].xml", TYPES.into()),
            ("word/document2.xml", format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>")),
            ("word/footnotes.xml", NOTES.into()),
            ("docProps/core.xml", CORE.into()),
        ]
    }

    fn written(body: &str) -> Vec<u8> {
        let parts = parts(body);
        package(&parts.each_ref().map(|(name, part)| (*name, part.as_str())))
    }

    fn paragraph(runs: &str) -> String {
        format!("<w:p><w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr>{runs}</w:p>")
    }

    fn run(text: &str) -> String {
        format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>")
    }

    #[test]
    fn text_is_taken_in_order() {
        let text_box = "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:posOffset>914400</wp:posOffset>\
            <wps:txbx><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
            <mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></v:textbox>\
            </w:pict></mc:Fallback></mc:AlternateContent></w:r>";
        let cell = |text: &str| format!("<w:tc><w:tcPr><w:tcW w:w='1'/></w:tcPr>{}</w:tc>", paragraph(&run(text)));
        for (body, expected) in [
            (paragraph(&run("부산항 ")) + &paragraph(&run("개항 &amp; 기념")), "부산항\n개항 &amp; 기념"),
            (paragraph(&(run("Port") + "<w:r><w:tab/><w:t>A</w:t><w:br/><w:t>B</w:t></w:r>")), "Port A\nB"),
            (
                paragraph(&format!(
                    "{}<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>{}</w:ins>",
                    run("a"),
                    run("new")
                )),
                "anew",
            ),
            (paragraph(&format!("<w:moveFrom>{}</w:moveFrom>{}", run("gone"), run("here"))), "here"),
            (
                paragraph(&(run("before") + text_box + &run(" after"))) + &paragraph(&run("next")),
                "before after\nbox\nnext",
            ),
            (
                format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}</w:tr></w:tbl>", cell("품목"), cell("수량"), cell("철강")),
                "품목\t수량\n철강",
            ),
            (
                paragraph(
                    "<w:r><w:instrText>HYPERLINK \"x\"</w:instrText></w:r><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>",
                ),
                "link",
            ),
            (
                paragraph(
                    "<w:r><w:ruby><w:rt><w:r><w:t>こうべ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>神戸</w:t></w:r></w:rubyBase></w:ruby></w:r>",
                ),
                "神戸",
            ),
        ] {
            let expected = format!("{}\n2019년 기준.", expected.replace("&amp;", "&"));
            assert_eq!(read("a.docx", &written(&body)).text(), expected, "{body}");
        }
    }

    #[test]
    fn a_title_is_told_where_the_text_has_it() {
        for (text, title) in [("부산항, 닝보항과 협정", Some("부산항, 닝보항과 협정")), ("다른 글", None)]
        {
            let found = read("release.bin", &written(&paragraph(&run(text))));
            let metadata = &found.documents[0].metadata;
            assert_eq!((metadata.title.as_deref(), metadata.lang.as_deref()), (title, Some("ko-KR")));
            assert_eq!(metadata.date, None);
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(read("a.docx", b"PKno").fate, Err(Skip::damaged(NAME, "it is no zip archive")));
        let empty = package(&[("[Content_Types].xml", TYPES), ("word/document2.xml", "<w:document/>")]);
        assert_eq!(read("a.docx", &empty).fate, Err(Skip::Empty));
        let without = package(&[("[Content_Types].xml", TYPES)]);
        assert!(matches!(read("a.docx", &without).fate, Err(Skip::Damaged { format: NAME, .. })));
        let cut = package(&[("[Content_Types].xml", TYPES), ("word/document2.xml", "<w:document><w:p>")]);
        assert!(matches!(read("a.docx", &cut).fate, Err(Skip::Damaged { format: NAME, .. })));
        let deep = written(&"<w:p>".repeat(5_000));
        assert_eq!(read("a.docx", &deep).fate, Err(Skip::TooDeep(1_000)));
    }

    #[test]
    fn damage_never_panics() {
        let parts = parts(&(paragraph(&run("부산항")) + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"));
        survives_in_parts("a.docx", &parts.each_ref().map(|(name, part)| (*name, part.as_str())));
    }
}
