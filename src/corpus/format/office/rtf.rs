//! A document in the Rich Text Format: its paragraphs in order, a line each, then its notes.
//!
//! Left out: headers and footers, comments, hidden and deleted text, pictures, the codes of fields, numbers and bullets
//! of lists. Characters come as numbers of Unicode or as bytes in the code page of their font; both may stand for the
//! same character, then the bytes are passed over. `rtf-parser` was tried: it takes bytes for Unicode.
//!
//! # Invariants
//! The reader does not recurse; no more groups than the limit are open at once.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::paragraphs::Lines;
use super::stated;
use crate::corpus::format::{Format, export};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Body, Decoding, Limits, Skip};

const NAME: &str = "RTF document";

pub(in super::super) const FORMAT: Format =
    Format { name: NAME, extensions: &["rtf"], begins: |head| head.starts_with(b"{\\rtf"), whole: true, read };

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    let bytes = input.bytes()?;
    if !bytes.starts_with(b"{\\rtf") {
        return Err(Skip::damaged(NAME, "it does not begin with `{\\rtf`"));
    }
    let mut reader = Reader::new(&bytes, *output.limits());
    reader.run()?;
    let text = reader.lines.finish();
    if text.is_empty() {
        return Err(Skip::Empty);
    }
    let decoding =
        Decoding { encoding: reader.encoding.name().to_owned(), replaced: reader.replaced, ..Decoding::default() };
    let metadata = stated::metadata(&reader.title, "", &text);
    export::put(text, Body::Extracted, decoding, metadata, output);
    Ok(())
}

/// What the bytes say, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'b> {
    Open,
    Close,
    /// A control word and its number.
    Word(&'b [u8], Option<i32>),
    /// A control symbol: a backslash and a character that is no letter.
    Symbol(u8),
    /// A byte of text.
    Byte(u8),
}

struct Lexer<'b> {
    bytes: &'b [u8],
    /// Where the next token begins; beyond the end where a number in the file leads there.
    at: usize,
}

impl<'b> Lexer<'b> {
    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => return Some(Token::Byte(byte)),
            }
        }
    }

    fn control(&mut self) -> Option<Token<'b>> {
        let byte = *self.bytes.get(self.at)?;
        if byte.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.at += 1;
        if byte != b'\'' {
            return Some(Token::Symbol(byte));
        }
        let digits = self.bytes.get(self.at..self.at + 2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                self.at += 2;
                Some(Token::Byte(byte))
            }
            None => Some(Token::Symbol(byte)),
        }
    }

    fn word(&mut self) -> Token<'b> {
        let word = self.run(u8::is_ascii_alphabetic);
        let sign = usize::from(self.bytes.get(self.at) == Some(&b'-'));
        let signed = self.bytes.get(self.at + sign).is_some_and(u8::is_ascii_digit);
        let start = self.at;
        if signed {
            self.at += sign;
            self.run(u8::is_ascii_digit);
        }
        let number = std::str::from_utf8(&self.bytes[start..self.at]).ok().and_then(|number| number.parse().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        Token::Word(word, number)
    }

    fn run(&mut self, is: impl Fn(&u8) -> bool) -> &'b [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let run = rest.split(|byte| !is(byte)).next().unwrap_or_default();
        self.at += run.len();
        run
    }
}

/// Where what is read goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    ToText,
    ToTitle,
    /// Nowhere, but the title may stand in it.
    Info,
    ToFonts,
    Nowhere,
}

/// What holds to the end of a group, and for the groups in it.
#[derive(Debug, Clone, Copy)]
struct Group {
    goes: Goes,
    /// The code page of the font, where it is not that of the document.
    encoding: Option<&'static Encoding>,
    /// How many bytes stand for the same character as a number of Unicode before them.
    stand_ins: usize,
    hidden: bool,
    deleted: bool,
    in_table: bool,
    /// What was being written when the group began, where it is a text of its own.
    outer: Option<Place>,
    is_note: bool,
}

/// What is being written.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    in_paragraph: bool,
    in_row: bool,
}

