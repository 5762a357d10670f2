//! Which articles tell the same story in nearly the same words: one wire report at several papers, in print and online.
//!
//! Its place: beside the seam. A [`Signature`] is a function of an article's text and stored with it; [`group`] makes
//! stories of the signatures of a live set, and a writer takes them with the commit.
//!
//! How: a text is the set of its shingles, every four tokens in a row of a paragraph (Broder, "On the resemblance and
//! containment of documents", 1997). Of 128 hash functions each keeps its least value over the set (MinHash): the share
//! of equal values estimates the resemblance, the share of shingles two texts have in common. Pairs are looked for
//! only among articles that agree in one of 32 bands of four values; two texts of resemblance 0.6 miss all bands once in
//! eighty. Articles are of one story where a chain of pairs with resemblance of [`ALIKE`] or more links them.
//!
//! # Invariants
//! Stories depend on the set alone, in whatever order it is given.
//!
//! # Limits
//! A text of fewer than [`SHINGLES_MIN`] shingles is of no story but its own: short notes resemble each other by chance.
//! A report cut to half its length, or translated, is another story.

use std::collections::HashMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::analyzer::{Form, tokens};
use crate::annotate::AnnotatedArticle;
use crate::corpus::ArticleId;
use crate::engine::keys;

/// How many hash functions a signature has.
const HASHES: usize = 128;

/// How many values of a signature make a band.
const BAND: usize = 4;

/// How many tokens make a shingle.
const SHINGLE: usize = 4;

/// How many shingles a text must have to be compared.
pub const SHINGLES_MIN: usize = 24;

/// From which resemblance on two texts tell the same story.
pub const ALIKE: f32 = 0.6;

/// What an article's text resembles others by. Empty where there is too little text to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Signature(Vec<u16>);

impl Signature {
    /// The signature of an article's paragraphs.
    #[must_use]
    pub fn of(article: &AnnotatedArticle) -> Self {
        let mut least = [u32::MAX; HASHES];
        let mut shingles = 0;
        for paragraph in &article.paragraphs {
            let row = tokens(&paragraph.text);
            let hashes: Vec<u64> = row.iter().filter_map(|token| token.form(Form::Exact)).map(hash).collect();
            // A short paragraph is a shingle by itself.
            let windows = hashes.windows(SHINGLE.min(hashes.len()).max(1));
            for shingle in windows.map(combined) {
                shingles += 1;
                keep_least(&mut least, shingle);
            }
        }
        // The low half of a least value is as random as any.
        let kept = || least.iter().map(|&value| (value & 0xffff) as u16).collect();
        Self(if shingles < SHINGLES_MIN { Vec::new() } else { kept() })
    }

    /// The share of shingles that two texts have in common, as far as their signatures tell.
    #[must_use]
    pub fn resemblance(&self, other: &Self) -> f32 {
        if self.0.len() != HASHES || other.0.len() != HASHES {
            return 0.0;
        }
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        equal as f32 / HASHES as f32
    }

    /// The signature in words of 64 bits, as an index stores it.
    #[must_use]
    pub fn to_words(&self) -> Vec<u64> {
        self.0.chunks(4).map(|four| four.iter().rev().fold(0, |word, &value| word << 16 | u64::from(value))).collect()
    }

    /// The signature that was written as these words.
    #[must_use]
    pub fn from_words(words: impl IntoIterator<Item = u64>) -> Self {
        Self(words.into_iter().flat_map(|word| (0..4).map(move |at| (word >> (16 * at) & 0xffff) as u16)).collect())
    }

    /// The values of one band as one number; none of a signature that is empty.
    fn band(&self, band: usize) -> Option<u64> {
        let values = self.0.chunks(BAND).nth(band)?;
        Some(values.iter().fold(0, |key, &value| key << 16 | u64::from(value)))
    }
}

/// Days since 1970-01-01.
#[must_use]
pub fn days(day: jiff::civil::Date) -> i64 {
    i64::from((day - jiff::civil::date(1970, 1, 1)).get_days())
}

/// FNV-1a, mixed: fixed for good, for signatures are stored.
fn hash(token: &str) -> u64 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mix(token.bytes().fold(0xcbf2_9ce4_8422_2325, fnv))
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
fn mix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

fn combined(tokens: &[u64]) -> u64 {
    tokens.iter().fold(0, |all, &token| mix(all.wrapping_mul(31).wrapping_add(token)))
}

