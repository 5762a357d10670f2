//! A speech: one attribution of words or content to somebody.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// One attribution in a paragraph. Spans count characters within the paragraph's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speech {
    /// The fullest name the article gives, without title.
    pub name: Option<String>,
    /// Where there is no name, the words that stand for one: "An official from Company A".
    pub description: Option<String>,
    /// The words in the paragraph that `name` was resolved from: "he", "Chairman Sohn".
    pub mention: String,
    /// Office or position, as printed.
    pub role: Option<String>,
    /// For whom the speaker stands, as printed.
    pub affiliation: Option<String>,
    /// In which manner.
    pub kind: Kind,
    /// The speaker's words or what is reported of them, quotation marks included.
    pub content: Vec<Span>,
    /// The words that make it a speech: "said", "according to".
    pub cue: Option<Span>,
    /// Through whom it is told: "Xinhua" in "according to Xinhua".
    pub relay: Option<String>,
}

impl Speech {
    /// For whom somebody speaks: the affiliation, else the name itself.
    #[must_use]
    pub fn org(&self) -> Option<&str> {
        self.affiliation.as_deref().or(self.name.as_deref())
    }
}

/// In which manner somebody speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// In quoted words.
    Direct,
    /// In reported content.
    Indirect,
    /// In both in one speech.
    Mixed,
    /// Took the floor, without reported content: "delivered a presentation on".
    Floor,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::Direct, Kind::Indirect, Kind::Mixed, Kind::Floor];

    /// The word for it in the JSON contract and in searches.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
            Self::Floor => "floor",
        }
    }

    /// Whether a search for `sought` finds speech of this kind: direct and indirect include mixed.
    #[must_use]
    pub fn answers(self, sought: Kind) -> bool {
        self == sought || self == Self::Mixed && matches!(sought, Self::Direct | Self::Indirect)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no kind of speech: direct, indirect, mixed or floor"))
    }
}
