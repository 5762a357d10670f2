//! The furniture that only position and neighbours tell: repeated headlines, credits, related stories, what stands
//! before the headline and after the story.
//!
//! Its place: after the headline is known. Passes run in order, each a small function; none takes back what an
//! earlier one decided but [`spare_story`], which comes first.
//!
//! # Limits
//! Losing text is worse than keeping furniture: a sentence is dropped by its words only, never by its position. The
//! one exception is the sentence between headline and story that a bare picture credit follows.

use std::collections::HashSet;

use super::Reason;
use super::furniture::Mark;
use super::look::{Close, is_han_or_kana, is_hangul};
use super::page::Page;
use super::title;

type Pass = fn(&mut Page<'_>);

/// What is asked of a text, which shows nothing but its lines.
pub(super) const OF_TEXT: &[Pass] = &[
    spare_story,
    signature,
    repeated_titles,
    credited_captions,
    repeated_captions,
    related_stories,
    before_title,
    after_title,
    after_story,
    between_footers,
];

/// What is asked of a web page, whose markup tells captions from sentences.
pub(super) const OF_MARKUP: &[Pass] =
    &[spare_story, repeated_titles, related_stories, before_title, after_title, between_footers];

/// Marks what position and neighbours tell.
pub(super) fn run(page: &mut Page<'_>, passes: &[Pass]) {
    for pass in passes {
        pass(page);
    }
}

/// Takes back the marks that only hold outside of the story.
fn spare_story(page: &mut Page<'_>) {
    for mark in &mut page.marks[page.body.clone()] {
        *mark = mark.filter(|mark| mark.firm);
    }
}

/// What stands under a mail, below the two hyphens that mail programs put there.
fn signature(page: &mut Page<'_>) {
    const LINES_MAX: usize = 8;
    let end = page.lines.len();
    let Some(border) = (end.saturating_sub(LINES_MAX + 1)..end).rfind(|&at| page.text(at) == "--") else { return };
    if (border + 1..end).any(|at| page.looks[at].is_sentence()) {
        return;
    }
    for at in border + 1..end {
        page.drop(at, Mark::firm(Reason::SiteFooter));
    }
}

/// The headline once more, before the story with the site's name around it too.
fn repeated_titles(page: &mut Page<'_>) {
    let Some(at) = page.title else { return };
    let title = title::key(page.text(at));
    for other in (0..page.lines.len()).filter(|&other| other != at) {
        let (look, before_story) = (page.looks[other], other < page.body.start);
        if look.width > 400 || look.prose && !before_story || page.marks[other].is_some_and(|mark| mark.firm) {
            continue;
        }
        let key = title::key(page.text(other));
        if key == title || before_story && !look.prose && title::frames(&key, &title) {
            page.marks[other] = Some(Mark::firm(Reason::RepeatedTitle));
        }
    }
}

/// A single sentence between headline and story with a bare credit under it is the picture's caption.
fn credited_captions(page: &mut Page<'_>) {
    let Some(title) = page.title else { return };
    for credit in 1..page.body.start {
        let bare = page.looks[credit].words <= 8 && page.looks[credit].close != Close::Sentence;
        let caption = credit - 1;
        let one_sentence = !page.text(caption).contains(". \"") && !page.text(caption).contains(['“', '”', '"']);
        let free = caption != title && page.marks[caption].is_none();
        if page.marks[credit].is_some_and(|mark| mark.reason == Reason::Caption) && bare && free && one_sentence {
            page.drop(caption, Mark::firm(Reason::Caption));
        }
    }
}

/// A caption once more, and the twin of a line before the story.
fn repeated_captions(page: &mut Page<'_>) {
    let is_caption = |mark: Option<Mark>| mark.is_some_and(|mark| mark.reason == Reason::Caption);
    let captions: HashSet<String> =
        (0..page.lines.len()).filter(|&at| is_caption(page.marks[at])).map(|at| page.text(at).to_owned()).collect();
    for at in 0..page.lines.len() {
        if captions.contains(page.text(at)) {
            page.drop(at, Mark::firm(Reason::Caption));
        }
        let twin = at > 0 && at < page.body.start && page.text(at) == page.text(at - 1);
        if twin && page.is_sentence(at) && page.is_sentence(at - 1) {
            page.drop(at - 1, Mark::firm(Reason::Caption));
            page.drop(at, Mark::firm(Reason::Caption));
        }
    }
}

/// How many links a box of related stories amid the story may hold.
const RELATED_MAX: usize = 6;

/// The links under a heading such as "Related" amid the story.
fn related_stories(page: &mut Page<'_>) {
    for heading in page.title.map_or(page.body.start, |at| at + 1)..page.body.end {
        if !is_related_heading(page, heading) {
            continue;
        }
        let end = (heading + 1..page.body.end).find(|&at| !page.is_loose(at)).unwrap_or(page.body.end);
        let run = heading + 1..end;
        // The last short line before the text goes on may be a subhead; a link is longer.
        let subhead = run.len() > 1 && page.looks[end - 1].words <= 3 && !page.looks[end - 1].wide;
        let end = if subhead { end - 1 } else { end };
        if run.len() <= RELATED_MAX {
            for at in heading + 1..end {
                page.drop(at, Mark::firm(Reason::Related));
            }
        }
    }
}

fn is_related_heading(page: &Page<'_>, at: usize) -> bool {
    let related = page.marks[at].is_some_and(|mark| mark.reason == Reason::Related);
    related && page.looks[at].width <= 30 && page.looks[at].words <= 5
}

/// The headline of a page that has a story. Without running text nothing tells a menu from the rows of a table.
fn title_of_story(page: &Page<'_>) -> Option<usize> {
    page.title.filter(|_| !page.body.is_empty())
}

/// What stands before the headline and is no sentence: the site's name, its menus.
fn before_title(page: &mut Page<'_>) {
    let Some(title) = title_of_story(page) else { return };
    for at in 0..title.min(page.body.start) {
        if page.is_loose(at) || page.marks[at].is_none() && page.looks[at].width < 60 {
            let reason = if at == 0 { Reason::Section } else { Reason::Menu };
            page.drop(at, Mark::firm(reason));
        }
    }
}

/// Short lines between headline and story: names, topics. Longer ones are subtitles and stay, as does a subhead under
/// a first paragraph.
fn after_title(page: &mut Page<'_>) {
    let Some(title) = title_of_story(page) else { return };
    let mut text_seen = false;
    for at in title + 1..page.body.start {
        text_seen |= page.is_prose(at);
        let subhead = text_seen && page.is_prose(at + 1);
        if !page.is_loose(at) || subhead || page.text(at).starts_with(['-', '–', '—', '*', '※']) {
            continue;
        }
        let beside = |other: usize| other < page.body.start && other > title && is_label(page, other, 26);
        let listed = beside(at + 1) || beside(at - 1);
        if is_byline(page, at) {
            page.drop(at, Mark::firm(Reason::Byline));
        } else if is_label(page, at, if listed { 26 } else { 16 }) {
            page.drop(at, Mark::firm(Reason::Tags));
        }
    }
}

/// Two to six capitalised words, parted by a comma if more than three: "Ada Fenwright, The Pier Post".
fn is_byline(page: &Page<'_>, at: usize) -> bool {
    let (text, look) = (page.text(at), page.looks[at]);
    let capital = |word: &str| {
        word.chars().find(|c| c.is_alphanumeric()).is_none_or(char::is_uppercase)
            || ["de", "van", "der", "von", "bin", "and", "in"].contains(&word)
    };
    let plain = !text.contains(['&', '‘', '’', '“', ':', '!', '?']) && !text.contains(|c: char| c.is_ascii_digit());
    look.close == Close::Open
        && !look.wide
        && plain
        && text.split(' ').all(capital)
        && (2..=3).contains(&look.words) | ((4..=7).contains(&look.words) && text.contains(','))
}

/// A topic or a button: few short words, at most `columns` in scripts without blanks.
fn is_label(page: &Page<'_>, at: usize, columns: usize) -> bool {
    let look = page.looks[at];
    // "Dear friends," opens a speech.
    let figures_or_address =
        page.text(at).contains(|c: char| c.is_ascii_digit()) || page.text(at).ends_with([',', '，']);
    let short = if page.text(at).contains(|c| is_han_or_kana(c) || is_hangul(c)) {
        look.width <= columns && look.words <= 3
    } else {
        look.words <= 3 && look.width <= 30 || look.words == 4 && page.text(at).contains('&')
    };
    page.is_loose(at) && look.close == Close::Open && short && !figures_or_address
}

/// Loose lines after the last sentence, where furniture stands there too: links to other pages, the site's foot.
fn after_story(page: &mut Page<'_>) {
    let tail = page.body.end..page.lines.len();
    let furnished = tail.clone().any(|at| {
        page.marks[at].is_some_and(|mark| !matches!(mark.reason, Reason::Byline | Reason::Caption | Reason::Ornament))
    });
    if page.body.is_empty() || !furnished {
        return;
    }
    let mut related = false;
    for at in tail.clone() {
        related |= is_related_heading(page, at);
        match page.marks[at] {
            // The date of another story must not pass for this one's.
            Some(mark) if mark.reason == Reason::DateLine && (related || is_dated_link(page, at, tail.start)) => {
                page.marks[at] = Some(Mark::firm(Reason::Related));
            }
            None if page.is_loose(at) && !is_note(page, at) => {
                let reason = loose_after_story(page, at, related, at == tail.start);
                page.drop(at, Mark::firm(reason));
            }
            _ => {}
        }
    }
}

/// A name between two lines of addresses and telephones.
fn between_footers(page: &mut Page<'_>) {
    let is_footer = |mark: Option<Mark>| mark.is_some_and(|mark| mark.reason == Reason::SiteFooter);
    for at in 1..page.lines.len().saturating_sub(1) {
        if page.is_loose(at) && is_footer(page.marks[at - 1]) && is_footer(page.marks[at + 1]) {
            page.drop(at, Mark::firm(Reason::SiteFooter));
        }
    }
}

/// Whether a bare date stands under the link to another page.
fn is_dated_link(page: &Page<'_>, at: usize, tail: usize) -> bool {
    let link = |mark: Mark| matches!(mark.reason, Reason::AdjacentTitle | Reason::Related);
    at > tail && page.marks[at].is_some_and(|mark| !mark.firm) && page.marks[at - 1].is_some_and(link)
}

/// A footnote, or an item of a list that ends the story.
fn is_note(page: &Page<'_>, at: usize) -> bool {
    page.text(at).starts_with(['*', '※', '†', '①', '②', '③'])
}

fn loose_after_story(page: &Page<'_>, at: usize, related: bool, first: bool) -> Reason {
    let look = page.looks[at];
    if related {
        Reason::Related
    } else if first && is_byline(page, at)
        || first && look.width <= 8 && page.text(at).chars().all(|c| c.is_ascii_uppercase())
    {
        Reason::Byline
    } else if look.words >= 4 || look.wide && look.width >= 24 {
        Reason::AdjacentTitle
    } else {
        Reason::Menu
    }
}
