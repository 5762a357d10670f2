//! Which lines of a page are its story.
//!
//! Its place: after `blocks`. A readability algorithm (`dom_smoothie`, after Mozilla's) prunes the tree to the element
//! that holds the story; what it keeps too much is told here by what the markup calls it, by links and by neighbours.
//!
//! # Limits
//! What the algorithm throws away is won back only where it is running text that stands with the story.

use std::collections::HashSet;
use std::ops::Range;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use super::super::Reason;
use super::super::furniture::Mark;
use super::super::look::Look;
use super::blocks::{Block, Blocks, NUMBER, Tag};
use super::tree::{DEPTH_MAX, is_deeper};

/// The numbers of the elements that are left of a document when it is pruned to its story; none if it is nested too
/// deeply for the algorithm, which recurses, and takes time by the square of the depth.
pub(super) fn kept(document: Document) -> HashSet<usize> {
    if is_deeper(&document, DEPTH_MAX) {
        return HashSet::new();
    }
    let config = Config { disable_json_ld: true, text_mode: TextMode::Raw, keep_classes: true, ..Config::default() };
    let pruned = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(pruned) = pruned else { return HashSet::new() };
    let behind = pruned.content.split(NUMBER).skip(1);
    behind.filter_map(|rest| rest.strip_prefix("=\"")?.split('"').next()?.parse().ok()).collect()
}

/// Marks the lines that are no part of the story. `headline` is its line, where there is one.
pub(super) fn mark(blocks: &mut Blocks, kept: &HashSet<usize>, headline: Option<usize>) -> Vec<Option<Mark>> {
    let looks: Vec<Look> = blocks.lines.iter().map(|line| Look::of(&line.text)).collect();
    let is_kept: Vec<bool> = blocks.lines.iter().map(|line| kept.contains(&line.element)).collect();
    let story = hold_story(blocks, &looks, &is_kept);
    let has_headline = headline.is_some();
    let mut sorting = Sorting { blocks, looks, is_kept, story, head: 0..0, has_headline, marks: Vec::new() };
    sorting.head = sorting.head(headline);
    sorting.mark_all();
    sorting.win_back(headline);
    sorting.marks
}

/// How many lines before the headline belong to the head of the story: its kicker, its date.
const ABOVE_HEADLINE: usize = 3;

/// How many lines above a story may be its head where nothing says which of them is the headline.
const ABOVE_STORY: usize = 8;

/// The lines while they are sorted into story and rest; the vectors run side by side with the lines of `blocks`, `marks`
/// once all are marked.
struct Sorting<'b> {
    blocks: &'b Blocks,
    looks: Vec<Look>,
    is_kept: Vec<bool>,
    /// How much of the story was kept, in columns.
    story: usize,
    /// The lines around the headline, up to the story.
    head: Range<usize>,
    /// Whether it is known which of them is the headline.
    has_headline: bool,
    marks: Vec<Option<Mark>>,
}

/// How many lines of the rest may stand between two paragraphs of a story of which the algorithm kept nothing.
const GAP_MAX: usize = 8;

