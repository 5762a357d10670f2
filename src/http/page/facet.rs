//! Values with their counts: the years as bars, and facets as lists whose rows narrow the search.
//!
//! Its place: what the pages of a search, a person and a pair share. Every link leads to the search for what is asked with
//! one value more, or less where it is chosen.

use super::pieces::inert;
use super::{Link, search_href, strings};
use crate::annotate::{Country, CountryPair, PersonKey};
use crate::engine::FacetRow;
use crate::export::words::{self, counted};
use crate::http::params::Params;
use crate::query::Facet;
use crate::search::Response;

/// How many rows a facet has when all are asked for.
const ALL_ROWS: &str = "1000";

/// The steepest bar, in the units of the drawing.
const BAR_MAX: u64 = 48;

/// So many empty years in a row are drawn one by one; where there are more, one sign stands for them.
const GAP_MAX: i32 = 4;

/// A bar with its label, which is a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) count: u64,
    pub(super) height: u64,
    pub(super) href: Option<String>,
    pub(super) chosen: bool,
    /// What is told when asked: `2017: 52 passages`.
    pub(super) title: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct FacetView {
    pub(super) title: &'static str,
    pub(super) rows: Vec<FacetRowView>,
    /// How many values were left out, and the search with them.
    pub(super) more: Option<Link>,
    /// The search without any value of it.
    pub(super) clear: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct FacetRowView {
    pub(super) label: String,
    pub(super) lang: Option<String>,
    pub(super) count: u64,
    /// Of a hundred.
    pub(super) width: u64,
    /// Chooses the value, or takes it off where it is chosen.
    pub(super) href: Option<String>,
    /// Excludes it.
    pub(super) without: Option<String>,
    pub(super) chosen: bool,
}

/// Some facets of an answer, in this order, without those that have no values.
pub(super) fn facets(params: &Params, response: &Response, which: &[Facet]) -> Vec<FacetView> {
    let others = |facet| response.facets.other(facet).map_or(0, |other| other.values);
    let view = |&facet: &Facet| facet_view(params, facet, response.facets.rows(facet), others(facet));
    which.iter().map(view).filter(|facet| !facet.rows.is_empty()).collect()
}

/// The years as bars in scale, with the empty ones between them.
pub(super) fn bars(params: &Params, rows: &[FacetRow]) -> Vec<Bar> {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
    let mut bars: Vec<Bar> = Vec::new();
    let mut last: Option<i32> = None;
    for row in rows {
        let year: Option<i32> = row.value.as_deref().and_then(|value| value.parse().ok());
        if let (Some(year), Some(before)) = (year, last) {
            bars.extend(empty_bars(before + 1, year - 1));
        }
        last = year;
        bars.push(bar(params, row, most));
    }
    bars
}

/// The years between two that have passages.
fn empty_bars(first: i32, last: i32) -> Vec<Bar> {
    let empty = |label: String, years: String| Bar {
        label,
        count: 0,
        height: 0,
        href: None,
        chosen: false,
        title: format!("{years}: nothing"),
    };
    if last - first < GAP_MAX {
        (first..=last).map(|year| empty(year.to_string(), year.to_string())).collect()
    } else {
        vec![empty("…".to_owned(), format!("{first}–{last}"))]
    }
}

pub(super) fn bar(params: &Params, row: &FacetRow, most: u64) -> Bar {
    let (name, value) = match &row.value {
        Some(year) => ("year", year.as_str()),
        None => ("undated", "true"),
    };
    let typed = params.all(name).find(|typed| *typed == value || covers(typed, value));
    let changed = match typed {
        Some(typed) if typed == value => params.without(name, value),
        // One of the years of a range takes its place.
        Some(range) => params.without(name, range).with(name, value),
        None => params.with(name, value),
    };
    let label = strings::value(Facet::Year, row.value.as_deref(), &row.label);
    Bar {
        title: format!("{label}: {}", counted(row.count, "passage", "passages")),
        label,
        count: row.count,
        height: scaled(row.count, most, BAR_MAX),
        href: Some(search_href(&changed)),
        chosen: typed.is_some(),
    }
}

/// Whether years as they are typed, `2015..2018`, hold one.
fn covers(years: &str, year: &str) -> bool {
    years.split_once("..").is_some_and(|(first, last)| {
        (first.is_empty() || first <= year) && (last.is_empty() || year <= last) && first.len().max(last.len()) == 4
    })
}

/// A part of a whole, at least one where there is any.
pub(super) fn scaled(part: u64, whole: u64, most: u64) -> u64 {
    if part == 0 { 0 } else { (part.saturating_mul(most) / whole.max(1)).clamp(1, most) }
}

pub(super) fn facet_view(params: &Params, facet: Facet, rows: &[FacetRow], others: u64) -> FacetView {
    // A row without passages promises other passages than these.
    let shown = |row: &&FacetRow| row.count > 0 || chosen(params, facet, row).is_some();
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0);
    let name = facet.name();
    FacetView {
        title: strings::facet(facet),
        rows: rows.iter().filter(shown).map(|row| row_view(params, facet, row, most)).collect(),
        more: (others > 0 && params.one("rows").is_none()).then(|| Link {
            label: format!("{} more", words::number(others)),
            href: search_href(&params.with("rows", ALL_ROWS)),
        }),
        clear: params.one(name).map(|_| search_href(&params.without_all(name))),
    }
}

