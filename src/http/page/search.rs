//! The page of a search: how it was read, when and by whom what was found, and the passages; where nothing is asked, where
//! to begin.

use askama::Template;

use super::pieces::{Piece, inert, marked};
use super::strings;
use super::{
    Asked, DateView, Frame, Link, SpeakerView, article_href, rendered, search_href, web_address, without_filters,
};
use crate::annotate::{Country, CountryPair, PersonKey};
use crate::engine::{FacetRow, Grouping};
use crate::export::words::{self, counted, found};
use crate::http::Problem;
use crate::http::params::{Group, OFFSET_MAX, Params};
use crate::query::{Complaint, Facet, Level};
use crate::search::{Answer, By, HitArticle, Listed, Request, Response, SearchError, answer, list, timeline};
use crate::span::Span;

/// How many rows a list of the first page has.
const FIRST_ROWS: usize = 8;

/// How many rows a facet has when all are asked for.
const ALL_ROWS: &str = "1000";

/// The steepest bar, in the units of the drawing.
const BAR_MAX: u64 = 48;

/// So many years at most are drawn with the empty ones between them.
const YEARS_MAX: i32 = 40;

/// How many copies of a story are named.
const COPIES: usize = 5;

/// The facets beside the passages, in order. Years stand above; months where one year is chosen.
const FACETS: [Facet; 7] =
    [Facet::Month, Facet::Pair, Facet::Speaker, Facet::Kind, Facet::Publisher, Facet::Country, Facet::Lang];

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    reading: Reading,
    counts: Counts,
    years: Vec<Bar>,
    facets: Vec<FacetView>,
    cards: Vec<Card>,
    orders: Vec<Vec<Choice>>,
    /// The same in other forms.
    forms: Vec<Link>,
    atom: String,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "first.html")]
struct FirstPage {
    frame: Frame,
    articles: String,
    is_empty: bool,
    years: Vec<Bar>,
    lists: Vec<FacetView>,
}

