//! Tables of records: cells parted by commas, semicolons, tabs or bars, under a row of names.
//!
//! Which of these parts them is told by the names: by whichever most of them are known. A row or two above the names
//! (the title of an export) may stand there. Rows are read one at a time; the encoding is told from the first ones.

use std::borrow::Cow;
use std::io::BufRead;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::Format;
use super::record::{put_decoded, unknown};
use crate::corpus::decode::decode;
use crate::corpus::fields::{Field, FieldNames};
use crate::corpus::input::Input;
use crate::corpus::output::Output;
use crate::corpus::{Decoding, Skip};

pub(super) const FORMAT: Format =
    Format { name: "table", extensions: &["csv", "tab", "tsv"], begins, whole: false, read };

/// What can part cells; of equals the first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The row of names.
struct Header {
    delimiter: u8,
    /// Whether a quotation mark at the beginning of a cell is one of the table and not of the text.
    quoting: bool,
    /// How many rows stand above it.
    above: usize,
    names: Vec<String>,
}

/// Whether it begins with nothing but names of fields, a text and a headline or a date among them.
fn begins(head: &[u8]) -> bool {
    const LINE_MAX: usize = 2_000;
    let line = head.split(|&b| b == b'\n').next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let names = FieldNames::built_in();
    let is_header = |header: &Header| header.names.len() >= 3 && known(&header.names, names) >= 3;
    line.len() <= LINE_MAX && header(line, names).is_some_and(|header| is_header(&header))
}

fn read(input: &mut Input<'_>, output: &mut Output<'_>) -> Result<(), Skip> {
    // The head may end within a character.
    let head = input.head();
    let end = memchr::memrchr(b'\n', head).map_or(head.len(), |end| end + 1);
    let head = decode(&head[..end], None)?;
    if NOT_ASCII.contains(&head.decoding.encoding.as_str()) {
        let text = decode(&input.bytes()?, None)?.text;
        return table(&text, None, &mut text.as_bytes(), output);
    }
    let declared = (head.decoding.encoding != "UTF-8").then_some(head.decoding.encoding);
    table(&head.text, declared.as_deref(), input.stream(), output)
}

/// Encodings in which a comma is not the byte that it is elsewhere, or that byte not a comma.
const NOT_ASCII: [&str; 3] = ["ISO-2022-JP", "UTF-16BE", "UTF-16LE"];

fn table(head: &str, declared: Option<&str>, stream: &mut impl BufRead, output: &mut Output<'_>) -> Result<(), Skip> {
    let header = header(head, output.fields()).ok_or_else(|| refused(head))?;
    let mut rows = Rows::new(stream, header.delimiter, header.quoting, output.limits().article_bytes);
    let mut number = 0;
    loop {
        let line = rows.line();
        match rows.next()? {
            RowEnd::Stream => return Ok(()),
            _ if number <= header.above => {}
            RowEnd::TooLarge => output.skip(Skip::too_large(output.limits())),
            RowEnd::Row => match cells(&rows, declared) {
                Ok((cells, decoding)) => row(&header, &cells, decoding, line, output),
                Err(skip) => output.skip(skip),
            },
        }
        number += 1;
    }
}