struct Reader<'b> {
    lexer: Lexer<'b>,
    limits: Limits,
    /// The groups around, and the one that is open.
    around: Vec<Group>,
    group: Group,
    /// Whether what comes next is a word that names where the group goes, and need not be known.
    optional: bool,
    place: Place,
    lines: Lines,
    title: String,
    /// The code page of the document.
    encoding: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    /// Bytes of text, not yet decoded: a character may have several.
    bytes: Vec<u8>,
    /// The first half of a character.
    half: Option<u16>,
    /// How many bytes are still to be passed over.
    stand_ins: usize,
    replaced: usize,
}

impl<'b> Reader<'b> {
    fn new(bytes: &'b [u8], limits: Limits) -> Self {
        let group = Group {
            goes: Goes::ToText,
            encoding: None,
            stand_ins: 1,
            hidden: false,
            deleted: false,
            in_table: false,
            outer: None,
            is_note: false,
        };
        Self {
            lexer: Lexer { bytes, at: 0 },
            limits,
            around: Vec::new(),
            group,
            optional: false,
            place: Place::default(),
            lines: Lines::default(),
            title: String::new(),
            encoding: WINDOWS_1252,
            fonts: HashMap::new(),
            font: 0,
            bytes: Vec::new(),
            half: None,
            stand_ins: 0,
            replaced: 0,
        }
    }

    fn run(&mut self) -> Result<(), Skip> {
        while let Some(token) = self.lexer.next() {
            match token {
                Token::Byte(byte) => self.byte(byte),
                Token::Open => self.open()?,
                Token::Close if self.around.len() <= 1 => break,
                Token::Close => self.close(),
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Word(word, number) => self.word(word, number),
            }
        }
        self.flush();
        // Writers forget the last brace of all; what lacks more has been cut.
        if self.around.len() > 1 { Err(Skip::damaged(NAME, "it ends amid a group")) } else { Ok(()) }
    }

    fn open(&mut self) -> Result<(), Skip> {
        self.flush();
        if self.around.len() >= self.limits.depth {
            return Err(Skip::TooDeep(self.limits.depth));
        }
        self.around.push(self.group);
        self.group.outer = None;
        self.group.is_note = false;
        Ok(())
    }

    fn close(&mut self) {
        self.flush();
        if let Some(outer) = self.group.outer {
            self.end_row();
            if self.group.is_note {
                self.lines.close();
            }
            self.place = outer;
        }
        if let Some(group) = self.around.pop() {
            self.group = group;
        }
    }

