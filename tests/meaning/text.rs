//! What stands where in one text: a row of tokens in, every match of what is looked for out.
//!
//! Everything is tried: every word at every place, every match beside every other. Texts are short.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use onrecord::analyzer::{Token, is_stop_word, sentences, tokens, tokens_within};
use onrecord::query::{Find, Manner, Near, Order, Pattern, Words};
use onrecord::span::Span;
use regex::Regex;

/// A text as it is read: its tokens in order, each with its place.
#[derive(Debug)]
pub struct Row {
    /// No two rows of a thread share it.
    pub serial: usize,
    spots: Vec<Spot>,
    /// The position at which each sentence begins.
    sentences: Vec<u32>,
}

/// One token of a text, and what a phrase sees of it.
#[derive(Debug)]
struct Spot {
    token: Token,
    part: Part,
    /// What of the text the part covers: of a run, the one character.
    bytes: Range<usize>,
}

/// A part of a text: a word, or a character of a run of Han, Kana or Hangul.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Word { exact: String, stem: String, cased: Option<String> },
    Character { c: char, ends_run: bool },
}

/// One place where something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The position of its first token.
    pub first: u32,
    /// The position of its last token.
    pub last: u32,
    /// Its words, in bytes of the text; a phrase is one.
    pub words: Vec<Range<usize>>,
}

impl Match {
    fn lies_in(&self, other: (u32, u32)) -> bool {
        other.0 <= self.first && self.last <= other.1
    }
}

impl Row {
    fn new(text: &str, tokens: Vec<Token>) -> Rc<Self> {
        thread_local! {
            static ROWS: RefCell<usize> = RefCell::default();
        }
        let serial = ROWS.with_borrow_mut(|rows| {
            *rows += 1;
            *rows
        });
        let spots = tokens.into_iter().map(|token| spot(text, token)).collect();
        Rc::new(Self { serial, spots, sentences: sentences(text) })
    }

    /// The sentences, each from its first position to its last; the last one goes on for ever.
    pub fn sentences(&self) -> Vec<(u32, u32)> {
        let begins = |at: usize| self.sentences.get(at).copied();
        let ends = |at: usize| begins(at + 1).map_or(Some(u32::MAX), |next| next.checked_sub(1));
        let all: Vec<(u32, u32)> = (0..self.sentences.len()).filter_map(|at| Some((begins(at)?, ends(at)?))).collect();
        if all.is_empty() { vec![(0, u32::MAX)] } else { all }
    }
}

/// The row of a whole text. The few texts of a round are read many thousand times.
pub fn row(text: &str) -> Rc<Row> {
    thread_local! {
        static READ: RefCell<HashMap<String, Rc<Row>>> = RefCell::default();
    }
    READ.with_borrow_mut(|read| match read.get(text) {
        Some(known) => known.clone(),
        None => read.entry(text.to_owned()).or_insert(Row::new(text, tokens(text))).clone(),
    })
}

/// The row of what some spans of a text cover.
pub fn row_within(text: &str, spans: &[Span]) -> Rc<Row> {
    type Covered = (String, Vec<Span>);
    thread_local! {
        static READ: RefCell<HashMap<Covered, Rc<Row>>> = RefCell::default();
    }
    let covered: Covered = (text.to_owned(), spans.to_vec());
    READ.with_borrow_mut(|read| match read.get(&covered) {
        Some(known) => known.clone(),
        None => read.entry(covered).or_insert(Row::new(text, tokens_within(text, spans))).clone(),
    })
}

fn spot(text: &str, token: Token) -> Spot {
    let part = part(&token);
    let start = token.bytes.start;
    let bytes = match part {
        Part::Character { .. } => start..start + text[start..].chars().next().map_or(0, char::len_utf8),
        Part::Word { .. } => token.bytes.clone(),
    };
    Spot { token, part, bytes }
}

fn part(token: &Token) -> Part {
    let c = token.exact.chars().next().expect("no token is empty");
    let of_run = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    if of_run {
        Part::Character { c, ends_run: token.exact.chars().count() == 1 }
    } else {
        Part::Word {
            exact: token.exact.to_string(),
            stem: token.stem().to_owned(),
            cased: token.cased.as_ref().map(ToString::to_string),
        }
    }
}

/// Whether what is looked for is a stop word by itself.
pub fn is_stop(find: &Find) -> bool {
    let Find::Words(Words { text, manner }) = find else { return false };
    match &tokens(text)[..] {
        [alone] => is_stop_word(match manner {
            Manner::Bare => alone.stem(),
            Manner::Exact => &alone.exact,
            Manner::Cased => alone.cased.as_deref().unwrap_or(&alone.exact),
        }),
        _ => false,
    }
}

/// Every place where something stands in a row.
pub fn matches(find: &Find, row: &Row) -> Vec<Match> {
    match find {
        Find::Words(words) => words_in(words, row),
        Find::Sloppy(phrase, slop) => sloppy_in(phrase, u32::from(*slop), row),
        Find::Pattern(pattern) => pattern_in(pattern, row),
        Find::Any(finds) => finds.iter().flat_map(|find| matches(find, row)).collect(),
        Find::Near(near) => near_in(near, row),
        Find::Concept(_) => unreachable!("a concept is read as the clauses it stands for"),
    }
}

