//! A first look at the articles of a query of words alone, which most queries are: how many passages each shows,
//! and what none of them can score more than. Those that are not among the best need no second look.
//!
//! Counting is most of the work of a query, so this loop keeps to postings, lengths and two small arrays, and
//! holds the paragraphs of an article in one word of 64 bits. What it cannot tell it leaves to the second look:
//! longer articles, and those with the words in the title alone.

use tantivy::TERMINATED;

use super::blocks::{Block, Blocks};
use super::leaf::TextLeaf;
use super::matches::TermMatches;
use super::scoring::ROUNDING;
use crate::engine::scores::{ARTICLE_WEIGHT, LEAD_WEIGHT, TITLE_WEIGHT};

/// Goes over a segment's articles.
pub(super) struct Survey {
    /// In the order of the query.
    terms: Vec<Term>,
    /// Their numbers, the rarest first.
    rarest: Vec<usize>,
    /// Numbers of words that score more where they stand together, and how much of what each scores at most.
    pairs: Vec<([usize; 2], f32)>,
    target: usize,
    /// What each paragraph of the article at hand scores by itself; zero between articles.
    own: [f32; 64],
}

/// An article at first sight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glance {
    /// The number of its block.
    pub(super) block: usize,
    /// How many passages it shows, if that can be told.
    pub(super) passages: Option<u32>,
    /// None of its passages scores more.
    pub(super) bound: f32,
}

/// One of the words.
struct Term {
    title: Option<TermMatches>,
    text: Option<TermMatches>,
    is_stop_word: bool,
    /// How much its scores count.
    weight: f32,
    /// What was read of the last article.
    reading: Reading,
}

/// Where a word stands in one article.
#[derive(Debug, Clone, Copy, Default)]
struct Reading {
    in_title: bool,
    /// The paragraphs.
    paragraphs: u64,
    /// What it scores for all paragraphs, its weight apart.
    shared: f32,
    /// The best score of a paragraph for itself.
    best: f32,
}

impl Term {
    /// A word that was opened and not yet read; `None` if it is no single term.
    fn of(leaf: &TextLeaf) -> Option<Self> {
        let (title, text) = leaf.matches();
        Some(Self {
            title: title.to_term()?,
            text: text.to_term()?,
            is_stop_word: leaf.is_stop_word,
            weight: leaf.weight,
            reading: Reading::default(),
        })
    }

    fn frequency(&self) -> u32 {
        [&self.title, &self.text].into_iter().flatten().map(TermMatches::frequency).sum()
    }

    /// The first block from `target` on in which it stands.
    #[inline]
    fn next(&mut self, target: usize, blocks: &Blocks) -> usize {
        let from = blocks.head(target);
        let seek = |matches: &mut Option<TermMatches>| matches.as_mut().map_or(TERMINATED, |term| term.seek(from));
        blocks.of(seek(&mut self.title).min(seek(&mut self.text)))
    }

    /// Reads where it stands in a block of at most 64 paragraphs; `visit` is told of each paragraph that has it, and
    /// what it scores there.
    #[inline]
    fn read(&mut self, block: &Block, mut visit: impl FnMut(usize, f32)) {
        let (mut paragraphs, mut best) = (0, 0.0);
        if let Some(text) = &mut self.text {
            let records = block.paragraphs();
            text.for_each_in(records.clone(), |record, score| {
                let paragraph = (record - records.start) % 64;
                paragraphs |= 1 << paragraph;
                visit(paragraph as usize, score);
                best = if score > best { score } else { best };
            });
        }
        let (mut in_title, mut heading) = (false, 0.0);
        if !block.has_title {
            // As if the best one came first.
            heading = LEAD_WEIGHT * best;
        } else if let Some(title) = &mut self.title
            && title.seek(block.head) == block.head
        {
            (in_title, heading) = (true, TITLE_WEIGHT * title.score());
        }
        self.reading = Reading { in_title, paragraphs, shared: ARTICLE_WEIGHT * best + heading, best };
    }
}

