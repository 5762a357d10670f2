//! An Excel workbook whose sheets list articles, a row an article, as news archives export them.
//!
//! The first rows of a sheet are looked through for one that names fields of articles (`record_fields` has the names);
//! each row below it is a record. A sheet without such a row is told and passed over, a hidden one is not looked at.
//! Days are kept as numbers in a workbook, and told as `2017-12-16`.
//!
//! # Invariants
//! One row is held at a time, and the table of strings that all sheets share.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use super::parts::{self, Typed};
use super::xml::{Go, Node, Tag};
use crate::corpus::fields::{Field, FieldNames};
use crate::corpus::format::packed::{Archive, Package};
use crate::corpus::format::{Format, record};
use crate::corpus::output::Output;
use crate::corpus::{Limits, Skip};

const NAME: &str = "Excel workbook";

/// Files of this format are zip archives and taken as such: this row takes those that are not.
pub(in super::super) const FORMAT: Format = Format {
    name: NAME,
    extensions: &["xlsm", "xlsx", "xltx"],
    begins: |_| false,
    whole: false,
    read: |_, _| Err(Skip::damaged(NAME, "it is no zip archive")),
};

pub(in super::super) const PACKAGE: Package = Package { name: NAME, is, read };

fn is(kind: &str) -> bool {
    kind.ends_with(".main+xml") && (kind.contains("spreadsheetml") || kind.contains("ms-excel"))
}

/// How far down a sheet names its columns: exports begin with them, reports with a title and a date.
const HEADER_ROWS: u32 = 20;

/// What is told of a sheet without such names.
const NO_FIELDS: Skip =
    Skip::Unsupported("a sheet whose columns name no fields of articles (see `onrecord tables record_fields`)");

fn read(archive: &mut Archive, output: &mut Output<'_>) -> Result<(), Skip> {
    let limits = *output.limits();
    let types = parts::types(archive, &limits)?;
    let book = Book::read(archive, &types, &limits)?;
    let mut listed = false;
    let mut others = Vec::new();
    for sheet in &book.sheets {
        let mut rows = Rows::new(&book, output);
        let left = Rc::clone(&rows.left);
        if !parts::walk_part_within(archive, &sheet.part, &limits, &left, &mut |node| Ok(rows.take(&node)))? {
            return Err(Skip::damaged(NAME, format!("it has no part `{}`", sheet.part)));
        }
        match rows.header {
            Some(_) => listed = true,
            None if rows.is_empty => {}
            None => others.push(&sheet.name),
        }
    }
    if !listed {
        return Err(if others.is_empty() { Skip::Empty } else { NO_FIELDS });
    }
    for name in others {
        output.skip_member(name, NO_FIELDS);
    }
    Ok(())
}

struct Sheet {
    name: String,
    part: String,
}

/// What all sheets share.
struct Book {
    sheets: Vec<Sheet>,
    strings: Strings,
    /// By the number of a style, whether it shows numbers as days.
    days: Vec<bool>,
    /// Where days are counted from 1904 on.
    since_1904: bool,
}

impl Book {
    fn read(archive: &mut Archive, types: &[Typed], limits: &Limits) -> Result<Self, Skip> {
        let main = parts::of_type(types, is).unwrap_or("xl/workbook.xml").trim_start_matches('/').to_owned();
        let targets = targets(archive, &main, limits)?;
        let (mut sheets, mut since_1904) = (Vec::new(), false);
        parts::walk_part(archive, &main, limits, &mut |node| {
            if let Node::Open(tag) = node {
                match tag.name() {
                    "workbookPr" => {
                        since_1904 = tag.attribute("date1904").is_some_and(|value| value != "0" && value != "false")
                    }
                    "sheet" => sheets.extend(shown_sheet(&tag, &targets)),
                    _ => {}
                }
            }
            Ok(Go::On)
        })?;
        let strings =
            parts::of_type(types, |kind| kind.ends_with(".sharedStrings+xml")).unwrap_or("xl/sharedStrings.xml");
        let styles = parts::of_type(types, |kind| kind.ends_with(".styles+xml")).unwrap_or("xl/styles.xml");
        let strings = Strings::read(archive, strings, limits)?;
        Ok(Self { sheets, strings, days: days(archive, styles, limits)?, since_1904 })
    }

