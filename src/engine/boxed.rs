//! A reader behind a pointer is a reader, so that whoever opens an index need not know which engine it is.

use std::sync::Arc;

use super::{
    EngineError, FileRecord, Found, Frequencies, Interrupt, Named, Names, Reader, Search, Signed, State, Statistics,
    StoredArticle, Story, WordCount,
};
use crate::analyzer::WordPattern;
use crate::corpus::ArticleId;

impl<R: Reader + ?Sized> Reader for Box<R> {
    fn interrupted_by(&self, interrupt: &Interrupt) -> Box<dyn Reader + Send + Sync> {
        (**self).interrupted_by(interrupt)
    }

    fn state(&self) -> &State {
        (**self).state()
    }

    fn search(&self, search: &Search) -> Result<Found, EngineError> {
        (**self).search(search)
    }

    fn article(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError> {
        (**self).article(id)
    }

    fn head(&self, id: &ArticleId) -> Result<Option<StoredArticle>, EngineError> {
        (**self).head(id)
    }

    fn copies(&self, id: &ArticleId) -> Result<(Vec<StoredArticle>, u64), EngineError> {
        (**self).copies(id)
    }

    fn lookup(&self, id_or_path: &str, limit: usize) -> Result<Vec<ArticleId>, EngineError> {
        (**self).lookup(id_or_path, limit)
    }

    fn words(&self, shape: &WordPattern, limit: usize) -> Result<Vec<WordCount>, EngineError> {
        (**self).words(shape, limit)
    }

    fn frequencies(&self, stems: &[&str]) -> Result<Frequencies, EngineError> {
        (**self).frequencies(stems)
    }

    fn names(&self, of: Named) -> Result<Arc<Names>, EngineError> {
        (**self).names(of)
    }

    fn files(&self) -> Result<Vec<FileRecord>, EngineError> {
        (**self).files()
    }

    fn signed(&self) -> Result<Vec<Signed>, EngineError> {
        (**self).signed()
    }

    fn stories(&self) -> Result<Vec<Story>, EngineError> {
        (**self).stories()
    }

    fn for_each_article(&self, each: &mut dyn FnMut(StoredArticle)) -> Result<(), EngineError> {
        (**self).for_each_article(each)
    }

    fn statistics(&self) -> Result<Statistics, EngineError> {
        (**self).statistics()
    }
}
