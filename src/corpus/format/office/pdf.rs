//! A PDF: the text of its pages, a paragraph or a row of a table a line, form feeds between pages.
//!
//! `unpdf` reads it: it knows the code pages of East Asian fonts that say nothing of Unicode, puts columns one after
//! the other and joins the lines of paragraphs. `pdf-extract` was tried: it panics on such fonts, and interleaves
//! columns. The parser runs in a worker (`worker`), for no parser of this format can be trusted with every file.
//!
//! # Limits
//! What was scanned and not recognised has no text. Heads and feet of pages stay in, besides numbers.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::LazyLock;
use std::time::Duration;

use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};
use unpdf::model::{Block, Page};
use unpdf::{Error, ErrorMode, PageSelection, PageStreamOptions, ParseEvent, ParseOptions, PdfParser};

use super::stated;
use crate::corpus::format::{Format, export};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::worker::on_thread;
use crate::corpus::{Body, Decoding, Skip};

const NAME: &str = "PDF";

pub(in super::super) const FORMAT: Format =
    Format { name: NAME, extensions: &["pdf"], begins: |head| head.starts_with(b"%PDF-"), whole: true, read };

/// What a parser makes of a file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Answer {
    Text(Extracted),
    Locked,
    Damaged(String),
}

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Extracted {
    title: String,
    text: String,
    /// The pages that could not be read, with what is wrong with them.
    failed: Vec<(u32, String)>,
    /// How many codes of fonts stand for no character that is known.
    replaced: usize,
    /// Whether there is text in fonts that do not tell which characters they show.
    unreadable: bool,
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    /// Programs look for the mark that far: mail and servers leave lines before it.
    const MARK_BYTES: usize = 1_024;
    let bytes = input.bytes()?;
    if memchr::memmem::find(&bytes[..bytes.len().min(MARK_BYTES)], b"%PDF-").is_none() {
        return Err(Skip::damaged(NAME, "it does not begin with `%PDF-`"));
    }
    let answer = match output.worker() {
        Some(worker) => worker.ask(NAME, bytes, output.limits())?,
        None => on_thread(NAME, output.limits().time, move || parse(&bytes))?,
    };
    match answer {
        Answer::Locked => Err(Skip::Locked),
        Answer::Damaged(what) => Err(Skip::damaged(NAME, what)),
        Answer::Text(extracted) => put(extracted, output),
    }
}

fn put(extracted: Extracted, output: &mut Output<'_>) -> Result<(), Skip> {
    let Extracted { title, text, failed, replaced, unreadable } = extracted;
    if text.trim().is_empty() {
        return Err(match failed.into_iter().next() {
            Some((page, what)) => Skip::damaged(NAME, format!("page {page}: {what}")),
            None if unreadable => Skip::damaged(NAME, "its fonts do not tell which characters they show"),
            None => Skip::Empty,
        });
    }
    if text.len() as u64 > output.limits().article_bytes {
        return Err(Skip::too_large(output.limits()));
    }
    let decoding = Decoding { replaced, ..Decoding::default() };
    let metadata = stated::metadata(&title, "", &text);
    export::put(text, Body::Extracted, decoding, metadata, output);
    for (page, what) in failed {
        output.skip_member(&format!("page {page}"), Skip::damaged(NAME, what));
    }
    Ok(())
}

/// What a worker says of a file.
pub(in super::super) fn answer(bytes: Vec<u8>) -> Vec<u8> {
    let answer = on_thread(NAME, Duration::MAX, move || parse(&bytes));
    let answer = answer.unwrap_or_else(|skip| match skip {
        Skip::Damaged { what, .. } => Answer::Damaged(what),
        other => Answer::Damaged(other.to_string()),
    });
    serde_json::to_vec(&answer).expect("an answer has string keys and no failing parts")
}

fn parse(bytes: &[u8]) -> Answer {
    match extract(bytes) {
        Ok(extracted) => Answer::Text(Extracted { text: tidied(&extracted.text), ..extracted }),
        Err(Error::Encrypted | Error::InvalidPassword) => Answer::Locked,
        Err(error) => Answer::Damaged(error.to_string()),
    }
}

