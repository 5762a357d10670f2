//! What ranking is held to where articles are long: the written articles of `articles.txt`, the topics of
//! `topics.tsv` and the judgements of `qrels.tsv`, with floors; and small made-up articles, a property each.
//!
//! Properties: a paragraph that answers goes before words scattered over an article, and words that meet before
//! words far apart; length wins nothing; a title helps and does not drown; equal scores go by newest, then id,
//! then paragraph; a preference for recent articles is mild.

#[path = "../meaning/state.rs"]
mod state;
mod world;

use std::collections::BTreeMap;

use onrecord::search::{Matching, Request, Syntax};
use world::{Judged, World, article, filler};

/// Floors, a little under the figures of the day they were taken.
const NDCG_FLOOR: f64 = 0.97;
const MRR_FLOOR: f64 = 0.99;

fn loose(words: &str, matching: Matching) -> Request {
    Request { query: words.to_owned(), syntax: Syntax::Words, matching, ..Request::default() }
}

#[test]
fn written_articles_are_ranked_as_judged() {
    let world = World::new(&world::written());
    let judged = Judged::read();
    let (mut ndcg, mut reciprocal) = (Vec::new(), Vec::new());
    let mut report = String::new();
    for (topic, words) in &judged.topics {
        let found = world.articles(&loose(words, Matching::Any));
        let gains = &judged.gains[topic];
        ndcg.push(ndcg_10(&found, gains));
        let best = gains.values().max().expect("every topic is judged");
        let first = found.iter().position(|id| gains.get(id) == Some(best)).map_or(0.0, |at| 1.0 / (at + 1) as f64);
        reciprocal.push(first);
        report += &format!(
            "{topic} {:.3} {first:.3} {words}: {}\n",
            ndcg[ndcg.len() - 1],
            found[..3.min(found.len())].join(" ")
        );
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (ndcg, reciprocal) = (mean(&ndcg), mean(&reciprocal));
    println!("{report}nDCG@10 {ndcg:.3}, MRR {reciprocal:.3}");
    assert!(ndcg >= NDCG_FLOOR && reciprocal >= MRR_FLOOR, "nDCG@10 {ndcg:.3}, MRR {reciprocal:.3}\n{report}");
}

fn ndcg_10(found: &[String], gains: &BTreeMap<String, u32>) -> f64 {
    let sum = |gains: &mut dyn Iterator<Item = u32>| {
        gains.take(10).zip(2..).map(|(gain, rank)| f64::from(gain) / f64::from(rank).log2()).sum::<f64>()
    };
    let mut ideal: Vec<u32> = gains.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    sum(&mut found.iter().map(|id| gains.get(id).copied().unwrap_or(0))) / sum(&mut ideal.into_iter())
}

/// Asserts that of two articles the first is ranked before the second, among others that hold nothing sought.
#[track_caller]
fn before(first: world::Written, second: world::Written, words: &str) {
    for matching in [Matching::Any, Matching::All] {
        let (a, b) = (first.id.clone(), second.id.clone());
        let others = (0..20).map(|n| article(&format!("other-{n}"), "Other News", &filler(4, n)));
        let world = World::new(&others.chain([first.clone(), second.clone()]).collect::<Vec<_>>());
        let found = world.articles(&loose(words, matching));
        let place = |id: &str| found.iter().position(|found| found == id).unwrap_or(usize::MAX);
        assert!(place(&a) < place(&b), "{matching:?}, `{words}`: {found:?}");
    }
}

/// Filler with some paragraphs put in, each at its place.
fn among(paragraphs: usize, put: &[(usize, &str)]) -> Vec<String> {
    let mut text = filler(paragraphs, 7);
    for &(at, words) in put {
        text[at] = format!("{} {words}.", text[at]);
    }
    text
}

#[test]
fn a_paragraph_that_answers_goes_before_scattered_words() {
    let answer = article("answer", "News of the Day", &among(12, &[(7, "the tanker spilled oil near the lighthouse")]));
    let scattered = [(1, "a tanker"), (4, "they spilled"), (7, "cooking oil"), (10, "an old lighthouse")];
    before(answer, article("scattered", "News of the Day", &among(12, &scattered)), "tanker spilled oil lighthouse");
}

#[test]
fn words_often_but_apart_do_not_beat_words_that_meet() {
    let meet = article("meet", "News of the Day", &among(3, &[(1, "a tanker near the lighthouse")]));
    let often: Vec<_> = (0..40).map(|at| (at, if at % 2 == 0 { "a tanker" } else { "a lighthouse" })).collect();
    before(meet, article("often", "News of the Day", &among(40, &often)), "tanker lighthouse");
}

#[test]
fn length_wins_nothing() {
    let put = "the tanker spilled oil near the lighthouse";
    let short = article("short", "News of the Day", &among(3, &[(1, put)]));
    // The same paragraph of the same filler, and the words by themselves all over the rest.
    let mut scattered: Vec<_> =
        (2..60).map(|at| (at, ["a tanker", "spilled", "some oil", "lighthouse"][at % 4])).collect();
    scattered.push((1, "the tanker near the lighthouse"));
    before(short, article("long", "News of the Day", &among(60, &scattered)), "tanker spilled oil lighthouse");
}

#[test]
fn a_title_helps_and_does_not_drown() {
    let text = among(5, &[(2, "a tanker near the lighthouse")]);
    let titled = article("z-titled", "Tanker in the Night", &text);
    before(titled.clone(), article("a-untitled", "Ship in the Night", &text), "tanker lighthouse");
    // One word of three in the title does not make up for the other two.
    let answer = article("answer", "News of the Day", &among(5, &[(2, "the tanker spilled oil near the lighthouse")]));
    let title_only =
        article("title-only", "Tanker, Tanker, Tanker", &among(5, &[(1, "one spilled"), (4, "a lighthouse")]));
    before(answer, title_only, "tanker spilled lighthouse");
}

#[test]
fn equal_scores_go_by_newest_then_id_then_paragraph() {
    let text = || vec!["A tanker came in.".to_owned(), "A tanker came in.".to_owned()];
    let dated = |id: &str, date: &str| article(id, "Harbour", &text()).dated(date);
    let articles = [
        dated("a", "2015-01-01"),
        dated("b", "2020-06-01"),
        dated("c", "2020-06-01"),
        dated("d", "2011"),
        article("undated", "Harbour", &text()),
    ];
    let world = World::new(&articles);
    let passages = world.passages(&loose("tanker", Matching::Any));
    let ids = |names: [&str; 2]| {
        let mut names = names.map(|name| (world.id(name), name));
        names.sort();
        names.map(|(_, name)| name.to_owned())
    };
    let [first, second] = ids(["b", "c"]);
    let want = [first, second, "a".into(), "d".into(), "undated".into()];
    let want: Vec<(String, u32)> = want.into_iter().flat_map(|id| [(id.clone(), 0), (id, 1)]).collect();
    assert_eq!(passages, want);
}

#[test]
fn a_preference_for_recent_articles_is_mild() {
    let text = among(4, &[(2, "a tanker near the lighthouse")]);
    let better = among(4, &[(2, "a tanker near the lighthouse, a tanker and a lighthouse")]);
    let articles = [
        article("older", "News of the Day", &text).dated("2005-01-01"),
        article("newer", "News of the Day", &text).dated("2024-01-01"),
        article("undated", "News of the Day", &text),
        article("best", "Tanker at the Lighthouse", &better).dated("2001-01-01"),
    ];
    let world = World::new(&articles);
    let request =
        Request { prefer_recent: Some(jiff::civil::date(2024, 1, 1)), ..loose("tanker lighthouse", Matching::Any) };
    assert_eq!(world.articles(&request), ["best", "newer", "older", "undated"]);
    let scores: BTreeMap<String, f32> = world.scores(&request).into_iter().collect();
    let plain: BTreeMap<String, f32> = world.scores(&loose("tanker lighthouse", Matching::Any)).into_iter().collect();
    assert_eq!(scores["newer"], plain["newer"]);
    assert_eq!(scores["undated"], plain["undated"] * 0.75);
    assert!(scores["older"] < plain["older"] * 0.78 && scores["older"] > plain["older"] * 0.75);
}
