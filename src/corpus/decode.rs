//! Bytes to text.
//!
//! In this order: the byte order mark; UTF-16 by its blanks and figures; UTF-8 where the bytes are valid in it,
//! for text in another encoding never is for long; the encoding declared, where it makes sense of the bytes; the one
//! the bytes look like. Names and tables of encodings are those of the WHATWG Encoding Standard, in which EUC-KR is
//! windows-949 (CP949), Shift_JIS is windows-932 and GBK reads all of GB18030. Text that was decoded wrongly before it
//! was saved is put right by `repair`.
//!
//! # Limits
//! UTF-32 and EBCDIC are not text here. A short text in an encoding of single bytes may be taken for its neighbour.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use super::{Decoding, Skip, repair};

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub text: String,
    pub decoding: Decoding,
}

/// The text that bytes stand for; `declared` is the encoding that a header or the markup names.
///
/// # Errors
/// When the bytes are no text.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Text, Skip> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => (encoding_of(bytes, declared)?, bytes),
    };
    let (text, replaced) = text_in(encoding, bytes);
    if is_binary(&text) {
        return Err(Skip::NotText);
    }
    let (text, repaired) = match repair::repair(&text) {
        Some((repaired, how)) => (repaired, Some(how)),
        None => (text, None),
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Text { text, decoding: Decoding { encoding: encoding.name().to_owned(), replaced, repaired } })
}

/// The encoding of bytes without a byte order mark.
fn encoding_of(bytes: &[u8], declared: Option<&str>) -> Result<&'static Encoding, Skip> {
    let zeros = memchr::memchr_iter(0, bytes).count();
    if zeros * ZEROS_SHARE > bytes.len() {
        return utf_16(bytes).ok_or(Skip::NotText);
    }
    if let Some(valid) = as_utf_8(bytes) {
        return Ok(valid);
    }
    let declared = declared.and_then(for_label).filter(|encoding| *encoding != UTF_8);
    // A few broken bytes are no reason to disbelieve a declaration.
    let fits = |encoding: &&'static Encoding| {
        let (text, replaced) = text_in(encoding, bytes);
        replaced * BROKEN_SHARE <= text.chars().filter(|c| !c.is_ascii()).count()
    };
    Ok(declared.filter(fits).unwrap_or_else(|| guess(bytes)))
}

/// One zero byte in so many is a slip of whoever saved the text; more are those of sixteen bits, or no text.
const ZEROS_SHARE: usize = 500;

/// One broken sequence in so many characters beyond ASCII still leaves an encoding believable.
const BROKEN_SHARE: usize = 20;

/// UTF-8, or the encoding that hides behind ASCII bytes, unless the bytes are in another.
fn as_utf_8(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.is_ascii() {
        let escapes = [&b"\x1b$B"[..], b"\x1b$@"];
        let japanese = escapes.iter().any(|escape| memchr::memmem::find(bytes, escape).is_some());
        return Some(if japanese { ISO_2022_JP } else { UTF_8 });
    }
    let (mut characters, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (broken * BROKEN_SHARE <= characters).then_some(UTF_8)
}

/// UTF-16 without a mark: in the right order of bytes there are blanks, line ends and figures, in the wrong one not.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let plain = |c: &char| matches!(c, ' ' | '\n' | '.' | ',' | '0'..='9');
    let score = |encoding| {
        let (text, broken) = text_in(encoding, bytes);
        if broken > 0 { 0 } else { text.chars().filter(plain).count() }
    };
    let (little, big) = (score(UTF_16LE), score(UTF_16BE));
    // One in a hundred: the blanks of a Chinese text are few.
    if little.max(big) * 100 < bytes.len() / 2 || little == big {
        return None;
    }
    Some(if little > big { UTF_16LE } else { UTF_16BE })
}

fn text_in(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let replaced = if broken { text.matches('\u{fffd}').count() } else { 0 };
    (text.into_owned(), replaced)
}

/// What bytes look like.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether a text has control characters that no text has, more than a slip of a pen.
fn is_binary(text: &str) -> bool {
    let odd = |c: &char| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{7f}');
    let odd = text.chars().filter(odd).count();
    odd > 0 && odd * 500 > text.len()
}

/// The encoding of a label; those of code pages that the standard does not list are known, too.
pub(super) fn for_label(label: &str) -> Option<&'static Encoding> {
    const PAGES: [(&str, &str); 9] = [
        ("cp932", "Shift_JIS"),
        ("cp936", "GBK"),
        ("cp949", "EUC-KR"),
        ("cp950", "Big5"),
        ("ms932", "Shift_JIS"),
        ("ms936", "GBK"),
        ("ms949", "EUC-KR"),
        ("uhc", "EUC-KR"),
        ("x-windows-949", "EUC-KR"),
    ];
    let label = label.trim().to_ascii_lowercase();
    let known = PAGES.iter().find(|(page, _)| *page == label).map_or(label.as_str(), |(_, name)| name);
    Encoding::for_label(known.as_bytes())
}

/// How far into a page its encoding is declared.
const DECLARED_WITHIN: usize = 4096;

/// The encoding that an HTML or XML text declares in its first bytes.
pub(super) fn declared_in_markup(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(DECLARED_WITHIN)];
    let behind = |words: &[u8]| memchr::memmem::find(head, words).map(|at| &head[at + words.len()..]);
    // `encoding` counts in the declaration of XML alone, `charset` in the elements that may hold it.
    let xml = head.trim_ascii_start().starts_with(b"<?xml").then(|| behind(b"encoding")).flatten();
    let rest = xml.or_else(|| behind(b"charset")).or_else(|| behind(b"CHARSET"))?;
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_.:".contains(b))).unwrap_or(rest.len());
    let label = std::str::from_utf8(&rest[..end]).ok()?;
    // A page of bytes that declares sixteen bits is wrong about it.
    (!label.is_empty() && !label.to_ascii_lowercase().starts_with("utf-16")).then_some(label)
}

