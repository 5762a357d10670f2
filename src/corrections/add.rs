//! Writes rows into a corrections file: whole lines for the table of furniture, as somebody chose them.
//!
//! In comes the file, which need not be there, with the lines; out comes the file with their rows, everything else in it
//! byte for byte as it was. Rows go to the end of the table in the file, or into a new table below `[tables]`.
//!
//! # Invariants
//! What is about to be written is read again first: it must say what the file said before and the new rows, nothing
//! else, or the file is left as it is. A row already there is not written twice.
//!
//! # Limits
//! A table of another form (one line, an inline table) is not added to; the error says how to write it.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::file::{self, TablesPlace};
use super::{Corrections, CorrectionsError};
use crate::article::Reason;

/// The table that lines are added to.
const TABLE: &str = "furniture";

/// What stands above the rows of a table made new.
const HEADER: &str = "# line  where it stands  why it is left out  language (- for any)";

/// What was added to a corrections file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedLines {
    /// Whether the file is new.
    pub created: bool,
    /// The rows written, in order.
    pub rows: Vec<LineRow>,
    /// The lines that the file had.
    pub already: Vec<String>,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineRow {
    /// The line of the file it stands in, from 1.
    pub row: usize,
    /// The line that it leaves out.
    pub line: String,
}

/// Adds lines to the table of furniture in a corrections file, to be left out wherever they stand whole.
///
/// # Errors
/// When the file cannot be read, understood or written, or its table cannot be added to; it then stays as it was.
pub fn add_lines(path: &Path, lines: &[&str], reason: Reason) -> Result<AddedLines, CorrectionsError> {
    let created = !path.exists();
    let (text, own) = if created {
        (String::new(), Corrections::default().own_lines()?)
    } else {
        let unreadable = |source| CorrectionsError::Unreadable { path: path.to_owned(), source };
        let own = Corrections::read(path)?.own_lines()?;
        (fs::read_to_string(path).map_err(unreadable)?, own)
    };
    let mut missing: Vec<&str> = Vec::new();
    let mut already = Vec::new();
    for &line in lines {
        if own.reason(line).is_some() {
            already.push(line.to_owned());
        } else if !missing.iter().any(|other| other.to_lowercase() == line.to_lowercase()) {
            missing.push(line);
        }
    }
    if missing.is_empty() {
        return Ok(AddedLines { created: false, rows: Vec::new(), already });
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let added = with_lines(&text, &name, &missing, reason)?;
    let (text, rows) = added.ok_or_else(|| CorrectionsError::NoRoom { path: path.to_owned(), table: TABLE })?;
    let unwritable = |source| CorrectionsError::Unwritable { path: path.to_owned(), source };
    if created { fs::write(path, text) } else { replace(path, &text) }.map_err(unwritable)?;
    Ok(AddedLines { created, rows, already })
}

/// Replaces a file at once, so that no crash leaves half of it. A link stays one.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let mut draft = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new("")))?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    draft.as_file().sync_all()?;
    draft.persist(path)?;
    Ok(())
}

/// The text of a file with rows for some lines, and where these stand; `None` where there is no room for them.
fn with_lines(
    text: &str,
    name: &str,
    lines: &[&str],
    reason: Reason,
) -> Result<Option<(String, Vec<LineRow>)>, CorrectionsError> {
    let row = |line: &&str| format!("{line}  whole  {}  -", reason.name());
    let place = file::place_of(TABLE, text, name)?;
    let Some(edited) = with_rows(text, &place, &lines.iter().map(row).collect::<Vec<_>>()) else { return Ok(None) };
    let before = file::parse(text, name, &[])?;
    // Rows that break the file are no reason to blame the file.
    let Ok(after) = file::parse(&edited, name, &[]) else { return Ok(None) };
    let cells = |line: &&str| format!("{line}\twhole\t{}\t-", reason.name());
    let new: Vec<String> = lines.iter().map(cells).collect();
    let said = |corrections: &Corrections| {
        let rows = corrections.added.iter().map(|(table, row)| (table.to_owned(), row.text.clone()));
        rows.collect::<Vec<_>>()
    };
    let mut want = said(&before);
    want.extend(new.iter().map(|row| (TABLE.to_owned(), row.clone())));
    let mut got = said(&after);
    want.sort();
    got.sort();
    if want != got || before.fixes != after.fixes || before.people != after.people {
        return Ok(None);
    }
    let stands = |(line, cells): (&&str, &String)| {
        let found = after.added.iter().find(|(table, row)| *table == TABLE && row.text == *cells);
        found.map(|(_, row)| LineRow { row: row.origin.line, line: (*line).to_owned() })
    };
    let rows = lines.iter().zip(&new).filter_map(stands).collect();
    Ok(Some((edited, rows)))
}