impl Sorting<'_> {
    fn region(&self, at: usize) -> Option<Reason> {
        self.blocks.regions.reason(self.blocks.lines[at].region, self.story)
    }

    /// The head of the story: what stands there, whatever its makers called it, is about this story.
    fn head(&self, headline: Option<usize>) -> Range<usize> {
        let story = |&at: &usize| self.is_kept[at] && self.looks[at].prose && !self.blocks.lines[at].is_link();
        let begins = |start: usize| (start..self.looks.len()).find(story);
        match headline {
            Some(headline) => headline.saturating_sub(ABOVE_HEADLINE)..begins(headline + 1).unwrap_or(headline + 1),
            None => {
                let running = || (0..self.looks.len()).find(|&at| self.looks[at].prose && self.is_running_text(at));
                begins(0).or_else(running).map_or(0..0, |story| story.saturating_sub(ABOVE_STORY)..story)
            }
        }
    }

    fn mark_all(&mut self) {
        for at in 0..self.blocks.lines.len() {
            let (line, look, region) = (&self.blocks.lines[at], &self.looks[at], self.region(at));
            let mark = if self.is_kept[at] { of_kept(line, look, region) } else { Some(self.of_pruned(at, region)) };
            self.marks.push(mark);
        }
    }

    /// What a line that was pruned is.
    fn of_pruned(&self, at: usize, region: Option<Reason>) -> Mark {
        let look = self.looks[at];
        let short = if look.wide { look.width <= 16 } else { look.words <= 3 && look.width <= 30 };
        let in_head = self.head.contains(&at) && !self.blocks.lines[at].is_link();
        match region {
            // It may turn out to be the headline.
            None if in_head && !self.has_headline => Mark::soft(Reason::Section),
            Some(Reason::Related | Reason::Advertisement | Reason::SiteFooter) | None if in_head => {
                Mark::firm(Reason::Section)
            }
            Some(reason) => Mark::firm(reason),
            None if short => Mark::firm(Reason::Menu),
            None => Mark::firm(Reason::Related),
        }
    }

    /// Takes back what was pruned of the story: its standfirst, paragraphs between its paragraphs, and all of it where
    /// the algorithm found nothing.
    fn win_back(&mut self, headline: Option<usize>) {
        let range = self.story_range(headline);
        let range = range.start..self.true_end(range.end);
        for at in range.clone() {
            if self.is_running_text(at) {
                self.marks[at] = None;
            }
        }
        // A standfirst may be set as a heading, and then has no full stop.
        if let Some(below) = headline.map(|headline| headline + 1).filter(|&at| self.is_standfirst(at)) {
            self.marks[below] = None;
        }
        // A subhead is known by the paragraph that follows it.
        for at in range.rev() {
            let subhead = self.blocks.lines[at].tag == Tag::Heading && self.marks.get(at + 1) == Some(&None);
            if subhead && !self.is_kept[at] && !self.blocks.lines[at].is_link() && self.looks[at].words >= 2 {
                self.marks[at] = None;
            }
        }
    }

    /// Whether a line below the headline is a heading that says as much as a sentence.
    fn is_standfirst(&self, at: usize) -> bool {
        const COLUMNS_MIN: usize = 40;
        let is_heading = |line: &Block| line.tag == Tag::Heading && line.region.is_none() && !line.is_link();
        self.blocks.lines.get(at).is_some_and(is_heading) && self.looks[at].width >= COLUMNS_MIN
    }

    /// From behind the headline to the last paragraph of the story.
    fn story_range(&self, headline: Option<usize>) -> Range<usize> {
        let is_story = |&at: &usize| self.marks[at].is_none() && self.looks[at].is_sentence();
        let lines = 0..self.marks.len();
        let (first, last) = (lines.clone().find(is_story), lines.rev().find(is_story));
        match (headline, first, last) {
            (Some(headline), Some(_), Some(last)) if headline < last => headline + 1..last + 1,
            (_, Some(first), Some(last)) => first..last + 1,
            (headline, None, _) => self.likely_range(headline.map_or(0, |headline| headline + 1)),
            (_, Some(first), None) => first..first + 1,
        }
    }

    /// The end of a story whose last paragraphs were pruned: they follow right after it, at most a subhead between.
    fn true_end(&self, end: usize) -> usize {
        let (mut true_end, mut at) = (end, end);
        while at < self.marks.len() && at <= true_end + 1 {
            if self.looks[at].prose && self.is_running_text(at) {
                true_end = at + 1;
            }
            at += 1;
        }
        true_end
    }

    /// The running text behind a line, as long as it is not interrupted for long.
    fn likely_range(&self, start: usize) -> Range<usize> {
        let mut text = (start..self.marks.len()).filter(|&at| self.is_running_text(at));
        let Some(first) = text.next() else { return start..start };
        let last = text.try_fold(first, |last, at| if at - last > GAP_MAX { Err(last) } else { Ok(at) });
        first..last.unwrap_or_else(|last| last) + 1
    }

    /// Whether a line is sentences and stands in no part of the page that has a use of its own.
    fn is_running_text(&self, at: usize) -> bool {
        let line = &self.blocks.lines[at];
        let in_head = self.head.contains(&at);
        let own = self.region(at).is_some_and(|reason| match reason {
            Reason::Related | Reason::Advertisement => !in_head,
            Reason::Notice | Reason::Copyright | Reason::Byline => true,
            reason => super::is_elsewhere(reason),
        });
        self.looks[at].is_sentence() && !own && line.linked * 3 < self.looks[at].width
    }
}

/// Tells the named parts how much of the story each holds; how much there is in all.
fn hold_story(blocks: &mut Blocks, looks: &[Look], is_kept: &[bool]) -> usize {
    let mut story = 0;
    for (at, line) in blocks.lines.iter().enumerate() {
        if is_kept[at] && looks[at].prose && !line.is_link() {
            blocks.regions.hold(line.region, looks[at].width);
            story += looks[at].width;
        }
    }
    story
}

