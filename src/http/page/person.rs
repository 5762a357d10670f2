//! The page of one person or organisation: every spelling, the offices they are given, when, on what and where they speak,
//! and what they said.

use askama::Template;

use super::facet::{Bar, FacetView, bars, facets};
use super::pieces::{Piece, inert, marked};
use super::reading::{ComplaintView, chips, complaint_view};
use super::{
    Asked, Choice, DateView, Frame, Link, Names, article_href, href_of, of_search, person_href, rendered, search_href,
    strings,
};
use crate::engine::{Grouping, Sort};
use crate::export::words::{self, counted, found, number};
use crate::http::Problem;
use crate::http::params::{OFFSET_MAX, Params};
use crate::query::Facet;
use crate::search::{Office, Person, Quote, Request, Response, answer, person};

/// What is counted of them beside the years, in order.
const FACETS: [Facet; 5] = [Facet::Pair, Facet::Country, Facet::Publisher, Facet::Kind, Facet::Lang];

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    label: String,
    asked: Option<String>,
    chips: Vec<Link>,
    complaints: Vec<ComplaintView>,
    /// Other spellings with how often each is printed.
    names: Vec<(String, String)>,
    /// Offices with how many speeches give each.
    offices: Vec<(String, String)>,
    /// How many offices are left out.
    offices_more: Option<String>,
    found: String,
    is_empty: bool,
    search: String,
    timeline: String,
    /// The page without what narrows it.
    whole: Option<String>,
    years: Vec<Bar>,
    facets: Vec<FacetView>,
    /// `7 speeches`.
    speeches: String,
    orders: Vec<Vec<Choice>>,
    quotes: Vec<QuoteView>,
    previous: Option<String>,
    shown: String,
    next: Option<String>,
}

/// What somebody said, with its place.
#[derive(Debug, PartialEq, Eq)]
struct QuoteView {
    href: String,
    number: u32,
    title: String,
    lang: String,
    publisher: Option<String>,
    date: Option<DateView>,
    class: &'static str,
    manner: String,
    office: Option<String>,
    text: Vec<Piece>,
}

/// How many offices are listed.
const OFFICES: usize = 8;

/// The page of a person, by key or name.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let params = nobody_else(asked.params);
    let request = params.request(Grouping::Articles, asked.now)?;
    let sort = if request.sort == Sort::Oldest { Sort::Oldest } else { Sort::Newest };
    let person = person(asked.reader, &Request { sort, ..request }, asked.part)?;
    let theirs = of_person(&params, &person.key);
    let counting = Request {
        limit: 0,
        offset: 0,
        facets: [&FACETS[..], &[Facet::Year]].concat(),
        rows_max: 12,
        ..theirs.request(Grouping::Articles, asked.now)?
    };
    let response = answer(asked.reader, &counting, asked.began)?;
    rendered(&view(&params, &asked.names()?, &person, &response))
}

/// What is asked, whoever says it, from the same place of the list.
fn nobody_else(params: &Params) -> Params {
    params.without_all("speaker").with("offset", params.one("offset").unwrap_or_default())
}

/// What is asked, said by them.
fn of_person(params: &Params, key: &str) -> Params {
    of_search(params).without_all("speaker").with("speaker", &format!("={key}"))
}