/// How the query was read, with what can be changed in it.
#[derive(Debug, PartialEq, Eq)]
struct Reading {
    /// What was asked in words; none where only filters ask.
    text: Option<String>,
    /// What is read more narrowly than anywhere in an article: the clauses, and in what.
    narrower: Vec<(String, &'static str)>,
    /// What narrows the search; each link takes it off.
    chips: Vec<Link>,
    /// Clauses with the other names they were looked for under.
    also: Vec<(String, Vec<String>)>,
    /// The search without these names.
    exact: Option<String>,
    /// The search with these names again, where they were left out.
    inexact: Option<String>,
    complaints: Vec<ComplaintView>,
    others: Vec<Link>,
    suggestion: Option<Link>,
    /// Looser readings, with how much they find.
    looser: Vec<(Link, String)>,
    shared: Vec<String>,
}

/// What of the query was not read as meant: the query around the place, and the message.
#[derive(Debug, PartialEq, Eq)]
struct ComplaintView {
    before: String,
    place: String,
    after: String,
    message: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Counts {
    passages: String,
    /// `in 38 articles, 29 stories`.
    of: String,
    took: String,
    /// The places of those shown: `1–10`.
    shown: String,
    nothing: bool,
}

/// A bar with its label, which is a link.
#[derive(Debug, PartialEq, Eq)]
struct Bar {
    label: String,
    count: u64,
    height: u64,
    href: Option<String>,
    chosen: bool,
    /// What is told when asked: `2017: 52 passages`.
    title: String,
}

#[derive(Debug, PartialEq, Eq)]
struct FacetView {
    title: &'static str,
    rows: Vec<FacetRowView>,
    /// How many values were left out, and the search with them.
    more: Option<Link>,
    /// The search without any value of it.
    clear: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
struct FacetRowView {
    label: String,
    lang: Option<String>,
    count: u64,
    /// Of a hundred.
    width: u64,
    /// Chooses the value, or takes it off where it is chosen.
    href: Option<String>,
    /// Excludes it.
    without: Option<String>,
    chosen: bool,
}

/// One of several ways to list what was found.
#[derive(Debug, PartialEq, Eq)]
struct Choice {
    label: &'static str,
    href: String,
    chosen: bool,
}

/// An article with passages of it.
#[derive(Debug, PartialEq, Eq)]
struct Card {
    href: String,
    title: Vec<Piece>,
    lang: String,
    /// The language, where it stands on the card.
    language: Option<Link>,
    publisher: Option<Link>,
    date: Option<DateView>,
    event: Option<DateView>,
    pairs: Vec<Link>,
    path: String,
    address: Option<String>,
    passages: Vec<PassageView>,
    /// `shows 2 of 5 passages`.
    shows: Option<String>,
    /// `the same story in 3 other places`, and the first of them.
    copies: Option<(String, Vec<Link>, Option<String>)>,
}

#[derive(Debug, PartialEq, Eq)]
struct PassageView {
    href: String,
    cite: String,
    number: u32,
    class: &'static str,
    speakers: Vec<SpeakerView>,
    before: bool,
    text: Vec<Piece>,
    after: bool,
}

/// The page of a search.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let request = asked.params.request(Grouping::Articles, asked.now)?;
    if asked.params.is_empty() {
        return rendered(&first(asked, &request)?);
    }
    let response = answer(asked.reader, &request, asked.began)?;
    rendered(&view(asked.params, &request, &response))
}

fn first(asked: &Asked<'_>, request: &Request) -> Result<FirstPage, SearchError> {
    let years = timeline(asked.reader, request, Some(By::Year))?;
    let rows = years.rows.iter().map(|row| FacetRow {
        value: row.period.clone(),
        label: row.label.clone(),
        count: row.passages,
        articles: row.articles,
    });
    let bars = bars(asked.params, &rows.collect::<Vec<_>>());
    let lists = [Facet::Pair, Facet::Speaker, Facet::Publisher].into_iter().map(|facet| {
        let listed = list(asked.reader, request, &Listed { facet, prefix: None, limit: FIRST_ROWS })?;
        let rows = listed.rows.into_iter().map(|row| FacetRow {
            value: row.value,
            label: row.label,
            count: row.passages,
            articles: row.articles,
        });
        Ok(facet_view(asked.params, facet, &rows.collect::<Vec<_>>(), 0))
    });
    let lists = lists.collect::<Result<Vec<_>, SearchError>>()?;
    let frame = Frame { first: true, ..Frame::of("onrecord", asked.params) };
    Ok(FirstPage {
        frame,
        articles: found(years.total, years.total_articles),
        is_empty: years.total_articles == 0,
        years: bars,
        lists: lists.into_iter().filter(|list| !list.rows.is_empty()).collect(),
    })
}

fn view(params: &Params, request: &Request, response: &Response) -> SearchPage {
    let title = params.one("q").map_or_else(|| response.understood.text.clone(), str::to_owned);
    let frame = Frame { json: Some(beside(params, "json")), ..Frame::of(format!("{title} · onrecord"), params) };
    let others = |facet| response.facets.other(facet).map_or(0, |other| other.values);
    let facets = FACETS.into_iter().map(|facet| {
        let rows = response.facets.rows(facet);
        match facet {
            Facet::Month => facet_view(params, facet, &months_of(params, rows), 0),
            _ => facet_view(params, facet, rows, others(facet)),
        }
    });
    let previous = (request.offset > 0).then(|| request.offset.saturating_sub(request.limit));
    let next = response.next.filter(|next| *next <= OFFSET_MAX);
    let turned = |offset: usize| search_href(&params.with("offset", &offset.to_string()));
    SearchPage {
        frame,
        reading: reading(params, response),
        counts: counts(request, response),
        years: bars(params, response.facets.rows(Facet::Year)),
        facets: facets.filter(|facet| !facet.rows.is_empty()).collect(),
        cards: response.hits.groups().map(|group| card(params, group)).collect(),
        orders: orders(params),
        forms: forms(params),
        atom: beside(params, "atom"),
        previous: previous.map(turned),
        next: next.map(turned),
    }
}

/// The address of the same search in another form.
fn beside(params: &Params, form: &str) -> String {
    format!("/search.{form}?{params}")
}

/// The forms in which all that is found can be kept.
fn forms(params: &Params) -> Vec<Link> {
    let all = params.only(&[Group::Query, Group::Filter, Group::Order]);
    let form = |(label, form): (&str, &str)| Link { label: label.to_owned(), href: beside(&all, form) };
    [("CSV", "csv"), ("Atom", "atom"), ("RIS", "ris"), ("BibTeX", "bib")].map(form).to_vec()
}

fn counts(request: &Request, response: &Response) -> Counts {
    let stories = response.total_stories < response.total_articles;
    let stories = stories.then(|| format!(", {}", counted(response.total_stories, "story", "stories")));
    let articles = counted(response.total_articles, "article", "articles");
    let last = response.hits.last().map_or(0, |hit| hit.rank);
    Counts {
        passages: counted(response.total, "passage", "passages"),
        of: format!("in {articles}{}", stories.unwrap_or_default()),
        took: format!("{} ms", response.took_ms),
        shown: if last > 0 { format!("{}–{last}", request.offset + 1) } else { String::new() },
        nothing: response.hits.is_empty(),
    }
}

fn reading(params: &Params, response: &Response) -> Reading {
    let typed = response.understood.clauses.iter().filter(|clause| clause.start.is_some());
    let narrower = typed.filter(|clause| clause.reads != Level::Article);
    let also = response.understood.clauses.iter().filter(|clause| !clause.expansions.is_empty());
    let also: Vec<_> = also.map(|clause| (inert(&clause.text), texts(&clause.expansions))).collect();
    let is_exact = params.one("exact").is_some();
    let link = |label: &str, query: &str| Link { label: inert(label), href: search_href(&params.with("q", query)) };
    let looser = response.looser.iter().map(|looser| {
        // Its query holds the filters, and what the words were brought down to.
        let params = without_filters(params).without_all("scope").with("q", &looser.query);
        (Link { label: inert(&looser.label), href: search_href(&params) }, found(looser.total, looser.total_articles))
    });
    Reading {
        text: params.one("q").map(inert),
        narrower: narrower.map(|clause| (inert(&clause.text), strings::level(clause.reads))).collect(),
        chips: chips(params),
        exact: (!also.is_empty() && !is_exact).then(|| search_href(&params.with("exact", "true"))),
        inexact: is_exact.then(|| search_href(&params.without_all("exact"))),
        also,
        complaints: response.warnings.iter().map(|complaint| complaint_view(&response.query, complaint)).collect(),
        others: response.understood.other_readings.iter().map(|reading| link(reading, reading)).collect(),
        suggestion: response.suggestion.as_ref().map(|better| link(better, better)),
        looser: looser.collect(),
        shared: response.also_ranked_by.iter().map(|shared| inert(&shared.word)).collect(),
    }
}

fn texts(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| inert(text)).collect()
}

fn chips(params: &Params) -> Vec<Link> {
    let chip = |name: &str, value: &str| {
        let label = inert(&strings::chip(name, value)?);
        Some(Link { label, href: search_href(&params.without(name, value)) })
    };
    params.iter().filter_map(|(parameter, value)| chip(parameter.name, value)).collect()
}

fn complaint_view(query: &str, complaint: &Complaint) -> ComplaintView {
    let place = Span { start: complaint.start, end: complaint.end };
    let chars: Vec<char> = query.chars().collect();
    let part = |from: usize, to: usize| -> String {
        let to = to.min(chars.len());
        inert(&chars[from.min(to)..to].iter().collect::<String>())
    };
    ComplaintView {
        before: part(0, place.start),
        place: part(place.start, place.end),
        after: part(place.end, chars.len()),
        message: inert(&complaint.message),
    }
}

/// The years as bars in scale, with the empty ones between them where they are not too many.
fn bars(params: &Params, rows: &[FacetRow]) -> Vec<Bar> {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
    let mut bars: Vec<Bar> = Vec::new();
    let mut last: Option<i32> = None;
    let known: Vec<i32> = rows.iter().filter_map(|row| row.value.as_deref()?.parse().ok()).collect();
    let span = known.iter().max().zip(known.iter().min()).map_or(0, |(last, first)| last - first);
    for row in rows {
        let year: Option<i32> = row.value.as_deref().and_then(|value| value.parse().ok());
        if let (Some(year), Some(before), true) = (year, last, span <= YEARS_MAX) {
            bars.extend((before + 1..year).map(|empty| Bar {
                label: empty.to_string(),
                count: 0,
                height: 0,
                href: None,
                chosen: false,
                title: format!("{empty}: nothing"),
            }));
        }
        last = year;
        bars.push(bar(params, row, most));
    }
    bars
}

fn bar(params: &Params, row: &FacetRow, most: u64) -> Bar {
    let (name, value) = match &row.value {
        Some(year) => ("year", year.as_str()),
        None => ("undated", "true"),
    };
    let chosen = params.all(name).any(|chosen| chosen == value);
    let changed = if chosen { params.without(name, value) } else { params.with(name, value) };
    let label = strings::value(Facet::Year, row.value.as_deref(), &row.label);
    Bar {
        title: format!("{label}: {}", counted(row.count, "passage", "passages")),
        label,
        count: row.count,
        height: scaled(row.count, most, BAR_MAX),
        href: Some(search_href(&changed)),
        chosen,
    }
}

/// A part of a whole, at least one where there is any.
fn scaled(part: u64, whole: u64, most: u64) -> u64 {
    if part == 0 { 0 } else { (part.saturating_mul(most) / whole.max(1)).clamp(1, most) }
}

/// The months of the one year that is chosen.
fn months_of(params: &Params, rows: &[FacetRow]) -> Vec<FacetRow> {
    let mut years = params.all("year");
    match (years.next(), years.next()) {
        (Some(year), None) => {
            let of_year = |row: &&FacetRow| row.value.as_deref().is_some_and(|value| value.starts_with(year));
            rows.iter().filter(of_year).cloned().collect()
        }
        _ => Vec::new(),
    }
}

fn facet_view(params: &Params, facet: Facet, rows: &[FacetRow], others: u64) -> FacetView {
    // A row without passages promises other passages than these.
    let shown = |row: &&FacetRow| row.count > 0 || chosen(params, facet, row).is_some();
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0);
    let name = facet.name();
    let is_narrowed = match facet {
        Facet::Month => params.one("from").is_some() || params.one("to").is_some(),
        _ => params.one(name).is_some(),
    };
    let cleared = match facet {
        Facet::Month => params.without_all("from").without_all("to"),
        _ => params.without_all(name),
    };
    FacetView {
        title: strings::facet(facet),
        rows: rows.iter().filter(shown).map(|row| row_view(params, facet, row, most)).collect(),
        more: (others > 0 && params.one("rows").is_none()).then(|| Link {
            label: format!("{} more", words::number(others)),
            href: search_href(&params.with("rows", ALL_ROWS)),
        }),
        clear: is_narrowed.then(|| search_href(&cleared)),
    }
}