/// How many different stretches the matches are.
pub fn count(matches: &[Match]) -> usize {
    matches.iter().map(|found| (found.first, found.last)).collect::<BTreeSet<_>>().len()
}

/// Words one after another: each at the position after the one before.
fn words_in(words: &Words, row: &Row) -> Vec<Match> {
    let sought: Vec<Part> = tokens(&words.text).iter().map(part).collect();
    let Some(start) = sought.first() else { return Vec::new() };
    // Who asks for a run of two characters or more asks for its pairs: the last one is the last pair.
    let ends_in_pair = matches!(sought[..], [.., Part::Character { ends_run: false, .. }, Part::Character { .. }]);
    let mut chains: Vec<Vec<&Spot>> =
        row.spots.iter().filter(|spot| fits(start, spot, words.manner, sought.len() == 1)).map(|s| vec![s]).collect();
    for (at, want) in sought.iter().enumerate().skip(1) {
        let ends = at + 1 == sought.len();
        chains = chains.iter().flat_map(|chain| longer(chain, want, words.manner, ends, row)).collect();
    }
    let found = |chain: Vec<&Spot>| {
        let last = chain[chain.len() - 1].token.position;
        let whole = chain[0].bytes.start..chain[chain.len() - 1].bytes.end;
        Match { first: chain[0].token.position, last: last - u32::from(ends_in_pair), words: vec![whole] }
    };
    chains.into_iter().map(found).collect()
}

/// A chain with what is wanted at the position after its last, in every way.
fn longer<'r>(chain: &[&'r Spot], want: &Part, manner: Manner, ends: bool, row: &'r Row) -> Vec<Vec<&'r Spot>> {
    let next = chain[chain.len() - 1].token.position + 1;
    let goes_on = |spot: &&Spot| spot.token.position == next && fits(want, spot, manner, ends);
    row.spots.iter().filter(goes_on).map(|spot| [chain, &[spot]].concat()).collect()
}

/// Whether a part of the text is what is wanted at the place; `ends` tells whether it is the last one wanted.
fn fits(want: &Part, spot: &Spot, manner: Manner, ends: bool) -> bool {
    match (want, &spot.part) {
        (Part::Word { exact, stem, cased }, Part::Word { exact: own, stem: own_stem, cased: own_cased }) => {
            match manner {
                Manner::Bare => stem == own_stem,
                Manner::Cased if cased.is_some() => cased == own_cased,
                Manner::Exact | Manner::Cased => exact == own,
            }
        }
        // A run may go on after the last character asked for, not where something follows it.
        (Part::Character { c, ends_run }, Part::Character { c: own, ends_run: own_ends }) => {
            c == own && (ends_run == own_ends || ends)
        }
        _ => false,
    }
}

/// A word of a sloppy phrase: a token's exact form, or how it begins.
struct Loose {
    exact: String,
    may_go_on: bool,
}

impl Loose {
    /// The words of a phrase; a run of two characters or more is its pairs.
    fn of(phrase: &str) -> Vec<Loose> {
        let row = tokens(phrase);
        let mut loose: Vec<Loose> =
            row.iter().map(|token| Loose { exact: token.exact.to_string(), may_go_on: false }).collect();
        if let Some(Part::Character { .. }) = row.last().map(part) {
            let of_pair = row.len() > 1 && row[row.len() - 2].bytes.end == row[row.len() - 1].bytes.end;
            if of_pair {
                loose.pop();
            } else {
                loose.last_mut().expect("there is a last token").may_go_on = true;
            }
        }
        loose
    }

    /// What of a spot the word covers, if it stands there.
    fn covers(&self, spot: &Spot) -> Option<Range<usize>> {
        if self.may_go_on {
            spot.token.exact.starts_with(&self.exact).then(|| spot.bytes.clone())
        } else {
            (spot.token.exact == self.exact).then(|| spot.token.bytes.clone())
        }
    }
}

/// Every way to put the words of a phrase on different positions, moved by at most `slop` in all.
fn sloppy_in(phrase: &str, slop: u32, row: &Row) -> Vec<Match> {
    let words = Loose::of(phrase);
    let mut ways: Vec<Vec<u32>> = if words.is_empty() { Vec::new() } else { vec![Vec::new()] };
    for word in &words {
        let places = || row.spots.iter().filter(|spot| word.covers(spot).is_some()).map(|spot| spot.token.position);
        let with_one_more = |way: &Vec<u32>| -> Vec<Vec<u32>> {
            places().filter(|place| !way.contains(place)).map(|place| [&way[..], &[place]].concat()).collect()
        };
        ways = ways.iter().flat_map(with_one_more).collect();
        // One word more never brings those before it closer.
        ways.retain(|way| moved(way) <= i64::from(slop));
    }
    let stretches: BTreeSet<(u32, u32)> =
        ways.iter().filter_map(|way| Some((*way.iter().min()?, *way.iter().max()?))).collect();
    let marked = |(first, last): (u32, u32)| {
        let inside = row.spots.iter().filter(|spot| (first..=last).contains(&spot.token.position));
        inside.flat_map(|spot| words.iter().filter_map(|word| word.covers(spot))).collect()
    };
    shortest(&stretches).into_iter().map(|(first, last)| Match { first, last, words: marked((first, last)) }).collect()
}

