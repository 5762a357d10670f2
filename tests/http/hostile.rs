//! Articles that would do something where they were markup.

use std::fs;
use std::path::Path;

use serde_json::json;

/// It would leave a trace, ask somebody elsewhere, and stop the page.
const SCRIPT: &str = "<script>ran=1;fetch('//elsewhere.example');alert(1)</script>";
const QUOTE: &str = "\" onmouseover=\"ran=2;alert(2)";

/// Writes them into a folder, in a file whose name would do something, too.
pub fn write(folder: &Path) {
    let record = json!({
        "title": format!("Harbour {SCRIPT} {QUOTE} \u{202e}forum"),
        "publisher": format!("Pier {SCRIPT} {QUOTE}"),
        "url": format!("javascript:ran=3;alert(3)//{QUOTE}"),
        "date": "2017-08-24",
        "text": format!(
            "“The harbour {SCRIPT} will open in spring,” said Ada{QUOTE} Lind, chair of the \u{202e}Harbour Trust.\n\n\
             The harbour of South Korea and China </p><img src=//elsewhere.example/x onerror=ran=4;alert(4)> grew, Ada Lind \
             said."
        ),
    });
    fs::write(folder.join("a\" onmouseover=x.jsonl"), format!("{record}\n")).unwrap();
}
