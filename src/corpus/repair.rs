//! Puts text right that had been decoded wrongly before it was saved, where that is certain.
//!
//! Three accidents happen: UTF-8 was read in another encoding (`â€œ`, `ì•ˆë…•`, `РўРµРєСЃС‚`, `浣犲ソ`), an East
//! Asian encoding was read as Latin (`ÇÑ±¹`), and of such a text only the quotation marks are left over (`¡°`, `¡±`).
//! Each is undone by encoding the text as it was read and decoding it as it was written. It is certain where the way
//! back succeeds without an error for all of what is odd: text that means what it says practically never does.
//!
//! # Limits
//! What was lost on the way (replaced by `?` or U+FFFD) stays lost, and keeps its line as it is.

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

/// The repaired text with what was done; `None` where nothing is certainly wrong.
pub(super) fn repair(text: &str) -> Option<(String, String)> {
    if text.is_ascii() {
        return None;
    }
    let said =
        |was: &'static Encoding, read: &'static Encoding| format!("{} had been read as {}", was.name(), read.name());
    for read in [WINDOWS_1252, WINDOWS_1251, WINDOWS_1250] {
        if let Some(text) = by_runs(text, read, UTF_8) {
            return Some((text, said(UTF_8, read)));
        }
    }
    for read in [GBK, EUC_KR, SHIFT_JIS, BIG5] {
        if let Some(text) = by_lines(text, read, UTF_8) {
            return Some((text, said(UTF_8, read)));
        }
    }
    for was in [EUC_KR, GBK, BIG5, SHIFT_JIS] {
        if let Some(text) = east_asian(text, was) {
            return Some((text, said(was, WINDOWS_1252)));
        }
    }
    quotation_marks(text)
}

/// How many stretches must be undone before the accident is certain, unless one alone is long.
const RUNS_MIN: usize = 2;

/// Undoes the accident in every stretch of characters beyond ASCII; all but a few must give way.
fn by_runs(text: &str, read: &'static Encoding, was: &'static Encoding) -> Option<String> {
    let mut repaired = String::with_capacity(text.len());
    let (mut undone, mut bytes_undone, mut kept) = (0, 0, 0);
    for (run, odd) in runs(text) {
        match odd.then(|| back(run, read, was)).flatten() {
            Some(right) => {
                undone += 1;
                bytes_undone += right.len();
                repaired.push_str(&right);
            }
            None => {
                kept += usize::from(odd);
                if kept > 3 && kept > undone {
                    return None;
                }
                repaired.push_str(run);
            }
        }
    }
    let certain = undone >= RUNS_MIN || bytes_undone >= 6;
    (certain && kept * 5 <= undone).then_some(repaired)
}

/// The text cut into stretches of ASCII and stretches beyond it; the latter are odd. No-break spaces, which belong to
/// the accident, stay with the odd ones.
fn runs(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let odd = !rest.chars().next()?.is_ascii();
        let end = rest.find(|c: char| c.is_ascii() == odd).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some((run, odd))
    })
}

/// A stretch encoded as it was read and decoded as it was written, where both go without an error.
fn back(run: &str, read: &'static Encoding, was: &'static Encoding) -> Option<String> {
    let bytes = encode(run, read)?;
    let right = was.decode_without_bom_handling_and_without_replacement(&bytes)?;
    (right != run).then(|| right.into_owned())
}

/// The bytes of a text. The C1 controls stand for themselves, as they do where a page of 256 is read byte by byte.
fn encode(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        if encoding.is_single_byte() && matches!(c, '\u{80}'..='\u{9f}') {
            bytes.push(c as u8);
            continue;
        }
        let mut buffer = [0; 4];
        let (encoded, _, lost) = encoding.encode(c.encode_utf8(&mut buffer));
        if lost {
            return None;
        }
        bytes.extend_from_slice(&encoded);
    }
    Some(bytes)
}

/// How many characters beyond ASCII a text must have before whole lines of East Asian characters are believed wrong.
const CHARACTERS_MIN: usize = 6;

/// Undoes the accident line by line, where the border of a stretch is lost: one of its bytes may look like a letter.
fn by_lines(text: &str, read: &'static Encoding, was: &'static Encoding) -> Option<String> {
    let mut repaired = String::with_capacity(text.len());
    let (mut undone, mut kept) = (0, 0);
    for line in text.split_inclusive('\n') {
        let odd = line.chars().filter(|c| !c.is_ascii()).count();
        match (odd > 0).then(|| back(line, read, was)).flatten() {
            Some(right) => {
                undone += odd;
                repaired.push_str(&right);
            }
            None => {
                kept += odd;
                if kept > CHARACTERS_MIN && kept > undone {
                    return None;
                }
                repaired.push_str(line);
            }
        }
    }
    (undone >= CHARACTERS_MIN && kept * 5 <= undone).then_some(repaired)
}

/// Undoes an East Asian encoding read as Latin. Accented letters of Latin text are few and stand alone among others;
/// here they come in pairs or are many, and the pairs are common characters.
fn east_asian(text: &str, was: &'static Encoding) -> Option<String> {
    let odd = || runs(text).filter(|(_, odd)| *odd).map(|(run, _)| run.chars().count());
    let total: usize = odd().sum();
    let paired: usize = odd().filter(|length| length % 2 == 0).sum();
    let letters = text.chars().filter(|c| c.is_alphanumeric() || !c.is_ascii()).count();
    if total < CHARACTERS_MIN {
        return None;
    }
    let in_pairs = || by_runs(text, WINDOWS_1252, was).filter(|_| paired * 20 >= total * 19);
    let many = || by_lines(text, WINDOWS_1252, was).filter(|_| total * 10 >= letters * 4);
    let repaired = in_pairs().or_else(many)?;
    let (mut common, mut all) = (0, 0);
    for c in repaired.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        common += usize::from(is_common(c, was));
    }
    (common * 10 >= all * 9).then_some(repaired)
}

