//! Random queries of random articles on a cluster, judged by the plain evaluator.
//!
//! Properties, for each query: the articles, passages, marks, answering speeches, totals and rows of some facets that the
//! evaluator finds.

use std::collections::BTreeMap;
use std::time::Instant;

use fastrand::Rng;
use onrecord::annotate::People;
use onrecord::engine::{Copies, EngineError, Reader, Sort, Writer};
use onrecord::query::{Facet, Node};
use onrecord::search::{Request, Response, SearchError, answer};
use rayon::prelude::*;

use crate::cluster::{self, TestIndex};
use crate::evaluator::{Filed, Judge, Judged, Shown};
use crate::{facets, filing, state, told, trees, world};

const QUERIES: usize = 2_000;
/// How many queries are asked of one set of articles.
const QUERIES_EACH: usize = 100;

/// A number that the environment sets.
pub fn setting(name: &str, default: usize) -> usize {
    std::env::var(name)
        .ok()
        .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn random_queries_find_on_a_cluster_what_the_evaluator_finds() {
    let (queries, seed) = (setting("ONRECORD_CLUSTER_QUERIES", QUERIES), setting("ONRECORD_SEED", 1));
    let Some(address) = cluster::running() else { return };
    // Several rounds at a time: a cluster has more to do than one client asks for.
    let rounds = (0..queries.div_ceil(QUERIES_EACH)).into_par_iter().map(|round| {
        let mut found = 0;
        let mut rng = Rng::with_seed((seed * 1_000_003 + round) as u64);
        let people = world::people(&mut rng);
        let index = TestIndex::create(&address, &format!("random-{round}"));
        let articles = build(&mut rng, &index, &people);
        let reader = index.reader();
        let judge = Judge::new(&articles, &people);
        for at in 0..QUERIES_EACH.min(queries - round * QUERIES_EACH) {
            let depth = rng.usize(1..=3);
            let tree = trees::tree(&mut rng, depth);
            let context = format!("seed {seed}, round {round}, query {at}: {tree}");
            found += usize::from(check(&reader, &judge, &tree, &context, &mut rng));
        }
        found
    });
    let found: usize = rounds.sum();
    assert!(found * 3 > queries, "only {found} of {queries} queries found anything");
    println!("{queries} queries, {found} of them found something");
}

/// Checks one query; whether it found anything.
fn check(reader: &dyn Reader, judge: &Judge<'_>, tree: &Node, context: &str, rng: &mut Rng) -> bool {
    let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest][rng.usize(..3)];
    // Counting is what costs a cluster most; of each query half of the facets are counted.
    let counted: Vec<Facet> = Facet::ALL.into_iter().filter(|_| rng.bool()).collect();
    let Some(response) = ask(reader, tree, sort, &counted, context) else { return false };
    let (got, want) = (judged(&response, context), judge.find(Some(tree)));
    assert!(got == want, "{context}{}", told::differences(judge.articles, &got, &want));
    for facet in counted {
        let rows = response.facets.rows(facet).iter().map(|row| (row.value.clone(), (row.count, row.articles)));
        let rows: facets::Rows = rows.collect();
        assert_eq!(rows, facets::rows(judge, Some(tree), facet), "{facet:?} rows, {context}");
    }
    response.total > 0
}

/// The answer; none where the query is refused because it mixes too much.
fn ask(reader: &dyn Reader, tree: &Node, sort: Sort, facets: &[Facet], context: &str) -> Option<Response> {
    let request = Request {
        filters: vec![tree.clone()],
        exact: true,
        rows_max: usize::MAX,
        copies: Copies::Unfolded,
        facets: facets.to_vec(),
        limit: 10_000,
        sort,
        ..Request::default()
    };
    match answer(reader, &request, Instant::now()) {
        Err(SearchError::Engine(EngineError::TooMixed)) => None,
        answer => Some(answer.unwrap_or_else(|error| panic!("{error:?}, {context}"))),
    }
}

/// What was found, in the evaluator's terms.
fn judged(response: &Response, context: &str) -> Judged {
    let mut found = Judged::new();
    for hit in response.hits.iter() {
        let shown = found
            .entry(hit.article.id.to_string())
            .or_insert_with(|| Shown { title_marks: hit.article.title_highlights.clone(), passages: BTreeMap::new() });
        let passage = (hit.snippet.highlights.clone(), hit.speeches.clone());
        let twice = shown.passages.insert(hit.paragraph.ordinal, passage);
        assert!(twice.is_none(), "a passage twice, {context}");
    }
    assert_eq!(response.total as usize, response.hits.len(), "{context}");
    assert_eq!(response.total_articles as usize, found.len(), "{context}");
    found
}

/// Writes random articles in several commits, with replacements and deletions. Returns those that live in the end.
fn build(rng: &mut Rng, index: &TestIndex, people: &People) -> Vec<Filed> {
    let mut live: BTreeMap<usize, Filed> = BTreeMap::new();
    for _ in 0..rng.usize(1..4) {
        let mut writer = index.writer();
        for _ in 0..rng.usize(1..12) {
            let serial = rng.usize(..20);
            let make = if rng.usize(..30) == 0 { world::long_article } else { world::article };
            if rng.usize(..5) == 0 {
                if let Some(gone) = live.remove(&serial) {
                    writer.delete_article(&gone.article.id).unwrap();
                }
            } else {
                let filed = make(rng, serial);
                filing::put(&mut writer, &filed, people);
                live.insert(serial, filed);
            }
        }
        let articles: Vec<Filed> = live.values().cloned().collect();
        writer.put_stories(&filing::stories(&articles, people)).unwrap();
        Box::new(writer).commit(&state::state(people)).unwrap();
    }
    live.into_values().collect()
}
