//! Articles most like one: those that share its most telling words.
//!
//! Its place: a look beside [`crate::search::answer`]. A word is telling if it stands often in the article and in few
//! paragraphs of the index: frequency times inverse document frequency, over stems, stop words left out (as Lucene's
//! MoreLikeThis chooses them). The words are asked for as one query of which any will do, weighed by how telling they are.
//!
//! # Invariants
//! The article itself is never listed, nor another one of the same words.
//!
//! # Limits
//! Words of Han, Kana and Hangul are pairs of characters, and there is no list of stop words for them: among the telling
//! ones are endings such as `다고`. They are in most paragraphs of a language, so they weigh little where much is indexed.

use std::collections::{BTreeMap, HashSet};

use serde::{Serialize, Serializer};

use crate::analyzer::tokens;
use crate::corpus::ArticleId;
use crate::engine::{EngineError, Grouping, Hit, Reader, Search, StoredArticle};
use crate::query::Node;
use crate::search::telling::{Forms, sought, tells};
use crate::search::{HitArticle, Marker, Request, SearchError};

/// How many words of the article are sought.
const WORDS_MAX: usize = 25;

/// No word weighs less than this part of the most telling one.
const WEIGHT_MIN: f32 = 0.01;

/// Articles like one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Similar {
    /// The article itself.
    pub article: HitArticle,
    /// Its most telling words, the most telling first.
    pub words: Vec<TellingWord>,
    /// The articles like it, the likest first.
    pub rows: Vec<SimilarArticle>,
}

/// A word that tells what an article is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TellingWord {
    /// As it stands most often in the article, folded.
    pub word: String,
    /// How telling it is beside the most telling word, which has 1.
    #[serde(serialize_with = "rounded")]
    pub weight: f32,
    /// In how many paragraphs of the index it stands, in any of its forms.
    pub paragraphs: u64,
    #[serde(skip)]
    stem: String,
}

fn rounded<S: Serializer>(weight: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*weight) * 1e4).round() / 1e4)
}

/// An article like it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimilarArticle {
    /// Its place in the list, from 1.
    pub rank: usize,
    /// How like it is; comparable within one answer only.
    pub score: f32,
    /// The article, with the words marked in its headline.
    pub article: HitArticle,
    /// Which of the telling words it has, the most telling first.
    pub words: Vec<String>,
}

/// The articles most like one. Of the request, the filters and the limit matter.
///
/// # Errors
/// When there is no such article, or the index cannot be read.
pub fn similar(reader: &dyn Reader, id: &ArticleId, request: &Request) -> Result<Similar, SearchError> {
    let article = reader.article(id)?.ok_or_else(|| SearchError::NoArticle { article: id.to_string() })?;
    let words = telling(reader, &article)?;
    let tree = Node::any(words.iter().filter_map(TellingWord::sought).collect());
    let marker = Marker::new(tree.as_ref(), &reader.state().people);
    let rows = match tree {
        Some(tree) => {
            let row = |(rank, (hit, found)): (usize, (Hit, StoredArticle))| SimilarArticle {
                rank,
                score: hit.score,
                words: shared(&words, &found),
                article: HitArticle::of(hit.article, &marker),
            };
            let likest = likest(reader, &tree.with(request.filters.clone()), &article, request.limit)?;
            (1..).zip(likest).map(row).collect()
        }
        None => Vec::new(),
    };
    Ok(Similar { article: HitArticle::of(article, &marker), words, rows })
}

impl TellingWord {
    /// The word as a clause that weighs so much.
    fn sought(&self) -> Option<Node> {
        sought(&self.word, self.weight)
    }
}

/// What an article has of one stem.
#[derive(Default)]
struct Occurrences {
    /// How often it stands there.
    times: u64,
    /// In how many of its paragraphs.
    paragraphs: u64,
    forms: Forms,
}

