//! `onrecord`: full-text search over saved news, by who said what, when, between which countries.

pub mod annotate;
pub mod article;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod engine;
pub mod index;
pub mod query;
pub mod search;
pub mod span;