#[cfg(test)]
mod tests {
    //! Properties: text in every encoding we promise comes back, declared or not; a mark goes before a declaration, and
    //! UTF-8 before a wrong one; broken bytes are counted and lose nothing else; what is no text is refused.
    use super::*;

    const KOREAN: &str =
        "한국과 중국의 두 항만공사는 12일 부산에서 새 항로를 열기로 합의했다. “올봄에 첫 배가 뜬다”고 사장이 말했다.";
    const CHINESE: &str =
        "两国港务局星期一在大连签署协议，开通新的航线。局长表示，第一艘船将于春天启航，货运量预计增长两成。";
    const TRADITIONAL: &str =
        "兩國港務局星期一在高雄簽署協議，開通新的航線。局長表示，第一艘船將於春天啟航，貨運量預計增長兩成。";
    const JAPANESE: &str =
        "両国の港湾局は月曜日、神戸で新しい航路を開くことに合意した。局長は「春には最初の船が出る」と述べた。";
    const RUSSIAN: &str = "Два порта подписали в понедельник соглашение о новой линии. «Первое судно выйдет весной», — сказал директор порта.";
    const FRENCH: &str = "Les deux ports ont signé lundi un accord. « Le premier navire partira au début de l’été », a déclaré la présidente.";

    fn encoded(text: &str, encoding: &str) -> Vec<u8> {
        match encoding {
            "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => {
                let (bytes, _, lost) = Encoding::for_label(encoding.as_bytes()).unwrap().encode(text);
                assert!(!lost, "{encoding} holds {text}");
                bytes.into_owned()
            }
        }
    }

    #[test]
    fn every_encoding_comes_back() {
        for (text, encoding) in [
            (KOREAN, "UTF-8"),
            (KOREAN, "EUC-KR"),
            ("똠방각하와 펲시맨이 항구에서 만났다고 두 항만공사가 밝혔다. 올봄에 첫 배가 뜬다.", "EUC-KR"),
            (CHINESE, "GBK"),
            (CHINESE, "gb18030"),
            (TRADITIONAL, "Big5"),
            (JAPANESE, "Shift_JIS"),
            (JAPANESE, "EUC-JP"),
            (JAPANESE, "ISO-2022-JP"),
            (RUSSIAN, "windows-1251"),
            ("Два порта подписали соглашение, сообщила администрация порта в понедельник вечером.", "KOI8-R"),
            (FRENCH, "windows-1252"),
            (
                "Przystań otworzyła dwa nabrzeża, powiedział zarządca portu. Żegluga rusza wiosną, źródło pewne.",
                "windows-1250",
            ),
            (KOREAN, "UTF-16LE"),
            (CHINESE, "UTF-16BE"),
            (FRENCH, "UTF-16LE"),
        ] {
            let text = format!("{text}\n\n2017-12-16 {text}\n");
            let bytes = encoded(&text, encoding);
            for declared in [None, Some(encoding)] {
                let decoded = decode(&bytes, declared).unwrap_or_else(|skip| panic!("{encoding}: {skip}"));
                assert_eq!(decoded.text, text, "{encoding} {declared:?}: read as {}", decoded.decoding.encoding);
                assert_eq!(decoded.decoding.replaced, 0);
            }
        }
    }

    #[test]
    fn marks_go_before_declarations() {
        for (bytes, declared, want, encoding) in [
            (&b"\xef\xbb\xbfplain"[..], Some("euc-kr"), "plain", "UTF-8"),
            (b"\xff\xfea\0b\0", Some("utf-8"), "ab", "UTF-16LE"),
            (b"\xfe\xff\0a\0b", None, "ab", "UTF-16BE"),
            ("한중".as_bytes(), Some("euc-kr"), "한중", "UTF-8"),
            (b"", None, "", "UTF-8"),
            (b"\xc7\xd1\xc1\xdf", Some("CP949"), "한중", "EUC-KR"),
            (b"caf\xe9 in Nairobi", None, "café in Nairobi", "windows-1252"),
        ] {
            let decoded = decode(bytes, declared).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.decoding.encoding.as_str()), (want, encoding));
        }
    }

    #[test]
    fn broken_bytes_are_counted() {
        let mut bytes = KOREAN.repeat(2).into_bytes();
        bytes.truncate(bytes.len() - 1);
        bytes.extend(b"\xff.");
        let decoded = decode(&bytes, None).unwrap();
        assert!(decoded.text.starts_with(KOREAN) && decoded.text.ends_with("\u{fffd}."));
        assert_eq!((decoded.decoding.encoding.as_str(), decoded.decoding.replaced), ("UTF-8", 1));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [
            &b"\x7fELF\0\0\x01\0\0"[..],
            b"\0\0\0\0",
            b"\x01\x02\x03\x04\x05\x06\x07abc",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        ] {
            assert_eq!(decode(bytes, None), Err(Skip::NotText), "{bytes:?}");
        }
    }

    #[test]
    fn declarations_are_found() {
        for (markup, want) in [
            ("<meta charset=euc-kr>", Some("euc-kr")),
            ("<META http-equiv=Content-Type content='text/html; charset=ks_c_5601-1987'>", Some("ks_c_5601-1987")),
            ("<?xml version='1.0' encoding='GB2312'?><html>", Some("GB2312")),
            ("<meta charset = \"utf-16\">", None),
            ("<html>", None),
        ] {
            assert_eq!(declared_in_markup(markup.as_bytes()), want, "{markup}");
        }
    }
}
