//! The tantivy schema, made from the table of fields.

use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

use crate::analyzer::Form;
use crate::engine::fields::{FIELDS, Manner, form_name};

/// tantivy's tokenizer that takes a value whole. Our own tokens never pass through a tokenizer.
const WHOLE: &str = "raw";

/// The schema of every index of this version.
pub(super) fn schema() -> Schema {
    let mut builder = Schema::builder();
    for row in FIELDS {
        match row.manner {
            Manner::Text => {
                for form in Form::ALL {
                    // Only words score; the cased form restricts.
                    builder.add_text_field(&form_name(row.name, form), words(form != Form::Cased));
                }
            }
            Manner::Key => {
                builder.add_text_field(row.name, key());
            }
            Manner::CountedKey => {
                builder.add_text_field(row.name, key().set_fast(WHOLE));
            }
            Manner::Counted => {
                builder.add_text_field(row.name, TextOptions::default().set_fast(WHOLE));
            }
            Manner::Number | Manner::Row => {
                builder.add_i64_field(row.name, tantivy::schema::FAST);
            }
            Manner::Stored => {
                builder.add_bytes_field(row.name, tantivy::schema::STORED);
            }
        }
    }
    builder.build()
}

fn words(scored: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(WHOLE)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(scored);
    TextOptions::default().set_indexing_options(indexing)
}

fn key() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(WHOLE)
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

/// A field of the table by name.
pub(super) fn field(schema: &Schema, name: &str) -> Field {
    schema.get_field(name).expect("the schema is made from the table that names are taken from")
}

/// A text field in one of its forms.
pub(super) fn form_field(schema: &Schema, name: &str, form: Form) -> Field {
    field(schema, &form_name(name, form))
}
