//! The engine against the plain evaluator: random queries over random articles.
//!
//! Properties, for each query: the same articles, passages, marks, answering speeches, totals and facet
//! rows as the evaluator finds; choosing a row finds the articles it promised; the printed tree reads
//! back as itself; pages are slices of the whole list, in order; adding an OR loses no article, adding an
//! AND of what reads the article finds no new one; what is marked is found again as a phrase; a weight
//! changes nothing but scores and order.
//!
//! `ONRECORD_QUERIES` sets how many queries are tried (20,000 unless told; more print how far they are),
//! `ONRECORD_SEED` where the random numbers start; a failure prints the seed and the query that show it. A round depends
//! on the seed and its number alone: a long run that was stopped goes on with `ONRECORD_ROUND`, the rounds that were done.

mod evaluator;
mod facets;
mod filing;
mod rows;
mod state;
mod text;
mod told;
mod trees;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::time::Instant;

use evaluator::{Filed, Judge};
use fastrand::Rng;
use onrecord::annotate::People;
use onrecord::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use onrecord::engine::{Copies, EngineError, Sort, Writer};
use onrecord::query::{Facet, Find, Manner, Node, Test, TextField, Words, parse};
use onrecord::search::{Answer, Request, Response, SearchError, answer};
use onrecord::span::slice;
use rayon::prelude::*;

const QUERIES: usize = 20_000;
/// How many queries are asked of one set of articles.
const QUERIES_EACH: usize = 400;
/// How many queries of words alone are asked besides, page by page: engines may answer them by a way of their own.
const WORDS_ALONE_EACH: usize = 100;
/// How many rounds are done before a long run tells so.
const TOLD_EACH: usize = 50;
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 1, 5);

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name)
        .ok()
        .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn random_queries_find_what_the_evaluator_finds() {
    let (queries, seed) = (setting("ONRECORD_QUERIES", QUERIES), setting("ONRECORD_SEED", 1));
    let (first, rounds) = (setting("ONRECORD_ROUND", 0), queries.div_ceil(QUERIES_EACH));
    let began = Instant::now();
    let mut found = 0;
    for from in (first..rounds).step_by(TOLD_EACH) {
        let to = rounds.min(from + TOLD_EACH);
        found +=
            (from..to).into_par_iter().map(|round| judge(seed, round, queries - round * QUERIES_EACH)).sum::<usize>();
        tell(to, rounds, began);
    }
    let queries = queries.saturating_sub(first * QUERIES_EACH);
    // A test in which hardly anything is found proves little.
    assert!(found * 3 > queries, "only {found} of {queries} queries found anything");
    println!("{queries} queries, {found} of them found something");
}

/// Tells how far a long run is; past the test harness, which keeps what is printed to itself.
fn tell(done: usize, rounds: usize, began: Instant) {
    if rounds * QUERIES_EACH > QUERIES {
        let seconds = began.elapsed().as_secs();
        let _ = writeln!(std::io::stderr(), "{done} of {rounds} rounds agree, after {seconds} s");
    }
}

/// Asks a round of queries of articles of its own, at most `queries`; tells how many found something.
fn judge(seed: usize, round: usize, queries: usize) -> usize {
    let mut rng = Rng::with_seed((seed * 1_000_003 + round) as u64);
    let folder = tempfile::tempdir().unwrap();
    let people = world::people(&mut rng);
    let articles = build(&mut rng, folder.path(), &people);
    let reader = EmbeddedReader::open(folder.path()).unwrap();
    let judge = Judge::new(&articles, &people);
    for at in 0..WORDS_ALONE_EACH {
        let tree = trees::words_alone(&mut rng);
        let context = format!("seed {seed}, round {round}, words {at}: {tree}");
        Check { reader: &reader, judge: &judge, tree: &tree, context: &context }.pages(&mut rng);
    }
    (0..QUERIES_EACH.min(queries))
        .filter(|at| {
            let tree = trees::tree(&mut rng, 3);
            let context = format!("seed {seed}, round {round}, query {at}: {tree}");
            Check { reader: &reader, judge: &judge, tree: &tree, context: &context }.all(&mut rng)
        })
        .count()
}

