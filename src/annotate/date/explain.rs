//! Tells how the dates of an article were decided: every mark found on its page, what it gives, and what became of it.
//!
//! Its place: beside [`super::annotate`], which decides by the same [`Finding`] and [`Evidence`] and keeps less of it.
//!
//! # Limits
//! A mark's line is the first that holds its words.

use serde::Serialize;

use super::event::Mention;
use super::page::{Line, Page, Role};
use super::solve::{Answer, Proposal};
use super::stamp::{Stamp, Standing};
use super::written::{Form, Written};
use super::{Clue, Dates, Evidence, Finding, PartialDate, Stated, container, derived, happened};

/// Why an article has the dates it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasoning {
    /// The dates, as [`super::annotate`] gives them.
    pub dates: Dates,
    /// The marks: what states a date, what tells of one, what cannot testify.
    pub marks: Vec<Mark>,
}

/// Words of a page that date it, or seem to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// What kind of mark it is.
    pub kind: MarkKind,
    /// The words, as printed.
    pub words: String,
    /// The source line they stand in; `None` for the headline and for what the container states.
    pub line: Option<usize>,
    /// The value or the bound it gives.
    pub gives: String,
    /// Whether it is, or led to, one of the dates.
    pub chosen: bool,
    /// What became of it.
    pub outcome: String,
}

/// The kinds of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// What the container states.
    Container,
    /// "Published: …".
    Label,
    /// "Updated: …".
    UpdateLabel,
    /// A date with a counter of readers.
    ListHeader,
    /// A date standing alone or in a byline.
    Stamp,
    /// In the dateline of the first paragraph.
    Dateline,
    /// A date alone below the text.
    Signature,
    /// The month of a periodical.
    Issue,
    /// A day on which the lead says that something happened.
    Event,
    /// A counted anniversary of relations or of an initiative.
    Anniversary,
    /// A named initiative, treaty or crisis.
    Initiative,
    /// Somebody named with an office.
    Office,
    /// A year told as past or to come, or by its distance.
    RelativeYear,
    /// The date of a picture.
    Picture,
    /// A copyright line or the address of an image.
    Copyright,
    /// Another story, an advertisement, a notice.
    OtherStory,
    /// When something is to be held.
    Occasion,
}

/// The reasoning behind the dates of a page.
pub(super) fn reasoning(page: &Page<'_>, finding: &Finding<'_>) -> Reasoning {
    let dates = finding.dates(page);
    let evidence = Evidence::of(page, &finding.mentions, finding.today);
    let published = dates.published.as_ref().map(|date| date.value);
    let stated = container::choose(finding.printed(), finding.stated).is_some();
    let mut marks: Vec<Mark> = finding.stated.iter().map(|stated| of_container(*stated, finding.printed())).collect();
    marks.extend(of_stamps(finding));
    if stated {
        marks.extend(finding.mentions.iter().filter_map(|mention| of_mention(mention, finding, published?)));
        marks.extend(
            evidence.clues.iter().zip(&evidence.kinds).map(|(clue, &kind)| beside_stated(clue, kind, published)),
        );
    } else {
        let answer = evidence.answer();
        debug_assert_eq!(dates.published, answer.as_ref().map(derived));
        marks.extend(evidence.proposals.iter().map(|proposal| of_proposal(proposal, answer.as_ref())));
        marks.extend(
            evidence.clues.iter().zip(&evidence.kinds).map(|(clue, &kind)| of_clue(clue, kind, answer.as_ref())),
        );
    }
    for mark in marks.iter_mut().filter(|mark| mark.kind != MarkKind::Container) {
        mark.line = line_of(page, &mark.words);
    }
    marks.extend(page.lines.iter().flat_map(without_voice));
    Reasoning { dates, marks }
}

/// The first line of the page that holds the words.
fn line_of(page: &Page<'_>, words: &str) -> Option<usize> {
    let words = words.trim_end_matches('…');
    page.lines.iter().filter(|_| !words.is_empty()).find(|line| line.text.contains(words)).and_then(|line| line.number)
}

fn mark(kind: MarkKind, words: &str, gives: String, chosen: bool, outcome: impl Into<String>) -> Mark {
    Mark { kind, words: words.to_owned(), line: None, gives, chosen, outcome: outcome.into() }
}

