//! The mapping of an index on a cluster, made from the table of fields, and the limits that it is made with.
//!
//! An article is a document, its paragraphs nested in it and their speeches in these. Files and what the index says of
//! itself are documents of their own beside them, told apart by [`LEVEL`].

use serde_json::{Map, Value, json};

use super::stored::{GAP, STACKED};
use crate::engine::fields::{self, FIELDS, FieldRow, LEVEL, Manner, Record};
use crate::engine::{EXPANSIONS_MAX, Versions};

/// Where paragraphs are nested in an article.
pub(super) const PARAGRAPHS: &str = "paragraphs";
/// Where speeches are nested in a paragraph.
pub(super) const SPEECHES: &str = "paragraphs.speeches";

/// The place of a paragraph in its article, or of a speech in its paragraph.
pub(super) const ORDINAL: &str = "ordinal";
/// The id of a document, on what is nested in it too: to go on behind it, and to name paragraphs and speeches by.
pub(super) const KEY: &str = "key";
/// Whose folder an article, a file or a state is of.
pub(super) const SOURCE: &str = "source";
/// The number of the earliest article of the story that an article tells with others.
pub(super) const STORY: &str = "story";
/// The place of an article in its story; the earliest has none.
pub(super) const PLACE: &str = "place";
/// A path in small letters.
pub(super) const PATH_FOLDED: &str = "path_folded";
/// The [`LEVEL`] of what the index says of itself.
pub(super) const STATE: &str = "state";

/// The [`LEVEL`] of what says which runs have begun and not ended.
pub(super) const RUN: &str = "run";
/// The run that has written an article.
pub(super) const WRITTEN_BY: &str = "written_by";

/// What paragraphs repeat of their article, so that they can be counted by it where they are filtered.
pub(super) const REPEATED: [&str; 3] = [fields::MONTH, fields::PUBLISHER, fields::LANG];

/// Analyzes rows of tokens, one a position.
pub(super) const TOKENS: &str = "tokens";
/// Analyzes rows of tokens, several a position.
const STACKS: &str = "stacks";

/// How many paragraphs and speeches an article may have, all in all.
const NESTED_MAX: usize = 1_000_000;

/// How many passages of one article an answer may hold.
pub(super) const PASSAGES_MAX: usize = 100_000;

/// How many keys one clause may name.
pub(super) const KEYS_MAX: usize = 1_000_000;

/// How long the regular expression of a pattern may become.
const EXPRESSION_CHARS_MAX: usize = 1_000_000;

/// The name of a field where a record has it.
pub(super) fn of(record: Record, name: &str) -> String {
    match record {
        Record::Paragraph => format!("{PARAGRAPHS}.{name}"),
        Record::Speech => format!("{SPEECHES}.{name}"),
        Record::Article | Record::File | Record::Stories => name.to_owned(),
    }
}

/// Over how many parts an index is spread, and how many copies of each there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// Into how many parts the index falls; each may lie on a machine of its own.
    pub shards: u32,
    /// How many copies of each part there are beside it, if there are machines for them.
    pub replicas: u32,
}

impl Default for Spread {
    fn default() -> Self {
        Self { shards: 1, replicas: 1 }
    }
}