/// The text with rows at the end of the table; `None` where it has a form that takes no rows.
fn with_rows(text: &str, place: &TablesPlace, rows: &[String]) -> Option<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let block = |written: fn(&str) -> String| rows.iter().map(|row| written(row) + end).collect::<String>();
    let table = || format!("{TABLE} = \"\"\"{end}{HEADER}{end}{}\"\"\"{end}", block(escaped));
    let inserted =
        |at: usize, what: String| text.split_at_checked(at).map(|(before, behind)| format!("{before}{what}{behind}"));
    let break_before = |at: usize| match text.as_bytes().get(..at) {
        Some([.., b'\n'] | []) => "",
        _ => end,
    };
    match place {
        TablesPlace { rows: Some(literal), .. } => {
            let written: fn(&str) -> String = match text.get(literal.clone())? {
                text if text.starts_with("\"\"\"") => escaped,
                text if text.starts_with("'''") => str::to_owned,
                _ => return None,
            };
            let close = literal.end - 3;
            let before = text.get(..close)?;
            let (line, row) = before.rfind('\n').map_or((0, before), |at| (at + 1, &before[at + 1..]));
            // The closing marks stand by themselves, or right behind the last row.
            match row.trim().is_empty() {
                true => inserted(line, block(written)),
                false => inserted(close, format!("{end}{}", block(written))),
            }
        }
        TablesPlace { header: Some(header), .. } => {
            if !text.get(header.clone())?.starts_with('[') {
                return None;
            }
            let at = text.get(header.end..)?.find('\n').map_or(text.len(), |at| header.end + at + 1);
            inserted(at, format!("{}{}", break_before(at), table()))
        }
        TablesPlace { header: None, .. } => {
            let gap = if text.trim().is_empty() { "" } else { end };
            inserted(text.len(), format!("{}{gap}[tables]{end}{}", break_before(text.len()), table()))
        }
    }
}

/// A row as it stands in a basic string of TOML.
fn escaped(row: &str) -> String {
    let mut escaped = String::with_capacity(row.len());
    for c in row.chars() {
        match c {
            '\\' | '"' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    //! Properties: rows are written wherever a file has room, everything else stays byte for byte; a file without room,
    //! or one that would say something else, is left as it is; no row is written twice.
    use super::*;

    const LINES: [&str; 2] = ["Paid for by its readers.", "C:\\news is \"ours\""];

    fn added(text: &str) -> Option<(String, Vec<usize>)> {
        let added = with_lines(text, "onrecord.toml", &LINES, Reason::Notice).unwrap();
        added.map(|(text, rows)| (text, rows.iter().map(|row| row.row).collect()))
    }

    #[test]
    fn rows_are_written_where_there_is_room() {
        let rows = "Paid for by its readers.  whole  notice  -\nC:\\\\news is \\\"ours\\\"  whole  notice  -\n";
        let table = format!("furniture = \"\"\"\n{HEADER}\n{rows}\"\"\"\n");
        for (before, between, after, at) in [
            ("", format!("[tables]\n{table}"), "", [4, 5]),
            ("# Mine.\n", format!("\n[tables]\n{table}"), "", [6, 7]),
            ("tables-folder = 'mine'", format!("\n\n[tables]\n{table}"), "", [6, 7]),
            ("[[person]]\nname = 'Ann Lee'\n", format!("\n[tables]\n{table}"), "", [7, 8]),
            (
                "[ tables ] # here\n",
                table.clone(),
                "agencies = 'PNS\tPier'\n\n[[phrase]]\ntext='a'\nreason='menu'\n",
                [4, 5],
            ),
            ("[tables]", format!("\n{table}"), "", [4, 5]),
            (
                "[tables]\nfurniture = \"\"\"\n# Mine.\nAd  whole  notice  -\n",
                rows.to_owned(),
                "  \"\"\" # end\nagencies = 'PNS\tPier'\n",
                [5, 6],
            ),
            ("[tables]\nfurniture = \"\"\"Ad  whole  notice  -", format!("\n{rows}"), "\"\"\"", [3, 4]),
            ("[tables]\nfurniture = \"\"\"", format!("\n{rows}"), "\"\"\"\n", [3, 4]),
            ("tables.furniture = \"\"\"\n", rows.to_owned(), "\"\"\"\n", [2, 3]),
            ("[tables]\nfurniture = '''\n", rows.replace("\\\\", "\\").replace("\\\"", "\""), "'''\n", [3, 4]),
            ("a\r\n".repeat(0).as_str(), format!("[tables]\n{table}"), "", [4, 5]),
        ] {
            let (text, rows) =
                added(&format!("{before}{after}")).unwrap_or_else(|| panic!("no room in {before}{after}"));
            assert_eq!(text, format!("{before}{between}{after}"));
            assert_eq!(rows, at, "{before}{after}");
        }
        let (text, _) = added("# Mine.\r\n[tables]\r\n").unwrap();
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text:?}");
    }

    #[test]
    fn what_has_no_room_is_left_as_it_is() {
        for text in [
            "tables = { agencies = 'PNS\tPier' }\n",
            "tables.agencies = 'PNS\tPier'\n",
            "[tables]\nfurniture = 'Ad  whole  notice  -'\n",
            // The backslash would join the new row to the one before it.
            "[tables]\nfurniture = \"\"\"\nAd  whole  notice  - \\\n\"\"\"\n",
        ] {
            assert_eq!(added(text), None, "{text}");
        }
    }

    #[test]
    fn no_row_is_written_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onrecord.toml");
        let add = |lines: &[&str]| add_lines(&path, lines, Reason::Advertisement).unwrap();
        let first = add(&["Read our letter", "READ our letter"]);
        assert_eq!((first.created, first.rows.len(), first.already.len()), (true, 1, 0));
        let text = fs::read_to_string(&path).unwrap();
        let second = add(&["read our letter"]);
        assert_eq!((second.created, second.rows.len(), second.already.len()), (false, 0, 1));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(add(&["Read our letter", "Become a member"]).rows.len(), 1);
        let own = Corrections::read(&path).unwrap().own_lines().unwrap();
        assert_eq!(own.reason("become a member"), Some(Reason::Advertisement));
        fs::write(&path, "[tables\n").unwrap();
        assert!(add_lines(&path, &["Read on"], Reason::Notice).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "[tables\n");
    }
}
