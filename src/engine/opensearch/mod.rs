//! The second engine: an OpenSearch cluster.
//!
//! Its place: behind the traits of `engine`; nothing outside this folder talks to a cluster. It stores and matches the tokens
//! that our own analysis made, so that it finds what the embedded engine finds; what it finds is marked, cut and shown by the
//! same code.
//!
//! An article is one document, its paragraphs nested in it and their speeches in these (`mapping`, `document`), its texts rows
//! of tokens (`stored`). Writing goes through [`ClusterWriter`] in bulk requests (`bulk`) while a lease is held (`lease`),
//! generations and the alias that names the current one through [`Cluster`]. Each source that feeds an index has its own articles,
//! corrections and names (`people`).
//!
//! A bound query is planned by [`crate::engine::plan`]: disjoint branches of articles, each with the paragraphs it shows. Here
//! they are lowered (`clauses`, `lowered`), totals and facets counted branch by branch and added (`count`), hits ranked by
//! the best passage of their branch (`rank`, `scoring`). What stands in a text is asked for by terms, phrases and intervals
//! (`spans`), a pattern by the words that it stands for, which are asked for first (`vocabulary`); for what these cannot say,
//! the articles that may have it are read here (`verify`).
//!
//! # Invariants
//! Counts are exact or an error; an answer from a part of the shards is an error. Every request can be sent twice without
//! harm.
//!
//! # Limits
//! Names of everybody and what counts them are read anew by every reader.

mod address;
mod ask;
mod bulk;
mod clauses;
mod client;
mod cluster;
mod count;
mod document;
mod error;
mod health;
mod lease;
mod lowered;
mod mapping;
mod names;
mod people;
mod rank;
mod reader;
mod scoring;
mod spans;
mod stored;
mod verify;
mod vocabulary;
mod writer;

pub use address::{AddressError, ClusterAddress};
pub use client::Access;
pub use cluster::{Cluster, Generation};
pub use error::{ClusterError, Refused};
pub use health::{Health, HealthState, Source};
pub use lease::Lease;
pub use mapping::Spread;
pub use reader::ClusterReader;
pub use writer::ClusterWriter;
