//! What the targets that read files ask of whatever is read. Each of them gives its bytes a name, which selects the
//! format; seeds are the files of `tests/formats` (see `CONTRIBUTING.md`).

use std::sync::LazyLock;

use jiff::civil::date;
use onrecord::article::{Tables, read as article_of};
use onrecord::corpus::{Body, Document, FieldNames, Item, Limits, Reader, Skip};
use onrecord::corrections::Annotator;
use onrecord::span::{Span, slice};

/// How long a text may be to be annotated as well: that costs ten times what reading does, and only the first one is.
const ANNOTATED_BYTES: usize = 1_500;

/// Reads bytes as a file of this name. Whatever they are: reading ends, reading again finds the same (so ids are stable),
/// what is found has text, and spans lie within it.
pub fn read(name: &str, bytes: &[u8]) {
    // That parser is not ours, and runs where it can do no harm.
    if bytes.windows(5).any(|part| part == b"%PDF-") {
        return;
    }
    let found = found(name, bytes);
    assert_eq!(found, self::found(name, bytes), "read twice");
    let documents = found.0.iter().filter_map(|item| match item {
        Item::Document { document, .. } => Some(document),
        Item::Skipped { .. } => None,
    });
    for (at, document) in documents.enumerate() {
        assert!(!document.body.content().trim().is_empty(), "a document without text");
        judge_reading(document);
        if at == 0 && document.body.content().len() <= ANNOTATED_BYTES {
            judge_annotations(document);
        }
    }
}

fn found(name: &str, bytes: &[u8]) -> (Vec<Item>, Result<(), Skip>) {
    static READER: LazyLock<Reader> = LazyLock::new(|| {
        let limits = Limits { article_bytes: 1 << 20, expansion: 50, depth: 300, ..Limits::default() };
        Reader::new(limits, FieldNames::built_in().clone())
    });
    let mut items = Vec::new();
    let outcome = READER.read_bytes(name, bytes, &mut |item| items.push(item));
    (items, outcome)
}

/// Paragraphs of a text stand where they say, in order.
fn judge_reading(document: &Document) {
    let article = article_of(document, Tables::built_in());
    let Body::Plain(source) = &document.body else {
        assert!(article.paragraphs.iter().all(|paragraph| paragraph.place.is_none()));
        return;
    };
    let mut end = 0;
    for paragraph in &article.paragraphs {
        let place = paragraph.place.expect("plain text has places");
        assert!(end <= place.start && place.start < place.end, "paragraphs overlap");
        assert_eq!(words(slice(source, place)), words(&paragraph.text));
        end = place.end;
    }
    assert!(end <= source.chars().count());
}

/// The words of a text. Characters that nobody sees are left out where lines are joined.
fn words(text: &str) -> Vec<&str> {
    let is_unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    text.split_whitespace().map(|word| word.trim_matches(is_unseen)).filter(|word| !word.is_empty()).collect()
}

fn judge_annotations(document: &Document) {
    static ANNOTATOR: LazyLock<Annotator> = LazyLock::new(Annotator::built_in);
    let article = ANNOTATOR.annotate(document, std::slice::from_ref(&document.path), date(2021, 8, 24));
    assert_eq!(article.id, document.id());
    for paragraph in &article.paragraphs {
        let length = paragraph.text.chars().count();
        let within = |span: &Span| span.start <= span.end && span.end <= length;
        for speaker in &paragraph.speakers {
            assert!(speaker.content.iter().chain(&speaker.cue).all(within), "a speech beyond its paragraph");
        }
    }
}
