//! The page of a timeline: when what a search finds was written, and how much of all that is, for up to four searches side
//! by side.

use askama::Template;

use super::chart::{self, Chart, Plot, Series, Unit, chart};
use super::pieces::inert;
use super::reading::{ComplaintView, chips, complaint_view};
use super::{Asked, Choice, Frame, Link, Names, href_of, kept, of_search, rendered, search_href, strings};
use crate::annotate::PartialDate;
use crate::engine::Grouping;
use crate::export::words::{found, number, percent};
use crate::http::Problem;
use crate::http::params::{Group, Params, WITH_MAX};
use crate::search::{By, Period, Request, Timeline, timelines};

/// With more periods than these, the table leaves out those of which nothing was found.
const ROWS_MAX: usize = 240;

#[derive(Template)]
#[template(path = "timeline.html")]
struct TimelinePage {
    frame: Frame,
    width: f64,
    height: f64,
    form: Form,
    chips: Vec<Link>,
    searches: Vec<SearchView>,
    by: Vec<Choice>,
    charts: Vec<Chart>,
    /// What the drawings leave out.
    aside: Option<&'static str>,
    rows: Vec<RowView>,
    /// Whether the table leaves empty periods out.
    is_cut: bool,
    /// The same as a table and as JSON, of a single search.
    files: Vec<Link>,
}

/// What the form holds.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    query: String,
    /// The queries beside the first, and an empty one where there is room.
    with: Vec<String>,
    kept: Vec<(&'static str, String)>,
}

/// One of the searches.
#[derive(Debug, PartialEq, Eq)]
struct SearchView {
    label: String,
    href: String,
    /// `12 passages in 3 articles`.
    found: String,
    complaints: Vec<ComplaintView>,
    /// The timeline without it, where it is one of several.
    without: Option<String>,
    /// The mark of its line.
    mark: String,
}

/// A period with what each search finds of it.
#[derive(Debug, PartialEq, Eq)]
struct RowView {
    label: String,
    /// The months of a year.
    months: Option<String>,
    cells: Vec<CellView>,
}

#[derive(Debug, PartialEq, Eq)]
struct CellView {
    passages: String,
    articles: String,
    share: String,
    /// The search in this period; none where it finds nothing.
    href: Option<String>,
}

/// The page of a timeline.
pub(super) fn page(asked: &Asked<'_>) -> Result<String, Problem> {
    let by = match asked.params.one("by") {
        Some("year") => Some(By::Year),
        Some("month") => Some(By::Month),
        _ => None,
    };
    let searches = searches(asked.params);
    let request = |params: &Params| params.request(Grouping::Articles, asked.now);
    let requests = searches.iter().map(request).collect::<Result<Vec<Request>, _>>()?;
    let found = timelines(asked.reader, &requests, by)?;
    rendered(&view(asked.params, &asked.names()?, &searches, &found))
}

/// The searches side by side, each with the filters of all.
fn searches(params: &Params) -> Vec<Params> {
    let first = of_search(params);
    let others: Vec<Params> = params.all("with").map(|query| first.with("q", query)).collect();
    std::iter::once(first).chain(others).collect()
}

fn view(params: &Params, names: &Names, searches: &[Params], found: &[Timeline]) -> TimelinePage {
    let by = found.first().map_or(By::Year, |timeline| timeline.by);
    let labels: Vec<String> = searches.iter().map(|search| strings::asked(search.one("q"))).collect();
    let is_single = searches.len() == 1;
    let (rows, is_cut) = rows(params, searches, found);
    let asked = params.only(&[Group::Query, Group::Filter, Group::List]).without_all("rows").without_all("prefix");
    let frame = Frame { has_box: true, ..Frame::of(format!("{} over time · onrecord", labels.join(", ")), params) };
    TimelinePage {
        frame: frame.on("/timeline"),
        width: chart::WIDTH,
        height: chart::HEIGHT,
        form: form(&asked),
        chips: chips(&asked, names, |params| href_of("/timeline", params)),
        searches: found.iter().enumerate().map(|(nth, found)| search_view(&asked, searches, nth, found)).collect(),
        by: choices(&asked, by),
        charts: charts(found, &labels),
        aside: strings::left_out_of_chart(unplaced(found)),
        rows,
        is_cut,
        files: if is_single { files(&asked) } else { Vec::new() },
    }
}

