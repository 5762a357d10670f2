//! An article as the document that a cluster takes.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD as PADDED, STANDARD_NO_PAD as BASE64};
use serde_json::{Map, Value, json};

use super::mapping::{KEY, ORDINAL, PARAGRAPHS, PATH_FOLDED, PLACE, REPEATED, SOURCE, STATE, STORY};
use super::stored;
use crate::analyzer::{Form, Token, sentences_of, tokens, tokens_within};
use crate::annotate::{AnnotatedArticle, AnnotatedParagraph, Date, People, Speech};
use crate::corpus::ArticleId;
use crate::corrections::Applied;
use crate::engine::fields::{self, Record};
use crate::engine::keys::{self, fitting};
use crate::engine::story::{self, days};
use crate::engine::{Entry, FileRecord, Signature, State, StoredArticle};

/// The place of an article in a story that it tells with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// The number of the earliest article.
    pub(super) story: u64,
    /// The earliest has none.
    pub(super) place: u32,
}

/// The id of an article's document.
pub(super) fn id_of(source: &str, article: &ArticleId) -> String {
    format!("{source}:{article}")
}

/// The source of an article's document.
pub(super) fn source_of(document: &str) -> &str {
    document.rsplit_once(':').map_or("", |(source, _)| source)
}

/// The id of a file's document; a path may be longer than an id.
pub(super) fn file_id(source: &str, path: &str) -> String {
    let digest = blake3::hash(path.as_bytes()).to_hex();
    format!("{source}:file:{}", &digest[..32])
}

/// The id of the document by which the index tells what it says of itself for a source.
pub(super) fn state_id(source: &str) -> String {
    format!("{source}:{STATE}")
}

/// The document of a file.
pub(super) fn file(source: &str, file: &FileRecord) -> Value {
    json!({ (fields::LEVEL): Record::File.name(), (SOURCE): source, (fields::PATH): fitting(&file.path), (fields::RECORD): file })
}

/// The document of what the index says of itself for a source.
pub(super) fn state(source: &str, state: &State) -> Value {
    json!({ (fields::LEVEL): STATE, (SOURCE): source, (fields::RECORD): state })
}

/// The document of an article.
pub(super) fn article(source: &str, entry: Entry<'_>, told: Option<Told>) -> Value {
    let Entry { article, stated_id, paths, applied, people, signature } = entry;
    let mut document = Map::new();
    let mut set = |name: &str, value: Value| _ = document.insert(name.to_owned(), value);
    set(fields::LEVEL, Record::Article.name().into());
    set(fields::ARTICLE, article.id.as_str().into());
    set(SOURCE, source.into());
    set(fields::ORDER, order(&article.id).into());
    if let Some(title) = &article.title {
        set(fields::TITLE, scored(&tokens(title), &[]));
    }
    if let Some(&Date { value: date, basis, .. }) = keys::dating(article) {
        set(fields::DATE_FIRST, days(date.first_day()).into());
        set(fields::DATE_LAST, days(date.last_day()).into());
        set(fields::MONTH, keys::month(date).into());
        set(fields::BASIS, fields::basis(basis).into());
    }
    if let Some(name) = &article.publisher {
        set(fields::PUBLISHER, fitting(&keys::publisher(name)).into());
        set(fields::PUBLISHER_NAME, fitting(name).into());
    }
    if let Some(lang) = &article.lang {
        set(fields::LANG, fitting(lang).into());
    }
    set(fields::PATH, paths.iter().map(|path| fitting(path)).collect());
    set(PATH_FOLDED, paths.iter().map(|path| fitting(&path.to_lowercase()).to_owned()).collect());
    if *signature != Signature::default() {
        set(fields::SIGNATURE, row_of(signature).into());
    }
    set(fields::ABOUT, keys::about(article).into());
    if let Some(Told { story, place }) = told {
        set(STORY, signed(story).into());
        set(PLACE, place.into());
    }
    set(fields::RECORD, json!(stored_head(article, stated_id, paths, applied)));
    let repeated = REPEATED.map(|name| (name.to_owned(), document.get(name).cloned().unwrap_or_default()));
    let key = id_of(source, &article.id);
    let paragraphs = article.paragraphs.iter().map(|p| paragraph(&key, &repeated, article, p, people));
    let paragraphs = paragraphs.collect();
    document.insert(PARAGRAPHS.to_owned(), paragraphs);
    Value::Object(document)
}

/// The document of an article that is there, where its place among stories has changed.
pub(super) fn refiled(source: &str, stored: &StoredArticle, people: &People, told: Option<Told>) -> Value {
    let StoredArticle { article: stored_article, stated_id, paths, applied } = stored;
    let signature = &Signature::of(stored_article);
    let entry = Entry { article: stored_article, stated_id: stated_id.as_deref(), paths, applied, people, signature };
    article(source, entry, told)
}