fn view(params: &Params, names: &Names, person: &Person, response: &Response) -> PersonPage {
    let theirs = of_person(params, &person.key);
    let here = |params: &Params| href_of(&person_href(&person.key, &Params::default()), params);
    let offset: usize = params.one("offset").and_then(|offset| offset.parse().ok()).unwrap_or(0);
    let limit = params.one("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10);
    let turned = |offset: usize| here(&params.with("offset", &offset.to_string()));
    let asked = of_search(params);
    let (names_of, quotes) = (person.names.iter(), &person.quotes);
    let office = |Office { role, affiliation, speeches }: &Office| {
        let parts: Vec<&str> = [role, affiliation].into_iter().flatten().map(String::as_str).collect();
        (inert(&parts.join(", ")), number(*speeches))
    };
    PersonPage {
        frame: Frame::of(strings::titled(&person.label, params.one("q")), &asked).within("/people"),
        label: inert(&person.label),
        asked: params.one("q").map(inert),
        chips: chips(&asked, names, here),
        complaints: response.warnings.iter().map(|complaint| complaint_view(&response.query, complaint)).collect(),
        names: names_of.map(|name| (inert(&name.name), number(name.count))).collect(),
        offices: person.offices.iter().take(OFFICES).map(office).collect(),
        offices_more: person
            .offices
            .len()
            .checked_sub(OFFICES)
            .filter(|more| *more > 0)
            .map(|more| number(more as u64)),
        found: found(response.total, response.total_articles),
        is_empty: response.total_articles == 0,
        search: search_href(&theirs),
        timeline: href_of("/timeline", &theirs),
        whole: (!asked.is_empty()).then(|| here(&Params::default())),
        years: bars(&theirs, response.facets.rows(Facet::Year)),
        facets: facets(&theirs, response, &FACETS),
        speeches: counted(quotes.total as u64, "speech", "speeches"),
        orders: orders(params, here),
        quotes: quotes.rows.iter().filter_map(|quote| quote_view(&theirs, quote)).collect(),
        previous: (offset > 0).then(|| turned(offset.saturating_sub(limit))),
        shown: if quotes.rows.is_empty() {
            String::new()
        } else {
            format!("{}–{}", offset + 1, offset + quotes.rows.len())
        },
        next: quotes.next.filter(|next| *next <= OFFSET_MAX).map(turned),
    }
}

/// In which order, and how: quoted words are the strongest.
fn orders(params: &Params, here: impl Fn(&Params) -> String) -> Vec<Vec<Choice>> {
    let by_date = |label, value: &str, chosen| Choice { label, href: here(&params.with("sort", value)), chosen };
    let is_oldest = params.one("sort") == Some("oldest");
    let is_quoted = params.all("kind").eq(["direct"]);
    let all = params.without_all("kind");
    vec![
        vec![by_date("newest first", "newest", !is_oldest), by_date("oldest first", "oldest", is_oldest)],
        vec![
            Choice { label: "all they said", href: here(&all), chosen: params.one("kind").is_none() },
            Choice { label: "quoted words only", href: here(&all.with("kind", "direct")), chosen: is_quoted },
        ],
    ]
}

fn quote_view(params: &Params, quote: &Quote) -> Option<QuoteView> {
    let Quote { article, paragraph, said, .. } = quote;
    let speech = quote.speaker()?;
    let place = format!("#p{}", paragraph.ordinal + 1);
    // Who only took the floor has no words of their own: the paragraph says on what.
    let text = if said.text.is_empty() { marked(&paragraph.text, &[]) } else { marked(&said.text, &said.highlights) };
    Some(QuoteView {
        href: article_href(article.id.as_str(), params, &place),
        number: paragraph.ordinal + 1,
        title: inert(article.title.as_deref().unwrap_or_default()),
        lang: article.lang.clone().unwrap_or_default(),
        publisher: article.publisher.as_deref().map(inert),
        date: article.date.as_ref().or(article.event_date.as_ref()).map(DateView::of),
        class: super::manner_class(speech.kind),
        manner: inert(&words::manner(speech.kind, speech.relay.as_deref())),
        office: words::office(speech).map(|office| inert(&office)),
        text,
    })
}

#[cfg(test)]
mod tests {
    //! Properties: the person of the address takes the place of any other, by key; quoted words are a choice beside all.
    use super::*;

    #[test]
    fn said_by_them() {
        let (params, _) = Params::read("q=rail&speaker=Lind&sort=oldest&pair=CN-KR");
        assert_eq!(of_person(&params, "roe").to_string(), "q=rail&pair=CN-KR&speaker=%3Droe");
        let (params, _) = Params::read("speaker=Lind&limit=5&offset=20");
        assert_eq!(nobody_else(&params).to_string(), "limit=5&offset=20");
    }

    #[test]
    fn choices() {
        let told = |asked: &str| -> Vec<(bool, String)> {
            let orders = orders(&Params::read(asked).0, Params::to_string);
            orders.into_iter().flatten().map(|choice| (choice.chosen, choice.href)).collect()
        };
        let want = [(true, "q=a&sort=newest"), (false, "q=a&sort=oldest"), (true, "q=a"), (false, "q=a&kind=direct")];
        assert_eq!(told("q=a"), want.map(|(chosen, href)| (chosen, href.to_owned())));
        assert_eq!(told("q=a&kind=direct&sort=oldest")[3], (true, "q=a&kind=direct&sort=oldest".to_owned()));
    }
}