/// Puts a row out. One without words is none.
fn row(header: &Header, cells: &[Cow<'_, str>], decoding: Decoding, line: u64, output: &mut Output<'_>) {
    let is_empty = |cells: &[Cow<'_, str>]| cells.iter().all(|cell| cell.trim().is_empty());
    if is_empty(cells) {
        return;
    }
    let names = &header.names;
    if cells.len() < names.len() || !is_empty(&cells[names.len()..]) {
        let what = format!("line {line}: {} cells under {} names", cells.len(), names.len());
        return output.skip(Skip::damaged(FORMAT.name, what));
    }
    put_decoded(names.iter().zip(cells).map(|(name, cell)| (name.as_str(), cell.as_ref())), decoding, output);
}

/// The cells of a row, decoded, and how.
fn cells<'r, R: BufRead>(rows: &'r Rows<'_, R>, declared: Option<&str>) -> Result<(Vec<Cow<'r, str>>, Decoding), Skip> {
    if std::str::from_utf8(rows.bytes()).is_ok() {
        return Ok((rows.cells().map(String::from_utf8_lossy).collect(), Decoding::default()));
    }
    // A cell alone may be too short to tell its encoding: all cells are in that of the row.
    let decoding = decode(rows.bytes(), declared)?.decoding;
    let decoded = |cell: &'r [u8]| Ok(Cow::from(decode(cell, Some(&decoding.encoding))?.text));
    let cells: Result<_, Skip> = rows.cells().map(decoded).collect();
    Ok((cells?, decoding))
}

/// The row of names among the first rows: the one of which the most are known, that of a text among them.
fn header(head: &str, names: &FieldNames) -> Option<Header> {
    const ROWS_MAX: usize = 8;
    let mut best: Option<(usize, Header)> = None;
    for delimiter in DELIMITERS {
        let quoting = delimiter != b'\t' || is_quoted(head);
        let mut stream = head.as_bytes();
        let mut rows = Rows::new(&mut stream, delimiter, quoting, head.len() as u64);
        for above in 0..ROWS_MAX {
            let Ok(RowEnd::Row) = rows.next() else { break };
            let row: Vec<String> = rows.cells().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
            let known = known(&row, names);
            if row.len() > 1 && known > best.as_ref().map_or(0, |(known, _)| *known) && holds_text(&row, names) {
                best = Some((known, Header { delimiter, quoting, above, names: row }));
            }
        }
    }
    best.map(|(_, header)| header)
}

/// Whether cells parted by tabs are put in quotation marks: one ends with a mark, and none has one amid its words.
fn is_quoted(head: &str) -> bool {
    let cells = || head.lines().flat_map(|line| line.split('\t'));
    // Within quotation marks a mark of the text is written twice.
    let is_of_text = |cell: &str| {
        let cell = cell.replace("\"\"", "");
        cell.starts_with('"') && cell[1..].find('"').is_some_and(|end| end + 2 < cell.len())
    };
    cells().any(|cell| cell.ends_with('"')) && !cells().any(is_of_text)
}

fn known(row: &[String], names: &FieldNames) -> usize {
    row.iter().filter(|name| names.get(name).is_some()).count()
}

fn holds_text(row: &[String], names: &FieldNames) -> bool {
    row.iter().any(|name| matches!(names.get(name), Some((Field::Text | Field::Html, _))))
}

/// Why a table is not read of which no row names a text.
fn refused(head: &str) -> Skip {
    let line = head.lines().next().unwrap_or_default();
    let count = |delimiter: u8| line.bytes().filter(|&b| b == delimiter).count();
    let delimiter = DELIMITERS.into_iter().rev().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',');
    unknown(&line.split(char::from(delimiter)).map(|name| name.trim_matches(['"', ' ', '\r'])).collect::<Vec<_>>())
}

/// The rows of a stream, one at a time.
struct Rows<'s, R> {
    stream: &'s mut R,
    reader: Reader,
    /// Room for the cells of a row, one behind the other, and for where each of them ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How much of that room the row takes; what it says of a row that was passed over means nothing.
    len: usize,
    count: usize,
    bytes_max: u64,
}

/// How a row ended.
enum RowEnd {
    Row,
    /// It is longer than an article may be and was passed over.
    TooLarge,
    /// There are no more rows.
    Stream,
}

impl<'s, R: BufRead> Rows<'s, R> {
    fn new(stream: &'s mut R, delimiter: u8, quoting: bool, bytes_max: u64) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).quoting(quoting).build();
        Self { stream, reader, bytes: vec![0; 1 << 12], ends: vec![0; 32], len: 0, count: 0, bytes_max }
    }

    /// The line that is read next, from 1.
    fn line(&self) -> u64 {
        self.reader.line()
    }

    /// Reads the next row.
    fn next(&mut self) -> Result<RowEnd, Skip> {
        const CELLS_MAX: usize = 1 << 16;
        (self.len, self.count) = (0, 0);
        let mut too_large = false;
        loop {
            let chunk = self.stream.fill_buf().map_err(|error| Skip::from_io(&error))?;
            let (bytes, ends) = (&mut self.bytes[self.len..], &mut self.ends[self.count..]);
            let (result, taken, written, ended) = self.reader.read_record(chunk, bytes, ends);
            self.stream.consume(taken);
            self.len += written;
            self.count += ended;
            if self.len as u64 > self.bytes_max || self.count > CELLS_MAX {
                too_large = true;
                (self.len, self.count) = (0, 0);
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record if too_large => return Ok(RowEnd::TooLarge),
                ReadRecordResult::Record => return Ok(RowEnd::Row),
                ReadRecordResult::End => return Ok(RowEnd::Stream),
            }
        }
    }

    /// The bytes of all cells of the row.
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).take(self.count).map(|(start, &end)| &self.bytes[start..end])
    }
}

#[cfg(test)]
mod tests {
    //! Properties: what parts cells is told by the names; quoted line breaks, byte order marks and title rows are read;
    //! ragged and too long rows are told and the rest is read; a table without a text says its names; nothing panics.
    use super::super::trial::{read, read_within, shown_of, survives};
    use crate::corpus::Limits;