fn extract(bytes: &[u8]) -> Result<Extracted, Error> {
    /// How many pages are named that could not be read.
    const FAILED_MAX: usize = 5;
    let parser = PdfParser::from_bytes_with_options(bytes, ParseOptions::new().lenient().sequential())?;
    let mut extracted = Extracted::default();
    let quality = parser.for_each_page(one_by_one(), |event| {
        match event {
            ParseEvent::DocumentStart { metadata, .. } => extracted.title = metadata.title.unwrap_or_default(),
            ParseEvent::PageParsed(page) => {
                extracted.replaced += page.undecoded_text_codes as usize;
                push_page(&page, &mut extracted.text);
            }
            ParseEvent::PageFailed { page, error } if extracted.failed.len() < FAILED_MAX => {
                extracted.failed.push((page, error.to_string()));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    extracted.unreadable = quality.suppressed_text_runs > 0;
    Ok(extracted)
}

/// Pages one after the other, on this thread, no images. The defaults start a pool of threads only to count them.
fn one_by_one() -> PageStreamOptions {
    PageStreamOptions {
        error_mode: ErrorMode::Lenient,
        extract_text: true,
        extract_resources: false,
        min_image_dimension: 64,
        pages: PageSelection::All,
        password: None,
        parallel: false,
        suppress_low_confidence_ocr: true,
        window_size: 1,
        emit_progress_every: 1_000,
    }
}

fn push_page(page: &Page, text: &mut String) {
    if !text.is_empty() {
        text.push('\u{c}');
    }
    let start = text.len();
    for block in &page.elements {
        let lines = match block {
            Block::Paragraph(paragraph) => paragraph.plain_text(),
            Block::Table(table) => table.plain_text(),
            Block::Code { content } | Block::Raw { content } => content.clone(),
            _ => continue,
        };
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if text.len() > start {
                text.push('\n');
            }
            text.push_str(line);
        }
    }
}

/// The text with letters for signs that join them, and without the hyphens of ends of lines.
fn tidied(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut after_hyphen = false;
    for c in text.chars() {
        let joins = std::mem::take(&mut after_hyphen) && c.is_whitespace();
        match c {
            // A soft hyphen shows where a line ends; what follows it belongs to the word.
            '\u{ad}' => after_hyphen = true,
            _ if joins => {}
            '\u{fb00}' => tidy.push_str("ff"),
            '\u{fb01}' => tidy.push_str("fi"),
            '\u{fb02}' => tidy.push_str("fl"),
            '\u{fb03}' => tidy.push_str("ffi"),
            '\u{fb04}' => tidy.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => tidy.push_str("st"),
            '\n' | '\t' | '\u{c}' => tidy.push(c),
            _ if c.is_control() => {}
            _ => tidy.push(c),
        }
    }
    unbroken(&tidy)
}

/// Joins words that a hyphen parts at the end of a line, where the text has the whole word elsewhere: `agree- ment`.
/// Without that nothing tells them from compounds and from lists such as `two- and three-year`.
fn unbroken(text: &str) -> String {
    static WORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*").expect("it parses"));
    static BROKEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([\p{L}\p{M}]+)- (\p{Ll}[\p{L}\p{M}]*)").expect("it parses"));
    if !text.contains("- ") {
        return text.to_owned();
    }
    let words: HashSet<&str> = WORD.find_iter(text).map(|word| word.as_str()).collect();
    let joined = |parts: &Captures<'_>| {
        let ways = [format!("{}{}", &parts[1], &parts[2]), format!("{}-{}", &parts[1], &parts[2])];
        ways.into_iter().find(|way| words.contains(way.as_str())).unwrap_or_else(|| parts[0].to_owned())
    };
    BROKEN.replace_all(text, joined).into_owned()
}

#[cfg(test)]
mod tests {
    //! Properties: pages are read in any script, also in fonts that say nothing of Unicode; locked, scanned and damaged
    //! files are told; a worker says what a thread would; damage never panics.
    use super::*;
    use crate::corpus::format::trial::{read, survives};

    /// A PDF with these objects, of which the first is the catalog.
    fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
        let mut bytes = b"%PDF-1.4\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (number, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", bytes.len());
            bytes.extend(format!("{} 0 obj\n", number + 1).bytes().chain(object.iter().copied()).chain(*b"\nendobj\n"));
        }
        let (size, start) = (objects.len() + 1, bytes.len());
        bytes.extend(format!("{table}trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF").bytes());
        bytes
    }

    /// A PDF whose pages show these operators, in a font.
    fn pages(contents: &[String], font: &str) -> Vec<u8> {
        let count = contents.len();
        let kids: String = (0..count).map(|page| format!("{} 0 R ", 5 + page * 2)).collect();
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Count {count}/Kids[{kids}]>>").into_bytes(),
            font.as_bytes().to_vec(),
            b"<</Title(Harbour talks end in accord)>>".to_vec(),
        ];
        for (page, content) in contents.iter().enumerate() {
            objects.push(
                format!(
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
                    6 + page * 2
                )
                .into_bytes(),
            );
            objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()).into_bytes());
        }
        file(&objects, "/Info 4 0 R")
    }

    const LATIN: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

    /// Operators that show lines from the top of a page.
    fn shown(lines: &[String]) -> String {
        let lines: String = lines.iter().map(|line| format!("{line} Tj 0 -14 Td ")).collect();
        format!("BT /F1 11 Tf 60 780 Td {lines}ET")
    }

    fn latin(lines: &[&str]) -> String {
        shown(&lines.iter().map(|line| format!("({line})")).collect::<Vec<_>>())
    }

    #[test]
    fn pages_are_read() {
        let first = latin(&[
            "The port authorities of Busan and Ningbo said on Monday that they had come to",
            "an agree\\255ment on the new line, and that the first ship would sail in January",
            "with grain and steel.",
        ]);
        let found = read("a.pdf", &pages(&[first, latin(&["Harbour talks end in accord"])], LATIN));
        let text = found.text();
        assert!(text.contains("come to an agreement on the new line"), "{text:?}");
        assert!(text.ends_with("\u{c}Harbour talks end in accord"), "{text:?}");
        assert_eq!(found.documents[0].metadata.title.as_deref(), Some("Harbour talks end in accord"));
    }

    #[test]
    fn fonts_that_say_nothing_of_unicode_are_read() {
        for (encoding, map, ordering, text) in [
            (encoding_rs::EUC_KR, "KSCms-UHC-H", "Korea1", "부산항만공사는 협정을 체결했다"),
            (encoding_rs::GBK, "GBK-EUC-H", "GB1", "宁波港总经理王海表示货运量将会增加"),
            (encoding_rs::SHIFT_JIS, "90ms-RKSJ-H", "Japan1", "神戸港は姉妹港協定を結んだと発表した"),
            (encoding_rs::BIG5, "ETen-B5-H", "CNS1", "高雄港務局關於合作協議的新聞稿"),
        ] {
            let (bytes, ..) = encoding.encode(text);
            let codes: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let font = format!(
                "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/{map}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0\
                 /BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 1>>/DW 1000>>]>>"
            );
            let found = read("a.pdf", &pages(&[shown(&[format!("<{codes}>")])], &font));
            assert_eq!(found.text().replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn what_has_no_text_is_told() {
        assert_eq!(read("scan.pdf", &pages(&["60 60 200 200 re f".to_owned()], LATIN)).fate, Err(Skip::Empty));
        assert!(matches!(read("a.pdf", b"<html>").fate, Ok(())), "told by its beginning");
        assert!(matches!(read("a.pdf", b"no such mark").fate, Err(Skip::Damaged { format: NAME, .. })));
        assert!(matches!(read("a.pdf", b"%PDF-1.7\n%").fate, Err(Skip::Damaged { format: NAME, .. })));
        let locked = file(
            &[b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Count 0/Kids[]>>".to_vec(), lock()],
            "/Encrypt 3 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]",
        );
        assert_eq!(read("a.pdf", &locked).fate, Err(Skip::Locked));
    }

    /// What says that a file is encrypted, with a password that is not empty.
    fn lock() -> Vec<u8> {
        let key = "41".repeat(32);
        format!("<</Filter/Standard/V 2/R 3/Length 128/P -44/O<{key}>/U<{key}>>>").into_bytes()
    }

    #[test]
    fn a_worker_says_what_a_thread_would() {
        let bytes = pages(&[latin(&["Harbour talks end in accord", "\\(said a \"delegate\"\\)"])], LATIN);
        let mut said = Vec::new();
        crate::corpus::serve(&*bytes, &mut said).unwrap();
        assert_eq!(serde_json::from_slice::<Answer>(&said).unwrap(), parse(&bytes));
    }

    #[test]
    fn words_are_made_whole() {
        for (text, tidy) in [
            ("an agree\u{ad} ment, an agree\u{ad}\nment, agree\u{ad}ment", "an agreement, an agreement, agreement"),
            ("a agree- ment, the agreement", "a agreement, the agreement"),
            ("a sister- port, the sister-port", "a sister-port, the sister-port"),
            ("two- and three-year terms, pre- war", "two- and three-year terms, pre- war"),
            ("tra\u{fb03}c \u{fb01}rst\0", "traffic first"),
        ] {
            assert_eq!(tidied(text), tidy, "{text:?}");
        }
    }

    #[test]
    fn damage_is_told() {
        survives("a.pdf", &pages(&[latin(&["Harbour talks end", "in accord"])], LATIN));
    }
}
