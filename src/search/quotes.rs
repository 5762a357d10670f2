//! What somebody said on a subject, in order of date: a row a speech, with the words said and where they stand.
//!
//! Its place: a look beside [`crate::search::answer`]. The words of the query are read in the words said, not in the
//! article: `tariffs` means `said:tariffs`. Other clauses mean what they mean in a search.
//!
//! # Invariants
//! Every row is a speech that satisfies, by itself, all clauses on speech at the top of the query.

use std::cmp::Reverse;

use jiff::civil::Date as Day;
use serde::Serialize;

use crate::annotate::{AnnotatedParagraph, People, Speech};
use crate::engine::{Copies, Passage, Reader, Search, Sort, StoredArticle, keys};
use crate::query::bind::{SpeechNode, bind};
use crate::query::{Clause, Complaint, Node, Test, TextField};
use crate::search::read::{self, ReadOrEverything};
use crate::search::{HitArticle, HitParagraph, Marker, Request, SearchError, Snippet, Understood, snippet};

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quotes {
    /// The query as typed.
    pub query: String,
    /// How it was read.
    pub understood: Understood,
    /// Speeches in all.
    pub total: usize,
    /// Articles in all.
    pub total_articles: u64,
    /// The offset of the next page, where there is one.
    pub next: Option<usize>,
    /// The speeches in order of date, undated last.
    pub rows: Vec<Quote>,
    /// What of the query was ignored or read differently.
    pub warnings: Vec<Complaint>,
}

/// One speech.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// Its article.
    pub article: HitArticle,
    /// Its paragraph.
    pub paragraph: HitParagraph,
    /// Which of the paragraph's speakers it is.
    pub speech: usize,
    /// The words said or reported, with what matched in them. Empty where somebody only took the floor.
    pub said: Snippet,
}

impl Quote {
    /// The speech itself: who, in what office, in which manner.
    #[must_use]
    pub fn speaker(&self) -> Option<&Speech> {
        self.paragraph.speakers.get(self.speech)
    }
}

/// The speeches that a request finds, oldest first unless it asks for the newest, from its offset, at most as many as its
/// limit.
///
/// # Errors
/// When nobody is named, nothing of the query can be searched for, or the index cannot be read.
pub fn quotes(reader: &dyn Reader, request: &Request) -> Result<Quotes, SearchError> {
    Ok(Speeches::find(reader, request)?.page(reader, request))
}

/// Every speech that a request finds, in order.
pub(super) struct Speeches {
    tree: Node,
    complaints: Vec<Complaint>,
    other_readings: Vec<String>,
    articles: u64,
    found: Vec<(StoredArticle, AnnotatedParagraph, usize)>,
}

impl Speeches {
    pub(super) fn find(reader: &dyn Reader, request: &Request) -> Result<Self, SearchError> {
        let people = &reader.state().people;
        let read = read::or_everything(request, reader.state())?;
        let tree = read.tree.as_ref().filter(|tree| names_somebody(tree)).ok_or(SearchError::Nobody)?;
        let tree = read_in_speech(tree.clone());
        let each = bind(Some(&tree), people).speech.ok_or(SearchError::Nobody)?.each;
        let hits = reader.search(&Search {
            tree: Some(tree.clone()),
            sort: Sort::Oldest,
            limit: usize::MAX,
            // A copy may quote what the earliest leaves out.
            copies: Copies::Unfolded,
            ..Search::counting()
        })?;
        let mut found: Vec<(StoredArticle, AnnotatedParagraph, usize)> = Vec::new();
        for hit in hits.hits {
            for Passage { paragraph, .. } in hit.passages {
                let which = satisfying(&paragraph, &each, people);
                found.extend(which.into_iter().map(|at| (hit.article.clone(), paragraph.clone(), at)));
            }
        }
        found.sort_by_cached_key(|(article, paragraph, at)| {
            let day = first_day(article);
            (day.is_none(), day, article.paths.clone(), article.article.id.clone(), paragraph.ordinal, *at)
        });
        if request.sort == Sort::Newest {
            // Those of one day stay as they are.
            found.sort_by_key(|(article, ..)| {
                first_day(article).map(Reverse).map_or((true, None), |day| (false, Some(day)))
            });
        }
        let ReadOrEverything { complaints, other_readings, .. } = read;
        Ok(Self { tree, complaints, other_readings, articles: hits.articles, found })
    }

