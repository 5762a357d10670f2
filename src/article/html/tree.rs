//! Parses a page into its tree.
//!
//! Its place: before all else that reads a page. The parser is fed piece by piece, for it follows any markup, and some
//! markup asks for far more than a page is: formatting left open is opened again in every block, and elements that
//! nothing closes nest without end, each step taking longer than the last.
//!
//! # Limits
//! A page that makes more of itself than any page for readers does is read up to there.

use dom_query::{Document, NodeRef};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};

/// How many bytes the parser is given at once: few, so that it cannot do much before it is looked at.
const PIECE: usize = 512;

/// How deep elements may lie in one another; browsers stop at 512. What walks a tree by recursion, or asks each element
/// for those around it, can be trusted with this many.
pub(super) const DEPTH_MAX: usize = 2_000;

/// Nodes that the parser makes of nothing: the document, its root, head and body.
const NODES_OF_NOTHING: usize = 8;

/// The tree of a page, up to where it is out of all proportion.
pub(super) fn parse(page: &str) -> Document {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let mut parser = parse_document(Document::default(), ParseOpts { tree_builder, ..ParseOpts::default() });
    let mut rest = page;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE));
        parser.process(StrTendril::from_slice(piece));
        rest = after;
        let document = &parser.tokenizer.sink.sink;
        // Every node of an honest page takes a byte of its markup, or more.
        if document.tree.len() > page.len() + NODES_OF_NOTHING || depth_at_end(document) > DEPTH_MAX {
            break;
        }
    }
    parser.finish()
}

/// How deep the last of a tree lies, which is where the parser goes on.
fn depth_at_end(document: &Document) -> usize {
    std::iter::successors(Some(document.root()), NodeRef::last_child).count()
}

/// Whether the tree of a page is anywhere deeper than `max`.
pub(super) fn is_deeper(document: &Document, max: usize) -> bool {
    let mut level = vec![document.root()];
    let mut depth = 0;
    while depth <= max && !level.is_empty() {
        level = level.iter().flat_map(|node| node.children_it(false)).filter(NodeRef::is_element).collect();
        depth += 1;
    }
    !level.is_empty()
}

#[cfg(test)]
mod tests {
    //! Properties: a page is parsed as the library parses it whole; markup that asks for too much is read up to there.
    use super::*;

    #[test]
    fn pieces_are_parsed_as_the_whole() {
        let page =
            "<title>One &amp; two</title><p class='a b'>Three – 네 &eacute;<b>five<p>six</b><table>x<td>y".repeat(40);
        for at in 0..20 {
            let page = format!("{}{page}", "é".repeat(at));
            assert_eq!(parse(&page).html(), Document::from(page.as_str()).html());
        }
    }

    #[test]
    fn formatting_opened_again_and_again_ends() {
        let page: String = (0..20_000).map(|n| format!("<i a={n}><div>")).collect();
        assert!(parse(&page).tree.len() < 4 * page.len());
    }

    #[test]
    fn depth_ends() {
        let page = "<div/>".repeat(100_000);
        let document = parse(&page);
        assert!(is_deeper(&document, DEPTH_MAX) && !is_deeper(&document, DEPTH_MAX + PIECE));
    }
}
