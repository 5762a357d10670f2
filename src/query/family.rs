//! Facets, and which clauses are the filters of each: a facet counts under every filter but its own.

use crate::query::{Node, Test};

/// A facet of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Facet {
    /// Years of the articles' dates, with a row for the undated.
    Year,
    /// Months, with a row for a year of which the month is not known and one for the undated.
    Month,
    /// Pairs of countries.
    Pair,
    /// Speakers, by person.
    Speaker,
    /// Countries.
    Country,
    /// Publishers.
    Publisher,
    /// Languages.
    Lang,
    /// Kinds of speech.
    Kind,
}

impl Facet {
    /// Every facet, in the order of the JSON contract.
    pub const ALL: [Facet; 8] = [
        Facet::Year,
        Facet::Month,
        Facet::Pair,
        Facet::Speaker,
        Facet::Country,
        Facet::Publisher,
        Facet::Lang,
        Facet::Kind,
    ];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Pair => "pair",
            Self::Speaker => "speaker",
            Self::Country => "country",
            Self::Publisher => "publisher",
            Self::Lang => "lang",
            Self::Kind => "kind",
        }
    }

    /// Whether a clause is a filter of this facet. Dates are one family; months stay under the year.
    fn owns(self, test: &Test) -> bool {
        match test {
            Test::Text(..) | Test::AtLeast(..) | Test::About(_) | Test::Path(_) | Test::Derived | Test::Copy => false,
            Test::Publisher(_) => self == Self::Publisher,
            Test::Lang(_) => self == Self::Lang,
            Test::Year(_) => self == Self::Year,
            Test::Date(_) | Test::Month(_) | Test::Undated => matches!(self, Self::Year | Self::Month),
            Test::Country(_) => self == Self::Country,
            Test::Pair(_) => self == Self::Pair,
            Test::Speaker(_) => self == Self::Speaker,
            Test::Kind(_) => self == Self::Kind,
        }
    }
}

/// The tree without the filters of a facet: those parts joined by AND at the top all of whose clauses
/// are its own. `None` if nothing is left.
#[must_use]
pub fn without_family(tree: &Node, facet: Facet) -> Option<Node> {
    let stays = |node: &&Node| !node.clauses().iter().all(|clause| facet.owns(&clause.test));
    let left: Vec<Node> = tree.conjuncts().iter().filter(stays).cloned().collect();
    match (tree, &left[..]) {
        // A group that is left alone stays one: what a row adds is joined to the group, not to its parts.
        (Node::And(_), [Node::And(_)]) => Some(Node::And(left)),
        _ => Node::all(left),
    }
}

#[cfg(test)]
mod tests {
    //! Properties: a facet loses its own filters at the top, denied ones too, and no others; a group left
    //! alone stays one.
    use super::*;
    use crate::query::parse;

    #[test]
    fn own_filters_fall_away() {
        for (facet, query, want) in [
            (Facet::Pair, "rail pair:CN-KR -pair:KR-US", "rail"),
            (Facet::Pair, "rail pair:(CN-KR OR KR-US)", "rail"),
            (Facet::Pair, "rail (pair:CN-KR OR country:KR)", "rail (pair:CN-KR OR country:KR)"),
            (Facet::Year, "rail year:2017 before:2018", "rail"),
            (Facet::Month, "rail year:2017 before:2018", "rail year:2017"),
            (Facet::Year, "year:2017", ""),
            (Facet::Speaker, "speaker:Kim kind:direct", "kind:direct"),
            (Facet::Pair, "about:CN-KR title:rail path:a pair:CN-KR", "about:CN-KR title:rail path:a"),
            (Facet::Year, "rail -is:undated", "rail"),
            (Facet::Country, "/p country:KR (rail country:KR^2)", "(rail country:KR^2)"),
            (Facet::Speaker, "-speaker:Kim (rail speaker:Lee)", "(rail speaker:Lee)"),
            (Facet::Kind, "kind:direct^2 said:rail", "said:rail"),
        ] {
            let tree = parse(query, jiff::civil::date(2017, 8, 24)).tree.unwrap();
            let left = without_family(&tree, facet).map(|t| t.to_string()).unwrap_or_default();
            assert_eq!(left, want, "{query}");
        }
    }
}
