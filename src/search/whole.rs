//! The one article that somebody names, and the others that tell its story.

use super::{CopyArticle, SearchError};
use crate::corpus::ArticleId;
use crate::engine::{Reader, StoredArticle};

/// How many articles are named when an id is short of telling one.
const NAMED_MAX: usize = 10;

/// The id of the one article that an id, the first digits of one, or a path names.
///
/// # Errors
/// When it names none or several, or the index cannot be read.
pub fn article_id(reader: &dyn Reader, named: &str) -> Result<ArticleId, SearchError> {
    let mut found = reader.lookup(named, NAMED_MAX)?;
    match found.len() {
        0 => Err(SearchError::NoArticle { article: named.to_owned() }),
        1 => Ok(found.remove(0)),
        _ => {
            let ids: Vec<&str> = found.iter().map(ArticleId::as_str).collect();
            Err(SearchError::SeveralArticles { article: named.to_owned(), ids: ids.join(", ") })
        }
    }
}

/// The same with everything that is known of it.
///
/// # Errors
/// As [`article_id`].
pub fn article(reader: &dyn Reader, named: &str) -> Result<StoredArticle, SearchError> {
    let id = article_id(reader, named)?;
    reader.article(&id)?.ok_or_else(|| SearchError::NoArticle { article: named.to_owned() })
}

/// The other articles that tell the story of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SameStory {
    /// The earliest of them, in order.
    pub articles: Vec<CopyArticle>,
    /// How many there are.
    pub total: u64,
}

/// Who else tells the story of an article.
///
/// # Errors
/// When the index cannot be read.
pub fn same_story(reader: &dyn Reader, id: &ArticleId) -> Result<SameStory, SearchError> {
    let (articles, total) = reader.copies(id)?;
    Ok(SameStory { articles: articles.into_iter().map(CopyArticle::of).collect(), total })
}