    fn byte(&mut self, byte: u8) {
        self.optional = false;
        if self.stand_ins > 0 {
            self.stand_ins -= 1;
        } else if matches!(self.group.goes, Goes::ToText | Goes::ToTitle) {
            self.bytes.push(byte);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if symbol == b'*' {
            self.optional = true;
            return;
        }
        if matches!(symbol, b'\\' | b'{' | b'}') {
            return self.byte(symbol);
        }
        self.flush();
        match symbol {
            b'~' => self.put(" "),
            b'_' => self.put("-"),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => {}
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        self.flush();
        let optional = std::mem::take(&mut self.optional);
        match word {
            b"bin" => self.lexer.at += usize::try_from(number.unwrap_or_default()).unwrap_or_default(),
            b"u" => self.unicode(number.unwrap_or_default()),
            b"uc" => self.group.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or_default(),
            _ if self.destination(word, optional) || self.format(word, number) => {}
            _ => self.character(word),
        }
    }

    /// Whether a word names where the group goes.
    fn destination(&mut self, word: &[u8], optional: bool) -> bool {
        match (self.group.goes, word) {
            (Goes::ToText, b"footnote") => self.begin_inner(true),
            (Goes::ToText, b"shptxt") => self.begin_inner(false),
            (Goes::ToText, b"fonttbl") => self.group.goes = Goes::ToFonts,
            (Goes::ToText, b"info") => self.group.goes = Goes::Info,
            (Goes::Info, b"title") => self.group.goes = Goes::ToTitle,
            // What a drawn shape says stands in it.
            (Goes::ToText, b"shpinst") => {}
            (Goes::ToText | Goes::ToTitle, word) if optional || ASIDE.contains(&word) => {
                self.group.goes = Goes::Nowhere
            }
            _ => return false,
        }
        true
    }

    /// Begins a text of its own, which ends with the group.
    fn begin_inner(&mut self, is_note: bool) {
        self.group.outer = Some(std::mem::take(&mut self.place));
        self.group.is_note = is_note;
        self.group.in_table = false;
        if is_note {
            self.lines.open_note();
        }
    }

    /// Whether a word says how the text is that follows.
    fn format(&mut self, word: &[u8], number: Option<i32>) -> bool {
        let on = number != Some(0);
        match word {
            b"ansicpg" => self.encoding = number.and_then(of_code_page).unwrap_or(WINDOWS_1252),
            b"f" => {
                self.font = number.unwrap_or_default();
                self.group.encoding = self.fonts.get(&self.font).copied();
            }
            b"fcharset" | b"cpg" if self.group.goes == Goes::ToFonts => {
                let page =
                    number.and_then(|number| if word == b"cpg" { of_code_page(number) } else { of_charset(number) });
                self.fonts.extend(page.map(|page| (self.font, page)));
            }
            b"plain" => (self.group.hidden, self.group.deleted, self.group.encoding) = (false, false, None),
            b"v" => self.group.hidden = on,
            b"deleted" => self.group.deleted = on,
            b"pard" => self.group.in_table = false,
            b"intbl" => self.group.in_table = on,
            _ => return false,
        }
        true
    }

    /// A word that stands for a character, or for an end.
    fn character(&mut self, word: &[u8]) {
        match word {
            b"par" | b"sect" | b"page" | b"nestcell" | b"nestrow" => self.end_paragraph(),
            b"cell" => self.end_cell(),
            b"row" => self.end_row(),
            b"line" | b"softline" => self.put("\n"),
            b"tab" | b"emspace" | b"enspace" | b"qmspace" => self.put(" "),
            b"emdash" => self.put("—"),
            b"endash" => self.put("–"),
            b"lquote" => self.put("‘"),
            b"rquote" => self.put("’"),
            b"ldblquote" => self.put("“"),
            b"rdblquote" => self.put("”"),
            b"bullet" => self.put("•"),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        // Numbers above 32767 are written as negative ones, by some programs as they are.
        let unit = u16::try_from(number & 0xffff).expect("sixteen bits are left");
        self.stand_ins = self.group.stand_ins;
        if let Some(character) = u32::try_from(number).ok().filter(|&number| number > 0xffff).and_then(char::from_u32) {
            return self.put(character.encode_utf8(&mut [0; 4]));
        }
        let half = self.half.take();
        if half.is_none() && (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        for character in char::decode_utf16(half.into_iter().chain([unit])) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.replaced += usize::from(character == char::REPLACEMENT_CHARACTER);
            // The characters of fonts of symbols: they mean something in that font only.
            if !('\u{f000}'..='\u{f0ff}').contains(&character) {
                self.put(character.encode_utf8(&mut [0; 4]));
            }
        }
    }

    /// Decodes the bytes read so far. Whatever follows them is another character, and no stand-in of one before.
    fn flush(&mut self) {
        self.stand_ins = 0;
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let (text, malformed) = self.encoding_of(&bytes).decode_without_bom_handling(&bytes);
        if malformed {
            self.replaced += text.matches(char::REPLACEMENT_CHARACTER).count();
        }
        self.put(&text);
    }

    /// The code page of some bytes. Accented letters of a Latin font stand alone among the bytes of a document in an
    /// East Asian one.
    fn encoding_of(&self, bytes: &[u8]) -> &'static Encoding {
        let stands_alone = |encoding: &'static Encoding| {
            !encoding.is_single_byte()
                && !bytes.windows(2).any(|pair| pair.iter().all(|byte| *byte >= 0x80))
                && encoding.decode_without_bom_handling(bytes).1
        };
        match self.group.encoding {
            Some(encoding) => encoding,
            None if stands_alone(self.encoding) => WINDOWS_1252,
            None => self.encoding,
        }
    }

    fn put(&mut self, text: &str) {
        match self.group.goes {
            Goes::ToTitle => self.title.push_str(text),
            Goes::ToText if !self.group.hidden && !self.group.deleted => {
                self.begin_paragraph();
                self.lines.text(text);
            }
            _ => {}
        }
    }

    fn begin_paragraph(&mut self) {
        if self.place.in_paragraph {
            return;
        }
        if self.group.in_table {
            self.begin_row();
        } else {
            self.end_row();
        }
        self.lines.open_paragraph();
        self.place.in_paragraph = true;
    }

    fn end_paragraph(&mut self) {
        if self.group.goes == Goes::ToText && std::mem::take(&mut self.place.in_paragraph) {
            self.lines.close();
        }
    }

    fn begin_row(&mut self) {
        if !std::mem::replace(&mut self.place.in_row, true) {
            self.lines.open_row();
            self.lines.open_cell();
        }
    }

    fn end_cell(&mut self) {
        if self.group.goes == Goes::ToText {
            self.end_paragraph();
            self.begin_row();
            self.lines.open_cell();
        }
    }

    fn end_row(&mut self) {
        self.end_paragraph();
        if self.group.goes == Goes::ToText && std::mem::take(&mut self.place.in_row) {
            self.lines.close();
        }
    }
}

/// Words that begin what is no text of the document, besides those that say so with `\*`.
const ASIDE: [&[u8]; 29] = [
    b"annotation",
    b"atnauthor",
    b"atnid",
    b"colortbl",
    b"colorschememapping",
    b"datastore",
    b"fldinst",
    b"filetbl",
    b"footer",
    b"footerf",
    b"footerl",
    b"footerr",
    b"header",
    b"headerf",
    b"headerl",
    b"headerr",
    b"listoverridetable",
    b"listtable",
    b"listtext",
    b"nonshppict",
    b"objdata",
    b"pict",
    b"pntext",
    b"revtbl",
    b"rxe",
    b"shprslt",
    b"sp",
    b"stylesheet",
    b"themedata",
];

/// The encoding of a code page of Windows.
fn of_code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 | 54936 => "gb18030".to_owned(),
        949 | 1361 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10000 => "macintosh".to_owned(),
        10007 => "x-mac-cyrillic".to_owned(),
        20866 => "koi8-r".to_owned(),
        65001 => "utf-8".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font's set of characters; none where it is the document's.
fn of_charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        77 => 10000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    of_code_page(page)
}

