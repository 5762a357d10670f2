//! A small sound file of every format that is read, made here, each with a word that stands in no other.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

/// A file, and the word by which its article is found.
pub struct Sample {
    pub name: &'static str,
    pub word: &'static str,
    pub bytes: Vec<u8>,
}

/// One of each format.
pub fn samples() -> Vec<Sample> {
    let text = |make: fn(&str) -> String| move |word: &str| make(word).into_bytes();
    let sample = |name, word, make: &dyn Fn(&str) -> Vec<u8>| Sample { name, word, bytes: make(word) };
    vec![
        sample("plain.txt", "plainquay", &text(plain)),
        sample("wide.txt", "widequay", &|word| {
            [0xfeff].into_iter().chain(plain(word).encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }),
        sample("notes.md", "notesquay", &text(|word| format!("# A quay opens\n\n{}", news(word)))),
        sample("page.html", "pagequay", &text(page)),
        sample("saved.mhtml", "savedquay", &text(saved)),
        sample("letter.eml", "letterquay", &text(letter)),
        sample(
            "folder.mbox",
            "folderquay",
            &text(|word| format!("From k@port.example Tue Mar 14 09:00:00 2017\n{}", letter(word))),
        ),
        sample("feed.rss", "feedquay", &text(feed)),
        sample("wire.xml", "wirequay", &text(nitf)),
        sample("one.json", "onequay", &text(|word| object("A quay opens", word))),
        sample(
            "list.jsonl",
            "listquay",
            &text(|word| format!("{}\n{}\n", object("Another", "road"), object("A quay opens", word))),
        ),
        sample(
            "table.csv",
            "tablequay",
            &text(|word| format!("title,date,text\nA quay opens,2017-03-14,\"{}\"\n", news(word))),
        ),
        sample(
            "sheet.tsv",
            "tabquay",
            &text(|word| format!("title\tdate\ttext\nA quay opens\t2017-03-14\t{}\n", news(word))),
        ),
        sample(
            "rich.rtf",
            "richquay",
            &text(|word| format!("{{\\rtf1\\ansi\\ansicpg1252 A quay opens\\par {}\\par }}", news(word))),
        ),
        sample("word.docx", "wordquay", &docx),
        sample("cells.xlsx", "cellsquay", &xlsx),
        sample("hancom.hwpx", "hancomquay", &hwpx),
        sample("pages.zip", "pagesquay", &|word| zipped(&[("2021/a.txt", &plain(word))])),
        sample("packed.txt.gz", "packedquay", &|word| gzipped(plain(word).as_bytes())),
        sample("frames.txt.zst", "framesquay", &|word| zstd(plain(word).as_bytes())),
        sample("crawl.warc", "crawlquay", &text(warc)),
        sample("crawl.warc.gz", "gzquay", &|word| gzipped(warc(word).as_bytes())),
    ]
}

fn news(word: &str) -> String {
    format!(
        "The harbour office of Busan said on Monday that the quay at {word} would open in May for ships from Dalian."
    )
}

fn plain(word: &str) -> String {
    format!("A quay opens\n\n{}\n", news(word))
}

fn page(word: &str) -> String {
    let news = news(word);
    format!(
        "<!DOCTYPE html><html><head><title>A quay opens</title></head><body><h1>A quay opens</h1><p>{news}</p></body></html>"
    )
}

fn saved(word: &str) -> String {
    let parts = format!(
        "MIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"--b--\"\n\n\n\
         ----b--\nContent-Type: text/html; charset=\"utf-8\"\nContent-Location: https://port.example/1\n\n{}\n----b----\n",
        page(word)
    );
    format!("From: <Saved by Blink>\nSnapshot-Content-Location: https://port.example/1\nSubject: quay\n{parts}")
        .replace('\n', "\r\n")
}

fn letter(word: &str) -> String {
    format!(
        "From: k@port.example\nTo: l@port.example\nSubject: A quay opens\nDate: Tue, 14 Mar 2017 09:00:00 +0900\n\n{}\n",
        news(word)
    )
}

fn feed(word: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Port</title><item><title>A quay opens</title>\
         <guid>p-1</guid><description>{}</description></item></channel></rss>",
        news(word)
    )
}

fn nitf(word: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><nitf><head><docdata><doc-id id-string=\"p-1\"/></docdata></head><body><body.head><hedline>\
         <hl1>A quay opens</hl1></hedline></body.head><body.content><p>{}</p></body.content></body></nitf>",
        news(word)
    )
}

fn object(title: &str, word: &str) -> String {
    serde_json::json!({"title": title, "text": news(word)}).to_string()
}

fn warc(word: &str) -> String {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(word));
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://port.example/2\r\nWARC-Date: 2017-03-14T05:06:07Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
}

fn types(part: &str, kind: &str) -> String {
    format!(
        "<Types><Override PartName='{part}' ContentType='application/vnd.openxmlformats-officedocument.{kind}.main+xml'/></Types>"
    )
}

fn docx(word: &str) -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = paragraph("A quay opens") + &paragraph(&news(word));
    zipped(&[
        ("[Content_Types].xml", &types("/word/document.xml", "wordprocessingml.document")),
        ("word/document.xml", &format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>")),
    ])
}

fn xlsx(word: &str) -> Vec<u8> {
    let row = |cells: [&str; 2]| {
        let cells = cells.map(|cell| format!("<c t='inlineStr'><is><t>{cell}</t></is></c>")).concat();
        format!("<row>{cells}</row>")
    };
    let rows = row(["title", "text"]) + &row(["A quay opens", &news(word)]);
    zipped(&[
        ("[Content_Types].xml", &types("/xl/workbook.xml", "spreadsheetml.sheet")),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='r'><sheets><sheet name='news' sheetId='1' r:id='rId1'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn hwpx(word: &str) -> Vec<u8> {
    let paragraph = |text: &str| format!("<hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p>");
    let section = paragraph("A quay opens") + &paragraph(&news(word));
    zipped(&[
        ("mimetype", "application/hwp+zip"),
        ("Contents/section0.xml", &format!("<hs:sec xmlns:hs='s' xmlns:hp='p'>{section}</hs:sec>")),
        ("META-INF/manifest.xml", "<odf:manifest xmlns:odf='o'/>"),
    ])
}

/// An archive of texts.
pub fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    archive(&members.iter().map(|(name, content)| (*name, content.as_bytes())).collect::<Vec<_>>())
}

/// An archive.
pub fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}
