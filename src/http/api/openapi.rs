//! The description of the API for programs: OpenAPI 3.1, made from the tables that answer it.
//!
//! Paths and parameters come from [`super::endpoints`] and [`crate::http::params`]; the shapes of answers stand in `schemas.json`, and
//! tests hold every answer against them.

use serde_json::{Map, Value, json};

use super::BASE;
use super::endpoints::Endpoint;
use super::format::Format;
use crate::export::cite;
use crate::http::params::{Kind, Parameter, TABLE};

/// The shapes of answers, by name.
const SCHEMAS: &str = include_str!("schemas.json");

/// The description of these addresses.
///
/// # Errors
/// When the file of shapes is no JSON.
pub(super) fn document(endpoints: &[Endpoint]) -> serde_json::Result<Value> {
    let paths: Map<String, Value> = endpoints
        .iter()
        .map(|endpoint| (format!("{BASE}{}", endpoint.path), json!({ "get": operation(endpoint) })))
        .collect();
    let schemas: Value = serde_json::from_str(SCHEMAS)?;
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "onrecord",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Who said what, when, between which countries: search over a folder of saved news",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "Where the server was started with `--token`" },
            },
        },
        "security": [{}, { "token": [] }],
    }))
}

fn operation(endpoint: &Endpoint) -> Value {
    let taken = TABLE.iter().filter(|parameter| endpoint.takes(parameter));
    let taken = taken.map(|taken| if taken.name == "format" { format(endpoint, taken) } else { parameter(taken) });
    let parameters: Vec<Value> = part(endpoint).into_iter().chain(taken).collect();
    let problem = json!({
        "description": "What went wrong",
        "content": { "application/problem+json": { "schema": reference("Problem") } },
    });
    json!({
        "operationId": endpoint.path.trim_matches('/').replace(['/', '{', '}'], "_").replace("__", "_"),
        "summary": endpoint.what,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": endpoint.what,
                "headers": {
                    "ETag": { "schema": { "type": "string" }, "description": "The same while the answer says the same" },
                    "Link": { "schema": { "type": "string" }, "description": "`rel=\"next\"`: the next page" },
                },
                "content": content(endpoint),
            },
            "304": { "description": "It says what the one known by `If-None-Match` said" },
            "default": problem,
        },
    })
}

/// What the path has in the place of `{…}`.
fn part(endpoint: &Endpoint) -> Option<Value> {
    let (name, _) = endpoint.path.split_once('{')?.1.split_once('}')?;
    let (what, example) = endpoint.part?;
    Some(json!({
        "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 },
        "description": what, "example": example,
    }))
}

/// The answer in each of its forms.
fn content(endpoint: &Endpoint) -> Value {
    let form = |format: &Format| {
        let schema = match (format, endpoint.schema) {
            (Format::Json, Some(schema)) => reference(schema),
            (Format::Cited(cite::Format::Csl), _) => json!({ "type": "array", "items": { "type": "object" } }),
            _ => json!({ "type": "string" }),
        };
        (format.media_type().to_owned(), json!({ "schema": schema }))
    };
    endpoint.formats.iter().map(form).collect::<Map<_, _>>().into()
}

/// The forms that an endpoint knows.
fn format(endpoint: &Endpoint, parameter: &Parameter) -> Value {
    let names: Vec<&str> = endpoint.formats.iter().map(|format| format.name()).collect();
    json!({
        "name": parameter.name, "in": "query", "description": parameter.what,
        "schema": { "type": "string", "enum": names, "default": names.first() }, "example": names.last(),
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean", "default": false }),
        Kind::Number { least, most, usual } if usual < least => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Kind::Number { least, most, usual } => {
            json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual })
        }
        Kind::OneOf(choices) => {
            let choices: Vec<&str> = choices.iter().copied().filter(|choice| !choice.is_empty()).collect();
            json!({ "type": "string", "enum": choices })
        }
        Kind::Filter(_) | Kind::Denied(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Texts { most } => json!({ "type": "array", "items": { "type": "string" }, "maxItems": most }),
    };
    let example = match parameter.kind {
        Kind::Flag => json!(true),
        Kind::Number { .. } => json!(parameter.example.parse::<u64>().unwrap_or_default()),
        Kind::Filter(_) | Kind::Denied(_) | Kind::Texts { .. } => json!([parameter.example]),
        Kind::Text | Kind::OneOf(_) => json!(parameter.example),
    };
    json!({ "name": parameter.name, "in": "query", "description": parameter.what, "schema": schema, "example": example })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}
