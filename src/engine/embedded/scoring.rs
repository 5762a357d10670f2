//! What the passages of an article score: its words where they stand, in the title, and together.
//!
//! Most articles found are not among the best. A bound that needs no passage shows it, so that scores are worked
//! out to the end for few. What counts how much stands in [`scores`], alike for every engine. The bound of two words together is what each scores alone: a phrase of them stands no
//! more often than each does, and its BM25 weight is the sum of theirs.

use tantivy::TantivyError;

use super::bits::Bits;
use super::blocks::Block;
use super::collect::{FoundArticle, record};
use super::condition::{Condition, Opening};
use super::leaf::{Reading, Statistics, TextLeaf};
use super::run::Run;
use crate::engine::scores::{ARTICLE_WEIGHT, LEAD_WEIGHT, Neighbours, TITLE_WEIGHT, TOGETHER_WEIGHT};
use crate::engine::{WordScore, fields};
use crate::query::bind::{Bound, TextClause};

/// Sums of the same numbers in another order differ by less than this factor.
pub(super) const ROUNDING: f32 = 1.001;

/// Scores the passages found by a query in one segment.
pub(super) struct Scoring {
    /// Bare words typed next to each other.
    pairs: Vec<Pair>,
    /// By word sought, where there are pairs.
    heard: Vec<Heard>,
    /// Words that find nothing.
    also: Vec<TextLeaf>,
    /// Of the article at hand.
    sums: Sums,
}

/// What the passages of an article score, as it is added up.
#[derive(Default)]
struct Sums {
    /// By passage, in order, what it scores by itself.
    passages: Vec<(usize, f32)>,
    /// What all of them score.
    shared: f32,
}

/// Two words sought that were typed next to each other.
struct Pair {
    /// Both as they are typed.
    typed: String,
    /// Which of the words sought they are.
    words: [usize; 2],
    title: Option<Run>,
    text: Option<Run>,
    weight: f32,
    /// Of the article at hand.
    reading: Reading,
}

/// What is known of a word when it comes to pairs.
struct Heard {
    paragraphs: Bits,
    /// No passage scores more by it, its weight apart.
    bound: f32,
}

impl Scoring {
    /// Opens what only scores of a query.
    pub(super) fn open(
        words: &[&TextClause],
        others: &[&Bound],
        also: &[TextClause],
        statistics: &Statistics<'_>,
        at: &Opening<'_>,
    ) -> Result<Self, TantivyError> {
        let open = |Neighbours { typed, words, row, in_title, weight }: Neighbours| -> Result<Pair, TantivyError> {
            let run = |name, statistics| Run::open(&row, name, at, statistics);
            let title = if in_title { run(fields::TITLE, &statistics.titles)? } else { None };
            Ok(Pair {
                typed,
                words,
                title,
                text: run(fields::TEXT, &statistics.texts)?,
                weight,
                reading: Reading::default(),
            })
        };
        let pairs = Neighbours::of(words, others).into_iter().map(open).collect::<Result<_, _>>()?;
        let also = also.iter().map(|clause| TextLeaf::open(clause, at)).collect::<Result<_, _>>()?;
        Ok(Self { pairs, heard: Vec::new(), also, sums: Sums::default() })
    }

    /// The numbers of words that score more where they stand together, and how much; `None` where words score that
    /// find nothing.
    pub(super) fn pairs(&self) -> Option<Vec<([usize; 2], f32)>> {
        let pairs = self.pairs.iter().map(|pair| (pair.words, TOGETHER_WEIGHT * pair.weight)).collect();
        self.also.is_empty().then_some(pairs)
    }

    /// Scores the passages of an article, where words and others were read last, unless none can score `bar` or
    /// more.
    pub(super) fn score(&mut self, words: &[TextLeaf], others: &[Condition], found: &FoundArticle, bar: f32) -> bool {
        let Self { pairs, heard, also, sums } = self;
        let has_title = found.block.has_title;
        sums.clear(found);
        heard.clear();
        let mut add = |leaf: &TextLeaf| {
            sums.add(&leaf.reading, leaf.weight, has_title);
            if !pairs.is_empty() {
                heard.push(Heard::of(&leaf.reading, has_title));
            }
        };
        words.iter().for_each(&mut add);
        others.iter().for_each(|node| node.for_sought(&mut add));
        for leaf in also {
            leaf.read(&found.block);
            sums.add(&leaf.reading, leaf.weight, has_title);
        }
        let together: f32 = pairs.iter().map(|pair| pair.bound(heard)).sum();
        if ROUNDING * (sums.best() + together) < bar {
            return false;
        }
        for pair in pairs {
            pair.read(heard, &found.block);
            sums.add(&pair.reading, TOGETHER_WEIGHT * pair.weight, has_title);
        }
        sums.passages.iter_mut().for_each(|(_, score)| *score += sums.shared);
        true
    }

