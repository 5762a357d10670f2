//! Expected output in files: `ONRECORD_BLESS=1 cargo test --test cli` rewrites them, review shows what moved.

use std::fs;
use std::path::Path;

/// Compares with `tests/cli/golden/NAME`, printing the lines that differ.
#[track_caller]
pub fn check(name: &str, got: &str) {
    let told = difference(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/golden").join(name), got);
    if let Some(told) = told {
        panic!("{name} differs (-expected +got); if it should, run with ONRECORD_BLESS=1\n{told}");
    }
}

/// The lines that differ from those of a file; none where it is written anew.
pub fn difference(path: &Path, got: &str) -> Option<String> {
    if std::env::var_os("ONRECORD_BLESS").is_some_and(|value| value == "1") {
        fs::write(path, got).unwrap();
        return None;
    }
    let want = fs::read_to_string(path).unwrap_or_default();
    (want != got).then(|| diff(&want, got))
}

/// The lines that two texts do not share, with a line of context before each.
fn diff(want: &str, got: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (want.split('\n').collect(), got.split('\n').collect());
    // The longest common subsequence of the tails from each pair of lines.
    let mut longest = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] =
                if a[i] == b[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut text, mut same) = (0, 0, String::new(), None);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            same = Some(a[i]);
            (i, j) = (i + 1, j + 1);
            continue;
        }
        if let Some(line) = same.take() {
            text.push_str(&format!("  {line}\n"));
        }
        if j == b.len() || i < a.len() && longest[i + 1][j] >= longest[i][j + 1] {
            text.push_str(&format!("- {}\n", a[i]));
            i += 1;
        } else {
            text.push_str(&format!("+ {}\n", b[j]));
            j += 1;
        }
    }
    text
}

/// JSON laid out for review, its keys in the order they were printed; short values stay on a line.
pub fn laid_out(json: &str) -> String {
    let _: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut text = String::new();
    lay(json.trim(), 0, &mut text);
    text.push('\n');
    text
}

const LINE_MAX: usize = 100;

fn lay(value: &str, depth: usize, into: &mut String) {
    let opened = value.starts_with(['[', '{']);
    if !opened || value.chars().count() <= LINE_MAX {
        into.push_str(value);
        return;
    }
    let pad = "  ".repeat(depth + 1);
    into.push_str(&value[..1]);
    let members = parts(&value[1..value.len() - 1], ',');
    for (at, member) in members.iter().enumerate() {
        into.push_str(&format!("{}\n{pad}", if at > 0 { "," } else { "" }));
        match &parts(member, ':')[..] {
            [key, rest] if value.starts_with('{') => {
                into.push_str(&format!("{key}: "));
                lay(rest, depth + 1, into);
            }
            _ => lay(member, depth + 1, into),
        }
    }
    into.push_str(&format!("\n{}{}", "  ".repeat(depth), &value[value.len() - 1..]));
}

/// The parts between separators that stand in no string and no bracket.
fn parts(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut string, mut escaped) = (Vec::new(), 0, 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if string => escaped = true,
            '"' => string = !string,
            _ if string => {}
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ if c == separator && depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[test]
fn a_diff_shows_what_moved() {
    assert_eq!(diff("a\nb\nc", "a\nx\nc"), "  a\n- b\n+ x\n");
    assert_eq!(diff("a", "a"), "");
    assert_eq!(diff("a", "a\nb"), "  a\n+ b\n");
}

#[test]
fn laying_out_changes_blanks_only() {
    let json = format!(r#"{{"a":[1,"x,:{{\"y"],"b":{{"c":"{}","d":[]}}}}"#, "long ".repeat(30));
    let laid = laid_out(&json);
    assert!(laid.lines().count() > 4, "{laid}");
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&laid), value(&json));
}
