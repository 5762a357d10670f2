//! The lines of a page as a reader sees them, with what the markup says of each.
//!
//! Its place: before the tree is consumed. Each element that makes lines is numbered by an attribute, so that
//! `main_text` can tell later whether it was kept.
//!
//! # Invariants
//! The walk is a loop, however deep the page. A line is never blank; its text has ordinary spaces.

use dom_query::{Document, NodeData, NodeRef};

use super::super::line::fold;
use super::super::look::width;
use super::regions::{RegionWords, Regions};

/// The attribute by which elements are known again after the tree was pruned.
pub(super) const NUMBER: &str = "data-onrecord";

/// A line of a page.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub text: String,
    /// The number of the innermost element that makes lines.
    pub element: usize,
    pub tag: Tag,
    /// Whether a new block begins with it; else it continues one after a line break.
    pub opens: bool,
    /// How many columns of it are links.
    pub linked: usize,
    /// The innermost part of the page with a name that it stands in.
    pub region: Option<usize>,
    /// A time that markup gives within it.
    pub time: Option<String>,
    /// The row of a table it is a cell of.
    row: Option<usize>,
}

impl Block {
    /// Whether most of it is links.
    pub fn is_link(&self) -> bool {
        self.linked * 3 >= width(&self.text) * 2
    }
}

/// What makes a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// The heading of the page, or of something as large.
    H1,
    /// A heading within.
    Heading,
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
    /// Anything else.
    Other,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "h1" => Self::H1,
            "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading,
            "p" | "blockquote" | "pre" => Self::Paragraph,
            "li" | "dt" | "dd" => Self::Item,
            "td" | "th" => Self::Cell,
            _ => Self::Other,
        }
    }
}

/// The lines of a page.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub lines: Vec<Block>,
    /// The parts that markup names.
    pub regions: Regions,
}

/// What readers never see, or what says nothing to them.
const UNSEEN: [&str; 24] = [
    "audio", "canvas", "datalist", "dialog", "embed", "frameset", "head", "iframe", "map", "math", "meter", "noframes",
    "noscript", "object", "option", "progress", "script", "select", "style", "svg", "template", "textarea", "title",
    "video",
];

/// Elements that run within a line; all others make lines of their own.
const INLINE: [&str; 41] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "source",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The lines of a document.
pub(super) fn of(document: &Document, words: &RegionWords) -> Blocks {
    let mut walk = Walk::new(words);
    if let Some(body) = document.body() {
        let mut steps = vec![Step::Enter(body)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) => walk.enter(node, &mut steps),
                Step::LeaveLink => walk.links -= 1,
                Step::LeaveBlock => walk.leave_block(),
            }
        }
        walk.flush();
    }
    walk.blocks.lines = join_rows(walk.blocks.lines);
    walk.blocks
}

enum Step<'d> {
    Enter(NodeRef<'d>),
    LeaveLink,
    LeaveBlock,
}

/// An element that makes lines, while the walk is inside of it.
#[derive(Debug, Clone, Copy)]
struct Frame {
    element: usize,
    tag: Tag,
    region: Option<usize>,
    row: Option<usize>,
}

struct Walk<'w> {
    words: &'w RegionWords,
    blocks: Blocks,
    frames: Vec<Frame>,
    elements: usize,
    /// How many links are open.
    links: usize,
    /// The words of the line that is open.
    text: String,
    linked: usize,
    time: Option<String>,
    opens: bool,
}

impl<'w> Walk<'w> {
    fn new(words: &'w RegionWords) -> Self {
        Self {
            words,
            blocks: Blocks::default(),
            frames: Vec::new(),
            elements: 0,
            links: 0,
            text: String::new(),
            linked: 0,
            time: None,
            opens: true,
        }
    }

