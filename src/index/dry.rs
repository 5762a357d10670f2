//! A writer that writes nothing: what a run would do is found out by letting it run.

use crate::corpus::ArticleId;
use crate::engine::{EngineError, Entry, FileRecord, State, Story, Writer};

/// Takes everything and keeps nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dry;

impl Writer for Dry {
    fn put_article(&mut self, _: Entry<'_>) -> Result<(), EngineError> {
        Ok(())
    }

    fn delete_article(&mut self, _: &ArticleId) -> Result<(), EngineError> {
        Ok(())
    }

    fn put_file(&mut self, _: &FileRecord) -> Result<(), EngineError> {
        Ok(())
    }

    fn delete_file(&mut self, _: &str) -> Result<(), EngineError> {
        Ok(())
    }

    fn put_stories(&mut self, _: &[Story]) -> Result<(), EngineError> {
        Ok(())
    }

    fn commit(self: Box<Self>, _: &State) -> Result<(), EngineError> {
        Ok(())
    }
}