fn of_container(stated: Stated<'_>, printed: Option<&Stamp>) -> Mark {
    let lost = printed.and_then(|stamp| stated.yields_to(stamp));
    mark(MarkKind::Container, stated.text, stated.day.to_string(), lost.is_none(), lost.unwrap_or("the publication"))
}

fn of_stamps(finding: &Finding<'_>) -> Vec<Mark> {
    let container_wins = match (finding.printed(), finding.stated) {
        (Some(stamp), Some(stated)) => stated.yields_to(stamp).is_none(),
        _ => false,
    };
    let first = finding.printed();
    let outcome = |at: usize, stamp: &Stamp| match (stamp.refused, first) {
        (Some(why), _) => why.to_owned(),
        _ if at == 0 && container_wins => "the container states an earlier date".to_owned(),
        _ if at == 0 => "the publication".to_owned(),
        (_, Some(best)) if best.standing == stamp.standing => "further from the text".to_owned(),
        (_, best) => format!("stands lower than the {}", best.map_or("best", |best| name(best.standing))),
    };
    let stamps = finding.stamps.iter().enumerate();
    stamps
        .map(|(at, stamp)| {
            let chosen = at == 0 && stamp.refused.is_none() && !container_wins;
            mark(kind(stamp.standing), &stamp.words, stamp.value.to_string(), chosen, outcome(at, stamp))
        })
        .collect()
}

fn kind(standing: Standing) -> MarkKind {
    match standing {
        Standing::Published | Standing::PublishedBelow => MarkKind::Label,
        Standing::Listed => MarkKind::ListHeader,
        Standing::Alone => MarkKind::Stamp,
        Standing::Dateline => MarkKind::Dateline,
        Standing::Updated => MarkKind::UpdateLabel,
        Standing::Signed => MarkKind::Signature,
        Standing::Issue => MarkKind::Issue,
    }
}

fn name(standing: Standing) -> &'static str {
    match standing {
        Standing::Published => "labelled publication",
        Standing::Listed => "header of the list",
        Standing::Alone => "date standing alone",
        Standing::Dateline => "dateline",
        Standing::PublishedBelow => "label below the text",
        Standing::Updated => "update",
        Standing::Signed => "signature",
        Standing::Issue => "month of the issue",
    }
}

/// A day of the lead beside a known publication.
fn of_mention(mention: &Mention, finding: &Finding<'_>, published: PartialDate) -> Option<Mark> {
    let day = mention.before(published.first_day());
    let event = happened(&finding.mentions, published);
    let chosen = event.as_ref().is_some_and(|event| event.evidence.starts_with(&format!("\"{}\"", mention.words)));
    let gives = day.map_or_else(|| "no day shortly before the publication".to_owned(), |day| day.to_string());
    let outcome = match day {
        _ if chosen => "the event",
        Some(day) if PartialDate::from_day(day) == Some(published) => "the day of publication itself",
        Some(_) => "not the first thing that the lead tells of",
        None => "does not fit the publication",
    };
    Some(mark(MarkKind::Event, &mention.words, gives, chosen, outcome))
}

/// A clue beside a known publication.
fn beside_stated(clue: &Clue, kind: MarkKind, published: Option<PartialDate>) -> Mark {
    let agrees = published.is_none_or(|date| clue.allows_part(date.first_day(), date.last_day()));
    let outcome = if agrees { "agrees with the publication" } else { "contradicts the publication, which is printed" };
    mark(kind, &clue.words, clue.how.clone(), false, outcome)
}

/// A day of the lead where no publication is printed.
fn of_proposal(proposal: &Proposal, answer: Option<&Answer<'_>>) -> Mark {
    let chosen = answer.is_some_and(|answer| answer.words == Some(proposal.words.as_str()));
    let gives = match proposal.days[..] {
        [day] => day.to_string(),
        [] => "no day of the calendar".to_owned(),
        _ => format!("one of {} days", proposal.days.len()),
    };
    let outcome = match (chosen, answer) {
        (true, _) => "the day that the clues leave",
        (_, Some(answer)) if answer.words.is_some() => "another day of the lead goes before",
        _ => "the clues leave none of its days, or several",
    };
    mark(MarkKind::Event, &proposal.words, gives, chosen, outcome)
}