/// The words that tell most of what an article is about. Those that no other paragraph has find nothing and are left
/// out.
fn telling(reader: &dyn Reader, article: &StoredArticle) -> Result<Vec<TellingWord>, EngineError> {
    let stems = occurrences(article);
    let asked: Vec<&str> = stems.keys().map(String::as_str).collect();
    let frequencies = reader.frequencies(&asked)?;
    let known = stems.iter().zip(&frequencies.with).filter(|((_, own), with)| **with > own.paragraphs);
    let mut words: Vec<TellingWord> = known
        .map(|((stem, own), &with)| TellingWord {
            word: own.forms.commonest(),
            weight: own.times as f32 * rarity(with, frequencies.paragraphs),
            paragraphs: with,
            stem: stem.clone(),
        })
        .collect();
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.stem.cmp(&b.stem)));
    words.truncate(WORDS_MAX);
    let most = words.first().map_or(1.0, |first| first.weight);
    for word in &mut words {
        word.weight = (word.weight / most).max(WEIGHT_MIN);
    }
    Ok(words)
}

/// The inverse document frequency, as BM25 has it.
fn rarity(with: u64, paragraphs: u64) -> f32 {
    let (with, all) = (with as f32, paragraphs.max(with) as f32);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// The stems of title and paragraphs, stop words left out.
fn occurrences(article: &StoredArticle) -> BTreeMap<String, Occurrences> {
    let mut stems: BTreeMap<String, Occurrences> = BTreeMap::new();
    let mut add = |text: &str, in_paragraph: bool| {
        let mut seen = HashSet::new();
        for token in tokens(text).into_iter().filter(tells) {
            let own = stems.entry(token.stem().to_owned()).or_default();
            own.times += 1;
            own.paragraphs += u64::from(in_paragraph && seen.insert(token.stem().to_owned()));
            own.forms.add(&token.exact);
        }
    };
    article.article.title.iter().for_each(|title| add(title, false));
    article.article.paragraphs.iter().for_each(|paragraph| add(&paragraph.text, true));
    stems
}

/// The best articles of a tree that are neither the article nor a copy of its words, each with its paragraphs.
fn likest(
    reader: &dyn Reader,
    tree: &Node,
    article: &StoredArticle,
    limit: usize,
) -> Result<Vec<(Hit, StoredArticle)>, EngineError> {
    let mut asked = limit.saturating_add(1);
    loop {
        let search = Search {
            tree: Some(tree.clone()),
            grouping: Grouping::Articles,
            passages_max: 1,
            limit: asked,
            ..Search::counting()
        };
        let hits = reader.search(&search)?.hits;
        let is_all = hits.len() < asked;
        let mut others = Vec::new();
        for hit in hits {
            let Some(other) = reader.article(&hit.article.article.id)? else { continue };
            if other.article.id != article.article.id && !is_copy(&other, article) {
                others.push((hit, other));
            }
        }
        if is_all || others.len() >= limit {
            others.truncate(limit);
            return Ok(others);
        }
        // Copies took the places; there are seldom many.
        asked = asked.saturating_mul(2);
    }
}

/// Whether two articles have the same headline and paragraphs.
fn is_copy(a: &StoredArticle, b: &StoredArticle) -> bool {
    let (a, b) = (&a.article, &b.article);
    a.title == b.title && a.paragraphs.iter().map(|p| &p.text).eq(b.paragraphs.iter().map(|p| &p.text))
}

/// Which of the words an article has.
fn shared(words: &[TellingWord], article: &StoredArticle) -> Vec<String> {
    let stems = occurrences(article);
    words.iter().filter(|word| stems.contains_key(&word.stem)).map(|word| word.word.clone()).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: rarer words weigh more.
    use super::*;

    #[test]
    fn rare_words_tell_more() {
        assert!(rarity(1, 100) > rarity(10, 100));
        assert!(rarity(100, 100) > 0.0);
        assert!(rarity(5, 3) > 0.0);
    }
}
