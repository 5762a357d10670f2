//! Pseudo-relevance feedback: words that the best answers share, to rank by them too.
//!
//! The words are those of RM3 (Abdul-Jaleel et al., UMass at TREC 2004, after the relevance models of Lavrenko and
//! Croft, 2001): how likely a word is in the best answers, each counting by its score. It finds more of what answers and
//! may order the first few worse where they were right already, so it is for those who ask for it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analyzer::tokens;
use crate::engine::{AlsoRanked, EngineError, Grouping, Hit, Reader, Search};
use crate::query::{Concept, Find, Node, Test, Words};
use crate::search::Request;
use crate::search::telling::{Forms, sought, tells};

/// How many articles give words.
const ARTICLES_MAX: usize = 10;

/// How many passages of each.
const PASSAGES_MAX: usize = 3;

/// How many words are taken.
const WORDS_MAX: usize = 10;

/// How much they count together, next to the words typed. More drowns the question: on the development collection,
/// recall at 100 rises from 0.750 to 0.788 with this weight and falls again above it, with the first answers losing
/// from 0.7 on.
const SHARED_WEIGHT: f32 = 0.4;

/// Words that stand in a larger part of all paragraphs tell too little,
const COMMON_MAX: f32 = 0.1;

/// unless these are few paragraphs at all.
const FEW_PARAGRAPHS: f32 = 10.0;

/// A word that the best answers share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharedWord {
    /// As it stands most often there, folded.
    pub word: String,
    /// How much it counts beside a word typed.
    pub weight: f32,
}

impl SharedWord {
    /// The word as a clause that finds.
    pub(super) fn sought(&self) -> Option<Node> {
        sought(&self.word, self.weight)
    }

    /// The word as one that only ranks.
    pub(super) fn ranked(&self) -> AlsoRanked {
        AlsoRanked { word: self.word.clone(), weight: self.weight }
    }
}

/// What the answers have of one stem.
#[derive(Default)]
struct Share {
    likelihood: f32,
    forms: Forms,
}

/// The words that the best answers to a tree share, the likeliest first. Those of the query itself are left out.
pub(super) fn shared_words(
    reader: &dyn Reader,
    request: &Request,
    tree: &Node,
) -> Result<Vec<SharedWord>, EngineError> {
    let typed = typed_stems(tree);
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let best = reader.search(&Search {
        copies: request.copies,
        tree: Some(tree.clone()),
        prefer_recent: request.prefer_recent,
        grouping: Grouping::Articles,
        passages_max: PASSAGES_MAX,
        limit: ARTICLES_MAX,
        ..Search::counting()
    })?;
    let mut shares = relevance_model(&best.hits);
    shares.retain(|stem, _| !typed.contains(stem));
    let stems: Vec<&str> = shares.keys().map(String::as_str).collect();
    let frequencies = reader.frequencies(&stems)?;
    let common = (COMMON_MAX * frequencies.paragraphs as f32).max(FEW_PARAGRAPHS);
    let mut likeliest: Vec<(&String, &Share)> = shares
        .iter()
        .zip(&frequencies.with)
        .filter(|(_, with)| **with as f32 <= common)
        .map(|(share, _)| share)
        .collect();
    likeliest.sort_by(|(a, x), (b, y)| y.likelihood.total_cmp(&x.likelihood).then_with(|| a.cmp(b)));
    likeliest.truncate(WORDS_MAX);
    let sum: f32 = likeliest.iter().map(|(_, share)| share.likelihood).sum();
    let weight = |share: &Share| SHARED_WEIGHT * typed.len() as f32 * share.likelihood / sum;
    let word = |(_, share): (&String, &Share)| SharedWord { word: share.forms.commonest(), weight: weight(share) };
    Ok(likeliest.into_iter().map(word).collect())
}

/// How likely each stem is in the hits, by their scores.
fn relevance_model(hits: &[Hit]) -> BTreeMap<String, Share> {
    let mut shares: BTreeMap<String, Share> = BTreeMap::new();
    let all: f32 = hits.iter().map(|hit| hit.score).sum();
    for hit in hits.iter().filter(|hit| hit.score > 0.0) {
        let title = hit.article.article.title.as_deref();
        let texts = title.into_iter().chain(hit.passages.iter().map(|passage| passage.paragraph.text.as_str()));
        let words: Vec<_> = texts.flat_map(tokens).filter(tells).collect();
        let each = hit.score / all / words.len() as f32;
        for token in words {
            let share = shares.entry(token.stem().to_owned()).or_default();
            share.likelihood += each;
            share.forms.add(&token.exact);
        }
    }
    shares
}

/// The telling stems of the words that a tree names, denied ones too.
fn typed_stems(tree: &Node) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for clause in tree.clauses() {
        match &clause.test {
            Test::Text(_, Find::Words(Words { text, .. }) | Find::Sloppy(text, _)) => texts.push(text.clone()),
            Test::Text(_, Find::Concept(Concept { typed, names })) => {
                texts.extend(typed.iter().cloned());
                texts.extend(names.iter().map(|name| name.text.clone()));
            }
            _ => {}
        }
    }
    let mut stems: Vec<String> =
        texts.iter().flat_map(|text| tokens(text)).filter(tells).map(|token| token.stem().to_owned()).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}
