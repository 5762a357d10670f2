//! Prints what the first three stages make of files, one JSON object an article.

use onrecord::corpus::{Body, Document, Metadata};

fn main() -> anyhow::Result<()> {
    let today = jiff::ZonedDateTime::now().date();
    for path in std::env::args().skip(1).filter(|arg| arg != "annotate" && arg != "--format" && arg != "jsonl") {
        let text = std::fs::read_to_string(&path)?;
        let document = Document { path, ordinal: 0, body: Body::Plain(text), metadata: Metadata::default() };
        let article = onrecord::article::read(&document);
        println!("{}", serde_json::to_string(&onrecord::annotate::annotate(&document, article, today))?);
    }
    Ok(())
}
