//! Lines over time: from numbers by period to the places of a drawing.
//!
//! Its place: between a page, which has the numbers, and its template, which draws what stands here. Several lines are
//! told apart by dash, mark and a label at their end; colour only helps.
//!
//! # Invariants
//! Every place lies within [`WIDTH`] and [`HEIGHT`]. A number that is not known leaves a gap; nothing is drawn as zero that
//! is not.

use super::pieces::inert;
use crate::annotate::PartialDate;
use crate::export::words;

/// The size of a drawing, in its own units.
pub(super) const WIDTH: f64 = 760.0;
pub(super) const HEIGHT: f64 = 220.0;

/// Where the lines stand in it.
const LEFT: f64 = 48.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = HEIGHT - 28.0;

/// What is left to the right of the lines, where they have no labels and where they have.
const MARGIN: f64 = 14.0;
const LABEL_MARGIN: f64 = 150.0;

/// How far labels stand apart.
const LABEL_STEP: f64 = 15.0;

/// How long a label is, in characters.
const LABEL_CHARS: usize = 20;

/// With more periods than these, a line has no marks.
const MARKED_MAX: usize = 48;

/// What is drawn.
pub(super) struct Plot<'a> {
    /// Tells it from others on the page.
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) periods: &'a [PartialDate],
    pub(super) series: Vec<Series>,
    pub(super) unit: Unit,
}

/// The numbers of one line, a period each.
pub(super) struct Series {
    pub(super) label: String,
    pub(super) values: Vec<Option<f64>>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Whole things.
    Articles,
    /// Parts of a whole, from 0 to 1.
    Share,
}

/// A drawing.
#[derive(Debug, PartialEq)]
pub(super) struct Chart {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    /// Where the lines begin and end, and the foot of them.
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    pub(super) heights: Vec<Tick>,
    pub(super) periods: Vec<Tick>,
    pub(super) lines: Vec<Line>,
}

/// A place on an axis with its words.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) label: String,
}

#[derive(Debug, PartialEq)]
pub(super) struct Line {
    /// Where it goes, stretch by stretch, each as `points` has it.
    pub(super) stretches: Vec<String>,
    pub(super) marks: Vec<Mark>,
    /// What stands at its end: at which height, and the words.
    pub(super) label: Option<Tick>,
}

/// The mark of one number.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    /// As `d` of a path has it.
    pub(super) path: String,
    /// `2017: 5 articles`.
    pub(super) title: String,
}

/// Draws.
pub(super) fn chart(plot: Plot<'_>) -> Chart {
    let right = WIDTH - if plot.series.len() > 1 { LABEL_MARGIN } else { MARGIN };
    let most = plot.series.iter().flat_map(|series| &series.values).flatten().fold(0.0, |most, value| value.max(most));
    let heights = heights(most, plot.unit);
    let highest = heights.last().copied().unwrap_or(1.0);
    let x = |at: usize| LEFT + (right - LEFT) * (at as f64 + 0.5) / plot.periods.len().max(1) as f64;
    let y = |value: f64| BOTTOM - (BOTTOM - TOP) * value / highest;
    let line = |(nth, series): (usize, &Series)| {
        let points: Vec<Option<(f64, f64)>> =
            series.values.iter().enumerate().map(|(at, value)| value.map(|value| (x(at), y(value)))).collect();
        let title = |at: usize| {
            let told = told(series.values[at].unwrap_or_default(), plot.unit);
            format!("{}: {told}", words::day(plot.periods[at]))
        };
        let mark = |at: usize| points[at].map(|place| Mark { path: mark_path(nth, place), title: title(at) });
        let is_marked = |at: &usize| plot.periods.len() <= MARKED_MAX || is_alone(&points, *at);
        Line {
            stretches: stretches(&points),
            marks: (0..points.len()).filter(is_marked).filter_map(mark).collect(),
            label: points.iter().rev().flatten().next().map(|&(_, at)| Tick { at, label: short(&series.label) }),
        }
    };
    let mut lines: Vec<Line> = plot.series.iter().enumerate().map(line).collect();
    if plot.series.len() > 1 {
        part_labels(&mut lines);
    } else {
        lines.iter_mut().for_each(|line| line.label = None);
    }
    Chart {
        heights: heights.iter().map(|&value| Tick { at: y(value), label: height_label(value, plot.unit) }).collect(),
        periods: period_labels(plot.periods).into_iter().map(|(at, label)| Tick { at: x(at), label }).collect(),
        lines,
        id: plot.id,
        title: plot.title,
        description: plot.description,
        left: LEFT,
        right,
        bottom: BOTTOM,
    }
}