/// Lets each hash function see a shingle: multiply and add, each with an odd number of its own.
fn keep_least(least: &mut [u32; HASHES], shingle: u64) {
    let (low, high) = (shingle as u32, (shingle >> 32) as u32 | 1);
    for (number, kept) in (1_u32..).zip(least.iter_mut()) {
        let value = (low ^ number.wrapping_mul(0x9e37_79b9)).wrapping_mul(high.wrapping_add(number << 1));
        let value = (value ^ value >> 15).wrapping_mul(0x2c1b_3c6d);
        *kept = (*kept).min(value ^ value >> 13);
    }
}

/// An article as stories are made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// The first 64 bits of its id.
    pub article: u64,
    /// The first day of its date, in days since 1970.
    pub date: Option<i64>,
    /// What it resembles others by.
    pub signature: Signature,
}

impl Signed {
    /// An article with its signature.
    #[must_use]
    pub fn new(article: &AnnotatedArticle, signature: Signature) -> Self {
        let date = keys::effective_date(article).map(|date| days(date.first_day()));
        Self { article: number(&article.id), date, signature }
    }
}

/// A story that several articles tell, the earliest first.
pub type Story = Vec<u64>;

/// The number an index knows an article by: the first 64 bits of its id.
#[must_use]
pub fn number(id: &ArticleId) -> u64 {
    u64::from_str_radix(&id.as_str()[..16], 16).expect("an id is hexadecimal")
}

/// The stories that several articles of a set tell, in order. Undated articles are the latest. Where several folders feed an
/// index, an article that two of them hold is there twice, and tells a story with itself.
#[must_use]
pub fn group(mut articles: Vec<Signed>) -> Vec<Story> {
    articles.retain(|article| !article.signature.0.is_empty());
    articles.sort_by_key(|article| (article.date.is_none(), article.date, article.article));
    let mut linked = Links::new(articles.len());
    // Equal texts are one for all comparisons: a notice that a thousand pages carry is compared once.
    let mut first: FxHashMap<&Signature, usize> = FxHashMap::default();
    for (at, article) in articles.iter().enumerate() {
        let first = *first.entry(&article.signature).or_insert(at);
        linked.link(first, at);
    }
    let distinct: Vec<usize> = first.into_values().collect();
    let buckets: Vec<Vec<usize>> =
        (0..HASHES / BAND).into_par_iter().flat_map_iter(|band| buckets(&articles, &distinct, band)).collect();
    for bucket in buckets {
        link_alike(&articles, &bucket, &mut linked);
    }
    let mut stories: HashMap<usize, Story> = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        stories.entry(linked.root(at)).or_default().push(article.article);
    }
    let mut stories: Vec<Story> = stories.into_values().filter(|story| story.len() > 1).collect();
    stories.sort_unstable();
    stories
}

/// The articles that agree in a band with others.
fn buckets(articles: &[Signed], distinct: &[usize], band: usize) -> Vec<Vec<usize>> {
    let key = |&at: &usize| Some((articles[at].signature.band(band)?, at));
    let mut keys: Vec<(u64, usize)> = distinct.iter().filter_map(key).collect();
    keys.sort_unstable();
    let same = keys.chunk_by(|(one, _), (other, _)| one == other).filter(|same| same.len() > 1);
    same.map(|same| same.iter().map(|&(_, at)| at).collect()).collect()
}

/// Links what is alike among articles of one bucket.
fn link_alike(articles: &[Signed], bucket: &[usize], linked: &mut Links) {
    for (at, &one) in bucket.iter().enumerate() {
        let mut all_linked = true;
        for &other in &bucket[at + 1..] {
            if linked.root(one) != linked.root(other) {
                if articles[one].signature.resemblance(&articles[other].signature) >= ALIKE {
                    linked.link(one, other);
                }
                all_linked &= linked.root(one) == linked.root(other);
            }
        }
        // Pages of one form are all linked by the first of them.
        if all_linked {
            return;
        }
    }
}

/// Disjoint sets.
struct Links(Vec<usize>);

