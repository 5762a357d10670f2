//! Parts of a page that its markup names: menus, share bars, captions, other stories.
//!
//! Its place: asked by `blocks` for every element that makes lines; `main_text` decides what a name is worth.
//!
//! # Limits
//! Names are what the makers of a page called its parts: evidence, not proof. A part that holds much of the story is
//! the story, whatever it is called.

use std::collections::HashMap;

use dom_query::NodeRef;

use super::super::Reason;
use crate::tables::{Added, Table, TableError, Touches};

pub(in super::super) static PAGE_REGIONS: Table = Table {
    name: "page_regions",
    columns: "word in the class, id, role or tag of an element of a web page, what the element then holds",
    built_in: &[include_str!("../data/page_regions.txt")],
    touches: Touches::Every,
};

/// Words that name the parts of pages.
#[derive(Debug)]
pub(in super::super) struct RegionWords(HashMap<Box<str>, Reason>);

impl RegionWords {
    /// Reads the table.
    pub fn new(added: &Added) -> Result<Self, TableError> {
        let mut words = HashMap::new();
        for row in PAGE_REGIONS.rows(added) {
            let reason = Reason::parse(row.filled(1)?).map_err(|error| row.refuse(error))?;
            words.insert(row.filled(0)?.to_lowercase().into_boxed_str(), reason);
        }
        Ok(Self(words))
    }

    /// What an element holds, by its names.
    pub fn region(&self, node: &NodeRef<'_>, tag: &str) -> Option<Reason> {
        if matches!(tag, "body" | "main" | "article" | "html") {
            return None;
        }
        let by_tag = matches!(tag, "nav" | "footer" | "aside" | "figcaption" | "form" | "button");
        let by_tag = by_tag.then(|| self.0.get(tag)).flatten();
        let named = |attribute: &str| node.attr(attribute).and_then(|value| self.named(&value));
        named("class").or_else(|| named("id")).or_else(|| named("role")).or(by_tag.copied())
    }

    /// The reason of the first word in names such as `article-share`, `shareBar` and `share_bar`.
    fn named(&self, names: &str) -> Option<Reason> {
        names.split_whitespace().find_map(|name| {
            let whole = self.0.get(name.to_lowercase().as_str());
            whole.copied().or_else(|| parts(name).find_map(|part| self.0.get(part.to_lowercase().as_str()).copied()))
        })
    }
}

/// The words that a name is made of.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).flat_map(|part| {
        let humps = part.char_indices().zip(part.chars().skip(1));
        let mut cuts: Vec<usize> = humps
            .filter(|((_, c), next)| c.is_lowercase() && next.is_uppercase())
            .map(|((at, c), _)| at + c.len_utf8())
            .collect();
        cuts.insert(0, 0);
        cuts.push(part.len());
        let ends: Vec<_> = cuts.windows(2).map(|pair| &part[pair[0]..pair[1]]).collect();
        ends
    })
}

/// The named parts of one page; each lies in another or in none.
#[derive(Debug, Default)]
pub(super) struct Regions(Vec<Region>);

#[derive(Debug)]
struct Region {
    reason: Reason,
    outer: Option<usize>,
    /// How much of the story it holds, in columns.
    story: usize,
}

impl Regions {
    /// Opens a part within another.
    pub fn open(&mut self, reason: Reason, outer: Option<usize>) -> usize {
        self.0.push(Region { reason, outer, story: 0 });
        self.0.len() - 1
    }

    /// Tells that a part holds so many columns of the story, and all around it with it.
    pub fn hold(&mut self, region: Option<usize>, columns: usize) {
        let mut at = region;
        while let Some(region) = at.and_then(|at| self.0.get_mut(at)) {
            region.story += columns;
            at = region.outer;
        }
    }

    /// What the innermost part says that holds less than a third of the story.
    pub fn reason(&self, region: Option<usize>, story: usize) -> Option<Reason> {
        let mut at = region;
        while let Some(region) = at.and_then(|at| self.0.get(at)) {
            if region.story * 3 < story {
                return Some(region.reason);
            }
            at = region.outer;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    //! Properties: words are found in names however they are joined; the innermost part that is not the story speaks.
    use super::super::super::Tables;
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        let words = &Tables::built_in().regions;
        for (names, expected) in [
            ("article-share", Some(Reason::Share)),
            ("shareBar wide", Some(Reason::Share)),
            ("c-related_items", Some(Reason::Related)),
            ("wp-caption-text", Some(Reason::Caption)),
            ("story-body", None),
            ("shared", None),
            ("Navigation", Some(Reason::Menu)),
            ("", None),
        ] {
            assert_eq!(words.named(names), expected, "{names}");
        }
    }

    #[test]
    fn a_part_that_holds_the_story_says_nothing() {
        let mut regions = Regions::default();
        let around = regions.open(Reason::Related, None);
        let within = regions.open(Reason::Share, Some(around));
        regions.hold(Some(around), 500);
        assert_eq!(regions.reason(Some(within), 600), Some(Reason::Share));
        assert_eq!(regions.reason(Some(around), 600), None);
        assert_eq!(regions.reason(None, 600), None);
    }
}