/// Writes random articles in several commits, with replacements and deletions, so that segments,
/// deleted blocks and merges all take part. Returns those that live in the end.
fn build(rng: &mut Rng, folder: &std::path::Path, people: &People) -> Vec<Filed> {
    let mut live: BTreeMap<usize, Filed> = BTreeMap::new();
    for commit in 0..rng.usize(1..4) {
        let mut writer =
            if commit == 0 { EmbeddedWriter::create(folder).unwrap() } else { EmbeddedWriter::open(folder).unwrap() };
        for _ in 0..rng.usize(1..12) {
            let serial = rng.usize(..20);
            let make = if rng.usize(..30) == 0 { world::long_article } else { world::article };
            match rng.usize(..5) {
                0 => {
                    if let Some(gone) = live.remove(&serial) {
                        writer.delete_article(&gone.article.id).unwrap();
                    }
                }
                _ => {
                    let filed = make(rng, serial);
                    filing::put(&mut writer, &filed, people);
                    live.insert(serial, filed);
                }
            }
        }
        let articles: Vec<Filed> = live.values().cloned().collect();
        writer.put_stories(&filing::stories(&articles, people)).unwrap();
        Box::new(writer).commit(&state::state(people)).unwrap();
    }
    live.into_values().collect()
}

/// The answer; none where the query is refused because it mixes too much.
fn ask(reader: &EmbeddedReader, tree: &Node, request: Request) -> Option<Response> {
    // The trees have concepts of their own; those of the table would be further ones.
    let copies = Copies::Unfolded;
    let request = Request { filters: vec![tree.clone()], exact: true, rows_max: usize::MAX, copies, ..request };
    match answer(reader, &request, Instant::now()) {
        Err(SearchError::Engine(EngineError::TooMixed)) => None,
        answer => Some(answer.unwrap()),
    }
}

/// The request for passages alone, which is answered sooner.
fn without_facets(request: &Request) -> Request {
    Request { facets: Vec::new(), ..request.clone() }
}

fn articles_of(response: &Response) -> BTreeSet<String> {
    response.hits.iter().map(|hit| hit.article.id.to_string()).collect()
}

/// A query put to the engine and to the evaluator.
struct Check<'a> {
    reader: &'a EmbeddedReader,
    judge: &'a Judge<'a>,
    tree: &'a Node,
    context: &'a str,
}