/// Round heights from nothing to the most, at most six.
fn heights(most: f64, unit: Unit) -> Vec<f64> {
    let least = match unit {
        Unit::Articles => 1.0,
        Unit::Share => 0.001,
    };
    let mut step = least;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if most / step <= 5.0 {
            break;
        }
        step *= factor;
    }
    let steps = (most / step).ceil().max(1.0) as u32;
    (0..=steps).map(|nth| f64::from(nth) * step).collect()
}

fn height_label(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Articles => words::number(value.round() as u64),
        Unit::Share if (value * 100.0).fract().abs() < 1e-6 || (value * 100.0).fract() > 1.0 - 1e-6 => {
            format!("{:.0} %", value * 100.0)
        }
        Unit::Share => words::percent(value),
    }
}

fn told(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Articles => words::counted(value.round() as u64, "article", "articles"),
        Unit::Share => words::percent(value),
    }
}

/// The stretches of known numbers of at least two.
fn stretches(points: &[Option<(f64, f64)>]) -> Vec<String> {
    let known = points.split(Option::is_none).filter(|stretch| stretch.len() > 1);
    let place = |place: &Option<(f64, f64)>| place.map(|(x, y)| format!("{x:.1},{y:.1}"));
    known.map(|stretch| stretch.iter().filter_map(place).collect::<Vec<_>>().join(" ")).collect()
}

/// Whether neither neighbour of a number is known, so that no line goes through it.
fn is_alone(points: &[Option<(f64, f64)>], at: usize) -> bool {
    let is_known = |at: Option<usize>| at.and_then(|at| points.get(at)).is_some_and(Option::is_some);
    !is_known(at.checked_sub(1)) && !is_known(at.checked_add(1))
}

/// A circle, a square, a triangle, a diamond.
pub(super) fn mark_path(nth: usize, (x, y): (f64, f64)) -> String {
    match nth % 4 {
        0 => format!("M{:.1},{y:.1}a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0z", x - 3.5),
        1 => format!("M{:.1},{:.1}h6.4v6.4h-6.4z", x - 3.2, y - 3.2),
        2 => format!("M{x:.1},{:.1}l4.4,7.6h-8.8z", y - 4.8),
        _ => format!("M{x:.1},{:.1}l4.6,4.6l-4.6,4.6l-4.6,-4.6z", y - 4.6),
    }
}

/// Moves labels apart, downwards and, where there is no room, upwards again.
fn part_labels(lines: &mut [Line]) {
    let mut labels: Vec<&mut Tick> = lines.iter_mut().filter_map(|line| line.label.as_mut()).collect();
    labels.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut least = TOP;
    for label in &mut labels {
        label.at = label.at.max(least);
        least = label.at + LABEL_STEP;
    }
    let mut most = BOTTOM;
    for label in labels.iter_mut().rev() {
        label.at = label.at.min(most);
        most = label.at - LABEL_STEP;
    }
}

fn short(label: &str) -> String {
    let label = inert(label);
    match label.char_indices().nth(LABEL_CHARS) {
        Some((at, _)) => format!("{}…", label[..at].trim_end()),
        None => label,
    }
}