fn form(asked: &Params) -> Form {
    let with = asked.all("with").map(str::to_owned);
    Form {
        query: asked.one("q").unwrap_or_default().to_owned(),
        with: with.chain(std::iter::once(String::new())).take(WITH_MAX).collect(),
        kept: kept(&asked.without_all("with")),
    }
}

fn search_view(asked: &Params, searches: &[Params], nth: usize, timeline: &Timeline) -> SearchView {
    let query = searches[nth].one("q");
    let without = match (nth, query) {
        (0, _) if searches.len() == 1 => None,
        // Without the first, the next is the first.
        (0, _) => asked.all("with").next().map(|next| asked.without("with", next).with("q", next)),
        (_, Some(query)) => Some(asked.without("with", query)),
        (_, None) => None,
    };
    SearchView {
        label: inert(&strings::asked(query)),
        href: search_href(&searches[nth]),
        found: found(timeline.total, timeline.total_articles),
        complaints: timeline.warnings.iter().map(|complaint| complaint_view(&timeline.query, complaint)).collect(),
        without: without.map(|asked| href_of("/timeline", &asked)),
        mark: chart::mark_path(nth, (18.0, 7.0)),
    }
}

fn choices(asked: &Params, by: By) -> Vec<Choice> {
    let choice =
        |value: &str, label, chosen| Choice { label, href: href_of("/timeline", &asked.with("by", value)), chosen };
    vec![choice("year", "by year", by == By::Year), choice("month", "by month", by == By::Month)]
}

fn files(asked: &Params) -> Vec<Link> {
    let file = |label: &str, path| Link { label: label.to_owned(), href: href_of(path, asked) };
    vec![file("CSV", "/timeline.csv"), file("JSON", "/timeline.json")]
}

/// The period of a row, where it has a place among the others: a year has none among months, nor what has no date.
fn placed(row: &Period, by: By) -> Option<PartialDate> {
    let period: PartialDate = row.period.as_deref()?.parse().ok()?;
    (period.month().is_some() == (by == By::Month)).then_some(period)
}

/// What has no place in a drawing: whether articles of years without a month, and articles without a date.
fn unplaced(found: &[Timeline]) -> (bool, bool) {
    let rows = found.iter().flat_map(|timeline| timeline.rows.iter().map(|row| (row, timeline.by)));
    let unplaced: Vec<&Period> = rows.filter(|(row, by)| placed(row, *by).is_none()).map(|(row, _)| row).collect();
    (unplaced.iter().any(|row| row.period.is_some()), unplaced.iter().any(|row| row.period.is_none()))
}

fn charts(found: &[Timeline], labels: &[String]) -> Vec<Chart> {
    let by = found.first().map_or(By::Year, |timeline| timeline.by);
    let placed_rows = |timeline: &'_ Timeline| -> Vec<(PartialDate, Period)> {
        timeline.rows.iter().filter_map(|row| Some((placed(row, by)?, row.clone()))).collect()
    };
    let rows: Vec<Vec<(PartialDate, Period)>> = found.iter().map(placed_rows).collect();
    let periods: Vec<PartialDate> = rows.first().into_iter().flatten().map(|(period, _)| *period).collect();
    if periods.is_empty() {
        return Vec::new();
    }
    let series = |value: fn(&Period) -> Option<f64>| -> Vec<Series> {
        let of = |(rows, label): (&Vec<(PartialDate, Period)>, &String)| Series {
            label: label.clone(),
            values: rows.iter().map(|(_, row)| value(row)).collect(),
        };
        rows.iter().zip(labels).map(of).collect()
    };
    let draw = |id, unit, series: Vec<Series>| {
        let described = series.iter().map(|series| strings::course(&series.label, &periods, &series.values, unit));
        chart(Plot {
            id,
            title: strings::chart(unit, by),
            description: inert(&described.collect::<Vec<_>>().join(" ")),
            periods: &periods,
            series,
            unit,
        })
    };
    vec![
        draw("counts", Unit::Articles, series(|row| Some(row.articles as f64))),
        draw("shares", Unit::Share, series(|row| row.share)),
    ]
}

