//! Finds the dates written in a line, in every usual form, whole or in part, and what they say.
//!
//! Its place: the first step of the annotator; what a date is the date *of* is decided elsewhere. `reader` holds the
//! pieces, `east_asian`, `worded` and `numeric` the forms.
//!
//! # Invariants
//! A day that the calendar does not have is not reported. Where day and month cannot be told apart
//! both readings are kept ([`Form::Either`]). A span covers the weekday printed beside the date. Spans lie on
//! character edges of the line and do not overlap.
//!
//! # Limits
//! Numbers written in words, lunar days, and years of other counts that no year of ours explains are passed over, but
//! for those of Japan and of the Republic of China.

mod east_asian;
mod names;
mod numeric;
mod reader;
mod worded;

use std::ops::Range;

use jiff::civil::{Date as Day, Weekday};

use super::token::{self, Kind, tokens};
pub(super) use names::{MONTHS, Names, WEEKDAYS};
use reader::Reader;

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Year, month and day.
    Day(Day),
    /// `02/11/2023`: the readings with the day first and with the month first.
    Either { day_first: Day, month_first: Day },
    /// Month and day.
    MonthDay(i8, i8),
    /// Year and month.
    Month(i16, i8),
    /// A month alone.
    MonthOnly(i8),
    /// A year alone.
    Year(i16),
    /// A business year: 2023-24.
    Fiscal(i16),
    /// A day of the month.
    DayOnly(i8),
    /// A weekday alone.
    Weekday,
}

/// A date in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) form: Form,
    /// The weekday that stands beside it.
    pub(super) weekday: Option<Weekday>,
    /// Bytes of the line.
    pub(super) range: Range<usize>,
}

/// The dates of a line, in order.
pub(super) fn scan(line: &str, names: &Names) -> Vec<Written> {
    let tokens = tokens(line);
    let reader = Reader { line, tokens: &tokens, names };
    let mut out = Vec::new();
    // Where the last date ended: its weekday is not the next one's.
    let (mut at, mut free) = (0, 0);
    while at < tokens.len() {
        match reader.date(at) {
            Some((form, end)) => {
                let written = reader.with_weekday(form, free, at, end);
                at = written.1;
                free = at;
                out.push(written.0);
            }
            None => {
                if let Some((weekday, end)) = reader.weekday(at).filter(|&(_, end)| !reader.date_follows(end)) {
                    out.push(Written { form: Form::Weekday, weekday: Some(weekday), range: reader.range(at, end) });
                    at = end;
                } else {
                    at += 1;
                }
            }
        }
    }
    out
}

impl Reader<'_> {
    /// A date that starts at a token.
    fn date(&self, at: usize) -> Option<(Form, usize)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(..) => self
                .east_asian(at)
                .or_else(|| self.year_first(at))
                .or_else(|| self.day_then_month(at))
                .or_else(|| self.numeric(at))
                .or_else(|| self.ordinal(at))
                .or_else(|| self.year(at).filter(|_| self.stands_free(at)).map(|year| (Form::Year(year), at + 1))),
            Kind::Word => self.era(at).or_else(|| self.month_first(at)),
            Kind::Mark(_) => None,
        }
    }

    /// Whether a date starts right after a weekday: "Tue, Nov 19".
    fn date_follows(&self, at: usize) -> bool {
        let at = at + usize::from(matches!(self.mark(at), Some(',' | '.' | '(')));
        self.date(at).is_some_and(|(form, _)| holds_day(form))
    }

    /// The date with the weekday beside it, and the index after both. Tokens before `free` belong to another date.
    fn with_weekday(&self, form: Form, free: usize, at: usize, end: usize) -> (Written, usize) {
        let before = || {
            let skip = 1 + usize::from(at > 1 && matches!(self.mark(at - 1), Some(',' | '.' | '(')));
            let start = at.checked_sub(skip).filter(|&start| start >= free)?;
            self.weekday(start).map(|(day, _)| (day, start, end))
        };
        let after = || {
            let comma = end + usize::from(matches!(self.mark(end), Some(',' | '.')));
            let found = self.bracketed_weekday(comma).or_else(|| self.weekday(comma))?;
            Some((found.0, at, found.1))
        };
        let found = if holds_day(form) { before().or_else(after) } else { None };
        let (weekday, from, to) = match found {
            Some((day, from, to)) => (Some(day), from, to),
            None => (None, at, end),
        };
        // The year may follow the weekday: "August 24 (Thu), 2017".
        if let (Form::MonthDay(month, day), true) = (form, to > end) {
            let comma = to + usize::from(self.mark(to) == Some(','));
            if let Some(date) = self.year(comma).and_then(|year| Day::new(year, month, day).ok()) {
                return (Written { form: Form::Day(date), weekday, range: self.range(from, comma + 1) }, comma + 1);
            }
        }
        // Only the unit of a longer word belongs to the date: 日 of 日举行.
        let mut range = self.range(from, to);
        if to == end
            && let Some(word) = self.word(end - 1)
            && word.chars().next().is_some_and(token::is_wide)
        {
            range.end = self.tokens[end - 1].range.start + word.chars().next().map_or(0, char::len_utf8);
        }
        (Written { form, weekday, range }, to)
    }
}

/// Whether a form names a day, so that a weekday can belong to it.
fn holds_day(form: Form) -> bool {
    matches!(form, Form::Day(_) | Form::Either { .. } | Form::MonthDay(..) | Form::DayOnly(_))
}