    /// The text of a cell that holds a value of a kind in a style.
    fn text<'a>(&'a self, kind: &str, style: usize, value: &'a str) -> String {
        match kind {
            "s" => value.trim().parse().ok().and_then(|index| self.strings.get(index)).unwrap_or_default().to_owned(),
            "str" | "inlineStr" => unescaped(value),
            "b" => (if value.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(),
            "e" => String::new(),
            "" | "n" => self.number(style, value.trim()),
            _ => value.trim().to_owned(),
        }
    }

    fn number(&self, style: usize, value: &str) -> String {
        let Ok(number) = value.parse::<f64>() else { return value.to_owned() };
        let is_day = self.days.get(style).copied().unwrap_or_default();
        if let Some(day) = is_day.then(|| day(number, self.since_1904)).flatten() {
            return day;
        }
        // Long numbers, such as a day without hyphens, may be written in powers of ten.
        if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { value.to_owned() }
    }
}

fn shown_sheet(tag: &Tag<'_>, targets: &HashMap<String, String>) -> Option<Sheet> {
    let hidden = tag.attribute("state").is_some_and(|state| state != "visible");
    let part = targets.get(&tag.attribute("id")?)?.clone();
    (!hidden).then(|| Sheet { name: tag.attribute("name").unwrap_or_default(), part })
}

/// The parts that a part names, by the ids it uses for them.
fn targets(archive: &mut Archive, part: &str, limits: &Limits) -> Result<HashMap<String, String>, Skip> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let mut targets = HashMap::new();
    parts::walk_part(archive, &format!("{folder}/_rels/{name}.rels"), limits, &mut |node| {
        if let Node::Open(tag) = node
            && let Some((id, target)) = tag.attribute("Id").zip(tag.attribute("Target"))
        {
            let whole = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
            targets.insert(id, whole);
        }
        Ok(Go::On)
    })?;
    Ok(targets)
}

/// The texts that cells share, in one piece of memory.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn read(archive: &mut Archive, part: &str, limits: &Limits) -> Result<Self, Skip> {
        let mut strings = Self::default();
        let mut text = String::new();
        let mut in_text = false;
        parts::walk_part(archive, part, limits, &mut |node| {
            match node {
                Node::Open(tag) if tag.name() == "t" => in_text = true,
                // How a text is pronounced.
                Node::Open(tag) if tag.name() == "rPh" => return Ok(Go::Past),
                Node::Close("t") => in_text = false,
                Node::Text(more) if in_text => text.push_str(&more),
                Node::Close("si") => {
                    strings.push(&unescaped(&text));
                    text.clear();
                }
                _ => {}
            }
            Ok(Go::On)
        })?;
        Ok(strings)
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn get(&self, index: usize) -> Option<&str> {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..*self.ends.get(index)?)
    }
}

/// A text in which characters that XML cannot hold are written as `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let digits = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        let character = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        let (character, length) = character.map_or(("_x".to_owned(), 2), |character| (character.to_string(), 7));
        plain.push_str(&character);
        rest = &rest[length..];
    }
    plain + rest
}

/// Of each style of cells, whether it shows numbers as days.
fn days(archive: &mut Archive, part: &str, limits: &Limits) -> Result<Vec<bool>, Skip> {
    let mut own = HashMap::new();
    let mut days = Vec::new();
    let mut in_cells = false;
    parts::walk_part(archive, part, limits, &mut |node| {
        match node {
            Node::Open(tag) => match tag.name() {
                "numFmt" => {
                    own.extend(tag.attribute("numFmtId").zip(tag.attribute("formatCode").map(|code| shows_days(&code))))
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let format = tag.attribute("numFmtId").unwrap_or_default();
                    days.push(own.get(&format).copied().unwrap_or_else(|| is_day_format(&format)));
                }
                _ => {}
            },
            Node::Close("cellXfs") => in_cells = false,
            _ => {}
        }
        Ok(Go::On)
    })?;
    Ok(days)
}

