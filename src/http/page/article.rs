//! The page of an article: its text with who speaks beside it, what a search marks in it, and how everything that is said
//! of it was decided.

use askama::Template;

use super::card::copy_link;
use super::pieces::{Piece, Spans, inert, pieces};
use super::strings;
use super::{Asked, DateView, Frame, Link, SpeakerView, pair_href, person_href, rendered, search_href, web_address};
use crate::annotate::{AnnotatedParagraph, People, Speech};
use crate::engine::{Grouping, StoredArticle};
use crate::export::cite::{self, Cited};
use crate::export::words::counted;
use crate::http::params::Params;
use crate::http::{Kind, Problem, address, api};
use crate::search::{Marker, article, marker, same_story};
use crate::span::Span;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    title: Vec<Piece>,
    lang: String,
    publisher: Option<Link>,
    author: Option<String>,
    language: Option<String>,
    date: Option<DateView>,
    event: Option<DateView>,
    pairs: Vec<TagView>,
    countries: Vec<TagView>,
    people: Vec<PersonView>,
    address: Option<String>,
    /// An address of the article that is no link.
    stated: Option<String>,
    paths: Vec<String>,
    /// The other articles of the story, then how many more there are.
    also: Vec<Link>,
    also_more: Option<String>,
    id: String,
    json: String,
    similar: String,
    cite: CiteView,
    /// What reference managers read.
    metadata: Vec<(&'static str, String)>,
    /// The search that led here.
    back: Option<String>,
    /// How many places match.
    hits: usize,
    paragraphs: Vec<ParagraphView>,
    dropped: Vec<DroppedView>,
    left_out: String,
}

#[derive(Debug, PartialEq, Eq)]
struct ParagraphView {
    number: u32,
    class: &'static str,
    speakers: Vec<SpeakerView>,
    text: Vec<Piece>,
    /// The pairs and countries it is tagged with.
    tags: Vec<Link>,
}

/// How to cite it.
#[derive(Debug, PartialEq, Eq)]
struct CiteView {
    note: String,
    files: Vec<Link>,
}

/// A pair or country with the words that earned it.
#[derive(Debug, PartialEq, Eq)]
struct TagView {
    link: Link,
    is_main: bool,
    words: Vec<String>,
}

/// Somebody who speaks, and where.
#[derive(Debug, PartialEq, Eq)]
struct PersonView {
    link: Link,
    /// The paragraphs, by number.
    places: Vec<u32>,
}

#[derive(Debug, PartialEq, Eq)]
struct DroppedView {
    line: usize,
    text: String,
    reason: &'static str,
}

/// The page of an article. The first digits of its id that no other has are enough.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let stored = article(asked.reader, asked.part)?;
    let request = asked.params.request(Grouping::Articles, asked.now)?;
    let marker = marker(asked.reader, &request)?;
    let page = view(asked.params, &stored, &marker, &asked.reader.state().people);
    let cite = cite(asked.origin, &stored)?;
    let also = same_story(asked.reader, &stored.article.id)?;
    let more = also.total.saturating_sub(also.articles.len() as u64);
    let also_more = (more > 0).then(|| counted(more, "other place", "other places"));
    let also = also.articles.iter().map(|copy| copy_link(copy, asked.params)).collect();
    rendered(&ArticlePage { cite, also, also_more, ..page })
}

/// The note, and the files for programs.
fn cite(origin: &str, stored: &StoredArticle) -> Result<CiteView, Problem> {
    let id = stored.article.id.as_str();
    let cited = Cited { address: Some(address::passage(origin, id, None)), ..Cited::from(stored) };
    let mut note = Vec::new();
    let failed = |error: std::io::Error| Problem::new(Kind::Internal, error.to_string());
    cite::write(cite::Format::Note, &[cited], &mut note).map_err(failed)?;
    let file = |format: cite::Format| Link {
        label: strings::citation(format).to_owned(),
        href: format!("/article/{id}/cite?format={}", format.name()),
    };
    let files = cite::Format::ALL.into_iter().filter(|format| *format != cite::Format::Note).map(file).collect();
    Ok(CiteView { note: inert(String::from_utf8_lossy(&note).trim()), files })
}