    /// The speeches themselves.
    pub(super) fn all(&self) -> impl Iterator<Item = &Speech> {
        self.found.iter().filter_map(|(_, paragraph, at)| paragraph.speakers.get(*at))
    }

    /// Those from the offset of a request, at most as many as its limit.
    pub(super) fn page(self, reader: &dyn Reader, request: &Request) -> Quotes {
        let people = &reader.state().people;
        let total = self.found.len();
        let marker = Marker::new(Some(&self.tree), people);
        let page = self.found.into_iter().skip(request.offset).take(request.limit);
        let rows: Vec<Quote> =
            page.map(|(article, paragraph, at)| quote(article, paragraph, at, &marker, people)).collect();
        let shown = request.offset + rows.len();
        Quotes {
            query: request.query.clone(),
            understood: Understood::of(&self.tree, self.other_readings),
            total,
            total_articles: self.articles,
            next: (shown < total && !rows.is_empty()).then_some(shown),
            rows,
            warnings: self.complaints,
        }
    }
}

fn first_day(article: &StoredArticle) -> Option<Day> {
    keys::effective_date(&article.article).map(|date| date.first_day())
}

/// Whether one of the clauses is on who speaks.
fn names_somebody(tree: &Node) -> bool {
    let on_who = |test: &Test| matches!(test, Test::Speaker(_) | Test::Text(TextField::Role | TextField::Org, _));
    tree.clauses().iter().any(|clause| on_who(&clause.test))
}

/// The tree with its words read in the words said.
fn read_in_speech(tree: Node) -> Node {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(read_in_speech).collect();
    match tree {
        Node::And(nodes) => Node::And(all(nodes)),
        Node::Or(nodes) => Node::Or(all(nodes)),
        Node::Not(node) => Node::Not(Box::new(read_in_speech(*node))),
        Node::Within(scope, node) => Node::Within(scope, Box::new(read_in_speech(*node))),
        Node::Boost(node, weight) => Node::Boost(Box::new(read_in_speech(*node)), weight),
        Node::Clause(Clause { test: Test::Text(TextField::Anywhere, find), place }) => {
            Node::Clause(Clause { test: Test::Text(TextField::Said, find), place })
        }
        clause => clause,
    }
}

/// Which speeches of a paragraph satisfy a condition.
fn satisfying(paragraph: &AnnotatedParagraph, each: &SpeechNode, people: &People) -> Vec<usize> {
    let speeches = paragraph.speakers.iter().enumerate();
    speeches.filter(|(_, speech)| each.is_true_of(speech, &paragraph.text, people)).map(|(at, _)| at).collect()
}

fn quote(article: StoredArticle, paragraph: AnnotatedParagraph, at: usize, marker: &Marker, people: &People) -> Quote {
    let marks = marker.paragraph(&paragraph, people);
    let content = paragraph.speakers.get(at).map_or(&[][..], |speech| &speech.content);
    let said = snippet::of_spans(&paragraph.text, content, &marks);
    Quote { article: HitArticle::of(article, marker), paragraph: HitParagraph::of(paragraph), speech: at, said }
}

#[cfg(test)]
mod tests {
    //! Properties: words are read in the words said, other clauses as they are; somebody must be named.
    use super::*;
    use crate::query::parse;

    #[test]
    fn words_are_read_in_speech() {
        let tree =
            parse("rail (harbour OR \"one belt\") -tariffs speaker:Kim year:2017", jiff::civil::date(2017, 8, 24))
                .tree
                .unwrap();
        assert!(names_somebody(&tree));
        let fields: Vec<Option<TextField>> = read_in_speech(tree)
            .clauses()
            .iter()
            .map(|clause| if let Test::Text(field, _) = clause.test { Some(field) } else { None })
            .collect();
        assert_eq!(fields, [[Some(TextField::Said); 4].as_slice(), &[None, None]].concat());
        assert!(!names_somebody(&parse("rail kind:direct", jiff::civil::date(2017, 8, 24)).tree.unwrap()));
    }
}
