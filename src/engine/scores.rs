//! What the words of a query count in a score, alike for every engine.
//!
//! Its place: beside the seam. An engine works out how well a word stands in a text (BM25 over paragraphs and over titles,
//! k1 1.2, b 0.75: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009); here stands what of it counts how
//! much, so that two engines order alike. A passage scores, for each word sought, its own paragraph, the best paragraph of
//! its article, and the title; and the same again, a little, for two bare words typed next to each other that stand so.

use crate::analyzer::{self, Form, Sequence, SpanQuery, Unit};
use crate::query::bind::{Bound, TextClause};

/// How much the words of a title count beside those of a paragraph. Titles say what an article is
/// about; measured collections gain from counting them half again to double.
pub const TITLE_WEIGHT: f32 = 1.5;

/// How much more the words of the first paragraph count where nothing was read as a headline: what stands
/// first says what follows, and is often the headline in a form that was not told from text.
pub const LEAD_WEIGHT: f32 = 0.5;

/// How much the best paragraph for each word counts for every passage of its article: passages of an
/// article that has all the words somewhere go before those of one that has a few often. The best one and
/// not the sum, so that length wins nothing.
pub const ARTICLE_WEIGHT: f32 = 1.5;

/// How much two words that were typed next to each other count when they stand so. More than a little
/// lets one pair outweigh the words that are not among it.
pub const TOGETHER_WEIGHT: f32 = 0.2;

/// How much a stop word's score counts, next to one for other words: enough to tell two passages
/// apart that are equal otherwise, too little to lift one that lacks a word of meaning.
const STOP_WORD_WEIGHT: f32 = 0.1;

/// Whether a clause is a stop word alone, so that it does not choose passages.
#[must_use]
pub fn is_stop_word(clause: &TextClause) -> bool {
    matches!(&clause.query, SpanQuery::Row(row)
        if matches!(row.units(), [Unit::Is(_, word)] if analyzer::is_stop_word(word)))
}

/// How much the scores of a clause count.
#[must_use]
pub fn weight(clause: &TextClause) -> f32 {
    clause.weight * if is_stop_word(clause) { STOP_WORD_WEIGHT } else { 1.0 }
}

/// The words of a row that score: all in one form, exact or stemmed. Everything else restricts and scores nothing.
#[must_use]
pub fn plain_words(query: &SpanQuery) -> Option<(Form, Vec<&str>)> {
    let SpanQuery::Row(row) = query else { return None };
    let form = row.units().first()?.form();
    let word = |unit| match unit {
        &Unit::Is(own, ref word) if own == form && form != Form::Cased => Some(word.as_str()),
        _ => None,
    };
    Some((form, row.units().iter().map(word).collect::<Option<_>>()?))
}

/// The words sought that are joined by AND at the top of a query, and its other conjuncts.
#[must_use]
pub fn conjuncts(bound: &Bound) -> (Vec<&TextClause>, Vec<&Bound>) {
    let conjuncts = match bound {
        Bound::And(nodes) => nodes.as_slice(),
        node => std::slice::from_ref(node),
    };
    let (mut words, mut others) = (Vec::new(), Vec::new());
    for node in conjuncts {
        match node {
            Bound::Text(clause) if clause.sought => words.push(clause),
            node => others.push(node),
        }
    }
    (words, others)
}

/// Two bare words sought that were typed next to each other, joined by AND or by OR.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    /// Both as they are typed.
    pub typed: String,
    /// Which they are of the words sought, in the order in which these stand in the tree.
    pub words: [usize; 2],
    /// Both in a row.
    pub row: Sequence,
    /// Whether the title counts too.
    pub in_title: bool,
    /// How much they count, beside [`TOGETHER_WEIGHT`].
    pub weight: f32,
}

impl Neighbours {
    /// Those among the words joined at the top of a query, and in its other parts.
    #[must_use]
    pub fn of(words: &[&TextClause], others: &[&Bound]) -> Vec<Self> {
        let mut gathered = Gathered::default();
        let mut last = None;
        words.iter().for_each(|clause| gathered.word(clause, &mut last));
        others.iter().for_each(|node| gathered.part(node));
        gathered.pairs
    }
}

/// The pairs met so far.
#[derive(Default)]
struct Gathered {
    /// How many words sought were met.
    met: usize,
    pairs: Vec<Neighbours>,
}

/// A bare word with its number.
type Bare<'b> = (usize, &'b TextClause, &'b Sequence);

impl Gathered {
    fn word<'b>(&mut self, clause: &'b TextClause, last: &mut Option<Bare<'b>>) {
        let number = self.met;
        self.met += usize::from(clause.sought);
        let bare = bare_words(clause).map(|row| (number, clause, row));
        if let (Some((left, first, row)), Some((right, second, further))) = (*last, bare) {
            let TextClause { in_title, weight, .. } = *first;
            let typed = format!("{} {}", first.text, second.text);
            self.pairs.push(Neighbours { typed, words: [left, right], row: row.then(further), in_title, weight });
        }
        *last = bare;
    }

    fn part(&mut self, bound: &Bound) {
        match bound {
            Bound::And(nodes) | Bound::Or(nodes) => {
                let mut last = None;
                for node in nodes {
                    match node {
                        Bound::Text(clause) => self.word(clause, &mut last),
                        node => {
                            last = None;
                            self.part(node);
                        }
                    }
                }
            }
            // Words that are denied twice or brought down may be sought too; they are in no pair.
            Bound::Not(node) | Bound::Within(_, node) => {
                let kept = self.pairs.len();
                self.part(node);
                self.pairs.truncate(kept);
            }
            Bound::Text(clause) => self.word(clause, &mut None),
            _ => {}
        }
    }
}

fn bare_words(clause: &TextClause) -> Option<&Sequence> {
    match clause {
        TextClause { query: SpanQuery::Row(row), sought: true, .. }
            if row.units().iter().all(|unit| matches!(unit, Unit::Is(Form::Stem, _))) =>
        {
            Some(row)
        }
        _ => None,
    }
}
