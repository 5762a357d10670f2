//! The engine against the plain evaluator: random queries over random articles.
//!
//! Properties, for each query: the same articles, passages, marks, answering speeches, totals and facet
//! rows as the evaluator finds; choosing a row finds the articles it promised; the printed tree reads
//! back as itself; pages are slices of the whole list, in order; adding an OR loses no article.
//!
//! `ONRECORD_QUERIES` sets how many queries are tried (20,000 unless told), `ONRECORD_SEED` where the
//! random numbers start; a failure prints the seed and the query that show it.

mod evaluator;
mod world;

use std::collections::BTreeMap;
use std::time::Instant;

use fastrand::Rng;
use onrecord::annotate::{AnnotatedArticle, People};
use onrecord::corrections::Applied;
use onrecord::engine::embedded::{EmbeddedReader, EmbeddedWriter};
use onrecord::engine::{Entry, Root, Sort, State, Versions, Writer};
use onrecord::query::{Facet, Node, parse};
use onrecord::search::{Request, Response, answer};
use rayon::prelude::*;

const QUERIES: usize = 20_000;
/// How many queries are asked of one set of articles.
const QUERIES_EACH: usize = 400;

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name)
        .ok()
        .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn random_queries_find_what_the_evaluator_finds() {
    let (queries, seed) = (setting("ONRECORD_QUERIES", QUERIES), setting("ONRECORD_SEED", 1));
    let rounds: Vec<usize> = (0..queries.div_ceil(QUERIES_EACH)).collect();
    let found: usize = rounds.par_iter().map(|&round| judge(seed, round, queries - round * QUERIES_EACH)).sum();
    // A test in which hardly anything is found proves little.
    assert!(found * 3 > queries, "only {found} of {queries} queries found anything");
    println!("{queries} queries, {found} of them found something");
}

/// Asks a round of queries of articles of its own, at most `queries`; tells how many found something.
fn judge(seed: usize, round: usize, queries: usize) -> usize {
    let mut rng = Rng::with_seed((seed * 1_000_003 + round) as u64);
    let folder = tempfile::tempdir().unwrap();
    let people = world::people(&mut rng);
    evaluator::set_people(&people);
    let articles = build(&mut rng, folder.path(), &people);
    let reader = EmbeddedReader::open(folder.path()).unwrap();
    (0..QUERIES_EACH.min(queries))
        .filter(|at| {
            let tree = world::tree(&mut rng, 3);
            let context = format!("seed {seed}, round {round}, query {at}: {tree}");
            check(&mut rng, &reader, &articles, &tree, &context)
        })
        .count()
}

/// Writes random articles in several commits, with replacements and deletions, so that segments,
/// deleted blocks and merges all take part. Returns those that live in the end.
fn build(rng: &mut Rng, folder: &std::path::Path, people: &People) -> Vec<AnnotatedArticle> {
    let mut live: BTreeMap<usize, AnnotatedArticle> = BTreeMap::new();
    for commit in 0..rng.usize(1..4) {
        let mut writer =
            if commit == 0 { EmbeddedWriter::create(folder).unwrap() } else { EmbeddedWriter::open(folder).unwrap() };
        for _ in 0..rng.usize(1..12) {
            let serial = rng.usize(..20);
            let make = if rng.usize(..30) == 0 { world::long_article } else { world::article };
            match rng.usize(..5) {
                0 => {
                    if let Some(gone) = live.remove(&serial) {
                        writer.delete_article(&gone.id).unwrap();
                    }
                }
                _ => {
                    let article = make(rng, serial);
                    let paths = std::slice::from_ref(&article.path);
                    let applied = &Applied::default();
                    writer.put_article(Entry { article: &article, stated_id: None, paths, applied, people }).unwrap();
                    live.insert(serial, article);
                }
            }
        }
        Box::new(writer).commit(&state(people)).unwrap();
    }
    live.into_values().collect()
}

fn state(people: &People) -> State {
    State {
        versions: Versions::current(),
        roots: vec![Root { label: "world".into(), folder: "world".into() }],
        corrections: None,
        people: people.clone(),
        written_at: "2026-01-01T00:00:00Z".into(),
    }
}

fn ask(reader: &EmbeddedReader, tree: &Node, request: Request) -> Response {
    let request = Request { filters: vec![tree.clone()], rows_max: usize::MAX, ..request };
    answer(reader, &request, Instant::now()).unwrap()
}

fn check(rng: &mut Rng, reader: &EmbeddedReader, articles: &[AnnotatedArticle], tree: &Node, context: &str) -> bool {
    assert_eq!(parse(&tree.to_string()).tree.as_ref(), Some(tree), "printed and read again, {context}");
    let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest][rng.usize(..3)];
    let all = Request { limit: 100_000, sort, ..Request::default() };
    let response = ask(reader, tree, all.clone());
    // A tree that is itself a conjunction must mean the same typed as given as options.
    let conjuncts = tree.conjuncts().to_vec();
    let options = Request { filters: conjuncts, rows_max: usize::MAX, ..all.clone() };
    let as_options = answer(reader, &options, Instant::now()).unwrap();
    assert_eq!((&as_options.hits, &as_options.facets), (&response.hits, &response.facets), "as options, {context}");

    check_hits(&response, articles, tree, context);
    check_order(&response, sort, context);
    for facet in Facet::ALL {
        let rows = response.facets.rows(facet).iter().map(|row| (row.value.clone(), (row.count, row.articles)));
        let rows: evaluator::Rows = rows.collect();
        assert_eq!(rows, evaluator::rows(articles, Some(tree), facet), "{facet:?} rows, {context}");
    }
    let facet = Facet::ALL[rng.usize(..Facet::ALL.len())];
    if let Some(row) = rng.choice(response.facets.rows(facet)) {
        let left = onrecord::query::without_family(tree, facet);
        let chosen = evaluator::choose(left, facet, row.value.as_deref());
        let promised = ask(reader, &chosen, all.clone());
        assert_eq!(promised.total_articles, row.articles, "choosing {facet:?} {:?}, {context}", row.value);
    }
    let (offset, limit) = (rng.usize(..8), rng.usize(..8));
    let page = ask(reader, tree, Request { offset, limit, sort, ..Request::default() });
    let slice: Vec<_> = response.hits.iter().skip(offset).take(limit).cloned().collect();
    assert_eq!(page.hits, slice, "page {offset}+{limit}, {context}");
    let wider = ask(reader, &Node::Or(vec![tree.clone(), world::tree(rng, 1)]), all);
    let ids = |response: &Response| {
        response.hits.iter().map(|hit| hit.article.id.clone()).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(ids(&wider).is_superset(&ids(&response)), "adding an OR, {context}");
    response.total > 0
}

fn check_hits(response: &Response, articles: &[AnnotatedArticle], tree: &Node, context: &str) {
    let mut found = evaluator::Judged::new();
    for hit in &response.hits {
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
    assert_eq!(found, evaluator::find(articles, Some(tree)), "{context}");
    assert_eq!(response.total as usize, response.hits.len(), "{context}");
    assert_eq!(response.total_articles as usize, found.len(), "{context}");
}

fn check_order(response: &Response, sort: Sort, context: &str) {
    let date = |hit: &onrecord::search::Answer| {
        hit.article.date.as_ref().or(hit.article.event_date.as_ref()).map(|date| date.value.first_day())
    };
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