/// Whether a format that every workbook has shows days; those from 27 on do in East Asia.
fn is_day_format(format: &str) -> bool {
    format.parse().is_ok_and(|format: u32| matches!(format, 14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57..=58))
}

/// Whether a format's code shows the year or the day; what stands in quotation marks and brackets is shown as it is.
fn shows_days(code: &str) -> bool {
    let mut closing = None;
    let mut escaped = false;
    for c in code.chars() {
        match (closing, c) {
            (Some(end), _) if c == end => closing = None,
            (Some(_), _) => {}
            _ if std::mem::take(&mut escaped) => {}
            (None, '"') => closing = Some('"'),
            (None, '[') => closing = Some(']'),
            (None, '\\' | '_' | '*') => escaped = true,
            (None, 'y' | 'Y' | 'd' | 'D') => return true,
            _ => {}
        }
    }
    false
}

/// A day, with its time if it has one, that a workbook keeps as a number.
fn day(number: f64, since_1904: bool) -> Option<String> {
    const SECONDS: f64 = 86_400.0;
    // Workbooks count a day that was not, the last of February 1900: before it the numbers are off by one.
    let first = if since_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    let seconds = (number * SECONDS).round();
    if !(SECONDS..=3e6 * SECONDS).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    let time: DateTime = first.at(0, 0, 0, 0).checked_add((seconds as i64).seconds()).ok()?;
    let has_time = seconds % SECONDS != 0.0;
    Some(if has_time { time.to_string() } else { time.date().to_string() })
}

/// Takes the rows of a sheet one by one.
struct Rows<'a, 'o> {
    book: &'a Book,
    output: &'a mut Output<'o>,
    /// How many bytes of the sheet may still be read before the row ends.
    left: Rc<Cell<u64>>,
    /// The names of the columns.
    header: Option<Vec<String>>,
    count: u32,
    is_empty: bool,
    row: Vec<String>,
    cell: CellOpen,
}

/// The cell that is open.
#[derive(Default)]
struct CellOpen {
    column: usize,
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
}

/// How many columns a sheet can have.
const COLUMNS_MAX: usize = 1 << 14;

impl<'a, 'o> Rows<'a, 'o> {
    fn new(book: &'a Book, output: &'a mut Output<'o>) -> Self {
        let left = Rc::new(Cell::new(output.limits().article_bytes));
        Self { book, output, left, header: None, count: 0, is_empty: true, row: Vec::new(), cell: CellOpen::default() }
    }

    fn take(&mut self, node: &Node<'_>) -> Go {
        match node {
            Node::Open(tag) => match tag.name() {
                "row" => self.row.clear(),
                "c" => self.open_cell(tag),
                "v" | "t" => self.cell.in_value = true,
                "rPh" => return Go::Past,
                _ => {}
            },
            Node::Text(text) if self.cell.in_value => self.cell.value.push_str(text),
            Node::Close("v" | "t") => self.cell.in_value = false,
            Node::Close("c") => self.close_cell(),
            Node::Close("row") => self.close_row(),
            Node::Text(_) | Node::Close(_) => {}
        }
        Go::On
    }

    fn open_cell(&mut self, tag: &Tag<'_>) {
        let column = tag.attribute("r").and_then(|place| column(&place)).unwrap_or(self.row.len());
        let style = tag.attribute("s").and_then(|style| style.parse().ok()).unwrap_or_default();
        self.cell = CellOpen { column, kind: tag.attribute("t").unwrap_or_default(), style, ..CellOpen::default() };
    }

    fn close_cell(&mut self) {
        let CellOpen { column, kind, style, value, .. } = std::mem::take(&mut self.cell);
        if column < COLUMNS_MAX && !value.is_empty() {
            if self.row.len() <= column {
                self.row.resize(column + 1, String::new());
            }
            self.row[column] = self.book.text(&kind, style, &value);
        }
    }

