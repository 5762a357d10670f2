//! How a query was read, with what can be changed in it.
//!
//! Its place: what stands above the answer on every page that takes a query.

use super::pieces::inert;
use super::{Link, Names, search_href, strings, without_filters};
use crate::export::words::found;
use crate::http::params::Params;
use crate::query::{Complaint, Level};
use crate::search::Response;
use crate::span::Span;

/// How the query was read, with what can be changed in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// What was asked in words; none where only filters ask.
    pub(super) text: Option<String>,
    /// What is read more narrowly than anywhere in an article: the clauses, and in what.
    pub(super) narrower: Vec<(String, &'static str)>,
    /// What narrows the search; each link takes it off.
    pub(super) chips: Vec<Link>,
    /// Clauses with the other names they were looked for under; each link leaves one out.
    pub(super) also: Vec<(String, Vec<Link>)>,
    /// The search without these names.
    pub(super) exact: Option<String>,
    /// The search with these names again, where they were left out.
    pub(super) inexact: Option<String>,
    pub(super) complaints: Vec<ComplaintView>,
    pub(super) others: Vec<Link>,
    pub(super) suggestion: Option<Link>,
    /// Looser readings, with how much they find.
    pub(super) looser: Vec<(Link, String)>,
    pub(super) shared: Vec<String>,
}

/// What of the query was not read as meant: the query around the place, and the message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ComplaintView {
    pub(super) before: String,
    pub(super) place: String,
    pub(super) after: String,
    pub(super) message: String,
}

pub(super) fn reading(params: &Params, names: &Names, response: &Response) -> Reading {
    let typed = response.understood.clauses.iter().filter(|clause| clause.start.is_some());
    let narrower = typed.filter(|clause| clause.reads != Level::Article);
    let also = response.understood.clauses.iter().filter(|clause| !clause.expansions.is_empty());
    let without = |name: &String| Link { label: inert(name), href: search_href(&params.with("not-name", name)) };
    let also = also.map(|clause| (inert(&clause.text), clause.expansions.iter().map(without).collect()));
    let also: Vec<(String, Vec<Link>)> = also.collect();
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
        chips: chips(params, names, search_href),
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

/// What narrows a search; each link takes it off, on the page that `href` leads to.
pub(super) fn chips(params: &Params, names: &Names, href: impl Fn(&Params) -> String) -> Vec<Link> {
    let chip = |name: &str, value: &str| {
        let named = value.strip_prefix('=').map(|key| names.get(key).map_or(key, String::as_str));
        let label = inert(&strings::chip(name, named.unwrap_or(value))?);
        Some(Link { label, href: href(&params.without(name, value)) })
    };
    params.iter().filter_map(|(parameter, value)| chip(parameter.name, value)).collect()
}

pub(super) fn complaint_view(query: &str, complaint: &Complaint) -> ComplaintView {
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

#[cfg(test)]
mod tests {
    //! Properties: the place of a complaint is cut out of the query; a person is told by name.
    use super::*;

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

    #[test]
    fn chips_name_people() {
        let names = Names::from([("lind".to_owned(), "Ada Lind".to_owned())]);
        let (params, _) = Params::read("q=a&speaker=%3Dlind&not-speaker=%3Droe");
        let chips: Vec<_> =
            chips(&params, &names, Params::to_string).into_iter().map(|chip| (chip.label, chip.href)).collect();
        let want = [("said by Ada Lind", "q=a&not-speaker=%3Droe"), ("not said by roe", "q=a&speaker=%3Dlind")];
        assert_eq!(chips, want.map(|(label, href)| (label.to_owned(), href.to_owned())));
    }
}