fn stored_head(
    article: &AnnotatedArticle,
    stated_id: Option<&str>,
    paths: &[String],
    applied: &Applied,
) -> StoredArticle {
    StoredArticle {
        article: AnnotatedArticle { paragraphs: Vec::new(), ..article.clone() },
        stated_id: stated_id.map(str::to_owned),
        paths: paths.to_vec(),
        applied: applied.clone(),
    }
}

fn paragraph(
    key: &str,
    repeated: &[(String, Value)],
    article: &AnnotatedArticle,
    paragraph: &AnnotatedParagraph,
    people: &People,
) -> Value {
    let mut document: Map<String, Value> = repeated.iter().cloned().collect();
    let mut set = |name: &str, value: Value| _ = document.insert(name.to_owned(), value);
    let row = tokens(&paragraph.text);
    set(KEY, key.into());
    set(ORDINAL, paragraph.ordinal.into());
    set(fields::TEXT, scored(&row, &sentences_of(&paragraph.text, &row)));
    set(fields::COUNTRY, keys::countries(article, paragraph).iter().map(|country| country.code()).collect());
    set(fields::PAIR, keys::pairs(article, paragraph).iter().map(ToString::to_string).collect());
    set(fields::RECORD, json!(paragraph));
    let speeches = (0..).zip(&paragraph.speakers);
    set("speeches", speeches.map(|(at, speech)| self::speech(key, paragraph, at, speech, people)).collect());
    Value::Object(document)
}

fn speech(key: &str, paragraph: &AnnotatedParagraph, ordinal: u32, speech: &Speech, people: &People) -> Value {
    let mut document = Map::new();
    let mut set = |name: &str, value: Value| _ = document.insert(name.to_owned(), value);
    set(KEY, key.into());
    set(fields::PARAGRAPH, paragraph.ordinal.into());
    set(ORDINAL, ordinal.into());
    set(fields::KIND, speech.kind.as_str().into());
    if let Some(name) = &speech.name {
        set(fields::SPEAKER_WORD, people.words(name).iter().map(|word| fitting(word)).collect());
        set(fields::SPEAKER, fitting(people.key(name).as_str()).into());
        set(fields::SPEAKER_NAME, fitting(name).into());
    }
    if let Some(role) = &speech.role {
        set(fields::ROLE, unscored(&tokens(role), &[]));
    }
    if let Some(org) = speech.org() {
        set(fields::ORG, unscored(&tokens(org), &[]));
    }
    set(fields::SAID, unscored(&tokens_within(&paragraph.text, &speech.content), &[]));
    Value::Object(document)
}

/// The fields of a text that scores.
fn scored(row: &[Token], sentences: &[u32]) -> Value {
    let mut fields = unscored(row, sentences);
    fields["exact"] = stored::row(row, Form::Exact).into();
    fields
}

/// The fields of a text that does not.
fn unscored(row: &[Token], sentences: &[u32]) -> Value {
    json!({
        "stem": stored::row(row, Form::Stem),
        "every": stored::every(row, sentences),
        "words": stored::words(row),
    })
}

/// A signature as the cluster keeps a row of bytes.
fn row_of(signature: &Signature) -> String {
    let bytes: Vec<u8> = signature.to_words().into_iter().flat_map(u64::to_le_bytes).collect();
    PADDED.encode(bytes)
}

/// The signature that a row of bytes was made of.
pub(super) fn signature_of(row: &str) -> Option<Signature> {
    // What is sent may be padded at its end; what comes back is not.
    let bytes = BASE64.decode(row.trim_end_matches('=')).ok()?;
    let words = bytes.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap_or_default()));
    Some(Signature::from_words(words))
}

/// The number of an article among those with a sign, in the same order.
pub(super) fn signed(number: u64) -> i64 {
    (number ^ (1 << 63)).cast_signed()
}

/// The number that [`signed`] was made of.
pub(super) fn unsigned(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

fn order(id: &ArticleId) -> i64 {
    signed(story::number(id))
}

#[cfg(test)]
mod tests {
    //! Properties: signatures come back as they were sent, padded or not; numbers keep their order.
    use super::*;

    #[test]
    fn signatures_come_back() {
        let signature = Signature::from_words((0..32).map(|at: u64| at.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let row = row_of(&signature);
        assert_eq!(signature_of(&row), Some(signature.clone()));
        assert_eq!(signature_of(row.trim_end_matches('=')), Some(signature));
    }

    #[test]
    fn numbers_keep_their_order() {
        let numbers = [0, 1, u64::MAX / 2, u64::MAX / 2 + 1, u64::MAX];
        assert!(numbers.windows(2).all(|pair| signed(pair[0]) < signed(pair[1])));
        assert!(numbers.iter().all(|&number| unsigned(signed(number)) == number));
    }
}