    /// What each of the words adds to the score of a paragraph of the article last scored.
    pub(super) fn explain(
        &self,
        words: &[TextLeaf],
        others: &[Condition],
        has_title: bool,
        paragraph: usize,
    ) -> Vec<WordScore> {
        let mut scores = Vec::new();
        let mut add = |typed: &str, reading: &Reading, weight: f32, together: bool| {
            let own = reading.scores.iter().find(|(at, _)| *at == paragraph).map_or(0.0, |&(_, score)| score);
            let score = WordScore {
                text: typed.to_owned(),
                together,
                passage: weight * own,
                article: weight * ARTICLE_WEIGHT * reading.best,
                title: weight * heading(reading, has_title),
            };
            scores.extend((score.sum() > 0.0).then_some(score));
        };
        let mut word = |leaf: &TextLeaf| add(&leaf.typed, &leaf.reading, leaf.weight, false);
        words.iter().for_each(&mut word);
        others.iter().for_each(|node| node.for_sought(&mut word));
        self.also.iter().for_each(&mut word);
        for Pair { typed, reading, weight, .. } in &self.pairs {
            add(typed, reading, TOGETHER_WEIGHT * weight, true);
        }
        scores
    }

    /// The passages of the article last scored, in order: paragraph and score.
    pub(super) fn passages(&self) -> &[(usize, f32)] {
        &self.sums.passages
    }
}

impl Sums {
    fn clear(&mut self, found: &FoundArticle) {
        self.passages.clear();
        self.passages.extend(found.passages.iter().map(|paragraph| (paragraph, 0.0)));
        self.shared = 0.0;
    }

    /// Adds what something scores: its best paragraph and the title for all, each paragraph for itself.
    fn add(&mut self, reading: &Reading, weight: f32, has_title: bool) {
        self.shared += weight * (ARTICLE_WEIGHT * reading.best + heading(reading, has_title));
        let mut own = reading.scores.iter().peekable();
        for (paragraph, score) in &mut self.passages {
            while own.next_if(|(at, _)| at < paragraph).is_some() {}
            if let Some((_, found)) = own.next_if(|(at, _)| at == paragraph) {
                *score += weight * found;
            }
        }
    }

    fn best(&self) -> f32 {
        self.passages.iter().map(|&(_, score)| score).fold(0.0, f32::max) + self.shared
    }
}

impl Heard {
    fn of(reading: &Reading, has_title: bool) -> Self {
        let bound = (1.0 + ARTICLE_WEIGHT) * reading.best + heading(reading, has_title);
        Self { paragraphs: reading.paragraphs.clone(), bound }
    }
}

impl Pair {
    /// No passage scores more by it than by each of its words.
    fn bound(&self, heard: &[Heard]) -> f32 {
        let [left, right] = self.words;
        TOGETHER_WEIGHT * self.weight * (heard[left].bound + heard[right].bound)
    }

    /// Reads where both stand together in a block.
    fn read(&mut self, heard: &[Heard], block: &Block) {
        let [left, right] = self.words;
        self.reading.clear();
        self.reading.title = self.title.as_mut().and_then(|title| title.score_of(block.head));
        let Some(text) = &mut self.text else { return };
        for paragraph in heard[left].paragraphs.iter().filter(|&at| heard[right].paragraphs.contains(at)) {
            if let Some(score) = text.score_of(record(block, paragraph)) {
                self.reading.add(paragraph, score);
            }
        }
    }
}

/// What the words score for standing in the title, or in the first paragraph where there is none.
#[inline]
fn heading(reading: &Reading, has_title: bool) -> f32 {
    if has_title {
        return TITLE_WEIGHT * reading.title.unwrap_or(0.0);
    }
    match reading.scores.first() {
        Some(&(0, lead)) => LEAD_WEIGHT * lead,
        _ => 0.0,
    }
}