    fn enter<'d>(&mut self, node: NodeRef<'d>, steps: &mut Vec<Step<'d>>) {
        let name = node.query(|node| match &node.data {
            NodeData::Element(element) => Some(element.name.local.to_string()),
            NodeData::Text { contents } => {
                self.text.push_str(contents);
                if self.links > 0 {
                    self.linked += width(contents.trim());
                }
                None
            }
            _ => None,
        });
        let Some(name) = name.flatten() else { return };
        let name = name.as_str();
        if UNSEEN.contains(&name) || is_hidden(&node) {
            return;
        }
        match name {
            "br" => return self.break_line(),
            "a" => {
                self.links += 1;
                steps.push(Step::LeaveLink);
            }
            "time" => self.time = self.time.take().or_else(|| node.attr("datetime").map(|time| time.to_string())),
            _ if INLINE.contains(&name) => {}
            _ => {
                self.enter_block(&node, name);
                steps.push(Step::LeaveBlock);
            }
        }
        steps.extend(node.children_it(true).map(Step::Enter));
    }

    fn enter_block(&mut self, node: &NodeRef<'_>, name: &str) {
        self.flush();
        self.opens = true;
        self.elements += 1;
        let element = self.elements;
        node.set_attr(NUMBER, &element.to_string());
        let outer = self.frames.last();
        let outer_region = outer.and_then(|frame| frame.region);
        let region = self.words.region(node, name).map(|reason| self.blocks.regions.open(reason, outer_region));
        let row = if name == "tr" { Some(element) } else { outer.and_then(|frame| frame.row) };
        self.frames.push(Frame { element, tag: Tag::of(name), region: region.or(outer_region), row });
    }

    fn leave_block(&mut self) {
        self.flush();
        self.opens = true;
        self.frames.pop();
    }

    /// One break parts lines, two part blocks.
    fn break_line(&mut self) {
        let blank = self.text.trim().is_empty();
        self.flush();
        self.opens |= blank;
    }

    fn flush(&mut self) {
        let text =
            fold(self.text.trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}')
            }));
        let (linked, time) = (std::mem::take(&mut self.linked), self.time.take());
        self.text.clear();
        let Some(frame) = self.frames.last().filter(|_| !text.is_empty()) else { return };
        let Frame { element, tag, region, row } = *frame;
        let row = row.filter(|_| tag == Tag::Cell);
        self.blocks.lines.push(Block { text, element, tag, opens: self.opens, linked, region, time, row });
        self.opens = false;
    }
}

/// Whether the element itself says that readers do not see it.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|hidden| &*hidden == "true") {
        return true;
    }
    let style = node.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// How wide the cells of a row are that stand in one line; wider ones are columns of a layout.
const CELL_MAX: usize = 40;

/// Puts the narrow cells of each row in one line.
fn join_rows(lines: Vec<Block>) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(lines.len());
    for line in lines {
        let narrow = |line: &Block| line.row.is_some() && width(&line.text) <= CELL_MAX;
        match joined.last_mut() {
            Some(last)
                if last.row == line.row && line.row.is_some() && narrow(&line) && last.text.len() <= CELL_MAX * 8 =>
            {
                last.text.push_str("  ");
                last.text.push_str(&line.text);
                last.text = fold(&last.text);
                last.linked += line.linked;
            }
            _ => joined.push(line),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    //! Properties: lines are what readers see as lines; hidden things are none; narrow cells share a line; links and
    //! times are told.
    use super::super::super::Tables;
    use super::*;

    fn lines(body: &str) -> Vec<Block> {
        of(&Document::from(format!("<html><body>{body}</body></html>")), &Tables::built_in().regions).lines
    }

    #[test]
    fn lines_are_what_readers_see() {
        for (body, expected) in [
            ("<p>One <b>bold</b> word</p><p>Two</p>", &["One bold word", "Two"][..]),
            ("<div>One<br>Two<br><br>Three</div>", &["One", "Two", "Three"]),
            ("<div>One<p>Two</p>Three</div>", &["One", "Two", "Three"]),
            ("<p>가&nbsp;나&#8203;</p><p> \n </p>", &["가 나"]),
            ("<p>a<script>b</script></p><style>c</style><noscript>d</noscript><template>e</template>", &["a"]),
            ("<p hidden>a</p><p style='DISPLAY : none'>b</p><p aria-hidden=true>c</p><p>d</p>", &["d"]),
            (
                "<table><tr><th>Port</th><td>12</td><td>13</td></tr><tr><td>Pier</td><td>1</td></tr></table>",
                &["Port 12 13", "Pier 1"],
            ),
            (
                "<table><tr><td>Menu</td><td><p>The harbour trust opened two berths.</p></td></tr></table>",
                &["Menu", "The harbour trust opened two berths."],
            ),
            ("<ul><li>One<li>Two</ul>", &["One", "Two"]),
        ] {
            let found: Vec<String> = lines(body).into_iter().map(|line| line.text).collect();
            assert_eq!(found, expected, "{body}");
        }
    }

    #[test]
    fn a_single_break_goes_on_with_the_block() {
        let opens: Vec<bool> =
            lines("<p>One<br>Two<br><br>Three</p><p>Four</p>").iter().map(|line| line.opens).collect();
        assert_eq!(opens, [true, false, true, true]);
    }

    #[test]
    fn links_and_times_are_told() {
        let lines = lines(
            "<p><a href=x>Pilots win at court</a></p><p>Pilots win, <a href=x>they</a> say</p>\
             <p><time datetime='2021-03-04'>4.3.</time></p>",
        );
        assert_eq!(lines.iter().map(Block::is_link).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(lines[2].time.as_deref(), Some("2021-03-04"));
    }
}
