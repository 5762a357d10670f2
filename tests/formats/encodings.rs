//! Texts in other encodings than the one they are kept in, and after accidents.

use encoding_rs::Encoding;

use crate::inputs::{Input, file};
use crate::no_failures;
use crate::reading::Reading;

/// A text, the encoding it is put in, the encoding it is said to have been in.
const ENCODINGS: [(&str, &str, &str); 17] = [
    ("text-en.txt", "utf-16le", "UTF-16LE"),
    ("text-en.txt", "utf-16be", "UTF-16BE"),
    ("text-en.txt", "windows-1252", "windows-1252"),
    ("text-ko.txt", "utf-8 with a mark", "UTF-8"),
    ("text-ko.txt", "utf-16le with a mark", "UTF-16LE"),
    ("text-ko.txt", "utf-16le", "UTF-16LE"),
    ("text-ko.txt", "windows-949", "EUC-KR"),
    ("text-ja.txt", "shift_jis", "Shift_JIS"),
    ("text-ja.txt", "euc-jp", "EUC-JP"),
    ("text-ja.txt", "iso-2022-jp", "ISO-2022-JP"),
    ("text-zh-hans.txt", "gbk", "GBK"),
    ("text-zh-hans.txt", "gb18030", "GBK"),
    ("text-zh-hant.txt", "big5", "Big5"),
    ("text-ru.txt", "windows-1251", "windows-1251"),
    ("text-ru.txt", "koi8-r", "KOI8-U"),
    ("text-de.txt", "windows-1252", "windows-1252"),
    ("text-es.txt", "windows-1252", "windows-1252"),
];

/// A text, the encoding it was in, the encoding it was read as.
const ACCIDENTS: [(&str, &str, &str); 13] = [
    ("text-de.txt", "UTF-8", "windows-1252"),
    ("text-es.txt", "UTF-8", "windows-1252"),
    ("text-ko.txt", "UTF-8", "windows-1252"),
    ("text-ru.txt", "UTF-8", "windows-1251"),
    ("text-de.txt", "UTF-8", "windows-1250"),
    ("text-ru.txt", "UTF-8", "GBK"),
    ("text-es.txt", "UTF-8", "EUC-KR"),
    ("text-es.txt", "UTF-8", "Shift_JIS"),
    ("text-es.txt", "UTF-8", "Big5"),
    ("text-ko.txt", "EUC-KR", "windows-1252"),
    ("text-zh-hans.txt", "GBK", "windows-1252"),
    ("text-zh-hant.txt", "Big5", "windows-1252"),
    ("text-ja.txt", "Shift_JIS", "windows-1252"),
];

/// The bytes of a text in an encoding.
///
/// # Panics
/// When the encoding cannot hold the text.
pub fn in_encoding(text: &str, encoding: &str) -> Vec<u8> {
    let marked = |bytes: Vec<u8>| [&b"\xff\xfe"[..], &bytes].concat();
    match encoding {
        "utf-8 with a mark" => format!("\u{feff}{text}").into_bytes(),
        "utf-16le with a mark" => marked(in_encoding(text, "utf-16le")),
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        label => {
            let (bytes, _, lost) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            assert!(!lost, "{label} has not all of the characters");
            bytes.into_owned()
        }
    }
}

/// A text as it was typed in an encoding that has no quotation marks and dashes.
fn as_typed_in(encoding: &str, text: &str) -> String {
    if encoding == "koi8-r" { text.replace(['«', '»'], "\"").replace('—', "-") } else { text.to_owned() }
}

/// Every text in every encoding it is tried in, named after both.
pub fn all() -> Vec<Input> {
    let named = |(name, encoding, _): &(&str, &str, &str)| {
        let text = as_typed_in(encoding, &String::from_utf8(file(name).bytes).unwrap());
        Input::new(&format!("{}-{name}", encoding.replace(' ', "-")), in_encoding(&text, encoding))
    };
    ENCODINGS.iter().map(named).collect()
}

/// A line that was in one encoding and was read as another before it was saved; `None` where characters were lost.
fn misread(line: &str, was: &str, read: &str) -> Option<String> {
    let read = Encoding::for_label(read.as_bytes()).unwrap();
    let text = read.decode_without_bom_handling_and_without_replacement(&in_encoding(line, was))?.into_owned();
    // The way back is there, too: some codes stand for the same character as others.
    let back = |c: char| read.is_single_byte() || !read.encode(c.encode_utf8(&mut [0; 4])).2;
    text.chars().all(back).then_some(text)
}

#[test]
fn texts_say_the_same_in_every_encoding() {
    let check = |(name, encoding, told): &(&str, &str, &str)| {
        let text = as_typed_in(encoding, &String::from_utf8(file(name).bytes).unwrap());
        let want = Reading::of(&Input::new(name, text.clone().into_bytes()));
        let got = Reading::of(&Input::new(name, in_encoding(&text, encoding)));
        let decoding = &got.articles[0].decoding;
        if decoding.encoding != *told || decoding.replaced > 0 || decoding.repaired.is_some() {
            return Some(format!("{name} in {encoding}: {decoding:?}"));
        }
        (got.without_decodings() != want).then(|| format!("{name} in {encoding} says something else"))
    };
    no_failures(&ENCODINGS.iter().filter_map(check).collect::<Vec<_>>());
}

#[test]
fn accidents_are_put_right() {
    let check = |(name, was, read): &(&str, &str, &str)| {
        let text = String::from_utf8(file(name).bytes).unwrap();
        let (kept, misread): (Vec<&str>, Vec<String>) =
            text.split_inclusive('\n').filter_map(|line| Some((line, misread(line, was, read)?))).unzip();
        let words = kept.iter().filter(|line| !line.trim().is_empty()).count();
        assert!(words >= 4, "{name}, {was} as {read}: {words} lines are too few for a test");
        let want = Reading::of(&Input::new(name, kept.concat().into_bytes()));
        let got = Reading::of(&Input::new(name, misread.concat().into_bytes()));
        let repaired = got.articles.first().and_then(|article| article.decoding.repaired.clone());
        let repaired = repaired.unwrap_or_else(|| format!("nothing, {:?}", got.skipped));
        if repaired != format!("{was} had been read as {read}") {
            return Some(format!("{name}, {was} as {read}: repaired: {repaired:?}"));
        }
        (got.without_decodings() != want).then(|| format!("{name}, {was} as {read}, says something else"))
    };
    no_failures(&ACCIDENTS.iter().filter_map(check).collect::<Vec<_>>());
}

#[test]
fn quotation_marks_alone_are_put_right() {
    let text = String::from_utf8(file("text-en.txt").bytes).unwrap();
    let want = Reading::of(&Input::new("text-en.txt", text.clone().into_bytes()));
    let misread = text.replace('“', "¡°").replace('”', "¡±");
    let got = Reading::of(&Input::new("text-en.txt", misread.into_bytes()));
    assert!(got.articles[0].decoding.repaired.is_some());
    assert_eq!(got.without_decodings(), want);
}
