//! The file of cases: text to cases and, with what was got, back again.

use std::collections::BTreeMap;
use std::fmt;

/// What is marked in a passage or title.
pub type Shown = Vec<String>;

/// A query with what it is to give.
#[derive(Debug)]
pub struct Case {
    /// The line of the query, from 1.
    pub line: usize,
    pub query: String,
    pub tree: String,
    pub complaints: usize,
    pub readings: Vec<String>,
    /// By passage (`article:paragraph`) or title (`article:T`).
    pub shown: BTreeMap<String, Shown>,
}

/// Cases are the same that give the same, wherever they stand.
impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        (&self.query, &self.tree, self.complaints) == (&other.query, &other.tree, other.complaints)
            && (&self.readings, &self.shown) == (&other.readings, &other.shown)
    }
}

impl Case {
    fn new(line: usize, query: &str) -> Self {
        Self {
            line,
            query: query.to_owned(),
            tree: query.to_owned(),
            complaints: 0,
            readings: Vec::new(),
            shown: BTreeMap::new(),
        }
    }

    fn read(&mut self, mark: &str, rest: &str) {
        match mark {
            "=" => self.tree = rest.to_owned(),
            "!" => self.complaints = rest.parse().unwrap(),
            "~" => self.readings.push(rest.to_owned()),
            ">" => {
                let mut parts = rest.split(" | ").map(str::to_owned);
                let twice = self.shown.insert(parts.next().unwrap(), parts.collect());
                assert!(twice.is_none(), "line {}: {rest} stands twice", self.line);
            }
            _ => panic!("line {}: `{mark} {rest}` is no part of a case", self.line),
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "? {}", self.query)?;
        if self.tree != self.query {
            writeln!(f, "{}", format!("= {}", self.tree).trim_end())?;
        }
        if self.complaints > 0 {
            writeln!(f, "! {}", self.complaints)?;
        }
        self.readings.iter().try_for_each(|reading| writeln!(f, "~ {reading}"))?;
        self.shown.iter().try_for_each(|(at, marks)| writeln!(f, "{}", row(at, marks)))
    }
}

fn row(at: &str, marks: &[String]) -> String {
    let marks: String = marks.iter().map(|mark| format!(" | {mark}")).collect();
    format!("> {at}{marks}")
}

/// Reads the file.
pub fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let (mark, rest) = content.split_once(' ').unwrap_or((content, ""));
        match mark {
            "" | "#" => {}
            "?" => cases.push(Case::new(line, rest)),
            mark => cases.last_mut().expect("a case begins with its query").read(mark, rest),
        }
    }
    cases
}

/// The file with the trees and marks that were got; everything else stays as it is.
pub fn blessed(text: &str, got: &[Case]) -> String {
    let mut written = String::new();
    let mut case: Option<&Case> = None;
    for (line, content) in (1..).zip(text.lines()) {
        let at = content.strip_prefix("> ").and_then(|row| row.split(" | ").next());
        let marks = case.zip(at).and_then(|(case, at)| Some((at, case.shown.get(at)?)));
        match (content.split(' ').next(), marks) {
            (Some("?"), _) => {
                case = got.iter().find(|case| case.line == line);
                written += content;
                if let Some(case) = case.filter(|case| case.tree != case.query) {
                    written += format!("\n= {}", case.tree).trim_end();
                }
            }
            (Some("="), _) => continue,
            (_, Some((at, marks))) => written += &row(at, marks),
            _ => written += content,
        }
        written.push('\n');
    }
    written
}
