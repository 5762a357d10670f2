//! Reads a web page: what it says of itself, its lines as a reader sees them, and which of them are its story.
//!
//! Its place: beside `line`, which reads plain text. Both give lines; the furniture rules and passes that follow are
//! the same. A page is parsed once (`tree`): `meta` reads what it states, `blocks` its lines with what its markup says of them
//! (`regions`), and `main_text` hands the tree to a readability algorithm, which consumes it, and asks what is left.
//!
//! # Invariants
//! Lines come in the order of the page, numbered from 1; what markup hides from readers is no line.
//!
//! # Limits
//! A page that scripts would have to fill has no text.

mod blocks;
mod main_text;
mod meta;
mod regions;
mod tree;

use super::furniture::Mark;
use super::line::Line;
use super::look::width;
use super::{DateOf, Reason, StatedDate, Tables, title};
use blocks::{Block, Blocks, Tag};
pub(super) use meta::{MetaNames, PAGE_META, Stated};
pub(super) use regions::{PAGE_REGIONS, RegionWords};

/// A web page as read.
pub(super) struct WebPage {
    /// What the page says of itself.
    pub stated: Stated,
    pub lines: Vec<Line>,
    /// Why a line is no part of the story, as the markup shows it; side by side with the lines.
    pub marks: Vec<Option<Mark>>,
    /// The line that is the headline.
    pub headline: Option<usize>,
}

/// Reads a page.
pub(super) fn read(page: &str, tables: &Tables) -> WebPage {
    let document = tree::parse(page);
    let mut stated = meta::read(&document, &tables.page_meta);
    let mut blocks = blocks::of(&document, &tables.regions);
    let kept = main_text::kept(document);
    let headline = headline(&blocks, &stated);
    let marks = main_text::mark(&mut blocks, &kept, headline);
    stated.dates.extend(time_of_head(&blocks, &marks, headline));
    WebPage { stated, lines: lines(blocks), marks, headline }
}

/// The words that a page is read by, without its markup: what it states of itself, and its lines.
pub(super) fn words(page: &str, tables: &Tables) -> String {
    let document = tree::parse(page);
    let stated = meta::read(&document, &tables.page_meta);
    let lines = blocks::of(&document, &tables.regions).lines.into_iter().map(|line| line.text);
    let stated = stated.titles.into_iter().chain(stated.publisher).chain(stated.author);
    stated.chain(lines).collect::<Vec<_>>().join("\n")
}

/// The mark of a line for which the markup and its own words both speak. What other parts of the page hold is theirs,
/// whatever it looks like; elsewhere the words tell better what a line is.
pub(super) fn weigh(by_words: Option<Mark>, by_markup: Option<Mark>) -> Option<Mark> {
    match (by_words, by_markup) {
        (Some(words), Some(markup)) if !is_elsewhere(markup.reason) || says_itself(words.reason, markup.reason) => {
            Some(Mark::firm(words.reason))
        }
        (words, None) => words,
        (_, markup) => markup,
    }
}

fn is_elsewhere(reason: Reason) -> bool {
    use Reason::{Advertisement, Caption, Comment, Related, SiteFooter};
    matches!(reason, Advertisement | Caption | Comment | Related | SiteFooter)
}

/// Whether words tell what a line is also where the markup says otherwise. Under a picture the owner is the picture's.
fn says_itself(by_words: Reason, by_markup: Reason) -> bool {
    use Reason::{AdjacentTitle, Attachment, Caption, Copyright};
    matches!(by_words, AdjacentTitle | Attachment) || by_words == Copyright && by_markup != Caption
}

/// How many lines around the headline may hold the time of the story.
const TIME_WITHIN: usize = 12;

/// The first time that markup gives near the headline, in a line that is about this story.
fn time_of_head(blocks: &Blocks, marks: &[Option<Mark>], headline: Option<usize>) -> Option<StatedDate> {
    let headline = headline?;
    let near = headline.saturating_sub(TIME_WITHIN)..blocks.lines.len().min(headline + TIME_WITHIN);
    let about = |at: &usize| marks[*at].is_none_or(|mark| !is_elsewhere(mark.reason)) && !blocks.lines[*at].is_link();
    let text = near.filter(about).find_map(|at| blocks.lines[at].time.clone())?;
    Some(StatedDate { text, of: DateOf::Unsaid, stands: "markup of the page" })
}

/// How wide a heading must be to be the headline when nothing else on the page says so.
const HEADLINE_MIN: usize = 12;