/// What an index is made with.
pub(super) fn index(spread: Spread) -> Value {
    json!({
        "settings": {
            "number_of_shards": spread.shards,
            // One machine alone holds no copies, and is no less healthy for that.
            "auto_expand_replicas": format!("0-{}", spread.replicas),
            // What is written becomes visible at the end of a run.
            "refresh_interval": "-1",
            "mapping.nested_objects.limit": NESTED_MAX,
            "max_inner_result_window": PASSAGES_MAX,
            "max_terms_count": KEYS_MAX,
            "max_regex_length": EXPRESSION_CHARS_MAX,
            "analysis": {
                "tokenizer": { "blanks": { "type": "whitespace", "max_token_length": 4096 } },
                "filter": {
                    "gaps": { "type": "stop", "stopwords": [GAP] },
                    "stacked": {
                        "type": "pattern_capture",
                        "preserve_original": false,
                        "patterns": [format!("([^{STACKED}]+)")],
                    },
                },
                "analyzer": {
                    TOKENS: { "type": "custom", "tokenizer": "blanks", "filter": ["gaps"] },
                    STACKS: { "type": "custom", "tokenizer": "blanks", "filter": ["stacked", "gaps"] },
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": { "onrecord": Versions::current() },
            // The texts are kept once, in the records; the tokens made of them can be made again.
            "_source": { "includes": [LEVEL, SOURCE, WRITTEN_BY, fields::RECORD, "paragraphs.record"] },
            "properties": properties(),
        },
    })
}

fn properties() -> Value {
    let mut article = fields_of(Record::Article);
    article.extend([
        (LEVEL.to_owned(), key()),
        (KEY.to_owned(), key()),
        (SOURCE.to_owned(), key()),
        (WRITTEN_BY.to_owned(), key()),
        (STORY.to_owned(), number()),
        (PLACE.to_owned(), number()),
        (PATH_FOLDED.to_owned(), key()),
    ]);
    let mut paragraph = fields_of(Record::Paragraph);
    paragraph.extend(REPEATED.map(|name| (name.to_owned(), counted())));
    paragraph.extend([
        (KEY.to_owned(), matched()),
        (ORDINAL.to_owned(), number()),
        ("speeches".to_owned(), nested(speech())),
    ]);
    article.insert(PARAGRAPHS.to_owned(), nested(paragraph));
    Value::Object(article)
}

fn speech() -> Map<String, Value> {
    let mut speech = fields_of(Record::Speech);
    speech.extend([(KEY.to_owned(), matched()), (ORDINAL.to_owned(), number())]);
    speech
}

fn nested(properties: Map<String, Value>) -> Value {
    json!({ "type": "nested", "dynamic": "strict", "properties": properties })
}

/// The fields of a kind of record, from the table.
fn fields_of(record: Record) -> Map<String, Value> {
    let own = FIELDS.iter().filter(|row| is_mapped(row, record));
    own.map(|row| (row.name.to_owned(), field(row, record))).collect()
}

/// What paragraphs and speeches stand in an article need not be counted, and these are named by [`KEY`]: an article may be
/// there once for each source, with corrections of its own.
fn is_mapped(row: &FieldRow, record: Record) -> bool {
    let is_nested = matches!(record, Record::Paragraph | Record::Speech);
    let is_told_otherwise = [LEVEL, fields::PARAGRAPHS, fields::SPEECHES].contains(&row.name);
    row.of.contains(&record) && !is_told_otherwise && !(is_nested && row.name == fields::ARTICLE)
}

fn field(row: &FieldRow, record: Record) -> Value {
    match row.manner {
        Manner::Text => text(record),
        Manner::Key => key(),
        Manner::CountedKey | Manner::Counted => json!({ "type": "keyword" }),
        Manner::Number => number(),
        // A column of numbers would be sorted.
        Manner::Row => json!({ "type": "binary", "doc_values": true }),
        Manner::Stored => json!({ "type": "object", "enabled": false }),
    }
}

/// The fields of a text; what is asked of speeches does not score.
fn text(record: Record) -> Value {
    let scored = record != Record::Speech;
    let row = || json!({ "type": "text", "analyzer": TOKENS, "norms": scored });
    let every = json!({ "type": "text", "analyzer": STACKS, "search_analyzer": TOKENS, "norms": false });
    let mut fields = json!({ "stem": row(), "every": every, "words": counted() });
    if scored {
        fields["exact"] = row();
    }
    json!({ "properties": fields })
}

fn key() -> Value {
    json!({ "type": "keyword" })
}

/// A key that is neither counted nor sorted by.
fn matched() -> Value {
    json!({ "type": "keyword", "doc_values": false })
}

/// A key that is counted by and not matched.
fn counted() -> Value {
    json!({ "type": "keyword", "index": false })
}

fn number() -> Value {
    json!({ "type": "long" })
}

// An answer must be able to hold every word that a pattern may stand for.
const _: () = assert!(EXPANSIONS_MAX < 65_535);

#[cfg(test)]
mod tests {
    //! Properties: every field of the table is there at each of its levels, and nowhere else.
    use super::*;

    #[test]
    fn every_field_is_mapped() {
        let mapped = properties();
        let level = |record| match record {
            Record::Paragraph => &mapped[PARAGRAPHS]["properties"],
            Record::Speech => &mapped[PARAGRAPHS]["properties"]["speeches"]["properties"],
            _ => &mapped,
        };
        // Where paragraphs and speeches are nested bears the name of how many there are.
        for row in FIELDS.iter().filter(|row| ![LEVEL, PARAGRAPHS, fields::SPEECHES].contains(&row.name)) {
            for record in [Record::Article, Record::Paragraph, Record::Speech] {
                let is_repeated = record == Record::Paragraph && REPEATED.contains(&row.name);
                let is_there = !level(record)[row.name].is_null();
                assert_eq!(is_there, is_mapped(row, record) || is_repeated, "{} of {record:?}", row.name);
            }
        }
    }
}
