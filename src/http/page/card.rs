//! An article with passages of it, as lists show it.

use super::pieces::{Piece, inert, marked};
use super::{DateView, Link, SpeakerView, article_href, person_href, search_href, strings, web_address};
use crate::export::words::counted;
use crate::http::params::Params;
use crate::search::{Answer, CopyArticle, HitArticle};

/// How many copies of a story are named.
const COPIES: usize = 5;

/// An article with passages of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) href: String,
    pub(super) title: Vec<Piece>,
    pub(super) lang: String,
    /// The language, where it stands on the card.
    pub(super) language: Option<Link>,
    pub(super) publisher: Option<Link>,
    pub(super) date: Option<DateView>,
    pub(super) event: Option<DateView>,
    pub(super) pairs: Vec<Link>,
    pub(super) path: String,
    pub(super) address: Option<String>,
    pub(super) passages: Vec<PassageView>,
    /// `shows 2 of 5 passages`.
    pub(super) shows: Option<String>,
    /// `the same story in 3 other places`, and the first of them.
    pub(super) copies: Option<(String, Vec<Link>, Option<String>)>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct PassageView {
    pub(super) href: String,
    pub(super) cite: String,
    pub(super) number: u32,
    pub(super) class: &'static str,
    pub(super) speakers: Vec<SpeakerView>,
    pub(super) before: bool,
    pub(super) text: Vec<Piece>,
    pub(super) after: bool,
}

pub(super) fn card(params: &Params, passages: &[Answer]) -> Card {
    let Answer { article, of_article, copies, copies_total, .. } = &passages[0];
    let id = article.id.as_str();
    let title = article.title.as_deref().map(|title| marked(title, &article.title_highlights)).unwrap_or_default();
    let chosen = |name: &str, value: &str| search_href(&params.without_all(name).with(name, value));
    let named = |name: &str, value: &str, label: String| Link { href: chosen(name, value), label: inert(&label) };
    let left = of_article.saturating_sub(passages.len() as u64);
    let shows = (left > 0 && *of_article > 1 && params.one("group") != Some("none"))
        .then(|| format!("shows {} of {of_article} passages", passages.len()));
    let more = copies_total.saturating_sub(copies.len().min(COPIES) as u64);
    let folded = (*copies_total > 0).then(|| {
        let told = format!("the same story in {}", counted(*copies_total, "other place", "other places"));
        let all = (more > 0).then(|| search_href(&params.with("copies", "true")));
        (told, copies.iter().take(COPIES).map(|copy| copy_link(copy, params)).collect(), all)
    });
    Card {
        href: article_href(id, params, ""),
        title,
        lang: article.lang.clone().unwrap_or_default(),
        language: language(params, article),
        publisher: article.publisher.as_ref().map(|name| named("publisher", name, name.clone())),
        date: article.date.as_ref().map(DateView::of),
        event: article.event_date.as_ref().map(DateView::of),
        pairs: article.pairs.iter().map(|pair| named("pair", &pair.to_string(), pair.label())).collect(),
        path: inert(&article.path),
        address: article.url.as_deref().and_then(web_address).map(str::to_owned),
        passages: passages.iter().map(|answer| passage(params, answer)).collect(),
        shows,
        copies: folded,
    }
}

/// Another article of a story, by its publisher and date.
pub(super) fn copy_link(copy: &CopyArticle, params: &Params) -> Link {
    let name = copy.publisher.as_ref().unwrap_or(&copy.path);
    let date = copy.date.as_ref().map(|date| format!(" ({})", DateView::of(date).text)).unwrap_or_default();
    Link { label: inert(&format!("{name}{date}")), href: article_href(copy.id.as_str(), params, "") }
}

/// The language of an article that is not in the language of the page.
fn language(params: &Params, article: &HitArticle) -> Option<Link> {
    let code = article.lang.as_deref().filter(|code| *code != "en")?;
    let href = search_href(&params.without_all("lang").with("lang", code));
    Some(Link { label: inert(strings::lang(code)), href })
}

fn passage(params: &Params, answer: &Answer) -> PassageView {
    let said_by = |name: &str| person_href(name, params);
    let speakers = SpeakerView::all(answer.shown_speakers(), said_by);
    let place = format!("#p{}", answer.paragraph.ordinal + 1);
    let (before, after) = answer.cut_off();
    PassageView {
        href: article_href(answer.article.id.as_str(), params, &place),
        cite: format!("/article/{}/cite?paragraph={}", answer.article.id, answer.paragraph.ordinal + 1),
        number: answer.paragraph.ordinal + 1,
        class: speakers.first().map_or("nobody", |speaker| speaker.class),
        speakers,
        before,
        text: marked(&answer.snippet.text, &answer.snippet.highlights),
        after,
    }
}