/// What reference managers read of a page, by the names that Google Scholar and Zotero know.
fn metadata(stored: &StoredArticle) -> Vec<(&'static str, String)> {
    let article = &stored.article;
    let date = article.date.as_ref().map(|date| date.value.to_string().replace('-', "/"));
    let url = article.url.as_deref().and_then(web_address).map(str::to_owned);
    let told = [
        ("citation_title", article.title.clone()),
        ("citation_journal_title", article.publisher.clone()),
        ("citation_author", article.author.clone()),
        ("citation_publication_date", date),
        ("citation_language", article.lang.clone()),
        ("citation_public_url", url),
    ];
    told.into_iter().filter_map(|(name, value)| Some((name, inert(&value?)))).collect()
}

fn view(params: &Params, stored: &StoredArticle, marker: &Marker, people: &People) -> ArticlePage {
    let StoredArticle { article, paths, .. } = stored;
    let title = article.title.as_deref().unwrap_or_default();
    let title_marks = marker.title(title);
    let mut hits = title_marks.len();
    let paragraphs = article.paragraphs.iter().map(|paragraph| {
        let marks = marker.paragraph(paragraph, people);
        let shown = paragraph_view(paragraph, &marks, hits);
        hits += marks.len();
        shown
    });
    let paragraphs = paragraphs.collect();
    let id = article.id.as_str();
    let tag = |href: String, label: &str, words: &[String], is_main| TagView {
        link: Link { label: inert(label), href },
        is_main,
        words: words.iter().map(|words| inert(words)).collect(),
    };
    let pair = |pair: &crate::annotate::PairTag| {
        let is_main = article.main_pair == Some(pair.pair);
        let href = pair_href(&pair.pair.to_string(), &Params::default());
        tag(href, &pair.pair.label(), &pair.evidence, is_main)
    };
    let country = |tagged: &crate::annotate::CountryTag| {
        tag(chosen("country", tagged.country.code()), tagged.country.name(), &tagged.evidence, false)
    };
    let shown_title =
        if title.is_empty() { paths.first().map_or(article.path.as_str(), String::as_str) } else { title };
    let address = article.url.as_deref();
    ArticlePage {
        frame: Frame::of(format!("{shown_title} · onrecord"), params),
        title: pieces(title, Spans { marks: &title_marks, ..Spans::default() }, 0),
        lang: article.lang.clone().unwrap_or_default(),
        publisher: article.publisher.as_ref().map(|name| Link { label: inert(name), href: chosen("publisher", name) }),
        author: article.author.as_deref().map(inert),
        language: article.lang.as_deref().map(|code| inert(strings::lang(code))),
        date: article.date.as_ref().map(DateView::of),
        event: article.event_date.as_ref().map(DateView::of),
        pairs: article.evidence.pairs.iter().map(pair).collect(),
        countries: article.evidence.countries.iter().map(country).collect(),
        people: speakers(&article.paragraphs),
        address: address.and_then(web_address).map(str::to_owned),
        stated: address.filter(|address| web_address(address).is_none()).map(inert),
        also: Vec::new(),
        also_more: None,
        paths: paths.iter().map(|path| inert(path)).collect(),
        id: id.to_owned(),
        json: format!("{}/articles/{id}", api::BASE),
        similar: format!("{}/articles/{id}/similar", api::BASE),
        cite: CiteView { note: String::new(), files: Vec::new() },
        metadata: metadata(stored),
        back: (!params.is_empty()).then(|| search_href(params)),
        hits,
        paragraphs,
        left_out: counted(article.dropped.len() as u64, "line", "lines"),
        dropped: article
            .dropped
            .iter()
            .map(|dropped| DroppedView {
                line: dropped.line,
                text: inert(&dropped.text),
                reason: strings::reason(dropped.reason),
            })
            .collect(),
    }
}

/// The search for one value in the whole index.
fn chosen(name: &str, value: &str) -> String {
    search_href(&Params::default().with(name, value))
}

/// The page of somebody, of everything they say.
fn person(name: &str) -> String {
    person_href(name, &Params::default())
}