/// The line of the headline: one that says what the page states as its title, else the heading of the page.
fn headline(blocks: &Blocks, stated: &Stated) -> Option<usize> {
    let keys: Vec<String> = blocks.lines.iter().map(|line| title::key(&line.text)).collect();
    let says = |at: usize, title: &str| !keys[at].is_empty() && (keys[at] == title || title::frames(title, &keys[at]));
    let titles: Vec<String> = stated.titles.iter().map(|title| title::key(title)).collect();
    let of_tag = |tag: Tag| {
        let own = (0..keys.len()).filter(move |&at| blocks.lines[at].tag == tag);
        let told = own.clone().find(|&at| titles.iter().any(|title| says(at, title)));
        (told, own)
    };
    let (told, mut headings) = of_tag(Tag::H1);
    let wide = |&at: &usize| width(&blocks.lines[at].text) >= HEADLINE_MIN;
    told.or_else(|| of_tag(Tag::Heading).0)
        .or_else(|| (0..keys.len()).find(|&at| wide(&at) && titles.iter().any(|title| says(at, title))))
        .or_else(|| headings.find(wide))
}

/// A stated title without the name of the site around it.
pub(super) fn without_site(stated: &str, publisher: Option<&str>) -> String {
    let is_site = |part: &str| publisher.is_some_and(|publisher| title::key(part) == title::key(publisher));
    for mark in PARTS {
        let Some((rest, last)) = stated.rsplit_once(mark) else { continue };
        // A bar parts names of sites; a dash and a colon part thoughts, too.
        let short = matches!(mark, " | " | "｜" | " :: " | " » ") || mark != " : " && width(last) * 2 <= width(rest);
        if is_site(last) || short && last.split(' ').count() <= 4 {
            return rest.trim().to_owned();
        }
        if let Some((_, rest)) = stated.split_once(mark).filter(|(first, _)| is_site(first)) {
            return rest.trim().to_owned();
        }
    }
    stated.to_owned()
}

/// The name of the site that stands behind or before the headline in a stated title.
pub(super) fn site_of(stated: &str, headline: &str) -> Option<String> {
    let headline = title::key(headline);
    let is_headline = |part: &str| title::key(part) == headline;
    let site = PARTS.iter().find_map(|mark| {
        let (first, last) = (stated.split_once(mark)?, stated.rsplit_once(mark)?);
        if is_headline(last.0) {
            Some(last.1)
        } else if is_headline(first.1) {
            Some(first.0)
        } else {
            None
        }
    })?;
    (width(site) <= SITE_MAX && title::key(site) != "home").then(|| site.trim().to_owned())
}

/// How wide the name of a site may be.
const SITE_MAX: usize = 40;

/// What parts a headline from the name of a site.
const PARTS: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " : ", "｜"];

fn lines(blocks: Blocks) -> Vec<Line> {
    let line = |(number, block): (usize, Block)| {
        let Block { text, opens: opens_block, .. } = block;
        Line { number, bytes: 0..0, text, indent: 0, opens_block }
    };
    (1..).zip(blocks.lines).map(line).collect()
}

#[cfg(test)]
mod tests {
    //! Properties: titles lose the site's name and nothing else; the site is told from the title around the headline.
    use super::*;

    #[test]
    fn titles_lose_the_site() {
        for (stated, publisher, expected) in [
            ("Two berths open | The Pier Post", None, "Two berths open"),
            ("Two berths open in the north - Pier Post", None, "Two berths open in the north"),
            ("The Pier Post: Two berths open", None, "The Pier Post: Two berths open"),
            ("Pier Post - Two berths open", Some("Pier Post"), "Two berths open"),
            ("Norway - Chile: a match without a goal", None, "Norway - Chile: a match without a goal"),
            ("나루항 북쪽 부두에 두 선석 개장 - 나루신문", None, "나루항 북쪽 부두에 두 선석 개장"),
            ("Two berths open", Some("Pier Post"), "Two berths open"),
        ] {
            assert_eq!(without_site(stated, publisher), expected, "{stated}");
        }
    }

    #[test]
    fn the_site_stands_around_the_headline() {
        for (stated, expected) in [
            ("Two berths open | The Pier Post", Some("The Pier Post")),
            ("Pier Post – Two berths open", Some("Pier Post")),
            ("Two berths open – pilots cheer", Some("pilots cheer")),
            ("Two berths", None),
        ] {
            assert_eq!(site_of(stated, "Two Berths Open").as_deref(), expected, "{stated}");
        }
    }
}