fn rows(params: &Params, searches: &[Params], found: &[Timeline]) -> (Vec<RowView>, bool) {
    let count = found.first().map_or(0, |timeline| timeline.rows.len());
    let is_empty = |at: usize| found.iter().all(|timeline| timeline.rows[at].articles == 0);
    let is_cut = count > ROWS_MAX && (0..count).any(is_empty);
    let row = |at: usize| {
        let Period { period, .. } = &found[0].rows[at];
        let cells = searches.iter().zip(found).map(|(search, timeline)| cell(search, &timeline.rows[at]));
        RowView {
            label: strings::period(period.as_deref(), found[0].by),
            months: period
                .as_deref()
                .filter(|_| found[0].by == By::Year && !is_empty(at))
                .map(|year| months(params, year)),
            cells: cells.collect(),
        }
    };
    ((0..count).filter(|at| !is_cut || !is_empty(*at)).map(row).collect(), is_cut)
}

/// The timeline of the months of a year.
fn months(params: &Params, year: &str) -> String {
    let asked = of_search(params).without_all("year").with("year", year).with("by", "month");
    href_of("/timeline", &params.all("with").fold(asked, |asked, query| asked.with("with", query)))
}

fn cell(search: &Params, row: &Period) -> CellView {
    CellView {
        passages: number(row.passages),
        articles: number(row.articles),
        share: row.share.map(percent).unwrap_or_default(),
        href: (row.articles > 0).then(|| search_href(&within(search, row.period.as_deref()))),
    }
}

/// The search in one of the periods that it was counted by. What it found lies within the periods asked for, so the one
/// takes their place; other bounds stay.
fn within(search: &Params, period: Option<&str>) -> Params {
    match period {
        Some(month) if month.len() > 4 => search.without_all("month").with("month", month),
        Some(year) => search.without_all("year").with("year", year),
        None => search.with("undated", "true"),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: searches share their filters; a period takes the place of those asked for; the first search may be taken
    //! off as the others.
    use super::*;

    fn params(query: &str) -> Params {
        Params::read(query).0
    }

    #[test]
    fn searches_share_their_filters() {
        let asked = params("q=rail&pair=CN-KR&by=year&with=road&with=port&sort=newest");
        let printed: Vec<String> = searches(&asked).iter().map(Params::to_string).collect();
        assert_eq!(printed, ["q=rail&pair=CN-KR", "q=port&pair=CN-KR", "q=road&pair=CN-KR"]);
        assert_eq!(months(&asked, "2017"), "/timeline?q=rail&year=2017&pair=CN-KR&by=month&with=port&with=road");
        let form = form(&asked.only(&[Group::Query, Group::Filter, Group::List]));
        assert_eq!((form.query.as_str(), form.with), ("rail", vec!["port".to_owned(), "road".into(), String::new()]));
        assert_eq!(form.kept, [("pair", "CN-KR".to_owned()), ("by", "year".into())]);
    }

    #[test]
    fn periods_take_the_place_of_others() {
        let asked = params("q=rail&year=2016..2018&month=2017-01&from=2016-03");
        for (period, want) in [
            (Some("2017"), "q=rail&year=2017&from=2016-03&month=2017-01"),
            (Some("2017-08"), "q=rail&year=2016..2018&from=2016-03&month=2017-08"),
            (None, "q=rail&year=2016..2018&from=2016-03&month=2017-01&undated=true"),
        ] {
            assert_eq!(within(&asked, period).to_string(), want);
        }
    }

    #[test]
    fn each_may_be_taken_off() {
        let asked = params("q=rail&with=road&with=port");
        let empty = Timeline {
            query: String::new(),
            understood: None,
            by: By::Year,
            total: 0,
            total_articles: 0,
            rows: Vec::new(),
            warnings: Vec::new(),
        };
        let without = |nth| search_view(&asked, &searches(&asked), nth, &empty).without;
        assert_eq!(without(0).as_deref(), Some("/timeline?q=port&with=road"));
        assert_eq!(without(2).as_deref(), Some("/timeline?q=rail&with=port"));
        assert_eq!(search_view(&params("q=rail"), &searches(&params("q=rail")), 0, &empty).without, None);
    }
}