    fn close_row(&mut self) {
        self.left.set(self.output.limits().article_bytes);
        self.count = self.count.saturating_add(1);
        if self.row.iter().all(|value| value.trim().is_empty()) {
            return;
        }
        self.is_empty = false;
        match &self.header {
            Some(header) => {
                let fields = header.iter().zip(&self.row).map(|(name, value)| (name.as_str(), value.as_str()));
                record::put(fields.filter(|(_, value)| !value.is_empty()), self.output);
            }
            None if self.count <= HEADER_ROWS && names_fields(&self.row, self.output.fields()) => {
                self.header = Some(self.row.iter().map(|name| squeezed(name)).collect());
            }
            None => {}
        }
    }
}

/// The place of a column that is named in letters: 0 of `A1`, 27 of `AB1`.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

/// Whether a row names the columns of a list of articles: their texts, and something else that is known.
fn names_fields(row: &[String], names: &FieldNames) -> bool {
    let known: Vec<Field> = row.iter().filter_map(|name| names.get(&squeezed(name))).map(|(field, _)| field).collect();
    known.len() > 1 && known.iter().any(|field| matches!(field, Field::Text | Field::Html))
}

/// A name without the line breaks that make it fit its column.
fn squeezed(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    //! Properties: rows below the names of fields are documents, in every form cells take; days are told as days;
    //! sheets without such names are told; damage never panics.
    use super::*;
    use crate::corpus::format::trial::{package, read, survives_in_parts};

    const TYPES: &str = "<Types><Override PartName='/xl/workbook.xml' \
        ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>";
    const RELATIONS: &str = "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/>\
        <Relationship Id='rId2' Target='/xl/worksheets/sheet2.xml'/></Relationships>";
    const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\"년\" m\"월\" d\"일\"'/>\
        <numFmt numFmtId='165' formatCode='0.0\"d\"'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
        <cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>";
    const STRINGS: &str = "<sst><si><t>title</t></si><si><r><t>te</t></r><r><t>xt</t></r><rPh><t>읽기</t></rPh></si>\
        <si><t>부산항 개항</t></si><si><t xml:space='preserve'>항만공사는 밝혔다._x000D_\n둘째 줄</t></si></sst>";

    fn sheet(rows: &[&str]) -> String {
        let rows: String = rows.iter().map(|cells| format!("<row>{cells}</row>")).collect();
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    }

    fn parts<'a>(first: &'a str, second: &'a str) -> [(&'static str, &'a str); 7] {
        [
            ("[Content_Types].xml", TYPES),
            (
                "xl/workbook.xml",
                "<workbook xmlns:r='r'><sheets><sheet name='기사' sheetId='7' r:id='rId1'/>\
                 <sheet name='통계' sheetId='8' r:id='rId2'/></sheets></workbook>",
            ),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/sharedStrings.xml", STRINGS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", first),
            ("xl/worksheets/sheet2.xml", second),
        ]
    }

    const HEADER: &str =
        "<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='inlineStr'><is><t>url</t></is></c>";

    #[test]
    fn rows_are_documents() {
        let first = sheet(&[
            "<c r='A1' t='inlineStr'><is><t>검색 결과</t></is></c>",
            HEADER,
            "<c r='A2' t='s'><v>2</v></c><c r='B2' t='s'><v>3</v></c><c r='C2'><v>1.7E1</v></c><c r='D2'><v>9</v></c>",
            "<c r='A3'/><c r='B3'/>",
            "<c t='str'><f>A1</f><v>Порт</v></c><c t='str'><v>Порт открыт.</v></c>",
            "<c r='A5' t='s'><v>2</v></c>",
        ]);
        let found = read("a.xlsx", &package(&parts(&first, &sheet(&["<c><v>1</v></c>"]))));
        assert_eq!(found.texts(), ["항만공사는 밝혔다.\r\n둘째 줄", "Порт открыт."]);
        let metadata = &found.documents[0].metadata;
        assert_eq!((metadata.title.as_deref(), metadata.url.as_deref()), (Some("부산항 개항"), Some("17")));
        assert_eq!((found.documents[0].ordinal, found.documents[1].ordinal), (0, 1));
        assert_eq!(found.skipped, [("record 3".to_owned(), Skip::Empty), ("통계".to_owned(), NO_FIELDS)]);
    }

    #[test]
    fn an_archive_of_news_is_read() {
        let text = |cells: &[&str]| -> String {
            cells.iter().map(|cell| format!("<c t='inlineStr'><is><t>{cell}</t></is></c>")).collect()
        };
        let first = sheet(&[
            &text(&[
                "뉴스 식별자",
                "일자",
                "언론사",
                "기고자",
                "제목",
                "통합 분류1",
                "인물",
                "본문",
                "URL",
                "분석제외 여부",
            ]),
            &text(&[
                "0110.2017",
                "20171216",
                "항구일보",
                "홍길동",
                "한·중 정상, 항만 협력",
                "국제",
                "왕하이",
                "양국은 16일 합의했다.",
                "http://a.example/1",
                "",
            ]),
        ]);
        let found = read("NewsResult.xlsx", &package(&parts(&first, &sheet(&[]))));
        assert_eq!(found.text(), "양국은 16일 합의했다.");
        let stated: Vec<_> = found.documents[0].metadata.stated().collect();
        assert!(
            stated.contains(&("date", "20171216")) && stated.contains(&("title", "한·중 정상, 항만 협력")),
            "{stated:?}"
        );
    }

    #[test]
    fn days_are_told_as_days() {
        let book =
            |since_1904| Book { sheets: vec![], strings: Strings::default(), days: vec![false, true], since_1904 };
        for (style, value, since_1904, expected) in [
            (1, "43085", false, "2017-12-16"),
            (1, "41623", true, "2017-12-16"),
            (1, "43085.75", false, "2017-12-16T18:00:00"),
            (1, "0.5", false, "0.5"),
            (1, "1e300", false, "1e300"),
            (1, "NaN", false, "NaN"),
            (0, "43085", false, "43085"),
            (0, "2.0171216E7", false, "20171216"),
            (0, "1.5", false, "1.5"),
        ] {
            assert_eq!(book(since_1904).text("n", style, value), expected, "{value}");
        }
        for (code, shows) in
            [("yyyy\\-mm\\-dd", true), ("0.0\"d\"", false), ("[Red]0", false), ("h:mm", false), ("\\d0", false)]
        {
            assert_eq!(shows_days(code), shows, "{code}");
        }
    }

    #[test]
    fn columns_and_escapes_are_read() {
        for (place, expected) in [("A1", Some(0)), ("AB12", Some(27)), ("XFD1", Some(16383)), ("1", None)] {
            assert_eq!(column(place), expected, "{place}");
        }
        for (text, plain) in [
            ("a_x000D_b", "a\rb"),
            ("_x", "_x"),
            ("_x00", "_x00"),
            ("_xD800_", "_xD800_"),
            ("_x항만_x0041_", "_x항만A"),
        ] {
            assert_eq!(unescaped(text), plain, "{text}");
        }
    }

    #[test]
    fn workbooks_without_articles_are_told() {
        let numbers = sheet(&["<c><v>1</v></c>"]);
        assert_eq!(read("a.xlsx", &package(&parts(&numbers, &numbers))).fate, Err(NO_FIELDS));
        assert_eq!(read("a.xlsx", &package(&parts(&sheet(&[]), &sheet(&[])))).fate, Err(Skip::Empty));
        let parts = parts(&numbers, &numbers);
        assert!(matches!(read("a.xlsx", &package(&parts[..5])).fate, Err(Skip::Damaged { format: NAME, .. })));
    }

    #[test]
    fn damage_never_panics() {
        let first =
            sheet(&[HEADER, "<c r='A2' t='s'><v>2</v></c><c r='B2' t='s'><v>3</v></c><c s='1'><v>43085</v></c>"]);
        survives_in_parts("a.xlsx", &parts(&first, "<worksheet/>"));
    }
}
