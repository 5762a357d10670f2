//! A row a passage, as spreadsheets read it (RFC 4180).

use std::io::{self, Write};

use crate::annotate::{Date, Speech};
use crate::cli::rows::csv_row;
use crate::search::{Answer, Response};

const HEADER: [&str; 14] = [
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
];

pub(super) fn write(response: &Response, out: &mut dyn Write) -> io::Result<()> {
    csv_row(&HEADER, out)?;
    response.hits.iter().try_for_each(|hit| csv_row(&cells(hit), out))
}

fn cells(hit: &Answer) -> [String; 14] {
    let Answer { rank, score, article, paragraph, speeches, .. } = hit;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let date: Option<&Date> = article.date.as_ref().or(article.event_date.as_ref());
    // The speeches that answer, or all where none was asked for.
    let shown: Vec<&Speech> = if speeches.is_empty() {
        paragraph.speakers.iter().collect()
    } else {
        speeches.iter().filter_map(|&at| paragraph.speakers.get(at)).collect()
    };
    let joined =
        |value: &dyn Fn(&Speech) -> String| shown.iter().map(|speech| value(speech)).collect::<Vec<_>>().join("; ");
    let pairs: Vec<String> = article.pairs.iter().map(ToString::to_string).collect();
    [
        rank.to_string(),
        format!("{score:.4}"),
        article.id.to_string(),
        article.path.clone(),
        text(&article.title),
        text(&article.publisher),
        text(&article.lang),
        date.map(|date| date.value.to_string()).unwrap_or_default(),
        date.map(|date| format!("{:?}", date.basis).to_lowercase()).unwrap_or_default(),
        pairs.join("; "),
        paragraph.ordinal.to_string(),
        joined(&|speech| speech.name.clone().or_else(|| speech.description.clone()).unwrap_or_default()),
        joined(&|speech| speech.kind.to_string()),
        paragraph.text.clone(),
    ]
}
