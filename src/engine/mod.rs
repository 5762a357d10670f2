//! The engine.
pub mod analyzer;