/// By how much words are moved in all that stand at these positions, compared with one after another.
fn moved(way: &[u32]) -> i64 {
    let moves = || way.iter().zip(0i64..).map(|(&place, at)| i64::from(place) - at);
    moves().max().zip(moves().min()).map_or(0, |(most, least)| most - least)
}

/// The stretches that hold no other.
fn shortest(stretches: &BTreeSet<(u32, u32)>) -> Vec<(u32, u32)> {
    let holds_another = |&(first, last): &(u32, u32)| {
        stretches.iter().any(|&(f, l)| (f, l) != (first, last) && first <= f && l <= last)
    };
    stretches.iter().copied().filter(|stretch| !holds_another(stretch)).collect()
}

/// Every match of the one side beside every match of the other.
fn near_in(Near { left, right, distance, order }: &Near, row: &Row) -> Vec<Match> {
    let (lefts, rights) = (matches(left, row), matches(right, row));
    let beside = |earlier: &Match, later: &Match| {
        earlier.last < later.first && later.first - earlier.last <= u32::from(*distance)
    };
    let mut found: BTreeMap<(u32, u32), Vec<Range<usize>>> = BTreeMap::new();
    for left in &lefts {
        for right in &rights {
            for (earlier, later, allowed) in [(left, right, true), (right, left, *order == Order::Either)] {
                if allowed && beside(earlier, later) {
                    let words = found.entry((earlier.first, later.last)).or_default();
                    words.extend(earlier.words.iter().chain(&later.words).cloned());
                }
            }
        }
    }
    let kept = shortest(&found.keys().copied().collect());
    kept.into_iter().map(|at| Match { first: at.0, last: at.1, words: found[&at].clone() }).collect()
}

/// Words of a shape; a run of characters is no word.
fn pattern_in(pattern: &Pattern, row: &Row) -> Vec<Match> {
    let shape = Shape::of(pattern);
    let of_shape = |spot: &&Spot| match &spot.part {
        Part::Word { exact, .. } => shape.fits(exact),
        Part::Character { .. } => false,
    };
    let found =
        |spot: &Spot| Match { first: spot.token.position, last: spot.token.position, words: vec![spot.bytes.clone()] };
    row.spots.iter().filter(of_shape).map(found).collect()
}

/// A pattern, folded as the words are that it is compared with.
enum Shape {
    Prefix(Vec<char>),
    Wildcard(Vec<char>),
    Fuzzy(Vec<char>, usize),
    Regex(Regex),
}

impl Shape {
    fn of(pattern: &Pattern) -> Self {
        match pattern {
            Pattern::Prefix(text) => Self::Prefix(folded(text)),
            Pattern::Wildcard(text) => Self::Wildcard(folded(text)),
            Pattern::Fuzzy(text, most) => Self::Fuzzy(folded(text), usize::from(*most)),
            Pattern::Regex(text) => {
                Self::Regex(Regex::new(&format!("(?i)^(?:{text})$")).expect("the judge's expressions are right"))
            }
        }
    }

    fn fits(&self, word: &str) -> bool {
        let letters: Vec<char> = word.chars().collect();
        match self {
            Self::Prefix(start) => letters.starts_with(start),
            Self::Wildcard(shape) => has_shape(&letters, shape),
            Self::Fuzzy(like, most) => distance(&letters, like) <= *most,
            Self::Regex(expression) => expression.is_match(word),
        }
    }
}

/// A pattern's letters, each folded as in a word.
fn folded(text: &str) -> Vec<char> {
    let fold = |c: char| match &tokens(&c.to_string())[..] {
        [letter] => letter.exact.to_string(),
        _ => c.to_string(),
    };
    text.chars().map(fold).collect::<String>().chars().collect()
}

/// Whether letters are of a shape: `*` is any of them, `?` one.
pub fn has_shape(letters: &[char], shape: &[char]) -> bool {
    match (shape.split_first(), letters.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((&'*', shape)), _) => (0..=letters.len()).any(|skipped| has_shape(&letters[skipped..], shape)),
        (Some((&'?', shape)), Some((_, letters))) => has_shape(letters, shape),
        (Some((want, shape)), Some((got, letters))) => want == got && has_shape(letters, shape),
        (Some(_), None) => false,
    }
}

/// How many letters to insert, delete, change or swap with their neighbour, no letter twice.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let least = changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                let swaps = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swaps { least.min(table[i - 2][j - 2] + 1) } else { least }
            };
        }
    }
    table[a.len()][b.len()]
}

/// Whether a match lies in one of these stretches of positions.
pub fn any_within(matches: &[Match], stretch: (u32, u32)) -> bool {
    matches.iter().any(|found| found.lies_in(stretch))
}