/// Whether a character is one that texts of an encoding are made of.
fn is_common(c: char, encoding: &'static Encoding) -> bool {
    let marks = matches!(c, '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3011}' | '\u{ff01}'..='\u{ff5e}' | '·');
    let kana = matches!(c, '\u{3041}'..='\u{30ff}');
    let own = if encoding == EUC_KR {
        matches!(c, '\u{ac00}'..='\u{d7a3}')
    } else if encoding == SHIFT_JIS {
        kana || is_han_of_first_level(c, encoding)
    } else {
        is_han_of_first_level(c, encoding)
    };
    marks || own
}

/// The standards put the characters in use first: up to 0xD7 in GB 2312, 0xC6 in Big5, 0x97 in JIS.
fn is_han_of_first_level(c: char, encoding: &'static Encoding) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, lost) = encoding.encode(c.encode_utf8(&mut buffer));
    let first = bytes.first().copied().unwrap_or_default();
    let range = if encoding == GBK {
        0xb0..=0xd7
    } else if encoding == BIG5 {
        0xa4..=0xc6
    } else {
        0x88..=0x97
    };
    !lost && bytes.len() == 2 && range.contains(&first)
}

/// The marks of EUC-KR and of GB 2312 that are the same in both, as they look in Latin.
const MARKS: [(&str, &str); 5] = [("¡°", "“"), ("¡±", "”"), ("¡®", "‘"), ("¡¯", "’"), ("¡¤", "·")];

/// Puts left-over quotation marks right. An opening exclamation mark stands before a letter, never before these.
fn quotation_marks(text: &str) -> Option<(String, String)> {
    let opens_and_closes = |open: usize| text.contains(MARKS[open].0) && text.contains(MARKS[open + 1].0);
    if !opens_and_closes(0) && !opens_and_closes(2) && text.matches("¡¯").count() < RUNS_MIN {
        return None;
    }
    let repaired = MARKS.iter().fold(text.to_owned(), |text, (wrong, right)| text.replace(wrong, right));
    let count: usize = MARKS.iter().map(|(wrong, _)| text.matches(wrong).count()).sum();
    Some((repaired, format!("{count} marks of EUC-KR or GBK had been read as windows-1252")))
}

#[cfg(test)]
mod tests {
    //! Properties: each accident is undone, within text that is right too; text that means what it says is left alone.
    use super::*;

    /// A text as it looks when its bytes in one encoding are read in another.
    fn accident(text: &str, was: &'static Encoding, read: &'static Encoding) -> String {
        let (bytes, _, lost) = was.encode(text);
        assert!(!lost);
        read.decode_without_bom_handling(&bytes).0.into_owned()
    }

    #[test]
    fn accidents_are_undone() {
        const KOREAN: &str = "한국과 중국의 두 항만공사는 12일 부산에서 새 항로를 열기로 합의했다.";
        const CHINESE: &str = "两国港务局星期一在大连签署协议，开通新的航线。";
        const TRADITIONAL: &str = "兩國港務局星期一在高雄簽署協議，開通新的航線。";
        const JAPANESE: &str = "両国の港湾局は月曜日、神戸で新しい航路を開くことに合意した。";
        const RUSSIAN: &str = "Два порта подписали в понедельник соглашение о новой линии.";
        for (text, was, read) in [
            ("“The berth is free,” she said – it’s true. Café", UTF_8, WINDOWS_1252),
            (KOREAN, UTF_8, WINDOWS_1252),
            (CHINESE, UTF_8, WINDOWS_1252),
            (RUSSIAN, UTF_8, WINDOWS_1251),
            (KOREAN, EUC_KR, WINDOWS_1252),
            (CHINESE, GBK, WINDOWS_1252),
            (TRADITIONAL, BIG5, WINDOWS_1252),
            (JAPANESE, SHIFT_JIS, WINDOWS_1252),
        ] {
            let wrong = accident(text, was, read);
            let repaired = repair(&wrong).map(|(text, _)| text);
            assert_eq!(repaired.as_deref(), Some(text), "{wrong}");
        }
        let (text, how) = repair("He said ¡°the berth is free¡± and left.").unwrap();
        assert_eq!(text, "He said “the berth is free” and left.");
        assert_eq!(how, "2 marks of EUC-KR or GBK had been read as windows-1252");
    }

    #[test]
    fn a_line_that_lost_a_byte_is_kept() {
        let wrong = accident("首都港务局今天开放。\n", UTF_8, GBK);
        if wrong.contains('\u{fffd}') {
            assert_eq!(repair(&wrong), None);
        }
    }

    #[test]
    fn right_text_is_left_alone() {
        for text in [
            "plain",
            "“The berth is free,” she said – it’s true. Café, naïve, Ærøskøbing, São Tomé, €5.",
            "¡Hola! ¿Qué tal? 20°, ±3, «así», Ñandú.",
            "한국과 중국의 두 항만공사는 “새 항로”를 열기로 합의했다.",
            "两国港务局签署协议。",
            "兩國港務局簽署協議。",
            "両国の港湾局は合意した。",
            "Два порта подписали соглашение — «новая линия».",
            "Ãndrei and Œuvre, Ångström; Šibenik’s harbour",
            "ÀÉÈ ÖÄÜ ÇÑ",
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
    }
}