fn row_view(params: &Params, facet: Facet, row: &FacetRow, most: u64) -> FacetRowView {
    let typed = chosen(params, facet, row);
    let name = facet.name();
    let changed = row.value.as_deref().and_then(|value| match (facet, typed) {
        (Facet::Month, Some(_)) => Some(params.without_all("from").without_all("to")),
        (Facet::Month, None) => (value.len() > 4).then(|| params.with("from", value).with("to", value)),
        (_, Some(typed)) => Some(params.without(name, typed)),
        (_, None) => Some(params.with(name, value)),
    });
    let denied = row.value.as_deref().filter(|_| typed.is_none() && facet != Facet::Month);
    FacetRowView {
        label: inert(&strings::value(facet, row.value.as_deref(), &row.label)),
        lang: row.value.clone().filter(|_| facet == Facet::Lang),
        count: row.count,
        width: scaled(row.count, most, 100),
        href: changed.map(|params| search_href(&params)),
        without: denied.map(|value| search_href(&params.with(&format!("not-{name}"), value))),
        chosen: typed.is_some(),
    }
}

/// The value of a parameter by which a row is chosen, as it was typed.
fn chosen<'a>(params: &'a Params, facet: Facet, row: &FacetRow) -> Option<&'a str> {
    let value = row.value.as_deref()?;
    if facet == Facet::Month {
        let from = params.one("from").filter(|from| *from == value);
        return from.filter(|_| params.one("to") == Some(value));
    }
    params.all(facet.name()).find(|typed| {
        *typed == value
            || match facet {
                Facet::Pair => CountryPair::parse(typed).is_some_and(|pair| pair.to_string() == value),
                Facet::Country => Country::from_name(typed).is_some_and(|country| country.code() == value),
                Facet::Speaker => *typed == row.label || PersonKey::of(typed).as_str() == value,
                Facet::Publisher => *typed == row.label,
                _ => false,
            }
    })
}

