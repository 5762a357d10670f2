//! Which lines of a page are its story.
//!
//! Its place: after `blocks`. A readability algorithm (`dom_smoothie`, after Mozilla's) prunes the tree to the element
//! that holds the story; what it keeps too much is told here by what the markup calls it, by links and by neighbours.
//!
//! # Limits
//! What the algorithm throws away is won back only where it is running text that stands with the story.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use super::super::Reason;
use super::super::furniture::Mark;
use super::super::look::{Close, Look, width};
use super::blocks::{Block, Blocks, NUMBER, Tag};

/// The numbers of the elements that are left of a document when it is pruned to its story.
pub(super) fn kept(document: Document) -> HashSet<usize> {
    let config = Config { disable_json_ld: true, text_mode: TextMode::Raw, keep_classes: true, ..Config::default() };
    let pruned = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(pruned) = pruned else { return HashSet::new() };
    let behind = pruned.content.split(NUMBER).skip(1);
    behind.filter_map(|rest| rest.strip_prefix("=\"")?.split('"').next()?.parse().ok()).collect()
}

/// Marks the lines that are no part of the story.
pub(super) fn mark(blocks: &mut Blocks, kept: &HashSet<usize>) -> Vec<Option<Mark>> {
    let looks: Vec<Look> = blocks.lines.iter().map(|line| Look::of(&line.text)).collect();
    let is_kept: Vec<bool> = blocks.lines.iter().map(|line| kept.contains(&line.element)).collect();
    let story = hold_story(blocks, &looks, &is_kept);
    let region = |line: &Block| blocks.regions.reason(line.region, story);
    let mark = |at: usize| {
        let (line, look) = (&blocks.lines[at], &looks[at]);
        if is_kept[at] { of_kept(line, look, region(line)) } else { Some(of_pruned(line, look, region(line))) }
    };
    let marks = (0..blocks.lines.len()).map(mark).collect();
    marks
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
        _ if line.is_link() && !look.is_sentence() => Some(Mark::firm(Reason::Related)),
        _ => None,
    }
}

/// What a line that was pruned is.
fn of_pruned(line: &Block, look: &Look, region: Option<Reason>) -> Mark {
    let guess = || {
        let short = look.words <= 3 || look.wide && look.width <= 16;
        if short { Reason::Menu } else { Reason::Related }
    };
    let _ = (line, Close::Open, width, Tag::Other);
    Mark::firm(region.unwrap_or_else(guess))
}
