//! Counts by year or month: when what was found was written, and how much of all that is.
//!
//! Its place: a look beside [`crate::search::answer`], for front ends that draw time. Several searches are counted over
//! the same periods, so that they can be read side by side.
//!
//! # Invariants
//! The rows part what was found: every article is in one of them. Periods without an article stand between the first
//! and the last with zeros; what has no month, and then what has no date, has a row of its own.

use serde::{Serialize, Serializer};

use crate::annotate::PartialDate;
use crate::engine::{EngineError, FacetAsk, FacetRow, Reader, Search, Under};
use crate::query::{Complaint, Facet, Node};
use crate::search::{Request, SearchError, Understood, read};

/// A range of at most so many months is shown by month unless told otherwise.
const MONTHS_MAX: i32 = 36;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// A year.
    Year,
    /// A month.
    Month,
}

impl By {
    fn facet(self) -> Facet {
        match self {
            Self::Year => Facet::Year,
            Self::Month => Facet::Month,
        }
    }
}

/// What was found, period by period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// The query as typed.
    pub query: String,
    /// How it was read; none where everything is asked for.
    pub understood: Option<Understood>,
    /// How long the periods are.
    pub by: By,
    /// Passages in all.
    pub total: u64,
    /// Articles in all.
    pub total_articles: u64,
    /// The periods in order, then what has no date.
    pub rows: Vec<Period>,
    /// What of the query was ignored or read differently.
    pub warnings: Vec<Complaint>,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// `2017-08` or `2017`; none for what has no date. Among months, a year is what has no month.
    pub period: Option<String>,
    /// The period for people.
    pub label: String,
    /// Passages found.
    pub passages: u64,
    /// Articles found.
    pub articles: u64,
    /// Articles of the period in the whole index.
    pub indexed: u64,
    /// The articles found as a part of these, from 0 to 1, in ten-thousandths; none where there are none.
    #[serde(serialize_with = "rounded")]
    pub share: Option<f64>,
}

fn rounded<S: Serializer>(share: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    share.map(|share| (share * 1e4).round() / 1e4).serialize(serializer)
}

/// Counts what a request finds by period: by month where it spans at most three years, else by year, unless `by` says
/// which. An empty request asks for everything. Of the request, the order, the limit and the facets do not matter.
///
/// # Errors
/// When nothing of the query can be searched for, or the index cannot be read.
pub fn timeline(reader: &dyn Reader, request: &Request, by: Option<By>) -> Result<Timeline, SearchError> {
    let mut timelines = timelines(reader, std::slice::from_ref(request), by)?;
    Ok(timelines.pop().expect("a request has a timeline"))
}

/// The timelines of several requests, all over the periods of all of them.
///
/// # Errors
/// When nothing of one of the queries can be searched for, or the index cannot be read.
pub fn timelines(reader: &dyn Reader, requests: &[Request], by: Option<By>) -> Result<Vec<Timeline>, SearchError> {
    let read = |request| read::or_everything(request, reader.state());
    let read = requests.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let counted = read.iter().map(|read| periods(reader, read.tree.clone())).collect::<Result<Vec<_>, _>>()?;
    let by = by.unwrap_or_else(|| fitting(&joined(&counted, By::Month)));
    let all = joined(&counted, by);
    let (indexed, ..) = periods(reader, None)?;
    let timelines =
        requests.iter().zip(read).zip(&counted).map(|((request, read), (found, total, total_articles))| Timeline {
            query: request.query.clone(),
            understood: read.understood(),
            by,
            total: *total,
            total_articles: *total_articles,
            rows: rows(&all, found.by(by), indexed.by(by)),
            warnings: read.complaints,
        });
    Ok(timelines.collect())
}

/// The rows of all searches, one after the other.
fn joined(counted: &[(Counted, u64, u64)], by: By) -> Vec<FacetRow> {
    counted.iter().flat_map(|(found, ..)| found.by(by)).cloned().collect()
}

/// Facet rows of both lengths.
struct Counted {
    years: Vec<FacetRow>,
    months: Vec<FacetRow>,
}

impl Counted {
    fn by(&self, by: By) -> &[FacetRow] {
        match by {
            By::Year => &self.years,
            By::Month => &self.months,
        }
    }
}

/// What a tree finds by year and by month; passages and articles in all.
fn periods(reader: &dyn Reader, tree: Option<Node>) -> Result<(Counted, u64, u64), EngineError> {
    let ask = |by: By| FacetAsk { facet: by.facet(), under: Under::WholeQuery };
    let found = reader.search(&Search { tree, facets: vec![ask(By::Year), ask(By::Month)], ..Search::counting() })?;
    let mut facets = found.facets.into_iter().map(|facet| facet.rows);
    let (years, months) = (facets.next().unwrap_or_default(), facets.next().unwrap_or_default());
    Ok((Counted { years, months }, found.passages, found.articles))
}

/// The length of period that suits a range.
fn fitting(months: &[FacetRow]) -> By {
    let dates = || months.iter().filter_map(date);
    let first = dates().map(|date| ordinal(date.year(), date.month().unwrap_or(1))).min();
    let last = dates().map(|date| ordinal(date.year(), date.month().unwrap_or(12))).max();
    match first.zip(last) {
        Some((first, last)) if last - first >= MONTHS_MAX => By::Year,
        _ => By::Month,
    }
}