/// A clue where no publication is printed.
fn of_clue(clue: &Clue, kind: MarkKind, answer: Option<&Answer<'_>>) -> Mark {
    let (chosen, outcome) = match answer {
        Some(answer) if answer.by.contains(&clue) => (true, "decides"),
        Some(answer) if answer.against.contains(&clue) => (false, "contradicts the answer, and weighs less"),
        Some(_) => (false, "allows the answer"),
        None => (false, "leaves too much open, or is contradicted"),
    };
    mark(kind, &clue.words, clue.how.clone(), chosen, outcome)
}

/// The dates of lines that cannot date the text.
fn without_voice(line: &Line<'_>) -> Vec<Mark> {
    let (kind, why) = match line.role {
        Role::Capture => (MarkKind::Copyright, "bounds the capture of the page, never the publication"),
        Role::Aside => (MarkKind::OtherStory, "belongs to another story"),
        Role::Occasion => (MarkKind::Occasion, "the time of an occasion, which may lie ahead"),
        _ => return Vec::new(),
    };
    let shown = |date: &Written| {
        let gives = match date.form {
            Form::Day(day) => day.to_string(),
            Form::Month(year, month) => PartialDate::from_month(year, month)?.to_string(),
            Form::Year(year) => year.to_string(),
            _ => return None,
        };
        let words = &line.text[date.range.clone()];
        Some(Mark { line: line.number, ..mark(kind, words, gives, false, why) })
    };
    line.dates.iter().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: the dates are those of `annotate`; each mark tells what it gives and why it won or lost.
    use super::super::tests::{beside, page};
    use super::super::{Tables, annotate, explain};
    use super::*;
    use crate::annotate::country;

    /// What a mark became, by its words.
    fn outcome(reasoning: &Reasoning, words: &str) -> String {
        let mark = reasoning.marks.iter().find(|mark| mark.words == words);
        mark.map_or("none".into(), |mark| format!("{:?} {}: {}", mark.kind, mark.gives, mark.outcome))
    }

    #[test]
    fn reasoning_names_what_lost_and_why() {
        let lines = [
            "Chambers meet",
            "Friday, March 12, 2021",
            "Published: March 3, 2021",
            "Updated: March 9, 2021",
            "President Liz Truss greeted the guests. The chambers met on March 2, and agreed to meet again next year, as they had done before.",
            "© 2024 Harbour Post",
        ];
        let article = beside(page(&lines), "2021-03-20");
        let today = jiff::civil::date(2026, 11, 24);
        let tables = (Tables::built_in(), country::Tables::built_in());
        let reasoning = explain(&article, today, tables.0, tables.1);
        assert_eq!(reasoning.dates, annotate(&article, today, tables.0, tables.1));
        for (words, want) in [
            ("2021-03-20", "Container 2021-03-20: the page labels its publication"),
            ("Published: March 3, 2021", "Label 2021-03-03: the publication"),
            ("Updated: March 9, 2021", "UpdateLabel 2021-03-09: stands lower than the labelled publication"),
            ("Friday, March 12, 2021", "Stamp 2021-03-12: later than the page's own update: the day of the visit"),
            ("March 2", "Event 2021-03-02: the event"),
            ("2024", "Copyright 2024: bounds the capture of the page, never the publication"),
        ] {
            assert_eq!(outcome(&reasoning, words), want, "{words}: {reasoning:#?}");
        }
        assert_eq!(reasoning.marks.iter().find(|mark| mark.kind == MarkKind::Label).unwrap().line, Some(3));

        let article = page(&[
            "Forum held",
            "President Moon Jae-in spoke as the forum was held in Wuhan on December 16, Saturday, before 300 guests of both sides.",
            "[caption] Guests of the forum in 2009. Photo: Port authority, May 2, 2009",
        ]);
        let reasoning = explain(&article, today, tables.0, tables.1);
        assert_eq!(outcome(&reasoning, "December 16, Saturday"), "Event one of 11 days: the day that the clues leave");
        assert_eq!(
            outcome(&reasoning, "President Moon Jae-in"),
            "Office Moon Jae-in was president 2017-05-10 to 2022-05-09: decides"
        );
        assert_eq!(outcome(&reasoning, "May 2, 2009"), "Picture date of a picture: decides");
    }
}