fn paragraph_view(paragraph: &AnnotatedParagraph, marks: &[Span], numbered: usize) -> ParagraphView {
    let says: Vec<Span> = paragraph.speakers.iter().flat_map(|speech| speech.content.iter().copied()).collect();
    let cues: Vec<Span> = paragraph.speakers.iter().filter_map(|speech| speech.cue).collect();
    let speakers = SpeakerView::all(&paragraph.speakers, person);
    let pairs = paragraph
        .pairs
        .iter()
        .map(|pair| Link { label: pair.label(), href: pair_href(&pair.to_string(), &Params::default()) });
    let countries = paragraph.countries.iter().filter(|country| {
        // A country that stands in a pair is named by it.
        !paragraph.pairs.iter().any(|pair| pair.first() == **country || pair.second() == **country)
    });
    let countries =
        countries.map(|country| Link { label: country.name().to_owned(), href: chosen("country", country.code()) });
    ParagraphView {
        number: paragraph.ordinal + 1,
        class: speakers.first().map_or("nobody", |speaker| speaker.class),
        speakers,
        text: pieces(&paragraph.text, Spans { marks, says: &says, cues: &cues }, numbered),
        tags: pairs.chain(countries).collect(),
    }
}

/// Everybody with a name who speaks, in order of appearance.
fn speakers(paragraphs: &[AnnotatedParagraph]) -> Vec<PersonView> {
    let mut people: Vec<(&str, PersonView)> = Vec::new();
    for paragraph in paragraphs {
        for name in paragraph.speakers.iter().filter_map(|Speech { name, .. }| name.as_deref()) {
            let number = paragraph.ordinal + 1;
            match people.iter_mut().find(|(known, _)| *known == name) {
                Some((_, person)) if person.places.last() == Some(&number) => {}
                Some((_, person)) => person.places.push(number),
                None => {
                    let link = Link { label: inert(name), href: person(name) };
                    people.push((name, PersonView { link, places: vec![number] }));
                }
            }
        }
    }
    people.into_iter().map(|(_, person)| person).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: matches are numbered through the article; speech is told from the rest; each speaker is listed once.
    use super::*;

    fn paragraph(ordinal: u32, text: &str, speakers: Vec<Speech>) -> AnnotatedParagraph {
        AnnotatedParagraph {
            ordinal,
            start: None,
            end: None,
            text: text.into(),
            countries: Vec::new(),
            pairs: Vec::new(),
            speakers,
        }
    }

    fn speech(name: &str, content: Span, cue: Span) -> Speech {
        Speech {
            name: Some(name.into()),
            description: None,
            mention: "she".into(),
            role: None,
            affiliation: None,
            kind: crate::annotate::Kind::Indirect,
            content: vec![content],
            cue: Some(cue),
            relay: None,
        }
    }

    #[test]
    fn paragraphs() {
        let span = |start, end| Span { start, end };
        let told = paragraph(3, "She said rail pays.", vec![speech("Ada Lind", span(9, 18), span(4, 8))]);
        let view = paragraph_view(&told, &[span(9, 13)], 6);
        let pieces: Vec<_> = view.text.iter().map(|p| (p.text.as_str(), p.class(), p.mark)).collect();
        assert_eq!(
            pieces,
            [
                ("She ", "", None),
                ("said", "cue", None),
                (" ", "", None),
                ("rail", "say", Some(7)),
                (" pays", "say", None),
                (".", "", None)
            ]
        );
        assert_eq!((view.number, view.class, view.speakers[0].mention.as_deref()), (4, "indirect", Some("she")));
        assert_eq!(view.speakers[0].href.as_deref(), Some("/person/Ada%20Lind"));
    }

    #[test]
    fn everybody_once() {
        let span = Span { start: 0, end: 1 };
        let said = |name: &str| speech(name, span, span);
        let text = [
            paragraph(0, "a", vec![said("Lind"), said("Lind")]),
            paragraph(1, "b", vec![said("Roe")]),
            paragraph(2, "c", vec![said("Lind")]),
        ];
        let people: Vec<_> = speakers(&text).into_iter().map(|person| (person.link.label, person.places)).collect();
        assert_eq!(people, [("Lind".to_owned(), vec![1, 3]), ("Roe".to_owned(), vec![2])]);
    }
}