impl Survey {
    /// A survey of words that were opened and not yet read, with those that score more together; `None` where one
    /// of them is no single term.
    pub(super) fn of(words: &[TextLeaf], pairs: Vec<([usize; 2], f32)>) -> Option<Self> {
        let terms: Vec<Term> = words.iter().map(Term::of).collect::<Option<_>>()?;
        let mut rarest: Vec<usize> = (0..terms.len()).collect();
        rarest.sort_by_key(|&number| terms[number].frequency());
        Some(Self { terms, rarest, pairs, target: 0, own: [0.0; 64] })
    }

    /// The next article with all the words, deleted ones included.
    #[inline]
    pub(super) fn next(&mut self, blocks: &Blocks) -> Option<Glance> {
        let number = self.agreed(blocks);
        if number >= blocks.len() {
            return None;
        }
        self.target = number + 1;
        let block = blocks.get(number);
        if block.len() > 64 {
            return Some(Glance { block: number, passages: None, bound: f32::INFINITY });
        }
        let Self { terms, own, .. } = self;
        if let [term] = &mut terms[..] {
            term.read(&block, |_, _| {});
            let Reading { paragraphs, shared, best, .. } = term.reading;
            let passages = (paragraphs != 0).then(|| paragraphs.count_ones());
            return Some(Glance { block: number, passages, bound: ROUNDING * term.weight * (shared + best) });
        }
        let (mut all, mut any, mut telling) = (u64::MAX, 0, 0);
        let mut shared = 0.0;
        for term in terms {
            let weight = term.weight;
            term.read(&block, |paragraph, score| own[paragraph] += weight * score);
            all &= term.reading.paragraphs;
            any |= term.reading.paragraphs;
            telling |= if term.is_stop_word { 0 } else { term.reading.paragraphs };
            shared += weight * term.reading.shared;
        }
        // The three cases of MEANING.md, as far as words alone decide them.
        let shown = if all != 0 {
            all
        } else if self.has_telling_word() {
            telling
        } else {
            any
        };
        let bound = self.best_of(shown, any) + shared + self.together();
        let passages = (shown != 0).then(|| shown.count_ones());
        Some(Glance { block: number, passages, bound: ROUNDING * bound })
    }

    fn has_telling_word(&self) -> bool {
        self.terms.iter().any(|term| !term.is_stop_word)
    }

    /// The best of what the paragraphs shown score by themselves. Forgets what they and all others score.
    #[inline]
    fn best_of(&mut self, shown: u64, mut any: u64) -> f32 {
        let mut best = 0.0;
        while any != 0 {
            let at = any.trailing_zeros() as usize;
            any &= any - 1;
            let score = std::mem::take(&mut self.own[at]);
            best = if score > best && shown >> at & 1 == 1 { score } else { best };
        }
        best
    }

    /// The most that words score for standing together: no more than what they score alone.
    #[inline]
    fn together(&self) -> f32 {
        let bound = |&([left, right], weight): &([usize; 2], f32)| {
            let (left, right) = (self.terms[left].reading, self.terms[right].reading);
            let apart = left.paragraphs & right.paragraphs == 0 && !(left.in_title && right.in_title);
            if apart { 0.0 } else { weight * (left.shared + left.best + right.shared + right.best) }
        };
        self.pairs.iter().map(bound).sum()
    }

    /// The first block from the target on in which all words stand: they leapfrog.
    #[inline]
    fn agreed(&mut self, blocks: &Blocks) -> usize {
        let Self { terms, rarest, .. } = self;
        let Some((&lead, others)) = rarest.split_first() else { return blocks.len() };
        let mut at = terms[lead].next(self.target, blocks);
        loop {
            let mut others = others.iter().map(|&number| terms[number].next(at, blocks));
            match others.find(|&next| next > at) {
                Some(further) => at = terms[lead].next(further, blocks),
                None => return at,
            }
        }
    }
}
