//! Any bytes as the main part of a document: of Word (the first byte is `w`), of Hancom (`h`), or a sheet of Excel.
#![no_main]

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

const MAIN: &str = "application/vnd.openxmlformats-officedocument";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, part)) = bytes.split_first() else { return };
    match kind {
        b'w' => read(
            "a.docx",
            "word/document.xml",
            part,
            &[(TYPES, &types("word/document.xml", "wordprocessingml.document"))],
        ),
        b'h' => read("a.hwpx", "Contents/section0.xml", part, &[("mimetype", "application/hwp+zip")]),
        _ => read(
            "a.xlsx",
            "xl/worksheets/sheet1.xml",
            part,
            &[
                (TYPES, &types("xl/workbook.xml", "spreadsheetml.sheet")),
                ("xl/workbook.xml", "<workbook><sheets><sheet name='a' r:id='r1'/></sheets></workbook>"),
                (
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>",
                ),
                ("xl/sharedStrings.xml", "<sst><si><t>title</t></si><si><t>text</t></si><si><t>date</t></si></sst>"),
                ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>"),
            ],
        ),
    }
});

const TYPES: &str = "[Content_Types].xml";

fn types(main: &str, kind: &str) -> String {
    format!("<Types><Override PartName='/{main}' ContentType='{MAIN}.{kind}.main+xml'/></Types>")
}

/// Reads a package with this part among others.
fn read(name: &str, part: &str, content: &[u8], others: &[(&str, &str)]) {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let others = others.iter().map(|(name, content)| (*name, content.as_bytes()));
    for (name, content) in others.chain([(part, content)]) {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, options).expect("no name stands twice");
        writer.write_all(content).expect("memory can be written to");
    }
    onrecord_fuzz::read(name, &writer.finish().expect("memory can be written to").into_inner());
}