    const ROWS: [[&str; 4]; 3] = [
        ["Headline", "Publication", "Publication date", "Body"],
        ["Berths open", "Harbour Post", "2017-03-14", "\"The \"\"trust\"\" opened\nberths; two, to be exact.\""],
        ["항만 개장", "항만일보", "2017-03-15", "항만공사가 선석을 열었다."],
    ];

    const SHOWN: [&str; 2] = [
        "0 title=Berths open publisher=Harbour Post date=2017-03-14 [The \"trust\" opened\nberths; two, to be exact.]",
        "1 title=항만 개장 publisher=항만일보 date=2017-03-15 [항만공사가 선석을 열었다.]",
    ];

    fn table_of(delimiter: &str) -> String {
        ROWS.map(|row| row.join(delimiter) + "\r\n").concat()
    }

    #[test]
    fn delimiters_are_told_by_the_names() {
        for (name, delimiter) in [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|"), ("a.dump", "\t")] {
            let table = table_of(delimiter);
            assert_eq!(shown_of(name, table.as_bytes()), SHOWN, "{delimiter}");
            assert_eq!(shown_of(name, format!("\u{feff}{table}").as_bytes()), SHOWN, "{delimiter}");
        }
        for above in ["sep=;\n", "Results of 14 March;;;\nharbour AND trust\n\n"] {
            assert_eq!(shown_of("a.csv", format!("{above}{}", table_of(";")).as_bytes()), SHOWN);
        }
    }

    #[test]
    fn names_in_many_languages() {
        for (table, want) in [
            (
                "뉴스 식별자,일자,언론사,기고자,제목,본문,URL\n01.1,20170314,항만일보,김하나,개장,선석을 열었다.,http://port.example/1",
                "0 id=01.1 url=http://port.example/1 title=개장 publisher=항만일보 author=김하나 date=20170314 [선석을 열었다.]",
            ),
            (
                "标题,正文,日期,来源,作者\n港口,代表团来访。,2017年3月14日,港报,李四",
                "0 title=港口 publisher=港报 author=李四 date=2017年3月14日 [代表团来访。]",
            ),
            (
                "見出し,本文,日付,媒体名\n港,代表団が来た。,2017/3/14,港新聞",
                "0 title=港 publisher=港新聞 date=2017/3/14 [代表団が来た。]",
            ),
            (
                "Заголовок;Текст;Дата;Источник\nПорт;Делегация прибыла.;14.03.2017;Порт-пресс",
                "0 title=Порт publisher=Порт-пресс date=14.03.2017 [Делегация прибыла.]",
            ),
        ] {
            assert_eq!(shown_of("a.csv", table.as_bytes()), [want]);
        }
    }

    #[test]
    fn quotation_marks_of_unquoted_tables_are_of_the_text() {
        let table = "title\ttext\n\"Berths\" may \"open\"\tIt opened two.\n\"Berths open, they say\tThe trust opened two.\nB\tTwo.";
        assert_eq!(
            shown_of("a.tsv", table.as_bytes()),
            [
                "0 title=\"Berths\" may \"open\" [It opened two.]",
                "1 title=\"Berths open, they say [The trust opened two.]",
                "2 title=B [Two.]"
            ]
        );
    }

    #[test]
    fn ragged_and_long_rows_are_told() {
        let table = "title,text,date\nA,One.,2017\nB,Two, three.,2017\nC,Three.\n,,\nD,Four.,2018,,\n";
        assert_eq!(
            shown_of("a.csv", table.as_bytes()),
            [
                "0 title=A date=2017 [One.]",
                "record 2: damaged table: line 3: 4 cells under 3 names",
                "record 3: damaged table: line 4: 2 cells under 3 names",
                "3 title=D date=2018 [Four.]"
            ]
        );
        let limits = Limits { article_bytes: 100, ..Limits::default() };
        let table = format!("title,text\nA,One.\nB,\"{}\"\nC,Three.\n", "word\n".repeat(9_000));
        let found = read_within(limits, "a.csv", table.as_bytes());
        assert_eq!(found.fate, Ok(()));
        assert_eq!(
            found.shown,
            ["0 title=A [One.]", "record 2: too large: more than 0 MB; see --max-size", "2 title=C [Three.]"]
        );
    }

    #[test]
    fn a_table_without_texts_says_its_names() {
        let found = read("a.csv", b"port,\"berths\",title\nA,2,B\n");
        assert!(found.shown.is_empty());
        let told = found.error();
        assert!(told.starts_with("none of its fields is known to hold text: `port`, `berths`, `title`;"), "{told}");
    }

    #[test]
    fn nothing_makes_it_panic() {
        survives("a.csv", table_of(",").as_bytes());
        survives("a.tsv", table_of("\t").as_bytes());
        assert!(read("a.csv", b"").fate.is_err());
    }
}
