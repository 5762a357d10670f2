//! Gathers the text of a document that is laid out in paragraphs and tables, a line a paragraph.
//!
//! Its place: what the readers of office formats put the text of their elements into, in the order of these.
//!
//! A row of a table whose cells have a line each is one line, tabs between the cells; a row of which a cell has more is
//! a layout, and the lines of its cells follow one another. What stands within a paragraph and is no part of its
//! running text (a text box, a table) follows it. Notes follow everything.

/// The lines so far.
#[derive(Debug, Default)]
pub(super) struct Lines {
    frames: Vec<Frame>,
    body: String,
    notes: String,
}

/// What is open.
#[derive(Debug)]
enum Frame {
    /// Its own text, and the lines that follow it.
    Paragraph(String, String),
    /// The lines of each cell.
    Row(Vec<String>),
    Note(String),
}

impl Lines {
    pub fn open_paragraph(&mut self) {
        self.frames.push(Frame::Paragraph(String::new(), String::new()));
    }

    pub fn open_row(&mut self) {
        self.frames.push(Frame::Row(Vec::new()));
    }

    pub fn open_cell(&mut self) {
        if let Some(Frame::Row(cells)) = self.frames.last_mut() {
            cells.push(String::new());
        }
    }

    pub fn open_note(&mut self) {
        self.frames.push(Frame::Note(String::new()));
    }

    /// Adds to the text of the paragraph that is open; outside of one it is lost.
    pub fn text(&mut self, text: &str) {
        if let Some(Frame::Paragraph(own, _)) = self.frames.last_mut() {
            own.push_str(text);
        }
    }

    /// Closes the paragraph, row or note that was opened last.
    pub fn close(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph(own, after)) => {
                self.put(own.trim());
                self.put(&after);
            }
            Some(Frame::Row(cells)) if cells.iter().any(|cell| cell.contains('\n')) => {
                for cell in cells {
                    self.put(&cell);
                }
            }
            Some(Frame::Row(mut cells)) => {
                cells.retain(|cell| !cell.is_empty());
                self.put(&cells.join("\t"));
            }
            Some(Frame::Note(lines)) => push(&mut self.notes, &lines),
            None => {}
        }
    }

    /// Everything, with what is still open closed.
    pub fn finish(mut self) -> String {
        while !self.frames.is_empty() {
            self.close();
        }
        push(&mut self.body, &self.notes);
        self.body
    }

    /// Adds lines to what is open around them.
    fn put(&mut self, lines: &str) {
        let around = match self.frames.last_mut() {
            None => &mut self.body,
            Some(Frame::Paragraph(_, after)) => after,
            Some(Frame::Note(around)) => around,
            Some(Frame::Row(cells)) => {
                if cells.is_empty() {
                    cells.push(String::new());
                }
                cells.last_mut().expect("a cell was pushed where there was none")
            }
        };
        push(around, lines);
    }
}

/// Adds lines to lines.
fn push(lines: &mut String, more: &str) {
    if !lines.is_empty() && !more.is_empty() {
        lines.push('\n');
    }
    lines.push_str(more);
}

#[cfg(test)]
mod tests {
    //! Properties: rows of short cells are lines, others layouts; inner paragraphs follow; notes come last; nothing that
    //! is closed once too often or never is lost.
    use super::*;

    /// `p` opens a paragraph, `r` a row, `c` a cell, `n` a note, `/` closes; other characters are text.
    fn drawn(plan: &str) -> String {
        let mut lines = Lines::default();
        for c in plan.chars() {
            match c {
                'p' => lines.open_paragraph(),
                'r' => lines.open_row(),
                'c' => lines.open_cell(),
                'n' => lines.open_note(),
                '/' => lines.close(),
                other => lines.text(other.encode_utf8(&mut [0; 4])),
            }
        }
        lines.finish()
    }

    #[test]
    fn lines_follow_the_layout() {
        for (plan, expected) in [
            ("p1/p2/", "1\n2"),
            ("p1pB/2/p3/", "12\nB\n3"),
            ("p/p / ", ""),
            ("rcp1/cp2/cp/cp3//", "1\t2\t3"),
            ("rcp1/p2/cp3//p4/", "1\n2\n3\n4"),
            ("rcrcp1/cp2//cp3//", "1\t2\t3"),
            ("rcrcp1/cp2//rcp3//cp4//", "1\t2\n3\n4"),
            ("p1npX//2/p3/", "12\n3\nX"),
            ("rp1//", "1"),
            ("0p1////p2", "1\n2"),
        ] {
            assert_eq!(drawn(plan), expected, "{plan}");
        }
    }
}