impl Links {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn link(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    //! Properties: signatures tell the share of shingles in common, within a tenth; near copies are one story and
    //! others not; stories depend on the set alone and begin with the earliest; signatures read back.
    use std::collections::HashSet;

    use fastrand::Rng;

    use super::*;
    use crate::corpus::Document;
    use crate::corrections::Annotator;

    fn article(text: &str) -> AnnotatedArticle {
        Annotator::built_in().annotate(&Document::plain("a.txt", text), &[], jiff::civil::date(2026, 1, 1))
    }

    fn text(words: &[String]) -> String {
        format!("Harbour opens\n\n{}.\n", words.chunks(40).map(|p| p.join(" ")).collect::<Vec<_>>().join(".\n\n"))
    }

    fn words(rng: &mut Rng, count: usize) -> Vec<String> {
        (0..count).map(|_| format!("w{}", rng.u32(..5_000))).collect()
    }

    /// The share of shingles in common, counted.
    fn counted(one: &AnnotatedArticle, other: &AnnotatedArticle) -> f32 {
        let shingles = |article: &AnnotatedArticle| -> HashSet<Vec<String>> {
            let of = |text: &str| tokens(text).iter().filter_map(|t| t.form(Form::Exact)).map(str::to_owned).collect();
            let rows: Vec<Vec<String>> = article.paragraphs.iter().map(|p| of(&p.text)).collect();
            rows.iter().flat_map(|row| row.windows(SHINGLE).map(<[String]>::to_vec)).collect()
        };
        let (one, other) = (shingles(one), shingles(other));
        one.intersection(&other).count() as f32 / one.union(&other).count() as f32
    }

    #[test]
    fn signatures_tell_the_share_in_common() {
        let mut rng = Rng::with_seed(5);
        for _ in 0..40 {
            let mut own = words(&mut rng, 400);
            let first = article(&text(&own));
            let changed = rng.usize(..60);
            (0..changed).for_each(|_| {
                let at = rng.usize(..own.len());
                own[at] = "changed".to_owned();
            });
            let second = article(&text(&own));
            let told = Signature::of(&first).resemblance(&Signature::of(&second));
            let counted = counted(&first, &second);
            assert!((told - counted).abs() < 0.12, "told {told}, counted {counted}");
        }
    }

    #[test]
    fn signatures_read_back() {
        let signature = Signature::of(&article(&text(&words(&mut Rng::with_seed(1), 100))));
        assert_eq!(signature.to_words().len(), HASHES / 4);
        assert_eq!(Signature::from_words(signature.to_words()), signature);
        assert_eq!(Signature::from_words([]), Signature::default());
    }

    #[test]
    fn short_texts_are_like_nothing() {
        let short = Signature::of(&article("Harbour opens\n\nThe berth is free again, said the master.\n"));
        assert_eq!((short.clone(), short.resemblance(&short)), (Signature::default(), 0.0));
    }

    fn signed(article: u64, date: Option<i64>, signature: &Signature) -> Signed {
        Signed { article, date, signature: signature.clone() }
    }

    #[test]
    fn near_copies_are_one_story() {
        let mut rng = Rng::with_seed(3);
        let own = words(&mut rng, 300);
        let of = |words: &[String]| Signature::of(&article(&text(words)));
        let mut edited = own.clone();
        edited[40] = "another".to_owned();
        let (whole, cut, edited) = (of(&own), of(&own[..240]), of(&edited));
        let (half, other) = (of(&own[..130]), of(&words(&mut rng, 300)));
        let mut set = vec![
            signed(1, None, &whole),
            signed(2, Some(10), &cut),
            signed(3, Some(5), &edited),
            signed(4, Some(1), &half),
            signed(5, Some(1), &other),
            signed(6, None, &Signature::default()),
            signed(7, None, &Signature::default()),
        ];
        for _ in 0..6 {
            assert_eq!(group(set.clone()), [vec![3, 2, 1]]);
            rng.shuffle(&mut set);
        }
    }

    #[test]
    fn pages_of_one_form_are_compared_with_the_first() {
        let form = Signature::of(&article(&text(&words(&mut Rng::with_seed(2), 60))));
        let filled_in = |at: usize| {
            let mut filled = form.clone();
            filled.0[at % HASHES] = at as u16;
            filled
        };
        let set = (0..30_000).map(|at| signed(at as u64, Some(1), &filled_in(at))).collect();
        assert_eq!(group(set).iter().map(Vec::len).collect::<Vec<_>>(), [30_000]);
    }

    #[test]
    fn a_notice_on_every_page_is_compared_once() {
        let notice = Signature::of(&article(&text(&words(&mut Rng::with_seed(2), 60))));
        let set = (0..30_000).map(|at| signed(at, Some(1), &notice)).collect();
        assert_eq!(group(set).iter().map(Vec::len).collect::<Vec<_>>(), [30_000]);
    }
}