#[cfg(test)]
mod tests {
    //! Properties: characters are read from bytes in the code page of document or font and from numbers, each once;
    //! paragraphs, tables and notes are lines, furniture is not; damage is told and never panics.
    use super::*;
    use crate::corpus::format::trial::{read, survives};

    /// The text in bytes of a code page, as writers of RTF escape them.
    fn escaped(encoding: &'static Encoding, text: &str) -> String {
        let (bytes, ..) = encoding.encode(text);
        bytes
            .iter()
            .map(|byte| {
                if byte.is_ascii() && *byte != b'\\' { char::from(*byte).to_string() } else { format!("\\'{byte:02x}") }
            })
            .collect()
    }

    #[test]
    fn characters_are_read() {
        let ko = "부산항만공사는 16일 밝혔다.";
        for (header, body, expected) in [
            ("\\ansicpg949", escaped(encoding_rs::EUC_KR, ko), ko),
            ("\\ansicpg936", escaped(encoding_rs::GBK, "宁波港与釜山港签署协议。"), "宁波港与釜山港签署协议。"),
            ("\\ansicpg950", escaped(encoding_rs::BIG5, "高雄港務局許功蓋發表新聞稿"), "高雄港務局許功蓋發表新聞稿"),
            ("\\ansicpg932", escaped(encoding_rs::SHIFT_JIS, "神戸港の予定表は十日"), "神戸港の予定表は十日"),
            ("\\ansicpg1251", escaped(encoding_rs::WINDOWS_1251, "Порт Находка"), "Порт Находка"),
            ("\\ansicpg1252", "Caf\\'e9 \\'93port\\'94".into(), "Café “port”"),
            (
                "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f7\\fcharset129 Batang;}}",
                format!("\\f0 Port {{\\f7 {}}}", escaped(encoding_rs::EUC_KR, "부산")),
                "Port 부산",
            ),
            ("\\ansicpg949", "caf\\'e9 owner".into(), "café owner"),
            ("\\ansicpg949\\uc2", "\\u48512\\'ba\\'ce\\u-16208\\'bb\\'ea.".into(), "부산."),
            ("\\uc1", "\\u55357?\\u56508?{\\uc0\\u8364}5".into(), "💼€5"),
            ("", "A\\u8211\\par B\\ldblquote C\\rdblquote\\~D\\_E\\{\\}\\\\\\emdash".into(), "A–\nB“C” D-E{}\\—"),
            ("", "soft\\-hyphen \\u-3913 ?item".into(), "softhyphen item"),
        ] {
            let file = format!("{{\\rtf1\\ansi{header} {body}\\par}}");
            assert_eq!(read("a.rtf", file.as_bytes()).text().trim(), expected, "{file}");
        }
    }