/// Why a line that was kept is no part of the story after all.
fn of_kept(line: &Block, look: &Look, region: Option<Reason>) -> Option<Mark> {
    match region {
        Some(reason @ (Reason::Caption | Reason::Comment | Reason::Advertisement | Reason::Share | Reason::Menu)) => {
            Some(Mark::firm(reason))
        }
        Some(reason) if !look.prose => Some(Mark::firm(reason)),
        _ if line.is_time() => Some(Mark::firm(Reason::DateLine)),
        _ if line.is_link() && !look.is_sentence() => Some(Mark::firm(Reason::Related)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    //! Properties: the story is kept from its standfirst to its last paragraph with its subheads; menus, share bars,
    //! captions, related stories and comments are not, each with its reason. However deep a page, it is read.
    use super::super::super::{Article, Reason, Tables, read};
    use crate::corpus::{Body, Decoding, Document, Metadata};

    fn article(body: &str) -> Article {
        let body = Body::Html(format!(
            "<html><head><title>Two berths open | Pier Post</title></head><body>{body}</body></html>"
        ));
        let (decoding, metadata) = (Decoding::default(), Metadata::default());
        read(&Document { path: "a.html".into(), ordinal: 0, body, decoding, metadata }, Tables::built_in())
    }

    fn reason(article: &Article, words: &str) -> Option<Reason> {
        article.dropped.iter().find(|dropped| dropped.text.contains(words)).map(|dropped| dropped.reason)
    }

    const STORY: &str = "<p>The harbour trust opened two berths on Monday after a winter of dredging, its master said, \
        and the first ships came in before the fog had lifted from the lower river.</p>\
        <h2>Pilots cheer</h2>\
        <p>Pilots cheered from the pier while the first of the ships made fast with a line from the north, and the band \
        of the fire brigade played the three marches it knows.</p>\
        <p>The third berth will follow in the autumn if the ministry pays its share, which it has promised twice.</p>";

    #[test]
    fn the_story_is_parted_from_the_page() {
        let article = article(&format!(
            "<nav><ul><li><a href=/>Home</a><li><a href=/ports>Ports</a></ul></nav>\
             <div class=wrap><header><h1>Two berths open</h1>\
             <p class=intro>After a winter of dredging, ships can tie up again at the northern pier.</p>\
             <span class=date>4 March 2021</span></header>\
             <div class=share-bar><a href=x>Facebook</a> <a href=y>Mail</a></div>\
             <article class=story>{STORY}\
             <figure><img src=a.jpg><figcaption>Pilots at the pier on Monday morning.</figcaption></figure></article>\
             <aside class=related><h3>Read more</h3><ul><li><a href=1>Pilots of the north win their case at court</a>\
             </ul></aside><div id=comments><p>Great news for the pilots, and about time too, I say as a pilot.</p></div>\
             </div><footer><p>© 2021 Pier Post</p></footer>"
        ));
        assert_eq!(article.title.as_deref(), Some("Two berths open"));
        let starts: Vec<&str> = article.paragraphs.iter().map(|p| &p.text[..12]).collect();
        assert_eq!(starts, ["After a wint", "The harbour ", "Pilots cheer", "Pilots cheer", "The third be"]);
        for (words, expected) in [
            ("Ports", Reason::Menu),
            ("Facebook", Reason::Share),
            ("4 March 2021", Reason::DateLine),
            ("Pilots at the pier", Reason::Caption),
            ("win their case", Reason::Related),
            ("Great news", Reason::Comment),
            ("© 2021", Reason::Copyright),
        ] {
            assert_eq!(reason(&article, words), Some(expected), "{words}: {:?}", article.dropped);
        }
        assert!(article.paragraphs.iter().all(|p| p.place.is_none()), "a page has no plain text to point into");
    }

    #[test]
    fn old_pages_part_paragraphs_by_breaks() {
        let article = article(
            "<table><tr><td width=150><a href=/>홈</a><br><a href=/n>소식</a></td><td><b>두 선석 개장</b><br><br>\
             나루항만공사는 4일 북쪽 부두에서 두 선석을 열었다고 밝혔다. 첫 배는 안개가 걷히기 전에 들어왔다.<br><br>\
             서하늘 사장은 \"셋째 선석도 가을에 열겠다\"고 말했다. 도선사들은 부두에서 박수를 쳤다.<br></td></tr></table>",
        );
        let texts: Vec<&str> = article.paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert!(texts.len() >= 2 && texts.iter().any(|text| text.starts_with("서하늘 사장은")), "{texts:?}");
        assert!(!texts.iter().any(|text| text.contains("소식")), "{texts:?}");
    }

    #[test]
    fn deep_pages_are_read() {
        for (around, deep) in [("", "<ins/>"), ("<svg>", "<tr>"), ("<svg><title>", "<b>")] {
            let article = article(&format!("<h1>Two berths open</h1>{around}{}{STORY}", deep.repeat(100_000)));
            assert_eq!(article.title.as_deref(), Some("Two berths open"), "{deep}");
        }
    }

    #[test]
    fn a_page_without_text_gives_its_headline() {
        let article = article("<h1>Two berths open</h1><div id=app></div>");
        assert_eq!(article.paragraphs.len(), 1);
        assert_eq!(article.paragraphs[0].text, "Two berths open");
        assert_eq!(super::super::read("", Tables::built_in()).lines.len(), 0);
    }
}
