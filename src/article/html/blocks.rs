//! The lines of a page as a reader sees them, with what the markup says of each.
//!
//! Its place: before the tree is consumed. Each element that makes lines is numbered by an attribute, so that
//! `main_text` can tell later whether it was kept.
//!
//! # Invariants
//! The walk is a loop, however deep the page. A line is never blank; its text has ordinary spaces.

use dom_query::{Document, NodeData, NodeRef};

use super::super::line::{fold, is_blank, parts};
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
    /// How many columns of it markup says are a time.
    pub timed: usize,
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

    /// Whether it is a time and nothing else.
    pub fn is_time(&self) -> bool {
        self.timed >= width(&self.text)
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
                Step::LeaveLink => walk.leave_link(),
                Step::LeaveTime => walk.times -= 1,
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
    LeaveTime,
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
    /// How many elements that hold a time are open.
    times: usize,
    /// The words of the line that is open.
    text: String,
    /// Where in it the last link ended.
    link_end: usize,
    linked: usize,
    timed: usize,
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
            times: 0,
            text: String::new(),
            link_end: 0,
            linked: 0,
            timed: 0,
            time: None,
            opens: true,
        }
    }

    fn enter<'d>(&mut self, node: NodeRef<'d>, steps: &mut Vec<Step<'d>>) {
        let name = node.query(|node| match &node.data {
            NodeData::Element(element) => Some(element.name.local.to_string()),
            NodeData::Text { contents } => {
                self.text.push_str(contents);
                let columns = width(contents.trim());
                self.linked += if self.links > 0 { columns } else { 0 };
                self.timed += if self.times > 0 { columns } else { 0 };
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
                self.enter_link();
                steps.push(Step::LeaveLink);
            }
            "time" => {
                self.time = self.time.take().or_else(|| node.attr("datetime").map(|time| time.to_string()));
                self.times += 1;
                steps.push(Step::LeaveTime);
            }
            _ if INLINE.contains(&name) => {}
            _ => {
                self.enter_block(&node, name);
                steps.push(Step::LeaveBlock);
            }
        }
        steps.extend(node.children_it(true).map(Step::Enter));
    }

    /// Links that touch are buttons, which style sheets keep apart.
    fn enter_link(&mut self) {
        self.links += 1;
        if self.link_end > 0 && self.link_end == self.text.len() {
            self.text.push(' ');
        }
    }

    fn leave_link(&mut self) {
        self.links -= 1;
        self.link_end = self.text.len();
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
        let text = fold(&std::mem::take(&mut self.text));
        let mut texts = parts(&text).map(|part| part.trim_matches(is_blank)).filter(|part| !part.is_empty()).peekable();
        let (linked, timed) = (std::mem::take(&mut self.linked), std::mem::take(&mut self.timed));
        let time = self.time.take();
        self.link_end = 0;
        let Some(&Frame { element, tag, region, row }) = self.frames.last().filter(|_| texts.peek().is_some()) else {
            return;
        };
        let row = row.filter(|_| tag == Tag::Cell);
        let lines = texts.map(str::to_owned).map(|text| {
            let (opens, time) = (std::mem::take(&mut self.opens), time.clone());
            Block { text, element, tag, opens, linked, timed, region, time, row }
        });
        self.blocks.lines.extend(lines);
    }
}

/// Whether the element itself says that readers do not see it.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|hidden| &*hidden == "true") {
        return true;
    }
    // How SingleFile keeps what a style sheet hid when the page was saved.
    if node.has_class("sf-hidden") {
        return true;
    }
    let style = node.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// How wide the cells of a row are that stand in one line; wider ones are columns of a layout.
const CELL_MAX: usize = 40;

/// Puts the narrow cells of each row in one line. Lines of one cell stay apart.
fn join_rows(lines: Vec<Block>) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(lines.len());
    // The row and the cell of the line before, where that is narrow.
    let mut before: Option<(usize, usize)> = None;
    for line in lines {
        let narrow = line.row.filter(|_| width(&line.text) <= CELL_MAX).map(|row| (row, line.element));
        let goes_on = matches!((before, narrow), (Some((row, cell)), Some(next)) if row == next.0 && cell != next.1);
        before = narrow;
        match joined.last_mut().filter(|last| goes_on && last.text.len() <= CELL_MAX * 8) {
            Some(last) => {
                last.text.push_str("  ");
                last.text.push_str(&line.text);
                last.text = fold(&last.text);
                last.linked += line.linked;
                last.timed += line.timed;
            }
            None => joined.push(line),
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