impl Check<'_> {
    /// Checks every property; tells whether anything was found.
    fn all(&self, rng: &mut Rng) -> bool {
        let Self { tree, context, .. } = self;
        let read = parse(&tree.to_string(), TODAY);
        let again = read.tree.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(read.tree == Some(trees::without_concepts(tree)), "printed and read again as {again}, {context}");
        assert_eq!(read.complaints, [], "printed and read again, {context}");
        let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest][rng.usize(..3)];
        let whole = Request { limit: 100_000, sort, ..Request::default() };
        let Some(response) = ask(self.reader, tree, whole.clone()) else { return false };
        let (got, want) = (self.found(&response), self.judge.find(Some(tree)));
        assert!(got == want, "{context}{}", told::differences(self.judge.articles, &got, &want));
        check_order(&response, sort, context);
        self.options_are_conjuncts(&response, &whole);
        self.rows(rng, &response, &whole);
        self.page(rng, &response, sort);
        self.folded(rng, &response, &whole);
        self.more_clauses(rng, &response, &whole);
        self.marks(rng, &response);
        self.weight(rng, &response, &whole);
        response.total > 0
    }

    /// What was found, in the evaluator's terms.
    fn found(&self, response: &Response) -> evaluator::Judged {
        let context = self.context;
        let mut found = evaluator::Judged::new();
        for hit in response.hits.iter() {
            let shown = found.entry(hit.article.id.to_string()).or_insert_with(|| evaluator::Shown {
                title_marks: hit.article.title_highlights.clone(),
                passages: BTreeMap::new(),
            });
            // The paragraphs of this world are short, so that a snippet is the whole paragraph.
            assert_eq!(hit.snippet.text, hit.paragraph.text, "{context}");
            let passage = (hit.snippet.highlights.clone(), hit.speeches.clone());
            let twice = shown.passages.insert(hit.paragraph.ordinal, passage);
            assert!(twice.is_none(), "a passage twice, {context}");
        }
        assert_eq!(response.total as usize, response.hits.len(), "{context}");
        assert_eq!(response.total_articles as usize, found.len(), "{context}");
        found
    }

    /// A tree that is itself a conjunction means the same typed as given as options.
    fn options_are_conjuncts(&self, response: &Response, whole: &Request) {
        let options =
            Request { filters: self.tree.conjuncts().to_vec(), exact: true, rows_max: usize::MAX, ..whole.clone() };
        let options = Request { copies: Copies::Unfolded, ..options };
        let options = answer(self.reader, &options, Instant::now()).unwrap();
        assert_eq!(options.hits, response.hits, "as options, {}", self.context);
        assert_eq!(options.facets, response.facets, "as options, {}", self.context);
    }

    fn rows(&self, rng: &mut Rng, response: &Response, whole: &Request) {
        for facet in Facet::ALL {
            let rows = response.facets.rows(facet).iter().map(|row| (row.value.clone(), (row.count, row.articles)));
            let rows: facets::Rows = rows.collect();
            assert_eq!(rows, facets::rows(self.judge, Some(self.tree), facet), "{facet:?} rows, {}", self.context);
        }
        let facet = Facet::ALL[rng.usize(..Facet::ALL.len())];
        if let Some(row) = rng.choice(response.facets.rows(facet)) {
            let left = onrecord::query::without_family(self.tree, facet);
            let chosen = facets::choose(left, facet, row.value.as_deref());
            let Some(promised) = ask(self.reader, &chosen, without_facets(whole)) else { return };
            assert_eq!(promised.total_articles, row.articles, "choosing {facet:?} {:?}, {}", row.value, self.context);
        }
    }

    fn page(&self, rng: &mut Rng, response: &Response, sort: Sort) {
        let (offset, limit) = (rng.usize(..8), rng.usize(..8));
        let page = Request { offset, limit, sort, facets: Vec::new(), ..Request::default() };
        let page = ask(self.reader, self.tree, page).expect("the same query was answered");
        let slice: Vec<_> = response.hits.iter().skip(offset).take(limit).cloned().collect();
        assert_eq!(page.hits.to_vec(), slice, "page {offset}+{limit}, {}", self.context);
        let totals = |response: &Response| (response.total, response.total_articles);
        assert_eq!(totals(&page), totals(response), "page {offset}+{limit}, {}", self.context);
    }

    /// A few pages of everything that is found, by score as well as by date.
    fn pages(&self, rng: &mut Rng) {
        for sort in [Sort::Relevance, Sort::Relevance, Sort::Newest] {
            let whole = Request { limit: 100_000, sort, ..Request::default() };
            let response = ask(self.reader, self.tree, whole).expect("words alone mix nothing");
            let (got, want) = (self.found(&response), self.judge.find(Some(self.tree)));
            assert!(got == want, "{}{}", self.context, told::differences(self.judge.articles, &got, &want));
            self.page(rng, &response, sort);
            self.folded(rng, &response, &Request { limit: 100_000, sort, ..Request::default() });
        }
    }

    /// The list without those articles for which an earlier one of their story stands; it is the same on pages.
    fn folded(&self, rng: &mut Rng, response: &Response, whole: &Request) {
        let context = self.context;
        let found = articles_of(response);
        let of = |id: &str| self.judge.articles.iter().find(|filed| filed.article.id.as_str() == id).unwrap();
        let story = |id: &str| {
            let told = self.judge.told_with(of(id)).into_iter().map(|filed| filed.article.id.to_string());
            told.filter(|id| found.contains(id)).collect::<Vec<String>>()
        };
        let stands = |id: &str| story(id).first().is_none_or(|first| first == id);
        let want: Vec<(String, u32, Vec<String>)> = response
            .hits
            .iter()
            .filter(|hit| stands(hit.article.id.as_str()))
            .map(|hit| {
                let copies = story(hit.article.id.as_str()).into_iter().skip(1).collect();
                (hit.article.id.to_string(), hit.paragraph.ordinal, copies)
            })
            .collect();
        let shown = |response: &Response| -> Vec<(String, u32, Vec<String>)> {
            let copies = |hit: &Answer| hit.copies.iter().map(|copy| copy.id.to_string()).collect();
            let shown = |hit: &Answer| (hit.article.id.to_string(), hit.paragraph.ordinal, copies(hit));
            response.hits.iter().map(shown).collect()
        };
        let (offset, limit) = (rng.usize(..8), rng.usize(1..8));
        for (offset, limit) in [(0, 100_000), (offset, limit)] {
            let request = Request { filters: vec![self.tree.clone()], exact: true, offset, limit, ..whole.clone() };
            let folded = answer(self.reader, &without_facets(&request), Instant::now()).unwrap();
            let page: Vec<_> = want.iter().skip(offset).take(limit).cloned().collect();
            assert_eq!(shown(&folded), page, "folded, {offset}+{limit}, {context}");
            let goes_on = !page.is_empty() && offset + page.len() < want.len();
            assert_eq!(folded.next.is_some(), goes_on, "folded, {offset}+{limit}, {context}");
            let totals = |response: &Response| (response.total, response.total_articles, response.total_stories);
            assert_eq!(totals(&folded), totals(response), "folded, {context}");
        }
        let stories = found.iter().filter(|id| stands(id)).count();
        assert_eq!(response.total_stories as usize, stories, "stories, {context}");
    }

    /// An OR loses no article; an AND finds no new one. A clause on speeches is left out here: beside one that is
    /// denied alone it asks for one speech instead of all of them, and so may find more.
    fn more_clauses(&self, rng: &mut Rng, response: &Response, whole: &Request) {
        let found = articles_of(response);
        let either = Node::Or(vec![self.tree.clone(), trees::tree(rng, 1)]);
        if let Some(wider) = ask(self.reader, &either, without_facets(whole)) {
            assert!(articles_of(&wider).is_superset(&found), "as {either}, {}", self.context);
        }
        let both = self.tree.clone().with(vec![trees::article_clause(rng)]);
        if let Some(narrower) = ask(self.reader, &both, without_facets(whole)) {
            assert!(articles_of(&narrower).is_subset(&found), "as {both}, {}", self.context);
        }
    }

    /// What is marked in a passage or title is found there again as a phrase.
    fn marks(&self, rng: &mut Rng, response: &Response) {
        let Some(hit) = rng.choice(response.hits.iter()) else { return };
        let (id, ordinal) = (&hit.article.id, hit.paragraph.ordinal);
        let finds_again = |field, text: &str| {
            let phrase = Words { text: text.to_owned(), manner: Manner::Exact };
            let again: Node = Test::Text(field, Find::Words(phrase)).into();
            let whole = Request { limit: 100_000, ..Request::default() };
            let again = ask(self.reader, &again, without_facets(&whole)).expect("a phrase mixes nothing");
            let same = |found: &&Answer| {
                found.article.id == *id && (field == TextField::Title || found.paragraph.ordinal == ordinal)
            };
            assert!(again.hits.iter().find(same).is_some(), "the marked `{text}`, {}", self.context);
        };
        if let Some(&mark) = rng.choice(hit.snippet.highlights.iter()) {
            finds_again(TextField::Text, slice(&hit.snippet.text, mark));
        }
        if let Some((&mark, title)) = rng.choice(hit.article.title_highlights.iter()).zip(hit.article.title.as_deref())
        {
            finds_again(TextField::Title, slice(title, mark));
        }
    }

    /// A weight changes scores and the order that follows from them, nothing else.
    fn weight(&self, rng: &mut Rng, response: &Response, whole: &Request) {
        let Some(weighed) = trees::weighed_somewhere(rng, self.tree) else { return };
        let Some(weighed_response) = ask(self.reader, &weighed, whole.clone()) else { return };
        assert_eq!(self.found(&weighed_response), self.found(response), "as {weighed}, {}", self.context);
        assert_eq!(weighed_response.facets, response.facets, "as {weighed}, {}", self.context);
    }
}

fn check_order(response: &Response, sort: Sort, context: &str) {
    let date =
        |hit: &Answer| hit.article.date.as_ref().or(hit.article.event_date.as_ref()).map(|date| date.value.first_day());
    for pair in response.hits.windows(2) {
        let [a, b] = pair else { unreachable!("windows of two") };
        let undated_last = date(b).is_none() || date(a).is_some();
        let in_order = match sort {
            Sort::Relevance => a.score >= b.score,
            Sort::Newest => undated_last && (date(b).is_none() || date(a) >= date(b)),
            Sort::Oldest => undated_last && (date(b).is_none() || date(a) <= date(b)),
        };
        let tied = a.score == b.score && date(a) == date(b);
        let by_id = (&a.article.id, a.paragraph.ordinal) < (&b.article.id, b.paragraph.ordinal);
        assert!(in_order && (!tied || by_id), "{sort:?}, {context}");
    }
}
