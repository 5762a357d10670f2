//! Rows of any kind in, lines of CSV out, as spreadsheets read them (RFC 4180).
//!
//! # Invariants
//! No cell is run: one that spreadsheets take for a formula has an apostrophe before it, which makes it a text to them.
//! Anybody may have written the headline of a saved page. Numbers stay numbers, and every other cell is as it was.
//!
//! # Limits
//! Programs that read the rows see the apostrophe, too; the JSON of an answer has all texts as they are.

use std::borrow::Cow;
use std::io::{self, Write};

/// How rows of a kind stand in a spreadsheet.
///
/// # Example
/// ```
/// use onrecord::export::Columns;
///
/// let columns: Columns<(&str, u32)> =
///     Columns { names: &["port", "berths"], cells: |(port, berths)| vec![port.to_string(), berths.to_string()] };
/// let mut text = Vec::new();
/// columns.write(&[("Busan, South", 8)], &mut text)?;
/// assert_eq!(text, b"port,berths\r\n\"Busan, South\",8\r\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Columns<R> {
    /// The names of the columns.
    pub names: &'static [&'static str],
    /// The cells of a row, one for each name.
    pub cells: fn(&R) -> Vec<String>,
}

impl<R> Columns<R> {
    /// Writes the names and then the rows, one by one.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write<'r>(&self, rows: impl IntoIterator<Item = &'r R>, out: &mut (impl Write + ?Sized)) -> io::Result<()>
    where
        R: 'r,
    {
        write_line(self.names, out)?;
        self.write_rows(rows, out)
    }

    /// Writes further rows, without the names.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write_rows<'r>(
        &self,
        rows: impl IntoIterator<Item = &'r R>,
        out: &mut (impl Write + ?Sized),
    ) -> io::Result<()>
    where
        R: 'r,
    {
        rows.into_iter().try_for_each(|row| write_line(&(self.cells)(row), out))
    }
}

fn write_line<S: AsRef<str>>(cells: &[S], out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(&tamed(cell.as_ref()))).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell that is no formula.
fn tamed(cell: &str) -> Cow<'_, str> {
    let is_number = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.');
    match cell.strip_prefix(['=', '+', '-', '@', '\t', '\r']) {
        Some(rest) if !(cell.starts_with(['+', '-']) && is_number(rest)) => Cow::Owned(format!("'{cell}")),
        _ => Cow::Borrowed(cell),
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    //! Properties: what a spreadsheet would part stays one cell, what it would run is a text; names stand on top, also of no rows.
    use super::*;

    #[test]
    fn quotes_where_needed() {
        for (cell, want) in [
            ("plain", "plain"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" 苹果 ", " 苹果 "),
        ] {
            assert_eq!(quoted(cell), want);
        }
    }

    #[test]
    fn formulas_are_texts() {
        for (cell, want) in [
            ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
            ("+1+cmd", "'+1+cmd"),
            ("- a list", "'- a list"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("-", "'-"),
            ("-1.5", "-1.5"),
            ("+12", "+12"),
            ("=1", "'=1"),
            ("1-2", "1-2"),
            (" =1", " =1"),
            ("—=1", "—=1"),
            ("", ""),
        ] {
            assert_eq!(tamed(cell), want);
        }
        let columns: Columns<&str> = Columns { names: &["x"], cells: |cell| vec![(*cell).to_owned()] };
        let mut text = Vec::new();
        columns.write(&["=A1,\"B\"", "\r=1"], &mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "x\r\n\"'=A1,\"\"B\"\"\"\r\n\"'\r=1\"\r\n");
    }

    #[test]
    fn names_stand_on_top() {
        let columns: Columns<u32> =
            Columns { names: &["n", "twice"], cells: |n| vec![n.to_string(), (n * 2).to_string()] };
        for (rows, want) in [(&[][..], "n,twice\r\n"), (&[1, 2], "n,twice\r\n1,2\r\n2,4\r\n")] {
            let mut text = Vec::new();
            columns.write(rows, &mut text).unwrap();
            assert_eq!(String::from_utf8(text).unwrap(), want);
        }
    }
}