/// Which periods are named below the lines, and how: so many that they do not touch, at round ones.
fn period_labels(periods: &[PartialDate]) -> Vec<(usize, String)> {
    let by_month = periods.first().is_some_and(|period| period.month().is_some());
    let (steps, room): (&[i32], usize) =
        if by_month { (&[1, 2, 3, 6, 12, 24, 60, 120], 7) } else { (&[1, 2, 5, 10, 20, 50, 100], 12) };
    let step = steps.iter().copied().find(|step| periods.len() <= room * *step as usize).unwrap_or(1_200);
    let ordinal = |period: &PartialDate| match period.month() {
        Some(month) => i32::from(period.year()) * 12 + i32::from(month) - 1,
        None => i32::from(period.year()),
    };
    let label = |period: &PartialDate| match period.month() {
        Some(month) if step < 12 => {
            let name = words::month(usize::from(month.unsigned_abs())).unwrap_or_default();
            format!("{} {}", &name[..name.len().min(3)], period.year())
        }
        _ => period.year().to_string(),
    };
    let named = periods.iter().enumerate().filter(|(_, period)| ordinal(period) % step == 0);
    named.map(|(at, period)| (at, label(period))).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: heights are round, reach the most and are few; periods named below are round and few; gaps part lines;
    //! labels stand apart and within the drawing.
    use super::*;

    fn years(from: i16, to: i16) -> Vec<PartialDate> {
        (from..=to).filter_map(PartialDate::from_year).collect()
    }

    fn drawn(values: Vec<Vec<Option<f64>>>, unit: Unit) -> Chart {
        let periods = years(2015, 2015 + i16::try_from(values[0].len()).unwrap() - 1);
        let series = values.into_iter().map(|values| Series { label: "rail".into(), values }).collect();
        chart(Plot { id: "c", title: String::new(), description: String::new(), periods: &periods, series, unit })
    }

    #[test]
    fn heights_are_round() {
        for (most, unit, want) in [
            (0.0, Unit::Articles, "0 1"),
            (1.0, Unit::Articles, "0 1"),
            (4.0, Unit::Articles, "0 1 2 3 4"),
            (6.0, Unit::Articles, "0 2 4 6"),
            (23.0, Unit::Articles, "0 5 10 15 20 25"),
            (5_400.0, Unit::Articles, "0 2,000 4,000 6,000"),
            (1.0, Unit::Share, "0 % 20 % 40 % 60 % 80 % 100 %"),
            (0.012, Unit::Share, "0 % 0.5 % 1 % 1.5 %"),
        ] {
            let labels: Vec<String> = heights(most, unit).into_iter().map(|value| height_label(value, unit)).collect();
            assert_eq!(labels.join(" "), want, "{most}");
        }
        for most in 0..3_000 {
            let heights = heights(f64::from(most), Unit::Articles);
            assert!(heights.len() <= 6 && heights.last().is_some_and(|last| *last >= f64::from(most)), "{most}");
        }
    }

    #[test]
    fn periods_are_named() {
        let names = |periods: &[PartialDate]| {
            period_labels(periods).into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(&years(2015, 2018)), "2015 2016 2017 2018");
        assert_eq!(names(&years(1989, 2020)), "1990 1995 2000 2005 2010 2015 2020");
        let months = |from: i32, to: i32| -> Vec<PartialDate> {
            (from..=to).filter_map(|at| PartialDate::from_month((at / 12) as i16, (at % 12 + 1) as i8)).collect()
        };
        assert_eq!(names(&months(2017 * 12 + 10, 2018 * 12 + 1)), "Nov 2017 Dec 2017 Jan 2018 Feb 2018");
        assert_eq!(names(&months(2017 * 12, 2018 * 12 + 11)), "Jan 2017 Jul 2017 Jan 2018 Jul 2018");
        assert_eq!(names(&months(2015 * 12 + 5, 2019 * 12)), "2016 2017 2018 2019");
        assert_eq!(names(&[]), "");
    }

    #[test]
    fn gaps_part_lines() {
        let chart = drawn(vec![vec![Some(0.5), Some(1.0), None, Some(0.0)]], Unit::Share);
        let [line] = &chart.lines[..] else { panic!("{chart:?}") };
        assert_eq!(line.stretches, ["135.2,103.0 309.8,14.0"]);
        let titles: Vec<&str> = line.marks.iter().map(|mark| mark.title.as_str()).collect();
        assert_eq!(titles, ["2015: 50.0 %", "2016: 100.0 %", "2018: 0.0 %"]);
        assert_eq!((line.label.as_ref(), chart.periods.len()), (None, 4));
    }

    #[test]
    fn labels_stand_apart() {
        for value in [0.0, 2.0, 4.0] {
            let chart = drawn(vec![vec![Some(4.0), Some(value)]; 4], Unit::Articles);
            let mut places: Vec<f64> = chart.lines.iter().filter_map(|line| Some(line.label.as_ref()?.at)).collect();
            places.sort_by(f64::total_cmp);
            assert_eq!(places.len(), 4);
            assert!(places.windows(2).all(|two| two[1] - two[0] >= LABEL_STEP - 1e-9), "{places:?}");
            assert!(places[0] >= TOP && places[3] <= BOTTOM, "{places:?}");
        }
    }

    #[test]
    fn long_labels_are_cut() {
        assert_eq!(short("한국 \u{202e}rail"), "한국 rail");
        assert_eq!(short("a very long query indeed"), "a very long query in…");
    }
}