/// Whether some year has this day.
fn valid_month_day(month: i8, day: i8) -> bool {
    Day::new(2000, month, day).is_ok()
}

#[cfg(test)]
mod tests {
    //! Properties: each written form is read with its parts and its weekday; what only looks like a
    //! date (counters, prices, durations, ordinals of things) is not; no line makes the scanner fail.
    use super::*;
    use crate::tables::Added;

    fn shown(line: &str) -> Vec<String> {
        let show = |w: Written| {
            let form = match w.form {
                Form::Day(day) => day.to_string(),
                Form::Either { day_first, month_first } => format!("{day_first}|{month_first}"),
                Form::MonthDay(m, d) => format!("-{m}-{d}"),
                Form::Month(y, m) => format!("{y}-{m}"),
                Form::MonthOnly(m) => format!("-{m}"),
                Form::Year(y) => y.to_string(),
                Form::Fiscal(y) => format!("{y}+"),
                Form::DayOnly(d) => format!("--{d}"),
                Form::Weekday => String::new(),
            };
            let weekday = w.weekday.map_or(String::new(), |d| format!(" {}", d.to_monday_one_offset()));
            format!("{form}{weekday} `{}`", &line[w.range])
        };
        scan(line, &Names::new(&Added::default()).unwrap()).into_iter().map(show).collect()
    }

    #[test]
    fn forms() {
        for (line, want) in [
            ("held on August 24, Thursday", "-8-24 4 `August 24, Thursday`"),
            ("Updated Tue, Nov 19, 2019", "2019-11-19 2 `Tue, Nov 19, 2019`"),
            ("Nov 20 20194:29 AM", "2019-11-20 `Nov 20 20194`"),
            ("on 19th of May, 2020.", "2020-05-19 `19th of May, 2020`"),
            ("am 3. Juli 2018 in", "2018-07-03 `3. Juli 2018`"),
            ("14 de marzo de 2020", "2020-03-14 `14 de marzo de 2020`"),
            ("24 августа 2017 года", "2017-08-24 `24 августа 2017`"),
            ("19 FEB 2021 6:42PM", "2021-02-19 `19 FEB 2021`"),
            ("2017년 12월 16일(토)에", "2017-12-16 6 `2017년 12월 16일(토)`"),
            ("于2017年12月16日举行", "2017-12-16 `2017年12月16日`"),
            ("２０２４年６月１３日", "2024-06-13 `２０２４年６月１３日`"),
            ("令和7年6月13日（金）", "2025-06-13 5 `令和7年6月13日（金）`"),
            ("令和元年5月21日", "2019-05-21 `令和元年5月21日`"),
            ("民國113年9月26日", "2024-09-26 `民國113年9月26日`"),
            ("2024. 6. 27.(목) 15:00", "2024-06-27 4 `2024. 6. 27.(목)`"),
            ("5월 21일(화) 열린", "-5-21 2 `5월 21일(화)`"),
            ("12日（星期二）", "--12 2 `12日（星期二）`"),
            ("27.04.2020 - 18:50", "2020-04-27 `27.04.2020`"),
            ("02/11/2023", "2023-11-02|2023-02-11 `02/11/2023`"),
            ("25/11/2023", "2023-11-25 `25/11/2023`"),
            ("Wednesday (14/8)", "-8-14 3 `Wednesday (14/8`"),
            ("on the morning of the 7th at a hotel", "--7 `7th`"),
            ("fell in 2023-24 by", "2023+ `2023-24`"),
            ("in late 2012 and", "2012 `2012`"),
            ("by early March, say", "-3 `March`"),
            ("until March 2021", "2021-3 `March 2021`"),
            ("March 3, Juche 110 (2021)", "2021-03-03 `March 3, Juche 110 (2021)`"),
            ("3 March 2564 (2021)", "2021-03-03 `3 March 2564 (2021)`"),
            ("주체110(2021)년 3월 3일", "2021-03-03 `주체110(2021)년 3월 3일`"),
            ("令和3年（2021年）3月3日", "2021-03-03 `令和3年（2021年）3月3日`"),
            ("2021（令和3）年3月3日", "2021-03-03 `2021（令和3）年3月3日`"),
            ("二〇二一年三月十三日于", "2021-03-13 `二〇二一年三月十三日`"),
            ("August 24 (Thu), 2017", "2017-08-24 4 `August 24 (Thu), 2017`"),
            ("told reporters on Monday", " 1 `Monday`"),
        ] {
            assert_eq!(shown(line), [want], "{line}");
        }
    }

    #[test]
    fn dates_do_not_overlap() {
        assert_eq!(
            shown("May 3, 2021 Monday May 4, 2021"),
            ["2021-05-03 1 `May 3, 2021 Monday`", "2021-05-04 `May 4, 2021`"]
        );
    }

    #[test]
    fn lookalikes() {
        for line in [
            "the 12th Forum",
            "for 3일간",
            "$2017 million",
            "1.2017 percent",
            "they may come",
            "marched on",
            "version 2.2019",
            "5日間の",
            "2월 30일",
            "30/30/2020",
            "the sun sat",
            "010-2017-1234",
            "",
        ] {
            let got = shown(line);
            assert!(got.is_empty() || got == ["-2 `2월 30일`"], "{line}: {got:?}");
        }
    }
}