fn date(row: &FacetRow) -> Option<PartialDate> {
    row.value.as_deref()?.parse().ok()
}

/// Months since the year 0.
fn ordinal(year: i16, month: i8) -> i32 {
    i32::from(year) * 12 + i32::from(month) - 1
}

/// The rows found in the periods of `all` and those between them, each beside what the index has.
fn rows(all: &[FacetRow], found: &[FacetRow], indexed: &[FacetRow]) -> Vec<Period> {
    let mut periods: Vec<Option<String>> = all.iter().map(|row| row.value.clone()).chain(between(all)).collect();
    // A year goes before its months, what has no date last.
    periods.sort_by(|a, b| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
    periods.dedup();
    let row = |period: Option<String>| {
        let of = |rows: &[FacetRow]| rows.iter().find(|row| row.value == period).map(|row| (row.count, row.articles));
        let (passages, articles) = of(found).unwrap_or_default();
        let (_, indexed) = of(indexed).unwrap_or_default();
        let share = (indexed > 0).then(|| articles as f64 / indexed as f64);
        let label = period.clone().unwrap_or_else(|| "undated".to_owned());
        Period { period, label, passages, articles, indexed, share }
    };
    periods.into_iter().map(row).collect()
}

/// The periods of which nothing was found between the first and the last of their length.
fn between(found: &[FacetRow]) -> Vec<Option<String>> {
    let dates: Vec<PartialDate> = found.iter().filter_map(date).collect();
    let months: Vec<i32> = dates.iter().filter_map(|date| Some(ordinal(date.year(), date.month()?))).collect();
    let gap = |period: Option<PartialDate>| period.filter(|period| !dates.contains(period));
    let gaps: Vec<PartialDate> = match months.iter().min().zip(months.iter().max()) {
        Some((&first, &last)) => (first..=last).filter_map(|month| gap(month_of(month))).collect(),
        None => {
            let years = dates.iter().map(|date| date.year());
            let (first, last) = (years.clone().min().unwrap_or(0), years.max().unwrap_or(-1));
            (first..=last).filter_map(|year| gap(PartialDate::from_year(year))).collect()
        }
    };
    gaps.into_iter().map(|period| Some(period.to_string())).collect()
}

fn month_of(ordinal: i32) -> Option<PartialDate> {
    PartialDate::from_month(i16::try_from(ordinal / 12).ok()?, i8::try_from(ordinal % 12 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    //! Properties: gaps are filled between periods of one length; years without months and what has no date keep their
    //! rows; three years at most are shown by month; searches side by side have the periods of all of them.
    use super::*;

    fn found(periods: &[&str]) -> Vec<FacetRow> {
        let value = |period: &str| (period != "undated").then(|| period.to_owned());
        let row = |period: &&str| FacetRow { value: value(period), label: String::new(), count: 2, articles: 1 };
        periods.iter().map(row).collect()
    }

    #[test]
    fn gaps_are_zeros() {
        for (periods, want) in [
            ("2017-11 2018-02", "2017-11:1 2017-12:0 2018-01:0 2018-02:1"),
            ("2017 2017-11 2018-01 undated", "2017:1 2017-11:1 2017-12:0 2018-01:1 undated:1"),
            ("2015 2018", "2015:1 2016:0 2017:0 2018:1"),
            ("2015", "2015:1"),
            ("undated", "undated:1"),
            ("", ""),
        ] {
            let periods: Vec<&str> = periods.split_whitespace().collect();
            let rows = rows(&found(&periods), &found(&periods), &found(&periods));
            let shown: Vec<String> = rows.iter().map(|row| format!("{}:{}", row.label, row.articles)).collect();
            assert_eq!(shown.join(" "), want);
            assert!(rows.iter().all(|row| row.share.is_some() == (row.indexed > 0)));
        }
    }

    #[test]
    fn searches_share_their_periods() {
        let (one, other) = (found(&["2015", "2016"]), found(&["2016", "2018", "undated"]));
        let all = [one.clone(), other.clone()].concat();
        for (own, want) in
            [(&one, "2015:1 2016:1 2017:0 2018:0 undated:0"), (&other, "2015:0 2016:1 2017:0 2018:1 undated:1")]
        {
            let rows = rows(&all, own, &all);
            let shown: Vec<String> = rows.iter().map(|row| format!("{}:{}", row.label, row.articles)).collect();
            assert_eq!(shown.join(" "), want);
        }
    }

    #[test]
    fn periods_fit_the_range() {
        for (periods, want) in [
            ("2017-11 2018-02", By::Month),
            ("2015-01 2017-12", By::Month),
            ("2015-01 2018-01", By::Year),
            ("2015 2017", By::Month),
            ("2015 2018", By::Year),
            ("undated", By::Month),
        ] {
            assert_eq!(fitting(&found(&periods.split_whitespace().collect::<Vec<_>>())), want, "{periods}");
        }
    }
}
