//! What went wrong with a request, as programs read it: problem details after RFC 9457.

use std::fmt::Write;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::params::ParamError;
use crate::engine::EngineError;
use crate::engine::opensearch::ClusterError;
use crate::index::IndexError;
use crate::search::{RequestError, SearchError};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{title}: {detail}")]
pub struct Problem {
    /// Which kind of problem it is; the same for all of a kind.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The kind in words.
    pub title: &'static str,
    /// The status of the response.
    pub status: u16,
    /// What went wrong this time, and what to do.
    pub detail: String,
    /// The parameter that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

/// The kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A parameter is unknown, or its value none that it may have.
    BadParameter,
    /// Nothing is asked, or nothing of it can be searched for.
    EmptyQuery,
    /// A pattern stands for too many words.
    TooBroad,
    /// It took too long, and was given up.
    TooSlow,
    /// There is no such thing.
    NotFound,
    /// It was there, and is not any more.
    Gone,
    /// Only certain methods are taken there.
    MethodNotAllowed,
    /// The request is larger than one may be.
    TooLarge,
    /// It comes from, or goes to, where it must not.
    Forbidden,
    /// A token is missing or wrong.
    Unauthorized,
    /// So many ask at once that this one must come again.
    Busy,
    /// There is no index, or none that this version reads.
    NoIndex,
    /// The index cannot be read, or the program failed.
    Internal,
}

impl Kind {
    /// The status that goes with it, and its name for people.
    fn status(self) -> (StatusCode, &'static str) {
        match self {
            Self::BadParameter => (StatusCode::BAD_REQUEST, "A parameter is wrong"),
            Self::EmptyQuery => (StatusCode::BAD_REQUEST, "Nothing to search for"),
            Self::TooBroad => (StatusCode::BAD_REQUEST, "A pattern is too broad"),
            Self::TooSlow => (StatusCode::SERVICE_UNAVAILABLE, "It took too long"),
            Self::NotFound => (StatusCode::NOT_FOUND, "Not found"),
            Self::Gone => (StatusCode::GONE, "No longer there"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "Method not allowed"),
            Self::TooLarge => (StatusCode::URI_TOO_LONG, "The request is too large"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "Forbidden"),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "A token is needed"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "Too many requests at once"),
            Self::NoIndex => (StatusCode::SERVICE_UNAVAILABLE, "No index"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong"),
        }
    }
}

impl Problem {
    /// A problem of a kind.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let (status, title) = kind.status();
        Self { kind, title, status: status.as_u16(), detail: detail.into(), parameter: None }
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.kind.status().0
    }
}

impl From<ParamError> for Problem {
    fn from(error: ParamError) -> Self {
        let parameter = Some(error.name().to_owned());
        Self { parameter, ..Self::new(Kind::BadParameter, error.to_string()) }
    }
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        Self::new(Kind::BadParameter, error.message)
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        let kind = match &error {
            SearchError::Empty | SearchError::Nothing { .. } | SearchError::Nobody => Kind::EmptyQuery,
            SearchError::NoArticle { .. } | SearchError::SeveralArticles { .. } | SearchError::NoPerson { .. } => {
                Kind::NotFound
            }
            SearchError::Engine(_) => Kind::Internal,
        };
        match error {
            SearchError::Engine(error) => error.into(),
            error => Self::new(kind, error.to_string()),
        }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::TooBroad { .. }
            | EngineError::TooMixed
            | EngineError::Cluster(ClusterError::BeyondLimits { .. }) => Self::new(Kind::TooBroad, error.to_string()),
            EngineError::Cluster(ClusterError::Unreachable { .. } | ClusterError::Partial { .. }) => {
                Self::new(Kind::Busy, chain(&error))
            }
            EngineError::Cluster(_) => Self::new(Kind::Internal, chain(&error)),
            EngineError::Interrupted => Self::new(Kind::TooSlow, error.to_string()),
            EngineError::Access { .. } | EngineError::Damaged { .. } => Self::new(Kind::Internal, chain(&error)),
        }
    }
}

impl From<IndexError> for Problem {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Engine(error) => error.into(),
            IndexError::Missing { .. } | IndexError::OtherVersion { .. } => Self::new(Kind::NoIndex, error.to_string()),
            error => Self::new(Kind::Internal, chain(&error)),
        }
    }
}

/// An error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a text does not fail.
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self.kind {
            Kind::Busy | Kind::TooSlow => _ = headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1")),
            Kind::Unauthorized => _ = headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            _ => {}
        }
        response
    }
}
