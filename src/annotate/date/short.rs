//! Stamps whose year has two or three digits, which only a label explains: 등록일 21.03.03, 發布日期：110-03-03,
//! "Stand: 03.04.21", 更新日：R3.3.3.
//!
//! # Limits
//! Without a label such numbers are versions, scores or prices as often as dates, and are passed over. Two digits beside
//! a label in Latin or Cyrillic letters are read with the day first where dots part them; with strokes no order is sure.

use std::borrow::Cow;

use jiff::civil::Date as Day;

use super::PartialDate;
use super::stamp::{Label, Labels};
use super::token::is_wide;

/// The labelled short date of a line, with its words.
pub(super) fn stamp<'t>(text: &'t str, labels: &Labels) -> Option<(Label, PartialDate, &'t str)> {
    // Most lines are told apart before their labels are looked for.
    let numbered = |at: usize| text.is_char_boundary(at) && three_numbers(&text[at..]).is_some();
    let starts = |&(_, b): &(usize, u8)| b.is_ascii_digit();
    if text.len() > LINE_MAX || !text.bytes().enumerate().filter(starts).any(|(at, _)| numbered(at)) {
        return None;
    }
    // Where a small letter takes another room, places behind it are none of the text, even if others make up for it.
    let alike = |c: char| c.to_lowercase().map(char::len_utf8).sum::<usize>() == c.len_utf8();
    let lower = if text.chars().all(alike) { Cow::Owned(text.to_lowercase()) } else { Cow::Borrowed(text) };
    labels.iter().filter(|&(_, label)| label != Label::Counter).find_map(|(form, label)| {
        let at = lower.find(form)?;
        let from = at + form.len();
        let (day, end) = short_date(&text[from..], form.chars().all(is_wide))?;
        Some((label, PartialDate::from_day(day)?, &text[at..from + end]))
    })
}

/// How long a line with a stamp may be, in bytes.
const LINE_MAX: usize = 400;

/// The date right behind a label, and where it ends.
fn short_date(behind: &str, east_asian: bool) -> Option<(Day, usize)> {
    let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || ":：'’‘[]|".contains(c));
    let era =
        rest.chars().next().filter(|c| matches!(c, 'R' | 'H') && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
    let digits = &rest[era.map_or(0, char::len_utf8)..];
    let (numbers, mark, len) = three_numbers(digits)?;
    let [a, b, c] = numbers;
    let (year, month, day) = match (era, east_asian) {
        (Some('R'), true) => (2018 + a, b, c),
        (Some(_), true) => (1988 + a, b, c),
        // Years of the Republic of China; two digits of it are those before 2011.
        (None, true) if a >= 80 => (1911 + a, b, c),
        (None, true) => (2000 + a, b, c),
        (None, false) if mark == '.' && c < 100 => (2000 + c, b, a),
        _ => return None,
    };
    let date = Day::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, behind.len() - digits.len() + len))
}

/// Three numbers of up to three digits, parted by one mark, blanks aside: the numbers, the mark, how many bytes they take.
fn three_numbers(text: &str) -> Option<([i16; 3], char, usize)> {
    let mut numbers = [0; 3];
    let (mut at, mut mark) = (0, None);
    for (i, number) in numbers.iter_mut().enumerate() {
        if i > 0 {
            let found = text[at..].chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
            if *mark.get_or_insert(found) != found {
                return None;
            }
            at += 1;
            at += text[at..].len() - text[at..].trim_start_matches(' ').len();
        }
        let len = text[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - at);
        *number = text[at..at + len].parse().ok().filter(|_| len <= 3)?;
        at += len;
    }
    Some((numbers, mark?, at))
}

#[cfg(test)]
mod tests {
    //! Properties: short years are read behind labels only, in the order of the label's script.
    use super::super::Tables;
    use super::*;

    #[test]
    fn labelled_short_dates() {
        for (text, want) in [
            ("등록일 21.03.04 | 조회 1204", Some("2021-03-04")),
            ("입력 : '21.3.4 16:42", Some("2021-03-04")),
            ("배포 21. 3. 4.(목)", Some("2021-03-04")),
            ("發布日期：110-03-04　點閱數：642", Some("2021-03-04")),
            ("發布日期：98/03/04", Some("2009-03-04")),
            ("更新日：R3.3.4", Some("2021-03-04")),
            ("Stand: 03.04.21, 09:12 Uhr", Some("2021-04-03")),
            ("Published 03/04/21", None),
            ("Version 3.4.21", None),
            ("조회 21.03.04", None),
            ("등록번호 가 12345", None),
            // Small letters that take more room and less, as much in all.
            ("İ등록일 21.03.04 \u{212b}", Some("2021-03-04")),
            ("İİ등록일 21.03.04 \u{212a}", Some("2021-03-04")),
        ] {
            let got = stamp(text, &Tables::built_in().labels).map(|found| found.1.to_string());
            assert_eq!(got.as_deref(), want, "{text}");
        }
    }
}
