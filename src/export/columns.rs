//! The columns of each kind of answer. Programs depend on them: some may be added at the end, none is renamed.

use super::Columns;
use crate::annotate::{CountryPair, Date, Speech};
use crate::search::{Answer, HitArticle, ListingRow, Period, Quote, SimilarArticle};

/// A row a passage that a search found.
pub const PASSAGES: Columns<Answer> = Columns {
    names: &[
        "rank",
        "score",
        "article",
        "path",
        "title",
        "publisher",
        "lang",
        "date",
        "date_basis",
        "pairs",
        "paragraph",
        "speakers",
        "kinds",
        "text",
    ],
    cells: passage,
};

/// A row a speech.
pub const QUOTES: Columns<Quote> = Columns {
    names: &[
        "date",
        "date_basis",
        "speaker",
        "role",
        "affiliation",
        "kind",
        "pairs",
        "publisher",
        "title",
        "article",
        "path",
        "paragraph",
        "said",
        "relay",
    ],
    cells: quote,
};

/// A row an article that is like another.
pub const SIMILAR: Columns<SimilarArticle> = Columns {
    names: &["rank", "score", "article", "path", "title", "publisher", "date", "words"],
    cells: |row| {
        let article = &row.article;
        vec![
            row.rank.to_string(),
            format!("{:.4}", row.score),
            article.id.to_string(),
            article.path.clone(),
            text(article.title.as_ref()),
            text(article.publisher.as_ref()),
            day(when(article)),
            row.words.join("; "),
        ]
    },
};

/// A row a period.
pub const TIMELINE: Columns<Period> = Columns {
    names: &["period", "label", "passages", "articles", "indexed", "share"],
    cells: |row| {
        vec![
            text(row.period.as_ref()),
            row.label.clone(),
            row.passages.to_string(),
            row.articles.to_string(),
            row.indexed.to_string(),
            row.share.map(|share| format!("{share:.4}")).unwrap_or_default(),
        ]
    },
};

/// A row a value of a facet.
pub const LISTING: Columns<ListingRow> = Columns {
    names: &["value", "label", "passages", "articles", "names"],
    cells: |row| {
        let names: Vec<&str> = row.names.iter().map(|name| name.name.as_str()).collect();
        vec![
            text(row.value.as_ref()),
            row.label.clone(),
            row.passages.to_string(),
            row.articles.to_string(),
            names.join("; "),
        ]
    },
};

fn passage(hit: &Answer) -> Vec<String> {
    let Answer { rank, score, article, paragraph, speeches, .. } = hit;
    // The speeches that answer, or all where none was asked for.
    let shown: Vec<&Speech> = if speeches.is_empty() {
        paragraph.speakers.iter().collect()
    } else {
        speeches.iter().filter_map(|&at| paragraph.speakers.get(at)).collect()
    };
    let each =
        |value: &dyn Fn(&Speech) -> String| shown.iter().map(|speech| value(speech)).collect::<Vec<_>>().join("; ");
    vec![
        rank.to_string(),
        format!("{score:.4}"),
        article.id.to_string(),
        article.path.clone(),
        text(article.title.as_ref()),
        text(article.publisher.as_ref()),
        text(article.lang.as_ref()),
        day(when(article)),
        basis(when(article)),
        codes(&article.pairs),
        paragraph.ordinal.to_string(),
        each(&|speech| text(name(speech))),
        each(&|speech| speech.kind.to_string()),
        paragraph.text.clone(),
    ]
}

fn quote(row: &Quote) -> Vec<String> {
    let Quote { article, paragraph, said, .. } = row;
    let speech = row.speaker();
    // The pairs that the paragraph concerns, else those that its article is about.
    let pairs = if paragraph.pairs.is_empty() { &article.pairs } else { &paragraph.pairs };
    vec![
        day(when(article)),
        basis(when(article)),
        text(speech.and_then(name)),
        text(speech.and_then(|speech| speech.role.as_ref())),
        text(speech.and_then(|speech| speech.affiliation.as_ref())),
        speech.map(|speech| speech.kind.to_string()).unwrap_or_default(),
        codes(pairs),
        text(article.publisher.as_ref()),
        text(article.title.as_ref()),
        article.id.to_string(),
        article.path.clone(),
        paragraph.ordinal.to_string(),
        said.text.clone(),
        text(speech.and_then(|speech| speech.relay.as_ref())),
    ]
}

/// The publication, else the event.
fn when(article: &HitArticle) -> Option<&Date> {
    article.date.as_ref().or(article.event_date.as_ref())
}

fn day(date: Option<&Date>) -> String {
    date.map(|date| date.value.to_string()).unwrap_or_default()
}

fn basis(date: Option<&Date>) -> String {
    date.map(|date| format!("{:?}", date.basis).to_lowercase()).unwrap_or_default()
}

fn name(speech: &Speech) -> Option<&String> {
    speech.name.as_ref().or(speech.description.as_ref())
}

fn codes(pairs: &[CountryPair]) -> String {
    pairs.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}