    #[test]
    fn what_is_laid_out_becomes_lines() {
        for (body, expected) in [
            ("one\\par\r\ntw\r\no\\line three\\par\\par four", "one\ntwo\nthree\nfour"),
            (
                "{\\info{\\title T}{\\author A}}{\\header H\\par}{\\stylesheet{\\s0 Normal;}}{\\*\\generator G;}text",
                "text",
            ),
            (
                "\\trowd\\intbl A\\cell\\intbl 12\\cell\\row\\trowd\\intbl B\\cell 13\\cell\\row\\pard after\\par",
                "A\t12\nB\t13\nafter",
            ),
            ("\\intbl A\\par B\\cell C\\cell\\row\\pard x", "A\nB\nC\nx"),
            ("before{\\footnote\\pard note\\par} after\\par next", "before after\nnext\nnote"),
            (
                "at{\\shp{\\*\\shpinst{\\sp{\\sn k}{\\sv 1}}{\\shptxt\\pard box\\par}}{\\shprslt{\\*\\do box}}} end\\par",
                "at end\nbox",
            ),
            ("a{\\v hidden}{\\deleted gone}b\\v x\\v0 c\\deleted y\\plain d", "abcd"),
            ("{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}} {\\pict\\bin5 }}}}}00}end", "link end"),
            ("{\\listtext\\'b7\\tab}item{\\*\\unknown{\\b x}}", "item"),
        ] {
            let file = format!("{{\\rtf1\\ansi {body}}}");
            assert_eq!(read("a.rtf", file.as_bytes()).text(), expected, "{body}");
        }
    }

    #[test]
    fn a_title_is_told_where_the_text_has_it() {
        let title = escaped(encoding_rs::EUC_KR, "부산항 협정 체결");
        let found =
            read("a.doc", format!("{{\\rtf1\\ansicpg949{{\\info{{\\title {title}}}}}{title}\\par x}}").as_bytes());
        assert_eq!(found.documents[0].metadata.title.as_deref(), Some("부산항 협정 체결"));
        assert_eq!(found.documents[0].decoding.encoding, "EUC-KR");
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(read("a.rtf", b"{\\rtf1}").fate, Err(Skip::Empty));
        assert_eq!(read("a.rtf", b"{\\rtf1 text").text(), "text");
        assert!(matches!(read("a.rtf", b"{\\rtf1 {text").fate, Err(Skip::Damaged { format: NAME, .. })));
        assert!(matches!(read("a.rtf", b"text").fate, Err(Skip::Damaged { format: NAME, .. })));
        let deep = format!("{{\\rtf1 {}", "{".repeat(100_000));
        assert_eq!(read("a.rtf", deep.as_bytes()).fate, Err(Skip::TooDeep(1_000)));
    }

    #[test]
    fn damage_never_panics() {
        let file = "{\\rtf1\\ansicpg949\\uc2{\\fonttbl{\\f7\\fcharset129 B;}}\\trowd\\intbl\\f7\\'ba\\'ce\\cell\\u-16208\\'bb\\'ea\
            \\row\\pard a{\\footnote b\\par}{\\shp{\\*\\shpinst{\\shptxt c\\par}}}{\\pict\\bin3 abc}\\par}";
        survives("a.rtf", file.as_bytes());
    }
}