/// In which ways the same may be listed.
fn orders(params: &Params) -> Vec<Vec<Choice>> {
    let choice = |name: &str, value: &str, usual: &str, label| Choice {
        label,
        href: search_href(&params.with(name, value)),
        chosen: params.one(name).unwrap_or(usual) == value,
    };
    vec![
        vec![
            choice("sort", "relevance", "relevance", "best first"),
            choice("sort", "newest", "relevance", "newest"),
            choice("sort", "oldest", "relevance", "oldest"),
        ],
        vec![choice("group", "article", "article", "by article"), choice("group", "none", "article", "each passage")],
        vec![
            choice("limit", "10", "10", "10 a page"),
            choice("limit", "20", "10", "20"),
            choice("limit", "50", "10", "50"),
        ],
    ]
}

fn card(params: &Params, passages: &[Answer]) -> Card {
    let Answer { article, of_article, copies, copies_total, .. } = &passages[0];
    let id = article.id.as_str();
    let title = article.title.as_deref().map(|title| marked(title, &article.title_highlights)).unwrap_or_default();
    let chosen = |name: &str, value: &str| search_href(&params.without_all(name).with(name, value));
    let named = |name: &str, value: &str, label: String| Link { href: chosen(name, value), label: inert(&label) };
    let left = of_article.saturating_sub(passages.len() as u64);
    let shows = (left > 0 && *of_article > 1 && params.one("group") != Some("none"))
        .then(|| format!("shows {} of {of_article} passages", passages.len()));
    let copy = |copy: &crate::search::CopyArticle| {
        let name = copy.publisher.as_ref().unwrap_or(&copy.path);
        let date = copy.date.as_ref().map(|date| format!(" ({})", DateView::of(date).text)).unwrap_or_default();
        Link { label: inert(&format!("{name}{date}")), href: article_href(copy.id.as_str(), params, "") }
    };
    let more = copies_total.saturating_sub(copies.len().min(COPIES) as u64);
    let folded = (*copies_total > 0).then(|| {
        let told = format!("the same story in {}", counted(*copies_total, "other place", "other places"));
        let all = (more > 0).then(|| search_href(&params.with("copies", "true")));
        (told, copies.iter().take(COPIES).map(copy).collect(), all)
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

/// The language of an article that is not in the language of the page.
fn language(params: &Params, article: &HitArticle) -> Option<Link> {
    let code = article.lang.as_deref().filter(|code| *code != "en")?;
    let href = search_href(&params.without_all("lang").with("lang", code));
    Some(Link { label: inert(strings::lang(code)), href })
}

fn passage(params: &Params, answer: &Answer) -> PassageView {
    let said_by = |name: &str| search_href(&params.without_all("speaker").with("speaker", name));
    let mut speakers: Vec<SpeakerView> =
        answer.shown_speakers().into_iter().map(|speech| SpeakerView::of(speech, said_by)).collect();
    speakers.dedup();
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

#[cfg(test)]
mod tests {
    //! Properties: bars are in scale with the years between them; a row that is chosen, in whatever spelling, is taken off by
    //! its link; the place of a complaint is cut out of the query.
    use super::*;

    fn params(query: &str) -> Params {
        Params::read(query).0
    }

    fn row(value: Option<&str>, label: &str, count: u64) -> FacetRow {
        FacetRow { value: value.map(str::to_owned), label: label.into(), count, articles: 1 }
    }

    #[test]
    fn years_are_bars_in_scale() {
        let rows = [row(Some("2015"), "2015", 4), row(Some("2017"), "2017", 2), row(None, "undated", 1)];
        let bars = bars(&params("q=rail&year=2017"), &rows);
        let told: Vec<_> = bars.iter().map(|bar| (bar.label.as_str(), bar.height, bar.href.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("2015", 48, Some("/search?q=rail&year=2015&year=2017")),
                ("2016", 0, None),
                ("2017", 24, Some("/search?q=rail")),
                ("no date", 12, Some("/search?q=rail&year=2017&undated=true")),
            ]
        );
    }

    #[test]
    fn rows_are_chosen_in_any_spelling() {
        let kim = PersonKey::of("Kim Young-joo");
        for (query, facet, row, href) in [
            ("q=a", Facet::Pair, row(Some("CN-KR"), "China–South Korea", 2), "/search?q=a&pair=CN-KR"),
            ("q=a&pair=kr-cn", Facet::Pair, row(Some("CN-KR"), "China–South Korea", 2), "/search?q=a"),
            ("q=a&country=korea", Facet::Country, row(Some("KR"), "South Korea", 2), "/search?q=a"),
            ("q=a&speaker=Kim+Young-Joo", Facet::Speaker, row(Some(kim.as_str()), "Kim Young-joo", 2), "/search?q=a"),
            (
                "q=a&year=2017",
                Facet::Month,
                row(Some("2017-08"), "2017-08", 2),
                "/search?q=a&year=2017&from=2017-08&to=2017-08",
            ),
            ("q=a&from=2017-08&to=2017-08", Facet::Month, row(Some("2017-08"), "2017-08", 2), "/search?q=a"),
        ] {
            assert_eq!(row_view(&params(query), facet, &row, 2).href.as_deref(), Some(href), "{query}");
        }
        let view = row_view(&params("q=a"), Facet::Lang, &row(Some("ko"), "ko", 1), 2);
        assert_eq!((view.without.as_deref(), view.width), (Some("/search?q=a&not-lang=ko"), 50));
    }

    #[test]
    fn complaints_have_a_place() {
        let complaint = |start, end| Complaint { message: "no".into(), start, end };
        for (place, want) in
            [((2, 4), ("한 ", "((", " b")), ((7, 9), ("한 (( b", "", "")), ((0, 0), ("", "", "한 (( b"))]
        {
            let view = complaint_view("한 (( b", &complaint(place.0, place.1));
            assert_eq!((view.before.as_str(), view.place.as_str(), view.after.as_str()), want);
        }
    }
}