pub(super) fn row_view(params: &Params, facet: Facet, row: &FacetRow, most: u64) -> FacetRowView {
    let typed = chosen(params, facet, row);
    let name = facet.name();
    let denial = format!("not-{name}");
    let changed = row.value.as_deref().map(|value| match typed {
        Some(typed) => params.without(name, typed),
        // Both at once would find nothing.
        None => params.without(&denial, value).with(name, value),
    });
    let can_be_denied =
        |value: &&str| typed.is_none() && facet != Facet::Month && !params.all(&denial).any(|own| own == *value);
    let denied = row.value.as_deref().filter(can_be_denied);
    FacetRowView {
        label: inert(&strings::value(facet, row.value.as_deref(), &row.label)),
        lang: row.value.clone().filter(|_| facet == Facet::Lang),
        count: row.count,
        width: scaled(row.count, most, 100),
        href: changed.map(|params| search_href(&params)),
        without: denied.map(|value| search_href(&params.with(&denial, value))),
        chosen: typed.is_some(),
    }
}

/// The value of a parameter by which a row is chosen, as it was typed.
pub(super) fn chosen<'a>(params: &'a Params, facet: Facet, row: &FacetRow) -> Option<&'a str> {
    let value = row.value.as_deref()?;
    params.all(facet.name()).find(|typed| {
        *typed == value
            || typed.strip_prefix('=') == Some(value)
            || match facet {
                Facet::Pair => CountryPair::parse(typed).is_some_and(|pair| pair.to_string() == value),
                Facet::Country => Country::from_name(typed).is_some_and(|country| country.code() == value),
                Facet::Speaker => *typed == row.label || PersonKey::of(typed).as_str() == value,
                Facet::Publisher => *typed == row.label,
                _ => false,
            }
    })
}

#[cfg(test)]
mod tests {
    //! Properties: bars are in scale with the years between them, of which many in a row are one sign; a row that is chosen,
    //! in whatever spelling, is taken off by its link, and one that is excluded is not excluded again.
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
    fn a_range_gives_way_to_one_of_its_years() {
        let told = |query: &str, year: &str| {
            let bar = bar(&params(query), &row(Some(year), year, 1), 1);
            (bar.chosen, bar.href.unwrap())
        };
        assert_eq!(told("q=a&year=2015..2018", "2016"), (true, "/search?q=a&year=2016".to_owned()));
        assert_eq!(told("q=a&year=2015..", "2019"), (true, "/search?q=a&year=2019".to_owned()));
        assert!(!told("q=a&year=2015..2018", "2019").0);
        assert!(!told("q=a&year=..", "2019").0);
    }

    #[test]
    fn distant_years_stand_side_by_side() {
        for (second, want) in [
            ("1999", "1998 1999"),
            ("2003", "1998 1999 2000 2001 2002 2003"),
            ("2004", "1998 … 2004"),
            ("2026", "1998 … 2026"),
        ] {
            let rows = [row(Some("1998"), "1998", 1), row(Some(second), second, 1)];
            let bars = bars(&params("q=rail"), &rows);
            let labels: Vec<_> = bars.iter().map(|bar| bar.label.as_str()).collect();
            assert_eq!(labels.join(" "), want);
        }
        assert_eq!(empty_bars(1999, 2025)[0].title, "1999–2025: nothing");
    }

    #[test]
    fn rows_are_chosen_in_any_spelling() {
        let kim = PersonKey::of("Kim Young-joo");
        for (query, facet, row, href) in [
            ("q=a", Facet::Pair, row(Some("CN-KR"), "China–South Korea", 2), "/search?q=a&pair=CN-KR"),
            ("q=a&pair=kr-cn", Facet::Pair, row(Some("CN-KR"), "China–South Korea", 2), "/search?q=a"),
            ("q=a&country=korea", Facet::Country, row(Some("KR"), "South Korea", 2), "/search?q=a"),
            ("q=a&speaker=%3Dkim+x", Facet::Speaker, row(Some("kim x"), "Kim X", 2), "/search?q=a"),
            ("q=a&speaker=Kim+Young-Joo", Facet::Speaker, row(Some(kim.as_str()), "Kim Young-joo", 2), "/search?q=a"),
            ("q=a&year=2017", Facet::Month, row(Some("2017-08"), "2017-08", 2), "/search?q=a&year=2017&month=2017-08"),
            ("q=a&month=2017-08", Facet::Month, row(Some("2017-08"), "2017-08", 2), "/search?q=a"),
        ] {
            assert_eq!(row_view(&params(query), facet, &row, 2).href.as_deref(), Some(href), "{query}");
        }
        let denied = row_view(&params("q=a&not-lang=ko"), Facet::Lang, &row(Some("ko"), "ko", 1), 2);
        assert_eq!((denied.without, denied.href.as_deref()), (None, Some("/search?q=a&lang=ko")));
        let view = row_view(&params("q=a"), Facet::Lang, &row(Some("ko"), "ko", 1), 2);
        assert_eq!((view.without.as_deref(), view.width), (Some("/search?q=a&not-lang=ko"), 50));
    }
}
